#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/pack.h"

/* Writing a pack of a real model's shape with random weights: what speed depends on (sizes,
 * formats, how choices of experts are spread) without the checkpoint. It says nothing
 * sensible. core/model/synth_values.h has the distributions. Same parameters, same bytes. */

struct synth_params {
    struct model_config config; /* head not tied */
    const char *shape;          /* what notes and the name call it */
    int expert_bits;            /* 2 3 4 6 8 16; 0: 4 */
    int dense_bits;             /* 4 8 16, embedding too; 0: 4 */
    int head_bits;              /* 4 8 16; 0: 8 */
    double zipf;                /* exponent of the experts' weights; 0: uniform */
    uint64_t seed;
    pack_progress_fn progress; /* may be NULL */
    void *progress_ctx;
};

/* The shapes by name, ending with NULL. */
extern const char *const synth_shapes[];
/* n_layer, n_expert 0: the shape's own; other numbers keep the pattern of layers. */
bool synth_shape(const char *name, int n_layer, int n_expert, struct model_config *out,
                 struct error *err);

struct synth_sizes {
    uint64_t dense_bytes, expert_bytes;
    uint64_t record_bytes; /* of one expert */
    uint64_t file_bytes;   /* all files, rounded up: what must be free */
    uint64_t n_params;
};
bool synth_measure(const struct synth_params *params, struct synth_sizes *out,
                   struct error *err);

/* The manifest of what would be written, without checksums; to be finished. */
struct manifest;
bool synth_manifest(const struct synth_params *params, struct manifest *out,
                    struct error *err);

/* Memory holds a few MB of records, the scales of one matrix, and while the tokenizer is
 * made some 200 bytes for each row of the vocabulary. DST.partial becomes DST when it is
 * whole; after a failure nothing is left of it. An existing DST or DST.partial is refused. */
bool synth_write(const struct synth_params *params, const char *dst, struct error *err);
