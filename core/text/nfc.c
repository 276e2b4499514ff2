#include "core/text/nfc.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

/* Normal form C in three steps: decompose every character, order each run of combining
 * marks by class, compose. Tables and composition are utf8proc's; the ordering is done
 * here because utf8proc's is quadratic in the length of a run, and text is not to be
 * trusted with that.
 *
 * Nearly all text is in the form already. A character is inert if it is its own normal form, is a
 * starter and is never the second part of a composed one: nothing before it can change it. So only
 * what is not inert is normalised, with the inert character before it, which it may change. */

enum {
    MAX_DECOMPOSED = 32,    /* of one character; Unicode's longest canonical one is 4 */
    FIRST_UNSTABLE = 0x300, /* every code point below is inert */
    FIRST_UNSTABLE_LEAD = 0xcc, /* the lead byte of its UTF-8 */
    N_KNOWN = 0x20000, /* code points from here on are rare: never taken for inert */
    INSERTION_MAX = 16,
};

static const utf8proc_option_t canonical = UTF8PROC_STABLE | UTF8PROC_COMPOSE;

static pthread_once_t inert_once = PTHREAD_ONCE_INIT;
static uint64_t inert_bits[N_KNOWN / 64]; /* written once, then immutable */

struct mark {
    size_t i; /* position in the run: keeps the sort stable */
    int class;
    utf8proc_int32_t cp;
};

static int compare_marks(const void *pa, const void *pb)
{
    const struct mark *a = pa, *b = pb;
    if (a->class != b->class)
        return a->class - b->class;
    return a->i < b->i ? -1 : a->i > b->i;
}

static int combining_class(utf8proc_int32_t cp)
{
    return cp < 0x300 ? 0 : utf8proc_get_property(cp)->combining_class;
}

static void sort_run(utf8proc_int32_t *cps, size_t n)
{
    if (n < 2)
        return;
    struct mark few[INSERTION_MAX];
    struct mark *marks =
        n <= INSERTION_MAX ? few : xreallocarray(NULL, n, sizeof(*marks));
    for (size_t i = 0; i < n; i++)
        marks[i] = (struct mark){i, combining_class(cps[i]), cps[i]};
    qsort(marks, n, sizeof(*marks), compare_marks);
    for (size_t i = 0; i < n; i++)
        cps[i] = marks[i].cp;
    if (marks != few)
        free(marks);
}

static void order_marks(utf8proc_int32_t *cps, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && combining_class(cps[end]) != 0)
            end++;
        sort_run(cps + i, end - i);
        i = end == i ? i + 1 : end;
    }
}

static int decompose(utf8proc_int32_t cp, utf8proc_int32_t out[MAX_DECOMPOSED])
{
    int boundclass = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char(cp, out, MAX_DECOMPOSED, canonical, &boundclass);
    assert(n >= 0 && n <= MAX_DECOMPOSED);
    return (int)n;
}

static void set_inert(utf8proc_int32_t cp, bool inert)
{
    uint64_t bit = (uint64_t)1 << (cp % 64);
    if (inert)
        inert_bits[cp / 64] |= bit;
    else
        inert_bits[cp / 64] &= ~bit;
}

static bool is_hangul_syllable(utf8proc_int32_t cp)
{
    return cp >= 0xac00 && cp <= 0xd7a3;
}

/* The second part of a composed character stands in that one's decomposition, not at its start;
 * the letters of which Hangul syllables are made are all taken for such. From utf8proc's tables, so
 * that the two never disagree. */
