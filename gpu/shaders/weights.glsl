/* How weights are read. TYPE is enum dtype of core/kernel/matrix.h; the affine types come as
 * BITS words per 32 inputs. A matrix that lies in an expert's record has offsets from the
 * record in place of addresses. */
layout(constant_id = 2) const uint TYPE = 0;
layout(constant_id = 3) const uint BITS = 32;
layout(constant_id = 4) const uint GROUP = 32;

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
    return fma(half_at(w.scales, g), float(q), half_at(w.biases, g + w.odd_biases));
}
