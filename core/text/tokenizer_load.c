#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/text/bpe.h"
#include "core/text/splitter.h"
#include "core/text/tokenizer_file.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/utf8.h"
#include "core/text/vocab_index.h"

/* Makes a tokenizer of a hub tokenizer.json. What the file asks for and this tokenizer does not
 * do is refused by name: a tokenizer that is nearly right makes a model that is quietly wrong.
 * Only truncation and padding are passed over, since they are about batches. */

enum {
    MERGES_AT_ONCE = 32, /* looked up side by side */
    N_CHARS = 0x144,     /* byte-level letters are code points below this */
};

/* The byte-level alphabet: printable Latin-1 bytes stand for themselves, the others for
 * U+0100 onwards in order. */
struct alphabet {
    uint16_t char_of[256];
    int16_t byte_of[N_CHARS]; /* -1: no letter */
};

static void alphabet_init(struct alphabet *a)
{
    memset(a->byte_of, -1, sizeof(a->byte_of));
    int n_other = 0;
    for (int c = 0; c < 256; c++) {
        bool itself = (c >= '!' && c <= '~') || (c >= 0xa1 && c <= 0xac) || c >= 0xae;
        a->char_of[c] = (uint16_t)(itself ? c : 0x100 + n_other++);
        a->byte_of[a->char_of[c]] = (int16_t)c;
    }
}

