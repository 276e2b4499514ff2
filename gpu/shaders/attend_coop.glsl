#include "common.glsl"
#include "units.glsl"

/* As attend.comp, for many tokens on the device's matrix units: ROWS queries of one KV head,
 * which may be of several tokens, over TILE positions at a time with online softmax. Four
 * subgroups share a tile's positions for the scores, and the elements for the results. Keys
 * and values are halves and come straight from the cache, queries and weights become halves.
 * A tile that would end behind the chunk's last token begins earlier instead, and what it
 * has twice then counts once: nothing is read that was never written. So a chunk has TILE
 * tokens or more. DIM is a multiple of 64, at most 256. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool GATED = false;

layout(push_constant) uniform Push {
    Floats q;
    Words4 keys;
    Words4 values;
    Floats o;   /* [n_tok][n_head][DIM] */
    Words step; /* position of the first token */
    uint n_head, n_share; /* query heads of a KV head */
    uint ctx, part;
    uint n_tok;
} p;

const uint ROWS = 32;
const uint TILE = 64;
const uint EIGHTS = DIM / 8; /* of a row of the cache */
const uint Q_STRIDE = EIGHTS + 1;
const uint S_STRIDE = TILE / 4 + 1;
const uint P_STRIDE = TILE / 8 + 1;
const uint PIECES = DIM / 64; /* of 16 elements, of a subgroup */

shared uvec4 queries[ROWS * Q_STRIDE]; /* halves */
shared uvec4 scores[ROWS * S_STRIDE];  /* floats; at the end the results */
shared uvec4 weights[ROWS * P_STRIDE]; /* halves */
shared uvec4 shrink[ROWS * 4];         /* floats, all of a row alike */
shared float sums[ROWS];

unit_sum acc[2 * PIECES];

/* The longest come first, so that the last to be begun are short. */
uint first_row()
{
    return (gl_NumWorkGroups.y - 1 - gl_WorkGroupID.y) * ROWS;
}

uint token_of(uint i)
{
    return min((first_row() + i) / p.n_share, p.n_tok - 1);
}

uint head_of(uint i)
{
    return gl_WorkGroupID.x * p.n_share + (first_row() + i) % p.n_share;
}

bool is_query(uint i)
{
    return first_row() + i < p.n_tok * p.n_share;
}

uint query_at(uint i)
{
    return (token_of(i) * p.n_head + head_of(i)) * (GATED ? 2 * DIM : DIM);
}

void load_queries(uint id)
{
    for (uint i = id; i < ROWS * EIGHTS; i += THREADS) {
        uint at = query_at(i / EIGHTS) + i % EIGHTS * 8;
        uvec4 eight;
        [[unroll]] for (uint j = 0; j < 4; j++)
            eight[j] = packHalf2x16(vec2(p.q.v[at + 2 * j], p.q.v[at + 2 * j + 1]));
        queries[i / EIGHTS * Q_STRIDE + i % EIGHTS] = eight;
    }
}

/* 16 positions from `at` on (in eights) with all queries. */
void score(uint at)
{
    unit_sum sum[2];
    UNIT_ZERO(sum[0]);
    UNIT_ZERO(sum[1]);
    UNIT_LOOP for (uint d = 0; d < DIM / 16; d++) {
        unit_b k;
        unit_a q[2];
        UNIT_LOAD_B(k, p.keys.v, at + 2 * d, EIGHTS);
        UNIT_LOOP for (uint r = 0; r < 2; r++) {
            UNIT_LOAD_A(q[r], queries, 16 * r * Q_STRIDE + 2 * d, Q_STRIDE);
            UNIT_MULTIPLY(q[r], k, sum[r]);
        }
    }
    UNIT_LOOP for (uint r = 0; r < 2; r++)
        UNIT_STORE_ROWS(sum[r], scores, 16 * r * S_STRIDE + unit_id() * 4, S_STRIDE);
}

float largest = LOWEST;
float sum_now = 0;

/* Scores of a row to weights by 4 threads. Column c is position first + c; those from `begin`
 * up to `own` count. */
