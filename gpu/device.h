#pragma once

#include <vulkan/vulkan.h>

#include "core/base/error.h"
#include "gpu/gpu.h"

/* One opened device with everything that belongs to it. Used by one thread. */

enum {
    GPU_MAX_COMMANDS = 4,   /* command buffers in flight */
    GPU_MIN_SUBGROUP = 4,   /* what the shaders' shared arrays are made for */
    GPU_MAX_SUBGROUP = 128, /* threads of the smallest workgroup */
    GPU_PUSH_BYTES = 128,
    GPU_MAX_GROUPS = 65535, /* of a dispatch in each dimension, on every device */
    GPU_UNITS_THREADS =
        256, /* of a workgroup of theirs; large tiles take twice as many */
    GPU_UNITS_SHARED_BYTES = 40960, /* of shaders for the matrix units */
    GPU_PLAIN_SHARED_BYTES =
        32768, /* of their plain forms; all others take up to 16384 */
};

struct gpu_buffer {
    VkBuffer buffer;
    VkDeviceMemory memory;
    VkDeviceAddress addr;
    uint64_t bytes;
    void *map; /* NULL: the host cannot see it */
};

struct gpu_command {
    VkCommandBuffer buffer;
    uint64_t value; /* of the timeline when it has been executed */
};

struct gpu {
    VkInstance instance;
    VkPhysicalDevice physical;
    VkDevice device;
    VkQueue queue, copy_queue; /* the latter NULL: no family of queues that only copy */
    uint32_t family, copy_family;
    VkPhysicalDeviceProperties props;
    uint8_t driver_uuid[VK_UUID_SIZE];
    VkPhysicalDeviceMemoryProperties memory;
    uint64_t alloc_max_bytes; /* of one buffer */
    bool has_budget;
    bool coop; /* matrix units: 16 x 16 x 16 halves with f32 sums, subgroups of 32 */
    bool plain_units;    /* coop, but by shaders that do without */
    bool dot;            /* products of few tokens with x as bytes */
    float stamp_ns;      /* of one tick of a time stamp, 0: there are none */
    uint64_t stamp_mask; /* bits of one that count */
    bool unified;        /* device memory is the machine's memory */
    uint32_t subgroup_min, subgroup_max;
    uint32_t threads_max; /* of a workgroup */
    int64_t expected_ns;  /* that the next wait takes; 0: not known */
    bool spins;           /* waits end with asking */
    /* For measurements: rows of a thread, threads of a workgroup; 0: as the shape wants it. What
     * leaves bytes has at least as many as make 16 rows of a workgroup. */
    uint32_t matvec_rows, matvec_threads;
    uint32_t units_rows; /* of a workgroup on matrix units: 64 or 128 */
    bool wide_barriers;  /* for measurements: steps wait for copies and the host too */
    struct gpu_params params;

    /* -- memory */
    struct gpu_buffer staging;
    uint64_t used_bytes; /* device memory taken by us */

    /* -- pipelines */
    struct gpu_pipelines *pipelines;

    /* -- recording */
    VkCommandPool pool;
    struct gpu_command command[GPU_MAX_COMMANDS];
    int i_command;
    bool recording;
    struct gpu_tape *tape; /* what is recorded goes there; NULL: the next submission */
    VkSemaphore timeline;
    uint64_t submitted, completed; /* timeline values */
    VkSemaphore copies; /* which the next submission waits for; none: it does not */
    uint64_t copies_value;
    uint64_t n_dispatches, n_barriers; /* recorded so far */

    /* The first failure. It stays: after a lost device nothing can be trusted. */
    bool failed;
    struct error failure;
};

/* "the GPU is gone" for VK_ERROR_DEVICE_LOST, and so on; static. */
const char *gpu_result_text(VkResult r);
/* False + err: "what: why". */
bool gpu_check(VkResult r, const char *what, struct error *err);

struct gpu *gpu_open(const struct gpu_params *p, struct error *err);
void gpu_close(struct gpu *g); /* waits for the device; NULL is fine */
