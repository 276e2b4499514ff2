/* AVX-512 with VNNI. The integer products come in two forms. Few tokens: rows of weights as
 * they lie, one dot product per group, which is as fast as memory gives them. Many tokens:
 * 16 rows at a time are turned round so that a lane belongs to a row, which costs 64
 * shuffles per 1024 weights and then leaves almost nothing but vpdpbusd per token. */

#include <immintrin.h>
#include <stdint.h>

#include "core/kernel/lanes_avx512.h"
#include "core/kernel/vector_delta.h"
#include "core/kernel/vector_matmul.h"
#include "core/kernel/vector_ops.h"

enum {
    GROUPS = 16,       /* activation groups whose scales are handled together */
    BLOCK_ROWS = 16,   /* rows turned round together */
    BLOCK_TOKENS = 64, /* tokens per block: their sums stay in the first cache */
    BLOCK_FROM = 3,    /* tokens from which turning round pays (BENCH.md) */
};

/* Pairs of values that cross bytes: which two bytes of a 16-value lane hold each pair, and
 * the left shift that brings the pair to the top of the word. */
static const uint8_t pair_bytes[][16] = {
    {0, 1, 0, 1, 1, 2, 1, 2, 2, 3, 2, 3, 3, 4, 3, 4},
    {0, 1, 0, 1, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 6},
    {0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11},
};
static const uint16_t pair_shifts[][8] = {
    {12, 8, 12, 8, 12, 8, 12, 8},
    {10, 4, 6, 8, 10, 4, 6, 8},
    {4, 0, 4, 0, 4, 0, 4, 0},
};

/* The words that belong to each lane of 16 values: 3 of q3, 6 of q6. */
static const uint16_t q3_words[32] = {0, 1, 2, 3, 0, 0, 0, 0, 3, 4,  5,  6,  0, 0, 0, 0,
                                      6, 7, 8, 9, 0, 0, 0, 0, 9, 10, 11, 12, 0, 0, 0, 0};
static const uint16_t q6_words[32] = {0, 1,  2,  3,  4,  5,  0,  0,  6,  7,  8,
                                      9, 10, 11, 0,  0,  12, 13, 14, 15, 16, 17,
                                      0, 0,  18, 19, 20, 21, 22, 23, 0,  0};

static inline __m512i lane_constant(const void *p)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
}

/* 64 values of `type` from 8 * bits bytes, as bytes in their order. */
static inline __attribute__((always_inline)) __m512i unpack(enum dtype type,
                                                            const uint8_t *p)
{
    if (type == DTYPE_Q8)
        return _mm512_loadu_si512(p);
    if (type == DTYPE_Q4) {
        __m512i w = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)p));
        /* (w | w << 4) & 0x0f0f */
        return _mm512_ternarylogic_epi32(w, _mm512_slli_epi16(w, 4),
                                         _mm512_set1_epi16(0x0f0f), 0xa8);
    }
    int i = type == DTYPE_Q2 ? 0 : type == DTYPE_Q3 ? 1 : 2;
    __m512i w;
    if (type == DTYPE_Q2) {
        w = lane_constant(p);
    } else if (type == DTYPE_Q3) {
        __m256i packed = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)),
            _mm_loadl_epi64((const __m128i *)(p + 16)), 1);
        w = _mm512_permutexvar_epi16(_mm512_loadu_si512(q3_words),
                                     _mm512_castsi256_si512(packed));
    } else {
        __m512i packed = _mm512_inserti32x4(
            _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)p)),
            _mm_loadu_si128((const __m128i *)(p + 32)), 2);
        w = _mm512_permutexvar_epi16(_mm512_loadu_si512(q6_words), packed);
    }
    __m512i bytes = lane_constant(pair_bytes[i]);
    if (type == DTYPE_Q2) /* lane n takes its bytes from 4 n */
        bytes = _mm512_add_epi8(
            bytes, _mm512_set_epi64(0x0c0c0c0c0c0c0c0c, 0x0c0c0c0c0c0c0c0c,
                                    0x0808080808080808, 0x0808080808080808,
                                    0x0404040404040404, 0x0404040404040404, 0, 0));
    w = _mm512_sllv_epi16(_mm512_shuffle_epi8(w, bytes), lane_constant(pair_shifts[i]));
    if (type == DTYPE_Q2) {
        w = _mm512_srli_epi16(w, 12);
        return _mm512_ternarylogic_epi32(w, _mm512_slli_epi16(w, 6),
                                         _mm512_set1_epi16(0x0303), 0xa8);
    }
    if (type == DTYPE_Q3) {
        w = _mm512_srli_epi16(w, 10);
        return _mm512_ternarylogic_epi32(w, _mm512_slli_epi16(w, 5),
                                         _mm512_set1_epi16(0x0707), 0xa8);
    }
    /* Twelve bits do not leave room for that: the bytes are taken apart first. */
    w = _mm512_srli_epi16(w, 4);
    w = _mm512_ternarylogic_epi32(_mm512_set1_epi16(0x00ff), w, _mm512_slli_epi16(w, 2),
                                  0xca);
    return _mm512_and_si512(w, _mm512_set1_epi8(0x3f));
}

