/* The parts of the remote engine that need no server: addresses, requests, pieces of answers,
 * lists of models, what a server says when it refuses, numbers of a flashmoe server. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "net/remote_fault.h"
#include "net/remote_metrics.h"
#include "net/remote_models.h"
#include "net/remote_reply.h"
#include "net/remote_request.h"
#include "net/remote_url.h"

/* ---- addresses ---- */

static void is_url(const char *text, const char *base, const char *root, bool loopback)
{
    struct remote_url u;
    struct error err = {0};
    assert_true(remote_url_parse(&u, text, &err));
    assert_string_equal(u.base, base);
    assert_string_equal(u.root, root);
    assert_int_equal(u.loopback, loopback);
    assert_int_equal(u.encrypted, strncmp(base, "https", 5) == 0);
    remote_url_finish(&u);
}

static void addresses_get_one_form(void **state)
{
    is_url("http://gpu7:8000", "http://gpu7:8000/v1", "http://gpu7:8000", false);
    is_url("http://gpu7:8000/", "http://gpu7:8000/v1", "http://gpu7:8000", false);
    is_url("http://gpu7:8000/v1///", "http://gpu7:8000/v1", "http://gpu7:8000", false);
    is_url("https://h/openai/v1", "https://h/openai/v1", "https://h/openai", false);
    is_url("https://h/api/v3", "https://h/api/v3", "https://h/api/v3", false);
    is_url("localhost:8080", "http://localhost:8080/v1", "http://localhost:8080", true);
    is_url("127.1.2.3:80", "http://127.1.2.3:80/v1", "http://127.1.2.3:80", true);
    is_url("[::1]:8080", "http://[::1]:8080/v1", "http://[::1]:8080", true);
    is_url("gpu7", "https://gpu7/v1", "https://gpu7", false);
}

/* What looks like this machine and is not must not get a key over http. */
static void loopback_is_only_loopback(void **state)
{
    is_url("http://localhost.example", "http://localhost.example/v1",
           "http://localhost.example", false);
    is_url("http://127.0.0.1.example", "http://127.0.0.1.example/v1",
           "http://127.0.0.1.example", false);
    is_url("http://128.0.0.1", "http://128.0.0.1/v1", "http://128.0.0.1", false);
}

static void other_addresses_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "http://",
        "http://a b",
        "ftp://h",
        "file:///etc/passwd",
        "http://h?q",
        "http://u:p@h/v1",
        "http://u@h/",
        "http://h/#f",
        "http://h:99999",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct remote_url u;
        struct error err = {0};
        assert_false(remote_url_parse(&u, bad[i], &err));
        assert_true(err.msg[0]);
        remote_url_finish(&u);
    }
}

/* ---- requests ---- */

static json_t *request(const struct engine_request *r)
{
    struct error err = {0};
    char *text = remote_request_json(r, "m", &err);
    json_t *o = text ? json_loads(text, 0, NULL) : NULL;
    free(text);
    return o;
}

static const struct sample_params unset = {.temperature = NAN,
                                           .top_k = -1,
                                           .top_p = NAN,
                                           .min_p = NAN,
                                           .presence_penalty = NAN,
                                           .frequency_penalty = NAN,
                                           .repetition_penalty = NAN};

static void what_is_not_set_is_not_asked_for(void **state)
{
    struct message m[] = {{.role = ROLE_USER, .content = (char[]){"Hi"}}};
    struct engine_request r = {
        .messages = m, .n_messages = 1, .thinking = true, .sampling = unset};
    json_t *o = request(&r);
    assert_int_equal(json_object_size(o), 4);
    assert_true(json_is_true(json_object_get(o, "stream")));
    json_decref(o);
    r.sampling.temperature = 0;
    r.sampling.top_k = 0;
    r.sampling.seed = UINT64_MAX;
    o = request(&r);
    assert_true(json_number_value(json_object_get(o, "temperature")) == 0);
    assert_true(json_is_integer(json_object_get(o, "top_k")));
    assert_true(json_integer_value(json_object_get(o, "seed")) == INT64_MAX);
    json_decref(o);
}

