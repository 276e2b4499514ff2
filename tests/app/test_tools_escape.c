/* Tools that try to do what they must not, on one rung of the sandbox:
 * test_tools_escape bubblewrap|landlock|none; 77 where that rung does not exist.
 *
 * Started by root it becomes nobody, after it has made what only root can: so the limits are
 * those of a user. */
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/sandbox.h"
#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "tests/scratch.h"

enum {
    NOBODY = 65534,
    DISK_BYTES = 32 << 20,
};

static const char *rung;
static char *base, *work, *outside, *disk, *probe, *secret, *socket_path;
static bool small_disk; /* `disk` is a file system of DISK_BYTES */
static const char abstract_name[] = "flashmoe-test-abstract";

static bool confined(void)
{
    return strcmp(rung, "none") != 0;
}

/* Runs the probe with arguments that are a YAML list's inside; `more` joins `run`. */
static struct tool_result attempt(const char *argv, const char *more, const char *sandbox)
{
    struct error err = {0};
    char *yaml = path_join(base, "tools.yaml");
    char *text =
        xasprintf("schema: 1\ntools:\n  - type: function\n    function: {name: t, "
                  "description: d, parameters: {type: object, properties: {}}}\n"
                  "    run: {argv: [\"%s\", %s]%s}\n    sandbox: {fs_read: [work]%s}\n",
                  probe, argv, more, sandbox);
    if (!file_write_atomic(yaml, text, strlen(text), 0600, &err))
        fail_msg("%s", err.msg);
    struct toolset *t = toolset_load(yaml, &err);
    if (!t)
        fail_msg("%s", err.msg);
    char name[] = "t", args[] = "{}";
    struct tool_plan *p =
        tool_plan_create(t, &(struct tool_call){.name = name, .arguments = args}, &err);
    if (!p)
        fail_msg("%s", err.msg);
    struct tool_job *job = tool_job_start(p, &err);
    assert_non_null(job);
    struct tool_result r;
    tool_job_finish(job, &r);
    tool_plan_free(p);
    toolset_free(t);
    free(text);
    free(yaml);
    return r;
}

static void refused(const struct tool_result *r, const char *what)
{
    char *line = xasprintf("refused: %s\n", what), *all = xasprintf("%s\n", r->output);
    if (!strstr(all, line))
        fail_msg("%s: '%s' was not refused:\n%s", rung, what, r->output);
    free(line);
    free(all);
}

static void done(const struct tool_result *r, const char *what)
{
    char *line = xasprintf("done: %s\n", what), *all = xasprintf("%s\n", r->output);
    if (!strstr(all, line))
        fail_msg("%s: '%s' was not done:\n%s", rung, what, r->output);
    free(line);
    free(all);
}

/* Processes that run the probe of this run with this argument. */
static int n_running(const char *argument)
{
    int n = 0;
    DIR *proc = opendir("/proc");
    assert_non_null(proc);
    struct dirent *e;
    while ((e = readdir(proc))) {
        char path[64], words[4096];
        snprintf(path, sizeof(path), "/proc/%.20s/cmdline", e->d_name);
        int fd = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? open(path, O_RDONLY) : -1;
        ssize_t got = fd >= 0 ? read(fd, words, sizeof(words)) : -1;
        if (got > 0 && memmem(words, (size_t)got, argument, strlen(argument)) &&
            memmem(words, (size_t)got, probe, strlen(probe)))
            n++;
        if (fd >= 0)
            close(fd);
    }
    closedir(proc);
    return n;
}

static void none_left(const char *argument)
{
    int n = n_running(argument);
    if (n != 0)
        fail_msg("%s: %d processes are left of '%s'", rung, n, argument);
}

/* ---- files ---- */

