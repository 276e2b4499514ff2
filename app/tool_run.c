#include "app/tools.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/calculate.h"
#include "app/tool_text.h"
#include "app/toolset.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* Runs a plan on a thread of its own: one child in a session of its own, watched until it
 * ends, is cancelled, or its time is over. Other threads exist while it forks, so between
 * fork and exec there are system calls only. A program that leaves its session outlives
 * the kill of its group where there is no bubblewrap to end it. */

enum {
    GRACE_MS = 2000,     /* from SIGTERM to SIGKILL */
    DRAIN_MS = 200,      /* for output that descendants hold open after the end */
    MAX_MORE_TASKS = 64, /* processes and threads that a tool may add */
    MAX_FILES = 256,
    FD_ERRORS = 3, /* in the child: tells why exec failed; closes at exec */
};
static const rlim_t MAX_MEMORY = (rlim_t)2 << 30;
static const rlim_t MAX_FILE = (rlim_t)64 << 20;

struct tool_job {
    const struct tool_plan *plan;
    pthread_t thread;
    int done_fd, cancel_fd; /* eventfds */
    struct tool_result result;
};

struct launch {
    char *const *argv;
    char *const *envp;
    const char *cwd;
    int out, err, errors; /* the child's ends, all above 2 */
    int landlock;         /* ruleset or -1 */
    bool network;
    pid_t parent;
    rlim_t cpu_s, n_tasks;
};

