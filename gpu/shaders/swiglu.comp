#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* gate[row] = silu(gate[row]) up[row], for the listed rows or the first n_row */
layout(constant_id = 2) const bool LISTED = false;

layout(push_constant) uniform Push {
    Floats gate;
    Floats up;
    Words rows;
    uint n, n_row;
} p;

void main()
{
    uint i = flat_id();
    uint row = i / p.n;
    if (row >= p.n_row)
        return;
    uint at = (LISTED ? p.rows.v[row] : row) * p.n + i % p.n;
    p.gate.v[at] = silu(p.gate.v[at]) * p.up.v[at];
}