static void nothing_outside_is_written(void **state)
{
    if (!confined())
        return;
    char *target = path_join(outside, "new"), *kept = path_join(work, "kept");
    char *argv = xasprintf("write, \"%s\", \"%s\", /usr/x, /etc/x, /x, /dev/x, /run/x, "
                           "\"%s\"",
                           target, secret, kept);
    struct tool_result r = attempt(argv, "", "");
    refused(&r, target);
    refused(&r, secret);
    refused(&r, kept);
    for (const char *const *p =
             (const char *const[]){"/usr/x", "/etc/x", "/x", "/dev/x", NULL};
         *p; p++)
        refused(&r, *p);
    assert_false(file_exists(target));
    tool_result_finish(&r);
    /* Where it may write it can, and nowhere else. */
    r = attempt(argv, "", ", fs_write: [work]");
    done(&r, kept);
    refused(&r, target);
    refused(&r, secret);
    assert_false(file_exists(target));
    assert_true(file_exists(kept));
    assert_int_equal(unlink(kept), 0);
    tool_result_finish(&r);
    free(argv);
    free(target);
    free(kept);
}

static void no_secret_outside_is_read(void **state)
{
    if (!confined())
        return;
    char *link = path_join(work, "link");
    assert_int_equal(symlink(secret, link), 0);
    char *argv = xasprintf("read, \"%s\", \"%s\", \"%s/../outside/id_rsa\", "
                           "\"/proc/self/root%s\", \"/proc/self/cwd/../outside/id_rsa\"",
                           secret, link, work, secret);
    struct tool_result r = attempt(argv, "", "");
    assert_null(strstr(r.output, "hunter2"));
    assert_null(strstr(r.output, "done"));
    refused(&r, link);
    tool_result_finish(&r);
    /* Not by having a network or by writing elsewhere either. */
    r = attempt(argv, "", ", fs_write: [work], network: true");
    assert_null(strstr(r.output, "hunter2"));
    tool_result_finish(&r);
    unlink(link);
    free(link);
    free(argv);
}

static void the_chat_itself_is_not_looked_into(void **state)
{
    int weights = open(secret, O_RDONLY);
    assert_true(weights >= 0);
    char *argv = xasprintf("spy, \"%d\", \"%d\"", getpid(), weights);
    struct tool_result r = attempt(argv, "", ", network: true");
    if (confined()) {
        assert_null(strstr(r.output, "hunter2"));
        for (const char *const *p =
                 (const char *const[]){"environ", "mem", "maps", "auxv", "descriptor",
                                       "root", NULL};
             *p; p++)
            refused(&r, *p);
    }
    if (strcmp(rung, "bubblewrap") == 0)
        refused(&r, "signal"); /* it does not even see us */
    refused(&r, "pidfd_getfd");
    refused(&r, "process_vm_readv");
    refused(&r, "ptrace");
    close(weights);
    tool_result_finish(&r);
    free(argv);
}

/* ---- the rest of the machine ---- */

static void no_socket_leads_out(void **state)
{
    int s = socket(AF_UNIX, SOCK_STREAM, 0), a = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un file = {.sun_family = AF_UNIX}, name = {.sun_family = AF_UNIX};
    strcpy(file.sun_path, socket_path);
    strcpy(name.sun_path + 1, abstract_name);
    socklen_t len =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(abstract_name));
    unlink(socket_path);
    assert_int_equal(bind(s, (struct sockaddr *)&file, sizeof(file)), 0);
    assert_int_equal(bind(a, (struct sockaddr *)&name, len), 0);
    assert_int_equal(listen(s, 4) | listen(a, 4), 0);
    char *argv = xasprintf("sockets, \"%s\", %s", socket_path, abstract_name);
    struct tool_result r = attempt(argv, "", ", fs_write: [work]");
    assert_null(strstr(r.output, "done"));
    tool_result_finish(&r);
    /* With the network come the sockets of the internet and no others. */
    r = attempt(argv, "", ", fs_write: [work], network: true");
    done(&r, "inet");
    refused(&r, "unix file");
    refused(&r, "unix abstract");
    refused(&r, "packet");
    refused(&r, "io_uring");
    tool_result_finish(&r);
    close(s);
    close(a);
    free(argv);
}

