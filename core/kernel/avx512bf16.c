#include "core/kernel/avx512bf16.h"

#include "core/kernel/lanes_avx512.h"

/* The headers hold more than is used of them here. */
#pragma GCC diagnostic ignored "-Wunused-function"

#include "core/kernel/vector_attend_chunk.h"

void avx512bf16_attend_chunk(const struct attend_chunk *a)
{
    vec_attend_chunk(a);
}
