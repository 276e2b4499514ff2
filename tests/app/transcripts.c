#include "tests/app/transcripts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/exit.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/run_eval.h"

static const double tie = 1e-3;

json_t *transcripts_load(const char *path)
{
    json_t *list = json_load_file(path, 0, NULL);
    if (!list)
        fail_msg("cannot read %s", path);
    assert_true(json_array_size(list) > 0);
    return list;
}

json_t *transcript_eval(const char *pack, const json_t *ids, const char *options)
{
    struct error err = {0};
    char *file = xasprintf("transcript-%ld.json", (long)getpid());
    json_t *o = json_pack("{s:O}", "prompt", ids);
    char *text = json_dumps(o, JSON_COMPACT);
    assert_true(file_write_atomic(file, text, strlen(text), 0600, &err));
    free(text);
    json_decref(o);
    char *args = xasprintf("'%s' --ids '%s' %s", pack, file, options);
    assert_int_equal(run_eval(args, &o, NULL), EXIT_OK);
    unlink(file);
    free(args);
    free(file);
    return o;
}

/* How far the two likeliest tokens are apart after the prompt and n greedy tokens. */
static double gap_after(const char *pack, const json_t *t, size_t n)
{
    json_t *ids = json_copy(json_object_get(t, "prompt_ids"));
    const json_t *greedy = json_object_get(t, "greedy_ids");
    for (size_t i = 0; i < n; i++)
        json_array_append(ids, json_array_get(greedy, i));
    json_t *o = transcript_eval(pack, ids, "");
    json_decref(ids);
    const json_t *values = json_array_get(json_object_get(o, "top"), 1);
    double gap = json_real_value(json_array_get(values, 0)) -
                 json_real_value(json_array_get(values, 1));
    json_decref(o);
    return gap;
}

void transcript_follow(const char *pack, size_t i, const json_t *t)
{
    const json_t *want = json_object_get(t, "greedy_ids");
    char *options = xasprintf("--greedy %zu", json_array_size(want));
    json_t *o = transcript_eval(pack, json_object_get(t, "prompt_ids"), options);
    free(options);
    const json_t *have = json_object_get(o, "greedy");
    for (size_t k = 0; k < json_array_size(want); k++) {
        if (json_equal(json_array_get(have, k), json_array_get(want, k)))
            continue;
        double gap = gap_after(pack, t, k);
        print_message("transcript %zu, step %zu: a difference, gap %g\n", i, k, gap);
        assert_true(gap < tie);
        break;
    }
    json_decref(o);
}
