#include "core/base/seq_file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

static char *dir;

static char *new_path(const char *name)
{
    dir = scratch_folder("test");
    return path_join(dir, name);
}

static void remove_path(char *path)
{
    scratch_remove(dir);
    free(path);
}

/* Lengths around the size of a write and of a block, in pieces that fit neither. */
static void any_length_is_written_as_it_was_given(void **state)
{
    static const size_t lengths[] = {0,
                                     1,
                                     4096,
                                     SEQ_FILE_WRITE_BYTES - 1,
                                     SEQ_FILE_WRITE_BYTES,
                                     3 * SEQ_FILE_WRITE_BYTES + 12345};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t n = lengths[i], len;
        char *path = new_path("f"), *want = xmalloc(n + 1);
        struct error err = {0};
        for (size_t k = 0; k < n; k++)
            want[k] = (char)(k * 2654435761u >> 16);
        struct seq_file *f = seq_file_create(path, &err);
        assert_non_null(f);
        for (size_t at = 0, k; at < n; at += k) {
            k = n - at < 1000003 ? n - at : 1000003;
            assert_true(seq_file_append(f, want + at, k, &err));
        }
        assert_true(seq_file_append_zeros(f, 7, &err));
        assert_true(seq_file_finish(f, &err));
        char *got = file_read(path, n + 8, &len, &err);
        assert_non_null(got);
        assert_int_equal(len, n + 7);
        assert_memory_equal(got, want, n);
        assert_memory_equal(got + n, "\0\0\0\0\0\0", 7);
        free(got);
        free(want);
        remove_path(path);
    }
}

/* Ended after any number of bytes, with more behind them, gone on with, and synced on the
 * way. */
static void a_file_can_be_gone_on_with(void **state)
{
    static const size_t lengths[] = {0, 1, 4095, 4096, 5000, SEQ_FILE_WRITE_BYTES + 64};
    enum {
        MORE = 70001
    };
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t n = lengths[i], len;
        char *path = new_path("f"), *want = xmalloc(n + 2 * MORE + 9000);
        struct error err = {0};
        for (size_t k = 0; k < n + 2 * MORE + 9000; k++)
            want[k] = (char)(k * 2654435761u >> 16);
        assert_true(file_write_atomic(path, want, n, 0644, &err));
        if (n == 1)
            assert_int_equal(truncate(path, 100000), 0);
        struct seq_file *f = seq_file_go_on(path, n, &err);
        assert_non_null(f);
        assert_true(seq_file_sync(f, &err));
        assert_true(seq_file_append(f, want + n, MORE, &err));
        assert_true(seq_file_sync(f, &err));
        char *got = file_read(path, SIZE_MAX, &len, &err);
        assert_true(len >= n + MORE);
        assert_memory_equal(got, want, n + MORE);
        free(got);
        assert_true(seq_file_append(f, want + n + MORE, 3, &err));
        assert_true(seq_file_sync(f, &err));
        assert_true(seq_file_append(f, want + n + MORE + 3, MORE, &err));
        assert_true(seq_file_finish(f, &err));
        got = file_read(path, SIZE_MAX, &len, &err);
        assert_int_equal(len, n + 2 * MORE + 3);
        assert_memory_equal(got, want, len);
        free(got);
        free(want);
        remove_path(path);
    }
    char *path = new_path("f");
    struct error err = {0};
    assert_null(seq_file_go_on(path, 5000, &err));
    assert_non_null(strstr(err.msg, "read the end of"));
    remove_path(path);
}

static void a_file_that_exists_is_refused(void **state)
{
    char *path = new_path("f");
    struct error err = {0};
    assert_true(file_write_atomic(path, "x", 1, 0644, &err));
    assert_null(seq_file_create(path, &err));
    assert_non_null(strstr(err.msg, "File exists"));
    remove_path(path);
    assert_null(seq_file_create("/nonexistent/f", &err));
    assert_non_null(strstr(err.msg, "create /nonexistent/f: No such file"));
}

static void a_failed_write_is_told(void **state)
{
    char *path = new_path("f"), *bytes = xcalloc(1, SEQ_FILE_WRITE_BYTES);
    struct error err = {0};
    struct rlimit old, low;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = old;
    low.rlim_cur = SEQ_FILE_WRITE_BYTES;
    struct seq_file *f = seq_file_create(path, &err);
    assert_non_null(f);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    for (int i = 0; i < 3; i++)
        if (!seq_file_append(f, bytes, SEQ_FILE_WRITE_BYTES, &err))
            break;
    bool ok = seq_file_finish(f, &err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(ok);
    assert_non_null(strstr(err.msg, "/f: File too large"));
    free(bytes);
    remove_path(path);
}

static void abandoning_is_always_possible(void **state)
{
    char *path = new_path("f");
    struct error err = {0};
    struct seq_file *f = seq_file_create(path, &err);
    assert_non_null(f);
    assert_true(seq_file_append(f, "abc", 3, &err));
    seq_file_abandon(f);
    seq_file_abandon(NULL);
    remove_path(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_length_is_written_as_it_was_given),
        cmocka_unit_test(a_file_can_be_gone_on_with),
        cmocka_unit_test(a_file_that_exists_is_refused),
        cmocka_unit_test(a_failed_write_is_told),
        cmocka_unit_test(abandoning_is_always_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
