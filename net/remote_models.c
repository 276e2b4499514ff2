#include "net/remote_models.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "net/remote_fault.h"

enum {
    MAX_MODELS = 4096,
    MAX_ID_BYTES = 512,
};

static int whole(const json_t *v)
{
    json_int_t n = json_integer_value(v);
    return n > 0 && n <= INT_MAX ? (int)n : 0;
}

/* What vLLM, SGLang and flashmoe call it; llama-server; a few gateways. */
static int context_of(const json_t *o)
{
    const json_t *const places[] = {
        json_object_get(o, "max_model_len"),
        json_object_get(json_object_get(o, "meta"), "n_ctx"),
        json_object_get(o, "context_length"),
    };
    int n = 0;
    for (size_t i = 0; !n && i < sizeof(places) / sizeof(places[0]); i++)
        n = whole(places[i]);
    return n;
}

static bool is_id(const char *id)
{
    return id && *id && strlen(id) <= MAX_ID_BYTES;
}

bool remote_models_parse(struct remote_models *m, const char *json, size_t len,
                         struct error *err)
{
    json_error_t why;
    json_t *o = json_loadb(json, len, 0, &why);
    const json_t *data = json_object_get(o, "data");
    if (!json_is_array(data)) {
        char text[200] = "there is no \"data\"";
        if (!o)
            remote_json_why(&why, text, sizeof(text));
        err_set(err, 0, "what it lists are no models (%s)", text);
        json_decref(o);
        return false;
    }
    struct remote_models out = {0};
    size_t n = json_array_size(data);
    out.list = xcalloc(n < MAX_MODELS ? n + 1 : MAX_MODELS, sizeof(*out.list));
    for (size_t i = 0; i < n && out.n < MAX_MODELS; i++) {
        const json_t *d = json_array_get(data, i);
        const char *id = json_string_value(json_object_get(d, "id"));
        const char *owner = json_string_value(json_object_get(d, "owned_by"));
        if (is_id(id))
            out.list[out.n++] = (struct remote_model){
                .id = xstrdup(id),
                .ctx_tok = context_of(d),
                .flashmoe = owner && strcmp(owner, "flashmoe") == 0};
    }
    json_decref(o);
    remote_models_finish(m);
    *m = out;
    return true;
}

void remote_models_finish(struct remote_models *m)
{
    for (int i = 0; i < m->n; i++)
        free(m->list[i].id);
    free(m->list);
    *m = (struct remote_models){0};
}

const struct remote_model *remote_models_find(const struct remote_models *m,
                                              const char *id)
{
    for (int i = 0; id && i < m->n; i++)
        if (strcmp(m->list[i].id, id) == 0)
            return &m->list[i];
    return NULL;
}
