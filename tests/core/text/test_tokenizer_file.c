#include "core/text/tokenizer_file.h"

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

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

static bool read_text(struct tokenizer_file *f, const char *text, size_t len,
                      struct error *err)
{
    char *name = scratch_write("tokenizer-file", text, len);
    *f = (struct tokenizer_file){0};
    bool ok = tokenizer_file_read(f, name, err);
    scratch_remove(name);
    return ok;
}

static struct tokenizer_file accept(const char *text)
{
    struct error err = {0};
    struct tokenizer_file f;
    if (!read_text(&f, text, strlen(text), &err))
        fail_msg("%s: %s", text, err.msg);
    return f;
}

static void refuse_n(const char *text, size_t len, const char *says)
{
    struct error err = {0};
    struct tokenizer_file f;
    if (read_text(&f, text, len, &err))
        fail_msg("%s is accepted", text);
    if (!strstr(err.msg, says))
        fail_msg("%s: '%s' expected, got '%s'", text, says, err.msg);
    tokenizer_file_finish(&f);
}

static void refuse(const char *text, const char *says)
{
    refuse_n(text, strlen(text), says);
}

static void assert_token(const struct tokenizer_file *f, size_t i, const char *text,
                         int id)
{
    assert_true(i < f->n_tokens);
    assert_int_equal(f->tokens[i].len, strlen(text));
    assert_memory_equal(f->bytes.data + f->tokens[i].offset, text, strlen(text));
    assert_int_equal(f->tokens[i].id, id);
}

static void assert_merge(const struct tokenizer_file *f, size_t i, const char *left,
                         const char *right)
{
    assert_true(i < f->n_merges);
    const struct file_merge *m = &f->merges[i];
    const char *text = f->bytes.data + m->offset;
    assert_int_equal(m->left_len, strlen(left));
    assert_memory_equal(text, left, strlen(left));
    assert_int_equal(m->right_len, strlen(right));
    assert_memory_equal(text + m->left_len, right, strlen(right));
}

static void the_demonstration_file_is_read_as_by_jansson(void **state)
{
    struct error err = {0};
    struct tokenizer_file f = {0};
    char *path = path_join(getenv("FLASHMOE_SOURCE"), "models/demo/tokenizer.json");
    if (!tokenizer_file_read(&f, path, &err))
        fail_msg("%s", err.msg);
    json_t *root = json_load_file(path, 0, NULL);
    json_t *model = json_object_get(root, "model"), *value;
    const char *key;
    size_t i = 0;
    json_object_foreach(json_object_get(model, "vocab"), key, value)
        assert_token(&f, i++, key, (int)json_integer_value(value));
    assert_true(i > 1000);
    assert_int_equal(i, f.n_tokens);
    json_array_foreach(json_object_get(model, "merges"), i, value)
        assert_merge(&f, i, json_string_value(json_array_get(value, 0)),
                     json_string_value(json_array_get(value, 1)));
    assert_true(i > 1000);
    assert_int_equal(i, f.n_merges);
    json_object_clear(json_object_get(model, "vocab"));
    json_array_clear(json_object_get(model, "merges"));
    assert_true(json_equal(root, f.root));
    json_decref(root);
    tokenizer_file_finish(&f);
    free(path);
}

static void parts_may_come_in_any_order(void **state)
{
    struct tokenizer_file f =
        accept("{\"model\": {\"merges\": [\"a b\", [\"ab\", \"c\"]], \"type\": \"BPE\", "
               "\"vocab\": "
               "{\"a\": 0, \"\\u00e9\\ud83d\\ude42\": 16777215}, \"x\": [{\"vocab\": "
               "{\"q\": 1}}]},"
               " \"vocab\": {\"z\": 5}, \"n\": [1, -2.5, true, null, \"\\\\ud800\"]}");
    assert_int_equal(f.n_tokens, 2);
    assert_token(&f, 0, "a", 0);
    assert_token(&f, 1, "\xc3\xa9\xf0\x9f\x99\x82", 16777215);
    assert_int_equal(f.n_merges, 2);
    assert_merge(&f, 0, "a", "b");
    assert_merge(&f, 1, "ab", "c");
    json_t *want = json_loads("{\"model\": {\"merges\": [], \"type\": \"BPE\", "
                              "\"vocab\": {}, \"x\": [{\"vocab\": "
                              "{\"q\": 1}}]}, \"vocab\": {\"z\": 5}, \"n\": [1, -2.5, "
                              "true, null, \"\\\\ud800\"]}",
                              0, NULL);
    assert_true(json_equal(f.root, want));
    json_decref(want);
    tokenizer_file_finish(&f);
}

