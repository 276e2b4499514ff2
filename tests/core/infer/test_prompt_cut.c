#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/kernel/kernel.h"
#include "core/model/synth.h"
#include "tests/core/infer/fixture.h"
#include "tests/core/model/model_files.h"

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

/* Rows of 16 and 8 groups, and no layer that is recurrent. */
static struct pack *open_wide(const char *dir, int bits)
{
    struct synth_params params = {.shape = "wide",
                                  .expert_bits = bits,
                                  .dense_bits = bits == 4 ? 4 : 8,
                                  .head_bits = 4};
    struct model_config *c = &params.config;
    struct error err = {0};
    if (!synth_shape("35b-a3b", 2, 8, c, &err))
        fail_msg("%s", err.msg);
    c->layer[0] = c->layer[1] = LAYER_FULL;
    c->hidden = 1024;
    c->n_vocab = 600;
    c->n_head = 4;
    c->n_kv_head = 2;
    c->head_dim = 128;
    c->rotary_dim = 32;
    c->n_expert_used = 2;
    char *path = xasprintf("%s/q%d", dir, bits);
    struct pack *pack = synth_write(&params, path, &err) ? pack_open(path, &err) : NULL;
    if (!pack)
        fail_msg("%s", err.msg);
    free(path);
    return pack;
}

/* One token as part of an answer comes near it: it may be added up in another order. */
static void check_chosen(const struct fixture *f, const char *kernel, const int32_t *ids,
                         const float *want)
{
    struct error err = {0};
    struct session *s = open_session(f, kernel);
    fixture_run(s, ids, N_IDS - 1, NULL);
    struct session_run run = {.ids = ids + N_IDS - 1, .n = 1, .chosen = true};
    if (!session_run(s, &run, &err))
        fail_msg("%s", err.msg);
    float largest = 0;
    for (int i = 0; i < f->pack->config.n_vocab; i++)
        largest = fabsf(want[i]) > largest ? fabsf(want[i]) : largest;
    for (int i = 0; i < f->pack->config.n_vocab; i++)
        if (!(fabsf(session_logits(s)[i] - want[i]) <= 0.02F * largest))
            fail_msg("%s: logit %d is %g instead of %g", kernel, i,
                     (double)session_logits(s)[i], (double)want[i]);
    session_destroy(s);
}

/* Wide rows of one token have kernels of their own, which are for answers. */
static void wide_rows_are_read_alike_however_a_prompt_is_cut(void **state)
{
    (void)state;
    static const size_t cuts[][2] = {{1, 2}, {20, 21}, {39, 39}};
    int32_t ids[N_IDS];
    for (int i = 0; i < N_IDS; i++)
        ids[i] = i * 37 % 600;
    char *dir = folder_make();
    for (int bits = 4; bits <= 8; bits += 2) {
        struct fixture f = {.pack = open_wide(dir, bits)};
        size_t bytes = (size_t)f.pack->config.n_vocab * sizeof(float);
        for (const char *const *k = kernels_names(); *k; k++) {
            if (strcmp(*k, "scalar") == 0)
                continue; /* slow, and has none */
            float *whole = read_cut(&f, *k, ids, 0, 0);
            for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
                float *cut = read_cut(&f, *k, ids, cuts[i][0], cuts[i][1]);
                if (memcmp(cut, whole, bytes) != 0)
                    fail_msg("%s, %d bits: cut at %zu and %zu the logits differ", *k,
                             bits, cuts[i][0], cuts[i][1]);
                free(cut);
            }
            check_chosen(&f, *k, ids, whole);
            free(whole);
        }
        pack_close(f.pack);
    }
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prompt_is_read_alike_however_it_is_cut),
        cmocka_unit_test(wide_rows_are_read_alike_however_a_prompt_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
