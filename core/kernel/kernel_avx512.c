/* AVX-512 with VNNI. The integer products take 16 rows of weights at a time and turn them
 * round, so that a lane belongs to a row: what a group costs beyond its vpdpbusd (scales,
 * biases, sums) is then shared by 1024 weights, and no sum has to be added up across lanes.
 * Turning costs less than half a shuffle per byte of weights, so it pays for one token, too. */

#include <immintrin.h>
#include <stdint.h>

#include "core/kernel/avx512_rows.h"
#include "core/kernel/avx512_unpack.h"
#include "core/kernel/lanes_avx512.h"
#include "core/kernel/vector_attend.h"
#include "core/kernel/vector_delta.h"
#include "core/kernel/vector_matmul.h"
#include "core/kernel/vector_ops.h"

enum {
    SCALES = 8,        /* scales of a row that are handled together */
    BLOCK_ROWS = 16,   /* rows turned round together */
    AHEAD_ROWS = 32,   /* what memory is asked for is so many rows further on */
    BLOCK_TOKENS = 64, /* tokens per block: their sums stay in the first cache */
    TILE_GROUPS = 32,  /* activation groups of a tile: with their tokens, second cache */
    PACK_FROM = 4,     /* tokens from which a tile is copied */
};

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

/* Some groups of some tokens, as they lie or side by side: strides in elements. */
struct tile {
    const int8_t *q;
    const float *scale, *sum;
    size_t q_tok, q_group, s_tok, s_group;
    int tok0, n_tok;
    int g0, n_groups;
};

/* What one group of one or two blocks of 16 rows is multiplied by. */
struct turned {
    __m512i q[2][16];
    vf scale[2], bias[2];
};

/* nt tokens from t on and nb blocks of rows: sums[t][b] += scaled products of group g. An
 * activation serves both blocks, which saves half of the loads. */
static inline __attribute__((always_inline)) void tile_tokens(int nb, int nt,
                                                              const struct turned *w,
                                                              const struct tile *a, int t,
                                                              int g, vf sums[][2])
{
    /* Sums of one or two tokens would wait for themselves: several, added up at the end. */
    const int nc = nt == 1 ? 4 : nt == 2 ? 2 : 1;
    __m512i dot[2][8];
    const int8_t *q = a->q + (size_t)t * a->q_tok + (size_t)g * a->q_group;
#pragma GCC unroll 8
    for (int i = 0; i < nt * nc; i++)
        dot[0][i] = dot[1][i] = _mm512_setzero_si512();
#pragma GCC unroll 16
    for (int k = 0; k < 16; k++) {
#pragma GCC unroll 8
        for (int i = 0; i < nt; i++) {
            int32_t four;
            memcpy(&four, q + (size_t)i * a->q_tok + (size_t)k * 4, sizeof(four));
            __m512i x = _mm512_set1_epi32(four);
#pragma GCC unroll 2
            for (int b = 0; b < nb; b++)
                dot[b][i * nc + k % nc] =
                    _mm512_dpbusd_epi32(dot[b][i * nc + k % nc], w->q[b][k], x);
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < nt; i++) {
        size_t of = (size_t)(t + i) * a->s_tok + (size_t)g * a->s_group;
        vf scale = vf_set(a->scale[of]);
        vf sum = vf_set(a->sum[of]);
#pragma GCC unroll 2
        for (int b = 0; b < nb; b++) {
            __m512i all = dot[b][i * nc];
#pragma GCC unroll 4
            for (int c = 1; c < nc; c++)
                all = _mm512_add_epi32(all, dot[b][i * nc + c]);
            vf total = vf_fma(w->bias[b], sum, sums[t + i][b]);
            sums[t + i][b] =
                vf_fma(_mm512_cvtepi32_ps(all), vf_mul(w->scale[b], scale), total);
        }
    }
}

/* Two blocks of rows and each number of tokens: functions of their own, since inlined the sums
 * would not stay in registers, and tokens one by one would wait for one sum each. */
typedef void (*tile_tokens_fn)(const struct turned *w, const struct tile *a, int t, int g,
                               vf sums[][2]);
#define TILE_TOKENS_2X(nt)                                                               \
    static void tile_tokens_2x##nt(const struct turned *w, const struct tile *a, int t,  \
                                   int g, vf sums[][2])                                  \
    {                                                                                    \
        tile_tokens(2, nt, w, a, t, g, sums);                                            \
    }
