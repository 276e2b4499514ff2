#include <stdio.h>

#include "core/base/error.h"
#include "tests/gpu/device.h"
#include "tests/gpu/ops_device.h"

/* Every operation against the scalar kernels, topic by topic, on one device. */
int main(void)
{
    scalar = kernels_find("scalar");
    struct gpu_params params = test_gpu();
    params.plain_units = true;
    struct error err = {0};
    g = gpu_open(&params, &err);
    if (!g) {
        printf("%s\n", err.msg);
        return 1;
    }
    int bad = ops_products() + ops_mixer() + ops_rows();
    gpu_close(g);
    return bad;
}
