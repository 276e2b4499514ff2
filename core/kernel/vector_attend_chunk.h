#pragma once

/* Attention of several tokens of one sequence at once: all heads that share a KV head, a row
 * each. Keys and values are read and converted once for all rows, in blocks of positions that
 * stay in the cache; online softmax per row, with one rescaling of the outputs per block.
 *
 * The lanes are rows, so scores, largest values and sums of weights need no sums over lanes,
 * and a row's limit is a number in a lane. Blocks begin at multiples of their length whatever
 * the tokens are, and what lies behind a row's limit has the weight 0 exactly: a row's result
 * does not depend on the rows beside it.
 *
 * Where there are products of pairs of bf16, and the caller allows it, a lane holds two such
 * numbers instead of a float: neighbours of a query and a key, two positions of weights and
 * values. Everything else, sums of such products too, stays f32. */

#include "core/kernel/vector_ops.h"

enum {
    BLOCK_POSITIONS = 64,
    PANEL = 2 * LANES,                /* rows of a tile of scores */
    TILE_POSITIONS = 2 * TILE_TOKENS, /* times two registers of sums */
    MIX_ROWS = 4,
    SLICE = TILE_TOKENS * LANES, /* elements of values that a tile mixes */
};

/* Of a score behind a row's limit, per position: e to it is 0, and 0 times it is 0. */
#define BEHIND_LIMIT 1e30f

/* Where things lie in the scratch. With pairs, the rows of `query` and `key` have half as many
 * lanes as a head has elements, and `value` and `weight` half as many rows as positions. */
struct chunk_rows {
    bool pairs;
    int n;        /* rows */
    size_t ld;    /* the same, padded to whole registers */
    int steps;    /* lanes of a head's row */
    float *query; /* [panel][steps][rows of the panel] */
    float *key;   /* [BLOCK_POSITIONS][steps] */
    float
        *value; /* [slice][BLOCK_POSITIONS][SLICE]: a slice stays in the nearest cache */
    float *weight;                 /* [BLOCK_POSITIONS][ld]: scores first */
    float *limit;                  /* [ld] positions that a row sees */
    float *largest, *sum, *shrink; /* [ld] */
};

static struct chunk_rows lay_out_rows(const struct attend_chunk *a)
{
    const size_t d = (size_t)a->d, width = (d + SLICE - 1) / SLICE * SLICE;
    struct chunk_rows r = {.pairs = HAS_PAIRS && a->rounded, .n = a->n_tok * a->n_q};
    r.ld = ((size_t)r.n + LANES - 1) / LANES * LANES;
    r.steps = r.pairs ? (a->d + 1) / 2 : a->d;
    r.query = a->scratch;
    r.key = r.query + r.ld * d;
    r.value = r.key + BLOCK_POSITIONS * d;
    r.weight = r.value + BLOCK_POSITIONS * width;
    r.limit = r.weight + BLOCK_POSITIONS * r.ld;
    r.largest = r.limit + r.ld;
    r.sum = r.largest + r.ld;
    r.shrink = r.sum + r.ld;
    return r;
}

static int panel_rows(const struct chunk_rows *r, int first)
{
    int left = (int)r->ld - first;
    return left < PANEL ? left : PANEL;
}

static const float *query_row(const struct attend_chunk *a, int row)
{
    return a->q + (size_t)(row / a->n_q) * a->q_tok_stride +
           (size_t)(row % a->n_q) * a->q_stride;
}

static float *out_row(const struct attend_chunk *a, int row)
{
    return a->out + (size_t)(row / a->n_q) * a->out_tok_stride +
           (size_t)(row % a->n_q) * (size_t)a->d;
}

/* d numbers from `at` on, as floats or pairs of neighbours. */
static inline __attribute__((always_inline)) void load_row(enum kv_type type, bool pairs,
                                                           const void *from, size_t at,
                                                           int d, float *to)
{
    const int width = pairs ? 2 * LANES : LANES;
    for (int i = 0; i < d; i += width) {
        vf x = kv_get(type, from, at + (size_t)i, d - i);
        if (!pairs) {
            vf_put(to + i, x, d - i);
            continue;
        }
        vf y = d - i > LANES ? kv_get(type, from, at + (size_t)(i + LANES), d - i - LANES)
                             : vf_set(0);
        vf_put(to + i / 2, vf_neighbours(x, y), (d - i + 1) / 2);
    }
}

