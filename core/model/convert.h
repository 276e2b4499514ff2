#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/checkpoint.h"

/* From the rows of a checkpoint to the rows of a pack, a bounded number at a time: copied
 * as they are when the type stays, else through f32. */

struct error;

struct converter {
    const struct checkpoint *ck; /* borrowed */
    void *raw;                   /* owned: source rows */
    float *row;                  /* owned: one row as f32 */
};

enum {
    CONVERT_RAW_BYTES = 4 << 20 /* at least the longest row: ROW_MAX f32 */
};

bool converter_init(struct converter *cv, const struct checkpoint *ck, struct error *err);
void converter_finish(struct converter *cv);

/* What rows become, and where they go: the first of them at the start of each. */
struct rows {
    enum dtype type;
    enum scale_type scale_type; /* where a row is copied as it is; quantised: bf16 */
    int group;
    void *data;
    uint16_t *scales, *biases; /* unused for float types */
};

/* Rows [row, row + n) of s, as they are stored, widened to f32, or quantised. False when one
 * of them holds what is no number. */
bool convert_rows(struct converter *cv, const struct source *s, int row, int n,
                  const struct rows *out, struct error *err);

/* A whole small tensor as f32 with its fix applied: out[n_out * n_in]. */
bool convert_vector(struct converter *cv, const struct source *s, enum tensor_fix fix,
                    float *out, struct error *err);
