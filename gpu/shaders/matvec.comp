#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t], few tokens: LANES threads for ROWS rows of one token, x in shared memory
 * a CHUNK at a time. The affine types add scale * sum(q x) + bias * sum(x) for every 32
 * inputs, which is the same as fma(q, scale x, bias x) per input with the factors taken out.
 *
 * What would be steps of their own before and behind it can be part of it, since each costs
 * the whole device a pause:
 *   X_NORMED      x times the norm's weight; the root mean square divides the sums
 *   X_HEADS       x in heads of head_dim, each divided by its root mean square, of which
 *                 the sums of squares are there in n_part parts a head
 *   DUAL          y = silu(W x) * (W2 x)
 *   WHERE_ITEM    the record and the row of y are an item's
 *   WHERE_ROUTED  the record is that of the token's expert at this place of the routing
 *   WHERE_SUM     y += sum over places of weight[j] W[j] x[j], and sigmoid(gate) * other */
layout(constant_id = 5) const uint ROWS = 2;
layout(constant_id = 6) const bool WIDE = false; /* rows of weights are aligned to 16 bytes */
layout(constant_id = 7) const bool ADD = false;
layout(constant_id = 8) const uint WHERE = 0;
layout(constant_id = 9) const uint X = 0;
layout(constant_id = 10) const bool DUAL = false;

const uint WHERE_ITEM = 1;
const uint WHERE_ROUTED = 2;
const uint WHERE_SUM = 3;
const uint X_NORMED = 1;
const uint X_HEADS = 2;

layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Records { uint64_t v[]; };

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    uint64_t data2, scales2, biases2; /* DUAL; WHERE_SUM: other, gate (0: none), weights */
    Floats x;
    Floats y;
    Floats factor;  /* X_NORMED: the norm's weight; X_HEADS: sums of squares */
    uint64_t items; /* Items, or the layer's Records */
    Words rows;     /* of items, or the routing */
    Words missing;  /* becomes 1 when a record is not there */
    uint n_in, n_out, x_stride, y_stride, div; /* div: rows of y per row of x, or head_dim */
    uint n_place;   /* WHERE_SUM: places; X_HEADS: parts */
    float eps;
} p;

const uint CHUNK = 2048;
const uint PAD = 4; /* per UNIT: neighbours in different banks */
const uint TOTAL = DUAL ? 2 * ROWS : ROWS;
const uint MAX_PLACES = 64;
const uint MAX_HEADS = 256;

shared vec4 x_chunk[CHUNK / UNIT * (UNIT + PAD) / 4];
shared float head_scale[X == X_HEADS ? MAX_HEADS : 1];
shared uvec2 records[WHERE == WHERE_SUM ? MAX_PLACES : 1];
shared float place_weight[WHERE == WHERE_SUM ? MAX_PLACES : 1];

uint words[TOTAL * BITS];
float scale[TOTAL], bias[TOTAL];
float acc[TOTAL];

uint padded(uint i)
{
    return i + i / UNIT * PAD;
}

/* Row r of a thread is one of the second matrix from ROWS on. */
matrix matrix_of(uint64_t record, uint r)
{
    if (DUAL && r >= ROWS)
        return matrix_at(record, p.data2, p.scales2, p.biases2);
    return matrix_at(record, p.data, p.scales, p.biases);
}

/* Unit u of the rows from row0 on. */
void load_unit(uint64_t record, uint row0, uint u)
{
    uint n_unit = p.n_in / UNIT;
    [[unroll]] for (uint r = 0; r < TOTAL; r++) {
        uint row = min(row0 + r % ROWS, p.n_out - 1);
        matrix w = matrix_of(record, r);
        uint at = row * n_unit + u;
        if (WIDE && BITS == 4) {
            uvec4 q = Words4(w.data).v[at];
            words[r * BITS] = q.x;
            words[r * BITS + 1] = q.y;
            words[r * BITS + 2] = q.z;
            words[r * BITS + 3] = q.w;
        } else if (WIDE && BITS == 8) {
            [[unroll]] for (uint i = 0; i < 2; i++) {
                uvec4 q = Words4(w.data).v[at * 2 + i];
                words[r * BITS + 4 * i] = q.x;
                words[r * BITS + 4 * i + 1] = q.y;
                words[r * BITS + 4 * i + 2] = q.z;
                words[r * BITS + 4 * i + 3] = q.w;
            }
        } else if (WIDE && BITS == 2) {
            uvec2 q = Words2(w.data).v[at];
            words[r * BITS] = q.x;
            words[r * BITS + 1] = q.y;
        } else {
            [[unroll]] for (uint i = 0; i < BITS; i++)
                words[r * BITS + i] = w.data.v[at * BITS + i];
        }
        uint g = row * (p.n_in / GROUP) + u * UNIT / GROUP;
        scale[r] = scale_at(w.scales, g);
        bias[r] = scale_at(w.biases, g + w.odd_biases);
    }
}

