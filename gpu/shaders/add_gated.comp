#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* h[t] += sigmoid(logit[t]) y[t] */
layout(push_constant) uniform Push {
    Floats h;
    Floats y;
    Floats logit;
    uint n, n_tok;
} p;

void main()
{
    uint i = flat_id();
    if (i < p.n * p.n_tok)
        p.h.v[i] = fma(sigmoid(p.logit.v[i / p.n]), p.y.v[i], p.h.v[i]);
}
