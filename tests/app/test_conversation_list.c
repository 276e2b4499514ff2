#include "app/conversation.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/ulid.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/conversation_fixture.h"

/* The folder of conversations. */

#define A "01ARZ3NDEKTSV4RRFFQ69G5FAA"

static void one_is_found_by_id_start_of_id_name_and_path(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    char lower[ULID_LEN + 1];
    for (int i = 0; i <= ULID_LEN; i++)
        lower[i] = (char)(id[i] >= 'A' ? id[i] + 32 : id[i]);
    char start[9];
    memcpy(start, id, 8);
    start[8] = '\0';
    const char *ways[] = {id, lower, start, "first talk", path};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        struct conversation *c = conversation_read(f->dir, ways[i], &err);
        assert_non_null(c);
        assert_string_equal(conversation_id(c), id);
        conversation_free(c);
    }
    assert_null(conversation_read(f->dir, "../x", &err));
    assert_null(conversation_read(f->dir, "", &err));
    assert_null(conversation_read(f->dir, "unknown", &err));
    assert_non_null(strstr(err.msg, "none in"));

    char *other = write_sample(f->dir);
    assert_null(conversation_read(f->dir, "first talk", &err));
    assert_non_null(strstr(err.msg, "2 of them"));
    free(other);
    free(path);
    free(id);
}

static void the_list_is_newest_first_and_names_what_is_broken(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n = -1;
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_non_null(list);
    assert_int_equal(n, 0);
    conversation_list_free(list, n);

    char *old = write_sample(f->dir), *new = write_sample(f->dir);
    char *path = file_of(f->dir, old);
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    char *broken = path_join(f->dir, A ".jsonl");
    write_text(broken, "nonsense", 8);
    char *note = path_join(f->dir, "note.txt");
    write_text(note, "x", 1);
    times[0].tv_sec = times[1].tv_sec = 500;
    assert_int_equal(utimensat(AT_FDCWD, broken, times, 0), 0);

    list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 3);
    assert_string_equal(list[0].id, new);
    assert_string_equal(list[0].name, "first talk");
    assert_string_equal(list[0].title, "time? please \xf0\x9f\x98\x80");
    assert_int_equal(list[0].n_turns, 4);
    assert_string_equal(list[1].id, old);
    assert_int_equal(list[1].mtime_ms, 1000000);
    assert_int_equal(list[2].n_turns, -1);
    assert_non_null(strstr(list[2].title, "cannot be read"));
    conversation_list_free(list, n);
    free(note);
    free(broken);
    free(path);
    free(new);
    free(old);
}

static void what_a_crash_left_is_not_the_last_conversation(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n;
    char *id = write_sample(f->dir), *torn = path_join(f->dir, A ".jsonl");
    write_text(torn, "{\"sch", 5);
    struct timespec later[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    assert_int_equal(utimensat(AT_FDCWD, torn, later, 0), 0);
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].id, id);
    conversation_list_free(list, n);
    free(torn);
    free(id);
}

static void of_a_large_file_the_list_reads_the_start(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n;
    char text[4096 + 1];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    char *id = write_sample(f->dir), *path = file_of(f->dir, id);
    FILE *out = fopen(path, "a");
    for (int i = 0; i < 4096; i++) /* 16 MiB, of which nothing is a turn */
        fprintf(out, "{\"type\":\"note\",\"text\":\"%s\"}\n", text);
    fprintf(out, "no JSON\n");
    assert_int_equal(fclose(out), 0);
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 1);
    assert_true(list[0].partial);
    assert_int_equal(list[0].n_turns, 4);
    assert_string_equal(list[0].name, "first talk");
    conversation_list_free(list, n);
    free(path);
    free(id);
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_is_found_by_id_start_of_id_name_and_path),
        TEST(the_list_is_newest_first_and_names_what_is_broken),
        TEST(what_a_crash_left_is_not_the_last_conversation),
        TEST(of_a_large_file_the_list_reads_the_start),
    };
    return cmocka_run_group_tests_name("app/conversation_list", tests, NULL, NULL);
}
