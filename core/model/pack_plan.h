#pragma once

#include <stdbool.h>

#include "core/model/checkpoint.h"
#include "core/model/manifest.h"
#include "core/model/packer.h"

/* A manifest with everything but checksums: names, types, groups, places, and notes on what
 * could not be quantised. `m` is to be finished even after a failure, which is bits that do
 * not exist, a requantisation of affine weights, or a name that no manifest can hold. `dst`
 * is what messages call the pack. */
bool pack_plan(const struct checkpoint *ck, const struct packer_params *params,
               const char *dst, struct manifest *m, struct error *err);

/* What in this checkpoint endangers the quality of every pack made from it: routers of few
 * bits. Owned by the caller; NULL when nothing does. */
char *pack_plan_risk(const struct checkpoint *ck);
