#pragma once

#include <stdbool.h>

#include "core/infer/backend.h"
#include "gpu/gpu.h"

/* Which back end is used: --backend, --gpu, --vram, --gpu-misses. */
struct backend_choice {
    enum backend_kind {
        BACKEND_CPU,
        BACKEND_AUTO,   /* a GPU that is no software driver, else the CPU */
        BACKEND_VULKAN, /* a GPU or nothing */
    } kind;
    bool kind_set;
    bool gpu_set;          /* gpu.device was asked for */
    struct gpu_params gpu; /* device: meaningless unless gpu_set */
    /* -- private */
    char *cache_dir; /* owned */
    struct backend_source source;
};

const char *backend_kind_name(enum backend_kind kind);
void backend_choice_finish(struct backend_choice *c);

/* "cpu", "auto" or "vulkan"; `what` names the option in the error. */
bool backend_choice_set_kind(struct backend_choice *c, const char *word, const char *what,
                             struct error *err);
/* A number of `flashmoe info --gpu`; without --backend it means vulkan. */
bool backend_choice_set_gpu(struct backend_choice *c, const char *number,
                            const char *what, struct error *err);

/* "auto", "copy" or "cpu": what becomes of experts that are not in the GPU's memory. */
bool backend_choice_set_misses(struct backend_choice *c, const char *word,
                               const char *what, struct error *err);
const char *backend_misses_name(enum gpu_misses misses);

/* NULL: the CPU. Borrowed from c, which must stay where it is. */
const struct backend_source *backend_choice_source(struct backend_choice *c);
