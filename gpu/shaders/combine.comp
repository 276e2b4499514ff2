#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* h[t] += sum over places of weight y[row], in the order of the routing */
layout(push_constant) uniform Push {
    Floats h;
    Floats y;       /* [n_tok * k][n] */
    Floats weights; /* [n_tok][k] */
    uint n, n_tok, k;
} p;

void main()
{
    uint i = flat_id();
    if (i >= p.n * p.n_tok)
        return;
    uint t = i / p.n;
    float sum = p.h.v[i];
    for (uint row = t * p.k; row < (t + 1) * p.k; row++)
        sum = fma(p.weights.v[row], p.y.v[row * p.n + i % p.n], sum);
    p.h.v[i] = sum;
}
