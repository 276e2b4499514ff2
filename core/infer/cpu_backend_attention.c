#include "core/infer/cpu_backend_impl.h"

#include <math.h>

/* (Gated) attention with grouped queries: Qwen3NextAttention in transformers. Keys are cached after norm and rope. */

struct attention {
    struct cpu_backend *c;
    const struct layer_weights *w;
    const struct chunk_part *part;
    int first;           /* the part's first row in the chunk */
    char *keys, *values; /* [Nkv][ctx][Dh] of the layer, of the part's sequence */
    int n_tok, n_group;  /* tokens of a task, and query heads: of one KV head */
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

/* Keys and values of one token of the part, all heads: norm, rope, into the cache. */
static void store_token(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct attention *a = ctx;
    struct cpu_backend *c = a->c;
    int n_kv = c->c->n_kv_head, d = c->c->head_dim, t = a->first + i_task;
    size_t at = (size_t)(a->part->pos + i_task) * c->kv_row_bytes;
    for (int j = 0; j < n_kv; j++) {
        size_t row = ((size_t)t * (size_t)n_kv + (size_t)j) * (size_t)d;
        float *k = c->att_k + row;
        c->k->rms_norm(k, a->w->k_norm, d, c->c->rms_eps, k);
        rope(c, k, t);
        c->k->kv_store(c->kv_type, k, d, kv_head(c, a->keys, j) + at);
        c->k->kv_store(c->kv_type, c->att_v + row, d, kv_head(c, a->values, j) + at);
    }
}

/* What a task computes: n_tok tokens of the part from first_tok on, n heads from `head` on,
 * which have the KV head kv. */
struct attention_task {
    int first_tok, n_tok;
    int kv, head, n;
};

static struct attention_task attention_task(const struct attention *a, int i_task)
{
    const struct model_config *m = a->c->c;
    int n_share = m->n_head / m->n_kv_head;
    int per_kv = (n_share + a->n_group - 1) / a->n_group;
    int part = i_task % per_kv, left = n_share - part * a->n_group;
    struct attention_task t = {.kv = i_task / per_kv % m->n_kv_head,
                               .n = left < a->n_group ? left : a->n_group,
                               .first_tok = i_task / (per_kv * m->n_kv_head) * a->n_tok};
    t.head = t.kv * n_share + part * a->n_group;
    int tokens = a->part->n_tok - t.first_tok;
    t.n_tok = tokens < a->n_tok ? tokens : a->n_tok;
    return t;
}

/* Norm, rope and scale of a token's queries; heads are q_stride floats apart. */
static void prepare_queries(const struct attention *a, int t, int n, float *queries,
                            size_t q_stride)
{
    const struct cpu_backend *c = a->c;
    int d = c->c->head_dim;
    float scale = 1.0f / sqrtf((float)d);
    for (int h = 0; h < n; h++) {
        float *q = queries + (size_t)h * q_stride;
        c->k->rms_norm(q, a->w->q_norm, d, c->c->rms_eps, q);
        rope(c, q, t);
        for (int i = 0; i < d; i++)
            q[i] *= scale;
    }
}

/* The gates of a token's heads, and their int8 form. */
static void finish_heads(const struct attention *a, const float *queries, size_t q_stride,
                         size_t at, int n)
{
    struct cpu_backend *c = a->c;
    const int d = c->c->head_dim;
    float *out = c->att_out.x + at;
    for (int h = 0; c->c->attn_gate && h < n; h++)
        c->k->sigmoid_gate(queries + (size_t)h * q_stride + d, d,
                           out + (size_t)h * (size_t)d);
    if (cpu_rounds_heads(&c->att_out, c->c->head_dim))
        c->k->quantize_act(out, n * d, c->att_out.q + at,
                           c->att_out.scale + at / ACT_GROUP,
                           c->att_out.sum + at / ACT_GROUP);
}

/* Query heads that share a KV head, over everything up to their tokens. */
static void attend_heads(void *ctx, int i_task, int i_thread)
{
    const struct attention *a = ctx;
    struct cpu_backend *c = a->c;
    const struct attention_task t = attention_task(a, i_task);
    const size_t d = (size_t)c->c->head_dim, heads = (size_t)c->c->n_head;
    const size_t q_stride = c->c->attn_gate ? 2 * d : d;
    const int row = a->first + t.first_tok; /* of the chunk */
    const size_t first = (size_t)row * heads + (size_t)t.head;
    float *queries = c->att_q + first * q_stride;

    for (int i = 0; i < t.n_tok; i++)
        prepare_queries(a, row + i, t.n, queries + (size_t)i * heads * q_stride,
                        q_stride);
    const struct attend_chunk chunk = {
        .type = c->kv_type,
        .rounded = !c->p.f32_activations && c->kv_type == KV_F16,
        .n_tok = t.n_tok,
        .n_q = t.n,
        .n_ctx = a->part->pos + t.first_tok + 1,
        .d = c->c->head_dim,
        .q = queries,
        .q_stride = q_stride,
        .q_tok_stride = heads * q_stride,
        .keys = kv_head(c, a->keys, t.kv),
        .values = kv_head(c, a->values, t.kv),
        .out = c->att_out.x + first * d,
        .out_tok_stride = heads * d,
        .scratch = c->att_scratch + (size_t)i_thread * c->att_floats,
    };
    /* A token of an answer in f32: a block of one takes 1.5 to 2 times as long. A prompt's
     * is rounded as those around it are, wherever the prompt was cut. */
    if (a->part->chosen)
        c->k->attend(c->kv_type, t.n, queries, q_stride, chunk.keys, chunk.values,
                     chunk.n_ctx, chunk.d, chunk.out);
    else
        c->k->attend_chunk(&chunk);
    for (int i = 0; i < t.n_tok; i++)
        finish_heads(a, queries + (size_t)i * heads * q_stride, q_stride,
                     (first + (size_t)i * heads) * d, t.n);
}

/* All heads of a KV head at once, and as many tokens as a block of rows takes, unless that
 * would leave threads without work. Returns the tasks. */
static int split_heads(struct attention *a)
{
    const struct cpu_backend *c = a->c;
    int n_kv = c->c->n_kv_head, n_share = c->c->n_head / n_kv;
    int n_tasks = a->part->n_tok * n_kv, parts = (c->n_threads + n_tasks - 1) / n_tasks;
    a->n_group = parts < n_share ? (n_share + parts - 1) / parts : 1;
    if (a->n_group > ATTEND_ROWS)
        a->n_group = ATTEND_ROWS;
    int per_kv = (n_share + a->n_group - 1) / a->n_group;
    int most = ATTEND_ROWS / a->n_group, blocks = (a->part->n_tok + most - 1) / most;
    while (blocks * n_kv * per_kv < c->n_threads && blocks < a->part->n_tok)
        blocks++;
    a->n_tok = (a->part->n_tok + blocks - 1) / blocks;
    blocks = (a->part->n_tok + a->n_tok - 1) / a->n_tok;
    return blocks * n_kv * per_kv;
}

void cpu_attention(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct model_config *m = c->c;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    size_t layer_kv = (size_t)m->n_kv_head * (size_t)c->p.ctx_tok * c->kv_row_bytes;
    struct attention a = {.c = c, .w = w};

    cpu_norm(c, c->h, w->input_norm, c->n_tok, &c->x);
    struct act x = act_of(&c->x, 0, c->n_tok);
    struct product qkv[] = {
        {.w = &w->q, .act = x, .y = c->att_q, .y_stride = (size_t)w->q.n_out},
        {.w = &w->k, .act = x, .y = c->att_k, .y_stride = (size_t)w->k.n_out},
        {.w = &w->v, .act = x, .y = c->att_v, .y_stride = (size_t)w->v.n_out},
    };
    cpu_products(c, qkv, 3);
    for (int i = 0; i < c->n_parts; a.first += c->parts[i++].n_tok) {
        a.part = &c->parts[i];
        a.keys = cpu_kv_of(c, a.part->seq) + 2 * layer_kv * (size_t)c->kv_index[layer];
        a.values = a.keys + layer_kv;
        pool_run(c->pool, a.part->n_tok, store_token, &a);
        pool_run(c->pool, split_heads(&a), attend_heads, &a);
    }
    if (!cpu_rounds_heads(&c->att_out, c->c->head_dim))
        cpu_quantize(c, &c->att_out);
    struct product o = {.w = &w->o,
                        .act = act_of(&c->att_out, 0, c->n_tok),
                        .y = c->y,
                        .y_stride = (size_t)m->hidden,
                        .add_to = c->h};
    cpu_products(c, &o, 1);
}
