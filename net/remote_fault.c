#include "net/remote_fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/strbuf.h"
#include "core/text/utf8.h"

enum {
    KEY_MIN_BYTES = 4, /* a shorter one would take letters out of words */
};

/* Of half a key nobody would know that it is one. */
char *remote_hide_key(const char *text, size_t len, const char *key)
{
    struct strbuf out = {0};
    size_t n_key = key ? strlen(key) : 0;
    const char *end = text + len, *at = NULL;
    if (n_key < KEY_MIN_BYTES) {
        strbuf_add(&out, text, len);
        return strbuf_take(&out);
    }
    while ((at = memmem(text, (size_t)(end - text), key, n_key))) {
        strbuf_add(&out, text, (size_t)(at - text));
        strbuf_adds(&out, "***");
        text = at + n_key;
    }
    size_t left = (size_t)(end - text), n = left < n_key ? left : n_key - 1;
    while (n >= KEY_MIN_BYTES && memcmp(end - n, key, n) != 0)
        n--;
    bool half = n >= KEY_MIN_BYTES;
    strbuf_add(&out, text, half ? left - n : left);
    if (half)
        strbuf_adds(&out, "***");
    return strbuf_take(&out);
}

void remote_json_why(const json_error_t *why, char *out, size_t size)
{
    const char *near = strstr(why->text, " near '");
    int len = near ? (int)(near - why->text) : (int)strlen(why->text);
    if (size == 0)
        return;
    snprintf(out, size, "%.*s in line %d, column %d", len, why->text, why->line,
             why->column);
}

/* One line, cut at the end of a character. */
static void set_line(struct remote_fault *out, const char *text, size_t len)
{
    size_t n = 0;
    bool space = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c == 0x7f) {
            space = n > 0;
            continue;
        }
        if (n + 2 + space >= sizeof(out->text))
            break;
        if (space)
            out->text[n++] = ' ';
        space = false;
        out->text[n++] = (char)c;
    }
    /* The last character may have lost its end. */
    size_t start = n;
    while (start > 0 && ((unsigned char)out->text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)out->text[start - 1] >= 0xc0) {
        unsigned char c = (unsigned char)out->text[start - 1];
        size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        if (n - (start - 1) < want)
            n = start - 1;
    }
    out->text[n] = '\0';
    /* What a proxy writes may be in any encoding. */
    for (size_t i = 0; utf8_check(out->text, n) >= 0 && i < n; i++)
        if ((unsigned char)out->text[i] >= 0x80)
            out->text[i] = '?';
}

static void set_text(struct remote_fault *out, const char *text, size_t len,
                     const char *key)
{
    char *shown = remote_hide_key(text, len, key);
    set_line(out, shown, strlen(shown));
    free(shown);
}

static bool says_context(const char *s)
{
    static const char *const words[] = {
        "context_length_exceeded", "exceed_context_size",
        "maximum context length",  "context size",
        "context length",          "context window",
    };
    for (size_t i = 0; s && i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(s, words[i]))
            return true;
    return false;
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

void remote_fault_from_json(struct remote_fault *out, const json_t *o, const char *key)
{
    *out = (struct remote_fault){0};
    const json_t *error = json_object_get(o, "error");
    const json_t *in = json_is_object(error) ? error : o;
    const char *text =
        json_is_string(o) ? json_string_value(o) : json_string_value(error);
    static const char *const keys[] = {"message", "detail", "error_description", "error"};
    for (size_t i = 0; !text && i < sizeof(keys) / sizeof(keys[0]); i++)
        text = text_of(in, keys[i]);
    /* FastAPI's list of what is wrong with a field. */
    const json_t *detail = json_array_get(json_object_get(in, "detail"), 0);
    if (!text)
        text = text_of(detail, "msg");
    if (text)
        set_text(out, text, strlen(text), key);
    out->context_full = says_context(text_of(in, "code")) ||
                        says_context(text_of(in, "type")) || says_context(text);
}

void remote_fault_from_body(struct remote_fault *out, const char *body, size_t len,
                            const char *key)
{
    json_t *o = json_loadb(body, len, JSON_DECODE_ANY, NULL);
    *out = (struct remote_fault){0};
    if (o) {
        remote_fault_from_json(out, o, key);
        json_decref(o);
        return;
    }
    struct strbuf plain = {0};
    bool tag = false;
    for (size_t i = 0; i < len; i++) {
        if (body[i] == '<')
            tag = true;
        if (!tag || body[i] == '>')
            strbuf_addc(&plain, tag ? ' ' : body[i]);
        if (body[i] == '>')
            tag = false;
    }
    set_text(out, plain.data ? plain.data : "", plain.len, key);
    strbuf_finish(&plain);
}
