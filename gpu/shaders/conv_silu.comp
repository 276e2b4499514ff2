#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* Causal convolution of every channel over the tokens, then silu. A thread makes one channel
 * of BLOCK tokens. The last WIDTH - 1 inputs are the state: of a single token it is advanced
 * here, of several by delta_prepare, when all have read it. A token alone that needs no other
 * form of its inputs is convolved by delta_step. */
layout(constant_id = 2) const uint WIDTH = 4;

layout(push_constant) uniform Push {
    Floats x;     /* [n_tok][n_channel] */
    Floats w;     /* [n_channel][WIDTH], the newest input last */
    Floats state; /* [WIDTH - 1][n_channel], the oldest first */
    Floats y;
    uint n_channel, n_tok;
} p;

const uint BLOCK = 32;

/* Input of token t - WIDTH + 1, which for the first tokens is in the state. */
float earlier(uint t, uint c)
{
    return t + 1 < WIDTH ? p.state.v[t * p.n_channel + c]
                         : p.x.v[(t - (WIDTH - 1)) * p.n_channel + c];
}

void main()
{
    uint c = gl_WorkGroupID.x * THREADS + thread_id();
    if (c >= p.n_channel)
        return;
    uint first = gl_WorkGroupID.y * BLOCK;
    uint end = min(first + BLOCK, p.n_tok);
    float past[WIDTH];
    float w[WIDTH];
    for (uint i = 0; i < WIDTH; i++) {
        w[i] = p.w.v[c * WIDTH + i];
        past[i] = 0;
    }
    for (uint i = 0; i + 1 < WIDTH; i++)
        past[i + 1] = earlier(first + i, c);
    for (uint t = first; t < end; t++) {
        for (uint i = 0; i + 1 < WIDTH; i++)
            past[i] = past[i + 1];
        past[WIDTH - 1] = p.x.v[t * p.n_channel + c];
        float sum = 0;
        for (uint i = 0; i < WIDTH; i++)
            sum = fma(w[i], past[i], sum);
        p.y.v[t * p.n_channel + c] = silu(sum);
    }
    if (p.n_tok == 1)
        for (uint i = 0; i + 1 < WIDTH; i++)
            p.state.v[i * p.n_channel + c] = past[i + 1];
}
