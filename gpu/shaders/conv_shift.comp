#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* The state of the convolution past one token, when delta_step has read it. */
layout(push_constant) uniform Push {
    Floats x;     /* [n_channel] */
    Floats state; /* [past][n_channel], the oldest first */
    uint n_channel, past;
} p;

void main()
{
    uint c = flat_id();
    if (c >= p.n_channel)
        return;
    for (uint i = 0; i < p.past; i++)
        p.state.v[i * p.n_channel + c] =
            i + 1 < p.past ? p.state.v[(i + 1) * p.n_channel + c] : p.x.v[c];
}
