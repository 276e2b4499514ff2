#include "ui/transcript.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/inputview.h"
#include "ui/markdown.h"
#include "ui/view.h"

static const struct theme theme = {.color = true, .blocks = true};

/* Text of all lines with '|' where a line ends. */
static char *joined(const struct lines *l)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < l->n; i++) {
        size_t len;
        const char *text = lines_text(l, i, &len);
        while (len > 0 && text[len - 1] == ' ')
            len--;
        strbuf_add(&out, text, len);
        strbuf_addc(&out, '|');
    }
    return strbuf_take(&out);
}

static void expect_wrap(const char *text, int cols, const char *want)
{
    struct flow f = {0};
    struct lines l = {0};
    flow_adds(&f, text, THEME_TEXT);
    lines_wrap(&l, &f, &(struct wrap){.cols = cols});
    char *got = joined(&l);
    assert_string_equal(got, want);
    for (size_t i = 0; i < l.n; i++)
        assert_true(lines_cols(&l, i) <= cols + 1); /* one trailing space may hang */
    free(got);
    lines_finish(&l);
    flow_finish(&f);
}

static void prose_wraps_between_words(void **state)
{
    expect_wrap("the quick brown fox", 10, "the quick|brown fox|");
    expect_wrap("the quick brown fox", 9, "the quick|brown fox|");
    expect_wrap("", 10, "|");
    expect_wrap("a\n\nb", 10, "a||b|");
    expect_wrap("  indented text here", 12, "  indented|text here|");
    expect_wrap("abcdefghijklm", 5, "abcde|fghij|klm|");
    expect_wrap("ab abcdefghijklm", 5, "ab|abcde|fghij|klm|");
    expect_wrap("漢字かな交じり", 5, "漢字|かな|交じ|り|");
    expect_wrap("x漢字", 4, "x漢|字|");
    expect_wrap("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301|");
}

static void expect_md(const char *text, int cols, const char *want)
{
    struct lines l = {0};
    markdown_render(&l, text, strlen(text), &(struct markdown_opts){&theme, cols});
    char *got = joined(&l);
    assert_string_equal(got, want);
    free(got);
    lines_finish(&l);
}

static void markdown_blocks_become_lines(void **state)
{
    expect_md("# Head\ntext\n\nmore", 40, "Head||text||more|");
    expect_md("- a\n- b\n  - c\n\nend", 40, "• a|• b|  • c||end|");
    expect_md("3. a\n4. b\n", 40, "3. a|4. b|");
    expect_md("- a\n\n- b\n", 40, "• a||• b|");
    expect_md("> q1\n> q2", 40, "│ q1|│ q2|");
    expect_md("```\nx\n\n  y\n```", 40, "  │ x|  │|  │   y|");
    expect_md("```c\nx\n```", 16, "  ┌ c ─────────|  │ x|");
    expect_md("| a | bb |\n|---|---:|\n| ccc | 1 |", 40, "a    bb|───  ──|ccc   1|");
    expect_md("- [ ] open\n- [x] done", 40, "• [ ] open|• [x] done|");
    expect_md("a long item:\n- one two three four", 10,
              "a long|item:||• one two|  three|  four|");
}

static void unterminated_marks_show_as_written(void **state)
{
    expect_md("a **b", 40, "a **b|");
    expect_md("a `b", 40, "a `b|");
    expect_md("a [b](", 40, "a [b](|");
    expect_md("a **b** `c`", 40, "a b c|");
    expect_md("[t](http://x.y)", 40, "t (http://x.y)|");
}

static void entities_cannot_bring_controls_back(void **state)
{
    expect_md("a&#27;[2Jb&#x202e;c &amp; &lt;", 40, "a&#27;[2Jbc & <|");
    expect_md("<b>x</b>", 40, "<b>x</b>|"); /* no HTML */
}

static const char sample[] =
    "Intro with **bold** and `code`.\nSecond line\n\n"
    "1. first\n2. second\n\n3. third, loose\n\n   continued\n\n"
    "```python\ndef f():\n\n    return 1\n```\n"
    "after the fence\n\n- x\n- y\n\n| a | b |\n|---|---|\n| 漢字 | 👩‍💻 |\n\n"
    "> quote\n\n---\n\nTail &amp; end\n";

