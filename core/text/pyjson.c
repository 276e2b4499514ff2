#include "core/text/pyjson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/base/strbuf.h"
#include "core/text/utf8.h"

enum {
    MAX_DIGITS = 17, /* enough for every double */
    FIXED_MIN_EXP = -4,
    FIXED_MAX_EXP = 15,
};

/* The fewest significant digits that read back as v (> 0), and its decimal exponent. Both
 * printf and strtod use the locale's decimal point, so they agree; only digits are kept. */
static int shortest_digits(double v, char digits[MAX_DIGITS + 1], int *exponent)
{
    char text[40];
    int precision = 0;
    do
        snprintf(text, sizeof(text), "%.*e", precision, v);
    while (strtod(text, NULL) != v && ++precision < MAX_DIGITS);
    int n = 0;
    const char *p = text;
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9' && n < MAX_DIGITS)
            digits[n++] = *p;
    *exponent = (int)strtol(p + 1, NULL, 10);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    digits[n] = '\0';
    return n;
}

/* float.__repr__ */
static void add_real(struct strbuf *out, double v)
{
    if (signbit(v))
        strbuf_addc(out, '-');
    v = fabs(v);
    if (v == 0) {
        strbuf_adds(out, "0.0");
        return;
    }
    char digits[MAX_DIGITS + 1];
    int e, n = shortest_digits(v, digits, &e);
    if (e < FIXED_MIN_EXP || e > FIXED_MAX_EXP) {
        strbuf_addc(out, digits[0]);
        if (n > 1)
            strbuf_addf(out, ".%s", digits + 1);
        strbuf_addf(out, "e%c%02d", e < 0 ? '-' : '+', abs(e));
        return;
    }
    if (e < 0) {
        strbuf_adds(out, "0.");
        for (int i = -1; i > e; i--)
            strbuf_addc(out, '0');
        strbuf_adds(out, digits);
        return;
    }
    for (int i = 0; i <= e; i++)
        strbuf_addc(out, i < n ? digits[i] : '0');
    strbuf_addc(out, '.');
    strbuf_adds(out, e + 1 < n ? digits + e + 1 : "0");
}

static void add_string(struct strbuf *out, const char *s, size_t len)
{
    static const char escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    strbuf_addc(out, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        const char *e = escapes;
        while (*e && (unsigned char)*e != c)
            e += 2;
        if (*e)
            strbuf_addf(out, "\\%c", e[1]);
        else if (c < 0x20)
            strbuf_addf(out, "\\u%04x", c);
        else
            strbuf_addc(out, (char)c);
    }
    strbuf_addc(out, '"');
}

static void add_scalar(struct strbuf *out, const json_t *v)
{
    if (json_is_integer(v))
        strbuf_addf(out, "%lld", (long long)json_integer_value(v));
    else
        add_real(out, json_real_value(v));
}

/* str.isprintable() of one character */
static bool is_printable(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    case UTF8PROC_CATEGORY_ZS: return cp == ' ';
    default: return true;
    }
}

/* repr() of a string: in single quotes unless it has those and no double ones. */
static void add_repr_string(struct strbuf *out, const char *s, size_t len)
{
    char quote = memchr(s, '\'', len) && !memchr(s, '"', len) ? '"' : '\'';
    strbuf_addc(out, quote);
    for (size_t i = 0, n; i < len; i += n) {
        uint32_t cp;
        n = utf8_next(s + i, len - i, &cp);
        if (cp == (unsigned char)quote || cp == '\\')
            strbuf_addf(out, "\\%c", (char)cp);
        else if (cp == '\n')
            strbuf_adds(out, "\\n");
        else if (cp == '\r')
            strbuf_adds(out, "\\r");
        else if (cp == '\t')
            strbuf_adds(out, "\\t");
        else if (is_printable(cp))
            strbuf_add(out, s + i, n);
        else if (cp <= 0xff)
            strbuf_addf(out, "\\x%02x", (unsigned)cp);
        else
            strbuf_addf(out, cp <= 0xffff ? "\\u%04x" : "\\U%08x", (unsigned)cp);
    }
    strbuf_addc(out, quote);
}

/* What json.dumps() and repr() write alike but for these. */
struct notation {
    void (*add_string)(struct strbuf *out, const char *s, size_t len);
    const char *yes, *no, *none;
};

static void add_value(struct strbuf *out, const json_t *v, const struct notation *as)
{
    const char *separator = "";
    switch (json_typeof(v)) {
    case JSON_OBJECT: {
        strbuf_addc(out, '{');
        void *at = json_object_iter((json_t *)v);
        for (; at; at = json_object_iter_next((json_t *)v, at)) {
            strbuf_adds(out, separator);
            as->add_string(out, json_object_iter_key(at), json_object_iter_key_len(at));
            strbuf_adds(out, ": ");
            add_value(out, json_object_iter_value(at), as);
            separator = ", ";
        }
        strbuf_addc(out, '}');
        return;
    }
    case JSON_ARRAY:
        strbuf_addc(out, '[');
        for (size_t i = 0; i < json_array_size(v); i++) {
            strbuf_adds(out, separator);
            add_value(out, json_array_get(v, i), as);
            separator = ", ";
        }
        strbuf_addc(out, ']');
        return;
    case JSON_STRING:
        as->add_string(out, json_string_value(v), json_string_length(v));
        return;
    case JSON_TRUE: strbuf_adds(out, as->yes); return;
    case JSON_FALSE: strbuf_adds(out, as->no); return;
    case JSON_NULL: strbuf_adds(out, as->none); return;
    case JSON_INTEGER:
    case JSON_REAL: add_scalar(out, v); return;
    }
}

void pyjson_add(struct strbuf *out, const json_t *v)
{
    static const struct notation json = {add_string, "true", "false", "null"};
    add_value(out, v, &json);
}

/* str() of a string is the string itself. */
void pystr_add(struct strbuf *out, const json_t *v)
{
    static const struct notation repr = {add_repr_string, "True", "False", "None"};
    if (json_is_string(v))
        strbuf_add(out, json_string_value(v), json_string_length(v));
    else
        add_value(out, v, &repr);
}
