#include "core/text/utf8.h"

#include <string.h>

/* Bytes of the character that starts with c; 0 when c cannot start one. */
static size_t lead_len(unsigned char c)
{
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef)
        return 3;
    if (c >= 0xf0 && c <= 0xf4)
        return 4;
    return 0;
}

/* Whether c may be byte i (from 1) of a character that starts with `lead`. The narrower
 * ranges of the second byte exclude overlong forms, surrogates and what is past U+10FFFF. */
static bool follows(unsigned char lead, size_t i, unsigned char c)
{
    unsigned char low = 0x80, high = 0xbf;
    if (i == 1) {
        if (lead == 0xe0)
            low = 0xa0;
        else if (lead == 0xed)
            high = 0x9f;
        else if (lead == 0xf0)
            low = 0x90;
        else if (lead == 0xf4)
            high = 0x8f;
    }
    return c >= low && c <= high;
}

/* Bytes of s that form a character or the beginning of one (at least 1); *whole says
 * which. */
static size_t scan(const char *s, size_t len, bool *whole)
{
    unsigned char lead = (unsigned char)s[0];
    size_t want = lead_len(lead);
    size_t n = 1;
    while (n < want && n < len && follows(lead, n, (unsigned char)s[n]))
        n++;
    *whole = want && n == want;
    return n;
}

size_t utf8_ascii_len(const char *s, size_t len)
{
    const uint64_t high_bits = 0x8080808080808080;
    size_t i = 0;
    for (uint64_t eight; i + sizeof(eight) <= len; i += sizeof(eight)) {
        memcpy(&eight, s + i, sizeof(eight));
        if (eight & high_bits)
            break;
    }
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

long utf8_check(const char *s, size_t len)
{
    for (size_t i = utf8_ascii_len(s, len); i < len;) {
        if ((unsigned char)s[i] < 0x80) {
            i += utf8_ascii_len(s + i, len - i);
            continue;
        }
        bool whole;
        size_t n = scan(s + i, len - i, &whole);
        if (!whole)
            return (long)i;
        i += n;
    }
    return -1;
}

size_t utf8_incomplete_tail(const char *s, size_t len)
{
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        unsigned char c = (unsigned char)s[len - back];
        if (c >= 0x80 && c < 0xc0)
            continue;
        if (lead_len(c) <= back)
            return 0;
        bool whole;
        return scan(s + len - back, back, &whole) == back ? back : 0;
    }
    return 0;
}

size_t utf8_next(const char *s, size_t len, uint32_t *cp)
{
    bool whole;
    size_t n = scan(s, len, &whole);
    if (!whole) {
        *cp = 0xfffd;
        return 1;
    }
    static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t v = (unsigned char)s[0] & mask[n];
    for (size_t i = 1; i < n; i++)
        v = v << 6 | ((unsigned char)s[i] & 0x3f);
    *cp = v;
    return n;
}
