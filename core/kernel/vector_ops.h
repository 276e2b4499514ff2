#pragma once

/* The functions of the table on vectors of floats, for any width of register. Included by
 * one source per instruction set, after its lanes_*.h; everything here is private to it. */

#include <float.h>
#include <math.h>
#include <string.h>

#include "core/kernel/scalar.h"

/* A matrix and int8 activations, as the integer products of a set walk through them. */
struct product {
    const struct matrix *w;
    const struct act *a;
    int n_groups; /* activation groups */
    size_t row_bytes;
    size_t row_scales;
    float *y;
    size_t y_stride;
};

/* The first min(left, LANES) scales or biases; zeros after them. */
static inline vf vf_get_scales(enum scale_type type, const uint16_t *p, int left)
{
    return type == SCALE_F16 ? vf_get_f16(p, left) : vf_get_bf16(p, left);
}

static inline vf vf_exp(vf x)
{
    /* Cephes: e^x = 2^n e^r with |r| <= ln 2 / 2, ln 2 in two parts. The lower bound comes
     * second in the maximum so that a NaN is replaced rather than used as an exponent. */
    x = vf_sub(vf_set(0), vf_max(vf_sub(vf_set(0), x), vf_set(-89)));
    x = vf_max(x, vf_set(-104));
    vf n = vf_round(vf_mul(x, vf_set(1.44269504088896341f)));
    vf r = vf_fma(n, vf_set(-0.693359375f), x);
    r = vf_fma(n, vf_set(2.12194440e-4f), r);
    vf p = vf_set(1.9875691500e-4f);
    p = vf_fma(p, r, vf_set(1.3981999507e-3f));
    p = vf_fma(p, r, vf_set(8.3334519073e-3f));
    p = vf_fma(p, r, vf_set(4.1665795894e-2f));
    p = vf_fma(p, r, vf_set(1.6666665459e-1f));
    p = vf_fma(p, r, vf_set(5.0000001201e-1f));
    p = vf_add(vf_fma(p, vf_mul(r, r), r), vf_set(1));
    return vf_scale_pow2(p, n);
}

/* y / (1 + e^-x) */
static inline vf vf_over_sigmoid(vf y, vf x)
{
    return vf_div(y, vf_add(vf_set(1), vf_exp(vf_sub(vf_set(0), x))));
}

static float vec_dot(const float *a, const float *b, int n)
{
    vf s0 = vf_set(0);
    vf s1 = vf_set(0);
    vf s2 = vf_set(0);
    vf s3 = vf_set(0);
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
        s0 = vf_fma(vf_get(a + i, LANES), vf_get(b + i, LANES), s0);
        s1 = vf_fma(vf_get(a + i + LANES, LANES), vf_get(b + i + LANES, LANES), s1);
        s2 = vf_fma(vf_get(a + i + 2 * LANES, LANES), vf_get(b + i + 2 * LANES, LANES),
                    s2);
        s3 = vf_fma(vf_get(a + i + 3 * LANES, LANES), vf_get(b + i + 3 * LANES, LANES),
                    s3);
    }
    for (; i < n; i += LANES)
        s0 = vf_fma(vf_get(a + i, n - i), vf_get(b + i, n - i), s0);
    return vf_sum(vf_add(vf_add(s0, s1), vf_add(s2, s3)));
}

static void vec_add(const float *x, int n, float *y)
{
    for (int i = 0; i < n; i += LANES)
        vf_put(y + i, vf_add(vf_get(x + i, n - i), vf_get(y + i, n - i)), n - i);
}

static void vec_axpy(float alpha, const float *x, int n, float *y)
{
    vf a = vf_set(alpha);
    for (int i = 0; i < n; i += LANES)
        vf_put(y + i, vf_fma(a, vf_get(x + i, n - i), vf_get(y + i, n - i)), n - i);
}

static void vec_rms_norm(const float *x, const float *w, int n, float eps, float *y)
{
    vf r = vf_set(1 / sqrtf(vec_dot(x, x, n) / (float)n + eps));
    for (int i = 0; i < n; i += LANES)
        vf_put(y + i, vf_mul(vf_mul(vf_get(x + i, n - i), r), vf_get(w + i, n - i)),
               n - i);
}

static void vec_l2_norm(const float *x, int n, float scale, float *y)
{
    vf r = vf_set(scale / sqrtf(vec_dot(x, x, n) + 1e-6f));
    for (int i = 0; i < n; i += LANES)
        vf_put(y + i, vf_mul(vf_get(x + i, n - i), r), n - i);
}

static void vec_swiglu(const float *gate, const float *up, int n, float *y)
{
    for (int i = 0; i < n; i += LANES) {
        vf g = vf_get(gate + i, n - i);
        vf_put(y + i, vf_mul(vf_over_sigmoid(g, g), vf_get(up + i, n - i)), n - i);
    }
}

