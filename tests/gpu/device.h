#pragma once

#include "gpu/gpu.h"

/* Which device the tests use: $FLASHMOE_TEST_GPU, an index of gpu_list, else the first
 * usable one, which is the software driver where there is no other. Without any the
 * executable ends with 77, which is a skip, and says why. */
struct gpu_params test_gpu(void);
