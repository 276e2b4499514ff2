#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* One query head of one token over all positions up to it, THREADS positions at a time with
 * online softmax; with GATED the result is multiplied by the sigmoid of the gate that lies
 * behind the query. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool F16 = false;
layout(constant_id = 4) const bool GATED = false;

layout(push_constant) uniform Push {
    Floats q;
    Words keys;
    Words values;
    Floats o; /* [n_tok][n_head][DIM] */
    uint n_head, n_share; /* query heads of a KV head */
    uint ctx, pos;
} p;

const uint OUT = (DIM + THREADS - 1) / THREADS; /* elements of the result per thread */
const uint ROW = F16 ? (DIM + 1) / 2 : DIM;
const float LOWEST = -3.4e38;

shared float query[DIM];
shared float weights[THREADS];

float cached(Words kv, uint row, uint i)
{
    if (F16)
        return unpackHalf2x16(kv.v[row + i / 2])[i & 1];
    return uintBitsToFloat(kv.v[row + i]);
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint head = gl_WorkGroupID.x;
    uint t = gl_WorkGroupID.y;
    uint n_ctx = p.pos + t + 1;
    uint kv0 = head / p.n_share * p.ctx * ROW;
    uint q_at = (t * p.n_head + head) * (GATED ? 2 * DIM : DIM);
    for (uint i = id; i < DIM; i += THREADS)
        query[i] = p.q.v[q_at + i];

    float acc[OUT];
    for (uint i = 0; i < OUT; i++)
        acc[i] = 0;
    float largest = LOWEST;
    float sum = 0;
    for (uint first = 0; first < n_ctx; first += THREADS) {
        uint n = min(THREADS, n_ctx - first);
        barrier();
        for (uint i = id / LANES; i < THREADS; i += THREADS / LANES) {
            float score = 0;
            if (i < n)
                for (uint d = lane; d < DIM; d += LANES)
                    score = fma(query[d], cached(p.keys, kv0 + (first + i) * ROW, d), score);
            score = lane_sum(score);
            if (lane == 0)
                weights[i] = i < n ? score : LOWEST;
        }
        barrier();
        float score = weights[id];
        float now = max(largest, group_max(score));
        float shrink = exp(largest - now);
        float weight = id < n ? exp(score - now) : 0;
        sum = sum * shrink + group_sum(weight);
        largest = now;
        weights[id] = weight;
        barrier();
        for (uint j = 0; j < OUT; j++) {
            uint d = id + j * THREADS;
            if (d >= DIM)
                continue;
            float part = acc[j] * shrink;
            for (uint i = 0; i < n; i++)
                part = fma(weights[i], cached(p.values, kv0 + (first + i) * ROW, d), part);
            acc[j] = part;
        }
    }
    for (uint j = 0; j < OUT; j++) {
        uint d = id + j * THREADS;
        if (d >= DIM)
            continue;
        float o = acc[j] / sum;
        if (GATED)
            o *= sigmoid(p.q.v[q_at + DIM + d]);
        p.o.v[(t * p.n_head + head) * DIM + d] = o;
    }
}
