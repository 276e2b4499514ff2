#include "net/serve_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/strbuf.h"

static struct serve_defaults defaults(void)
{
    struct serve_defaults d = {.max_tok = 77, .thinking = true, .model_name = "demo"};
    sample_params_default(&d.sampling);
    d.sampling.top_k = 20;
    return d;
}

static bool parse(enum serve_api api, const char *body, struct serve_ask *a,
                  struct serve_fault *f)
{
    struct serve_defaults d = defaults();
    *f = (struct serve_fault){0};
    return serve_ask_parse(api, body, strlen(body), &d, a, f);
}

static struct serve_ask good(enum serve_api api, const char *body)
{
    struct serve_ask a;
    struct serve_fault f;
    if (!parse(api, body, &a, &f))
        fail_msg("%s: %s", body, f.message);
    return a;
}

#define USER "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
#define TOOL                                                                             \
    "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\",\"parameters\":{}" \
    "}}]"

static void what_is_not_said_is_the_servers(void **state)
{
    struct serve_ask a = good(SERVE_CHAT, "{" USER "}");
    assert_int_equal(a.engine.n_messages, 1);
    assert_int_equal(a.engine.messages[0].role, ROLE_USER);
    assert_string_equal(a.engine.messages[0].content, "Hi");
    assert_int_equal(a.engine.max_tok, 77);
    assert_int_equal(a.engine.sampling.top_k, 20);
    assert_true(a.engine.thinking);
    assert_false(a.stream || a.include_usage || a.logprobs || a.one_call);
    assert_null(a.engine.tools);
    assert_null(a.engine.force_call);
    serve_ask_finish(&a);
}

static void every_field_is_taken(void **state)
{
    struct serve_ask a = good(
        SERVE_CHAT,
        "{" USER "," TOOL
        ",\"model\":\"demo\",\"temperature\":0.5,\"top_p\":0.9,\"top_k\":7,"
        "\"min_p\":0.1,\"presence_penalty\":1,\"frequency_penalty\":2,\"seed\":-1,"
        "\"stop\":[\"a\",\"bc\"],\"max_tokens\":5,\"max_completion_tokens\":6,"
        "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"logprobs\":true,"
        "\"top_logprobs\":3,\"tool_choice\":\"required\",\"parallel_tool_calls\":false,"
        "\"chat_template_kwargs\":{\"enable_thinking\":false},\"user\":\"x\",\"n\":1,"
        "\"response_format\":{\"type\":\"text\"},\"logit_bias\":{},\"metadata\":null}");
    const struct engine_request *r = &a.engine;
    assert_true(r->sampling.temperature == 0.5f && r->sampling.top_p == 0.9f);
    assert_int_equal(r->sampling.top_k, 7);
    assert_true(r->sampling.min_p == 0.1f && r->sampling.frequency_penalty == 2);
    assert_true(r->sampling.seed == UINT64_MAX);
    assert_int_equal(r->n_stop, 2);
    assert_string_equal(r->stop[1], "bc");
    assert_int_equal(r->max_tok, 6);
    assert_true(a.stream && a.include_usage && a.logprobs && r->logprobs && a.one_call);
    assert_int_equal(r->n_top, 3);
    assert_string_equal(r->force_call, "add"); /* the only one there is */
    assert_int_equal(json_array_size(r->tools), 1);
    assert_false(r->thinking);
    serve_ask_finish(&a);

    a = good(SERVE_COMPLETION,
             "{\"prompt\":[\"One\"],\"stop\":\"x\",\"logprobs\":0,\"seed\":0}");
    assert_string_equal(a.engine.prompt, "One");
    assert_int_equal(a.engine.n_stop, 1);
    assert_true(a.logprobs && a.n_top == 0);
    assert_true(a.engine.sampling.seed != 0); /* 0 would draw one */
    serve_ask_finish(&a);
}

static void contents_of_parts_and_all_roles_are_understood(void **state)
{
    struct serve_ask a =
        good(SERVE_CHAT,
             "{\"messages\":[{\"role\":\"developer\",\"content\":\"Be kind\"},"
             "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
             "{\"type\":\"text\",\"text\":\"b\"}]},"
             "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\","
             "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{"
             "\"name\":\"add\","
             "\"arguments\":\"{\\\"x\\\":1}\"}}]},"
             "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"2\"}]}");
    const struct message *m = a.engine.messages;
    assert_int_equal(a.engine.n_messages, 4);
    assert_int_equal(m[0].role, ROLE_SYSTEM);
    assert_string_equal(m[1].content, "ab");
    assert_int_equal(m[2].n_calls, 1);
    assert_string_equal(m[2].calls[0].arguments, "{\"x\":1}");
    assert_string_equal(m[2].thinking, "hm");
    assert_int_equal(m[3].role, ROLE_TOOL);
    assert_string_equal(m[3].tool_call_id, "c1");
    serve_ask_finish(&a);
}

