#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "weights.glsl"

/* h[t] = row ids[t] of the embedding */
layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Floats h;
    Words ids;
    uint n_in;
} p;

void main()
{
    matrix w = matrix_at(0, p.data, p.scales, p.biases);
    uint t = gl_WorkGroupID.y;
    uint i = gl_WorkGroupID.x * THREADS + thread_id();
    if (i < p.n_in)
        p.h.v[t * p.n_in + i] = weight(w, p.ids.v[t], i, p.n_in);
}
