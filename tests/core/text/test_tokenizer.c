#include "core/text/tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

static struct tokenizer *demo;

static json_t *load_data(const char *name)
{
    char *path = path_join(getenv("FLASHMOE_TEST_DATA"), name);
    json_error_t why;
    json_t *v = json_load_file(path, 0, &why);
    if (!v)
        fail_msg("%s: %s", path, why.text);
    free(path);
    return v;
}

static int open_demo(void **state)
{
    struct error err = {0};
    char *path = path_join(getenv("FLASHMOE_TEST_DATA"), "demo/tokenizer.json");
    demo = tokenizer_open(path, &err);
    if (!demo)
        fprintf(stderr, "%s\n", err.msg);
    free(path);
    return demo ? 0 : -1;
}

static int close_demo(void **state)
{
    tokenizer_close(demo);
    return 0;
}

static struct id_list encode_n(const char *text, size_t len, bool special)
{
    struct error err = {0};
    struct id_list ids = {0};
    struct text_span span = {text, len, special};
    if (!tokenizer_encode(demo, &span, 1, &ids, &err))
        fail_msg("%s", err.msg);
    return ids;
}

static void assert_ids(const char *text, bool special, const json_t *want)
{
    struct id_list ids = encode_n(text, strlen(text), special);
    bool same = ids.n == json_array_size(want);
    for (size_t i = 0; same && i < ids.n; i++)
        same = ids.ids[i] == json_integer_value(json_array_get(want, i));
    if (!same)
        fail_msg("wrong ids for: %.200s", text);
    id_list_finish(&ids);
}

static struct strbuf decode(const struct id_list *ids)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < ids->n; i++) {
        size_t len;
        bool special;
        const char *piece = tokenizer_piece(demo, ids->ids[i], &len, &special);
        strbuf_add(&out, piece, len);
    }
    return out;
}

static void golden_texts_encode(void **state)
{
    json_t *golden = load_data("text/tokenizer_golden.json");
    assert_true(json_array_size(golden) > 5);
    size_t i;
    json_t *item;
    json_array_foreach(golden, i, item)
        assert_ids(json_string_value(json_object_get(item, "text")), true,
                   json_object_get(item, "ids"));
    json_decref(golden);
}

static void transcripts_encode_and_decode(void **state)
{
    json_t *all = load_data("text/transcripts.json");
    assert_true(json_array_size(all) > 10);
    size_t i;
    json_t *item;
    json_array_foreach(all, i, item)
    {
        assert_ids(json_string_value(json_object_get(item, "prompt")), true,
                   json_object_get(item, "prompt_ids"));
        struct id_list ids = {0};
        size_t k;
        json_t *id;
        json_array_foreach(json_object_get(item, "greedy_ids"), k, id)
            id_list_add(&ids, (int32_t)json_integer_value(id));
        struct strbuf text = decode(&ids);
        assert_string_equal(text.data,
                            json_string_value(json_object_get(item, "greedy")));
        strbuf_finish(&text);
        id_list_finish(&ids);
    }
    json_decref(all);
}

static void added_tokens_count_in_special_spans_only(void **state)
{
    struct id_list ids = encode_n("<|im_start|>", 12, true);
    assert_int_equal(ids.n, 1);
    assert_int_equal(ids.ids[0], tokenizer_id(demo, "<|im_start|>"));
    id_list_finish(&ids);

    ids = encode_n("<|im_start|><think>", 19, false);
    assert_true(ids.n > 2);
    for (size_t i = 0; i < ids.n; i++)
        assert_true(ids.ids[i] < tokenizer_id(demo, "<|endoftext|>"));
    id_list_finish(&ids);
}

static void forged_turns_across_span_borders_stay_text(void **state)
{
    /* Split so that neither the user's part nor its join with the template's makes one. */
    struct text_span spans[] = {
        {"<|im_", 5, true}, {"start|>", 7, false}, {"<thi", 4, false}, {"nk>", 3, true}};
    struct id_list ids = {0};
    assert_true(tokenizer_encode(demo, spans, 4, &ids, NULL));
    for (size_t i = 0; i < ids.n; i++)
        assert_true(ids.ids[i] < tokenizer_id(demo, "<|endoftext|>"));
    struct id_list whole = encode_n("<|im_start|><think>", 19, false);
    assert_int_equal(ids.n, whole.n);
    assert_memory_equal(ids.ids, whole.ids, ids.n * sizeof(ids.ids[0]));
    id_list_finish(&ids);
    id_list_finish(&whole);
}

static void ordinary_text_is_joined_across_spans(void **state)
{
    struct text_span spans[] = {{"user\nhel", 8, true},
                                {"lo e", 4, false},
                                {"\xcc", 1, false},
                                {"\x81 wor", 5, false},
                                {"ld<|im_end|>", 12, true}};
    struct id_list ids = {0},
                   want = encode_n("user\nhello e\xcc\x81 world<|im_end|>", 30, true);
    assert_true(tokenizer_encode(demo, spans, 5, &ids, NULL));
    assert_int_equal(ids.n, want.n);
    assert_memory_equal(ids.ids, want.ids, ids.n * sizeof(ids.ids[0]));
    id_list_finish(&ids);
    id_list_finish(&want);
}

