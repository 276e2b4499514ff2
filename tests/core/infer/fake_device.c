#include "tests/core/infer/fake_device.h"

#include <stdatomic.h>

#include "core/base/error.h"
#include "core/infer/cpu_backend.h"
#include "tests/core/infer/wrapped_cpu.h"

static atomic_bool is_lost;

static bool wait_for(struct backend *b, struct error *err)
{
    (void)b;
    return !is_lost || err_set(err, 0, "the device was lost");
}

static bool lost(const struct backend *b)
{
    (void)b;
    return is_lost;
}

static bool plan(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err)
{
    (void)ctx;
    struct backend_memory m;
    if (!cpu_backend_plan(p, 1, &m, err))
        return false;
    m.on_device = true;
    m.host = FAKE_HOST_BYTES;
    *out = m;
    return true;
}

static struct backend *create(const void *ctx, const struct backend_params *p,
                              struct error *err)
{
    (void)ctx;
    is_lost = false;
    struct backend_ops *ops;
    const struct backend_ops *cpu;
    struct backend *b = wrapped_cpu_create(p, &ops, &cpu, err);
    if (!b)
        return NULL;
    ops->wait = wait_for;
    ops->lost = lost;
    b->caps.name = "fake";
    b->caps.kernel = "Fake 9000";
    b->caps.activations = "f16";
    b->caps.memory.host = FAKE_HOST_BYTES;
    b->caps.async = b->caps.own_dense = b->caps.memory.on_device = true;
    return b;
}

const struct backend_source fake_device = {plan, create, NULL, 0, false};

void fake_device_lose(void)
{
    is_lost = true;
}
