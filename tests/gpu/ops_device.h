#pragma once

#include "core/kernel/kernel.h"
#include "gpu/ops.h"
#include "tests/core/kernel/random_data.h"

/* What the tests of operations share: one device, memory of it until the next release, and
 * the scalar kernels that they compare with. A failure of the device fails the test. */

extern struct gpu *g;
extern struct rng rng;
extern const struct kernels *scalar;

/* The address of a copy; with NULL of memory that holds anything. */
uint64_t device(const void *bytes, size_t n_bytes);
uint64_t device_floats(const float *x, size_t n);
struct gpu_matrix upload(const struct matrix *w);
void fetch(uint64_t addr, void *out, size_t n_bytes);
void release(void);

/* The largest difference may be `tolerance` times the largest value (or 1). */
void check(const char *what, const float *want, uint64_t addr, size_t n,
           double tolerance);

/* Each is a group of tests; how many failed. */
int ops_products(void);
int ops_mixer(void);
int ops_rows(void);
