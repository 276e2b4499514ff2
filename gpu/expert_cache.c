#include "gpu/expert_cache.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/pool.h"
#include "gpu/memory.h"
#include "gpu/record.h"

/* The slots lie in blocks, since one allocation may be limited. Where the host cannot see
 * device memory a record goes through a place in the staging buffer that is its own until
 * the next wait. */

enum {
    SLOT_ALIGN = 256,
    STAGING_SLOTS = 16,
    MAX_THREADS = 8,          /* one thread fills a third of a fast bus */
    PIECE_BYTES = 256 * 1024, /* that one of them copies */
    NONE = -1,
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

struct expert_cache {
    struct gpu *g;
    const struct pack *pack;
    uint64_t slot_bytes;
    int n_slots, n_per_block, n_blocks;
    struct gpu_buffer *block;
    struct slot *slot;
    int *slot_of; /* [n_layer * n_expert], NONE: not here */
    int n_keys, n_held;
    struct gpu_buffer table; /* [n_keys] addresses, written while the device is idle */
    int oldest, newest;
    struct gpu_buffer staging; /* {0}: device memory is mapped */
    int n_staged;
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
    if (c->block[0].map)
        return true;
    return gpu_buffer_create(c->g, GPU_READBACK, STAGING_SLOTS * c->slot_bytes,
                             "the experts' staging buffer", &c->staging, err);
}

struct expert_cache *expert_cache_create(struct gpu *g, const struct pack *pack,
                                         int n_slots, struct error *err)
{
    struct expert_cache *c = xcalloc(1, sizeof(*c));
    int n_keys = pack->config.n_layer * pack->config.n_expert;
    c->g = g;
    c->pack = pack;
    c->slot_bytes = expert_cache_slot_bytes(pack);
    c->n_slots = n_slots;
    c->n_keys = n_keys;
    c->stats.n_slots = n_slots;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    c->pool = pool_create(cores < 2             ? 1
                          : cores < MAX_THREADS ? (int)cores
                                                : MAX_THREADS,
                          err);
    if (!c->pool || !make_blocks(c, err)) {
        expert_cache_destroy(c);
        return NULL;
    }
    c->slot = xcalloc((size_t)n_slots, sizeof(*c->slot));
    c->slot_of = xcalloc((size_t)n_keys, sizeof(*c->slot_of));
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
    gpu_buffer_destroy(c->g, &c->staging);
    gpu_buffer_destroy(c->g, &c->table);
    pool_destroy(c->pool);
    free(c->todo);
    free(c->block);
    free(c->slot);
    free(c->slot_of);
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

void expert_cache_flush(struct expert_cache *c)
{
    if (c->n_todo > 0)
        pool_run(c->pool, c->n_todo, run_transfer, c);
    c->n_todo = 0;
}

/* A record will be copied into slot i; false: no place to stage it before the next wait. */
static bool fill(struct expert_cache *c, int i, const void *record, uint64_t n_bytes)
{
    struct gpu_buffer *block = &c->block[i / c->n_per_block];
    uint64_t at = (uint64_t)(i % c->n_per_block) * c->slot_bytes;
    if (block->map) {
        add_transfer(c, (char *)block->map + at, record, n_bytes);
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

static void use(struct expert_cache *c, int i)
{
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
