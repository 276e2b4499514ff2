#pragma once

#include <stdint.h>

/* Has experts read into the page cache behind the back of the computation, which itself
 * reads what is missing past it: a read through the page cache takes 25 times the processor
 * time of one past it, and evicts what was there. So what becomes resident is a choice, and
 * its cost is paid when a core has nothing better to do.
 *
 * A thread of its own, of the lowest priority. */

struct cache_filler;
struct error;
struct expert_map;
struct pack;

/* Both are borrowed. */
struct cache_filler *cache_filler_create(const struct pack *pack, struct expert_map *map,
                                         struct error *err);
void cache_filler_destroy(struct cache_filler *f); /* NULL is fine */

/* Ask for an expert; forgotten when too many wait. One thread. */
void cache_filler_ask(struct cache_filler *f, int layer, int expert);
/* Begin nothing for so long: the disk is needed for what somebody waits for. */
void cache_filler_hold(struct cache_filler *f, int64_t ns);
