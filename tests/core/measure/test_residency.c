#include "core/measure/residency.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    N = 256,
    K = 8,
    LAYERS = 4,
};

static double sum(const double *v, int n)
{
    double s = 0;
    for (int i = 0; i < n; i++)
        s += v[i];
    return s;
}

static void chances_sum_to_the_experts_of_a_token(void **state)
{
    double use[N];
    residency_chances(0, N, K, use);
    for (int i = 0; i < N; i++)
        assert_true(fabs(use[i] - (double)K / N) < 1e-12);
    for (int quarter = 1; quarter <= 16; quarter *= 2) {
        residency_chances(quarter / 4.0, N, K, use);
        assert_true(fabs(sum(use, N) - K) < 1e-9);
        for (int i = 0; i < N; i++)
            assert_true(use[i] > 0 && use[i] <= 1 && (!i || use[i] <= use[i - 1]));
    }
    residency_chances(1, 4, 4, use);
    for (int i = 0; i < 4; i++)
        assert_true(use[i] == 1);
}

static void tokens_use_more_experts_the_more_they_are(void **state)
{
    double use[N];
    residency_chances(0, N, K, use);
    assert_true(fabs(residency_distinct(use, N, 1) - K) < 1e-9);
    assert_true(fabs(residency_distinct(use, N, 2) - (2 * K - (double)K * K / N)) < 1e-9);
    assert_true(fabs(residency_distinct(use, N, 1e6) - N) < 1e-9);
    assert_true(residency_distinct(use, N, 0) == 0);
    double skewed[N];
    residency_chances(0.8, N, K, skewed);
    assert_true(residency_distinct(skewed, N, 64) < residency_distinct(use, N, 64));
}

static void the_cache_is_full(void **state)
{
    double use[N], keep[N];
    for (int fifth = 0; fifth < 10; fifth += 2) {
        residency_chances(fifth / 5.0, N, K, use);
        for (int capacity = 1; capacity < N; capacity += 17)
            for (int one_in = 1; one_in <= 16; one_in *= 4) {
                residency_kept(use, N, capacity, 1.0 / one_in, keep);
                assert_true(fabs(sum(keep, N) - capacity) < 1e-6);
                for (int i = 1; i < N; i++)
                    assert_true(keep[i] >= 0 && keep[i] <= keep[i - 1] + 1e-12);
            }
    }
    residency_kept(use, N, 0, 1, keep);
    assert_true(sum(keep, N) == 0);
    residency_kept(use, N, N, 1, keep);
    assert_true(sum(keep, N) == N);
}

static double hit(double zipf, double n_tok, double capacity, double admit)
{
    double use[N], keep[N];
    residency_chances(zipf, N, K, use);
    residency_kept(use, N, capacity, admit, keep);
    return residency_hit(use, keep, N, n_tok);
}

static void the_corners_of_the_hit_rate(void **state)
{
    assert_true(hit(0.8, 1, N, 1) == 1 && hit(0.8, 256, N, 1) == 1);
    assert_true(hit(0.8, 1, 0, 1) == 0 && hit(0.8, 256, 0, 1) == 0);
    /* Uniform routing: whatever is cached is as good as anything else. */
    for (int capacity = 32; capacity < N; capacity += 32)
        for (int one_in = 1; one_in <= 16; one_in *= 4)
            assert_true(fabs(hit(0, 1, capacity, 1.0 / one_in) - (double)capacity / N) <
                        1e-9);
    /* Fewer that come in: those used most stay. A long chunk wants the others, too. */
    assert_true(hit(0.8, 1, N / 3.0, 0.125) > hit(0.8, 1, N / 3.0, 1) + 0.01);
    assert_true(hit(0.8, 64, N / 3.0, 0.125) < hit(0.8, 1, N / 3.0, 0.125));
}

/* ---- against a simulation: the exact LRU list, exponential clocks ---- */

static uint64_t seed = 0x9e3779b97f4a7c15ULL;

static double unit(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return ((double)((seed * 0x2545f4914f6cdd1dULL) >> 11) + 0.5) * 0x1p-53;
}

/* The K first clocks of N: ids[K]. */
static void draw(double zipf, int *ids)
{
    double best[K];
    int have = 0;
    for (int e = 0; e < N; e++) {
        double t = -log(unit()) * pow(e + 1, zipf);
        if (have == K && t >= best[K - 1])
            continue;
        int i = have < K ? have++ : K - 1;
        for (; i > 0 && t < best[i - 1]; i--) {
            best[i] = best[i - 1];
            ids[i] = ids[i - 1];
        }
        best[i] = t;
        ids[i] = e;
    }
}

/* Time of the last use of each that is cached, 0 else. */
static long cached[LAYERS * N];

static void drop_oldest(void)
{
    int oldest = -1;
    for (int i = 0; i < LAYERS * N; i++)
        if (cached[i] && (oldest < 0 || cached[i] < cached[oldest]))
            oldest = i;
    cached[oldest] = 0;
}

/* The share of uses that find their expert in a list of `capacity`; a miss comes in with
 * the chance `admit`. */
static double simulate(double zipf, int capacity, double admit, int n_tok)
{
    memset(cached, 0, sizeof(cached));
    long now = 0, found = 0, all = 0;
    int n = 0;
    for (int t = 0; t < n_tok; t++)
        for (int layer = 0; layer < LAYERS; layer++) {
            int ids[K];
            draw(zipf, ids);
            for (int i = 0; i < K; i++) {
                long *mine = &cached[layer * N + ids[i]];
                all += t > n_tok / 2;
                found += t > n_tok / 2 && *mine;
                if (!*mine && unit() >= admit)
                    continue;
                if (!*mine && ++n > capacity) {
                    drop_oldest();
                    n--;
                }
                *mine = ++now;
            }
        }
    return (double)found / (double)all;
}

static void it_agrees_with_a_simulated_list(void **state)
{
    static const double zipf[] = {0, 0.8, 1.2};
    for (int i = 0; i < 3; i++)
        for (int part = 2; part <= 6; part += 2)
            for (int one_in = 1; one_in <= 16; one_in *= 4) {
                double model = hit(zipf[i], 1, (double)N / part, 1.0 / one_in);
                double seen = simulate(zipf[i], LAYERS * N / part, 1.0 / one_in, 3000);
                /* The model's time is continuous, a list sees whole tokens. */
                if (fabs(model - seen) > 0.03)
                    fail_msg(
                        "zipf %g, 1/%d cached, 1 in %d comes in: model %.3f, seen %.3f",
                        zipf[i], part, one_in, model, seen);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_sum_to_the_experts_of_a_token),
        cmocka_unit_test(tokens_use_more_experts_the_more_they_are),
        cmocka_unit_test(the_cache_is_full),
        cmocka_unit_test(the_corners_of_the_hit_rate),
        cmocka_unit_test(it_agrees_with_a_simulated_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
