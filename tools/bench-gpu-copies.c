#include "tools/bench-gpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/pool.h"
#include "gpu/memory.h"
#include "gpu/ops.h"
#include "gpu/record.h"
#include "gpu/transfer.h"

/* The ways of an expert from memory to the device. Times are the host's, from the first byte
 * until the device is done, the best of several. */

enum {
    RECORD = 1769472, /* of the 35B shape in 4 bits */
    TRIES = 5,
    MAX_RECORDS = 64,
    PIECE = 256 * 1024,
    FOUR = 4, /* records of a submission */
};
static const uint64_t source_bytes = (uint64_t)1 << 30;

struct copies {
    struct gpu *g;
    struct gpu_transfer *t;
    struct gpu_buffer *device, staging, scratch;
    char *source;
    struct pool *pool;
    int n; /* records */
    char *to;
    const char *from;
    int round; /* other records each time */
};

static void copy_piece(void *ctx, int i_task, int i_thread)
{
    const struct copies *c = ctx;
    size_t at = (size_t)i_task * PIECE, all = (size_t)c->n * RECORD;
    (void)i_thread;
    memcpy(c->to + at, c->from + at, all - at < PIECE ? all - at : PIECE);
}

static void copy_by_cpu(struct copies *c, void *to, const void *from, int n)
{
    int was = c->n;
    c->n = n;
    c->to = to;
    c->from = from;
    pool_run(c->pool, (n * RECORD + PIECE - 1) / PIECE, copy_piece, c);
    c->n = was;
}

static const char *next_source(struct copies *c)
{
    uint64_t rounds = source_bytes / ((uint64_t)RECORD * MAX_RECORDS);
    return c->source + (uint64_t)(c->round++) % rounds * RECORD * MAX_RECORDS;
}

static void to_window(struct copies *c)
{
    copy_by_cpu(c, c->device->map, next_source(c), c->n);
}

static void to_staging(struct copies *c)
{
    copy_by_cpu(c, c->staging.map, next_source(c), c->n);
}

static void staged(struct copies *c)
{
    to_staging(c);
    gpu_copy(c->g, &c->staging, 0, c->device, 0, (uint64_t)c->n * RECORD);
}

static void queued(struct copies *c)
{
    struct gpu_copied all = {&c->staging, c->device, 0, 0, (uint64_t)c->n * RECORD};
    gpu_transfer_copy(c->g, c->t, &all, 1);
}

/* While some are copied by the device the CPU copies the next. */
static void piped(struct copies *c)
{
    const char *from = next_source(c);
    for (int i = 0; i < c->n; i += FOUR) {
        uint64_t at = (uint64_t)i * RECORD;
        int n = c->n - i < FOUR ? c->n - i : FOUR;
        struct gpu_copied some = {&c->staging, c->device, at, at, (uint64_t)n * RECORD};
        copy_by_cpu(c, (char *)c->staging.map + at, from + at, n);
        gpu_transfer_copy(c->g, c->t, &some, 1);
    }
}

static void by_device(struct copies *c)
{
    gpu_copy(c->g, &c->staging, 0, c->device, 0, (uint64_t)c->n * RECORD);
}

static void read_there(struct copies *c)
{
    op_read(c->g, c->staging.addr, (uint64_t)c->n * RECORD, c->scratch.addr);
}

static void print_way(struct copies *c, const char *name, void (*way)(struct copies *))
{
    static const int batches[] = {1, 6, 16, 64};
    struct error err = {0};
    printf("%-48s", name);
    for (int b = 0; b < 4; b++) {
        int64_t best = INT64_MAX;
        c->n = batches[b];
        for (int i = 0; i < TRIES; i++) {
            int64_t begin = clock_now_ns();
            way(c);
            if (!gpu_wait(c->g, &err)) {
                printf(" %s\n", err.msg);
                return;
            }
            int64_t ns = clock_now_ns() - begin;
            best = ns < best ? ns : best;
        }
        printf("  %7.1f us %5.1f", (double)best / 1e3,
               (double)c->n * RECORD / (double)best);
    }
    putchar('\n');
}

static void print_memory(void)
{
    for (uint32_t i = 0; i < g->memory.memoryHeapCount; i++)
        printf("heap %u: %.1f GB, flags %x\n", i,
               (double)g->memory.memoryHeaps[i].size / 1e9,
               g->memory.memoryHeaps[i].flags);
    for (uint32_t i = 0; i < g->memory.memoryTypeCount; i++)
        printf("type %u: heap %u, flags %x\n", i, g->memory.memoryTypes[i].heapIndex,
               g->memory.memoryTypes[i].propertyFlags);
    printf("copies have %s\n",
           g->copy_queue ? "a queue of their own" : "no queue of their own");
}

void bench_copies(struct gpu_buffer *device)
{
    struct error err = {0};
    struct copies c = {.g = g, .device = device};
    static const int threads[] = {1, 2, 4, 8, 16};
    print_memory();
    c.source = mem_alloc(source_bytes, "a source", &err);
    if (!c.source ||
        !gpu_buffer_create(g, GPU_READBACK, (uint64_t)MAX_RECORDS * RECORD, "staging",
                           &c.staging, &err) ||
        !gpu_buffer_create(g, GPU_DEVICE, 4096, "scratch", &c.scratch, &err) ||
        (g->copy_queue && !(c.t = gpu_transfer_create(g, &err))))
    {
        fprintf(stderr, "bench-gpu: %s\n", err.msg);
        exit(1);
    }
    memset(c.source, 1, source_bytes);
    puts(
        "\nways of 1, 6, 16, 64 experts of 1.77 MB to the device; GB/s behind each time");
    for (int i = 0; i < 5; i++) {
        c.pool = pool_create(threads[i], &err);
        printf("%d threads\n", threads[i]);
        if (device->map)
            print_way(&c, "  written by the CPU to the device's memory", to_window);
        print_way(&c, "  copied by the CPU to staging memory", to_staging);
        print_way(&c, "  and from there by the computing queue", staged);
        if (c.t)
            print_way(&c, "  and from there by fours by the other queue", piped);
        if (i < 4)
            pool_destroy(c.pool);
    }
    print_way(&c, "from staging memory by the computing queue", by_device);
    if (c.t)
        print_way(&c, "from staging memory by the other queue", queued);
    print_way(&c, "staging memory read by a shader", read_there);
    pool_destroy(c.pool);
    gpu_transfer_destroy(g, c.t);
    gpu_buffer_destroy(g, &c.staging);
    gpu_buffer_destroy(g, &c.scratch);
    mem_free(c.source, source_bytes);
}
