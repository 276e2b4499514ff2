/* How weights are read. TYPE is enum dtype of core/kernel/matrix.h, with enum scale_type in
 * the bits above; the affine types come as BITS words per 32 inputs. A matrix that lies in an
 * expert's record has offsets from the record in place of addresses. */
layout(constant_id = 2) const uint TYPES = 0;
layout(constant_id = 3) const uint BITS = 32;
layout(constant_id = 4) const uint GROUP = 32;

const uint TYPE = TYPES & 0xff;
const bool F16_SCALES = TYPES >> 8 == 1;

const uint TYPE_F32 = 0;
const uint TYPE_F16 = 1;
const uint TYPE_BF16 = 2;
const uint FIRST_AFFINE = 3;
const uint UNIT = 32;

struct matrix {
    Words data;
    Words scales;
    Words biases;
    uint odd_biases; /* 1: they begin at the upper half of their first word */
};

matrix matrix_at(uint64_t base, uint64_t data, uint64_t scales, uint64_t biases)
{
    matrix w;
    w.data = Words(base + data);
    w.scales = Words(base + scales);
    w.biases = Words((base + biases) & ~uint64_t(3));
    w.odd_biases = uint(biases >> 1) & 1;
    return w;
}

float bf16(uint word, uint half_index)
{
    return uintBitsToFloat((half_index & 1) != 0 ? word & 0xffff0000u : word << 16);
}

float half_at(Words a, uint i)
{
    return bf16(a.v[i >> 1], i);
}

/* Not unpackHalf2x16, which may take what is below 2^-14 for zero: for a weight that is
 * nothing, but a scale is multiplied. */
float f16(uint word, uint half_index)
{
    uint h = (half_index & 1) != 0 ? word >> 16 : word;
    uint magnitude = (h & 0x7fff) << 13;
    float x = (h & 0x7c00) != 0 ? uintBitsToFloat(magnitude + 0x38000000)
                                : uintBitsToFloat(magnitude + 0x38800000) - 6.103515625e-5;
    return (h & 0x8000) != 0 ? -x : x;
}

/* Scale or bias i. */
float scale_at(Words a, uint i)
{
    return F16_SCALES ? f16(a.v[i >> 1], i) : half_at(a, i);
}

/* Any element of a matrix of floats, by its place in the whole matrix. */
float float_weight(matrix w, uint i)
{
    if (TYPE == TYPE_F32)
        return uintBitsToFloat(w.data.v[i]);
    if (TYPE == TYPE_BF16)
        return half_at(w.data, i);
    return unpackHalf2x16(w.data.v[i >> 1])[i & 1];
}

/* The stored value of input e of the 32 whose words begin at `at`. */
uint quant_at(matrix w, uint at, uint e)
{
    uint bit = e * BITS;
    uint shift = bit & 31;
    uint q = w.data.v[at + (bit >> 5)] >> shift;
    if (shift + BITS > 32)
        q |= w.data.v[at + (bit >> 5) + 1] << (32 - shift);
    return q & ((1u << BITS) - 1);
}

/* Any element. */
float weight(matrix w, uint row, uint i, uint n_in)
{
    if (TYPE < FIRST_AFFINE)
        return float_weight(w, row * n_in + i);
    uint q = quant_at(w, (row * (n_in / UNIT) + i / UNIT) * BITS, i % UNIT);
    uint g = row * (n_in / GROUP) + i / GROUP;
    return fma(scale_at(w.scales, g), float(q), scale_at(w.biases, g + w.odd_biases));
}

/* -- the 32 inputs of a unit, taken from its words in registers. Where a value begins in one
 * word and ends in the next, `next` is that; elsewhere it is not looked at. */

uint word_of(uint e)
{
    return e * BITS / 32;
}

/* 1 + q / 2^BITS of value e: its bits in a mantissa. Devices turn integers into floats at a
 * quarter of the rate of this, or less. */
float fraction(uint e, uint word, uint next)
{
    const uint to = 23 - BITS;
    uint shift = e * BITS & 31;
    uint v = shift > to ? word >> (shift - to) : word << (to - shift);
    if (shift + BITS > 32)
        v |= next << (32 + to - shift);
    return uintBitsToFloat((v & (((1u << BITS) - 1) << to)) | 0x3f800000u);
}

/* The unit as 8 quads, four values as bytes. Which four: what is cheapest to take out of the
 * words of so many bits, but the first 16 inputs make the first four quads. */
uint quad_element(uint bits, uint k, uint i)
{
    if (bits == 4)
        return k / 2 * 8 + i * 2 + k % 2;
    if (bits == 2)
        return k / 4 * 16 + i * 4 + k % 4;
    return k * 4 + i;
}

uint quad_word(uint k)
{
    return word_of(quad_element(BITS, k, 0));
}

uint quad(uint k, uint word, uint next)
{
    const uint low = (1u << BITS) - 1;
    if (BITS == 8)
        return word;
    if (BITS == 4)
        return (word >> (k % 2 * 4)) & 0x0f0f0f0fu;
    if (BITS == 2)
        return (word >> (k % 4 * 2)) & 0x03030303u;
    uint shift = k * 4 * BITS & 31;
    uint v = word >> shift;
    if (shift + 4 * BITS > 32)
        v |= next << (32 - shift);
    uint four = v & low;
    [[unroll]] for (uint i = 1; i < 4; i++)
        four |= (v << (i * (8 - BITS))) & (low << (8 * i));
    return four;
}
