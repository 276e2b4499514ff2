#include "core/infer/cpu_backend_impl.h"

#include <math.h>
#include <string.h>

/* Gated delta net, spec 3.3 (few tokens: step by step) and 3.4 (more: in blocks). A task is
 * one key head with the value heads that share it: their channels of the convolution and
 * their states are nobody else's. */

enum {
    /* Below this many tokens the recurrence is cheaper than setting up a block. */
    MIN_BLOCK_TOK = 4,
};

struct delta_net {
    struct cpu_backend *c;
    const struct layer_weights *w;
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

/* One value head: out goes to dn_core. */
static void recur(const struct delta_net *a, struct piece p, int k_head, int v_head,
                  int i_thread)
{
    const struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    size_t n_ch = (size_t)conv_channels(m), hv = (size_t)m->n_v_head;
    size_t dk = (size_t)m->k_dim, dv = (size_t)m->v_dim, hk = (size_t)m->n_k_head;
    size_t from = (size_t)p.first;
    float *s = head_state(a, v_head);
    const float *q = c->dn_conv + from * n_ch + (size_t)k_head * dk;
    const float *k = q + hk * dk;
    const float *v = c->dn_conv + from * n_ch + 2 * hk * dk + (size_t)v_head * dv;
    const float *decay = c->dn_a + from * hv + v_head;
    const float *beta = c->dn_b + from * hv + v_head;
    float *out = c->dn_core + (from * hv + (size_t)v_head) * dv;

    if (p.n < MIN_BLOCK_TOK) {
        for (size_t t = 0; t < (size_t)p.n; t++)
            c->k->delta_step(s, m->k_dim, m->v_dim, q + t * n_ch, k + t * n_ch,
                             v + t * n_ch, expf(decay[t * hv]), beta[t * hv],
                             out + t * hv * dv);
        return;
    }
    float *scratch = c->delta_scratch + (size_t)i_thread * c->delta_floats;
    for (int first = 0; first < p.n; first += DELTA_CHUNK) {
        size_t t = (size_t)first;
        int n = p.n - first < DELTA_CHUNK ? p.n - first : DELTA_CHUNK;
        c->k->delta_chunk(s, m->k_dim, m->v_dim, n, q + t * n_ch, k + t * n_ch, n_ch,
                          v + t * n_ch, n_ch, decay + t * hv, beta + t * hv, hv,
                          out + t * hv * dv, hv * dv, scratch);
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

    float scale = 1.0f / sqrtf((float)dk);
    for (int t = p.first; t < p.first + p.n; t++) {
        float *q = c->dn_conv + (size_t)t * (size_t)conv_channels(m) +
                   (size_t)k_head * (size_t)dk;
        float *k = q + (size_t)m->n_k_head * (size_t)dk;
        c->k->l2_norm(q, dk, scale, q);
        c->k->l2_norm(k, dk, 1.0f, k);
    }
    for (int v = first_v; v < first_v + n_share; v++) {
        gates(a, p, v);
        recur(a, p, k_head, v, i_thread);
        for (int t = p.first; t < p.first + p.n; t++) {
            size_t at = ((size_t)t * (size_t)m->n_v_head + (size_t)v) * (size_t)dv;
            c->k->gated_norm(c->dn_core + at, c->dn_z + at, a->w->gdn_norm, dv,
                             m->rms_eps, c->dn_out.x + at);
        }
    }
}

/* A copy of the state is laid out as the state is. */
static void keep(const struct cpu_backend *c, const struct state_mark *mark,
                 const float *part, size_t n)
{
    memcpy((float *)mark->out + (part - c->state_mem), part, n * sizeof(*part));
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
        keep(c, mark, row + head * dk, dk);
        keep(c, mark, row + (hk + head) * dk, dk);
        keep(c, mark, row + 2 * hk * dk + head * n_share * dv, n_share * dv);
    }
    keep(c, mark, head_state(a, k_head * (int)n_share), n_share * dv * dk);
}

static void head_group(void *ctx, int i_task, int i_thread)
{
    const struct delta_net *a = ctx;
    const struct cpu_backend *c = a->c;
    int first = 0;
    for (int i = 0; i < c->n_marks; i++) {
        struct piece p = {first, c->marks[i].n_tok - first};
        group_piece(a, p, i_task, i_thread);
        keep_group(a, &c->marks[i], i_task);
        first = c->marks[i].n_tok;
    }
    group_piece(a, (struct piece){first, c->n_tok - first}, i_task, i_thread);
}

static void quantize_token(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct cpu_backend *c = ctx;
    cpu_quantize(c, &c->dn_out, i_task);
}

void cpu_delta_net(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct model_config *m = c->c;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    float *state = c->state_mem + (size_t)c->kv_index[layer] * c->state_layer_floats;
    struct delta_net a = {
        .c = c, .w = w, .conv_state = state, .s = state + c->conv_state_floats};

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
    if (c->dn_out.q)
        pool_run(c->pool, c->n_tok, quantize_token, c);
    struct product out = {.w = &w->out,
                          .act = act_of(&c->dn_out, 0, c->n_tok),
                          .y = c->y,
                          .y_stride = (size_t)m->hidden,
                          .add_to = c->h};
    cpu_products(c, &out, 1);
}
