#include "core/stream/expert_store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/stream/cache_filler.h"
#include "core/stream/expert_map.h"
#include "core/stream/read_queue.h"
#include "core/stream/resident_read.h"

/* Everything but expert_store_start runs on the engine thread, so nothing here is locked.
 *
 * Which experts become resident: reading past the page cache leaves it as it is, so it
 * keeps what the filler was asked to read. While memory is plenty that is everything that
 * was missed. Once an expert that had been there is found gone, the cache is full, and then
 * one miss in a few is asked for, and none of a long list: an expert that is used often is
 * soon among the chosen, one that is used once in a while seldom is, and what is resident
 * is not flushed by a prompt. */

enum {
    DEFAULT_READERS = 8,
    DEFAULT_PIECE_BYTES = 256 << 10,
    MIN_SLOTS = 8,
    MAX_READERS = 64,
    STAGING_BYTES = 96 << 20, /* by default, if that holds what a token needs */
    TAKE_AT_ONCE = 16,        /* so that slots come free between two batches */
    LONG_LIST = 4,            /* times the experts of a token: a prompt's */
    ONE_IN = 8,               /* misses that are asked for when the cache is full */
    FULL_FOR = 4096,          /* misses, after an expert was found gone */
    HOLD_NS = 50 * 1000 * 1000,
};

enum item_state {
    ITEM_WAITING,  /* not admitted */
    ITEM_STARTING, /* in expert_store_start */
    ITEM_READING,
    ITEM_READY,
    ITEM_TAKEN,
};

struct item {
    int expert;
    int slot; /* -1: in place */
    enum item_state state;
    size_t resident;     /* by expert_store_start: bytes that were there */
    struct error *error; /* likewise; owned, NULL: none */
};

enum slot_state {
    SLOT_FREE,
    SLOT_READING,
    SLOT_READY, /* read, and used by nobody yet */
    SLOT_USED,
};

struct slot {
    enum slot_state state;
    int layer, expert;
    int item;           /* of the open request that waits for it or uses it; -1: none */
    bool orphan;        /* of a request that ended: comes free with the read */
    size_t from;        /* where the read begins inside the record */
    struct error error; /* of the read; code 0: none */
};

struct expert_store {
    const struct pack *pack;
    struct expert_store_params params;
    size_t slot_bytes, staging_bytes;
    char *staging;               /* [n_slots][slot_bytes] */
    int *direct_fd;              /* [n_layer] O_DIRECT, or NULL */
    struct expert_map *map;      /* or NULL */
    struct cache_filler *filler; /* with a map */
    struct read_queue *queue;
    struct slot *slots;              /* [n_slots] */
    struct read_done *done;          /* [n_slots] */
    int n_free;                      /* slots */
    int *ready_slots, n_ready_slots; /* places in the list whose reads ended, in order */
    int *ready_places, n_ready_places, i_ready_place; /* in place, in order */
    /* the request */
    struct item *items; /* [n_expert] */
    bool open, long_list;
    int layer, n_items, n_admitted, n_taken, n_starting;
    int64_t wait_ns;
    struct error error;
    bool failed;
    struct expert_store_stats stats;
    /* reading ahead */
    int *ahead_ids; /* [n_expert] */
    int ahead_layer, n_ahead, i_ahead;
    /* the page cache */
    atomic_bool resident_unknown; /* without a map */
    int64_t full_left;            /* misses for which it counts as full */
    unsigned n_misses;
};

void expert_store_defaults(const struct pack *pack, int k, struct expert_store_params *p)
{
    size_t most = 1;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].stride_bytes > most)
            most = pack->expert[i].stride_bytes;
    if (p->n_readers <= 0)
        p->n_readers = DEFAULT_READERS;
    if (p->n_readers > MAX_READERS)
        p->n_readers = MAX_READERS;
    if (p->piece_bytes == 0)
        p->piece_bytes = DEFAULT_PIECE_BYTES;
    /* Twice the experts of a token: while one half is computed on, the other arrives. */
    if (p->n_slots <= 0) {
        size_t fit = STAGING_BYTES / most;
        p->n_slots = 2 * k > MIN_SLOTS ? 2 * k : MIN_SLOTS;
        if (fit > (size_t)p->n_slots)
            p->n_slots =
                fit < (size_t)pack->config.n_expert ? (int)fit : pack->config.n_expert;
    }
    if (p->n_slots > pack->config.n_expert)
        p->n_slots = pack->config.n_expert;
}

