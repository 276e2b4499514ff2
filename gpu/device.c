#include "gpu/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gpu/memory.h"
#include "gpu/pipeline.h"
#include "gpu/record.h"

/* Instance, choice of a device, and what must be true of it. */

const char *gpu_result_text(VkResult r)
{
    switch (r) {
    case VK_ERROR_DEVICE_LOST: return "the GPU was lost (reset, unplugged or crashed)";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "out of GPU memory";
    case VK_ERROR_OUT_OF_HOST_MEMORY: return "out of memory";
    case VK_ERROR_INITIALIZATION_FAILED: return "the driver does not start";
    case VK_ERROR_INCOMPATIBLE_DRIVER: return "no Vulkan driver is installed";
    case VK_ERROR_LAYER_NOT_PRESENT: return "a Vulkan layer is missing";
    case VK_ERROR_FEATURE_NOT_PRESENT: return "the device lacks a feature";
    case VK_ERROR_TOO_MANY_OBJECTS: return "too many allocations";
    default: return "the driver refused";
    }
}

bool gpu_check(VkResult r, const char *what, struct error *err)
{
    if (r == VK_SUCCESS)
        return true;
    return err_set(err, 0, "%s: %s (Vulkan result %d)", what, gpu_result_text(r), (int)r);
}

const char *gpu_kind_name(enum gpu_kind kind)
{
    static const char *const names[] = {
        [GPU_DISCRETE] = "discrete", [GPU_INTEGRATED] = "integrated",
        [GPU_VIRTUAL] = "virtual",   [GPU_OTHER] = "other",
        [GPU_SOFTWARE] = "software",
    };
    return names[kind];
}

static bool make_instance(VkInstance *out, struct error *err)
{
    uint32_t version = VK_API_VERSION_1_0;
    vkEnumerateInstanceVersion(&version);
    if (version < VK_API_VERSION_1_3)
        return err_set(err, 0, "start Vulkan: 1.3 is needed, the loader has %u.%u",
                       VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version));
    VkApplicationInfo app = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
                             .pApplicationName = "flashmoe",
                             .apiVersion = VK_API_VERSION_1_3};
    VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                 .pApplicationInfo = &app};
    return gpu_check(vkCreateInstance(&info, NULL, out), "start Vulkan", err);
}

static VkPhysicalDevice *list_physical(VkInstance instance, uint32_t *n,
                                       struct error *err)
{
    if (!gpu_check(vkEnumeratePhysicalDevices(instance, n, NULL), "list GPUs", err))
        return NULL;
    VkPhysicalDevice *list = xcalloc(*n ? *n : 1, sizeof(VkPhysicalDevice));
    VkResult r = vkEnumeratePhysicalDevices(instance, n, list);
    if (r == VK_INCOMPLETE)
        r = VK_SUCCESS;
    if (gpu_check(r, "list GPUs", err))
        return list;
    free(list);
    return NULL;
}

static bool has_extension(VkPhysicalDevice d, const char *name)
{
    uint32_t n = 0;
    vkEnumerateDeviceExtensionProperties(d, NULL, &n, NULL);
    VkExtensionProperties *list = xcalloc(n ? n : 1, sizeof(*list));
    vkEnumerateDeviceExtensionProperties(d, NULL, &n, list);
    bool found = false;
    for (uint32_t i = 0; i < n; i++)
        found = found || strcmp(list[i].extensionName, name) == 0;
    free(list);
    return found;
}

/* -1: none */
static int compute_family(VkPhysicalDevice d, uint32_t *stamp_bits)
{
    uint32_t n = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(d, &n, NULL);
    VkQueueFamilyProperties *list = xcalloc(n ? n : 1, sizeof(*list));
    vkGetPhysicalDeviceQueueFamilyProperties(d, &n, list);
    int found = -1;
    for (uint32_t i = 0; i < n && found < 0; i++)
        if (list[i].queueFlags & VK_QUEUE_COMPUTE_BIT) {
            found = (int)i;
            *stamp_bits = list[i].timestampValidBits;
        }
    free(list);
    return found;
}

