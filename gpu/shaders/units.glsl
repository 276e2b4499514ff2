/* Matrix units: what a subgroup of 32 multiplies together, pieces of 16 x 16. A and B are of
 * halves, 8 in an element of the arrays that they come from, sums are f32, 4 in an element.
 * UNIT_LANES threads make up such a subgroup; unit_id() says which of a workgroup's.
 *
 * With PLAIN_UNITS the same in what every device has, so that whatever is built on them can
 * be tested anywhere: each of 32 threads keeps the rows and the column that its 8 sums need. */
const uint UNIT_LANES = 32;

#ifdef PLAIN_UNITS

/* Of loops over pieces: compiling them should not take longer than they do. */
#define UNIT_LOOP [[dont_unroll]]

struct unit_a {
    float v[128]; /* 8 rows */
};
struct unit_b {
    float v[16]; /* a column */
};
struct unit_sum {
    float v[8];
};

uint unit_id()
{
    return thread_id() / UNIT_LANES;
}

uint unit_lane()
{
    return thread_id() % UNIT_LANES;
}

/* Of element i that this thread holds. */
uint unit_row(uint i)
{
    return unit_lane() / 16 + 2 * i;
}

uint unit_col()
{
    return unit_lane() % 16;
}

#define UNIT_BARRIER() barrier()
#define UNIT_HALF(array, h) (unpackHalf2x16(array[(h) / 8][(h) % 8 / 2])[(h) % 2])
/* Rows, or columns for B and sums, of `stride` elements one behind the other. */
#define UNIT_LOAD_A(m, array, at, stride)                                                    \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        [[dont_unroll]] for (uint unit_k = 0; unit_k < 16; unit_k++) {                       \
            uint unit_h = ((at) + unit_row(unit_i) * (stride)) * 8 + unit_k;                 \
            m.v[unit_i * 16 + unit_k] = UNIT_HALF(array, unit_h);                            \
        }
#define UNIT_LOAD_B(m, array, at, stride)                                                    \
    [[dont_unroll]] for (uint unit_k = 0; unit_k < 16; unit_k++) {                           \
        uint unit_h = ((at) + unit_col() * (stride)) * 8 + unit_k;                           \
        m.v[unit_k] = UNIT_HALF(array, unit_h);                                              \
    }
#define UNIT_LOAD_B_ROWS(m, array, at, stride)                                               \
    [[dont_unroll]] for (uint unit_k = 0; unit_k < 16; unit_k++) {                           \
        uint unit_h = ((at) + unit_k * (stride)) * 8 + unit_col();                           \
        m.v[unit_k] = UNIT_HALF(array, unit_h);                                              \
    }
#define UNIT_STORE_COLS(m, array, at, stride)                                                \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        array[(at) + unit_col() * (stride) + unit_row(unit_i) / 4][unit_row(unit_i) % 4] =   \
            floatBitsToUint(m.v[unit_i]);
#define UNIT_STORE_ROWS(m, array, at, stride)                                                \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        array[(at) + unit_row(unit_i) * (stride) + unit_col() / 4][unit_col() % 4] =         \
            floatBitsToUint(m.v[unit_i]);
#define UNIT_LOAD_ROWS(m, array, at, stride)                                                 \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        m.v[unit_i] = uintBitsToFloat(                                                       \
            array[(at) + unit_row(unit_i) * (stride) + unit_col() / 4][unit_col() % 4]);
#define UNIT_ZERO(m)                                                                         \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        m.v[unit_i] = 0;
#define UNIT_MULTIPLY(a, b, sum)                                                             \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        [[dont_unroll]] for (uint unit_k = 0; unit_k < 16; unit_k++)                         \
            sum.v[unit_i] = fma(a.v[unit_i * 16 + unit_k], b.v[unit_k], sum.v[unit_i]);
#define UNIT_SCALE(m, by)                                                                    \
    [[dont_unroll]] for (uint unit_i = 0; unit_i < 8; unit_i++)                              \
        m.v[unit_i] *= by.v[unit_i];

#else

#extension GL_NV_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require

#define UNIT_LOOP [[unroll]]
#define unit_a fcoopmatNV<16, gl_ScopeSubgroup, 16, 16>
#define unit_b fcoopmatNV<16, gl_ScopeSubgroup, 16, 16>
#define unit_sum fcoopmatNV<32, gl_ScopeSubgroup, 16, 16>

uint unit_id()
{
    return gl_SubgroupID;
}

uint unit_lane()
{
    return gl_SubgroupInvocationID;
}

#define UNIT_BARRIER() subgroupBarrier()
#define UNIT_LOAD_A(m, array, at, stride) coopMatLoadNV(m, array, at, stride, false)
#define UNIT_LOAD_B(m, array, at, stride) coopMatLoadNV(m, array, at, stride, true)
#define UNIT_LOAD_B_ROWS(m, array, at, stride) coopMatLoadNV(m, array, at, stride, false)
#define UNIT_STORE_COLS(m, array, at, stride) coopMatStoreNV(m, array, at, stride, true)
#define UNIT_STORE_ROWS(m, array, at, stride) coopMatStoreNV(m, array, at, stride, false)
#define UNIT_LOAD_ROWS(m, array, at, stride) coopMatLoadNV(m, array, at, stride, false)
#define UNIT_ZERO(m) m = unit_sum(0)
#define UNIT_MULTIPLY(a, b, sum) sum = coopMatMulAddNV(a, b, sum)
#define UNIT_SCALE(m, by)                                                                    \
    [[unroll]] for (int unit_i = 0; unit_i < m.length(); unit_i++)                           \
        m[unit_i] *= by[unit_i]

#endif