/* Queries turned round, panel by panel; limits; nothing summed up yet. The keys' place is
 * free yet. */
static void begin_rows(const struct attend_chunk *a, const struct chunk_rows *r)
{
    for (int first = 0; first < (int)r->ld; first += PANEL) {
        int width = panel_rows(r, first);
        float *to = r->query + (size_t)first * (size_t)r->steps;
        for (int j = 0; j < width; j++) {
            if (first + j >= r->n)
                memset(r->key, 0, (size_t)r->steps * sizeof(float));
            else if (r->pairs)
                load_row(KV_F32, true, query_row(a, first + j), 0, a->d, r->key);
            else
                memcpy(r->key, query_row(a, first + j), (size_t)a->d * sizeof(float));
            for (int i = 0; i < r->steps; i++)
                to[(size_t)i * (size_t)width + (size_t)j] = r->key[i];
        }
    }
    for (int row = 0; row < (int)r->ld; row++) {
        int token = (row < r->n ? row : r->n - 1) / a->n_q;
        r->limit[row] = (float)(a->n_ctx + token);
        r->largest[row] = -FLT_MAX;
        r->sum[row] = 0;
    }
    for (int row = 0; row < r->n; row++)
        memset(out_row(a, row), 0, (size_t)a->d * sizeof(float));
}

static float *value_at(const struct chunk_rows *r, int p, int i)
{
    return r->value + (size_t)(i / SLICE) * SLICE * BLOCK_POSITIONS + (size_t)p * SLICE +
           i % SLICE;
}

/* Keys, with zeros up to a whole tile, and values, with zeros up to a whole pair. */
static inline __attribute__((always_inline)) void load_block(const struct attend_chunk *a,
                                                             const struct chunk_rows *r,
                                                             enum kv_type type,
                                                             bool pairs, int first, int n)
{
    const size_t d = (size_t)a->d, steps = (size_t)r->steps;
    const size_t at = (size_t)first * d;
    for (int p = 0; p < n; p++)
        load_row(type, pairs, a->keys, at + (size_t)p * d, a->d,
                 r->key + (size_t)p * steps);
    int end = (n + TILE_POSITIONS - 1) / TILE_POSITIONS * TILE_POSITIONS;
    memset(r->key + (size_t)n * steps, 0, (size_t)(end - n) * steps * sizeof(float));
    for (int p = 0; p < n; p += pairs ? 2 : 1)
        for (int i = 0; i < a->d; i += LANES) {
            size_t from = at + (size_t)p * d + (size_t)i;
            vf x = kv_get(type, a->values, from, a->d - i);
            if (pairs)
                x = vf_pair(x, p + 1 < n ? kv_get(type, a->values, from + d, a->d - i)
                                         : vf_set(0));
            vf_put(value_at(r, pairs ? p / 2 : p, i), x, LANES);
        }
}

/* NOLINTBEGIN(readability-function-size): unrolled by constants, no struct to spill */
/* score[p][row] = key[p] . query[row] for a tile of positions and `width` registers of rows;
 * pairs and width are constants. */
static inline __attribute__((always_inline)) void score_tile(bool pairs, int width,
                                                             const float *key,
                                                             const float *query,
                                                             int steps, float *score,
                                                             size_t ld)
{
    vf sum[TILE_POSITIONS][2];
#pragma GCC unroll 8
    for (int p = 0; p < TILE_POSITIONS; p++) {
#pragma GCC unroll 2
        for (int j = 0; j < width; j++)
            sum[p][j] = vf_set(0);
    }
    for (int i = 0; i < steps; i++) {
        vf q[2];
#pragma GCC unroll 2
        for (int j = 0; j < width; j++)
            q[j] = vf_get(query + (size_t)i * (size_t)(width * LANES) + j * LANES, LANES);
#pragma GCC unroll 8
        for (int p = 0; p < TILE_POSITIONS; p++) {
            vf k = vf_set(key[(size_t)p * (size_t)steps + (size_t)i]);
#pragma GCC unroll 2
            for (int j = 0; j < width; j++)
                sum[p][j] =
                    pairs ? vf_dot_pairs(k, q[j], sum[p][j]) : vf_fma(k, q[j], sum[p][j]);
        }
    }
#pragma GCC unroll 8
    for (int p = 0; p < TILE_POSITIONS; p++) {
#pragma GCC unroll 2
        for (int j = 0; j < width; j++)
            vf_put(score + (size_t)p * ld + j * LANES, sum[p][j], LANES);
    }
}

