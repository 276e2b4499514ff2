/* What the program gets when it was built without Vulkan. */
#include "gpu/gpu.h"

#include "core/base/error.h"

static const char missing[] = "this flashmoe was built without a GPU back end";

const char *gpu_kind_name(enum gpu_kind kind)
{
    (void)kind;
    return "none";
}

struct gpu_info *gpu_list(int *n, struct error *err)
{
    *n = 0;
    err_set(err, 0, "list GPUs: %s", missing);
    return NULL;
}

bool gpu_backend_plan(const struct backend_params *p, struct backend_memory *out,
                      struct error *err)
{
    (void)p;
    *out = (struct backend_memory){0};
    return err_set(err, 0, "open a GPU: %s", missing);
}

struct backend *gpu_backend_create(const struct gpu_params *gpu,
                                   const struct backend_params *p, struct error *err)
{
    (void)gpu;
    (void)p;
    err_set(err, 0, "open a GPU: %s", missing);
    return NULL;
}
