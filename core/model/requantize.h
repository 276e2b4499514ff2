#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/matrix.h"

/* Affine rows of groups of 32 with f16 scales and biases from values that were quantised
 * before: where two halves of a group are evenly spaced, each at its own step, the new step
 * is sought among fractions of theirs too, so that one half at least falls on the grid. */

enum {
    REQUANTIZE_GROUP = 32
};

/* x[n] with the steps of block_row_f32 (or NULL) -> data, scales, biases. False when a value
 * is not finite or a scale or bias is beyond f16. */
bool requantize_row(enum dtype type, const float *x, const float *steps, int n,
                    uint8_t *data, uint16_t *scales, uint16_t *biases);
