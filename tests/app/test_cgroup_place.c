#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/cgroup_place.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/scratch.h"

/* What folders of groups say is free. */

static char *root;

static void put(const char *dir, const char *name, const char *text)
{
    char *path = xasprintf("%s%s/%s", root, dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
    free(path);
}

static uint64_t free_at(bool v2, const char *own)
{
    char *path = xasprintf("%s%s", root, own);
    uint64_t bytes = cgroup_place_free_bytes(&(struct cgroup_place){v2, root, path});
    free(path);
    return bytes;
}

static int set_up(void **state)
{
    (void)state;
    root = scratch_folder("cgroup");
    char *path = path_join(root, "a/b");
    bool ok = dir_make(path, NULL);
    free(path);
    return ok ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(root);
    return 0;
}

static void the_least_of_all_groups_above_counts(void **state)
{
    (void)state;
    assert_true(free_at(true, "/a/b") == UINT64_MAX);
    put("/a/b", "memory.max", "max\n");
    put("/a/b", "memory.current", "700\n");
    put("/a/b", "memory.stat", "anon 600\nfile 100\n");
    assert_true(free_at(true, "/a/b") == UINT64_MAX);
    put("/a", "memory.max", "2000\n");
    put("/a", "memory.current", "1500\n");
    put("/a", "memory.stat", "anon 600\nfile_mapped 3\nfile 900\nshmem 0\n");
    assert_int_equal(free_at(true, "/a/b"), 1400); /* files can be pushed out */
    put("/a/b", "memory.max", "1000\n");
    assert_int_equal(free_at(true, "/a/b"), 400);
    assert_int_equal(free_at(true, "/a"), 1400);
    assert_true(free_at(true, "") == UINT64_MAX);
    put("/a/b", "memory.max", "500\n");
    assert_int_equal(free_at(true, "/a/b"), 0); /* it is above its limit */
}

static void above_the_lower_of_two_limits_nothing_is_free(void **state)
{
    (void)state;
    put("/a", "memory.max", "max\n");
    put("/a", "memory.high", "1000\n");
    put("/a", "memory.current", "300\n");
    put("/a", "memory.stat", "file 0\n");
    assert_int_equal(free_at(true, "/a"), 700);
    put("/a", "memory.max", "900\n");
    assert_int_equal(free_at(true, "/a"), 600);
    put("/a", "memory.high", "max\n");
    assert_int_equal(free_at(true, "/a"), 600);
}

static void what_is_no_file_on_a_disk_is_not_free(void **state)
{
    (void)state;
    put("/a", "memory.max", "1000\n");
    put("/a", "memory.current", "800\n");
    put("/a", "memory.stat", "file 500\nshmem 300\n");
    assert_int_equal(free_at(true, "/a"), 400);
    put("/a/b", "memory.limit_in_bytes", "1000\n");
    put("/a/b", "memory.usage_in_bytes", "800\n");
    put("/a/b", "memory.stat", "cache 1\nshmem 1\ntotal_cache 500\ntotal_shmem 100\n");
    assert_int_equal(free_at(false, "/a/b"), 600);
    put("/a/b", "memory.limit_in_bytes", "9223372036854771712\n"); /* none */
    assert_true(free_at(false, "/a/b") > (uint64_t)1 << 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_least_of_all_groups_above_counts, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(above_the_lower_of_two_limits_nothing_is_free,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_on_a_disk_is_not_free, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("app/cgroup_place", tests, NULL, NULL);
}
