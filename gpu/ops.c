#include "gpu/ops.h"

#include <assert.h>

#include "gpu/record.h"

/* The push constants here are the blocks of the shaders, in their order. */

enum {
    MATVEC_MAX_TOK = 4,   /* above it the weights are unpacked once for a tile */
    MAX_GROUPS_Y = 65535, /* of a dispatch, on every device */
};

static uint32_t div_up(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

struct product_push {
    uint64_t data, scales, biases, x, y, items, rows;
    uint32_t n_in, n_out, x_stride, y_stride, x_div, n_tok;
};

static struct product_push push_of(const struct gpu_matrix *w)
{
    return (struct product_push){.data = w->data,
                                 .scales = w->scales,
                                 .biases = w->biases,
                                 .n_in = (uint32_t)w->n_in,
                                 .n_out = (uint32_t)w->n_out,
                                 .x_div = 1};
}

static uint32_t group_of(const struct gpu_matrix *w)
{
    return w->group ? (uint32_t)w->group : 32;
}

static void matvec(struct gpu *g, const struct gpu_matrix *w, struct product_push *push,
                   bool add, bool indirect, uint32_t n)
{
    uint32_t lanes = gpu_shader_lanes(g, SHADER_MATVEC);
    uint32_t rows = 2;
    bool wide = w->type == DTYPE_Q4 && w->data % 16 == 0;
    uint32_t spec[] = {
        w->type, (uint32_t)dtype_bits(w->type), group_of(w), rows, wide, add, indirect};
    uint32_t per_group = gpu_shader_threads(SHADER_MATVEC) / lanes * rows;
    struct gpu_call call = {.shader = SHADER_MATVEC,
                            .spec = spec,
                            .n_spec = 7,
                            .push = push,
                            .n_push_bytes = sizeof(*push),
                            .x = div_up(push->n_out, per_group),
                            .y = n};
    gpu_dispatch(g, &call);
}

static void matmul(struct gpu *g, const struct gpu_matrix *w, struct product_push *push,
                   bool add, bool indirect, uint32_t n)
{
    uint32_t spec[] = {w->type, (uint32_t)dtype_bits(w->type), group_of(w), add,
                       indirect};
    struct gpu_call call = {.shader = SHADER_MATMUL,
                            .spec = spec,
                            .n_spec = 5,
                            .push = push,
                            .n_push_bytes = sizeof(*push),
                            .x = div_up(push->n_out, 32),
                            .y = n};
    gpu_dispatch(g, &call);
}

void op_product(struct gpu *g, const struct gpu_product *p)
{
    struct product_push push = push_of(p->w);
    push.x = p->x;
    push.y = p->y;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.n_tok = p->n_tok;
    if (p->n_tok <= MATVEC_MAX_TOK)
        matvec(g, p->w, &push, p->add, false, p->n_tok);
    else
        matmul(g, p->w, &push, p->add, false, div_up(p->n_tok, GPU_TILE_TOK));
}

void op_expert_product(struct gpu *g, const struct gpu_expert_product *p)
{
    struct product_push push = push_of(p->w);
    push.x = p->x;
    push.y = p->y;
    push.rows = p->rows;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.x_div = p->x_div;
    for (uint32_t i = 0; i < p->n_single; i += MAX_GROUPS_Y) {
        uint32_t left = p->n_single - i;
        push.items = p->single + i * sizeof(struct gpu_item);
        matvec(g, p->w, &push, false, true, left < MAX_GROUPS_Y ? left : MAX_GROUPS_Y);
    }
    for (uint32_t i = 0; i < p->n_tiled; i += MAX_GROUPS_Y) {
        uint32_t left = p->n_tiled - i;
        push.items = p->tiled + i * sizeof(struct gpu_item);
        matmul(g, p->w, &push, false, true, left < MAX_GROUPS_Y ? left : MAX_GROUPS_Y);
    }
}

void op_embed(struct gpu *g, const struct gpu_matrix *w, uint64_t ids, uint32_t n_tok,
              uint64_t h)
{
    struct {
        uint64_t data, scales, biases, h, ids;
        uint32_t n_in, pad;
    } push = {w->data, w->scales, w->biases, h, ids, (uint32_t)w->n_in, 0};
    uint32_t spec[] = {w->type, (uint32_t)dtype_bits(w->type), group_of(w)};
    struct gpu_call call = {
        .shader = SHADER_EMBED,
        .spec = spec,
        .n_spec = 3,
        .push = &push,
        .n_push_bytes = sizeof(push),
        .x = div_up((uint32_t)w->n_in, gpu_shader_threads(SHADER_EMBED)),
        .y = n_tok};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

void op_rms_norm(struct gpu *g, const struct gpu_norm *p)
{
    struct {
        uint64_t x, w, y, z;
        uint32_t n;
        float eps;
    } push = {p->x, p->w, p->y, p->z, p->n, p->eps};
    uint32_t gated = p->z != 0;
    struct gpu_call call = {.shader = SHADER_RMS_NORM,
                            .spec = &gated,
                            .n_spec = 1,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = p->per_tok,
                            .y = p->n_tok};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

uint32_t op_kv_row_words(uint32_t dim, bool f16)
{
    return f16 ? (dim + 1) / 2 : dim;
}

void op_qk_rope(struct gpu *g, const struct gpu_attention *p)
{
    struct {
        uint64_t q, k, v, q_norm, k_norm, cos_sin, keys, values;
        uint32_t n_head, n_kv_head, q_stride, ctx, pos;
        float eps, scale;
        uint32_t pad;
    } push = {p->q,
              p->k,
              p->v,
              p->q_norm,
              p->k_norm,
              p->cos_sin,
              p->keys,
              p->values,
              p->n_head,
              p->n_kv_head,
              p->gated ? 2 * p->dim : p->dim,
              p->ctx,
              p->pos,
              p->eps,
              1 / __builtin_sqrtf((float)p->dim),
              0};
    uint32_t spec[] = {p->dim, p->pairs, p->f16};
    struct gpu_call call = {.shader = SHADER_QK_ROPE,
                            .spec = spec,
                            .n_spec = 3,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = p->n_head + 2 * p->n_kv_head,
                            .y = p->n_tok};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

void op_attend(struct gpu *g, const struct gpu_attention *p)
{
    struct {
        uint64_t q, keys, values, o;
        uint32_t n_head, n_share, ctx, pos;
    } push = {p->q,   p->keys, p->values, p->o, p->n_head, p->n_head / p->n_kv_head,
              p->ctx, p->pos};
    uint32_t spec[] = {p->dim, p->f16, p->gated};
    struct gpu_call call = {.shader = SHADER_ATTEND,
                            .spec = spec,
                            .n_spec = 3,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = p->n_head,
                            .y = p->n_tok};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

void op_conv_silu(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t x, w, state, y;
        uint32_t n_channel, n_tok;
    } push = {p->x, p->conv_w, p->conv_state, p->qkv, p->channels, p->n_tok};
    struct gpu_call call = {.shader = SHADER_CONV_SILU,
                            .spec = &p->conv_width,
                            .n_spec = 1,
                            .push = &push,
                            .n_push_bytes = sizeof(push)};
    gpu_dispatch_flat(g, &call, p->channels);
    gpu_barrier(g);
}

void op_delta_prepare(struct gpu *g, const struct gpu_delta_net *p)
{
    struct {
        uint64_t qk, b, a, neg_exp_a, dt_bias;
        uint32_t qk_stride, n_k_head, n_v_head, dim;
    } push = {p->qkv,      p->b,        p->a,        p->neg_exp_a, p->dt_bias,
              p->channels, p->n_k_head, p->n_v_head, p->k_dim};
    struct gpu_call call = {.shader = SHADER_DELTA_PREPARE,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = 2 * p->n_k_head + 1,
                            .y = p->n_tok};
    gpu_dispatch(g, &call);
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
    struct gpu_call call = {.shader = SHADER_DELTA_NET,
                            .spec = &p->k_dim,
                            .n_spec = 1,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = div_up(p->v_dim, rows),
                            .y = p->n_v_head};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

void op_route(struct gpu *g, const struct gpu_route *p)
{
    assert(p->k <= p->n_expert);
    struct {
        uint64_t logits, ids, weights;
        uint32_t k, pad;
    } push = {p->logits, p->ids, p->weights, p->k, 0};
    uint32_t spec[] = {p->n_expert, p->norm};
    struct gpu_call call = {.shader = SHADER_ROUTE,
                            .spec = spec,
                            .n_spec = 2,
                            .push = &push,
                            .n_push_bytes = sizeof(push),
                            .x = p->n_tok,
                            .y = 1};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}

void op_swiglu(struct gpu *g, uint64_t gate, uint64_t up, uint64_t rows, uint32_t n,
               uint32_t n_row)
{
    struct {
        uint64_t gate, up, rows;
        uint32_t n, n_row;
    } push = {gate, up, rows, n, n_row};
    uint32_t listed = rows != 0;
    struct gpu_call call = {.shader = SHADER_SWIGLU,
                            .spec = &listed,
                            .n_spec = 1,
                            .push = &push,
                            .n_push_bytes = sizeof(push)};
    gpu_dispatch_flat(g, &call, (uint64_t)n * n_row);
    gpu_barrier(g);
}

void op_add_gated(struct gpu *g, uint64_t h, uint64_t y, uint64_t logit, uint32_t n,
                  uint32_t n_tok)
{
    struct {
        uint64_t h, y, logit;
        uint32_t n, n_tok;
    } push = {h, y, logit, n, n_tok};
    struct gpu_call call = {
        .shader = SHADER_ADD_GATED, .push = &push, .n_push_bytes = sizeof(push)};
    gpu_dispatch_flat(g, &call, (uint64_t)n * n_tok);
    gpu_barrier(g);
}

void op_combine(struct gpu *g, uint64_t h, uint64_t y, uint64_t weights, uint32_t n,
                uint32_t n_tok, uint32_t k)
{
    struct {
        uint64_t h, y, weights;
        uint32_t n, n_tok, k, pad;
    } push = {h, y, weights, n, n_tok, k, 0};
    struct gpu_call call = {
        .shader = SHADER_COMBINE, .push = &push, .n_push_bytes = sizeof(push)};
    gpu_dispatch_flat(g, &call, (uint64_t)n * n_tok);
    gpu_barrier(g);
}
