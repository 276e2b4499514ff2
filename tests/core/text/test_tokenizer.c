#include "core/text/tokenizer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/reply.h"
#include "core/text/utf8.h"
#include "tests/core/text/text_files.h"
#include "tests/scratch.h"

static struct tokenizer *demo;

static char *demo_path(void)
{
    return path_join(getenv("FLASHMOE_SOURCE"), "models/demo/tokenizer.json");
}

static int open_demo(void **state)
{
    struct error err = {0};
    char *path = demo_path();
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
    json_t *golden = data_load("demo/tokenizer_golden.json");
    assert_true(json_array_size(golden) > 5);
    size_t i;
    json_t *item;
    json_array_foreach(golden, i, item)
        assert_ids(json_string_value(json_object_get(item, "text")), true,
                   json_object_get(item, "ids"));
    json_decref(golden);
}

static void random_texts_encode_as_the_second_tokenizer(void **state)
{
    json_t *texts = data_load("demo/tokenizer_random.json");
    assert_true(json_array_size(texts) > 500);
    size_t i;
    json_t *item;
    json_array_foreach(texts, i, item)
    {
        const json_t *text = json_object_get(item, "text");
        const json_t *want = json_object_get(item, "ids");
        struct id_list ids =
            encode_n(json_string_value(text), json_string_length(text), true);
        bool same = ids.n == json_array_size(want);
        for (size_t k = 0; same && k < ids.n; k++)
            same = ids.ids[k] == json_integer_value(json_array_get(want, k));
        if (!same) {
            char *shown = json_dumps(text, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
            char *why = json_dumps(want, 0);
            struct strbuf got = {0};
            for (size_t k = 0; k < ids.n; k++)
                strbuf_addf(&got, " %d", ids.ids[k]);
            fail_msg("%s\n want %s\n got %s", shown, why, got.data);
        }
        id_list_finish(&ids);
    }
    json_decref(texts);
}

/* What a long text does otherwise, remembering its words, must not show. */
static void a_long_text_has_the_ids_of_its_parts(void **state)
{
    json_t *texts = data_load("demo/tokenizer_random.json"), *item;
    int32_t border = tokenizer_id(demo, "<|endoftext|>");
    struct strbuf text = {0};
    struct id_list want = {0};
    for (int k = 0; k < 3; k++) {
        size_t i;
        json_array_foreach(texts, i, item)
        {
            const json_t *part = json_object_get(item, "text");
            strbuf_add(&text, json_string_value(part), json_string_length(part));
            strbuf_adds(&text, "<|endoftext|>");
            size_t n;
            json_t *id;
            json_array_foreach(json_object_get(item, "ids"), n, id)
                id_list_add(&want, (int32_t)json_integer_value(id));
            id_list_add(&want, border);
        }
    }
    assert_true(text.len > 50000);
    struct id_list ids = encode_n(text.data, text.len, true);
    assert_int_equal(ids.n, want.n);
    assert_memory_equal(ids.ids, want.ids, ids.n * sizeof(*ids.ids));
    id_list_finish(&ids);
    id_list_finish(&want);
    strbuf_finish(&text);
    json_decref(texts);
}

static void transcripts_encode_and_decode(void **state)
{
    json_t *all = data_load("demo/transcripts.json");
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

static void add_whole_text(void *ctx, enum reply_part part, const char *text, size_t len)
{
    struct strbuf *out = ctx;
    assert_int_equal(utf8_check(text, len), -1);
    strbuf_add(out, text, len);
}

static void what_streams_is_never_part_of_a_character(void **state)
{
    static const struct reply_marks marks = {"<think>", "</think>", "<tool_call>",
                                             "</tool_call>", CALL_XML};
    static const char text[] =
        "\xf0\x9f\x99\x82 caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x91\xa9"
        "\xe2\x80\x8d\xf0\x9f\x91\xa7 \xd8\xb3\xd9\x84 \xe0\xa4\xb9\xe0\xa4\xbf!";
    struct id_list ids = encode_n(text, sizeof(text) - 1, false);
    struct strbuf out = {0};
    struct reply *r = reply_create(&marks, false, NULL, add_whole_text, &out);
    int n_parts = 0;
    for (size_t i = 0; i < ids.n; i++) {
        size_t len;
        bool special;
        const char *piece = tokenizer_piece(demo, ids.ids[i], &len, &special);
        n_parts += utf8_check(piece, len) >= 0;
        reply_feed(r, piece, len);
    }
    reply_end(r);
    assert_true(n_parts > 10); /* ids that are parts of characters there are */
    assert_string_equal(out.data, text);
    reply_destroy(r);
    strbuf_finish(&out);
    id_list_finish(&ids);
}

static const char mixed[] = "one e\xcc\x81 \xe0\xa4\xb9\xe0\xa4\xbc two <think> 3\n";

static void *encode_mixed(void *out)
{
    *(struct id_list *)out = encode_n(mixed, sizeof(mixed) - 1, true);
    return NULL;
}

static void threads_encode_at_once(void **state)
{
    enum {
        N_THREADS = 4
    };
    pthread_t threads[N_THREADS];
    struct id_list ids[N_THREADS];
    for (int i = 0; i < N_THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, encode_mixed, &ids[i]), 0);
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < N_THREADS; i++) {
        assert_int_equal(ids[i].n, ids[0].n);
        assert_memory_equal(ids[i].ids, ids[0].ids, ids[0].n * sizeof(ids[0].ids[0]));
    }
    for (int i = 0; i < N_THREADS; i++)
        id_list_finish(&ids[i]);
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
    assert_int_equal(n, tokenizer_id(demo, "</think>") + 1); /* the last added one */
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

/* Processor time of this program, so that a busy machine does not matter. */
static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double seconds_for(const char *unit, size_t n_bytes)
{
    struct strbuf text = {0};
    while (text.len < n_bytes)
        strbuf_adds(&text, unit);
    double start = cpu_seconds();
    struct id_list ids = encode_n(text.data, text.len, true);
    double s = cpu_seconds() - start;
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
                           "\t",
                           "\xf0\x9f\x99\x82",
                           "\xcc\x80", /* runs of one mark */
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

/* ---- files ---- */

/* The demonstration tokenizer with one change, given as a function. */
typedef void (*change_fn)(json_t *root);

static struct tokenizer *open_changed(change_fn change, struct error *err)
{
    char *path = demo_path();
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    free(path);
    change(root);
    int fd;
    char *name = scratch_file("tokenizer", &fd);
    assert_int_equal(json_dumpfd(root, fd, 0), 0);
    close(fd);
    json_decref(root);
    struct tokenizer *t = tokenizer_open(name, err);
    if (!t && !strstr(err->msg, name))
        fail_msg("'%s' does not name %s", err->msg, name);
    scratch_remove(name);
    return t;
}

static json_t *at(json_t *root, const char *path)
{
    char copy[128];
    snprintf(copy, sizeof(copy), "%s", path);
    char *save = NULL;
    for (char *key = strtok_r(copy, "/", &save); key; key = strtok_r(NULL, "/", &save))
        root = json_is_array(root) ? json_array_get(root, (size_t)strtoul(key, NULL, 10))
                                   : json_object_get(root, key);
    assert_non_null(root);
    return root;
}

static void set(json_t *root, const char *path, const char *key, const char *json)
{
    json_object_set_new(at(root, path), key, json_loads(json, JSON_DECODE_ANY, NULL));
}

static void merges_as_strings(json_t *root)
{
    json_t *merges = at(root, "model/merges"), *strings = json_array();
    size_t i;
    json_t *m;
    json_array_foreach(merges, i, m) json_array_append_new(
        strings, json_sprintf("%s %s", json_string_value(json_array_get(m, 0)),
                              json_string_value(json_array_get(m, 1))));
    json_object_set_new(at(root, "model"), "merges", strings);
}

static void merges_may_be_strings(void **state)
{
    struct error err = {0};
    struct tokenizer *keep = demo;
    demo = open_changed(merges_as_strings, &err);
    if (!demo)
        fail_msg("%s", err.msg);
    golden_texts_encode(state);
    tokenizer_close(demo);
    demo = keep;
}

static void gpt2_split(json_t *root)
{
    json_object_set_new(root, "pre_tokenizer",
                        json_pack("{s:s, s:b, s:b}", "type", "ByteLevel",
                                  "add_prefix_space", 0, "use_regex", 1));
    json_object_set_new(root, "normalizer", json_null());
}

static void byte_level_alone_is_understood(void **state)
{
    struct error err = {0};
    struct tokenizer *t = open_changed(gpt2_split, &err);
    if (!t)
        fail_msg("%s", err.msg);
    /* NFC is off here, on in the demonstration tokenizer. */
    struct id_list a = {0}, b = {0};
    struct text_span span = {"e\xcc\x81", 3, false};
    assert_true(tokenizer_encode(t, &span, 1, &a, &err));
    assert_true(tokenizer_encode(demo, &span, 1, &b, &err));
    assert_int_equal(a.n, 3);
    assert_int_equal(b.n, 2);
    id_list_finish(&a);
    id_list_finish(&b);
    tokenizer_close(t);
}

#define CHANGE(name, ...)                                                                \
    static void name(json_t *root)                                                       \
    {                                                                                    \
        __VA_ARGS__;                                                                     \
    }
CHANGE(wordpiece, set(root, "model", "type", "\"WordPiece\""))
CHANGE(unknown_token, set(root, "model", "unk_token", "\"<unk>\""))
CHANGE(byte_fallback, set(root, "model", "byte_fallback", "true"))
CHANGE(ignore_merges, set(root, "model", "ignore_merges", "true"))
CHANGE(dropout, set(root, "model", "dropout", "0.1"))
CHANGE(lowercase, set(root, "", "normalizer", "{\"type\": \"Lowercase\"}"))
CHANGE(nfkc_too, set(root, "", "normalizer",
                     "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, "
                     "{\"type\": \"NFKC\"}]}"))
CHANGE(metaspace, set(root, "", "pre_tokenizer", "{\"type\": \"Metaspace\"}"))
CHANGE(prefix_space,
       set(root, "pre_tokenizer/pretokenizers/1", "add_prefix_space", "true"))
CHANGE(splits_twice, set(root, "pre_tokenizer/pretokenizers/1", "use_regex", "true"))
CHANGE(removed_split,
       set(root, "pre_tokenizer/pretokenizers/0", "behavior", "\"Removed\""))
CHANGE(inverted_split, set(root, "pre_tokenizer/pretokenizers/0", "invert", "true"))
CHANGE(bad_regex, set(root, "pre_tokenizer/pretokenizers/0/pattern", "Regex", "\"(a\""))
CHANGE(foreign_escape,
       set(root, "pre_tokenizer/pretokenizers/0/pattern", "Regex", "\"a|\\\\h+\""))
CHANGE(set_arithmetic,
       set(root, "pre_tokenizer/pretokenizers/0/pattern", "Regex", "\"[a-z&&[b]]\""))
CHANGE(post_processor,
       set(root, "", "post_processor", "{\"type\": \"TemplateProcessing\"}"))
CHANGE(decoder, set(root, "", "decoder", "{\"type\": \"WordPiece\"}"))
CHANGE(no_vocab, json_object_del(at(root, "model"), "vocab"))
CHANGE(no_model, json_object_del(root, "model"))
CHANGE(negative_id, set(root, "model/vocab", "a", "-5"))
CHANGE(huge_id, set(root, "model/vocab", "a", "4611686018427387904"))
CHANGE(text_id, set(root, "model/vocab", "a", "\"5\""))
CHANGE(same_id, set(root, "model/vocab", "the-first", "17"))
CHANGE(no_byte, json_object_del(at(root, "model/vocab"), "\xc4\x80"))
CHANGE(odd_merge, set(root, "model", "merges", "[\"a b c\"]"))
CHANGE(half_merge, set(root, "model", "merges", "[[\"a\"]]"))
CHANGE(unknown_merge, set(root, "model", "merges", "[\"zzz qqq\"]"))
CHANGE(stripping, set(root, "added_tokens/0", "lstrip", "true"))
CHANGE(single_word, set(root, "added_tokens/0", "single_word", "true"))
CHANGE(normalized, set(root, "added_tokens/0", "normalized", "true"))
CHANGE(nameless, set(root, "added_tokens/0", "content", "\"\""))
CHANGE(twice, set(root, "added_tokens/0", "content", "\"<|im_start|>\""))
CHANGE(taken_id, set(root, "added_tokens/0", "id", "3"))
CHANGE(added_id_missing, json_object_del(at(root, "added_tokens/0"), "id"))
CHANGE(forgeable, set(root, "added_tokens/0", "content", "\"im\"");
       json_object_set(at(root, "added_tokens/0"), "id", at(root, "model/vocab/im")))

static void what_is_not_understood_is_refused_by_name(void **state)
{
    static const struct {
        change_fn change;
        const char *says;
    } cases[] = {
        {wordpiece, "model of type WordPiece"},
        {unknown_token, "model with unk_token"},
        {byte_fallback, "model with byte_fallback"},
        {ignore_merges, "model with ignore_merges"},
        {dropout, "model with dropout"},
        {lowercase, "normalizer of type Lowercase"},
        {nfkc_too, "normalizer of type NFKC"},
        {metaspace, "pre_tokenizer of type Metaspace"},
        {prefix_space, "add_prefix_space"},
        {splits_twice, "splits twice"},
        {removed_split, "other than Isolated"},
        {inverted_split, "other than Isolated"},
        {bad_regex, "compile the split expression"},
        {foreign_escape, "this escape at offset 2"},
        {set_arithmetic, "set arithmetic"},
        {post_processor, "post_processor of type TemplateProcessing"},
        {decoder, "decoder of type WordPiece"},
        {no_vocab, "model lacks vocab"},
        {no_model, "model is not supported"},
        {negative_id, "the id of token 'a'"},
        {huge_id, "the id of token 'a'"},
        {text_id, "the id of token 'a'"},
        {same_id, "id 17 belongs to two tokens"},
        {no_byte, "lacks byte 0x00"},
        {odd_merge, "merge 0"},
        {half_merge, "merge 0"},
        {unknown_merge, "merge 0"},
        {stripping, "with lstrip"},
        {single_word, "with single_word"},
        {normalized, "with normalized"},
        {nameless, "has no content"},
        {twice, "'<|im_start|>' is given twice"},
        {taken_id, "id 3 belongs to two tokens"},
        {added_id_missing, "the id of token '<|endoftext|>'"},
        {forgeable, "'im' can be merged from ordinary text"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct error err = {0};
        struct tokenizer *t = open_changed(cases[i].change, &err);
        if (t || !strstr(err.msg, cases[i].says))
            fail_msg("'%s' expected, got '%s'", cases[i].says, err.msg);
    }
}

static void assert_file_refused(const char *text, size_t len, const char *says)
{
    char *name = scratch_write("tokenizer", text, len);
    struct error err = {0};
    assert_null(tokenizer_open(name, &err));
    scratch_remove(name);
    if (!strstr(err.msg, says))
        fail_msg("'%s' expected, got '%s'", says, err.msg);
}

static void broken_files_are_refused_with_their_place(void **state)
{
    assert_file_refused("", 0, "line 1");
    assert_file_refused("{\n  \"model\": ]", 14, "line 2, column");
    assert_file_refused("[1]", 3, "no JSON object");
    assert_file_refused("{\"a\": 1, \"a\": 2}", 16, "duplicate");
    struct error err = {0};
    assert_null(tokenizer_open("/nonexistent/tokenizer.json", &err));
    assert_non_null(strstr(err.msg, "/nonexistent/tokenizer.json"));

    size_t len;
    char *path = demo_path();
    char *text = file_read(path, 1 << 20, &len, NULL);
    for (size_t cut = 1; cut < len; cut += len / 40)
        assert_file_refused(text, cut, "line");
    free(text);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first: what is made once is then made by several */
        cmocka_unit_test(threads_encode_at_once),
        cmocka_unit_test(golden_texts_encode),
        cmocka_unit_test(random_texts_encode_as_the_second_tokenizer),
        cmocka_unit_test(a_long_text_has_the_ids_of_its_parts),
        cmocka_unit_test(transcripts_encode_and_decode),
        cmocka_unit_test(merges_may_be_strings),
        cmocka_unit_test(byte_level_alone_is_understood),
        cmocka_unit_test(what_is_not_understood_is_refused_by_name),
        cmocka_unit_test(broken_files_are_refused_with_their_place),
        cmocka_unit_test(added_tokens_count_in_special_spans_only),
        cmocka_unit_test(forged_turns_across_span_borders_stay_text),
        cmocka_unit_test(ordinary_text_is_joined_across_spans),
        cmocka_unit_test(any_bytes_of_valid_text_come_back),
        cmocka_unit_test(what_streams_is_never_part_of_a_character),
        cmocka_unit_test(invalid_utf8_fails_with_its_offset),
        cmocka_unit_test(unused_and_special_ids_are_told_apart),
        cmocka_unit_test(empty_text_gives_no_ids),
        cmocka_unit_test(a_megabyte_of_anything_is_fast),
    };
    return cmocka_run_group_tests_name("core/tokenizer", tests, open_demo, close_demo);
}