static void a_model_of_another_kind_stays_in_the_tree(void **state)
{
    static const char *const texts[] = {
        "{\"model\": [{\"vocab\": {\"a\": \"b\"}}, {\"merges\": [3]}]}",
        "{\"model\": {\"vocab\": [[\"a\", -1.5]], \"merges\": {\"a\": 1}}}",
        "{\"other\": {\"vocab\": {\"a\": \"b\"}, \"merges\": [3]}, \"model\": 3}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct tokenizer_file f = accept(texts[i]);
        json_t *want = json_loads(texts[i], 0, NULL);
        assert_true(json_equal(f.root, want));
        assert_int_equal(f.n_tokens + f.n_merges, 0);
        json_decref(want);
        tokenizer_file_finish(&f);
    }
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
    refuse("", "line 1");
    refuse("{\"a\": 1", "line 1, column 8");
    refuse("{\n \"a\":\n  nul}", "line 3, column");
    refuse("{} x", "line 1, column");
    refuse("{\"a\": 1,}", "line 1, column");
    refuse("[1]", "no JSON object");
    refuse("\"text\"", "no JSON object");
    refuse("{\"a\": 1e999}", "a value cannot be read");
}

static void text_that_is_none_is_refused_with_its_place(void **state)
{
    refuse("{\"a\": \"\xff\"}", "line 1, column 8: this is not valid UTF-8");
    refuse("{\"a\":\n \"\xed\xa0\x80\"}", "line 2, column 3: this is not valid UTF-8");
    refuse("{\"a\": \"x\\u0000\"}", "line 1, column 9: an escape for NUL");
    refuse("{\"a\\uDC00\": 1}", "half a character");
    refuse("{\"a\": \"\\ud83d\"}", "half a character");
    refuse("{\"a\": \"\\ud83dx\\ude42\"}", "half a character");
    refuse("{\"a\": \"\\ud83d\\ud83d\\ude42\"}", "half a character");
    refuse("{\"a\": \"\\\\\\ud83d", "half a character");
    refuse("{\"a\":\v1}", "line 1, column 6: a control character");
    refuse("{\"a\": 1\n,\f\"b\": 1}", "line 2, column 2: a control character");
    refuse_n("{\"a\": \"\0\"}", 10, "line 1, column");
}

static void keys_that_come_twice_are_refused(void **state)
{
    refuse("{\"a\": 1, \"a\": 2}", "duplicate key 'a'");
    refuse("{\"model\": {\"vocab\": {}, \"vocab\": {}}}", "duplicate key 'vocab'");
    refuse("{\"model\": {\"merges\": [], \"merges\": 1}}", "duplicate key 'merges'");
    refuse("{\"model\": {}, \"model\": {}}", "duplicate key 'model'");
}

static void ids_that_are_none_are_refused(void **state)
{
    static const char *const ids[] = {
        "-1",    "1.5", "1e3",  "16777216", "99999999999999999999",
        "\"1\"", "{}",  "null", "true",     "[]"};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        char text[100];
        snprintf(text, sizeof(text), "{\"model\": {\"vocab\": {\"a\": 1, \"b\": %s}}}",
                 ids[i]);
        refuse(text, "the id of token 'b' is no integer from 0 to 16777215");
    }
}

static void merges_that_are_none_are_refused(void **state)
{
    static const char *const merges[] = {"\"ab\"",
                                         "\"a b c\"",
                                         "\" b\"",
                                         "\"a \"",
                                         "\"\"",
                                         "3",
                                         "null",
                                         "{}",
                                         "[\"a\"]",
                                         "[]",
                                         "[1, 2]",
                                         "[[\"a\"]]",
                                         "[\"a\", \"\"]",
                                         "[\"a\", null]",
                                         "[\"a\", \"b\", \"c\"]"};
    for (size_t i = 0; i < sizeof(merges) / sizeof(merges[0]); i++) {
        char text[100];
        snprintf(text, sizeof(text), "{\"model\": {\"merges\": [\"a b\", %s]}}",
                 merges[i]);
        refuse(text, "merge 1 is neither \"a b\" nor [\"a\", \"b\"]");
    }
}

static void deep_nesting_is_refused(void **state)
{
    struct strbuf text = {0};
    strbuf_adds(&text, "{\"a\":");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&text, '[');
    refuse_n(text.data, text.len, "nested more than");
    strbuf_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demonstration_file_is_read_as_by_jansson),
        cmocka_unit_test(parts_may_come_in_any_order),
        cmocka_unit_test(a_model_of_another_kind_stays_in_the_tree),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(text_that_is_none_is_refused_with_its_place),
        cmocka_unit_test(keys_that_come_twice_are_refused),
        cmocka_unit_test(ids_that_are_none_are_refused),
        cmocka_unit_test(merges_that_are_none_are_refused),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests_name("core/tokenizer_file", tests, NULL, NULL);
}
