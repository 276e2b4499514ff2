#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t], few tokens: LANES threads for ROWS rows of one token. The affine types
 * add scale * sum(q x) + bias * sum(x) for every 32 inputs, which is the same as
 * fma(q, scale x, bias x) per input with the factors taken out. */
layout(constant_id = 5) const uint ROWS = 2;
layout(constant_id = 6) const bool WIDE = false; /* rows of weights are aligned to 16 bytes */
layout(constant_id = 7) const bool ADD = false;
layout(constant_id = 8) const bool INDIRECT = false;

struct item {
    uint64_t record;
    uint first, n; /* of rows */
};
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Items { item v[]; };

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Floats x;
    Floats y;
    Items items; /* INDIRECT: one row each */
    Words rows;
    uint n_in, n_out, x_stride, y_stride, x_div;
} p;

float x_unit[UNIT];

void load_x(uint at)
{
    Vec4s x = Vec4s(uint64_t(p.x) + uint64_t(at) * 4);
    [[unroll]] for (uint i = 0; i < UNIT / 4; i++) {
        vec4 four = x.v[i];
        x_unit[4 * i] = four.x;
        x_unit[4 * i + 1] = four.y;
        x_unit[4 * i + 2] = four.z;
        x_unit[4 * i + 3] = four.w;
    }
}

uint words[8];

void load_words(matrix w, uint at)
{
    if (WIDE && BITS == 4) {
        uvec4 four = Words4(w.data).v[at / 4];
        words[0] = four.x;
        words[1] = four.y;
        words[2] = four.z;
        words[3] = four.w;
        return;
    }
    [[unroll]] for (uint i = 0; i < 8; i++)
        if (i < BITS)
            words[i] = w.data.v[at + i];
}

float unit_product()
{
    float sum = 0;
    [[unroll]] for (uint e = 0; e < UNIT; e++) {
        uint bit = e * BITS;
        uint shift = bit & 31;
        uint q = words[bit >> 5] >> shift;
        if (shift + BITS > 32)
            q |= words[((bit >> 5) + 1) & 7] << (32 - shift);
        sum = fma(float(q & ((1u << BITS) - 1)), x_unit[e], sum);
    }
    return sum;
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint row0 = (gl_WorkGroupID.x * (THREADS / LANES) + id / LANES) * ROWS;
    uint64_t record = 0;
    uint y_row = gl_WorkGroupID.y;
    uint x_row = y_row;
    if (INDIRECT) {
        item it = p.items.v[gl_WorkGroupID.y];
        record = it.record;
        y_row = p.rows.v[it.first];
        x_row = y_row / p.x_div;
    }
    matrix w = matrix_at(record, p.data, p.scales, p.biases);
    uint x0 = x_row * p.x_stride;

    float acc[ROWS];
    for (uint r = 0; r < ROWS; r++)
        acc[r] = 0;
    if (TYPE < FIRST_AFFINE) {
        for (uint i = lane; i < p.n_in; i += LANES) {
            float x = p.x.v[x0 + i];
            for (uint r = 0; r < ROWS; r++)
                acc[r] = fma(float_weight(w, min(row0 + r, p.n_out - 1) * p.n_in + i), x,
                             acc[r]);
        }
    } else {
        uint n_unit = p.n_in / UNIT;
        for (uint u = lane; u < n_unit; u += LANES) {
            load_x(x0 + u * UNIT);
            float sum = 0;
            [[unroll]] for (uint i = 0; i < UNIT; i++)
                sum += x_unit[i];
            for (uint r = 0; r < ROWS; r++) {
                uint row = min(row0 + r, p.n_out - 1);
                load_words(w, (row * n_unit + u) * BITS);
                uint g = row * (p.n_in / GROUP) + u * UNIT / GROUP;
                acc[r] = fma(half_at(w.scales, g), unit_product(), acc[r]);
                acc[r] = fma(half_at(w.biases, g + w.odd_biases), sum, acc[r]);
            }
        }
    }
    for (uint r = 0; r < ROWS; r++) {
        float sum = lane_sum(acc[r]);
        uint at = y_row * p.y_stride + row0 + r;
        if (lane == 0 && row0 + r < p.n_out)
            p.y.v[at] = ADD ? p.y.v[at] + sum : sum;
    }
}
