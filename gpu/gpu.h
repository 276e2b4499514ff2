#pragma once

#include "core/infer/backend.h"

/* The GPU back end of core/infer/backend.h. NULL + err: no device, or none was built in. */
struct backend *gpu_backend_open(const struct backend_params *p, struct error *err);