static void find_inert(void)
{
    memset(inert_bits, 0xff, sizeof(inert_bits));
    for (utf8proc_int32_t cp = FIRST_UNSTABLE; cp < N_KNOWN; cp++) {
        utf8proc_int32_t parts[MAX_DECOMPOSED];
        if (is_hangul_syllable(cp))
            continue;
        int n = decompose(cp, parts);
        bool hangul_letter = cp >= 0x1100 && cp <= 0x11ff;
        if (hangul_letter || combining_class(cp) != 0)
            set_inert(cp, false);
        if (n == 1 && parts[0] == cp)
            continue;
        for (int i = 1; i < n; i++)
            if (parts[i] < N_KNOWN)
                set_inert(parts[i], false);
        if (utf8proc_normalize_utf32(parts, n, canonical) != 1 || parts[0] != cp)
            set_inert(cp, false);
    }
}

static bool is_inert(uint32_t cp)
{
    return cp < N_KNOWN && (inert_bits[cp / 64] >> (cp % 64) & 1);
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Where the text stops being inert, len if it does not; *before is the start of the last inert
 * character before that, or of the text. */
static size_t inert_len(const char *text, size_t len, size_t *before)
{
    *before = 0;
    for (size_t i = 0; i < len;) {
        if ((unsigned char)text[i] < FIRST_UNSTABLE_LEAD) {
            size_t start = i;
            do
                i++;
            while (i < len && (unsigned char)text[i] < FIRST_UNSTABLE_LEAD);
            size_t last = i - 1;
            while (last > start && is_continuation(text[last]))
                last--;
            *before = last;
            continue;
        }
        uint32_t cp;
        size_t n = utf8_next(text + i, len - i, &cp);
        if (!is_inert(cp))
            return i;
        *before = i;
        i += n;
    }
    return len;
}

static size_t unsettled_len(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(text + i, len - i, &cp);
        if (is_inert(cp))
            return i;
        i += n;
    }
    return len;
}

/* What a run of unsettled characters decomposes to; short ones need no allocation. */
struct code_points {
    utf8proc_int32_t few[4 * MAX_DECOMPOSED];
    utf8proc_int32_t *many; /* owned; NULL: in `few` */
    size_t n, cap;
};

static utf8proc_int32_t *items(struct code_points *c)
{
    return c->many ? c->many : c->few;
}

static void add_decomposed(struct code_points *c, uint32_t cp)
{
    if (c->cap - c->n < MAX_DECOMPOSED) {
        c->cap *= 2;
        bool first = !c->many;
        c->many = xreallocarray(c->many, c->cap, sizeof(*c->many));
        if (first)
            memcpy(c->many, c->few, c->n * sizeof(*c->few));
    }
    c->n += (size_t)decompose((utf8proc_int32_t)cp, items(c) + c->n);
}

static void normalize(struct strbuf *out, const char *text, size_t len)
{
    struct code_points c;
    c.many = NULL;
    c.n = 0;
    c.cap = sizeof(c.few) / sizeof(c.few[0]);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_next(text + i, len - i, &cp);
        add_decomposed(&c, cp);
    }
    utf8proc_int32_t *cps = items(&c);
    order_marks(cps, c.n);
    utf8proc_ssize_t n_composed =
        utf8proc_normalize_utf32(cps, (utf8proc_ssize_t)c.n, canonical);
    assert(n_composed >= 0);
    for (utf8proc_ssize_t i = 0; i < n_composed; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t n_bytes = utf8proc_encode_char(cps[i], bytes);
        strbuf_add(out, bytes, (size_t)n_bytes);
    }
    free(c.many);
}

static bool is_stable(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= FIRST_UNSTABLE_LEAD)
            return false;
    return true;
}

void nfc_add(struct strbuf *out, const char *text, size_t len)
{
    if (is_stable(text, len)) {
        strbuf_add(out, text, len);
        return;
    }
    pthread_once(&inert_once, find_inert);
    for (size_t i = 0; i < len;) {
        size_t before, n = inert_len(text + i, len - i, &before);
        if (n == len - i) {
            strbuf_add(out, text + i, n);
            break;
        }
        strbuf_add(out, text + i, before);
        n += unsettled_len(text + i + n, len - i - n);
        normalize(out, text + i + before, n - before);
        i += n;
    }
}
