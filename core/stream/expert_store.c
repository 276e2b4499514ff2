#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/stream/expert_store_impl.h"
#include "core/stream/resident_read.h"

/* One request: what its experts need, and when each is there. */

enum {
    TAKE_AT_ONCE = 16,          /* so that slots come free between two batches */
    LONG_LIST = 4,              /* times the experts of a token: a prompt's */
    HOLD_NS = 50 * 1000 * 1000, /* behind a layer of a prompt: the next follows */
};

/* While a prompt's layer is open: to its end, however slow the disk is. */
static const int64_t hold_open_ns = (int64_t)3600 * 1000 * 1000 * 1000;

static void note_missed(struct expert_store *s, int i, size_t resident)
{
    s->stats.resident_bytes += resident;
    s->stats.n_missed++;
    s->stats.n_reads++;
    if (s->map)
        store_choose_for_cache(s, s->layer, s->items[i].expert);
}

/* What was read ahead for this layer, or is being read, belongs to its request from the
 * beginning: before another slot is looked for, and before reads ahead for the next layer
 * could take its place. What nobody needs goes. */
static void adopt_all(struct expert_store *s)
{
    for (int k = 0; k < s->params.n_slots; k++) {
        struct slot *t = &s->slots[k];
        if (!store_slot_is_ahead(t) || t->layer != s->layer)
            continue;
        int i = 0;
        while (i < s->n_items && s->items[i].expert != t->expert)
            i++;
        if (i == s->n_items) {
            store_give_up_slot(s, k);
            continue;
        }
        t->item = i;
        s->items[i].slot = k;
        s->items[i].state = ITEM_READING;
        s->n_admitted++;
        s->stats.n_ahead++;
        note_missed(s, i, 0);
        if (t->state == SLOT_READY)
            store_arrive(s, k);
    }
}

void expert_store_begin(struct expert_store *s, int layer, const int *ids, int n)
{
    assert(!s->open);
    assert(layer >= 0 && layer < s->pack->config.n_layer);
    assert(n >= 0 && n <= s->pack->config.n_expert);

    s->open = true;
    s->layer = layer;
    s->long_list = n > LONG_LIST * s->pack->config.n_expert_used;
    s->n_items = n;
    s->n_admitted = s->n_taken = s->n_starting = s->i_next = 0;
    s->n_ready_slots = s->n_ready_places = s->i_ready_place = 0;
    s->wait_ns = 0;
    s->failed = false;
    s->stats = (struct expert_store_stats){
        .n_experts = n,
        .bytes = (uint64_t)n * s->pack->expert[layer].record_bytes,
        .resident_known = s->map != NULL,
    };
    s->rechecked = false;
    if (s->map)
        cache_policy_begin(s->policy);
    for (int i = 0; i < n; i++) {
        assert(ids[i] >= 0 && ids[i] < s->pack->config.n_expert);
        s->items[i] = (struct item){.expert = ids[i], .slot = -1};
        if (s->map)
            cache_policy_use(s->policy, layer * s->pack->config.n_expert + ids[i]);
    }
    s->n_ahead = 0; /* its time is over, or it was for a run that was given up */
    adopt_all(s);
    if (s->filler && s->long_list)
        cache_filler_hold(s->filler, hold_open_ns);
}

static void wait_for_reads(struct expert_store *s)
{
    int64_t start = clock_now_ns();
    store_recheck(s); /* a microsecond each, fifteen where it was not used yet */
    store_collect(s, true);
    s->wait_ns += clock_now_ns() - start;
}