struct child {
    pid_t pid;
    int pid_fd;
    int out, err;
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
    int ruleset = l->landlock;
    if (ruleset >= 0 && !sandbox_landlock_enter(ruleset, l->network))
        return false;
    /* The weights, the terminal, the conversation: all else is closed. */
    return dup3(l->errors, FD_ERRORS, O_CLOEXEC) >= 0 &&
           syscall(SYS_close_range, FD_ERRORS + 1U, ~0U, 0U) == 0;
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

static bool start_child(struct launch *l, struct child *c, struct error *err)
{
    int out[2] = {-1, -1}, errs[2] = {-1, -1}, why_pipe[2] = {-1, -1};
    bool ok = false;
    *c = (struct child){.pid = -1, .pid_fd = -1, .out = -1, .err = -1};
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

/* ---- watching ---- */

static void read_some(int *fd, struct head_tail *into)
{
    char chunk[65536];
    ssize_t n = read(*fd, chunk, sizeof(chunk));
    if (n > 0)
        head_tail_add(into, chunk, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        close_fd(fd);
}

static int ms_until(int64_t t_ns)
{
    int64_t left = t_ns - clock_now_ns();
    return left <= 0 ? 0 : (int)(left / 1000000) + 1;
}

/* Until the child has ended (not yet reaped) and its output is read. */
static void watch(struct tool_job *job, struct child *c, struct head_tail *out,
                  struct head_tail *err)
{
    struct tool_result *r = &job->result;
    int64_t deadline = clock_now_ns() + (int64_t)job->plan->tool->timeout_s * 1000000000;
    bool asked = false, killed = false, ended = false;
    while (!ended || c->out >= 0 || c->err >= 0) {
        struct pollfd fds[] = {{c->out, POLLIN, 0},
                               {c->err, POLLIN, 0},
                               {ended ? -1 : c->pid_fd, POLLIN, 0},
                               {asked ? -1 : job->cancel_fd, POLLIN, 0}};
        int n = poll(fds, 4, killed && !ended ? -1 : ms_until(deadline));
        if (n < 0 && errno != EINTR)
            return;
        if (n > 0 && fds[0].revents)
            read_some(&c->out, out);
        if (n > 0 && fds[1].revents)
            read_some(&c->err, err);
        if (n > 0 && fds[2].revents) {
            ended = true;
            kill(-c->pid, SIGKILL); /* what it left behind in its group */
            deadline = clock_now_ns() + (int64_t)DRAIN_MS * 1000000;
        }
        bool cancel = n > 0 && fds[3].revents;
        bool late = ms_until(deadline) == 0;
        if (ended && late)
            return;
        if (ended || killed || (!cancel && !late))
            continue;
        if (asked) {
            kill(-c->pid, SIGKILL);
            killed = true;
            continue;
        }
        r->cancelled = cancel;
        r->timed_out = !cancel;
        asked = true;
        kill(-c->pid, SIGTERM);
        deadline = clock_now_ns() + (int64_t)GRACE_MS * 1000000;
    }
}

static int reap(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- the result ---- */

static void trim(struct strbuf *b)
{
    while (b->len && strchr("\n\t ", b->data[b->len - 1]))
        b->data[--b->len] = '\0';
}

static void add_part(struct strbuf *b, const char *title, const char *text)
{
    if (b->len)
        strbuf_addc(b, '\n');
    strbuf_adds(b, title);
    strbuf_adds(b, text);
}

static void compose(struct tool_job *job, const struct head_tail *out,
                    const struct head_tail *err)
{
    struct tool_result *r = &job->result;
    struct strbuf b = {0}, e = {0};
    r->truncated = head_tail_text(out, &b);
    trim(&b);
    r->truncated |= head_tail_text(err, &e);
    trim(&e);
    if (e.len)
        add_part(&b, "[stderr]\n", e.data);
    char *note = NULL;
    if (r->cancelled)
        note = xstrdup("[cancelled by the user]");
    else if (r->timed_out)
        note =
            xasprintf("[stopped: it took longer than %d s]", job->plan->tool->timeout_s);
    else if (r->exit_status > 128)
        note = xasprintf("[ended by signal %d]", r->exit_status - 128);
    else if (r->exit_status != 0)
        note = xasprintf("[exit status %d]", r->exit_status);
    else if (b.len == 0)
        note = xstrdup("[no output]");
    if (note)
        add_part(&b, "", note);
    free(note);
    strbuf_finish(&e);
    r->output = strbuf_take(&b);
}

static void failed(struct tool_job *job, const struct error *err)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "error: ");
    tool_text_clean(&b, err->msg, strlen(err->msg));
    job->result.output = strbuf_take(&b);
}

static void run_calculate(struct tool_job *job)
{
    struct error err = {0};
    const json_t *expression = json_object_get(job->plan->args, "expression");
    char *text = calculate(json_string_value(expression), &err);
    job->result.exit_status = text ? 0 : 1;
    if (text)
        job->result.output = text;
    else
        failed(job, &err);
}

static void free_strings(char **list)
{
    for (char **s = list; s && *s; s++)
        free(*s);
    free(list);
}

static void run_program(struct tool_job *job)
{
    const struct tool_plan *p = job->plan;
    const struct tool *tool = p->tool;
    enum sandbox_kind kind = sandbox_kind();
    struct error err = {0};
    char **wrapped = kind == SANDBOX_BUBBLEWRAP
                         ? sandbox_bwrap_argv(&tool->sandbox, tool->cwd, p->argv)
                         : NULL;
    struct launch l = {.argv = wrapped ? wrapped : p->argv,
                       .envp = p->envp,
                       .cwd = tool->cwd,
                       .landlock = -1,
                       .network = tool->sandbox.network,
                       .cpu_s = (rlim_t)tool->timeout_s + 5};
    struct child c = {.pid = -1};
    bool ok = true;
    if (kind == SANDBOX_LANDLOCK) {
        l.landlock = sandbox_landlock_create(&tool->sandbox, p->argv[0], &err);
        ok = l.landlock >= 0;
    }
    ok = ok && start_child(&l, &c, &err);
    if (l.landlock >= 0)
        close(l.landlock);
    free_strings(wrapped);
    if (!ok) {
        failed(job, &err);
        return;
    }
    struct head_tail out, errs;
    head_tail_init(&out, tool->output_max_bytes);
    head_tail_init(&errs, tool->output_max_bytes / 4);
    watch(job, &c, &out, &errs);
    job->result.exit_status = reap(c.pid);
    close_fd(&c.out);
    close_fd(&c.err);
    close_fd(&c.pid_fd);
    compose(job, &out, &errs);
    head_tail_finish(&out);
    head_tail_finish(&errs);
}

static void *job_main(void *arg)
{
    struct tool_job *job = arg;
    int64_t start = clock_now_ns();
    if (job->plan->tool->builtin == BUILTIN_CALCULATE)
        run_calculate(job);
    else
        run_program(job);
    job->result.seconds = (double)(clock_now_ns() - start) / 1e9;
    eventfd_write(job->done_fd, 1);
    return NULL;
}

struct tool_job *tool_job_start(struct tool_plan *p, struct error *err)
{
    struct tool_job *job = xcalloc(1, sizeof(*job));
    job->plan = p;
    job->result.exit_status = -1;
    job->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    job->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (job->done_fd < 0 || job->cancel_fd < 0) {
        err_set(err, errno, "start the tool %s", p->tool->name);
        goto fail;
    }
    /* Signals are for the UI thread. */
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int why = pthread_create(&job->thread, NULL, job_main, job);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (why != 0) {
        err_set(err, why, "start a thread for the tool %s", p->tool->name);
        goto fail;
    }
    pthread_setname_np(job->thread, "tool");
    return job;

fail:
    close_fd(&job->done_fd);
    close_fd(&job->cancel_fd);
    free(job);
    return NULL;
}

int tool_job_fd(const struct tool_job *j)
{
    return j->done_fd;
}

void tool_job_cancel(struct tool_job *j)
{
    eventfd_write(j->cancel_fd, 1);
}

void tool_job_finish(struct tool_job *j, struct tool_result *out)
{
    pthread_join(j->thread, NULL);
    *out = j->result;
    close_fd(&j->done_fd);
    close_fd(&j->cancel_fd);
    free(j);
}

void tool_result_finish(struct tool_result *r)
{
    free(r->output);
    *r = (struct tool_result){.exit_status = -1};
}