static void it_has_no_powers(void **state)
{
    struct tool_result r = attempt("powers", "", ", fs_write: [work], network: true");
    assert_null(strstr(r.output, "done"));
    refused(&r, "mount");
    refused(&r, "clone");
    tool_result_finish(&r);
}

static void it_cannot_type_into_a_terminal(void **state)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    char name[128];
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    assert_int_equal(ptsname_r(master, name, sizeof(name)), 0);
    char *argv = xasprintf("type, \"%s\"", name);
    struct tool_result r = attempt(argv, "", "");
    refused(&r, "the call itself");
    refused(&r, "given terminal");
    assert_null(strstr(r.output, "done: type"));
    tool_result_finish(&r);
    free(argv);
    close(master);
}

/* ---- time and amount ---- */

static void a_fork_bomb_goes_off_in_a_box(void **state)
{
    struct tool_result r = attempt("bomb, mark-bomb", ", timeout_s: 20", "");
    const char *at = strstr(r.output, "forked ");
    if (!at)
        fail_msg("%s: %s", rung, r.output);
    assert_true(atoi(at + 7) < 500);
    none_left("mark-bomb");
    tool_result_finish(&r);
    r = attempt("endless-bomb, mark-endless", ", timeout_s: 1", "");
    assert_true(r.timed_out || r.exceeded);
    assert_true(r.seconds < 20);
    none_left("mark-endless");
    tool_result_finish(&r);
}

static void who_leaves_its_session_is_ended_too(void **state)
{
    struct tool_result r = attempt("daemon, free, mark-daemon", "", "");
    assert_int_equal(r.exit_status, 0);
    none_left("mark-daemon");
    tool_result_finish(&r);
    /* Also when it holds the output open, */
    r = attempt("daemon, hold, mark-holder", "", "");
    assert_true(r.seconds < 10);
    none_left("mark-holder");
    tool_result_finish(&r);
    /* and when the time is over. */
    r = attempt("daemon-and-stay, mark-stay", ", timeout_s: 1", "");
    assert_true(r.timed_out && r.seconds < 15);
    none_left("mark-stay");
    tool_result_finish(&r);
    int reaper = -1;
    prctl(PR_GET_CHILD_SUBREAPER, &reaper);
    assert_int_equal(reaper, 0); /* orphans of others are nobody's concern again */
}

static void a_stranger_is_left_alone(void **state)
{
    pid_t other = fork(); /* as the user's editor might be there */
    if (other == 0)
        for (;;)
            pause();
    struct tool_result r = attempt("daemon, free, mark-other", "", "");
    assert_int_equal(kill(other, 0), 0);
    assert_int_equal(waitpid(other, NULL, WNOHANG), 0);
    kill(other, SIGKILL);
    assert_int_equal(waitpid(other, NULL, 0), other);
    tool_result_finish(&r);
}

static void one_file_has_a_largest_size(void **state)
{
    struct tool_result r =
        attempt("fill, ., \"1\", \"200000000\"", "", ", fs_write: [work]");
    if (!strstr(r.output, "first file 67108864\n"))
        fail_msg("%s: %s", rung, r.output);
    tool_result_finish(&r);
}

static void a_disk_is_not_filled(void **state)
{
    if (!small_disk)
        skip();
    char *argv = xasprintf("fill, \"%s\", \"100000\", \"100000\"", disk);
    char *sandbox = xasprintf(", fs_write: [\"%s\"]", disk);
    struct tool_result r = attempt(argv, ", timeout_s: 30", sandbox);
    if (!r.exceeded || !strstr(r.output, "almost full]"))
        fail_msg("%s: %s", rung, r.output);
    assert_false(r.timed_out);
    tool_result_finish(&r);
    free(argv);
    free(sandbox);
}