/* A call that the user stopped has no result, which servers refuse. */
static void every_call_has_a_result(void **state)
{
    struct tool_call calls[] = {
        {.id = (char[]){"a"}, .name = (char[]){"t"}, .arguments = (char[]){"{}"}},
        {.id = (char[]){"b"}, .name = (char[]){"t"}, .arguments = (char[]){"{}"}}};
    struct message m[] = {
        {.role = ROLE_USER, .content = (char[]){"Hi"}},
        {.role = ROLE_ASSISTANT,
         .thinking = (char[]){"hm"},
         .calls = calls,
         .n_calls = 2},
        {.role = ROLE_TOOL, .content = (char[]){"1"}, .tool_call_id = (char[]){"b"}},
        {.role = ROLE_USER, .content = (char[]){"More"}}};
    struct engine_request r = {
        .messages = m, .n_messages = 4, .thinking = true, .sampling = unset};
    json_t *o = request(&r), *list = json_object_get(o, "messages");
    assert_int_equal(json_array_size(list), 5);
    const json_t *made = json_array_get(list, 2);
    assert_string_equal(json_string_value(json_object_get(made, "tool_call_id")), "a");
    assert_true(json_is_null(json_object_get(json_array_get(list, 1), "content")));
    /* Old thinking is not sent; that of the running answer is. */
    assert_null(json_object_get(json_array_get(list, 1), "reasoning_content"));
    json_decref(o);
    r.n_messages = 3;
    o = request(&r);
    list = json_object_get(o, "messages");
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(list, 1), "reasoning_content")),
        "hm");
    json_decref(o);
}

static void an_answer_is_gone_on_with_where_it_has_a_word(void **state)
{
    struct message m[] = {{.role = ROLE_USER, .content = (char[]){"Hi"}},
                          {.role = ROLE_ASSISTANT, .content = (char[]){"Well"}}};
    struct engine_request r = {.messages = m,
                               .n_messages = 2,
                               .thinking = true,
                               .continue_last = true,
                               .sampling = unset};
    json_t *o = request(&r);
    assert_true(json_is_true(json_object_get(o, "continue_final_message")));
    assert_true(json_is_false(json_object_get(o, "add_generation_prompt")));
    json_decref(o);
    m[1].content = NULL;
    m[1].thinking = (char[]){"hm"};
    assert_null(request(&r));
}

/* ---- pieces of an answer ---- */

struct heard {
    struct remote_reply *reply;
    struct strbuf text; /* "t:" and "a:" before a change of kind */
    enum engine_event_kind kind;
};

static void hear(void *ctx, enum engine_event_kind kind, const char *text, size_t len)
{
    struct heard *h = ctx;
    assert_true(len > 0 && !memchr(text, 0, len));
    if (h->kind != kind)
        strbuf_adds(&h->text, kind == ENGINE_THINKING ? "t:" : "a:");
    h->kind = kind;
    strbuf_add(&h->text, text, len);
}

static enum remote_take take(struct heard *h, const char *json)
{
    struct remote_fault fault;
    struct error err = {0};
    return remote_reply_take(h->reply, json, strlen(json), &fault, &err);
}

static void begin(struct heard *h)
{
    *h = (struct heard){.kind = ENGINE_END};
    h->reply = remote_reply_create(hear, h, "sk-1234");
}

static void end(struct heard *h, const char *want)
{
    remote_reply_end(h->reply);
    assert_string_equal(h->text.data ? h->text.data : "", want);
    strbuf_finish(&h->text);
    remote_reply_destroy(h->reply);
}

static void text_of_all_forms_is_heard(void **state)
{
    struct heard h;
    begin(&h);
    take(&h, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"content\":\"\\n\\nA\"}}]}");
    take(
        &h,
        "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"B\"}]}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"content\":\"C\\u0000D\"}}]}");
    take(&h, "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}");
    take(&h, "{\"choices\":[]}");
    end(&h, "t:hma:ABCD");
}

