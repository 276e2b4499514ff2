#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* Causal convolution of every channel over the tokens, then silu. A thread is a channel: it
 * carries its last WIDTH - 1 inputs along and leaves them in the state. */
layout(constant_id = 2) const uint WIDTH = 4;

layout(push_constant) uniform Push {
    Floats x;     /* [n_tok][n_channel] */
    Floats w;     /* [n_channel][WIDTH], the newest input last */
    Floats state; /* [WIDTH - 1][n_channel], the oldest first */
    Floats y;
    uint n_channel, n_tok;
} p;

void main()
{
    uint c = flat_id();
    if (c >= p.n_channel)
        return;
    float past[WIDTH];
    float w[WIDTH];
    for (uint i = 0; i < WIDTH; i++) {
        w[i] = p.w.v[c * WIDTH + i];
        past[i] = 0;
    }
    for (uint i = 0; i + 1 < WIDTH; i++)
        past[i + 1] = p.state.v[i * p.n_channel + c];
    for (uint t = 0; t < p.n_tok; t++) {
        for (uint i = 0; i + 1 < WIDTH; i++)
            past[i] = past[i + 1];
        past[WIDTH - 1] = p.x.v[t * p.n_channel + c];
        float sum = 0;
        for (uint i = 0; i < WIDTH; i++)
            sum = fma(w[i], past[i], sum);
        p.y.v[t * p.n_channel + c] = silu(sum);
    }
    for (uint i = 0; i + 1 < WIDTH; i++)
        p.state.v[i * p.n_channel + c] = past[i + 1];
}
