#pragma once

#include "core/infer/backend.h"
#include "gpu/device.h"

/* Experts that the CPU computes beside the device, from where their bytes are. Inputs and
 * results lie in the machine's memory, where the device can copy to and read from. */

struct host_experts;

struct host_experts_params {
    const struct pack *pack; /* borrowed, outlives it */
    int n_expert_used;       /* places of a token */
    int chunk_tok;
    bool f32_activations;
    struct pool *pool; /* borrowed */
};

/* What it takes of the machine's memory. */
uint64_t host_experts_bytes(const struct host_experts_params *p);
struct host_experts *host_experts_create(struct gpu *g,
                                         const struct host_experts_params *p,
                                         struct error *err);
void host_experts_destroy(struct gpu *g, struct host_experts *h); /* NULL is fine */

/* Tokens of a chunk that have room, and rows of one expert. */
int host_experts_tok_max(const struct host_experts *h);
int host_experts_rows_max(const struct host_experts *h);

/* Where the device copies the inputs x[n_tok][H] to. */
const struct gpu_buffer *host_experts_x(const struct host_experts *h);
/* A new layer, with n_tok inputs that are there; of one token, with `norm` they are its
 * hidden state yet, which the norm's weights make an input. */
void host_experts_begin(struct host_experts *h, int n_tok, const float *norm);
/* Whether so many rows of one more expert can be computed for this layer, beside `pending` rows
 * of others that are not computed yet. */
bool host_experts_has_room(const struct host_experts *h, int pending, int n_rows);
/* y of every row of every work, for all of which there was room. */
void host_experts_run(struct host_experts *h, const struct expert_work *work, int n);

/* What was computed since the beginning of the layer. */
int host_experts_n_rows(const struct host_experts *h);
/* For every row of the chunk 1 + its place in y, 0: not computed here. The device reads both;
 * the first is rewritten by the next beginning. */
uint64_t host_experts_places(struct host_experts *h);
uint64_t host_experts_y(const struct host_experts *h);
/* Of one token: the sum over its places in order of weights[place] y, where the device reads
 * it, with a weight of 1 behind it. Addresses. */
void host_experts_sum(struct host_experts *h, const float *weights, uint64_t *sum,
                      uint64_t *one);
