#pragma once

#include "core/kernel/kernel.h"

/* The matmul of kernel.h for affine weights in groups of 64 or 128 and int8 activations, only
 * to be called where the CPU has AVX-512 with VNNI. */
void avx512_integer_matmul(const struct matrix *w, int row0, int row1,
                           const struct act *a, float *y, size_t y_stride);
