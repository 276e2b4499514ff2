/* AVX2 with FMA and F16C. Integer products by pairs of bytes into 16 bits, which cannot
 * saturate here: stored values up to 63 times 127, twice, stay below 2^15. Eight-bit weights
 * would not, so they are taken relative to 128, the bias of the group makes up for it, and
 * the sign moves to the activation: 128 * 127 * 2 = 32512. */

#include <immintrin.h>
#include <stdint.h>

#include "core/kernel/lanes_avx2.h"
#include "core/kernel/vector_attend.h"
#include "core/kernel/vector_attend_chunk.h"
#include "core/kernel/vector_delta.h"
#include "core/kernel/vector_matmul.h"
#include "core/kernel/vector_ops.h"

enum {
    GROUPS = 8, /* activation groups whose scales are handled together */
    ROWS = 2,
    TOKENS = 4,
    ORDERED_BYTES = 1 << 17, /* activations that are put in order at a time */
};

struct bytes_64 {
    __m256i half[2];
};

/* How 16 values of a type that crosses bytes are found: the 16 bytes to load for each of
 * four lanes, where in them the lane begins, which two bytes hold each pair, and the factor
 * that brings the pair to the top of its word. */
struct crossing {
    uint8_t load[4];
    uint8_t start[4];
    uint8_t pair_bytes[16];
    uint16_t factor[8];
};

static const struct crossing crossings[] = {
    {{0, 0, 8, 8},
     {0, 6, 4, 10},
     {0, 1, 0, 1, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 6},
     {1024, 16, 64, 256, 1024, 16, 64, 256}},
    {{0, 10, 20, 24},
     {0, 0, 0, 6},
     {0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 7, 8, 8, 9},
     {64, 16, 4, 1, 64, 16, 4, 1}},
    {{0, 8, 24, 32},
     {0, 4, 0, 4},
     {0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11},
     {16, 1, 16, 1, 16, 1, 16, 1}},
};

static inline __m256i join(__m128i low, __m128i high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/* (w | w << shift) & mask: a pair in the low bits of a word becomes its two bytes. */
static inline __m256i split_pairs(__m256i w, int shift, int mask)
{
    return _mm256_and_si256(_mm256_or_si256(w, _mm256_slli_epi16(w, shift)),
                            _mm256_set1_epi16((short)(mask | mask << 8)));
}

static inline __attribute__((always_inline)) __m256i unpack_crossing(enum dtype type,
                                                                     const uint8_t *p,
                                                                     int half)
{
    const struct crossing *c = &crossings[type == DTYPE_Q3   ? 0
                                          : type == DTYPE_Q5 ? 1
                                                             : 2];
    int lane = 2 * half;
    __m256i w = join(_mm_loadu_si128((const __m128i *)(p + c->load[lane])),
                     _mm_loadu_si128((const __m128i *)(p + c->load[lane + 1])));
    __m256i start = join(_mm_set1_epi8((char)c->start[lane]),
                         _mm_set1_epi8((char)c->start[lane + 1]));
    __m128i pairs = _mm_loadu_si128((const __m128i *)c->pair_bytes);
    __m128i factor = _mm_loadu_si128((const __m128i *)c->factor);
    w = _mm256_shuffle_epi8(w, _mm256_add_epi8(start, join(pairs, pairs)));
    w = _mm256_mullo_epi16(w, join(factor, factor));
    if (type == DTYPE_Q3)
        return split_pairs(_mm256_srli_epi16(w, 10), 5, 7);
    /* Ten or twelve bits do not leave room for that: the bytes are taken apart first. */
    const int bits = type == DTYPE_Q5 ? 5 : 6;
    const short mask = (short)((1 << bits) - 1);
    w = _mm256_srli_epi16(w, 16 - 2 * bits);
    __m256i low = _mm256_and_si256(w, _mm256_set1_epi16(mask));
    __m256i high = _mm256_and_si256(_mm256_slli_epi16(w, 8 - bits),
                                    _mm256_set1_epi16((short)(mask << 8)));
    return _mm256_or_si256(low, high);
}

/* 64 bytes in their order become the even ones, then the odd ones, as act.q has them. */
static inline struct bytes_64 evens_first(__m256i first, __m256i second)
{
    const __m256i in_lane = _mm256_broadcastsi128_si256(
        _mm_set_epi8(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0));
    first = _mm256_permute4x64_epi64(_mm256_shuffle_epi8(first, in_lane), 0xd8);
    second = _mm256_permute4x64_epi64(_mm256_shuffle_epi8(second, in_lane), 0xd8);
    return (struct bytes_64){{_mm256_permute2x128_si256(first, second, 0x20),
                              _mm256_permute2x128_si256(first, second, 0x31)}};
}

/* The other way round. */
static inline struct bytes_64 in_order(const struct bytes_64 *v)
{
    __m256i low = _mm256_unpacklo_epi8(v->half[0], v->half[1]);
    __m256i high = _mm256_unpackhi_epi8(v->half[0], v->half[1]);
    return (struct bytes_64){{_mm256_permute2x128_si256(low, high, 0x20),
                              _mm256_permute2x128_si256(low, high, 0x31)}};
}

static inline struct bytes_64 load_64(const void *p)
{
    const __m256i *from = p;
    return (struct bytes_64){{_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)}};
}

