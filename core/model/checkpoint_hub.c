/* Finding the model's tensors under the names that the known exporters give them. What is
 * found is recorded as a struct source; checkpoint_read.c follows the record and decides
 * nothing.
 * Entered from checkpoint_open. */
#include "core/model/checkpoint_hub.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"
#include "core/model/checkpoint_use.h"
#include "core/model/flash_moe.h"
#include "core/model/safetensors.h"

enum {
    CONFIG_MAX_BYTES = 4 << 20,
    NAME_BYTES = 256,
};

struct finder {
    struct checkpoint *ck;
    const char *prefix; /* of the text model, with the final dot */
    const char *head;   /* full name of the head's weight */
    struct tensor_use use;
    struct error *err;
};

static bool missing(struct finder *f, const char *name)
{
    return err_set(f->err, 0, "%s: tensor %s is missing", f->ck->path, name);
}

static bool wrong_shape(struct finder *f, const struct st_tensor *t, const char *expected)
{
    char text[160];
    st_shape_text(t, text);
    return err_set(f->err, 0, "%s: tensor %s has the shape %s, not %s", f->ck->path,
                   t->name, text, expected);
}

static bool shape_is(const struct st_tensor *t, const uint64_t *dim, int n)
{
    if (t->n_dim != n)
        return false;
    for (int i = 0; i < n; i++)
        if (t->dim[i] != dim[i])
            return false;
    return true;
}

/* A stored tensor as rows of n_in numbers, `dim` being all dimensions but the last. */
struct expect {
    uint64_t dim[2];
    int n_dim; /* 1, or 2 for stacked experts */
    int n_in;
};

static bool check_shape(struct finder *f, const struct st_tensor *t,
                        const struct expect *e, uint64_t last)
{
    uint64_t dim[3] = {e->dim[0], e->dim[1]};
    char text[96];
    dim[e->n_dim] = last;
    if (shape_is(t, dim, e->n_dim + 1))
        return true;
    if (e->n_dim == 1)
        snprintf(text, sizeof(text), "[%" PRIu64 ", %" PRIu64 "]", dim[0], dim[1]);
    else
        snprintf(text, sizeof(text), "[%" PRIu64 ", %" PRIu64 ", %" PRIu64 "]", dim[0],
                 dim[1], dim[2]);
    return wrong_shape(f, t, text);
}

static bool float_type(struct finder *f, const struct st_tensor *t, enum dtype *out)
{
    switch (t->dtype) {
    case ST_F32: *out = DTYPE_F32; return true;
    case ST_F16: *out = DTYPE_F16; return true;
    case ST_BF16: *out = DTYPE_BF16; return true;
    default:
        return err_set(f->err, 0,
                       "%s: tensor %s is %s; F32, F16, BF16, F8_E4M3 with a "
                       "weight_scale_inv and MLX affine are read",
                       f->ck->path, t->name, t->dtype_name);
    }
}

/* Bits and group of an MLX tensor follow from shapes; its config block is not consulted,
 * because exporters disagree on how its keys are spelled. */
