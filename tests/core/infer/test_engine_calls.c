/* Calls that are forced: whatever the model would write, the name is one of those that were
 * offered. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "tests/core/infer/engine_demo.h"

enum {
    N_TOOLS = 4,
    N_SEEDS = 40,
};

/* One is the beginning of another; none is what the model was trained on. */
static const char *const names[N_TOOLS] = {"look", "look_up", "x-1", "set \xc3\xa4"};

static json_t *tools(void)
{
    json_t *list = json_array();
    for (int i = 0; i < N_TOOLS; i++)
        json_array_append_new(list,
                              json_pack("{s:s,s:{s:s,s:{s:s,s:{}}}}", "type", "function",
                                        "function", "name", names[i], "parameters",
                                        "type", "object", "properties"));
    assert_int_equal(json_array_size(list), N_TOOLS);
    return list;
}

static struct engine *open_with(const char *template_name)
{
    struct error err = {0};
    char *path = xasprintf("%s/prompts/templates/%s.yaml", getenv("FLASHMOE_SOURCE"),
                           template_name);
    struct engine *e = engine_create(&(struct engine_params){.pack_path = demo_pack(),
                                                             .template_path = path,
                                                             .n_threads = 1},
                                     &err);
    free(path);
    if (!e)
        fail_msg("%s", err.msg);
    return e;
}

static struct engine_request request(const char *force)
{
    struct engine_request r = demo_request((const char *[]){"What is 12 * 34?", NULL});
    r.tools = tools();
    r.force_call = xstrdup(force);
    r.max_tok = 40;
    return r;
}

/* What the model wrote, token for token. Owned. */
static char *run(struct engine *e, struct engine_request *r)
{
    struct error err = {0};
    struct strbuf text = {0};
    bool over = false;
    r->logprobs = true;
    strbuf_adds(&text, "");
    if (!engine_submit(e, r, &err))
        fail_msg("%s", err.msg);
    while (!over) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, 60000), 1);
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list; ev; ev = ev->next) {
            if (ev->kind == ENGINE_TOKENS)
                strbuf_add(&text, ev->token->chosen.text, ev->token->chosen.len);
            over |= ev->kind == ENGINE_END;
        }
        engine_events_free(list);
    }
    return strbuf_take(&text);
}

/* Which name the text has between these; -1: none. */
static int name_in(const char *text, const char *before, const char *behind)
{
    for (int i = 0; i < N_TOOLS; i++) {
        char *want = xasprintf("%s%s%s", before, names[i], behind);
        bool is_it = strncmp(text, want, strlen(want)) == 0;
        free(want);
        if (is_it)
            return i;
    }
    return -1;
}

/* At a temperature at which all tokens are nearly equal. */
static void names_are_of_the_offered(const char *template_name, const char *before,
                                     const char *behind)
{
    struct engine *e = open_with(template_name);
    int n_of[N_TOOLS] = {0};
    for (int seed = 1; seed <= N_SEEDS; seed++) {
        struct engine_request r = request("");
        r.sampling.temperature = 100;
        r.sampling.top_k = seed % 2 ? 0 : 20;
        r.sampling.seed = (uint64_t)seed;
        char *text = run(e, &r);
        int i = name_in(text, before, behind);
        if (i < 0)
            fail_msg("%s, seed %d: %s", template_name, seed, text);
        n_of[i]++;
        free(text);
    }
    for (int i = 0; i < N_TOOLS; i++)
        assert_true(n_of[i] > 0); /* it is a choice */
    engine_destroy(e);
}

static void any_name_is_one_of_those_offered(void **state)
{
    names_are_of_the_offered("qwen3.5", "=", ">");
    names_are_of_the_offered("qwen3", "", "\"");
}

/* The bundled model would write the name that it knows. */
static void the_likeliest_of_them_is_called(void **state)
{
    struct engine *e = open_with("qwen3.5");
    struct engine_request r = request("");
    char *text = run(e, &r);
    if (name_in(text, "=", ">") < 0)
        fail_msg("%s", text);
    free(text);
    engine_destroy(e);
}

/* Calls behind the first one, too: the prompt ends with a name, and what the model writes
 * after its mark is that name again. */
static void later_calls_have_the_name_too(void **state)
{
    struct engine *e = open_with("qwen3.5");
    int n_more = 0;
    for (int seed = 1; seed <= N_SEEDS && n_more < 3; seed++) {
        struct engine_request r = request("look_up");
        r.sampling.temperature = 100;
        r.sampling.top_k = 2;
        r.sampling.seed = (uint64_t)seed;
        r.max_tok = 300;
        char *text = run(e, &r);
        static const char mark[] = "<tool_call>",
                          want[] = "<tool_call>\n<function=look_up>";
        for (char *at = text; (at = strstr(at, mark)); at++) {
            size_t n = strlen(at) < sizeof(want) - 1 ? strlen(at) : sizeof(want) - 1;
            assert_memory_equal(at, want, n);
            n_more++;
        }
        free(text);
    }
    print_message("%d more calls\n", n_more);
    assert_true(n_more > 0);
    engine_destroy(e);
}

int main(void)
{
    if (!demo_pack())
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_name_is_one_of_those_offered),
        cmocka_unit_test(the_likeliest_of_them_is_called),
        cmocka_unit_test(later_calls_have_the_name_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
