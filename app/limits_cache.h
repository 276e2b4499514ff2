#pragma once

#include <stdbool.h>

#include "app/machine_info.h"
#include "core/measure/limits.h"

/* The limits that `flashmoe bench --limits` left in path_cache("limits.json"). */

enum {
    LIMITS_CACHE_WHY_BYTES = 256
};

/* False + why (a sentence's end, "run flashmoe bench --limits" with it) when there are none,
 * the file is broken, or they are of another processor. Those of another disk are
 * loaded: limits_are_of tells. */
bool limits_cache_load(const struct machine_info *machine, struct limits *out,
                       char why[LIMITS_CACHE_WHY_BYTES]);

/* What limits_measure and limits_are_of want to know of it. */
struct limits_machine limits_machine_of(const struct machine_info *machine);
