#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* y[t] = w x[t] / sqrt(mean(x[t]^2) + eps); with GATED then times silu(z[t]) */
layout(constant_id = 2) const bool GATED = false;

layout(push_constant) uniform Push {
    Floats x;
    Floats w;
    Floats y;
    Floats z;
    uint n;
    float eps;
} p;

void main()
{
    uint id = thread_id();
    uint at = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * p.n;
    float sum = 0;
    for (uint i = id; i < p.n; i += THREADS) {
        float x = p.x.v[at + i];
        sum = fma(x, x, sum);
    }
    float r = inversesqrt(group_sum(sum) / float(p.n) + p.eps);
    for (uint i = id; i < p.n; i += THREADS) {
        float y = p.x.v[at + i] * r * p.w.v[i];
        p.y.v[at + i] = GATED ? y * silu(p.z.v[at + i]) : y;
    }
}
