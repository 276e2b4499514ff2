#include "app/plan_cache.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/measure/residency.h"

enum {
    N = 256,
    K = 8
};

static double keep[N];

static struct plan_cache play(double zipf, double cached)
{
    struct plan_cache c = {.keep = keep};
    plan_cache_play(zipf, N, K, cached, &c);
    return c;
}

static double there(void)
{
    double n = 0;
    for (int i = 0; i < N; i++)
        n += keep[i];
    return n / N;
}

static void nothing_and_all_need_no_play(void **state)
{
    struct plan_cache c = play(0.8, 0);
    assert_true(c.hit == 0 && c.let_in == 0 && there() == 0);
    c = play(0.8, 1);
    assert_true(c.hit == 1 && c.let_in == 0 && there() == 1);
}

static void uniform_choices_find_what_share_is_there(void **state)
{
    for (int part = 2; part <= 8; part *= 2) {
        struct plan_cache c = play(0, 1.0 / part);
        assert_true(fabs(c.hit - 1.0 / part) < 0.02);
        assert_true(there() <= 1.0 / part + 1e-9 && there() > 0.95 / part);
        assert_true(c.let_in > 0 && c.let_in < 0.25 * (1 - c.hit));
    }
}

/* The best that can be kept is what is used most; the engine learns it by uses. */
static void skewed_choices_come_near_to_the_best(void **state)
{
    double use[N];
    for (int part = 3; part <= 6; part += 3) {
        residency_chances(0.7, N, K, use);
        double best = 0;
        for (int i = 0; i < N / part; i++)
            best += use[i] / K;
        struct plan_cache c = play(0.7, 1.0 / part);
        assert_true(c.hit < best + 0.01 && c.hit > best - 0.04);
        assert_true(fabs(residency_hit(use, keep, N, 1) - c.hit) < 0.02);
        assert_true(keep[0] > 0.9 && keep[N - 1] < 0.1);
    }
}

static void a_larger_cache_finds_more(void **state)
{
    double before = 0;
    for (int i = 1; i < 10; i++) {
        struct plan_cache c = play(0.8, 0.1 * i);
        assert_true(c.hit > before);
        before = c.hit;
    }
    assert_true(play(0.8, 0.1).hit == play(0.8, 0.1).hit);
}

static void few_experts_are_no_fault(void **state)
{
    double few[4];
    struct plan_cache c = {.keep = few};
    for (int k = 1; k <= 4; k++)
        for (int i = 0; i <= 8; i++) {
            plan_cache_play(0.5, 4, k, 0.125 * i, &c);
            assert_true(c.hit >= 0 && c.hit <= 1 && c.let_in >= 0 && c.let_in <= 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_all_need_no_play),
        cmocka_unit_test(uniform_choices_find_what_share_is_there),
        cmocka_unit_test(skewed_choices_come_near_to_the_best),
        cmocka_unit_test(a_larger_cache_finds_more),
        cmocka_unit_test(few_experts_are_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
