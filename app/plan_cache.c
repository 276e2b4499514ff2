#include "app/plan_cache.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/measure/residency.h"
#include "core/stream/cache_policy.h"

/* The system's part is a list of whole experts that drops the one that was not used for longest
 * when it is full. A few layers stand for all of them. */

enum {
    LAYERS = 6,
    N_NOISE = 1 << 16,
    HALF_LIVES = 4, /* of the policy's scores, before anything is counted */
    MIN_WARM_UP = 400,
    COUNTED = 300, /* tokens */
    LOOKS = 4,     /* at what is there, spread over them */
};

struct play {
    int n_expert, k, room; /* experts that fit, of all layers */
    uint64_t random, now;
    float *noise;      /* [N_NOISE] */
    float *log_weight; /* [n_expert] */
    int *ids;          /* [k] */
    float *best;       /* [k] */
    struct cache_policy *policy;
    uint64_t *used; /* [LAYERS * n_expert] when it was used last; 0: not there */
    int n_there;
    uint64_t n_uses, n_found, n_let_in;
};

/* xorshift64* */
static uint64_t next_random(struct play *p)
{
    p->random ^= p->random >> 12;
    p->random ^= p->random << 25;
    p->random ^= p->random >> 27;
    return p->random * 0x2545f4914f6cdd1dULL;
}

static double unit(struct play *p)
{
    return ((double)(next_random(p) >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller. */
static void make_noise(struct play *p)
{
    for (int i = 0; i < N_NOISE; i += 2) {
        double r = RESIDENCY_NOISE * sqrt(-2 * log(unit(p))), t = 2 * M_PI * unit(p);
        p->noise[i] = (float)(r * cos(t));
        p->noise[i + 1] = (float)(r * sin(t));
    }
}

/* ids[k]: the largest of log weight and noise. */
static void draw(struct play *p)
{
    int n = 0;
    uint64_t word = 0;
    for (int e = 0; e < p->n_expert; e++, word >>= 16) {
        if (e % 4 == 0)
            word = next_random(p);
        float x = p->log_weight[e] + p->noise[word & (N_NOISE - 1)];
        if (n == p->k && x <= p->best[n - 1])
            continue;
        int i = n < p->k ? n++ : n - 1;
        for (; i > 0 && x > p->best[i - 1]; i--) {
            p->best[i] = p->best[i - 1];
            p->ids[i] = p->ids[i - 1];
        }
        p->best[i] = x;
        p->ids[i] = e;
    }
}

static void leave(struct play *p, int id)
{
    p->n_there -= p->used[id] != 0;
    p->used[id] = 0;
}

static void drop_oldest(struct play *p)
{
    int oldest = -1;
    for (int i = 0; i < LAYERS * p->n_expert; i++)
        if (p->used[i] && (oldest < 0 || p->used[i] < p->used[oldest]))
            oldest = i;
    leave(p, oldest);
}

static void come_in(struct play *p, int id)
{
    if (p->n_there >= p->room)
        drop_oldest(p);
    p->n_there++;
    p->used[id] = p->now;
}

static void use(struct play *p, int id)
{
    int victim;
    p->n_uses++;
    if (p->used[id]) {
        p->n_found++;
        p->used[id] = p->now;
        cache_policy_found(p->policy, id);
        return;
    }
    cache_policy_lost(p->policy, id);
    if (!cache_policy_admit(p->policy, id, &victim))
        return;
    if (victim >= 0)
        leave(p, victim);
    come_in(p, id);
    p->n_let_in++;
}

static bool is_lost(void *ctx, int id)
{
    const struct play *p = ctx;
    return p->used[id] == 0;
}

static void play_token(struct play *p)
{
    for (int layer = 0; layer < LAYERS; layer++) {
        p->now++;
        draw(p);
        cache_policy_begin(p->policy);
        for (int i = 0; i < p->k; i++)
            cache_policy_use(p->policy, layer * p->n_expert + p->ids[i]);
        uint64_t n_missed = p->n_uses - p->n_found;
        for (int i = 0; i < p->k; i++)
            use(p, layer * p->n_expert + p->ids[i]);
        if (p->n_uses - p->n_found > n_missed)
            cache_policy_recheck(p->policy, is_lost, p);
    }
}

static void look(const struct play *p, double *keep)
{
    for (int i = 0; i < LAYERS * p->n_expert; i++)
        keep[i % p->n_expert] += p->used[i] ? 1.0 / (LAYERS * LOOKS) : 0;
}

static void play(struct play *p, struct plan_cache *out)
{
    int warm_up = HALF_LIVES * 8 * p->n_expert / p->k;
    for (int i = 0; i < (warm_up > MIN_WARM_UP ? warm_up : MIN_WARM_UP); i++)
        play_token(p);
    p->n_uses = p->n_found = p->n_let_in = 0;
    for (int i = 0; i < COUNTED; i++) {
        play_token(p);
        if ((i + 1) % (COUNTED / LOOKS) == 0)
            look(p, out->keep);
    }
    out->hit = (double)p->n_found / (double)p->n_uses;
    out->let_in = (double)p->n_let_in / (double)p->n_uses;
}

void plan_cache_play(double zipf, int n_expert, int k, double cached,
                     struct plan_cache *out)
{
    size_t n = (size_t)LAYERS * (size_t)n_expert;
    int room = (int)(cached * (double)n);
    for (int i = 0; i < n_expert; i++)
        out->keep[i] = room >= (int)n;
    out->hit = room >= (int)n;
    out->let_in = 0;
    if (room < 1 || room >= (int)n)
        return;
    struct play p = {.n_expert = n_expert,
                     .k = k,
                     .room = room,
                     .random = 0x9e3779b97f4a7c15ULL,
                     .noise = xcalloc(N_NOISE, sizeof(float)),
                     .log_weight = xcalloc((size_t)n_expert, sizeof(float)),
                     .ids = xcalloc((size_t)k, sizeof(int)),
                     .best = xcalloc((size_t)k, sizeof(float)),
                     .used = xcalloc(n, sizeof(uint64_t))};
    uint64_t bytes[LAYERS];
    for (int i = 0; i < LAYERS; i++)
        bytes[i] = 1;
    for (int i = 0; i < n_expert; i++)
        p.log_weight[i] = (float)(-zipf * log(i + 1));
    p.policy = cache_policy_create(LAYERS, n_expert, bytes);
    make_noise(&p);
    play(&p, out);
    cache_policy_destroy(p.policy);
    free(p.used);
    free(p.best);
    free(p.ids);
    free(p.log_weight);
    free(p.noise);
}
