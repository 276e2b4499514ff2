#include "ui/glyph.h"

#include <utf8proc.h>

enum {
    CP_REPLACEMENT = 0xfffd,
    CP_ZWJ = 0x200d,
    CP_KEYCAP = 0x20e3,
    CP_REGIONAL_A = 0x1f1e6,
    CP_REGIONAL_Z = 0x1f1ff,
    CLUSTER_MAX_CP = 64, /* a longer pile of marks is cut into several clusters */
};

size_t glyph_decode(const char *s, size_t len, uint32_t *cp)
{
    const unsigned char *u = (const unsigned char *)s;
    unsigned char c = u[0];
    *cp = CP_REPLACEMENT;
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    int need = c >= 0xc2 && c <= 0xdf   ? 1
               : c >= 0xe0 && c <= 0xef ? 2
               : c >= 0xf0 && c <= 0xf4 ? 3
                                        : 0;
    if (need == 0)
        return 1;
    unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    uint32_t v = c & (0x3f >> need);
    size_t i = 1;
    for (; i <= (size_t)need; i++) {
        if (i >= len || u[i] < low || u[i] > high)
            return i; /* the part that could have been a character is one error */
        v = v << 6 | (u[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    *cp = v;
    return i;
}

int glyph_encode(uint32_t cp, char *buf)
{
    if (cp < 0x80) {
        buf[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        buf[0] = (char)(0xc0 | cp >> 6);
        buf[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        buf[0] = (char)(0xe0 | cp >> 12);
        buf[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        buf[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    buf[0] = (char)(0xf0 | cp >> 18);
    buf[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    buf[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    buf[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

static bool is_regional(uint32_t cp)
{
    return cp >= CP_REGIONAL_A && cp <= CP_REGIONAL_Z;
}

/* Joiners, selectors and format characters that change how a neighbour looks: terminals
 * differ on them, so they are never sent. */
static bool is_shaper(uint32_t cp)
{
    return cp == CP_ZWJ || cp == CP_KEYCAP || (cp >= 0xfe00 && cp <= 0xfe0f) ||
           (cp >= 0xe0000 && cp <= 0xe0fff) || (cp >= 0x1f3fb && cp <= 0x1f3ff);
}

static void add_image(struct glyph *g, uint32_t cp, bool only_marks)
{
    if (is_regional(cp))
        cp = 'A' + (cp - CP_REGIONAL_A);
    if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
        return;
    int w = wcwidth((wchar_t)cp);
    if (w < 0) {
        cp = CP_REPLACEMENT;
        w = 1;
    }
    if (w > 0 && only_marks)
        return;
    if (w == 0 && g->n_image == 0)
        return; /* a mark without a base has no cell to stand in */
    if (w == 0 && utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_CF)
        return;
    if (g->n_image >= GLYPH_IMAGE_MAX)
        return;
    g->image[g->n_image++] = (wchar_t)cp;
    g->cols += w;
}

/* Lines and blocks (U+2500 to U+259F), of which frames and graphs are made: thousands of them
 * in a frame, so they are not looked up as other clusters are. */
static bool is_drawing(const char *s, size_t len)
{
    const unsigned char *b = (const unsigned char *)s;
    return len >= 3 && b[0] == 0xe2 && b[1] >= 0x94 && b[1] <= 0x96 && b[2] >= 0x80 &&
           b[2] <= (b[1] == 0x96 ? 0x9f : 0xbf);
}

void glyph_next(const char *s, size_t len, struct glyph *g)
{
    g->cols = 0;
    g->n_image = 0;
    unsigned char c = (unsigned char)s[0];
    if (c >= 0x20 && c < 0x7f && (len == 1 || (unsigned char)s[1] < 0x80)) {
        g->n_bytes = 1;
        g->cols = 1;
        g->image[0] = (wchar_t)c;
        g->n_image = 1;
        return;
    }
    if (is_drawing(s, len) &&
        (len == 3 || (unsigned char)s[3] < 0x80 || is_drawing(s + 3, len - 3)))
    {
        g->n_bytes = 3;
        g->cols = 1;
        g->image[0] = (wchar_t)(0x2000 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f));
        g->n_image = 1;
        return;
    }
    uint32_t cp;
    size_t n = glyph_decode(s, len, &cp);
    bool modifier_alone = cp >= 0x1f3fb && cp <= 0x1f3ff;
    if (!is_shaper(cp) || modifier_alone)
        add_image(g, cp, false);
    bool joined = false;
    utf8proc_int32_t state = 0;
    uint32_t prev = cp;
    for (int i = 1; n < len && i < CLUSTER_MAX_CP; i++) {
        uint32_t next;
        size_t step = glyph_decode(s + n, len - n, &next);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)prev,
                                             (utf8proc_int32_t)next, &state))
            break;
        if (next == CP_ZWJ)
            joined = true;
        else if (!is_shaper(next))
            add_image(g, next, joined);
        n += step;
        prev = next;
    }
    g->n_bytes = n;
}

int glyph_cols(const char *s, size_t len)
{
    int cols = 0;
    struct glyph g;
    for (size_t i = 0; i < len; i += g.n_bytes) {
        glyph_next(s + i, len - i, &g);
        cols += g.cols;
    }
    return cols;
}

size_t glyph_fit(const char *s, size_t len, int cols, int *used)
{
    size_t i = 0;
    int at = 0;
    struct glyph g;
    while (i < len) {
        glyph_next(s + i, len - i, &g);
        if (at + g.cols > cols)
            break;
        at += g.cols;
        i += g.n_bytes;
    }
    if (used)
        *used = at;
    return i;
}
