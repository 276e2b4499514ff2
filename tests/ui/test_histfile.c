#include "ui/histfile.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

static char *dir, *path;

static int set_up(void **state)
{
    dir = scratch_folder("histfile");
    path = path_join(dir, "history.jsonl");
    return 0;
}

static int tear_down(void **state)
{
    unlink(path);
    int rc = rmdir(dir); /* nothing else is left there */
    free(path);
    scratch_remove(dir);
    return rc;
}

static void write_raw(const char *bytes)
{
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    fputs(bytes, f);
    fclose(f);
}

static void hostile_lines_come_back_as_they_were(void **state)
{
    static const char *const texts[] = {"one\ntwo\n\nthree",  "#1699999999",
                                        "\"quoted\\\"",       "{\"text\": 1}",
                                        "漢字 👩‍💻", "tab\there"};
    struct error err = {0};
    struct histfile *h = histfile_open(path, &err);
    for (size_t i = 0; i < 6; i++)
        assert_true(histfile_add(h, texts[i], true, &err));
    histfile_close(h);
    h = histfile_open(path, &err);
    assert_int_equal(histfile_count(h), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(histfile_get(h, i), texts[i]);
    histfile_close(h);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void the_folders_are_made_with_the_first_text(void **state)
{
    char *outer = path_join(dir, "state");
    char *deep = path_join(outer, "flashmoe/history.jsonl");
    struct error err = {0};
    struct histfile *h = histfile_open(deep, &err);
    assert_int_not_equal(access(outer, F_OK), 0);
    assert_true(histfile_add(h, "first", true, &err));
    histfile_close(h);
    h = histfile_open(deep, &err);
    assert_int_equal(histfile_count(h), 1);
    histfile_close(h);
    free(deep);
    scratch_remove(outer);
}

static void a_repeated_text_moves_to_the_end(void **state)
{
    struct histfile *h = histfile_open(path, NULL);
    histfile_add(h, "a", true, NULL);
    histfile_add(h, "b", true, NULL);
    histfile_add(h, "a", true, NULL);
    assert_int_equal(histfile_count(h), 2);
    assert_string_equal(histfile_get(h, 1), "a");
    histfile_close(h);
    h = histfile_open(path, NULL);
    assert_int_equal(histfile_count(h), 2);
    assert_string_equal(histfile_get(h, 0), "b");
    histfile_close(h);
}

static void drafts_and_spaced_texts_stay_off_the_disk(void **state)
{
    struct histfile *h = histfile_open(path, NULL);
    histfile_add(h, " secret", true, NULL);
    histfile_add(h, "draft", false, NULL);
    assert_int_equal(histfile_count(h), 2);
    histfile_close(h);
    assert_int_not_equal(access(path, F_OK), 0);
    write_raw("");
}

static void what_is_no_entry_is_passed_over(void **state)
{
    write_raw("garbage\n[1]\n{\"text\": 5}\n{\"text\": \"\"}\n{\"text\": \"ok\"}\n"
              "{\"text\": \"esc\\u001b[31mape\"}\n{\"text\": \"torn");
    struct histfile *h = histfile_open(path, NULL);
    assert_int_equal(histfile_count(h), 2);
    assert_string_equal(histfile_get(h, 0), "ok");
    assert_string_equal(histfile_get(h, 1), "escape");
    assert_true(histfile_add(h, "after", true, NULL)); /* not glued to the torn line */
    histfile_close(h);
    h = histfile_open(path, NULL);
    assert_int_equal(histfile_count(h), 3);
    assert_string_equal(histfile_get(h, 2), "after");
    histfile_close(h);
}

static void the_file_and_the_list_are_bounded(void **state)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 2 * HISTFILE_MAX + 10; i++)
        fprintf(f, "{\"text\":\"%d\"}\n", i);
    fclose(f);
    struct stat before, after;
    stat(path, &before);
    struct histfile *h = histfile_open(path, NULL);
    assert_int_equal(histfile_count(h), HISTFILE_MAX);
    assert_string_equal(histfile_get(h, HISTFILE_MAX - 1), "10009");
    histfile_close(h);
    stat(path, &after);
    assert_true(after.st_size < before.st_size * 2 / 3);
    assert_int_equal(after.st_mode & 0777, 0600);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hostile_lines_come_back_as_they_were, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_folders_are_made_with_the_first_text, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_repeated_text_moves_to_the_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(drafts_and_spaced_texts_stay_off_the_disk, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_entry_is_passed_over, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_file_and_the_list_are_bounded, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("ui/histfile", tests, NULL, NULL);
}