static bool affine_source(struct finder *f, struct source *s, const struct expect *e)
{
    const struct st_tensor *w = s->weight, *sc = s->scales, *bi = s->biases;
    uint64_t cols = w->n_dim ? w->dim[w->n_dim - 1] : 0;
    uint64_t groups = sc->n_dim ? sc->dim[sc->n_dim - 1] : 0;
    uint64_t n_in = (uint64_t)e->n_in;

    if (w->dtype != ST_U32 ||
        (sc->dtype != ST_BF16 && sc->dtype != ST_F16 && sc->dtype != ST_F32))
        return err_set(
            f->err, 0,
            "%s: tensor %s (%s with %s scales) is quantised in a mode other than "
            "affine",
            f->ck->path, w->name, w->dtype_name, sc->dtype_name);
    if (!bi)
        return err_set(f->err, 0, "%s: tensor %s has scales but no biases", f->ck->path,
                       w->name);
    if (bi->dtype != ST_BF16 && bi->dtype != ST_F16 && bi->dtype != ST_F32)
        return err_set(f->err, 0, "%s: tensor %s is %s, not a float type", f->ck->path,
                       bi->name, bi->dtype_name);
    uint64_t bits = cols <= n_in && cols * 32 % n_in == 0 ? cols * 32 / n_in : 0;
    switch (bits) {
    case 2: s->type = DTYPE_Q2; break;
    case 3: s->type = DTYPE_Q3; break;
    case 4: s->type = DTYPE_Q4; break;
    case 5: s->type = DTYPE_Q5; break;
    case 6: s->type = DTYPE_Q6; break;
    case 8: s->type = DTYPE_Q8; break;
    default:
        return err_set(f->err, 0,
                       "%s: tensor %s has %" PRIu64
                       " words a row for %d inputs, which is no "
                       "supported number of bits",
                       f->ck->path, w->name, cols, e->n_in);
    }
    uint64_t group = groups && n_in % groups == 0 ? n_in / groups : 0;
    if (group != 32 && group != 64 && group != 128)
        return err_set(f->err, 0,
                       "%s: tensor %s has %" PRIu64
                       " groups for %d inputs; groups of 32, 64 "
                       "and 128 are supported",
                       f->ck->path, sc->name, groups, e->n_in);
    s->group = (int)group;
    s->scale_type = sc->dtype == ST_F16 && bi->dtype == ST_F16 ? SCALE_F16 : SCALE_BF16;
    f->ck->quantised = true;
    return check_shape(f, w, e, cols) && check_shape(f, sc, e, groups) &&
           check_shape(f, bi, e, groups);
}

/* FP8: one scale for each block of each matrix of a stack. */
static bool fp8_source(struct finder *f, struct source *s, const struct expect *e)
{
    const struct st_tensor *sc = s->scales;
    const int *block = f->ck->fp8_block;
    struct expect blocks = *e;
    if (s->weight->dtype != ST_F8_E4M3)
        return err_set(f->err, 0, "%s: tensor %s is %s, but has block scales",
                       f->ck->path, s->weight->name, s->weight->dtype_name);
    if (sc->dtype != ST_BF16 && sc->dtype != ST_F16 && sc->dtype != ST_F32)
        return err_set(f->err, 0, "%s: tensor %s is %s, not a float type", f->ck->path,
                       sc->name, sc->dtype_name);
    uint64_t n_out = e->dim[e->n_dim - 1];
    blocks.dim[e->n_dim - 1] = fp8_blocks_of(n_out, block[0]);
    s->type = DTYPE_F32;
    s->fp8 = (struct fp8_blocks){block[0], block[1], (int)n_out};
    f->ck->fp8 = true;
    return check_shape(f, s->weight, e, (uint64_t)e->n_in) &&
           check_shape(f, sc, &blocks, fp8_blocks_of((uint64_t)e->n_in, block[1]));
}

/* Fill s's stored side from `name` (the weight's full name): type, group and tensors.
 * `found` tells an absent tensor from a bad one. */
static bool find_matrix(struct finder *f, const char *name, const struct expect *e,
                        struct source *s, bool *found)
{
    char other[NAME_BYTES];
    size_t n = strlen(name), suffix = strlen(".weight");
    s->weight = tensor_use_find(&f->use, name);
    *found = s->weight != NULL;
    if (!s->weight)
        return true;

    s->scales = s->biases = NULL;
    s->scale_type = SCALE_BF16;
    s->group = 0;
    /* "q_proj.weight_scale_inv", and "gate_up_proj_scale_inv" of stacked experts. */
    snprintf(other, sizeof(other), "%s_scale_inv", name);
    s->scales = tensor_use_find(&f->use, other);
    if (s->scales)
        return fp8_source(f, s, e);
    if (n > suffix && strcmp(name + n - suffix, ".weight") == 0) {
        snprintf(other, sizeof(other), "%.*s.scales", (int)(n - suffix), name);
        s->scales = tensor_use_find(&f->use, other);
        snprintf(other, sizeof(other), "%.*s.biases", (int)(n - suffix), name);
        s->biases = tensor_use_find(&f->use, other);
    }
    if (s->scales)
        return affine_source(f, s, e);
    return float_type(f, s->weight, &s->type) &&
           check_shape(f, s->weight, e, (uint64_t)e->n_in);
}

