#include "app/conversation.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/conversation_fixture.h"

/* Writing: crashes, locks, full disks. */

/* At whatever byte a write was cut, all turns before it are there, it can be gone on with,
 * and what is added then is there too. */
static void a_file_cut_at_any_byte_loses_one_turn_at_most(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    size_t len = 0;
    char *whole = file_read(path, 1 << 20, &len, &err);
    assert_non_null(whole);
    size_t header = strcspn(whole, "\n");

    for (size_t cut = 0; cut <= len; cut++) {
        memset(&err, 0, sizeof(err));
        write_text(path, whole, cut);
        int n_turns = 0;
        for (size_t at = 0; at < cut;) {
            size_t end = at + strcspn(whole + at, "\n");
            bool turn = memmem(whole + at, end - at, "\"role\":", 7) != NULL;
            n_turns += turn && end <= cut;
            at = end + 1;
        }
        struct conversation *c = conversation_load(f->dir, id, &err);
        if (cut < header) {
            assert_null(c);
            assert_true(*err.msg);
            continue;
        }
        if (!c)
            print_message("cut at %zu: %s\n", cut, err.msg);
        assert_non_null(c);
        assert_int_equal(conversation_n_turns(c), n_turns);
        assert_int_equal(add(c, ROLE_USER, "after the crash", NULL), n_turns);
        conversation_free(c);

        c = conversation_load(f->dir, id, &err);
        assert_non_null(c);
        assert_string_equal(conversation_warning(c), "");
        assert_int_equal(conversation_n_turns(c), n_turns + 1);
        assert_string_equal(content(c, n_turns), "after the crash");
        assert_int_equal(conversation_turn(c, n_turns)->parent, n_turns - 1);
        conversation_free(c);
    }
    free(whole);
    free(path);
    free(id);
}

static void a_torn_line_is_kept_aside_and_told(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 10), 0);

    struct conversation *c = conversation_read(f->dir, id, &err);
    assert_non_null(c);
    assert_non_null(strstr(conversation_warning(c), "incomplete"));
    conversation_free(c);
    char *bad = xasprintf("%s.bad", path);
    assert_false(file_exists(bad));

    c = conversation_load(f->dir, id, &err);
    assert_non_null(c);
    assert_non_null(strstr(conversation_warning(c), "torn"));
    assert_int_equal(conversation_n_turns(c), 3);
    size_t len = 0;
    char *kept = file_read(bad, 1 << 20, &len, &err);
    assert_non_null(kept);
    assert_non_null(strstr(kept, "\"role\":\"assistant\""));
    assert_int_equal(stat(bad, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    conversation_free(c);
    free(kept);
    free(bad);
    free(path);
    free(id);
}

static void a_second_program_can_read_but_not_write(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    struct conversation *first = conversation_load(f->dir, id, &err);
    struct conversation *second = conversation_load(f->dir, id, &err);
    assert_non_null(first);
    assert_non_null(second);
    assert_string_equal(conversation_warning(first), "");
    assert_non_null(strstr(conversation_warning(second), "another flashmoe"));
    struct message m = {.role = ROLE_USER, .content = xstrdup("mine")};
    assert_int_equal(conversation_append(second, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "another flashmoe"));
    assert_int_equal(conversation_n_turns(second), 5); /* in memory all the same */
    assert_int_equal(conversation_head(second), 4);
    assert_int_equal(add(first, ROLE_USER, "ours", NULL), 4);
    assert_false(conversation_remove(path, &err));
    conversation_free(first);
    conversation_free(second);

    struct conversation *c = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(c), 5);
    assert_string_equal(content(c, 4), "ours");
    conversation_free(c);
    assert_true(conversation_remove(path, &err));
    assert_false(file_exists(path));
    free(path);
    free(id);
}

static void a_failed_write_is_taken_back_and_tried_again(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "small", NULL), 0);
    struct stat st;
    assert_int_equal(stat(conversation_path(c), &st), 0);

    /* Room for half of the next turn. */
    struct rlimit old, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = (rlim_t)st.st_size + 50;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct message m = {.role = ROLE_ASSISTANT, .content = xstrdup("lost?")};
    int i = conversation_append(c, &m, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(i, -1);
    assert_int_equal(err.code, EFBIG);
    off_t before = st.st_size;
    assert_int_equal(stat(conversation_path(c), &st), 0);
    assert_int_equal(st.st_size, before);

    assert_int_equal(add(c, ROLE_USER, "next", NULL), 2);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 3);
    assert_string_equal(content(c, 1), "lost?");
    assert_string_equal(content(c, 2), "next");
    conversation_free(c);
    free(path);
}

