/* Finding the model's tensors in a GGUF file: llama.cpp's names for the architectures
 * qwen35moe, qwen3next and qwen3moe, and what its converter did to the weights on the way.
 * Norms already have their + 1 and the decay is -exp(A_log); qwen35moe has its value heads in
 * another order, which is undone here by reading rows, and inputs of the output projection,
 * from where they lie: whole heads move, so groups of 32 inputs stay whole. */
#include "core/model/checkpoint_gguf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/checkpoint_use.h"

enum {
    NAME_BYTES = 128,
    AFFINE_GROUP = 32, /* of every block type's target */
};

/* Where a slot's tensor is: the first of the names that exists. */
struct gguf_name {
    const char *slot; /* as in tensors.c */
    struct {
        const char *name; /* after "blk.N." in layers */
        enum row_map map; /* of qwen35moe when tiled, of the others when interleaved */
    } at[2];
    bool tiled_inputs; /* of qwen35moe: inputs are in the order of value heads */
};

static const struct gguf_name names[] = {
    {"embed", {{"token_embd.weight", ROWS_PLAIN}}, false},
    {"head", {{"output.weight", ROWS_PLAIN}}, false},
    {"final_norm", {{"output_norm.weight", ROWS_PLAIN}}, false},
    {"input_norm", {{"attn_norm.weight", ROWS_PLAIN}}, false},
    {"q", {{"attn_q.weight", ROWS_PLAIN}}, false},
    {"k", {{"attn_k.weight", ROWS_PLAIN}}, false},
    {"v", {{"attn_v.weight", ROWS_PLAIN}}, false},
    {"o", {{"attn_output.weight", ROWS_PLAIN}}, false},
    {"q_norm", {{"attn_q_norm.weight", ROWS_PLAIN}}, false},
    {"k_norm", {{"attn_k_norm.weight", ROWS_PLAIN}}, false},
    {"qkv", {{"attn_qkv.weight", ROWS_TILED_QKV}, {"ssm_in.weight", ROWS_QKV}}, false},
    {"z", {{"attn_gate.weight", ROWS_TILED_V}, {"ssm_in.weight", ROWS_Z}}, false},
    {"b", {{"ssm_beta.weight", ROWS_TILED_HEADS}, {"ssm_ba.weight", ROWS_B}}, false},
    {"a", {{"ssm_alpha.weight", ROWS_TILED_HEADS}, {"ssm_ba.weight", ROWS_A}}, false},
    {"out", {{"ssm_out.weight", ROWS_PLAIN}}, true},
    {"conv", {{"ssm_conv1d.weight", ROWS_TILED_QKV}}, false},
    {"neg_exp_a", {{"ssm_a", ROWS_PLAIN}}, true},
    {"dt_bias", {{"ssm_dt.bias", ROWS_PLAIN}, {"ssm_dt", ROWS_PLAIN}}, true},
    {"gdn_norm", {{"ssm_norm.weight", ROWS_PLAIN}}, false},
    {"post_norm",
     {{"post_attention_norm.weight", ROWS_PLAIN}, {"ffn_norm.weight", ROWS_PLAIN}},
     false},
    {"router", {{"ffn_gate_inp.weight", ROWS_PLAIN}}, false},
    {"shared_gate", {{"ffn_gate_shexp.weight", ROWS_PLAIN}}, false},
    {"shared_up", {{"ffn_up_shexp.weight", ROWS_PLAIN}}, false},
    {"shared_down", {{"ffn_down_shexp.weight", ROWS_PLAIN}}, false},
    {"shared_expert_gate", {{"ffn_gate_inp_shexp.weight", ROWS_PLAIN}}, false},
};

struct finder {
    struct checkpoint *ck;
    const char *path; /* of the file, for messages */
    bool tiled;       /* value heads are in another order */
    struct tensor_use use;
    struct error *err;
};

static bool missing(struct finder *f, const char *name)
{
    return err_set(f->err, 0, "%s: tensor %s is missing", f->path, name);
}

