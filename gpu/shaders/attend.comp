#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* QUERIES query heads of one KV head, which may be of several tokens, over the positions up
 * to each one's own: THREADS positions at a time with online softmax. LANES threads make the
 * scores of a position with all queries, then the softmax of one query. With GATED the
 * result is multiplied by the sigmoid of the gate that lies behind the query. With PARTS a
 * workgroup takes a part of the positions alone and leaves its results undivided, with the
 * largest score and the sum, for attend_join. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool F16 = false;
layout(constant_id = 4) const bool GATED = false;
layout(constant_id = 5) const bool PARTS = false;
layout(constant_id = 6) const uint QUERIES = 1; /* at most THREADS / LANES */

layout(push_constant) uniform Push {
    Floats q;
    Words keys;
    Words values;
    Floats o;   /* [n_tok][n_head][DIM], or [n_head][parts][DIM + 2] */
    Words step; /* position of the first token */
    uint n_head, n_share; /* query heads of a KV head */
    uint ctx, part;       /* positions of a part */
    uint n_tok;
} p;

const uint ROW = F16 ? (DIM + 1) / 2 : DIM;     /* words */
const uint PER = F16 ? 2 : 1;                   /* elements of a word */
const uint BATCH = 8;                           /* loads under way */
const uint OUT = (ROW + THREADS - 1) / THREADS; /* words of a result per thread */

shared vec2 query[QUERIES * ROW];
shared float weights[THREADS * QUERIES]; /* [position][query] */
shared float shrink[QUERIES];
shared float sums[QUERIES];

vec2 acc[OUT * QUERIES];

vec2 cached(Words kv, uint at)
{
    uint word = kv.v[at];
    return F16 ? unpackHalf2x16(word) : vec2(uintBitsToFloat(word), 0);
}

float lane_max(float x)
{
    for (uint step = LANES / 2; step > 0; step /= 2)
        x = max(x, subgroupShuffleXor(x, step));
    return x;
}

/* Queries are counted over the tokens: all that share a KV head, token by token. */
uint token_of(uint i)
{
    return min((gl_WorkGroupID.y * QUERIES + i) / p.n_share, p.n_tok - 1);
}

uint head_of(uint i)
{
    return gl_WorkGroupID.x * p.n_share + (gl_WorkGroupID.y * QUERIES + i) % p.n_share;
}

bool is_query(uint i)
{
    return gl_WorkGroupID.y * QUERIES + i < p.n_tok * p.n_share;
}

uint query_at(uint i)
{
    return (token_of(i) * p.n_head + head_of(i)) * (GATED ? 2 * DIM : DIM);
}

void load_queries(uint id)
{
    for (uint i = 0; i < QUERIES; i++) {
        uint at = query_at(i);
        for (uint d = id; d < ROW; d += THREADS) {
            float a = p.q.v[at + d * PER];
            float b = F16 && d * PER + 1 < DIM ? p.q.v[at + d * PER + 1] : 0;
            query[i * ROW + d] = vec2(a, b);
        }
    }
}

/* Scores of the positions first .. first + n - 1, those past a query's own LOWEST. */
void score(uint id, uint kv0, uint first, uint n, uint pos)
{
    uint lane = id % LANES;
    for (uint i = id / LANES; i < n; i += THREADS / LANES) {
        float sum[QUERIES];
        for (uint j = 0; j < QUERIES; j++)
            sum[j] = 0;
        for (uint d0 = lane; d0 < ROW; d0 += LANES * BATCH) {
            vec2 k[BATCH];
            uint row = kv0 + (first + i) * ROW;
            [[unroll]] for (uint b = 0; b < BATCH; b++)
                k[b] = cached(p.keys, row + min(d0 + b * LANES, ROW - 1));
            [[unroll]] for (uint b = 0; b < BATCH; b++) {
                uint d = d0 + b * LANES;
                if (d >= ROW)
                    continue;
                [[unroll]] for (uint j = 0; j < QUERIES; j++) {
                    vec2 q = query[j * ROW + d];
                    sum[j] = fma(q.x, k[b].x, sum[j]);
                    if (F16)
                        sum[j] = fma(q.y, k[b].y, sum[j]);
                }
            }
        }
        [[unroll]] for (uint j = 0; j < QUERIES; j++) {
            float all = lane_sum(sum[j]);
            if (lane == 0)
                weights[i * QUERIES + j] = first + i <= pos + token_of(j) ? all : LOWEST;
        }
    }
}

