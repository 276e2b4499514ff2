#include "common.glsl"
#include "reduce.glsl"
#include "weights.glsl"
#ifdef DOT
#include "dot4.glsl"
#endif

/* y[t] (+)= W x[t], few tokens: LANES threads for ROWS rows of one token, x in shared memory
 * a CHUNK at a time. The affine types add scale * sum(q x) + bias * sum(x) for every 32
 * inputs, which is the same as fma(q, scale x, bias x) per input with the factors taken out.
 * The weights of DEPTH such units are under way at once, the first of them before x is there:
 * most matrices are so small that one wait for memory is most of their time.
 *
 * Two forms. In f32, where q becomes a mantissa; and with DOT, for the affine types alone,
 * where x becomes bytes with a scale for every 16 inputs, and sum(q x) is of integers.
 *
 * What would be steps of their own before and behind it can be part of it, since each costs
 * the whole device a pause:
 *   X_NORMED      x times the norm's weight; the root mean square divides the sums
 *   X_HEADS       x in heads of head_dim, each divided by its root mean square, of which
 *                 the sums of squares are there in n_part parts a head
 *   Y_BITS        y becomes the bytes that a product with a matrix of so many bits wants of x,
 *                 once for all its workgroups; which is what X_BYTES is
 *   DUAL          y = silu(W x) * (W2 x)
 *   WHERE_PAIR    y = W x, and W2 with its own rows and y by the workgroups behind those of W
 *   WHERE_ITEM    the record and the row of y are an item's
 *   WHERE_ROUTED  the record is that of the token's expert at this place of the routing
 *   WHERE_TOP     likewise, and the routing is found from the router's logits first
 *   WHERE_SUM     y += sum over places of weight[j] W[j] x[j], and sigmoid(gate) * other;
 *                 PARTIAL: over those whose records are there */
layout(constant_id = 5) const uint ROWS = 2;
layout(constant_id = 6) const bool WIDE = false; /* rows of weights are aligned to 16 bytes */
layout(constant_id = 7) const bool ADD = false;
layout(constant_id = 8) const uint WHERE = 0;
layout(constant_id = 9) const uint X = 0;
layout(constant_id = 10) const bool DUAL = false;
layout(constant_id = 11) const uint DEPTH = 1;
layout(constant_id = 12) const uint TOP_OF = 1;     /* experts, with WHERE_TOP */
layout(constant_id = 13) const bool TOP_NORM = true;
layout(constant_id = 14) const bool PARTIAL = false;
layout(constant_id = 15) const uint N_IN = 32;      /* of a row: the compiler knows distances */
layout(constant_id = 16) const uint Y_BITS = 0;     /* 0: y is floats */

#include "topk.glsl"

const uint WHERE_ITEM = 1;
const uint WHERE_ROUTED = 2;
const uint WHERE_SUM = 3;
const uint WHERE_TOP = 4;
const uint WHERE_PAIR = 5;
const uint X_NORMED = 1;
const uint X_HEADS = 2;
const uint X_BYTES = 3;

layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Records { uint64_t v[]; };

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    uint64_t data2, scales2, biases2; /* DUAL, WHERE_PAIR; WHERE_SUM: other, gate (0: none) */
    Floats x;
    Floats y;
    Floats factor;  /* X_NORMED: the norm's weight; X_HEADS: sums of squares */
    uint64_t items; /* Items, or the layer's Records; WHERE_PAIR: y of W2 */
    Words rows;     /* of items; or the routing: ids, and at equal distances behind them
                       weights, lower and upper halves of the records' addresses */
    Words missing;  /* WHERE_SUM: becomes 1 when a record is not there; WHERE_TOP: logits */
    uint n_out, x_stride, y_stride;
    uint div;       /* rows of y per row of x; head_dim; of the routing: that distance in
                       words; WHERE_PAIR: rows of W2 */
    uint n_place;   /* WHERE_SUM, WHERE_TOP: places; X_HEADS: parts */
    float eps;
} p;

