#include "net/serve_reply.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "net/serve_metrics.h"

static const struct serve_head head = {
    .api = SERVE_CHAT,
    .id = "chatcmpl-1",
    .created = 1000,
    .model = "demo",
    .fingerprint = "fp",
};

/* Texts of messages are not const; these are not changed. */
#define TEXT(s) ((char[]){s})

static struct engine_turn_report report(enum finish_reason finish)
{
    return (struct engine_turn_report){
        .finish = finish,
        .n_prompt_tok = 10,
        .n_reused_tok = 4,
        .n_generated_tok = 7,
        .n_thinking_tok = 2,
    };
}

/* Owned: the value at a path of keys and indices, as text without quotes; "" when none. */
static char *at(const json_t *v, const char *path)
{
    char *copy = xstrdup(path), *save = NULL;
    for (char *key = strtok_r(copy, ".", &save); key; key = strtok_r(NULL, ".", &save))
        v = json_is_array(v) ? json_array_get(v, (size_t)strtol(key, NULL, 10))
                             : json_object_get(v, key);
    free(copy);
    if (json_is_string(v))
        return xstrdup(json_string_value(v));
    return v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : xstrdup("");
}

static void expect(const json_t *v, const char *path, const char *wanted)
{
    char *found = at(v, path);
    if (strcmp(found, wanted) != 0)
        fail_msg("%s is %s, not %s", path, found, wanted);
    free(found);
}

/* The events of a stream as a list; the end mark is the text "[DONE]". */
static json_t *events(struct strbuf *out)
{
    json_t *list = json_array();
    for (char *p = out->data; p && *p;) {
        char *end = strstr(p, "\n\n");
        assert_non_null(end);
        *end = '\0';
        if (*p != ':') {
            assert_memory_equal(p, "data: ", 6);
            json_t *o = json_loads(p + 6, 0, NULL);
            json_array_append_new(list, o ? o : json_string(p + 6));
        }
        p = end + 2;
    }
    strbuf_finish(out);
    return list;
}

static struct engine_turn_report report_of_a_call(void)
{
    static char id[] = "c", name[] = "add", arguments[] = "{\"x\":1}";
    static struct tool_call call = {.id = id, .name = name, .arguments = arguments};
    struct engine_turn_report rep = report(FINISH_TOOL_CALLS);
    rep.message = (struct message){.role = ROLE_ASSISTANT, .n_calls = 1, .calls = &call};
    return rep;
}

static void a_whole_answer_has_message_and_usage(void **state)
{
    struct engine_turn_report rep = report(FINISH_LENGTH);
    struct serve_logprobs none = {0};
    struct strbuf out = {0};
    rep.message = (struct message){
        .role = ROLE_ASSISTANT, .content = TEXT("Hi"), .thinking = TEXT("hm")};
    serve_answer_json(&head, &rep, &none, &out);
    json_t *o = json_loads(out.data, 0, NULL);
    expect(o, "object", "chat.completion");
    expect(o, "created", "1000");
    expect(o, "choices.0.message.content", "Hi");
    expect(o, "choices.0.message.reasoning_content", "hm");
    expect(o, "choices.0.message.tool_calls", "");
    expect(o, "choices.0.finish_reason", "length");
    expect(o, "choices.0.logprobs", "null");
    expect(o, "usage.total_tokens", "17");
    expect(o, "usage.prompt_tokens_details.cached_tokens", "4");
    expect(o, "usage.completion_tokens_details.reasoning_tokens", "2");
    json_decref(o);

    rep = report_of_a_call();
    strbuf_clear(&out);
    serve_answer_json(&head, &rep, &none, &out);
    o = json_loads(out.data, 0, NULL);
    expect(o, "choices.0.message.content", "null");
    expect(o, "choices.0.message.tool_calls.0.function.arguments", "{\"x\":1}");
    expect(o, "choices.0.message.tool_calls.0.type", "function");
    expect(o, "choices.0.finish_reason", "tool_calls");
    json_decref(o);
    strbuf_finish(&out);
}

