#include "core/text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static long check(const char *s)
{
    return utf8_check(s, strlen(s));
}

static void valid_text_passes(void **state)
{
    assert_int_equal(check(""), -1);
    assert_int_equal(check("abc"), -1);
    assert_int_equal(check("\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82\xf4\x8f\xbf\xbf"), -1);
}

static void invalid_text_gives_its_offset(void **state)
{
    assert_int_equal(check("ab\x80"), 2);
    assert_int_equal(check("\xc0\x80"), 0);         /* overlong */
    assert_int_equal(check("a\xe0\x80\x80"), 1);    /* overlong */
    assert_int_equal(check("\xed\xa0\x80"), 0);     /* surrogate */
    assert_int_equal(check("\xf4\x90\x80\x80"), 0); /* past U+10FFFF */
    assert_int_equal(check("a\xf0\x9f\x99"), 1);    /* cut */
    assert_int_equal(check("\xff"), 0);
}

static void incomplete_tail_counts_only_real_beginnings(void **state)
{
    assert_int_equal(utf8_incomplete_tail("a\xf0\x9f\x99", 4), 3);
    assert_int_equal(utf8_incomplete_tail("a\xe2\x82", 3), 2);
    assert_int_equal(utf8_incomplete_tail("a\xc3", 2), 1);
    assert_int_equal(utf8_incomplete_tail("a\xc3\xa9", 3), 0);
    assert_int_equal(utf8_incomplete_tail("a\xe0\x80", 3), 0);
    assert_int_equal(utf8_incomplete_tail("\x80\x80", 2), 0);
    assert_int_equal(utf8_incomplete_tail("abc", 3), 0);
}

static void next_decodes_every_code_point(void **state)
{
    for (uint32_t want = 1; want <= 0x10ffff; want += want < 0x3000 ? 1 : 37) {
        if (want >= 0xd800 && want <= 0xdfff)
            continue;
        char s[4];
        size_t n = 0;
        if (want < 0x80) {
            s[n++] = (char)want;
        } else if (want < 0x800) {
            s[n++] = (char)(0xc0 | want >> 6);
            s[n++] = (char)(0x80 | (want & 63));
        } else if (want < 0x10000) {
            s[n++] = (char)(0xe0 | want >> 12);
            s[n++] = (char)(0x80 | (want >> 6 & 63));
            s[n++] = (char)(0x80 | (want & 63));
        } else {
            s[n++] = (char)(0xf0 | want >> 18);
            s[n++] = (char)(0x80 | (want >> 12 & 63));
            s[n++] = (char)(0x80 | (want >> 6 & 63));
            s[n++] = (char)(0x80 | (want & 63));
        }
        uint32_t cp;
        assert_int_equal(utf8_next(s, n, &cp), n);
        assert_int_equal(cp, want);
        if (n > 1) {
            assert_int_equal(utf8_next(s, n - 1, &cp), 1);
            assert_int_equal(cp, 0xfffd);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_text_passes),
        cmocka_unit_test(invalid_text_gives_its_offset),
        cmocka_unit_test(incomplete_tail_counts_only_real_beginnings),
        cmocka_unit_test(next_decodes_every_code_point),
    };
    return cmocka_run_group_tests_name("core/text/utf8", tests, NULL, NULL);
}
