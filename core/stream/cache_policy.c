#include "core/stream/cache_policy.h"

#include <stdlib.h>

#include "core/base/alloc.h"

enum {
    USE = 256,         /* what a use adds to a score */
    MAX_SCORE = 65535, /* USE times 255 */
    /* Uses after which all scores are halved, times the number of experts: with 8 of 256
     * used, 256 tokens. */
    HALF_LIFE = 8,
    SAMPLES = 8,
    /* Experts that should be there are looked for; of so many, so many may be gone before
     * the cache counts as full, since others throw pages out, too. */
    WINDOW = 256,
    MANY_LOST = 8,
    FEW_LOST = 2,
    STEP = 64,       /* the capacity grows by one part in so many */
    SHRINK_PART = 4, /* and shrinks by one part in so many of what was lost */
};

struct cache_policy {
    int n, n_expert;
    uint64_t *bytes;       /* [n_layer] */
    uint64_t most_bytes;   /* the largest of them */
    uint16_t *score;       /* [n] */
    int *resident, *place; /* [n] ids, and where each is among them: -1 not */
    uint32_t *used_by;     /* [n] the last request that used it */
    uint32_t request;
    int n_resident;
    uint64_t resident_bytes, capacity; /* UINT64_MAX: not met yet */
    uint64_t n_uses, random;
    int n_looked, n_lost; /* in this window */
};

struct cache_policy *cache_policy_create(int n_layer, int n_expert,
                                         const uint64_t *expert_bytes)
{
    struct cache_policy *p = xcalloc(1, sizeof(*p));
    size_t n = (size_t)n_layer * (size_t)n_expert;
    p->n = (int)n;
    p->n_expert = n_expert;
    p->capacity = UINT64_MAX;
    p->random = 0x9e3779b97f4a7c15ULL;
    p->bytes = xcalloc((size_t)n_layer, sizeof(*p->bytes));
    p->score = xcalloc(n, sizeof(*p->score));
    p->resident = xcalloc(n, sizeof(*p->resident));
    p->place = xcalloc(n, sizeof(*p->place));
    p->used_by = xcalloc(n, sizeof(*p->used_by));
    p->request = 1;
    for (int i = 0; i < n_layer; i++) {
        p->bytes[i] = expert_bytes[i];
        if (expert_bytes[i] > p->most_bytes)
            p->most_bytes = expert_bytes[i];
    }
    for (size_t i = 0; i < n; i++)
        p->place[i] = -1;
    return p;
}

void cache_policy_destroy(struct cache_policy *p)
{
    if (!p)
        return;
    free(p->used_by);
    free(p->place);
    free(p->resident);
    free(p->score);
    free(p->bytes);
    free(p);
}

static uint64_t bytes_of(const struct cache_policy *p, int id)
{
    return p->bytes[id / p->n_expert];
}

static void add(struct cache_policy *p, int id)
{
    if (p->place[id] >= 0)
        return;
    p->place[id] = p->n_resident;
    p->resident[p->n_resident++] = id;
    p->resident_bytes += bytes_of(p, id);
}

static void remove_one(struct cache_policy *p, int id)
{
    int at = p->place[id];
    if (at < 0)
        return;
    int last = p->resident[--p->n_resident];
    p->resident[at] = last;
    p->place[last] = at;
    p->place[id] = -1;
    p->resident_bytes -= bytes_of(p, id);
}

void cache_policy_begin(struct cache_policy *p)
{
    p->request++;
}

void cache_policy_use(struct cache_policy *p, int id)
{
    p->used_by[id] = p->request;
    int score = p->score[id] + USE;
    p->score[id] = (uint16_t)(score < MAX_SCORE ? score : MAX_SCORE);
    if (++p->n_uses % ((uint64_t)HALF_LIFE * (uint64_t)p->n) != 0)
        return;
    for (int i = 0; i < p->n; i++)
        p->score[i] /= 2;
}

/* At the end of a window: what is believed to be there is too much, or may be more. */
static void look(struct cache_policy *p, bool lost)
{
    p->n_lost += lost;
    if (++p->n_looked < WINDOW)
        return;
    uint64_t most = p->resident_bytes < p->capacity ? p->resident_bytes : p->capacity;
    if (p->n_lost >= MANY_LOST)
        p->capacity =
            most - most * (uint64_t)p->n_lost / ((uint64_t)SHRINK_PART * WINDOW);
    else if (p->n_lost <= FEW_LOST && p->capacity != UINT64_MAX &&
             most + p->most_bytes >= p->capacity - p->capacity / STEP)
        p->capacity += p->capacity / STEP + p->most_bytes;
    p->n_looked = p->n_lost = 0;
}

void cache_policy_found(struct cache_policy *p, int id)
{
    add(p, id);
    look(p, false);
}

void cache_policy_lost(struct cache_policy *p, int id)
{
    remove_one(p, id);
    look(p, true);
}

void cache_policy_forget(struct cache_policy *p, int id)
{
    remove_one(p, id);
}

/* The lowest score of a few (xorshift64*). */
static int draw_victim(struct cache_policy *p)
{
    int victim = -1;
    for (int i = 0; i < SAMPLES && p->n_resident > 0; i++) {
        p->random ^= p->random >> 12;
        p->random ^= p->random << 25;
        p->random ^= p->random >> 27;
        uint64_t r = p->random * 0x2545f4914f6cdd1dULL >> 16;
        int id = p->resident[r % (uint64_t)p->n_resident];
        if (p->used_by[id] != p->request &&
            (victim < 0 || p->score[id] < p->score[victim]))
            victim = id;
    }
    return victim;
}

/* Every exchange costs a read and keeps two experts out of use until it is done. So the one
 * that comes must be ahead by more than 0.7 times the standard deviation of counts: where
 * all are used alike the least of a few is always behind a little. With more, a cache follows
 * a change of topic late. */
static bool is_ahead(const struct cache_policy *p, int id, int victim)
{
    int64_t sum = p->score[id] + p->score[victim], lead = p->score[id] - p->score[victim];
    return lead > 0 && 2 * lead * lead > USE * sum;
}

bool cache_policy_admit(struct cache_policy *p, int id, int *victim)
{
    *victim = -1;
    if (p->place[id] >= 0)
        return false; /* on its way */
    if (p->resident_bytes + bytes_of(p, id) > p->capacity) {
        *victim = draw_victim(p);
        if (*victim < 0 || !is_ahead(p, id, *victim))
            return false;
        remove_one(p, *victim);
    }
    add(p, id);
    return true;
}

bool cache_policy_is_full(const struct cache_policy *p)
{
    return p->capacity != UINT64_MAX;
}
