#include "core/measure/limits_impl.h"

/* Compiled once for each instruction set, with the function's name and the bytes of a
 * vector from the build. Eight independent sums, so that no addition waits for another. */

enum {
    N_SUMS = 8,
    WORDS = SUM_VECTOR_BYTES / 8,
    AHEAD_BYTES = 2048,
};

typedef uint64_t vec __attribute__((vector_size(SUM_VECTOR_BYTES), may_alias));

static inline __attribute__((always_inline)) uint64_t sum_streams(const uint64_t *p,
                                                                  size_t n_words,
                                                                  const int n_streams)
{
    const int depth = N_SUMS / n_streams;
    vec sum[N_SUMS] = {{0}};
    size_t part = n_words / (size_t)n_streams;
    for (size_t i = 0; i < part; i += (size_t)depth * WORDS) {
        for (int s = 0; s < n_streams; s++) {
            const uint64_t *at = p + (size_t)s * part + i;
            /* The hardware fetches ahead well for one and two streams. */
            if (n_streams > 2)
                __builtin_prefetch((const char *)at + AHEAD_BYTES);
            for (int k = 0; k < depth; k++)
                sum[s * depth + k] += *(const vec *)(at + (size_t)k * WORDS);
        }
    }
    uint64_t total = 0;
    for (int k = 0; k < N_SUMS; k++)
        for (int w = 0; w < WORDS; w++)
            total += sum[k][w];
    return total;
}

uint64_t SUM_NAME(const uint64_t *p, size_t n_words, int n_streams)
{
    switch (n_streams) {
    case 1: return sum_streams(p, n_words, 1);
    case 2: return sum_streams(p, n_words, 2);
    default: return sum_streams(p, n_words, 4);
    }
}
