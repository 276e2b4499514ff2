#include "core/infer/cpu_backend.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/cpu_backend_impl.h"

/* Memory, embedding, head and state of the CPU back end. The mixers and the experts have
 * files of their own. */

enum {
    BUF_ALIGN = 64,
};

/* Hands out parts of one allocation; with base NULL it only adds up. */
struct carver {
    char *base;
    uint64_t used;
    bool overflow;
};

static void *carve(struct carver *v, uint64_t n, uint64_t item_bytes)
{
    uint64_t bytes, end;
    if (__builtin_mul_overflow(n, item_bytes, &bytes) ||
        __builtin_add_overflow(bytes, BUF_ALIGN - 1, &bytes) ||
        __builtin_add_overflow(v->used, bytes / BUF_ALIGN * BUF_ALIGN, &end))
    {
        v->overflow = true;
        return NULL;
    }
    void *p = v->base ? v->base + v->used : NULL;
    v->used = end;
    return p;
}

static struct act_buf carve_act(struct carver *v, uint64_t n_tok, int n_in, bool f32)
{
    struct act_buf b = {.n_in = n_in};
    b.x = carve(v, n_tok * (uint64_t)n_in, sizeof(float));
    if (!f32) {
        b.q = carve(v, n_tok * act_padded(n_in), 1);
        b.scale = carve(v, n_tok * act_groups(n_in), sizeof(float));
        b.sum = carve(v, n_tok * act_groups(n_in), sizeof(float));
    }
    return b;
}

static float *carve_floats(struct carver *v, int n_tok, int n)
{
    return carve(v, (uint64_t)n_tok * (uint64_t)n, sizeof(float));
}

static void lay_out_attention(struct cpu_backend *c, struct carver *v)
{
    const struct model_config *m = c->c;
    int t = c->p.chunk_tok, n_q = m->n_head * m->head_dim;
    int n_kv = m->n_kv_head * m->head_dim;
    c->att_q = carve_floats(v, t, m->attn_gate ? 2 * n_q : n_q);
    c->att_k = carve_floats(v, t, n_kv);
    c->att_v = carve_floats(v, t, n_kv);
    c->att_out = carve_act(v, (uint64_t)t, n_q, c->p.f32_activations);
    c->att_floats = attend_chunk_scratch_floats(ATTEND_ROWS, m->head_dim);
    c->att_scratch = carve(v, (uint64_t)c->n_threads * c->att_floats, sizeof(float));
}

static void lay_out_delta_net(struct cpu_backend *c, struct carver *v)
{
    const struct model_config *m = c->c;
    int t = c->p.chunk_tok, n_v = m->n_v_head * m->v_dim;
    c->dn_qkv = carve_floats(v, t, conv_channels(m));
    c->dn_conv = carve_floats(v, t, conv_channels(m));
    c->dn_z = carve_floats(v, t, n_v);
    c->dn_b = carve_floats(v, t, m->n_v_head);
    c->dn_a = carve_floats(v, t, m->n_v_head);
    c->dn_core = carve_floats(v, t, n_v);
    c->dn_out = carve_act(v, (uint64_t)t, n_v, c->p.f32_activations);
    c->delta_floats = delta_chunk_scratch_floats(m->k_dim, m->v_dim) +
                      (size_t)2 * DELTA_CHUNK * (size_t)m->k_dim;
    c->delta_floats = (c->delta_floats + 15) / 16 * 16;
    c->delta_scratch = carve(v, (uint64_t)c->n_threads * c->delta_floats, sizeof(float));
}

static void lay_out_experts(struct cpu_backend *c, struct carver *v)
{
    const struct model_config *m = c->c;
    int t = c->p.chunk_tok, k = c->p.n_expert_used;
    bool f32 = c->p.f32_activations;
    uint64_t n_rows = (uint64_t)t * (uint64_t)k;
    c->router = carve_floats(v, t, m->n_expert);
    c->top_ids = carve(v, n_rows, sizeof(int));
    c->top_weights = carve(v, n_rows, sizeof(float));
    c->guess_scratch = carve(v, (uint64_t)c->n_threads * (uint64_t)k, sizeof(float));
    c->expert_y = carve(v, n_rows * (uint64_t)m->hidden, sizeof(float));
    c->expert_y_row = carve(v, n_rows, sizeof(int));
    if (m->shared_ff > 0) {
        c->sh_logit = carve_floats(v, t, 1);
        c->sh_gate = carve_floats(v, t, m->shared_ff);
        c->sh_up = carve_floats(v, t, m->shared_ff);
        c->sh_mid = carve_act(v, (uint64_t)t, m->shared_ff, f32);
    }
    int p = c->n_rows_max;
    c->ex_in = carve_act(v, (uint64_t)p, m->hidden, f32);
    c->ex_gate = carve_floats(v, p, m->expert_ff);
    c->ex_up = carve_floats(v, p, m->expert_ff);
    c->ex_mid = carve_act(v, (uint64_t)p, m->expert_ff, f32);
    c->ffn = carve(v, (uint64_t)p, sizeof(*c->ffn));
}

