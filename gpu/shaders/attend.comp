#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* One query head of one token over positions up to it, THREADS at a time with online
 * softmax; with GATED the result is multiplied by the sigmoid of the gate that lies behind
 * the query. With PARTS a workgroup takes a part of the positions alone and leaves its
 * result undivided, with the largest score and the sum, for attend_join. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool F16 = false;
layout(constant_id = 4) const bool GATED = false;
layout(constant_id = 5) const bool PARTS = false;

layout(push_constant) uniform Push {
    Floats q;
    Words keys;
    Words values;
    Floats o;   /* [n_tok][n_head][DIM], or [n_head][parts][DIM + 2] */
    Words step; /* position of the first token */
    uint n_head, n_share; /* query heads of a KV head */
    uint ctx, part; /* positions of a part */
} p;

const uint ROW = F16 ? (DIM + 1) / 2 : DIM; /* words */
const uint PER = F16 ? 2 : 1;               /* elements of a word */
const uint OUT = (ROW + THREADS - 1) / THREADS; /* words of the result per thread */
const float LOWEST = -3.4e38;

shared float query[DIM + 1];
shared float weights[THREADS];

vec2 cached(Words kv, uint at)
{
    uint word = kv.v[at];
    return F16 ? unpackHalf2x16(word) : vec2(uintBitsToFloat(word), 0);
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint head = gl_WorkGroupID.x;
    uint t = gl_WorkGroupID.y;
    uint n_ctx = p.step.v[0] + t + 1;
    uint first = 0;
    if (PARTS) {
        first = gl_WorkGroupID.z * p.part;
        n_ctx = min(n_ctx, first + p.part);
    }
    uint kv0 = head / p.n_share * p.ctx * ROW;
    uint q_at = (t * p.n_head + head) * (GATED ? 2 * DIM : DIM);
    for (uint i = id; i < DIM + 1; i += THREADS)
        query[i] = i < DIM ? p.q.v[q_at + i] : 0;

    vec2 acc[OUT];
    for (uint i = 0; i < OUT; i++)
        acc[i] = vec2(0);
    float largest = LOWEST;
    float sum = 0;
    for (; first < n_ctx; first += THREADS) {
        uint n = min(THREADS, n_ctx - first);
        barrier();
        for (uint i = id / LANES; i < THREADS; i += THREADS / LANES) {
            float score = 0;
            if (i < n)
                for (uint d = lane; d < ROW; d += LANES) {
                    vec2 k = cached(p.keys, kv0 + (first + i) * ROW + d);
                    score = fma(query[d * PER], k.x, score);
                    if (F16)
                        score = fma(query[d * PER + 1], k.y, score);
                }
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
            if (d >= ROW)
                continue;
            vec2 add = acc[j] * shrink;
            for (uint i = 0; i < n; i++)
                add += weights[i] * cached(p.values, kv0 + (first + i) * ROW + d);
            acc[j] = add;
        }
    }
    uint o_at = (t * p.n_head + head) * DIM;
    if (PARTS) {
        o_at = (head * gl_NumWorkGroups.z + gl_WorkGroupID.z) * (DIM + 2);
        if (id == 0) {
            p.o.v[o_at + DIM] = largest;
            p.o.v[o_at + DIM + 1] = sum;
        }
    }
    for (uint j = 0; j < OUT * PER; j++) {
        uint word = id + j / PER * THREADS;
        uint d = word * PER + j % PER;
        if (word >= ROW || d >= DIM)
            continue;
        float o = acc[j / PER][j % PER];
        if (!PARTS) {
            o /= sum;
            if (GATED)
                o *= sigmoid(p.q.v[q_at + DIM + d]);
        }
        p.o.v[o_at + d] = o;
    }
}