void soften(uint id, uint first, uint begin, uint own)
{
    uint row = id / 4;
    float x[16];
    float now = largest;
    [[unroll]] for (uint i = 0; i < 16; i++) {
        uint c = i / 8 * 32 + id % 4 * 8 + i % 8;
        float s = uintBitsToFloat(scores[row * S_STRIDE + c / 4][c % 4]);
        x[i] = first + c >= begin && first + c <= own ? s : LOWEST;
        now = max(now, x[i]);
    }
    now = max(now, subgroupShuffleXor(now, 1));
    now = max(now, subgroupShuffleXor(now, 2));
    float add = 0;
    [[unroll]] for (uint i = 0; i < 16; i++) {
        x[i] = x[i] == LOWEST ? 0 : exp(x[i] - now);
        add += x[i];
    }
    [[unroll]] for (uint i = 0; i < 2; i++) {
        uvec4 eight;
        [[unroll]] for (uint j = 0; j < 4; j++)
            eight[j] = packHalf2x16(vec2(x[8 * i + 2 * j], x[8 * i + 2 * j + 1]));
        weights[row * P_STRIDE + 4 * i + id % 4] = eight;
    }
    add += subgroupShuffleXor(add, 1);
    add += subgroupShuffleXor(add, 2);
    float less = exp(largest - now);
    shrink[row * 4 + id % 4] = floatBitsToUint(vec4(less));
    sum_now = sum_now * less + add;
    largest = now;
}

/* The subgroup's elements of the results, with the tile's values from `at` on. */
void add_values(uint at)
{
    UNIT_LOOP for (uint r = 0; r < 2; r++) {
        unit_sum less;
        UNIT_LOAD_ROWS(less, shrink, 16 * r * 4, 4);
        UNIT_LOOP for (uint i = 0; i < PIECES; i++) {
            UNIT_SCALE(acc[r * PIECES + i], less);
        }
    }
    UNIT_LOOP for (uint k = 0; k < TILE / 16; k++) {
        unit_a w[2];
        UNIT_LOAD_A(w[0], weights, 2 * k, P_STRIDE);
        UNIT_LOAD_A(w[1], weights, 16 * P_STRIDE + 2 * k, P_STRIDE);
        UNIT_LOOP for (uint i = 0; i < PIECES; i++) {
            unit_b v;
            UNIT_LOAD_B_ROWS(v, p.values.v, at + 16 * k * EIGHTS + 2 * i, EIGHTS);
            UNIT_MULTIPLY(w[0], v, acc[i]);
            UNIT_MULTIPLY(w[1], v, acc[PIECES + i]);
        }
    }
}

/* 16 rows of 16 elements from what lies in shared memory. */
void store_piece(uint row0, uint d0, uint from)
{
    for (uint i = unit_lane(); i < 256; i += UNIT_LANES) {
        uint row = row0 + i / 16;
        uint d = d0 + i % 16;
        if (!is_query(row))
            continue;
        float o = uintBitsToFloat(scores[from + i / 4][i % 4]) / sums[row];
        if (GATED)
            o *= sigmoid(p.q.v[query_at(row) + DIM + d]);
        p.o.v[(token_of(row) * p.n_head + head_of(row)) * DIM + d] = o;
    }
}

void main()
{
    uint id = thread_id();
    uint pos = p.step.v[0];
    uint n_ctx = pos + token_of(ROWS - 1) + 1;
    uint last = pos + p.n_tok - TILE; /* where the last tile begins */
    uint own = pos + token_of(id / 4);
    uint kv0 = gl_WorkGroupID.x * p.ctx * EIGHTS;
    uint d0 = unit_id() * (DIM / 4);
    load_queries(id);
    UNIT_LOOP for (uint i = 0; i < 2 * PIECES; i++)
        UNIT_ZERO(acc[i]);
    barrier();
    for (uint begin = 0; begin < n_ctx; begin += TILE) {
        uint first = min(begin, last);
        score(kv0 + (first + 16 * unit_id()) * EIGHTS);
        barrier();
        soften(id, first, begin, own);
        barrier();
        add_values(kv0 + first * EIGHTS + d0 / 8);
    }
    if (id % 4 == 0)
        sums[id / 4] = sum_now;
    barrier();
    uint from = unit_id() * 64;
    UNIT_LOOP for (uint i = 0; i < 2 * PIECES; i++) {
        UNIT_STORE_ROWS(acc[i], scores, from, 4);
        UNIT_BARRIER();
        store_piece(i / PIECES * 16, d0 + i % PIECES * 16, from);
        UNIT_BARRIER();
    }
}