TILE_TOKENS_2X(1)
TILE_TOKENS_2X(2)
TILE_TOKENS_2X(3)
TILE_TOKENS_2X(4)
TILE_TOKENS_2X(5)
TILE_TOKENS_2X(6)
TILE_TOKENS_2X(7)
TILE_TOKENS_2X(8)
static const tile_tokens_fn tile_tokens_2x[] = {NULL,
                                                tile_tokens_2x1,
                                                tile_tokens_2x2,
                                                tile_tokens_2x3,
                                                tile_tokens_2x4,
                                                tile_tokens_2x5,
                                                tile_tokens_2x6,
                                                tile_tokens_2x7,
                                                tile_tokens_2x8};

/* Always inlined: the compiler takes a function that only fetches for one without effect. */
static inline __attribute__((always_inline)) void fetch_lines(const void *p,
                                                              size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i += 64)
        _mm_prefetch((const char *)p + i, _MM_HINT_T0);
}

/* nb blocks of 16 rows over a tile. Memory is asked for the next rows meanwhile: theirs
 * follow these, but are read column by column, which no hardware foresees. */
static inline __attribute__((always_inline)) void tile_rows(enum dtype type, int nb,
                                                            const struct product *m,
                                                            int row, const struct tile *a)
{
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const size_t rows = (size_t)nb * BLOCK_ROWS;
    const int shift = m->w->group == ACT_GROUP ? 0 : 1; /* groups per scale */
    const uint8_t *data = (const uint8_t *)m->w->data + (size_t)row * m->row_bytes;
    const size_t ahead = AHEAD_ROWS;
    const uint8_t *next =
        data + ahead * m->row_bytes + (size_t)a->g0 * group_bytes * rows;
    vf sums[BLOCK_TOKENS][2];
    for (int t = 0; t < a->n_tok; t++) {
        const float *y = m->y + (size_t)(a->tok0 + t) * m->y_stride + row;
        for (int b = 0; b < nb; b++)
            sums[t][b] = a->g0 > 0 ? vf_get(y + b * BLOCK_ROWS, LANES) : vf_set(0);
    }
    vf scales[2][SCALES];
    vf biases[2][SCALES];
    for (int g = 0; g < a->n_groups; g++) {
        int at = (a->g0 + g) >> shift;
        if (at % SCALES == 0 && ((a->g0 + g) & shift) == 0) {
            size_t of = ((size_t)row + ahead) * m->row_scales + (size_t)at * rows;
            fetch_lines(m->w->scales + of, rows * SCALES * 2);
            fetch_lines(m->w->biases + of, rows * SCALES * 2);
            for (int b = 0; b < nb; b++) {
                turn_scales(m, m->w->scales, row + b * BLOCK_ROWS, (size_t)at, scales[b]);
                turn_scales(m, m->w->biases, row + b * BLOCK_ROWS, (size_t)at, biases[b]);
            }
        }
        struct turned w;
#pragma GCC unroll 2
        for (int b = 0; b < nb; b++) {
            turn(type,
                 data + (size_t)b * BLOCK_ROWS * m->row_bytes +
                     (size_t)(a->g0 + g) * group_bytes,
                 m->row_bytes, w.q[b]);
            w.scale[b] = scales[b][at % SCALES];
            w.bias[b] = biases[b][at % SCALES];
        }
        fetch_lines(next, rows * group_bytes);
        next += rows * group_bytes;
        for (int t = 0; nb == 2 && t < a->n_tok; t += 8)
            tile_tokens_2x[a->n_tok - t < 8 ? a->n_tok - t : 8](&w, a, t, g, sums);
        for (int t = 0; nb == 1 && t < a->n_tok; t++)
            tile_tokens(1, 1, &w, a, t, g, sums);
    }
    for (int t = 0; t < a->n_tok; t++) {
        float *y = m->y + (size_t)(a->tok0 + t) * m->y_stride + row;
        for (int b = 0; b < nb; b++)
            vf_put(y + b * BLOCK_ROWS, sums[t][b], LANES);
    }
}

static inline __attribute__((always_inline)) void tile_product(enum dtype type,
                                                               const struct product *m,
                                                               int row0, int row1,
                                                               const struct tile *a)
{
    int row = row0;
    if (a->n_tok > 1)
        for (; row + 2 * BLOCK_ROWS <= row1; row += 2 * BLOCK_ROWS)
            tile_rows(type, 2, m, row, a);
    for (; row + BLOCK_ROWS <= row1; row += BLOCK_ROWS)
        tile_rows(type, 1, m, row, a);
    for (; a->g0 == 0 && row < row1; row++)
        for (int t = 0; t < a->n_tok; t++)
            m->y[(size_t)(a->tok0 + t) * m->y_stride + (size_t)row] =
                row_product(type, false, m, row, m->a->q, a->tok0 + t);
}

