#include "core/stream/cache_policy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* A page cache of the test's own, which throws out at random when it is over its limit and
 * tells nobody. */

enum {
    N_LAYER = 4,
    N_EXPERT = 64,
    N = N_LAYER * N_EXPERT,
    USES = 8, /* of a request that may wait */
};

struct cache {
    bool resident[N], believed[N];
    int n, limit;
    int n_let_in, n_lost, n_asked[N];
    uint64_t random;
};

static uint64_t draw(struct cache *c)
{
    c->random ^= c->random >> 12;
    c->random ^= c->random << 25;
    c->random ^= c->random >> 27;
    return c->random * 0x2545f4914f6cdd1dULL >> 16;
}

static void evict(struct cache *c, int id)
{
    c->n -= c->resident[id];
    c->resident[id] = false;
}

static void fill(struct cache *c, int id)
{
    c->n += !c->resident[id];
    c->resident[id] = c->believed[id] = true;
    while (c->n > c->limit)
        evict(c, (int)(draw(c) % N));
}

/* Found gone. */
static bool is_lost(void *ctx, int id)
{
    struct cache *c = ctx;
    bool lost = c->believed[id] && !c->resident[id];
    c->believed[id] = c->resident[id];
    c->n_lost += lost;
    c->n_asked[id]++;
    return lost;
}

/* Experts of a layer are used by Zipf's law, `shift` says which are the popular ones. */
static double hit_rate(struct cache_policy *p, struct cache *c, int n_uses, double s,
                       int shift)
{
    double cdf[N_EXPERT], sum = 0;
    int n_hits = 0;
    for (int i = 0; i < N_EXPERT; i++)
        cdf[i] = sum += pow(i + 1, -s);
    for (int u = 0; u < n_uses; u++) {
        double x = (double)(draw(c) % 1000003) / 1000003 * sum;
        int e = 0;
        while (e < N_EXPERT - 1 && cdf[e] < x)
            e++;
        int id = u % N_LAYER * N_EXPERT + (e + shift) % N_EXPERT, victim;
        cache_policy_begin(p);
        cache_policy_use(p, id);
        if (c->resident[id]) {
            n_hits++;
            cache_policy_found(p, id);
            continue;
        }
        if (is_lost(c, id))
            cache_policy_lost(p, id);
        if (u % USES == 0)
            cache_policy_recheck(p, is_lost, c);
        if (!cache_policy_admit(p, id, &victim))
            continue;
        if (victim >= 0) {
            evict(c, victim);
            c->believed[victim] = false;
        }
        fill(c, id);
        c->n_let_in++;
    }
    return (double)n_hits / n_uses;
}

static struct cache_policy *make(void)
{
    const uint64_t bytes[N_LAYER] = {100, 100, 100, 100};
    return cache_policy_create(N_LAYER, N_EXPERT, bytes);
}

static void what_fits_is_let_in(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N, .random = 1};
    hit_rate(p, &c, 20000, 0, 0);
    assert_int_equal(c.n, N);
    assert_false(cache_policy_is_full(p));
    assert_true(hit_rate(p, &c, 1000, 0, 0) == 1);
    cache_policy_destroy(p);
}

static void a_full_cache_holds_what_is_used_most(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 4, .random = 2};
    hit_rate(p, &c, 50000, 1, 0);
    assert_true(cache_policy_is_full(p));
    /* The sixteen most popular of 64 have 71 % of the uses; random eviction alone keeps
     * about half of all uses. */
    double rate = hit_rate(p, &c, 20000, 1, 0);
    assert_true(rate > 0.64 && rate < 0.72);

    /* And when others become popular, it follows. */
    hit_rate(p, &c, 50000, 1, 32);
    assert_true(hit_rate(p, &c, 20000, 1, 32) > 0.64);
    cache_policy_destroy(p);
}

/* Every one that is let in costs a read: soon few are, where none is worth more than others,
 * although the cache is much smaller than what it seemed to hold at first. */
static void few_are_let_in_where_all_are_used_alike(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 6, .random = 5};
    hit_rate(p, &c, 12 * N, 0, 0);
    c.n_let_in = 0;
    double rate = hit_rate(p, &c, 40 * N, 0, 0);
    assert_in_range(c.n_let_in, 0, 40 * N / 10);
    assert_true(rate > 0.14);
    cache_policy_destroy(p);
}

static void memory_that_comes_back_is_used(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 8, .random = 3};
    hit_rate(p, &c, 30000, 0.7, 0);
    c.limit = N / 2;
    hit_rate(p, &c, 200000, 0.7, 0);
    assert_true(c.n > N * 3 / 8);
    cache_policy_destroy(p);
}

/* The kernel has next to nothing to reclaim, as far as the cache seemed to reach before: what
 * it reclaims is read again. */
static void a_full_cache_loses_little(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 4, .random = 6};
    hit_rate(p, &c, 20000, 0.7, 0);
    c.n_lost = 0;
    hit_rate(p, &c, 50000, 0.7, 0);
    assert_in_range(c.n_lost, 0, 50000 / 250);
    assert_in_range(c.n, N / 4 - 2, N / 4);
    cache_policy_destroy(p);
}

