/* Writing and reading manifest.json. The reader recomputes all offsets, so that a wrong
 * one is a message here and never an address. */
#include "core/model/manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"

enum {
    MANIFEST_MAX_BYTES = 16 << 20,
    MAX_NOTES = 64,
    MAX_BITS = 32, /* of a number */
};

void manifest_init(struct manifest *m, const struct model_config *config)
{
    *m = (struct manifest){.config = *config};
    m->spec = tensor_specs(config, &m->n_spec);
    m->tensor = xcalloc((size_t)m->n_spec, sizeof(*m->tensor));
    m->expert = xcalloc((size_t)config->n_layer, sizeof(*m->expert));
}

void manifest_finish(struct manifest *m)
{
    free(m->name);
    free(m->template_name);
    free(m->source);
    free(m->spec);
    free(m->tensor);
    free(m->expert);
    for (int i = 0; m->expert_file && i < m->config.n_layer; i++)
        free(m->expert_file[i]);
    free(m->expert_file);
    for (int i = 0; i < m->n_note; i++)
        free(m->note[i]);
    free(m->note);
    *m = (struct manifest){0};
}

void manifest_add_note(struct manifest *m, char *note)
{
    m->note = xreallocarray(m->note, (size_t)m->n_note + 1, sizeof(*m->note));
    m->note[m->n_note++] = note;
}

void manifest_place(struct manifest *m)
{
    uint64_t at = 0;
    for (int i = 0; i < m->n_spec; i++) {
        struct manifest_tensor *t = &m->tensor[i];
        matrix_layout_set(&t->layout, t->type, t->group, m->spec[i].n_out,
                          m->spec[i].n_in, DENSE_ALIGN);
        t->offset = at;
        at += (t->layout.n_bytes + DENSE_ALIGN - 1) / DENSE_ALIGN * DENSE_ALIGN;
    }
    m->dense_bytes = at;
    for (int i = 0; i < m->config.n_layer; i++) {
        expert_layout_set(&m->expert[i], &m->config);
        if (m->expert_file)
            m->expert[i].stride_bytes = m->expert[i].record_bytes;
    }
}

uint64_t manifest_n_params(const struct manifest *m)
{
    const struct model_config *c = &m->config;
    uint64_t n = 3 * (uint64_t)c->n_layer * (uint64_t)c->n_expert *
                 (uint64_t)c->expert_ff * (uint64_t)c->hidden;
    for (int i = 0; i < m->n_spec; i++)
        n += (uint64_t)m->spec[i].n_out * (uint64_t)m->spec[i].n_in;
    return n;
}

struct tally {
    double n_weights, n_bits;
    double n_of[MAX_BITS + 1]; /* weights by their bits */
};

static void tally_add(struct tally *t, enum dtype type, double n)
{
    int bits = dtype_bits(type);
    t->n_weights += n;
    t->n_bits += n * bits;
    t->n_of[bits] += n;
}

static int tally_most(const struct tally *t)
{
    int most = 0;
    for (int i = 1; i <= MAX_BITS; i++)
        if (t->n_of[i] > t->n_of[most])
            most = i;
    return most;
}

struct manifest_bits manifest_bits(const struct manifest *m)
{
    struct tally expert = {0}, dense = {0};
    for (int i = 0; i < m->config.n_layer; i++) { /* whose parts are all of one size */
        tally_add(&expert, m->expert[i].gate.type, 1);
        tally_add(&expert, m->expert[i].up.type, 1);
        tally_add(&expert, m->expert[i].down.type, 1);
    }
    for (int i = 0; i < m->n_spec; i++)
        tally_add(&dense, m->tensor[i].type,
                  (double)m->spec[i].n_out * (double)m->spec[i].n_in);
    return (struct manifest_bits){.expert = tally_most(&expert),
                                  .dense = tally_most(&dense),
                                  .expert_mean = expert.n_bits / expert.n_weights,
                                  .dense_mean = dense.n_bits / dense.n_weights};
}

char *manifest_expert_path(const char *folder, int layer)
{
    return xasprintf("%s/experts/layer-%02d.bin", folder, layer);
}

char *manifest_expert_file(const struct manifest *m, const char *folder, int layer)
{
    if (!m->expert_file)
        return manifest_expert_path(folder, layer);
    const char *file = m->expert_file[layer];
    return file[0] == '/' ? xstrdup(file) : path_join(folder, file);
}

char *manifest_checksums_path(const char *folder)
{
    return path_join(folder, "experts/checksums.bin");
}

static json_t *hash_json(uint64_t h)
{
    return json_sprintf("%016" PRIx64, h);
}