/* Scores of query j to weights, and 0 up to the end of a BATCH; `largest` and `sum` are those
 * of its positions so far. */
void soften(uint lane, uint j, uint n, inout float largest, inout float sum)
{
    float now = largest;
    for (uint i = lane; i < n; i += LANES)
        now = max(now, weights[i * QUERIES + j]);
    now = lane_max(now);
    float less = exp(largest - now);
    float add = 0;
    for (uint i = lane; i < (n + BATCH - 1) / BATCH * BATCH; i += LANES) {
        float x = i < n ? weights[i * QUERIES + j] : LOWEST;
        float weight = x == LOWEST ? 0 : exp(x - now);
        weights[i * QUERIES + j] = weight;
        add += weight;
    }
    sum = sum * less + lane_sum(add);
    largest = now;
    if (lane == 0) {
        shrink[j] = less;
        sums[j] = sum;
    }
}

void store(uint id)
{
    for (uint i = 0; i < QUERIES; i++) {
        if (!is_query(i))
            continue;
        uint o_at = (token_of(i) * p.n_head + head_of(i)) * DIM;
        if (PARTS)
            o_at = (head_of(i) * gl_NumWorkGroups.z + gl_WorkGroupID.z) * (DIM + 2);
        for (uint k = 0; k < OUT * PER; k++) {
            uint word = id + k / PER * THREADS;
            uint d = word * PER + k % PER;
            if (word >= ROW || d >= DIM)
                continue;
            float o = acc[k / PER * QUERIES + i][k % PER];
            if (!PARTS) {
                o /= sums[i];
                if (GATED)
                    o *= sigmoid(p.q.v[query_at(i) + DIM + d]);
            }
            p.o.v[o_at + d] = o;
        }
    }
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint team = id / LANES;
    uint pos = p.step.v[0];
    uint n_ctx = pos + token_of(QUERIES - 1) + 1;
    uint first = 0;
    if (PARTS) {
        first = gl_WorkGroupID.z * p.part;
        n_ctx = min(n_ctx, first + p.part);
    }
    uint kv0 = gl_WorkGroupID.x * p.ctx * ROW;
    load_queries(id);

    for (uint i = 0; i < OUT * QUERIES; i++)
        acc[i] = vec2(0);
    float largest = LOWEST;
    float sum = 0;
    for (; first < n_ctx; first += THREADS) {
        uint n = min(THREADS, n_ctx - first);
        barrier();
        score(id, kv0, first, n, pos);
        barrier();
        if (team < QUERIES)
            soften(lane, team, n, largest, sum);
        barrier();
        for (uint k = 0; k < OUT; k++) {
            uint d = id + k * THREADS;
            if (d >= ROW)
                continue;
            [[unroll]] for (uint j = 0; j < QUERIES; j++)
                acc[k * QUERIES + j] *= shrink[j];
            for (uint i = 0; i < n; i += BATCH) {
                vec2 v[BATCH];
                [[unroll]] for (uint b = 0; b < BATCH; b++)
                    v[b] = cached(p.values, kv0 + (first + min(i + b, n - 1)) * ROW + d);
                [[unroll]] for (uint b = 0; b < BATCH; b++)
                    [[unroll]] for (uint j = 0; j < QUERIES; j++)
                        acc[k * QUERIES + j] += weights[(i + b) * QUERIES + j] * v[b];
            }
        }
    }
    if (PARTS && team < QUERIES && lane == 0 && is_query(team)) {
        uint at = (head_of(team) * gl_NumWorkGroups.z + gl_WorkGroupID.z) * (DIM + 2) + DIM;
        p.o.v[at] = largest;
        p.o.v[at + 1] = sum;
    }
    store(id);
}
