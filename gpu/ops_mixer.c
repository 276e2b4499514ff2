#include "gpu/ops.h"

#include <assert.h>

#include "gpu/ops_impl.h"

/* Attention and the delta net. The push constants here are the blocks of the shaders, in
 * their order. */

enum {
    UNITS_QUERIES = 32, /* of a workgroup of attend_coop */
    UNITS_TILE = 64,    /* positions that it takes at a time */
    JOIN_SLICE = 32,    /* elements of a workgroup of attend_join */
    CONV_BLOCK = 32,    /* tokens of a thread of conv_silu */
};

uint32_t op_kv_row_words(uint32_t dim, bool f16)
{
    return f16 ? (dim + 1) / 2 : dim;
}

void op_qk_rope(struct gpu *g, const struct gpu_attention *p)
{
    struct {
        uint64_t q, k, v, q_norm, k_norm, cos_sin, keys, values, step;
        uint32_t n_head, n_kv_head, q_stride, ctx;
        float eps, scale;
    } push = {p->q,      p->k,         p->v,
              p->q_norm, p->k_norm,    p->cos_sin,
              p->keys,   p->values,    p->step,
              p->n_head, p->n_kv_head, p->gated ? 2 * p->dim : p->dim,
              p->ctx,    p->eps,       1 / __builtin_sqrtf((float)p->dim)};
    uint32_t spec[] = {p->dim, p->pairs, p->f16};
    op_run(g, SHADER_QK_ROPE, spec, 3, &push, sizeof(push), p->n_head + 2 * p->n_kv_head,
           p->n_tok);
    gpu_barrier(g);
}

static void attend_join(struct gpu *g, const struct gpu_attention *p)
{
    struct {
        uint64_t parts, q, o;
        uint32_t n_part, pad;
    } push = {p->parts, p->q, p->o, p->n_part, 0};
    uint32_t spec[] = {p->dim, p->gated};
    assert(p->n_part <= GPU_MAX_PARTS);
    op_run(g, SHADER_ATTEND_JOIN, spec, 2, &push, sizeof(push), p->n_head,
           div_up(p->dim, JOIN_SLICE));
    gpu_barrier(g);
}

/* Queries that shared memory has room for. */
static uint32_t queries_max(uint32_t dim, bool f16)
{
    return dim <= (f16 ? 256u : 128u) ? 8 : 1;
}

/* Queries of a workgroup. Eight read the cache once for all, but make fewer workgroups. */
static uint32_t queries_of(const struct gpu_attention *p)
{
    bool many = p->n_tok > 1 || (uint64_t)p->n_part * p->part >= 8192;
    return many ? queries_max(p->dim, p->f16) : 1;
}

int op_attend_tok_max(int dim, int n_share, bool f16)
{
    return (int)(GPU_MAX_GROUPS * queries_max((uint32_t)dim, f16)) / n_share;
}

static bool can_use_units(const struct gpu *g, const struct gpu_attention *p)
{
    return g->coop && p->units && p->f16 && p->n_tok >= UNITS_TILE && p->dim % 64 == 0 &&
           p->dim <= 256 && p->keys % 16 == 0 && p->values % 16 == 0;
}

void op_attend(struct gpu *g, const struct gpu_attention *p)
{
    bool parts = p->n_part > 1, units = can_use_units(g, p);
    uint32_t share = p->n_head / p->n_kv_head;
    uint32_t queries = units ? UNITS_QUERIES : queries_of(p);
    assert(!parts || p->n_tok == 1);
    struct {
        uint64_t q, keys, values, o, step;
        uint32_t n_head, n_share, ctx, part, n_tok, pad;
    } push = {p->q,    p->keys,   p->values, parts ? p->parts : p->o,
              p->step, p->n_head, share,     p->ctx,
              p->part, p->n_tok,  0};
    uint32_t spec[] = {p->dim, p->f16, p->gated, parts, queries};
    uint32_t units_spec[] = {p->dim, p->gated};
    struct gpu_call call = {
        .shader = units ? (g->plain_units ? SHADER_ATTEND_PLAIN : SHADER_ATTEND_COOP)
                        : SHADER_ATTEND,
        .spec = units ? units_spec : spec,
        .n_spec = units ? 2 : sizeof(spec) / sizeof(spec[0]),
        .push = &push,
        .n_push_bytes = sizeof(push),
        .x = p->n_kv_head,
        .y = div_up(p->n_tok * share, queries),
        .z = parts ? p->n_part : 1};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
    if (parts)
        attend_join(g, p);
}

