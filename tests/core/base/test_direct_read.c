#include "core/base/direct_read.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

enum {
    LENGTH = 3 * (1 << 20) + 777 /* some chunks, and no whole block at the end */
};

static char path[] = "flashmoe-test-direct-XXXXXX"; /* here: /tmp may not do it */
static char *bytes;
static int fd, direct;

static int make_file(void **state)
{
    bytes = xmalloc(LENGTH);
    for (size_t i = 0; i < LENGTH; i++)
        bytes[i] = (char)(i * 2654435761u >> 15);
    fd = mkstemp(path);
    if (fd < 0 || !fd_write_all(fd, bytes, LENGTH))
        return -1;
    direct = direct_read_open(path, fd);
    return 0;
}

static int remove_file(void **state)
{
    close(fd);
    if (direct >= 0)
        close(direct);
    unlink(path);
    free(bytes);
    return 0;
}

static void any_range_is_read(void **state)
{
    static const size_t at[][2] = {{0, LENGTH},
                                   {0, 1},
                                   {4095, 2},
                                   {4096, 4096},
                                   {5, 1 << 20},
                                   {(1 << 20) - 1, (1 << 20) + 2},
                                   {LENGTH - 1, 1},
                                   {LENGTH - 70000, 70000},
                                   {8191, LENGTH - 8191},
                                   {8192, LENGTH - 8192},
                                   {8192, LENGTH - 8192}};
    char *memory = aligned_alloc(4096, LENGTH / 4096 * 4096 + 8192), *got = memory;
    assert_non_null(memory);
    for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
        memset(got, 1, LENGTH + 1);
        assert_true(direct_read(direct, got, at[i][1], at[i][0]));
        assert_memory_equal(got, bytes + at[i][0], at[i][1]);
        assert_int_equal(got[at[i][1]], 1);
        got = memory + (i & 1); /* on blocks and beside them */
    }
    free(memory);
}

static void the_end_of_the_file_is_not_an_errno(void **state)
{
    char got[8192];
    errno = EIO;
    assert_false(direct_read(direct, got, 8192, LENGTH - 5000));
    assert_int_equal(errno, 0);
    assert_false(direct_read(direct, got, 1, (uint64_t)LENGTH + 100000));
    assert_int_equal(errno, 0);
    assert_false(direct_read(-1, got, 1, 0));
    assert_int_equal(errno, EBADF);
}

static void another_file_of_that_name_is_not_taken(void **state)
{
    assert_int_equal(direct_read_open("/proc/self/exe", fd), -1);
    assert_int_equal(direct_read_open("/nonexistent", fd), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_range_is_read),
        cmocka_unit_test(the_end_of_the_file_is_not_an_errno),
        cmocka_unit_test(another_file_of_that_name_is_not_taken),
    };
    if (make_file(NULL) != 0)
        return 99;
    int rc = direct < 0 ? 77 /* this file system has no direct reads */
                        : cmocka_run_group_tests_name("core/base/direct_read", tests,
                                                      NULL, NULL);
    remove_file(NULL);
    return rc;
}