const uint TOTAL = DUAL ? 2 * ROWS : ROWS;
const uint MAX_PLACES = 64;
const uint MAX_HEADS = 256;

#ifdef DOT
const uint CHUNK = 8192;
const uint X_FOURS = 3; /* of a unit: 32 bytes, then of each half scale, and scaled sum */
shared uvec4 x_chunk[CHUNK / UNIT * X_FOURS];
shared float y_group[Y_BITS > 0 ? THREADS / LANES * ROWS : 1]; /* before they are bytes */
#else
const uint CHUNK = 2048;
const uint X_FOURS = UNIT / 4 + 1; /* and the halves' sums; neighbours are in different banks */
shared vec4 x_chunk[CHUNK / UNIT * X_FOURS];
#endif
shared float head_scale[X == X_HEADS ? MAX_HEADS : 1];
shared uvec2 records[WHERE == WHERE_SUM ? MAX_PLACES : 1];
shared float place_weight[WHERE == WHERE_SUM ? MAX_PLACES : 1];
shared uint place_of[PARTIAL ? MAX_PLACES : 1]; /* of those that are there */

uint words[DEPTH * TOTAL * BITS];
float scale[DEPTH * TOTAL], bias[DEPTH * TOTAL];
float acc[TOTAL];

bool is_second = false; /* of a pair */
uint n_places;          /* WHERE_SUM: that are summed */
uint n_out;             /* of the matrix that is this workgroup's */

matrix first_matrix, second_matrix; /* not WHERE_SUM; the second one with DUAL */

void find_matrices(uint64_t record)
{
    if (WHERE == WHERE_PAIR && is_second)
        first_matrix = matrix_at(record, p.data2, p.scales2, p.biases2);
    else
        first_matrix = matrix_at(record, p.data, p.scales, p.biases);
    if (DUAL)
        second_matrix = matrix_at(record, p.data2, p.scales2, p.biases2);
}

/* Row r of a thread is one of the second matrix from ROWS on. */
matrix matrix_of(uint64_t record, uint r)
{
    if (WHERE == WHERE_SUM)
        return matrix_at(record, p.data, p.scales, p.biases);
    if (DUAL && r >= ROWS)
        return second_matrix;
    return first_matrix;
}

void load_words(uint to, uint64_t from)
{
    if (WIDE && BITS % 4 == 0) {
        [[unroll]] for (uint i = 0; i < BITS / 4; i++) {
            uvec4 q = Words4(from).v[i];
            [[unroll]] for (uint j = 0; j < 4; j++)
                words[to * BITS + 4 * i + j] = q[j];
        }
    } else if (WIDE && BITS % 2 == 0) {
        [[unroll]] for (uint i = 0; i < BITS / 2; i++) {
            uvec2 q = Words2(from).v[i];
            words[to * BITS + 2 * i] = q.x;
            words[to * BITS + 2 * i + 1] = q.y;
        }
    } else {
        [[unroll]] for (uint i = 0; i < BITS; i++)
            words[to * BITS + i] = Words(from).v[i];
    }
}

/* Scale or bias i of the first of several rows, of the one r below it. */
float scale_below(Words a, uint i, uint r)
{
    const uint per_row = N_IN / GROUP;
    if (per_row % 2 != 0)
        return scale_at(a, i + r * per_row);
    return scale_at(Words(uint64_t(a) + r * per_row * 2), i);
}

/* A unit of ROWS rows to the places from `to` on. What differs between rows is known to the
 * compiler, which then adds it to no address. */
void load_units(uint to, matrix w, uint row0, uint unit)
{
    const uint unit_bytes = BITS * 4, row_bytes = N_IN / UNIT * unit_bytes;
    uint64_t data = uint64_t(w.data) + uint64_t(row0) * row_bytes + unit * unit_bytes;
    uint g = row0 * (N_IN / GROUP) + unit * UNIT / GROUP;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        load_words(to + r, data + r * row_bytes);
        scale[to + r] = scale_below(w.scales, g, r);
        bias[to + r] = scale_below(w.biases, g + w.odd_biases, r);
    }
}

