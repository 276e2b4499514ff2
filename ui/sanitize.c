#include "ui/sanitize.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/strbuf.h"
#include "ui/glyph.h"

enum {
    TEXT,
    ESCAPE,        /* after ESC */
    ESCAPE_INTER,  /* ESC and intermediates */
    CONTROL,       /* CSI until its final byte */
    STRING,        /* OSC, DCS, SOS, PM, APC until BEL or ST, or the line's end */
    STRING_ESCAPE, /* ESC inside of it */
};

static void put(struct strbuf *out, uint32_t cp)
{
    char buf[4];
    strbuf_add(out, buf, (size_t)glyph_encode(cp, buf));
}

static void put_newline(struct sanitizer *s, struct strbuf *out, bool cr)
{
    if (cr || !s->after_cr)
        strbuf_addc(out, '\n');
    s->after_cr = cr;
}

static bool is_bidi(uint32_t cp)
{
    return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
           cp == 0x200e || cp == 0x200f || cp == 0x061c;
}

static void text_cp(struct sanitizer *s, uint32_t cp, struct strbuf *out)
{
    if (cp == '\n' || cp == '\r') {
        put_newline(s, out, cp == '\r');
        return;
    }
    s->after_cr = 0;
    if (cp == 0x1b)
        s->state = ESCAPE;
    else if (cp == 0x9b)
        s->state = CONTROL;
    else if (cp == 0x90 || cp == 0x98 || cp == 0x9d || cp == 0x9e || cp == 0x9f)
        s->state = STRING;
    else if (cp == 0x2028 || cp == 0x2029)
        strbuf_addc(out, '\n');
    else if (cp == '\t' || (cp >= 0x20 && cp < 0x7f) || (cp >= 0xa0 && !is_bidi(cp)))
        put(out, cp);
}

/* A character inside an escape sequence. */
static void escape_cp(struct sanitizer *s, uint32_t cp, struct strbuf *out)
{
    bool line_end = cp == '\n' || cp == '\r';
    if (line_end) { /* no sequence spans lines: an unfinished one must not eat the text */
        s->state = TEXT;
        text_cp(s, cp, out);
        return;
    }
    switch (s->state) {
    case ESCAPE:
        if (cp == '[')
            s->state = CONTROL;
        else if (cp == ']' || cp == 'P' || cp == 'X' || cp == '^' || cp == '_')
            s->state = STRING;
        else if (cp >= 0x20 && cp < 0x30)
            s->state = ESCAPE_INTER;
        else if (cp != 0x1b)
            s->state = TEXT;
        break;
    case ESCAPE_INTER:
        if (cp == 0x1b)
            s->state = ESCAPE;
        else if (cp < 0x20 || cp >= 0x30)
            s->state = TEXT;
        break;
    case CONTROL:
        if (cp == 0x1b)
            s->state = ESCAPE;
        else if (cp >= 0x40 && cp < 0x7f)
            s->state = TEXT;
        else if (cp >= 0x80) { /* not a sequence after all: keep the character */
            s->state = TEXT;
            text_cp(s, cp, out);
        }
        break;
    case STRING:
        if (cp == 0x07 || cp == 0x9c)
            s->state = TEXT;
        else if (cp == 0x1b)
            s->state = STRING_ESCAPE;
        break;
    case STRING_ESCAPE:
        if (cp == '\\') {
            s->state = TEXT;
        } else {
            s->state = ESCAPE;
            escape_cp(s, cp, out);
        }
        break;
    }
}

static void feed_cp(struct sanitizer *s, uint32_t cp, struct strbuf *out)
{
    if (s->state == TEXT)
        text_cp(s, cp, out);
    else
        escape_cp(s, cp, out);
}

/* Whether these bytes may still become a character when more arrive. */
static bool incomplete(const char *bytes, size_t len)
{
    unsigned char c = (unsigned char)bytes[0];
    size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
    if (len >= want || c < 0xc2 || c > 0xf4)
        return false;
    uint32_t cp;
    return glyph_decode(bytes, len, &cp) == len;
}

void sanitize_feed(struct sanitizer *s, const char *bytes, size_t len, struct strbuf *out)
{
    size_t i = 0;
    while (s->n_partial > 0 && i < len) {
        s->partial[s->n_partial++] = bytes[i++];
        if (incomplete(s->partial, (size_t)s->n_partial))
            continue;
        uint32_t cp;
        size_t used = glyph_decode(s->partial, (size_t)s->n_partial, &cp);
        i -= (size_t)s->n_partial - used; /* only the last byte can be left over */
        s->n_partial = 0;
        feed_cp(s, cp, out);
    }
    while (i < len) {
        if (s->state == TEXT && !s->after_cr) { /* plain ASCII in one piece */
            size_t run = i;
            while (run < len && bytes[run] >= 0x20 && bytes[run] < 0x7f)
                run++;
            strbuf_add(out, bytes + i, run - i);
            i = run;
            if (i == len)
                break;
        }
        if (incomplete(bytes + i, len - i)) {
            s->n_partial = (int)(len - i);
            memcpy(s->partial, bytes + i, len - i);
            break;
        }
        uint32_t cp;
        i += glyph_decode(bytes + i, len - i, &cp);
        feed_cp(s, cp, out);
    }
}

void sanitize_end(struct sanitizer *s, struct strbuf *out)
{
    if (s->n_partial > 0 && s->state == TEXT)
        put(out, 0xfffd);
    *s = (struct sanitizer){0};
}

char *sanitize_text(const char *text, size_t len)
{
    struct sanitizer s = {0};
    struct strbuf out = {0};
    if (text)
        sanitize_feed(&s, text, len, &out);
    sanitize_end(&s, &out);
    return strbuf_take(&out);
}

char *sanitize_label(const char *text)
{
    char *clean = sanitize_text(text, text ? strlen(text) : 0);
    for (char *c = clean; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return clean;
}
