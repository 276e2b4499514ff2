#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/thread.h"
#include "core/measure/limits_impl.h"

/* The threads live from the beginning to the end, so that a sample of a few milliseconds
 * holds no start of any. */

enum {
    PIECE_BYTES = 256 << 10, /* between two looks at what is wanted */
    MAX_THREADS = 256,
};

struct loader {
    struct memory_load *load;
    uint64_t *part; /* in the buffer, its own */
    pthread_t thread;
};

struct memory_load {
    size_t part_bytes;
    uint64_t *buffer; /* [n_threads][part_bytes], owned */
    struct loader *loaders;
    int n_threads, n_started;
    atomic_int n_filled;
    memory_sum_fn sum_fn;
    atomic_bool run, quit;
    atomic_uint_fast64_t n_bytes, sum; /* the sum keeps the reads from being left out */
};

static void *loader_main(void *arg)
{
    struct loader *r = arg;
    struct memory_load *l = r->load;
    size_t n_pieces = l->part_bytes / PIECE_BYTES, words = l->part_bytes / 8;
    /* No two pages alike: pages that are may be merged into one, which a cache holds. */
    for (size_t i = 0; i < words; i++)
        r->part[i] = (size_t)(r->part - l->buffer) + i;
    atomic_fetch_add(&l->n_filled, 1);
    for (size_t i = 0; !atomic_load(&l->quit); i = (i + 1) % n_pieces) {
        if (!atomic_load(&l->run)) {
            usleep(200);
            continue;
        }
        uint64_t sum = l->sum_fn(r->part + i * (PIECE_BYTES / 8), PIECE_BYTES / 8, 1);
        atomic_fetch_add_explicit(&l->sum, sum, memory_order_relaxed);
        atomic_fetch_add_explicit(&l->n_bytes, PIECE_BYTES, memory_order_relaxed);
    }
    return NULL;
}

struct memory_load *memory_load_create(const struct limits_params *p, uint64_t n_bytes,
                                       struct error *err)
{
    long n = p->n_threads ? p->n_threads : sysconf(_SC_NPROCESSORS_ONLN);
    struct memory_load *l = xcalloc(1, sizeof(*l));
    l->n_threads = n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
    l->sum_fn = memory_sum_choose();
    l->part_bytes = n_bytes / (uint64_t)l->n_threads / PIECE_BYTES * PIECE_BYTES;
    if (l->part_bytes == 0)
        l->part_bytes = PIECE_BYTES;
    l->loaders = xcalloc((size_t)l->n_threads, sizeof(*l->loaders));
    size_t bytes = (size_t)l->n_threads * l->part_bytes;
    l->buffer = mem_alloc(bytes, "memory to keep busy", err);
    bool ok = l->buffer != NULL;
    for (; ok && l->n_started < l->n_threads; l->n_started += ok) {
        struct loader *r = &l->loaders[l->n_started];
        *r = (struct loader){.load = l};
        r->part = l->buffer + (size_t)l->n_started * (l->part_bytes / 8);
        ok = thread_start(&r->thread, "fm:load", loader_main, r, err);
    }
    while (ok && atomic_load(&l->n_filled) < l->n_threads)
        usleep(200);
    if (ok)
        return l;
    memory_load_destroy(l);
    return NULL;
}

void memory_load_destroy(struct memory_load *l)
{
    if (!l)
        return;
    atomic_store(&l->quit, true);
    for (int i = 0; i < l->n_started; i++)
        pthread_join(l->loaders[i].thread, NULL);
    if (l->buffer)
        mem_free(l->buffer, (size_t)l->n_threads * l->part_bytes);
    free(l->loaders);
    free(l);
}

void memory_load_start(struct memory_load *l)
{
    atomic_store(&l->run, true);
}

void memory_load_stop(struct memory_load *l)
{
    atomic_store(&l->run, false);
}

uint64_t memory_load_bytes(const struct memory_load *l)
{
    return atomic_load(&l->n_bytes);
}
