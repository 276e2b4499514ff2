#include "app/ask_input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

/* The text for these inputs; standard input is a pipe that holds `piped` (NULL: unused). */
static char *text_of(const char *piped, const char *const *files, int n_files,
                     const char *prompt, struct error *err)
{
    int saved = dup(STDIN_FILENO), ends[2];
    assert_true(saved >= 0);
    if (piped) {
        assert_int_equal(pipe(ends), 0);
        assert_true(fd_write_all(ends[1], piped, strlen(piped)));
        close(ends[1]);
        assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        close(ends[0]);
    }
    struct ask_input in = {piped != NULL, files, n_files, prompt};
    char *text = ask_input_text(&in, err);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    return text;
}

static void parts_come_in_order_with_a_blank_line_between(void **state)
{
    char *path[2] = {scratch_write("ask", "first\n", 6),
                     scratch_write("ask", "second", 6)};
    struct error err = {0};
    char *text =
        text_of("piped\n\n", (const char *const[]){path[0], path[1]}, 2, "prompt", &err);
    assert_string_equal(text, "piped\n\nfirst\n\nsecond\n\nprompt");
    free(text);
    scratch_remove(path[0]);
    scratch_remove(path[1]);
}

static void a_dash_is_standard_input_in_its_place(void **state)
{
    struct error err = {0};
    char *path = scratch_write("ask", "first", 5);
    char *text = text_of("piped\n", (const char *const[]){path, "-"}, 2, "prompt", &err);
    assert_string_equal(text, "first\n\npiped\n\nprompt");
    free(text);
    scratch_remove(path);
    assert_null(text_of("piped", (const char *const[]){"-", "-"}, 2, NULL, &err));
    assert_non_null(strstr(err.msg, "only once"));
}

static void empty_parts_leave_no_trace(void **state)
{
    struct error err = {0};
    char *text = text_of("", NULL, 0, "prompt", &err);
    assert_string_equal(text, "prompt");
    free(text);
    text = text_of("\n", NULL, 0, NULL, &err);
    assert_string_equal(text, "");
    free(text);
}

static void text_that_is_none_is_refused_with_source_and_offset(void **state)
{
    struct error err = {0};
    char *path = scratch_write("ask", "ab\0c", 4);
    assert_null(text_of(NULL, (const char *const[]){path}, 1, "x", &err));
    assert_non_null(strstr(err.msg, path));
    assert_non_null(strstr(err.msg, "offset 2"));
    scratch_remove(path);
    assert_null(text_of("abc\xc3(", NULL, 0, "x", &err));
    assert_non_null(strstr(err.msg, "standard input"));
    assert_non_null(strstr(err.msg, "offset 3"));
    assert_null(text_of(NULL, NULL, 0, "\x80", &err));
    assert_non_null(strstr(err.msg, "prompt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_in_order_with_a_blank_line_between),
        cmocka_unit_test(a_dash_is_standard_input_in_its_place),
        cmocka_unit_test(empty_parts_leave_no_trace),
        cmocka_unit_test(text_that_is_none_is_refused_with_source_and_offset),
    };
    return cmocka_run_group_tests_name("app/ask_input", tests, NULL, NULL);
}
