#pragma once

#include <stdbool.h>

/* flashmoe info --gpu: prints the devices; an exit code. */
int info_gpu(bool json);