static void unpack_64(enum dtype type, const uint8_t *packed, uint8_t *out)
{
    __m512i v;
    switch (type) {
    case DTYPE_Q2: v = unpack(DTYPE_Q2, packed); break;
    case DTYPE_Q3: v = unpack(DTYPE_Q3, packed); break;
    case DTYPE_Q4: v = unpack(DTYPE_Q4, packed); break;
    case DTYPE_Q6: v = unpack(DTYPE_Q6, packed); break;
    default: v = unpack(DTYPE_Q8, packed); break;
    }
    _mm512_storeu_si512(out, v);
}

/* Scales or biases of a row for activation groups g0..g0 + left, as floats. */
static inline vf group_floats(const uint16_t *row, int group, int g0, int left)
{
    if (group == ACT_GROUP)
        return vf_get_bf16(row + g0, left);
    /* Groups of 128: each value serves two activation groups; g0 is even. */
    vf v = vf_get_bf16(row + g0 / 2, (left + 1) / 2);
    const __m512i twice =
        _mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    return _mm512_maskz_permutexvar_ps(vf_mask(left), twice, v);
}

struct product {
    const struct matrix *w;
    const struct act *a;
    int n_groups; /* activation groups */
    size_t row_bytes;
    size_t row_scales;
    float *y;
    size_t y_stride;
};

/* nr rows `step` apart, nt tokens, weights as they lie; type, nr and nt are constants at every call. */
static inline __attribute__((always_inline)) void few_tokens(enum dtype type, int nr,
                                                             int nt,
                                                             const struct product *m,
                                                             int row, int step, int tok)
{
    const struct matrix *w = m->w;
    const struct act *a = m->a;
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const uint8_t *data = (const uint8_t *)w->data + (size_t)row * m->row_bytes;
    const size_t row_step = (size_t)step * m->row_bytes;
    const int8_t *q = a->q + (size_t)tok * (size_t)m->n_groups * ACT_GROUP;
    float both[2][2][GROUPS] __attribute__((aligned(64)));
    vf sum[2][2];
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int t = 0; t < nt; t++)
            sum[r][t] = vf_set(0);
    }
    for (int g0 = 0; g0 < m->n_groups; g0 += GROUPS) {
        int n = m->n_groups - g0 < GROUPS ? m->n_groups - g0 : GROUPS;
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++) {
            size_t at = (row + (size_t)r * (size_t)step) * m->row_scales;
            vf scale = group_floats(w->scales + at, w->group, g0, n);
            vf bias = group_floats(w->biases + at, w->group, g0, n);
#pragma GCC unroll 4
            for (int t = 0; t < nt; t++) {
                size_t g = (size_t)(tok + t) * (size_t)m->n_groups + (size_t)g0;
                sum[r][t] = vf_fma(bias, vf_get(a->sum + g, n), sum[r][t]);
                _mm512_store_ps(both[r][t], vf_mul(scale, vf_get(a->scale + g, n)));
            }
        }
        for (int g = 0; g < n; g++) {
            size_t at = (size_t)g0 + (size_t)g;
#pragma GCC unroll 4
            for (int r = 0; r < nr; r++) {
                __m512i wq = unpack(type, data + (size_t)r * row_step + at * group_bytes);
#pragma GCC unroll 4
                for (int t = 0; t < nt; t++) {
                    size_t from = ((size_t)t * (size_t)m->n_groups + at) * ACT_GROUP;
                    __m512i dot = _mm512_dpbusd_epi32(_mm512_setzero_si512(), wq,
                                                      _mm512_loadu_si512(q + from));
                    sum[r][t] =
                        vf_fma(_mm512_cvtepi32_ps(dot), vf_set(both[r][t][g]), sum[r][t]);
                }
            }
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int t = 0; t < nt; t++)
            m->y[(size_t)(tok + t) * m->y_stride + (row + (size_t)r * (size_t)step)] =
                vf_sum(sum[r][t]);
    }
}

