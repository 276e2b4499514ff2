#include "net/serve_logprobs.h"

#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "core/text/utf8.h"

enum {
    REAL_DIGITS = 9, /* of a float: all there are */
};

/* The older form: lists side by side, offsets in characters of the answer. */
static const char *const list_names[4] = {"tokens", "token_logprobs", "top_logprobs",
                                          "text_offset"};

static void add_value(struct strbuf *list, json_t *taken)
{
    char *text = json_dumps(taken, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY |
                                       JSON_REAL_PRECISION(REAL_DIGITS));
    if (list->len)
        strbuf_addc(list, ',');
    strbuf_adds(list, text);
    free(text);
    json_decref(taken);
}

static double logprob_of(const struct engine_token_top *t)
{
    /* JSON has no infinity; no probability at all is as good as this. */
    return isfinite(t->logprob) ? (double)t->logprob : -9999.0;
}

/* A token may be a part of a character: its text shows that, its bytes are exact. */
static json_t *token_json(const struct engine_token_top *t)
{
    struct strbuf text = {0};
    json_t *bytes = json_array();
    for (size_t i = 0; i < t->len; i++)
        json_array_append_new(bytes, json_integer((unsigned char)t->text[i]));
    for (size_t i = 0; i < t->len;) {
        uint32_t cp;
        size_t n = utf8_next(t->text + i, t->len - i, &cp);
        if (utf8_check(t->text + i, n) < 0)
            strbuf_add(&text, t->text + i, n);
        else
            strbuf_adds(&text, "\xef\xbf\xbd");
        i += n;
    }
    json_t *o = json_pack("{s:o, s:f, s:o}", "token",
                          json_stringn(text.data ? text.data : "", text.len), "logprob",
                          logprob_of(t), "bytes", bytes);
    strbuf_finish(&text);
    return o;
}

static void add_chat(struct serve_logprobs *l, const struct engine_token *t)
{
    json_t *o = token_json(&t->chosen), *top = json_array();
    for (int i = 0; i < t->n_top; i++)
        json_array_append_new(top, token_json(&t->top[i]));
    json_object_set_new(o, "top_logprobs", top);
    add_value(&l->lists[0], o);
}

/* The older form has no bytes, and the likeliest as the keys of an object: parts of characters
 * are told from each other by a name that has their bytes. Owned. */
static json_t *token_name(const struct engine_token_top *t)
{
    struct strbuf name = {0};
    bool whole = utf8_check(t->text, t->len) < 0;
    strbuf_adds(&name, whole ? "" : "bytes:");
    for (size_t i = 0; !whole && i < t->len; i++)
        strbuf_addf(&name, "\\x%02x", (unsigned)(unsigned char)t->text[i]);
    if (whole)
        strbuf_add(&name, t->text, t->len);
    json_t *s = json_stringn(name.data ? name.data : "", name.len);
    strbuf_finish(&name);
    return s;
}

static bool goes_on(const struct engine_token_top *t, size_t i)
{
    return ((unsigned char)t->text[i] & 0xc0) == 0x80;
}

static void add_completion(struct serve_logprobs *l, const struct engine_token *t)
{
    json_t *top = json_object();
    for (int i = 0; i < t->n_top; i++) {
        json_t *name = token_name(&t->top[i]);
        json_object_set_new(top, json_string_value(name),
                            json_real(logprob_of(&t->top[i])));
        json_decref(name);
    }
    /* What goes on with a character is where that is. */
    size_t offset = l->n_chars;
    if (offset && t->chosen.len && goes_on(&t->chosen, 0))
        offset--;
    add_value(&l->lists[0], token_name(&t->chosen));
    add_value(&l->lists[1], json_real(logprob_of(&t->chosen)));
    add_value(&l->lists[2], top);
    add_value(&l->lists[3], json_integer((json_int_t)offset));
    for (size_t i = 0; i < t->chosen.len; i++)
        l->n_chars += !goes_on(&t->chosen, i);
}

void serve_logprobs_add(struct serve_logprobs *l, const struct engine_token *t)
{
    if (!l->on || t->thinking)
        return;
    if (l->api == SERVE_CHAT)
        add_chat(l, t);
    else
        add_completion(l, t);
}

size_t serve_logprobs_bytes(const struct serve_logprobs *l)
{
    return l->lists[0].len + l->lists[1].len + l->lists[2].len + l->lists[3].len;
}

void serve_logprobs_take(struct serve_logprobs *l, struct strbuf *out)
{
    if (!l->lists[0].len) {
        strbuf_adds(out, "null");
        return;
    }
    strbuf_addc(out, '{');
    for (int i = 0; i < 4 && l->lists[i].len; i++) {
        strbuf_addf(out, "%s\"%s\":[", i ? "," : "",
                    l->api == SERVE_CHAT ? "content" : list_names[i]);
        strbuf_add(out, l->lists[i].data, l->lists[i].len);
        strbuf_addc(out, ']');
        strbuf_finish(&l->lists[i]);
    }
    strbuf_adds(out, l->api == SERVE_CHAT ? ",\"refusal\":null}" : "}");
}

void serve_logprobs_finish(struct serve_logprobs *l)
{
    for (int i = 0; i < 4; i++)
        strbuf_finish(&l->lists[i]);
}