static void a_tool_can_be_named_and_tools_left_out(void **state)
{
    struct serve_ask a =
        good(SERVE_CHAT, "{" USER "," TOOL ",\"tool_choice\":{\"type\":\"function\","
                         "\"function\":{\"name\":\"add\"}}}");
    assert_string_equal(a.engine.force_call, "add");
    assert_true(a.one_call); /* that one, and no other behind it */
    serve_ask_finish(&a);
    a = good(SERVE_CHAT, "{" USER ",\"tool_choice\":\"required\",\"tools\":["
                         "{\"type\":\"function\",\"function\":{\"name\":\"a\"}},"
                         "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]}");
    assert_string_equal(a.engine.force_call, "");
    assert_false(a.one_call);
    serve_ask_finish(&a);
    a = good(SERVE_CHAT, "{" USER "," TOOL ",\"tool_choice\":\"none\"}");
    assert_null(a.engine.tools);
    serve_ask_finish(&a);
    a = good(SERVE_CHAT, "{" USER ",\"tools\":[],\"tool_choice\":\"auto\"}");
    assert_null(a.engine.tools);
    serve_ask_finish(&a);
}

static void the_last_answer_can_go_on(void **state)
{
    struct serve_ask a =
        good(SERVE_CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                         "{\"role\":\"assistant\",\"content\":\"Hel\"}],"
                         "\"continue_final_message\":true}");
    assert_true(a.engine.continue_last);
    serve_ask_finish(&a);
}

static void faults_name_the_field(void **state)
{
    static const struct {
        const char *body, *param, *words;
        enum serve_api api;
        int status;
    } cases[] = {
        {"", "", "no JSON", SERVE_CHAT, 400},
        {"{", "", "line 1", SERVE_CHAT, 400},
        {"[]", "", "no JSON object", SERVE_CHAT, 400},
        {"{\"a\":1,\"a\":2}", "", "duplicate", SERVE_CHAT, 400},
        {"{\"a\":\"\xff\"}", "", "no JSON", SERVE_CHAT, 400},
        {"{\"a\":\"\\u0000\"}", "", "no JSON", SERVE_CHAT, 400},
        {"{" USER "} x", "", "no JSON", SERVE_CHAT, 400},
        {"{}", "messages", "not a list", SERVE_CHAT, 400},
        {"{\"messages\":[]}", "messages", "not a list", SERVE_CHAT, 400},
        {"{\"messages\":[1]}", "messages[0]", "role", SERVE_CHAT, 400},
        {"{\"messages\":[{\"role\":\"user\"}]}", "messages[0]", "content", SERVE_CHAT,
         400},
        {"{\"messages\":[{\"role\":\"pope\",\"content\":\"\"}]}", "messages", "role",
         SERVE_CHAT, 400},
        {"{\"messages\":[{\"role\":\"user\",\"content\":7}]}", "messages[0]", "neither",
         SERVE_CHAT, 400},
        {"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
         "messages[0]", "image_url", SERVE_CHAT, 400},
        {"{" USER ",\"model\":\"gpt\"}", "model", "\"gpt\"", SERVE_CHAT, 404},
        {"{" USER ",\"temperature\":-1}", "temperature", "at least 0", SERVE_CHAT, 400},
        {"{" USER ",\"top_p\":\"x\"}", "top_p", "not a number", SERVE_CHAT, 400},
        {"{" USER ",\"seed\":1.5}", "seed", "whole", SERVE_CHAT, 400},
        {"{" USER ",\"n\":2}", "n", "between 1 and 1", SERVE_CHAT, 400},
        {"{" USER ",\"max_tokens\":0}", "max_tokens", "between", SERVE_CHAT, 400},
        {"{" USER ",\"max_tokens\":99999999999}", "max_tokens", "between", SERVE_CHAT,
         400},
        {"{" USER ",\"stream\":1}", "stream", "true nor false", SERVE_CHAT, 400},
        {"{" USER ",\"stop\":\"\"}", "stop", "1 to", SERVE_CHAT, 400},
        {"{" USER ",\"stop\":[\"a\",2]}", "stop", "1 to", SERVE_CHAT, 400},
        {"{" USER ",\"top_logprobs\":2}", "top_logprobs", "needs", SERVE_CHAT, 400},
        {"{" USER ",\"logprobs\":true,\"top_logprobs\":21}", "top_logprobs",
         "between 0 and 20", SERVE_CHAT, 400},
        {"{" USER ",\"response_format\":{\"type\":\"json_object\"}}", "response_format",
         "schema", SERVE_CHAT, 400},
        {"{" USER ",\"logit_bias\":{\"1\":2}}", "logit_bias", "supported", SERVE_CHAT,
         400},
        {"{" USER ",\"functions\":[]}", "functions", "replaced", SERVE_CHAT, 400},
        {"{" USER ",\"tools\":{}}", "tools", "list", SERVE_CHAT, 400},
        {"{" USER ",\"tools\":[{\"type\":\"x\"}]}", "tools", "tools[0]", SERVE_CHAT, 400},
        {"{" USER ",\"tools\":[{\"type\":\"function\",\"function\":{}}]}", "tools",
         "no \"name\"", SERVE_CHAT, 400},
        {"{" USER ",\"tool_choice\":\"required\"}", "tool_choice", "no tools", SERVE_CHAT,
         400},
        {"{" USER "," TOOL ",\"tool_choice\":\"maybe\"}", "tool_choice", "required",
         SERVE_CHAT, 400},
        {"{" USER "," TOOL
         ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":"
         "\"sub\"}}}",
         "tool_choice", "not in", SERVE_CHAT, 400},
        {"{" USER ",\"continue_final_message\":true}", "continue_final_message",
         "assistant", SERVE_CHAT, 400},
        {"{}", "prompt", "text", SERVE_COMPLETION, 400},
        {"{\"prompt\":[\"a\",\"b\"]}", "prompt", "text", SERVE_COMPLETION, 400},
        {"{\"prompt\":[1,2]}", "prompt", "text", SERVE_COMPLETION, 400},
        {"{\"prompt\":\"a\",\"echo\":true}", "echo", "supported", SERVE_COMPLETION, 400},
        {"{\"prompt\":\"a\",\"suffix\":\"b\"}", "suffix", "supported", SERVE_COMPLETION,
         400},
        {"{\"prompt\":\"a\",\"best_of\":2}", "best_of", "between", SERVE_COMPLETION, 400},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct serve_ask a;
        struct serve_fault f;
        if (parse(cases[i].api, cases[i].body, &a, &f))
            fail_msg("%s is taken", cases[i].body);
        if (f.status != cases[i].status || strcmp(f.param, cases[i].param) != 0 ||
            !strstr(f.message, cases[i].words))
            fail_msg("%s: %d \"%s\" %s", cases[i].body, f.status, f.param, f.message);
        assert_string_equal(f.type, "invalid_request_error");
    }
}

