#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* h[t] += sum over places of weight y[row], in the order of the routing. ELSEWHERE: what is
 * not 0 in `place` is 1 + the row of `other` that stands for that of y. */
layout(constant_id = 2) const bool ELSEWHERE = false;
layout(push_constant) uniform Push {
    Floats h;
    Floats y;       /* [n_tok * k][n] */
    Floats weights; /* [n_tok][k] */
    Words place;    /* [n_tok * k] */
    Floats other;
    uint n, n_tok, k;
} p;

void main()
{
    uint i = flat_id();
    if (i >= p.n * p.n_tok)
        return;
    uint t = i / p.n;
    float sum = p.h.v[i];
    for (uint row = t * p.k; row < (t + 1) * p.k; row++) {
        Floats y = p.y;
        uint at = row;
        if (ELSEWHERE && p.place.v[row] != 0) {
            y = p.other;
            at = p.place.v[row] - 1;
        }
        sum = fma(p.weights.v[row], y.v[at * p.n + i % p.n], sum);
    }
    p.h.v[i] = sum;
}
