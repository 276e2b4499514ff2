#pragma once

#include <stdbool.h>

#include "app/machine_info.h"
#include "core/measure/limits.h"
#include "core/measure/shares.h"

/* The limits that `flashmoe bench --limits` left in path_cache("limits.json"). */

enum {
    LIMITS_CACHE_WHY_BYTES = 256
};

/* False + why ("run flashmoe bench --limits: " and the cause) when there are none,
 * the file is broken, or they are of another processor. Those of another disk are
 * loaded: limits_are_of tells. */
bool limits_cache_load(const struct machine_info *machine, struct limits *out,
                       char why[LIMITS_CACHE_WHY_BYTES]);

/* The limits that the shares of a model on this machine are of: of the memory, and of the
 * disk when it is the one that was measured. The second: those that were kept. */
struct shares_limits limits_shares(const struct limits *l,
                                   const struct machine_info *machine);
struct shares_limits limits_cache_shares(const struct machine_info *machine);

/* What limits_measure and limits_are_of want to know of it. */
struct limits_machine limits_machine_of(const struct machine_info *machine);