/* What would make the parser call itself without end, or take a gigabyte. */
static void deep_and_crowded_bodies_are_refused(void **state)
{
    struct strbuf b = {0};
    struct serve_ask a;
    struct serve_fault f;
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&b, '[');
    assert_false(parse(SERVE_CHAT, b.data, &a, &f));
    assert_non_null(strstr(f.message, "too deep"));
    strbuf_clear(&b);
    strbuf_adds(&b, "{\"x\":[1");
    for (int i = 0; i < 1 << 18; i++)
        strbuf_adds(&b, ",1");
    strbuf_adds(&b, "]}");
    assert_false(parse(SERVE_CHAT, b.data, &a, &f));
    assert_non_null(strstr(f.message, "too many values"));
    /* Brackets inside of strings are text. */
    strbuf_clear(&b);
    strbuf_adds(&b, "{\"prompt\":\"\\\"");
    for (int i = 0; i < 1000; i++)
        strbuf_adds(&b, "[{");
    strbuf_adds(&b, "\"}");
    a = good(SERVE_COMPLETION, b.data);
    assert_int_equal(strlen(a.engine.prompt), 2001);
    serve_ask_finish(&a);
    strbuf_finish(&b);
}

/* What is in a string is parsed later, by the template. */
static void deep_and_crowded_arguments_are_refused(void **state)
{
    static const char *const pieces[] = {"{},", "[[[],"};
    static const char *const words[] = {"too many values", "too deep"};
    for (int i = 0; i < 2; i++) {
        struct strbuf b = {0};
        struct serve_ask a;
        struct serve_fault f;
        strbuf_adds(&b, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":"
                        "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"");
        for (int k = 0; k < 100000; k++)
            strbuf_adds(&b, pieces[i]);
        strbuf_adds(&b, "\"}}]}]}");
        assert_false(parse(SERVE_CHAT, b.data, &a, &f));
        assert_int_equal(f.status, 400);
        assert_string_equal(f.param, "messages[1]");
        assert_non_null(strstr(f.message, words[i]));
        strbuf_finish(&b);
    }
}

static void no_limit_can_be_asked_for(void **state)
{
    struct serve_fault f;
    struct serve_ask a = good(SERVE_CHAT, "{" USER ",\"max_tokens\":-1}");
    assert_int_equal(a.engine.max_tok, 0);
    serve_ask_finish(&a);
    assert_false(parse(SERVE_CHAT, "{" USER ",\"max_tokens\":-2}", &a, &f));
    assert_false(parse(SERVE_CHAT, "{" USER ",\"max_tokens\":0}", &a, &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_is_the_servers),
        cmocka_unit_test(every_field_is_taken),
        cmocka_unit_test(contents_of_parts_and_all_roles_are_understood),
        cmocka_unit_test(a_tool_can_be_named_and_tools_left_out),
        cmocka_unit_test(the_last_answer_can_go_on),
        cmocka_unit_test(faults_name_the_field),
        cmocka_unit_test(deep_and_crowded_bodies_are_refused),
        cmocka_unit_test(deep_and_crowded_arguments_are_refused),
        cmocka_unit_test(no_limit_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
