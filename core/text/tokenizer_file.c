#include "core/text/tokenizer_file.h"

#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/utf8.h"

/* The file is read as events: 250,000 rows as a tree of jansson's take half a second, most of the
 * program's start. A binary form beside the file would be read faster still, but would be a second
 * truth to keep in step and to distrust, and only some packs would have it; this serves every file.
 *
 * The parser is less strict than the rest of the program, so what it lets pass is looked for
 * before: UTF-8 that is none, NUL, half surrogates, white space that is none of JSON's. */

enum {
    MAX_FILE_BYTES = 256 << 20,
    MAX_ITEMS = 1 << 24, /* tokens, merges */
    MAX_DEPTH = 32,
    ID_DIGITS = 8,
};

enum place {
    IN_TREE,
    IN_VOCAB,
    IN_MERGES,
    IN_PAIR, /* of merges */
};

struct reader {
    struct tokenizer_file *f;
    enum place place;
    json_t *open[MAX_DEPTH]; /* borrowed: the objects and arrays around this place */
    int depth;
    bool in_model; /* open[1] is the root's "model" */
    char *key;     /* owned: of the value that follows, in the tree */
    int n_halves;  /* of the pair */
    struct error *err;
};

/* ---- the tree ---- */

/* Takes v. */
static bool put(struct reader *r, json_t *v)
{
    json_t *parent = r->depth ? r->open[r->depth - 1] : NULL;
    bool ok = true;
    if (!v)
        return err_set(r->err, 0, "a value cannot be read");
    if (!parent && json_is_object(v)) {
        r->f->root = json_incref(v);
    } else if (!parent) {
        ok = err_set(r->err, 0, "the file is no JSON object");
    } else if (json_is_array(parent)) {
        ok = json_array_append(parent, v) == 0;
    } else {
        ok = !json_object_get(parent, r->key);
        if (!ok)
            err_set(r->err, 0, "duplicate key '%.60s'", r->key);
        ok = ok && json_object_set(parent, r->key, v) == 0;
    }
    json_decref(v);
    return ok;
}

static bool push(struct reader *r, json_t *v)
{
    if (r->depth == MAX_DEPTH) {
        json_decref(v);
        return err_set(r->err, 0, "values are nested more than %d deep", MAX_DEPTH);
    }
    bool is_model = r->depth == 1 && json_is_object(v) && strcmp(r->key, "model") == 0;
    json_incref(v);
    bool ok = put(r, v);
    if (ok) {
        r->in_model = is_model || (r->in_model && r->depth > 1);
        r->open[r->depth++] = v;
    }
    json_decref(v); /* the tree has it */
    return ok;
}

/* Whether the value that begins is the model's one of this name. */
static bool at_model_key(const struct reader *r, const char *key)
{
    return r->depth == 2 && r->in_model && strcmp(r->key, key) == 0;
}

/* ---- the vocabulary and the merges ---- */

static bool refuse_id(struct reader *r)
{
    const struct file_token *t = &r->f->tokens[r->f->n_tokens];
    return err_set(r->err, 0, "the id of token '%.*s' is no integer from 0 to %d",
                   t->len < 60 ? (int)t->len : 60, r->f->bytes.data + t->offset,
                   TOKENIZER_MAX_ID);
}

static bool refuse_merge(struct reader *r)
{
    return err_set(r->err, 0, "merge %zu is neither \"a b\" nor [\"a\", \"b\"]",
                   r->f->n_merges);
}

/* Makes room for item n of *items. */
static bool room(struct reader *r, void **items, size_t item_bytes, size_t n, size_t *cap,
                 const char *what)
{
    if (n == MAX_ITEMS)
        return err_set(r->err, 0, "more than %d %s", MAX_ITEMS, what);
    if (n == *cap) {
        *cap = *cap ? *cap * 2 : 1024;
        *items = xreallocarray(*items, *cap, item_bytes);
    }
    return true;
}

/* A token's text, whose id is to follow: not yet counted in n_tokens. */
static bool vocab_key(struct reader *r, const char *s, size_t len)
{
    struct tokenizer_file *f = r->f;
    if (!room(r, (void **)&f->tokens, sizeof(*f->tokens), f->n_tokens, &f->tokens_cap,
              "tokens"))
        return false;
    f->tokens[f->n_tokens] =
        (struct file_token){.offset = (uint32_t)f->bytes.len, .len = (uint32_t)len};
    strbuf_add(&f->bytes, s, len);
    return true;
}

