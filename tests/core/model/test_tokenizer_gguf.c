#include "core/model/tokenizer_gguf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/tokenizer.h"
#include "tests/core/model/gguf_files.h"
#include "tests/core/model/model_files.h"

/* The demonstration model's tokenizer as metadata, and back. */

struct words {
    const char **text;
    int32_t *type;
    size_t n;
};

static json_t *demo_tokenizer(void)
{
    char *path = xasprintf("%s/models/demo/tokenizer.json", getenv("FLASHMOE_SOURCE"));
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    free(path);
    return root;
}

/* As exporters have them: every id has a text and a type, unused ones too. */
static struct words words_of(const json_t *root, size_t n)
{
    struct words w = {xcalloc(n, sizeof(*w.text)), xcalloc(n, sizeof(*w.type)), n};
    const char *key;
    json_t *v;
    size_t i;
    for (i = 0; i < n; i++) {
        w.text[i] = "[PAD]";
        w.type[i] = 5;
    }
    json_object_foreach(json_object_get(json_object_get(root, "model"), "vocab"), key, v)
    {
        size_t id = (size_t)json_integer_value(v);
        assert_true(id < n);
        w.text[id] = key;
        w.type[id] = 1;
    }
    json_array_foreach(json_object_get(root, "added_tokens"), i, v)
    {
        size_t id = (size_t)json_integer_value(json_object_get(v, "id"));
        assert_true(id < n);
        w.text[id] = json_string_value(json_object_get(v, "content"));
        w.type[id] = json_is_true(json_object_get(v, "special")) ? 3 : 4;
    }
    return w;
}

static void words_finish(struct words *w)
{
    free(w->text);
    free(w->type);
}

static void add_merges(struct gguf_maker *m, const json_t *root)
{
    const json_t *merges = json_object_get(json_object_get(root, "model"), "merges");
    size_t n = json_array_size(merges), i;
    char **text = xcalloc(n, sizeof(*text));
    json_t *v;
    json_array_foreach(merges, i, v) text[i] =
        xasprintf("%s %s", json_string_value(json_array_get(v, 0)),
                  json_string_value(json_array_get(v, 1)));
    gguf_add_texts(m, "tokenizer.ggml.merges", (const char *const *)text, n);
    for (i = 0; i < n; i++)
        free(text[i]);
    free(text);
}

static void add_tensor(struct gguf_maker *m)
{
    const uint64_t ne[] = {1};
    gguf_add_tensor(m, "x", 0, 1, ne, "\0\0\0", 4);
}

static struct gguf *open_made(struct gguf_maker *m, const char *dir)
{
    struct error err = {0};
    add_tensor(m);
    gguf_make(m, dir, "m.gguf");
    char *path = path_join(dir, "m.gguf");
    struct gguf *g = gguf_open(path, &err);
    if (!g)
        fail_msg("%s", err.msg);
    free(path);
    return g;
}

/* <dir>/tokenizer.json from the demonstration model's tokens as a GGUF file has them. */
static struct tokenizer *through_gguf(const char *dir)
{
    struct gguf_maker m = {0};
    struct error err = {0};
    json_t *root = demo_tokenizer(), *made;
    struct words w = words_of(root, 8300);
    gguf_add_text(&m, "tokenizer.ggml.model", "gpt2");
    gguf_add_text(&m, "tokenizer.ggml.pre", "qwen35");
    gguf_add_texts(&m, "tokenizer.ggml.tokens", w.text, w.n);
    gguf_add_i32s(&m, "tokenizer.ggml.token_type", w.type, w.n);
    add_merges(&m, root);
    words_finish(&w);
    json_decref(root);
    struct gguf *g = open_made(&m, dir);
    if (!gguf_tokenizer(g, &made, &err))
        fail_msg("%s", err.msg);
    gguf_close(g);
    json_put(dir, "tokenizer.json", made);
    char *path = path_join(dir, "tokenizer.json");
    struct tokenizer *t = tokenizer_open(path, &err);
    if (!t)
        fail_msg("%s", err.msg);
    free(path);
    return t;
}

