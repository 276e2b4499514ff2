#pragma once

/* Products in f32 for any width of register: float weights, affine weights with float
 * activations, and the shapes that the integer forms leave (groups of 32, ragged widths).
 * The includer provides unpack_64(): 64 stored values of an affine type as bytes. */

#include "core/kernel/vector_ops.h"

enum {
    TILE_ROWS = 4,
    SPAN = 512, /* inputs unpacked at a time; a multiple of every group */
};

static void unpack_64(enum dtype type, const uint8_t *packed, uint8_t *out);

/* Rows of any readable type; stride in elements. */
struct rows {
    enum dtype type;
    const void *data;
    size_t stride;
};

static inline vf rows_get(enum dtype type, const void *data, size_t at, int left)
{
    if (type == DTYPE_F32)
        return vf_get((const float *)data + at, left);
    if (type == DTYPE_BF16)
        return vf_get_bf16((const uint16_t *)data + at, left);
    return vf_get_f16((const uint16_t *)data + at, left);
}

/* y[t * y_stride + r] = rows r at w, tokens t at x: nr x nt dot products over n inputs, each
 * weight read once for all tokens. type, nr, nt are constants at every call. */
/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
static inline __attribute__((always_inline)) void tile(enum dtype type, int nr, int nt,
                                                       const struct rows *w, size_t at,
                                                       const float *x, size_t x_stride,
                                                       int n, float *y, size_t y_stride)
{
    vf s[TILE_TOKENS][TILE_ROWS];
#pragma GCC unroll 4
    for (int t = 0; t < nt; t++) {
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++)
            s[t][r] = vf_set(0);
    }
    for (int i = 0; i < n; i += LANES) {
        vf wr[TILE_ROWS];
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++)
            wr[r] =
                rows_get(type, w->data, at + (size_t)r * w->stride + (size_t)i, n - i);
#pragma GCC unroll 4
        for (int t = 0; t < nt; t++) {
            vf xt = vf_get(x + (size_t)t * x_stride + i, n - i);
#pragma GCC unroll 4
            for (int r = 0; r < nr; r++)
                s[t][r] = vf_fma(wr[r], xt, s[t][r]);
        }
    }
#pragma GCC unroll 4
    for (int t = 0; t < nt; t++) {
        float *out = y + (size_t)t * y_stride;
        if (nr == TILE_ROWS) {
            vf_put_sums(out, s[t][0], s[t][1], s[t][2], s[t][3]);
            continue;
        }
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++)
            out[r] = vf_sum(s[t][r]);
    }
}
/* NOLINTEND(readability-function-size) */

/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
static inline __attribute__((always_inline)) void tile_any(enum dtype type, int nr,
                                                           int nt, const struct rows *w,
                                                           size_t at, const float *x,
                                                           size_t x_stride, int n,
                                                           float *y, size_t y_stride)
{
    if (nr == TILE_ROWS && nt == TILE_TOKENS) {
        tile(type, TILE_ROWS, TILE_TOKENS, w, at, x, x_stride, n, y, y_stride);
    } else if (nr == TILE_ROWS) {
        for (int t = 0; t < nt; t++)
            tile(type, TILE_ROWS, 1, w, at, x + (size_t)t * x_stride, x_stride, n,
                 y + (size_t)t * y_stride, y_stride);
    } else if (nr == 2 && nt == 1) {
        tile(type, 2, 1, w, at, x, x_stride, n, y, y_stride);
    } else {
        for (int r = 0; r < nr; r++) {
            for (int t = 0; t < nt; t++)
                tile(type, 1, 1, w, at + (size_t)r * w->stride, x + (size_t)t * x_stride,
                     x_stride, n, y + (size_t)t * y_stride + r, y_stride);
        }
    }
}
/* NOLINTEND(readability-function-size) */

/* The tile for the type of w; nr <= TILE_ROWS, nt <= TILE_TOKENS. */
/* NOLINTNEXTLINE(readability-function-size): two matrices and their strides */
static void tile_sums(int nr, int nt, const struct rows *w, size_t at, const float *x,
                      size_t x_stride, int n, float *y, size_t y_stride)
{
    if (w->type == DTYPE_F32)
        tile_any(DTYPE_F32, nr, nt, w, at, x, x_stride, n, y, y_stride);
    else if (w->type == DTYPE_BF16)
        tile_any(DTYPE_BF16, nr, nt, w, at, x, x_stride, n, y, y_stride);
    else
        tile_any(DTYPE_F16, nr, nt, w, at, x, x_stride, n, y, y_stride);
}

/* y[t * y_stride + r] = w[r] . x[t], for rows row0 <= r < row1. */
/* NOLINTNEXTLINE(readability-function-size): two matrices and their strides */
static void rows_product(const struct rows *w, int row0, int row1, const float *x,
                         size_t x_stride, int n_tok, int n, float *y, size_t y_stride)
{
    for (int row = row0; row < row1; row += TILE_ROWS) {
        int nr = row1 - row < TILE_ROWS ? row1 - row : TILE_ROWS;
        for (int tok = 0; tok < n_tok; tok += TILE_TOKENS) {
            int nt = n_tok - tok < TILE_TOKENS ? n_tok - tok : TILE_TOKENS;
            tile_sums(nr, nt, w, (size_t)row * w->stride, x + (size_t)tok * x_stride,
                      x_stride, n, y + (size_t)tok * y_stride + (size_t)row, y_stride);
        }
    }
}

