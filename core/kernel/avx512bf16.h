#pragma once

/* What the AVX-512 table does otherwise where the CPU multiplies pairs of bf16. */

struct attend_chunk;

/* attend_chunk of kernel.h with rounded products; only where the CPU has AVX512-BF16. */
void avx512bf16_attend_chunk(const struct attend_chunk *a);
