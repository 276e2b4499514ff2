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

/* The bundled model (experts 4 bits, the rest 8) with the fast kernels on held-out answers.
 * The unquantised reference has 0.375 nats a token there. */

static const double most_nats = 0.385;

static char *pack_path(void)
{
    return xasprintf("%s/models/demo", getenv("FLASHMOE_SOURCE"));
}

static void quantised_answers_lose_at_most_a_hundredth(void **state)
{
    (void)state;
    char *pack = pack_path();
    const char *data = getenv("FLASHMOE_TEST_DATA");
    char *args =
        xasprintf("'%s' --activations int8 --kv f16 --tokens "
                  "'%s/demo/heldout_tokens.npy' --mask '%s/demo/heldout_mask.npy'",
                  pack, data, data);
    json_t *o;
    assert_int_equal(run_eval(args, &o, NULL), EXIT_OK);
    double v = json_real_value(json_object_get(o, "nll_masked"));
    print_message("%.4f nats a token\n", v);
    assert_true(v > 0.3 && v <= most_nats);
    json_decref(o);
    free(args);
    free(pack);
}

/* The ids from the first tool call on; NULL when there is none. */
static json_t *call_of(const json_t *ids)
{
    enum {
        TOOL_CALL = 6131
    }; /* <tool_call> in this model's tokenizer */
    json_t *call = NULL, *id;
    size_t i;
    json_array_foreach((json_t *)ids, i, id)
    {
        if (!call && json_integer_value(id) == TOOL_CALL)
            call = json_array();
        if (call)
            json_array_append(call, id);
    }
    return call;
}

static void check_call(const char *pack, size_t i, const json_t *t, json_t *want)
{
    struct error err = {0};
    char *file = xasprintf("eval-bundled-%ld.json", (long)getpid());
    json_t *o = json_pack("{s:O}", "prompt", json_object_get(t, "prompt_ids"));
    char *text = json_dumps(o, JSON_COMPACT);
    assert_true(file_write_atomic(file, text, strlen(text), 0600, &err));
    free(text);
    json_decref(o);

    char *args = xasprintf("'%s' --activations int8 --kv f16 --ids '%s' --greedy %zu",
                           pack, file, json_array_size(json_object_get(t, "greedy_ids")));
    int status = run_eval(args, &o, NULL);
    unlink(file);
    assert_int_equal(status, EXIT_OK);
    json_t *have = call_of(json_object_get(o, "greedy"));
    if (!have || !json_equal(have, want))
        fail_msg("the tool call of transcript %zu differs", i);
    json_decref(have);
    json_decref(o);
    free(args);
    free(file);
}

static void quantised_tool_calls_are_the_references(void **state)
{
    (void)state;
    char *pack = pack_path();
    char *path = path_join(getenv("FLASHMOE_TEST_DATA"), "text/transcripts.json");
    json_t *list = json_load_file(path, 0, NULL);
    if (!list)
        fail_msg("cannot read %s", path);
    size_t i;
    int n_calls = 0;
    json_t *t;
    json_array_foreach(list, i, t)
    {
        json_t *want = call_of(json_object_get(t, "greedy_ids"));
        if (!want)
            continue;
        n_calls++;
        check_call(pack, i, t, want);
        json_decref(want);
    }
    assert_int_equal(n_calls, 5);
    json_decref(list);
    free(path);
    free(pack);
}

int main(void)
{
    char *pack = pack_path();
    char *manifest = path_join(pack, "manifest.json");
    bool there = file_exists(manifest);
    free(manifest);
    free(pack);
    if (!there)
        return 77; /* not in this checkout: skipped */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantised_answers_lose_at_most_a_hundredth),
        cmocka_unit_test(quantised_tool_calls_are_the_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