/* From the order of act.q to that of 2-bit weights whose bytes are taken apart four by four:
 * four bytes k * 4 + i are inputs 16 i + k, + 4, + 8 and + 12. */
static inline __m512i q2_order(__m512i q)
{
    const __m128i in_lane =
        _mm_set_epi8(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0);
    const __m512i fours =
        _mm512_set_epi32(15, 14, 11, 10, 7, 6, 3, 2, 13, 12, 9, 8, 5, 4, 1, 0);
    q = _mm512_shuffle_epi8(q, _mm512_broadcast_i32x4(in_lane));
    return _mm512_permutexvar_epi32(fours, q);
}

/* The tokens of a tile side by side: as they lie, a power of two apart, they would all want
 * the same place in the first cache. */
static inline __attribute__((always_inline)) void pack_tile(enum dtype type,
                                                            const struct act *a,
                                                            struct tile *tile, int8_t *q,
                                                            float *scale, float *sum)
{
    size_t groups = (size_t)a->n_in / ACT_GROUP;
    size_t n = (size_t)tile->n_tok;
    for (size_t t = 0; t < n; t++) {
        size_t from = ((size_t)tile->tok0 + t) * groups + (size_t)tile->g0;
        for (size_t g = 0; g < (size_t)tile->n_groups; g++) {
            __m512i x = _mm512_loadu_si512(a->q + (from + g) * ACT_GROUP);
            _mm512_store_si512(q + (g * n + t) * ACT_GROUP,
                               type == DTYPE_Q2 ? q2_order(x) : x);
            scale[g * n + t] = a->scale[from + g];
            sum[g * n + t] = a->sum[from + g];
        }
    }
    tile->q = q;
    tile->scale = scale;
    tile->sum = sum;
    tile->q_tok = ACT_GROUP;
    tile->q_group = n * ACT_GROUP;
    tile->s_tok = 1;
    tile->s_group = n;
}

/* Tokens outside, so that theirs stay in the cache while the weights go by. */
static inline __attribute__((always_inline)) void integer_rows(enum dtype type,
                                                               const struct product *m,
                                                               int row0, int row1)
{
    int8_t q[TILE_GROUPS * BLOCK_TOKENS * ACT_GROUP] __attribute__((aligned(64)));
    float scale[TILE_GROUPS * BLOCK_TOKENS];
    float sum[TILE_GROUPS * BLOCK_TOKENS];
    const struct act *a = m->a;
    if (a->n_tok == 1 && comes_in_order(type) && m->n_groups >= LANES &&
        m->n_groups <= TILE_GROUPS * BLOCK_TOKENS)
    {
        one_token(type, m, row0, row1, q);
        return;
    }
    size_t scale0 = (size_t)row0 * m->row_scales;
    fetch_lines((const uint8_t *)m->w->data + (size_t)row0 * m->row_bytes,
                AHEAD_ROWS * m->row_bytes);
    fetch_lines(m->w->scales + scale0, AHEAD_ROWS * m->row_scales * 2);
    fetch_lines(m->w->biases + scale0, AHEAD_ROWS * m->row_scales * 2);
    if (a->n_tok < PACK_FROM && type != DTYPE_Q2) {
        size_t groups = (size_t)m->n_groups;
        const struct tile as_it_lies = {.q = a->q,
                                        .scale = a->scale,
                                        .sum = a->sum,
                                        .q_tok = groups * ACT_GROUP,
                                        .q_group = ACT_GROUP,
                                        .s_tok = groups,
                                        .s_group = 1,
                                        .n_tok = a->n_tok,
                                        .n_groups = m->n_groups};
        tile_product(type, m, row0, row1, &as_it_lies);
        return;
    }
    for (int tok = 0; tok < a->n_tok; tok += BLOCK_TOKENS) {
        for (int g = 0; g < m->n_groups; g += TILE_GROUPS) {
            struct tile tile = {
                .tok0 = tok,
                .n_tok = a->n_tok - tok < BLOCK_TOKENS ? a->n_tok - tok : BLOCK_TOKENS,
                .g0 = g,
                .n_groups =
                    m->n_groups - g < TILE_GROUPS ? m->n_groups - g : TILE_GROUPS};
            pack_tile(type, a, &tile, q, scale, sum);
            tile_product(type, m, row0, row1, &tile);
        }
    }
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
    case DTYPE_Q5: integer_rows(DTYPE_Q5, &m, row0, row1); break;
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
