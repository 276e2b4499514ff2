#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* The parts of attend put together: SLICE elements of one query head a workgroup, whose
 * threads share the parts among them. Parts without a position have the sum 0. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool GATED = false;

layout(push_constant) uniform Push {
    Floats parts; /* [n_head][n_part][DIM + 2] */
    Floats q;     /* per head: query, then gate if GATED */
    Floats o;     /* [n_head][DIM] */
    uint n_part;
} p;

const uint SLICE = 32;
const uint TEAMS = THREADS / SLICE;
const uint MAX_PARTS = 256;
const uint BATCH = 8; /* loads under way */

shared float weights[MAX_PARTS];
shared float sums[THREADS];

/* Weights of the parts; returns what they are divided by. */
float weigh(uint id, uint at)
{
    const uint row = DIM + 2;
    float largest = LOWEST;
    for (uint i = id; i < p.n_part; i += THREADS)
        largest = max(largest, p.parts.v[at + i * row + DIM]);
    largest = group_max(largest);
    float sum = 0;
    for (uint i = id; i < MAX_PARTS; i += THREADS) {
        float weight = 0;
        if (i < p.n_part) {
            weight = exp(p.parts.v[at + i * row + DIM] - largest);
            sum = fma(weight, p.parts.v[at + i * row + DIM + 1], sum);
        }
        weights[i] = weight;
    }
    return group_sum(sum); /* with a barrier, behind which the weights are there */
}

void main()
{
    uint id = thread_id();
    uint team = id / SLICE;
    uint head = gl_WorkGroupID.x;
    uint d = gl_WorkGroupID.y * SLICE + id % SLICE;
    uint at = head * p.n_part * (DIM + 2);
    float sum = weigh(id, at);
    float o = 0;
    for (uint i0 = team; i0 < p.n_part; i0 += TEAMS * BATCH) {
        float x[BATCH];
        [[unroll]] for (uint b = 0; b < BATCH; b++)
            x[b] = p.parts.v[at + min(i0 + b * TEAMS, p.n_part - 1) * (DIM + 2) + min(d, DIM - 1)];
        [[unroll]] for (uint b = 0; b < BATCH; b++)
            if (i0 + b * TEAMS < p.n_part)
                o = fma(weights[i0 + b * TEAMS], x[b], o);
    }
    sums[id] = o;
    barrier();
    if (team > 0 || d >= DIM)
        return;
    for (uint t = 1; t < TEAMS; t++)
        o += sums[id + t * SLICE];
    o /= sum;
    if (GATED)
        o *= sigmoid(p.q.v[head * 2 * DIM + DIM + d]);
    p.o.v[head * DIM + d] = o;
}
