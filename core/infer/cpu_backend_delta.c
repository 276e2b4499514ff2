#include "core/infer/cpu_backend_impl.h"

#include <math.h>
#include <string.h>

/* Gated delta net (Qwen3NextGatedDeltaNet in transformers): few tokens step by step, more in
 * blocks. A task is one key head with the value heads that share it: their channels of the
 * convolution and their states are nobody else's. */

enum {
    /* Below this many tokens the recurrence is cheaper than setting up a block. */
    MIN_BLOCK_TOK = 4,
};

struct delta_net {
    struct cpu_backend *c;
    const struct layer_weights *w;
    size_t at; /* of the layer in a sequence's state */
    /* -- of the part's sequence */
    float *seq_state;
    float *conv_state; /* [width - 1][channels] */
    float *s;          /* [Hv][Dv][Dk] */
};

static float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

static float softplus(float x)
{
    return x > 20.0f ? x : log1pf(expf(x));
}

/* Tokens of the chunk that go through one after the other: state is kept behind them. */
struct piece {
    int first, n;
};

static void convolve(const struct delta_net *a, struct piece p, int first_channel, int n)
{
    const struct cpu_backend *c = a->c;
    int channels = conv_channels(c->c);
    size_t at = (size_t)p.first * (size_t)channels;
    c->k->conv_silu(c->dn_qkv + at, (size_t)channels, p.n, a->w->conv, c->c->conv_width,
                    channels, first_channel, first_channel + n, a->conv_state,
                    c->dn_conv + at);
}

/* beta and the log of the decay of one value head, in place of b and a. */
static void gates(const struct delta_net *a, struct piece p, int v_head)
{
    const struct cpu_backend *c = a->c;
    for (int t = p.first; t < p.first + p.n; t++) {
        size_t i = (size_t)t * (size_t)c->c->n_v_head + (size_t)v_head;
        c->dn_b[i] = sigmoid(c->dn_b[i]);
        c->dn_a[i] =
            a->w->neg_exp_a[v_head] * softplus(c->dn_a[i] + a->w->dt_bias[v_head]);
    }
}

static float *head_state(const struct delta_net *a, int v_head)
{
    const struct model_config *m = a->c->c;
    return a->s + (size_t)v_head * (size_t)m->v_dim * (size_t)m->k_dim;
}

/* Queries and keys of a block of tokens, [n][dk]: as they lie in dn_conv, a power of two
 * apart, they would all want the same place in the first cache. */
struct block {
    struct piece p; /* n <= DELTA_CHUNK */
    float *q, *k;
    float *scratch;
};

static void norm_block(const struct delta_net *a, const struct block *b, int k_head)
{
    const struct cpu_backend *c = a->c;
    size_t n_ch = (size_t)conv_channels(c->c), dk = (size_t)c->c->k_dim;
    float scale = 1.0f / sqrtf((float)dk);
    for (int i = 0; i < b->p.n; i++) {
        const float *q =
            c->dn_conv + ((size_t)b->p.first + (size_t)i) * n_ch + (size_t)k_head * dk;
        const float *k = q + (size_t)c->c->n_k_head * dk;
        c->k->l2_norm(q, (int)dk, scale, b->q + (size_t)i * dk);
        c->k->l2_norm(k, (int)dk, 1.0f, b->k + (size_t)i * dk);
    }
}

/* One value head: out goes to dn_core. */
static void recur(const struct delta_net *a, const struct block *b, int v_head)
{
    const struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    size_t n_ch = (size_t)conv_channels(m), hv = (size_t)m->n_v_head;
    size_t dk = (size_t)m->k_dim, dv = (size_t)m->v_dim, hk = (size_t)m->n_k_head;
    size_t from = (size_t)b->p.first, v_at = (size_t)v_head;
    float *s = head_state(a, v_head);
    const float *v = c->dn_conv + from * n_ch + 2 * hk * dk + v_at * dv;
    const float *decay = c->dn_a + from * hv + v_at, *beta = c->dn_b + from * hv + v_at;
    float *out = c->dn_core + (from * hv + v_at) * dv;

    if (b->p.n < MIN_BLOCK_TOK) {
        for (size_t t = 0; t < (size_t)b->p.n; t++)
            c->k->delta_step(s, m->k_dim, m->v_dim, b->q + t * dk, b->k + t * dk,
                             v + t * n_ch, expf(decay[t * hv]), beta[t * hv],
                             out + t * hv * dv);
        return;
    }
    c->k->delta_chunk(s, m->k_dim, m->v_dim, b->p.n, b->q, b->k, dk, v, n_ch, decay, beta,
                      hv, out, hv * dv, b->scratch);
}

static void finish_head(const struct delta_net *a, struct piece p, int v_head)
{
    const struct cpu_backend *c = a->c;
    size_t hv = (size_t)c->c->n_v_head, dv = (size_t)c->c->v_dim;
    bool rounds = cpu_rounds_heads(&c->dn_out, c->c->v_dim);
    for (size_t t = (size_t)p.first; t < (size_t)p.first + (size_t)p.n; t++) {
        size_t at = (t * hv + (size_t)v_head) * dv;
        float *out = c->dn_out.x + at;
        c->k->gated_norm(c->dn_core + at, c->dn_z + at, a->w->gdn_norm, (int)dv,
                         c->c->rms_eps, out);
        if (rounds)
            c->k->quantize_act(out, (int)dv, c->dn_out.q + at,
                               c->dn_out.scale + at / ACT_GROUP,
                               c->dn_out.sum + at / ACT_GROUP);
    }
}

