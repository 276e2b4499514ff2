#include "core/text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/text/bpe.h"
#include "core/text/nfc.h"
#include "core/text/splitter.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/utf8.h"

/* Encoding: the spans are joined, added tokens are cut out of the special ones, and each
 * run of ordinary text between them goes through NFC, the splitter and the merges. */

enum {
    MAX_TEXT_BYTES = 1 << 30,
    LONG_TEXT = 8192, /* bytes: from here on words come again often enough */
};

void id_list_add(struct id_list *l, int32_t id)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 64;
        l->ids = xreallocarray(l->ids, l->cap, sizeof(*l->ids));
    }
    l->ids[l->n++] = id;
}

void id_list_add_all(struct id_list *l, const int32_t *ids, size_t n)
{
    if (n > l->cap - l->n) {
        while (n > l->cap - l->n)
            l->cap = l->cap ? l->cap * 2 : 64;
        l->ids = xreallocarray(l->ids, l->cap, sizeof(*l->ids));
    }
    memcpy(l->ids + l->n, ids, n * sizeof(*ids));
    l->n += n;
}

void id_list_finish(struct id_list *l)
{
    free(l->ids);
    *l = (struct id_list){0};
}

struct tokenizer *tokenizer_open(const char *path, struct error *err)
{
    struct tokenizer *t = xcalloc(1, sizeof(*t));
    if (tokenizer_load(t, path, err))
        return t;
    err_prefix(err, "tokenizer %s", path);
    tokenizer_close(t);
    return NULL;
}

void tokenizer_close(struct tokenizer *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n_added; i++)
        free(t->added[i].text);
    free(t->added);
    free(t->pieces);
    free(t->bytes);
    splitter_free(t->splitter);
    bpe_free(t->bpe);
    free(t);
}

/* One call of tokenizer_encode. */
struct encoding {
    const struct tokenizer *t;
    struct id_list *out;
    struct bpe_scratch scratch;
    struct strbuf normal; /* the run of ordinary text in normal form */
    struct error *err;
};

static void encode_piece(void *ctx, const char *piece, size_t len)
{
    struct encoding *e = ctx;
    bpe_encode(e->t->bpe, &e->scratch, piece, len, e->out);
}

static bool encode_ordinary(struct encoding *e, const char *text, size_t len)
{
    if (len == 0)
        return true;
    if (e->t->nfc) {
        strbuf_clear(&e->normal);
        nfc_add(&e->normal, text, len);
        text = e->normal.data;
        len = e->normal.len;
        if (len > MAX_TEXT_BYTES)
            return err_set(e->err, 0, "encode: the text is longer than 1 GiB");
    }
    return splitter_run(e->t->splitter, text, len, encode_piece, e, e->err);
}

/* The longest added token at the start of the text, or NULL. */
static const struct added_token *added_at(const struct tokenizer *t, const char *text,
                                          size_t len)
{
    unsigned char first = (unsigned char)text[0];
    for (int i = t->added_start[first]; i < t->added_start[first + 1]; i++) {
        const struct added_token *a = &t->added[i];
        if (a->len <= len && memcmp(a->text, text, a->len) == 0)
            return a;
    }
    return NULL;
}

/* text[*done ..) up to the end of this span: everything before the span's last added token
 * is encoded and *done moved behind it; the rest may go on in the next span. */
static bool encode_special_span(struct encoding *e, const char *text, size_t start,
                                size_t end, size_t *done)
{
    for (size_t i = start; i < end;) {
        const struct added_token *a = added_at(e->t, text + i, end - i);
        if (!a) {
            i++;
            continue;
        }
        if (!encode_ordinary(e, text + *done, i - *done))
            return false;
        id_list_add(e->out, a->id);
        i += a->len;
        *done = i;
    }
    return true;
}

bool tokenizer_encode(const struct tokenizer *t, const struct text_span *spans,
                      int n_spans, struct id_list *out, struct error *err)
{
    struct strbuf text = {0};
    struct encoding e = {.t = t, .out = out, .err = err};
    size_t n_before = out->n, done = 0, start = 0;
    bool ok = true;
    strbuf_adds(&text, "");
    for (int i = 0; i < n_spans && ok; i++) {
        if (spans[i].len > MAX_TEXT_BYTES - text.len)
            ok = err_set(err, 0, "encode: the text is longer than 1 GiB");
        else
            strbuf_add(&text, spans[i].text, spans[i].len);
    }
    long bad = ok ? utf8_check(text.data, text.len) : -1;
    if (bad >= 0)
        ok = err_set(err, 0, "encode: the text is not valid UTF-8 at byte %ld", bad);
    if (text.len >= LONG_TEXT)
        bpe_scratch_remember(&e.scratch);
    for (int i = 0; i < n_spans && ok; i++) {
        size_t end = start + spans[i].len;
        if (spans[i].special)
            ok = encode_special_span(&e, text.data, start, end, &done);
        start = end;
    }
    if (ok && text.len > done)
        ok = encode_ordinary(&e, text.data + done, text.len - done);
    if (!ok)
        out->n = n_before;
    strbuf_finish(&text);
    strbuf_finish(&e.normal);
    bpe_scratch_finish(&e.scratch);
    return ok;
}

const char *tokenizer_piece(const struct tokenizer *t, int32_t id, size_t *len,
                            bool *special)
{
    bool used = tokenizer_id_used(t, id);
    *len = used ? t->pieces[id].len : 0;
    *special = used && t->pieces[id].special;
    return used && *len ? t->bytes + t->pieces[id].offset : "";
}

int32_t tokenizer_id(const struct tokenizer *t, const char *token)
{
    size_t len = strlen(token);
    for (int i = 0; i < t->n_added; i++)
        if (t->added[i].len == len && memcmp(t->added[i].text, token, len) == 0)
            return t->added[i].id;
    return -1;
}

int tokenizer_n_ids(const struct tokenizer *t)
{
    return t->n_ids;
}

bool tokenizer_id_used(const struct tokenizer *t, int32_t id)
{
    return id >= 0 && id < t->n_ids && t->pieces[id].used;
}
