#include "app/tools.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/calculate.h"
#include "app/tool_kin.h"
#include "app/tool_launch.h"
#include "app/tool_text.h"
#include "app/toolset.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* Runs a plan on a thread of its own: one child in a session of its own, watched until it
 * ends, is cancelled, its time is over, or it takes too much; then whatever it started is
 * ended too, also what left its group and session. */

enum {
    GRACE_MS = 2000, /* from SIGTERM to SIGKILL */
    DRAIN_MS = 200,  /* for output that is still in the pipes after the end */
    LOOK_MS = 250,   /* between looks at the processes and the disks */
    MAX_KIN = 128,   /* processes: for root, whom RLIMIT_NPROC does not hold */
};
/* What a program that may write leaves of a file system: this, or half of what was free. */
static const uint64_t KEEP_BYTES = (uint64_t)1 << 30;
static const uint64_t KEEP_FILES = 10000;

struct tool_job {
    const struct tool_plan *plan;
    pthread_t thread;
    int done_fd, cancel_fd; /* eventfds */
    struct tool_result result;
    char *stopped; /* owned: why it was ended, in words for the model, or NULL */
};

/* What must stay free where a folder of the profile lies. */
struct disk_floor {
    const char *folder; /* borrowed */
    uint64_t bytes, files;
};

