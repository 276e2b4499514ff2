#pragma once

#include <stdbool.h>

#include "core/model/config.h"
#include "core/model/stored_tensors.h"

/* A folder as danveloper/flash-moe makes it from an MLX checkpoint: model_weights.bin with
 * model_weights.json (all tensors but the routed experts'), and packed_experts/layer_NN.bin
 * (4 bits) or packed_experts_2bit/layer_NN.bin. An expert's record is gate, up and down, each
 * as weights, scales and biases of groups of 64, nothing between them: the layout of a pack's
 * own records, so that a pack can use these files where they are. */

struct error;

bool flash_moe_is_folder(const char *folder);

/* Its tensors, the experts' as "model.layers.N.mlp.experts.E.gate_proj.weight" and so on, and
 * the model's shape: from config.json when there is one, else from model_weights.json. Sizes
 * and places are checked. *expert_folder: where the layer files are; both owned. */
struct stored_tensors *flash_moe_open(const char *folder, struct model_config *config,
                                      char **expert_folder, struct error *err);

/* "<expert_folder>/layer_07.bin", owned. */
char *flash_moe_layer_path(const char *expert_folder, int layer);