/* A family that copies and does nothing else; -1: none. */
static int copy_family(VkPhysicalDevice d)
{
    uint32_t n = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(d, &n, NULL);
    VkQueueFamilyProperties *list = xcalloc(n ? n : 1, sizeof(*list));
    vkGetPhysicalDeviceQueueFamilyProperties(d, &n, list);
    int found = -1;
    for (uint32_t i = 0; i < n && found < 0; i++)
        if ((list[i].queueFlags & VK_QUEUE_TRANSFER_BIT) &&
            !(list[i].queueFlags & (VK_QUEUE_COMPUTE_BIT | VK_QUEUE_GRAPHICS_BIT |
                                    VK_QUEUE_VIDEO_DECODE_BIT_KHR | (1u << 6))))
            found = (int)i;
    free(list);
    return found;
}

/* The features that are asked for; the same chain reads what there is. */
struct features {
    VkPhysicalDeviceFeatures2 base;
    VkPhysicalDeviceVulkan12Features v12;
    VkPhysicalDeviceVulkan13Features v13;
    VkPhysicalDeviceCooperativeMatrixFeaturesNV coop; /* not in the chain by itself */
};

static void chain_features(struct features *f)
{
    *f = (struct features){0};
    f->base.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    f->v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    f->v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
    f->base.pNext = &f->v12;
    f->v12.pNext = &f->v13;
    f->coop.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV;
}

static bool has_coop_shape(VkInstance instance, VkPhysicalDevice d)
{
    PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV get =
        (PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV)vkGetInstanceProcAddr(
            instance, "vkGetPhysicalDeviceCooperativeMatrixPropertiesNV");
    uint32_t n = 0;
    bool found = false;
    if (!get || get(d, &n, NULL) != VK_SUCCESS)
        return false;
    VkCooperativeMatrixPropertiesNV *list = xcalloc(n ? n : 1, sizeof(*list));
    for (uint32_t i = 0; i < n; i++)
        list[i].sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_NV;
    if (get(d, &n, list) != VK_SUCCESS)
        n = 0;
    for (uint32_t i = 0; i < n; i++)
        found =
            found || (list[i].MSize == 16 && list[i].NSize == 16 && list[i].KSize == 16 &&
                      list[i].AType == VK_COMPONENT_TYPE_FLOAT16_NV &&
                      list[i].BType == VK_COMPONENT_TYPE_FLOAT16_NV &&
                      list[i].CType == VK_COMPONENT_TYPE_FLOAT32_NV &&
                      list[i].DType == VK_COMPONENT_TYPE_FLOAT32_NV &&
                      list[i].scope == VK_SCOPE_SUBGROUP_NV);
    free(list);
    return found;
}

/* Whether there are matrix units that our shader knows; f is for the opened device. */
static bool ask_for_coop(const struct gpu *g, struct features *f)
{
    struct features have;
    if (!g->params.matrix_units || g->subgroup_min != 32 || g->subgroup_max != 32 ||
        g->threads_max < GPU_UNITS_THREADS ||
        g->props.limits.maxComputeSharedMemorySize < GPU_UNITS_SHARED_BYTES ||
        !has_extension(g->physical, VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME) ||
        !has_coop_shape(g->instance, g->physical))
        return false;
    chain_features(&have);
    have.v13.pNext = &have.coop;
    vkGetPhysicalDeviceFeatures2(g->physical, &have.base);
    if (!have.coop.cooperativeMatrix || !have.v12.shaderFloat16 ||
        !have.v12.vulkanMemoryModel)
        return false;
    f->v12.shaderFloat16 = VK_TRUE;
    f->v12.vulkanMemoryModel = VK_TRUE;
    f->coop.cooperativeMatrix = VK_TRUE;
    f->v13.pNext = &f->coop;
    return true;
}

