#pragma once

#include <stdbool.h>

#include "core/model/checkpoint.h"

/* Which of a checkpoint's tensors the model has asked for while it is opened, and what
 * becomes of the others. */

struct error;

struct tensor_use {
    struct checkpoint *ck; /* borrowed */
    bool *used;            /* [n_tensors], owned */
};

void tensor_use_init(struct tensor_use *u, struct checkpoint *ck);
void tensor_use_finish(struct tensor_use *u);

/* The tensor of that name, which is used from now on, or NULL. */
const struct st_tensor *tensor_use_find(struct tensor_use *u, const char *name);

/* Tensors that nothing asked for, in one of the first n_layer layers under `layers`
 * ("model.layers."), would be a part of the mathematics that this program does not know: an
 * error with `path`. Others are left out and counted in the checkpoint. */
bool tensor_use_rest(const struct tensor_use *u, const char *layers, int n_layer,
                     const char *path, struct error *err);