/* Others throw pages out, too, and at once more than a full cache would lose. */
static void a_loss_without_a_limit_is_made_up_for(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N, .random = 7};
    hit_rate(p, &c, 400, 0.7, 0);
    for (int id = 0; id < N; id++)
        if (draw(&c) % 2)
            evict(&c, id);
    hit_rate(p, &c, 2000, 0.7, 0);
    assert_true(cache_policy_is_full(p));
    hit_rate(p, &c, 40000, 0.7, 0);
    assert_true(c.n > N * 15 / 16);
    cache_policy_destroy(p);
}

static void what_the_request_uses_is_no_victim(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 8, .random = 4};
    hit_rate(p, &c, 50000, 0.7, 0);
    assert_true(cache_policy_is_full(p));
    for (int round = 0; round < 200; round++) {
        /* Nearly all experts of the first layer, one of which is wanted above all. */
        int victim, wanted = -1;
        cache_policy_begin(p);
        for (int id = round % 2; id < N_EXPERT; id++)
            cache_policy_use(p, id);
        for (int id = round % 2; id < N_EXPERT && wanted < 0; id++)
            if (!c.resident[id])
                wanted = id;
        for (int i = 0; i < 100; i++)
            cache_policy_use(p, wanted);
        cache_policy_lost(p, wanted);
        if (!cache_policy_admit(p, wanted, &victim) || victim < 0)
            continue;
        assert_false(victim >= round % 2 && victim < N_EXPERT);
    }
    /* And when all of them are used, none goes. */
    int victim;
    cache_policy_begin(p);
    for (int id = 0; id < N; id++)
        cache_policy_use(p, id);
    for (int id = 0; id < N; id++)
        if (cache_policy_admit(p, id, &victim))
            assert_int_equal(victim, -1);
    cache_policy_destroy(p);
}

static void nothing_is_let_in_twice(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    int victim = 0;
    cache_policy_use(p, 5);
    assert_true(cache_policy_admit(p, 5, &victim));
    assert_int_equal(victim, -1);
    assert_false(cache_policy_admit(p, 5, &victim));
    cache_policy_forget(p, 5);
    assert_true(cache_policy_admit(p, 5, &victim));
    cache_policy_destroy(p);
    cache_policy_destroy(NULL);
}

/* Also while some of it goes. */
static void a_round_asks_for_everything_once(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N, .random = 8};
    for (int id = 0; id < N; id++) {
        fill(&c, id);
        cache_policy_found(p, id);
    }
    for (int i = 0; i < N / 16; i++) { /* sixteen at a time */
        evict(&c, (int)(draw(&c) % N));
        evict(&c, (int)(draw(&c) % N));
        cache_policy_recheck(p, is_lost, &c);
    }
    assert_true(c.n_lost > 0);
    for (int id = 0; id < N; id++)
        assert_int_equal(c.n_asked[id], 1);
    cache_policy_destroy(p);
}

static bool all_lost(void *ctx, int id)
{
    int *n_asked = ctx;
    (void)id;
    ++*n_asked;
    return true;
}

static void an_empty_cache_fills_again(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    struct cache c = {.limit = N / 4, .random = 9};
    hit_rate(p, &c, 20000, 0.7, 0);
    assert_true(cache_policy_is_full(p));
    int n_asked = 0, before = -1;
    while (n_asked > before) {
        before = n_asked;
        cache_policy_recheck(p, all_lost, &n_asked);
    }
    assert_in_range(n_asked, N / 4 - 4, N / 4 + 4);
    for (int id = 0; id < N; id++) {
        evict(&c, id);
        c.believed[id] = false;
    }
    hit_rate(p, &c, 50000, 0.7, 0);
    assert_in_range(c.n, N / 4 - 4, N / 4);
    cache_policy_destroy(p);
}

/* Of a cache that others filled little is known at first. */
static void what_is_found_has_room(void **state)
{
    (void)state;
    struct cache_policy *p = make();
    int victim, n_asked = 0;
    for (int id = 0; id < 20; id++)
        cache_policy_found(p, id);
    for (int i = 0; i < 1000 && !cache_policy_is_full(p); i++) {
        cache_policy_recheck(p, all_lost, &n_asked);
        for (int id = 0; id < 20; id++)
            cache_policy_found(p, id);
    }
    assert_true(cache_policy_is_full(p));
    for (int id = 0; id < N / 2; id++)
        cache_policy_found(p, id);
    for (int id = N - 2; id < N; id++)
        for (int i = 0; i < 9; i++)
            cache_policy_use(p, id);
    cache_policy_forget(p, 3);
    assert_true(cache_policy_admit(p, N - 1, &victim));
    assert_int_equal(victim, -1);
    /* What is lost leaves no room. */
    cache_policy_lost(p, 4);
    assert_true(cache_policy_admit(p, N - 2, &victim));
    assert_true(victim >= 0);
    cache_policy_destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_let_in),
        cmocka_unit_test(a_full_cache_holds_what_is_used_most),
        cmocka_unit_test(few_are_let_in_where_all_are_used_alike),
        cmocka_unit_test(memory_that_comes_back_is_used),
        cmocka_unit_test(a_full_cache_loses_little),
        cmocka_unit_test(a_loss_without_a_limit_is_made_up_for),
        cmocka_unit_test(a_round_asks_for_everything_once),
        cmocka_unit_test(an_empty_cache_fills_again),
        cmocka_unit_test(what_is_found_has_room),
        cmocka_unit_test(what_the_request_uses_is_no_victim),
        cmocka_unit_test(nothing_is_let_in_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