static void need(char *lacks, size_t size, bool there, const char *what)
{
    size_t len = strlen(lacks);
    if (!there)
        snprintf(lacks + len, size - len, "%s%s", len ? ", " : "", what);
}

static void find_lacks(VkPhysicalDevice d, const VkPhysicalDeviceProperties *props,
                       const VkPhysicalDeviceSubgroupProperties *sub,
                       const struct gpu_info *info, char *lacks, size_t size)
{
    struct features f;
    chain_features(&f);
    lacks[0] = 0;
    need(lacks, size, props->apiVersion >= VK_API_VERSION_1_3, "Vulkan 1.3");
    if (lacks[0])
        return;
    vkGetPhysicalDeviceFeatures2(d, &f.base);
    uint32_t stamp_bits = 0;
    VkSubgroupFeatureFlags ops = VK_SUBGROUP_FEATURE_BASIC_BIT |
                                 VK_SUBGROUP_FEATURE_ARITHMETIC_BIT |
                                 VK_SUBGROUP_FEATURE_SHUFFLE_BIT;
    need(lacks, size, compute_family(d, &stamp_bits) >= 0, "a compute queue");
    need(lacks, size, f.base.features.shaderInt64, "64-bit integers in shaders");
    need(lacks, size, f.v12.bufferDeviceAddress, "buffer addresses");
    need(lacks, size, f.v12.timelineSemaphore, "timeline semaphores");
    need(lacks, size, f.v13.subgroupSizeControl && f.v13.computeFullSubgroups,
         "full subgroups");
    need(lacks, size, f.v13.synchronization2, "synchronization2");
    need(lacks, size, f.v13.maintenance4, "maintenance4");
    need(lacks, size, (sub->supportedOperations & ops) == ops, "subgroup shuffles");
    need(lacks, size, info->subgroup_min >= GPU_MIN_SUBGROUP, "subgroups of 4 or more");
    need(lacks, size, info->subgroup_max <= GPU_MAX_SUBGROUP, "subgroups of 128 or less");
}

static enum gpu_kind kind_of(VkPhysicalDeviceType type)
{
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return GPU_DISCRETE;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return GPU_INTEGRATED;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return GPU_VIRTUAL;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return GPU_SOFTWARE;
    default: return GPU_OTHER;
    }
}

static void describe(VkPhysicalDevice d, struct gpu_info *out)
{
    VkPhysicalDeviceSubgroupSizeControlProperties size = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES};
    VkPhysicalDeviceDriverProperties driver = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES, .pNext = &size};
    VkPhysicalDeviceSubgroupProperties sub = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES, .pNext = &driver};
    VkPhysicalDeviceProperties2 props = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &sub};
    vkGetPhysicalDeviceProperties2(d, &props);

    *out = (struct gpu_info){.kind = kind_of(props.properties.deviceType),
                             .api_version = props.properties.apiVersion,
                             .subgroup_min = (int)size.minSubgroupSize,
                             .subgroup_max = (int)size.maxSubgroupSize};
    snprintf(out->name, sizeof(out->name), "%s", props.properties.deviceName);
    snprintf(out->driver, sizeof(out->driver), "%s %s", driver.driverName,
             driver.driverInfo);

    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2};
    out->free_known = has_extension(d, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    if (out->free_known)
        memory.pNext = &budget;
    vkGetPhysicalDeviceMemoryProperties2(d, &memory);
    uint32_t heap = gpu_device_heap(&memory.memoryProperties);
    out->memory_bytes = memory.memoryProperties.memoryHeaps[heap].size;
    uint64_t have = budget.heapBudget[heap], used = budget.heapUsage[heap];
    out->free_bytes = out->free_known ? (have > used ? have - used : 0) : 0;
    find_lacks(d, &props.properties, &sub, out, out->lacks, sizeof(out->lacks));
}