static inline void store_64(void *p, struct bytes_64 v)
{
    _mm256_storeu_si256((__m256i *)p, v.half[0]);
    _mm256_storeu_si256((__m256i *)p + 1, v.half[1]);
}

/* Types whose values come in their order; the others come as act.q has them. */
static inline bool comes_in_order(enum dtype type)
{
    return type != DTYPE_Q4 && type != DTYPE_Q2;
}

/* 64 values of `type` from 8 * bits bytes. */
static inline __attribute__((always_inline)) struct bytes_64 unpack(enum dtype type,
                                                                    const uint8_t *p)
{
    if (type == DTYPE_Q8)
        return load_64(p);
    if (type == DTYPE_Q4) {
        const __m256i low = _mm256_set1_epi8(0x0f);
        __m256i w = _mm256_loadu_si256((const __m256i *)p);
        return (struct bytes_64){
            {_mm256_and_si256(w, low), _mm256_and_si256(_mm256_srli_epi16(w, 4), low)}};
    }
    if (type == DTYPE_Q2) {
        __m256i w = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)p));
        return (struct bytes_64){
            {split_pairs(w, 4, 3), split_pairs(_mm256_srli_epi16(w, 2), 4, 3)}};
    }
    return (struct bytes_64){{unpack_crossing(type, p, 0), unpack_crossing(type, p, 1)}};
}

static void unpack_64(enum dtype type, const uint8_t *packed, uint8_t *out)
{
    struct bytes_64 v;
    switch (type) {
    case DTYPE_Q2: v = unpack(DTYPE_Q2, packed); break;
    case DTYPE_Q3: v = unpack(DTYPE_Q3, packed); break;
    case DTYPE_Q4: v = unpack(DTYPE_Q4, packed); break;
    case DTYPE_Q5: v = unpack(DTYPE_Q5, packed); break;
    case DTYPE_Q6: v = unpack(DTYPE_Q6, packed); break;
    default: v = unpack(DTYPE_Q8, packed); break;
    }
    store_64(out, comes_in_order(type) ? v : in_order(&v));
}

/* The products of 64 weights and activations, in eight sums. */
static inline __attribute__((always_inline)) __m256i group_dot(enum dtype type,
                                                               const struct bytes_64 *w,
                                                               const int8_t *q)
{
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i q0 = _mm256_loadu_si256((const __m256i *)q);
    __m256i q1 = _mm256_loadu_si256((const __m256i *)(q + 32));
    if (type == DTYPE_Q8) {
        __m256i middle = _mm256_set1_epi8((char)0x80);
        __m256i w0 = _mm256_xor_si256(w->half[0], middle); /* w - 128, signed */
        __m256i w1 = _mm256_xor_si256(w->half[1], middle);
        __m256i p0 = _mm256_maddubs_epi16(_mm256_abs_epi8(w0), _mm256_sign_epi8(q0, w0));
        __m256i p1 = _mm256_maddubs_epi16(_mm256_abs_epi8(w1), _mm256_sign_epi8(q1, w1));
        return _mm256_add_epi32(_mm256_madd_epi16(p0, ones), _mm256_madd_epi16(p1, ones));
    }
    /* 4 * 63 * 127 is still below 2^15. */
    __m256i pairs = _mm256_add_epi16(_mm256_maddubs_epi16(w->half[0], q0),
                                     _mm256_maddubs_epi16(w->half[1], q1));
    return _mm256_madd_epi16(pairs, ones);
}

