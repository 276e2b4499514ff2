#include "core/infer/cpu_backend_impl.h"

#include <math.h>

/* (Gated) attention with grouped queries, spec 3.2. Keys are cached after norm and rope. */

struct attention {
    struct cpu_backend *c;
    const struct layer_weights *w;
    char *keys, *values; /* [Nkv][ctx][Dh] of the layer */
    int n_group;         /* query heads of a task: of one KV head */
};

static char *kv_head(const struct cpu_backend *c, char *base, int head)
{
    return base + (size_t)head * (size_t)c->p.ctx_tok * c->kv_row_bytes;
}

static void rope(const struct cpu_backend *c, float *x, int t)
{
    int n_pairs = c->c->rotary_dim / 2;
    c->k->rope(x, n_pairs, c->rope_cos + (size_t)t * (size_t)n_pairs,
               c->rope_sin + (size_t)t * (size_t)n_pairs);
}

/* Keys and values of one token, all heads: norm, rope, into the cache. */
static void store_token(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct attention *a = ctx;
    struct cpu_backend *c = a->c;
    int n_kv = c->c->n_kv_head, d = c->c->head_dim;
    size_t at = (size_t)(c->pos + i_task) * c->kv_row_bytes;
    for (int j = 0; j < n_kv; j++) {
        size_t row = ((size_t)i_task * (size_t)n_kv + (size_t)j) * (size_t)d;
        float *k = c->att_k + row;
        c->k->rms_norm(k, a->w->k_norm, d, c->c->rms_eps, k);
        rope(c, k, i_task);
        c->k->kv_store(c->kv_type, k, d, kv_head(c, a->keys, j) + at);
        c->k->kv_store(c->kv_type, c->att_v + row, d, kv_head(c, a->values, j) + at);
    }
}

/* Whether a head is whole groups of the rounding, so that who has computed it can round it. */
static bool rounds_heads(const struct cpu_backend *c)
{
    return c->att_out.q && c->c->head_dim % ACT_GROUP == 0;
}

/* Query heads of one token that share a KV head, over everything up to it. */
static void attend_heads(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct attention *a = ctx;
    struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    int d = m->head_dim, n_share = m->n_head / m->n_kv_head;
    int per_kv = (n_share + a->n_group - 1) / a->n_group;
    int t = i_task / (per_kv * m->n_kv_head);
    int kv = i_task / per_kv % m->n_kv_head, part = i_task % per_kv;
    int head = kv * n_share + part * a->n_group;
    int n = n_share - part * a->n_group < a->n_group ? n_share - part * a->n_group
                                                     : a->n_group;
    size_t q_stride = (size_t)(m->attn_gate ? 2 * d : d);
    size_t first = (size_t)t * (size_t)m->n_head + (size_t)head;
    float *queries = c->att_q + first * q_stride;
    float *out = c->att_out.x + first * (size_t)d;

    float scale = 1.0f / sqrtf((float)d);
    for (int h = 0; h < n; h++) {
        float *q = queries + (size_t)h * q_stride;
        c->k->rms_norm(q, a->w->q_norm, d, m->rms_eps, q);
        rope(c, q, t);
        for (int i = 0; i < d; i++)
            q[i] *= scale;
    }
    c->k->attend(c->kv_type, n, queries, q_stride, kv_head(c, a->keys, kv),
                 kv_head(c, a->values, kv), c->pos + t + 1, d, out);
    for (int h = 0; m->attn_gate && h < n; h++)
        c->k->sigmoid_gate(queries + (size_t)h * q_stride + d, d,
                           out + (size_t)h * (size_t)d);
    if (rounds_heads(c)) {
        size_t at = first * (size_t)d;
        c->k->quantize_act(out, n * d, c->att_out.q + at,
                           c->att_out.scale + at / ACT_GROUP,
                           c->att_out.sum + at / ACT_GROUP);
    }
}

static void quantize_token(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct cpu_backend *c = ctx;
    cpu_quantize(c, &c->att_out, i_task);
}

void cpu_attention(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct model_config *m = c->c;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    size_t layer_kv = (size_t)m->n_kv_head * (size_t)c->p.ctx_tok * c->kv_row_bytes;
    char *keys = c->kv_mem + 2 * layer_kv * (size_t)c->kv_index[layer];
    struct attention a = {.c = c, .w = w, .keys = keys, .values = keys + layer_kv};

    cpu_norm(c, c->h, w->input_norm, c->n_tok, &c->x);
    struct act x = act_of(&c->x, 0, c->n_tok);
    struct product qkv[] = {
        {.w = &w->q, .act = x, .y = c->att_q, .y_stride = (size_t)w->q.n_out},
        {.w = &w->k, .act = x, .y = c->att_k, .y_stride = (size_t)w->k.n_out},
        {.w = &w->v, .act = x, .y = c->att_v, .y_stride = (size_t)w->v.n_out},
    };
    cpu_products(c, qkv, 3);
    pool_run(c->pool, c->n_tok, store_token, &a);
    /* All heads of a KV head at once, unless that would leave threads without work. */
    int n_share = m->n_head / m->n_kv_head, n_tasks = c->n_tok * m->n_kv_head;
    int parts = (c->n_threads + n_tasks - 1) / n_tasks;
    a.n_group = parts < n_share ? (n_share + parts - 1) / parts : 1;
    int per_kv = (n_share + a.n_group - 1) / a.n_group;
    pool_run(c->pool, n_tasks * per_kv, attend_heads, &a);
    if (c->att_out.q && !rounds_heads(c))
        pool_run(c->pool, c->n_tok, quantize_token, c);
    struct product o = {.w = &w->o,
                        .act = act_of(&c->att_out, 0, c->n_tok),
                        .y = c->y,
                        .y_stride = (size_t)m->hidden,
                        .add_to = c->h};
    cpu_products(c, &o, 1);
}
