#include "core/text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((0xf00 >> n & 0xff) | cp);
    return n;
}

static void every_code_point_decodes(void **state)
{
    for (uint32_t cp = 0; cp <= 0x110000; cp++) {
        char s[4];
        size_t n = encode(cp, s);
        uint32_t got;
        bool valid = cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
        size_t used = utf8_next(s, n, &got);
        if (used != (valid ? n : 1) || got != (valid ? cp : 0xfffd))
            fail_msg("U+%04X: %zu bytes, U+%04X", cp, used, got);
        assert_int_equal(utf8_check(s, n), valid ? -1 : 0);
    }
}

static void two_and_three_byte_strings_are_judged_right(void **state)
{
    /* An independent judgement: valid exactly when it is some sequence of encoded code
     * points; for two bytes there are few forms. */
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            char s[2] = {(char)a, (char)b};
            bool two = a >= 0xc2 && a <= 0xdf && b >= 0x80 && b <= 0xbf;
            long want = two ? -1 : a >= 0x80 ? 0 : b >= 0x80 ? 1 : -1;
            assert_int_equal(utf8_check(s, 2), want);
        }
    assert_int_equal(utf8_check("\xe0\x9f\xbf", 3), 0);
    assert_int_equal(utf8_check("a\xed\xa0\x80", 4), 1);
    assert_int_equal(utf8_check("ab\xf4\x90\x80\x80", 6), 2);
    assert_int_equal(utf8_check("\xf0\x8f\xbf\xbf", 4), 0);
    assert_int_equal(utf8_check("\xe6\x97", 2), 0);
    assert_int_equal(utf8_check("", 0), -1);
    assert_int_equal(utf8_check("a\0b", 3), -1);
}

static void a_wrong_byte_is_found_wherever_it_is(void **state)
{
    char text[40];
    for (size_t len = 1; len <= sizeof(text); len++)
        for (size_t at = 0; at < len; at++) {
            memset(text, 'a', sizeof(text));
            assert_int_equal(utf8_ascii_len(text, len), len);
            text[at] = '\x80';
            assert_int_equal(utf8_check(text, len), at);
            assert_int_equal(utf8_ascii_len(text, len), at);
            if (at + 1 < len) {
                text[at] = '\xc3';
                text[at + 1] = '\xa9';
                assert_int_equal(utf8_check(text, len), -1);
            }
        }
}

static void incomplete_tails_are_counted(void **state)
{
    const struct {
        const char *s;
        size_t want;
    } cases[] = {
        {"", 0},
        {"a", 0},
        {"a\xc3", 1},
        {"a\xc3\xa9", 0},
        {"\xe6", 1},
        {"\xe6\x97", 2},
        {"\xe6\x97\xa5", 0},
        {"\xf0\x9f\x99", 3},
        {"\xf0\x9f\x99\x82", 0},
        {"\xf0\x9f", 2},
        {"\x80", 0},
        {"\x80\x80\x80\x80", 0},
        {"\xff", 0},
        {"\xc1", 0},
        {"\xe0\x80", 0}, /* overlong: no continuation can mend it */
        {"\xed\xa0", 0}, /* surrogate */
        {"\xf4\x90", 0},
        {"\xc3\xa9\xe2\x82", 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(utf8_incomplete_tail(cases[i].s, strlen(cases[i].s)),
                         cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_decodes),
        cmocka_unit_test(two_and_three_byte_strings_are_judged_right),
        cmocka_unit_test(a_wrong_byte_is_found_wherever_it_is),
        cmocka_unit_test(incomplete_tails_are_counted),
    };
    return cmocka_run_group_tests_name("core/utf8", tests, NULL, NULL);
}
