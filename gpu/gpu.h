#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/backend.h"

/* The GPU back end of core/infer/backend.h: Vulkan 1.3 compute. Without Vulkan in the build
 * everything here fails and says so. */

struct error;

/* Products of few tokens with activations of 8 bits and integer dot products, unless the
 * back end's parameters want f32. */
enum gpu_dots {
    GPU_DOTS_NEVER,
    GPU_DOTS_FAST, /* where the device says that it is fast at them */
    GPU_DOTS_ALWAYS,
};

/* What becomes of experts that are in memory and not in the GPU's. */
enum gpu_misses {
    GPU_MISSES_AUTO, /* what was measured to be faster when the model was opened */
    GPU_MISSES_COPY, /* they are copied there */
    GPU_MISSES_CPU, /* the CPU computes them, but for those that are worth a place there */
};

struct gpu_params {
    int device;              /* index in gpu_list, -1: the best hardware device */
    uint64_t vram_max_bytes; /* 0: what the driver says is free */
    const char *cache_dir;   /* folder for compiled pipelines, borrowed; NULL: none */
    int experts_max;   /* on the device at once (a token's at least), 0: what fits */
    bool matrix_units; /* chunks on them, where the device has some */
    enum gpu_dots integer_dots;
    enum gpu_misses misses;
    /* For tests: treat device memory as if the host could not see it. */
    bool stage_uploads;
    /* For tests: experts are copied as by a queue that only copies, which may be the one that
     * computes, and on no other way. */
    bool pipe_copies;
    /* For tests: where there are no matrix units, shaders that do the same without. */
    bool plain_units;
};

enum gpu_kind {
    GPU_DISCRETE,
    GPU_INTEGRATED,
    GPU_VIRTUAL,
    GPU_OTHER,
    GPU_SOFTWARE, /* a driver that computes on the CPU; never chosen by itself */
};

struct gpu_info {
    char name[256], driver[256 + 256];
    enum gpu_kind kind;
    uint32_t api_version; /* as Vulkan packs it */
    uint64_t memory_bytes, free_bytes;
    bool free_known; /* the driver tells free_bytes */
    int subgroup_min, subgroup_max;
    char lacks[256]; /* "": usable; else what it would need */
};

const char *gpu_kind_name(enum gpu_kind kind);

/* All devices, usable or not; owned by the caller, *n may be 0. NULL + err without Vulkan. */
struct gpu_info *gpu_list(int *n, struct error *err);

enum {
    GPU_CHUNK_TOK = 2048, /* an expert's rows of so many tokens fill a tile */
};

/* What a back end would take, without opening a device. */
bool gpu_backend_plan(const struct backend_params *p, struct backend_memory *out,
                      struct error *err);
/* NULL + err: no such device, or the model does not fit on it (the error has the figures).
 * The parameters are needed only during the call. */
struct backend *gpu_backend_create(const struct gpu_params *gpu,
                                   const struct backend_params *p, struct error *err);
