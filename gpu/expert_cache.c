#define LOG_MODULE "gpu"

#include "gpu/expert_cache.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/pool.h"
#include "gpu/memory.h"
#include "gpu/record.h"
#include "gpu/transfer.h"

/* The slots lie in blocks, since one allocation may be limited. A record goes there on one of
 * three ways: written by the CPU where it sees the device's memory; or through a place in the
 * staging buffer, from where the computing queue copies it before it computes (the place is
 * the record's own until the next wait), or a queue that only copies does, while the CPU
 * copies the next record into another place. */

enum {
    SLOT_ALIGN = 256,
    STAGING_SLOTS = 16,
    PIPE_RECORDS = 4,         /* of a submission, which takes the time of one by itself */
    PIECE_BYTES = 256 * 1024, /* that one of them copies */
    NONE = -1,
    HALF_LIFE_TOK = 64, /* of how often an expert was used */
    MUCH_HOTTER = 2,
    TIMED_ROUNDS = 4,
};

/* Uses of an expert, of which those of long ago count less. */
struct heat {
    float uses;
    uint64_t step; /* when they were that many */
};

struct slot {
    int key;          /* layer * n_expert + expert, NONE: empty */
    int older, newer; /* list by use */
    bool busy;        /* since the last wait */
    bool fresh;       /* not confirmed */
    uint64_t step;    /* of the last use */
};

struct transfer {
    char *to;
    const char *from;
    uint64_t n_bytes;
};

enum way {
    WAY_WINDOW, /* device memory is mapped */
    WAY_STAGED,
    WAY_PIPED, /* there is a queue that only copies */
    N_WAYS,
};

/* A record on WAY_PIPED, until the next flush. */
struct piped {
    const char *from;
    const struct gpu_buffer *to;
    uint64_t at, n_bytes;
};

struct expert_cache {
    struct gpu *g;
    const struct pack *pack;
    uint64_t slot_bytes;
    int n_slots, n_per_block, n_blocks;
    struct gpu_buffer *block;
    struct slot *slot;
    int *slot_of;      /* [n_layer * n_expert], NONE: not here */
    struct heat *heat; /* likewise */
    int n_keys, n_held;
    struct gpu_buffer table; /* [n_keys] addresses, written while the device is idle */
    int oldest, newest;
    struct gpu_buffer staging; /* {0}: device memory is mapped and nobody copies */
    int n_staged;
    struct gpu_transfer *transfer; /* NULL: no queue that only copies */
    enum way way, found[2];        /* alone, beside what the CPU computes */
    struct piped *piped;
    int n_piped, max_piped;
    uint64_t place_value[STAGING_SLOTS]; /* of the copies' timeline: the place is free */
    int i_place;
    int64_t cpu_copy_ns; /* of the CPU on WAY_PIPED */
    struct pool *pool;
    struct transfer *todo; /* in pieces */
    int n_todo, max_todo;
    uint64_t step; /* confirmations so far */
    bool has_fresh;
    struct expert_cache_stats stats;
};

uint64_t expert_cache_slot_bytes(const struct pack *pack)
{
    uint64_t most = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].record_bytes > most)
            most = pack->expert[i].record_bytes;
    return (most + SLOT_ALIGN - 1) / SLOT_ALIGN * SLOT_ALIGN;
}

uint64_t expert_cache_host_bytes(const struct pack *pack)
{
    return STAGING_SLOTS * expert_cache_slot_bytes(pack);
}

static void unlink_slot(struct expert_cache *c, int i)
{
    struct slot *s = &c->slot[i];
    *(s->older == NONE ? &c->oldest : &c->slot[s->older].newer) = s->newer;
    *(s->newer == NONE ? &c->newest : &c->slot[s->newer].older) = s->older;
}

static void append_slot(struct expert_cache *c, int i)
{
    c->slot[i].older = c->newest;
    c->slot[i].newer = NONE;
    *(c->newest == NONE ? &c->oldest : &c->slot[c->newest].newer) = i;
    c->newest = i;
}