static void a_folder_that_cannot_be_made_is_an_error_and_the_turn_stays(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *blocked = path_join(f->root, "file");
    write_text(blocked, "x", 1);
    char *dir = path_join(blocked, "sessions");
    struct conversation *c = conversation_create(dir, "tiny", "t");
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "Not a directory"));
    assert_int_equal(conversation_n_turns(c), 1);
    /* Once the obstacle is gone, nothing is missing. */
    assert_int_equal(unlink(blocked), 0);
    assert_int_equal(add(c, ROLE_ASSISTANT, "hi", NULL), 1);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_read(NULL, path, &err);
    assert_int_equal(conversation_n_turns(c), 2);
    conversation_free(c);
    free(path);
    free(dir);
    free(blocked);
}

static void a_removed_file_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    add(c, ROLE_USER, "hello", NULL);
    assert_int_equal(unlink(conversation_path(c)), 0);
    struct message m = {.role = ROLE_USER, .content = xstrdup("again")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "removed"));
    conversation_free(c);
}

static void a_first_write_that_fails_leaves_no_empty_file(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct rlimit old, limit;
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    int i = conversation_append(c, &m, NULL, &err);
    bool named = conversation_set_name(c, "x", &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(i, -1);
    assert_false(named);
    char *path = file_of(f->dir, conversation_id(c));
    conversation_free(c);
    assert_false(file_exists(path));
    free(path);
}

static void a_name_is_not_said_to_be_saved_while_the_turns_are_not(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *blocked = path_join(f->root, "data");
    write_text(blocked, "x", 1);
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_false(conversation_set_name(c, "x", &err));
    assert_int_equal(unlink(blocked), 0);
    assert_true(conversation_set_head(c, -1, &err));
    assert_non_null(conversation_path(c));
    conversation_free(c);
    free(blocked);
}

static void who_waited_for_the_lock_saves_unless_something_was_written(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    struct conversation *first = conversation_load(f->dir, id, &err);
    struct conversation *second = conversation_load(f->dir, id, &err);
    struct message m = {.role = ROLE_USER, .content = xstrdup("mine")};
    assert_int_equal(conversation_append(second, &m, NULL, &err), -1);
    conversation_free(first);
    assert_int_equal(add(second, ROLE_ASSISTANT, "yours", NULL), 5);

    struct conversation *third = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(third), 6);
    assert_string_equal(content(third, 4), "mine");
    assert_int_equal(add(second, ROLE_USER, "more", NULL), 6);
    conversation_free(second);
    m = (struct message){.role = ROLE_USER, .content = xstrdup("too late")};
    assert_int_equal(conversation_append(third, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "meanwhile"));
    conversation_free(third);

    third = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(third), 7);
    conversation_free(third);
    free(id);
}

static void a_turn_too_large_to_load_again_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    size_t n = 17 << 20;
    char *big = xmalloc(n + 1);
    memset(big, 'a', n);
    big[n] = '\0';
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "small", NULL), 0);
    struct message m = {.role = ROLE_ASSISTANT, .content = big};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "16 MiB"));
    m = (struct message){.role = ROLE_USER, .content = xstrdup("its child")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_int_equal(conversation_n_turns(c), 3);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 1);
    conversation_free(c);
    free(path);
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error, not the end */
    const struct CMUnitTest tests[] = {
        TEST(a_file_cut_at_any_byte_loses_one_turn_at_most),
        TEST(a_torn_line_is_kept_aside_and_told),
        TEST(a_second_program_can_read_but_not_write),
        TEST(a_failed_write_is_taken_back_and_tried_again),
        TEST(a_folder_that_cannot_be_made_is_an_error_and_the_turn_stays),
        TEST(a_removed_file_is_an_error),
        TEST(a_first_write_that_fails_leaves_no_empty_file),
        TEST(a_name_is_not_said_to_be_saved_while_the_turns_are_not),
        TEST(who_waited_for_the_lock_saves_unless_something_was_written),
        TEST(a_turn_too_large_to_load_again_is_not_written),
    };
    return cmocka_run_group_tests_name("app/conversation_file", tests, NULL, NULL);
}
