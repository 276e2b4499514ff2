#include "gpu/record.h"

#include <assert.h>

#include "core/base/clock.h"

bool gpu_timeline_create(struct gpu *g, VkSemaphore *out, struct error *err)
{
    VkSemaphoreTypeCreateInfo type = {.sType =
                                          VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                      .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    VkSemaphoreCreateInfo semaphore = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                       .pNext = &type};
    return gpu_check(vkCreateSemaphore(g->device, &semaphore, NULL, out),
                     "create a semaphore", err);
}

bool gpu_semaphore_wait(struct gpu *g, VkSemaphore semaphore, uint64_t value,
                        struct error *err)
{
    VkSemaphoreWaitInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
                                .semaphoreCount = 1,
                                .pSemaphores = &semaphore,
                                .pValues = &value};
    return gpu_check(vkWaitSemaphores(g->device, &info, UINT64_MAX), "compute on the GPU",
                     err);
}

bool gpu_record_init(struct gpu *g, struct error *err)
{
    VkCommandPoolCreateInfo pool = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                    .flags =
                                        VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
                                    .queueFamilyIndex = g->family};
    if (!gpu_check(vkCreateCommandPool(g->device, &pool, NULL, &g->pool),
                   "create a command pool", err))
        return false;
    VkCommandBuffer buffers[GPU_MAX_COMMANDS];
    VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = g->pool,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = GPU_MAX_COMMANDS};
    if (!gpu_check(vkAllocateCommandBuffers(g->device, &info, buffers),
                   "create command buffers", err))
        return false;
    for (int i = 0; i < GPU_MAX_COMMANDS; i++)
        g->command[i].buffer = buffers[i];
    return gpu_timeline_create(g, &g->timeline, err);
}

void gpu_record_finish(struct gpu *g)
{
    vkDestroySemaphore(g->device, g->timeline, NULL);
    vkDestroyCommandPool(g->device, g->pool, NULL);
}

void gpu_fail(struct gpu *g, const struct error *err)
{
    if (!g->failed)
        g->failure = *err;
    g->failed = true;
}

/* False, the failure kept. */
static bool keep(struct gpu *g, VkResult r, const char *what)
{
    struct error err = {0};
    if (gpu_check(r, what, &err))
        return true;
    gpu_fail(g, &err);
    return false;
}

static bool report(const struct gpu *g, struct error *err)
{
    if (g->failed && err)
        *err = g->failure;
    return !g->failed;
}

/* Waking up takes longer than most of what is waited for, so the last of a wait is spent
 * asking. Not on a software driver, which wants the CPU for itself. */
static const int64_t spin_ns = 400000;

static bool is_reached(struct gpu *g, uint64_t value)
{
    uint64_t now = 0;
    return keep(g, vkGetSemaphoreCounterValue(g->device, g->timeline, &now),
                "compute on the GPU") &&
           now >= value;
}

/* What is known to take long is slept through but for its end. */
static bool sleep_until_nearly(struct gpu *g, uint64_t value)
{
    int64_t ns = g->expected_ns - spin_ns / 2;
    g->expected_ns = 0;
    if (ns <= 0 || g->failed || !g->spins)
        return false;
    VkSemaphoreWaitInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
                                .semaphoreCount = 1,
                                .pSemaphores = &g->timeline,
                                .pValues = &value};
    return vkWaitSemaphores(g->device, &info, (uint64_t)ns) == VK_SUCCESS;
}

static bool spin_until(struct gpu *g, uint64_t value)
{
    int64_t end = clock_now_ns() + spin_ns;
    while (g->spins && !g->failed && clock_now_ns() < end)
        if (is_reached(g, value))
            return true;
    return false;
}

static bool wait_for(struct gpu *g, uint64_t value)
{
    if (value <= g->completed)
        return true;
    if (is_reached(g, value) || sleep_until_nearly(g, value) || spin_until(g, value)) {
        g->completed = value;
        return true;
    }
    struct error err = {0};
    if (!g->failed && !gpu_semaphore_wait(g, g->timeline, value, &err))
        gpu_fail(g, &err);
    g->completed = g->failed ? g->completed : value;
    return !g->failed;
}

static void barrier_between(VkCommandBuffer cmd, const VkMemoryBarrier2 *memory)
{
    VkDependencyInfo info = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                             .memoryBarrierCount = 1,
                             .pMemoryBarriers = memory};
    vkCmdPipelineBarrier2(cmd, &info);
}

/* Also to and from copies and the host. */
static void barrier(VkCommandBuffer cmd)
{
    VkMemoryBarrier2 memory = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
                               .srcStageMask = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT |
                                               VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
                               .srcAccessMask = VK_ACCESS_2_MEMORY_WRITE_BIT,
                               .dstStageMask = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT |
                                               VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT |
                                               VK_PIPELINE_STAGE_2_HOST_BIT,
                               .dstAccessMask = VK_ACCESS_2_MEMORY_READ_BIT |
                                                VK_ACCESS_2_MEMORY_WRITE_BIT};
    barrier_between(cmd, &memory);
}

