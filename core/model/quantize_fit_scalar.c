/* The quantiser's search with vectors that every machine has. */
#define N_LANES    4
#define FIT_NAME   "scalar"
#define FIT_SYMBOL quantize_fit_scalar

#include "core/model/quantize_lanes.h"
