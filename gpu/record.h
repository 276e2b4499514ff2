#pragma once

#include "gpu/device.h"
#include "gpu/pipeline.h"

/* Work for the device: recorded, submitted, waited for. Recording cannot fail; the first
 * failure of anything is kept and comes out of every submit and wait from then on. */

bool gpu_record_init(struct gpu *g, struct error *err);
void gpu_record_finish(struct gpu *g);

/* One shader over x * y workgroups; nothing when either is 0. Work between two barriers may
 * run at once. */
struct gpu_call {
    enum gpu_shader shader;
    const uint32_t *spec; /* specialisation constants from the third on */
    int n_spec;
    const void *push;
    uint32_t n_push_bytes;
    uint32_t x, y;
};
void gpu_dispatch(struct gpu *g, const struct gpu_call *call);
/* Likewise over n threads, folded into two dimensions. */
void gpu_dispatch_flat(struct gpu *g, struct gpu_call *call, uint64_t n);
/* What follows sees what was written before, whoever wrote it. */
void gpu_barrier(struct gpu *g);
/* Both with a barrier on either side. */
void gpu_copy(struct gpu *g, const struct gpu_buffer *from, uint64_t from_offset,
              const struct gpu_buffer *to, uint64_t to_offset, uint64_t n_bytes);
void gpu_zero(struct gpu *g, const struct gpu_buffer *b, uint64_t offset,
              uint64_t n_bytes);

/* Keep a failure; the first one counts. */
void gpu_fail(struct gpu *g, const struct error *err);

bool gpu_submit(struct gpu *g, struct error *err);
/* Submits, and waits until the device has nothing left to do. */
bool gpu_wait(struct gpu *g, struct error *err);