/* The command buffer that is being recorded; NULL after a failure. */
static VkCommandBuffer recording(struct gpu *g)
{
    if (g->failed)
        return NULL;
    if (g->tape)
        return g->tape->buffer;
    struct gpu_command *c = &g->command[g->i_command];
    if (g->recording)
        return c->buffer;
    VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
                                     .flags =
                                         VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
    if (!wait_for(g, c->value) ||
        !keep(g, vkBeginCommandBuffer(c->buffer, &info), "record for the GPU"))
        return NULL;
    g->recording = true;
    /* Two submissions in order may still overlap. */
    barrier(c->buffer);
    return c->buffer;
}

/* Between dispatches alone, which a device may do without emptying caches that they do not
 * use. */
void gpu_barrier(struct gpu *g)
{
    static const VkMemoryBarrier2 memory = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
        .srcStageMask = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
        .srcAccessMask = VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
        .dstStageMask = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
        .dstAccessMask =
            VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT};
    VkCommandBuffer cmd = recording(g);
    if (!cmd)
        return;
    g->n_barriers++;
    if (g->wide_barriers)
        barrier(cmd);
    else
        barrier_between(cmd, &memory);
}

void gpu_dispatch(struct gpu *g, const struct gpu_call *call)
{
    assert(call->n_push_bytes <= GPU_PUSH_BYTES && call->n_push_bytes % 4 == 0);
    VkCommandBuffer cmd = recording(g);
    if (!cmd || call->x == 0 || call->y == 0)
        return;
    struct error err = {0};
    if (call->x > GPU_MAX_GROUPS || call->y > GPU_MAX_GROUPS || call->z > GPU_MAX_GROUPS)
    {
        err_set(&err, 0,
                "compute on the GPU: shader %d with %u x %u x %u workgroups, "
                "%d are possible",
                (int)call->shader, call->x, call->y, call->z, (int)GPU_MAX_GROUPS);
        gpu_fail(g, &err);
        return;
    }
    VkPipeline pipeline =
        gpu_pipeline(g, call->shader, call->threads, call->spec, call->n_spec, &err);
    if (!pipeline) {
        gpu_fail(g, &err);
        return;
    }
    g->n_dispatches++;
    vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
    vkCmdPushConstants(cmd, gpu_pipeline_layout(g), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                       call->n_push_bytes, call->push);
    vkCmdDispatch(cmd, call->x, call->y, call->z ? call->z : 1);
}

void gpu_dispatch_flat(struct gpu *g, struct gpu_call *call, uint64_t n)
{
    uint64_t threads = gpu_shader_threads(call->shader);
    uint64_t groups = (n + threads - 1) / threads;
    uint64_t y = (groups + GPU_MAX_GROUPS - 1) / GPU_MAX_GROUPS;
    call->y = y > GPU_MAX_GROUPS ? UINT32_MAX : (uint32_t)y; /* which is refused */
    call->x = y ? (uint32_t)((groups + y - 1) / y) : 0;
    gpu_dispatch(g, call);
}

void gpu_copy_all(struct gpu *g, const struct gpu_copied *list, int n)
{
    VkCommandBuffer cmd = recording(g);
    if (!cmd)
        return;
    barrier(cmd);
    for (int i = 0; i < n; i++) {
        VkBufferCopy region = {.srcOffset = list[i].from_offset,
                               .dstOffset = list[i].to_offset,
                               .size = list[i].n_bytes};
        if (region.size > 0)
            vkCmdCopyBuffer(cmd, list[i].from->buffer, list[i].to->buffer, 1, &region);
    }
    barrier(cmd);
}

void gpu_copy(struct gpu *g, const struct gpu_buffer *from, uint64_t from_offset,
              const struct gpu_buffer *to, uint64_t to_offset, uint64_t n_bytes)
{
    struct gpu_copied one = {from, to, from_offset, to_offset, n_bytes};
    if (n_bytes > 0)
        gpu_copy_all(g, &one, 1);
}

void gpu_zero(struct gpu *g, const struct gpu_buffer *b, uint64_t offset,
              uint64_t n_bytes)
{
    VkCommandBuffer cmd = recording(g);
    if (!cmd || n_bytes == 0)
        return;
    barrier(cmd);
    vkCmdFillBuffer(cmd, b->buffer, offset, n_bytes, 0);
    barrier(cmd);
}

void gpu_wait_for_copies(struct gpu *g, VkSemaphore timeline, uint64_t value)
{
    g->copies = timeline;
    g->copies_value = value;
}

static void submit(struct gpu *g, VkCommandBuffer buffer)
{
    VkSemaphoreSubmitInfo copies = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                    .semaphore = g->copies,
                                    .value = g->copies_value,
                                    .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT};
    VkCommandBufferSubmitInfo command = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO, .commandBuffer = buffer};
    VkSemaphoreSubmitInfo signal = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                    .semaphore = g->timeline,
                                    .value = ++g->submitted,
                                    .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT};
    VkSubmitInfo2 info = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                          .waitSemaphoreInfoCount = g->copies ? 1 : 0,
                          .pWaitSemaphoreInfos = &copies,
                          .commandBufferInfoCount = 1,
                          .pCommandBufferInfos = &command,
                          .signalSemaphoreInfoCount = 1,
                          .pSignalSemaphoreInfos = &signal};
    keep(g, vkQueueSubmit2(g->queue, 1, &info, VK_NULL_HANDLE), "submit to the GPU");
    g->copies = VK_NULL_HANDLE;
}