static void a_stream_is_head_pieces_finish_usage_and_end(void **state)
{
    struct serve_head h = head;
    struct engine_turn_report rep = report_of_a_call();
    struct serve_logprobs none = {0};
    struct strbuf out = {0};
    h.include_usage = true;
    serve_event_begin(&h, &out);
    serve_event_comment("here", &out);
    serve_event_text(&h, ENGINE_THINKING, "hm", 2, &none, &out);
    serve_event_text(&h, ENGINE_ANSWER, "Gr\xc3\xbc\xc3\x9f\n\xe2\x80\xa8", 10, &none,
                     &out);
    /* Nothing that some client takes for the end of a line is inside one. */
    assert_null(strstr(out.data, "\xe2\x80\xa8"));
    serve_event_end(&h, &rep, &none, &out);
    json_t *o = events(&out);
    assert_int_equal(json_array_size(o), 8);
    expect(o, "0.choices.0.delta.role", "assistant");
    expect(o, "0.object", "chat.completion.chunk");
    expect(o, "0.usage", "null");
    expect(o, "1.choices.0.delta.reasoning_content", "hm");
    expect(o, "2.choices.0.delta.content", "Gr\xc3\xbc\xc3\x9f\n\xe2\x80\xa8");
    expect(o, "2.choices.0.finish_reason", "null");
    expect(o, "3.choices.0.delta.tool_calls.0.function.name", "add");
    expect(o, "3.choices.0.delta.tool_calls.0.function.arguments", "");
    expect(o, "3.choices.0.delta.tool_calls.0.index", "0");
    expect(o, "4.choices.0.delta.tool_calls.0.function.arguments", "{\"x\":1}");
    expect(o, "5.choices.0.finish_reason", "tool_calls");
    expect(o, "6.choices", "[]");
    expect(o, "6.usage.completion_tokens", "7");
    expect(o, "7", "[DONE]");
    json_decref(o);
}

static void a_text_completion_has_its_own_form(void **state)
{
    struct serve_head h = head;
    struct engine_turn_report rep = report(FINISH_STOP);
    struct serve_logprobs none = {0};
    struct strbuf out = {0};
    h.api = SERVE_COMPLETION;
    rep.message = (struct message){.role = ROLE_ASSISTANT, .content = TEXT("two")};
    serve_event_begin(&h, &out);
    serve_event_text(&h, ENGINE_ANSWER, "two", 3, &none, &out);
    serve_event_end(&h, &rep, &none, &out);
    json_t *o = events(&out);
    expect(o, "0.object", "text_completion");
    expect(o, "0.choices.0.text", "two");
    expect(o, "1.choices.0.finish_reason", "stop");
    json_decref(o);
    serve_answer_json(&h, &rep, &none, &out);
    o = json_loads(out.data, 0, NULL);
    expect(o, "choices.0.text", "two");
    json_decref(o);
    strbuf_finish(&out);
}

static void log_probabilities_are_told_once_with_their_bytes(void **state)
{
    const struct engine_token_top top[] = {{1, -0.5f, "a", 1}, {2, -INFINITY, "\xc3", 1}};
    const struct engine_token t = {.chosen = top[0], .top = top, .n_top = 2};
    const struct engine_token thought = {.chosen = top[1], .thinking = true};
    struct serve_logprobs l = {.on = true};
    struct strbuf out = {0};
    serve_logprobs_add(&l, &thought);
    serve_logprobs_add(&l, &t);
    serve_event_text(&head, ENGINE_ANSWER, "a", 1, &l, &out);
    serve_event_text(&head, ENGINE_ANSWER, "b", 1, &l, &out);
    json_t *o = events(&out);
    expect(o, "0.choices.0.logprobs.content.0.token", "a");
    expect(o, "0.choices.0.logprobs.content.0.logprob", "-0.5");
    expect(o, "0.choices.0.logprobs.content.0.bytes", "[97]");
    expect(o, "0.choices.0.logprobs.content.0.top_logprobs.1.token", "\xef\xbf\xbd");
    expect(o, "0.choices.0.logprobs.content.0.top_logprobs.1.bytes", "[195]");
    expect(o, "0.choices.0.logprobs.content.0.top_logprobs.1.logprob", "-9999.0");
    expect(o, "0.choices.0.logprobs.content.1", "");
    expect(o, "1.choices.0.logprobs", "null");
    json_decref(o);

    struct serve_head h = head;
    h.api = l.api = SERVE_COMPLETION;
    serve_logprobs_add(&l, &t);
    serve_event_text(&h, ENGINE_ANSWER, "a", 1, &l, &out);
    serve_logprobs_add(&l, &t);
    serve_event_text(&h, ENGINE_ANSWER, "a", 1, &l, &out);
    o = events(&out);
    expect(o, "0.choices.0.logprobs.tokens.0", "a");
    expect(o, "0.choices.0.logprobs.top_logprobs.0.a", "-0.5");
    expect(o, "1.choices.0.logprobs.text_offset.0", "1");
    json_decref(o);
}

/* Each has a name of its own, and the place of the character that it belongs to. */
static void parts_of_a_character_are_told_from_each_other(void **state)
{
    const struct engine_token_top parts[] = {
        {1, -1, "\xc3", 1}, {2, -2, "\xbc", 1}, {3, -3, "x\xe2\x80", 3}, {4, -4, "y", 1}};
    struct serve_logprobs l = {.on = true, .api = SERVE_COMPLETION};
    struct serve_head h = head;
    struct strbuf out = {0};
    h.api = SERVE_COMPLETION;
    for (int i = 0; i < 4; i++) {
        const struct engine_token t = {
            .chosen = parts[i == 2 ? 3 : i], .top = parts, .n_top = 4};
        serve_logprobs_add(&l, &t);
    }
    serve_event_text(&h, ENGINE_ANSWER, "\xc3\xbcyy", 4, &l, &out);
    json_t *o = events(&out);
    expect(o, "0.choices.0.logprobs.tokens",
           "[\"bytes:\\\\xc3\",\"bytes:\\\\xbc\",\"y\",\"y\"]");
    expect(o, "0.choices.0.logprobs.top_logprobs.3",
           "{\"bytes:\\\\xc3\":-1.0,\"bytes:\\\\xbc\":-2.0,"
           "\"bytes:\\\\x78\\\\xe2\\\\x80\":-3.0,\"y\":-4.0}");
    expect(o, "0.choices.0.logprobs.text_offset", "[0,0,1,2]");
    json_decref(o);
}

