#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/checkpoint.h"

/* From the rows of a checkpoint to the rows of a pack, a bounded number at a time: copied
 * as they are when the type stays, their codes taken over from blocks that map exactly, else
 * through f32. */

struct error;

struct converter {
    const struct checkpoint *ck; /* borrowed */
    void *raw;                   /* owned: source rows */
    float *row;                  /* owned: a row as f32, or several short ones */
    float *steps;                /* owned: of that row, for blocks of GGUF */
    float *other;                /* owned: a row in another order of inputs */
};

enum {
    CONVERT_RAW_BYTES = 4 << 20 /* at least the longest row: ROW_MAX f32 */
};

bool converter_init(struct converter *cv, const struct checkpoint *ck, struct error *err);
void converter_finish(struct converter *cv);

/* What rows become, and where they go: the first of them at the start of each. */
struct rows {
    enum dtype type;
    enum scale_type scale_type; /* f16: rows as they are, or requantised blocks */
    int group;
    void *data;
    uint16_t *scales, *biases; /* unused for float types */
    /* [n_in] for quantize_rows, or NULL; codes that are kept and blocks that are
     * requantised to f16 scales do not regard it. */
    const float *importance;
};

/* Rows [row, row + n) of s, as they are stored, widened to f32, or quantised. False when one
 * of them holds what is no number. */
bool convert_rows(struct converter *cv, const struct source *s, int row, int n,
                  const struct rows *out, struct error *err);

/* One row of s as f32, without the slot's fix, in out[s->n_in]. */
bool convert_row_f32(struct converter *cv, const struct source *s, int row, float *out,
                     struct error *err);

/* A whole small tensor as f32 with its fix applied: out[n_out * n_in]. */
bool convert_vector(struct converter *cv, const struct source *s, enum tensor_fix fix,
                    float *out, struct error *err);
