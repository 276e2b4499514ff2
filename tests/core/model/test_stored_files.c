#include "core/model/stored_files.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
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
#include "tests/core/model/model_files.h"

enum {
    N_FILES = 150,
    N_BYTES = 100 << 10, /* long enough for reads past the page cache */
    N_THREADS = 6,
};

static char *name_of(int i)
{
    return xasprintf("f%03d", i);
}

/* Files of one byte each, N_BYTES times. */
static char *make_files(void)
{
    char *dir = folder_make(), *bytes = xmalloc(N_BYTES);
    for (int i = 0; i < N_FILES; i++) {
        char *name = name_of(i);
        memset(bytes, i % 251, N_BYTES);
        put_file(dir, name, bytes, N_BYTES);
        free(name);
    }
    free(bytes);
    return dir;
}

static struct stored_files *open_files(const char *dir, const struct st_file **file)
{
    struct error err = {0};
    struct stored_files *s = stored_files_create();
    for (int i = 0; i < N_FILES; i++) {
        char *name = name_of(i);
        file[i] = stored_files_add(s, path_join(dir, name), &err);
        if (!file[i])
            fail_msg("%s", err.msg);
        else
            assert_int_equal(file[i]->n_bytes, N_BYTES);
        free(name);
    }
    return s;
}

struct reader {
    const struct st_file **file;
    int first;
    struct error err;
    bool ok;
};

/* All of them, each thread in its own order, long and short reads. */
static void *read_all(void *arg)
{
    struct reader *r = arg;
    unsigned char *out = xmalloc(N_BYTES);
    r->ok = true;
    for (int k = 0; r->ok && k < 2 * N_FILES; k++) {
        int i = (r->first + k * 7) % N_FILES;
        size_t n = k % 2 ? N_BYTES : 16;
        r->ok = st_file_read(r->file[i], N_BYTES - n, out, n, &r->err) &&
                out[0] == i % 251 && out[n - 1] == i % 251;
        st_file_drop(r->file[i], 0, N_BYTES);
    }
    free(out);
    return NULL;
}

static void read_in_threads(const struct st_file **file)
{
    pthread_t thread[N_THREADS];
    struct reader r[N_THREADS];
    for (int i = 0; i < N_THREADS; i++) {
        r[i] = (struct reader){.file = file, .first = i * 50};
        assert_int_equal(pthread_create(&thread[i], NULL, read_all, &r[i]), 0);
    }
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < N_THREADS; i++)
        if (!r[i].ok)
            fail_msg("%s", r[i].err.msg);
}

static int n_open(void)
{
    int n = 0;
    for (int fd = 0; fd < 1024; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static void more_files_than_descriptors_are_read(void **state)
{
    const struct st_file *file[N_FILES];
    char *dir = make_files();
    struct rlimit old, few;
    int before = n_open();
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    /* First its own bound, then one that it meets before. */
    struct stored_files *s = open_files(dir, file);
    assert_true(n_open() - before <= 2 * 64);
    read_in_threads(file);
    assert_true(n_open() - before <= 2 * 64);
    stored_files_destroy(s);
    assert_int_equal(n_open(), before);

    few = old;
    few.rlim_cur = (rlim_t)before + 2 * N_THREADS + 4;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    s = open_files(dir, file);
    assert_true(n_open() - before <= (int)few.rlim_cur / 2); /* others need some, too */
    read_in_threads(file);
    stored_files_destroy(s);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    folder_remove(dir);
}

static void a_file_that_was_replaced_is_not_opened_again(void **state)
{
    const struct st_file *file[N_FILES];
    char *dir = make_files(), byte[1] = "x";
    struct error err = {0};
    struct stored_files *s = open_files(dir, file);
    put_file(dir, "new", "y", 1);
    char *new = path_join(dir, "new");
    assert_int_equal(rename(new, file[0]->path), 0); /* closed since long */
    assert_false(st_file_read(file[0], 0, byte, 1, &err));
    assert_non_null(strstr(err.msg, "f000: the file was changed meanwhile"));
    assert_int_equal(unlink(file[1]->path), 0);
    assert_false(st_file_read(file[1], 0, byte, 1, &err));
    assert_non_null(strstr(err.msg, "f001: No such file"));
    assert_true(st_file_read(file[2], 0, byte, 1, &err));
    assert_int_equal(byte[0], 2);
    free(new);
    stored_files_destroy(s);
    folder_remove(dir);
}

static void what_is_no_file_is_refused(void **state)
{
    char *dir = folder_make(), *fifo = path_join(dir, "fifo");
    struct error err = {0};
    struct stored_files *s = stored_files_create();
    assert_null(stored_files_add(s, xstrdup(dir), &err));
    assert_non_null(strstr(err.msg, "not a regular file"));
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_null(stored_files_add(s, fifo, &err));
    assert_non_null(strstr(err.msg, "not a regular file"));
    assert_null(stored_files_add(s, path_join(dir, "none"), &err));
    assert_non_null(strstr(err.msg, "none: No such file"));
    stored_files_destroy(s);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_files_than_descriptors_are_read),
        cmocka_unit_test(a_file_that_was_replaced_is_not_opened_again),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests_name("model/stored_files", tests, NULL, NULL);
}
