#include "app/tool_launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/sandbox.h"
#include "app/toolset.h"
#include "core/base/error.h"

/* Other threads exist while this one forks, so between fork and exec there are system calls
 * only. */

enum {
    MAX_MORE_TASKS = 64, /* processes and threads that a tool may add */
    MAX_FILES = 256,
    FD_ERRORS = 3, /* in the child: tells why exec failed; closes at exec */
};
static const rlim_t MAX_MEMORY = (rlim_t)2 << 30;
static const rlim_t MAX_FILE = (rlim_t)64 << 20;

struct launch {
    char *const *argv;
    char *const *envp;
    const char *cwd;
    int out, err, errors; /* the child's ends, all above SANDBOX_FD_FILTER */
    bool wrapped;         /* argv is bubblewrap's, which makes the sandbox itself */
    int landlock;         /* ruleset or -1 */
    int filter;           /* for bubblewrap, or -1 */
    bool network;
    pid_t parent;
    rlim_t cpu_s, n_tasks;
};

/* ---- in the child ---- */

static bool limit(int what, rlim_t value)
{
    struct rlimit r;
    if (getrlimit((__rlimit_resource_t)what, &r) != 0)
        return false;
    if (r.rlim_max != RLIM_INFINITY && r.rlim_max < value)
        value = r.rlim_max;
    r.rlim_cur = r.rlim_max = value;
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static bool set_limits(const struct launch *l)
{
    return limit(RLIMIT_CPU, l->cpu_s) && limit(RLIMIT_AS, MAX_MEMORY) &&
           limit(RLIMIT_FSIZE, MAX_FILE) && limit(RLIMIT_NOFILE, MAX_FILES) &&
           limit(RLIMIT_NPROC, l->n_tasks) && limit(RLIMIT_CORE, 0);
}

static bool set_files(const struct launch *l)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(l->out, 1) < 0 || dup2(l->err, 2) < 0)
        return false;
    if (!l->wrapped && !sandbox_enter(l->landlock, l->network))
        return false;
    /* The weights, the terminal, the conversation: all else is closed. */
    bool filter = l->filter >= 0;
    return dup3(l->errors, FD_ERRORS, O_CLOEXEC) >= 0 &&
           (!filter || dup2(l->filter, SANDBOX_FD_FILTER) >= 0) &&
           syscall(SYS_close_range, filter ? SANDBOX_FD_FILTER + 1U : FD_ERRORS + 1U, ~0U,
                   0U) == 0;
}

/* When memory runs out, the tool goes and not the model. Where it cannot be said (no /proc)
 * the kernel chooses, as it does for everybody. */
static void offer_to_oom_killer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t n = write(fd, "1000", 4);
    (void)n;
    close(fd);
}

