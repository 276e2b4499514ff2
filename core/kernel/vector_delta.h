#pragma once

/* The delta net on vectors of floats. The step makes one pass over the state: both dot
 * products are taken of the old row, and what the update adds to the second is
 * delta (k . q). The chunk form is products of matrices; see scalar_delta.c for the plain
 * formulas. */

#include "core/kernel/vector_matmul.h"

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
static void vec_delta_step(float *s, int dk, int dv, const float *q, const float *k,
                           const float *v, float alpha, float beta, float *out)
{
    float kq = vec_dot(k, q, dk);
    vf decay = vf_set(alpha);
    for (int j = 0; j < dv; j += 4) {
        int rows = dv - j < 4 ? dv - j : 4;
        float *row = s + (size_t)j * (size_t)dk;
        vf sk[4] = {vf_set(0), vf_set(0), vf_set(0), vf_set(0)};
        vf sq[4] = {vf_set(0), vf_set(0), vf_set(0), vf_set(0)};
        for (int i = 0; rows == 4 && i < dk; i += LANES) {
            vf ki = vf_get(k + i, dk - i);
            vf qi = vf_get(q + i, dk - i);
            for (int r = 0; r < 4; r++) {
                vf x = vf_get(row + (size_t)r * (size_t)dk + i, dk - i);
                sk[r] = vf_fma(x, ki, sk[r]);
                sq[r] = vf_fma(x, qi, sq[r]);
            }
        }
        for (int r = 0; r < rows; r++) {
            float *x = row + (size_t)r * (size_t)dk;
            float held = rows == 4 ? vf_sum(sk[r]) : vec_dot(x, k, dk);
            float seen = rows == 4 ? vf_sum(sq[r]) : vec_dot(x, q, dk);
            float delta = beta * (v[j + r] - alpha * held);
            out[j + r] = alpha * seen + delta * kq;
            vf d = vf_set(delta);
            for (int i = 0; i < dk; i += LANES)
                vf_put(x + i,
                       vf_fma(d, vf_get(k + i, dk - i),
                              vf_mul(decay, vf_get(x + i, dk - i))),
                       dk - i);
        }
    }
}

/* y[LANES * width] = c * x + sum over p < n of a[p] * u[p], rows of u dv apart. */
/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
static inline __attribute__((always_inline)) void combine(int width, float c,
                                                          const float *x, const float *a,
                                                          const float *u, int dv, int n,
                                                          int left, float *y)
{
    vf sum[4];
#pragma GCC unroll 4
    for (int i = 0; i < width; i++)
        sum[i] = vf_mul(vf_set(c), vf_get(x + i * LANES, left - i * LANES));
    for (int p = 0; p < n; p++) {
        vf ap = vf_set(a[p]);
#pragma GCC unroll 4
        for (int i = 0; i < width; i++)
            sum[i] = vf_fma(
                ap, vf_get(u + (size_t)p * (size_t)dv + i * LANES, left - i * LANES),
                sum[i]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < width; i++)
        vf_put(y + i * LANES, sum[i], left - i * LANES);
}
/* NOLINTEND(readability-function-size) */

static void combine_row(float c, const float *x, const float *a, const float *u, int dv,
                        int n, float *y)
{
    int j = 0;
    for (; j + 4 * LANES <= dv; j += 4 * LANES)
        combine(4, c, x + j, a, u + j, dv, n, 4 * LANES, y + j);
    for (; j < dv; j += LANES)
        combine(1, c, x + j, a, u + j, dv, n, dv - j, y + j);
}

/* s[nr rows][dk] = decay * s + sum over p < n of c[p][r] * k[p], c's rows dv apart. */
/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
static inline __attribute__((always_inline)) void update_rows(int nr, float decay,
                                                              float *s, int dk,
                                                              const float *c, int dv,
                                                              const float *k,
                                                              size_t k_stride, int n)
{
    enum {
        WIDTH = TILE_TOKENS
    };
    for (int i = 0; i < dk; i += WIDTH * LANES) {
        vf sum[4][WIDTH];
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
            for (int j = 0; j < WIDTH; j++) {
                int at = i + j * LANES;
                sum[r][j] = at < dk
                                ? vf_mul(vf_set(decay),
                                         vf_get(s + (size_t)r * (size_t)dk + at, dk - at))
                                : vf_set(0);
            }
        }
        for (int p = 0; p < n; p++) {
            vf kp[WIDTH];
#pragma GCC unroll 4
            for (int j = 0; j < WIDTH; j++) {
                int at = i + j * LANES;
                kp[j] =
                    at < dk ? vf_get(k + (size_t)p * k_stride + at, dk - at) : vf_set(0);
            }
#pragma GCC unroll 4
            for (int r = 0; r < nr; r++) {
                vf cr = vf_set(c[(size_t)p * (size_t)dv + r]);
#pragma GCC unroll 4
                for (int j = 0; j < WIDTH; j++)
                    sum[r][j] = vf_fma(cr, kp[j], sum[r][j]);
            }
        }
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
            for (int j = 0; j < WIDTH; j++) {
                int at = i + j * LANES;
                if (at < dk)
                    vf_put(s + (size_t)r * (size_t)dk + at, sum[r][j], dk - at);
            }
        }
    }
}
/* NOLINTEND(readability-function-size) */

