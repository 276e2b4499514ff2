#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fixture.h"

/* Every fixture at full precision against the logits of the public reference, with every
 * set of kernels that this machine has. */

static const double tolerance = 1e-3;

struct golden {
    int32_t *prompt, *greedy, *argmax;
    size_t n_prompt, n_greedy, n_argmax;
    const json_t *gap;
    struct npy logits; /* of the last rows */
};

static void golden_load(const struct fixture *f, const char *name, struct golden *g)
{
    const json_t *c = fixture_case(f, name);
    g->prompt = fixture_ids(json_object_get(c, "prompt"), &g->n_prompt);
    g->greedy = fixture_ids(json_object_get(c, "greedy"), &g->n_greedy);
    g->argmax = fixture_ids(json_object_get(c, "argmax"), &g->n_argmax);
    g->gap = json_object_get(c, "greedy_gap");
    assert_int_equal(g->n_argmax, g->n_prompt);

    struct error err = {0};
    char *file = xasprintf("logits_%s.npy", name);
    char *path = fixture_file(f, file);
    if (!npy_read(path, 1 << 24, &g->logits, &err))
        fail_msg("%s", err.msg);
    free(path);
    free(file);
}

static void golden_finish(struct golden *g)
{
    free(g->prompt);
    free(g->greedy);
    free(g->argmax);
    npy_finish(&g->logits);
}

static int32_t argmax(const float *x, int n)
{
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (x[i] > x[best])
            best = i;
    return best;
}

/* The argmax of a near tie may be either. */
static bool is_tie(const float *x, int32_t a, int32_t b)
{
    return fabsf(x[a] - x[b]) < (float)tolerance;
}

static double check_prompt(struct session *s, const struct golden *g, int n_vocab)
{
    float *logits = xcalloc(g->n_prompt * (size_t)n_vocab, sizeof(float));
    fixture_run(s, g->prompt, g->n_prompt, logits);
    double worst = 0;
    size_t first = g->n_prompt - g->logits.n_rows;
    for (size_t r = 0; r < g->logits.n_rows; r++)
        for (int i = 0; i < n_vocab; i++) {
            double d = fabs((double)logits[(first + r) * (size_t)n_vocab + (size_t)i] -
                            npy_at(&g->logits, r, (size_t)i));
            if (!(d <= worst))
                worst = d;
        }
    for (size_t t = 0; t < g->n_prompt; t++) {
        const float *row = logits + t * (size_t)n_vocab;
        int32_t id = argmax(row, n_vocab);
        if (id != g->argmax[t] && !is_tie(row, id, g->argmax[t]))
            fail_msg("argmax at position %zu is %d, not %d", t, id, g->argmax[t]);
    }
    free(logits);
    return worst;
}

static void check_greedy(struct session *s, const struct golden *g, int n_vocab)
{
    struct error err = {0};
    for (size_t i = 0; i < g->n_greedy; i++) {
        if (json_real_value(json_array_get(g->gap, i)) < tolerance)
            return;
        int32_t id = argmax(session_logits(s), n_vocab);
        if (id != g->greedy[i])
            fail_msg("greedy step %zu is %d, not %d", i, id, g->greedy[i]);
        if (!session_decode(s, id, NULL, &err))
            fail_msg("%s", err.msg);
    }
}

static void check_fixture(const char *name)
{
    struct fixture f;
    fixture_open(&f, name, 16, 16);
    static const char *const cases[] = {"short", "long"};
    for (size_t c = 0; c < 2; c++) {
        struct golden g;
        golden_load(&f, cases[c], &g);
        assert_int_equal(g.logits.n_cols, f.pack->config.n_vocab);
        for (const char *const *k = kernels_names(); *k; k++) {
            struct session_params p = fixture_params();
            p.kernel = *k;
            struct session *s = fixture_session(&f, &p);
            assert_string_equal(session_kernel(s), *k);
            double worst = check_prompt(s, &g, f.pack->config.n_vocab);
            print_message("%s %s %s: largest difference %.2g\n", name, cases[c], *k,
                          worst);
            if (!(worst <= tolerance))
                fail_msg("%s %s with %s: logits differ by %g", name, cases[c], *k, worst);
            check_greedy(s, &g, f.pack->config.n_vocab);
            session_destroy(s);
        }
        golden_finish(&g);
    }
    fixture_close(&f);
}

static void logits_and_greedy_ids_are_those_of_the_reference(void **state)
{
    (void)state;
    for (const char *const *name = fixture_names; *name; name++)
        check_fixture(*name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logits_and_greedy_ids_are_those_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