/* Scales or biases of a row for activation groups g0..g0 + left, as floats. */
static inline __attribute__((always_inline)) vf group_floats(const struct matrix *w,
                                                             const uint16_t *row, int g0,
                                                             int left)
{
    if (w->group == ACT_GROUP)
        return vf_get_scales(w->scale_type, row + g0, left);
    /* Groups of 128: each value serves two activation groups; g0 is even. */
    vf v = vf_get_scales(w->scale_type, row + g0 / 2,
                         left < GROUPS ? (left + 1) / 2 : GROUPS / 2);
    return _mm256_permutevar8x32_ps(v, _mm256_set_epi32(3, 3, 2, 2, 1, 1, 0, 0));
}

/* nr rows `step` apart, nt tokens, whose values are at q in the order of the type's; type, nr
 * and nt are constants at every call. */
/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
static inline __attribute__((always_inline)) void integer_tile(enum dtype type, int nr,
                                                               int nt,
                                                               const struct product *m,
                                                               int row, int step, int tok,
                                                               const int8_t *q)
{
    const struct matrix *w = m->w;
    const struct act *a = m->a;
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const uint8_t *data = (const uint8_t *)w->data + (size_t)row * m->row_bytes;
    const size_t row_step = (size_t)step * m->row_bytes;
    float both[ROWS][TOKENS][GROUPS];
    vf sum[ROWS][TOKENS];
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
            vf scale = group_floats(w, w->scales + at, g0, n);
            vf bias = group_floats(w, w->biases + at, g0, n);
            if (type == DTYPE_Q8)
                bias = vf_fma(scale, vf_set(128), bias);
#pragma GCC unroll 4
            for (int t = 0; t < nt; t++) {
                size_t g = (size_t)(tok + t) * (size_t)m->n_groups + (size_t)g0;
                sum[r][t] = vf_fma(bias, vf_get(a->sum + g, n), sum[r][t]);
                vf_put(both[r][t], vf_mul(scale, vf_get(a->scale + g, n)), LANES);
            }
        }
        for (int g = 0; g < n; g++) {
            size_t at = (size_t)g0 + (size_t)g;
#pragma GCC unroll 4
            for (int r = 0; r < nr; r++) {
                struct bytes_64 wq =
                    unpack(type, data + (size_t)r * row_step + at * group_bytes);
#pragma GCC unroll 4
                for (int t = 0; t < nt; t++) {
                    size_t from = ((size_t)t * (size_t)m->n_groups + at) * ACT_GROUP;
                    __m256i dot = group_dot(type, &wq, q + from);
                    sum[r][t] =
                        vf_fma(_mm256_cvtepi32_ps(dot), vf_set(both[r][t][g]), sum[r][t]);
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

/* NOLINTEND(readability-function-size) */

/* Tokens tok0..tok1, their values at q. */
static inline __attribute__((always_inline)) void integer_tokens(enum dtype type,
                                                                 const struct product *m,
                                                                 int row0, int row1,
                                                                 int tok0, int tok1,
                                                                 const int8_t *q)
{
    const size_t q_tok = (size_t)m->n_groups * ACT_GROUP;
    int row = row0;
    /* Two rows at a time, half the range apart: two long streams, which the hardware fetches
     * ahead of us. */
    int half = (row1 - row0) / ROWS;
    for (; row < row0 + half; row++) {
        int tok = tok0;
        for (; tok + TOKENS <= tok1; tok += TOKENS)
            integer_tile(type, ROWS, TOKENS, m, row, half, tok,
                         q + (size_t)(tok - tok0) * q_tok);
        for (; tok < tok1; tok++)
            integer_tile(type, ROWS, 1, m, row, half, tok,
                         q + (size_t)(tok - tok0) * q_tok);
    }
    row += (ROWS - 1) * half;
    for (; row < row1; row++) {
        for (int tok = tok0; tok < tok1; tok++)
            integer_tile(type, 1, 1, m, row, 0, tok, q + (size_t)(tok - tok0) * q_tok);
    }
}

/* Where weights come in their order, the activations are put in order once, instead of the
 * weights of every row out of it. */
static inline __attribute__((always_inline)) void integer_rows(enum dtype type,
                                                               const struct product *m,
                                                               int row0, int row1)
{
    const struct act *a = m->a;
    if (!comes_in_order(type)) {
        integer_tokens(type, m, row0, row1, 0, a->n_tok, a->q);
        return;
    }
    int8_t q[ORDERED_BYTES] __attribute__((aligned(32)));
    const size_t q_tok = (size_t)m->n_groups * ACT_GROUP;
    int n_fit = (int)(sizeof(q) / q_tok);
    if (n_fit > TOKENS)
        n_fit -= n_fit % TOKENS;
    for (int tok = 0; tok < a->n_tok; tok += n_fit) {
        int end = a->n_tok - tok < n_fit ? a->n_tok : tok + n_fit;
        const int8_t *from = a->q + (size_t)tok * q_tok;
        for (size_t i = 0; i < (size_t)(end - tok) * q_tok; i += ACT_GROUP) {
            struct bytes_64 v = load_64(from + i);
            store_64(q + i, in_order(&v));
        }
        integer_tokens(type, m, row0, row1, tok, end, q);
    }
}

static void avx2_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                        float *y, size_t y_stride)
{
    if (!a->q || !dtype_is_affine(w->type) || w->group % ACT_GROUP != 0 ||
        w->n_in > ORDERED_BYTES)
    {
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
    case DTYPE_Q5: integer_rows(DTYPE_Q5, &m, row0, row1); break;
    case DTYPE_Q6: integer_rows(DTYPE_Q6, &m, row0, row1); break;
    default: integer_rows(DTYPE_Q8, &m, row0, row1); break;
    }
}

static void avx2_quantize_act(const float *x, int n, int8_t *q, float *scale, float *sum)
{
    for (int g = 0; g * ACT_GROUP < n; g++) {
        int left = n - g * ACT_GROUP;
        vf v[8];
        vf top = vf_set(0);
        for (int i = 0; i < 8; i++) {
            int here = left - i * LANES;
            v[i] = here > 0 ? vf_get(x + (size_t)g * ACT_GROUP + i * LANES, here)
                            : vf_set(0);
            top = vf_max(top, vf_abs(v[i]));
        }
        float largest = vf_largest(top);
        if (largest < ACT_SMALLEST)
            largest = 0;
        vf inverse = vf_set(largest > 0 ? 127 / largest : 0);
        __m256i whole[8];
        __m256i total = _mm256_setzero_si256();
        for (int i = 0; i < 8; i++) {
            vf bounded =
                _mm256_min_ps(vf_max(vf_mul(v[i], inverse), vf_set(-127)), vf_set(127));
            whole[i] = _mm256_cvtps_epi32(bounded);
            total = _mm256_add_epi32(total, whole[i]);
        }
        __m256i bytes[2];
        for (int i = 0; i < 2; i++) {
            const __m256i *v4 = whole + (size_t)i * 4;
            __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(v4[0], v4[1]),
                                                _mm256_packs_epi32(v4[2], v4[3]));
            __m256i order = _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0);
            bytes[i] = _mm256_permutevar8x32_epi32(packed, order);
        }
        store_64(q + (size_t)g * ACT_GROUP, evens_first(bytes[0], bytes[1]));
        int32_t part[LANES];
        _mm256_storeu_si256((__m256i *)part, total);
        int sum_q = 0;
        for (int i = 0; i < LANES; i++)
            sum_q += part[i];
        scale[g] = largest / 127;
        sum[g] = scale[g] * (float)sum_q;
    }
}

const struct kernels kernels_avx2 = {
    .name = "avx2",
    .matmul = avx2_matmul,
    .quantize_act = avx2_quantize_act,
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
    .attend_chunk = vec_attend_chunk,
    .conv_silu = vec_conv_silu,
    .delta_step = vec_delta_step,
    .delta_chunk = vec_delta_chunk,
    .gated_norm = vec_gated_norm,
    .argmax = vec_argmax,
};
