#include "app/tool_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

enum {
    ESC = 0x1b,
    BEL = 0x07,
};

/* Length of the escape sequence at s (s[0] is ESC), at least 1. Strings (OSC, DCS, PM,
 * APC, SOS) end with BEL or ESC \ and are taken whole, or only their opening when they
 * never end, so that an unterminated one cannot swallow the rest of the output. */
static size_t escape_len(const char *s, size_t len)
{
    if (len < 2)
        return 1;
    size_t i = 2;
    switch (s[1]) {
    case '[':
        while (i < len && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] <= 0x3f)
            i++;
        return i < len && (unsigned char)s[i] >= 0x40 && (unsigned char)s[i] <= 0x7e
                   ? i + 1
                   : i;
    case ']':
    case 'P':
    case '^':
    case '_':
    case 'X':
        for (; i < len && s[i] != '\n'; i++) {
            if (s[i] == BEL)
                return i + 1;
            if (s[i] == ESC && i + 1 < len && s[i + 1] == '\\')
                return i + 2;
        }
        return 2;
    default:
        while (i < len && (unsigned char)s[i - 1] >= 0x20 &&
               (unsigned char)s[i - 1] <= 0x2f)
            i++;
        return (unsigned char)s[i - 1] >= 0x20 && (unsigned char)s[i - 1] < 0x7f ? i : 1;
    }
}

/* Is the '<' at s the start of something that our templates use as structure? */
static bool is_mark(const char *s, size_t len)
{
    static const char *const names[] = {"tool_call", "tool_response", "tools",
                                        "think",     "function",      "parameter"};
    if (len < 2)
        return false;
    if (s[1] == '|')
        return true;
    if (len >= 4 && memcmp(s + 1, "\xef\xbd\x9c", 3) == 0) /* U+FF5C, a wide bar */
        return true;
    size_t at = s[1] == '/' ? 2 : 1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t n = strlen(names[i]);
        if (at + n < len && strncasecmp(s + at, names[i], n) == 0 &&
            strchr(">= \t\n", s[at + n]))
            return true;
    }
    return false;
}

void tool_text_clean(struct strbuf *out, const char *bytes, size_t len)
{
    /* First the characters that show nothing, then the marks: removing a character may
     * bring the halves of a mark together. */
    struct strbuf plain = {0};
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(bytes + i, len - i, &cp);
        if (cp == ESC) {
            i += escape_len(bytes + i, len - i);
            continue;
        }
        if (cp == '\r') {
            if (i + 1 >= len || bytes[i + 1] != '\n')
                strbuf_addc(&plain, '\n');
        } else if (cp == 0xfffd) {
            strbuf_adds(&plain, "\xef\xbf\xbd");
        } else if (cp == '\n' || cp == '\t' || (cp >= 0x20 && (cp < 0x7f || cp > 0x9f))) {
            strbuf_add(&plain, bytes + i, n);
        }
        i += n;
    }

    for (size_t i = 0; i < plain.len; i++) {
        strbuf_addc(out, plain.data[i]);
        if (plain.data[i] == '<' && is_mark(plain.data + i, plain.len - i))
            strbuf_addc(out, '\\');
    }
    strbuf_finish(&plain);
}

/* Characters that change how their neighbours look, or cannot be seen. */
static bool is_invisible(uint32_t cp)
{
    return cp == 0xad || cp == 0x61c || cp == 0x180e || (cp >= 0x200b && cp <= 0x200f) ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
           cp == 0xfeff || (cp >= 0xe0000 && cp <= 0xe0fff);
}

void tool_text_escape(struct strbuf *out, const char *s)
{
    size_t len = strlen(s);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(s + i, len - i, &cp);
        if (cp == '\n')
            strbuf_adds(out, "\\n");
        else if (cp == '\t')
            strbuf_adds(out, "\\t");
        else if (cp == '\\')
            strbuf_adds(out, "\\\\");
        else if (cp < 0x20 || cp == 0x7f)
            strbuf_addf(out, "\\x%02x", (unsigned)cp);
        else if (cp == 0xfffd && n == 1)
            strbuf_addf(out, "\\x%02x", (unsigned char)s[i]);
        else if ((cp >= 0x80 && cp <= 0x9f) || is_invisible(cp))
            strbuf_addf(out, "\\u{%x}", (unsigned)cp);
        else
            strbuf_add(out, s + i, n);
        i += n;
    }
}

void head_tail_init(struct head_tail *h, size_t max_bytes)
{
    *h = (struct head_tail){.bytes = xmalloc(max_bytes), .max_bytes = max_bytes};
}

void head_tail_finish(struct head_tail *h)
{
    free(h->bytes);
    *h = (struct head_tail){0};
}

void head_tail_add(struct head_tail *h, const char *bytes, size_t len)
{
    size_t n_head = h->max_bytes / 2;
    if (h->n_total < n_head) {
        size_t n = n_head - h->n_total;
        if (n > len)
            n = len;
        memcpy(h->bytes + h->n_total, bytes, n);
        h->n_total += n;
        bytes += n;
        len -= n;
    }

    size_t n_ring = h->max_bytes - n_head;
    while (len) {
        size_t at = (h->n_total - n_head) % n_ring;
        size_t n = n_ring - at < len ? n_ring - at : len;
        memcpy(h->bytes + n_head + at, bytes, n);
        h->n_total += n;
        bytes += n;
        len -= n;
    }
}

bool head_tail_text(const struct head_tail *h, struct strbuf *out)
{
    size_t n_head = h->max_bytes / 2, n_ring = h->max_bytes - n_head;
    if (h->n_total <= h->max_bytes) {
        tool_text_clean(out, h->bytes, h->n_total);
        return false;
    }

    struct strbuf tail = {0};
    size_t at = (h->n_total - n_head) % n_ring;
    strbuf_add(&tail, h->bytes + n_head + at, n_ring - at);
    strbuf_add(&tail, h->bytes + n_head, at);

    /* Cut between characters, so that no U+FFFD appears that was not in the output. */
    n_head -= utf8_incomplete_tail(h->bytes, n_head);
    size_t skip = 0;
    while (skip < 3 && skip < tail.len && ((unsigned char)tail.data[skip] & 0xc0) == 0x80)
        skip++;

    tool_text_clean(out, h->bytes, n_head);
    strbuf_addf(out, "\n[... %zu bytes left out ...]\n",
                h->n_total - n_head - (tail.len - skip));
    tool_text_clean(out, tail.data + skip, tail.len - skip);
    strbuf_finish(&tail);
    return true;
}
