#include <errno.h>
#include <stdio.h>

#include "core/stream/expert_store_impl.h"

/* The slots, what is read into them, and what the page cache is made to hold. */

size_t store_page_up(size_t n)
{
    return (n + PACK_ALIGN - 1) / PACK_ALIGN * PACK_ALIGN;
}

char *store_slot_memory(const struct expert_store *s, int slot)
{
    return s->staging + (size_t)slot * s->slot_bytes;
}

uint64_t store_record_offset(const struct expert_store *s, int layer, int expert)
{
    return (uint64_t)s->pack->expert[layer].stride_bytes * (uint64_t)expert;
}

void store_read_error(const struct expert_store *s, int layer, int expert, size_t from,
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
        (unsigned long long)store_record_offset(s, layer, expert) + from, len - from,
        got > from ? got - from : 0, cause);
    if (code == 0)
        e->code = EIO;
}

void store_fail(struct expert_store *s, const struct error *e)
{
    if (!s->failed)
        s->error = *e;
    s->failed = true;
}

static int free_slot(struct expert_store *s)
{
    for (int i = 0; i < s->params.n_slots; i++)
        if (s->slots[i].state == SLOT_FREE) {
            s->n_free--;
            return i;
        }
    return -1;
}

int store_spare_slot(struct expert_store *s)
{
    if (s->n_free > 0)
        return free_slot(s);
    for (int i = 0; i < s->params.n_slots; i++)
        if (s->slots[i].state == SLOT_READY && s->slots[i].item < 0)
            return i;
    return -1;
}

void store_free_slot(struct expert_store *s, int slot)
{
    s->slots[slot].state = SLOT_FREE;
    s->n_free++;
}

bool store_slot_is_ahead(const struct slot *t)
{
    return (t->state == SLOT_READY || t->state == SLOT_READING) && t->item < 0 &&
           !t->orphan;
}

void store_give_up_slot(struct expert_store *s, int slot)
{
    struct slot *t = &s->slots[slot];
    t->item = -1;
    t->orphan = t->state == SLOT_READING;
    if (t->state == SLOT_READY || t->state == SLOT_USED)
        store_free_slot(s, slot);
}

static void tell_filler(struct expert_store *s)
{
    if (s->filler)
        cache_filler_wanted(s->filler, read_queue_pending(s->queue) > 0);
}

void store_read(struct expert_store *s, int slot, size_t from)
{
    struct slot *t = &s->slots[slot];
    bool direct = s->direct_fd != NULL;
    size_t len = s->pack->expert[t->layer].record_bytes;
    t->state = SLOT_READING;
    t->from = from;
    read_queue_submit(
        s->queue,
        &(struct read_job){.tag = slot,
                           .fd = direct ? s->direct_fd[t->layer]
                                        : s->pack->expert_fd[t->layer],
                           .buf = store_slot_memory(s, slot) + from,
                           .len = (direct ? store_page_up(len) : len) - from,
                           .off = store_record_offset(s, t->layer, t->expert) + from,
                           .in_turn = !s->long_list});
    tell_filler(s);
}

