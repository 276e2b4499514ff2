#pragma once

/* 16 rows of weights turned round, so that a lane belongs to a row. For AVX-512 alone. */

#include "core/kernel/avx512_unpack.h"
#include "core/kernel/vector_ops.h"

enum {
    SCALES = 8,      /* scales of a row that are handled together */
    BLOCK_ROWS = 16, /* rows turned round together */
    AHEAD_ROWS = 32, /* what memory is asked for is so many rows further on */
};

/* 16 bytes of each of rows i, i + 4, i + 8 and i + 12 that are `stride` bytes apart. */
static inline __m512i four_rows(const uint8_t *p, size_t stride, int i)
{
    const uint8_t *row = p + (size_t)i * stride;
    __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)row));
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(row + 4 * stride)), 1);
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(row + 8 * stride)), 2);
    return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(row + 12 * stride)),
                              3);
}

/* In each lane of 128 bits: element (i, j) of 32 bits goes to (j, i). */
static inline void transpose_lanes(__m512i v[4])
{
    __m512i a = _mm512_unpacklo_epi32(v[0], v[1]);
    __m512i b = _mm512_unpackhi_epi32(v[0], v[1]);
    __m512i c = _mm512_unpacklo_epi32(v[2], v[3]);
    __m512i d = _mm512_unpackhi_epi32(v[2], v[3]);
    v[0] = _mm512_unpacklo_epi64(a, c);
    v[1] = _mm512_unpackhi_epi64(a, c);
    v[2] = _mm512_unpacklo_epi64(b, d);
    v[3] = _mm512_unpackhi_epi64(b, d);
}

/* 16 bytes of each of 16 rows: out[i], lane r has bytes 4 i .. 4 i + 3 of row r. */
static inline void turn_16_bytes(const uint8_t *p, size_t stride, __m512i out[4])
{
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        out[i] = four_rows(p, stride, i);
    transpose_lanes(out);
}

/* A group of each of 16 rows: wq[i], lane r has values 4 i .. 4 i + 3 of row r in the order
 * of act.q; of 2 bits in the order of q2_order(), which takes no shuffles. */
static inline __attribute__((always_inline)) void turn(enum dtype type, const uint8_t *p,
                                                       size_t stride, __m512i wq[16])
{
    if (type == DTYPE_Q4) {
        __m512i e[8];
#pragma GCC unroll 8
        for (int i = 0; i < 8; i++) {
            const uint8_t *row = p + (size_t)(i % 4 + i / 4 * 8) * stride;
            e[i] = _mm512_inserti64x4(
                _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)row)),
                _mm256_loadu_si256((const __m256i *)(row + 4 * stride)), 1);
        }
        transpose_lanes(e);
        transpose_lanes(e + 4);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            wq[i] = _mm512_shuffle_i32x4(e[i], e[4 + i], 0x88);
            wq[4 + i] = _mm512_shuffle_i32x4(e[i], e[4 + i], 0xdd);
        }
        const __m512i low = _mm512_set1_epi8(0x0f);
#pragma GCC unroll 8
        for (int i = 0; i < 8; i++) {
            wq[8 + i] = _mm512_and_si512(_mm512_srli_epi16(wq[i], 4), low);
            wq[i] = _mm512_and_si512(wq[i], low);
        }
        return;
    }
    if (type == DTYPE_Q2) {
        __m512i e[4];
        turn_16_bytes(p, stride, e);
        const __m512i low = _mm512_set1_epi8(0x03);
#pragma GCC unroll 4
        for (unsigned k = 0; k < 4; k++) {
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++)
                wq[k * 4 + (unsigned)i] =
                    _mm512_and_si512(_mm512_srli_epi16(e[i], 2 * k), low);
        }
        return;
    }
    __m512i v[16];