/* Scales are bf16 where nothing is said of them. */
static void add_scale_type(json_t *o, enum scale_type type)
{
    if (type != SCALE_BF16)
        json_object_set_new(o, "scales", json_string(scale_type_name(type)));
}

static json_t *part_json(const struct expert_part *p)
{
    json_t *o = json_pack("{s:s, s:i}", "dtype", dtype_name(p->type), "group", p->group);
    add_scale_type(o, p->scale_type);
    return o;
}

json_t *manifest_to_json(const struct manifest *m)
{
    json_t *tensors = json_object(), *layers = json_array(), *notes = json_array();
    for (int i = 0; i < m->n_spec; i++) {
        const struct manifest_tensor *t = &m->tensor[i];
        char name[TENSOR_NAME_MAX];
        tensor_spec_name(&m->spec[i], name);
        json_t *o =
            json_pack("{s:s, s:i, s:[i,i], s:I, s:I, s:o}", "dtype", dtype_name(t->type),
                      "group", t->group, "shape", m->spec[i].n_out, m->spec[i].n_in,
                      "offset", (json_int_t)t->offset, "bytes",
                      (json_int_t)t->layout.n_bytes, "xxh3", hash_json(t->xxh3));
        add_scale_type(o, t->scale_type);
        json_object_set_new(tensors, name, o);
    }
    for (int i = 0; i < m->config.n_layer; i++) {
        const struct expert_layout *l = &m->expert[i];
        json_array_append_new(
            layers, json_pack("{s:o, s:o, s:o, s:I, s:I}", "gate", part_json(&l->gate),
                              "up", part_json(&l->up), "down", part_json(&l->down),
                              "record_bytes", (json_int_t)l->record_bytes, "stride_bytes",
                              (json_int_t)l->stride_bytes));
    }
    for (int i = 0; i < m->n_note; i++)
        json_array_append_new(notes, json_string(m->note[i]));
    json_t *files = m->expert_file ? json_array() : NULL;
    for (int i = 0; files && i < m->config.n_layer; i++)
        json_array_append_new(files, json_string(m->expert_file[i]));
    return json_pack(
        "{s:i, s:s, s:s, s:s, s:o*, s:i, s:i, s:I, s:o, s:{s:I, s:o}, s:{s:o, s:o, "
        "s:o*}, s:o}",
        "flashmoe_pack", PACK_VERSION, "name", m->name, "template", m->template_name,
        "source", m->source, "source_xxh3",
        m->source_xxh3 ? hash_json(m->source_xxh3) : NULL, "expert_bits", m->expert_bits,
        "dense_bits", m->dense_bits, "n_params", (json_int_t)manifest_n_params(m),
        "config", model_config_to_manifest(&m->config), "dense", "bytes",
        (json_int_t)m->dense_bytes, "tensors", tensors, "experts", "checksums_xxh3",
        hash_json(m->checksums_xxh3), "layers", layers, "files", files, "notes", notes);
}

static bool take_hash(const json_t *o, const char *key, uint64_t *out)
{
    const char *s = json_string_value(json_object_get(o, key));
    if (!s || strlen(s) != 16 || strspn(s, "0123456789abcdef") != 16)
        return false;
    *out = strtoull(s, NULL, 16);
    return true;
}

static bool take_text(const json_t *o, const char *key, char **out, struct error *err)
{
    const char *s = json_string_value(json_object_get(o, key));
    if (!s || strlen(s) > MANIFEST_MAX_TEXT)
        return err_set(err, 0, "%s is missing or no text of at most %d bytes", key,
                       MANIFEST_MAX_TEXT);
    *out = xstrdup(s);
    return true;
}

static bool number_is(const json_t *o, const char *key, uint64_t want)
{
    const json_t *v = json_object_get(o, key);
    return json_is_integer(v) && json_integer_value(v) >= 0 &&
           (uint64_t)json_integer_value(v) == want;
}

/* dtype and group of a matrix with n_in inputs. */
static bool take_type(const json_t *o, int n_in, enum dtype *type, int *group)
{
    const char *s = json_string_value(json_object_get(o, "dtype"));
    const json_t *g = json_object_get(o, "group");
    if (!s || !dtype_from_name(s, type) || !json_is_integer(g))
        return false;
    json_int_t n = json_integer_value(g);
    *group = (int)n;
    if (!dtype_is_affine(*type))
        return n == 0;
    return (n == 32 || n == 64 || n == 128) && n_in % n == 0;
}

/* What the scales of a matrix are stored as; `what` for the message. Only matrices that
 * have scales may say anything but bf16. */
