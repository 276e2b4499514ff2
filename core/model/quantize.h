#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/matrix.h"

/* Affine quantisation of rows of f32: per group one bf16 scale and one bf16 bias,
 * w ~ scale * q + bias with 0 <= q < 2^bits, of the least weighted squared error that a
 * search finds. Thread-safe on disjoint outputs. */

/* The affine type of that many bits (2, 3, 4, 5, 6, 8); false for others. */
bool dtype_affine(int bits, enum dtype *out);

struct quantize_out {
    uint8_t *data;             /* [n_rows][dtype_row_bytes(type, n)] */
    uint16_t *scales, *biases; /* [n_rows][n / group] */
};

/* Rows x[n_rows][n]; group is 32, 64 or 128 and divides n. importance[n] says what the
 * squared error of each input's weight counts, all rows alike: positive, around 1 (NULL:
 * nothing is known). False when a value is not finite or beyond what a bf16 scale can
 * span; the outputs are then undefined. A row becomes the same bytes on every machine and
 * with whatever rows it comes. */
bool quantize_rows(enum dtype type, int group, const float *x, int n_rows, int n,
                   const float *importance, const struct quantize_out *out);

/* n codes as a little-endian bit stream of n * bits / 8 bytes; n * bits is a multiple of 8. */
void quantize_put_codes(const uint8_t *code, int n, int bits, uint8_t *out);
