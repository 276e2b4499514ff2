#pragma once

#include "core/model/stored_tensors.h"

/* The tensors of a checkpoint folder: model.safetensors, or the shards that
 * model.safetensors.index.json names. Headers are checked completely (types, shapes, ranges
 * inside the file, no overlaps, no name twice). Owned by the caller; NULL + err. */
struct stored_tensors *safetensors_open(const char *folder, struct error *err);
