#include "core/text/trim.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/text/utf8.h"

struct slice slice_of(const char *s)
{
    return (struct slice){s ? s : "", s ? strlen(s) : 0};
}

static bool is_space(uint32_t cp)
{
    return (cp >= 0x09 && cp <= 0x0d) || (cp >= 0x1c && cp <= 0x20) || cp == 0x85 ||
           cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

struct slice slice_trim(struct slice t)
{
    uint32_t cp;
    while (t.len) {
        size_t n = utf8_next(t.s, t.len, &cp);
        if (!is_space(cp))
            break;
        t.s += n;
        t.len -= n;
    }
    while (t.len) {
        size_t start = t.len - 1;
        while (start > 0 && ((unsigned char)t.s[start] & 0xc0) == 0x80)
            start--;
        utf8_next(t.s + start, t.len - start, &cp);
        if (!is_space(cp))
            break;
        t.len = start;
    }
    return t;
}

struct slice slice_skip_newlines(struct slice t)
{
    while (t.len && t.s[0] == '\n') {
        t.s++;
        t.len--;
    }
    return t;
}

struct slice slice_trim_newlines(struct slice t)
{
    t = slice_skip_newlines(t);
    while (t.len && t.s[t.len - 1] == '\n')
        t.len--;
    return t;
}

const char *slice_find(struct slice t, const char *what)
{
    return memmem(t.s, t.len, what, strlen(what));
}

const char *slice_find_last(struct slice t, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = t.len + 1; n <= t.len && i-- > 0;)
        if (i + n <= t.len && memcmp(t.s + i, what, n) == 0)
            return t.s + i;
    return NULL;
}
