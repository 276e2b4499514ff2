#include "ui/input.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "ui/inputview.h"

static struct input *in;

static int set_up(void **state)
{
    struct error err = {0};
    setenv("INPUTRC", "/dev/null", 1);
    in = input_create(NULL, &err);
    return in ? 0 : 1;
}

static int tear_down(void **state)
{
    input_destroy(in);
    in = NULL;
    return 0;
}

static void type(const char *bytes)
{
    while (*bytes) { /* characters one by one, sequences whole */
        size_t n = 1;
        if (*bytes == 0x1b)
            n = bytes[1] == '[' ? 3 : 2;
        while (((unsigned char)bytes[n] & 0xc0) == 0x80)
            n++;
        input_feed(in, bytes, n);
        bytes += n;
    }
}

static const char *text(void)
{
    size_t len;
    return input_text(in, &len);
}

static void send(const char *line)
{
    input_set(in, line);
    input_feed(in, "\r", 1);
    char *got = input_take_line(in);
    assert_string_equal(got, line);
    free(got);
}

static void enter_gives_the_line_and_keeps_it(void **state)
{
    type("hé");
    assert_string_equal(text(), "hé");
    assert_null(input_take_line(in));
    type("\r");
    char *line = input_take_line(in);
    assert_string_equal(line, "hé");
    free(line);
    assert_true(input_empty(in));
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "hé");
}

static void a_blank_line_is_not_sent(void **state)
{
    type("  \r");
    assert_null(input_take_line(in));
}

static void a_paste_is_one_undo_step_and_never_sends(void **state)
{
    type("ab");
    input_insert(in, "x\ny\nz", 5);
    assert_string_equal(text(), "abx\ny\nz");
    assert_null(input_take_line(in));
    type("\x1f"); /* undo */
    assert_string_equal(text(), "ab");
}

static void a_search_takes_whole_characters(void **state)
{
    send("un café");
    send("other\nlines");
    type("\x12");
    assert_true(input_pending(in));
    type("caf");
    assert_string_equal(text(), "un café");
    type("é");
    assert_string_equal(text(), "un café");
    assert_non_null(strstr(input_prompt(in), "reverse-i-search"));
    assert_null(strstr(input_prompt(in), "failed"));
    input_clear(in, false);
    assert_false(input_pending(in));
    assert_string_equal(input_prompt(in), "> ");
    assert_true(input_empty(in));
    type("x");
    assert_string_equal(text(), "x");
}

static void rows_come_before_history(void **state)
{
    send("old");
    input_set(in, "one\ntwo");
    assert_int_equal(input_point(in), 7);
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "one\ntwo");
    assert_int_equal(input_point(in), 3);
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "old");
    input_move_row(in, 1, 80);
    assert_string_equal(text(), "one\ntwo"); /* what was being written is back */
}

static void history_holds_a_text_once(void **state)
{
    send("a");
    send("b");
    send("a");
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "a");
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "b");
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "b");
}

static void a_cleared_draft_can_be_fetched(void **state)
{
    type("half a thought");
    input_clear(in, true);
    assert_true(input_empty(in));
    input_move_row(in, -1, 80);
    assert_string_equal(text(), "half a thought");
}

static char **complete(void *ctx, const char *line, size_t *start)
{
    const char *const *words = ctx;
    char **out = xcalloc(4, sizeof(char *));
    int n = 0;
    *start = 0;
    for (; *words; words++)
        if (strncmp(*words, line, strlen(line)) == 0)
            out[n++] = xstrdup(*words);
    return out;
}

static void tab_completes_and_goes_round(void **state)
{
    static const char *const words[] = {"/help", "/hero", "/quit", NULL};
    type("/h");
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "/he");
    assert_int_equal(input_menu(in)->n, 2);
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "/help");
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "/hero");
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "/help");
    input_menu_close(in);
    input_set(in, "/q");
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "/quit ");
    assert_int_equal(input_menu(in)->n, 0);
    input_set(in, "plain");
    input_complete(in, complete, (void *)words, 1);
    assert_string_equal(text(), "plain");
}

/* Among them those whose bytes are keys with Alt where readline takes 8 bits: M-* M-= M-?. */
static void every_letter_can_be_typed(void **state)
{
    for (int last = 0x80; last <= 0xbf; last++) {
        char letters[] = {(char)0xe8, (char)last, (char)0xaa, (char)0xe8,
                          (char)0xbf, (char)last, 0};
        input_clear(in, false);
        type(letters);
        assert_string_equal(text(), letters);
    }
}

static void editor_keys_ask_for_the_editor(void **state)
{
    assert_false(input_take_editor(in));
    type("\x18\x05");
    assert_true(input_take_editor(in));
    assert_false(input_take_editor(in));
}

static void a_megabyte_is_inserted_and_laid_out_quickly(void **state)
{
    size_t len = 1 << 20;
    char *big = xmalloc(len + 1);
    for (size_t i = 0; i < len; i++)
        big[i] = i % 80 == 79 ? '\n' : 'x';
    big[len] = '\0';
    struct inputview v = {0};
    int64_t start = clock_now_ns();
    input_insert(in, big, len);
    size_t n;
    const char *now = input_text(in, &n);
    inputview_layout(&v, now, n, n, 2, 80);
    int64_t ms = (clock_now_ns() - start) / 1000000;
    print_message("1 MiB pasted and laid out in %d ms\n", (int)ms);
    assert_int_equal(n, len);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_true(ms < 100);
#endif
    inputview_finish(&v);
    free(big);
}

static void a_history_that_cannot_be_kept_is_said_once(void **state)
{
    struct error err = {0};
    input_destroy(in);
    in = input_create("/proc/nosuch/history.jsonl", &err);
    assert_non_null(in);
    type("hello\r");
    free(input_take_line(in));
    const char *trouble = input_take_trouble(in);
    assert_non_null(trouble);
    assert_non_null(strstr(trouble, "/proc/nosuch"));
    type("again\r");
    free(input_take_line(in));
    assert_null(input_take_trouble(in));
}

static void without_trouble_nothing_is_said(void **state)
{
    type("hello\r");
    free(input_take_line(in));
    assert_null(input_take_trouble(in));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        TEST(a_history_that_cannot_be_kept_is_said_once),
        TEST(without_trouble_nothing_is_said),
        TEST(enter_gives_the_line_and_keeps_it),
        TEST(a_blank_line_is_not_sent),
        TEST(a_paste_is_one_undo_step_and_never_sends),
        TEST(a_search_takes_whole_characters),
        TEST(rows_come_before_history),
        TEST(history_holds_a_text_once),
        TEST(a_cleared_draft_can_be_fetched),
        TEST(tab_completes_and_goes_round),
        TEST(every_letter_can_be_typed),
        TEST(editor_keys_ask_for_the_editor),
        TEST(a_megabyte_is_inserted_and_laid_out_quickly),
    };
    return cmocka_run_group_tests_name("ui/input", tests, NULL, NULL);
}