/* Assign all buffers; returns false when the sum overflows. */
static bool lay_out(struct cpu_backend *c, char *base, uint64_t *bytes)
{
    const struct model_config *m = c->c;
    int t = c->p.chunk_tok;
    struct carver v = {.base = base};
    c->parts = carve(&v, (uint64_t)c->p.n_sequence, sizeof(*c->parts));
    c->inv_freq = carve(&v, (uint64_t)m->rotary_dim / 2 + 1, sizeof(double));
    c->rope_cos = carve_floats(&v, t, m->rotary_dim / 2);
    c->rope_sin = carve_floats(&v, t, m->rotary_dim / 2);
    c->h = carve_floats(&v, t, m->hidden);
    c->x = carve_act(&v, (uint64_t)t, m->hidden, c->p.f32_activations);
    c->y = carve_floats(&v, t, m->hidden);

    /* The steps of a layer follow each other, so their scratch may overlap. */
    struct carver attention = v, delta_net = v, experts = v;
    lay_out_attention(c, &attention);
    lay_out_delta_net(c, &delta_net);
    lay_out_experts(c, &experts);

    uint64_t most = attention.used;
    if (delta_net.used > most)
        most = delta_net.used;
    if (experts.used > most)
        most = experts.used;
    *bytes = most;
    return !v.overflow && !attention.overflow && !delta_net.overflow && !experts.overflow;
}

static bool mul3(uint64_t a, uint64_t b, uint64_t c, uint64_t *out)
{
    return !__builtin_mul_overflow(a, b, out) && !__builtin_mul_overflow(*out, c, out);
}

/* Everything of the back end but memory. */
static bool set_up(struct cpu_backend *c, const struct backend_params *p, int n_threads,
                   struct error *err)
{
    const struct model_config *m = &p->pack->config;
    assert(p->chunk_tok >= 1 && p->ctx_tok >= 1 && n_threads >= 1);
    assert(p->n_expert_used >= 1 && p->n_expert_used <= m->n_expert);
    *c = (struct cpu_backend){.p = *p, .c = m, .n_threads = n_threads};
    if (c->p.n_sequence == 0)
        c->p.n_sequence = 1;
    assert(c->p.n_sequence <= p->chunk_tok);
    c->kv_type = p->kv == KV_CHOICE_F16 ? KV_F16 : KV_F32;
    c->kv_row_bytes = (size_t)m->head_dim * (c->kv_type == KV_F16 ? 2 : 4);
    c->n_rows_max = p->chunk_tok > p->n_expert_used ? p->chunk_tok : p->n_expert_used;

    uint64_t n_full = 0, n_linear = 0;
    for (int i = 0; i < m->n_layer; i++)
        c->kv_index[i] = (int)(m->layer[i] == LAYER_FULL ? n_full++ : n_linear++);
    c->conv_state_floats =
        n_linear ? (size_t)(m->conv_width - 1) * (size_t)conv_channels(m) : 0;
    c->state_layer_floats =
        c->conv_state_floats + (size_t)m->n_v_head * (size_t)m->k_dim * (size_t)m->v_dim;

    uint64_t state, kv, kv_head, buffers, n_seq = (uint64_t)c->p.n_sequence;
    uint64_t all_state, all_kv;
    if (!mul3(n_linear, c->state_layer_floats, sizeof(float), &state) ||
        !mul3((uint64_t)p->ctx_tok, c->kv_row_bytes, (uint64_t)m->n_kv_head, &kv_head) ||
        !mul3(kv_head, 2, n_full, &kv) || !mul3(n_seq, state, 1, &all_state) ||
        !mul3(n_seq, kv, 1, &all_kv) || !lay_out(c, NULL, &buffers))
        return err_set(err, EOVERFLOW,
                       "plan memory for %d contexts of %d tokens and chunks of %d",
                       c->p.n_sequence, p->ctx_tok, p->chunk_tok);
    c->state_seq_bytes = state;
    c->state_mem_bytes = all_state;
    c->kv_seq_bytes = kv;
    c->kv_mem_bytes = all_kv;
    c->buf_bytes = buffers;
    return true;
}