static void group_piece(const struct delta_net *a, struct piece p, int k_head,
                        int i_thread)
{
    struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    int dk = m->k_dim, dv = m->v_dim, n_share = m->n_v_head / m->n_k_head;
    int first_v = k_head * n_share;

    convolve(a, p, k_head * dk, dk);
    convolve(a, p, (m->n_k_head + k_head) * dk, dk);
    convolve(a, p, 2 * m->n_k_head * dk + first_v * dv, n_share * dv);

    float *scratch = c->delta_scratch + (size_t)i_thread * c->delta_floats;
    struct block b = {.q = scratch, .k = scratch + (size_t)DELTA_CHUNK * (size_t)dk};
    b.scratch = b.k + (size_t)DELTA_CHUNK * (size_t)dk;
    for (int done = 0; done < p.n; done += DELTA_CHUNK) {
        b.p.first = p.first + done;
        b.p.n = p.n - done < DELTA_CHUNK ? p.n - done : DELTA_CHUNK;
        norm_block(a, &b, k_head);
        for (int v = first_v; v < first_v + n_share; v++) {
            gates(a, b.p, v);
            recur(a, &b, v);
            finish_head(a, b.p, v);
        }
    }
}

/* A copy of the state is laid out as the state is. */
static void keep(const struct delta_net *a, const struct state_mark *mark,
                 const float *part, size_t n)
{
    memcpy((float *)mark->out + (part - a->seq_state), part, n * sizeof(*part));
}

/* The group's channels and heads as they are now. */
static void keep_group(const struct delta_net *a, const struct state_mark *mark,
                       int k_head)
{
    const struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    size_t dk = (size_t)m->k_dim, dv = (size_t)m->v_dim, hk = (size_t)m->n_k_head;
    size_t n_share = (size_t)(m->n_v_head / m->n_k_head), head = (size_t)k_head;
    for (int i = 0; i < m->conv_width - 1; i++) {
        const float *row = a->conv_state + (size_t)i * (size_t)conv_channels(m);
        keep(a, mark, row + head * dk, dk);
        keep(a, mark, row + (hk + head) * dk, dk);
        keep(a, mark, row + 2 * hk * dk + head * n_share * dv, n_share * dv);
    }
    keep(a, mark, head_state(a, k_head * (int)n_share), n_share * dv * dk);
}

/* The part that begins at row `begin` of the chunk, between its marks. */
static void group_part(const struct delta_net *a, const struct chunk_part *part,
                       int begin, int k_head, int i_thread)
{
    const struct cpu_backend *c = a->c;
    int done = 0;
    for (int i = 0; i < c->n_marks; i++) {
        const struct state_mark *mark = &c->marks[i];
        if (mark->seq != part->seq)
            continue;
        struct piece p = {begin + done, mark->n_tok - done};
        group_piece(a, p, k_head, i_thread);
        keep_group(a, mark, k_head);
        done = mark->n_tok;
    }
    struct piece rest = {begin + done, part->n_tok - done};
    group_piece(a, rest, k_head, i_thread);
}

static void head_group(void *ctx, int i_task, int i_thread)
{
    struct delta_net a = *(const struct delta_net *)ctx;
    const struct cpu_backend *c = a.c;
    for (int i = 0, first = 0; i < c->n_parts; first += c->parts[i++].n_tok) {
        a.seq_state = cpu_state_of(c, c->parts[i].seq);
        a.conv_state = a.seq_state + a.at;
        a.s = a.conv_state + c->conv_state_floats;
        group_part(&a, &c->parts[i], first, i_task, i_thread);
    }
}

void cpu_delta_net(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct model_config *m = c->c;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    struct delta_net a = {
        .c = c, .w = w, .at = (size_t)c->kv_index[layer] * c->state_layer_floats};

    cpu_norm(c, c->h, w->input_norm, c->n_tok, &c->x);
    struct act x = act_of(&c->x, 0, c->n_tok);
    struct product in[] = {
        {.w = &w->qkv, .act = x, .y = c->dn_qkv, .y_stride = (size_t)w->qkv.n_out},
        {.w = &w->z, .act = x, .y = c->dn_z, .y_stride = (size_t)w->z.n_out},
        {.w = &w->b, .act = x, .y = c->dn_b, .y_stride = (size_t)w->b.n_out},
        {.w = &w->a, .act = x, .y = c->dn_a, .y_stride = (size_t)w->a.n_out},
    };
    cpu_products(c, in, 4);
    pool_run(c->pool, m->n_k_head, head_group, &a);
    if (!cpu_rounds_heads(&c->dn_out, c->c->v_dim))
        cpu_quantize(c, &c->dn_out);
    struct product out = {.w = &w->out,
                          .act = act_of(&c->dn_out, 0, c->n_tok),
                          .y = c->y,
                          .y_stride = (size_t)m->hidden,
                          .add_to = c->h};
    cpu_products(c, &out, 1);
}