static char *render_chunks(const char *text, size_t n_bytes, size_t chunk, int cols,
                           bool look)
{
    struct transcript *t = transcript_create(&theme);
    transcript_set_cols(t, cols);
    int e = transcript_add(t, UI_ENTRY_ASSISTANT, NULL);
    for (size_t i = 0; i < n_bytes; i += chunk) {
        size_t n = n_bytes - i < chunk ? n_bytes - i : chunk;
        transcript_text(t, e, false, text + i, n);
        if (look) /* a frame was drawn in between */
            transcript_height(t, e);
    }
    transcript_end(t, e, "footer");
    struct strbuf out = {0};
    int h = transcript_height(t, e);
    for (int k = 0; k < h; k++) {
        const struct lines *l;
        size_t i = transcript_line(t, e, k, &l), len;
        const char *shown = lines_text(l, i, &len);
        strbuf_add(&out, shown, len);
        for (uint32_t r = 0; r < l->v[i].n_runs; r++)
            strbuf_addf(&out, "{%u,%x}", l->runs[l->v[i].run_at + r].len,
                        l->runs[l->v[i].run_at + r].style);
        strbuf_addc(&out, '\n');
    }
    transcript_destroy(t);
    return strbuf_take(&out);
}

static void any_cutting_of_the_stream_gives_the_same_lines(void **state)
{
    for (int cols = 20; cols <= 80; cols += 30) {
        char *whole =
            render_chunks(sample, sizeof sample - 1, sizeof sample, cols, false);
        assert_non_null(strstr(whole, "return 1"));
        for (size_t chunk = 1; chunk < 40; chunk++) {
            char *cut = render_chunks(sample, sizeof sample - 1, chunk, cols, true);
            assert_string_equal(cut, whole);
            free(cut);
        }
        free(whole);
    }
}

