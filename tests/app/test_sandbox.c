#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/sandbox.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

/* Landlock is the second choice where bubblewrap works, so it is tried here directly. */

static char *base, *readable, *writable;

/* The exit status of `fn` in a child inside the sandbox. */
static int inside(bool network, int (*fn)(void))
{
    struct error err = {0};
    char *fs_read[] = {readable, NULL}, *fs_write[] = {writable, NULL};
    struct sandbox_profile p = {fs_read, fs_write, network};
    int ruleset = sandbox_landlock_create(&p, "/usr/bin/true", &err);
    if (ruleset < 0)
        fail_msg("%s", err.msg);
    pid_t pid = fork();
    if (pid == 0)
        _exit(sandbox_enter(ruleset, network) ? fn() : 99);
    close(ruleset);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool can_open(const char *dir, const char *name, int flags)
{
    char path[512];
    strcpy(path, dir);
    strcat(path, "/");
    strcat(path, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int look_around(void)
{
    return (can_open(readable, "file", O_RDONLY) ? 0 : 1) |
           (can_open(readable, "file", O_WRONLY) ? 2 : 0) |
           (can_open(readable, "new", O_WRONLY | O_CREAT) ? 4 : 0) |
           (can_open(writable, "new", O_WRONLY | O_CREAT) ? 0 : 8) |
           (can_open(base, "secret", O_RDONLY) ? 16 : 0) |
           (can_open("/usr/bin", "true", O_RDONLY) ? 0 : 32);
}

static int cut_file(void)
{
    char path[512];
    strcpy(path, readable);
    strcat(path, "/file");
    return truncate(path, 0) == 0;
}

static int open_sockets(void)
{
    return (socket(AF_INET, SOCK_DGRAM, 0) < 0 ? 0 : 1) |
           (socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 0 : 2);
}

static int trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static void landlock_opens_the_profile_and_nothing_else(void **state)
{
    assert_int_equal(inside(false, look_around), 0);
    assert_int_equal(inside(false, cut_file), 0);
}

static void without_network_there_are_no_sockets(void **state)
{
    assert_int_equal(inside(false, open_sockets), 0);
    /* With it: those of the internet, and none that leads to a service of the machine. */
    assert_int_equal(inside(true, open_sockets), 1);
}

static void tracing_is_refused(void **state)
{
    assert_int_equal(inside(true, trace), 0);
}

static void a_missing_folder_is_an_error(void **state)
{
    struct error err = {0};
    char gone[] = "/nonexistent/folder";
    char *fs_read[] = {gone, NULL};
    struct sandbox_profile p = {fs_read, NULL, false};
    assert_int_equal(sandbox_landlock_create(&p, "/usr/bin/true", &err), -1);
    assert_non_null(strstr(err.msg, "/nonexistent/folder"));
}

static void bubblewrap_gets_the_profile_as_arguments(void **state)
{
    char r[] = "/srv/data", w[] = "/srv/out", program[] = "/usr/bin/true";
    char *fs_read[] = {r, NULL}, *fs_write[] = {w, NULL}, *argv[] = {program, NULL};
    struct sandbox_profile p = {fs_read, fs_write, false};
    char **got = sandbox_bwrap_argv(&p, "/srv/out", argv, -1);
    bool unshared = false, net = false, ro = false, rw = false, powerless = false;
    for (int i = 0; got[i]; i++) {
        unshared = unshared || strcmp(got[i], "--unshare-all") == 0;
        net = net || strcmp(got[i], "--share-net") == 0;
        ro = ro || (strcmp(got[i], "--ro-bind") == 0 && strcmp(got[i + 1], r) == 0);
        powerless = powerless ||
                    (strcmp(got[i], "--cap-drop") == 0 && strcmp(got[i + 1], "ALL") == 0);
        rw = rw || (strcmp(got[i], "--bind") == 0 && strcmp(got[i + 1], w) == 0);
    }
    assert_true(unshared && ro && rw && !net && powerless);
    for (int i = 0; got[i]; i++)
        free(got[i]);
    free(got);
    assert_false(sandbox_profile_is_harmless(&p));
    char *text = sandbox_profile_text(&p);
    assert_string_equal(text, "writes /srv/out, no network");
    free(text);
}

static int set_up(void **state)
{
    struct error err = {0};
    base = scratch_folder("sandbox");
    readable = path_join(base, "r");
    writable = path_join(base, "w");
    char *file = path_join(readable, "file"), *secret = path_join(base, "secret");
    int rc = mkdir(readable, 0700) || mkdir(writable, 0700) ||
             !file_write_atomic(file, "text", 4, 0600, &err) ||
             !file_write_atomic(secret, "text", 4, 0600, &err);
    free(file);
    free(secret);
    return rc;
}

static int tear_down(void **state)
{
    scratch_remove(base);
    free(readable);
    free(writable);
    return 0;
}

int main(void)
{
    struct error err = {0};
    struct sandbox_profile bare = {0};
    int fd = sandbox_landlock_create(&bare, "/usr/bin/true", &err);
    if (fd < 0)
        return 77; /* this kernel has no Landlock */
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(landlock_opens_the_profile_and_nothing_else),
        cmocka_unit_test(without_network_there_are_no_sockets),
        cmocka_unit_test(tracing_is_refused),
        cmocka_unit_test(a_missing_folder_is_an_error),
        cmocka_unit_test(bubblewrap_gets_the_profile_as_arguments),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
