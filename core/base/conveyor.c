/* Item i always lies in slot i % n_slots. A thread may begin item i when item i - n_slots has
 * been given back, so that the consumer never waits for a slot that nobody works on. */
#include "core/base/conveyor.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/thread.h"

struct slot {
    bool ready, failed;
    struct error err;
};

struct conveyor {
    /* -- immutable */
    struct conveyor_params params;
    char *memory; /* owned */
    size_t memory_bytes;
    struct worker *workers; /* [n_threads], owned */
    int n_started;
    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slot *slots; /* [n_slots], owned */
    uint64_t next;      /* to be begun */
    uint64_t n_back;    /* the first item that has not been given back */
    bool stop;
};

struct worker {
    struct conveyor *c;
    int i_thread;
    pthread_t thread;
};

static struct slot *slot_of(struct conveyor *c, uint64_t i)
{
    return &c->slots[i % (uint64_t)c->params.n_slots];
}

static char *memory_of(const struct conveyor *c, uint64_t i)
{
    return c->memory + (size_t)(i % (uint64_t)c->params.n_slots) * c->params.slot_bytes;
}

static void *work(void *arg)
{
    const struct worker *w = arg;
    struct conveyor *c = w->c;
    const struct conveyor_params *p = &c->params;
    pthread_mutex_lock(&c->lock);
    for (;;) {
        while (!c->stop && c->next < p->end &&
               c->next - c->n_back >= (uint64_t)p->n_slots)
            pthread_cond_wait(&c->changed, &c->lock);
        if (c->stop || c->next >= p->end)
            break;
        uint64_t i = c->next++;
        struct slot *s = slot_of(c, i);
        pthread_mutex_unlock(&c->lock);
        struct error err = {0};
        bool ok = p->fn(p->ctx, w->i_thread, i, memory_of(c, i), &err);
        pthread_mutex_lock(&c->lock);
        s->ready = true;
        s->failed = !ok;
        s->err = err;
        pthread_cond_broadcast(&c->changed);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

struct conveyor *conveyor_create(const struct conveyor_params *params, struct error *err)
{
    enum {
        PAGE_BYTES = 4096
    };
    assert(params->n_threads >= 1 && params->n_slots >= 1 && params->slot_bytes > 0);
    struct conveyor *c = xcalloc(1, sizeof(*c));
    c->params = *params;
    c->next = c->n_back = params->first;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    c->slots = xcalloc((size_t)params->n_slots, sizeof(*c->slots));
    c->workers = xcalloc((size_t)params->n_threads, sizeof(*c->workers));
    size_t each = (params->slot_bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES, all;
    c->params.slot_bytes = each;
    if (__builtin_mul_overflow(each, (size_t)params->n_slots, &all)) {
        err_set(err, 0, "allocate %d slots of %zu bytes", params->n_slots, each);
        goto fail;
    }
    c->memory = mem_alloc(all, "work in progress", err);
    if (!c->memory)
        goto fail;
    c->memory_bytes = all;
    for (int i = 0; i < params->n_threads; i++) {
        char name[32];
        snprintf(name, sizeof(name), "%s%d", params->name, i);
        c->workers[i] = (struct worker){.c = c, .i_thread = i};
        if (!thread_start(&c->workers[i].thread, name, work, &c->workers[i], err))
            goto fail;
        c->n_started++;
    }
    return c;

fail:
    conveyor_destroy(c);
    return NULL;
}

void conveyor_destroy(struct conveyor *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    for (int i = 0; i < c->n_started; i++)
        pthread_join(c->workers[i].thread, NULL);
    mem_free(c->memory, c->memory_bytes);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c->workers);
    free(c->slots);
    free(c);
}

void *conveyor_take(struct conveyor *c, struct error *err)
{
    pthread_mutex_lock(&c->lock);
    uint64_t i = c->n_back;
    struct slot *s = slot_of(c, i);
    assert(i < c->params.end);
    while (!s->ready)
        pthread_cond_wait(&c->changed, &c->lock);
    bool ok = !s->failed;
    if (!ok && err)
        *err = s->err;
    pthread_mutex_unlock(&c->lock);
    return ok ? memory_of(c, i) : NULL;
}

void conveyor_give_back(struct conveyor *c)
{
    pthread_mutex_lock(&c->lock);
    slot_of(c, c->n_back)->ready = false;
    c->n_back++;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}
