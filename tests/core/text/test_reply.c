#include "core/text/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

static const struct reply_marks marks = {"<think>", "</think>", "<tool_call>",
                                         "</tool_call>", CALL_XML};

/* What came out of one way of feeding. */
struct outcome {
    struct strbuf parts[2];
    struct message message;
    char *problem;
    bool cut; /* a piece was not whole characters */
};

static void on_text(void *ctx, enum reply_part part, const char *text, size_t len)
{
    struct outcome *o = ctx;
    assert_true(len > 0);
    if (utf8_check(text, len) >= 0)
        o->cut = true;
    strbuf_add(&o->parts[part], text, len);
}

static void outcome_finish(struct outcome *o)
{
    strbuf_finish(&o->parts[0]);
    strbuf_finish(&o->parts[1]);
    message_finish(&o->message);
    free(o->problem);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* chunk 0: all at once; n: n bytes at a time; -1: random sizes by *seed. */
static void run(struct outcome *o, const char *text, size_t len, bool thinking,
                const json_t *tools, int chunk, unsigned *seed)
{
    *o = (struct outcome){0};
    struct reply *r = reply_create(&marks, thinking, tools, on_text, o);
    for (size_t i = 0; i < len;) {
        size_t n = chunk == 0 ? len : chunk > 0 ? (size_t)chunk : next_random(seed) % 12;
        n = n > len - i ? len - i : n;
        char *copy = malloc(n + 1); /* exact size: reading past it is seen by ASan */
        memcpy(copy, text + i, n);
        reply_feed(r, copy, n);
        free(copy);
        i += n;
    }
    reply_end(r);
    reply_message(r, &o->message);
    o->problem = xstrdup(reply_problem(r));
    reply_destroy(r);
    assert_false(o->cut);
    assert_string_equal(o->message.content,
                        o->parts[REPLY_ANSWER].data ? o->parts[REPLY_ANSWER].data : "");
}

static void assert_same(const struct outcome *a, const struct outcome *b)
{
    const char *ta = a->message.thinking ? a->message.thinking : "(none)";
    const char *tb = b->message.thinking ? b->message.thinking : "(none)";
    assert_string_equal(ta, tb);
    assert_string_equal(a->message.content, b->message.content);
    assert_string_equal(a->problem, b->problem);
    assert_int_equal(a->message.n_calls, b->message.n_calls);
    for (int i = 0; i < a->message.n_calls; i++) {
        assert_string_equal(a->message.calls[i].name, b->message.calls[i].name);
        assert_string_equal(a->message.calls[i].arguments, b->message.calls[i].arguments);
    }
}

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of reading */
struct expected {
    const char *text;
    bool thinking_open;
    const char *thinking, *content; /* thinking NULL: none */
    const char *calls;              /* "name args;name args" */
    bool problem;
};

static json_t *tools;

static void assert_reply(const struct expected *e)
{
    size_t len = strlen(e->text);
    struct outcome whole;
    run(&whole, e->text, len, e->thinking_open, tools, 0, NULL);
    struct strbuf calls = {0};
    strbuf_adds(&calls, "");
    for (int i = 0; i < whole.message.n_calls; i++)
        strbuf_addf(&calls, "%s%s %s", i ? ";" : "", whole.message.calls[i].name,
                    whole.message.calls[i].arguments);
    if (strcmp(whole.message.content, e->content) != 0 ||
        strcmp(whole.message.thinking ? whole.message.thinking : "(none)",
               e->thinking ? e->thinking : "(none)") != 0 ||
        strcmp(calls.data, e->calls) != 0 || (*whole.problem != 0) != e->problem)
        fail_msg("%s\n thinking: %s\n content: %s\n calls: %s\n problem: %s", e->text,
                 whole.message.thinking ? whole.message.thinking : "(none)",
                 whole.message.content, calls.data, whole.problem);
    strbuf_finish(&calls);
    for (int chunk = 1; chunk < 14; chunk++) {
        struct outcome o;
        run(&o, e->text, len, e->thinking_open, tools, chunk, NULL);
        assert_same(&whole, &o);
        outcome_finish(&o);
    }
    /* Every place for a single cut. */
    for (size_t cut = 1; cut < len; cut++) {
        struct outcome o = {0};
        struct reply *r = reply_create(&marks, e->thinking_open, tools, on_text, &o);
        reply_feed(r, e->text, cut);
        reply_feed(r, e->text + cut, len - cut);
        reply_end(r);
        reply_message(r, &o.message);
        o.problem = xstrdup(reply_problem(r));
        reply_destroy(r);
        assert_same(&whole, &o);
        outcome_finish(&o);
    }
    outcome_finish(&whole);
}

static void assert_replies(const struct expected *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_reply(&e[i]);
}

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void thinking_and_answer_are_split(void **state)
{
    const struct expected e[] = {
        {"Hello.", false, NULL, "Hello.", ""},
        {"", false, NULL, "", ""},
        {"", true, NULL, "", ""},
        {"I think.\n</think>\n\nSo it is.", true, "I think.", "So it is.", ""},
        {"\n\n</think>\n\nSo.", true, NULL, "So.", ""},
        {"never closed", true, "never closed", "", ""},
        {"<think>\nown\n</think>\n\nanswer", false, "own", "answer", ""},
        {" \n<think>\nown\n</think>answer", false, "own", "answer", ""},
        {"\xe3\x80\x80<think>own</think>answer", false, "own", "answer", ""},
        {"<think>again\n</think>x", true, "again", "x", ""},
        {"a <think> b </think> c", false, "", "a <think> b </think> c", ""},
        {"t</think>a</think>b", true, "t", "a</think>b", ""},
        {"t</think><think>b", true, "t", "<think>b", ""},
        {"  a \n\n b \xe2\x80\xa8\n", false, NULL, "a \n\n b", ""},
        {"a < b <t <tool", false, NULL, "a < b <t <tool", ""},
        {"a </thin", true, "a </thin", "", ""},
        {"a << <<think", false, NULL, "a << <<think", ""},
    };
    assert_replies(e, N(e));
}

static void xml_calls_are_read_by_the_schema(void **state)
{
#define F(body) "<tool_call>\n<function=f>\n" body "</function>\n</tool_call>"
#define P(k, v) "<parameter=" k ">\n" v "\n</parameter>\n"
    const struct expected e[] = {
        {F(""), false, NULL, "", "f {}"},
        {"Let me.\n\n" F(P("s", "a b")) "\n", false, NULL, "Let me.",
         "f {\"s\": \"a b\"}"},
        {F(P("s", "12")), false, NULL, "", "f {\"s\": \"12\"}"},
        {F(P("s", "null")), false, NULL, "", "f {\"s\": \"null\"}"},
        {F(P("s", "\n two \n")), false, NULL, "", "f {\"s\": \"\\n two \\n\"}"},
        {F("<parameter=s>x</parameter>"), false, NULL, "", "f {\"s\": \"x\"}"},
        {F("<parameter=s>\n</parameter>"), false, NULL, "", "f {\"s\": \"\"}"},
        {F("<parameter=s></parameter>"), false, NULL, "", "f {\"s\": \"\"}"},
        {F("<parameter=s>\n\n</parameter>"), false, NULL, "", "f {\"s\": \"\"}"},
        {F(P("i", "12")), false, NULL, "", "f {\"i\": 12}"},
        {F(P("i", " -3 ")), false, NULL, "", "f {\"i\": -3}"},
        {F(P("i", "3.0")), false, NULL, "", "f {\"i\": 3}"},
        {F(P("i", "3.5")), false, NULL, "", "f {\"i\": \"3.5\"}"},
        {F(P("i", "many")), false, NULL, "", "f {\"i\": \"many\"}"},
        {F(P("i", "99999999999999999999")), false, NULL, "",
         "f {\"i\": \"99999999999999999999\"}"},
        {F(P("n", "2.5")), false, NULL, "", "f {\"n\": 2.5}"},
        {F(P("n", "2")), false, NULL, "", "f {\"n\": 2}"},
        {F(P("n", "0.1")), false, NULL, "", "f {\"n\": 0.1}"},
        {F(P("b", "true")), false, NULL, "", "f {\"b\": true}"},
        {F(P("b", "False")), false, NULL, "", "f {\"b\": false}"},
        {F(P("b", "maybe")), false, NULL, "", "f {\"b\": \"maybe\"}"},
        {F(P("b", "null")), false, NULL, "", "f {\"b\": null}"},
        {F(P("i", "None")), false, NULL, "", "f {\"i\": null}"},
        {F(P("a", "[1, {\"x\": null}]")), false, NULL, "",
         "f {\"a\": [1, {\"x\": null}]}"},
        {F(P("a", "[1, ")), false, NULL, "", "f {\"a\": \"[1, \"}"},
        {F(P("o", "{\"k\": 1}")), false, NULL, "", "f {\"o\": {\"k\": 1}}"},
        {F(P("o", "[1]")), false, NULL, "", "f {\"o\": \"[1]\"}"},
        {F(P("sn", "null")), false, NULL, "", "f {\"sn\": null}"},
        {F(P("sn", "5")), false, NULL, "", "f {\"sn\": \"5\"}"},
        {F(P("in", "null")), false, NULL, "", "f {\"in\": null}"},
        {F(P("any", "7")), false, NULL, "", "f {\"any\": 7}"},
        {F(P("unknown", "5")), false, NULL, "", "f {\"unknown\": \"5\"}"},
        {F(P("s", "1") P("i", "2") P("s", "3")), false, NULL, "",
         "f {\"s\": \"3\", \"i\": 2}"},
        {"<tool_call><function=g><parameter=i>5</parameter></function></tool_call>",
         false, NULL, "", "g {\"i\": \"5\"}"},
        /* Marks as text of a value. */
        {F(P("s", "a</parameter>b")), false, NULL, "", "f {\"s\": \"a</parameter>b\"}"},
        {F(P("s", "a</tool_call>b")), false, NULL, "", "f {\"s\": \"a</tool_call>b\"}"},
        {F(P("s", "a<think>b</think>")), false, NULL, "",
         "f {\"s\": \"a<think>b</think>\"}"},
    };
    assert_replies(e, N(e));
}

static void json_calls_are_read(void **state)
{
    const struct expected e[] = {
        {"<tool_call>\n{\"name\": \"f\", \"arguments\": {\"i\": \"5\"}}\n</tool_call>",
         false, NULL, "", "f {\"i\": \"5\"}"},
        {"<tool_call>{\"name\": \"f\", \"arguments\": \"{\\\"i\\\": 5}\"}</tool_call>",
         false, NULL, "", "f {\"i\": 5}"},
        {"<tool_call>{\"name\": \"f\"}</tool_call>", false, NULL, "", "f {}"},
        {"<tool_call>{\"name\":\"f\",\"arguments\":{\"s\":\"</tool_call>\"}}</tool_call>",
         false, NULL, "", "f {\"s\": \"</tool_call>\"}"},
    };
    assert_replies(e, N(e));
}

static void several_calls_and_thinking_mix(void **state)
{
    const struct expected e[] = {
        {"I need it.\n</think>\n\n" F(P("i", "1")) "\n" F(P("i", "2")), true,
         "I need it.", "", "f {\"i\": 1};f {\"i\": 2}"},
        {"I need it.\n" F(""), true, "I need it.", "", "f {}"},
        {"I need it.\n" F("") "\n</think>\nrest", true, "I need it.", "</think>\nrest",
         "f {}"},
        {"one" F("") "two" F("") " three", false, NULL, "onetwo three", "f {};f {}"},
    };
    assert_replies(e, N(e));
}

static void calls_without_the_opening_mark_are_read(void **state)
{
#define B(body) "<function=f>\n" body "</function>"
    const struct expected e[] = {
        {B("") "\n</tool_call>", false, NULL, "", "f {}"},
        {"Let me.\n\n" B(P("i", "5")) "\n</tool_call>", false, NULL, "Let me.",
         "f {\"i\": 5}"},
        {"t\n</think>\n\n" B(P("i", "5")) "\n</tool_call>", true, "t", "",
         "f {\"i\": 5}"},
        {"t</think>" B(P("i", "5")), true, "t", "", "f {\"i\": 5}"},
        {B(P("s", "x")), false, NULL, "", "f {\"s\": \"x\"}"},
        {B(P("s", "x")) "\n\n", false, NULL, "", "f {\"s\": \"x\"}"},
        {B(P("i", "1")) "\n" B(P("i", "2")) "\n</tool_call>", false, NULL, "",
         "f {\"i\": 1};f {\"i\": 2}"},
        {B(P("i", "1")) "\n</tool_call>\n" B(P("i", "2")), false, NULL, "",
         "f {\"i\": 1};f {\"i\": 2}"},
        {B("") F(""), false, NULL, "", "f {};f {}"},
        {F("") "\n" B(""), false, NULL, "", "f {};f {}"},
        {B("") "\nDone </tool_x", false, NULL, "Done </tool_x", "f {}"},
        {B(P("s", "a</function>b")) "\n</tool_call>", false, NULL, "",
         "f {\"s\": \"a</function>b\"}"},
        {B(P("s", "a</function>\n<function=f>b")) "x", false, NULL, "x",
         "f {\"s\": \"a</function>\\n<function=f>b\"}"},
        {B(P("s", "a</tool_call>b")) "\n</tool_call>", false, NULL, "",
         "f {\"s\": \"a</tool_call>b\"}"},
        /* Not the beginning of a line, no tool, not in the thinking, not finished. */
        {"It is " B(""), false, NULL, "It is " B(""), ""},
        {"<function=g>\n</function>", false, NULL, "<function=g>\n</function>", ""},
        {"<function=ff>", false, NULL, "<function=ff>", ""},
        {"<function=f x>", false, NULL, "<function=f x>", ""},
        {"<function=", false, NULL, "<function=", ""},
        {"<function=f", false, NULL, "<function=f", ""},
        {B("") "\n</think>a", true, B(""), "a", ""},
        {"<function=f>\nand so on", false, NULL, "<function=f>\nand so on", "", true},
    };
    assert_replies(e, N(e));
}

static void what_is_no_call_is_shown(void **state)
{
    const struct expected e[] = {
        {"Write <tool_call> to call.", false, NULL, "Write <tool_call> to call.", ""},
        {"Write <tool_call>", false, NULL, "Write <tool_call>", ""},
        {"<tool_call>\n<func", false, NULL, "<tool_call>\n<func", ""},
        {"<tool_call> \n <b>x</b>", false, NULL, "<tool_call> \n <b>x</b>", ""},
        {"hm, <tool_call> is a mark\n</think>ok", true, "hm, <tool_call> is a mark", "ok",
         ""},
        {"a</tool_call>b", false, NULL, "a</tool_call>b", ""},
        {"a<tool_cal", false, NULL, "a<tool_cal", ""},
    };
    assert_replies(e, N(e));
}

static void broken_calls_are_shown_and_reported(void **state)
{
    const struct expected e[] = {
        {"<tool_call>\n<function=f>\n<parameter=s>\nx\n</function>\n</tool_call>", false,
         NULL, "<tool_call>\n<function=f>\n<parameter=s>\nx\n</function>\n</tool_call>",
         "", true},
        {"<tool_call>\n<function=f>\n</tool_call>\nsorry", false, NULL,
         "<tool_call>\n<function=f>\n</tool_call>\nsorry", "", true},
        {"<tool_call>\n<function=f>\n</tool_call>\n" F(""), false, NULL,
         "<tool_call>\n<function=f>\n</tool_call>", "f {}", true},
        {"<tool_call>\n<function=>\n</function>\n</tool_call>", false, NULL,
         "<tool_call>\n<function=>\n</function>\n</tool_call>", "", true},
        {"<tool_call>{\"name\": 5}</tool_call>x", false, NULL,
         "<tool_call>{\"name\": 5}</tool_call>x", "", true},
        {"<tool_call>{\"name\": \"f\", \"arguments\": [1]}</tool_call>", false, NULL,
         "<tool_call>{\"name\": \"f\", \"arguments\": [1]}</tool_call>", "", true},
        {"<tool_call>{broken}</tool_call>", false, NULL,
         "<tool_call>{broken}</tool_call>", "", true},
        {"a\n" F("x"), false, NULL, "a\n" F("x"), "", true},
        {"think " F("x") " on\n</think>done", true, "think " F("x") " on", "done", "",
         true},
        /* Never closed. */
        {"<tool_call>\n<function=f>\n" P("s", "v") "</function>\n", false, NULL, "",
         "f {\"s\": \"v\"}"},
        {"<tool_call>{\"name\": \"f\"}", false, NULL, "", "f {}"},
        {"<tool_call>\n<function=f>\n<parameter=s>\nv", false, NULL,
         "<tool_call>\n<function=f>\n<parameter=s>\nv", "", true},
    };
    assert_replies(e, N(e));
}

static void characters_stay_whole_and_bad_bytes_are_replaced(void **state)
{
#define R "\xef\xbf\xbd"
    const struct expected e[] = {
        {"h\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x99\x82", false, NULL,
         "h\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x99\x82", ""},
        {"a\xff\xfe z", false, NULL, "a" R R " z", ""},
        {"a\xe6\x97z", false, NULL, "a" R R "z", ""},
        {"a\xf0\x9f", false, NULL, "a" R R, ""},
        {"\xed\xa0\x80", false, NULL, R R R, ""},
        {F(P("s", "\xf0\x9f\x99\x82\xff")), false, NULL, "",
         "f {\"s\": \"\xf0\x9f\x99\x82" R "\"}"},
    };
    assert_replies(e, N(e));
}

static void text_is_shown_as_soon_as_it_is_certain(void **state)
{
    struct outcome o = {0};
    struct reply *r = reply_create(&marks, false, NULL, on_text, &o);
    reply_feed(r, "Hello", 5);
    assert_string_equal(o.parts[REPLY_ANSWER].data, "Hello");
    reply_feed(r, " ", 1);
    assert_string_equal(o.parts[REPLY_ANSWER].data, "Hello");
    reply_feed(r, "you <", 5);
    assert_string_equal(o.parts[REPLY_ANSWER].data, "Hello you");
    reply_feed(r, "3", 1);
    assert_string_equal(o.parts[REPLY_ANSWER].data, "Hello you <3");
    reply_end(r);
    reply_end(r);
    reply_destroy(r);
    reply_destroy(NULL);
    outcome_finish(&o);
}

static void transcripts_are_understood(void **state)
{
    char *path = path_join(getenv("FLASHMOE_TEST_DATA"), "demo/transcripts.json");
    json_t *all = json_load_file(path, 0, NULL);
    int n_calls = 0, n_thoughts = 0;
    size_t i;
    json_t *item;
    json_array_foreach(all, i, item)
    {
        const char *prompt = json_string_value(json_object_get(item, "prompt"));
        const char *greedy = json_string_value(json_object_get(item, "greedy"));
        const char *end = strstr(greedy, "<|im_end|>");
        struct outcome o;
        run(&o, greedy, (size_t)(end - greedy), !strstr(strrchr(prompt, '|'), "</think>"),
            NULL, 3, NULL);
        assert_string_equal(o.problem, "");
        assert_null(strstr(o.message.content, "think>"));
        assert_null(strstr(o.message.content, "tool_call>"));
        bool thinks = !strstr(strrchr(prompt, '|'), "</think>");
        assert_int_equal(o.message.thinking != NULL, thinks);
        assert_int_equal(o.message.n_calls, strstr(greedy, "<tool_call>") != NULL);
        n_calls += o.message.n_calls;
        n_thoughts += thinks;
        outcome_finish(&o);
    }
    assert_true(n_calls >= 3 && n_thoughts >= 3);
    json_decref(all);
    free(path);
}

static void any_soup_gives_the_same_however_it_is_cut(void **state)
{
    static const char *const words[] = {"<think>",
                                        "</think>",
                                        "<tool_call>",
                                        "</tool_call>",
                                        "<function=",
                                        "f",
                                        ">",
                                        "</function>",
                                        "<parameter=",
                                        "s",
                                        "</parameter>",
                                        "\n",
                                        " ",
                                        "<",
                                        "</",
                                        "{",
                                        "}",
                                        "{\"name\": \"f\", \"arguments\": {}}",
                                        "\xe6\x97\xa5",
                                        "\xff",
                                        "\xf0\x9f",
                                        "tool",
                                        "<function=f>\n",
                                        "<parameter=i>\n5\n</parameter>",
                                        "</function>\n</tool_call>",
                                        "<tool_call>\n<function=f>\n",
                                        "\xe3\x80\x80",
                                        "text",
                                        "\"",
                                        "null"};
    unsigned seed = 12345;
    for (int round = 0; round < 3000; round++) {
        struct strbuf soup = {0};
        strbuf_adds(&soup, "");
        int n = (int)(next_random(&seed) % 40);
        for (int i = 0; i < n; i++) {
            if (next_random(&seed) % 16 == 0)
                strbuf_addc(&soup, (char)next_random(&seed));
            else
                strbuf_adds(&soup, words[next_random(&seed) % N(words)]);
        }
        bool thinking = next_random(&seed) % 2;
        struct outcome whole, bytes, random;
        run(&whole, soup.data, soup.len, thinking, tools, 0, NULL);
        run(&bytes, soup.data, soup.len, thinking, tools, 1, NULL);
        run(&random, soup.data, soup.len, thinking, tools, -1, &seed);
        assert_same(&whole, &bytes);
        assert_same(&whole, &random);
        outcome_finish(&whole);
        outcome_finish(&bytes);
        outcome_finish(&random);
        strbuf_finish(&soup);
    }
}

static void long_replies_take_linear_time(void **state)
{
    static const char *const units[] = {"word ",
                                        " ",
                                        "<",
                                        "</tool_call>",
                                        "<tool_call>",
                                        "<tool_call>{</tool_call>",
                                        "<tool_call><function=f>",
                                        "<function=f>\n</function>\n",
                                        "\n<function=f>\n",
                                        "</parameter>",
                                        "</function>",
                                        "\n<function=f>",
                                        "\n<function=",
                                        "<think>",
                                        "\xff"};
    for (size_t u = 0; u < N(units); u++)
        for (int start = 0; start < 4; start++) {
            static const char *const starts[] = {
                "", "<tool_call><function=f><parameter=s>", "<function=f><parameter=s>",
                "<function=f></function>"};
            struct strbuf text = {0};
            strbuf_adds(&text, starts[start]);
            while (text.len < 1 << 17)
                strbuf_adds(&text, units[u]);
            clock_t t = clock(); /* processor time */
            struct outcome o;
            run(&o, text.data, text.len, false, tools, 1, NULL);
            double s = (double)(clock() - t) / CLOCKS_PER_SEC;
            if (s > 2)
                fail_msg("128 KiB of '%s' after '%s' took %.1f s", units[u],
                         starts[start], s);
            outcome_finish(&o);
            strbuf_finish(&text);
        }
}

static int load_tools(void **state)
{
    tools = json_loads(
        "[{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {"
        "\"type\": \"object\", \"properties\": {\"s\": {\"type\": \"string\"},"
        "\"i\": {\"type\": \"integer\"}, \"n\": {\"type\": \"number\"},"
        "\"b\": {\"type\": \"boolean\"}, \"a\": {\"type\": \"array\"},"
        "\"o\": {\"type\": \"object\"}, \"sn\": {\"type\": [\"string\", \"null\"]},"
        "\"in\": {\"type\": [\"integer\", \"null\"]},"
        "\"any\": {\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"boolean\"}]},"
        "\"unknown\": {\"type\": \"date\"}}}}}]",
        0, NULL);
    return tools ? 0 : -1;
}

static int free_tools(void **state)
{
    json_decref(tools);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thinking_and_answer_are_split),
        cmocka_unit_test(xml_calls_are_read_by_the_schema),
        cmocka_unit_test(json_calls_are_read),
        cmocka_unit_test(several_calls_and_thinking_mix),
        cmocka_unit_test(calls_without_the_opening_mark_are_read),
        cmocka_unit_test(what_is_no_call_is_shown),
        cmocka_unit_test(broken_calls_are_shown_and_reported),
        cmocka_unit_test(characters_stay_whole_and_bad_bytes_are_replaced),
        cmocka_unit_test(text_is_shown_as_soon_as_it_is_certain),
        cmocka_unit_test(transcripts_are_understood),
        cmocka_unit_test(any_soup_gives_the_same_however_it_is_cut),
        cmocka_unit_test(long_replies_take_linear_time),
    };
    return cmocka_run_group_tests_name("core/reply", tests, load_tools, free_tools);
}
