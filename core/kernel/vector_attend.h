#pragma once

/* Attention of several query heads over the same keys and values: both are read and
 * converted once for all of them. Online softmax over blocks of positions, so that there is
 * one rescaling of the outputs per block at most. */

#include "core/kernel/vector_matmul.h"

enum {
    ATTEND_BLOCK = 64,  /* positions whose weights are kept */
    ATTEND_QUERIES = 8, /* queries at a time */
};

/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
/* out[nr][d] = shrink * out + sum over p < n of weight[p] * values[p], for the `width`
 * registers from element i on; nr, width and whole (no register crosses d) are constants. */
static inline __attribute__((always_inline)) void mix_values(
    enum kv_type type, int nr, int width, bool whole, const float *weight,
    const void *values, size_t at, int n, int d, int i, const float *shrink, float *out)
{
    vf sum[TILE_ROWS][TILE_TOKENS];
    const int left = whole ? width * LANES : d - i;
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            sum[r][j] = vf_mul(vf_set(shrink[r]),
                               vf_get(out + (size_t)r * (size_t)d + (size_t)i + j * LANES,
                                      left - j * LANES));
    }
    for (int p = 0; p < n; p++) {
        vf v[TILE_TOKENS];
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            v[j] = kv_get(type, values,
                          at + (size_t)p * (size_t)d + (size_t)i + (size_t)(j * LANES),
                          left - j * LANES);
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++) {
            vf w = vf_set(weight[r * ATTEND_BLOCK + p]);
#pragma GCC unroll 4
            for (int j = 0; j < width; j++)
                sum[r][j] = vf_fma(w, v[j], sum[r][j]);
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            vf_put(out + (size_t)r * (size_t)d + (size_t)i + j * LANES, sum[r][j],
                   left - j * LANES);
    }
}

static inline __attribute__((always_inline)) void mix_rows(
    enum kv_type type, int nr, const float *weight, const void *values, size_t at, int n,
    int d, const float *shrink, float *out, struct kv_ahead *ahead)
{
    int i = 0;
    for (; i + TILE_TOKENS * LANES <= d; i += TILE_TOKENS * LANES) {
        kv_ahead_step(ahead);
        mix_values(type, nr, TILE_TOKENS, true, weight, values, at, n, d, i, shrink, out);
    }
    for (; i < d; i += LANES)
        mix_values(type, nr, 1, false, weight, values, at, n, d, i, shrink, out);
}

/* The scores of n positions, a few at a time so that others can be fetched in between. */
static inline __attribute__((always_inline)) void score_positions(
    const struct rows *keys, int n, const float *q, size_t q_stride, int n_q, int d,
    float *score, struct kv_ahead *ahead)
{
    for (int p = 0; p < n; p += TILE_ROWS) {
        int end = p + TILE_ROWS < n ? p + TILE_ROWS : n;
        kv_ahead_step(ahead);
        rows_product(keys, p, end, q, q_stride, n_q, d, score, ATTEND_BLOCK);
    }
}

/* n_q <= ATTEND_QUERIES */
static inline __attribute__((always_inline)) void attend_queries(
    enum kv_type type, int n_q, const float *q, size_t q_stride, const void *keys,
    const void *values, int n_ctx, int d, float *out)
{
    float weight[ATTEND_QUERIES * ATTEND_BLOCK];
    float largest[ATTEND_QUERIES];
    float sum[ATTEND_QUERIES] = {0};
    float shrink[ATTEND_QUERIES];
    for (int i = 0; i < n_q; i++)
        largest[i] = -FLT_MAX;
    memset(out, 0, (size_t)n_q * (size_t)d * sizeof(*out));
    for (int p = 0; p < n_ctx; p += ATTEND_BLOCK) {
        int n = n_ctx - p < ATTEND_BLOCK ? n_ctx - p : ATTEND_BLOCK;
        int left = n_ctx - p - n, n_next = left < ATTEND_BLOCK ? left : ATTEND_BLOCK;
        size_t at = (size_t)p * (size_t)d;
        const struct rows rows = {
            type == KV_F32 ? DTYPE_F32 : DTYPE_F16,
            (const char *)keys + at * (type == KV_F32 ? sizeof(float) : sizeof(uint16_t)),
            (size_t)d};
        struct kv_ahead ahead = kv_ahead(
            type, keys, values, p + n, n_next, d,
            ATTEND_BLOCK / TILE_ROWS + n_q / TILE_ROWS * (d / (TILE_TOKENS * LANES)));
        score_positions(&rows, n, q, q_stride, n_q, d, weight, &ahead);
        for (int i = 0; i < n_q; i++) {
            float *w = weight + (size_t)i * ATTEND_BLOCK;
            float top = fmaxf(largest[i], vec_largest(w, n));
            shrink[i] = expf(largest[i] - top);
            sum[i] = sum[i] * shrink[i] + vec_exp_from(w, n, top);
            largest[i] = top;
        }
        int i = 0;
        for (; i + TILE_ROWS <= n_q; i += TILE_ROWS)
            mix_rows(type, TILE_ROWS, weight + (size_t)i * ATTEND_BLOCK, values, at, n, d,
                     shrink + i, out + (size_t)i * (size_t)d, &ahead);
        for (; i < n_q; i++)
            mix_rows(type, 1, weight + (size_t)i * ATTEND_BLOCK, values, at, n, d,
                     shrink + i, out + (size_t)i * (size_t)d, &ahead);
    }
    for (int i = 0; i < n_q; i++) {
        vf inverse = vf_set(1 / sum[i]);
        float *o = out + (size_t)i * (size_t)d;
        for (int j = 0; j < d; j += LANES)
            vf_put(o + j, vf_mul(vf_get(o + j, d - j), inverse), d - j);
    }
}

/* NOLINTEND(readability-function-size) */

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
static void vec_attend(enum kv_type type, int n_q, const float *q, size_t q_stride,
                       const void *keys, const void *values, int n_ctx, int d, float *out)
{
    for (int i = 0; i < n_q; i += ATTEND_QUERIES) {
        int n = n_q - i < ATTEND_QUERIES ? n_q - i : ATTEND_QUERIES;
        const float *qi = q + (size_t)i * q_stride;
        float *o = out + (size_t)i * (size_t)d;
        if (type == KV_F32)
            attend_queries(KV_F32, n, qi, q_stride, keys, values, n_ctx, d, o);
        else
            attend_queries(KV_F16, n, qi, q_stride, keys, values, n_ctx, d, o);
    }
}
