#include "core/stream/expert_store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/stream/resident_read.h"

/* Readers take pieces from one ring. The lock guards the ring, the list of arrivals and
 * the counters, and is never held across a read. Bytes in a slot are written by whoever
 * loads them and become visible to the taker through the lock. */

enum {
    DEFAULT_READERS = 8,
    DEFAULT_PIECE_BYTES = 256 << 10,
    MIN_SLOTS = 8,
    MAX_READERS = 64,
};

struct item {
    int expert;
    int slot;          /* -1: not admitted, or released */
    int n_pieces_left; /* protected by lock */
};

struct piece {
    int i_item;
    size_t off; /* inside the record */
    size_t len;
};

/* In the order of who may touch what, which one object can afford. */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct expert_store {
    /* -- immutable */
    const struct pack *pack;
    struct expert_store_params params;
    size_t slot_bytes;
    size_t staging_bytes;
    char *staging; /* [n_slots][slot_bytes] */
    pthread_t *readers;
    int n_started;
    size_t ring_len;
    /* -- engine thread, and those that start while it waits for them */
    struct item *items; /* [n_expert] */
    int layer;
    int n_items, n_admitted, n_taken;
    int *free_slots;
    int n_free;
    bool open;
    int64_t wait_ns;
    atomic_bool resident_unknown;
    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t work;    /* for readers */
    pthread_cond_t arrived; /* for the engine thread */
    struct piece *ring;     /* [ring_len] */
    size_t ring_head, n_queued;
    int n_in_flight;
    int64_t busy_since_ns; /* while anything is queued or in flight */
    int *ready;            /* [n_expert] in order of arrival */
    int n_ready;
    bool failed;
    struct error error;
    struct expert_store_stats stats;
    bool stop;
};

void expert_store_defaults(const struct pack *pack, int k, struct expert_store_params *p)
{
    if (p->n_readers <= 0)
        p->n_readers = DEFAULT_READERS;
    if (p->n_readers > MAX_READERS)
        p->n_readers = MAX_READERS;
    if (p->piece_bytes == 0)
        p->piece_bytes = DEFAULT_PIECE_BYTES;
    /* Twice the experts of a token: while one half is computed on, the other arrives. */
    if (p->n_slots <= 0)
        p->n_slots = 2 * k > MIN_SLOTS ? 2 * k : MIN_SLOTS;
    if (p->n_slots > pack->config.n_expert)
        p->n_slots = pack->config.n_expert;
}

static size_t slot_size(const struct pack *pack)
{
    size_t most = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].record_bytes > most)
            most = pack->expert[i].record_bytes;
    return (most + PACK_ALIGN - 1) / PACK_ALIGN * PACK_ALIGN;
}

uint64_t expert_store_plan(const struct pack *pack, const struct expert_store_params *p)
{
    return (uint64_t)slot_size(pack) * (uint64_t)p->n_slots;
}

static void fail_locked(struct expert_store *s, const struct error *e)
{
    if (!s->failed) {
        s->failed = true;
        s->error = *e;
    }
    pthread_cond_signal(&s->arrived);
}

static void read_error(const struct expert_store *s, int expert, uint64_t off,
                       size_t wanted, size_t got, int code, struct error *e)
{
    char cause[64] = "";
    if (code == 0)
        snprintf(cause, sizeof(cause), ": the file ends there (truncated?)");
    err_set(
        e, code,
        "read expert %d of layer %d from %s at offset %llu: wanted %zu bytes, got %zu%s",
        expert, s->layer, s->pack->expert_path[s->layer], (unsigned long long)off, wanted,
        got, cause);
    if (code == 0)
        e->code = EIO;
}

static uint64_t record_offset(const struct expert_store *s, int expert)
{
    return (uint64_t)s->pack->expert[s->layer].stride_bytes * (uint64_t)expert;
}

static char *slot_memory(const struct expert_store *s, int slot)
{
    return s->staging + (size_t)slot * s->slot_bytes;
}

/* Read one piece whole; false + err otherwise. */
static bool read_piece(struct expert_store *s, const struct piece *p, struct error *e)
{
    const struct item *item = &s->items[p->i_item];
    char *buf = slot_memory(s, item->slot) + p->off;
    uint64_t off = record_offset(s, item->expert) + p->off;
    size_t got = 0;
    while (got < p->len) {
        ssize_t n = pread(s->pack->expert_fd[s->layer], buf + got, p->len - got,
                          (off_t)(off + got));
        if (n > 0) {
            got += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            read_error(s, item->expert, off, p->len, got, n == 0 ? 0 : errno, e);
            return false;
        }
    }
    return true;
}

static void arrive_locked(struct expert_store *s, int i)
{
    s->ready[s->n_ready++] = i;
    pthread_cond_signal(&s->arrived);
}

