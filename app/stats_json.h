#pragma once

#include <jansson.h>

#include "core/infer/stats.h"

/* struct stats as JSON, one name for each field in every output: pages, recordings. A
 * measure without a source is null. */

struct error;

/* All fields but the layers; with `since` only those that differ from it. Owned. */
json_t *stats_to_json(const struct stats *s, const struct stats *since);
/* One object for each layer. Owned. */
json_t *stats_layers_json(const struct stats *s);
/* Sets what stands in the object; what does not is left alone. Names that are not known and
 * values that cannot be are an error. */
bool stats_from_json(const json_t *object, struct stats *s, struct error *err);
