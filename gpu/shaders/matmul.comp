#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t] for many tokens: a workgroup of 64 makes 32 rows of 32 tokens, each
 * thread 4 of 4, from tiles of 32 inputs in shared memory. */
layout(constant_id = 5) const bool ADD = false;
layout(constant_id = 6) const bool INDIRECT = false;

const uint TILE = 32;
const uint STRIDE = TILE + 1;

struct item {
    uint64_t record;
    uint first, n; /* of rows, n at most TILE */
};
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Items { item v[]; };

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Floats x;
    Floats y;
    Items items;
    Words rows;
    uint n_in, n_out, x_stride, y_stride, x_div, n_tok;
} p;

shared float w_tile[TILE * STRIDE];
shared float x_tile[TILE * STRIDE];
shared uint y_rows[TILE];

void main()
{
    uint id = thread_id();
    uint64_t record = 0;
    uint first = gl_WorkGroupID.y * TILE;
    uint n = min(TILE, p.n_tok - first);
    if (INDIRECT) {
        item it = p.items.v[gl_WorkGroupID.y];
        record = it.record;
        first = it.first;
        n = it.n;
    }
    if (id < TILE) {
        uint row = first + min(id, n - 1);
        y_rows[id] = INDIRECT ? p.rows.v[row] : row;
    }
    matrix w = matrix_at(record, p.data, p.scales, p.biases);
    uint row0 = gl_WorkGroupID.x * TILE;
    uint load_row = id / 2, load_in = id % 2 * 16;
    uint my_row = id / 8 * 4, my_tok = id % 8 * 4;
    barrier();

    float acc[16];
    [[unroll]] for (uint i = 0; i < 16; i++)
        acc[i] = 0;
    uint w_row = min(row0 + load_row, p.n_out - 1);
    uint x_at = y_rows[load_row] / (INDIRECT ? p.x_div : 1) * p.x_stride;
    for (uint k = 0; k < p.n_in; k += TILE) {
        for (uint i = 0; i < 16; i++) {
            uint in_at = k + load_in + i;
            uint to = load_row * STRIDE + load_in + i;
            bool inside = in_at < p.n_in;
            w_tile[to] = inside ? weight(w, w_row, in_at, p.n_in) : 0;
            x_tile[to] = inside ? p.x.v[x_at + in_at] : 0;
        }
        barrier();
        for (uint i = 0; i < TILE; i++) {
            [[unroll]] for (uint t = 0; t < 4; t++) {
                float x = x_tile[(my_tok + t) * STRIDE + i];
                [[unroll]] for (uint r = 0; r < 4; r++)
                    acc[t * 4 + r] =
                        fma(w_tile[(my_row + r) * STRIDE + i], x, acc[t * 4 + r]);
            }
        }
        barrier();
    }
    [[unroll]] for (uint t = 0; t < 4; t++) {
        [[unroll]] for (uint r = 0; r < 4; r++) {
            uint row = row0 + my_row + r;
            if (my_tok + t >= n || row >= p.n_out)
                continue;
            uint at = y_rows[my_tok + t] * p.y_stride + row;
            p.y.v[at] = ADD ? p.y.v[at] + acc[t * 4 + r] : acc[t * 4 + r];
        }
    }
}