/* One token: y[r] = w[r] . x. Bound by memory, hence two rows at a time, half the range
 * apart: two long streams, which the hardware fetches ahead of us. */
static void rows_vector(const struct rows *w, int row0, int row1, const float *x, int n,
                        float *y)
{
    float sums[2];
    int half = (row1 - row0) / 2;
    const struct rows far = {w->type, w->data, w->stride * (size_t)half};
    for (int row = row0; row < row0 + half; row++) {
        tile_sums(2, 1, &far, (size_t)row * w->stride, x, 0, n, sums, 2);
        y[row] = sums[0];
        y[row + half] = sums[1];
    }
    rows_product(w, row0 + 2 * half, row1, x, 0, 1, n, y, 0);
}

/* Inputs first..first + n of a row of an affine matrix; first and n are multiples of 32. */
static void dequant_span(const struct matrix *w, int row, int first, int n, float *out)
{
    uint8_t q[64];
    const uint8_t *data = (const uint8_t *)w->data +
                          (size_t)row * dtype_row_bytes(w->type, w->n_in) +
                          dtype_row_bytes(w->type, first);
    size_t group0 = (size_t)row * (size_t)(w->n_in / w->group);
    for (int i = 0; i < n; i += 32) {
        if (i % 64 == 0 && n - i >= 64)
            unpack_64(w->type, data + dtype_row_bytes(w->type, i), q);
        else if (i % 64 == 0)
            matrix_unpack_span(w, row, first + i, 32, q);
        size_t g = group0 + (size_t)((first + i) / w->group);
        vf scale = vf_set(scale_to_f32(w->scale_type, w->scales[g]));
        vf bias = vf_set(scale_to_f32(w->scale_type, w->biases[g]));
        for (int j = 0; j < 32; j += LANES)
            vf_put(out + i + j, vf_fma(scale, vf_get_u8(q + i % 64 + j), bias), LANES);
    }
}

/* What token t's products see of inputs at..at + n: x itself, or scale * q into `buffer`. */
static const float *act_span(const struct act *a, int t, int at, int n, float *buffer)
{
    if (!a->q)
        return a->x + (size_t)t * (size_t)a->n_in + at;
    size_t groups = ((size_t)a->n_in + ACT_GROUP - 1) / ACT_GROUP;
    const int8_t *q = a->q + (size_t)t * groups * ACT_GROUP;
    const float *scale = a->scale + (size_t)t * groups;
    const size_t from = (size_t)at;
    for (size_t i = from; i < from + (size_t)n; i++)
        buffer[i - from] = scale[i / ACT_GROUP] * (float)q[act_place(i)];
    return buffer;
}

static void affine_float_rows(const struct matrix *w, int row, int nr,
                              const struct act *a, float *y, size_t y_stride)
{
    float weights[TILE_ROWS * SPAN];
    float acts[TILE_TOKENS * SPAN];
    float sums[TILE_TOKENS][TILE_ROWS];
    const struct rows rows = {DTYPE_F32, weights, SPAN};
    for (int t = 0; t < a->n_tok; t++)
        memset(y + (size_t)t * y_stride + row, 0, (size_t)nr * sizeof(*y));
    for (int at = 0; at < w->n_in; at += SPAN) {
        int n = w->n_in - at < SPAN ? w->n_in - at : SPAN;
        for (int r = 0; r < nr; r++)
            dequant_span(w, row + r, at, n, weights + (size_t)r * SPAN);
        for (int tok = 0; tok < a->n_tok; tok += TILE_TOKENS) {
            int nt = a->n_tok - tok < TILE_TOKENS ? a->n_tok - tok : TILE_TOKENS;
            const float *x = NULL;
            for (int t = nt - 1; t >= 0; t--)
                x = act_span(a, tok + t, at, n, acts + (size_t)t * SPAN);
            size_t x_stride = a->q ? SPAN : (size_t)a->n_in;
            tile_sums(nr, nt, &rows, 0, x, x_stride, n, sums[0], TILE_ROWS);
            for (int t = 0; t < nt; t++) {
                for (int r = 0; r < nr; r++)
                    y[(size_t)(tok + t) * y_stride + (size_t)(row + r)] += sums[t][r];
            }
        }
    }
}

static void float_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                         float *y, size_t y_stride)
{
    if (!dtype_is_affine(w->type)) {
        struct rows rows = {w->type, w->data, (size_t)w->n_in};
        if (a->n_tok == 1)
            rows_vector(&rows, row0, row1, a->x, w->n_in, y);
        else
            rows_product(&rows, row0, row1, a->x, (size_t)a->n_in, a->n_tok, w->n_in, y,
                         y_stride);
        return;
    }
    for (int row = row0; row < row1; row += TILE_ROWS) {
        int nr = row1 - row < TILE_ROWS ? row1 - row : TILE_ROWS;
        affine_float_rows(w, row, nr, a, y, y_stride);
    }
}
