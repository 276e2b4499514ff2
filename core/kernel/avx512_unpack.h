#pragma once

/* Affine weights of every type taken apart: 64 stored values become bytes, in the order of
 * act.q or in their own. For AVX-512 alone. */

#include "core/kernel/lanes_avx512.h"
#include "core/kernel/matrix.h"

/* Pairs of values that cross bytes: which two bytes of a 16-value lane hold each pair, and
 * the left shift that brings the pair to the top of the word. */
static const uint8_t pair_bytes[][16] = {
    {0, 1, 0, 1, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 6},
    {0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 7, 8, 8, 9},
    {0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11},
};
static const uint16_t pair_shifts[][8] = {
    {10, 4, 6, 8, 10, 4, 6, 8},
    {6, 4, 2, 0, 6, 4, 2, 0},
    {4, 0, 4, 0, 4, 0, 4, 0},
};

/* The words that belong to each lane of 16 values: 3 of q3, 5 of q5, 6 of q6. */
static const uint16_t q3_words[32] = {0, 1, 2, 3, 0, 0, 0, 0, 3, 4,  5,  6,  0, 0, 0, 0,
                                      6, 7, 8, 9, 0, 0, 0, 0, 9, 10, 11, 12, 0, 0, 0, 0};
static const uint16_t q5_words[32] = {0, 1, 2,  3,  4,  0,  0,  0,  5,  6,  7,
                                      8, 9, 0,  0,  0,  10, 11, 12, 13, 14, 0,
                                      0, 0, 15, 16, 17, 18, 19, 0,  0,  0};
static const uint16_t q6_words[32] = {0, 1,  2,  3,  4,  5,  0,  0,  6,  7,  8,
                                      9, 10, 11, 0,  0,  12, 13, 14, 15, 16, 17,
                                      0, 0,  18, 19, 20, 21, 22, 23, 0,  0};

static inline __m512i lane_constant(const void *p)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
}

/* Bytes in their order become the even ones, then the odd ones, as act.q has them. */
static inline __m512i evens_first(__m512i v)
{
    const __m128i in_lane =
        _mm_set_epi8(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0);
    v = _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(in_lane));
    return _mm512_permutexvar_epi64(_mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0), v);
}

/* The other way round. */
static inline __m512i in_order(__m512i v)
{
    __m512i even = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(v));
    __m512i odd = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(v, 1));
    return _mm512_or_si512(even, _mm512_slli_epi16(odd, 8));
}

/* 64 values of a type that crosses bytes, in their order. */
static inline __attribute__((always_inline)) __m512i unpack_crossing(enum dtype type,
                                                                     const uint8_t *p)
{
    __m512i w;
    if (type == DTYPE_Q3) {
        __m256i packed = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)),
            _mm_loadl_epi64((const __m128i *)(p + 16)), 1);
        w = _mm512_permutexvar_epi16(_mm512_loadu_si512(q3_words),
                                     _mm512_castsi256_si512(packed));
    } else {
        __m128i rest = type == DTYPE_Q5 ? _mm_loadl_epi64((const __m128i *)(p + 32))
                                        : _mm_loadu_si128((const __m128i *)(p + 32));
        __m512i packed = _mm512_inserti32x4(
            _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)p)), rest, 2);
        w = _mm512_permutexvar_epi16(
            _mm512_loadu_si512(type == DTYPE_Q5 ? q5_words : q6_words), packed);
    }
    int i = type == DTYPE_Q3 ? 0 : type == DTYPE_Q5 ? 1 : 2;
    w = _mm512_sllv_epi16(_mm512_shuffle_epi8(w, lane_constant(pair_bytes[i])),
                          lane_constant(pair_shifts[i]));
    if (type == DTYPE_Q3) {
        w = _mm512_srli_epi16(w, 10);
        return _mm512_ternarylogic_epi32(w, _mm512_slli_epi16(w, 5),
                                         _mm512_set1_epi16(0x0707), 0xa8);
    }
    /* Ten or twelve bits do not leave room for that: the bytes are taken apart first. */
    const unsigned bits = type == DTYPE_Q5 ? 5 : 6;
    w = _mm512_srli_epi16(w, 16 - 2 * bits);
    w = _mm512_ternarylogic_epi32(_mm512_set1_epi16(0x00ff), w,
                                  _mm512_slli_epi16(w, 8 - bits), 0xca);
    return _mm512_and_si512(w, _mm512_set1_epi8((char)((1 << bits) - 1)));
}

/* `low` for the even values, `high` for the odd ones. */
static inline __m512i halves(short low, short high)
{
    return _mm512_inserti64x4(_mm512_set1_epi16(low), _mm256_set1_epi16(high), 1);
}

/* Types whose values come in their order; the others come as act.q has them. */
static inline bool comes_in_order(enum dtype type)
{
    return type != DTYPE_Q4 && type != DTYPE_Q2;
}

static inline __attribute__((always_inline)) __m512i unpack_in_order(enum dtype type,
                                                                     const uint8_t *p)
{
    return type == DTYPE_Q8 ? _mm512_loadu_si512(p) : unpack_crossing(type, p);
}

/* 64 values of `type` from 8 * bits bytes, as bytes in the order of act.q. */
static inline __attribute__((always_inline)) __m512i unpack(enum dtype type,
                                                            const uint8_t *p)
{
    if (comes_in_order(type))
        return evens_first(unpack_in_order(type, p));
    if (type == DTYPE_Q4) {
        __m512i w = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)p));
        return _mm512_and_si512(_mm512_srlv_epi16(w, halves(0, 4)),
                                _mm512_set1_epi8(0x0f));
    }
    __m256i bytes = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)p));
    __m512i w = _mm512_srlv_epi16(_mm512_broadcast_i64x4(bytes), halves(0, 2));
    /* (w | w << 4) & 0x0303 */
    return _mm512_ternarylogic_epi32(w, _mm512_slli_epi16(w, 4),
                                     _mm512_set1_epi16(0x0303), 0xa8);
}
