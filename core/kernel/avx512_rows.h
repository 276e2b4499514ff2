#pragma once

/* Integer products of one token with rows as they lie, for types and shapes that have no lines
 * (avx512_lines.h), and of any number of tokens with the rows that fill no block. A row is read
 * from its beginning to its end, so that memory sees three long streams (values, scales,
 * biases), which it is fastest at. For AVX-512 alone. */

#include "core/kernel/avx512_unpack.h"
#include "core/kernel/vector_ops.h"

enum {
    ROW_AHEAD_BYTES = 4096, /* of the values */
};

/* n <= LANES scales or biases, of the activation groups from g on; zeros after them. */
static inline __attribute__((always_inline)) vf group_values(const struct matrix *w,
                                                             const uint16_t *values,
                                                             int g, int n)
{
    if (w->group == ACT_GROUP)
        return vf_get_scales(w->scale_type, values + g, n);
    /* 128 weights share one: two activation groups. */
    const __m512i twice =
        _mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    return _mm512_permutexvar_ps(twice,
                                 vf_get_scales(w->scale_type, values + g / 2, n / 2));
}

static inline __attribute__((always_inline)) vf group_product(
    enum dtype type, bool ordered, const uint8_t *w, const int8_t *q, float scale, vf sum)
{
    __m512i values = ordered ? unpack_in_order(type, w) : unpack(type, w);
    __m512i dot =
        _mm512_dpbusd_epi32(_mm512_setzero_si512(), values, _mm512_loadu_si512(q));
    return vf_fma(_mm512_cvtepi32_ps(dot), vf_set(scale), sum);
}

/* One row, one token; all_q is act.q, or `ordered`: with the inputs in their order. */
static inline __attribute__((always_inline)) float row_product(
    enum dtype type, bool ordered, const struct product *m, int row, const int8_t *all_q,
    int tok)
{
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const uint8_t *w = (const uint8_t *)m->w->data + (size_t)row * m->row_bytes;
    const uint16_t *scales = m->w->scales + (size_t)row * m->row_scales;
    const uint16_t *biases = m->w->biases + (size_t)row * m->row_scales;
    const size_t act0 = (size_t)tok * (size_t)m->n_groups;
    const int8_t *q = all_q + act0 * ACT_GROUP;
    vf sum[4] = {vf_set(0), vf_set(0), vf_set(0), vf_set(0)};
    vf total = vf_set(0);
    for (int g = 0; g < m->n_groups; g += LANES) {
        const size_t at = act0 + (size_t)g;
        int n = m->n_groups - g < LANES ? m->n_groups - g : LANES;
        float scale[LANES] __attribute__((aligned(64)));
        total =
            vf_fma(group_values(m->w, biases, g, n), vf_get(m->a->sum + at, n), total);
        _mm512_store_ps(
            scale, vf_mul(group_values(m->w, scales, g, n), vf_get(m->a->scale + at, n)));
        for (size_t i = 0; i < 16 * group_bytes; i += 64)
            _mm_prefetch((const char *)w + ROW_AHEAD_BYTES + i, _MM_HINT_T0);
        int i = 0;
        for (; i + 4 <= n; i += 4) {
#pragma GCC unroll 4
            for (int k = 0; k < 4; k++)
                sum[k] = group_product(type, ordered, w + (size_t)k * group_bytes,
                                       q + (size_t)k * ACT_GROUP, scale[i + k], sum[k]);
            w += 4 * group_bytes;
            q += (size_t)4 * ACT_GROUP;
        }
        for (; i < n; i++) {
            sum[0] = group_product(type, ordered, w, q, scale[i], sum[0]);
            w += group_bytes;
            q += ACT_GROUP;
        }
    }
    return vf_sum(vf_add(total, vf_add(vf_add(sum[0], sum[1]), vf_add(sum[2], sum[3]))));
}

/* For types that come in order: the activations are put in order once, into q[n_in], instead
 * of the weights of every row out of it. */
static inline __attribute__((always_inline)) void one_token(enum dtype type,
                                                            const struct product *m,
                                                            int row0, int row1, int8_t *q)
{
    for (int g = 0; g < m->n_groups; g++) {
        size_t at = (size_t)g * ACT_GROUP;
        _mm512_storeu_si512(q + at, in_order(_mm512_loadu_si512(m->a->q + at)));
    }
    for (int row = row0; row < row1; row++)
        m->y[row] = row_product(type, true, m, row, q, 0);
}