static bool make_blocks(struct expert_cache *c, struct error *err)
{
    uint64_t limit = c->g->alloc_max_bytes;
    if (c->slot_bytes == 0 || c->slot_bytes > limit)
        return err_set(err, 0,
                       "cache experts on the GPU: one takes %.0f MiB, the driver "
                       "allows %.0f in one piece",
                       (double)c->slot_bytes / (1 << 20), (double)limit / (1 << 20));
    uint64_t per_block = limit / c->slot_bytes;
    c->n_per_block = per_block < (uint64_t)c->n_slots ? (int)per_block : c->n_slots;
    if (c->n_per_block < 1)
        c->n_per_block = 1;
    int n = (c->n_slots + c->n_per_block - 1) / c->n_per_block;
    c->block = xcalloc((size_t)n, sizeof(*c->block));
    for (; c->n_blocks < n; c->n_blocks++) {
        int left = c->n_slots - c->n_blocks * c->n_per_block;
        uint64_t slots = (uint64_t)(left < c->n_per_block ? left : c->n_per_block);
        if (!gpu_buffer_create(c->g, GPU_DEVICE, slots * c->slot_bytes,
                               "the expert cache", &c->block[c->n_blocks], err))
            return false;
    }
    if (!gpu_buffer_create(c->g, GPU_UPLOAD, (uint64_t)c->n_keys * sizeof(uint64_t),
                           "the experts' addresses", &c->table, err))
        return false;
    memset(c->table.map, 0, (size_t)c->n_keys * sizeof(uint64_t));
    c->way = c->block[0].map ? WAY_WINDOW : WAY_STAGED;
    c->found[0] = c->found[1] = c->way;
    if (c->g->copy_queue && !(c->transfer = gpu_transfer_create(c->g, err)))
        return false;
    if (c->way == WAY_WINDOW && !c->transfer)
        return true;
    return gpu_buffer_create(c->g, GPU_READBACK, STAGING_SLOTS * c->slot_bytes,
                             "the experts' staging buffer", &c->staging, err);
}

struct expert_cache *expert_cache_create(struct gpu *g, const struct pack *pack,
                                         int n_slots, struct pool *pool,
                                         struct error *err)
{
    struct expert_cache *c = xcalloc(1, sizeof(*c));
    int n_keys = pack->config.n_layer * pack->config.n_expert;
    c->g = g;
    c->pack = pack;
    c->slot_bytes = expert_cache_slot_bytes(pack);
    c->n_slots = n_slots;
    c->n_keys = n_keys;
    c->stats.n_slots = n_slots;
    c->pool = pool;
    if (!make_blocks(c, err)) {
        expert_cache_destroy(c);
        return NULL;
    }
    c->slot = xcalloc((size_t)n_slots, sizeof(*c->slot));
    c->slot_of = xcalloc((size_t)n_keys, sizeof(*c->slot_of));
    c->heat = xcalloc((size_t)n_keys, sizeof(*c->heat));
    c->oldest = c->newest = NONE;
    for (int i = 0; i < n_slots; i++) {
        c->slot[i].key = NONE;
        append_slot(c, i);
    }
    for (int i = 0; i < n_keys; i++)
        c->slot_of[i] = NONE;
    return c;
}

void expert_cache_destroy(struct expert_cache *c)
{
    if (!c)
        return;
    for (int i = 0; c->block && i < c->n_blocks; i++)
        gpu_buffer_destroy(c->g, &c->block[i]);
    gpu_transfer_destroy(c->g, c->transfer);
    gpu_buffer_destroy(c->g, &c->staging);
    gpu_buffer_destroy(c->g, &c->table);
    free(c->todo);
    free(c->piped);
    free(c->block);
    free(c->slot);
    free(c->slot_of);
    free(c->heat);
    free(c);
}

static void add_transfer(struct expert_cache *c, char *to, const char *from,
                         uint64_t n_bytes)
{
    for (uint64_t done = 0; done < n_bytes; done += PIECE_BYTES) {
        if (c->n_todo == c->max_todo) {
            c->max_todo = c->max_todo ? 2 * c->max_todo : 64;
            c->todo = xreallocarray(c->todo, (size_t)c->max_todo, sizeof(*c->todo));
        }
        uint64_t n = n_bytes - done < PIECE_BYTES ? n_bytes - done : PIECE_BYTES;
        c->todo[c->n_todo++] = (struct transfer){to + done, from + done, n};
    }
}

static void run_transfer(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct expert_cache *c = ctx;
    const struct transfer *t = &c->todo[i_task];
    memcpy(t->to, t->from, t->n_bytes);
}

static void copy_todo(struct expert_cache *c)
{
    if (c->n_todo > 0)
        pool_run(c->pool, c->n_todo, run_transfer, c);
    c->n_todo = 0;
}

/* The first n of the list into the places that have been free for longest; a failure comes
 * out of the next wait of the device. */
