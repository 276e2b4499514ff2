#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* The parts of attend put together, one query head per workgroup. Parts without a position
 * have the sum 0. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const bool GATED = false;

layout(push_constant) uniform Push {
    Floats parts; /* [n_head][n_part][DIM + 2] */
    Floats q;     /* per head: query, then gate if GATED */
    Floats o;     /* [n_head][DIM] */
    uint n_part;
} p;

void main()
{
    uint head = gl_WorkGroupID.x;
    uint row = DIM + 2;
    uint at = head * p.n_part * row;
    float largest = LOWEST;
    for (uint i = 0; i < p.n_part; i++)
        largest = max(largest, p.parts.v[at + i * row + DIM]);
    for (uint d = thread_id(); d < DIM; d += THREADS) {
        float sum = 0;
        float o = 0;
        for (uint i = 0; i < p.n_part; i++) {
            uint part = at + i * row;
            float weight = exp(p.parts.v[part + DIM] - largest);
            sum = fma(weight, p.parts.v[part + DIM + 1], sum);
            o = fma(weight, p.parts.v[part + d], o);
        }
        o /= sum;
        if (GATED)
            o *= sigmoid(p.q.v[head * 2 * DIM + DIM + d]);
        p.o.v[head * DIM + d] = o;
    }
}
