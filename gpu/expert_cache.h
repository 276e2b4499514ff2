#pragma once

#include "core/model/pack.h"
#include "gpu/device.h"

/* Experts on the device: a bounded number of slots, each with one record. The one that has
 * not been used for longest gives way; a slot that recorded work still needs never does.
 * Whoever can do without a copy asks before whether it is worth one. */

struct expert_cache;
struct pool;

/* Bytes of one slot of a model. */
uint64_t expert_cache_slot_bytes(const struct pack *pack);
/* The machine's memory that copies of experts may go through, at most. */
uint64_t expert_cache_host_bytes(const struct pack *pack);

/* n_slots >= 1; the pool is borrowed and copies. */
struct expert_cache *expert_cache_create(struct gpu *g, const struct pack *pack,
                                         int n_slots, struct pool *pool,
                                         struct error *err);
void expert_cache_destroy(struct expert_cache *c); /* NULL is fine */

/* The device address of an expert's record, which is copied from `record` by the next flush
 * if it is not there; until then the record must stay. 0: all slots are needed by work that
 * was recorded and not waited for; wait, say so with expert_cache_idle, and ask again. */
uint64_t expert_cache_get(struct expert_cache *c, int layer, int expert,
                          const void *record);
void expert_cache_idle(struct expert_cache *c);
/* Whether an expert that is not there should be: a slot is empty, or the one that would give
 * way was used less than half as often of late. */
bool expert_cache_wants(const struct expert_cache *c, int layer, int expert);
/* An expert that is not there was needed, and is computed elsewhere. */
void expert_cache_pass(struct expert_cache *c, int layer, int expert);
/* Nanoseconds of a byte on its way to the device, and those in which the CPU is busy. */
struct expert_way {
    double copy_ns, busy_ns;
};
/* Tries every way that records can go, with n of them that lie one behind the other, while
 * no slot holds anything; the fastest is used from then on. Where the CPU has other things to
 * do (beside) that is the one that leaves it free, if there is one. False + err. */
bool expert_cache_find_way(struct expert_cache *c, const void *records,
                           uint64_t record_bytes, int n, bool beside,
                           struct expert_way *out, struct error *err);
/* From now on that way, of those that were found; after expert_cache_idle. */
void expert_cache_choose_way(struct expert_cache *c, bool beside);
/* Copies what was asked for, with several threads; before any work with it is submitted. */
void expert_cache_flush(struct expert_cache *c);

bool expert_cache_holds(const struct expert_cache *c, int layer, int expert);
/* All experts of the model are there. */
bool expert_cache_is_full(const struct expert_cache *c);
/* An expert that is there was used by work that is done. */
void expert_cache_touch(struct expert_cache *c, int layer, int expert);
/* On the device: the addresses of a layer's records, 0 for those that are not there. */
uint64_t expert_cache_table(const struct expert_cache *c, int layer);

/* What was copied since the last confirmation is what its files say: the reads behind it
 * were looked at. What never was confirmed is to be dropped before the next chunk. */
void expert_cache_confirm(struct expert_cache *c);
void expert_cache_drop_unconfirmed(struct expert_cache *c);

struct expert_cache_stats {
    int n_slots, n_used;
    uint64_t n_hit, n_miss, n_passed; /* the last: of the misses */
    uint64_t bytes;                   /* copied to the device */
};
struct expert_cache_stats expert_cache_stats(const struct expert_cache *c);
