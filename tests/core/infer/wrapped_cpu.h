#pragma once

#include "core/infer/backend.h"

/* The CPU back end on one thread, some of whose operations a test replaces. One at a time. */

/* *ops: those that it has from now on, to be changed; *own: the CPU's. NULL + err. */
struct backend *wrapped_cpu_create(const struct backend_params *p,
                                   struct backend_ops **ops,
                                   const struct backend_ops **own, struct error *err);
