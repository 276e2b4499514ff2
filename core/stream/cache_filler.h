#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Has experts read into the page cache behind the back of the computation, which itself
 * reads what is missing past it: a read through the page cache takes 25 times the processor
 * time of one past it, and evicts what was there. So what becomes resident is a choice, and
 * its cost is paid when a core has nothing better to do.
 *
 * A thread of its own. */

struct cache_filler;
struct error;
struct expert_map;
struct pack;

/* Both are borrowed. */
struct cache_filler *cache_filler_create(const struct pack *pack, struct expert_map *map,
                                         struct error *err);
void cache_filler_destroy(struct cache_filler *f); /* NULL is fine */

/* An expert to be read, and before it one to be thrown out (victim_layer -1: none). */
struct cache_wish {
    int layer, expert;
    int victim_layer, victim_expert;
};

/* One thread asks. Of wishes with a victim only a few may wait. */
bool cache_filler_has_room(struct cache_filler *f, bool exchange);
void cache_filler_ask(struct cache_filler *f, const struct cache_wish *w);
/* Are reads under way that somebody waits for? Exchanges let them go first, for a while. */
void cache_filler_wanted(struct cache_filler *f, bool wanted);
/* For others who read behind the computation's back: returns when it is their turn, or
 * nearly at once when *stop is set. */
void cache_filler_wait_turn(struct cache_filler *f, const atomic_bool *stop);
/* Begin nothing for so long: the disk is needed for what somebody waits for. */
void cache_filler_hold(struct cache_filler *f, int64_t ns);
