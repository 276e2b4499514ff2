/* What flash-moe's files hold, as named tensors. Its engine has the shapes compiled in; here
 * every one is checked against the config by whoever looks the tensors up. */
#include "core/model/flash_moe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"
#include "core/model/tensors.h"

enum {
    JSON_MAX_BYTES = 64 << 20,
    GROUP = 64,
};

static bool exists_in(const char *folder, const char *name)
{
    char *path = path_join(folder, name);
    bool ok = file_exists(path);
    free(path);
    return ok;
}

bool flash_moe_is_folder(const char *folder)
{
    return exists_in(folder, "model_weights.json");
}

char *flash_moe_layer_path(const char *expert_folder, int layer)
{
    return xasprintf("%s/layer_%02d.bin", expert_folder, layer);
}

/* -- the dense part -- */

static bool take_dtype(const char *s, struct st_tensor *t, uint64_t *item_bytes)
{
    static const struct {
        const char *name;
        enum st_dtype dtype;
        uint64_t n_bytes;
    } known[] = {
        {"U32", ST_U32, 4}, {"BF16", ST_BF16, 2}, {"F16", ST_F16, 2}, {"F32", ST_F32, 4}};
    for (size_t i = 0; s && i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(s, known[i].name) == 0) {
            t->dtype = known[i].dtype;
            t->dtype_name = known[i].name;
            *item_bytes = known[i].n_bytes;
            return true;
        }
    return false;
}

static bool take_number(const json_t *v, uint64_t *out)
{
    *out = (uint64_t)json_integer_value(v);
    return json_is_integer(v) && json_integer_value(v) >= 0;
}

static bool take_shape(const json_t *shape, struct st_tensor *t, uint64_t item_bytes)
{
    size_t n = json_array_size(shape);
    t->n_bytes = item_bytes;
    t->n_dim = (int)n;
    if (!json_is_array(shape) || n > ST_MAX_RANK)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!take_number(json_array_get(shape, i), &t->dim[i]) ||
            __builtin_mul_overflow(t->n_bytes, t->dim[i], &t->n_bytes))
            return false;
    return true;
}

static bool add_tensor(struct stored_tensors *st, const char *name, const json_t *o,
                       struct error *err)
{
    uint64_t item_bytes, n_bytes, file_bytes = st->file[0]->n_bytes;
    const char *path = st->file[0]->path;
    if (strlen(name) > ST_NAME_MAX_BYTES)
        return err_set(err, 0, "%s: a tensor name is longer than %d bytes", path,
                       ST_NAME_MAX_BYTES);
    struct st_tensor *t = st_add_tensor(st, 0, name, strlen(name));
    if (!take_dtype(json_string_value(json_object_get(o, "dtype")), t, &item_bytes))
        return err_set(err, 0, "%s: tensor %.200s has no dtype that is known", path,
                       name);
    if (!take_shape(json_object_get(o, "shape"), t, item_bytes) ||
        !take_number(json_object_get(o, "offset"), &t->offset) ||
        !take_number(json_object_get(o, "size"), &n_bytes) || n_bytes != t->n_bytes)
        return err_set(err, 0,
                       "%s: tensor %.200s has a shape, size and offset that do not fit",
                       path, name);
    if (t->offset > file_bytes || t->n_bytes > file_bytes - t->offset)
        return err_set(err, 0,
                       "%s: tensor %.200s lies at byte %" PRIu64 " of a file of %" PRIu64
                       " (truncated?)",
                       path, name, t->offset, file_bytes);
    return true;
}

static bool add_dense(struct stored_tensors *st, const char *folder, const json_t *root,
                      struct error *err)
{
    const json_t *tensors = json_object_get(root, "tensors");
    const char *name;
    json_t *o;
    if (!st_add_file(st, path_join(folder, "model_weights.bin"), err))
        return false;
    if (!json_is_object(tensors))
        return err_set(err, 0, "%s/model_weights.json: tensors is missing", folder);
    json_object_foreach((json_t *)tensors, name, o)
    {
        if (!add_tensor(st, name, o, err))
            return false;
    }
    char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    st_stamp(st, 0, text, strlen(text));
    free(text);
    return true;
}

/* -- experts -- */

static void add_part(struct stored_tensors *st, const char *prefix, const char *end,
                     enum st_dtype dtype, uint64_t n_out, uint64_t n_cols,
                     uint64_t offset)
{
    char name[128];
    int len = snprintf(name, sizeof(name), "%s.%s", prefix, end);
    struct st_tensor *t = st_add_tensor(st, st->n_file - 1, name, (size_t)len);
    t->dtype = dtype;
    t->dtype_name = dtype == ST_U32 ? "U32" : "BF16";
    t->n_dim = 2;
    t->dim[0] = n_out;
    t->dim[1] = n_cols;
    t->offset = offset;
    t->n_bytes = n_out * n_cols * (dtype == ST_U32 ? 4 : 2);
}

