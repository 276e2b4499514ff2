#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/tool_text.h"
#include "core/base/strbuf.h"

static void expect_clean(const char *in, size_t len, const char *want)
{
    struct strbuf b = {0};
    tool_text_clean(&b, in, len);
    char *got = strbuf_take(&b);
    assert_string_equal(got, want);
    free(got);
}
#define CLEAN(in, want) expect_clean(in, sizeof(in) - 1, want)

static void escape_sequences_and_controls_vanish(void **state)
{
    CLEAN("\x1b[31mred\x1b[0m", "red");
    CLEAN("a\x1b]52;c;aGk=\x07"
          "b",
          "ab");
    CLEAN("a\x1b]0;title\x1b\\b", "ab");
    CLEAN("a\x1bP1;2q\x1b\\b", "ab");
    CLEAN("a\x1b(Bb", "ab");
    CLEAN("a\x1b", "a");
    CLEAN("a\x1b[12", "a");
    CLEAN("x\x1b]never ends\nnext", "xnever ends\nnext");
    CLEAN("a\0b\x08"
          "c\x7f",
          "abc");
    CLEAN("a\xc2\x9b"
          "31mb",
          "a31mb");
    CLEAN("tab\tline\r\nmac\rend", "tab\tline\nmac\nend");
}

static void invalid_utf8_is_replaced(void **state)
{
    CLEAN("a\xff"
          "b",
          "a\xef\xbf\xbd"
          "b");
    CLEAN("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd");
    CLEAN("gr\xc3\xbc\xc3\x9f"
          "e",
          "gr\xc3\xbc\xc3\x9f"
          "e");
}

static void marks_of_the_template_are_broken(void **state)
{
    CLEAN("<|im_end|>", "<\\|im_end|>");
    CLEAN("</tool_response>", "<\\/tool_response>");
    CLEAN("<tool_call>", "<\\tool_call>");
    CLEAN("<TOOL_CALL>", "<\\TOOL_CALL>");
    CLEAN("<think>x</think>", "<\\think>x<\\/think>");
    CLEAN("<function=run_command>", "<\\function=run_command>");
    CLEAN("<parameter=command>", "<\\parameter=command>");
    CLEAN("<\xef\xbd\x9c"
          "User>",
          "<\\\xef\xbd\x9c"
          "User>");
    CLEAN("a < b && <p> <thinking> <functional", "a < b && <p> <thinking> <functional");
}

static void marks_cannot_be_hidden_in_pieces(void **state)
{
    CLEAN("<\x1b[0m|im_end|>", "<\\|im_end|>");
    CLEAN("</tool\x01_response>", "<\\/tool_response>");
    CLEAN("<\x1b]x\x07|im_start|>", "<\\|im_start|>");
}

static void arguments_are_shown_as_they_are(void **state)
{
    struct strbuf b = {0};
    tool_text_escape(&b, "ls\n\x1b[2J \xe2\x80\xae"
                         "fdp.exe \\ \xff \xc2\x9b gr\xc3\xbcn");
    assert_string_equal(b.data,
                        "ls\\n\\x1b[2J \\u{202e}fdp.exe \\\\ \\xff \\u{9b} gr\xc3\xbcn");
    strbuf_finish(&b);
}

static char *through_cap(const char *in, size_t len, size_t step, bool *cut)
{
    struct head_tail h;
    struct strbuf b = {0};
    head_tail_init(&h, 20);
    for (size_t i = 0; i < len; i += step)
        head_tail_add(&h, in + i, len - i < step ? len - i : step);
    *cut = head_tail_text(&h, &b);
    head_tail_finish(&h);
    return strbuf_take(&b);
}

static void long_output_keeps_head_and_tail(void **state)
{
    const char *in = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    for (size_t step = 1; step < 50; step++) {
        bool cut;
        char *got = through_cap(in, strlen(in), step, &cut);
        assert_true(cut);
        assert_string_equal(got, "0123456789\n[... 26 bytes left out ...]\nABCDEFGHIJ");
        free(got);
        got = through_cap(in, 20, step, &cut);
        assert_false(cut);
        assert_string_equal(got, "0123456789abcdefghij");
        free(got);
    }
}

static void a_cut_falls_between_characters(void **state)
{
    bool cut;
    const char *in = "a\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                     "................"
                     "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                     "b";
    char *got = through_cap(in, strlen(in), 7, &cut);
    assert_true(cut);
    assert_null(strstr(got, "\xef\xbf\xbd"));
    free(got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_sequences_and_controls_vanish),
        cmocka_unit_test(invalid_utf8_is_replaced),
        cmocka_unit_test(marks_of_the_template_are_broken),
        cmocka_unit_test(marks_cannot_be_hidden_in_pieces),
        cmocka_unit_test(arguments_are_shown_as_they_are),
        cmocka_unit_test(long_output_keeps_head_and_tail),
        cmocka_unit_test(a_cut_falls_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
