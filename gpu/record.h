#pragma once

#include "gpu/device.h"
#include "gpu/pipeline.h"

/* Work for the device: recorded, submitted, waited for. Recording cannot fail; the first
 * failure of anything is kept and comes out of every submit and wait from then on. */

bool gpu_record_init(struct gpu *g, struct error *err);
void gpu_record_finish(struct gpu *g);

/* One shader over x * y * z workgroups, of each at most GPU_MAX_GROUPS; nothing when x or y
 * is 0. Work between two barriers may run at once. */
struct gpu_call {
    enum gpu_shader shader;
    uint32_t threads;     /* of a workgroup, 0: the shader's own */
    const uint32_t *spec; /* specialisation constants from the third on */
    int n_spec;
    const void *push;
    uint32_t n_push_bytes;
    uint32_t x, y, z; /* z 0: 1 */
};
void gpu_dispatch(struct gpu *g, const struct gpu_call *call);
/* Likewise over n threads, folded into two dimensions. */
void gpu_dispatch_flat(struct gpu *g, struct gpu_call *call, uint64_t n);
/* The dispatches that follow see what those before wrote. */
void gpu_barrier(struct gpu *g);
/* Both with a barrier on either side, and seen by whoever reads next. */
void gpu_copy(struct gpu *g, const struct gpu_buffer *from, uint64_t from_offset,
              const struct gpu_buffer *to, uint64_t to_offset, uint64_t n_bytes);
/* Several at once. */
struct gpu_copied {
    const struct gpu_buffer *from, *to;
    uint64_t from_offset, to_offset, n_bytes;
};
void gpu_copy_all(struct gpu *g, const struct gpu_copied *list, int n);
void gpu_zero(struct gpu *g, const struct gpu_buffer *b, uint64_t offset,
              uint64_t n_bytes);

/* A semaphore that counts, from 0 on; and waiting for it. False + err. */
bool gpu_timeline_create(struct gpu *g, VkSemaphore *out, struct error *err);
bool gpu_semaphore_wait(struct gpu *g, VkSemaphore semaphore, uint64_t value,
                        struct error *err);
/* What is submitted from now on begins when the copies' timeline has come so far. */
void gpu_wait_for_copies(struct gpu *g, VkSemaphore timeline, uint64_t value);

/* Keep a failure; the first one counts. */
void gpu_fail(struct gpu *g, const struct error *err);

/* Work that is recorded once and played many times. What its dispatches read may change
 * between plays, not what they are. One play at a time: wait before the next. */
struct gpu_tape {
    VkCommandBuffer buffer;
    VkQueryPool stamps;
    int n_stamps, max_stamps;
    int64_t took_ns; /* the last play, 0: not known; whoever plays it may say */
    bool ready;      /* recorded to its end */
};
/* From here to gpu_tape_end everything is recorded there, with room for max_stamps. */
void gpu_tape_begin(struct gpu *g, struct gpu_tape *t, int max_stamps);
/* The time when all that came before is done; for the tape alone. */
void gpu_tape_stamp(struct gpu *g);
void gpu_tape_end(struct gpu *g);
/* Behind all that was recorded before. */
bool gpu_tape_play(struct gpu *g, struct gpu_tape *t, struct error *err);
/* ms[i]: from stamp i to stamp i + 1, after the wait; 0 where the device has no clock. */
void gpu_tape_times(struct gpu *g, const struct gpu_tape *t, float *ms);
void gpu_tape_finish(struct gpu *g, struct gpu_tape *t); /* {0} is fine */

bool gpu_submit(struct gpu *g, struct error *err);
/* Submits, and waits until the device has nothing left to do. */
bool gpu_wait(struct gpu *g, struct error *err);
/* Waits until what was submitted when g->submitted was `value` is done, and goes on. */
bool gpu_wait_for(struct gpu *g, uint64_t value, struct error *err);