/* Vectors are [n]; the convolution is [C, 1, K] in hub files and [C, K, 1] in MLX ones. */
static bool find_vector(struct finder *f, const struct tensor_spec *spec,
                        const char *name, struct source *s)
{
    s->weight = tensor_use_find(&f->use, name);
    if (!s->weight)
        return missing(f, name);
    if (!float_type(f, s->weight, &s->type))
        return false;
    if (spec->slot->field != offsetof(struct layer_weights, conv) || spec->layer < 0) {
        uint64_t dim[] = {(uint64_t)spec->n_in};
        char text[32];
        snprintf(text, sizeof(text), "[%d]", spec->n_in);
        return shape_is(s->weight, dim, 1) || wrong_shape(f, s->weight, text);
    }
    uint64_t hub[] = {(uint64_t)spec->n_out, 1, (uint64_t)spec->n_in};
    uint64_t mlx[] = {(uint64_t)spec->n_out, (uint64_t)spec->n_in, 1};
    char text[96];
    snprintf(text, sizeof(text), "[%d, 1, %d] or [%d, %d, 1]", spec->n_out, spec->n_in,
             spec->n_out, spec->n_in);
    return shape_is(s->weight, hub, 3) || shape_is(s->weight, mlx, 3) ||
           wrong_shape(f, s->weight, text);
}

static bool find_dense(struct finder *f, const struct tensor_spec *spec, struct source *s)
{
    char name[NAME_BYTES];
    bool found;
    *s = (struct source){.n_out = spec->n_out, .n_in = spec->n_in};
    if (!spec->slot->hub)
        snprintf(name, sizeof(name), "%s", f->head);
    else if (spec->layer < 0)
        snprintf(name, sizeof(name), "%s%s", f->prefix, spec->slot->hub);
    else
        snprintf(name, sizeof(name), "%slayers.%d.%s", f->prefix, spec->layer,
                 spec->slot->hub);
    if (spec->slot->form == TENSOR_F32)
        return find_vector(f, spec, name, s);

    struct expect e = {{(uint64_t)spec->n_out}, 1, spec->n_in};
    if (!find_matrix(f, name, &e, s, &found))
        return false;
    if (found)
        return true;
    if (!spec->slot->interleaved)
        return missing(f, name);
    char inter[NAME_BYTES];
    snprintf(inter, sizeof(inter), "%slayers.%d.%s", f->prefix, spec->layer,
             spec->slot->interleaved);
    e.dim[0] = (uint64_t)row_map_rows(&f->ck->config, spec->slot->map);
    s->map = spec->slot->map;
    return find_matrix(f, inter, &e, s, &found) && (found || missing(f, name));
}

static void expert_shapes(const struct model_config *c, struct expert_source *x)
{
    x->gate.n_out = x->up.n_out = c->expert_ff;
    x->gate.n_in = x->up.n_in = c->hidden;
    x->down.n_out = c->hidden;
    x->down.n_in = c->expert_ff;
}

/* Experts one by one: "<layer>mlp.experts.E.gate_proj.weight". */
static bool find_single_experts(struct finder *f, int layer, struct expert_source *x)
{
    static const char *const proj[] = {"gate_proj", "up_proj", "down_proj"};
    const struct model_config *c = &f->ck->config;
    for (int e = 0; e < c->n_expert; e++) {
        expert_shapes(c, &x[e]);
        struct source *part[] = {&x[e].gate, &x[e].up, &x[e].down};
        for (int i = 0; i < 3; i++) {
            struct expect want = {{(uint64_t)part[i]->n_out}, 1, part[i]->n_in};
            char name[NAME_BYTES];
            bool found;
            snprintf(name, sizeof(name), "%slayers.%d.mlp.experts.%d.%s.weight",
                     f->prefix, layer, e, proj[i]);
            if (!find_matrix(f, name, &want, part[i], &found))
                return false;
            if (!found)
                return missing(f, name);
        }
    }
    return true;
}

/* One tensor for all experts, of `rows` rows each: share it out. Rows from `skip` on
 * within an expert's block belong to this part. */
