#include "tests/core/infer/fake_device.h"

#include <stdatomic.h>

#include "core/base/error.h"
#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"

static const struct backend_ops *cpu;
static struct backend_ops ops;
static struct pool *pool;
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

static void destroy(struct backend *b)
{
    cpu->destroy(b);
    pool_destroy(pool);
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
    pool = pool_create(1, err);
    struct backend *b =
        pool ? cpu_backend_create(p, kernels_find(NULL), pool, err) : NULL;
    if (!b) {
        pool_destroy(pool);
        return NULL;
    }
    cpu = b->ops;
    ops = *cpu;
    ops.destroy = destroy;
    ops.wait = wait_for;
    ops.lost = lost;
    b->ops = &ops;
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