static bool vocab_id(struct reader *r, const char *digits, size_t len)
{
    int32_t id = 0;
    for (size_t i = 0; i < len; i++) {
        if (i == ID_DIGITS || digits[i] < '0' || digits[i] > '9')
            return refuse_id(r);
        id = id * 10 + digits[i] - '0';
    }
    if (id > TOKENIZER_MAX_ID)
        return refuse_id(r);
    r->f->tokens[r->f->n_tokens++].id = id;
    return true;
}

/* The next merge, of which nothing is known yet; not yet counted in n_merges. */
static bool begin_merge(struct reader *r)
{
    struct tokenizer_file *f = r->f;
    if (!room(r, (void **)&f->merges, sizeof(*f->merges), f->n_merges, &f->merges_cap,
              "merges"))
        return false;
    f->merges[f->n_merges] = (struct file_merge){.offset = (uint32_t)f->bytes.len};
    r->n_halves = 0;
    return true;
}

static bool add_half(struct reader *r, const char *s, size_t len)
{
    struct file_merge *m = &r->f->merges[r->f->n_merges];
    if (r->n_halves == 2 || len == 0)
        return refuse_merge(r);
    if (r->n_halves++ == 0)
        m->left_len = (uint32_t)len;
    else
        m->right_len = (uint32_t)len;
    strbuf_add(&r->f->bytes, s, len);
    return true;
}

static bool end_merge(struct reader *r)
{
    if (r->n_halves != 2)
        return refuse_merge(r);
    r->f->n_merges++;
    return true;
}

static bool merge_in_one(struct reader *r, const char *s, size_t len)
{
    const char *space = memchr(s, ' ', len), *end = s + len;
    if (!begin_merge(r))
        return false;
    if (!space || memchr(space + 1, ' ', (size_t)(end - space - 1)))
        return refuse_merge(r);
    return add_half(r, s, (size_t)(space - s)) &&
           add_half(r, space + 1, (size_t)(end - space - 1)) && end_merge(r);
}

/* A value that has no business in this place. */
static bool misplaced(struct reader *r)
{
    return r->place == IN_VOCAB ? refuse_id(r) : refuse_merge(r);
}

/* ---- events; the parser stops when one returns 0 ---- */

static int on_null(void *ctx)
{
    struct reader *r = ctx;
    return r->place == IN_TREE ? put(r, json_null()) : misplaced(r);
}

static int on_boolean(void *ctx, int v)
{
    struct reader *r = ctx;
    return r->place == IN_TREE ? put(r, json_boolean(v)) : misplaced(r);
}

static int on_number(void *ctx, const char *s, size_t len)
{
    struct reader *r = ctx;
    if (r->place == IN_VOCAB)
        return vocab_id(r, s, len);
    return r->place == IN_TREE ? put(r, json_loadb(s, len, JSON_DECODE_ANY, NULL))
                               : misplaced(r);
}

static int on_string(void *ctx, const unsigned char *bytes, size_t len)
{
    struct reader *r = ctx;
    const char *s = (const char *)bytes;
    switch (r->place) {
    case IN_TREE: return put(r, json_stringn(s, len));
    case IN_MERGES: return merge_in_one(r, s, len);
    case IN_PAIR: return add_half(r, s, len);
    case IN_VOCAB: break;
    }
    return misplaced(r);
}

static int on_start_map(void *ctx)
{
    struct reader *r = ctx;
    if (r->place != IN_TREE)
        return misplaced(r);
    if (!at_model_key(r, "vocab"))
        return push(r, json_object());
    r->place = IN_VOCAB;
    return put(r, json_object());
}

static int on_key(void *ctx, const unsigned char *bytes, size_t len)
{
    struct reader *r = ctx;
    if (r->place == IN_VOCAB)
        return vocab_key(r, (const char *)bytes, len);
    free(r->key);
    r->key = xstrndup((const char *)bytes, len);
    return true;
}

static int on_end(void *ctx)
{
    struct reader *r = ctx;
    if (r->place == IN_PAIR) {
        r->place = IN_MERGES;
        return end_merge(r);
    }
    if (r->place == IN_TREE)
        r->depth--;
    r->place = IN_TREE;
    return true;
}

