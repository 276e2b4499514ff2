#pragma once

#include <stdbool.h>

/* The layouts whose tensors have the hub's names: the hub's own, MLX's and flash-moe's. Fills
 * a checkpoint whose path is set; false + err. */

struct checkpoint;
struct error;

bool checkpoint_open_hub(struct checkpoint *ck, struct error *err);
bool checkpoint_open_flash_moe(struct checkpoint *ck, struct error *err);