/* Where the weights of an input lie. */
uint64_t record_at(uint in_at, uint64_t record)
{
    if (WHERE != WHERE_SUM)
        return record;
    uvec2 at = records[in_at / N_IN];
    return uint64_t(at.x) | uint64_t(at.y) << 32;
}

/* Units u, u + LANES, ... of the n_unit behind the first u0. */
void load_batch(uint64_t record, uint row0, uint u0, uint u, uint n_unit)
{
    [[unroll]] for (uint d = 0; d < DEPTH; d++) {
        uint unit = u0 + min(u + d * LANES, n_unit - 1);
        uint64_t at = record_at(unit * UNIT, record);
        if (WHERE == WHERE_SUM)
            unit %= N_IN / UNIT;
        [[unroll]] for (uint r = 0; r < TOTAL; r += ROWS)
            load_units(d * TOTAL + r, matrix_of(at, r), row0, unit);
        if (u + d * LANES >= n_unit)
            [[unroll]] for (uint r = 0; r < TOTAL; r++)
                scale[d * TOTAL + r] = bias[d * TOTAL + r] = 0;
    }
}

/* Word i of what was loaded to place `to`; behind the last word anything. */
uint word_at(uint to, uint i)
{
    return words[to * BITS + min(i, BITS - 1)];
}

#ifdef DOT
/* 1.5 * 2^23: neighbours of this float are 1 apart. So n may be added to its bits to get
 * WHOLE + n, and the lowest bits of WHOLE + x are x rounded, for numbers below 2^22: cheaper
 * than conversions. */
const float WHOLE = 12582912.0;

/* Batch d of the loaded with the unit of x at place `at` of the chunk. */
void add_unit(uint d, uint at)
{
    uvec4 x0 = x_chunk[at * X_FOURS];
    uvec4 x1 = x_chunk[at * X_FOURS + 1];
    vec4 scales = uintBitsToFloat(x_chunk[at * X_FOURS + 2]); /* and scaled sums */
    [[unroll]] for (uint r = 0; r < TOTAL; r++) {
        uint to = d * TOTAL + r;
        int sum0 = floatBitsToInt(WHOLE), sum1 = sum0;
        [[unroll]] for (uint k = 0; k < 8; k++) {
            uint q = quad(k, word_at(to, quad_word(k)), word_at(to, quad_word(k) + 1));
            /* Bytes have a sign: 128 less, which the bias makes up for. */
            int product = dot4(k < 4 ? x0[k & 3] : x1[k & 3], BITS == 8 ? q ^ 0x80808080u : q);
            if (k < 4)
                sum0 += product;
            else
                sum1 += product;
        }
        float sum = scales.x * (intBitsToFloat(sum0) - WHOLE);
        sum = fma(scales.y, intBitsToFloat(sum1) - WHOLE, sum);
        float more = BITS == 8 ? fma(scale[to], 128, bias[to]) : bias[to];
        acc[r] = fma(scale[to], sum, acc[r]);
        acc[r] = fma(more, scales.z + scales.w, acc[r]);
    }
}
#else
void add_unit(uint d, uint at)
{
    float x[UNIT];
    [[unroll]] for (uint i = 0; i < UNIT / 4; i++) {
        vec4 four = x_chunk[at * X_FOURS + i];
        [[unroll]] for (uint j = 0; j < 4; j++)
            x[4 * i + j] = four[j];
    }
    vec2 halves = x_chunk[at * X_FOURS + UNIT / 4].xy;
    float sum = halves.x + halves.y;
    [[unroll]] for (uint r = 0; r < TOTAL; r++) {
        uint to = d * TOTAL + r;
        float part = -sum;
        [[unroll]] for (uint e = 0; e < UNIT; e++)
            part = fma(fraction(e, word_at(to, word_of(e)), word_at(to, word_of(e) + 1)),
                       x[e], part);
        acc[r] = fma(scale[to] * float(1u << BITS), part, acc[r]);
        acc[r] = fma(bias[to], sum, acc[r]);
    }
}
#endif