void op_conv_silu(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t x, w, state, y;
        uint32_t n_channel, n_tok;
    } push = {p->x, p->conv_w, p->conv_state, p->qkv, p->channels, p->n_tok};
    op_run(g, SHADER_CONV_SILU, &p->conv_width, 1, &push, sizeof(push),
           div_up(p->channels, gpu_shader_threads(SHADER_CONV_SILU)),
           div_up(p->n_tok, CONV_BLOCK));
    gpu_barrier(g);
}

void op_delta_prepare(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t qk, b, a, neg_exp_a, dt_bias, x, conv_state;
        uint32_t qk_stride, n_k_head, n_v_head, dim, past, pad;
    } push = {p->qkv,
              p->b,
              p->a,
              p->neg_exp_a,
              p->dt_bias,
              p->x,
              p->conv_state,
              p->channels,
              p->n_k_head,
              p->n_v_head,
              p->k_dim,
              p->conv_width - 1,
              0};
    op_run(g, SHADER_DELTA_PREPARE, NULL, 0, &push, sizeof(push), 2 * p->n_k_head + 1,
           p->n_tok);
    gpu_barrier(g);
}

void op_delta_net(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t state, qkv, beta, decay, o;
        uint32_t n_tok, stride, n_k_head, n_v_head, v_dim, pad;
    } push = {p->state,    p->qkv,      p->b,        p->a,     p->o, p->n_tok,
              p->channels, p->n_k_head, p->n_v_head, p->v_dim, 0};
    uint32_t rows =
        gpu_shader_threads(SHADER_DELTA_NET) / gpu_shader_lanes(g, SHADER_DELTA_NET);
    uint32_t spec[] = {p->k_dim,
                       p->k_dim % 4 == 0 && p->channels % 4 == 0 && p->qkv % 16 == 0};
    op_run(g, SHADER_DELTA_NET, spec, 2, &push, sizeof(push), div_up(p->v_dim, rows),
           p->n_v_head);
    gpu_barrier(g);
}

uint32_t op_delta_parts(const struct gpu *g, uint32_t v_dim)
{
    return div_up(v_dim, gpu_shader_threads(SHADER_DELTA_STEP) /
                             gpu_shader_lanes(g, SHADER_DELTA_STEP));
}

void op_conv_shift(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t x, state;
        uint32_t n_channel, past;
    } push = {p->x, p->conv_state, p->channels, p->conv_width - 1};
    op_run_flat(g, SHADER_CONV_SHIFT, NULL, 0, &push, sizeof(push), p->channels);
}

void op_delta_step(struct gpu *g, const struct gpu_delta_net *p, uint64_t norm,
                   uint64_t z, uint64_t squares)
{
    assert(p->n_tok == 1);
    struct {
        uint64_t state, x, conv_w, conv_state, b, a, neg_exp_a, dt_bias, norm, z, o,
            squares;
        uint32_t n_k_head, n_v_head, v_dim;
    } push = {p->state, p->x,         p->conv_w,   p->conv_state, p->b,
              p->a,     p->neg_exp_a, p->dt_bias,  norm,          z,
              p->o,     squares,      p->n_k_head, p->n_v_head,   p->v_dim};
    uint32_t spec[] = {p->k_dim, p->conv_width};
    op_run(g, SHADER_DELTA_STEP, spec, 2, &push, sizeof(push) - 4,
           op_delta_parts(g, p->v_dim), p->n_v_head);
    gpu_barrier(g);
}