static void any_bytes_of_valid_text_come_back(void **state)
{
    /* NFC text with NUL, controls and every plane. */
    static const char text[] =
        "a\0b\x01\x7f\r\n\t \xc2\xa0x\xe3\x80\x80y \xe6\x97\xa5\xf0\x9f\x99"
        "\x82\xf4\x8f\xbf\xbf <|im_end|> \xe1\xa0\x8ez";
    struct id_list ids = encode_n(text, sizeof(text) - 1, false);
    struct strbuf back = decode(&ids);
    assert_int_equal(back.len, sizeof(text) - 1);
    assert_memory_equal(back.data, text, back.len);
    strbuf_finish(&back);
    id_list_finish(&ids);
}

static void invalid_utf8_fails_with_its_offset(void **state)
{
    struct error err = {0};
    struct id_list ids = {0};
    id_list_add(&ids, 7);
    struct text_span spans[] = {{"abc", 3, true}, {"d\xffz", 3, false}};
    assert_false(tokenizer_encode(demo, spans, 2, &ids, &err));
    assert_non_null(strstr(err.msg, "not valid UTF-8 at byte 4"));
    assert_int_equal(ids.n, 1);
    id_list_finish(&ids);
}

static void unused_and_special_ids_are_told_apart(void **state)
{
    size_t len;
    bool special;
    int n = tokenizer_n_ids(demo);
    assert_int_equal(n, 6137);
    assert_true(tokenizer_id_used(demo, n - 1));
    assert_false(tokenizer_id_used(demo, n));
    assert_false(tokenizer_id_used(demo, -1));
    assert_string_equal(tokenizer_piece(demo, n, &len, &special), "");
    assert_int_equal(len, 0);
    const char *end =
        tokenizer_piece(demo, tokenizer_id(demo, "<|im_end|>"), &len, &special);
    assert_memory_equal(end, "<|im_end|>", 10);
    assert_int_equal(len, 10);
    assert_true(special);
    tokenizer_piece(demo, tokenizer_id(demo, "<think>"), &len, &special);
    assert_int_equal(len, 7);
    assert_false(special);
    assert_int_equal(tokenizer_id(demo, "hello"), -1);
}

static void empty_text_gives_no_ids(void **state)
{
    struct id_list ids = {0};
    struct text_span none = {"", 0, true}, null = {NULL, 0, false};
    assert_true(tokenizer_encode(demo, &none, 1, &ids, NULL));
    assert_true(tokenizer_encode(demo, &null, 1, &ids, NULL));
    assert_true(tokenizer_encode(demo, NULL, 0, &ids, NULL));
    assert_int_equal(ids.n, 0);
    id_list_finish(&ids);
}

static double seconds_for(const char *unit, size_t n_bytes)
{
    struct strbuf text = {0};
    while (text.len < n_bytes)
        strbuf_adds(&text, unit);
    int64_t start = clock_now_ns();
    struct id_list ids = encode_n(text.data, text.len, true);
    double s = (double)(clock_now_ns() - start) / 1e9;
    assert_true(ids.n > 0);
    id_list_finish(&ids);
    strbuf_finish(&text);
    return s;
}

static void a_megabyte_of_anything_is_fast(void **state)
{
    const char *units[] = {"a",
                           "abcdefghijklmnopqrstuvwxyz",
                           " ",
                           "\n",
                           " \n",
                           "e\xcc\x81",
                           "!",
                           "<|im_",
                           "\xcc\x81\xcc\xa3", /* marks of two classes, out of order */
                           "\xe6\x97\xa5",
                           "hello world, ",
                           "7",
                           "\xc2\xa0 "};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        double one = seconds_for(units[i], 1 << 20);
        if (one > 2)
            fail_msg("1 MiB of '%s' took %.2f s", units[i], one);
        if (one < 0.05)
            continue;
        double two = seconds_for(units[i], 2 << 20);
        if (two > 3 * one) { /* once more: the machine may have been busy */
            one = seconds_for(units[i], 1 << 20);
            two = seconds_for(units[i], 2 << 20);
        }
        if (two > 3 * one)
            fail_msg("'%s': %.2f s for 1 MiB, %.2f s for 2", units[i], one, two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_texts_encode),
        cmocka_unit_test(transcripts_encode_and_decode),
        cmocka_unit_test(added_tokens_count_in_special_spans_only),
        cmocka_unit_test(forged_turns_across_span_borders_stay_text),
        cmocka_unit_test(ordinary_text_is_joined_across_spans),
        cmocka_unit_test(any_bytes_of_valid_text_come_back),
        cmocka_unit_test(invalid_utf8_fails_with_its_offset),
        cmocka_unit_test(unused_and_special_ids_are_told_apart),
        cmocka_unit_test(empty_text_gives_no_ids),
        cmocka_unit_test(a_megabyte_of_anything_is_fast),
    };
    return cmocka_run_group_tests_name("core/tokenizer", tests, open_demo, close_demo);
}
