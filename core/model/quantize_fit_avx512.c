/* The quantiser's search with AVX-512. */
#define N_LANES    16
#define FIT_NAME   "avx512"
#define FIT_SYMBOL quantize_fit_avx512

#include "core/model/quantize_lanes.h"
