#include "tests/gpu/device.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/error.h"

struct gpu_params test_gpu(void)
{
    struct error err = {0};
    int n = 0, found = -1;
    struct gpu_info *list = gpu_list(&n, &err);
    const char *want = getenv("FLASHMOE_TEST_GPU");
    for (int i = 0; i < n && found < 0; i++)
        if (want ? atoi(want) == i : !list[i].lacks[0])
            found = i;
    if (found < 0) {
        printf("skipped: %s\n", list ? "no usable Vulkan driver is installed" : err.msg);
        exit(77);
    }
    printf("on %s (%s)\n", list[found].name, list[found].driver);
    free(list);
    return (struct gpu_params){.device = found};
}
