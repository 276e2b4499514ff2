#include "core/infer/dense_warmer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/model/pack.h"

#define LOG_MODULE "session"
#include "core/base/log.h"

enum {
    PAGE_BYTES = 4096,
    NAME_BYTES = 64,
    STEP_BYTES = 4 << 20,
    AHEAD_STEPS = 4, /* under way while one is entered into the page tables */
};

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

struct dense_warmer {
    const struct pack *pack;
    pthread_t thread, owner;
    bool owns; /* the owner was started and nobody awaited its end */
    atomic_bool stop;
};

/* Failures are of no account: the use of a page then reads it, and meets the failure. */
static void warm(struct dense_warmer *w, const void *data, size_t n_bytes)
{
    uintptr_t begin = (uintptr_t)data & ~(uintptr_t)(PAGE_BYTES - 1);
    uintptr_t end = (uintptr_t)data + n_bytes, asked = begin;
    for (uintptr_t at = begin; at < end && !atomic_load(&w->stop); at += STEP_BYTES) {
        for (; asked < end && asked < at + (uintptr_t)AHEAD_STEPS * STEP_BYTES;
             asked += STEP_BYTES)
            madvise((void *)asked, end - asked < STEP_BYTES ? end - asked : STEP_BYTES,
                    MADV_WILLNEED);
        madvise((void *)at, end - at < STEP_BYTES ? end - at : STEP_BYTES,
                MADV_POPULATE_READ);
    }
}

static size_t tensor_bytes(const struct matrix *m)
{
    return matrix_bytes(m->type, m->group, m->n_out, m->n_in);
}

/* In the order of their use: the layers, then the head. Of an embedding that is not the
 * head too, a token needs one row. */
static void *warmer_main(void *arg)
{
    struct dense_warmer *w = arg;
    const struct pack *pack = w->pack;
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        char name[NAME_BYTES];
        struct matrix m = pack_tensor(pack, i, name);
        if (m.data != pack->embed.data && m.data != pack->head.data)
            warm(w, m.data, tensor_bytes(&m));
    }
    warm(w, pack->head.data, tensor_bytes(&pack->head));
    return NULL;
}

/* The rows of an embedding that a prompt needs lie apart: a fault is to bring one, and not
 * what the system reads ahead, which may be as much as four experts. */
static void leave_rows_alone(const struct pack *pack)
{
    const char *data = pack->embed.data;
    size_t n = tensor_bytes(&pack->embed);
    size_t skip = -(uintptr_t)data & (PAGE_BYTES - 1);
    if (pack->embed.data == pack->head.data || n < skip + PAGE_BYTES)
        return;
    madvise((void *)(data + skip), (n - skip) / PAGE_BYTES * PAGE_BYTES, MADV_RANDOM);
}

struct dense_warmer *dense_warmer_start(const struct pack *pack, struct error *err)
{
    struct dense_warmer *w = xcalloc(1, sizeof(*w));
    w->pack = pack;
    leave_rows_alone(pack);
    if (thread_start(&w->thread, "fm:dense", warmer_main, w, err))
        return w;
    free(w);
    return NULL;
}

static void *owner_main(void *arg)
{
    struct dense_warmer *w = arg;
    pack_own_dense(w->pack, &w->stop);
    return NULL;
}

void dense_warmer_own(struct dense_warmer *w)
{
    struct error err = {0};
    if (w->owns)
        return;
    w->owns = thread_start(&w->owner, "fm:own", owner_main, w, &err);
    if (!w->owns) /* then products stay a little slower */
        log_warn("the dense part is not copied into large pages: %s", err.msg);
}

void dense_warmer_await_own(struct dense_warmer *w)
{
    if (w->owns)
        pthread_join(w->owner, NULL);
    w->owns = false;
}

void dense_warmer_stop(struct dense_warmer *w)
{
    if (!w)
        return;
    atomic_store(&w->stop, true);
    pthread_join(w->thread, NULL);
    dense_warmer_await_own(w);
    free(w);
}
