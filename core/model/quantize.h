#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/matrix.h"

/* Affine quantisation of rows of f32, round to nearest: per group one bf16 scale and one
 * bf16 bias, w ~ scale * q + bias with 0 <= q < 2^bits. Thread-safe on disjoint outputs. */

/* The affine type of that many bits (2, 3, 4, 5, 6, 8); false for others. */
bool dtype_affine(int bits, enum dtype *out);

/* x[n] -> data[dtype_row_bytes(type, n)], scales[n / group], biases[n / group]; group is 32,
 * 64 or 128 and divides n. False when a value is not finite or beyond what a bf16 scale can
 * span; the outputs are then undefined. */
bool quantize_row(enum dtype type, int group, const float *x, int n, uint8_t *data,
                  uint16_t *scales, uint16_t *biases);

/* n codes as a little-endian bit stream of n * bits / 8 bytes; n * bits is a multiple of 8. */
void quantize_put_codes(const uint8_t *code, int n, int bits, uint8_t *out);
