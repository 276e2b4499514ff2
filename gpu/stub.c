/* What the program gets when it was built without a GPU back end. */
#include "gpu/gpu.h"

#include <stddef.h>

#include "core/base/error.h"

struct backend *gpu_backend_open(const struct backend_params *p, struct error *err)
{
    (void)p;
    err_set(err, 0, "open a GPU: this flashmoe was built without a GPU back end");
    return NULL;
}