/* gram[r][p] = x_r . k_p for p <= r (and a few more), rows DELTA_CHUNK apart. */
static void lower_gram(const float *x, const float *k, size_t stride, int n, int dk,
                       float *gram)
{
    enum {
        BAND = 16
    };
    const struct rows keys = {DTYPE_F32, k, stride};
    for (int r = 0; r < n; r += BAND) {
        int last = n < r + BAND ? n : r + BAND;
        rows_product(&keys, 0, last, x + (size_t)r * stride, stride, last - r, dk,
                     gram + (size_t)r * DELTA_CHUNK, DELTA_CHUNK);
    }
}

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
static void vec_delta_chunk(float *s, int dk, int dv, int n_tok, const float *q,
                            const float *k, size_t qk_stride, const float *v,
                            size_t v_stride, const float *log_decay, const float *beta,
                            size_t g_stride, float *out, size_t out_stride,
                            float *scratch)
{
    float *a = scratch;
    float *b = a + DELTA_CHUNK * DELTA_CHUNK;
    float *u = b + DELTA_CHUNK * DELTA_CHUNK;
    float *gamma = u + (size_t)DELTA_CHUNK * (size_t)dv;
    const struct rows state = {DTYPE_F32, s, (size_t)dk};
    float sum = 0;
    for (int r = 0; r < n_tok; r++) {
        sum += log_decay[(size_t)r * g_stride];
        gamma[r] = sum;
    }
    lower_gram(k, k, qk_stride, n_tok, dk, a);
    lower_gram(q, k, qk_stride, n_tok, dk, b);
    rows_product(&state, 0, dv, k, qk_stride, n_tok, dk, u, (size_t)dv);
    rows_product(&state, 0, dv, q, qk_stride, n_tok, dk, out, out_stride);
    for (int r = 0; r < n_tok; r++) {
        float *ar = a + (size_t)r * DELTA_CHUNK;
        float *br = b + (size_t)r * DELTA_CHUNK;
        float *ur = u + (size_t)r * (size_t)dv;
        const float *vr = v + (size_t)r * v_stride;
        float gain = beta[(size_t)r * g_stride];
        float decay = expf(gamma[r]);
        vf all = vf_set(gamma[r]);
        for (int p = 0; p < r + 1; p += LANES) {
            vf e = vf_exp(vf_sub(all, vf_get(gamma + p, r + 1 - p)));
            vf_put(ar + p, vf_mul(vf_mul(vf_set(-gain), e), vf_get(ar + p, r + 1 - p)),
                   r + 1 - p);
            vf_put(br + p, vf_mul(e, vf_get(br + p, r + 1 - p)), r + 1 - p);
        }
        for (int j = 0; j < dv; j += LANES) {
            vf want = vf_sub(vf_get(vr + j, dv - j),
                             vf_mul(vf_set(decay), vf_get(ur + j, dv - j)));
            vf_put(ur + j, vf_mul(vf_set(gain), want), dv - j);
        }
        combine_row(1, ur, ar, u, dv, r, ur);
        float *o = out + (size_t)r * out_stride;
        combine_row(decay, o, br, u, dv, r + 1, o);
    }
    float last = gamma[n_tok - 1];
    for (int r = 0; r < n_tok; r++) {
        vf c = vf_set(expf(last - gamma[r]));
        float *ur = u + (size_t)r * (size_t)dv;
        for (int j = 0; j < dv; j += LANES)
            vf_put(ur + j, vf_mul(c, vf_get(ur + j, dv - j)), dv - j);
    }
    float decay = expf(last);
    int j = 0;
    for (; j + 4 <= dv; j += 4)
        update_rows(4, decay, s + (size_t)j * (size_t)dk, dk, u + j, dv, k, qk_stride,
                    n_tok);
    for (; j < dv; j++)
        update_rows(1, decay, s + (size_t)j * (size_t)dk, dk, u + j, dv, k, qk_stride,
                    n_tok);
}

enum {
    CONV_BLOCK = 256,   /* channels whose taps are turned round at a time */
    CONV_MAX_WIDTH = 8, /* wider ones are left to the scalar table */
};

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
static void vec_conv_silu(const float *in, size_t stride, int n_tok, const float *w,
                          int width, int n_channels, int c0, int c1, float *state,
                          float *out)
{
    if (width > CONV_MAX_WIDTH) {
        scalar_conv_silu(in, stride, n_tok, w, width, n_channels, c0, c1, state, out);
        return;
    }
    float taps[CONV_MAX_WIDTH][CONV_BLOCK];
    int past = width - 1;
    for (int c = c0; c < c1; c += CONV_BLOCK) {
        int n = c1 - c < CONV_BLOCK ? c1 - c : CONV_BLOCK;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++)
                taps[j][i] = w[(size_t)(c + i) * (size_t)width + (size_t)j];
        }
        for (int t = 0; t < n_tok; t++) {
            const float *from[CONV_MAX_WIDTH];
            for (int j = 0; j < width; j++) {
                int token = t - past + j;
                from[j] = token < 0
                              ? state + (size_t)(past + token) * (size_t)n_channels + c
                              : in + (size_t)token * stride + c;
            }
            float *o = out + (size_t)t * stride + c;
            for (int i = 0; i < n; i += LANES) {
                vf sum = vf_set(0);
                for (int j = 0; j < width; j++)
                    sum = vf_fma(vf_get(taps[j] + i, n - i), vf_get(from[j] + i, n - i),
                                 sum);
                vf_put(o + i, vf_over_sigmoid(sum, sum), n - i);
            }
        }
    }
    scalar_conv_state(in, stride, n_tok, width, n_channels, c0, c1, state);
}