static int on_start_array(void *ctx)
{
    struct reader *r = ctx;
    if (r->place == IN_MERGES) {
        r->place = IN_PAIR;
        return begin_merge(r);
    }
    if (r->place != IN_TREE)
        return misplaced(r);
    if (!at_model_key(r, "merges"))
        return push(r, json_array());
    r->place = IN_MERGES;
    return put(r, json_array());
}

/* ---- the file ---- */

static bool refuse_at(struct error *err, const char *text, size_t offset, const char *why)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < offset; i++)
        if (text[i] == '\n') {
            line++;
            start = i + 1;
        }
    return err_set(err, 0, "line %zu, column %zu: %.*s", line, offset - start + 1,
                   (int)strcspn(why, "\n"), why);
}

/* The code unit of the escape \uXXXX at s, or -1 if there is none. */
static long escaped_unit(const char *s, size_t len)
{
    if (len < 6 || s[0] != '\\' || s[1] != 'u')
        return -1;
    long unit = 0;
    for (int i = 2; i < 6; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = s[i] ? strchr(digits, s[i] < 'A' ? s[i] : s[i] | 32) : NULL;
        if (!digit)
            return -1;
        unit = unit * 16 + (digit - digits);
    }
    return unit;
}

/* Offset of the first escape that stands for a NUL or for half a character, or -1. Everything
 * else that may follow a backslash is for the parser to judge. */
static long bad_escape(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *p = text; (p = memchr(p, '\\', (size_t)(end - p)));) {
        long unit = escaped_unit(p, (size_t)(end - p));
        size_t n = unit < 0 ? 2 : 6;
        if (unit >= 0xd800 && unit <= 0xdbff) {
            long low = escaped_unit(p + n, (size_t)(end - p) - n);
            if (low < 0xdc00 || low > 0xdfff)
                return p - text;
            n += 6;
        } else if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff)) {
            return p - text;
        }
        if (n >= (size_t)(end - p))
            break;
        p += n;
    }
    return -1;
}

/* Whether there is nothing in the file that the parser would wrongly let pass. */
static bool check_text(const char *text, size_t len, struct error *err)
{
    long bad = utf8_check(text, len);
    if (bad >= 0)
        return refuse_at(err, text, (size_t)bad, "this is not valid UTF-8");
    bad = bad_escape(text, len);
    if (bad >= 0)
        return refuse_at(err, text, (size_t)bad,
                         "an escape for NUL or for half a character");
    const char *space = memchr(text, '\v', len);
    space = space ? space : memchr(text, '\f', len);
    return !space || refuse_at(err, text, (size_t)(space - text), "a control character");
}

static bool parse(struct reader *r, const char *text, size_t len)
{
    static const yajl_callbacks callbacks = {
        .yajl_null = on_null,
        .yajl_boolean = on_boolean,
        .yajl_number = on_number,
        .yajl_string = on_string,
        .yajl_start_map = on_start_map,
        .yajl_map_key = on_key,
        .yajl_end_map = on_end,
        .yajl_start_array = on_start_array,
        .yajl_end_array = on_end,
    };
    yajl_handle h = yajl_alloc(&callbacks, NULL, r);
    if (!h)
        return err_set(r->err, 0, "out of memory");
    yajl_status status = yajl_parse(h, (const unsigned char *)text, len);
    size_t at = status == yajl_status_ok ? len : yajl_get_bytes_consumed(h);
    if (status == yajl_status_ok)
        status = yajl_complete_parse(h);
    if (status == yajl_status_error) {
        unsigned char *why = yajl_get_error(h, 0, NULL, 0);
        refuse_at(r->err, text, at < len ? at : len, (const char *)why);
        yajl_free_error(h, why);
    }
    yajl_free(h);
    return status == yajl_status_ok;
}

bool tokenizer_file_read(struct tokenizer_file *f, const char *path, struct error *err)
{
    size_t len;
    char *text = file_read(path, MAX_FILE_BYTES, &len, err);
    if (!text)
        return false;
    strbuf_adds(&f->bytes, ""); /* there to point into, even without tokens */
    struct reader r = {.f = f, .err = err};
    bool ok = check_text(text, len, err) && parse(&r, text, len);
    free(r.key);
    free(text);
    return ok;
}

void tokenizer_file_finish(struct tokenizer_file *f)
{
    json_decref(f->root);
    strbuf_finish(&f->bytes);
    free(f->tokens);
    free(f->merges);
    *f = (struct tokenizer_file){0};
}
