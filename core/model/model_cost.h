#pragma once

#include <stdint.h>

#include "core/kernel/matrix.h"

/* What a token costs whatever the machine: the bytes of the weights that it is multiplied
 * with, by the type they are stored in, and of the state that it reads and changes. Counted
 * from a manifest, so for a pack as well as for a shape that nobody has written. */

struct manifest;

/* Bytes of weights with their scales and biases. */
struct weight_bytes {
    uint64_t of[N_DTYPE];
};
uint64_t weight_bytes_total(const struct weight_bytes *w);

struct model_cost {
    /* -- once for every token, or for a chunk of tokens; all layers */
    struct weight_bytes mixer;  /* attention, delta nets, routers, norms */
    struct weight_bytes shared; /* the shared experts */
    struct weight_bytes head;
    uint64_t embed_row_bytes; /* of the embedding one row is looked up */
    /* -- one expert of each layer, that is a sum over the layers */
    struct weight_bytes expert_in;  /* gate and up, of hidden inputs */
    struct weight_bytes expert_out; /* down, of expert_ff inputs */
    uint64_t record_bytes;          /* the same as records: what is read for it */
    /* -- state */
    uint64_t delta_state_bytes; /* of all delta nets; a token reads and writes it */
    uint64_t kv_values_tok;     /* numbers that a position adds to the attention cache */
    /* -- files */
    uint64_t dense_file_bytes, expert_file_bytes;
};

void model_cost_of(const struct manifest *m, struct model_cost *out);
/* What a token touches with k experts a layer: dense part and experts. */
uint64_t model_cost_touched(const struct model_cost *c, int k);