/* Cut anywhere, also inside the tags. */
static void thinking_may_be_the_answers_beginning(void **state)
{
    static const char whole[] = "\n<think>\nI <b> </think\nx</think>\n\nYes <think> no";
    for (size_t piece = 1; piece < sizeof(whole); piece++) {
        struct heard h;
        begin(&h);
        for (size_t at = 0; at < sizeof(whole) - 1; at += piece) {
            char part[sizeof(whole)];
            snprintf(part, sizeof(part), "%.*s", (int)piece, whole + at);
            json_t *o = json_pack("{s:[{s:{s:s}}]}", "choices", "delta", "content", part);
            char *json = json_dumps(o, JSON_COMPACT);
            assert_int_equal(take(&h, json), REMOTE_TAKEN);
            free(json);
            json_decref(o);
        }
        end(&h, "t:I <b> </think\nxa:Yes <think> no");
    }
    struct heard h;
    begin(&h);
    take(&h, "{\"choices\":[{\"delta\":{\"content\":\" <thin\"}}]}");
    end(&h, "a: <thin");
}

static void calls_are_put_together(void **state)
{
    struct heard h;
    struct message m;
    begin(&h);
    /* by index; a server that counts all as 0 and differs in ids; one without either */
    take(&h, "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"x\","
             "\"function\":"
             "{\"name\":\"a\",\"arguments\":\"{\\\"k\\\":\"}}]}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
             "{\"arguments\":\"1}\"}}]}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"y\","
             "\"function\":"
             "{\"name\":\"b\",\"arguments\":{\"z\":2}}}]}}]}");
    take(&h, "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":7,\"function\":"
             "{\"name\":\"c\"}}]},\"finish_reason\":\"tool_calls\"}]}");
    assert_string_equal(remote_reply_finish(h.reply), "tool_calls");
    remote_reply_message(h.reply, true, "u", &m);
    assert_int_equal(m.n_calls, 3);
    assert_string_equal(m.calls[0].arguments, "{\"k\":1}");
    assert_string_equal(m.calls[1].id, "y");
    assert_string_equal(m.calls[1].arguments, "{\"z\":2}");
    assert_string_equal(m.calls[2].id, "call_u_2");
    assert_string_equal(m.calls[2].arguments, "{}");
    message_finish(&m);
    remote_reply_message(h.reply, false, "u", &m);
    assert_int_equal(m.n_calls, 0);
    assert_true(remote_reply_problem(h.reply)[0]);
    message_finish(&m);
    end(&h, "");
}

static void take_part(struct heard *h, const char *name, const char *args)
{
    json_t *o = json_pack("{s:[{s:{s:[{s:{s:s,s:s}}]}}]}", "choices", "delta",
                          "tool_calls", "function", "name", name, "arguments", args);
    char *json = json_dumps(o, JSON_COMPACT);
    assert_int_equal(take(h, json), REMOTE_TAKEN);
    free(json);
    json_decref(o);
}

/* A whole call behind a whole one is another; each piece of a call in pieces is not, however
 * many there are: were all that came so far parsed for each of them, this would take an hour. */
static void a_name_in_every_piece_is_one_call(void **state)
{
    enum {
        N = 1 << 18
    };
    struct heard h;
    struct message m;
    begin(&h);
    take_part(&h, "a", "{\"k\":1}");
    take_part(&h, "b", "{\"k\":\"");
    for (int i = 0; i < N; i++)
        take_part(&h, "b", "four");
    take_part(&h, "b", "\"}");
    remote_reply_message(h.reply, true, "u", &m);
    assert_int_equal(m.n_calls, 2);
    assert_string_equal(m.calls[0].arguments, "{\"k\":1}");
    assert_string_equal(m.calls[1].name, "b");
    assert_int_equal(strlen(m.calls[1].arguments), 4 * N + 8);
    message_finish(&m);
    end(&h, "");
}

static void nonsense_is_told_from_faults(void **state)
{
    static const char *const broken[] = {
        "",
        "[]",
        "{",
        "12",
        "{\"choices\":3}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[1]}}]}",
    };
    struct heard h;
    begin(&h);
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        assert_int_equal(take(&h, broken[i]), REMOTE_BROKEN);
    assert_int_equal(take(&h, "{\"error\":{\"message\":\"x\"}}"), REMOTE_FAULT);
    assert_int_equal(take(&h, "{\"error\":null,\"choices\":[]}"), REMOTE_TAKEN);
    assert_int_equal(take(&h, "{\"choices\":[{\"delta\":5}]}"), REMOTE_TAKEN);
    /* more calls than anybody makes */
    enum remote_take rc = REMOTE_TAKEN;
    for (int i = 0; i < 200 && rc == REMOTE_TAKEN; i++) {
        char json[128];
        snprintf(json, sizeof(json),
                 "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d}]}}]}", i);
        rc = take(&h, json);
    }
    assert_int_equal(rc, REMOTE_BROKEN);
    end(&h, "");
}

