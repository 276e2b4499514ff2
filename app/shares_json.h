#pragma once

#include <jansson.h>

#include "core/measure/shares.h"

/* "limit_share" of the JSON that programs print: a share or null, and why; a new reference. */
json_t *shares_json(const struct shares *s);
