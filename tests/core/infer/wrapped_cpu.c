#include "tests/core/infer/wrapped_cpu.h"

#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"

static const struct backend_ops *cpu;
static struct backend_ops replaced;
static struct pool *pool;

static void destroy(struct backend *b)
{
    cpu->destroy(b);
    pool_destroy(pool);
}

struct backend *wrapped_cpu_create(const struct backend_params *p,
                                   struct backend_ops **ops,
                                   const struct backend_ops **own, struct error *err)
{
    pool = pool_create(1, err);
    struct backend *b =
        pool ? cpu_backend_create(p, kernels_find(NULL), pool, err) : NULL;
    if (!b) {
        pool_destroy(pool);
        return NULL;
    }
    cpu = b->ops;
    replaced = *cpu;
    replaced.destroy = destroy;
    b->ops = &replaced;
    *ops = &replaced;
    *own = cpu;
    return b;
}
