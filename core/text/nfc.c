#include "core/text/nfc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

/* Normal form C in three steps: decompose every character, order each run of combining
 * marks by class, compose. Tables and composition are utf8proc's; the ordering is done
 * here because utf8proc's is quadratic in the length of a run, and text is not to be
 * trusted with that. */

enum {
    MAX_DECOMPOSED = 32, /* of one character; Unicode's longest canonical one is 4 */
    FIRST_UNSTABLE_LEAD = 0xcc, /* lead byte of U+0300, the first combining mark */
    INSERTION_MAX = 16,
};

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

/* Every code point below U+0300 is its own normal form and combines with nothing below. */
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
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    size_t n = 0, cap = len + MAX_DECOMPOSED;
    utf8proc_int32_t *cps = xreallocarray(NULL, cap, sizeof(*cps));
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_next(text + i, len - i, &cp);
        if (cap - n < MAX_DECOMPOSED) {
            cap *= 2;
            cps = xreallocarray(cps, cap, sizeof(*cps));
        }
        int boundclass = 0;
        utf8proc_ssize_t got = utf8proc_decompose_char(
            (utf8proc_int32_t)cp, cps + n, MAX_DECOMPOSED, options, &boundclass);
        assert(got >= 0 && got <= MAX_DECOMPOSED);
        n += (size_t)got;
    }
    order_marks(cps, n);
    utf8proc_ssize_t n_composed =
        utf8proc_normalize_utf32(cps, (utf8proc_ssize_t)n, options);
    assert(n_composed >= 0);
    for (utf8proc_ssize_t i = 0; i < n_composed; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t n_bytes = utf8proc_encode_char(cps[i], bytes);
        strbuf_add(out, bytes, (size_t)n_bytes);
    }
    free(cps);
}