/* Reads past the page cache are of whole pages. */
static size_t page_up(size_t n)
{
    return (n + PACK_ALIGN - 1) / PACK_ALIGN * PACK_ALIGN;
}

static size_t slot_size(const struct pack *pack)
{
    size_t most = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].record_bytes > most)
            most = pack->expert[i].record_bytes;
    return page_up(most);
}

uint64_t expert_store_plan(const struct pack *pack, const struct expert_store_params *p)
{
    return (uint64_t)slot_size(pack) * (uint64_t)p->n_slots;
}

static char *slot_memory(const struct expert_store *s, int slot)
{
    return s->staging + (size_t)slot * s->slot_bytes;
}

static uint64_t record_offset(const struct expert_store *s, int layer, int expert)
{
    return (uint64_t)s->pack->expert[layer].stride_bytes * (uint64_t)expert;
}

static void read_error(const struct expert_store *s, int layer, int expert, size_t from,
                       size_t got, int code, struct error *e)
{
    char cause[64] = "";
    size_t len = s->pack->expert[layer].record_bytes;
    if (code == 0)
        snprintf(cause, sizeof(cause), ": the file ends there (truncated?)");
    err_set(
        e, code,
        "read expert %d of layer %d from %s at offset %llu: wanted %zu bytes, got %zu%s",
        expert, layer, s->pack->expert_path[layer],
        (unsigned long long)(record_offset(s, layer, expert) + from), len - from,
        got > from ? got - from : 0, cause);
    if (code == 0)
        e->code = EIO;
}

static void fail(struct expert_store *s, const struct error *e)
{
    if (!s->failed)
        s->error = *e;
    s->failed = true;
}

/* -- creation -- */

