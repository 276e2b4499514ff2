#include "core/kernel/kernel.h"

#include <string.h>

#ifdef FLASHMOE_X86
#include <cpuid.h>
#endif

#include "core/kernel/scalar.h"

/* Which table runs here. Every level includes the ones below it. */

enum level {
    LEVEL_SCALAR,
    LEVEL_AVX2,
    LEVEL_AVX512,
};

#ifdef FLASHMOE_X86
/* Not every compiler's __builtin_cpu_supports knows this name. */
static bool has_f16c(void)
{
    unsigned a;
    unsigned b;
    unsigned c;
    unsigned d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}
#endif

static enum level cpu_level(void)
{
#ifdef FLASHMOE_X86
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !has_f16c())
        return LEVEL_SCALAR;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vnni"))
        return LEVEL_AVX512;
    return LEVEL_AVX2;
#else
    return LEVEL_SCALAR;
#endif
}

const char *const *kernels_names(void)
{
    static const char *const names[] = {"avx512", "avx2", "scalar", NULL};
    return names + (LEVEL_AVX512 - cpu_level());
}

const struct kernels *kernels_find(const char *name)
{
    static const struct kernels *const tables[] = {
        [LEVEL_SCALAR] = &kernels_scalar,
#ifdef FLASHMOE_X86
        [LEVEL_AVX2] = &kernels_avx2,
        [LEVEL_AVX512] = &kernels_avx512,
#endif
    };
    for (int level = (int)cpu_level(); level >= 0; level--) {
        if (!name || strcmp(name, tables[level]->name) == 0)
            return tables[level];
    }
    return NULL;
}

size_t attend_chunk_scratch_floats(int n_rows, int d)
{
    /* Rows and elements padded to the widest tile, blocks of 64 positions: queries, keys,
     * values, weights, and what there is of each row. */
    size_t rows = ((size_t)n_rows + 15) / 16 * 16;
    size_t width = ((size_t)d + 63) / 64 * 64;
    return (rows + 2 * 64) * width + (64 + 4) * rows;
}

size_t delta_chunk_scratch_floats(int dk, int dv)
{
    /* Two square matrices, the updates and products with the state, and per-token values. */
    return (size_t)DELTA_CHUNK *
           (2 * (size_t)DELTA_CHUNK + 2 * (size_t)dk + 2 * (size_t)dv + 8);
}