static void counts_are_the_servers(void **state)
{
    struct heard h;
    begin(&h);
    assert_false(remote_reply_usage(h.reply)->known);
    take(&h, "{\"choices\":[],\"usage\":{}}");
    take(&h, "{\"choices\":[],\"usage\":{\"prompt_tokens\":9}}");
    assert_false(remote_reply_usage(h.reply)->known); /* nothing was counted */
    take(&h, "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":"
             "99999999999,"
             "\"prompt_tokens_details\":null},\"timings\":{\"cache_n\":4,"
             "\"prompt_per_second\":5.5,\"predicted_per_second\":-1}}");
    const struct remote_usage *u = remote_reply_usage(h.reply);
    assert_true(u->known && u->n_prompt_tok == 9 && u->n_reused_tok == 4);
    assert_int_equal(u->n_generated_tok, INT32_MAX);
    assert_true(u->prefill_tok_s == 5.5 && isnan(u->decode_tok_s));
    end(&h, "");
}

/* ---- refusals ---- */

static void says(const char *body, const char *want, bool full)
{
    struct remote_fault f;
    remote_fault_from_body(&f, body, strlen(body), NULL);
    assert_string_equal(f.text, want);
    assert_int_equal(f.context_full, full);
}

static void refusals_are_read_in_every_form(void **state)
{
    says("{\"error\":{\"message\":\"a\\n b\"}}", "a b", false);
    says("{\"error\":\"a\"}", "a", false);
    says("{\"object\":\"error\",\"message\":\"a\"}", "a", false);
    says("{\"detail\":\"a\"}", "a", false);
    says("{\"detail\":[{\"loc\":[1],\"msg\":\"a\"}]}", "a", false);
    says("\"a\"", "a", false);
    says("<html><b>a</b>\x1b[31m b</html>", "a [31m b", false);
    says("", "", false);
    says("{}", "", false);
    says("{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"a\"}}", "a",
         true);
    says("{\"error\":{\"message\":\"This model's maximum context length is 9\"}}",
         "This model's maximum context length is 9", true);
}

static void a_long_refusal_ends_with_a_whole_character(void **state)
{
    for (size_t before = 0; before < 5; before++) {
        struct strbuf b = {0};
        struct remote_fault f;
        for (size_t i = 0; i < before; i++)
            strbuf_addc(&b, 'x');
        for (int i = 0; i < 400; i++)
            strbuf_adds(&b, "\xe6\xbc\xa2");
        remote_fault_from_body(&f, b.data, b.len, NULL);
        json_t *text = json_string(f.text); /* NULL: broken UTF-8 */
        assert_non_null(text);
        json_decref(text);
        strbuf_finish(&b);
    }
}

static void hides(const char *body, const char *key, const char *want)
{
    struct remote_fault f;
    remote_fault_from_body(&f, body, strlen(body), key);
    if (strcmp(f.text, want) != 0)
        fail_msg("%s: %s", body, f.text);
}

static void a_key_is_taken_out(void **state)
{
    static const char both[] = "key sk-1234 is wrong: sk-1234";
    hides(both, "sk-1234", "key *** is wrong: ***");
    hides("{\"error\":\"sk-1234\"}", "sk-1234", "***");
    hides("<b>sk-1234</b>", "sk-1234", "***");
    hides("{\"error\":{\"message\":\"not sk-12", "sk-1234",
          "{\"error\":{\"message\":\"not ***"); /* cut by who sent it */
    hides("ask", "sk-1234", "ask");
    hides(both, NULL, both);
    hides(both, "", both);
    hides(both, "key", both);
}