#pragma GCC unroll 16
    for (int r = 0; r < 16; r++)
        v[r] = unpack(type, p + (size_t)r * stride);
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4)
        transpose_lanes(v + i);
        /* v[4 b + c], lane l: column 4 l + c of rows 4 b..4 b + 3. */
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) {
        __m512i low01 = _mm512_shuffle_i32x4(v[c], v[4 + c], 0x88);
        __m512i low23 = _mm512_shuffle_i32x4(v[8 + c], v[12 + c], 0x88);
        __m512i high01 = _mm512_shuffle_i32x4(v[c], v[4 + c], 0xdd);
        __m512i high23 = _mm512_shuffle_i32x4(v[8 + c], v[12 + c], 0xdd);
        wq[c] = _mm512_shuffle_i32x4(low01, low23, 0x88);
        wq[8 + c] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
        wq[4 + c] = _mm512_shuffle_i32x4(high01, high23, 0x88);
        wq[12 + c] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
    }
}

/* 16-bit floats in the upper halves of the lanes, the lower ones zero. */
static inline vf widen_upper(enum scale_type type, __m512i v)
{
    if (type == SCALE_F16)
        return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(_mm512_srli_epi32(v, 16)));
    return _mm512_castsi512_ps(v);
}

/* out[s][r]: the n <= 4 scales or biases of 16 rows that lie side by side. */
static inline void turn_short_rows(enum scale_type type, const uint16_t *from, size_t n,
                                   vf out[SCALES])
{
    const __m512i rows = _mm512_set_epi32(
        15 << 16, 14 << 16, 13 << 16, 12 << 16, 11 << 16, 10 << 16, 9 << 16, 8 << 16,
        7 << 16, 6 << 16, 5 << 16, 4 << 16, 3 << 16, 2 << 16, 1 << 16, 0);
    __m512i first = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)from));
    __m512i second = first;
    if (n > 1)
        first = _mm512_loadu_si512(from);
    if (n == 3)
        second = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(from + 32)));
    if (n == 4)
        second = _mm512_loadu_si512(from + 32);
    __m512i at = _mm512_mullo_epi16(rows, _mm512_set1_epi16((short)n));
    for (size_t s = 0; s < n; s++) {
        out[s] = widen_upper(
            type, _mm512_maskz_permutex2var_epi16(0xaaaaaaaa, first, at, second));
        at = _mm512_add_epi16(at, _mm512_set1_epi16(1));
    }
}

/* out[s][r]: up to 8 scales or biases from s0 on, of 16 rows. */
static inline void turn_scales(const struct product *m, const uint16_t *values, int row,
                               size_t s0, vf out[SCALES])
{
    size_t n = m->row_scales - s0;
    size_t stride = m->row_scales;
    const uint16_t *from = values + (size_t)row * stride + s0;
    if (stride <= SCALES / 2) {
        turn_short_rows(m->w->scale_type, from, stride, out);
        return;
    }
    uint16_t padded[BLOCK_ROWS * SCALES];
    if (n < SCALES) {
        memset(padded, 0, sizeof(padded));
        for (size_t r = 0; r < BLOCK_ROWS; r++)
            memcpy(padded + r * SCALES, from + r * stride, n * sizeof(*from));
        from = padded;
        stride = SCALES;
    }
    __m512i v[4];
    turn_16_bytes((const uint8_t *)from, stride * sizeof(*from), v);
    if (m->w->scale_type == SCALE_F16) {
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            out[2 * i] = _mm512_cvtph_ps(_mm512_cvtepi32_epi16(v[i]));
            out[2 * i + 1] =
                _mm512_cvtph_ps(_mm512_cvtepi32_epi16(_mm512_srli_epi32(v[i], 16)));
        }
        return;
    }
    const __m512i upper = _mm512_set1_epi32((int)0xffff0000);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        out[2 * i] = _mm512_castsi512_ps(_mm512_slli_epi32(v[i], 16));
        out[2 * i + 1] = _mm512_castsi512_ps(_mm512_and_si512(v[i], upper));
    }
}

/* Into the second cache: AHEAD_ROWS of them would fill the first, and lines that are on their
 * way there are few at a time, which with the memory's latency is less than its bandwidth (24
 * on Zen 4, 12 GB/s). Always inlined: the compiler takes a function that only fetches for one
 * without effect. */
static inline __attribute__((always_inline)) void fetch_lines(const void *p,
                                                              size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i += 64)
        _mm_prefetch((const char *)p + i, _MM_HINT_T1);
}