/* Rows of n_in, `rows` of them in all dimensions but the last; a dimension of 1 may lack. */
static bool check_shape(struct finder *f, const struct st_tensor *t, uint64_t experts,
                        int n_out, int n_in)
{
    uint64_t want[3] = {experts, (uint64_t)n_out, (uint64_t)n_in}, got[3] = {1, 1, 1};
    char text[160];
    if (t->n_dim <= 3)
        memcpy(got + 3 - t->n_dim, t->dim, (size_t)t->n_dim * sizeof(*got));
    if (t->n_dim <= 3 && memcmp(want, got, sizeof(want)) == 0)
        return true;
    st_shape_text(t, text);
    if (experts > 1)
        return err_set(f->err, 0,
                       "%s: tensor %s has the shape %s, not [%" PRIu64 ", %d, %d]",
                       f->path, t->name, text, experts, n_out, n_in);
    return err_set(f->err, 0, "%s: tensor %s has the shape %s, not [%d, %d]", f->path,
                   t->name, text, n_out, n_in);
}

/* The type of a source from that of its tensor. */
static bool set_type(struct finder *f, const struct st_tensor *t, struct source *s)
{
    s->weight = t;
    s->block = BLOCK_NONE;
    s->group = 0;
    s->scale_type = SCALE_BF16;
    switch (t->dtype) {
    case ST_F32: s->type = DTYPE_F32; return true;
    case ST_F16: s->type = DTYPE_F16; return true;
    case ST_BF16: s->type = DTYPE_BF16; return true;
    case ST_BLOCK: break;
    default:
        return err_set(f->err, 0,
                       "%s: tensor %s is %s, which is not supported (F32, F16, BF16, "
                       "Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K to Q6_K, MXFP4, IQ4_NL and "
                       "IQ4_XS are)",
                       f->path, t->name, t->dtype_name);
    }
    s->block = (enum block_type)t->block;
    struct block_target target = block_target(s->block);
    s->type = target.type;
    s->scale_type = target.scale_type;
    s->group = target.group;
    s->lossy = !target.exact;
    f->ck->quantised = true;
    return true;
}

static const struct gguf_name *name_of(const struct tensor_slot *slot)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i].slot, slot->name) == 0)
            return &names[i];
    return NULL; /* the table has every slot: a test opens every architecture */
}

static bool is_tiled_map(enum row_map map)
{
    return map == ROWS_TILED_QKV || map == ROWS_TILED_V || map == ROWS_TILED_HEADS;
}

/* Inputs in the order of value heads: of one number each, or of v_dim. */
static bool set_tile(struct finder *f, struct source *s)
{
    const struct model_config *c = &f->ck->config;
    s->tile = s->n_in == c->n_v_head ? 1 : c->v_dim;
    if (!s->block || s->tile % AFFINE_GROUP == 0)
        return true;
    return err_set(f->err, 0,
                   "%s: tensor %s is %s with value heads of %d, no multiple of %d, which "
                   "is not supported",
                   f->path, s->weight->name, s->weight->dtype_name, s->tile,
                   AFFINE_GROUP);
}

static bool find_dense(struct finder *f, const struct tensor_spec *spec, struct source *s)
{
    const struct gguf_name *n = name_of(spec->slot);
    const struct model_config *c = &f->ck->config;
    char name[NAME_BYTES], first[NAME_BYTES];
    const struct st_tensor *t = NULL;
    *s = (struct source){.n_out = spec->n_out, .n_in = spec->n_in};
    for (int i = 0; i < 2 && !t && n && n->at[i].name; i++) {
        if (spec->layer < 0)
            snprintf(name, sizeof(name), "%s", n->at[i].name);
        else
            snprintf(name, sizeof(name), "blk.%d.%s", spec->layer, n->at[i].name);
        if (i == 0)
            memcpy(first, name, sizeof(first));
        t = tensor_use_find(&f->use, name);
        s->map = n->at[i].map;
    }
    if (!t)
        return missing(f, n ? first : spec->slot->name);
    if (is_tiled_map(s->map) && !f->tiled)
        s->map = ROWS_PLAIN;
    int rows =
        s->map == ROWS_PLAIN || is_tiled_map(s->map) ? s->n_out : row_map_rows(c, s->map);
    s->fixed = spec->slot->fix != FIX_NONE;
    if (!check_shape(f, t, 1, rows, s->n_in) || !set_type(f, t, s))
        return false;
    if (spec->slot->form == TENSOR_F32 && s->block)
        return err_set(f->err, 0, "%s: tensor %s is %s, not a float type", f->path,
                       t->name, t->dtype_name);
    return !n->tiled_inputs || !f->tiled || set_tile(f, s);
}