/* What a sandbox makes for itself is memory. */
static void memory_is_not_filled_by_files(void **state)
{
    if (strcmp(rung, "bubblewrap") != 0)
        return;
    struct tool_result r = attempt("fill, /tmp, \"30\", \"60000000\"", "", "");
    assert_non_null(strstr(r.output, "first file 6"));
    tool_result_finish(&r);
    r = attempt("write, /x, /dev/x, /etc/x, /home/x", "", "");
    assert_null(strstr(r.output, "done"));
    tool_result_finish(&r);
}

/* ---- being asked ---- */

static void without_a_sandbox_everything_asks(void **state)
{
    struct error err = {0};
    char *yaml = path_join(base, "allow.yaml");
    char *text =
        xasprintf("schema: 1\ntools:\n  - type: function\n    function: {name: t, "
                  "description: d, parameters: {type: object, properties: {}}}\n"
                  "    run: {argv: [\"%s\"]}\n    policy: allow\n",
                  probe);
    assert_true(file_write_atomic(yaml, text, strlen(text), 0600, &err));
    struct toolset *t = toolset_load(yaml, &err);
    assert_non_null(t);
    char name[] = "t", args[] = "{}";
    struct tool_plan *p =
        tool_plan_create(t, &(struct tool_call){.name = name, .arguments = args}, &err);
    assert_non_null(p);
    assert_int_equal(tool_plan_policy(p), confined() ? TOOL_ALLOW : TOOL_ASK);
    assert_true(tool_plan_may_allow(p) == confined());
    bool told = false;
    for (const char *const *row = tool_plan_rows(p); *row; row += 2)
        told = told || (strcmp(row[0], "sandbox") == 0 && strstr(row[1], rung));
    assert_true(told);
    tool_plan_free(p);
    toolset_free(t);
    free(text);
    free(yaml);
}

/* The file that was asked about may be another one when it comes to the run. */
static void a_path_that_moved_is_not_used(void **state)
{
    struct error err = {0};
    char *yaml = path_join(base, "path.yaml"), *file = path_join(work, "notes");
    char *text = xasprintf(
        "schema: 1\ntools:\n  - type: function\n    function: {name: t, description: d, "
        "parameters: {type: object, properties: {p: {type: string, format: path}}}}\n"
        "    run: {argv: [\"%s\", read, \"{p}\"]}\n    sandbox: {fs_read: [work]}\n",
        probe);
    assert_true(file_write_atomic(yaml, text, strlen(text), 0600, &err) &&
                file_write_atomic(file, "notes", 5, 0600, &err));
    struct toolset *t = toolset_load(yaml, &err);
    assert_non_null(t);
    char name[] = "t", args[] = "{\"p\":\"notes\"}";
    struct tool_plan *p =
        tool_plan_create(t, &(struct tool_call){.name = name, .arguments = args}, &err);
    assert_non_null(p);
    assert_true(unlink(file) == 0 && symlink(secret, file) == 0);
    struct tool_job *job = tool_job_start(p, &err);
    struct tool_result r;
    tool_job_finish(job, &r);
    assert_null(strstr(r.output, "hunter2"));
    assert_non_null(strstr(r.output, "is not the file any more"));
    assert_int_equal(r.exit_status, -1);
    tool_result_finish(&r);
    tool_plan_free(p);
    toolset_free(t);
    unlink(file);
    free(file);
    free(text);
    free(yaml);
}

/* ---- the stage ---- */

static bool copy_program(const char *from, const char *to)
{
    char *cmd = xasprintf("cp '%s' '%s' && chmod 755 '%s'", from, to, to);
    int rc = system(cmd);
    free(cmd);
    return rc == 0;
}

