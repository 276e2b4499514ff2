#pragma once

#include "gpu/device.h"

/* Buffers. An error names what they were for. */

enum gpu_place {
    GPU_DEVICE,   /* fast for the GPU; mapped where the host can see all of it */
    GPU_UPLOAD,   /* the host writes, the GPU reads */
    GPU_READBACK, /* the GPU writes, the host reads */
};

/* Of the machine's memory, for uploads and read-backs. */
uint64_t gpu_memory_staging_bytes(void);

bool gpu_memory_init(struct gpu *g, struct error *err);
void gpu_memory_finish(struct gpu *g);

/* The heap of the device's own memory: the largest. */
uint32_t gpu_device_heap(const VkPhysicalDeviceMemoryProperties *m);
/* Bytes of it that are free by the driver's word (its size where it does not say), and those
 * that may be taken: no more than --vram allows. */
uint64_t gpu_memory_free(const struct gpu *g);
uint64_t gpu_memory_left(const struct gpu *g);

bool gpu_buffer_create(struct gpu *g, enum gpu_place place, uint64_t bytes,
                       const char *what, struct gpu_buffer *out, struct error *err);
void gpu_buffer_destroy(struct gpu *g, struct gpu_buffer *b); /* {0} is fine */

/* From and to host memory; they wait for all that was recorded before, and are done when
 * they return. */
bool gpu_write(struct gpu *g, const struct gpu_buffer *b, uint64_t offset,
               const void *src, uint64_t n_bytes, struct error *err);
bool gpu_read(struct gpu *g, const struct gpu_buffer *b, uint64_t offset, void *dst,
              uint64_t n_bytes, struct error *err);