static void share(const struct source *all, struct expert_source *x, size_t part, int n,
                  int rows, int skip)
{
    for (int e = 0; e < n; e++) {
        struct source *s = (struct source *)((char *)&x[e] + part);
        int n_out = s->n_out, n_in = s->n_in;
        *s = *all;
        s->n_out = n_out;
        s->n_in = n_in;
        s->row0 = (uint64_t)e * (uint64_t)rows + (uint64_t)skip;
    }
}

static bool find_stacked(struct finder *f, int layer, const char *proj, int rows,
                         int n_in, struct source *all, bool *found)
{
    char name[NAME_BYTES];
    struct expect want = {{(uint64_t)f->ck->config.n_expert, (uint64_t)rows}, 2, n_in};
    snprintf(name, sizeof(name), "%slayers.%d.mlp.%s", f->prefix, layer, proj);
    *all = (struct source){0};
    if (!find_matrix(f, name, &want, all, found))
        return false;
    return *found || missing(f, name);
}

static bool find_experts(struct finder *f, int layer, struct expert_source *x)
{
    const struct model_config *c = &f->ck->config;
    int n = c->n_expert, ff = c->expert_ff;
    struct source all;
    char name[NAME_BYTES];
    bool found;

    for (int e = 0; e < n; e++)
        expert_shapes(c, &x[e]);
    snprintf(name, sizeof(name), "%slayers.%d.mlp.experts.gate_up_proj", f->prefix,
             layer);
    if (st_find(f->ck->st, name)) {
        if (!find_stacked(f, layer, "experts.gate_up_proj", 2 * ff, c->hidden, &all,
                          &found))
            return false;
        share(&all, x, offsetof(struct expert_source, gate), n, 2 * ff, 0);
        share(&all, x, offsetof(struct expert_source, up), n, 2 * ff, ff);
        if (!find_stacked(f, layer, "experts.down_proj", c->hidden, ff, &all, &found))
            return false;
        share(&all, x, offsetof(struct expert_source, down), n, c->hidden, 0);
        return true;
    }
    snprintf(name, sizeof(name), "%slayers.%d.mlp.switch_mlp.gate_proj.weight", f->prefix,
             layer);
    if (!st_find(f->ck->st, name))
        return find_single_experts(f, layer, x);
    if (!find_stacked(f, layer, "switch_mlp.gate_proj.weight", ff, c->hidden, &all,
                      &found))
        return false;
    share(&all, x, offsetof(struct expert_source, gate), n, ff, 0);
    if (!find_stacked(f, layer, "switch_mlp.up_proj.weight", ff, c->hidden, &all, &found))
        return false;
    share(&all, x, offsetof(struct expert_source, up), n, ff, 0);
    if (!find_stacked(f, layer, "switch_mlp.down_proj.weight", c->hidden, ff, &all,
                      &found))
        return false;
    share(&all, x, offsetof(struct expert_source, down), n, c->hidden, 0);
    return true;
}

static bool find_prefix(struct finder *f)
{
    static const struct {
        const char *prefix, *head;
    } known[] = {
        {"model.language_model.", "lm_head.weight"},
        {"language_model.model.", "language_model.lm_head.weight"},
        {"model.", "lm_head.weight"},
    };
    char name[NAME_BYTES];
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        snprintf(name, sizeof(name), "%sembed_tokens.weight", known[i].prefix);
        if (st_find(f->ck->st, name)) {
            f->prefix = known[i].prefix;
            f->head = known[i].head;
            return true;
        }
    }
    return err_set(f->err, 0,
                   "%s: tensor model.language_model.embed_tokens.weight is missing (also "
                   "under language_model.model. and model.)",
                   f->ck->path);
}

/* Whether the zero-centred norms already have their + 1. Converters to MLX add it and
 * transpose the convolution in the same step, so its shape tells. */