/* Can nobody come to this folder too, and is its name short enough for a socket in it? */
static bool fits(const char *folder)
{
    struct sockaddr_un a;
    bool ok = strlen(folder) + sizeof("/work/socket") <= sizeof(a.sun_path);
    char *up = xstrdup(folder);
    for (char *at; geteuid() == 0 && (at = strrchr(up, '/')) != NULL && at > up;) {
        struct stat st;
        *at = '\0'; /* the folder itself becomes nobody's */
        ok = ok && stat(up, &st) == 0 && (st.st_mode & S_IXOTH) != 0;
    }
    free(up);
    return ok;
}

static void make_stage(void)
{
    struct error err = {0};
    base = scratch_folder("escape");
    if (!fits(base)) { /* as below root's home */
        scratch_remove(base);
        unsetenv("TMPDIR");
        base = scratch_folder("escape");
    }
    work = path_join(base, "work");
    outside = path_join(base, "outside");
    disk = path_join(base, "disk");
    probe = path_join(base, "probe");
    secret = path_join(outside, "id_rsa");
    socket_path = path_join(work, "socket");
    if (mkdir(work, 0700) != 0 || mkdir(outside, 0700) != 0 || mkdir(disk, 0700) != 0 ||
        !file_write_atomic(secret, "hunter2", 7, 0600, &err) ||
        !copy_program(getenv("FLASHMOE_TEST_ESCAPE_PROBE"), probe))
        exit(99);
}

static void clear_stage(void)
{
    if (small_disk)
        umount2(disk, MNT_DETACH);
    if (chdir("/") == 0)
        scratch_remove(base);
    char *all[] = {work, outside, disk, probe, secret, socket_path};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free(all[i]);
}

/* Root makes the small disk and leaves the tests to nobody; true in the process that is to
 * run them. */
static bool step_down(int *code)
{
    char size[32];
    snprintf(size, sizeof(size), "size=%d,mode=777", DISK_BYTES);
    small_disk = mount("flashmoe-test", disk, "tmpfs", 0, size) == 0;
    char *cmd = xasprintf("chown -R %d:%d '%s'", NOBODY, NOBODY, base);
    int rc = system(cmd);
    free(cmd);
    pid_t pid = rc == 0 ? fork() : -1;
    if (pid == 0) {
        if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
            setresuid(NOBODY, NOBODY, NOBODY) != 0 ||
            prctl(PR_SET_DUMPABLE, 1) != 0) /* as a process that was never root */
            exit(99);
        return true;
    }
    int status = 0;
    *code = 99;
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status))
        *code = WEXITSTATUS(status);
    return false;
}

static int play(void)
{
    if (setenv("FLASHMOE_TEST_SECRET", "hunter2", 1) != 0 || chdir(work) != 0)
        return 99;
    if (strcmp(tool_sandbox_name(), rung) != 0)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_outside_is_written),
        cmocka_unit_test(no_secret_outside_is_read),
        cmocka_unit_test(the_chat_itself_is_not_looked_into),
        cmocka_unit_test(no_socket_leads_out),
        cmocka_unit_test(it_has_no_powers),
        cmocka_unit_test(it_cannot_type_into_a_terminal),
        cmocka_unit_test(a_fork_bomb_goes_off_in_a_box),
        cmocka_unit_test(who_leaves_its_session_is_ended_too),
        cmocka_unit_test(a_stranger_is_left_alone),
        cmocka_unit_test(one_file_has_a_largest_size),
        cmocka_unit_test(a_disk_is_not_filled),
        cmocka_unit_test(memory_is_not_filled_by_files),
        cmocka_unit_test(without_a_sandbox_everything_asks),
        cmocka_unit_test(a_path_that_moved_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"none", "landlock", "bubblewrap"};
    int code = 99;
    rung = argc > 1 ? argv[1] : "";
    for (int i = 0; i < 3; i++)
        if (strcmp(rung, names[i]) == 0) {
            sandbox_limit((enum sandbox_kind)i);
            code = 0;
        }
    if (code != 0)
        return code;
    make_stage();
    if (geteuid() != 0) {
        code = play();
    } else if (step_down(&code)) {
        exit(play());
    }
    clear_stage();
    return code;
}