/* However long it is, and wherever the excerpt ends. */
static void no_part_of_a_key_is_left(void **state)
{
    char key[604] = "";
    for (size_t i = 0; i < sizeof(key) - 1; i++)
        key[i] = (char)('A' + i % 26);
    for (size_t before = 0; before < 400; before++)
        for (int json = 0; json < 2; json++) {
            struct strbuf b = {0};
            struct remote_fault f;
            strbuf_adds(&b, json ? "{\"error\":\"" : "");
            for (size_t i = 0; i < before; i++)
                strbuf_addc(&b, '.');
            strbuf_adds(&b, key);
            strbuf_adds(&b, json ? "\"}" : " is wrong");
            remote_fault_from_body(&f, b.data, b.len, key);
            assert_null(strstr(f.text, "ABCD"));
            assert_true(before > 300 || strstr(f.text, "***"));
            strbuf_finish(&b);
        }
}

static void a_key_in_a_stream_is_taken_out(void **state)
{
    static const char body[] = "{\"error\":{\"message\":\"Bearer sk-1234\"}}";
    struct heard h;
    struct remote_fault fault;
    struct error err = {0};
    begin(&h);
    assert_int_equal(remote_reply_take(h.reply, body, strlen(body), &fault, &err),
                     REMOTE_FAULT);
    assert_string_equal(fault.text, "Bearer ***");
    end(&h, "");
}

/* ---- models ---- */

