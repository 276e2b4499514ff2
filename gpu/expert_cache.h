#pragma once

#include "core/model/pack.h"
#include "gpu/device.h"

/* Experts on the device: a bounded number of slots, each with one record. The one that has
 * not been used for longest gives way; a slot that recorded work still needs never does. */

struct expert_cache;

/* Bytes of one slot of a model. */
uint64_t expert_cache_slot_bytes(const struct pack *pack);

/* n_slots >= 1. */
struct expert_cache *expert_cache_create(struct gpu *g, const struct pack *pack,
                                         int n_slots, struct error *err);
void expert_cache_destroy(struct expert_cache *c); /* NULL is fine */

/* The device address of an expert's record, which is copied from `record` by the next flush
 * if it is not there; until then the record must stay. 0: all slots are needed by work that
 * was recorded and not waited for; wait, say so with expert_cache_idle, and ask again. */
uint64_t expert_cache_get(struct expert_cache *c, int layer, int expert,
                          const void *record);
void expert_cache_idle(struct expert_cache *c);
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
    uint64_t n_hit, n_miss, bytes; /* copied to the device */
};
struct expert_cache_stats expert_cache_stats(const struct expert_cache *c);
