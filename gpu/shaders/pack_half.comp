#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* Rows of floats as halves for the matrix units, each row with a scale that is a power of
 * two and keeps the largest value in the middle of a half's range. n is even. */
layout(constant_id = 2) const bool LISTED = false;

layout(push_constant) uniform Push {
    Floats x; /* [rows][n] */
    Words y;  /* [rows][n / 2] */
    Floats scale;
    Words rows;    /* those that are packed, if LISTED */
    uint n, first; /* row, or place in the list, of the first workgroup */
} p;

void main()
{
    uint id = thread_id();
    uint row = p.first + gl_WorkGroupID.x;
    if (LISTED)
        row = p.rows.v[row];
    uint at = row * p.n;
    float largest = 0;
    for (uint i = id; i < p.n; i += THREADS)
        largest = max(largest, abs(p.x.v[at + i]));
    largest = group_max(largest);
    int e = 0;
    if (largest > 0)
        frexp(largest, e);
    e = clamp(e, -100, 100);
    if (id == 0)
        p.scale.v[row] = ldexp(1.0, e);
    float factor = ldexp(1.0, -e);
    for (uint i = id; i < p.n / 2; i += THREADS)
        p.y.v[at / 2 + i] = packHalf2x16(vec2(p.x.v[at + 2 * i], p.x.v[at + 2 * i + 1]) * factor);
}