static struct backend_memory memory_of(const struct cpu_backend *c)
{
    return (struct backend_memory){
        .kv = c->kv_mem_bytes, .state = c->state_mem_bytes, .buffers = c->buf_bytes};
}

bool cpu_backend_plan(const struct backend_params *p, int n_threads,
                      struct backend_memory *out, struct error *err)
{
    struct cpu_backend c;
    if (!set_up(&c, p, n_threads, err))
        return false;
    *out = memory_of(&c);
    return true;
}

static void cpu_destroy(struct backend *b)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    mem_free(c->kv_mem, c->kv_mem_bytes);
    mem_free(c->state_mem, c->state_mem_bytes);
    mem_free(c->buf_mem, c->buf_bytes);
    free(c);
}

static void embed_row(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct {
        struct cpu_backend *c;
        const int32_t *ids;
    } *a = ctx;
    struct cpu_backend *c = a->c;
    matrix_dequant_row(&c->p.pack->embed, a->ids[i_task],
                       c->h + (size_t)i_task * (size_t)c->c->hidden);
}

/* Angles in double: at position 200,000 a float angle is off by 0.01. */
static void rotate_part(struct cpu_backend *c, const struct chunk_part *part, int first)
{
    int n_pairs = c->c->rotary_dim / 2;
    for (int t = 0; t < part->n_tok; t++)
        for (int i = 0; i < n_pairs; i++) {
            double angle = (double)(part->pos + t) * c->inv_freq[i];
            c->rope_cos[(first + t) * n_pairs + i] = (float)cos(angle);
            c->rope_sin[(first + t) * n_pairs + i] = (float)sin(angle);
        }
}

static void cpu_embed(struct backend *b, const int32_t *ids,
                      const struct chunk_part *parts, int n_parts)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    assert(n_parts >= 1 && n_parts <= c->p.n_sequence);
    c->n_tok = 0;
    c->n_parts = n_parts;
    c->n_marks = 0;
    c->chosen = true;
    for (int i = 0; i < n_parts; i++) {
        c->parts[i] = parts[i];
        c->chosen = c->chosen && parts[i].chosen;
        assert(parts[i].n_tok >= 1 && parts[i].n_tok <= c->p.chunk_tok - c->n_tok);
        assert(parts[i].pos >= 0 && parts[i].n_tok <= c->p.ctx_tok - parts[i].pos);
        rotate_part(c, &parts[i], c->n_tok);
        c->n_tok += parts[i].n_tok;
    }
    struct {
        struct cpu_backend *c;
        const int32_t *ids;
    } a = {c, ids};
    pool_run(c->pool, c->n_tok, embed_row, &a);
}

/* Between layers the chunk is its residual stream and its angles. */
static void cpu_drop_part(struct backend *b, int i)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    assert(i >= 0 && i < c->n_parts && c->n_parts > 1);
    size_t hidden = (size_t)c->c->hidden, n_pairs = (size_t)c->c->rotary_dim / 2;
    size_t to = 0, n = (size_t)c->parts[i].n_tok;
    for (int j = 0; j < i; j++)
        to += (size_t)c->parts[j].n_tok;
    size_t from = to + n, left = (size_t)c->n_tok - from;
    memmove(c->h + to * hidden, c->h + from * hidden, left * hidden * sizeof(float));
    memmove(c->rope_cos + to * n_pairs, c->rope_cos + from * n_pairs,
            left * n_pairs * sizeof(float));
    memmove(c->rope_sin + to * n_pairs, c->rope_sin + from * n_pairs,
            left * n_pairs * sizeof(float));
    memmove(c->parts + i, c->parts + i + 1,
            (size_t)(c->n_parts - i - 1) * sizeof(*c->parts));
    c->n_parts--;
    c->n_tok -= (int)n;
}

