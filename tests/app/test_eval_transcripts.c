#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/exit.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/run_eval.h"
#include "tests/core/infer/fixture.h"

/* For developers who have the unquantised demonstration checkpoint: with FLASHMOE_DEMO_HF
 * naming its folder, all transcripts beside that folder are reproduced by the exact
 * kernels, id by id. Where the two likeliest tokens lie within `tie` either is right, and
 * the transcript is not followed any further. */

static const double tie = 1e-3;

static double gap_at(const char *pack, const json_t *prompt, const json_t *greedy,
                     size_t n, const char *file)
{
    struct error err = {0};
    json_t *ids = json_copy((json_t *)prompt);
    for (size_t i = 0; i < n; i++)
        json_array_append(ids, json_array_get(greedy, i));
    json_t *o = json_pack("{s:o}", "prompt", ids);
    char *text = json_dumps(o, JSON_COMPACT);
    assert_true(file_write_atomic(file, text, strlen(text), 0600, &err));
    free(text);
    json_decref(o);
    char *args = xasprintf("'%s' --ids '%s'", pack, file);
    assert_int_equal(run_eval(args, &o, NULL), EXIT_OK);
    free(args);
    const json_t *values = json_array_get(json_object_get(o, "top"), 1);
    double gap = json_real_value(json_array_get(values, 0)) -
                 json_real_value(json_array_get(values, 1));
    json_decref(o);
    return gap;
}

static void check_transcript(const struct fixture *f, size_t i, const json_t *t)
{
    struct error err = {0};
    const json_t *prompt = json_object_get(t, "prompt_ids");
    const json_t *want = json_object_get(t, "greedy_ids");
    char *file = path_join(f->dir, "prompt.json");
    json_t *o = json_pack("{s:O}", "prompt", prompt);
    char *text = json_dumps(o, JSON_COMPACT);
    assert_true(file_write_atomic(file, text, strlen(text), 0600, &err));
    free(text);
    json_decref(o);

    char *args = xasprintf("'%s' --ids '%s' --greedy %zu", f->pack->path, file,
                           json_array_size(want));
    assert_int_equal(run_eval(args, &o, NULL), EXIT_OK);
    const json_t *have = json_object_get(o, "greedy");
    for (size_t k = 0; k < json_array_size(want); k++) {
        if (json_equal(json_array_get(have, k), json_array_get(want, k)))
            continue;
        double gap = gap_at(f->pack->path, prompt, want, k, file);
        print_message("transcript %zu, step %zu: a difference, gap %g\n", i, k, gap);
        assert_true(gap < tie);
        break;
    }
    json_decref(o);
    free(args);
    free(file);
}

static void every_transcript_is_reproduced_at_16_bits(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open_path(&f, getenv("FLASHMOE_DEMO_HF"), 16, 16);
    char *path = path_join(getenv("FLASHMOE_DEMO_HF"), "../transcripts.json");
    json_t *list = json_load_file(path, 0, NULL);
    if (!list)
        fail_msg("cannot read %s", path);
    assert_true(json_array_size(list) > 0);
    size_t i;
    json_t *t;
    json_array_foreach(list, i, t)
    {
        check_transcript(&f, i, t);
    }
    json_decref(list);
    free(path);
    fixture_close(&f);
}

int main(void)
{
    if (!getenv("FLASHMOE_DEMO_HF"))
        return 77; /* skipped */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_transcript_is_reproduced_at_16_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
