#include "core/measure/residency.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    N = 256,
    K = 8,
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

static void what_is_found_lies_between_nothing_and_all(void **state)
{
    double use[N], keep[N];
    residency_chances(0.8, N, K, use);
    for (int n_tok = 1; n_tok <= 256; n_tok *= 16) {
        for (int i = 0; i < N; i++)
            keep[i] = 0;
        assert_true(residency_hit(use, keep, N, n_tok) == 0);
        for (int i = 0; i < N; i++)
            keep[i] = 1;
        assert_true(fabs(residency_hit(use, keep, N, n_tok) - 1) < 1e-12);
    }
    /* The third that is used most is worth more to one token than to many. */
    for (int i = N / 3; i < N; i++)
        keep[i] = 0;
    assert_true(residency_hit(use, keep, N, 1) > 0.8);
    assert_true(residency_hit(use, keep, N, 256) < 0.6);
}

/* ---- against tokens that are drawn ---- */

static uint64_t seed = 0x9e3779b97f4a7c15ULL;

static double unit(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return ((double)((seed * 0x2545f4914f6cdd1dULL) >> 11) + 0.5) * 0x1p-53;
}

/* The K largest of log weight and normal noise. */
static void draw(double zipf, int *ids)
{
    double best[K];
    int have = 0;
    for (int e = 0; e < N; e++) {
        double noise = sqrt(-2 * log(unit())) * cos(2 * M_PI * unit());
        double x = RESIDENCY_NOISE * noise - zipf * log(e + 1);
        if (have == K && x <= best[K - 1])
            continue;
        int i = have < K ? have++ : K - 1;
        for (; i > 0 && x > best[i - 1]; i--) {
            best[i] = best[i - 1];
            ids[i] = ids[i - 1];
        }
        best[i] = x;
        ids[i] = e;
    }
}

static void chances_are_those_of_drawn_tokens(void **state)
{
    static const double zipf[] = {0, 0.5, 0.8, 1};
    enum {
        TOKENS = 4000
    };
    for (int z = 0; z < 4; z++) {
        double use[N], first = 0, quarter = 0, again = 0;
        bool before[N] = {false};
        residency_chances(zipf[z], N, K, use);
        for (int t = 0; t < TOKENS; t++) {
            int ids[K];
            bool now[N] = {false};
            draw(zipf[z], ids);
            for (int i = 0; i < K; i++) {
                first += ids[i] == 0;
                quarter += ids[i] < N / 4;
                again += before[ids[i]];
                now[ids[i]] = true;
            }
            memcpy(before, now, sizeof(before));
        }
        double pairs = 0;
        for (int i = 0; i < N; i++)
            pairs += use[i] * use[i];
        assert_true(fabs(first / TOKENS - use[0]) < 0.03);
        assert_true(fabs(quarter / TOKENS - sum(use, N / 4)) < 0.1);
        assert_true(fabs(again / TOKENS - pairs) < 0.1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_sum_to_the_experts_of_a_token),
        cmocka_unit_test(tokens_use_more_experts_the_more_they_are),
        cmocka_unit_test(what_is_found_lies_between_nothing_and_all),
        cmocka_unit_test(chances_are_those_of_drawn_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