static void pipe_some(struct expert_cache *c, const struct piped *list, int n)
{
    struct gpu_copied copies[PIPE_RECORDS];
    int place[PIPE_RECORDS];
    for (int i = 0; i < n; i++) {
        uint64_t at = (uint64_t)c->i_place * c->slot_bytes;
        place[i] = c->i_place;
        c->i_place = (c->i_place + 1) % STAGING_SLOTS;
        gpu_transfer_wait(c->g, c->transfer, c->place_value[place[i]]);
        add_transfer(c, (char *)c->staging.map + at, list[i].from, list[i].n_bytes);
        copies[i] =
            (struct gpu_copied){&c->staging, list[i].to, at, list[i].at, list[i].n_bytes};
    }
    int64_t begin = clock_now_ns();
    copy_todo(c);
    c->cpu_copy_ns += clock_now_ns() - begin;
    uint64_t value = gpu_transfer_copy(c->g, c->transfer, copies, n);
    for (int i = 0; i < n; i++)
        c->place_value[place[i]] = value;
}

static void pipe_records(struct expert_cache *c)
{
    for (int i = 0; i < c->n_piped && !c->g->failed; i += PIPE_RECORDS) {
        int left = c->n_piped - i;
        pipe_some(c, c->piped + i, left < PIPE_RECORDS ? left : PIPE_RECORDS);
    }
    c->n_piped = 0;
}

void expert_cache_flush(struct expert_cache *c)
{
    copy_todo(c);
    pipe_records(c);
}

/* A record will be copied into slot i; false: no place to stage it before the next wait. */
static bool fill(struct expert_cache *c, int i, const void *record, uint64_t n_bytes)
{
    struct gpu_buffer *block = &c->block[i / c->n_per_block];
    uint64_t at = (uint64_t)(i % c->n_per_block) * c->slot_bytes;
    if (c->way == WAY_WINDOW) {
        add_transfer(c, (char *)block->map + at, record, n_bytes);
        return true;
    }
    if (c->way == WAY_PIPED) {
        if (c->n_piped == c->max_piped) {
            c->max_piped = c->max_piped ? 2 * c->max_piped : 64;
            c->piped = xreallocarray(c->piped, (size_t)c->max_piped, sizeof(*c->piped));
        }
        c->piped[c->n_piped++] = (struct piped){record, block, at, n_bytes};
        return true;
    }
    if (c->n_staged == STAGING_SLOTS)
        return false;
    uint64_t from = (uint64_t)c->n_staged++ * c->slot_bytes;
    add_transfer(c, (char *)c->staging.map + from, record, n_bytes);
    gpu_copy(c->g, &c->staging, from, block, at, n_bytes);
    return true;
}

static uint64_t address(const struct expert_cache *c, int i)
{
    return c->block[i / c->n_per_block].addr +
           (uint64_t)(i % c->n_per_block) * c->slot_bytes;
}

/* The slot is that of key, or with NONE empty. */
static void assign(struct expert_cache *c, int i, int key)
{
    uint64_t *table = c->table.map;
    int old = c->slot[i].key;
    if (old != NONE) {
        c->slot_of[old] = NONE;
        table[old] = 0;
        c->n_held--;
    }
    c->slot[i].key = key;
    if (key != NONE) {
        c->slot_of[key] = i;
        table[key] = address(c, i);
        c->n_held++;
    }
}

/* A token is as many steps as there are layers. */
static float heat_now(const struct expert_cache *c, int key)
{
    const struct heat *h = &c->heat[key];
    float half_life = (float)HALF_LIFE_TOK * (float)c->pack->config.n_layer;
    return h->uses * exp2f(-(float)(c->step - h->step) / half_life);
}

static void warm(struct expert_cache *c, int key)
{
    c->heat[key] = (struct heat){heat_now(c, key) + 1, c->step};
}

static void use(struct expert_cache *c, int i)
{
    warm(c, c->slot[i].key);
    unlink_slot(c, i);
    append_slot(c, i);
    c->slot[i].step = c->step;
}

uint64_t expert_cache_get(struct expert_cache *c, int layer, int expert,
                          const void *record)
{
    int key = layer * c->pack->config.n_expert + expert;
    int i = c->slot_of[key];
    if (i == NONE) {
        i = c->oldest;
        uint64_t n_bytes = c->pack->expert[layer].record_bytes;
        if (c->slot[i].busy)
            return 0;
        assign(c, i, NONE);
        if (!fill(c, i, record, n_bytes))
            return 0;
        assign(c, i, key);
        c->slot[i].fresh = c->has_fresh = true;
        c->stats.n_miss++;
        c->stats.bytes += n_bytes;
    } else {
        c->stats.n_hit++;
    }
    use(c, i);
    c->slot[i].busy = true;
    return address(c, i);
}

bool expert_cache_wants(const struct expert_cache *c, int layer, int expert)
{
    const struct slot *s = &c->slot[c->oldest];
    int key = layer * c->pack->config.n_expert + expert;
    if (s->key == NONE)
        return true;
    return !s->busy && heat_now(c, key) > MUCH_HOTTER * heat_now(c, s->key);
}

