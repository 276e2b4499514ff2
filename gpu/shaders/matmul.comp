#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t] for many tokens: a workgroup of 128 makes 64 rows of 32 tokens, each
 * thread 4 of 4, from tiles of 32 inputs in shared memory. What the next tile needs is
 * loaded while this one is multiplied. */
layout(constant_id = 5) const bool ADD = false;
layout(constant_id = 6) const bool INDIRECT = false;
layout(constant_id = 7) const bool WIDE = false; /* whole tiles, aligned to 16 bytes */

const uint ROWS = 64;
const uint TILE = 32;              /* tokens, and inputs of a step */
const uint W_STRIDE = ROWS / 4 + 1; /* of an input's rows in shared memory, 4 each */
const uint X_STRIDE = TILE / 4 + 1;
const uint PART = 16; /* inputs of a row that a thread loads */
const uint N_WORD = (BITS + 1) / 2; /* they are in, for affine types */
const bool AFFINE = TYPE >= FIRST_AFFINE;

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Floats x;
    Floats y;
    Items items;
    Words rows;
    uint n_in, n_out, x_stride, y_stride, x_div, n_tok;
} p;

shared vec4 w_tile[TILE * W_STRIDE];
shared vec4 x_tile[TILE * X_STRIDE];
shared uint y_rows[TILE];

uint words[AFFINE ? N_WORD : PART]; /* of floats: as they are, or one as f32 each */
float scale, bias;
vec4 x_next[2];

/* Inputs k .. k + 15 of a row. Rows of affine types are whole units. */
void load_weights(matrix w, uint row, uint k)
{
    if (AFFINE) {
        k = min(k, p.n_in - PART);
        uint at = (row * (p.n_in / UNIT) + k / UNIT) * BITS + k % UNIT * BITS / 32;
        [[unroll]] for (uint i = 0; i < N_WORD; i++)
            words[i] = w.data.v[at + i];
        uint g = row * (p.n_in / GROUP) + k / GROUP;
        scale = scale_at(w.scales, g);
        bias = scale_at(w.biases, g + w.odd_biases);
        return;
    }
    if (WIDE) {
        const uint n = TYPE == TYPE_F32 ? PART / 4 : PART / 8;
        uint at = (row * p.n_in + min(k, p.n_in - PART)) / PART * n;
        [[unroll]] for (uint i = 0; i < n; i++) {
            uvec4 four = Words4(w.data).v[at + i];
            [[unroll]] for (uint j = 0; j < 4; j++)
                words[4 * i + j] = four[j];
        }
        return;
    }
    [[unroll]] for (uint i = 0; i < PART; i++)
        words[i] = k + i < p.n_in
                       ? floatBitsToUint(float_weight(w, row * p.n_in + k + i))
                       : 0;
}

float weight_of(uint e, uint first_bit)
{
    if (!AFFINE && (!WIDE || TYPE == TYPE_F32))
        return uintBitsToFloat(words[e]);
    if (!AFFINE)
        return TYPE == TYPE_BF16 ? bf16(words[e / 2], e) : unpackHalf2x16(words[e / 2])[e & 1];
    uint bit = first_bit + e * BITS;
    uint shift = bit & 31;
    uint q = words[bit >> 5] >> shift;
    if (shift + BITS > 32)
        q |= words[min((bit >> 5) + 1, N_WORD - 1)] << (32 - shift);
    return fma(scale, float(q & ((1u << BITS) - 1)), bias);
}

/* Inputs k .. k + 7 of a token. */
void load_inputs(uint x_at, uint k)
{
    if (AFFINE || WIDE) {
        Vec4s x = Vec4s(uint64_t(p.x) + uint64_t(x_at + min(k, p.n_in - 8)) * 4);
        x_next[0] = x.v[0];
        x_next[1] = x.v[1];
        return;
    }
    [[unroll]] for (uint i = 0; i < 8; i++)
        x_next[i / 4][i % 4] = k + i < p.n_in ? p.x.v[x_at + k + i] : 0;
}

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
    uint row0 = gl_WorkGroupID.x * ROWS;
    uint w_row = id / 2, w_in = id % 2 * PART;
    uint x_tok = id / 4, x_in = id % 4 * 8;
    uint my_row = id % 16, my_tok = id / 16; /* fours */
    uint first_bit = w_in * BITS & 31;
    barrier();

    vec4 acc[4];
    [[unroll]] for (uint t = 0; t < 4; t++)
        acc[t] = vec4(0);
    uint row = min(row0 + w_row, p.n_out - 1);
    uint x_at = y_rows[x_tok] / (INDIRECT ? p.x_div : 1) * p.x_stride;
    load_weights(w, row, w_in);
    load_inputs(x_at, x_in);
    for (uint k = 0; k < p.n_in; k += TILE) {
        [[unroll]] for (uint i = 0; i < PART; i++)
            w_tile[(w_in + i) * W_STRIDE + w_row / 4][w_row % 4] = weight_of(i, first_bit);
        [[unroll]] for (uint i = 0; i < 8; i++)
            x_tile[(x_in + i) * X_STRIDE + x_tok / 4][x_tok % 4] = x_next[i / 4][i % 4];
        barrier();
        load_weights(w, row, k + TILE + w_in);
        load_inputs(x_at, k + TILE + x_in);
        for (uint i = 0; i < TILE; i++) {
            vec4 a = w_tile[i * W_STRIDE + my_row];
            vec4 x = x_tile[i * X_STRIDE + my_tok];
            [[unroll]] for (uint t = 0; t < 4; t++)
                acc[t] = fma(a, vec4(x[t]), acc[t]);
        }
        barrier();
    }
    [[unroll]] for (uint t = 0; t < 4; t++) {
        [[unroll]] for (uint r = 0; r < 4; r++) {
            uint to = row0 + my_row * 4 + r;
            uint tok = my_tok * 4 + t;
            if (tok >= n || to >= p.n_out)
                continue;
            uint at = y_rows[tok] * p.y_stride + to;
            p.y.v[at] = ADD ? p.y.v[at] + acc[t][r] : acc[t][r];
        }
    }
}
