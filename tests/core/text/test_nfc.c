#include "core/text/nfc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "core/base/strbuf.h"

enum {
    N_CODE_POINTS = 0x110000,
};

static void add_code_point(struct strbuf *b, utf8proc_int32_t cp)
{
    utf8proc_uint8_t bytes[4];
    strbuf_add(b, bytes, (size_t)utf8proc_encode_char(cp, bytes));
}

static bool is_surrogate(utf8proc_int32_t cp)
{
    return cp >= 0xd800 && cp <= 0xdfff;
}

/* Held against utf8proc's own normalisation of the whole text. */
static void assert_normal(const struct strbuf *text)
{
    struct strbuf got = {0};
    utf8proc_uint8_t *want = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text->data, (utf8proc_ssize_t)text->len,
                     &want, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    assert_true(n >= 0);
    nfc_add(&got, text->data, text->len);
    if ((size_t)n != got.len || memcmp(got.data, want, got.len) != 0) {
        struct strbuf shown = {0};
        for (size_t i = 0; i < text->len; i++)
            strbuf_addf(&shown, " %02x", (unsigned char)text->data[i]);
        fail_msg("wrong form of%.400s", shown.data);
    }
    strbuf_finish(&got);
    free(want);
}

static void every_character_alone_and_after_another(void **state)
{
    /* Those after which something composes, of every kind: Latin, Hangul, Indic, and none. */
    static const char *const before[] = {"",
                                         "e",
                                         "x",
                                         "\xc3\xa9",
                                         "\xe1\x84\x80",
                                         "\xea\xb0\x80",
                                         "\xe0\xa4\xa8",
                                         "\xe0\xa7\x87",
                                         "\xe0\xaf\x86",
                                         "\xe3\x81\x8b",
                                         "\xf0\x91\x82\x99",
                                         "e\xcc\xa3"};
    struct strbuf text = {0};
    for (utf8proc_int32_t cp = 0; cp < N_CODE_POINTS; cp++) {
        if (is_surrogate(cp))
            continue;
        bool plain = cp >= 0x3400 && cp < 0xa000; /* ideographs: a few of them do */
        if ((plain || cp >= 0x30000) && cp % 61)
            continue;
        for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
            strbuf_clear(&text);
            strbuf_adds(&text, before[i]);
            add_code_point(&text, cp);
            assert_normal(&text);
        }
    }
    strbuf_finish(&text);
}

static void every_canonical_decomposition_is_composed_again(void **state)
{
    struct strbuf text = {0};
    int n_decomposed = 0;
    for (utf8proc_int32_t cp = 0; cp < N_CODE_POINTS; cp++) {
        utf8proc_int32_t parts[32];
        int class = 0;
        if (is_surrogate(cp))
            continue;
        utf8proc_ssize_t n = utf8proc_decompose_char(
            cp, parts, 32, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &class);
        if (n < 2)
            continue;
        n_decomposed++;
        strbuf_clear(&text);
        strbuf_adds(&text, "a");
        for (utf8proc_ssize_t i = 0; i < n; i++)
            add_code_point(&text, parts[i]);
        strbuf_adds(&text, "b");
        assert_normal(&text);
    }
    assert_true(n_decomposed > 12000);
    strbuf_finish(&text);
}

static void random_mixtures(void **state)
{
    static const utf8proc_int32_t ranges[][2] = {
        {0x20, 0x7e},       {0xa0, 0x24f},      {0x300, 0x36f},     {0x300, 0x36f},
        {0x900, 0x97f},     {0x985, 0x9d7},     {0xb3e, 0xbd7},     {0xe31, 0xe4e},
        {0xf40, 0xf84},     {0x1100, 0x11ff},   {0x1e00, 0x1fff},   {0x304b, 0x309c},
        {0x4e00, 0x4e20},   {0xac00, 0xac40},   {0xf900, 0xf910},   {0xfb1d, 0xfb4f},
        {0x1d15e, 0x1d169}, {0x11099, 0x110ba}, {0x1f600, 0x1f610}, {0x2f800, 0x2f810}};
    struct strbuf text = {0};
    uint32_t random = 1;
    for (int k = 0; k < 30000; k++) {
        strbuf_clear(&text);
        random = random * 1664525 + 1013904223;
        for (uint32_t left = random >> 16 & 63; left; left--) {
            random = random * 1664525 + 1013904223;
            const utf8proc_int32_t *r =
                ranges[(random >> 24) % (sizeof(ranges) / sizeof(ranges[0]))];
            add_code_point(&text, r[0] + (utf8proc_int32_t)((random >> 8 & 0xffff) %
                                                            (uint32_t)(r[1] - r[0] + 1)));
        }
        strbuf_adds(&text, "");
        assert_normal(&text);
    }
    strbuf_finish(&text);
}

static double seconds_of_marks(size_t n)
{
    struct strbuf text = {0}, out = {0};
    strbuf_adds(&text, "a");
    for (size_t i = 0; i < n; i++) /* of two classes, out of order */
        strbuf_adds(&text, i % 2 ? "\xcc\xa3" : "\xcc\x81");
    clock_t start = clock();
    nfc_add(&out, text.data, text.len);
    double s = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_int_equal(out.len, text.len); /* a with the dot below is one character */
    strbuf_finish(&text);
    strbuf_finish(&out);
    return s;
}

static void a_million_marks_are_not_quadratic(void **state)
{
    assert_true(seconds_of_marks(1000000) < 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_alone_and_after_another),
        cmocka_unit_test(every_canonical_decomposition_is_composed_again),
        cmocka_unit_test(random_mixtures),
        cmocka_unit_test(a_million_marks_are_not_quadratic),
    };
    return cmocka_run_group_tests_name("core/nfc", tests, NULL, NULL);
}
