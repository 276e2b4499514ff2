#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/kernel.h"
#include "core/kernel/matrix.h"

/* Reproducible data for the kernel tests. All of it is malloc'ed at its exact length, so
 * that the address sanitizer sees any read past an end. */

struct rng {
    uint64_t state;
};

uint64_t rng_next(struct rng *rng);
int rng_between(struct rng *rng, int low, int high); /* both ends included */
float rng_float(struct rng *rng, float low, float high);

float *random_floats(struct rng *rng, size_t n, float low, float high);

/* Rows of random bits with weights of about -1..1; scales of both signs, bf16 or as said, and
 * of f16 ones a quarter below what it has all its bits for. */
struct matrix random_matrix(enum dtype type, int group, int n_out, int n_in,
                            uint64_t seed);
struct matrix random_matrix_scaled(enum dtype type, enum scale_type scale_type, int group,
                                   int n_out, int n_in, uint64_t seed);
void free_matrix(struct matrix *w);

/* Activations in -1..1, a group in five of another magnitude; q only with `integer`,
 * rounded by the scalar table. */
struct act random_act(int n_tok, int n_in, bool integer, uint64_t seed);
void free_act(struct act *a);

/* Queries of n_tok tokens, -q_max..q_max, and the context, -2..2, with gaps behind every head
 * of q and every token's result. */
struct attend_data {
    struct attend_chunk chunk; /* of KV_F32; `out` is the caller's, n_out floats */
    size_t n_out;
    float *keys, *values;        /* owned, [n_kv] */
    uint16_t *keys16, *values16; /* owned, the same as KV_F16 */
    size_t n_kv;
};
struct attend_data random_attend(struct rng *rng, int n_tok, int n_q, int n_ctx, int d,
                                 float q_max);
void attend_data_use(struct attend_data *x, enum kv_type type);
/* One of its tokens through `attend` -> out[n_q][d] */
void attend_token(const struct kernels *k, const struct attend_chunk *a, int t,
                  float *out);
void free_attend(struct attend_data *x);