struct gpu_info *gpu_list(int *n, struct error *err)
{
    VkInstance instance = VK_NULL_HANDLE;
    if (!make_instance(&instance, err))
        return NULL;
    uint32_t count = 0;
    struct gpu_info *out = NULL;
    VkPhysicalDevice *list = list_physical(instance, &count, err);
    if (list) {
        out = xcalloc(count ? count : 1, sizeof(*out));
        for (uint32_t i = 0; i < count; i++)
            describe(list[i], &out[i]);
        *n = (int)count;
    }
    free(list);
    vkDestroyInstance(instance, NULL);
    return out;
}

/* The wanted device, or of the usable hardware the one with the most memory of the best
 * kind. */
static bool choose(struct gpu *g, struct error *err)
{
    uint32_t n = 0;
    VkPhysicalDevice *list = list_physical(g->instance, &n, err);
    if (!list)
        return false;
    struct gpu_info best = {0};
    int want = g->params.device, found = -1;
    bool software = false;
    for (uint32_t i = 0; i < n; i++) {
        struct gpu_info info;
        describe(list[i], &info);
        if (want >= 0 ? (uint32_t)want != i : info.lacks[0] != 0)
            continue;
        if (want < 0 && info.kind == GPU_SOFTWARE) {
            software = true;
            continue;
        }
        if (found >= 0 &&
            (info.kind > best.kind ||
             (info.kind == best.kind && info.memory_bytes <= best.memory_bytes)))
            continue;
        found = (int)i;
        best = info;
    }
    bool ok = found >= 0 && !best.lacks[0];
    if (ok)
        g->physical = list[found];
    else if (found >= 0)
        err_set(err, 0, "open GPU %d (%s): it lacks %s", want, best.name, best.lacks);
    else if (want >= 0)
        err_set(err, 0, "open GPU %d: there are %u", want, n);
    else
        err_set(err, 0, "open a GPU: none is there that has what is needed%s",
                software ? " (a software driver is used only with --gpu N)" : "");
    free(list);
    return ok;
}

static void read_limits(struct gpu *g)
{
    VkPhysicalDeviceShaderIntegerDotProductProperties dot = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_PROPERTIES};
    VkPhysicalDeviceSubgroupSizeControlProperties size = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES,
        .pNext = &dot};
    VkPhysicalDeviceMaintenance4Properties m4 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_4_PROPERTIES,
        .pNext = &size};
    VkPhysicalDeviceMaintenance3Properties m3 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES,
        .pNext = &m4};
    VkPhysicalDeviceIDProperties id = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES, .pNext = &m3};
    VkPhysicalDeviceProperties2 props = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &id};
    vkGetPhysicalDeviceProperties2(g->physical, &props);
    g->props = props.properties;
    g->dot = g->params.integer_dots == GPU_DOTS_ALWAYS ||
             (g->params.integer_dots == GPU_DOTS_FAST &&
              dot.integerDotProduct4x8BitPackedSignedAccelerated);
    g->subgroup_min = size.minSubgroupSize;
    g->subgroup_max = size.maxSubgroupSize;
    uint32_t most = size.maxComputeWorkgroupSubgroups * size.minSubgroupSize;
    const VkPhysicalDeviceLimits *l = &g->props.limits;
    g->threads_max = l->maxComputeWorkGroupInvocations < l->maxComputeWorkGroupSize[0]
                         ? l->maxComputeWorkGroupInvocations
                         : l->maxComputeWorkGroupSize[0];
    if (most < g->threads_max)
        g->threads_max = most;
    g->alloc_max_bytes = m3.maxMemoryAllocationSize < m4.maxBufferSize
                             ? m3.maxMemoryAllocationSize
                             : m4.maxBufferSize;
    memcpy(g->driver_uuid, id.driverUUID, VK_UUID_SIZE);
    vkGetPhysicalDeviceMemoryProperties(g->physical, &g->memory);
    g->has_budget = has_extension(g->physical, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    enum gpu_kind kind = kind_of(g->props.deviceType);
    g->unified = kind == GPU_INTEGRATED || kind == GPU_SOFTWARE;
    g->spins = kind != GPU_SOFTWARE;
}