float squares = 0;

vec4 four_at(Floats x, uint at)
{
    if (WIDE)
        return Vec4s(uint64_t(x)).v[at / 4];
    return vec4(x.v[at], x.v[at + 1], x.v[at + 2], x.v[at + 3]);
}

/* Where in x an input lies. */
uint x_at(uint in_at)
{
    return PARTIAL ? place_of[in_at / N_IN] * N_IN + in_at % N_IN : in_at;
}

/* Four inputs from in_at on, with all that is multiplied to them. */
vec4 inputs(uint x0, uint in_at)
{
    vec4 x = four_at(p.x, x0 + x_at(in_at));
    if (X == X_NORMED) {
        squares += dot(x, x);
        x *= four_at(p.factor, in_at);
    }
    if (WHERE == WHERE_SUM)
        x *= place_weight[in_at / N_IN];
    if (X == X_HEADS)
        [[unroll]] for (uint i = 0; i < 4; i++)
            x[i] *= head_scale[(in_at + i) / p.div];
    return x;
}

#ifdef DOT
/* 16 inputs as quads for a matrix of so many bits, their scale and scaled sum. */
void to_bytes(float x[16], uint bits, out uvec4 quads, out vec2 scales)
{
    /* Compared as integers, where no number is less than what is none: that must not become
     * bytes like any other, so it becomes the scale. */
    uint most_bits = 0;
    [[unroll]] for (uint i = 0; i < 16; i++)
        most_bits = max(most_bits, floatBitsToUint(x[i]) & 0x7fffffffu);
    float most = uintBitsToFloat(most_bits);
    float to_byte = most > 0 ? 127 / most : 0;
    int sum = 0;
    [[unroll]] for (uint k = 0; k < 4; k++) {
        uint four = 0;
        [[unroll]] for (uint i = 0; i < 4; i++) {
            uint byte = floatBitsToUint(fma(x[quad_element(bits, k, i)], to_byte, WHOLE));
            four |= (byte & 0xff) << (8 * i);
        }
        quads[k] = four;
        sum += dot4(four, 0x01010101u);
    }
    float unit = most / 127;
    scales = vec2(unit, unit * float(sum));
}

/* As load_x, of X_BYTES. */
void copy_x(uint id, uint first, uint n)
{
    for (uint i = id; i < n / UNIT * X_FOURS; i += THREADS) {
        uint in_at = first + i / X_FOURS * UNIT;
        uvec4 four = Words4(uint64_t(p.x)).v[x_at(in_at) / UNIT * X_FOURS + i % X_FOURS];
        if (WHERE == WHERE_SUM && i % X_FOURS == 2)
            four = floatBitsToUint(uintBitsToFloat(four) * place_weight[in_at / N_IN]);
        x_chunk[i] = four;
    }
}

/* y of the workgroup's rows, from row0 of the matrix and y0 of y on, as copy_x takes it. */
void store_bytes(uint id, uint row0, uint y0)
{
    barrier();
    for (uint h = id; h < THREADS / LANES * ROWS / 16; h += THREADS) {
        float x[16];
        uvec4 quads;
        vec2 scales;
        [[unroll]] for (uint i = 0; i < 16; i++)
            x[i] = y_group[16 * h + i];
        to_bytes(x, Y_BITS, quads, scales);
        uint row = row0 + 16 * h;
        if (row >= n_out)
            continue;
        uint at = (y0 + row) / UNIT * X_FOURS * 4, half_at = row / 16 % 2;
        Words y = Words(uint64_t(p.y));
        [[unroll]] for (uint k = 0; k < 4; k++)
            y.v[at + half_at * 4 + k] = quads[k];
        [[unroll]] for (uint k = 0; k < 2; k++)
            y.v[at + 8 + 2 * k + half_at] = floatBitsToUint(scales[k]);
    }
}

