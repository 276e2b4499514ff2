#pragma once

#include "gpu/record.h"

/* What the operations share. */

static inline uint32_t div_up(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

/* One shader over x * y workgroups. */
void op_run(struct gpu *g, enum gpu_shader shader, const uint32_t *spec, int n_spec,
            const void *push, uint32_t n_push_bytes, uint32_t x, uint32_t y);
/* Likewise over n threads. */
void op_run_flat(struct gpu *g, enum gpu_shader shader, const uint32_t *spec, int n_spec,
                 const void *push, uint32_t n_push_bytes, uint64_t n);
