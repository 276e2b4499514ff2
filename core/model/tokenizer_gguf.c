#include "core/model/tokenizer_gguf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

enum {
    MAX_TOKENS = 1 << 24,
    /* tokenizer.ggml.token_type */
    TYPE_CONTROL = 3,
    TYPE_USER = 4,
    TYPE_UNUSED = 5,
};

/* The expressions of the two kinds of tokenizer; they differ in marks (\p{M}) alone. */
static const struct {
    const char *pre, *split;
} splits[] = {
    {"qwen2", "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
              " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
    {"qwen35",
     "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}|"
     " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
};

/* Tokens that the file marks as control and the tokenizer's own file does not: they are
 * printed. */
static const char *const printed[] = {
    "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>",  "<|fim_pad|>",
    "<|repo_name|>",  "<|file_sep|>",   "<think>",         "</think>",
    "<tool_call>",    "</tool_call>",   "<tool_response>", "</tool_response>"};

static bool text_is(const char *text, size_t len, const char *want)
{
    return text && len == strlen(want) && memcmp(text, want, len) == 0;
}

/* NULL + err when the file's kind is none of the known ones. */
static const char *find_split(const struct gguf *g, struct error *err)
{
    size_t len = 0;
    const char *pre = gguf_text(g, "tokenizer.ggml.pre", &len);
    for (size_t i = 0; i < sizeof(splits) / sizeof(splits[0]); i++)
        if (text_is(pre, len, splits[i].pre))
            return splits[i].split;
    err_set(
        err, 0,
        "tokenizer.ggml.pre is \"%.*s\", which is not supported (qwen2 and qwen35 are)",
        (int)(len < 60 ? len : 60), pre ? pre : "");
    return NULL;
}

/* A JSON string; NULL + err for bytes that no such string holds. */
static json_t *string_of(const char *what, uint64_t i, const char *text, size_t len,
                         struct error *err)
{
    json_t *s = memchr(text, 0, len) ? NULL : json_stringn(text, len);
    if (!s)
        err_set(err, 0, "%s %" PRIu64 " is not valid UTF-8", what, i);
    return s;
}

static json_t *added_token(uint64_t id, const char *text, bool control)
{
    for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++)
        control = control && strcmp(text, printed[i]) != 0;
    return json_pack("{s:I, s:s, s:b, s:b, s:b, s:b, s:b}", "id", (json_int_t)id,
                     "content", text, "single_word", 0, "lstrip", 0, "rstrip", 0,
                     "normalized", 0, "special", (int)control);
}

/* Every token under its id: text into vocab, control tokens and the user's into added. */
static bool take_tokens(const struct gguf *g, json_t *vocab, json_t *added,
                        struct error *err)
{
    struct gguf_value tokens, types;
    const char *text;
    size_t at = 0, len;
    if (!gguf_find(g, "tokenizer.ggml.tokens", &tokens) || tokens.type != GGUF_TEXT)
        return err_set(err, 0, "tokenizer.ggml.tokens is missing or no list of texts");
    bool typed = gguf_find(g, "tokenizer.ggml.token_type", &types);
    if (tokens.n > MAX_TOKENS || !typed || types.n != tokens.n)
        return err_set(err, 0,
                       "tokenizer.ggml.token_type is not one number for each of %" PRIu64
                       " tokens",
                       tokens.n);
    for (uint64_t i = 0; gguf_next_text(&tokens, &at, &text, &len); i++) {
        int64_t type = 0;
        if (!gguf_item_int(&types, i, &type))
            return err_set(err, 0, "tokenizer.ggml.token_type is no list of integers");
        if (type == TYPE_UNUSED)
            continue;
        json_t *s = string_of("token", i, text, len, err);
        if (!s)
            return false;
        const char *key = json_string_value(s);
        bool again = false;
        if (type == TYPE_CONTROL || type == TYPE_USER)
            json_array_append_new(added, added_token(i, key, type == TYPE_CONTROL));
        else if (!(again = json_object_get(vocab, key) != NULL))
            json_object_set_new(vocab, key, json_integer((json_int_t)i));
        if (again)
            err_set(err, 0, "token %" PRIu64 " (%.60s) is there twice", i, key);
        json_decref(s);
        if (again)
            return false;
    }
    return true;
}

/* "a b", of which both and "ab" must be tokens. */
static bool merge_known(const json_t *vocab, const char *text, size_t len,
                        struct strbuf *whole)
{
    const char *space = memchr(text, ' ', len);
    if (!space || space == text || space + 1 == text + len)
        return false;
    size_t left = (size_t)(space - text), right = len - left - 1;
    strbuf_clear(whole);
    strbuf_add(whole, text, left);
    strbuf_add(whole, space + 1, right);
    return json_object_getn(vocab, text, left) &&
           json_object_getn(vocab, space + 1, right) &&
           json_object_getn(vocab, whole->data, whole->len);
}

static bool take_merges(const struct gguf *g, const json_t *vocab, json_t *merges,
                        struct error *err)
{
    struct gguf_value v;
    struct strbuf whole = {0};
    const char *text;
    size_t at = 0, len;
    bool ok = true;
    if (!gguf_find(g, "tokenizer.ggml.merges", &v) || v.type != GGUF_TEXT)
        return err_set(err, 0, "tokenizer.ggml.merges is missing or no list of texts");
    for (uint64_t i = 0; ok && gguf_next_text(&v, &at, &text, &len); i++) {
        json_t *s = string_of("merge", i, text, len, err);
        ok = s && (merge_known(vocab, text, len, &whole) ||
                   err_set(err, 0, "merge %" PRIu64 " (%.60s) is not of known tokens", i,
                           json_string_value(s)));
        if (ok)
            json_array_append(merges, s);
        json_decref(s);
    }
    strbuf_finish(&whole);
    return ok;
}

bool gguf_tokenizer(const struct gguf *g, json_t **root, struct error *err)
{
    size_t len;
    const char *model = gguf_text(g, "tokenizer.ggml.model", &len);
    *root = NULL;
    if (!model || text_is(model, len, "none"))
        return true;
    if (!text_is(model, len, "gpt2"))
        return err_set(
            err, 0, "tokenizer.ggml.model is \"%.*s\", which is not supported (gpt2 is)",
            (int)(len < 60 ? len : 60), model);
    const char *split = find_split(g, err);
    if (!split)
        return false;
    json_t *vocab = json_object(), *added = json_array(), *merges = json_array();
    bool ok = take_tokens(g, vocab, added, err) && take_merges(g, vocab, merges, err);
    *root = json_pack(
        "{s:s, s:o, s:{s:s}, s:{s:s, s:[{s:s, s:{s:s}, s:s, s:b}, {s:s, s:b, s:b}]},"
        " s:{s:s}, s:{s:s, s:o, s:o}}",
        "version", "1.0", "added_tokens", added, "normalizer", "type", "NFC",
        "pre_tokenizer", "type", "Sequence", "pretokenizers", "type", "Split", "pattern",
        "Regex", split, "behavior", "Isolated", "invert", 0, "type", "ByteLevel",
        "add_prefix_space", 0, "use_regex", 0, "decoder", "type", "ByteLevel", "model",
        "type", "BPE", "vocab", vocab, "merges", merges);
    if (ok)
        return true;
    json_decref(*root);
    *root = NULL;
    return false;
}

/* The id of a token by its text, -1 when there is none. */
static int64_t find_token(const struct gguf *g, const char *want)
{
    struct gguf_value tokens;
    const char *text;
    size_t at = 0, len;
    if (gguf_find(g, "tokenizer.ggml.tokens", &tokens))
        for (int64_t i = 0; gguf_next_text(&tokens, &at, &text, &len); i++)
            if (text_is(text, len, want))
                return i;
    return -1;
}

static void add_stop(json_t *stop, int64_t id)
{
    for (size_t i = 0; i < json_array_size(stop); i++)
        if (json_integer_value(json_array_get(stop, i)) == id)
            return;
    if (id >= 0)
        json_array_append_new(stop, json_integer((json_int_t)id));
}

json_t *gguf_generation(const struct gguf *g)
{
    json_t *o = json_object(), *stop = json_array();
    double x;
    int64_t n;
    if (gguf_real(g, "general.sampling.temp", &x))
        json_object_set_new(o, "temperature", json_real(x));
    if (gguf_real(g, "general.sampling.top_p", &x))
        json_object_set_new(o, "top_p", json_real(x));
    if (gguf_int(g, "general.sampling.top_k", &n))
        json_object_set_new(o, "top_k", json_integer((json_int_t)n));
    /* The file names one id; chats end with either of these. */
    add_stop(stop, find_token(g, "<|im_end|>"));
    add_stop(stop, find_token(g, "<|endoftext|>"));
    if (json_array_size(stop) == 0 && gguf_int(g, "tokenizer.ggml.eos_token_id", &n))
        add_stop(stop, n);
    if (json_array_size(stop))
        json_object_set_new(o, "eos_token_id", stop);
    else
        json_decref(stop);
    return o;
}