static void vec_sigmoid_gate(const float *gate, int n, float *y)
{
    for (int i = 0; i < n; i += LANES)
        vf_put(y + i, vf_over_sigmoid(vf_get(y + i, n - i), vf_get(gate + i, n - i)),
               n - i);
}

static void vec_gated_norm(const float *o, const float *z, const float *w, int n,
                           float eps, float *out)
{
    vf r = vf_set(1 / sqrtf(vec_dot(o, o, n) / (float)n + eps));
    for (int i = 0; i < n; i += LANES) {
        vf x = vf_mul(vf_get(w + i, n - i), vf_mul(vf_get(o + i, n - i), r));
        vf g = vf_get(z + i, n - i);
        vf_put(out + i, vf_mul(x, vf_over_sigmoid(g, g)), n - i);
    }
}

static void vec_rope(float *x, int n_pairs, const float *cos, const float *sin)
{
    for (int i = 0; i < n_pairs; i += LANES) {
        int left = n_pairs - i;
        vf a = vf_get(x + i, left);
        vf b = vf_get(x + n_pairs + i, left);
        vf c = vf_get(cos + i, left);
        vf s = vf_get(sin + i, left);
        vf_put(x + i, vf_sub(vf_mul(a, c), vf_mul(b, s)), left);
        vf_put(x + n_pairs + i, vf_fma(b, c, vf_mul(a, s)), left);
    }
}

static float vec_largest(const float *x, int n)
{
    vf largest = vf_set(-INFINITY);
    for (int i = 0; i < n; i += LANES)
        largest = vf_max(vf_fill_tail(vf_get(x + i, n - i), n - i, -INFINITY), largest);
    return vf_largest(largest);
}

/* x = e^(x - largest); the sum of them. */
static float vec_exp_from(float *x, int n, float largest)
{
    vf top = vf_set(largest);
    vf sum = vf_set(0);
    for (int i = 0; i < n; i += LANES) {
        vf e = vf_exp(vf_sub(vf_get(x + i, n - i), top));
        vf_put(x + i, e, n - i);
        sum = vf_add(sum, vf_fill_tail(e, n - i, 0));
    }
    return vf_sum(sum);
}

static void vec_softmax(float *x, int n)
{
    vf inverse = vf_set(1 / vec_exp_from(x, n, vec_largest(x, n)));
    for (int i = 0; i < n; i += LANES)
        vf_put(x + i, vf_mul(vf_get(x + i, n - i), inverse), n - i);
}

static int vec_argmax(const float *x, int n)
{
    float largest = vec_largest(x, n);
    for (int i = 0; i < n; i++) {
        if (x[i] == largest)
            return i;
    }
    return 0; /* nothing but NaN */
}

static void vec_kv_store(enum kv_type type, const float *x, int n, void *out)
{
    if (type == KV_F32) {
        memcpy(out, x, (size_t)n * sizeof(float));
        return;
    }
    uint16_t *half = out;
    for (int i = 0; i < n; i += LANES)
        vf_put_f16(half + i, vf_get(x + i, n - i), n - i);
}

static inline vf kv_get(enum kv_type type, const void *kv, size_t at, int left)
{
    return type == KV_F32 ? vf_get((const float *)kv + at, left)
                          : vf_get_f16((const uint16_t *)kv + at, left);
}

/* Keys and values that are asked for bit by bit while others are used: a context that no cache
 * holds would wait for memory. */
struct kv_ahead {
    const char *key, *value;
    size_t left, step; /* bytes of either */
};

enum {
    LINE_BYTES = 64
};

/* n positions from `first` on, in n_steps steps. */
static struct kv_ahead kv_ahead(enum kv_type type, const void *keys, const void *values,
                                int first, int n, int d, int n_steps)
{
    const size_t row = (size_t)d * (type == KV_F32 ? sizeof(float) : sizeof(uint16_t));
    struct kv_ahead a = {(const char *)keys + (size_t)first * row,
                         (const char *)values + (size_t)first * row, (size_t)n * row, 0};
    a.step = (a.left / (size_t)n_steps / LINE_BYTES + 1) * LINE_BYTES;
    return a;
}

/* Forced inline: gcc takes calls of what does nothing but this for dead. */
static inline __attribute__((always_inline)) void kv_ahead_step(struct kv_ahead *a)
{
    const size_t n = a->left < a->step ? a->left : a->step;
    for (size_t at = 0; at < n; at += LINE_BYTES) {
        __builtin_prefetch(a->key + at, 0, 2);
        __builtin_prefetch(a->value + at, 0, 2);
    }
    a->key += n;
    a->value += n;
    a->left -= n;
}