/* Inputs first .. first + n - 1 into shared memory: half a unit a thread, which then needs
 * nothing of others. */
void load_x(uint id, uint x0, uint first, uint n)
{
    if (X == X_BYTES) {
        copy_x(id, first, n);
        return;
    }
    for (uint h = id; h < n / 16; h += THREADS) {
        float x[16];
        uvec4 quads;
        vec2 scales;
        [[unroll]] for (uint i = 0; i < 4; i++) {
            vec4 four = inputs(x0, first + 16 * h + 4 * i);
            [[unroll]] for (uint j = 0; j < 4; j++)
                x[4 * i + j] = four[j];
        }
        to_bytes(x, BITS, quads, scales);
        uint at = h / 2 * X_FOURS;
        x_chunk[at + h % 2] = quads;
        x_chunk[at + 2][h % 2] = floatBitsToUint(scales.x);
        x_chunk[at + 2][2 + h % 2] = floatBitsToUint(scales.y);
    }
}
#else
/* Likewise: four a thread, so that neighbours read one behind the other. */
void load_x(uint id, uint x0, uint first, uint n)
{
    for (uint i = id; i < n / 4; i += THREADS) {
        vec4 x = inputs(x0, first + 4 * i);
        x_chunk[i / 8 * X_FOURS + i % 8] = x;
        float sum = (x.x + x.y) + (x.z + x.w);
        sum += subgroupShuffleXor(sum, 1);
        sum += subgroupShuffleXor(sum, 2);
        if (i % 4 == 0)
            x_chunk[i / 8 * X_FOURS + 8][i / 4 % 2] = sum;
    }
}
#endif

void find_heads(uint id)
{
    for (uint h = id; h < N_IN / p.div; h += THREADS) {
        float sum = 0;
        for (uint i = 0; i < p.n_place; i++)
            sum += p.factor.v[h * p.n_place + i];
        head_scale[h] = inversesqrt(sum / float(p.div) + p.eps);
    }
    barrier();
}

/* What WHERE_ROUTED or WHERE_TOP has left. */
void find_places(uint id)
{
    for (uint j = id; j < p.n_place; j += THREADS) {
        uvec2 record = uvec2(p.rows.v[2 * p.div + j], p.rows.v[3 * p.div + j]);
        if ((record.x | record.y) == 0)
            p.missing.v[0] = 1;
        records[j] = record;
        place_weight[j] = uintBitsToFloat(p.rows.v[p.div + j]);
    }
    barrier();
    n_places = p.n_place;
}

/* The same without those that are not there. */
void find_places_that_are_there(uint id)
{
    n_places = 0;
    for (uint j = 0; j < p.n_place; j++) {
        uvec2 record = uvec2(p.rows.v[2 * p.div + j], p.rows.v[3 * p.div + j]);
        if ((record.x | record.y) == 0)
            continue;
        if (id == 0) {
            records[n_places] = record;
            place_weight[n_places] = uintBitsToFloat(p.rows.v[p.div + j]);
            place_of[n_places] = j;
        }
        n_places++;
    }
    barrier();
}

#ifndef DOT
uint padded(uint i)
{
    return i + i / UNIT * 4;
}

/* As load_x, where n may be odd. */
void load_x_single(uint id, uint x0, uint first, uint n)
{
    for (uint i = id; i < n; i += THREADS) {
        uint in_at = first + i;
        float x = p.x.v[x0 + x_at(in_at)];
        if (X == X_NORMED) {
            squares = fma(x, x, squares);
            x *= p.factor.v[in_at];
        }
        if (X == X_HEADS)
            x *= head_scale[in_at / p.div];
        if (WHERE == WHERE_SUM)
            x *= place_weight[in_at / N_IN];
        x_chunk[padded(i) / 4][i % 4] = x;
    }
}

