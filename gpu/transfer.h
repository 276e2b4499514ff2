#pragma once

#include "gpu/record.h"

/* Copies on a queue of their own, beside what the device computes. What is submitted to the
 * other queue afterwards begins when they are done. */

struct gpu_transfer;

/* NULL + err; asks for a device that has a copy_queue. */
struct gpu_transfer *gpu_transfer_create(struct gpu *g, struct error *err);
void gpu_transfer_destroy(struct gpu *g, struct gpu_transfer *t); /* NULL is fine */

/* Begin at once. Host memory of `from` is read until they are done; `to` must not be in use
 * by what was submitted before. A failure is kept and comes out of the next wait. */
uint64_t gpu_transfer_copy(struct gpu *g, struct gpu_transfer *t,
                           const struct gpu_copied *list, int n);
/* Until those copies are done, by what it returned; 0: at once. Failures likewise. */
void gpu_transfer_wait(struct gpu *g, struct gpu_transfer *t, uint64_t value);