/* The same file once more, past the page cache. */
static int open_direct(const struct pack *pack, int layer)
{
#if defined(O_DIRECT)
    struct stat a, b;
    int fd = open(pack->expert_path[layer], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_DIRECT);
    if (fd < 0)
        return -1;
    if (fstat(fd, &a) == 0 && fstat(pack->expert_fd[layer], &b) == 0 &&
        a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return fd;
    close(fd);
#else
    (void)pack;
    (void)layer;
#endif
    return -1;
}

static void close_direct(struct expert_store *s)
{
    for (int i = 0; s->direct_fd && i < s->pack->config.n_layer; i++)
        if (s->direct_fd[i] >= 0)
            close(s->direct_fd[i]);
    free(s->direct_fd);
    s->direct_fd = NULL;
}

/* All files, or none: what cannot be read once is not tried again for each expert. */
static void open_all_direct(struct expert_store *s)
{
    const struct pack *pack = s->pack;
    s->direct_fd = xcalloc((size_t)pack->config.n_layer, sizeof(int));
    bool ok = true;
    for (int i = 0; i < pack->config.n_layer; i++) {
        s->direct_fd[i] = ok ? open_direct(pack, i) : -1;
        /* Some file systems open it and refuse to read. */
        ok = ok && s->direct_fd[i] >= 0 &&
             pread(s->direct_fd[i], s->staging, PACK_ALIGN, 0) == PACK_ALIGN;
    }
    if (!ok)
        close_direct(s);
}

static bool open_ways(struct expert_store *s, struct error *err)
{
    if (!s->params.no_direct)
        open_all_direct(s);
    if (s->direct_fd && !s->params.no_probe)
        s->map = expert_map_open(s->pack, NULL);
    if (s->map) {
        s->filler = cache_filler_create(s->pack, s->map, err);
        if (!s->filler)
            return false;
    }
    /* Who cannot see the page cache must go through it: a read past it would leave what is
     * resident unused. */
    if (!s->map && !s->params.no_probe)
        close_direct(s);
    struct read_queue_params q = {
        .n_threads = s->params.n_readers,
        .piece_bytes = s->params.piece_bytes,
        .n_jobs = s->params.n_slots,
        /* Reads through the page cache take processor time, which threads can share. */
        .no_ring = s->params.no_ring || !s->direct_fd,
        .memory = s->staging,
        .memory_bytes = s->staging_bytes,
    };
    s->queue = read_queue_create(&q, err);
    return s->queue != NULL;
}

struct expert_store *expert_store_create(const struct pack *pack,
                                         const struct expert_store_params *p,
                                         struct error *err)
{
    assert(p->n_readers >= 1 && p->n_slots >= 1 && p->piece_bytes > 0);
    struct expert_store *s = xcalloc(1, sizeof(*s));
    size_t n_expert = (size_t)pack->config.n_expert, n_slots = (size_t)p->n_slots;
    s->pack = pack;
    s->params = *p;
    s->slot_bytes = slot_size(pack);
    s->n_free = p->n_slots;
    s->ahead_layer = -1;
    s->items = xcalloc(n_expert, sizeof(*s->items));
    s->ahead_ids = xcalloc(n_expert, sizeof(int));
    s->ready_places = xcalloc(n_expert, sizeof(int));
    s->ready_slots = xcalloc(n_slots, sizeof(int));
    s->slots = xcalloc(n_slots, sizeof(*s->slots));
    s->done = xcalloc(n_slots, sizeof(*s->done));

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
    if (open_ways(s, err))
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
        expert_store_end(s, NULL, NULL);
    read_queue_destroy(s->queue); /* waits for what still writes into the slots */
    cache_filler_destroy(s->filler);
    expert_map_close(s->map);
    close_direct(s);
    mem_free(s->staging, s->staging_bytes);
    free(s->done);
    free(s->slots);
    free(s->ready_slots);
    free(s->ready_places);
    free(s->ahead_ids);
    free(s->items);
    free(s);
}

int expert_store_n_readers(const struct expert_store *s)
{
    return s->params.n_readers;
}

const char *expert_store_method(const struct expert_store *s)
{
    bool ring = read_queue_is_ring(s->queue);
    if (s->map)
        return ring ? "resident in place, others O_DIRECT by io_uring"
                    : "resident in place, others O_DIRECT by threads";
    if (s->direct_fd && s->params.no_probe)
        return ring ? "O_DIRECT by io_uring" : "O_DIRECT by threads";
    return "through the page cache by threads";
}

/* -- slots -- */

static int free_slot(struct expert_store *s)
{
    for (int i = 0; i < s->params.n_slots; i++)
        if (s->slots[i].state == SLOT_FREE) {
            s->n_free--;
            return i;
        }
    return -1;
}

/* One that was read ahead and that nobody asked for gives way. */
static int spare_slot(struct expert_store *s)
{
    if (s->n_free > 0)
        return free_slot(s);
    for (int i = 0; i < s->params.n_slots; i++)
        if (s->slots[i].state == SLOT_READY && s->slots[i].item < 0)
            return i;
    return -1;
}

static void free_up(struct expert_store *s, int slot)
{
    s->slots[slot].state = SLOT_FREE;
    s->n_free++;
}

/* Read the record from `from` on. */
static void read_into(struct expert_store *s, int slot, size_t from)
{
    struct slot *t = &s->slots[slot];
    bool direct = s->direct_fd != NULL;
    size_t len = s->pack->expert[t->layer].record_bytes;
    t->state = SLOT_READING;
    t->from = from;
    read_queue_submit(s->queue, &(struct read_job){
                                    .tag = slot,
                                    .fd = direct ? s->direct_fd[t->layer]
                                                 : s->pack->expert_fd[t->layer],
                                    .buf = slot_memory(s, slot) + from,
                                    .len = (direct ? page_up(len) : len) - from,
                                    .off = record_offset(s, t->layer, t->expert) + from});
}

static void arrive(struct expert_store *s, int slot)
{
    struct slot *t = &s->slots[slot];
    if (t->error.code != 0) {
        fail(s, &t->error);
        return;
    }
    t->state = SLOT_USED;
    s->items[t->item].state = ITEM_READY;
    s->ready_slots[s->n_ready_slots++] = t->item;
}

static void read_ended(struct expert_store *s, const struct read_done *d)
{
    struct slot *t = &s->slots[d->tag];
    size_t got = t->from + d->got, len = s->pack->expert[t->layer].record_bytes;
    if (t->orphan) {
        free_up(s, d->tag);
        return;
    }
    t->state = SLOT_READY;
    t->error = (struct error){0};
    if (d->code != 0 || got < len)
        read_error(s, t->layer, t->expert, t->from, got, d->code, &t->error);
    if (t->item >= 0)
        arrive(s, d->tag);
    else if (t->error.code != 0 || t->layer != s->ahead_layer)
        free_up(s, d->tag); /* read ahead: whoever needs it meets the failure */
}

static void collect(struct expert_store *s, bool wait)
{
    int n = read_queue_take(s->queue, s->done, s->params.n_slots, wait);
    for (int i = 0; i < n; i++)
        read_ended(s, &s->done[i]);
}

/* -- the page cache -- */

static void choose_for_cache(struct expert_store *s, int layer, int expert)
{
    s->n_misses++;
    if (s->full_left > 0) {
        s->full_left--;
        if (s->long_list || s->n_misses % ONE_IN != 0)
            return;
    }
    cache_filler_ask(s->filler, layer, expert);
}

static enum expert_place find(struct expert_store *s, int layer, int expert)
{
    bool lost;
    enum expert_place place = expert_map_find(s->map, layer, expert, &lost);
    if (lost)
        s->full_left = FULL_FOR;
    return place;
}

/* -- reading ahead -- */

static bool is_in_slot(const struct expert_store *s, int layer, int expert)
{
    for (int i = 0; i < s->params.n_slots; i++)
        if (s->slots[i].state != SLOT_FREE && !s->slots[i].orphan &&
            s->slots[i].layer == layer && s->slots[i].expert == expert)
            return true;
    return false;
}

static void read_ahead(struct expert_store *s)
{
    while (s->i_ahead < s->n_ahead && s->n_free > 0) {
        int expert = s->ahead_ids[s->i_ahead++];
        if (is_in_slot(s, s->ahead_layer, expert) ||
            (s->map && find(s, s->ahead_layer, expert) != EXPERT_ABSENT))
            continue;
        int slot = free_slot(s);
        s->slots[slot] =
            (struct slot){.layer = s->ahead_layer, .expert = expert, .item = -1};
        read_into(s, slot, 0);
    }
    read_queue_flush(s->queue);
}

void expert_store_ahead(struct expert_store *s, int layer, const int *ids, int n)
{
    if (!s->direct_fd)
        return;
    s->ahead_layer = layer;
    s->n_ahead = n;
    s->i_ahead = 0;
    for (int i = 0; i < n; i++)
        s->ahead_ids[i] = ids[i];
    if (!s->open || s->n_admitted == s->n_items)
        read_ahead(s);
}

/* -- the request -- */

void expert_store_begin(struct expert_store *s, int layer, const int *ids, int n)
{
    assert(!s->open);
    assert(layer >= 0 && layer < s->pack->config.n_layer);
    assert(n >= 0 && n <= s->pack->config.n_expert);

    s->open = true;
    s->layer = layer;
    s->long_list = n > LONG_LIST * s->pack->config.n_expert_used;
    s->n_items = n;
    s->n_admitted = s->n_taken = s->n_starting = 0;
    s->n_ready_slots = s->n_ready_places = s->i_ready_place = 0;
    s->wait_ns = 0;
    s->failed = false;
    s->stats = (struct expert_store_stats){
        .n_experts = n,
        .bytes = (uint64_t)n * s->pack->expert[layer].record_bytes,
        .resident_known = s->map != NULL,
    };
    for (int i = 0; i < n; i++) {
        assert(ids[i] >= 0 && ids[i] < s->pack->config.n_expert);
        s->items[i] = (struct item){.expert = ids[i], .slot = -1};
    }
    if (s->ahead_layer == layer)
        s->n_ahead = 0; /* its time is over */
    if (s->filler && s->long_list)
        cache_filler_hold(s->filler, HOLD_NS);
}

static void note_missed(struct expert_store *s, int i, size_t resident)
{
    s->stats.resident_bytes += resident;
    s->stats.n_missed++;
    s->stats.n_reads++;
    if (s->map)
        choose_for_cache(s, s->layer, s->items[i].expert);
}

/* It was read ahead, or is being read. */
static bool adopt(struct expert_store *s, int i)
{
    for (int k = 0; k < s->params.n_slots; k++) {
        struct slot *t = &s->slots[k];
        if ((t->state != SLOT_READY && t->state != SLOT_READING) || t->item >= 0 ||
            t->orphan || t->layer != s->layer || t->expert != s->items[i].expert)
            continue;
        t->item = i;
        s->items[i].slot = k;
        s->items[i].state = ITEM_READING;
        note_missed(s, i, 0);
        if (t->state == SLOT_READY)
            arrive(s, k);
        return true;
    }
    return false;
}

static bool give_slot(struct expert_store *s, int i)
{
    int slot = spare_slot(s);
    /* Without an expert of our own under way nobody would come back here: then wait for a
     * read that was given up, or ahead. */
    while (slot < 0 && s->n_taken == s->n_admitted && read_queue_pending(s->queue) > 0) {
        collect(s, true);
        slot = spare_slot(s);
    }
    if (slot < 0)
        return false;
    s->slots[slot] = (struct slot){
        .state = SLOT_USED, .layer = s->layer, .expert = s->items[i].expert, .item = i};
    s->items[i].slot = slot;
    return true;
}

/* With a map: false when there is no slot. *todo: it must be started. */
static bool admit_mapped(struct expert_store *s, int i, bool *todo)
{
    struct item *item = &s->items[i];
    enum expert_place place = find(s, s->layer, item->expert);
    if (place == EXPERT_ABSENT) {
        if (!give_slot(s, i))
            return false;
        item->state = ITEM_READING;
        note_missed(s, i, 0);
        read_into(s, item->slot, 0);
        return true;
    }
    s->stats.resident_bytes += s->pack->expert[s->layer].record_bytes;
    if (place == EXPERT_CACHED) {
        item->state = ITEM_STARTING;
        *todo = true;
        return true;
    }
    item->state = ITEM_READY;
    s->ready_places[s->n_ready_places++] = i;
    return true;
}

static bool admit_unmapped(struct expert_store *s, int i, bool *todo)
{
    struct item *item = &s->items[i];
    if (!give_slot(s, i))
        return false;
    if (s->params.no_probe || atomic_load(&s->resident_unknown)) {
        item->state = ITEM_READING;
        note_missed(s, i, 0);
        read_into(s, item->slot, 0);
    } else {
        item->state = ITEM_STARTING;
        *todo = true;
    }
    return true;
}

int expert_store_admit(struct expert_store *s, int *todo)
{
    int n = 0;
    assert(s->n_starting == 0);
    for (; s->n_admitted < s->n_items && !s->failed; s->n_admitted++) {
        int i = s->n_admitted;
        bool start = false;
        if (!adopt(s, i) &&
            !(s->map ? admit_mapped(s, i, &start) : admit_unmapped(s, i, &start)))
            break;
        if (start)
            todo[n++] = i;
    }
    s->n_starting = n;
    if (s->n_admitted == s->n_items)
        read_ahead(s);
    read_queue_flush(s->queue);
    return n;
}

/* Without a map: what preadv2 finds in the page cache. */
static void copy_resident(struct expert_store *s, struct item *item)
{
    size_t len = s->pack->expert[s->layer].record_bytes;
    struct error e = {0};
    switch (resident_read(s->pack->expert_fd[s->layer], slot_memory(s, item->slot), len,
                          record_offset(s, s->layer, item->expert), &item->resident))
    {
    case RESIDENT_OK: return;
    case RESIDENT_UNKNOWN: atomic_store(&s->resident_unknown, true); return;
    case RESIDENT_EOF: read_error(s, s->layer, item->expert, 0, 0, 0, &e); break;
    case RESIDENT_FAILED: read_error(s, s->layer, item->expert, 0, 0, errno, &e); break;
    }
    item->error = xmalloc(sizeof(e));
    *item->error = e;
}

void expert_store_start(struct expert_store *s, int i)
{
    struct item *item = &s->items[i];
    if (s->map)
        expert_map_populate(s->map, s->layer, item->expert);
    else
        copy_resident(s, item);
}

static void started_copy(struct expert_store *s, int i)
{
    struct item *item = &s->items[i];
    size_t len = s->pack->expert[s->layer].record_bytes;
    if (item->error) {
        fail(s, item->error);
        free(item->error);
        item->error = NULL;
        return;
    }
    if (item->resident == len) {
        s->stats.resident_bytes += len;
        arrive(s, item->slot);
        return;
    }
    item->state = ITEM_READING;
    note_missed(s, i, item->resident);
    read_into(s, item->slot, item->resident);
}

/* What was started since the last admission is there, or must be read after all. */
static void finish_started(struct expert_store *s)
{
    for (int i = 0; s->n_starting > 0 && i < s->n_admitted; i++) {
        if (s->items[i].state != ITEM_STARTING)
            continue;
        s->n_starting--;
        if (!s->map) {
            started_copy(s, i);
            continue;
        }
        s->items[i].state = ITEM_READY;
        s->ready_places[s->n_ready_places++] = i;
    }
    read_queue_flush(s->queue);
}

/* Reads first: their slots are wanted by those that wait. */
static int take_ready(struct expert_store *s, int *ready, int max)
{
    int n = 0, k = 0;
    while (n < max && k < s->n_ready_slots)
        ready[n++] = s->ready_slots[k++];
    for (int i = k; i < s->n_ready_slots; i++)
        s->ready_slots[i - k] = s->ready_slots[i];
    s->n_ready_slots -= k;
    while (n < max && s->i_ready_place < s->n_ready_places)
        ready[n++] = s->ready_places[s->i_ready_place++];
    for (int i = 0; i < n; i++)
        s->items[ready[i]].state = ITEM_TAKEN;
    s->n_taken += n;
    return n;
}

int expert_store_take(struct expert_store *s, int *ready, int max, struct error *err)
{
    assert(max > 0);
    if (max > TAKE_AT_ONCE)
        max = TAKE_AT_ONCE;
    finish_started(s);
    collect(s, false);
    int n = s->failed ? 0 : take_ready(s, ready, max);
    while (n == 0 && !s->failed && s->n_taken < s->n_items) {
        /* Nobody would ever wake us if every admitted expert had been taken. */
        assert(s->n_taken < s->n_admitted);
        int64_t start = clock_now_ns();
        collect(s, true);
        s->wait_ns += clock_now_ns() - start;
        n = s->failed ? 0 : take_ready(s, ready, max);
    }
    if (!s->failed)
        return n;
    if (err)
        *err = s->error;
    return -1;
}

const void *expert_store_record(const struct expert_store *s, int i)
{
    const struct item *item = &s->items[i];
    return item->slot >= 0 ? slot_memory(s, item->slot)
                           : expert_map_record(s->map, s->layer, item->expert);
}

void expert_store_release(struct expert_store *s, int i)
{
    struct item *item = &s->items[i];
    assert(item->state == ITEM_TAKEN);
    if (item->slot >= 0)
        free_up(s, item->slot);
    item->slot = -1;
}

/* Slots that nobody waits for any more come free, at once or when their reads have ended;
 * those that were read ahead for another layer are kept. */
static void abandon(struct expert_store *s)
{
    for (int i = 0; i < s->n_admitted; i++) {
        free(s->items[i].error);
        s->items[i].error = NULL;
    }
    for (int k = 0; k < s->params.n_slots; k++) {
        struct slot *t = &s->slots[k];
        bool kept = t->item < 0 && t->layer == s->ahead_layer;
        t->item = -1;
        t->orphan = !kept && t->state == SLOT_READING;
        if (!kept && (t->state == SLOT_READY || t->state == SLOT_USED))
            free_up(s, k);
    }
}

bool expert_store_end(struct expert_store *s, struct expert_store_stats *stats,
                      struct error *err)
{
    int expert;
    uint64_t off;
    assert(s->open);
    abandon(s);
    s->stats.wait_ns = s->wait_ns;
    if (!s->map)
        s->stats.resident_known =
            !s->params.no_probe && !atomic_load(&s->resident_unknown);
    if (stats)
        *stats = s->stats;
    s->open = false;
    if (!s->map || !expert_map_damaged(s->map, s->layer, &expert, &off))
        return true;
    return err_set(
        err, EIO,
        "read expert %d of layer %d from %s at offset %llu: the file ends before "
        "there (truncated?), or the disk failed",
        expert, s->layer, s->pack->expert_path[s->layer], (unsigned long long)off);
}

bool expert_store_evict(struct expert_store *s, int layer, int expert, struct error *err)
{
    assert(!s->open);
    if (s->map)
        return expert_map_evict(s->map, layer, expert, err);
    const struct expert_layout *l = &s->pack->expert[layer];
    int rc = posix_fadvise(s->pack->expert_fd[layer],
                           (off_t)(l->stride_bytes * (size_t)expert),
                           (off_t)l->stride_bytes, POSIX_FADV_DONTNEED);
    return rc == 0 || err_set(err, rc, "drop expert %d of %s from the page cache", expert,
                              s->pack->expert_path[layer]);
}