static bool make_device(struct gpu *g, struct error *err)
{
    struct features f;
    chain_features(&f);
    f.base.features.shaderInt64 = VK_TRUE;
    f.v12.bufferDeviceAddress = VK_TRUE;
    f.v12.timelineSemaphore = VK_TRUE;
    f.v13.subgroupSizeControl = VK_TRUE;
    f.v13.computeFullSubgroups = VK_TRUE;
    f.v13.synchronization2 = VK_TRUE;
    f.v13.maintenance4 = VK_TRUE;
    f.v13.shaderIntegerDotProduct = VK_TRUE; /* which all have that have 1.3 */

    const char *extension[2];
    uint32_t n_extension = 0;
    if (g->has_budget)
        extension[n_extension++] = VK_EXT_MEMORY_BUDGET_EXTENSION_NAME;
    g->coop = ask_for_coop(g, &f);
    if (g->coop)
        extension[n_extension++] = VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME;
    else if (g->params.plain_units && g->threads_max >= GPU_UNITS_THREADS &&
             g->props.limits.maxComputeSharedMemorySize >= GPU_PLAIN_SHARED_BYTES)
        g->coop = g->plain_units = true;
    float priority = 1;
    uint32_t stamp_bits = 0;
    g->family = (uint32_t)compute_family(g->physical, &stamp_bits);
    /* A token fits into 2^36 ticks of a nanosecond. */
    g->stamp_ns = stamp_bits >= 36 ? g->props.limits.timestampPeriod : 0;
    g->stamp_mask = stamp_bits >= 64 ? UINT64_MAX : (UINT64_C(1) << stamp_bits) - 1;
    int copies = copy_family(g->physical);
    VkDeviceQueueCreateInfo queues[2] = {
        {.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
         .queueFamilyIndex = g->family,
         .queueCount = 1,
         .pQueuePriorities = &priority}};
    queues[1] = queues[0];
    queues[1].queueFamilyIndex = g->copy_family = (uint32_t)copies;
    VkDeviceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                               .pNext = &f.base,
                               .queueCreateInfoCount = copies >= 0 ? 2 : 1,
                               .pQueueCreateInfos = queues,
                               .enabledExtensionCount = n_extension,
                               .ppEnabledExtensionNames = extension};
    if (!gpu_check(vkCreateDevice(g->physical, &info, NULL, &g->device), "open the GPU",
                   err))
        return false;
    vkGetDeviceQueue(g->device, g->family, 0, &g->queue);
    if (copies >= 0)
        vkGetDeviceQueue(g->device, g->copy_family, 0, &g->copy_queue);
    else if (g->params.pipe_copies) {
        g->copy_family = g->family;
        g->copy_queue = g->queue;
    }
    return true;
}

struct gpu *gpu_open(const struct gpu_params *p, struct error *err)
{
    struct gpu *g = xcalloc(1, sizeof(*g));
    g->params = *p;
    if (!make_instance(&g->instance, err) || !choose(g, err))
        goto fail;
    read_limits(g);
    if (!make_device(g, err) || !gpu_record_init(g, err) || !gpu_memory_init(g, err))
        goto fail;
    g->pipelines = gpu_pipelines_create(g, err);
    if (g->pipelines)
        return g;

fail:
    gpu_close(g);
    return NULL;
}

void gpu_close(struct gpu *g)
{
    if (!g)
        return;
    if (g->device) {
        vkDeviceWaitIdle(g->device);
        gpu_pipelines_destroy(g, g->pipelines);
        gpu_memory_finish(g);
        gpu_record_finish(g);
        vkDestroyDevice(g->device, NULL);
    }
    if (g->instance)
        vkDestroyInstance(g->instance, NULL);
    free(g);
}