void expert_cache_pass(struct expert_cache *c, int layer, int expert)
{
    warm(c, layer * c->pack->config.n_expert + expert);
    c->stats.n_miss++;
    c->stats.n_passed++;
}

static bool has_way(const struct expert_cache *c, enum way way)
{
    if (c->g->params.pipe_copies)
        return way == WAY_PIPED;
    switch (way) {
    case WAY_WINDOW: return c->block[0].map != NULL;
    case WAY_STAGED: return c->block[0].map == NULL;
    default: return c->transfer != NULL;
    }
}

/* In ns, the best of some: pages and threads may not be there yet, others may want the CPU. */
static bool time_way(struct expert_cache *c, const char *records, uint64_t record_bytes,
                     int n, int64_t *ns, struct error *err)
{
    *ns = INT64_MAX;
    for (int round = 0; round < TIMED_ROUNDS; round++) {
        int64_t begin = clock_now_ns();
        for (int i = 0; i < n; i++)
            fill(c, i, records + (uint64_t)i * record_bytes, record_bytes);
        expert_cache_flush(c);
        if (!gpu_wait(c->g, err))
            return false;
        int64_t took = clock_now_ns() - begin;
        *ns = took < *ns ? took : *ns;
        c->n_staged = 0;
    }
    return true;
}

bool expert_cache_find_way(struct expert_cache *c, const void *records,
                           uint64_t record_bytes, int n, bool beside,
                           struct expert_way *out, struct error *err)
{
    static const char *const names[] = {[WAY_WINDOW] = "written there by the CPU",
                                        [WAY_STAGED] = "staged for the computing queue",
                                        [WAY_PIPED] = "staged for a queue that copies"};
    int most = c->n_slots < STAGING_SLOTS ? c->n_slots : STAGING_SLOTS;
    n = n < most ? n : most;
    double bytes = (double)n * (double)record_bytes;
    enum way fastest = c->way;
    out->copy_ns = 0;
    for (int i = 0; i < N_WAYS; i++) {
        int64_t ns = 0;
        if (!has_way(c, (enum way)i))
            continue;
        c->way = (enum way)i;
        c->cpu_copy_ns = 0;
        if (!time_way(c, records, record_bytes, n, &ns, err))
            return false;
        log_info("experts %s: %.1f GB/s", names[i], bytes / (double)ns);
        if (out->copy_ns > 0 && (double)ns / bytes >= out->copy_ns &&
            !(beside && i == WAY_PIPED))
            continue;
        out->copy_ns = out->busy_ns = (double)ns / bytes;
        if (i == WAY_PIPED)
            out->busy_ns = (double)c->cpu_copy_ns / bytes / TIMED_ROUNDS;
        fastest = (enum way)i;
    }
    c->way = c->found[beside] = fastest;
    return true;
}

void expert_cache_choose_way(struct expert_cache *c, bool beside)
{
    c->way = c->found[beside];
}

bool expert_cache_holds(const struct expert_cache *c, int layer, int expert)
{
    return c->slot_of[layer * c->pack->config.n_expert + expert] != NONE;
}

bool expert_cache_is_full(const struct expert_cache *c)
{
    return c->n_held == c->n_keys && !c->has_fresh;
}

void expert_cache_touch(struct expert_cache *c, int layer, int expert)
{
    use(c, c->slot_of[layer * c->pack->config.n_expert + expert]);
    c->stats.n_hit++;
}

uint64_t expert_cache_table(const struct expert_cache *c, int layer)
{
    return c->table.addr +
           (uint64_t)layer * (uint64_t)c->pack->config.n_expert * sizeof(uint64_t);
}

void expert_cache_idle(struct expert_cache *c)
{
    /* The busy ones are the newest. */
    for (int i = c->newest; i != NONE && c->slot[i].busy; i = c->slot[i].older)
        c->slot[i].busy = false;
    c->n_staged = 0;
}

void expert_cache_confirm(struct expert_cache *c)
{
    /* What was used in this step is the newest. */
    for (int i = c->newest; i != NONE && c->slot[i].step == c->step; i = c->slot[i].older)
        c->slot[i].fresh = false;
    c->step++;
    c->has_fresh = false;
}

void expert_cache_drop_unconfirmed(struct expert_cache *c)
{
    for (int i = 0; c->has_fresh && i < c->n_slots; i++)
        if (c->slot[i].fresh) {
            assign(c, i, NONE);
            c->slot[i].fresh = false;
        }
    c->has_fresh = false;
    c->step++;
}

struct expert_cache_stats expert_cache_stats(const struct expert_cache *c)
{
    struct expert_cache_stats s = c->stats;
    s.n_used = c->n_held;
    return s;
}