static void lists_of_models_are_read(void **state)
{
    static const char good[] =
        "{\"data\":[{\"id\":\"a\",\"max_model_len\":4096,\"owned_by\":\"flashmoe\"},"
        "{\"id\":\"b\",\"meta\":{\"n_ctx\":512}},{\"id\":\"c\",\"context_length\":7},"
        "{\"id\":\"d\",\"max_model_len\":-3,\"meta\":[]},{\"id\":\"\"},{\"id\":4},5]}";
    static const char *const bad[] = {"", "[]", "{}", "{\"data\":{}}", "<html>"};
    struct remote_models m = {0};
    struct error err = {0};
    assert_true(remote_models_parse(&m, good, sizeof(good) - 1, &err));
    assert_int_equal(m.n, 4);
    assert_true(m.list[0].flashmoe && m.list[0].ctx_tok == 4096);
    assert_true(!m.list[1].flashmoe && m.list[1].ctx_tok == 512);
    assert_true(m.list[2].ctx_tok == 7 && m.list[3].ctx_tok == 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(remote_models_parse(&m, bad[i], strlen(bad[i]), &err));
    assert_ptr_equal(remote_models_find(&m, "c"), &m.list[2]);
    assert_null(remote_models_find(&m, "z"));
    assert_null(remote_models_find(&m, NULL));
    remote_models_finish(&m);
}

/* ---- numbers of a flashmoe server ---- */

static void metrics_fill_what_only_the_server_knows(void **state)
{
    static const char text[] =
        "# TYPE flashmoe_phase gauge\nflashmoe_phase{phase=\"decode\"} 1\n"
        "flashmoe_decode_tok_s 99\nflashmoe_prefill_tok_s 12.5\nflashmoe_n_prompt_tok "
        "40\n"
        "flashmoe_expert_bytes 5000000000\nflashmoe_resident_known 1\n"
        "flashmoe_page_cache_bytes 7e9\r\n"
        "flashmoe_disk_share_why{why=\"a \\\"b\\\" } c\"} 1\n"
        "flashmoe_layer_mixer_ms{layer=\"1\",kind=\"attention\"} 0.5\n"
        "flashmoe_layer_n_used{layer=\"0\",kind=\"delta net\"} 8\n"
        "flashmoe_layer_n_used{layer=\"999999\",kind=\"x\"} 8\n"
        "flashmoe_server_running 1\nother_thing "
        "3\nflashmoe_rss_bytes\nflashmoe_kv_bytes{";
    struct stats *s = calloc(1, sizeof(*s));
    s->phase = PHASE_PREFILL;
    s->decode_tok_s = (struct measure){3, true};
    s->round_trip_ms = (struct measure){4, true};
    s->experts_touched = (struct measure){0.5, true};
    assert_true(remote_metrics_take(s, text, sizeof(text) - 1));
    assert_int_equal(s->phase, PHASE_PREFILL); /* of our turn, measured here */
    assert_true(s->decode_tok_s.v == 3 && s->round_trip_ms.v == 4);
    assert_true(s->prefill_tok_s.v == 12.5 && s->n_prompt_tok == 40);
    assert_true(s->expert_bytes == 5000000000 && s->resident_known);
    assert_true(s->page_cache_bytes.valid && s->page_cache_bytes.v == 7e9);
    assert_false(s->experts_touched.valid); /* told no more */
    assert_string_equal(s->disk_share_why, "a \"b\" } c");
    assert_int_equal(s->n_layer, 2);
    assert_true(s->layer[0].linear && s->layer[0].n_used == 8);
    assert_true(!s->layer[1].linear && s->layer[1].mixer_ms == 0.5f);

    static const char shared[] = "flashmoe_n_prompt_tok 7\nflashmoe_server_running 2\n";
    assert_true(remote_metrics_take(s, shared, sizeof(shared) - 1));
    assert_int_equal(s->n_prompt_tok, 40); /* the number of somebody's answer */
    assert_int_equal(s->n_layer, 0);
    assert_false(remote_metrics_take(s, "a 1\n", 4));
    assert_false(remote_metrics_take(s, "", 0));
    free(s);
}

static void take_number(struct stats *s, const char *name, const char *value)
{
    char text[128];
    int len = snprintf(text, sizeof(text), "flashmoe_%s %s\n", name, value);
    assert_true(remote_metrics_take(s, text, (size_t)len));
}

/* Of what a server says some is nonsense: then the number is not known. */
static void numbers_that_cannot_be_are_not_known(void **state)
{
    static const char *const nonsense[] = {
        "-1",   "-0.5", "1e300",       "-1e300", "NaN",    "+Inf",
        "2e18", "-Inf", "-2147483649", "1e19",   "4.3e27", "-9223372036854775809"};
    struct stats *s = calloc(1, sizeof(*s));
    for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
        take_number(s, "prefill_tok_s", nonsense[i]);
        take_number(s, "memory_share", nonsense[i]);
        take_number(s, "gpu_used_bytes", nonsense[i]);
        assert_false(s->prefill_tok_s.valid || s->memory_share.valid);
        assert_false(s->gpu_used_bytes.valid);
        take_number(s, "n_prompt_tok", nonsense[i]);
        take_number(s, "dense_bytes", nonsense[i]);
        assert_int_equal(s->n_prompt_tok, 0);
        assert_int_equal(s->dense_bytes, 0);
        take_number(s, "layer_mixer_ms{layer=\"3\"}", nonsense[i]);
        assert_int_equal(s->n_layer, 0);
    }
    take_number(s, "n_prompt_tok", "2147483647");
    assert_int_equal(s->n_prompt_tok, 0);
    take_number(s, "memory_share", "10001");
    assert_false(s->memory_share.valid);
    take_number(s, "n_prompt_tok", "100000000");
    assert_int_equal(s->n_prompt_tok, 100000000);
    take_number(s, "dense_bytes", "1e18");
    assert_true(s->dense_bytes == UINT64_C(1000000000000000000));
    take_number(s, "memory_share", "1.5");
    assert_true(s->memory_share.valid && s->memory_share.v == 1.5);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_get_one_form),
        cmocka_unit_test(loopback_is_only_loopback),
        cmocka_unit_test(other_addresses_are_refused),
        cmocka_unit_test(what_is_not_set_is_not_asked_for),
        cmocka_unit_test(every_call_has_a_result),
        cmocka_unit_test(an_answer_is_gone_on_with_where_it_has_a_word),
        cmocka_unit_test(text_of_all_forms_is_heard),
        cmocka_unit_test(thinking_may_be_the_answers_beginning),
        cmocka_unit_test(calls_are_put_together),
        cmocka_unit_test(a_name_in_every_piece_is_one_call),
        cmocka_unit_test(nonsense_is_told_from_faults),
        cmocka_unit_test(counts_are_the_servers),
        cmocka_unit_test(refusals_are_read_in_every_form),
        cmocka_unit_test(a_long_refusal_ends_with_a_whole_character),
        cmocka_unit_test(a_key_is_taken_out),
        cmocka_unit_test(no_part_of_a_key_is_left),
        cmocka_unit_test(a_key_in_a_stream_is_taken_out),
        cmocka_unit_test(lists_of_models_are_read),
        cmocka_unit_test(metrics_fill_what_only_the_server_knows),
        cmocka_unit_test(numbers_that_cannot_be_are_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