struct watch {
    struct tool_job *job;
    struct tool_child child;
    struct tool_kin kin;
    struct head_tail out, err;
    struct disk_floor *floors; /* owned */
    int n_floors;
    int64_t deadline_ns, look_ns;
    bool asked, killed, ended;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
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

static int64_t ns_from_now(int64_t ms)
{
    return clock_now_ns() + ms * 1000000;
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void find_floors(struct watch *w)
{
    char *const *folders = w->job->plan->tool->sandbox.fs_write;
    int n = 0;
    while (folders && folders[n])
        n++;
    w->floors = xcalloc((size_t)n + 1, sizeof(*w->floors));
    for (int i = 0; i < n; i++) {
        struct statvfs fs;
        if (statvfs(folders[i], &fs) != 0)
            continue; /* gone: nothing can be written there */
        w->floors[w->n_floors++] = (struct disk_floor){
            .folder = folders[i],
            .bytes = lesser(KEEP_BYTES, (uint64_t)fs.f_bavail * fs.f_frsize / 2),
            /* Some file systems do not count. */
            .files = fs.f_files ? lesser(KEEP_FILES, (uint64_t)fs.f_favail / 2) : 0,
        };
    }
}

/* The first file system that is too full, or NULL. */
static const char *full_disk(const struct watch *w)
{
    for (int i = 0; i < w->n_floors; i++) {
        const struct disk_floor *f = &w->floors[i];
        struct statvfs fs;
        if (statvfs(f->folder, &fs) == 0 &&
            ((uint64_t)fs.f_bavail * fs.f_frsize < f->bytes ||
             (fs.f_files && (uint64_t)fs.f_favail < f->files)))
            return f->folder;
    }
    return NULL;
}

static void end_now(struct watch *w)
{
    kill(-w->child.pid, SIGKILL);
    w->asked = w->killed = true;
}

/* The first time in words, then by force. `why` is taken. */
static void ask_to_end(struct watch *w, char *why)
{
    if (w->asked) {
        free(why);
        end_now(w);
        return;
    }
    free(w->job->stopped);
    w->job->stopped = why;
    w->asked = true;
    kill(-w->child.pid, SIGTERM);
    w->deadline_ns = ns_from_now(GRACE_MS);
}

/* What it takes of the machine. Nobody is asked nicely who takes more every moment. */
static void look(struct watch *w)
{
    w->look_ns = ns_from_now(LOOK_MS);
    const char *disk = full_disk(w);
    bool many = tool_kin_count(&w->kin, w->child.pid) > MAX_KIN;
    if (!disk && !many)
        return;
    w->job->result.exceeded = true;
    free(w->job->stopped);
    w->job->stopped =
        many ? xasprintf("[stopped: it had more than %d processes]", (int)MAX_KIN)
             : xasprintf("[stopped: the disk of %s is almost full]", disk);
    end_now(w);
    tool_kin_kill(&w->kin, w->child.pid);
}

static void on_end(struct watch *w)
{
    w->ended = true;
    kill(-w->child.pid, SIGKILL); /* what it left behind in its group */
    tool_kin_kill(&w->kin, w->child.pid);
    w->deadline_ns = ns_from_now(DRAIN_MS);
}

/* Waits for something to happen, and does what it asks for. False: nothing will. */
static bool watch_once(struct watch *w)
{
    struct tool_result *r = &w->job->result;
    struct pollfd fds[] = {{w->child.out, POLLIN, 0},
                           {w->child.err, POLLIN, 0},
                           {w->ended ? -1 : w->child.pid_fd, POLLIN, 0},
                           {w->asked ? -1 : w->job->cancel_fd, POLLIN, 0}};
    bool looking = !w->ended && (w->killed || w->look_ns < w->deadline_ns);
    int64_t next = looking ? w->look_ns : w->deadline_ns;
    int n = poll(fds, 4, ms_until(next));
    if (n < 0 && errno != EINTR)
        return false;
    if (n > 0 && fds[0].revents)
        read_some(&w->child.out, &w->out);
    if (n > 0 && fds[1].revents)
        read_some(&w->child.err, &w->err);
    if (n > 0 && fds[2].revents)
        on_end(w);
    if (w->ended)
        return ms_until(w->deadline_ns) > 0;
    if (!w->killed && ms_until(w->look_ns) == 0)
        look(w);
    else if (w->killed)
        w->look_ns = ns_from_now(LOOK_MS);
    if (w->killed)
        return true;
    if (n > 0 && fds[3].revents) {
        r->cancelled = true;
        ask_to_end(w, xstrdup("[cancelled by the user]"));
    } else if (ms_until(w->deadline_ns) == 0) {
        r->timed_out = !r->cancelled;
        ask_to_end(w, xasprintf("[stopped: it took longer than %d s]",
                                w->job->plan->tool->timeout_s));
    }
    return true;
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

/* How it ended, when there is something to say about that; owned, or NULL. */
static char *ending(struct tool_job *job, bool nothing_written)
{
    int status = job->result.exit_status;
    if (job->stopped)
        return xstrdup(job->stopped);
    if (status > 128)
        return xasprintf("[ended by signal %d]", status - 128);
    if (status != 0)
        return xasprintf("[exit status %d]", status);
    return nothing_written ? xstrdup("[no output]") : NULL;
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
    char *note = ending(job, b.len == 0);
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

static void run_program(struct tool_job *job)
{
    struct watch w = {.job = job,
                      .child = {.pid = -1, .pid_fd = -1, .out = -1, .err = -1}};
    const struct tool *tool = job->plan->tool;
    struct error err = {0};
    if (!tool_plan_still_holds(job->plan, &err)) {
        failed(job, &err);
        return;
    }
    tool_kin_begin(&w.kin);
    if (!tool_child_start(job->plan, &w.child, &err)) {
        tool_kin_end(&w.kin);
        failed(job, &err);
        return;
    }
    head_tail_init(&w.out, tool->output_max_bytes);
    head_tail_init(&w.err, tool->output_max_bytes / 4);
    find_floors(&w);
    w.deadline_ns = ns_from_now((int64_t)tool->timeout_s * 1000);
    w.look_ns = ns_from_now(LOOK_MS);
    while (!w.ended || w.child.out >= 0 || w.child.err >= 0)
        if (!watch_once(&w))
            break;
    if (!w.ended)
        end_now(&w);
    job->result.exit_status = reap(w.child.pid);
    tool_kin_kill(&w.kin, 0);
    tool_kin_end(&w.kin);
    close_fd(&w.child.out);
    close_fd(&w.child.err);
    close_fd(&w.child.pid_fd);
    compose(job, &w.out, &w.err);
    head_tail_finish(&w.out);
    head_tail_finish(&w.err);
    free(w.floors);
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
    free(j->stopped);
    free(j);
}

void tool_result_finish(struct tool_result *r)
{
    free(r->output);
    *r = (struct tool_result){.exit_status = -1};
}