static const char *str(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

/* Absent, null, false, 0 and "" all switch a feature off. */
static bool is_off(const json_t *v)
{
    return !v || json_is_null(v) || json_is_false(v) ||
           (json_is_string(v) && json_string_length(v) == 0) ||
           (json_is_number(v) && json_number_value(v) == 0);
}

static bool is_type(const json_t *v, const char *type)
{
    return json_is_object(v) && strcmp(str(v, "type"), type) == 0;
}

static bool refuse(struct error *err, const char *part, const json_t *v)
{
    const char *type = json_is_object(v) ? str(v, "type") : "";
    return err_set(err, 0, "%s%s%s is not supported", part, *type ? " of type " : "",
                   type);
}

static bool load_normalizer(struct tokenizer *t, const json_t *v, struct error *err)
{
    if (is_off(v))
        return true;
    if (is_type(v, "NFC")) {
        t->nfc = true;
        return true;
    }
    if (is_type(v, "Sequence")) {
        const json_t *item;
        size_t i;
        json_array_foreach(
            json_object_get(v, "normalizers"), i,
            item) if (!is_type(item, "NFC")) return refuse(err, "normalizer", item);
        t->nfc = i > 0;
        return true;
    }
    return refuse(err, "normalizer", v);
}

/* Returns whether v is a ByteLevel that adds no space; *use_regex as the file says. */
static bool byte_level(const json_t *v, bool *use_regex, struct error *err)
{
    if (!is_type(v, "ByteLevel"))
        return refuse(err, "pre_tokenizer", v);
    /* The reference's defaults for absent keys are true. */
    const json_t *prefix = json_object_get(v, "add_prefix_space");
    if (!prefix || json_is_true(prefix))
        return err_set(err, 0, "pre_tokenizer with add_prefix_space is not supported");
    *use_regex = !json_is_false(json_object_get(v, "use_regex"));
    return true;
}

static bool load_pre_tokenizer(struct tokenizer *t, const json_t *v, struct error *err)
{
    static const char gpt2[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| "
                               "?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    bool use_regex = false;
    const char *expression = gpt2;
    if (is_type(v, "Sequence")) {
        const json_t *items = json_object_get(v, "pretokenizers");
        const json_t *split = json_array_get(items, 0);
        if (json_array_size(items) != 2)
            return err_set(err, 0,
                           "pre_tokenizer that is not Split and ByteLevel is not "
                           "supported");
        if (!is_type(split, "Split"))
            return refuse(err, "pre_tokenizer", split);
        expression = json_string_value(
            json_object_get(json_object_get(split, "pattern"), "Regex"));
        if (!expression)
            return err_set(err, 0,
                           "pre_tokenizer Split without pattern.Regex is not "
                           "supported");
        if (strcmp(str(split, "behavior"), "Isolated") != 0 ||
            !is_off(json_object_get(split, "invert")))
            return err_set(err, 0,
                           "pre_tokenizer Split other than Isolated is not "
                           "supported");
        if (!byte_level(json_array_get(items, 1), &use_regex, err))
            return false;
        if (use_regex)
            return err_set(err, 0, "pre_tokenizer that splits twice is not supported");
    } else {
        if (!byte_level(v, &use_regex, err))
            return false;
        if (!use_regex)
            return err_set(err, 0, "pre_tokenizer that splits nothing is not supported");
    }
    t->splitter = splitter_create(expression, err);
    return t->splitter != NULL;
}

static bool check_model(const json_t *model, struct error *err)
{
    static const char *const off[] = {
        "dropout",
        "unk_token",
        "byte_fallback",
        "ignore_merges",
        "continuing_subword_prefix",
        "end_of_word_suffix",
    };
    if (!is_type(model, "BPE"))
        return refuse(err, "model", model);
    for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
        if (!is_off(json_object_get(model, off[i])))
            return err_set(err, 0, "model with %s is not supported", off[i]);
    if (!json_is_object(json_object_get(model, "vocab")) ||
        !json_is_array(json_object_get(model, "merges")))
        return err_set(err, 0, "model lacks vocab or merges");
    return true;
}

static bool check_rest(const json_t *root, struct error *err)
{
    const json_t *post = json_object_get(root, "post_processor");
    if (!is_off(post) && !is_type(post, "ByteLevel"))
        return refuse(err, "post_processor", post);
    const json_t *decoder = json_object_get(root, "decoder");
    if (!is_type(decoder, "ByteLevel"))
        return refuse(err, "decoder", decoder);
    return true;
}

/* Ids of added tokens; those of the vocabulary are checked where they are read. */
static int32_t id_of(const json_t *v, const char *token, struct error *err)
{
    if (!json_is_integer(v) || json_integer_value(v) < 0 ||
        json_integer_value(v) > TOKENIZER_MAX_ID)
    {
        err_set(err, 0, "the id of token '%.60s' is no integer from 0 to %d", token,
                TOKENIZER_MAX_ID);
        return -1;
    }
    return (int32_t)json_integer_value(v);
}

static bool make_pieces(struct tokenizer *t, const struct tokenizer_file *f,
                        const json_t *added, struct error *err)
{
    int32_t max_id = -1;
    for (size_t i = 0; i < f->n_tokens; i++)
        max_id = f->tokens[i].id > max_id ? f->tokens[i].id : max_id;
    size_t i;
    json_t *value;
    json_array_foreach(added, i, value)
    {
        int32_t id = id_of(json_object_get(value, "id"), str(value, "content"), err);
        if (id < 0)
            return false;
        max_id = id > max_id ? id : max_id;
    }
    t->n_ids = max_id + 1;
    t->pieces = xcalloc((size_t)t->n_ids + 1, sizeof(*t->pieces));
    return true;
}

/* Makes room for a piece of at most `len` bytes and returns its place. */
static char *piece_room(struct tokenizer *t, size_t len, struct error *err)
{
    if (t->n_bytes + len > UINT32_MAX) {
        err_set(err, 0, "the vocabulary is too large");
        return NULL;
    }
    if (!t->bytes || t->n_bytes + len > t->bytes_cap) {
        t->bytes_cap = 2 * (t->n_bytes + len) + 4096;
        t->bytes = xrealloc(t->bytes, t->bytes_cap);
    }
    return t->bytes + t->n_bytes;
}

/* The bytes that were put there become the piece. */
static void set_piece(struct tokenizer *t, int32_t id, size_t len)
{
    t->pieces[id] = (struct piece){(uint32_t)t->n_bytes, (uint32_t)len, .used = true};
    t->n_bytes += len;
}

/* A vocabulary string (valid UTF-8) in the byte-level alphabet as bytes, of which there are never
 * more than the string's own. As in the reference's decoder, a string with any other character
 * stands for its own UTF-8. */
static size_t to_bytes(const struct alphabet *a, const char *token, size_t len, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < len; n++) {
        unsigned char c = (unsigned char)token[i];
        bool two = c >= 0xc0; /* letters have no more */
        uint32_t cp = two ? (c & 0x3fu) << 6 | (token[i + 1] & 0x3fu) : c;
        if (cp >= N_CHARS || a->byte_of[cp] < 0) {
            memcpy(out, token, len);
            return len;
        }
        out[n] = (char)a->byte_of[cp];
        i += two ? 2 : 1;
    }
    return n;
}

static bool load_vocab(struct tokenizer *t, const struct alphabet *a,
                       const struct tokenizer_file *f, struct error *err)
{
    for (size_t i = 0; i < f->n_tokens; i++) {
        const struct file_token *token = &f->tokens[i];
        const char *text = f->bytes.data + token->offset;
        if (t->pieces[token->id].used)
            return err_set(err, 0, "id %d belongs to two tokens, one is '%.*s'",
                           token->id, token->len < 60 ? (int)token->len : 60, text);
        char *out = piece_room(t, token->len, err);
        if (!out)
            return false;
        set_piece(t, token->id, to_bytes(a, text, token->len, out));
    }
    return true;
}

static bool find_byte_ids(const struct alphabet *a, const struct vocab_index *vocab,
                          int32_t ids[256], struct error *err)
{
    for (int c = 0; c < 256; c++) {
        uint16_t cp = a->char_of[c];
        char letter[3] = {(char)cp, 0, 0};
        if (cp >= 0x80) {
            letter[0] = (char)(0xc0 | cp >> 6);
            letter[1] = (char)(0x80 | (cp & 0x3f));
        }
        struct vocab_query q = {.text = letter, .len = strlen(letter)};
        vocab_index_find(vocab, &q, 1);
        if (q.id < 0)
            return err_set(err, 0, "the vocabulary lacks byte 0x%02x ('%s')", c, letter);
        ids[c] = q.id;
    }
    return true;
}

/* Merges first to last - 1; at most MERGES_AT_ONCE. */
static bool load_some_merges(struct tokenizer *t, const struct vocab_index *vocab,
                             const struct tokenizer_file *f, size_t first, size_t last,
                             struct error *err)
{
    struct vocab_query queries[3 * MERGES_AT_ONCE], *q = queries;
    struct bpe_merge merges[MERGES_AT_ONCE];
    for (size_t i = first; i < last; i++) {
        const struct file_merge *m = &f->merges[i];
        const char *text = f->bytes.data + m->offset;
        *q++ = (struct vocab_query){.text = text, .len = m->left_len};
        *q++ = (struct vocab_query){.text = text + m->left_len, .len = m->right_len};
        *q++ =
            (struct vocab_query){.text = text, .len = (size_t)m->left_len + m->right_len};
    }
    vocab_index_find(vocab, queries, 3 * (last - first));
    q = queries;
    for (size_t i = 0; i < last - first; i++, q += 3) {
        if (q[0].id < 0 || q[1].id < 0 || q[2].id < 0)
            return err_set(err, 0,
                           "merge %zu: '%.*s' or a part of it is not in the vocabulary",
                           first + i, q[2].len < 60 ? (int)q[2].len : 60, q[2].text);
        merges[i] = (struct bpe_merge){q[0].id, q[1].id, q[2].id};
    }
    bpe_add_merges(t->bpe, merges, last - first);
    return true;
}

static bool load_merges(struct tokenizer *t, const struct vocab_index *vocab,
                        const struct tokenizer_file *f, struct error *err)
{
    for (size_t i = 0; i < f->n_merges; i += MERGES_AT_ONCE) {
        size_t left = f->n_merges - i;
        size_t n = left < MERGES_AT_ONCE ? left : MERGES_AT_ONCE;
        if (!load_some_merges(t, vocab, f, i, i + n, err))
            return false;
    }
    return true;
}

static bool check_added(const struct tokenizer *t, const json_t *token, struct error *err)
{
    static const char *const off[] = {"lstrip", "rstrip", "single_word"};
    const char *text = str(token, "content");
    if (!*text)
        return err_set(err, 0, "an added token has no content");
    for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
        if (!is_off(json_object_get(token, off[i])))
            return err_set(err, 0, "added token '%.60s' with %s is not supported", text,
                           off[i]);
    if (t->nfc && !is_off(json_object_get(token, "normalized")))
        return err_set(err, 0, "added token '%.60s' with normalized is not supported",
                       text);
    return true;
}

static int compare_added(const void *pa, const void *pb)
{
    const struct added_token *a = pa, *b = pb;
    if (a->text[0] != b->text[0])
        return (unsigned char)a->text[0] - (unsigned char)b->text[0];
    if (a->len != b->len)
        return a->len < b->len ? 1 : -1;
    return memcmp(a->text, b->text, a->len);
}

/* Orders the added tokens for look-up; two with the same text stand side by side. */
static bool index_added(struct tokenizer *t, struct error *err)
{
    if (t->n_added)
        qsort(t->added, (size_t)t->n_added, sizeof(*t->added), compare_added);
    for (int i = 1; i < t->n_added; i++)
        if (compare_added(&t->added[i - 1], &t->added[i]) == 0)
            return err_set(err, 0, "added token '%.60s' is given twice",
                           t->added[i].text);
    int i = 0;
    for (int c = 0; c < 256; c++) {
        t->added_start[c] = i;
        while (i < t->n_added && (unsigned char)t->added[i].text[0] == c)
            i++;
    }
    t->added_start[256] = i;
    return true;
}

/* An added token may repeat a vocabulary entry of the same text (older files do), but such
 * an entry must not be what merges can reach: text would then become a control token. */
static bool load_added(struct tokenizer *t, const json_t *added, struct error *err)
{
    size_t n = json_array_size(added);
    t->added = xcalloc(n + 1, sizeof(*t->added));
    for (size_t i = 0; i < n; i++) {
        const json_t *token = json_array_get(added, i);
        if (!check_added(t, token, err))
            return false;
        const char *text = str(token, "content");
        size_t len = json_string_length(json_object_get(token, "content"));
        int32_t id = (int32_t)json_integer_value(json_object_get(token, "id"));
        const struct piece *p = &t->pieces[id];
        if (p->used && (p->len != len || memcmp(t->bytes + p->offset, text, len) != 0))
            return err_set(err, 0, "id %d belongs to two tokens, one is '%.60s'", id,
                           text);
        if (!p->used) {
            char *out = piece_room(t, len, err);
            if (!out)
                return false;
            memcpy(out, text, len);
            set_piece(t, id, len);
        }
        t->pieces[id].special = json_is_true(json_object_get(token, "special"));
        t->added[t->n_added++] = (struct added_token){xstrdup(text), len, id};
    }
    return index_added(t, err);
}

static bool check_forgery(const struct tokenizer *t, struct error *err)
{
    bool ok = true;
    struct bpe_scratch scratch = {0};
    struct id_list ids = {0};
    for (int i = 0; i < t->n_added && ok; i++) {
        ids.n = 0;
        bpe_encode(t->bpe, &scratch, t->added[i].text, t->added[i].len, &ids);
        if (ids.n == 1 && ids.ids[0] == t->added[i].id && t->added[i].len > 1)
            ok = err_set(err, 0, "added token '%.60s' can be merged from ordinary text",
                         t->added[i].text);
    }
    id_list_finish(&ids);
    bpe_scratch_finish(&scratch);
    return ok;
}

static bool load_file(struct tokenizer *t, const struct tokenizer_file *f,
                      struct vocab_index *vocab, struct error *err)
{
    const json_t *added = json_object_get(f->root, "added_tokens");
    if (!check_model(json_object_get(f->root, "model"), err) ||
        !check_rest(f->root, err) ||
        !load_normalizer(t, json_object_get(f->root, "normalizer"), err) ||
        !load_pre_tokenizer(t, json_object_get(f->root, "pre_tokenizer"), err))
        return false;

    struct alphabet alphabet;
    int32_t byte_ids[256];
    alphabet_init(&alphabet);
    if (!vocab_index_build(vocab, f, err) || !make_pieces(t, f, added, err) ||
        !load_vocab(t, &alphabet, f, err) ||
        !find_byte_ids(&alphabet, vocab, byte_ids, err))
        return false;
    t->bpe = bpe_create(byte_ids, f->n_merges);
    return load_merges(t, vocab, f, err) && load_added(t, added, err) &&
           check_forgery(t, err);
}

bool tokenizer_load(struct tokenizer *t, const char *path, struct error *err)
{
    struct tokenizer_file f = {0};
    struct vocab_index vocab = {0};
    bool ok = tokenizer_file_read(&f, path, err) && load_file(t, &f, &vocab, err);
    vocab_index_finish(&vocab);
    tokenizer_file_finish(&f);
    return ok;
}
