#include "ui/find.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct theme theme = {.color = true, .blocks = true};
static const char *const *the_lines;

static const char *line_at(void *ctx, int line, size_t *len)
{
    (void)ctx;
    *len = strlen(the_lines[line]);
    return the_lines[line];
}

/* The spans as "line:from-to/match", with a space between. */
static const char *found(const char *needle, const char *const *lines)
{
    static char out[512];
    struct find_needle n = {0};
    struct find_spans s = {0};
    int count = 0;
    while (lines[count])
        count++;
    the_lines = lines;
    *out = '\0';
    assert_true(find_needle_set(&n, needle));
    find_in_lines(&n, line_at, NULL, 0, count, &s);
    for (int i = 0; i < s.n; i++) {
        size_t used = strlen(out);
        snprintf(out + used, sizeof out - used, "%s%d:%u-%u/%d", i ? " " : "",
                 s.v[i].line, s.v[i].from, s.v[i].to, s.v[i].match);
    }
    find_spans_finish(&s);
    find_needle_finish(&n);
    return out;
}

#define LINES_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

static void letters_of_any_case_and_script_are_found(void **state)
{
    (void)state;
    assert_string_equal(found("fox", LINES_OF("a Fox, a FOX", "no", "foxfox")),
                        "0:2-5/0 0:9-12/1 2:0-3/2 2:3-6/3");
    assert_string_equal(found("ÉTÉ", LINES_OF("un été")), "0:3-8/0");
    assert_string_equal(found("漢字", LINES_OF("x漢字かな")), "0:1-7/0");
    assert_string_equal(found("fox", LINES_OF("")), "");
}

static void a_match_goes_on_over_the_end_of_a_line(void **state)
{
    (void)state;
    assert_string_equal(found("quick  brown\tfox", LINES_OF("the quick", "  brown fox")),
                        "0:4-9/0 1:2-11/0");
    /* a word that was cut where the row ends */
    assert_string_equal(found("abcdef", LINES_OF("xabc", "defx")), "0:1-4/0 1:0-3/0");
    assert_string_equal(found("a b", LINES_OF("a  b", "a", "", "b")),
                        "0:0-4/0 1:0-1/1 3:0-1/1");
    assert_string_equal(found("abc", LINES_OF("a bc")), "");
}

static void blanks_alone_are_nothing_to_look_for(void **state)
{
    struct find_needle n = {0};
    (void)state;
    assert_false(find_needle_set(&n, ""));
    assert_false(find_needle_set(&n, " \t "));
    find_needle_finish(&n);
}

static void spans_of_a_line_are_found_by_its_number(void **state)
{
    struct find_span v[] = {{1, 0, 1, 0}, {1, 3, 4, 1}, {4, 0, 1, 2}};
    struct find_spans s = {v, 3, 3, 3};
    (void)state;
    assert_int_equal(find_span_at(&s, 0), 0);
    assert_int_equal(find_span_at(&s, 1), 0);
    assert_int_equal(find_span_at(&s, 2), 2);
    assert_int_equal(find_span_at(&s, 5), 3);
    assert_int_equal(find_match_line(&s, 2), 4);
}

static void add(struct transcript *t, enum ui_entry kind, const char *text)
{
    int e = transcript_add(t, kind, "1");
    transcript_text(t, e, false, text, strlen(text));
    transcript_end(t, e, NULL);
}

static void expect_rank(const struct find *f, int rank, int of)
{
    int r, n;
    find_rank(f, &r, &n);
    assert_int_equal(r, rank);
    assert_int_equal(n, of);
}

static void the_conversation_is_gone_through_and_round(void **state)
{
    struct transcript *t = transcript_create(&theme);
    struct find f = {0};
    int entry, line;
    (void)state;
    transcript_set_cols(t, 40);
    add(t, UI_ENTRY_USER, "a fox");
    add(t, UI_ENTRY_ASSISTANT, "The **fox** and the\nfox.");
    add(t, UI_ENTRY_USER, "you there, fox");
    assert_true(find_start(&f, t, "fox", 1, 100));
    expect_rank(&f, 3, 4);
    assert_true(find_place(&f, &entry, &line));
    assert_int_equal(entry, 1);
    find_step(&f, t, 1);
    expect_rank(&f, 4, 4);
    find_step(&f, t, 1);
    expect_rank(&f, 1, 4);
    find_step(&f, t, -1);
    expect_rank(&f, 4, 4);
    /* what comes in later is found too, another width changes nothing but places */
    add(t, UI_ENTRY_ASSISTANT, "FOX");
    transcript_set_cols(t, 10);
    find_update(&f, t);
    expect_rank(&f, 4, 5);
    /* the roles are no text */
    assert_true(find_start(&f, t, "you", 9, 0));
    expect_rank(&f, 1, 1);
    assert_false(find_start(&f, t, "assistant", 9, 0));
    assert_false(find_place(&f, &entry, &line));
    find_step(&f, t, 1); /* nothing to go to is fine */
    find_stop(&f);
    transcript_destroy(t);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_any_case_and_script_are_found),
        cmocka_unit_test(a_match_goes_on_over_the_end_of_a_line),
        cmocka_unit_test(blanks_alone_are_nothing_to_look_for),
        cmocka_unit_test(spans_of_a_line_are_found_by_its_number),
        cmocka_unit_test(the_conversation_is_gone_through_and_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