static bool take_scale_type(const json_t *o, enum dtype type, const char *what,
                            enum scale_type *out, struct error *err)
{
    const json_t *scales = json_object_get(o, "scales");
    const char *s = json_string_value(scales);
    *out = SCALE_BF16;
    if (!scales)
        return true;
    if (!s || !scale_type_from_name(s, out))
        return err_set(err, 0, "%s has scales of a type that is not known: %.32s", what,
                       s ? s : "not a text");
    return *out == SCALE_BF16 || dtype_is_affine(type) ||
           err_set(err, 0, "%s is %s, which has no scales, but says that they are %s",
                   what, dtype_name(type), s);
}

static bool load_tensors(struct manifest *m, const json_t *dense, struct error *err)
{
    const json_t *tensors = json_object_get(dense, "tensors");
    char name[TENSOR_NAME_MAX];
    if (!json_is_object(tensors) || json_object_size(tensors) != (size_t)m->n_spec)
        return err_set(err, 0, "dense: %zu tensors instead of %d",
                       json_object_size(tensors), m->n_spec);
    for (int i = 0; i < m->n_spec; i++) {
        struct manifest_tensor *t = &m->tensor[i];
        tensor_spec_name(&m->spec[i], name);
        const json_t *o = json_object_get(tensors, name);
        if (!json_is_object(o))
            return err_set(err, 0, "tensor %s is missing", name);
        if (!take_type(o, m->spec[i].n_in, &t->type, &t->group) ||
            (m->spec[i].slot->form == TENSOR_F32 && t->type != DTYPE_F32))
            return err_set(err, 0, "tensor %s has an impossible dtype or group", name);
        char what[TENSOR_NAME_MAX + sizeof("tensor ")];
        snprintf(what, sizeof(what), "tensor %s", name);
        if (!take_scale_type(o, t->type, what, &t->scale_type, err))
            return false;
        if (!take_hash(o, "xxh3", &t->xxh3))
            return err_set(err, 0, "tensor %s has no checksum", name);
    }
    return true;
}

/* Second pass, when manifest_place has said where everything must be. */
static bool check_tensors(const struct manifest *m, const json_t *dense,
                          struct error *err)
{
    const json_t *tensors = json_object_get(dense, "tensors");
    char name[TENSOR_NAME_MAX];
    for (int i = 0; i < m->n_spec; i++) {
        tensor_spec_name(&m->spec[i], name);
        const json_t *o = json_object_get(tensors, name);
        const json_t *shape = json_object_get(o, "shape");
        if (json_array_size(shape) != 2 ||
            json_integer_value(json_array_get(shape, 0)) != m->spec[i].n_out ||
            json_integer_value(json_array_get(shape, 1)) != m->spec[i].n_in)
            return err_set(err, 0, "tensor %s does not have the shape [%d, %d]", name,
                           m->spec[i].n_out, m->spec[i].n_in);
        if (!number_is(o, "offset", m->tensor[i].offset) ||
            !number_is(o, "bytes", m->tensor[i].layout.n_bytes))
            return err_set(err, 0,
                           "tensor %s is not at offset %" PRIu64
                           " with %zu bytes, as types "
                           "and shapes require",
                           name, m->tensor[i].offset, m->tensor[i].layout.n_bytes);
    }
    if (!number_is(dense, "bytes", m->dense_bytes))
        return err_set(err, 0, "dense: bytes is not %" PRIu64, m->dense_bytes);
    return true;
}

static bool load_part(const json_t *layer, int i, const char *name, int n_in,
                      struct expert_part *p, struct error *err)
{
    const json_t *o = json_object_get(layer, name);
    char what[64];
    if (!take_type(o, n_in, &p->type, &p->group))
        return err_set(err, 0, "experts of layer %d: impossible dtype or group", i);
    snprintf(what, sizeof(what), "experts of layer %d: %s", i, name);
    return take_scale_type(o, p->type, what, &p->scale_type, err);
}

/* Paths of the layers' files when they are elsewhere. */
static bool load_expert_files(struct manifest *m, const json_t *experts,
                              struct error *err)
{
    enum {
        PATH_MAX_BYTES = 4096
    };
    const json_t *files = json_object_get(experts, "files");
    size_t n = (size_t)m->config.n_layer;
    if (!files)
        return true;
    if (json_array_size(files) != n)
        return err_set(err, 0, "experts: %zu files instead of %zu",
                       json_array_size(files), n);
    m->expert_file = xcalloc(n, sizeof(*m->expert_file));
    for (size_t i = 0; i < n; i++) {
        const char *s = json_string_value(json_array_get(files, i));
        if (!s || !*s || strlen(s) > PATH_MAX_BYTES)
            return err_set(err, 0, "experts: file %zu is no path", i);
        m->expert_file[i] = xstrdup(s);
    }
    return true;
}

