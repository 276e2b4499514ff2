/* The table for AVX-512 with VNNI. */

#include <immintrin.h>
#include <stdint.h>

#include "core/kernel/avx512_matmul.h"
#include "core/kernel/avx512_unpack.h"
#include "core/kernel/avx512bf16.h"
#include "core/kernel/lanes_avx512.h"
#include "core/kernel/vector_attend.h"
#include "core/kernel/vector_attend_chunk.h"
#include "core/kernel/vector_delta.h"
#include "core/kernel/vector_matmul.h"
#include "core/kernel/vector_ops.h"

static void unpack_64(enum dtype type, const uint8_t *packed, uint8_t *out)
{
    __m512i v;
    switch (type) {
    case DTYPE_Q2: v = unpack(DTYPE_Q2, packed); break;
    case DTYPE_Q3: v = unpack(DTYPE_Q3, packed); break;
    case DTYPE_Q4: v = unpack(DTYPE_Q4, packed); break;
    case DTYPE_Q5: v = unpack(DTYPE_Q5, packed); break;
    case DTYPE_Q6: v = unpack(DTYPE_Q6, packed); break;
    default: v = unpack(DTYPE_Q8, packed); break;
    }
    _mm512_storeu_si512(out, in_order(v));
}

static void avx512_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                          float *y, size_t y_stride)
{
    if (!a->q || !dtype_is_affine(w->type) || w->group % ACT_GROUP != 0)
        float_matmul(w, row0, row1, a, y, y_stride);
    else
        avx512_integer_matmul(w, row0, row1, a, y, y_stride);
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
        int8_t ordered[ACT_GROUP] __attribute__((aligned(64)));
        for (int i = 0; i < 4; i++) {
            vf bounded =
                _mm512_min_ps(vf_max(vf_mul(v[i], inverse), vf_set(-127)), vf_set(127));
            __m512i whole = _mm512_cvtps_epi32(bounded);
            total = _mm512_add_epi32(total, whole);
            _mm_store_si128((__m128i *)(ordered + i * LANES),
                            _mm512_cvtepi32_epi8(whole));
        }
        _mm512_storeu_si512(q + (size_t)g * ACT_GROUP,
                            evens_first(_mm512_load_si512(ordered)));
        scale[g] = largest / 127;
        sum[g] = scale[g] * (float)_mm512_reduce_add_epi32(total);
    }
}

static void avx512_attend_chunk(const struct attend_chunk *a)
{
    if (a->rounded && __builtin_cpu_supports("avx512bf16"))
        avx512bf16_attend_chunk(a);
    else
        vec_attend_chunk(a);
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
    .attend_chunk = avx512_attend_chunk,
    .conv_silu = vec_conv_silu,
    .delta_step = vec_delta_step,
    .delta_chunk = vec_delta_chunk,
    .gated_norm = vec_gated_norm,
    .argmax = vec_argmax,
};