static void *reader_main(void *arg)
{
    struct expert_store *s = arg;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->n_queued == 0 && !s->stop)
            pthread_cond_wait(&s->work, &s->lock);
        if (s->stop)
            break;
        struct piece p = s->ring[s->ring_head];
        s->ring_head = (s->ring_head + 1) % s->ring_len;
        s->n_queued--;
        s->n_in_flight++;
        pthread_mutex_unlock(&s->lock);

        struct error e = {0};
        bool ok = read_piece(s, &p, &e);

        pthread_mutex_lock(&s->lock);
        s->n_in_flight--;
        s->stats.n_reads++;
        if (s->n_in_flight == 0 && s->n_queued == 0)
            s->stats.read_ns += clock_now_ns() - s->busy_since_ns;
        if (!ok)
            fail_locked(s, &e);
        else if (--s->items[p.i_item].n_pieces_left == 0)
            arrive_locked(s, p.i_item);
        if (s->n_in_flight == 0)
            pthread_cond_signal(&s->arrived); /* expert_store_end may wait for this */
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static size_t pieces_per_slot(size_t slot_bytes, size_t piece_bytes)
{
    /* One more than the quotient: the first piece begins where the resident bytes end. */
    return slot_bytes / piece_bytes + 2;
}

struct expert_store *expert_store_create(const struct pack *pack,
                                         const struct expert_store_params *p,
                                         struct error *err)
{
    assert(p->n_readers >= 1 && p->n_slots >= 1 && p->piece_bytes > 0);
    struct expert_store *s = xcalloc(1, sizeof(*s));
    s->pack = pack;
    s->params = *p;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    pthread_cond_init(&s->arrived, NULL);

    size_t n_expert = (size_t)pack->config.n_expert;
    size_t n_slots = (size_t)p->n_slots;
    s->slot_bytes = slot_size(pack);
    s->ring_len = n_slots * pieces_per_slot(s->slot_bytes, p->piece_bytes);
    s->items = xcalloc(n_expert, sizeof(*s->items));
    s->ready = xcalloc(n_expert, sizeof(*s->ready));
    s->free_slots = xcalloc(n_slots, sizeof(*s->free_slots));
    s->ring = xcalloc(s->ring_len, sizeof(*s->ring));
    s->readers = xcalloc((size_t)p->n_readers, sizeof(*s->readers));

    size_t bytes;
    if (__builtin_mul_overflow(s->slot_bytes, n_slots, &bytes)) {
        err_set(err, EOVERFLOW, "allocate %d expert slots of %zu bytes", p->n_slots,
                s->slot_bytes);
        goto fail;
    }
    s->staging = mem_alloc(bytes, "expert staging", err);
    if (!s->staging)
        goto fail;
    s->staging_bytes = bytes;

    for (int i = 0; i < p->n_readers; i++) {
        char name[32];
        snprintf(name, sizeof(name), "fm:read:%d", i);
        if (!thread_start(&s->readers[i], name, reader_main, s, err))
            goto fail;
        s->n_started++;
    }
    return s;

fail:
    expert_store_destroy(s);
    return NULL;
}

void expert_store_destroy(struct expert_store *s)
{
    if (!s)
        return;
    if (s->open)
        expert_store_end(s, NULL);
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < s->n_started; i++)
        pthread_join(s->readers[i], NULL);
    pthread_cond_destroy(&s->arrived);
    pthread_cond_destroy(&s->work);
    pthread_mutex_destroy(&s->lock);
    mem_free(s->staging, s->staging_bytes);
    free(s->readers);
    free(s->ring);
    free(s->free_slots);
    free(s->ready);
    free(s->items);
    free(s);
}

int expert_store_n_readers(const struct expert_store *s)
{
    return s->params.n_readers;
}

int expert_store_n_slots(const struct expert_store *s)
{
    return s->params.n_slots;
}

void expert_store_begin(struct expert_store *s, int layer, const int *ids, int n)
{
    assert(!s->open);
    assert(layer >= 0 && layer < s->pack->config.n_layer);
    assert(n >= 0 && n <= s->pack->config.n_expert);

    s->open = true;
    s->layer = layer;
    s->n_items = n;
    s->n_admitted = 0;
    s->n_taken = 0;
    s->wait_ns = 0;
    for (int i = 0; i < n; i++) {
        assert(ids[i] >= 0 && ids[i] < s->pack->config.n_expert);
        s->items[i] = (struct item){.expert = ids[i], .slot = -1};
    }
    s->n_free = s->params.n_slots;
    for (int i = 0; i < s->n_free; i++)
        s->free_slots[i] = s->n_free - 1 - i;
    /* No reader is busy between requests, so these need no lock. */
    s->n_ready = 0;
    s->failed = false;
    s->error = (struct error){0};
    s->stats = (struct expert_store_stats){0};
}