/* out[nr][d] = shrink * out + sum over p < n of weight[p] * value[p], for the `width`
 * registers from element i on; pairs, nr, width and whole (no register crosses d) are
 * constants. */
static inline __attribute__((always_inline)) void mix_chunk_tile(
    bool pairs, int nr, int width, bool whole, const float *weight, size_t ld,
    const float *value, int n, int d, int i, const float *shrink, float *const *out)
{
    vf sum[MIX_ROWS][TILE_TOKENS];
    const int left = whole ? width * LANES : d - i;
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            sum[r][j] = vf_mul(vf_set(shrink[r]),
                               vf_get(out[r] + i + j * LANES, left - j * LANES));
    }
    for (int p = 0; p < n; p++) {
        vf v[TILE_TOKENS];
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            v[j] = vf_get(value + p * SLICE + j * LANES, LANES);
#pragma GCC unroll 4
        for (int r = 0; r < nr; r++) {
            vf w = vf_set(weight[(size_t)p * ld + (size_t)r]);
#pragma GCC unroll 4
            for (int j = 0; j < width; j++)
                sum[r][j] =
                    pairs ? vf_dot_pairs(w, v[j], sum[r][j]) : vf_fma(w, v[j], sum[r][j]);
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < nr; r++) {
#pragma GCC unroll 4
        for (int j = 0; j < width; j++)
            vf_put(out[r] + i + j * LANES, sum[r][j], left - j * LANES);
    }
}

/* Elements of some rows from i on, at most a slice. n: rows of `value` and `weight`. */
static inline __attribute__((always_inline)) void mix_chunk_rows(
    const struct attend_chunk *a, const struct chunk_rows *r, bool pairs, int nr, int row,
    int i, int n)
{
    const float *weight = r->weight + row, *shrink = r->shrink + row;
    float *out[MIX_ROWS];
    for (int j = 0; j < nr; j++)
        out[j] = out_row(a, row + j);
    if (i + SLICE <= a->d) {
        mix_chunk_tile(pairs, nr, TILE_TOKENS, true, weight, r->ld, value_at(r, 0, i), n,
                       a->d, i, shrink, out);
        return;
    }
    for (; i < a->d; i += LANES)
        mix_chunk_tile(pairs, nr, 1, false, weight, r->ld, value_at(r, 0, i), n, a->d, i,
                       shrink, out);
}

/* Meanwhile the n_next positions from `next` on are fetched. */
static inline __attribute__((always_inline)) void mix_block(const struct attend_chunk *a,
                                                            const struct chunk_rows *r,
                                                            bool pairs, int n, int next,
                                                            int n_next)
{
    const int n_steps = (r->n / MIX_ROWS + 1) * ((a->d + SLICE - 1) / SLICE);
    struct kv_ahead ahead =
        kv_ahead(a->type, a->keys, a->values, next, n_next, a->d, n_steps);
    for (int i = 0; i < a->d; i += SLICE) {
        int row = 0;
        for (; row + MIX_ROWS <= r->n; row += MIX_ROWS) {
            kv_ahead_step(&ahead);
            mix_chunk_rows(a, r, pairs, MIX_ROWS, row, i, n);
        }
        kv_ahead_step(&ahead);
        for (; row < r->n; row++)
            mix_chunk_rows(a, r, pairs, 1, row, i, n);
    }
}

