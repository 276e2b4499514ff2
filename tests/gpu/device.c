#include "tests/gpu/device.h"

#include <stdio.h>
#include <stdlib.h>

#include <vulkan/vulkan.h>

#include "core/base/error.h"

/* The software driver keeps what it allocated once in its own variables; unloaded, it would
 * look like a leak to the sanitizer. An instance that stays keeps it loaded. */
static VkInstance kept;

static void keep_driver(void)
{
    VkApplicationInfo app = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
                             .apiVersion = VK_API_VERSION_1_3};
    VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                 .pApplicationInfo = &app};
    uint32_t n = 0;
    if (vkCreateInstance(&info, NULL, &kept) == VK_SUCCESS)
        vkEnumeratePhysicalDevices(kept, &n, NULL);
}

struct gpu_params test_gpu(void)
{
    keep_driver();
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
    return (struct gpu_params){.device = found,
                               .matrix_units = true,
                               .cache_dir = getenv("FLASHMOE_TEST_SHADERS")};
}