int expert_store_admit(struct expert_store *s, int *first)
{
    *first = s->n_admitted;
    while (s->n_free > 0 && s->n_admitted < s->n_items)
        s->items[s->n_admitted++].slot = s->free_slots[--s->n_free];
    return s->n_admitted - *first;
}

/* The bytes [from, len) of item i go to the readers. */
static void enqueue_locked(struct expert_store *s, int i, size_t from, size_t len)
{
    size_t piece_bytes = s->params.piece_bytes;
    if (s->n_queued == 0 && s->n_in_flight == 0)
        s->busy_since_ns = clock_now_ns();
    for (size_t off = from; off < len;) {
        /* Pieces end at multiples of their size, wherever the first one begins. */
        size_t end = (off / piece_bytes + 1) * piece_bytes;
        if (end > len)
            end = len;
        assert(s->n_queued < s->ring_len);
        s->ring[(s->ring_head + s->n_queued++) % s->ring_len] =
            (struct piece){.i_item = i, .off = off, .len = end - off};
        s->items[i].n_pieces_left++;
        off = end;
    }
    pthread_cond_broadcast(&s->work);
}

void expert_store_start(struct expert_store *s, int i)
{
    struct item *item = &s->items[i];
    size_t len = s->pack->expert[s->layer].record_bytes;
    uint64_t off = record_offset(s, item->expert);
    size_t got = 0;
    struct error e = {0};

    if (!s->params.no_probe &&
        !atomic_load_explicit(&s->resident_unknown, memory_order_relaxed))
    {
        switch (resident_read(s->pack->expert_fd[s->layer], slot_memory(s, item->slot),
                              len, off, &got))
        {
        case RESIDENT_OK: break;
        case RESIDENT_EOF: read_error(s, item->expert, off, len, 0, 0, &e); break;
        case RESIDENT_UNKNOWN: atomic_store(&s->resident_unknown, true); break;
        case RESIDENT_FAILED: read_error(s, item->expert, off, len, 0, errno, &e); break;
        }
    }

    pthread_mutex_lock(&s->lock);
    s->stats.n_experts++;
    s->stats.bytes += len;
    s->stats.resident_bytes += got;
    if (got < len)
        s->stats.n_missed++;
    if (e.code != 0)
        fail_locked(s, &e);
    else if (got == len)
        arrive_locked(s, i);
    else
        enqueue_locked(s, i, got, len);
    pthread_mutex_unlock(&s->lock);
}

int expert_store_take(struct expert_store *s, int *ready, int max, struct error *err)
{
    assert(max > 0);
    int n = 0;
    pthread_mutex_lock(&s->lock);
    if (s->n_taken < s->n_items && s->n_ready == s->n_taken && !s->failed) {
        /* Nobody would ever wake us if every admitted expert had been taken. */
        assert(s->n_taken < s->n_admitted);
        int64_t start = clock_now_ns();
        while (s->n_ready == s->n_taken && !s->failed)
            pthread_cond_wait(&s->arrived, &s->lock);
        s->wait_ns += clock_now_ns() - start;
    }
    if (s->failed) {
        if (err)
            *err = s->error;
        n = -1;
    } else {
        while (n < max && s->n_taken < s->n_ready)
            ready[n++] = s->ready[s->n_taken++];
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

const void *expert_store_record(const struct expert_store *s, int i)
{
    assert(s->items[i].slot >= 0);
    return slot_memory(s, s->items[i].slot);
}

void expert_store_release(struct expert_store *s, int i)
{
    assert(s->items[i].slot >= 0);
    s->free_slots[s->n_free++] = s->items[i].slot;
    s->items[i].slot = -1;
}

void expert_store_end(struct expert_store *s, struct expert_store_stats *stats)
{
    assert(s->open);
    pthread_mutex_lock(&s->lock);
    if (s->n_queued > 0 && s->n_in_flight == 0)
        s->stats.read_ns += clock_now_ns() - s->busy_since_ns;
    s->n_queued = 0;
    while (s->n_in_flight > 0)
        pthread_cond_wait(&s->arrived, &s->lock);
    s->stats.wait_ns = s->wait_ns;
    s->stats.resident_known = !s->params.no_probe && !atomic_load(&s->resident_unknown);
    if (stats)
        *stats = s->stats;
    pthread_mutex_unlock(&s->lock);
    s->open = false;
}

bool expert_store_evict(struct expert_store *s, int layer, int expert, struct error *err)
{
    assert(!s->open);
    const struct expert_layout *l = &s->pack->expert[layer];
    int rc = posix_fadvise(s->pack->expert_fd[layer],
                           (off_t)(l->stride_bytes * (size_t)expert),
                           (off_t)l->stride_bytes, POSIX_FADV_DONTNEED);
    if (rc)
        return err_set(err, rc, "drop expert %d of %s from the page cache", expert,
                       s->pack->expert_path[layer]);
    return true;
}