static bool find_norm_state(struct finder *f)
{
    struct checkpoint *ck = f->ck;
    int raw = 0, done = 0;
    for (int i = 0; i < ck->n_spec; i++) {
        const struct st_tensor *w = ck->dense[i].weight;
        if (ck->spec[i].layer < 0 ||
            ck->spec[i].slot->field != offsetof(struct layer_weights, conv))
            continue;
        if (w->dim[2] != 1)
            raw++;
        else
            done++;
    }
    if (raw && done)
        return err_set(f->err, 0,
                       "%s: some conv1d.weight tensors are converted and others are not",
                       ck->path);
    if (raw && ck->quantised)
        return err_set(
            f->err, 0,
            "%s: the weights are MLX-quantised but conv1d.weight has the hub's "
            "shape, so it cannot be told whether the norms were converted",
            ck->path);
    ck->norms_done = ck->config.family == FAMILY_QWEN3_MOE || done || ck->quantised;
    for (int i = 0; i < ck->n_spec; i++)
        ck->dense[i].fixed = ck->norms_done && ck->spec[i].slot->fix == FIX_PLUS_ONE;
    return true;
}

/* How many rows and columns share a scale; which tensors are FP8 their own types say. */
static bool load_fp8_block(struct checkpoint *ck, const json_t *root, struct error *err)
{
    enum {
        USUAL_BLOCK = 128,
        MAX_BLOCK = 1 << 20,
    };
    const json_t *q = json_object_get(root, "quantization_config");
    if (!q)
        q = json_object_get(json_object_get(root, "text_config"), "quantization_config");
    const json_t *size = json_object_get(q, "weight_block_size");
    for (size_t i = 0; i < 2; i++) {
        const json_t *v = json_array_get(size, i);
        json_int_t n = json_integer_value(v);
        ck->fp8_block[i] = USUAL_BLOCK;
        if (!size || json_is_null(size))
            continue;
        if (json_array_size(size) != 2 || !json_is_integer(v) || n < 1 || n > MAX_BLOCK)
            return err_set(
                err, 0, "config.json: weight_block_size is not two numbers from 1 to %d",
                MAX_BLOCK);
        ck->fp8_block[i] = (int)n;
    }
    return true;
}

static bool load_config(struct checkpoint *ck, struct error *err)
{
    char *path = path_join(ck->path, "config.json");
    json_t *root = json_file_read(path, CONFIG_MAX_BYTES, err);
    bool ok = root && ((model_config_from_json(root, &ck->config, err) &&
                        load_fp8_block(ck, root, err)) ||
                       err_prefix(err, "%s", ck->path));
    json_decref(root);
    free(path);
    return ok;
}

static bool find_all(struct finder *f)
{
    struct checkpoint *ck = f->ck;
    const struct model_config *c = &ck->config;
    if (!find_prefix(f))
        return false;
    ck->spec = tensor_specs(c, &ck->n_spec);
    ck->dense = xcalloc((size_t)ck->n_spec, sizeof(*ck->dense));
    for (int i = 0; i < ck->n_spec; i++)
        if (!find_dense(f, &ck->spec[i], &ck->dense[i]))
            return false;
    size_t n = (size_t)c->n_layer * (size_t)c->n_expert;
    ck->expert = xcalloc(n, sizeof(*ck->expert));
    for (int i = 0; i < c->n_layer; i++)
        if (!find_experts(f, i, ck->expert + (size_t)i * (size_t)c->n_expert))
            return false;
    char layers[NAME_BYTES];
    snprintf(layers, sizeof(layers), "%slayers.", f->prefix);
    return find_norm_state(f) &&
           tensor_use_rest(&f->use, layers, INT_MAX, ck->path, f->err);
}

static bool find_tensors(struct checkpoint *ck, struct error *err)
{
    struct finder f = {.ck = ck, .err = err};
    tensor_use_init(&f.use, ck);
    bool ok = find_all(&f);
    tensor_use_finish(&f.use);
    return ok;
}

bool checkpoint_open_hub(struct checkpoint *ck, struct error *err)
{
    return load_config(ck, err) && (ck->st = safetensors_open(ck->path, err)) &&
           find_tensors(ck, err);
}

bool checkpoint_open_flash_moe(struct checkpoint *ck, struct error *err)
{
    ck->st = flash_moe_open(ck->path, &ck->config, &ck->expert_folder, err);
    return ck->st && find_tensors(ck, err);
}
