#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model/config.h"
#include "core/model/tensors.h"

/* The values of a synthetic pack, row by row. Everything is a function of the seed and of
 * the place: no state, so chunks may be made in any order.
 *
 * Scale. A weight with variance gain^2 / n_in gives outputs with gain times the inputs'
 * rms. Gains are 1, so that what follows a norm has unit scale, except
 *   - what writes to the residual stream (o, out, shared_down, the experts' down): 1 /
 *     sqrt(n_layer). All layers together then add about as much variance as the embedding
 *     has, which is 1, and nothing grows with the depth. The experts' down has sqrt(K) more,
 *     since K experts with weights of sum 1 are averaged.
 *   - the router: 1.28, which is the deviation of Gumbel's distribution. The K largest of
 *     `log weight + noise` are then nearly drawn by weight.
 * Norms are 1. The delta net begins as models of the family are initialised: A is log-uniform
 * in 1 to 16 and softplus(dt_bias) log-uniform in 0.001 to 0.1, so heads remember from a few
 * tokens to a thousand.
 *
 * Skew. Every embedding row has a component of 0.3 along one direction, which norms
 * and the residual stream keep; the routers' rows are orthogonal to it but for a part that
 * adds the logarithm of the expert's Zipf weight, 1 / rank^s in an order of its own per
 * layer. Without skew there is no such component. */

struct synth_values {
    const struct model_config *config; /* borrowed */
    uint64_t seed;
    double zipf;   /* s; 0: uniform */
    uint8_t *sign; /* [hidden / SYNTH_RUN, rounded up] of the fixed direction, owned */
};

enum {
    SYNTH_RUN = 64 /* inputs that share a sign of the fixed direction */
};

void synth_values_init(struct synth_values *v, const struct model_config *config,
                       uint64_t seed, double zipf);
void synth_values_finish(struct synth_values *v);

/* The distribution of one matrix, as tables: affine types have uniformly random codes,
 * bf16 a value of 256 equally likely ones. Scales vary a little from group to group, so that
 * the rounding of the biases to bf16 leaves no common offset. */
struct synth_law {
    enum dtype type;
    int group;
    int n_in;
    const uint8_t *sign;    /* borrowed; NULL: no fixed component */
    uint16_t scale[256];    /* affine */
    uint16_t bias[2][256];  /* affine; with a negative and a positive fixed component */
    uint16_t value[2][256]; /* bf16, likewise */
};

/* Of every matrix in the model but the routers. type: affine, in groups of SYNTH_RUN, or
 * bf16. */
void synth_law_of(struct synth_law *law, const struct synth_values *v,
                  const struct tensor_spec *spec, enum dtype type, int group);
void synth_law_of_expert(struct synth_law *law, const struct synth_values *v,
                         const struct expert_part *part, bool down);

/* What distinguishes streams of random numbers. */
uint64_t synth_key(const struct synth_values *v, int layer, const char *tensor,
                   int expert);

/* Rows [row, row + n) of the matrix `key`; scales and biases for affine types. */
void synth_rows(const struct synth_law *law, uint64_t key, int row, int n, void *data,
                uint16_t *scales, uint16_t *biases);

/* A router's rows as bf16: out[n_expert][hidden]; log_weight[n_expert] as below. */
void synth_router_rows(const struct synth_values *v, int layer, int row, int n,
                       const float *log_weight, uint16_t *out);
/* Logarithm of each expert's weight, of mean 0; zeros without skew. */
void synth_log_weights(const struct synth_values *v, int layer, float *out);

/* A tensor of the form TENSOR_F32: out[n_out * n_in]. */
void synth_vector(const struct synth_values *v, const struct tensor_spec *spec,
                  float *out);