static void faults_have_the_form_of_the_api(void **state)
{
    struct serve_fault f;
    struct strbuf out = {0};
    struct engine_turn_report rep = report(FINISH_CONTEXT);
    assert_false(serve_report_fault(&rep, &f)); /* it wrote something */
    rep.n_generated_tok = 0;
    strcpy(rep.error, "the context is full");
    assert_true(serve_report_fault(&rep, &f));
    assert_int_equal(f.status, 400);
    serve_error_json(&f, &out);
    json_t *o = json_loads(out.data, 0, NULL);
    expect(o, "error.code", "context_length_exceeded");
    expect(o, "error.type", "invalid_request_error");
    expect(o, "error.message", "the context is full");
    json_decref(o);
    strbuf_finish(&out);

    rep.finish = FINISH_ERROR;
    strcpy(rep.error, "read /tmp/\xff: I/O error"); /* a name need not be UTF-8 */
    assert_true(serve_report_fault(&rep, &f));
    assert_int_equal(f.status, 500);
    serve_event_error(&f, &out);
    o = events(&out);
    expect(o, "0.error.message", "read /tmp/?: I/O error");
    expect(o, "0.error.type", "server_error");
    expect(o, "0.error.param", "null");
    json_decref(o);
}

static bool has_line(const struct strbuf *b, const char *line)
{
    const char *p = strstr(b->data, line);
    return p && (p == b->data || p[-1] == '\n') && p[strlen(line)] == '\n';
}

static void metrics_are_the_numbers_of_the_panels(void **state)
{
    static struct stats s;
    static struct serve_counts c;
    struct engine_info info = {.name = "a\"b\\c\nd", .family = "f", .backend = "cpu"};
    struct serve_gauges now = {.n_running = 1, .n_waiting = 2, .n_connections = 3};
    struct strbuf out = {0};
    s.phase = PHASE_DECODE;
    s.decode_tok_s = (struct measure){12.5, true};
    s.ttft_ms = (struct measure){7, false};
    s.n_prompt_tok = 42;
    s.expert_bytes = UINT64_C(12345678901234);
    s.resident_known = true;
    strcpy(s.disk_share_why, "no disk");
    s.n_layer = 2;
    s.layer[1] = (struct layer_stats){.mixer_ms = 1.5f, .n_used = 4, .linear = true};
    serve_count_answer(&c, 200);
    serve_count_answer(&c, 429);
    serve_metrics_text(&info, &s, &c, &now, &out);
    assert_true(has_line(&out, "flashmoe_phase{phase=\"decode\"} 1"));
    assert_true(has_line(&out, "flashmoe_decode_tok_s 12.5"));
    assert_null(strstr(out.data, "flashmoe_ttft_ms")); /* not known */
    assert_true(has_line(&out, "flashmoe_n_prompt_tok 42"));
    assert_true(has_line(&out, "flashmoe_expert_bytes 12345678901234"));
    assert_true(has_line(&out, "flashmoe_resident_known 1"));
    assert_true(has_line(&out, "flashmoe_disk_share_why{why=\"no disk\"} 1"));
    assert_true(
        has_line(&out, "flashmoe_layer_mixer_ms{layer=\"1\",kind=\"delta net\"} 1.5"));
    assert_null(strstr(out.data, "flashmoe_layer_mixer_ms{layer=\"0\""));
    assert_true(
        has_line(&out, "flashmoe_layer_n_used{layer=\"0\",kind=\"attention\"} 0"));
    assert_non_null(
        strstr(out.data, "flashmoe_model{name=\"a\\\"b\\\\c\\nd\",family=\"f\""));
    assert_true(has_line(&out, "flashmoe_server_answers_total{status=\"429\"} 1"));
    assert_true(has_line(&out, "flashmoe_server_waiting 2"));
    strbuf_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_answer_has_message_and_usage),
        cmocka_unit_test(a_stream_is_head_pieces_finish_usage_and_end),
        cmocka_unit_test(a_text_completion_has_its_own_form),
        cmocka_unit_test(log_probabilities_are_told_once_with_their_bytes),
        cmocka_unit_test(parts_of_a_character_are_told_from_each_other),
        cmocka_unit_test(faults_have_the_form_of_the_api),
        cmocka_unit_test(metrics_are_the_numbers_of_the_panels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
