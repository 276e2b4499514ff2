#pragma once

#include "core/infer/backend.h"
#include "core/kernel/kernel.h"

/* The CPU back end: the kernels of core/kernel on the compute pool. It computes while
 * recording, so submit and wait have nothing to do. */

/* Bytes that it would take with n_threads; false + err when they overflow. */
bool cpu_backend_plan(const struct backend_params *p, int n_threads,
                      struct backend_memory *out, struct error *err);

/* Kernels and pool are borrowed and outlive the back end. NULL + err. */
struct backend *cpu_backend_create(const struct backend_params *p,
                                   const struct kernels *kernels, struct pool *pool,
                                   struct error *err);
