#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* Rows of floats as halves for the matrix units, each row with a scale that is a power of
 * two and keeps the largest value in the middle of a half's range. n is even. */
layout(constant_id = 2) const bool LISTED = false;
layout(constant_id = 3) const bool WIDE = false; /* read once, 16 bytes at a time */

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Pairs { uvec2 v[]; };

layout(push_constant) uniform Push {
    Floats x; /* [rows][n] */
    Words y;  /* [rows][n / 2] */
    Floats scale;
    Words rows;    /* those that are packed, if LISTED */
    uint n, first; /* row, or place in the list, of the first workgroup */
} p;

const uint KEPT = 8; /* fours of a thread, with WIDE at most */

vec4 kept[KEPT];

void main()
{
    uint id = thread_id();
    uint row = p.first + gl_WorkGroupID.x;
    if (LISTED)
        row = p.rows.v[row];
    uint at = row * p.n;
    float largest = 0;
    if (WIDE) {
        [[unroll]] for (uint i = 0; i < KEPT; i++) {
            uint four = id + i * THREADS;
            kept[i] = four < p.n / 4 ? Vec4s(uint64_t(p.x)).v[at / 4 + four] : vec4(0);
            vec4 size = abs(kept[i]);
            largest = max(max(largest, max(size.x, size.y)), max(size.z, size.w));
        }
    } else {
        for (uint i = id; i < p.n; i += THREADS)
            largest = max(largest, abs(p.x.v[at + i]));
    }
    largest = group_max(largest);
    int e = 0;
    if (largest > 0)
        frexp(largest, e);
    e = clamp(e, -100, 100);
    if (id == 0)
        p.scale.v[row] = ldexp(1.0, e);
    float factor = ldexp(1.0, -e);
    if (WIDE) {
        [[unroll]] for (uint i = 0; i < KEPT; i++) {
            uint four = id + i * THREADS;
            vec4 x = kept[i] * factor;
            if (four < p.n / 4)
                Pairs(uint64_t(p.y)).v[at / 4 + four] =
                    uvec2(packHalf2x16(x.xy), packHalf2x16(x.zw));
        }
        return;
    }
    for (uint i = id; i < p.n / 2; i += THREADS)
        p.y.v[at / 2 + i] = packHalf2x16(vec2(p.x.v[at + 2 * i], p.x.v[at + 2 * i + 1]) * factor);
}