static inline __attribute__((always_inline)) void score_block(const struct chunk_rows *r,
                                                              bool pairs, int n)
{
    for (int row = 0; row < (int)r->ld; row += PANEL) {
        const float *query = r->query + (size_t)row * (size_t)r->steps;
        for (int p = 0; p < n; p += TILE_POSITIONS) {
            const float *key = r->key + (size_t)p * (size_t)r->steps;
            float *score = r->weight + (size_t)p * r->ld + row;
            if (panel_rows(r, row) == PANEL)
                score_tile(pairs, 2, key, query, r->steps, score, r->ld);
            else
                score_tile(pairs, 1, key, query, r->steps, score, r->ld);
        }
    }
}

/* Scores of a register of rows become weights. What is summed up is what is used. */
static inline __attribute__((always_inline)) void weigh_rows(const struct chunk_rows *r,
                                                             bool pairs, size_t row,
                                                             int first, int n)
{
    float *w = r->weight + row;
    vf limit = vf_get(r->limit + row, LANES), before = vf_get(r->largest + row, LANES);
    vf top = before, total = vf_set(0);
    for (int p = 0; p < n; p++) {
        vf behind = vf_max(vf_sub(vf_set((float)(first + p + 1)), limit), vf_set(0));
        vf s =
            vf_fma(behind, vf_set(-BEHIND_LIMIT), vf_get(w + (size_t)p * r->ld, LANES));
        vf_put(w + (size_t)p * r->ld, s, LANES);
        top = vf_max(top, s);
    }
    for (int p = 0; p < n; p += pairs ? 2 : 1) {
        vf e = vf_exp(vf_sub(vf_get(w + (size_t)p * r->ld, LANES), top));
        if (pairs) {
            vf f = vf_exp(vf_sub(vf_get(w + (size_t)(p + 1) * r->ld, LANES), top));
            e = vf_pair(e, f);
            total = vf_dot_pairs(e, vf_pair(vf_set(1), vf_set(1)), total);
        } else {
            total = vf_add(total, e);
        }
        vf_put(w + (size_t)(pairs ? p / 2 : p) * r->ld, e, LANES);
    }
    vf shrink = vf_exp(vf_sub(before, top));
    vf_put(r->shrink + row, shrink, LANES);
    vf_put(r->largest + row, top, LANES);
    vf_put(r->sum + row, vf_fma(vf_get(r->sum + row, LANES), shrink, total), LANES);
}

static inline __attribute__((always_inline)) void attend_block(
    const struct attend_chunk *a, const struct chunk_rows *r, bool pairs, int first,
    int n, int n_next)
{
    if (a->type == KV_F32)
        load_block(a, r, KV_F32, pairs, first, n);
    else
        load_block(a, r, KV_F16, pairs, first, n);
    score_block(r, pairs, n);
    const int n_used = pairs ? (n + 1) / 2 : n;
    for (size_t row = 0; row < r->ld; row += LANES)
        weigh_rows(r, pairs, row, first, pairs ? 2 * n_used : n);
    mix_block(a, r, pairs, n_used, first + n, n_next);
}
/* NOLINTEND(readability-function-size) */

static int block_positions(int first, int end)
{
    return end - first < BLOCK_POSITIONS ? end - first : BLOCK_POSITIONS;
}

static void vec_attend_chunk(const struct attend_chunk *a)
{
    const struct chunk_rows r = lay_out_rows(a);
    const int end = a->n_ctx + a->n_tok - 1;
    begin_rows(a, &r);
    for (int first = 0; first < end; first += BLOCK_POSITIONS) {
        int n = block_positions(first, end);
        int n_next = block_positions(first + n, end);
        if (HAS_PAIRS && r.pairs)
            attend_block(a, &r, true, first, n, n_next);
        else
            attend_block(a, &r, false, first, n, n_next);
    }
    for (int row = 0; row < r.n; row++) {
        vf inverse = vf_set(1 / r.sum[row]);
        float *o = out_row(a, row);
        for (int i = 0; i < a->d; i += LANES)
            vf_put(o + i, vf_mul(vf_get(o + i, a->d - i), inverse), a->d - i);
    }
}