/* One tensor for all experts, of `rows` rows each, of which this part's begin at `skip`. */
static bool find_part(struct finder *f, int layer, const char *tensor, int rows, int skip,
                      size_t part, struct expert_source *x)
{
    const struct model_config *c = &f->ck->config;
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "blk.%d.%s.weight", layer, tensor);
    const struct st_tensor *t = tensor_use_find(&f->use, name);
    const struct source *first = (const struct source *)((char *)&x[0] + part);
    if (!t)
        return missing(f, name);
    if (!check_shape(f, t, (uint64_t)c->n_expert, rows, first->n_in))
        return false;
    for (int e = 0; e < c->n_expert; e++) {
        struct source *s = (struct source *)((char *)&x[e] + part);
        s->row0 = (uint64_t)e * (uint64_t)rows + (uint64_t)skip;
        if (!set_type(f, t, s))
            return false;
    }
    return true;
}

static bool find_experts(struct finder *f, int layer, struct expert_source *x)
{
    const struct model_config *c = &f->ck->config;
    const size_t gate = offsetof(struct expert_source, gate),
                 up = offsetof(struct expert_source, up),
                 down = offsetof(struct expert_source, down);
    int ff = c->expert_ff;
    char fused[NAME_BYTES];
    for (int e = 0; e < c->n_expert; e++) {
        x[e].gate = x[e].up = (struct source){.n_out = ff, .n_in = c->hidden};
        x[e].down = (struct source){.n_out = c->hidden, .n_in = ff};
    }
    snprintf(fused, sizeof(fused), "blk.%d.ffn_gate_up_exps.weight", layer);
    bool ok = st_find(f->ck->st, fused)
                  ? find_part(f, layer, "ffn_gate_up_exps", 2 * ff, 0, gate, x) &&
                        find_part(f, layer, "ffn_gate_up_exps", 2 * ff, ff, up, x)
                  : find_part(f, layer, "ffn_gate_exps", ff, 0, gate, x) &&
                        find_part(f, layer, "ffn_up_exps", ff, 0, up, x);
    return ok && find_part(f, layer, "ffn_down_exps", c->hidden, 0, down, x);
}

static bool find_all(struct finder *f)
{
    struct checkpoint *ck = f->ck;
    const struct model_config *c = &ck->config;
    f->tiled = c->family == FAMILY_QWEN3_5_MOE && c->n_v_head > c->n_k_head;
    ck->norms_done = true;
    ck->spec = tensor_specs(c, &ck->n_spec);
    ck->dense = xcalloc((size_t)ck->n_spec, sizeof(*ck->dense));
    for (int i = 0; i < ck->n_spec; i++)
        if (!find_dense(f, &ck->spec[i], &ck->dense[i]))
            return false;
    ck->expert = xcalloc((size_t)c->n_layer * (size_t)c->n_expert, sizeof(*ck->expert));
    for (int i = 0; i < c->n_layer; i++)
        if (!find_experts(f, i, ck->expert + (size_t)i * (size_t)c->n_expert))
            return false;
    /* Layers behind the last predict further tokens. */
    return tensor_use_rest(&f->use, "blk.", c->n_layer, f->path, f->err);
}

bool checkpoint_open_gguf(struct checkpoint *ck, const char *path, struct error *err)
{
    ck->gguf = gguf_open(path, err);
    if (!ck->gguf)
        return false;
    ck->st = gguf_take_tensors(ck->gguf);
    if (!model_config_from_gguf(ck->gguf, ck->st, path, &ck->config, err))
        return false;
    struct finder f = {.ck = ck, .path = path, .err = err};
    tensor_use_init(&f.use, ck);
    bool ok = find_all(&f);
    tensor_use_finish(&f.use);
    return ok;
}
