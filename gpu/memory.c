#include "gpu/memory.h"

#include <assert.h>
#include <string.h>

#include "gpu/record.h"

/* One allocation per buffer: there are some dozens, all live as long as the back end. */

static const uint64_t staging_bytes = (uint64_t)16 << 20;

uint64_t gpu_memory_staging_bytes(void)
{
    return staging_bytes;
}

uint32_t gpu_device_heap(const VkPhysicalDeviceMemoryProperties *m)
{
    uint32_t best = 0;
    uint64_t largest = 0;
    for (uint32_t i = 0; i < m->memoryHeapCount; i++)
        if ((m->memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) &&
            m->memoryHeaps[i].size > largest)
        {
            largest = m->memoryHeaps[i].size;
            best = i;
        }
    return best;
}

uint64_t gpu_memory_free(const struct gpu *g)
{
    uint32_t heap = gpu_device_heap(&g->memory);
    uint64_t size = g->memory.memoryHeaps[heap].size;
    if (!g->has_budget)
        return size > g->used_bytes ? size - g->used_bytes : 0;
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, .pNext = &budget};
    vkGetPhysicalDeviceMemoryProperties2(g->physical, &memory);
    uint64_t have = budget.heapBudget[heap], used = budget.heapUsage[heap];
    return have > used ? have - used : 0;
}

uint64_t gpu_memory_left(const struct gpu *g)
{
    uint64_t left = gpu_memory_free(g), max = g->params.vram_max_bytes;
    uint64_t allowed = max > g->used_bytes ? max - g->used_bytes : 0;
    return max > 0 && allowed < left ? allowed : left;
}

