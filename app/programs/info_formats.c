#include "app/programs/info_formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/pack.h"
#include "core/model/tensors.h"

enum {
    NAME_MAX_BYTES = 64, /* of pack_tensor */
};

void info_format_name(const struct matrix *w, char out[INFO_FORMAT_MAX])
{
    if (w->group && w->scale_type != SCALE_BF16)
        snprintf(out, INFO_FORMAT_MAX, "%s/%d %s", dtype_name(w->type), w->group,
                 scale_type_name(w->scale_type));
    else if (w->group)
        snprintf(out, INFO_FORMAT_MAX, "%s/%d", dtype_name(w->type), w->group);
    else
        snprintf(out, INFO_FORMAT_MAX, "%s", dtype_name(w->type));
}

/* One more layer (-1: none) of a kind: it joins the last range if the format is the same.
 * Layers between them have no such tensor. */
static void add(json_t *formats, const char *kind, int layer, const struct matrix *w)
{
    char format[INFO_FORMAT_MAX], range[INFO_FORMAT_MAX];
    json_t *list = json_object_get(formats, kind);
    info_format_name(w, format);
    if (!list) {
        list = json_array();
        json_object_set_new(formats, kind, list);
    }
    json_t *last = json_array_get(list, json_array_size(list) - 1);
    const char *before = json_string_value(json_object_get(last, "format"));
    if (layer < 0) {
        json_array_append_new(list, json_pack("{s:s}", "format", format));
    } else if (before && strcmp(before, format) == 0) {
        long first = strtol(json_string_value(json_object_get(last, "layers")), NULL, 10);
        snprintf(range, sizeof(range), "%ld-%d", first, layer);
        json_object_set_new(last, "layers", json_string(range));
    } else {
        snprintf(range, sizeof(range), "%d", layer);
        json_array_append_new(list,
                              json_pack("{s:s, s:s}", "layers", range, "format", format));
    }
}

static struct matrix format_of(const struct expert_part *part)
{
    return (struct matrix){
        .type = part->type, .scale_type = part->scale_type, .group = part->group};
}

json_t *info_formats(const struct pack *pack)
{
    json_t *formats = json_object();
    for (int i = 0; i < pack->config.n_layer; i++) {
        const struct expert_layout *l = &pack->expert[i];
        struct matrix gate = format_of(&l->gate), up = format_of(&l->up),
                      down = format_of(&l->down);
        add(formats, "experts.gate", i, &gate);
        add(formats, "experts.up", i, &up);
        add(formats, "experts.down", i, &down);
    }
    int n;
    struct tensor_spec *spec = tensor_specs(&pack->config, &n);
    for (int i = 0; i < n; i++) {
        char name[NAME_MAX_BYTES];
        struct matrix w = pack_tensor(pack, i, name);
        if (spec[i].slot->form != TENSOR_F32)
            add(formats, spec[i].slot->name, spec[i].layer, &w);
    }
    free(spec);
    return formats;
}

void info_formats_print(const json_t *formats)
{
    const char *kind;
    json_t *list, *run;
    size_t i;
    puts("stored as");
    json_object_foreach((json_t *)formats, kind, list)
    {
        printf("  %-20s", kind);
        json_array_foreach(list, i, run)
        {
            const char *layers = json_string_value(json_object_get(run, "layers"));
            printf("%s%s", i ? ", " : "",
                   json_string_value(json_object_get(run, "format")));
            if (layers && json_array_size(list) > 1)
                printf(" (layers %s)", layers);
        }
        putchar('\n');
    }
}
