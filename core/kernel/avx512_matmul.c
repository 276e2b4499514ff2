/* The integer products of AVX-512 with VNNI. They take 16 rows of weights at a time and turn
 * them round, so that a lane belongs to a row: what a group costs beyond its vpdpbusd (scales,
 * biases, sums) is then shared by 1024 weights, and no sum has to be added up across lanes.
 * One token, which takes as long as memory does, gets rows as they lie wherever those have a
 * form of their own. */

#include "core/kernel/avx512_matmul.h"

#include <immintrin.h>
#include <stdint.h>

/* The headers hold more than is used of them here. */
#pragma GCC diagnostic ignored "-Wunused-function"

#include "core/kernel/avx512_lines.h"
#include "core/kernel/avx512_rows.h"
#include "core/kernel/avx512_turn.h"

enum {
    BLOCK_TOKENS = 64, /* tokens per block: their sums stay in the first cache */
    TILE_GROUPS = 32,  /* activation groups of a tile: with their tokens, second cache */
    FEW_TOKENS = 8,    /* tokens whose sums stay in registers */
    FEW_GROUPS = TILE_GROUPS * BLOCK_TOKENS / FEW_TOKENS, /* groups of their tile */
};

/* Some groups of some tokens, a group's side by side. */
struct tile {
    const int8_t *q;          /* [n_groups][n_tok][64] */
    const float *scale, *sum; /* [n_groups][n_tok] */
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
    const size_t first = (size_t)g * (size_t)a->n_tok + (size_t)t;
    const int8_t *q = a->q + first * ACT_GROUP;
#pragma GCC unroll 8
    for (int i = 0; i < nt * nc; i++)
        dot[0][i] = dot[1][i] = _mm512_setzero_si512();
#pragma GCC unroll 16
    for (int k = 0; k < 16; k++) {
#pragma GCC unroll 8
        for (int i = 0; i < nt; i++) {
            int32_t four;
            memcpy(&four, q + i * ACT_GROUP + k * 4, sizeof(four));
            __m512i x = _mm512_set1_epi32(four);
#pragma GCC unroll 2
            for (int b = 0; b < nb; b++)
                dot[b][i * nc + k % nc] =
                    _mm512_dpbusd_epi32(dot[b][i * nc + k % nc], w->q[b][k], x);
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < nt; i++) {
        vf scale = vf_set(a->scale[first + (size_t)i]);
        vf sum = vf_set(a->sum[first + (size_t)i]);
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

/* A group of 16 rows by nt tokens side by side. */
static inline __attribute__((always_inline)) void few_group(enum dtype type, int nt,
                                                            const uint8_t *p,
                                                            size_t stride,
                                                            const int8_t *q,
                                                            __m512i dot[FEW_TOKENS])
{
    /* Sums of few tokens would wait for themselves: several, added up at the end. */
    const int nc = nt == 1 ? 4 : nt <= 4 ? 2 : 1;
    __m512i part[FEW_TOKENS];
    __m512i wq[16];
    turn(type, p, stride, wq);
#pragma GCC unroll 8
    for (int i = 0; i < nt * nc; i++)
        part[i] = _mm512_setzero_si512();
#pragma GCC unroll 16
    for (int j = 0; j < 16; j++) {
        const int k = j / 2 + j % 2 * 8; /* both halves of a nibble's byte in turn */
#pragma GCC unroll 8
        for (int i = 0; i < nt; i++) {
            int32_t four;
            memcpy(&four, q + i * ACT_GROUP + k * 4, sizeof(four));
            part[i * nc + j % nc] = _mm512_dpbusd_epi32(part[i * nc + j % nc], wq[k],
                                                        _mm512_set1_epi32(four));
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < nt; i++) {
        dot[i] = part[i * nc];
#pragma GCC unroll 4
        for (int c = 1; c < nc; c++)
            dot[i] = _mm512_add_epi32(dot[i], part[i * nc + c]);
    }
}

/* A block of 16 rows over a tile of nt tokens, whose sums stay in registers from the first
 * group to the last. The same operations in the same order as tile_rows, so the same bits. */
static inline __attribute__((always_inline)) void few_rows(enum dtype type, int nt,
                                                           const struct product *m,
                                                           int row, const struct tile *a)
{
    const size_t group_bytes = (size_t)dtype_bits(type) * ACT_GROUP / 8;
    const int shift = m->w->group == ACT_GROUP ? 0 : 1; /* groups per scale */
    const uint8_t *data = (const uint8_t *)m->w->data + (size_t)row * m->row_bytes;
    const size_t ahead = AHEAD_ROWS;
    const uint8_t *next =
        data + ahead * m->row_bytes + (size_t)a->g0 * group_bytes * BLOCK_ROWS;
    const int8_t *q = a->q;
    const float *scale = a->scale, *sum = a->sum;
    float *y = m->y + (size_t)a->tok0 * m->y_stride + row;
    vf scales[SCALES];
    vf biases[SCALES];
    vf sums[FEW_TOKENS];
#pragma GCC unroll 8
    for (int i = 0; i < nt; i++)
        sums[i] = a->g0 > 0 ? vf_get(y + (size_t)i * m->y_stride, LANES) : vf_set(0);
    for (int g = 0; g < a->n_groups; g++) {
        /* Else the compiler keeps a pointer for each load, nearly all of them on the stack. */
        __asm__("" : "+r"(q), "+r"(scale), "+r"(sum));
        int at = (a->g0 + g) >> shift;
        if (at % SCALES == 0 && ((a->g0 + g) & shift) == 0) {
            size_t of = ((size_t)row + ahead) * m->row_scales + (size_t)at * BLOCK_ROWS;
            fetch_lines(m->w->scales + of, BLOCK_ROWS * SCALES * 2);
            fetch_lines(m->w->biases + of, BLOCK_ROWS * SCALES * 2);
            turn_scales(m, m->w->scales, row, (size_t)at, scales);
            turn_scales(m, m->w->biases, row, (size_t)at, biases);
        }
        __m512i dot[FEW_TOKENS];
        few_group(type, nt, data + (size_t)(a->g0 + g) * group_bytes, m->row_bytes, q,
                  dot);
        fetch_lines(next, BLOCK_ROWS * group_bytes);
        next += BLOCK_ROWS * group_bytes;
#pragma GCC unroll 8
        for (int i = 0; i < nt; i++) {
            sums[i] = vf_fma(biases[at % SCALES], vf_set(sum[i]), sums[i]);
            sums[i] = vf_fma(_mm512_cvtepi32_ps(dot[i]),
                             vf_mul(scales[at % SCALES], vf_set(scale[i])), sums[i]);
        }
        q += nt * ACT_GROUP;
        scale += nt;
        sum += nt;
    }
#pragma GCC unroll 8
    for (int i = 0; i < nt; i++)
        vf_put(y + (size_t)i * m->y_stride, sums[i], LANES);
}

/* Whole blocks of rows from row0 on; returns the first row that is left. */
static inline __attribute__((always_inline)) int few_blocks(enum dtype type, int nt,
                                                            const struct product *m,
                                                            int row, int row1,
                                                            const struct tile *a)
{
    for (; row + BLOCK_ROWS <= row1; row += BLOCK_ROWS)
        few_rows(type, nt, m, row, a);
    return row;
}

static inline __attribute__((always_inline)) int few_product(enum dtype type,
                                                             const struct product *m,
                                                             int row0, int row1,
                                                             const struct tile *a)
{
    switch (a->n_tok) {
    case 1: return few_blocks(type, 1, m, row0, row1, a);
    case 2: return few_blocks(type, 2, m, row0, row1, a);
    case 3: return few_blocks(type, 3, m, row0, row1, a);
    case 4: return few_blocks(type, 4, m, row0, row1, a);
    case 5: return few_blocks(type, 5, m, row0, row1, a);
    case 6: return few_blocks(type, 6, m, row0, row1, a);
    case 7: return few_blocks(type, 7, m, row0, row1, a);
    default: return few_blocks(type, FEW_TOKENS, m, row0, row1, a);
    }
}

static inline __attribute__((always_inline)) void tile_product(enum dtype type,
                                                               const struct product *m,
                                                               int row0, int row1,
                                                               const struct tile *a)
{
    int row = row0;
    if (a->n_tok <= FEW_TOKENS && !comes_in_order(type))
        row = few_product(type, m, row0, row1, a);
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
}

/* Functions of their own: inlined among all the others they would not get registers enough. */
#define LINE_ROWS(name, type, scale)                                                     \
    static void name(const struct product *m, int row0, int row1, const int8_t *q)       \
    {                                                                                    \
        line_rows(type, scale, m, row0, row1, q);                                        \
    }
LINE_ROWS(q2_line_rows_bf16, DTYPE_Q2, SCALE_BF16)
LINE_ROWS(q2_line_rows_f16, DTYPE_Q2, SCALE_F16)
LINE_ROWS(q4_line_rows_bf16, DTYPE_Q4, SCALE_BF16)
LINE_ROWS(q4_line_rows_f16, DTYPE_Q4, SCALE_F16)

/* q[n_groups][64] is room for the token. */
static inline __attribute__((always_inline)) void one_token_lines(enum dtype type,
                                                                  const struct product *m,
                                                                  int row0, int row1,
                                                                  int8_t *q)
{
    lay_lines(type, m->a, m->n_groups, q);
    if (m->w->scale_type == SCALE_F16)
        (type == DTYPE_Q2 ? q2_line_rows_f16 : q4_line_rows_f16)(m, row0, row1, q);
    else
        (type == DTYPE_Q2 ? q2_line_rows_bf16 : q4_line_rows_bf16)(m, row0, row1, q);
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
    if (a->n_tok == 1 && a->any_order && m->n_groups <= TILE_GROUPS * BLOCK_TOKENS) {
        if (has_lines(type, m)) {
            one_token_lines(type, m, row0, row1, q);
            return;
        }
        if (comes_in_order(type) && m->n_groups >= LANES) {
            one_token(type, m, row0, row1, q);
            return;
        }
    }
    size_t scale0 = (size_t)row0 * m->row_scales;
    fetch_lines((const uint8_t *)m->w->data + (size_t)row0 * m->row_bytes,
                AHEAD_ROWS * m->row_bytes);
    fetch_lines(m->w->scales + scale0, AHEAD_ROWS * m->row_scales * 2);
    fetch_lines(m->w->biases + scale0, AHEAD_ROWS * m->row_scales * 2);
    for (int tok = 0; tok < a->n_tok; tok += BLOCK_TOKENS) {
        int n_tok = a->n_tok - tok < BLOCK_TOKENS ? a->n_tok - tok : BLOCK_TOKENS;
        int most = n_tok <= FEW_TOKENS ? FEW_GROUPS : TILE_GROUPS;
        for (int g = 0; g < m->n_groups; g += most) {
            struct tile tile = {.tok0 = tok,
                                .n_tok = n_tok,
                                .g0 = g,
                                .n_groups =
                                    m->n_groups - g < most ? m->n_groups - g : most};
            pack_tile(type, a, &tile, q, scale, sum);
            tile_product(type, m, row0, row1, &tile);
        }
    }
}

void avx512_integer_matmul(const struct matrix *w, int row0, int row1,
                           const struct act *a, float *y, size_t y_stride)
{
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
