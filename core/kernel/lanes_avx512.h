#pragma once

#include <immintrin.h>
#include <stdint.h>

/* One register of floats, for vector_*.h. Compiled only with AVX-512 F, BW, VL, DQ. */

typedef __m512 vf;

enum {
    LANES = 16,
    TILE_TOKENS = 4, /* tokens of a 4-row tile: 16 sums of 32 registers */
};

static inline __mmask16 vf_mask(int left)
{
    return left >= LANES ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
}

static inline vf vf_set(float x)
{
    return _mm512_set1_ps(x);
}

/* The first min(left, LANES) values; zeros after them. Nothing past them is touched. */
static inline vf vf_get(const float *p, int left)
{
    return left >= LANES ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps(vf_mask(left), p);
}

static inline void vf_put(float *p, vf v, int left)
{
    if (left >= LANES)
        _mm512_storeu_ps(p, v);
    else
        _mm512_mask_storeu_ps(p, vf_mask(left), v);
}

static inline __m256i vf_get_half(const uint16_t *p, int left)
{
    return left >= LANES ? _mm256_loadu_si256((const __m256i *)p)
                         : _mm256_maskz_loadu_epi16(vf_mask(left), p);
}

static inline vf vf_get_f16(const uint16_t *p, int left)
{
    return _mm512_cvtph_ps(vf_get_half(p, left));
}

static inline vf vf_get_bf16(const uint16_t *p, int left)
{
    __m512i wide = _mm512_cvtepu16_epi32(vf_get_half(p, left));
    return _mm512_castsi512_ps(_mm512_slli_epi32(wide, 16));
}

static inline void vf_put_f16(uint16_t *p, vf v, int left)
{
    __m256i half = _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm256_mask_storeu_epi16(p, vf_mask(left), half);
}

/* LANES bytes as floats. */
static inline vf vf_get_u8(const uint8_t *p)
{
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

static inline vf vf_add(vf a, vf b)
{
    return _mm512_add_ps(a, b);
}

static inline vf vf_sub(vf a, vf b)
{
    return _mm512_sub_ps(a, b);
}

static inline vf vf_mul(vf a, vf b)
{
    return _mm512_mul_ps(a, b);
}

static inline vf vf_div(vf a, vf b)
{
    return _mm512_div_ps(a, b);
}

static inline vf vf_max(vf a, vf b)
{
    return _mm512_max_ps(a, b);
}

static inline vf vf_fma(vf a, vf b, vf c) /* a b + c */
{
    return _mm512_fmadd_ps(a, b, c);
}

static inline float vf_sum(vf v)
{
    return _mm512_reduce_add_ps(v);
}

/* The sums of four, each added up in the order of vf_sum. */
static inline void vf_put_sums(float out[4], vf a, vf b, vf c, vf d)
{
    vf ab = vf_add(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
    vf cd = vf_add(_mm512_shuffle_f32x4(c, d, 0x44), _mm512_shuffle_f32x4(c, d, 0xee));
    vf x = vf_add(_mm512_shuffle_f32x4(ab, cd, 0x88), _mm512_shuffle_f32x4(ab, cd, 0xdd));
    x = vf_add(x, _mm512_permute_ps(x, 0x4e));
    x = vf_add(x, _mm512_permute_ps(x, 0xb1));
    const __m512i firsts =
        _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 8, 4, 0);
    _mm_storeu_ps(out, _mm512_castps512_ps128(_mm512_permutexvar_ps(firsts, x)));
}

static inline float vf_largest(vf v)
{
    return _mm512_reduce_max_ps(v);
}

static inline vf vf_abs(vf v)
{
    return _mm512_abs_ps(v);
}

/* The lanes from `left` on become x. */
static inline vf vf_fill_tail(vf v, int left, float x)
{
    return _mm512_mask_mov_ps(_mm512_set1_ps(x), vf_mask(left), v);
}

static inline vf vf_round(vf v)
{
    return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

/* v * 2^n for integral n between -150 and 128, infinite or zero where the range ends. */
static inline vf vf_scale_pow2(vf v, vf n)
{
    return _mm512_scalef_ps(v, n);
}

/* Lanes of two bf16, the first in the low half. */
#ifdef __AVX512BF16__
enum {
    HAS_PAIRS = 1
};

/* Lane i: (x[i], y[i]). */
static inline vf vf_pair(vf x, vf y)
{
    const __m512i in_turns =
        _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23,
                         7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    __m512i halves = (__m512i)_mm512_cvtne2ps_pbh(y, x);
    return _mm512_castsi512_ps(_mm512_permutexvar_epi16(in_turns, halves));
}

/* Lane i: (x[2 i], x[2 i + 1]), where y goes on behind x. */
static inline vf vf_neighbours(vf x, vf y)
{
    return _mm512_castsi512_ps((__m512i)_mm512_cvtne2ps_pbh(y, x));
}

/* c + the products of both halves of a and b */
static inline vf vf_dot_pairs(vf a, vf b, vf c)
{
    return _mm512_dpbf16_ps(c, (__m512bh)_mm512_castps_si512(a),
                            (__m512bh)_mm512_castps_si512(b));
}
#else
#include "core/kernel/lanes_without_pairs.h"
#endif
