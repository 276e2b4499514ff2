#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fixture.h"

/* What is read does not depend on where it is cut: after an edit a prompt goes on from another
 * place than before, and beside others it is read in shorter pieces. With the kernels and the
 * rounding that the program uses, to the last bit where no layer is recurrent: a recurrence is
 * as exact in every piece, but adds up in another order. */

enum {
    N_IDS = 40
};

static struct session *open_session(const struct fixture *f, const char *kernel)
{
    struct session_params p = fixture_params();
    p.kernel = kernel;
    p.f32_activations = false;
    p.kv = KV_CHOICE_F16;
    return fixture_session(f, &p);
}

/* The logits of the last of the ids, read in three runs that end at a, b and the end. */
static float *read_cut(const struct fixture *f, const char *kernel, const int32_t *ids,
                       size_t a, size_t b)
{
    size_t n_vocab = (size_t)f->pack->config.n_vocab;
    const size_t ends[] = {a, b, N_IDS};
    struct session *s = open_session(f, kernel);
    for (size_t i = 0, at = 0; i < 3; at = ends[i++])
        if (ends[i] > at)
            fixture_run(s, ids + at, ends[i] - at, NULL);
    float *logits = xcalloc(n_vocab, sizeof(*logits));
    memcpy(logits, session_logits(s), n_vocab * sizeof(*logits));
    session_destroy(s);
    return logits;
}

static void a_prompt_is_read_alike_however_it_is_cut(void **state)
{
    (void)state;
    static const size_t cuts[][2] = {{1, 2},   {7, 8},   {16, 17}, {20, 21},
                                     {38, 39}, {39, 39}, {3, 30},  {9, 26}};
    struct fixture f;
    size_t n;
    fixture_open(&f, "qwen3_moe", 4, 4);
    int32_t *ids = fixture_ids(json_object_get(fixture_case(&f, "long"), "prompt"), &n);
    assert_true(n >= N_IDS);
    size_t bytes = (size_t)f.pack->config.n_vocab * sizeof(float);
    for (const char *const *k = kernels_names(); *k; k++) {
        float *whole = read_cut(&f, *k, ids, 0, 0);
        for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
            float *cut = read_cut(&f, *k, ids, cuts[i][0], cuts[i][1]);
            if (memcmp(cut, whole, bytes) != 0)
                fail_msg("%s: cut at %zu and %zu the logits differ", *k, cuts[i][0],
                         cuts[i][1]);
            free(cut);
        }
        free(whole);
    }
    free(ids);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prompt_is_read_alike_however_it_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