/* Element (i, j) of 32 bits goes to (j, i). */
static inline void transpose(__m512i v[16])
{
    __m512i x[16];
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += 2) {
        x[i] = _mm512_unpacklo_epi32(v[i], v[i + 1]);
        x[i + 1] = _mm512_unpackhi_epi32(v[i], v[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
        v[i] = _mm512_unpacklo_epi64(x[i], x[i + 2]);
        v[i + 1] = _mm512_unpackhi_epi64(x[i], x[i + 2]);
        v[i + 2] = _mm512_unpacklo_epi64(x[i + 1], x[i + 3]);
        v[i + 3] = _mm512_unpackhi_epi64(x[i + 1], x[i + 3]);
    }
    /* v[4 b + c], lane l: column 4 l + c of rows 4 b..4 b + 3. */
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) {
        __m512i low01 = _mm512_shuffle_i32x4(v[c], v[4 + c], 0x88);
        __m512i low23 = _mm512_shuffle_i32x4(v[8 + c], v[12 + c], 0x88);
        __m512i high01 = _mm512_shuffle_i32x4(v[c], v[4 + c], 0xdd);
        __m512i high23 = _mm512_shuffle_i32x4(v[8 + c], v[12 + c], 0xdd);
        x[c] = _mm512_shuffle_i32x4(low01, low23, 0x88);
        x[8 + c] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
        x[4 + c] = _mm512_shuffle_i32x4(high01, high23, 0x88);
        x[12 + c] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
    }
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++)
        v[i] = x[i];
}

/* out[g][r]: scales or biases of 16 rows for activation groups g0..g0 + n. */
static inline void turned_floats(const struct product *m, const uint16_t *values, int row,
                                 int g0, int n, vf out[GROUPS])
{
    __m512i v[16];
    for (int r = 0; r < BLOCK_ROWS; r++)
        v[r] = _mm512_castps_si512(
            group_floats(values + (size_t)(row + r) * m->row_scales, m->w->group, g0, n));
    transpose(v);
    for (int g = 0; g < GROUPS; g++)
        out[g] = _mm512_castsi512_ps(v[g]);
}

/* nt tokens from tok on, 16 rows, one activation group g: sums[t] += scaled products. */
static inline __attribute__((always_inline)) void block_tokens(int nt,
                                                               const struct product *m,
                                                               const __m512i wq[16],
                                                               vf scale, vf bias, int tok,
                                                               int g, vf *sums)
{
    __m512i dot[4];
    const struct act *a = m->a;
    size_t at = (size_t)tok * (size_t)m->n_groups + (size_t)g;
    const int8_t *q = a->q + at * ACT_GROUP;
    size_t q_stride = (size_t)m->n_groups * ACT_GROUP;
#pragma GCC unroll 4
    for (int t = 0; t < nt; t++)
        dot[t] = _mm512_setzero_si512();
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
#pragma GCC unroll 4
        for (int t = 0; t < nt; t++) {
            int32_t four;
            memcpy(&four, q + (size_t)t * q_stride + (size_t)i * 4, sizeof(four));
            dot[t] = _mm512_dpbusd_epi32(dot[t], wq[i], _mm512_set1_epi32(four));
        }
    }
#pragma GCC unroll 4
    for (int t = 0; t < nt; t++) {
        size_t of = at + (size_t)t * (size_t)m->n_groups;
        vf both = vf_mul(scale, vf_set(a->scale[of]));
        vf sum = vf_fma(bias, vf_set(a->sum[of]), sums[t]);
        sums[t] = vf_fma(_mm512_cvtepi32_ps(dot[t]), both, sum);
    }
}

static inline __attribute__((always_inline)) void many_tokens(enum dtype type,
                                                              const struct product *m,
                                                              int row, int tok, int n_tok)
{
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const uint8_t *data = (const uint8_t *)m->w->data + (size_t)row * m->row_bytes;
    vf sums[BLOCK_TOKENS];
    vf scales[GROUPS];
    vf biases[GROUPS];
    for (int t = 0; t < n_tok; t++)
        sums[t] = vf_set(0);
    for (int g0 = 0; g0 < m->n_groups; g0 += GROUPS) {
        int n = m->n_groups - g0 < GROUPS ? m->n_groups - g0 : GROUPS;
        turned_floats(m, m->w->scales, row, g0, n, scales);
        turned_floats(m, m->w->biases, row, g0, n, biases);
        for (int g = 0; g < n; g++) {
            __m512i wq[16];
            const uint8_t *p = data + (size_t)(g0 + g) * group_bytes;
#pragma GCC unroll 16
            for (int r = 0; r < 16; r++)
                wq[r] = unpack(type, p + (size_t)r * m->row_bytes);
            transpose(wq);
            int t = 0;
            for (; t + 4 <= n_tok; t += 4)
                block_tokens(4, m, wq, scales[g], biases[g], tok + t, g0 + g, sums + t);
            for (; t < n_tok; t++)
                block_tokens(1, m, wq, scales[g], biases[g], tok + t, g0 + g, sums + t);
        }
    }
    for (int t = 0; t < n_tok; t++)
        vf_put(m->y + (size_t)(tok + t) * m->y_stride + row, sums[t], LANES);
}

