#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_NV_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t] for many tokens on the device's matrix units: a workgroup of 4 subgroups
 * makes 64 rows of up to 128 tokens, each subgroup 32 of 64, in steps of 64 inputs. The
 * weights are unpacked to 16 bits into shared memory, x comes as 16 bits with a scale per
 * row (pack_half), sums are f32. What the next step needs is loaded while this one is
 * multiplied, and what lies past the last token is not multiplied. Affine types alone. */
layout(constant_id = 5) const bool ADD = false;
layout(constant_id = 6) const bool INDIRECT = false;

const uint ROWS = 64;
const uint TOKS = 128;
const uint STEP = 64;             /* inputs */
const uint STRIDE = STEP / 8 + 1; /* of a row in shared memory, 8 halves each */

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Words4 x; /* halves */
    Floats x_scale;
    Floats y;
    Items items;
    Words rows;
    uint n_in, n_out, y_stride, x_div, n_tok;
} p;

shared uvec4 w_tile[ROWS * STRIDE];
shared uvec4 x_tile[TOKS * STRIDE];
shared float y_tile[4 * 256];
shared uint y_rows[TOKS];
shared float y_scale[TOKS];

uint words[BITS];
float scale, bias;
uvec4 x_next[8];

/* Each thread: 32 inputs of one row of weights and of two tokens. */
void load_step(matrix w, uint w_row, uvec2 x_at, uint k)
{
    uint u = k / UNIT;
    uint n_unit = p.n_in / UNIT;
    bool inside = u < n_unit;
    u = min(u, n_unit - 1);
    [[unroll]] for (uint i = 0; i < BITS; i++)
        words[i] = w.data.v[(w_row * n_unit + u) * BITS + i];
    uint g = w_row * (p.n_in / GROUP) + u * UNIT / GROUP;
    scale = inside ? scale_at(w.scales, g) : 0;
    bias = inside ? scale_at(w.biases, g + w.odd_biases) : 0;
    [[unroll]] for (uint i = 0; i < 8; i++)
        x_next[i] = inside ? p.x.v[(x_at[i / 4] + u * UNIT) / 8 + i % 4] : uvec4(0);
}

float value(uint e)
{
    uint bit = e * BITS;
    uint shift = bit & 31;
    uint q = words[bit >> 5] >> shift;
    if (shift + BITS > 32)
        q |= words[min((bit >> 5) + 1, BITS - 1)] << (32 - shift);
    return fma(scale, float(q & ((1u << BITS) - 1)), bias);
}

void store_step(uint to)
{
    [[unroll]] for (uint i = 0; i < 4; i++) {
        w_tile[to + i] = uvec4(packHalf2x16(vec2(value(8 * i), value(8 * i + 1))),
                               packHalf2x16(vec2(value(8 * i + 2), value(8 * i + 3))),
                               packHalf2x16(vec2(value(8 * i + 4), value(8 * i + 5))),
                               packHalf2x16(vec2(value(8 * i + 6), value(8 * i + 7))));
        x_tile[to + i] = x_next[i];
        x_tile[to + TOKS / 2 * STRIDE + i] = x_next[4 + i];
    }
}

void main()
{
    uint id = thread_id();
    uint64_t record = 0;
    uint first = gl_WorkGroupID.y * TOKS;
    uint n = min(TOKS, p.n_tok - first);
    if (INDIRECT) {
        item it = p.items.v[gl_WorkGroupID.y];
        record = it.record;
        first = it.first;
        n = it.n;
    }
    for (uint i = id; i < TOKS; i += THREADS) {
        uint row = first + min(i, n - 1);
        row = INDIRECT ? p.rows.v[row] : row;
        y_rows[i] = row;
        y_scale[i] = p.x_scale.v[row / (INDIRECT ? p.x_div : 1)];
    }
    matrix w = matrix_at(record, p.data, p.scales, p.biases);
    uint row0 = gl_WorkGroupID.x * ROWS;
    barrier();

    fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> acc[8];
    [[unroll]] for (uint i = 0; i < 8; i++)
        acc[i] = fcoopmatNV<32, gl_ScopeSubgroup, 16, 16>(0);
    uint load_row = id / 2;
    uint load_in = id % 2 * UNIT;
    uint to = load_row * STRIDE + load_in / 8;
    uint w_row = min(row0 + load_row, p.n_out - 1);
    uvec2 x_at = uvec2(y_rows[load_row], y_rows[load_row + TOKS / 2]) /
                 (INDIRECT ? p.x_div : 1) * p.n_in;
    uint my_row = gl_SubgroupID / 2 * 32;
    uint my_tok = gl_SubgroupID % 2 * 64;
    load_step(w, w_row, x_at, load_in);
    for (uint k = 0; k < p.n_in; k += STEP) {
        store_step(to);
        barrier();
        load_step(w, w_row, x_at, k + STEP + load_in);
        [[unroll]] for (uint i = 0; i < STEP / 16; i++) {
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> a[2];
            [[unroll]] for (uint j = 0; j < 2; j++)
                coopMatLoadNV(a[j], w_tile, (my_row + 16 * j) * STRIDE + 2 * i, STRIDE, false);
            [[unroll]] for (uint j = 0; j < 4; j++) {
                if (my_tok + 16 * j >= n)
                    continue;
                fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> b;
                coopMatLoadNV(b, x_tile, (my_tok + 16 * j) * STRIDE + 2 * i, STRIDE, true);
                acc[j] = coopMatMulAddNV(a[0], b, acc[j]);
                acc[4 + j] = coopMatMulAddNV(a[1], b, acc[4 + j]);
            }
        }
        barrier();
    }
    uint mine = gl_SubgroupID * 256;
    [[unroll]] for (uint j = 0; j < 8; j++) {
        coopMatStoreNV(acc[j], y_tile, mine, 16, true);
        barrier();
        for (uint i = gl_SubgroupInvocationID; i < 256; i += gl_SubgroupSize) {
            uint row = row0 + my_row + j / 4 * 16 + i % 16;
            uint tok = my_tok + j % 4 * 16 + i / 16;
            if (tok >= n || row >= p.n_out)
                continue;
            uint at = y_rows[tok] * p.y_stride + row;
            float y = y_tile[mine + i] * y_scale[tok];
            p.y.v[at] = ADD ? p.y.v[at] + y : y;
        }
        barrier();
    }
}