static void default_signals(void)
{
    struct sigaction sa = {.sa_handler = SIG_DFL};
    for (int s = 1; s < NSIG; s++)
        sigaction(s, &sa, NULL); /* fails for KILL and STOP */
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void run_child(const struct launch *l)
{
    default_signals();
    /* A session: no terminal, and a group that can be killed as one. */
    if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        goto fail;
    if (getppid() != l->parent)
        _exit(127);
    offer_to_oom_killer();
    if (chdir(l->cwd) == 0 && set_limits(l) && set_files(l)) {
        execve(l->argv[0], l->argv, l->envp);
        int why = errno;
        if (write(FD_ERRORS, &why, sizeof(why)) < 0)
            _exit(126);
        _exit(127);
    }
fail:;
    int why = errno;
    if (write(l->errors, &why, sizeof(why)) < 0)
        _exit(126);
    _exit(127);
}

/* ---- starting ---- */

/* Threads of all processes of this user: the limit counts them all, so a fixed one would
 * be above what is possible or below what is there already. */
static rlim_t count_tasks(void)
{
    rlim_t n = 0;
    uid_t uid = getuid();
    DIR *proc = opendir("/proc");
    if (!proc)
        return 4096;
    struct dirent *e;
    while ((e = readdir(proc))) { /* NOLINT(concurrency-mt-unsafe): own stream */
        char path[64];
        struct stat st;
        if (e->d_name[0] < '1' || e->d_name[0] > '9' || strlen(e->d_name) > 20)
            continue;
        snprintf(path, sizeof(path), "/proc/%.20s/task", e->d_name);
        if (stat(path, &st) == 0 && st.st_uid == uid && st.st_nlink > 2)
            n += st.st_nlink - 2; /* one folder per thread */
    }
    closedir(proc);
    return n;
}

/* Both ends above the standard files, so that dup2 in the child cannot overwrite one. */
static bool make_pipe(int p[2], struct error *err)
{
    int low[2];
    p[0] = p[1] = -1;
    if (pipe2(low, O_CLOEXEC) != 0)
        return err_set(err, errno, "make a pipe");
    for (int i = 0; i < 2; i++)
        p[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
    int why = errno;
    close(low[0]);
    close(low[1]);
    return (p[0] >= 0 && p[1] >= 0) || err_set(err, why, "make a pipe");
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* fork with all signals blocked, so that none of our handlers runs in the child. */
static pid_t fork_child(const struct launch *l)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pid_t pid = fork();
    if (pid == 0)
        run_child(l);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return pid;
}

static bool start(struct launch *l, struct tool_child *c, struct error *err)
{
    int out[2] = {-1, -1}, errs[2] = {-1, -1}, why_pipe[2] = {-1, -1};
    bool ok = false;
    *c = (struct tool_child){.pid = -1, .pid_fd = -1, .out = -1, .err = -1};
    if (!make_pipe(out, err) || !make_pipe(errs, err) || !make_pipe(why_pipe, err))
        goto done;
    l->out = out[1];
    l->err = errs[1];
    l->errors = why_pipe[1];
    l->parent = getpid();
    l->n_tasks = count_tasks() + MAX_MORE_TASKS;
    c->pid = fork_child(l);
    if (c->pid < 0) {
        err_set(err, errno, "start %s", l->argv[0]);
        goto done;
    }
    close_fd(&why_pipe[1]);
    int why = 0;
    ssize_t n;
    while ((n = read(why_pipe[0], &why, sizeof(why))) < 0 && errno == EINTR)
        ;
    c->pid_fd = (int)syscall(SYS_pidfd_open, c->pid, 0);
    if (n == (ssize_t)sizeof(why) || c->pid_fd < 0) {
        err_set(err, n > 0 ? why : errno, "start %s", l->argv[0]);
        kill(c->pid, SIGKILL);
        while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        goto done;
    }
    c->out = out[0];
    c->err = errs[0];
    out[0] = errs[0] = -1;
    ok = true;
done:
    for (int i = 0; i < 2; i++) {
        close_fd(&out[i]);
        close_fd(&errs[i]);
        close_fd(&why_pipe[i]);
    }
    if (!ok)
        close_fd(&c->pid_fd);
    return ok;
}

bool tool_child_start(const struct tool_plan *p, struct tool_child *c, struct error *err)
{
    const struct tool *tool = p->tool;
    enum sandbox_kind kind = sandbox_kind();
    char **wrapped = NULL;
    struct launch l = {.argv = p->argv,
                       .envp = p->envp,
                       .cwd = tool->cwd,
                       .landlock = -1,
                       .filter = -1,
                       .network = tool->sandbox.network,
                       .cpu_s = (rlim_t)tool->timeout_s + 5};
    bool ok = true;
    if (kind == SANDBOX_BUBBLEWRAP) {
        l.filter = sandbox_filter_file(l.network, err);
        wrapped =
            sandbox_bwrap_argv(&tool->sandbox, tool->cwd, p->argv, SANDBOX_FD_FILTER);
        l.argv = wrapped;
        l.wrapped = true;
        ok = l.filter >= 0;
    } else if (kind == SANDBOX_LANDLOCK) {
        l.landlock = sandbox_landlock_create(&tool->sandbox, p->argv[0], err);
        ok = l.landlock >= 0;
    }
    ok = ok && start(&l, c, err);
    close_fd(&l.landlock);
    close_fd(&l.filter);
    for (char **s = wrapped; s && *s; s++)
        free(*s);
    free(wrapped);
    return ok;
}
