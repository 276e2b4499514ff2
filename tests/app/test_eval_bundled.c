#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/exit.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/text/tokenizer.h"
#include "tests/app/run_eval.h"
#include "tests/app/transcripts.h"

/* The bundled model (experts 4 bits, the rest 8) against the public reference in float32:
 * with the exact kernels against the reference run on this pack's own weights, with the
 * fast ones against the reference on the unquantised checkpoint. */

static const double most_exact = 2e-4; /* nats */
static const double most_fast = 0.003;

static char *pack_path(void)
{
    return path_join(getenv("FLASHMOE_SOURCE"), "models/demo");
}

static char *data_path(const char *name)
{
    char *folder = path_join(getenv("FLASHMOE_TEST_DATA"), "demo");
    char *path = path_join(folder, name);
    free(folder);
    return path;
}

static double reference(const char *key)
{
    char *path = data_path("reference.json");
    json_t *o = json_load_file(path, 0, NULL);
    if (!o)
        fail_msg("cannot read %s", path);
    double v = json_real_value(json_object_get(o, key));
    json_decref(o);
    free(path);
    assert_true(v > 0);
    return v;
}

/* Loss on held-out answers, nats a token. */
static double loss(const char *options)
{
    char *pack = pack_path(), *tokens = data_path("heldout_tokens.npy"),
         *mask = data_path("heldout_mask.npy");
    char *args =
        xasprintf("'%s' --tokens '%s' --mask '%s' %s", pack, tokens, mask, options);
    json_t *o;
    assert_int_equal(run_eval(args, &o, NULL), EXIT_OK);
    double v = json_real_value(json_object_get(o, "nll_masked"));
    json_decref(o);
    free(args);
    free(mask);
    free(tokens);
    free(pack);
    return v;
}

static void exact_kernels_lose_what_the_reference_does(void **state)
{
    (void)state;
    double have = loss(""), want = reference("pack_nll_answers");
    print_message("%.5f nats a token, the reference %.5f\n", have, want);
    assert_true(fabs(have - want) <= most_exact);
}

static void quantised_answers_lose_next_to_nothing(void **state)
{
    (void)state;
    double have = loss("--activations int8 --kv f16"), want = reference("nll_answers");
    print_message("%.4f nats a token, unquantised %.4f\n", have, want);
    assert_true(have <= want + most_fast);
}

static void each_transcript(void (*check)(const char *pack, size_t i, const json_t *t))
{
    char *pack = pack_path(), *path = data_path("transcripts.json");
    json_t *list = transcripts_load(path), *t;
    size_t i;
    json_array_foreach(list, i, t)
    {
        check(pack, i, t);
    }
    json_decref(list);
    free(path);
    free(pack);
}

static void transcripts_are_the_references(void **state)
{
    (void)state;
    each_transcript(transcript_follow);
}

static int32_t tool_call; /* id of <tool_call> */
static int n_calls;

/* The ids from the first tool call on; NULL when there is none. */
static json_t *call_of(const json_t *ids)
{
    json_t *call = NULL, *id;
    size_t i;
    json_array_foreach((json_t *)ids, i, id)
    {
        if (!call && json_integer_value(id) == tool_call)
            call = json_array();
        if (call)
            json_array_append(call, id);
    }
    return call;
}

static void check_call(const char *pack, size_t i, const json_t *t)
{
    const json_t *greedy = json_object_get(t, "greedy_ids");
    json_t *want = call_of(greedy);
    if (!want)
        return;
    n_calls++;
    char *options =
        xasprintf("--activations int8 --kv f16 --greedy %zu", json_array_size(greedy));
    json_t *o = transcript_eval(pack, json_object_get(t, "prompt_ids"), options);
    json_t *have = call_of(json_object_get(o, "greedy"));
    if (!have || !json_equal(have, want))
        fail_msg("the tool call of transcript %zu differs", i);
    json_decref(have);
    json_decref(want);
    json_decref(o);
    free(options);
}

static void quantised_tool_calls_are_the_references(void **state)
{
    (void)state;
    char *pack = pack_path();
    char *path = path_join(pack, "tokenizer.json");
    struct tokenizer *t = tokenizer_open(path, NULL);
    assert_non_null(t);
    tool_call = tokenizer_id(t, "<tool_call>");
    tokenizer_close(t);
    free(path);
    free(pack);
    each_transcript(check_call);
    assert_true(n_calls >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_kernels_lose_what_the_reference_does),
        cmocka_unit_test(quantised_answers_lose_next_to_nothing),
        cmocka_unit_test(transcripts_are_the_references),
        cmocka_unit_test(quantised_tool_calls_are_the_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
