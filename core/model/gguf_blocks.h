#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/matrix.h"

/* The block types of GGUF: a row is a sequence of blocks of 32 or 256 values with a scale or
 * several of its own. Types whose values are evenly spaced within 32 inputs map onto affine
 * rows code for code; the others are read as f32 and requantised (requantize.h). */

enum block_type {
    BLOCK_NONE,
    BLOCK_Q4_0,
    BLOCK_Q4_1,
    BLOCK_Q5_0,
    BLOCK_Q5_1,
    BLOCK_Q8_0,
    BLOCK_Q2_K,
    BLOCK_Q3_K,
    BLOCK_Q4_K,
    BLOCK_Q5_K,
    BLOCK_Q6_K,
    BLOCK_IQ4_NL,
    BLOCK_IQ4_XS,
    BLOCK_MXFP4,
    N_BLOCK_TYPE,
};

/* What rows of a block type become in a pack. When `exact`, every code is kept (or counted from
 * the other end), and scales and biases are the block's own or products of them, rounded once
 * to the scale type. f16 holds those of Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 exactly, where bf16
 * would cut 3 bits. A product of a K type (d * s and dmin * m, up to 17 bits) is rounded to
 * the 11 of an f16 (8 of a bf16 would lose 64 times as much in the square); pairs are chosen
 * so that the group as a whole loses least, about 2e-4 of its weights' size (normalised
 * RMS). Such products are multiples of 2^-24, the smallest f16, so nothing more is lost below
 * the normal range; a value above 65504 is an error. MXFP4 has powers of two over a range
 * that f16 lacks, which bf16 holds exactly.
 *
 * The others become the fewest bits at which the error against the weights before all
 * quantisation grows by under 2 %, for weights that are normally distributed (BENCH.md,
 * "GGUF"). */
struct block_target {
    enum dtype type;
    int group;
    enum scale_type scale_type;
    bool exact;
};

struct block_target block_target(enum block_type type);

int block_values(enum block_type type); /* 32 or 256 */
int block_bytes(enum block_type type);
const char *block_name(enum block_type type); /* "q4_k", static */

enum {
    BLOCK_STEP_GROUP = 16 /* inputs that share a step */
};

/* A row of n inputs as f32. steps[n / BLOCK_STEP_GROUP] (or NULL): the distance of
 * neighbouring values within each BLOCK_STEP_GROUP inputs, 0 where they are not evenly
 * spaced. Not finite where a block says so: the caller checks. */
void block_row_f32(enum block_type type, const void *bytes, int n, float *out,
                   float *steps);

/* A row of n inputs of an exact type as its target. False when a scale or bias is not finite
 * or beyond the scale type. */
bool block_row_affine(enum block_type type, const void *bytes, int n, uint8_t *data,
                      uint16_t *scales, uint16_t *biases);
