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