float byte_of(uint w, uint i)
{
    return float((w >> (8 * i)) & 0xff);
}

/* sum(q x) of row r. Bits that divide a byte are split into bytes first, which devices turn
 * into floats without a shift. */
float unit_sum(uint r, float x[UNIT])
{
    float sum = 0;
    if (BITS == 2 || BITS == 4 || BITS == 8) {
        const uint per_byte = 8 / BITS;
        const uint mask = 0x01010101u * ((1u << BITS) - 1);
        [[unroll]] for (uint i = 0; i < BITS; i++)
            [[unroll]] for (uint s = 0; s < per_byte; s++) {
                uint w = (words[r * BITS + i] >> (s * BITS)) & mask;
                [[unroll]] for (uint b = 0; b < 4; b++)
                    sum = fma(byte_of(w, b), x[i * 4 * per_byte + b * per_byte + s], sum);
            }
        return sum;
    }
    [[unroll]] for (uint e = 0; e < UNIT; e++) {
        uint bit = e * BITS;
        uint shift = bit & 31;
        uint q = words[r * BITS + (bit >> 5)] >> shift;
        if (shift + BITS > 32)
            q |= words[r * BITS + min((bit >> 5) + 1, BITS - 1)] << (32 - shift);
        sum = fma(float(q & ((1u << BITS) - 1)), x[e], sum);
    }
    return sum;
}

/* Of the unit that was loaded, with x from place `at` of the chunk on. */
void add_unit(uint at)
{
    float x[UNIT];
    float sum = 0;
    [[unroll]] for (uint i = 0; i < UNIT / 4; i++) {
        vec4 four = x_chunk[at / 4 + i];
        x[4 * i] = four.x;
        x[4 * i + 1] = four.y;
        x[4 * i + 2] = four.z;
        x[4 * i + 3] = four.w;
        sum += (four.x + four.y) + (four.z + four.w);
    }
    [[unroll]] for (uint r = 0; r < TOTAL; r++) {
        acc[r] = fma(scale[r], unit_sum(r, x), acc[r]);
        acc[r] = fma(bias[r], sum, acc[r]);
    }
}

float squares = 0;

/* Inputs first .. first + n - 1 into shared memory. */
void load_x(uint id, uint x0, uint first, uint n)
{
    for (uint i = id; i < n; i += THREADS) {
        uint in_at = first + i;
        float x = p.x.v[x0 + in_at];
        if (X == X_NORMED) {
            squares = fma(x, x, squares);
            x *= p.factor.v[in_at];
        }
        if (X == X_HEADS)
            x *= head_scale[in_at / p.div];
        if (WHERE == WHERE_SUM)
            x *= place_weight[in_at / p.n_in];
        x_chunk[padded(i) / 4][i % 4] = x;
    }
}

void find_heads(uint id)
{
    for (uint h = id; h < p.n_in / p.div; h += THREADS) {
        float sum = 0;
        for (uint i = 0; i < p.n_place; i++)
            sum += p.factor.v[h * p.n_place + i];
        head_scale[h] = inversesqrt(sum / float(p.div) + p.eps);
    }
    barrier();
}

void find_places(uint id)
{
    Floats weights = Floats(p.biases2);
    for (uint j = id; j < p.n_place; j += THREADS) {
        uint64_t record = Records(p.items).v[p.rows.v[j]];
        if (record == 0)
            p.missing.v[0] = 1;
        records[j] = uvec2(uint(record), uint(record >> 32));
        place_weight[j] = weights.v[j];
    }
    barrier();
}

/* Where the weights of an input lie. */
uint64_t record_at(uint in_at, uint64_t record)
{
    if (WHERE != WHERE_SUM)
        return record;
    uvec2 at = records[in_at / p.n_in];
    return uint64_t(at.x) | uint64_t(at.y) << 32;
}

void float_products(uint lane, uint row0, uint first, uint n, uint64_t record)
{
    for (uint i = lane; i < n; i += LANES) {
        float x = x_chunk[padded(i) / 4][i % 4];
        uint in_at = (first + i) % p.n_in;
        [[unroll]] for (uint r = 0; r < TOTAL; r++) {
            uint row = min(row0 + r % ROWS, p.n_out - 1);
            matrix w = matrix_of(record_at(first + i, record), r);
            acc[r] = fma(float_weight(w, row * p.n_in + in_at), x, acc[r]);
        }
    }
}

