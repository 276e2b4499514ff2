/* The table of tensors, and the arithmetic of layouts. No I/O here. Shapes come from a
 * checked config, whose bounds keep every product below inside size_t. */
#include "core/model/tensors.h"

#include <assert.h>
#include <stdio.h>

#include "core/base/alloc.h"

enum layer_use {
    USE_ANY,
    USE_FULL,
    USE_LINEAR,
    USE_SHARED, /* layers with a shared expert */
};

struct row {
    struct tensor_slot slot;
    enum layer_use use;
};

#define F(x) offsetof(struct layer_weights, x)

static const struct row layer_rows[] = {
    {{"input_norm", "input_layernorm.weight", NULL, ROWS_PLAIN, TENSOR_F32, FIX_PLUS_ONE,
      F(input_norm)},
     USE_ANY},
    {{"q", "self_attn.q_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX, FIX_NONE, F(q)},
     USE_FULL},
    {{"k", "self_attn.k_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX, FIX_NONE, F(k)},
     USE_FULL},
    {{"v", "self_attn.v_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX, FIX_NONE, F(v)},
     USE_FULL},
    {{"o", "self_attn.o_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX, FIX_NONE, F(o)},
     USE_FULL},
    {{"q_norm", "self_attn.q_norm.weight", NULL, ROWS_PLAIN, TENSOR_F32, FIX_PLUS_ONE,
      F(q_norm)},
     USE_FULL},
    {{"k_norm", "self_attn.k_norm.weight", NULL, ROWS_PLAIN, TENSOR_F32, FIX_PLUS_ONE,
      F(k_norm)},
     USE_FULL},
    {{"qkv", "linear_attn.in_proj_qkv.weight", "linear_attn.in_proj_qkvz.weight",
      ROWS_QKV, TENSOR_MATRIX, FIX_NONE, F(qkv)},
     USE_LINEAR},
    {{"z", "linear_attn.in_proj_z.weight", "linear_attn.in_proj_qkvz.weight", ROWS_Z,
      TENSOR_MATRIX, FIX_NONE, F(z)},
     USE_LINEAR},
    {{"b", "linear_attn.in_proj_b.weight", "linear_attn.in_proj_ba.weight", ROWS_B,
      TENSOR_KEEP, FIX_NONE, F(b)},
     USE_LINEAR},
    {{"a", "linear_attn.in_proj_a.weight", "linear_attn.in_proj_ba.weight", ROWS_A,
      TENSOR_KEEP, FIX_NONE, F(a)},
     USE_LINEAR},
    {{"out", "linear_attn.out_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX, FIX_NONE,
      F(out)},
     USE_LINEAR},
    {{"conv", "linear_attn.conv1d.weight", NULL, ROWS_PLAIN, TENSOR_F32, FIX_NONE,
      F(conv)},
     USE_LINEAR},
    {{"neg_exp_a", "linear_attn.A_log", NULL, ROWS_PLAIN, TENSOR_F32, FIX_NEG_EXP,
      F(neg_exp_a)},
     USE_LINEAR},
    {{"dt_bias", "linear_attn.dt_bias", NULL, ROWS_PLAIN, TENSOR_F32, FIX_NONE,
      F(dt_bias)},
     USE_LINEAR},
    {{"gdn_norm", "linear_attn.norm.weight", NULL, ROWS_PLAIN, TENSOR_F32, FIX_NONE,
      F(gdn_norm)},
     USE_LINEAR},
    {{"post_norm", "post_attention_layernorm.weight", NULL, ROWS_PLAIN, TENSOR_F32,
      FIX_PLUS_ONE, F(post_norm)},
     USE_ANY},
    {{"router", "mlp.gate.weight", NULL, ROWS_PLAIN, TENSOR_KEEP, FIX_NONE, F(router)},
     USE_ANY},
    {{"shared_gate", "mlp.shared_expert.gate_proj.weight", NULL, ROWS_PLAIN,
      TENSOR_MATRIX, FIX_NONE, F(shared_gate)},
     USE_SHARED},
    {{"shared_up", "mlp.shared_expert.up_proj.weight", NULL, ROWS_PLAIN, TENSOR_MATRIX,
      FIX_NONE, F(shared_up)},
     USE_SHARED},
    {{"shared_down", "mlp.shared_expert.down_proj.weight", NULL, ROWS_PLAIN,
      TENSOR_MATRIX, FIX_NONE, F(shared_down)},
     USE_SHARED},
    {{"shared_expert_gate", "mlp.shared_expert_gate.weight", NULL, ROWS_PLAIN,
      TENSOR_KEEP, FIX_NONE, F(shared_expert_gate)},
     USE_SHARED},
};

static const struct tensor_slot slot_embed = {
    .name = "embed",
    .hub = "embed_tokens.weight",
    .form = TENSOR_MATRIX,
    .field = offsetof(struct pack, embed),
};
static const struct tensor_slot slot_head = {
    .name = "head",
    .hub = NULL, /* its prefix differs: the checkpoint reader knows it */
    .form = TENSOR_MATRIX,
    .field = offsetof(struct pack, head),
};
static const struct tensor_slot slot_final_norm = {
    .name = "final_norm",
    .hub = "norm.weight",
    .form = TENSOR_F32,
    .fix = FIX_PLUS_ONE,
    .field = offsetof(struct pack, final_norm),
};

static void slot_shape(const struct model_config *c, size_t field, int *n_out, int *n_in)
{
    int q = c->n_head * c->head_dim, kv = c->n_kv_head * c->head_dim;
    int inner = c->n_v_head * c->v_dim;
    const struct {
        size_t field;
        int n_out, n_in;
    } shape[] = {
        {F(input_norm), 1, c->hidden},
        {F(post_norm), 1, c->hidden},
        {F(q), c->attn_gate ? 2 * q : q, c->hidden},
        {F(k), kv, c->hidden},
        {F(v), kv, c->hidden},
        {F(o), c->hidden, q},
        {F(q_norm), 1, c->head_dim},
        {F(k_norm), 1, c->head_dim},
        {F(qkv), conv_channels(c), c->hidden},
        {F(z), inner, c->hidden},
        {F(b), c->n_v_head, c->hidden},
        {F(a), c->n_v_head, c->hidden},
        {F(out), c->hidden, inner},
        {F(conv), conv_channels(c), c->conv_width},
        {F(neg_exp_a), 1, c->n_v_head},
        {F(dt_bias), 1, c->n_v_head},
        {F(gdn_norm), 1, c->v_dim},
        {F(router), c->n_expert, c->hidden},
        {F(shared_gate), c->shared_ff, c->hidden},
        {F(shared_up), c->shared_ff, c->hidden},
        {F(shared_down), c->hidden, c->shared_ff},
        {F(shared_expert_gate), 1, c->hidden},
    };
    for (size_t i = 0; i < sizeof(shape) / sizeof(shape[0]); i++)
        if (shape[i].field == field) {
            *n_out = shape[i].n_out;
            *n_in = shape[i].n_in;
        }
}

static bool used(const struct model_config *c, int layer, enum layer_use use)
{
    switch (use) {
    case USE_FULL: return c->layer[layer] == LAYER_FULL;
    case USE_LINEAR: return c->layer[layer] == LAYER_LINEAR;
    case USE_SHARED: return c->shared_ff > 0;
    case USE_ANY: break;
    }
    return true;
}

struct tensor_spec *tensor_specs(const struct model_config *c, int *n)
{
    size_t n_rows = sizeof(layer_rows) / sizeof(layer_rows[0]);
    struct tensor_spec *s = xcalloc(3 + n_rows * (size_t)c->n_layer, sizeof(*s));
    int k = 0;

    s[k++] = (struct tensor_spec){&slot_embed, -1, c->n_vocab, c->hidden};
    if (!c->tied_head)
        s[k++] = (struct tensor_spec){&slot_head, -1, c->n_vocab, c->hidden};
    s[k++] = (struct tensor_spec){&slot_final_norm, -1, 1, c->hidden};
    for (int layer = 0; layer < c->n_layer; layer++)
        for (size_t i = 0; i < n_rows; i++) {
            if (!used(c, layer, layer_rows[i].use))
                continue;
            s[k] = (struct tensor_spec){.slot = &layer_rows[i].slot, .layer = layer};
            slot_shape(c, s[k].slot->field, &s[k].n_out, &s[k].n_in);
            k++;
        }
    *n = k;
    return s;
}

void tensor_spec_name(const struct tensor_spec *s, char out[TENSOR_NAME_MAX])
{
    if (s->layer < 0)
        snprintf(out, TENSOR_NAME_MAX, "%s", s->slot->name);
    else
        snprintf(out, TENSOR_NAME_MAX, "layers.%d.%s", s->layer, s->slot->name);
}

int tiled_head(const struct model_config *c, int h)
{
    int ratio = c->n_v_head / c->n_k_head;
    return h % ratio * c->n_k_head + h / ratio;
}

/* Rows of value heads of `span` rows each. */
static int tiled_row(const struct model_config *c, int span, int r, int *n_run)
{
    *n_run = span - r % span;
    return tiled_head(c, r / span) * span + r % span;
}

int row_map_source(const struct model_config *c, enum row_map map, int r, int *n_run)
{
    if (map == ROWS_PLAIN) {
        *n_run = INT32_MAX - r;
        return r;
    }
    if (map == ROWS_TILED_V || map == ROWS_TILED_HEADS)
        return tiled_row(c, map == ROWS_TILED_V ? c->v_dim : 1, r, n_run);
    if (map == ROWS_TILED_QKV) {
        int keys = 2 * c->n_k_head * c->k_dim;
        if (r >= keys)
            return keys + tiled_row(c, c->v_dim, r - keys, n_run);
        *n_run = keys - r;
        return r;
    }

    assert(c->n_k_head > 0 && c->n_v_head >= c->n_k_head && c->k_dim > 0 && c->v_dim > 0);
    int ratio = c->n_v_head / c->n_k_head;
    int dk = c->k_dim, rv = ratio * c->v_dim;
    int block = 2 * dk + 2 * rv; /* rows per key head: q, k, v.., z.. */
    int keys = c->n_k_head * dk;
    assert(ratio > 0 && rv > 0);
    if (map == ROWS_B || map == ROWS_A) { /* rows per key head: b.., a.. */
        *n_run = ratio - r % ratio;
        return r / ratio * 2 * ratio + (map == ROWS_A ? ratio : 0) + r % ratio;
    }
    if (map == ROWS_QKV && r < 2 * keys) {
        int part = r / keys, in = r % keys;
        *n_run = dk - in % dk;
        return in / dk * block + part * dk + in % dk;
    }
    int in = map == ROWS_QKV ? r - 2 * keys : r;
    *n_run = rv - in % rv;
    return in / rv * block + 2 * dk + (map == ROWS_Z ? rv : 0) + in % rv;
}

int row_map_rows(const struct model_config *c, enum row_map map)
{
    if (map == ROWS_QKV || map == ROWS_Z)
        return 2 * c->n_k_head * c->k_dim + 2 * c->n_v_head * c->v_dim;
    return 2 * c->n_v_head;
}

static size_t align_up(size_t n, size_t align)
{
    return (n + align - 1) / align * align;
}

void matrix_layout_set(struct matrix_layout *l, enum dtype type, int group, int n_out,
                       int n_in, size_t align)
{
    *l = (struct matrix_layout){0};
    l->data_bytes = (size_t)n_out * dtype_row_bytes(type, n_in);
    if (!dtype_is_affine(type)) {
        l->n_bytes = l->data_bytes;
        return;
    }
    l->scales_bytes = (size_t)n_out * (size_t)(n_in / group) * sizeof(uint16_t);
    l->scales_off = align_up(l->data_bytes, align);
    l->biases_off = align_up(l->scales_off + l->scales_bytes, align);
    l->n_bytes = l->biases_off + l->scales_bytes;
}

void expert_layout_set(struct expert_layout *l, const struct model_config *c)
{
    struct expert_part *part[] = {&l->gate, &l->up, &l->down};
    size_t off = 0;
    for (int i = 0; i < 3; i++) {
        struct expert_part *p = part[i];
        struct matrix_layout m;
        p->n_out = i < 2 ? c->expert_ff : c->hidden;
        p->n_in = i < 2 ? c->hidden : c->expert_ff;
        matrix_layout_set(&m, p->type, p->group, p->n_out, p->n_in, 1);
        off = align_up(off, sizeof(float)); /* only odd counts of 16 bits need it */
        p->data_off = off;
        p->scales_off = m.scales_bytes ? off + m.scales_off : 0;
        p->biases_off = m.scales_bytes ? off + m.biases_off : 0;
        off += m.n_bytes;
    }
    l->record_bytes = off;
    l->stride_bytes = align_up(off, PACK_ALIGN);
}