void float_products(uint lane, uint row0, uint first, uint n, uint64_t record)
{
    for (uint i = lane; i < n; i += LANES) {
        float x = x_chunk[padded(i) / 4][i % 4];
        uint in_at = (first + i) % N_IN;
        [[unroll]] for (uint r = 0; r < TOTAL; r++) {
            matrix w = matrix_of(record_at(first + i, record), r);
            acc[r] = fma(float_weight(w, (row0 + r % ROWS) * N_IN + in_at), x, acc[r]);
        }
    }
}

/* Eight inputs at a time, and several such loads under way, of which the first are before x
 * is there. n_in is a multiple of 8. */
const uint FLOATS = 8;                     /* loads of eight */
const uint PER = TYPE == TYPE_F32 ? 2 : 1; /* words of them, by fours */

uvec4 float_words[WIDE && TYPE < FIRST_AFFINE ? FLOATS * 2 * TOTAL : 1];

void load_floats(uint row0, uint first, uint i0, uint n, uint64_t record)
{
    [[unroll]] for (uint b = 0; b < FLOATS; b++) {
        uint i = first + min(i0 + b * LANES * 8, n - 8);
        [[unroll]] for (uint r = 0; r < TOTAL; r++) {
            matrix w = matrix_of(record_at(i, record), r);
            uint at = ((row0 + r % ROWS) * N_IN + i % N_IN) / 8 * PER;
            [[unroll]] for (uint j = 0; j < PER; j++)
                float_words[(b * TOTAL + r) * 2 + j] = Words4(w.data).v[at + j];
        }
    }
}