static bool load_experts(struct manifest *m, const json_t *experts, struct error *err)
{
    const json_t *layers = json_object_get(experts, "layers");
    const struct model_config *c = &m->config;
    if (!take_hash(experts, "checksums_xxh3", &m->checksums_xxh3))
        return err_set(err, 0, "experts: no checksum");
    if (json_array_size(layers) != (size_t)c->n_layer)
        return err_set(err, 0, "experts: %zu layers instead of %d",
                       json_array_size(layers), c->n_layer);
    if (!load_expert_files(m, experts, err))
        return false;
    for (int i = 0; i < c->n_layer; i++) {
        const json_t *o = json_array_get(layers, (size_t)i);
        struct expert_layout *l = &m->expert[i];
        if (!load_part(o, i, "gate", c->hidden, &l->gate, err) ||
            !load_part(o, i, "up", c->hidden, &l->up, err) ||
            !load_part(o, i, "down", c->expert_ff, &l->down, err))
            return false;
    }
    return true;
}

static bool check_experts(const struct manifest *m, const json_t *experts,
                          struct error *err)
{
    const json_t *layers = json_object_get(experts, "layers");
    for (int i = 0; i < m->config.n_layer; i++) {
        const json_t *o = json_array_get(layers, (size_t)i);
        const struct expert_layout *l = &m->expert[i];
        if (!number_is(o, "record_bytes", l->record_bytes) ||
            !number_is(o, "stride_bytes", l->stride_bytes))
            return err_set(err, 0,
                           "experts of layer %d: records are not %zu bytes every %zu, as "
                           "types and shapes require",
                           i, l->record_bytes, l->stride_bytes);
    }
    return true;
}

static bool load_json(struct manifest *m, const json_t *root, struct error *err)
{
    const json_t *version = json_object_get(root, "flashmoe_pack");
    struct model_config config;
    if (!json_is_integer(version))
        return err_set(err, 0, "not a pack's manifest (flashmoe_pack is missing)");
    if (json_integer_value(version) != PACK_VERSION)
        return err_set(
            err, 0, "pack format %" JSON_INTEGER_FORMAT "; this program reads format %d",
            json_integer_value(version), PACK_VERSION);
    const json_t *config_json = json_object_get(root, "config");
    const json_t *dense = json_object_get(root, "dense");
    const json_t *experts = json_object_get(root, "experts");
    if (!model_config_from_manifest(config_json, &config, err))
        return false;
    manifest_init(m, &config);
    if (!take_text(root, "name", &m->name, err) ||
        !take_text(root, "template", &m->template_name, err) ||
        !take_text(root, "source", &m->source, err) || !load_tensors(m, dense, err) ||
        !load_experts(m, experts, err))
        return false;
    take_hash(root, "source_xxh3", &m->source_xxh3);
    m->expert_bits = (int)json_integer_value(json_object_get(root, "expert_bits"));
    m->dense_bits = (int)json_integer_value(json_object_get(root, "dense_bits"));
    const json_t *notes = json_object_get(root, "notes");
    for (size_t i = 0; i < json_array_size(notes) && i < MAX_NOTES; i++) {
        const char *s = json_string_value(json_array_get(notes, i));
        if (s && strlen(s) <= MANIFEST_MAX_TEXT)
            manifest_add_note(m, xstrdup(s));
    }
    manifest_place(m);
    return check_tensors(m, dense, err) && check_experts(m, experts, err);
}

uint64_t manifest_source(const char *folder)
{
    char *path = path_join(folder, "manifest.json");
    json_t *root =
        file_exists(path) ? json_file_read(path, MANIFEST_MAX_BYTES, NULL) : NULL;
    uint64_t xxh3 = 0;
    if (!json_is_integer(json_object_get(root, "flashmoe_pack")) ||
        !take_hash(root, "source_xxh3", &xxh3))
        xxh3 = 0;
    json_decref(root);
    free(path);
    return xxh3;
}

bool manifest_load(struct manifest *m, const char *folder, struct error *err)
{
    char *path = path_join(folder, "manifest.json");
    *m = (struct manifest){0};
    json_t *root = json_file_read(path, MANIFEST_MAX_BYTES, err);
    bool ok = root && (load_json(m, root, err) || err_prefix(err, "%s", path));
    json_decref(root);
    if (!ok)
        manifest_finish(m);
    free(path);
    return ok;
}
