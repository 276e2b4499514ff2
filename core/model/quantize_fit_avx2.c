/* The quantiser's search with AVX2. */
#define N_LANES    8
#define FIT_NAME   "avx2"
#define FIT_SYMBOL quantize_fit_avx2

#include "core/model/quantize_lanes.h"
