#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Which experts are worth their place in the page cache.
 *
 * Every expert has a score, its uses, of which those further back count less and less. The
 * page cache is filled with whatever was missed until too many that had been there are gone:
 * then it is full, and what it held is its capacity. From there on a missed expert is let in
 * only when one that is there has a lower score (the lowest of a few drawn at random), and
 * takes its place. So the kernel has little to reclaim: left alone it throws out whatever
 * was not used lately, in pieces of experts, which are as bad as none.
 *
 * For that the capacity must be what is really there. Those that are seldom used go first
 * and would be missed late, so everything that should be there is looked for, round after
 * round (recheck). The capacity falls by each that is gone and is raised a little after
 * each round, by more where what came in for it stayed.
 *
 * Nothing here touches the page cache; the engine thread owns it. Experts are numbered
 * through all layers. */

struct cache_policy;

/* expert_bytes: of each layer, copied. */
struct cache_policy *cache_policy_create(int n_layer, int n_expert,
                                         const uint64_t *expert_bytes);
void cache_policy_destroy(struct cache_policy *p); /* NULL is fine */

/* A request begins: what is used from here to the next begin is no victim. */
void cache_policy_begin(struct cache_policy *p);
/* It is used. */
void cache_policy_use(struct cache_policy *p, int id);
/* It was found in the page cache, or is no longer there although it should be, so that there
 * is room for one less. */
void cache_policy_found(struct cache_policy *p, int id);
void cache_policy_lost(struct cache_policy *p, int id);
/* Look for some of those that should be there. is_lost is asked of each, also of those that are
 * on their way, which are not lost; it must not come back here. */
void cache_policy_recheck(struct cache_policy *p, bool (*is_lost)(void *ctx, int id),
                          void *ctx);
/* It was thrown out for another reason. */
void cache_policy_forget(struct cache_policy *p, int id);
/* Was missed: is it to be let in? *victim is the one to be thrown out for it, or -1. Both
 * are taken for done. */
bool cache_policy_admit(struct cache_policy *p, int id, int *victim);
bool cache_policy_is_full(const struct cache_policy *p);