bool gpu_submit(struct gpu *g, struct error *err)
{
    assert(!g->tape);
    if (g->failed || !g->recording)
        return report(g, err);
    struct gpu_command *c = &g->command[g->i_command];
    barrier(c->buffer); /* the host reads what was written */
    g->recording = false;
    if (!keep(g, vkEndCommandBuffer(c->buffer), "record for the GPU"))
        return report(g, err);
    submit(g, c->buffer);
    c->value = g->submitted;
    g->i_command = (g->i_command + 1) % GPU_MAX_COMMANDS;
    return report(g, err);
}

bool gpu_wait(struct gpu *g, struct error *err)
{
    if (gpu_submit(g, err))
        wait_for(g, g->submitted);
    struct error failure = {0};
    if (g->copies && !g->failed &&
        !gpu_semaphore_wait(g, g->copies, g->copies_value, &failure))
        gpu_fail(g, &failure);
    return report(g, err);
}

bool gpu_wait_for(struct gpu *g, uint64_t value, struct error *err)
{
    if (!g->failed)
        wait_for(g, value);
    return report(g, err);
}

static bool make_tape(struct gpu *g, struct gpu_tape *t, int max_stamps)
{
    VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = g->pool,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = 1};
    if (!t->buffer && !keep(g, vkAllocateCommandBuffers(g->device, &info, &t->buffer),
                            "create a command buffer"))
        return false;
    VkQueryPoolCreateInfo stamps = {.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
                                    .queryType = VK_QUERY_TYPE_TIMESTAMP,
                                    .queryCount = (uint32_t)max_stamps};
    if (!t->stamps && max_stamps > 0 && g->stamp_ns > 0) {
        t->max_stamps = max_stamps;
        return keep(g, vkCreateQueryPool(g->device, &stamps, NULL, &t->stamps),
                    "create time stamps");
    }
    return true;
}

void gpu_tape_begin(struct gpu *g, struct gpu_tape *t, int max_stamps)
{
    VkCommandBufferBeginInfo info = {.sType =
                                         VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    t->ready = false;
    t->n_stamps = 0;
    if (!gpu_submit(g, NULL) || !make_tape(g, t, max_stamps) ||
        !keep(g, vkBeginCommandBuffer(t->buffer, &info), "record for the GPU"))
        return;
    g->tape = t;
    if (t->stamps)
        vkCmdResetQueryPool(t->buffer, t->stamps, 0, (uint32_t)t->max_stamps);
    barrier(t->buffer);
}

void gpu_tape_stamp(struct gpu *g)
{
    struct gpu_tape *t = g->tape;
    if (!t || !t->stamps || g->failed)
        return;
    assert(t->n_stamps < t->max_stamps);
    vkCmdWriteTimestamp2(t->buffer, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, t->stamps,
                         (uint32_t)t->n_stamps++);
}

void gpu_tape_end(struct gpu *g)
{
    struct gpu_tape *t = g->tape;
    if (!t)
        return;
    barrier(t->buffer);
    g->tape = NULL;
    bool ended = keep(g, vkEndCommandBuffer(t->buffer), "record for the GPU");
    t->ready = ended && !g->failed;
}

bool gpu_tape_play(struct gpu *g, struct gpu_tape *t, struct error *err)
{
    if (!gpu_submit(g, err))
        return false;
    assert(t->ready);
    g->expected_ns = t->took_ns;
    submit(g, t->buffer);
    return report(g, err);
}

void gpu_tape_times(struct gpu *g, const struct gpu_tape *t, float *ms)
{
    enum {
        BATCH = 64
    };
    uint64_t ticks[BATCH + 1] = {0};
    for (int i = 0; i + 1 < t->n_stamps; i += BATCH) {
        int n = t->n_stamps - i < BATCH + 1 ? t->n_stamps - i : BATCH + 1;
        keep(g,
             vkGetQueryPoolResults(g->device, t->stamps, (uint32_t)i, (uint32_t)n,
                                   sizeof(ticks), ticks, sizeof(*ticks),
                                   VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
             "read the GPU's clock");
        for (int j = 0; j + 1 < n; j++) {
            uint64_t passed = (ticks[j + 1] - ticks[j]) & g->stamp_mask;
            ms[i + j] = (float)((double)passed * (double)g->stamp_ns / 1e6);
        }
    }
}

void gpu_tape_finish(struct gpu *g, struct gpu_tape *t)
{
    vkDestroyQueryPool(g->device, t->stamps, NULL);
    if (t->buffer)
        vkFreeCommandBuffers(g->device, g->pool, 1, &t->buffer);
    *t = (struct gpu_tape){0};
}