static void ids_equal(const struct tokenizer *t, const json_t *text, const json_t *want)
{
    struct id_list ids = {0};
    struct error err = {0};
    const struct text_span span = {json_string_value(text), json_string_length(text),
                                   true};
    if (!tokenizer_encode(t, &span, 1, &ids, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(ids.n, json_array_size(want));
    for (size_t i = 0; i < ids.n; i++)
        assert_int_equal(ids.ids[i], json_integer_value(json_array_get(want, i)));
    id_list_finish(&ids);
}

static void ids_are_those_of_the_original(void **state)
{
    static const char *const files[] = {"tokenizer_golden.json", "tokenizer_random.json"};
    char *dir = folder_make();
    struct tokenizer *t = through_gguf(dir);
    for (size_t f = 0; f < 2; f++) {
        char *path = xasprintf("%s/demo/%s", getenv("FLASHMOE_TEST_DATA"), files[f]);
        json_t *golden = json_load_file(path, JSON_ALLOW_NUL, NULL), *c;
        size_t i;
        assert_true(json_array_size(golden) > 5);
        json_array_foreach(golden, i, c)
            ids_equal(t, json_object_get(c, "text"), json_object_get(c, "ids"));
        json_decref(golden);
        free(path);
    }
    bool special;
    size_t len;
    tokenizer_piece(t, tokenizer_id(t, "<|im_end|>"), &len, &special);
    assert_true(special);
    tokenizer_piece(t, tokenizer_id(t, "<tool_call>"), &len, &special);
    assert_false(special);
    tokenizer_close(t);
    folder_remove(dir);
}

static const char *const few[] = {"a", "b", "ab", "<|im_end|>", "<|fim_pad|>"};
static const int32_t types[] = {1, 1, 1, 3, 3};

/* A tokenizer with some of its metadata. */
static struct gguf_maker some(const char *model, const char *pre, size_t n_tokens,
                              size_t n_types, const char *merge)
{
    struct gguf_maker m = {0};
    if (model)
        gguf_add_text(&m, "tokenizer.ggml.model", model);
    if (pre)
        gguf_add_text(&m, "tokenizer.ggml.pre", pre);
    if (n_tokens)
        gguf_add_texts(&m, "tokenizer.ggml.tokens", few, n_tokens);
    if (n_types)
        gguf_add_i32s(&m, "tokenizer.ggml.token_type", types, n_types);
    if (merge)
        gguf_add_texts(&m, "tokenizer.ggml.merges", &merge, 1);
    return m;
}

static void fails(struct gguf_maker m, const char *why)
{
    char *dir = folder_make();
    struct error err = {0};
    json_t *root;
    struct gguf *g = open_made(&m, dir);
    assert_false(gguf_tokenizer(g, &root, &err));
    assert_null(root);
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    gguf_close(g);
    folder_remove(dir);
}

static void what_is_not_supported_is_named(void **state)
{
    fails(some("llama", "qwen2", 5, 5, "a b"), "tokenizer.ggml.model is \"llama\"");
    fails(some("gpt2", "deepseek", 5, 5, "a b"), "tokenizer.ggml.pre is \"deepseek\"");
    fails(some("gpt2", NULL, 5, 5, "a b"), "tokenizer.ggml.pre is \"\"");
    fails(some("gpt2", "qwen2", 0, 5, "a b"), "tokenizer.ggml.tokens is missing");
    fails(some("gpt2", "qwen2", 5, 0, "a b"), "is not one number for each of 5");
    fails(some("gpt2", "qwen2", 5, 4, "a b"), "is not one number for each of 5");
    fails(some("gpt2", "qwen2", 5, 5, NULL), "tokenizer.ggml.merges is missing");
    fails(some("gpt2", "qwen2", 5, 5, "a c"), "merge 0 (a c) is not of known tokens");
    fails(some("gpt2", "qwen2", 5, 5, "ab"), "merge 0 (ab) is not of known tokens");
    fails(some("gpt2", "qwen2", 5, 5, "a \xff"), "merge 0 is not valid UTF-8");
    struct gguf_maker m = some("gpt2", "qwen2", 0, 5, "a b");
    const char *const again[] = {"a", "b", "a", "c", "d"};
    gguf_add_texts(&m, "tokenizer.ggml.tokens", again, 5);
    fails(m, "token 2 (a) is there twice");
}

static void a_file_without_tokenizer_has_none(void **state)
{
    char *dir = folder_make();
    struct error err = {0};
    json_t *root;
    for (int i = 0; i < 2; i++) {
        struct gguf_maker m = some(i ? "none" : NULL, NULL, 0, 0, NULL);
        struct gguf *g = open_made(&m, dir);
        assert_true(gguf_tokenizer(g, &root, &err));
        assert_null(root);
        json_t *o = gguf_generation(g);
        assert_int_equal(json_object_size(o), 0);
        json_decref(o);
        gguf_close(g);
    }
    folder_remove(dir);
}

static void turns_end_and_sampling_are_taken(void **state)
{
    char *dir = folder_make();
    struct error err = {0};
    struct gguf_maker m = some("gpt2", "qwen2", 5, 5, "a b");
    json_t *root;
    gguf_add_f32(&m, "general.sampling.temp", 0.75f);
    gguf_add_u32(&m, "general.sampling.top_k", 20);
    gguf_add_u32(&m, "tokenizer.ggml.eos_token_id", 1);
    struct gguf *g = open_made(&m, dir);
    json_t *o = gguf_generation(g);
    assert_true(json_real_value(json_object_get(o, "temperature")) == 0.75);
    assert_int_equal(json_integer_value(json_object_get(o, "top_k")), 20);
    const json_t *stop = json_object_get(o, "eos_token_id");
    assert_int_equal(json_array_size(stop), 1);
    assert_int_equal(json_integer_value(json_array_get(stop, 0)), 3);
    json_decref(o);

    assert_true(gguf_tokenizer(g, &root, &err));
    const json_t *added = json_object_get(root, "added_tokens");
    assert_true(json_is_true(json_object_get(json_array_get(added, 0), "special")));
    assert_true(json_is_false(json_object_get(json_array_get(added, 1), "special")));
    json_decref(root);
    gguf_close(g);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_those_of_the_original),
        cmocka_unit_test(what_is_not_supported_is_named),
        cmocka_unit_test(a_file_without_tokenizer_has_none),
        cmocka_unit_test(turns_end_and_sampling_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
