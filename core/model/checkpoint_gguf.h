#pragma once

#include "core/model/checkpoint.h"

/* The part of checkpoint_open that is about GGUF: opens the file at `path` and fills
 * everything of ck but its path. What was filled is ck's, after a failure too. */
bool checkpoint_open_gguf(struct checkpoint *ck, const char *path, struct error *err);

/* The shape of the model from metadata, and where they are silent from tensors. */
bool model_config_from_gguf(const struct gguf *g, const struct stored_tensors *st,
                            const char *path, struct model_config *out,
                            struct error *err);
