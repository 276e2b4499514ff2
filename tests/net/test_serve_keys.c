#include "net/serve_keys.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "net/serve.h"
#include "tests/scratch.h"

static char *write_file(const void *bytes, size_t len, mode_t mode)
{
    char *path = scratch_write("keys", bytes, len);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static struct serve_keys *load(const char *text, mode_t mode, struct error *err)
{
    char *path = write_file(text, strlen(text), mode);
    struct serve_keys *k = serve_keys_load(path, err);
    scratch_remove(path);
    return k;
}

static void one_of_the_keys_opens(void **state)
{
    struct error err = {0};
    struct serve_keys *k =
        load("# who\nsk-one\n\n  \nsk-two \r\n#sk-three\n", 0600, &err);
    assert_non_null(k);
    assert_true(serve_keys_allow(k, "Bearer sk-one"));
    assert_true(serve_keys_allow(k, "bearer  sk-two"));
    assert_false(serve_keys_allow(k, "Bearer sk-on"));
    assert_false(serve_keys_allow(k, "Bearer sk-onee"));
    assert_false(serve_keys_allow(k, "Bearer #sk-three"));
    assert_false(serve_keys_allow(k, "Bearer "));
    assert_false(serve_keys_allow(k, "sk-one"));
    assert_false(serve_keys_allow(k, "Basic sk-one"));
    assert_false(serve_keys_allow(k, NULL));
    char longer[600] = "Bearer ";
    memset(longer + 7, 'x', sizeof(longer) - 8);
    assert_false(serve_keys_allow(k, longer));
    serve_keys_free(k);
}

static void a_file_that_others_read_is_refused(void **state)
{
    struct error err = {0};
    assert_null(load("sk\n", 0640, &err));
    assert_non_null(strstr(err.msg, "chmod 600"));
    assert_null(load("sk\n", 0604, &err));
    struct serve_keys *k = load("sk", 0400, &err); /* without an end of line */
    assert_non_null(k);
    assert_true(serve_keys_allow(k, "Bearer sk"));
    serve_keys_free(k);
}

static void bad_files_are_refused(void **state)
{
    struct error err = {0};
    assert_null(load("# none\n\n", 0600, &err));
    assert_non_null(strstr(err.msg, "no key"));
    assert_null(load("a key\n", 0600, &err));
    assert_null(load("sk\xc3\xa9\n", 0600, &err));
    char many[400];
    memset(many, 'k', sizeof(many) - 1);
    many[sizeof(many) - 1] = '\0';
    assert_null(load(many, 0600, &err));
    assert_null(serve_keys_load("/nonexistent/keys", &err));
    assert_non_null(strstr(err.msg, "/nonexistent/keys"));
    assert_null(serve_keys_load("/tmp", &err));
    assert_null(serve_keys_load("/dev/null", &err));
    char *path = write_file("a\0b", 3, 0600);
    assert_null(serve_keys_load(path, &err));
    assert_non_null(strstr(err.msg, "NUL"));
    scratch_remove(path);
}

static void other_addresses_than_loopback_need_a_key(void **state)
{
    struct error err = {0};
    char *shown = NULL;
    assert_int_equal(serve_listen("0.0.0.0", 0, false, &shown, &err), -1);
    assert_non_null(strstr(err.msg, "--api-key-file"));
    assert_null(shown);
    assert_int_equal(serve_listen("no such host", 0, true, &shown, &err), -1);
    int fd = serve_listen("127.0.0.1", 0, false, &shown, &err);
    assert_true(fd >= 0);
    assert_memory_equal(shown, "http://127.0.0.1:", 17);
    int port = (int)strtol(shown + 17, NULL, 10);
    assert_true(port > 0);
    free(shown);
    /* The same again, while the first listens. */
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(serve_listen("127.0.0.1", port, false, &shown, &err), -1);
    assert_non_null(strstr(err.msg, "127.0.0.1"));
    close(fd);
    fd = serve_listen("0.0.0.0", 0, true, &shown, &err);
    assert_true(fd >= 0);
    free(shown);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_the_keys_opens),
        cmocka_unit_test(a_file_that_others_read_is_refused),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(other_addresses_than_loopback_need_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
