#include "gpu/transfer.h"

#include <stdlib.h>

#include "core/base/alloc.h"
#include "gpu/record.h"

/* Few copies are a submission, so that the first are under way while the host prepares the
 * next. */

enum {
    IN_FLIGHT = 32,
};

struct gpu_transfer {
    VkCommandPool pool;
    struct gpu_command command[IN_FLIGHT];
    int i_command;
    VkSemaphore timeline;
    uint64_t submitted;
};

struct gpu_transfer *gpu_transfer_create(struct gpu *g, struct error *err)
{
    struct gpu_transfer *t = xcalloc(1, sizeof(*t));
    VkCommandBuffer buffers[IN_FLIGHT];
    VkCommandPoolCreateInfo pool = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                    .flags =
                                        VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
                                    .queueFamilyIndex = g->copy_family};
    VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = IN_FLIGHT};
    if (!gpu_check(vkCreateCommandPool(g->device, &pool, NULL, &t->pool),
                   "create a command pool", err))
        goto fail;
    info.commandPool = t->pool;
    if (!gpu_check(vkAllocateCommandBuffers(g->device, &info, buffers),
                   "create command buffers", err) ||
        !gpu_timeline_create(g, &t->timeline, err))
        goto fail;
    for (int i = 0; i < IN_FLIGHT; i++)
        t->command[i].buffer = buffers[i];
    return t;

fail:
    gpu_transfer_destroy(g, t);
    return NULL;
}

void gpu_transfer_destroy(struct gpu *g, struct gpu_transfer *t)
{
    if (!t)
        return;
    vkDestroySemaphore(g->device, t->timeline, NULL);
    vkDestroyCommandPool(g->device, t->pool, NULL);
    free(t);
}

static bool submit(struct gpu *g, struct gpu_transfer *t, struct gpu_command *c,
                   const struct gpu_copied *list, int n, struct error *err)
{
    VkCommandBufferBeginInfo begin = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
    VkCommandBufferSubmitInfo command = {.sType =
                                             VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                         .commandBuffer = c->buffer};
    VkSemaphoreSubmitInfo signal = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                    .semaphore = t->timeline,
                                    .value = t->submitted + 1,
                                    .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT};
    VkSubmitInfo2 info = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                          .commandBufferInfoCount = 1,
                          .pCommandBufferInfos = &command,
                          .signalSemaphoreInfoCount = 1,
                          .pSignalSemaphoreInfos = &signal};
    static const char what[] = "copy to the GPU";
    if (!gpu_semaphore_wait(g, t->timeline, c->value, err) ||
        !gpu_check(vkBeginCommandBuffer(c->buffer, &begin), what, err))
        return false;
    for (int i = 0; i < n; i++) {
        VkBufferCopy region = {.srcOffset = list[i].from_offset,
                               .dstOffset = list[i].to_offset,
                               .size = list[i].n_bytes};
        vkCmdCopyBuffer(c->buffer, list[i].from->buffer, list[i].to->buffer, 1, &region);
    }
    if (!gpu_check(vkEndCommandBuffer(c->buffer), what, err) ||
        !gpu_check(vkQueueSubmit2(g->copy_queue, 1, &info, VK_NULL_HANDLE), what, err))
        return false;
    c->value = ++t->submitted;
    return true;
}

uint64_t gpu_transfer_copy(struct gpu *g, struct gpu_transfer *t,
                           const struct gpu_copied *list, int n)
{
    struct error err = {0};
    if (g->failed || n == 0)
        return t->submitted;
    if (!submit(g, t, &t->command[t->i_command], list, n, &err)) {
        gpu_fail(g, &err);
        return t->submitted;
    }
    t->i_command = (t->i_command + 1) % IN_FLIGHT;
    gpu_wait_for_copies(g, t->timeline, t->submitted);
    return t->submitted;
}

void gpu_transfer_wait(struct gpu *g, struct gpu_transfer *t, uint64_t value)
{
    struct error err = {0};
    if (!g->failed && !gpu_semaphore_wait(g, t->timeline, value, &err))
        gpu_fail(g, &err);
}
