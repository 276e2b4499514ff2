#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/gpu/ops_device.h"

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "gpu/memory.h"
#include "gpu/record.h"

struct gpu *g;
struct rng rng = {4711};
const struct kernels *scalar;

enum {
    MAX_BUFFERS = 64
};
static struct gpu_buffer buffers[MAX_BUFFERS];
static int n_buffers;

uint64_t device(const void *bytes, size_t n_bytes)
{
    struct error err = {0};
    struct gpu_buffer *b = &buffers[n_buffers++];
    assert_true(n_buffers <= MAX_BUFFERS);
    if (!gpu_buffer_create(g, GPU_DEVICE, n_bytes + 16, "a test", b, &err) ||
        (bytes && !gpu_write(g, b, 0, bytes, n_bytes, &err)))
        fail_msg("%s", err.msg);
    return b->addr;
}

uint64_t device_floats(const float *x, size_t n)
{
    return device(x, n * sizeof(float));
}

void fetch(uint64_t addr, void *out, size_t n_bytes)
{
    struct error err = {0};
    for (int i = 0; i < n_buffers; i++)
        if (buffers[i].addr == addr && !gpu_read(g, &buffers[i], 0, out, n_bytes, &err))
            fail_msg("%s", err.msg);
}

void release(void)
{
    struct error err = {0};
    if (!gpu_wait(g, &err))
        fail_msg("%s", err.msg);
    while (n_buffers > 0)
        gpu_buffer_destroy(g, &buffers[--n_buffers]);
}

/* The largest difference may be `tolerance` times the largest value (or 1). */
void check(const char *what, const float *want, uint64_t addr, size_t n, double tolerance)
{
    float *have = xcalloc(n, sizeof(*have));
    fetch(addr, have, n * sizeof(*have));
    double worst = 0, largest = 1;
    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)have[i] - (double)want[i]);
        if (!(d <= worst))
            worst = d;
        if (fabs((double)want[i]) > largest)
            largest = fabs((double)want[i]);
    }
    free(have);
    if (!(worst <= tolerance * largest))
        fail_msg("%s: differs by %g of %g", what, worst, largest);
}

struct gpu_matrix upload(const struct matrix *w)
{
    struct gpu_matrix m = {.type = w->type,
                           .scale_type = w->scale_type,
                           .group = w->group,
                           .n_out = w->n_out,
                           .n_in = w->n_in};
    m.data = device(w->data, (size_t)w->n_out * dtype_row_bytes(w->type, w->n_in));
    if (dtype_is_affine(w->type)) {
        size_t n = (size_t)w->n_out * (size_t)(w->n_in / w->group);
        m.scales = device(w->scales, n * sizeof(uint16_t));
        m.biases = device(w->biases, n * sizeof(uint16_t));
    }
    return m;
}
