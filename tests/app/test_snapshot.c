#include "app/snapshot.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

/* The files beside conversations: named, bounded, removed. */

static char *dir;

static char *conversation(int i)
{
    return xasprintf("%s/01ARZ3NDEKTSV4RRFFQ69G5%03d.jsonl", dir, i);
}

static void put(const char *path, size_t len, int age_s)
{
    struct error err = {0};
    char *bytes = xcalloc(len + 1, 1);
    if (!file_write_atomic(path, bytes, len, 0600, &err))
        fail_msg("%s", err.msg);
    free(bytes);
    struct timespec t[2] = {{.tv_nsec = UTIME_NOW}, {0}};
    clock_gettime(CLOCK_REALTIME, &t[1]);
    t[1].tv_sec -= age_s;
    assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

/* A conversation with a snapshot of that many bytes, which is i seconds old. */
static char *make(int i, size_t len)
{
    char *c = conversation(i), *s = snapshot_path(c);
    put(c, 1, 0);
    put(s, len, i);
    free(c);
    return s;
}

static bool there(const char *path)
{
    return file_exists(path);
}

static void the_oldest_go_first_and_the_kept_one_last(void **state)
{
    char *s[4];
    for (int i = 0; i < 4; i++)
        s[i] = make(i, 100);
    assert_int_equal(snapshot_evict(dir, 400, NULL), 0);
    assert_int_equal(snapshot_evict(dir, 399, NULL), 1);
    assert_true(there(s[0]) && there(s[1]) && there(s[2]) && !there(s[3]));
    assert_int_equal(snapshot_evict(dir, 100, s[2]), 2);
    assert_true(!there(s[0]) && !there(s[1]) && there(s[2]));
    assert_int_equal(snapshot_evict(dir, 99, s[2]), 1);
    assert_false(there(s[2]));
    for (int i = 0; i < 4; i++)
        free(s[i]);
}

static void there_are_never_more_than_so_many(void **state)
{
    char *oldest = make(SNAPSHOT_FILES_MAX, 1);
    for (int i = 0; i < SNAPSHOT_FILES_MAX; i++)
        free(make(i, 1));
    assert_int_equal(snapshot_evict(dir, 1 << 20, NULL), 1);
    assert_false(there(oldest));
    assert_int_equal(snapshot_evict(dir, 0, NULL), SNAPSHOT_FILES_MAX);
    free(oldest);
}

static void what_belongs_to_nothing_goes_and_other_files_stay(void **state)
{
    char *s = make(1, 10), *c = conversation(1);
    char *tmp = xasprintf("%s.tmp", s), *other = xasprintf("%s/notes.snapshot", dir);
    put(tmp, 10, 10);
    put(other, 10, 100000);
    assert_int_equal(snapshot_evict(dir, 1000, NULL), 0);
    assert_true(there(tmp) && there(s)); /* somebody may be writing it */
    put(tmp, 10, 100000);
    assert_int_equal(snapshot_evict(dir, 1000, NULL), 0);
    assert_false(there(tmp));
    assert_int_equal(unlink(c), 0);
    assert_int_equal(snapshot_evict(dir, 1000, NULL), 1);
    assert_false(there(s));
    assert_true(there(other));
    unlink(other);
    free(s);
    free(c);
    free(tmp);
    free(other);
}

static void a_conversation_is_removed_with_its_snapshot(void **state)
{
    struct error err = {0};
    char *s = make(1, 10), *c = conversation(1), *tmp = xasprintf("%s.tmp", s);
    put(tmp, 10, 0);
    assert_true(snapshot_remove(c, &err));
    assert_true(!there(s) && !there(tmp) && there(c));
    assert_true(snapshot_remove(c, &err));
    free(s);
    free(c);
    free(tmp);
}

static int set_up(void **state)
{
    dir = scratch_folder("snapshots");
    return 0;
}

static int tear_down(void **state)
{
    scratch_remove(dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_go_first_and_the_kept_one_last),
        cmocka_unit_test(there_are_never_more_than_so_many),
        cmocka_unit_test(what_belongs_to_nothing_goes_and_other_files_stay),
        cmocka_unit_test(a_conversation_is_removed_with_its_snapshot),
    };
    return cmocka_run_group_tests_name("app/snapshot", tests, set_up, tear_down);
}
