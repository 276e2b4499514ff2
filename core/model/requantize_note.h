#pragma once

#include "core/model/checkpoint.h"
#include "core/model/manifest.h"

/* Adds a note for each kind of block that does not keep its values in the pack that `m`
 * plans: what it becomes and with which error, measured on a few rows of every tensor of
 * the dense part and of some experts in every layer. Reads them. */
bool requantize_note(const struct checkpoint *ck, struct manifest *m, struct error *err);
