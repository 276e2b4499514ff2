#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The search of the quantiser, inside quantize.c and its tests: one function per
 * instruction set, all of them with the same results to the last bit. */

enum {
    QUANTIZE_GROUP_MAX = 128,
    QUANTIZE_LANES_MAX = 16, /* groups that one call takes at most */
};

/* Groups to fit, side by side. */
struct quantize_groups {
    int n_groups; /* 1..n_lanes of the function */
    int group;    /* values of each, at most QUANTIZE_GROUP_MAX */
    int levels;   /* the highest code */
    const float *x[QUANTIZE_LANES_MAX];
    /* What a squared error counts, per value; positive, around 1. NULL: by size. */
    const float *importance[QUANTIZE_LANES_MAX];
    /* -- results */
    uint8_t code[QUANTIZE_LANES_MAX][QUANTIZE_GROUP_MAX];
    uint16_t scale[QUANTIZE_LANES_MAX], bias[QUANTIZE_LANES_MAX]; /* bf16 */
};

struct quantize_fit {
    const char *name; /* of the kernels that run on the same machines */
    int n_lanes;
    /* False when a value is not finite or too large. Thread-safe. */
    bool (*fit)(struct quantize_groups *g);
};

extern const struct quantize_fit quantize_fit_scalar;
extern const struct quantize_fit quantize_fit_avx2;
extern const struct quantize_fit quantize_fit_avx512;

/* The one of kernels_find(name); NULL when there are none of that name here. */
const struct quantize_fit *quantize_fit_find(const char *name);
