#pragma once

#include <jansson.h>

#include "core/infer/stats.h"

/* What a GPU did for a turn, as programs print and conversations keep it: an object, or null
 * where none computed; a new reference. */
json_t *turn_gpu_json(const struct turn_gpu *g);

/* Several turns of one answer: counts are added up, the rest is that of the last. */
void turn_gpu_add(struct turn_gpu *sum, const struct turn_gpu *turn);
