#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/config.h"

/* What a text makes of a model: the mean square of every input of every matrix, which is
 * what a squared error of that input's weight counts for the outputs. Gathered in memory
 * while the text runs, kept in a file, read from there for the packer.
 *
 * Few tokens say little. Each vector is mixed with what is known without it, as if so many
 * tokens more had been seen: an expert's with the mean of its layer's experts, a layer's
 * with the same for every input. Each is scaled to the mean 1 and bounded, as quantize_rows
 * wants it. */

struct error;

enum calibration_part {
    CALIBRATION_IN,  /* an expert's gate and up projections: [hidden] */
    CALIBRATION_MID, /* its down projection: [expert_ff] */
};

/* -- gathering; one thread */

struct calibration_sums;
/* NULL + err without memory: 4 bytes for every input of every expert. */
struct calibration_sums *calibration_sums_create(const struct model_config *c,
                                                 struct error *err);
void calibration_sums_destroy(struct calibration_sums *s); /* NULL is fine */
/* One token's inputs of a dense matrix: its place among tensor_specs. */
void calibration_add_dense(struct calibration_sums *s, int i_spec, const float *x);
void calibration_add_expert(struct calibration_sums *s, int layer, int expert,
                            enum calibration_part part, const float *x);
/* Replaces `path`. `text_xxh3` says which text it was, of n_tok tokens, for which model. */
bool calibration_write(const struct calibration_sums *s, const char *path,
                       uint64_t text_xxh3, uint64_t n_tok, struct error *err);

/* -- using; immutable, thread-safe */

struct calibration;
/* The file is held against the config, and its checksum is compared. */
struct calibration *calibration_open(const char *path, const struct model_config *c,
                                     struct error *err);
void calibration_close(struct calibration *cal); /* NULL is fine */
uint64_t calibration_text_xxh3(const struct calibration *cal);
uint64_t calibration_n_tok(const struct calibration *cal);
uint64_t calibration_xxh3(const struct calibration *cal); /* of its numbers */
/* Borrowed, [n_in]. NULL for a matrix whose rows are looked up and not multiplied. */
const float *calibration_dense(const struct calibration *cal, int i_spec);
const float *calibration_expert(const struct calibration *cal, int layer, int expert,
                                enum calibration_part part);