/* How well a type of memory serves; 0: not at all. */
static int rank(const struct gpu *g, enum gpu_place place, uint32_t i)
{
    VkMemoryPropertyFlags f = g->memory.memoryTypes[i].propertyFlags;
    bool local = f & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    bool visible = (f & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
                   (f & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    bool cached = f & VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    if (f & (VK_MEMORY_PROPERTY_PROTECTED_BIT | VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT |
             VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD))
        return 0;
    if (place == GPU_DEVICE) {
        /* A small visible window of a large memory is another heap, and not used. */
        if (!local || g->memory.memoryTypes[i].heapIndex != gpu_device_heap(&g->memory))
            return 0;
        return visible && !g->params.stage_uploads ? 2 : 1;
    }
    if (!visible)
        return 0;
    if (place == GPU_READBACK)
        return cached ? 2 : 1;
    /* Every workgroup reads what the host wrote once: it belongs to the device where the
     * host sees it there. */
    return local ? 2 : 1;
}

/* The best type of those that are allowed. */
static bool find_type(const struct gpu *g, enum gpu_place place, uint32_t allowed,
                      uint32_t *out)
{
    int best = 0;
    for (uint32_t i = 0; i < g->memory.memoryTypeCount; i++)
        if ((allowed >> i & 1) && rank(g, place, i) > best) {
            best = rank(g, place, i);
            *out = i;
        }
    return best > 0;
}

static bool allocate(struct gpu *g, enum gpu_place place, const char *what,
                     struct gpu_buffer *b, struct error *err)
{
    VkMemoryRequirements needs;
    vkGetBufferMemoryRequirements(g->device, b->buffer, &needs);
    uint32_t type = 0;
    if (!find_type(g, place, needs.memoryTypeBits, &type))
        return err_set(err, 0, "allocate %s: the GPU has no fitting memory", what);
    VkMemoryAllocateFlagsInfo flags = {.sType =
                                           VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
                                       .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT};
    VkMemoryAllocateInfo info = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                 .pNext = &flags,
                                 .allocationSize = needs.size,
                                 .memoryTypeIndex = type};
    VkResult r = vkAllocateMemory(g->device, &info, NULL, &b->memory);
    /* The host's window to the device's memory may be small, and full. */
    if (r == VK_ERROR_OUT_OF_DEVICE_MEMORY && place == GPU_UPLOAD &&
        find_type(g, place, needs.memoryTypeBits & ~(UINT32_C(1) << type), &type))
    {
        info.memoryTypeIndex = type;
        r = vkAllocateMemory(g->device, &info, NULL, &b->memory);
    }
    if (r == VK_SUCCESS)
        r = vkBindBufferMemory(g->device, b->buffer, b->memory, 0);
    VkMemoryPropertyFlags f = g->memory.memoryTypes[type].propertyFlags;
    bool visible = (f & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
                   (f & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    if (r == VK_SUCCESS && visible && (place != GPU_DEVICE || !g->params.stage_uploads))
        r = vkMapMemory(g->device, b->memory, 0, VK_WHOLE_SIZE, 0, &b->map);
    if (r != VK_SUCCESS)
        return err_set(err, 0, "allocate %s, %.0f MiB on the GPU: %s", what,
                       (double)b->bytes / (1 << 20), gpu_result_text(r));
    return true;
}

static bool make_buffer(struct gpu *g, uint64_t bytes, const char *what,
                        struct gpu_buffer *out, struct error *err)
{
    VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                               .size = bytes,
                               .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
                                        VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |
                                        VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                                        VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                               .sharingMode = VK_SHARING_MODE_EXCLUSIVE};
    /* Who only copies sees all of it, without asking first. */
    uint32_t families[] = {g->family, g->copy_family};
    if (g->copy_queue && g->copy_family != g->family) {
        info.sharingMode = VK_SHARING_MODE_CONCURRENT;
        info.queueFamilyIndexCount = 2;
        info.pQueueFamilyIndices = families;
    }
    return gpu_check(vkCreateBuffer(g->device, &info, NULL, &out->buffer), what, err);
}

bool gpu_buffer_create(struct gpu *g, enum gpu_place place, uint64_t bytes,
                       const char *what, struct gpu_buffer *out, struct error *err)
{
    *out = (struct gpu_buffer){.bytes = bytes};
    if (bytes == 0)
        return true;
    if (bytes > g->alloc_max_bytes)
        return err_set(err, 0, "allocate %s: %.0f MiB, the GPU's driver allows %.0f",
                       what, (double)bytes / (1 << 20),
                       (double)g->alloc_max_bytes / (1 << 20));
    if (!make_buffer(g, bytes, what, out, err) || !allocate(g, place, what, out, err)) {
        gpu_buffer_destroy(g, out);
        return false;
    }
    VkBufferDeviceAddressInfo address = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, .buffer = out->buffer};
    out->addr = vkGetBufferDeviceAddress(g->device, &address);
    if (place == GPU_DEVICE)
        g->used_bytes += bytes;
    return true;
}

void gpu_buffer_destroy(struct gpu *g, struct gpu_buffer *b)
{
    vkDestroyBuffer(g->device, b->buffer, NULL);
    vkFreeMemory(g->device, b->memory, NULL);
    *b = (struct gpu_buffer){0};
}

bool gpu_memory_init(struct gpu *g, struct error *err)
{
    return gpu_buffer_create(g, GPU_READBACK, staging_bytes, "the staging buffer",
                             &g->staging, err);
}

void gpu_memory_finish(struct gpu *g)
{
    gpu_buffer_destroy(g, &g->staging);
}

bool gpu_write(struct gpu *g, const struct gpu_buffer *b, uint64_t offset,
               const void *src, uint64_t n_bytes, struct error *err)
{
    assert(offset <= b->bytes && n_bytes <= b->bytes - offset);
    if (!gpu_wait(g, err))
        return false;
    if (b->map) {
        memcpy((char *)b->map + offset, src, n_bytes);
        return true;
    }
    for (uint64_t done = 0; done < n_bytes;) {
        uint64_t n = n_bytes - done < staging_bytes ? n_bytes - done : staging_bytes;
        memcpy(g->staging.map, (const char *)src + done, n);
        gpu_copy(g, &g->staging, 0, b, offset + done, n);
        if (!gpu_wait(g, err))
            return false;
        done += n;
    }
    return true;
}

bool gpu_read(struct gpu *g, const struct gpu_buffer *b, uint64_t offset, void *dst,
              uint64_t n_bytes, struct error *err)
{
    assert(offset <= b->bytes && n_bytes <= b->bytes - offset);
    for (uint64_t done = 0; done < n_bytes;) {
        uint64_t n = n_bytes - done < staging_bytes ? n_bytes - done : staging_bytes;
        gpu_copy(g, b, offset + done, &g->staging, 0, n);
        if (!gpu_wait(g, err))
            return false;
        memcpy((char *)dst + done, g->staging.map, n);
        done += n;
    }
    return true;
}
