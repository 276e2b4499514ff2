#include "app/tool_kin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"

enum {
    PATIENCE_MS = 2000,
};

struct process {
    pid_t pid, parent;
    int no_new_privs, filters;
    bool ended; /* a zombie */
    bool ours;
};

/* "Name:<blanks>number" of a status file; `missing` where there is no such line. */
static long field(const char *status, const char *name, long missing)
{
    const char *at = strstr(status, name);
    return at ? strtol(at + strlen(name), NULL, 10) : missing;
}

static bool look_at(pid_t pid, struct process *out)
{
    char path[64], status[4096];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, status, sizeof(status) - 1);
    close(fd);
    if (n <= 0)
        return false;
    status[n] = '\0';
    const char *state = strstr(status, "\nState:\t");
    *out = (struct process){
        .pid = pid,
        .parent = (pid_t)field(status, "\nPPid:\t", 0),
        .no_new_privs = (int)field(status, "\nNoNewPrivs:\t", 0),
        .filters = (int)field(status, "\nSeccomp_filters:\t", 0),
        .ended = state && strchr("ZX", state[8]),
    };
    return true;
}

static bool is_marked(const struct tool_kin *k, const struct process *p)
{
    return p->no_new_privs > k->own_no_new_privs || p->filters > k->own_filters;
}

/* All marked processes of the machine; owned. */
static struct process *marked(const struct tool_kin *k, int *n)
{
    struct process *list = NULL;
    *n = 0;
    DIR *proc = opendir("/proc");
    if (!proc)
        return NULL;
    struct dirent *e;
    while ((e = readdir(proc))) { /* NOLINT(concurrency-mt-unsafe): own stream */
        struct process p;
        if (e->d_name[0] < '1' || e->d_name[0] > '9' ||
            !look_at((pid_t)strtol(e->d_name, NULL, 10), &p) || !is_marked(k, &p))
            continue;
        list = xreallocarray(list, (size_t)*n + 1, sizeof(*list));
        list[(*n)++] = p;
    }
    closedir(proc);
    return list;
}

static bool is_ours(const struct process *list, int n, pid_t pid)
{
    for (int i = 0; i < n; i++)
        if (list[i].pid == pid)
            return list[i].ours;
    return false;
}

/* The marked ones that descend from this process, by way of marked ones alone. */
static struct process *find(const struct tool_kin *k, int *n)
{
    struct process *list = marked(k, n);
    pid_t self = getpid();
    bool more = true;
    while (more) {
        more = false;
        for (int i = 0; i < *n; i++) {
            if (list[i].ours ||
                (list[i].parent != self && !is_ours(list, *n, list[i].parent)))
                continue;
            list[i].ours = more = true;
        }
    }
    return list;
}

/* The number may be another's by now: what is killed is looked at again, held fast. */
static void kill_one(const struct tool_kin *k, pid_t pid)
{
    struct process now;
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return;
    if (look_at(pid, &now) && is_marked(k, &now))
        syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
    close(fd);
}

/* Visits all: counts, and kills if told so. */
static int visit(const struct tool_kin *k, pid_t main_pid, bool end_them)
{
    int n, n_alive = 0;
    struct process *list = find(k, &n);
    for (int i = 0; i < n; i++) {
        struct process *p = &list[i];
        if (!p->ours || p->pid == main_pid)
            continue;
        if (p->ended) {
            if (p->parent == getpid())
                waitpid(p->pid, NULL, WNOHANG);
            continue;
        }
        n_alive++;
        if (end_them)
            kill_one(k, p->pid);
    }
    free(list);
    return n_alive;
}

void tool_kin_begin(struct tool_kin *k)
{
    struct process self = {0};
    *k = (struct tool_kin){0};
    look_at(getpid(), &self);
    k->own_no_new_privs = self.no_new_privs;
    k->own_filters = self.filters;
    prctl(PR_GET_CHILD_SUBREAPER, &k->was_reaper);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int tool_kin_count(const struct tool_kin *k, pid_t main_pid)
{
    return visit(k, main_pid, false);
}

bool tool_kin_kill(const struct tool_kin *k, pid_t main_pid)
{
    int64_t deadline = clock_now_ns() + (int64_t)PATIENCE_MS * 1000000;
    while (visit(k, main_pid, true) > 0) {
        if (clock_now_ns() >= deadline)
            return false;
        poll(NULL, 0, 2);
    }
    visit(k, main_pid, false); /* the last ones are reaped */
    return true;
}

void tool_kin_end(struct tool_kin *k)
{
    prctl(PR_SET_CHILD_SUBREAPER, k->was_reaper);
}
