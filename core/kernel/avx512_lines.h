#pragma once

/* Integer products of one token with weights of 2 and 4 bits, a line of 64 bytes of a row at a
 * time: shifted and masked, a line gives whole registers of values, and the token lies in the
 * order that they have there. A row is read from its beginning to its end, so that memory sees
 * three long streams (values, scales, biases), which it is fastest at. For AVX-512 alone. */

#include "core/kernel/avx512_unpack.h"
#include "core/kernel/vector_ops.h"

enum {
    LINE = 64,
    LINE_AHEAD_BYTES = 4096, /* of the values */
    SPAN_GROUPS = 8,         /* groups whose scales are handled together */
    MAX_LINE_GROUPS = 4,
};

/* Rows of whole spans, and a scale for each activation group. */
static inline bool has_lines(enum dtype type, const struct product *m)
{
    return (type == DTYPE_Q2 || type == DTYPE_Q4) && m->w->group == ACT_GROUP &&
           m->n_groups % SPAN_GROUPS == 0;
}

/* Groups in a line, which is also how many values are in a byte. A constant, unlike what
 * dtype_bits() gives. */
static inline __attribute__((always_inline)) int line_groups(enum dtype type)
{
    return type == DTYPE_Q4 ? 2 : 4;
}

/* The token as lines meet it, n = line_groups() registers for each: byte j of register k is
 * its value n j + k. to[n_groups][64]. */
static inline __attribute__((always_inline)) void lay_lines(enum dtype type,
                                                            const struct act *a,
                                                            int n_groups, int8_t *to)
{
    for (int g = 0; g < n_groups; g += line_groups(type)) {
        const int8_t *from = a->q + (size_t)g * ACT_GROUP;
        __m512i v[MAX_LINE_GROUPS];
        for (int i = 0; i < line_groups(type); i++)
            v[i] = _mm512_loadu_si512(from + (size_t)i * ACT_GROUP);
        if (type == DTYPE_Q4) {
            __m512i odd = _mm512_shuffle_i64x2(v[0], v[1], 0xee);
            v[0] = _mm512_shuffle_i64x2(v[0], v[1], 0x44);
            v[1] = odd;
        } else {
            /* In each group a lane of 128 bits for each k, then a register of them. */
            for (int i = 0; i < 4; i++)
                v[i] = evens_first(v[i]);
            __m512i low01 = _mm512_shuffle_i32x4(v[0], v[1], 0x44);
            __m512i low23 = _mm512_shuffle_i32x4(v[2], v[3], 0x44);
            __m512i high01 = _mm512_shuffle_i32x4(v[0], v[1], 0xee);
            __m512i high23 = _mm512_shuffle_i32x4(v[2], v[3], 0xee);
            v[0] = _mm512_shuffle_i32x4(low01, low23, 0x88);
            v[1] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
            v[2] = _mm512_shuffle_i32x4(high01, high23, 0x88);
            v[3] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
        }
        for (int i = 0; i < line_groups(type); i++)
            _mm512_storeu_si512(to + (size_t)(g + i) * LINE, v[i]);
    }
}

/* Which of SPAN_GROUPS groups each lane of their line i is a sum of. */
static const int32_t q4_lanes[SPAN_GROUPS / 2][LANES] __attribute__((aligned(64))) = {
    {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
    {2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3},
    {4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5},
    {6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7},
};
static const int32_t q2_lanes[SPAN_GROUPS / 4][LANES] __attribute__((aligned(64))) = {
    {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3},
    {4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7},
};

/* The products of a line, each lane the sum of those of a few neighbours. */
static inline __attribute__((always_inline)) vf line_product(enum dtype type,
                                                             const uint8_t *p,
                                                             const int8_t *q)
{
    const unsigned bits = 8 / (unsigned)line_groups(type);
    const __m512i low = _mm512_set1_epi8((char)((1 << bits) - 1));
    __m512i line = _mm512_loadu_si512(p);
    __m512i dot = _mm512_setzero_si512();
#pragma GCC unroll 4
    for (unsigned k = 0; k < 8 / bits; k++) {
        __m512i v = _mm512_and_si512(_mm512_srli_epi16(line, k * bits), low);
        dot = _mm512_dpbusd_epi32(dot, v, _mm512_loadu_si512(q + (size_t)k * LINE));
    }
    return _mm512_cvtepi32_ps(dot);
}

/* SPAN_GROUPS scales or biases. */
static inline __attribute__((always_inline)) __m256 span_values(enum scale_type type,
                                                                const uint16_t *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)p);
    if (type == SCALE_F16)
        return _mm256_cvtph_ps(v);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(v), 16));
}

/* One row; the result is the sum of all lanes. */
static inline __attribute__((always_inline)) vf line_row(enum dtype type,
                                                         enum scale_type scale_type,
                                                         const struct product *m, int row,
                                                         const int8_t *q)
{
    const int32_t *const lanes_of = type == DTYPE_Q4 ? q4_lanes[0] : q2_lanes[0];
    const uint8_t *w = (const uint8_t *)m->w->data + (size_t)row * m->row_bytes;
    const uint16_t *scales = m->w->scales + (size_t)row * m->row_scales;
    const uint16_t *biases = m->w->biases + (size_t)row * m->row_scales;
    const float *act_scale = m->a->scale, *act_sum = m->a->sum;
    /* More than one sum, so that none waits for itself. */
    vf sum[2] = {vf_set(0), vf_set(0)};
    __m256 bias_sum = _mm256_setzero_ps();
    for (int g = 0; g < m->n_groups; g += SPAN_GROUPS) {
        __m256 scale = _mm256_mul_ps(span_values(scale_type, scales + g),
                                     _mm256_loadu_ps(act_scale + g));
        bias_sum = _mm256_fmadd_ps(span_values(scale_type, biases + g),
                                   _mm256_loadu_ps(act_sum + g), bias_sum);
#pragma GCC unroll 4
        for (int i = 0; i < SPAN_GROUPS / line_groups(type); i++) {
            _mm_prefetch((const char *)w + LINE_AHEAD_BYTES, _MM_HINT_T0);
            vf scales16 =
                _mm512_permutexvar_ps(_mm512_load_si512(lanes_of + (size_t)i * LANES),
                                      _mm512_castps256_ps512(scale));
            sum[i % 2] = vf_fma(line_product(type, w, q), scales16, sum[i % 2]);
            w += LINE;
            q += line_groups(type) * LINE;
        }
    }
    return vf_add(vf_add(sum[0], sum[1]), _mm512_zextps256_ps512(bias_sum));
}

static inline __attribute__((always_inline)) void line_rows(enum dtype type,
                                                            enum scale_type scale_type,
                                                            const struct product *m,
                                                            int row0, int row1,
                                                            const int8_t *q)
{
    int row = row0;
    for (; row + 4 <= row1; row += 4) {
        vf sum[4];
#pragma GCC unroll 1
        for (int r = 0; r < 4; r++)
            sum[r] = line_row(type, scale_type, m, row + r, q);
        vf_put_sums(m->y + row, sum[0], sum[1], sum[2], sum[3]);
    }
    for (; row < row1; row++)
        m->y[row] = vf_sum(line_row(type, scale_type, m, row, q));
}
