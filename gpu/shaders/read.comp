#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* Reads and does nothing else: the limit that other shaders are held against. */
layout(push_constant) uniform Push {
    Words4 from;
    Words to; /* one word, so that no compiler takes the reading away */
    uint n;   /* fours of words */
} p;

const uint BATCH = 8;

void main()
{
    uint step = gl_NumWorkGroups.x * gl_NumWorkGroups.y * THREADS;
    uvec4 sum = uvec4(0);
    for (uint i = flat_id(); i < p.n; i += step * BATCH) {
        uvec4 x[BATCH];
        [[unroll]] for (uint b = 0; b < BATCH; b++)
            x[b] = p.from.v[min(i + b * step, p.n - 1)];
        [[unroll]] for (uint b = 0; b < BATCH; b++)
            sum ^= x[b];
    }
    if ((sum.x ^ sum.y ^ sum.z ^ sum.w) == 0x9e3779b9u)
        p.to.v[0] = sum.x;
}
