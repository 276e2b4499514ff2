#include "ui/glyph.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/strbuf.h"
#include "ui/sanitize.h"

static int cols(const char *s)
{
    return glyph_cols(s, strlen(s));
}

static void widths_are_those_of_the_screen(void **state)
{
    assert_int_equal(cols("abc"), 3);
    assert_int_equal(cols("漢字"), 4);
    assert_int_equal(cols("e\u0301"), 1);       /* combining accent */
    assert_int_equal(cols("👩‍💻"), 2);   /* joined: one image */
    assert_int_equal(cols("👩🏽"), 2);      /* skin tone */
    assert_int_equal(cols("❤\ufe0f"), 1);       /* selector is not sent */
    assert_int_equal(cols("🇩🇪"), 2);            /* flag as its letters */
    assert_int_equal(cols("1\ufe0f\u20e3"), 1); /* keycap */
    assert_int_equal(cols("\u200b"), 0);
    assert_int_equal(cols("각"), 2); /* jamo, joined */
    assert_int_equal(cols("─│█▁▟a▒"), 7);
    assert_int_equal(cols("█\u0301▁"), 2);
    assert_int_equal(cols("\xe2\x96"), 1); /* cut */
}

static void clusters_are_never_cut(void **state)
{
    struct glyph g;
    const char *s = "👩‍👩‍👧x";
    glyph_next(s, strlen(s), &g);
    assert_int_equal(g.n_bytes, strlen(s) - 1);
    assert_int_equal(g.n_image, 1);
    int used;
    glyph_next("▒\u0301", strlen("▒\u0301"), &g);
    assert_int_equal(g.n_bytes, strlen("▒\u0301"));
    glyph_next("▟▟", 6, &g);
    assert_int_equal(g.n_bytes, 3);
    assert_int_equal(g.image[0], 0x259f);
    assert_int_equal(glyph_fit("漢字", 6, 3, &used), 3);
    assert_int_equal(used, 2);
}

static void control_characters_have_no_image(void **state)
{
    struct glyph g;
    for (int c = 1; c < 0x20; c++) {
        char s[2] = {(char)c, 0};
        glyph_next(s, 1, &g);
        assert_int_equal(g.n_image, 0);
    }
    glyph_next("\xc2\x9b", 2, &g);
    assert_int_equal(g.n_image, 0);
}

static void broken_utf8_becomes_one_replacement_for_each_error(void **state)
{
    assert_int_equal(cols("\xff\xfe"), 2);
    assert_int_equal(cols("\xe6\xbc"), 1);         /* cut character */
    assert_int_equal(cols("\xed\xa0\x80"), 3);     /* surrogate */
    assert_int_equal(cols("\xc0\xaf"), 2);         /* overlong */
    assert_int_equal(cols("\xf4\x90\x80\x80"), 4); /* beyond the last */
}

static void a_pile_of_marks_is_bounded(void **state)
{
    char s[4000] = "a";
    for (size_t i = 1; i + 2 < sizeof s; i += 2)
        memcpy(s + i, "\xcc\x81", 3);
    struct glyph g;
    glyph_next(s, strlen(s), &g);
    assert_true(g.n_image <= GLYPH_IMAGE_MAX);
    assert_int_equal(g.cols, 1);
}

/* ---- sanitize ---- */

static void expect_clean(const char *in, const char *want)
{
    char *all = sanitize_text(in, strlen(in));
    assert_string_equal(all, want);
    free(all);
    for (size_t chunk = 1; chunk < 4; chunk++) { /* cut anywhere: the same */
        struct sanitizer s = {0};
        struct strbuf out = {0};
        for (size_t i = 0; i < strlen(in); i += chunk)
            sanitize_feed(&s, in + i, strlen(in) - i < chunk ? strlen(in) - i : chunk,
                          &out);
        sanitize_end(&s, &out);
        assert_string_equal(out.data ? out.data : "", want);
        strbuf_finish(&out);
    }
}

static void escape_sequences_are_removed_whole(void **state)
{
    expect_clean("a\x1b[31mred\x1b[0m b", "ared b");
    expect_clean("a\x1b]0;title\x07"
                 "b",
                 "ab");
    expect_clean("a\x1b]52;c;AAAA\x1b\\b", "ab");
    expect_clean("a\x1bP1$q\x1b\\b\x1b(Bc", "abc");
    expect_clean("a\xc2\x9b"
                 "31mb\xc2\x9dx\xc2\x9c"
                 "c",
                 "abc");
    expect_clean("x\x1b[\x1b[31my", "xy");
}

static void an_unfinished_sequence_ends_with_its_line(void **state)
{
    expect_clean("a\x1b]0;never closed\nnext", "a\nnext");
    expect_clean("a\x1b[12;\nnext", "a\nnext");
}

static void line_ends_become_line_feeds(void **state)
{
    expect_clean("a\r\nb\rc\nd\r\r\ne", "a\nb\nc\nd\n\ne");
}

static void controls_and_overrides_are_dropped(void **state)
{
    expect_clean("a\x01\x08\x7f"
                 "b\tc",
                 "ab\tc");
    expect_clean("a\u202e"
                 "b\u2066"
                 "c",
                 "abc");
    expect_clean("a\xff"
                 "b\xe6\xbc",
                 "a\ufffd"
                 "b\ufffd");
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_those_of_the_screen),
        cmocka_unit_test(clusters_are_never_cut),
        cmocka_unit_test(control_characters_have_no_image),
        cmocka_unit_test(broken_utf8_becomes_one_replacement_for_each_error),
        cmocka_unit_test(a_pile_of_marks_is_bounded),
        cmocka_unit_test(escape_sequences_are_removed_whole),
        cmocka_unit_test(an_unfinished_sequence_ends_with_its_line),
        cmocka_unit_test(line_ends_become_line_feeds),
        cmocka_unit_test(controls_and_overrides_are_dropped),
    };
    return cmocka_run_group_tests_name("ui/glyph", tests, NULL, NULL);
}
