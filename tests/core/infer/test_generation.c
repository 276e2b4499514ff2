#include "core/infer/generation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/text/tokenizer.h"
#include "tests/scratch.h"

enum {
    N_VOCAB = 8192
};

static struct tokenizer *tok;

static int open_tokenizer(void **state)
{
    char path[4096];
    struct error err = {0};
    const char *source = getenv("FLASHMOE_SOURCE"); /* NOLINT(concurrency-mt-unsafe) */
    snprintf(path, sizeof(path), "%s/models/demo/tokenizer.json", source ? source : ".");
    tok = tokenizer_open(path, &err);
    if (!tok)
        print_error("%s\n", err.msg);
    return tok ? 0 : -1;
}

static int close_tokenizer(void **state)
{
    tokenizer_close(tok);
    return 0;
}

static bool load(const char *text, struct generation *g, struct error *err)
{
    char *path = scratch_write("generation", text, strlen(text));
    *err = (struct error){0};
    bool ok = generation_load(path, tok, N_VOCAB, g, err);
    if (!ok && !strstr(err->msg, path))
        fail_msg("'%s' does not name %s", err->msg, path);
    scratch_remove(path);
    return ok;
}

static void one_id_or_a_list_of_ids_end_a_turn(void **state)
{
    struct generation g;
    struct error err;
    assert_true(load("{\"eos_token_id\": 5}", &g, &err));
    assert_int_equal(g.n_stop, 1);
    assert_true(generation_is_stop(&g, 5));
    assert_false(generation_is_stop(&g, tokenizer_id(tok, "<|im_end|>")));
    assert_true(load("{\"eos_token_id\": [5, 7, 5], \"temperature\": 0.5}", &g, &err));
    assert_int_equal(g.n_stop, 2);
    assert_true(generation_is_stop(&g, 7));
    assert_float_equal(g.sampling.temperature, 0.5, 1e-6);
}

static void without_ids_the_usual_tokens_end_a_turn(void **state)
{
    struct generation g;
    struct error err = {0};
    assert_true(load("{\"eos_token_id\": null}", &g, &err));
    assert_int_equal(g.n_stop, 2);
    assert_true(generation_is_stop(&g, tokenizer_id(tok, "<|im_end|>")));
    assert_true(generation_is_stop(&g, tokenizer_id(tok, "<|endoftext|>")));
    assert_true(generation_load("/nonexistent/generation.json", tok, N_VOCAB, &g, &err));
    assert_true(generation_is_stop(&g, tokenizer_id(tok, "<|im_end|>")));
}

static void bad_files_are_refused_with_their_name(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{\"eos_token_id\": 8192}",
        "{\"eos_token_id\": -1}",
        "{\"eos_token_id\": \"x\"}",
        "{\"eos_token_id\": [1, \"x\"]}",
        "{\"eos_token_id\": 1, \"temperature\": -3}",
        "{\"eos_token_id\": 1, \"eos_token_id\": 2}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct generation g;
        struct error err;
        assert_false(load(bad[i], &g, &err));
    }
}

static void too_many_ids_are_refused(void **state)
{
    char text[1024] = "{\"eos_token_id\": [0";
    for (int i = 1; i <= MAX_STOP_IDS; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %d", i);
    strcat(text, "]}");
    struct generation g;
    struct error err;
    assert_false(load(text, &g, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_id_or_a_list_of_ids_end_a_turn),
        cmocka_unit_test(without_ids_the_usual_tokens_end_a_turn),
        cmocka_unit_test(bad_files_are_refused_with_their_name),
        cmocka_unit_test(too_many_ids_are_refused),
    };
    return cmocka_run_group_tests_name("infer/generation", tests, open_tokenizer,
                                       close_tokenizer);
}