static inline __attribute__((always_inline)) void integer_rows(enum dtype type,
                                                               const struct product *m,
                                                               int row0, int row1)
{
    int row = row0;
    int n_tok = m->a->n_tok;
    for (; n_tok >= BLOCK_FROM && row + BLOCK_ROWS <= row1; row += BLOCK_ROWS) {
        for (int tok = 0; tok < n_tok; tok += BLOCK_TOKENS)
            many_tokens(type, m, row, tok,
                        n_tok - tok < BLOCK_TOKENS ? n_tok - tok : BLOCK_TOKENS);
    }
    /* Two rows at a time, half the range apart: two long streams, which the hardware fetches
     * ahead of us; four short ones next to each other it does not (BENCH.kernel.md). */
    int half = (row1 - row) / 2;
    for (int end = row + half; row < end; row++) {
        int tok = 0;
        for (; tok + 2 <= n_tok; tok += 2)
            few_tokens(type, 2, 2, m, row, half, tok);
        if (tok < n_tok)
            few_tokens(type, 2, 1, m, row, half, tok);
    }
    row += half;
    for (int tok = 0; row < row1 && tok < n_tok; tok++)
        few_tokens(type, 1, 1, m, row, 0, tok);
}

static void avx512_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                          float *y, size_t y_stride)
{
    if (!a->q || !dtype_is_affine(w->type) || w->group % ACT_GROUP != 0) {
        float_matmul(w, row0, row1, a, y, y_stride);
        return;
    }
    const struct product m = {.w = w,
                              .a = a,
                              .n_groups = w->n_in / ACT_GROUP,
                              .row_bytes = dtype_row_bytes(w->type, w->n_in),
                              .row_scales = (size_t)(w->n_in / w->group),
                              .y = y,
                              .y_stride = y_stride};
    switch (w->type) {
    case DTYPE_Q2: integer_rows(DTYPE_Q2, &m, row0, row1); break;
    case DTYPE_Q3: integer_rows(DTYPE_Q3, &m, row0, row1); break;
    case DTYPE_Q4: integer_rows(DTYPE_Q4, &m, row0, row1); break;
    case DTYPE_Q6: integer_rows(DTYPE_Q6, &m, row0, row1); break;
    default: integer_rows(DTYPE_Q8, &m, row0, row1); break;
    }
}

static void avx512_quantize_act(const float *x, int n, int8_t *q, float *scale,
                                float *sum)
{
    for (int g = 0; g * ACT_GROUP < n; g++) {
        int left = n - g * ACT_GROUP;
        vf v[4];
        vf top = vf_set(0);
        for (int i = 0; i < 4; i++) {
            int here = left - i * LANES;
            v[i] = here > 0 ? vf_get(x + (size_t)g * ACT_GROUP + i * LANES, here)
                            : vf_set(0);
            top = vf_max(top, vf_abs(v[i]));
        }
        float largest = vf_largest(top);
        if (largest < ACT_SMALLEST)
            largest = 0;
        vf inverse = vf_set(largest > 0 ? 127 / largest : 0);
        __m512i total = _mm512_setzero_si512();
        for (int i = 0; i < 4; i++) {
            vf bounded =
                _mm512_min_ps(vf_max(vf_mul(v[i], inverse), vf_set(-127)), vf_set(127));
            __m512i whole = _mm512_cvtps_epi32(bounded);
            total = _mm512_add_epi32(total, whole);
            _mm_storeu_si128((__m128i *)(q + (size_t)g * ACT_GROUP + i * LANES),
                             _mm512_cvtepi32_epi8(whole));
        }
        scale[g] = largest / 127;
        sum[g] = scale[g] * (float)_mm512_reduce_add_epi32(total);
    }
}

const struct kernels kernels_avx512 = {
    .name = "avx512",
    .matmul = avx512_matmul,
    .quantize_act = avx512_quantize_act,
    .dot = vec_dot,
    .add = vec_add,
    .axpy = vec_axpy,
    .rms_norm = vec_rms_norm,
    .l2_norm = vec_l2_norm,
    .swiglu = vec_swiglu,
    .sigmoid_gate = vec_sigmoid_gate,
    .rope = vec_rope,
    .softmax = vec_softmax,
    .kv_store = vec_kv_store,
    .attend = vec_attend,
    .conv_silu = vec_conv_silu,
    .delta_step = vec_delta_step,
    .delta_chunk = vec_delta_chunk,
    .gated_norm = vec_gated_norm,
    .argmax = vec_argmax,
};
