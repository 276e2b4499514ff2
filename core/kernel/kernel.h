#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/matrix.h"

/* The arithmetic: one table of functions per instruction set, chosen once at start. The
 * scalar table is the reference for all others. No function allocates, fails or keeps
 * state; shapes were checked when the model was loaded, so they only assert. All are
 * thread-safe on disjoint outputs. n is an element count; any n >= 1 works (tails).
 * Formulas: model-spec sections cited below are those of the public reference. */

enum {
    ACT_GROUP = 64
}; /* activations share one scale per 64 inputs */

/* Where act.q has input i: of each group the even inputs come first, then the odd ones, which
 * is the order that 4-bit weights have when both halves of their bytes are taken apart. */
static inline size_t act_place(size_t i)
{
    return i / ACT_GROUP * ACT_GROUP + i % 2 * (ACT_GROUP / 2) + i % ACT_GROUP / 2;
}

/* Activations of n_tok tokens as the products read them. With q == NULL the f32 form is
 * used (exact up to summation order). With q set, affine weights use integer products:
 * x ~ scale * q per group of 64, and sum = scale * (sum of q) so that the result is exactly
 * W x^ for the rounded x^. Float weights always use x. */
struct act {
    int n_tok;
    int n_in;
    const float *x;     /* [n_tok][n_in] */
    const int8_t *q;    /* [n_tok][n_in rounded up to 64] at act_place(), zero padded;
                         * or NULL */
    const float *scale; /* [n_tok][groups], groups = ceil(n_in / 64) */
    const float *sum;   /* [n_tok][groups] */
    /* Of n_tok == 1: the token may be added up in the order that is fastest for one; else it
     * gets the bits that it has among others. */
    bool any_order;
};

enum kv_type {
    KV_F32,
    KV_F16,
};

/* Query heads of n_tok tokens that follow each other, all over the same keys and values. */
struct attend_chunk {
    enum kv_type type;
    bool rounded;   /* products may be of bf16, where those are faster */
    int n_tok, n_q; /* tokens, heads of each: at most ATTEND_ROWS together */
    int n_ctx;      /* positions that the first token sees; one more for each after it */
    int d;          /* elements of a head */
    const float *q; /* heads of a token q_stride floats apart, scaled by d^-0.5 */
    size_t q_stride, q_tok_stride;
    const void *keys, *values; /* [n_ctx + n_tok - 1][d] of `type` */
    float *out;                /* a token's [n_q][d] */
    size_t out_tok_stride;
    float *scratch; /* attend_chunk_scratch_floats(n_tok * n_q, d) */
};

struct kernels {
    const char *name; /* "scalar", "avx2", "avx512" */

    /* w[n_out][n_in] @ x[n_tok][n_in] -> y[t * y_stride + r] for rows row0 <= r < row1.
     * Affine weights in f32 form: sum_g scale_g * (sum q x) + bias_g * (sum x). Of two and
     * more tokens one's result does not depend on the others, to the last bit; with integer
     * products one alone has it, too, but for any_order. */
    void (*matmul)(const struct matrix *w, int row0, int row1, const struct act *a,
                   float *y, size_t y_stride);

    /* One token: x[n] -> q[ceil64(n)] at act_place(), scale[groups], sum[groups]. scale = max|x| / 127 of
     * the group, round to nearest; an all-zero group (nothing of 1e-35 or more) has scale 0. */
    void (*quantize_act)(const float *x, int n, int8_t *q, float *scale, float *sum);

    float (*dot)(const float *a, const float *b, int n);
    void (*add)(const float *x, int n, float *y);               /* y += x */
    void (*axpy)(float alpha, const float *x, int n, float *y); /* y += alpha x */

    /* y = x * rsqrt(mean(x^2) + eps) * w; y may be x. */
    void (*rms_norm)(const float *x, const float *w, int n, float eps, float *y);
    /* y = x * rsqrt(sum(x^2) + 1e-6) * scale; y may be x. */
    void (*l2_norm)(const float *x, int n, float scale, float *y);
    /* y = silu(gate) * up; y may be either. */
    void (*swiglu)(const float *gate, const float *up, int n, float *y);
    /* y *= sigmoid(gate) */
    void (*sigmoid_gate)(const float *gate, int n, float *y);
    /* Rotate-half inside the first 2 * n_pairs elements of x: pair (i, i + n_pairs). */
    void (*rope)(float *x, int n_pairs, const float *cos, const float *sin);
    /* softmax in place over n values, f32 */
    void (*softmax)(float *x, int n);

    /* n floats -> KV storage, and back. */
    void (*kv_store)(enum kv_type type, const float *x, int n, void *out);
    /* n_q query heads over the same n_ctx cached positions, online softmax: q (already
     * scaled by d^-0.5) has rows of d floats `q_stride` apart, keys and values are
     * [n_ctx][d] of `type` -> out[n_q][d]. */
    void (*attend)(enum kv_type type, int n_q, const float *q, size_t q_stride,
                   const void *keys, const void *values, int n_ctx, int d, float *out);

    /* The same for several tokens, each of which sees one position more than the one before:
     * a token's result does not depend on those beside it. With `rounded` it differs from
     * attend's by the rounding to bf16. */
    void (*attend_chunk)(const struct attend_chunk *a);

    /* Causal depthwise convolution + SiLU over n_tok tokens for channels c0 <= c < c1.
     * in[n_tok][stride] -> out[n_tok][stride]; w[n_channels][width], newest tap last;
     * state[width - 1][n_channels] holds the last inputs (before conv and SiLU), oldest
     * first, and is updated. out must not be in. */
    void (*conv_silu)(const float *in, size_t stride, int n_tok, const float *w,
                      int width, int n_channels, int c0, int c1, float *state,
                      float *out);

    /* One value head, one token (the gated delta rule, as modeling_qwen3_next.py of
     * transformers has it in torch_recurrent_gated_delta_rule). s[dv][dk] is the state, transposed so
     * that the key dimension is contiguous: s *= alpha; delta = beta (v - s k);
     * s += delta k^T; out = s q. */
    void (*delta_step)(float *s, int dk, int dv, const float *q, const float *k,
                       const float *v, float alpha, float beta, float *out);

    /* One value head, n_tok <= DELTA_CHUNK tokens at once (its chunked form there), same result.
     * q, k: [n_tok] rows of dk floats, `qk_stride` apart; v, out: rows of dv floats,
     * `v_stride` apart; log_decay (g <= 0) and beta: [n_tok] values, `g_stride` apart.
     * scratch: delta_chunk_scratch_floats(dk, dv). */
    void (*delta_chunk)(float *s, int dk, int dv, int n_tok, const float *q,
                        const float *k, size_t qk_stride, const float *v, size_t v_stride,
                        const float *log_decay, const float *beta, size_t g_stride,
                        float *out, size_t out_stride, float *scratch);

    /* out = w * (o * rsqrt(mean(o^2) + eps)) * silu(z) over one head of n
     * (Qwen3NextRMSNormGated there). */
    void (*gated_norm)(const float *o, const float *z, const float *w, int n, float eps,
                       float *out);

    int (*argmax)(const float *x, int n); /* lowest index of the largest value */
};

enum {
    DELTA_CHUNK = 64,
    ATTEND_ROWS = 64,
};
size_t attend_chunk_scratch_floats(int n_rows, int d);
size_t delta_chunk_scratch_floats(int dk, int dv);

/* The table of that name; NULL when this CPU (or this build) lacks the instructions. A
 * NULL name gives the best one available. */
const struct kernels *kernels_find(const char *name);

/* Names usable here, best first, NULL-terminated. */
const char *const *kernels_names(void);
