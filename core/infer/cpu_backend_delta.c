#include "core/infer/cpu_backend_impl.h"

#include <math.h>

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

static void convolve(const struct delta_net *a, int first_channel, int n)
{
    const struct cpu_backend *c = a->c;
    int channels = conv_channels(c->c);
    c->k->conv_silu(c->dn_qkv, (size_t)channels, c->n_tok, a->w->conv, c->c->conv_width,
                    channels, first_channel, first_channel + n, a->conv_state,
                    c->dn_conv);
}

/* beta and the log of the decay of one value head, in place of b and a. */
static void gates(const struct delta_net *a, int v_head)
{
    const struct cpu_backend *c = a->c;
    for (int t = 0; t < c->n_tok; t++) {
        size_t i = (size_t)t * (size_t)c->c->n_v_head + (size_t)v_head;
        c->dn_b[i] = sigmoid(c->dn_b[i]);
        c->dn_a[i] =
            a->w->neg_exp_a[v_head] * softplus(c->dn_a[i] + a->w->dt_bias[v_head]);
    }
}

/* All tokens of one value head: out goes to dn_core. */
static void recur(const struct delta_net *a, int k_head, int v_head, int i_thread)
{
    const struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    size_t n_ch = (size_t)conv_channels(m), hv = (size_t)m->n_v_head;
    size_t dk = (size_t)m->k_dim, dv = (size_t)m->v_dim, hk = (size_t)m->n_k_head;
    float *s = a->s + (size_t)v_head * dv * dk;
    const float *q = c->dn_conv + (size_t)k_head * dk;
    const float *k = q + hk * dk;
    const float *v = c->dn_conv + 2 * hk * dk + (size_t)v_head * dv;
    const float *decay = c->dn_a + v_head, *beta = c->dn_b + v_head;
    float *out = c->dn_core + (size_t)v_head * dv;

    if (c->n_tok < MIN_BLOCK_TOK) {
        for (size_t t = 0; t < (size_t)c->n_tok; t++)
            c->k->delta_step(s, m->k_dim, m->v_dim, q + t * n_ch, k + t * n_ch,
                             v + t * n_ch, expf(decay[t * hv]), beta[t * hv],
                             out + t * hv * dv);
        return;
    }
    float *scratch = c->delta_scratch + (size_t)i_thread * c->delta_floats;
    for (int first = 0; first < c->n_tok; first += DELTA_CHUNK) {
        size_t t = (size_t)first;
        int n = c->n_tok - first < DELTA_CHUNK ? c->n_tok - first : DELTA_CHUNK;
        c->k->delta_chunk(s, m->k_dim, m->v_dim, n, q + t * n_ch, k + t * n_ch, n_ch,
                          v + t * n_ch, n_ch, decay + t * hv, beta + t * hv, hv,
                          out + t * hv * dv, hv * dv, scratch);
    }
}

static void head_group(void *ctx, int i_task, int i_thread)
{
    const struct delta_net *a = ctx;
    struct cpu_backend *c = a->c;
    const struct model_config *m = c->c;
    int dk = m->k_dim, dv = m->v_dim, n_share = m->n_v_head / m->n_k_head;
    int first_v = i_task * n_share;

    convolve(a, i_task * dk, dk);
    convolve(a, (m->n_k_head + i_task) * dk, dk);
    convolve(a, 2 * m->n_k_head * dk + first_v * dv, n_share * dv);

    float scale = 1.0f / sqrtf((float)dk);
    for (int t = 0; t < c->n_tok; t++) {
        float *q = c->dn_conv + (size_t)t * (size_t)conv_channels(m) +
                   (size_t)i_task * (size_t)dk;
        float *k = q + (size_t)m->n_k_head * (size_t)dk;
        c->k->l2_norm(q, dk, scale, q);
        c->k->l2_norm(k, dk, 1.0f, k);
    }
    for (int v = first_v; v < first_v + n_share; v++) {
        gates(a, v);
        recur(a, i_task, v, i_thread);
        for (int t = 0; t < c->n_tok; t++) {
            size_t at = ((size_t)t * (size_t)m->n_v_head + (size_t)v) * (size_t)dv;
            c->k->gated_norm(c->dn_core + at, c->dn_z + at, a->w->gdn_norm, dv,
                             m->rms_eps, c->dn_out.x + at);
        }
    }
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