static void add_matrix(struct stored_tensors *st, int layer, int e, const char *proj,
                       const struct expert_part *p, uint64_t record)
{
    char prefix[96];
    uint64_t n_out = (uint64_t)p->n_out, groups = (uint64_t)(p->n_in / p->group);
    uint64_t words = (uint64_t)p->n_in * (uint64_t)dtype_bits(p->type) / 32;
    snprintf(prefix, sizeof(prefix), "model.layers.%d.mlp.experts.%d.%s", layer, e, proj);
    add_part(st, prefix, "weight", ST_U32, n_out, words, record + p->data_off);
    add_part(st, prefix, "scales", ST_BF16, n_out, groups, record + p->scales_off);
    add_part(st, prefix, "biases", ST_BF16, n_out, groups, record + p->biases_off);
}

static bool add_layer(struct stored_tensors *st, const struct model_config *c,
                      const struct expert_layout *l, const char *folder, int layer,
                      struct error *err)
{
    uint64_t want = (uint64_t)c->n_expert * l->record_bytes;
    if (!st_add_file(st, flash_moe_layer_path(folder, layer), err))
        return false;
    const struct st_file *f = st->file[st->n_file - 1];
    if (f->n_bytes != want)
        return err_set(err, 0,
                       "%s has %" PRIu64 " bytes instead of %" PRIu64
                       ", %d experts of %zu (truncated?)",
                       f->path, f->n_bytes, want, c->n_expert, l->record_bytes);
    st_stamp(st, st->n_file - 1, "", 0);
    for (int e = 0; e < c->n_expert; e++) {
        uint64_t record = (uint64_t)e * l->record_bytes;
        add_matrix(st, layer, e, "gate_proj", &l->gate, record);
        add_matrix(st, layer, e, "up_proj", &l->up, record);
        add_matrix(st, layer, e, "down_proj", &l->down, record);
    }
    return true;
}

static bool add_experts(struct stored_tensors *st, const char *folder,
                        const struct model_config *c, char **expert_folder,
                        struct error *err)
{
    static const struct {
        const char *name;
        enum dtype type;
    } known[] = {{"packed_experts", DTYPE_Q4}, {"packed_experts_2bit", DTYPE_Q2}};
    size_t k = exists_in(folder, known[0].name) ? 0 : 1;
    if (k && !exists_in(folder, known[1].name)) {
        bool lz4 = exists_in(folder, "packed_experts_lz4");
        return err_set(err, 0, "%s has neither packed_experts nor packed_experts_2bit%s",
                       folder, lz4 ? " (packed_experts_lz4 is not supported)" : "");
    }
    if (c->hidden % GROUP || c->expert_ff % GROUP)
        return err_set(err, 0,
                       "%s: experts of %d inputs and %d inner values are not in groups "
                       "of %d",
                       folder, c->hidden, c->expert_ff, GROUP);
    struct expert_layout l = {0};
    l.gate.type = l.up.type = l.down.type = known[k].type;
    l.gate.group = l.up.group = l.down.group = GROUP;
    expert_layout_set(&l, c);
    *expert_folder = path_join(folder, known[k].name);
    for (int i = 0; i < c->n_layer; i++)
        if (!add_layer(st, c, &l, *expert_folder, i, err))
            return false;
    return true;
}

/* -- the whole -- */

/* Its files leave out what is the same in all models of the one family that it runs. */
static json_t *own_config(const json_t *root)
{
    json_t *o = json_deep_copy(json_object_get(root, "config"));
    if (json_is_object(o)) {
        if (!json_object_get(o, "model_type"))
            json_object_set_new(o, "model_type", json_string("qwen3_5_moe"));
        if (!json_object_get(o, "max_position_embeddings"))
            json_object_set_new(o, "max_position_embeddings", json_integer(262144));
    }
    return o;
}

static bool load_config(const char *folder, const json_t *root,
                        struct model_config *config, struct error *err)
{
    char *path = path_join(folder, "config.json");
    bool beside = file_exists(path);
    json_t *o = beside ? json_file_read(path, JSON_MAX_BYTES, err) : own_config(root);
    bool ok = o && model_config_from_json(o, config, err);
    if (!o && !beside)
        err_set(err, 0,
                "%s/model_weights.json has no config, and there is no config.json",
                folder);
    else if (!ok)
        err_prefix(err, "%s", beside ? folder : "model_weights.json");
    json_decref(o);
    free(path);
    return ok;
}

struct stored_tensors *flash_moe_open(const char *folder, struct model_config *config,
                                      char **expert_folder, struct error *err)
{
    char *path = path_join(folder, "model_weights.json");
    struct stored_tensors *st = st_create();
    json_t *root = json_file_read(path, JSON_MAX_BYTES, err);
    *expert_folder = NULL;
    bool ok = root && load_config(folder, root, config, err) &&
              add_dense(st, folder, root, err) &&
              add_experts(st, folder, config, expert_folder, err) && st_finish(st, err);
    json_decref(root);
    free(path);
    if (ok)
        return st;
    st_close(st);
    free(*expert_folder);
    *expert_folder = NULL;
    return NULL;
}