void add_floats(uint i0, uint n)
{
    [[unroll]] for (uint b = 0; b < FLOATS; b++) {
        uint i = i0 + b * LANES * 8;
        if (i >= n)
            continue;
        vec4 x0 = x_chunk[padded(i) / 4];
        vec4 x1 = x_chunk[padded(i) / 4 + 1];
        [[unroll]] for (uint r = 0; r < TOTAL; r++) {
            vec4 w0, w1;
            uvec4 a = float_words[(b * TOTAL + r) * 2];
            if (TYPE == TYPE_F32) {
                w0 = uintBitsToFloat(a);
                w1 = uintBitsToFloat(float_words[(b * TOTAL + r) * 2 + 1]);
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

/* The inputs first .. first + n - 1, x put in place meanwhile. */
void float_chunk(uint id, uint row0, uint64_t record, uint x0, uint first, uint n)
{
    uint lane = id % LANES;
    if (WIDE)
        load_floats(row0, first, lane * 8, n, record);
    if (first > 0)
        barrier();
    load_x_single(id, x0, first, n);
    barrier();
    if (!WIDE) {
        float_products(lane, row0, first, n, record);
        return;
    }
    for (uint i = lane * 8; i < n;) {
        add_floats(i, n);
        i += FLOATS * LANES * 8;
        if (i < n)
            load_floats(row0, first, i, n, record);
    }
}
#endif

/* All inputs: n_in, or those of all places one behind the other. */
void products(uint id, uint row0, uint64_t record, uint x0)
{
    uint lane = id % LANES;
    uint n_all = WHERE == WHERE_SUM ? N_IN * n_places : N_IN;
    for (uint first = 0; first < n_all; first += CHUNK) {
        uint n = min(CHUNK, n_all - first);
#ifndef DOT
        if (TYPE < FIRST_AFFINE) {
            float_chunk(id, row0, record, x0, first, n);
            continue;
        }
#endif
        /* The first weights are on their way while x is put in place. */
        uint n_unit = n / UNIT;
        load_batch(record, row0, first / UNIT, lane, n_unit);
        if (first > 0)
            barrier();
        load_x(id, x0, first, n);
        barrier();
        for (uint u = lane; u < n_unit;) {
            [[unroll]] for (uint d = 0; d < DEPTH; d++)
                add_unit(d, min(u + d * LANES, n_unit - 1));
            u += DEPTH * LANES;
            if (u < n_unit)
                load_batch(record, row0, first / UNIT, u, n_unit);
        }
    }
}

/* Expert of a place by the router's logits. The first workgroup of each writes its part of
 * the routing, which the sums over places read. */
uint find_expert(uint id, uint place)
{
    bool writes = gl_WorkGroupID.x == 0;
    uint n = writes && TOP_NORM ? p.n_place : place + 1;
    uint expert = 0;
    float weight = 0;
    float total = 0;
    top_begin(Floats(uint64_t(p.missing)), 0);
    for (uint j = 0; j < n; j++) {
        float likely;
        uint e = top_next(likely);
        total += likely;
        if (j == place) {
            expert = e;
            weight = likely;
        }
    }
    if (writes && id == 0) {
        p.rows.v[place] = expert;
        p.rows.v[p.div + place] = floatBitsToUint(TOP_NORM ? weight / total : weight);
    }
    return expert;
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    const uint per_group = THREADS / LANES * ROWS;
    uint row0 = gl_WorkGroupID.x * per_group + id / LANES * ROWS;
    Floats y = p.y;
    n_out = p.n_out;
    if (WHERE == WHERE_PAIR) {
        uint groups = (p.n_out + per_group - 1) / per_group;
        is_second = gl_WorkGroupID.x >= groups;
        if (is_second) {
            row0 -= groups * per_group;
            n_out = p.div;
            y = Floats(p.items);
        }
    }
    uint64_t record = 0;
    uint y_row = gl_WorkGroupID.y;
    uint x_row = y_row;
    if (WHERE == WHERE_ITEM) {
        item it = Items(p.items).v[gl_WorkGroupID.y];
        record = it.record;
        y_row = p.rows.v[it.first];
        x_row = y_row / p.div;
    }
    if (WHERE == WHERE_ROUTED || WHERE == WHERE_TOP) {
        uint expert = WHERE == WHERE_TOP ? find_expert(id, y_row) : p.rows.v[y_row];
        record = Records(p.items).v[expert];
        x_row = 0;
        if (gl_WorkGroupID.x == 0 && id == 0) {
            p.rows.v[2 * p.div + y_row] = uint(record);
            p.rows.v[3 * p.div + y_row] = uint(record >> 32);
        }
        if (record == 0) /* which the sum tells */
            return;
    }
    if (WHERE == WHERE_SUM && PARTIAL) {
        find_places_that_are_there(id);
        x_row = 0;
    } else if (WHERE == WHERE_SUM) {
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
    find_matrices(record);
    [[unroll]] for (uint r = 0; r < TOTAL; r++)
        acc[r] = 0;
    /* Behind the last row there is none to read: a thread there makes those before it again. */
    uint begin = min(row0, n_out - ROWS);
    /* What is added to is under way meanwhile. */
    float gate = 0, before[ROWS];
    if (WHERE == WHERE_SUM && p.scales2 != 0)
        gate = sigmoid(Floats(p.scales2).v[0]);
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        before[r] = 0;
        if (lane != 0 || begin + r < row0)
            continue;
        if (WHERE == WHERE_SUM || ADD)
            before[r] = y.v[y_row * p.y_stride + begin + r];
        if (WHERE == WHERE_SUM && p.scales2 != 0)
            before[r] = fma(gate, Floats(p.data2).v[begin + r], before[r]);
    }
    products(id, begin, record, x_row * p.x_stride);

    float factor = 1;
    if (X == X_NORMED)
        factor = inversesqrt(group_sum(squares) / float(N_IN) + p.eps);
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        float sum = lane_sum(acc[r]) * factor;
        if (DUAL)
            sum = silu(sum) * lane_sum(acc[(r + ROWS) % TOTAL]) * factor;
        uint row = begin + r;
#ifdef DOT
        if (Y_BITS > 0) {
            if (lane == 0)
                y_group[id / LANES * ROWS + r] = sum;
            continue;
        }
#endif
        if (lane == 0 && row >= row0)
            y.v[y_row * p.y_stride + row] = before[r] + sum;
    }
#ifdef DOT
    if (Y_BITS > 0)
        store_bytes(id, gl_WorkGroupID.x * per_group, y_row * p.y_stride);
#endif
}