/* Eight inputs at a time, and several such loads under way. n_in is a multiple of 8. */
void float_products_wide(uint lane, uint row0, uint first, uint n, uint64_t record)
{
    const uint BATCH = 4;
    const uint PER = TYPE == TYPE_F32 ? 2 : 1; /* loads for eight */
    [[unroll]] for (uint r = 0; r < TOTAL; r++) {
        uint row = min(row0 + r % ROWS, p.n_out - 1);
        for (uint i0 = lane * 8; i0 < n; i0 += LANES * 8 * BATCH) {
            uvec4 q[BATCH * 2];
            [[unroll]] for (uint b = 0; b < BATCH; b++) {
                uint i = min(i0 + b * LANES * 8, n - 8);
                matrix w = matrix_of(record_at(first + i, record), r);
                uint at = (row * p.n_in + (first + i) % p.n_in) / 8 * PER;
                [[unroll]] for (uint j = 0; j < PER; j++)
                    q[b * 2 + j] = Words4(w.data).v[at + j];
            }
            [[unroll]] for (uint b = 0; b < BATCH; b++) {
                uint i = i0 + b * LANES * 8;
                if (i >= n)
                    continue;
                vec4 x0 = x_chunk[padded(i) / 4];
                vec4 x1 = x_chunk[padded(i) / 4 + 1];
                vec4 w0, w1;
                uvec4 a = q[b * 2];
                if (TYPE == TYPE_F32) {
                    w0 = uintBitsToFloat(a);
                    w1 = uintBitsToFloat(q[b * 2 + 1]);
                } else if (TYPE == TYPE_BF16) {
                    w0 = vec4(bf16(a.x, 0), bf16(a.x, 1), bf16(a.y, 0), bf16(a.y, 1));
                    w1 = vec4(bf16(a.z, 0), bf16(a.z, 1), bf16(a.w, 0), bf16(a.w, 1));
                } else {
                    w0 = vec4(unpackHalf2x16(a.x), unpackHalf2x16(a.y));
                    w1 = vec4(unpackHalf2x16(a.z), unpackHalf2x16(a.w));
                }
                acc[r] += dot(w0, x0) + dot(w1, x1);
            }
        }
    }
}

/* All inputs: n_in, or those of all places one behind the other. */
void products(uint id, uint row0, uint64_t record, uint x0)
{
    uint lane = id % LANES;
    uint n_all = WHERE == WHERE_SUM ? p.n_in * p.n_place : p.n_in;
    uint per_place = p.n_in / UNIT;
    for (uint first = 0; first < n_all; first += CHUNK) {
        uint n = min(CHUNK, n_all - first);
        if (TYPE < FIRST_AFFINE) {
            if (first > 0)
                barrier();
            load_x(id, x0, first, n);
            barrier();
            if (WIDE)
                float_products_wide(lane, row0, first, n, record);
            else
                float_products(lane, row0, first, n, record);
            continue;
        }
        /* The first weights are on their way while x is put in place. */
        uint u0 = first / UNIT;
        uint u = lane;
        if (u * UNIT < n)
            load_unit(record_at((u0 + u) * UNIT, record), row0, (u0 + u) % per_place);
        if (first > 0)
            barrier();
        load_x(id, x0, first, n);
        barrier();
        while (u * UNIT < n) {
            add_unit(u * (UNIT + PAD));
            u += LANES;
            if (u * UNIT < n)
                load_unit(record_at((u0 + u) * UNIT, record), row0, (u0 + u) % per_place);
        }
    }
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint row0 = (gl_WorkGroupID.x * (THREADS / LANES) + id / LANES) * ROWS;
    uint64_t record = 0;
    uint y_row = gl_WorkGroupID.y;
    uint x_row = y_row;
    if (WHERE == WHERE_ITEM) {
        item it = Items(p.items).v[gl_WorkGroupID.y];
        record = it.record;
        y_row = p.rows.v[it.first];
        x_row = y_row / p.div;
    }
    if (WHERE == WHERE_ROUTED) {
        record = Records(p.items).v[p.rows.v[y_row]];
        x_row = 0;
        if (record == 0) {
            if (id == 0)
                p.missing.v[0] = 1;
            return;
        }
    }
    if (WHERE == WHERE_SUM) {
        find_places(id);
        x_row = 0;
        bool whole = true;
        for (uint j = 0; j < p.n_place; j++)
            whole = whole && (records[j].x | records[j].y) != 0;
        if (!whole)
            return;
    }
    if (X == X_HEADS)
        find_heads(id);
    [[unroll]] for (uint r = 0; r < TOTAL; r++)
        acc[r] = 0;
    products(id, row0, record, x_row * p.x_stride);

    float factor = 1;
    if (X == X_NORMED)
        factor = inversesqrt(group_sum(squares) / float(p.n_in) + p.eps);
    float gate = 0;
    if (WHERE == WHERE_SUM && p.scales2 != 0)
        gate = sigmoid(Floats(p.scales2).v[0]);
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        float sum = lane_sum(acc[r]) * factor;
        if (DUAL)
            sum = silu(sum) * lane_sum(acc[(r + ROWS) % TOTAL]) * factor;
        uint row = row0 + r;
        uint at = y_row * p.y_stride + row;
        if (lane != 0 || row >= p.n_out)
            continue;
        if (WHERE == WHERE_SUM) {
            if (p.scales2 != 0)
                sum = fma(gate, Floats(p.data2).v[row], sum);
            p.y.v[row] += sum;
        } else {
            p.y.v[at] = ADD ? p.y.v[at] + sum : sum;
        }
    }
}