void store_arrive(struct expert_store *s, int slot)
{
    struct slot *t = &s->slots[slot];
    if (t->error.code != 0) {
        store_fail(s, &t->error);
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
    t->error = (struct error){0};
    if (d->code != 0 || got < len)
        store_read_error(s, t->layer, t->expert, t->from, got, d->code, &t->error);
    t->state = d->lost ? SLOT_LOST : SLOT_READY;
    if (d->lost) {
        if (t->item >= 0)
            store_fail(s, &t->error);
    } else if (t->item >= 0) {
        store_arrive(s, d->tag);
    } else if (t->orphan || t->error.code != 0 || t->layer != s->ahead_layer) {
        store_free_slot(s, d->tag); /* read ahead: whoever needs it meets the failure */
    }
}

void store_collect(struct expert_store *s, bool wait)
{
    int n = read_queue_take(s->queue, s->done, s->params.n_slots, wait);
    for (int i = 0; i < n; i++)
        read_ended(s, &s->done[i]);
    tell_filler(s);
}

/* -- the page cache -- */

/* A prompt needs nearly everything once, which says little of what is worth keeping. */
void store_choose_for_cache(struct expert_store *s, int layer, int expert)
{
    int n_expert = s->pack->config.n_expert, victim;
    bool full = cache_policy_is_full(s->policy);
    if (s->long_list && full)
        return;
    if (!cache_filler_has_room(s->filler, full) ||
        !cache_policy_admit(s->policy, layer * n_expert + expert, &victim))
        return;
    struct cache_wish wish = {.layer = layer, .expert = expert, .victim_layer = -1};
    if (victim >= 0) {
        wish.victim_layer = victim / n_expert;
        wish.victim_expert = victim % n_expert;
        expert_map_note_leaving(s->map, wish.victim_layer, wish.victim_expert);
    }
    cache_filler_ask(s->filler, &wish);
}

static bool is_lost(void *ctx, int id)
{
    const struct expert_store *s = ctx;
    int n_expert = s->pack->config.n_expert;
    return expert_map_recheck(s->map, id / n_expert, id % n_expert);
}

void store_recheck(struct expert_store *s)
{
    if (!s->map || s->rechecked)
        return;
    s->rechecked = true;
    cache_policy_recheck(s->policy, is_lost, s);
}

enum expert_place store_find(struct expert_store *s, int layer, int expert)
{
    bool lost, gone;
    int id = layer * s->pack->config.n_expert + expert;
    enum expert_place place = expert_map_find(s->map, layer, expert, &lost, &gone);
    if (lost)
        cache_policy_lost(s->policy, id);
    else if (gone)
        cache_policy_forget(s->policy, id); /* else it would be "on its way" for ever */
    else if (place != EXPERT_ABSENT)
        cache_policy_found(s->policy, id);
    return place;
}

/* -- reading ahead -- */

static bool is_ahead(const struct expert_store *s, int layer, int expert)
{
    for (int i = 0; i < s->params.n_slots; i++)
        if (store_slot_is_ahead(&s->slots[i]) && s->slots[i].layer == layer &&
            s->slots[i].expert == expert)
            return true;
    return false;
}

/* A virtual disk may answer all reads that it was handed at once, when the last of them is
 * done: what is waited for goes alone, unless there is so much of it that the disk is to be
 * kept busy. */
static bool may_read_ahead(const struct expert_store *s)
{
    if (s->i_ahead == s->n_ahead || s->n_ahead_reads == 0)
        return false;
    if (!s->open)
        return true;
    if (s->n_admitted < s->n_items)
        return false;
    for (int i = 0; !s->long_list && i < s->params.n_slots; i++)
        if (s->slots[i].state == SLOT_READING && s->slots[i].item >= 0)
            return false;
    return true;
}

void store_read_ahead(struct expert_store *s)
{
    if (!may_read_ahead(s))
        return;
    while (s->i_ahead < s->n_ahead && s->n_ahead_reads > 0 && s->n_free > 0) {
        int expert = s->ahead_ids[s->i_ahead++];
        if (is_ahead(s, s->ahead_layer, expert) ||
            (s->map && store_find(s, s->ahead_layer, expert) != EXPERT_ABSENT))
            continue;
        int slot = free_slot(s);
        s->slots[slot] =
            (struct slot){.layer = s->ahead_layer, .expert = expert, .item = -1};
        store_read(s, slot, 0);
        s->n_ahead_reads--;
    }
    read_queue_flush(s->queue);
}

bool expert_store_reads_ahead(const struct expert_store *s)
{
    return s->direct_fd != NULL;
}

void expert_store_ahead(struct expert_store *s, int layer, const int *ids, int n,
                        int n_reads)
{
    if (!expert_store_reads_ahead(s) || (s->open && layer == s->layer))
        return;
    s->ahead_layer = layer;
    s->n_ahead = n;
    s->i_ahead = 0;
    s->n_ahead_reads = n_reads;
    for (int i = 0; i < n; i++)
        s->ahead_ids[i] = ids[i];
    store_read_ahead(s);
}
