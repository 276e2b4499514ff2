#include "core/infer/sampler.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    N = 8,
    DRAWS = 40000,
};

/* The one thing that a sampler asks of a tokenizer. */
struct tokenizer {
    bool used[N];
};

bool tokenizer_id_used(const struct tokenizer *t, int32_t id)
{
    return t->used[id];
}

static struct sample_params plain(void)
{
    struct sample_params p;
    sample_params_default(&p);
    p.seed = 12345;
    return p;
}

/* Draw many times and compare with the probabilities by chi-square. The penalties do not
 * take part, since all are off. */
static void check_distribution(const struct sample_params *p, const float *logits,
                               const double *want)
{
    int counts[N] = {0};
    struct sampler *s = sampler_create(p, N, NULL);
    for (int i = 0; i < DRAWS; i++) {
        int32_t id = sampler_next(s, logits);
        assert_in_range(id, 0, N - 1);
        counts[id]++;
    }
    sampler_destroy(s);
    double chi = 0;
    for (int i = 0; i < N; i++) {
        double expected = want[i] * DRAWS;
        if (expected == 0)
            assert_int_equal(counts[i], 0);
        else
            chi += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    /* 7 degrees of freedom: beyond 24.3 with a chance of 0.001; the seed is fixed. */
    if (chi > 24.3)
        fail_msg("chi-square %g", chi);
}

static const float some[N] = {1.0f, 0.5f, 3.0f, -2.0f, 2.5f, 0.0f, -30.0f, 2.5f};

static void probabilities(const float *logits, double temperature, const bool *keep,
                          double *out)
{
    double sum = 0;
    for (int i = 0; i < N; i++) {
        out[i] = keep && !keep[i] ? 0 : exp((double)logits[i] / temperature);
        sum += out[i];
    }
    for (int i = 0; i < N; i++)
        out[i] /= sum;
    out[6] = out[6] < 1e-6 ? 0 : out[6]; /* too rare to be seen */
}

static void draws_follow_softmax_and_temperature(void **state)
{
    (void)state;
    static const float temperatures[] = {1.0f, 0.5f, 2.0f};
    for (int i = 0; i < 3; i++) {
        struct sample_params p = plain();
        double want[N];
        p.temperature = temperatures[i];
        probabilities(some, (double)p.temperature, NULL, want);
        check_distribution(&p, some, want);
        /* The path that orders candidates must agree with the one that does not. */
        p.top_k = N;
        check_distribution(&p, some, want);
        p.top_k = 0;
        p.min_p = 1e-9f;
        check_distribution(&p, some, want);
    }
}

static void top_k_keeps_the_k_largest(void **state)
{
    (void)state;
    struct sample_params p = plain();
    double want[N];
    p.top_k = 4;
    probabilities(some, 1,
                  (const bool[N]){[0] = true, [2] = true, [4] = true, [7] = true}, want);
    check_distribution(&p, some, want);
    /* Of two equals at the border the lower id stays. */
    p.top_k = 2;
    probabilities(some, 1, (const bool[N]){[2] = true, [4] = true}, want);
    check_distribution(&p, some, want);
    p.top_k = 1;
    probabilities(some, 1, (const bool[N]){[2] = true}, want);
    check_distribution(&p, some, want);
    p.top_k = 1000000;
    probabilities(some, 1, NULL, want);
    check_distribution(&p, some, want);
}

/* Which of a large vocabulary with many equals come out when all that are kept are alike. */
static void top_k_of_many_keeps_exactly_those(void **state)
{
    (void)state;
    enum {
        MANY = 5000,
        LEVELS = 700,
    };
    static float logits[MANY];
    uint32_t z = 1;
    for (int i = 0; i < MANY; i++) {
        z = z * 1664525u + 1013904223u;
        logits[i] = z >> 28 == 0 ? -INFINITY : (float)((z >> 12) % LEVELS);
    }
    static const int tops[] = {1, 2, 20, 255, 256, 257, 400};
    for (size_t t = 0; t < sizeof(tops) / sizeof(*tops); t++) {
        struct sample_params p = plain();
        p.top_k = tops[t];
        p.temperature = 1e6f;
        struct sampler *s = sampler_create(&p, MANY, NULL);
        static bool drawn[MANY];
        memset(drawn, 0, sizeof(drawn));
        for (int i = 0; i < tops[t] * 25; i++)
            drawn[sampler_next(s, logits)] = true;
        sampler_destroy(s);
        for (int i = 0; i < MANY; i++) {
            int n_before = 0;
            for (int j = 0; j < MANY; j++)
                n_before += logits[j] > logits[i] || (logits[j] == logits[i] && j < i);
            assert_int_equal(drawn[i], isfinite(logits[i]) && n_before < tops[t]);
        }
    }
}

static void top_p_keeps_the_smallest_set_that_reaches_it(void **state)
{
    (void)state;
    /* 0.5, 0.25, 0.125, ... */
    float logits[N];
    for (int i = 0; i < N; i++)
        logits[i] = -(float)i * logf(2);
    struct sample_params p = plain();
    double want[N];
    p.top_p = 0.45f;
    probabilities(logits, 1, (const bool[N]){[0] = true}, want);
    check_distribution(&p, logits, want);
    p.top_p = 0.6f;
    probabilities(logits, 1, (const bool[N]){[0] = true, [1] = true}, want);
    check_distribution(&p, logits, want);
    p.top_p = 1e-20f;
    probabilities(logits, 1, (const bool[N]){[0] = true}, want);
    check_distribution(&p, logits, want);
    /* After top-k the mass is that of the two: 2/3 and 1/3. */
    p.top_k = 2;
    p.top_p = 0.66f;
    probabilities(logits, 1, (const bool[N]){[0] = true}, want);
    check_distribution(&p, logits, want);
    p.top_p = 0.68f;
    probabilities(logits, 1, (const bool[N]){[0] = true, [1] = true}, want);
    check_distribution(&p, logits, want);
}

static void min_p_is_relative_to_the_likeliest(void **state)
{
    (void)state;
    float logits[N];
    for (int i = 0; i < N; i++)
        logits[i] = -(float)i * logf(2);
    struct sample_params p = plain();
    double want[N];
    p.min_p = 0.2f;
    probabilities(logits, 1, (const bool[N]){[0] = true, [1] = true, [2] = true}, want);
    check_distribution(&p, logits, want);
    p.min_p = 1.0f;
    probabilities(logits, 1, (const bool[N]){[0] = true}, want);
    check_distribution(&p, logits, want);
}

static void temperature_zero_takes_the_largest_lowest_id_first(void **state)
{
    (void)state;
    struct sample_params p = plain();
    p.temperature = 0;
    p.top_k = 3;
    p.top_p = 0.1f;
    struct sampler *s = sampler_create(&p, N, NULL);
    float ties[N] = {1, 5, 2, 5, 5, 0, 0, 0};
    for (int i = 0; i < 10; i++) {
        assert_int_equal(sampler_next(s, some), 2);
        assert_int_equal(sampler_next(s, ties), 1);
    }
    sampler_destroy(s);
}

static void the_same_seed_gives_the_same_tokens(void **state)
{
    (void)state;
    struct sample_params p = plain();
    int32_t a[100], b[100], c[100];
    int32_t *const runs[] = {a, b, c};
    for (int r = 0; r < 3; r++) {
        p.seed = r == 2 ? 99 : 12345;
        struct sampler *s = sampler_create(&p, N, NULL);
        assert_int_equal(sampler_seed(s), p.seed);
        for (int i = 0; i < 100; i++)
            runs[r][i] = sampler_next(s, some);
        sampler_destroy(s);
    }
    assert_memory_equal(a, b, sizeof(a));
    assert_true(memcmp(a, c, sizeof(a)) != 0);

    p.seed = 0;
    struct sampler *s = sampler_create(&p, N, NULL);
    struct sampler *t = sampler_create(&p, N, NULL);
    assert_true(sampler_seed(s) != 0 && sampler_seed(s) != sampler_seed(t));
    sampler_destroy(s);
    sampler_destroy(t);
}

static void penalties_count_what_was_chosen(void **state)
{
    (void)state;
    float logits[N] = {2.0f, 1.9f, 1.0f, 0.1f, -1, -1, -1, -1};
    struct sample_params p = plain();
    p.temperature = 0;

    p.presence_penalty = 0.5f; /* 0 falls to 1.5 once and for all, 1 to 1.4 */
    struct sampler *s = sampler_create(&p, N, NULL);
    static const int32_t presence[] = {0, 1, 0, 0, 0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(sampler_next(s, logits), presence[i]);
    sampler_destroy(s);

    p.presence_penalty = 0;
    p.frequency_penalty = 0.3f;
    s = sampler_create(&p, N, NULL);
    static const int32_t frequency[] = {0, 1, 0, 1, 0, 1};
    for (int i = 0; i < 6; i++)
        assert_int_equal(sampler_next(s, logits), frequency[i]);
    sampler_destroy(s);

    p.frequency_penalty = 0;
    p.repetition_penalty = 2.5f; /* 0.8, 0.76, then 2 with 1.0 -> 0.4, then 0 for ever */
    s = sampler_create(&p, N, NULL);
    static const int32_t repetition[] = {0, 1, 2, 0, 0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(sampler_next(s, logits), repetition[i]);
    sampler_destroy(s);

    /* A negative logit is multiplied: it must not become likelier. */
    float negative[N] = {-1.0f, -1.5f, -9, -9, -9, -9, -9, -9};
    s = sampler_create(&p, N, NULL);
    assert_int_equal(sampler_next(s, negative), 0);
    assert_int_equal(sampler_next(s, negative), 1);
    sampler_destroy(s);
}

static void what_is_no_number_is_never_chosen(void **state)
{
    (void)state;
    float logits[N] = {NAN, INFINITY, 1.0f, -INFINITY, NAN, 0.5f, -NAN, INFINITY};
    struct sample_params variants[3] = {plain(), plain(), plain()};
    variants[0].temperature = 0;
    variants[1].top_k = 5;
    for (int v = 0; v < 3; v++) {
        struct sampler *s = sampler_create(&variants[v], N, NULL);
        for (int i = 0; i < 200; i++) {
            int32_t id = sampler_next(s, logits);
            assert_true(id == 2 || (v > 0 && id == 5));
        }
        float none[N];
        for (int i = 0; i < N; i++)
            none[i] = i % 2 ? NAN : -INFINITY;
        assert_int_equal(sampler_next(s, none), -1);
        sampler_destroy(s);
    }
}

static void extreme_logits_and_temperatures_are_safe(void **state)
{
    (void)state;
    float logits[N] = {3e38f, -3e38f, 3.1e38f, 0, 0, 0, 0, 0};
    static const float temperatures[] = {1e-30f, 1.0f, 100.0f};
    for (int t = 0; t < 3; t++)
        for (int cut = 0; cut < 2; cut++) {
            struct sample_params p = plain();
            p.temperature = temperatures[t];
            p.top_p = cut ? 0.9f : 1;
            struct sampler *s = sampler_create(&p, N, NULL);
            for (int i = 0; i < 100; i++)
                assert_int_equal(sampler_next(s, logits), 2);
            sampler_destroy(s);
        }
}

static void unused_vocabulary_rows_are_never_chosen(void **state)
{
    (void)state;
    /* The likeliest row has no token. */
    struct tokenizer tok = {.used = {true, true, false, true, true, true, true, false}};
    struct sample_params variants[3] = {plain(), plain(), plain()};
    variants[0].temperature = 0;
    variants[1].top_k = 3;
    for (int v = 0; v < 3; v++) {
        struct sampler *s = sampler_create(&variants[v], N, &tok);
        for (int i = 0; i < 300; i++) {
            int32_t id = sampler_next(s, some);
            assert_true(id >= 0 && tok.used[id]);
            if (v == 0)
                assert_int_equal(id, 4);
        }
        sampler_destroy(s);
    }
}

enum {
    MANY = 600,
    FEW = 40,
};

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return candidate_before(*x, *y) ? -1 : candidate_before(*y, *x);
}

/* The FEW first of the finite ones, shuffled, with somebody missing at both ends. */
static struct likely_tokens first_of(const float *logits, struct candidate all[MANY + 1])
{
    size_t n = 0;
    for (int32_t i = 0; i < MANY; i++)
        if (isfinite(logits[i]))
            all[n++] = (struct candidate){logits[i], i};
    qsort(all, n, sizeof(*all), by_place);
    struct likely_tokens few = {.c = all, .n = n < FEW ? n : FEW, .bound = {0, -1}};
    if (few.n < n)
        few.bound = all[few.n - 1];
    for (size_t i = 0; i < few.n; i += 3) {
        struct candidate c = all[i];
        all[i] = all[few.n - 1 - i / 2];
        all[few.n - 1 - i / 2] = c;
    }
    all[few.n++] = (struct candidate){0, -1};
    return few;
}

/* Quarters: many are equal. */
static void fill_logits(float logits[MANY], int step)
{
    uint32_t x = (uint32_t)step * 2654435761u + 1;
    for (int i = 0; i < MANY; i++) {
        x = x * 1664525 + 1013904223;
        logits[i] = (float)(int)(x >> 25) / 4 - 16;
        if (x >> 8 & 1 && i % 17 == 0)
            logits[i] = i % 2 ? NAN : i % 4 ? INFINITY : -INFINITY;
        if (step % 5 == 4 && i % 40 != 0) /* few are finite */
            logits[i] = -INFINITY;
    }
}

/* How often the few were enough. */
static int check_few(struct sample_params p)
{
    struct sampler *a = sampler_create(&p, MANY, NULL),
                   *b = sampler_create(&p, MANY, NULL);
    static float logits[MANY];
    static struct candidate all[MANY + 1];
    int enough = 0;
    for (int step = 0; step < 300; step++) {
        fill_logits(logits, step);
        struct likely_tokens few = first_of(logits, all);
        int32_t want = sampler_next(a, logits), id = sampler_next_of(b, &few);
        enough += id != SAMPLER_NEEDS_ALL;
        if (id == SAMPLER_NEEDS_ALL)
            id = sampler_next(b, logits);
        assert_int_equal(id, want);
    }
    sampler_destroy(a);
    sampler_destroy(b);
    return enough;
}

static void the_likeliest_alone_give_the_same_choices(void **state)
{
    (void)state;
    struct sample_params p = plain();
    assert_int_equal(check_few(p), 0); /* everybody may be drawn */
    p.top_k = 20;
    assert_int_equal(check_few(p), 300);
    p.top_p = 0.9f;
    p.min_p = 0.01f;
    p.temperature = 0.7f;
    assert_int_equal(check_few(p), 300);
    p.repetition_penalty = 1.3f;
    p.presence_penalty = 1.5f;
    p.frequency_penalty = 0.2f;
    assert_in_range(check_few(p), 1, 299); /* sometimes too few are left */
    p.presence_penalty = -1;
    assert_int_equal(check_few(p), 0);
    p = plain();
    p.temperature = 0;
    assert_int_equal(check_few(p), 300);
    p.top_k = 100; /* enough only where all that are finite are there */
    p.temperature = 1;
    assert_int_equal(check_few(p), 60);
}

static void candidates_without_a_token_are_never_chosen(void **state)
{
    (void)state;
    struct tokenizer tok = {.used = {true, true, false, true, true, true, true, false}};
    struct sample_params p = plain();
    p.temperature = 0;
    const struct candidate c[] = {{3, 2}, {2.5f, 7}, {2.5f, 4}};
    struct sampler *s = sampler_create(&p, N, &tok);
    struct likely_tokens few = {c, 3, {2.5f, 7}};
    assert_int_equal(sampler_next_of(s, &few), 4);
    few.n = 2; /* an unused one is all that is left */
    few.bound = c[1];
    assert_int_equal(sampler_next_of(s, &few), SAMPLER_NEEDS_ALL);
    few.bound.id = -1;
    assert_int_equal(sampler_next_of(s, &few), -1);
    sampler_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_follow_softmax_and_temperature),
        cmocka_unit_test(top_k_keeps_the_k_largest),
        cmocka_unit_test(top_k_of_many_keeps_exactly_those),
        cmocka_unit_test(top_p_keeps_the_smallest_set_that_reaches_it),
        cmocka_unit_test(min_p_is_relative_to_the_likeliest),
        cmocka_unit_test(temperature_zero_takes_the_largest_lowest_id_first),
        cmocka_unit_test(the_same_seed_gives_the_same_tokens),
        cmocka_unit_test(penalties_count_what_was_chosen),
        cmocka_unit_test(what_is_no_number_is_never_chosen),
        cmocka_unit_test(extreme_logits_and_temperatures_are_safe),
        cmocka_unit_test(unused_vocabulary_rows_are_never_chosen),
        cmocka_unit_test(the_likeliest_alone_give_the_same_choices),
        cmocka_unit_test(candidates_without_a_token_are_never_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