/* Pieces that Markdown minds, in a random order. */
static void so_it_is_with_any_text(void **state)
{
    static const char *const pieces[] = {"\n",
                                         "\n\n",
                                         "- ",
                                         "1. ",
                                         "12345678901. ",
                                         "* ",
                                         "> ",
                                         "```",
                                         "```c\n",
                                         "~~~\n",
                                         "`",
                                         "**",
                                         "_",
                                         "| a | b |\n|---|---|\n",
                                         "|",
                                         "# ",
                                         "    ",
                                         "  ",
                                         "\t",
                                         "---\n",
                                         "[a](",
                                         ")",
                                         "<b>",
                                         "&#27;",
                                         "word ",
                                         "漢字",
                                         "👩‍💻",
                                         "e\u0301",
                                         "\xff",
                                         "\x1b[31m",
                                         "\x1b]",
                                         "\r\n",
                                         "longwordwithoutanyspaceinside"};
    uint32_t seed = 12345;
    for (int round = 0; round < 300; round++) {
        struct strbuf text = {0};
        for (int i = 0; i < 40; i++) {
            seed = seed * 1664525 + 1013904223;
            strbuf_adds(&text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        size_t chunk = 1 + (seed >> 8) % 9;
        int cols = 4 + (int)((seed >> 20) % 60);
        char *whole = render_chunks(text.data, text.len, text.len, cols, false);
        char *cut = render_chunks(text.data, text.len, chunk, cols, true);
        assert_string_equal(cut, whole);
        assert_null(strchr(whole, 0x1b));
        free(whole);
        free(cut);
        strbuf_finish(&text);
    }
}

static void a_scrolled_view_does_not_move(void **state)
{
    struct transcript *t = transcript_create(&theme);
    transcript_set_cols(t, 40);
    for (int i = 0; i < 50; i++) {
        int e = transcript_add(t, UI_ENTRY_USER, NULL);
        transcript_text(t, e, false, "text", 4);
        transcript_end(t, e, NULL);
    }
    struct view v = {0};
    int entry, line, entry2, line2;
    view_scroll(&v, t, 10, -30);
    assert_true(v.scrolled);
    assert_true(view_top(&v, t, 10, &entry, &line));
    int e = transcript_add(t, UI_ENTRY_ASSISTANT, NULL);
    transcript_text(t, e, false, "a\n\nb\n\nc", 7);
    assert_true(view_top(&v, t, 10, &entry2, &line2));
    assert_int_equal(entry, entry2);
    assert_int_equal(line, line2);
    /* the blank line before it, its label and five lines */
    assert_int_equal(view_new_lines(&v, t, 10), 7);
    view_scroll(&v, t, 10, 1000);
    assert_false(v.scrolled);
    view_home(&v, t, 10);
    assert_true(view_top(&v, t, 10, &entry, &line));
    assert_int_equal(entry + line, 0);
    transcript_destroy(t);
}

static void long_messages_are_folded_unless_shown(void **state)
{
    struct transcript *t = transcript_create(&theme);
    int e = transcript_add(t, UI_ENTRY_USER, NULL);
    for (int i = 0; i < 41; i++)
        transcript_text(t, e, false, "x\n", 2);
    assert_int_equal(transcript_height(t, e), 1 + 41 + 1); /* one line is no gain */
    for (int i = 0; i < 59; i++)
        transcript_text(t, e, false, "x\n", 2);
    assert_int_equal(transcript_height(t, e), 1 + 41 + 1);
    const struct lines *l;
    size_t len, i = transcript_line(t, e, 41, &l);
    assert_string_equal(lines_text(l, i, &len), "  … 60 more lines, Ctrl-O shows them");
    transcript_show_output(t, true);
    assert_int_equal(transcript_height(t, e), 1 + 100 + 1);
    transcript_destroy(t);
}

static void thinking_is_folded_unless_shown(void **state)
{
    struct transcript *t = transcript_create(&theme);
    int e = transcript_add(t, UI_ENTRY_ASSISTANT, NULL);
    transcript_text(t, e, true, "1\n2\n3\n4\n5\n", 10);
    assert_int_equal(transcript_height(t, e), 1 + 3 + 1); /* the last three lines */
    transcript_text(t, e, false, "answer", 6);
    transcript_thought(t, e, 12.4, 340);
    assert_int_equal(transcript_height(t, e), 1 + 1 + 1);
    const struct lines *l;
    size_t len, i = transcript_line(t, e, 0, &l);
    assert_string_equal(lines_text(l, i, &len),
                        "assistant   ▸ thought 12.4 s, 340 tokens");
    transcript_show_thinking(t, true);
    assert_int_equal(transcript_height(t, e), 1 + 5 + 1 + 1 + 1);
    transcript_destroy(t);
}

static void input_rows_follow_width_and_cursor(void **state)
{
    struct inputview v = {0};
    inputview_layout(&v, "abcdef", 6, 6, 2, 6);
    assert_int_equal(v.n, 2); /* "> abcd", "  ef" */
    assert_int_equal(v.cursor_row, 1);
    assert_int_equal(v.cursor_col, 4);
    inputview_layout(&v, "abcd", 4, 4, 2, 6); /* full row: the cursor opens the next */
    assert_int_equal(v.n, 2);
    assert_int_equal(v.cursor_col, 2);
    inputview_layout(&v, "漢字かな", 12, 6, 2, 7);
    assert_int_equal(v.rows[0].len, 6);
    assert_int_equal(v.cursor_row, 1);
    assert_int_equal(inputview_at(&v, "漢字かな", 0, 5), 3);
    inputview_layout(&v, "a\n\nb", 4, 2, 2, 20);
    assert_int_equal(v.n, 3);
    assert_int_equal(v.cursor_row, 1);
    assert_int_equal(inputview_at(&v, "a\n\nb", 2, 9), 4);
    inputview_finish(&v);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prose_wraps_between_words),
        cmocka_unit_test(markdown_blocks_become_lines),
        cmocka_unit_test(unterminated_marks_show_as_written),
        cmocka_unit_test(entities_cannot_bring_controls_back),
        cmocka_unit_test(any_cutting_of_the_stream_gives_the_same_lines),
        cmocka_unit_test(so_it_is_with_any_text),
        cmocka_unit_test(a_scrolled_view_does_not_move),
        cmocka_unit_test(long_messages_are_folded_unless_shown),
        cmocka_unit_test(thinking_is_folded_unless_shown),
        cmocka_unit_test(input_rows_follow_width_and_cursor),
    };
    return cmocka_run_group_tests_name("ui/transcript", tests, NULL, NULL);
}