static void cpu_head(struct backend *b, int first, int n, float *out)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    assert(first >= 0 && n >= 1 && first + n <= c->n_tok);
    const struct pack *pack = c->p.pack;
    if (c->p.observer && first > 0) { /* the other tokens would have come here, too */
        cpu_norm(c, c->h, pack->final_norm, first, &c->x);
        struct act x = act_of(&c->x, 0, first);
        cpu_observe(c, &pack->head, &x);
    }
    cpu_norm(c, c->h + (size_t)first * (size_t)c->c->hidden, pack->final_norm, n, &c->x);
    struct product head = {.w = &pack->head,
                           .act = act_of(&c->x, 0, n),
                           .y = out,
                           .y_stride = (size_t)c->c->n_vocab};
    cpu_products(c, &head, 1);
}

static bool cpu_submit(struct backend *b, struct error *err)
{
    (void)b;
    (void)err;
    return true;
}

static bool cpu_wait(struct backend *b, struct error *err)
{
    (void)b;
    (void)err;
    return true;
}

float *cpu_state_of(const struct cpu_backend *c, int seq)
{
    assert(seq >= 0 && seq < c->p.n_sequence);
    return c->state_mem + (size_t)seq * (c->state_seq_bytes / sizeof(float));
}

static void cpu_state_reset(struct backend *b, int seq)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    if (c->state_mem)
        memset(cpu_state_of(c, seq), 0, c->state_seq_bytes);
}

static bool cpu_state_save(struct backend *b, int seq, void *out, struct error *err)
{
    (void)err;
    struct cpu_backend *c = (struct cpu_backend *)b;
    cpu_copy(c, out, cpu_state_of(c, seq), c->state_seq_bytes);
    return true;
}

static bool cpu_state_load(struct backend *b, int seq, const void *in, struct error *err)
{
    (void)err;
    struct cpu_backend *c = (struct cpu_backend *)b;
    cpu_copy(c, cpu_state_of(c, seq), in, c->state_seq_bytes);
    return true;
}

static void cpu_state_mark(struct backend *b, const struct state_mark *marks, int n)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    c->marks = marks;
    c->n_marks = n;
}

static const struct backend_ops cpu_ops = {
    .destroy = cpu_destroy,
    .embed = cpu_embed,
    .drop_part = cpu_drop_part,
    .attention = cpu_attention,
    .delta_net = cpu_delta_net,
    .route = cpu_route,
    .routing = cpu_routing,
    .guess = cpu_guess,
    .shared_expert = cpu_shared_expert,
    .experts = cpu_experts,
    .combine = cpu_combine,
    .head = cpu_head,
    .submit = cpu_submit,
    .wait = cpu_wait,
    .state_reset = cpu_state_reset,
    .state_save = cpu_state_save,
    .state_load = cpu_state_load,
    .state_mark = cpu_state_mark,
    .kv_save = cpu_kv_save,
    .kv_load = cpu_kv_load,
};

struct backend *cpu_backend_create(const struct backend_params *p,
                                   const struct kernels *kernels, struct pool *pool,
                                   struct error *err)
{
    struct cpu_backend *c = xcalloc(1, sizeof(*c));
    if (!set_up(c, p, pool_n_threads(pool), err)) {
        free(c);
        return NULL;
    }
    c->k = kernels;
    c->pool = pool;
    c->base.ops = &cpu_ops;
    c->base.caps =
        (struct backend_caps){.name = "cpu",
                              .kernel = kernels->name,
                              .activations = p->f32_activations ? "f32" : "int8",
                              .n_sequence = c->p.n_sequence,
                              .state_bytes = c->state_seq_bytes,
                              .n_kv_segments = cpu_kv_segments(c),
                              .kv_row_bytes = c->kv_row_bytes,
                              .memory = memory_of(c)};

    if (c->kv_mem_bytes && !(c->kv_mem = mem_alloc(c->kv_mem_bytes, "the KV cache", err)))
        goto fail;
    if (c->state_mem_bytes &&
        !(c->state_mem = mem_alloc(c->state_mem_bytes, "the recurrent state", err)))
        goto fail;
    c->buf_mem = mem_alloc(c->buf_bytes, "the buffers of a chunk", err);
    if (!c->buf_mem)
        goto fail;
    uint64_t bytes;
    lay_out(c, c->buf_mem, &bytes);

    for (int i = 0; i < c->c->rotary_dim / 2; i++)
        c->inv_freq[i] = pow(c->c->rope_theta, -2.0 * i / c->c->rotary_dim);
    backend_check(&c->base);
    return &c->base;

fail:
    cpu_destroy(&c->base);
    return NULL;
}
