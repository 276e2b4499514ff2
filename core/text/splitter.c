#define PCRE2_CODE_UNIT_WIDTH 8

#include "core/text/splitter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <pcre2.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* Tokenizer files carry their expression in Oniguruma's syntax, of which they use a small
 * part. Where PCRE2 means something else by the same text, the expression is translated
 * (\s and \S: White_Space, without U+180E that PCRE2 counts in) or refused; nothing is
 * left to chance. */

enum {
    STEPS_BASE = 10 * 1000 * 1000,
    STEPS_PER_BYTE = 16, /* backing off over a run of n bytes takes n steps */
};

struct splitter {
    pcre2_code *code;
};

/* An escape at p (p[0] is the backslash) into out; returns its length, 0: not supported. */
static size_t translate_escape(const char *p, struct strbuf *out)
{
    char c = p[1];
    if (c == 's' || c == 'S') {
        strbuf_adds(out, c == 's' ? "\\p{White_Space}" : "\\P{White_Space}");
        return 2;
    }
    if (c == 'v') {
        strbuf_adds(out, "\\x0b");
        return 2;
    }
    bool alphanumeric = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    if (!c || (alphanumeric && !strchr("pPdDrntfx", c)))
        return 0;
    strbuf_add(out, p, 2);
    return 2;
}

static bool refuse(struct error *err, const char *expression, const char *p,
                   const char *what)
{
    return err_set(err, 0, "split expression: %s at offset %zu is not supported", what,
                   (size_t)(p - expression));
}

static bool translate(const char *expression, struct strbuf *out, struct error *err)
{
    bool in_class = false;
    const char *class_start = NULL;
    for (const char *p = expression; *p;) {
        if (*p == '\\') {
            size_t n = translate_escape(p, out);
            if (n == 0)
                return refuse(err, expression, p, "this escape");
            p += n;
            continue;
        }
        if (in_class) {
            if (*p == '[' || (p[0] == '&' && p[1] == '&'))
                return refuse(err, expression, p, "set arithmetic");
            if (*p == ']' && p > class_start)
                in_class = false;
        } else if (*p == '[') {
            in_class = true;
            strbuf_addc(out, *p++);
            if (*p == '^')
                strbuf_addc(out, *p++);
            class_start = p;
            continue;
        } else if (*p == '^' || *p == '$') {
            return refuse(err, expression, p, "an anchor");
        }
        strbuf_addc(out, *p++);
    }
    return true;
}

struct splitter *splitter_create(const char *expression, struct error *err)
{
    struct strbuf pattern = {0};
    strbuf_adds(&pattern, "");
    if (!translate(expression, &pattern, err)) {
        strbuf_finish(&pattern);
        return NULL;
    }
    int code;
    PCRE2_SIZE offset;
    struct splitter *s = xcalloc(1, sizeof(*s));
    s->code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code,
                            &offset, NULL);
    strbuf_finish(&pattern);
    if (!s->code) {
        char why[128];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
        err_set(err, 0, "compile the split expression: %s", why);
        splitter_free(s);
        return NULL;
    }
    /* Where executable memory is not to be had, the interpreter does the same slower. */
    (void)pcre2_jit_compile(s->code, PCRE2_JIT_COMPLETE);
    return s;
}

void splitter_free(struct splitter *s)
{
    if (!s)
        return;
    pcre2_code_free(s->code);
    free(s);
}

static int match(const struct splitter *s, const char *text, size_t len, size_t at,
                 pcre2_match_data *data, pcre2_match_context *context)
{
    const uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
    int rc = pcre2_match(s->code, (PCRE2_SPTR)text, len, at, options, data, context);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
        rc = pcre2_match(s->code, (PCRE2_SPTR)text, len, at, options | PCRE2_NO_JIT, data,
                         context);
    return rc;
}

bool splitter_run(const struct splitter *s, const char *text, size_t len, split_fn fn,
                  void *ctx, struct error *err)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    if (!data || !context) {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        return err_set(err, 0, "split text: out of memory");
    }
    size_t steps = len > (UINT32_MAX - STEPS_BASE) / STEPS_PER_BYTE
                       ? UINT32_MAX
                       : STEPS_BASE + STEPS_PER_BYTE * len;
    pcre2_set_match_limit(context, (uint32_t)steps);

    bool ok = true;
    size_t at = 0;
    while (at < len) {
        int rc = match(s, text, len, at, data, context);
        if (rc < 0 && rc != PCRE2_ERROR_NOMATCH) {
            char why[128];
            pcre2_get_error_message(rc, (PCRE2_UCHAR *)why, sizeof(why));
            ok = err_set(err, 0, "split text at byte %zu: %s", at, why);
            break;
        }
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(data);
        size_t start = rc < 0 ? len : span[0], end = rc < 0 ? len : span[1];
        if (start < at || end < start) {
            ok = err_set(err, 0, "split text at byte %zu: the expression steps back", at);
            break;
        }
        if (start > at)
            fn(ctx, text + at, start - at);
        if (end > start)
            fn(ctx, text + start, end - start);
        at = end;
    }
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return ok;
}