static bool give_slot(struct expert_store *s, int i)
{
    int slot = store_spare_slot(s);
    /* Without an expert of our own under way nobody would come back here: then wait for a
     * read that was given up, or ahead. */
    while (slot < 0 && s->n_taken == s->n_admitted && read_queue_pending(s->queue) > 0) {
        if (s->map)
            expert_map_look_over(s->map); /* this takes long */
        wait_for_reads(s);
        slot = store_spare_slot(s);
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
    enum expert_place place = store_find(s, s->layer, item->expert);
    if (place == EXPERT_ABSENT) {
        if (!give_slot(s, i))
            return false;
        item->state = ITEM_READING;
        note_missed(s, i, 0);
        store_read(s, item->slot, 0);
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
        store_read(s, item->slot, 0);
    } else {
        item->state = ITEM_STARTING;
        *todo = true;
    }
    return true;
}

/* All that the request needs, before any of it is waited for. */
static void look_at_items(struct expert_store *s)
{
    int first = s->pack->config.n_expert, last = -1, n = 0;
    for (int i = s->i_next; i < s->n_items; i++) {
        if (s->items[i].state != ITEM_WAITING)
            continue;
        n++;
        first = s->items[i].expert < first ? s->items[i].expert : first;
        last = s->items[i].expert > last ? s->items[i].expert : last;
    }
    if (n > 1)
        expert_map_look(s->map, s->layer, n, first, last);
}

int expert_store_admit(struct expert_store *s, int *todo)
{
    int n = 0;
    assert(s->n_starting == 0);
    if (s->map && s->i_next == 0 && !s->failed)
        look_at_items(s);
    for (; s->i_next < s->n_items && !s->failed; s->i_next++) {
        int i = s->i_next;
        bool start = false;
        if (s->items[i].state != ITEM_WAITING)
            continue; /* it was read ahead */
        if (!(s->map ? admit_mapped(s, i, &start) : admit_unmapped(s, i, &start)))
            break;
        s->n_admitted++;
        if (start)
            todo[n++] = i;
    }
    if (s->map)
        expert_map_look_over(s->map);
    s->n_starting = n;
    store_read_ahead(s);
    read_queue_flush(s->queue);
    return n;
}

/* Without a map: what preadv2 finds in the page cache. */
static void copy_resident(struct expert_store *s, struct item *item)
{
    size_t len = s->pack->expert[s->layer].record_bytes;
    struct error e = {0};
    switch (resident_read(s->pack->expert_fd[s->layer], store_slot_memory(s, item->slot),
                          len, store_record_offset(s, s->layer, item->expert),
                          &item->resident))
    {
    case RESIDENT_OK: return;
    case RESIDENT_UNKNOWN: atomic_store(&s->resident_unknown, true); return;
    case RESIDENT_EOF: store_read_error(s, s->layer, item->expert, 0, 0, 0, &e); break;
    case RESIDENT_FAILED:
        store_read_error(s, s->layer, item->expert, 0, 0, errno, &e);
        break;
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
        store_fail(s, item->error);
        free(item->error);
        item->error = NULL;
        return;
    }
    if (item->resident == len) {
        s->stats.resident_bytes += len;
        store_arrive(s, item->slot);
        return;
    }
    item->state = ITEM_READING;
    note_missed(s, i, item->resident);
    store_read(s, item->slot, item->resident);
}

/* What was started since the last admission is there, or must be read after all. */
static void finish_started(struct expert_store *s)
{
    for (int i = 0; s->n_starting > 0 && i < s->i_next; i++) {
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

/* Nobody would ever wake us: every expert that has a slot was taken, and there is none for
 * the others. That is so when reads were lost with their slots. */
static void fail_stuck(struct expert_store *s)
{
    struct error e;
    err_set(&e, EIO,
            "read experts of layer %d from %s: reads that never ended keep all %d "
            "places in memory",
            s->layer, s->pack->expert_path[s->layer], s->params.n_slots);
    store_fail(s, &e);
}

int expert_store_take(struct expert_store *s, int *ready, int max, struct error *err)
{
    assert(max > 0);
    if (max > TAKE_AT_ONCE)
        max = TAKE_AT_ONCE;
    finish_started(s);
    store_collect(s, false);
    store_read_ahead(s);
    int n = s->failed ? 0 : take_ready(s, ready, max);
    while (n == 0 && !s->failed && s->n_taken < s->n_items) {
        if (s->n_taken == s->n_admitted) {
            fail_stuck(s);
            break;
        }
        wait_for_reads(s);
        store_read_ahead(s);
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
    return item->slot >= 0 ? store_slot_memory(s, item->slot)
                           : expert_map_record(s->map, s->layer, item->expert);
}

void expert_store_release(struct expert_store *s, int i)
{
    struct item *item = &s->items[i];
    assert(item->state == ITEM_TAKEN);
    if (item->slot >= 0)
        store_free_slot(s, item->slot);
    item->slot = -1;
}

/* Slots that nobody waits for any more come free, at once or when their reads have ended;
 * those that were read ahead for another layer are kept. */
static void abandon(struct expert_store *s)
{
    for (int i = 0; i < s->n_items; i++) {
        free(s->items[i].error);
        s->items[i].error = NULL;
    }
    for (int k = 0; k < s->params.n_slots; k++)
        if (!store_slot_is_ahead(&s->slots[k]) || s->slots[k].layer != s->ahead_layer)
            store_give_up_slot(s, k);
}

bool expert_store_end(struct expert_store *s, struct expert_store_stats *stats,
                      struct error *err)
{
    int expert;
    uint64_t off;
    assert(s->open);
    abandon(s);
    if (s->stats.n_missed > 0)
        store_recheck(s); /* if nothing was waited for */
    if (s->filler && s->long_list)
        cache_filler_hold(s->filler, HOLD_NS);
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
    if (s->map) {
        cache_policy_forget(s->policy, layer * s->pack->config.n_expert + expert);
        return expert_map_evict(s->map, layer, expert, err);
    }
    const struct expert_layout *l = &s->pack->expert[layer];
    int rc = posix_fadvise(s->pack->expert_fd[layer],
                           (off_t)(l->stride_bytes * (size_t)expert),
                           (off_t)l->stride_bytes, POSIX_FADV_DONTNEED);
    return rc == 0 || err_set(err, rc, "drop expert %d of %s from the page cache", expert,
                              s->pack->expert_path[layer]);
}
