#pragma once

#include <immintrin.h>
#include <string.h>

/* One register of floats, for vector_*.h. Compiled only with AVX2, FMA and F16C. */

typedef __m256 vf;

enum {
    LANES = 8,
    TILE_TOKENS = 2, /* tokens of a 4-row tile: 8 sums of 16 registers */
};

static inline __m256i vf_mask(int left)
{
    static const int32_t ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256((const __m256i *)(ones + LANES - left));
}

static inline vf vf_set(float x)
{
    return _mm256_set1_ps(x);
}

/* The first min(left, LANES) values; zeros after them. Nothing past them is touched. */
static inline vf vf_get(const float *p, int left)
{
    return left >= LANES ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, vf_mask(left));
}

static inline void vf_put(float *p, vf v, int left)
{
    if (left >= LANES)
        _mm256_storeu_ps(p, v);
    else
        _mm256_maskstore_ps(p, vf_mask(left), v);
}

static inline __m128i vf_get_half(const uint16_t *p, int left)
{
    if (left >= LANES)
        return _mm_loadu_si128((const __m128i *)p);
    uint16_t tail[LANES] = {0};
    memcpy(tail, p, (size_t)left * sizeof(*p));
    return _mm_loadu_si128((const __m128i *)tail);
}

static inline vf vf_get_f16(const uint16_t *p, int left)
{
    return _mm256_cvtph_ps(vf_get_half(p, left));
}

static inline vf vf_get_bf16(const uint16_t *p, int left)
{
    __m256i wide = _mm256_cvtepu16_epi32(vf_get_half(p, left));
    return _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16));
}

static inline void vf_put_f16(uint16_t *p, vf v, int left)
{
    uint16_t half[LANES];
    _mm_storeu_si128((__m128i *)half, _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
    memcpy(p, half, (size_t)(left < LANES ? left : LANES) * sizeof(*p));
}

/* LANES bytes as floats. */
static inline vf vf_get_u8(const uint8_t *p)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

static inline vf vf_add(vf a, vf b)
{
    return _mm256_add_ps(a, b);
}

static inline vf vf_sub(vf a, vf b)
{
    return _mm256_sub_ps(a, b);
}

static inline vf vf_mul(vf a, vf b)
{
    return _mm256_mul_ps(a, b);
}

static inline vf vf_div(vf a, vf b)
{
    return _mm256_div_ps(a, b);
}

static inline vf vf_max(vf a, vf b)
{
    return _mm256_max_ps(a, b);
}

static inline vf vf_fma(vf a, vf b, vf c) /* a b + c */
{
    return _mm256_fmadd_ps(a, b, c);
}

static inline float vf_sum(vf v)
{
    __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)));
}

/* The sums of four, each added up in the order of vf_sum. */
static inline void vf_put_sums(float out[4], vf a, vf b, vf c, vf d)
{
    vf ab =
        vf_add(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
    vf cd =
        vf_add(_mm256_permute2f128_ps(c, d, 0x20), _mm256_permute2f128_ps(c, d, 0x31));
    vf x = vf_add(_mm256_shuffle_ps(ab, cd, 0x44), _mm256_shuffle_ps(ab, cd, 0xee));
    x = _mm256_hadd_ps(x, x);
    _mm_storeu_ps(
        out, _mm_unpacklo_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1)));
}

static inline float vf_largest(vf v)
{
    __m128 x = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_max_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)));
}

static inline vf vf_abs(vf v)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v);
}

/* The lanes from `left` on become x. */
static inline vf vf_fill_tail(vf v, int left, float x)
{
    if (left >= LANES)
        return v;
    return _mm256_blendv_ps(_mm256_set1_ps(x), v, _mm256_castsi256_ps(vf_mask(left)));
}

static inline vf vf_round(vf v)
{
    return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

/* v * 2^n for integral n between -150 and 128, infinite or zero where the range ends. */
static inline vf vf_scale_pow2(vf v, vf n)
{
    /* In two factors, since 2^n itself may be no float while the product is one. */
    __m256i whole = _mm256_cvtps_epi32(n);
    __m256i half = _mm256_srai_epi32(whole, 1);
    __m256i rest = _mm256_sub_epi32(whole, half);
    __m256i one = _mm256_set1_epi32(127);
    vf a = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, one), 23));
    vf b = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, one), 23));
    return _mm256_mul_ps(_mm256_mul_ps(v, a), b);
}

#include "core/kernel/lanes_without_pairs.h"
