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
    /* For a request, so that a round takes 5 to 20 tokens with the experts of 40 layers. */
    RECHECKS = 16,
    /* Of so many rechecked, so many are gone in a full cache: half of what is gone where each
     * request lets one in. Others throw pages out, too. */
    WINDOW = 256,
    MANY_LOST = 8,
    /* A full cache tries to hold more, by one part in so many of what it holds. */
    LEAST_STEP = 512,
    LARGEST_STEP = 4,
    STEP_GROWTH = 4,  /* of a step that stayed */
    STEP_USES = 1024, /* between two: what was let in for nothing is to be seldom */
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
    /* Of the resident so many are left in this round. From the end, since the last one moves
     * to a place that comes free. */
    int next_recheck;
    int n_rechecked, n_lost; /* in this window, until the cache is full */
    /* When it is: */
    uint64_t step;                   /* bytes by which the capacity was raised last */
    uint64_t raised_at, raised_from; /* n_uses and resident_bytes then */
    uint64_t lost_bytes;             /* since then */
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

static void raise_capacity(struct cache_policy *p, uint64_t step)
{
    p->step = step;
    p->raised_at = p->n_uses;
    p->raised_from = p->resident_bytes;
    p->lost_bytes = 0;
    if (p->capacity < p->resident_bytes + step)
        p->capacity += step;
}

static uint64_t least_step(const struct cache_policy *p)
{
    uint64_t step = p->resident_bytes / LEAST_STEP;
    return step > p->most_bytes ? step : p->most_bytes;
}

/* All that should be there was looked for. Where what came in with the last step stayed, a
 * larger one follows; where the kernel took as much for it, the limit is here, and only the
 * least is tried, so that memory which comes back is found. */
static void end_round(struct cache_policy *p)
{
    uint64_t least = least_step(p), most = p->resident_bytes / LARGEST_STEP;
    uint64_t step = p->step;
    if (!cache_policy_is_full(p) || p->n_uses - p->raised_at < STEP_USES)
        return;
    if (p->resident_bytes >= p->raised_from + step / 2)
        step = STEP_GROWTH * step < most ? STEP_GROWTH * step : most;
    else if (p->lost_bytes > step / 2)
        step = least;
    raise_capacity(p, step > least ? step : least);
}

static void become_full(struct cache_policy *p)
{
    p->capacity = p->resident_bytes;
    raise_capacity(p, 0);
}

static void count_recheck(struct cache_policy *p, bool lost)
{
    if (cache_policy_is_full(p))
        return;
    p->n_lost += lost;
    if (++p->n_rechecked < WINDOW)
        return;
    if (p->n_lost >= MANY_LOST)
        become_full(p);
    p->n_rechecked = p->n_lost = 0;
}

void cache_policy_recheck(struct cache_policy *p, bool (*is_lost)(void *ctx, int id),
                          void *ctx)
{
    for (int i = 0; i < RECHECKS; i++) {
        if (p->n_resident == 0) {
            end_round(p);
            return;
        }
        if (p->next_recheck == 0 || p->next_recheck > p->n_resident)
            p->next_recheck = p->n_resident;
        int id = p->resident[--p->next_recheck];
        bool lost = is_lost(ctx, id);
        if (lost)
            cache_policy_lost(p, id);
        count_recheck(p, lost);
        if (p->next_recheck == 0)
            end_round(p);
    }
}

/* What is there has room. */
void cache_policy_found(struct cache_policy *p, int id)
{
    add(p, id);
    if (p->capacity < p->resident_bytes)
        p->capacity = p->resident_bytes;
}

void cache_policy_lost(struct cache_policy *p, int id)
{
    if (p->place[id] >= 0 && cache_policy_is_full(p)) {
        p->lost_bytes += bytes_of(p, id);
        p->capacity -= bytes_of(p, id) < p->capacity ? bytes_of(p, id) : p->capacity;
    }
    remove_one(p, id);
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
