#include "app/cache_limit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/cgroup_place.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

#define GROUP_NAME "flashmoe-bench-" /* and the process's id */
/* Version 2: then this, when the parent shares memory out because of us. It outlives a
 * program that is killed, so that the next one knows whose doing that was. */
#define SHARED_MARK "-shared"

enum {
    REMOVE_TRIES = 100, /* 10 ms apart: what was charged goes away in the background */
    SET_TRIES = 20,
};

/* What a signal needs to undo the group. */
struct undo {
    int home_fd; /* cgroup.procs of where the process was */
    /* Version 2, -1 when memory was shared out without us: cgroup.subtree_control of the
     * group's parent, the parent itself, and the groups of others in it when we came. */
    int control_fd, parent_fd, n_others;
    char path[PATH_MAX];
};

struct cache_limit {
    bool v2;
    char *path; /* owned */
    struct undo undo;
};

static struct undo armed_undo;
static volatile sig_atomic_t armed;

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum {
    N_SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0])
};

/* A folder of groups has a link more for each of them; -1: not known. */
static int count_groups(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_nlink >= 2 ? (int)(st.st_nlink - 2) : -1;
}

/* Only calls that a signal handler may make, as in the next one. Memory goes on being shared
 * out when others have made groups meanwhile, whose limits it would take. */
static void share_no_more(const struct undo *u)
{
    static const char text[] = "-memory";
    int n = count_groups(u->parent_fd);
    if (n >= 0 && n <= u->n_others &&
        write(u->control_fd, text, sizeof(text) - 1) != (ssize_t)sizeof(text) - 1)
        return; /* children of others share it further: EBUSY */
}

static void leave_group(const struct undo *u)
{
    if (write(u->home_fd, "0", 1) != 1)
        return;
    for (int i = 0; i < REMOVE_TRIES; i++) {
        if (rmdir(u->path) == 0 || (errno != EBUSY && errno != EINTR))
            break;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    if (u->control_fd >= 0)
        share_no_more(u);
}

static void on_signal(int sig)
{
    if (armed) {
        armed = 0;
        leave_group(&armed_undo);
    }
    signal(sig, SIG_DFL);
    raise(sig);
}

static bool write_file(const char *dir, const char *name, const char *text)
{
    char *path = path_join(dir, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    free(path);
    if (fd < 0)
        return false;
    ssize_t len = (ssize_t)strlen(text);
    bool ok = write(fd, text, (size_t)len) == len;
    int code = errno;
    close(fd);
    errno = code;
    return ok;
}

static bool file_has_word(const char *dir, const char *name, const char *word)
{
    char *path = path_join(dir, name);
    char *text = cgroup_read(path, NULL);
    bool yes = text && cgroup_has_word(text, word, " \n");
    free(text);
    free(path);
    return yes;
}

/* Our groups below a folder. */
struct siblings {
    int n;       /* that are there */
    bool shared; /* memory is shared out because of one of them, there or just removed */
};

static bool is_ours(const char *name, bool *alive, bool *shared)
{
    size_t n = strlen(GROUP_NAME);
    char *end;
    if (strncmp(name, GROUP_NAME, n) != 0 || name[n] < '1' || name[n] > '9')
        return false;
    errno = 0;
    long pid = strtol(name + n, &end, 10);
    *shared = strcmp(end, SHARED_MARK) == 0;
    if (errno != 0 || pid > INT_MAX || (*end && !*shared))
        return false;
    *alive = kill((pid_t)pid, 0) == 0 || errno != ESRCH;
    return true;
}

/* Removes those of programs that were killed: a group is empty also while its program has
 * made it and not moved in yet. */
static struct siblings tidy_siblings(const char *dir)
{
    struct siblings s = {0};
    DIR *d = opendir(dir);
    struct dirent *e;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while (d && (e = readdir(d)) != NULL) {
        bool alive, shared;
        if (!is_ours(e->d_name, &alive, &shared))
            continue;
        char *path = path_join(dir, e->d_name);
        s.shared = s.shared || shared;
        s.n += alive || rmdir(path) != 0;
        free(path);
    }
    if (d)
        closedir(d);
    return s;
}

static void arm(const struct cache_limit *l)
{
    armed_undo = l->undo;
    armed = 1;
    for (int i = 0; i < N_SIGNALS; i++) {
        struct sigaction old;
        /* What whoever started us wants ignored (nohup) stays ignored. */
        if (sigaction(ending_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(ending_signals[i], &(struct sigaction){.sa_handler = on_signal},
                      NULL);
    }
}

static void disarm(void)
{
    armed = 0;
    for (int i = 0; i < N_SIGNALS; i++) {
        struct sigaction now;
        if (sigaction(ending_signals[i], NULL, &now) == 0 && now.sa_handler == on_signal)
            signal(ending_signals[i], SIG_DFL);
    }
}

/* A group below `parent`, with the process in it. */
static bool make_group(struct cache_limit *l, const char *parent, struct error *why)
{
    char name[64];
    snprintf(name, sizeof(name), GROUP_NAME "%ld%s", (long)getpid(),
             l->undo.control_fd >= 0 ? SHARED_MARK : "");
    tidy_siblings(parent);
    l->path = path_join(parent, name);
    int n = snprintf(l->undo.path, sizeof(l->undo.path), "%s", l->path);
    if (n < 0 || (size_t)n >= sizeof(l->undo.path))
        err_set(why, ENAMETOOLONG, "create %s", l->path);
    else if (mkdir(l->path, 0755) != 0)
        err_set(why, errno, "create %s", l->path);
    else if (write_file(l->path, "cgroup.procs", "0"))
        return true;
    else {
        err_set(why, errno, "move into %s", l->path);
        rmdir(l->path);
    }
    free(l->path);
    l->path = NULL;
    return false;
}

static void close_control(struct undo *u)
{
    if (u->control_fd >= 0)
        close(u->control_fd);
    if (u->parent_fd >= 0)
        close(u->parent_fd);
    u->control_fd = u->parent_fd = -1;
}

static int open_below(const char *dir, const char *name, int flags)
{
    char *path = path_join(dir, name);
    int fd = open(path, flags | O_CLOEXEC);
    free(path);
    return fd;
}

/* Version 2: children of `dir` have the memory controller, now or because they can. */
static bool share_memory_out(struct cache_limit *l, const char *dir, struct error *why)
{
    static const char share[] = "+memory";
    struct undo *u = &l->undo;
    struct siblings s = tidy_siblings(dir);
    bool shared = file_has_word(dir, "cgroup.subtree_control", "memory");
    if (shared && !s.shared)
        return true;
    if (!shared && !file_has_word(dir, "cgroup.controllers", "memory"))
        return err_set(why, 0, "%s has no memory controller", dir);
    u->parent_fd = open_below(dir, ".", O_RDONLY | O_DIRECTORY);
    u->control_fd = open_below(dir, "cgroup.subtree_control", O_WRONLY);
    u->n_others = u->parent_fd >= 0 ? count_groups(u->parent_fd) - s.n : 0;
    if (u->parent_fd >= 0 && u->control_fd >= 0 &&
        (shared || write(u->control_fd, share, sizeof(share) - 1) > 0))
        return true;
    err_set(why, errno, "share memory out in %s", dir);
    close_control(u);
    return false;
}

static bool make_v2(struct cache_limit *l, const struct cgroup_place *place,
                    struct error *why)
{
    const char *own = place->own;
    if (share_memory_out(l, own, why) && make_group(l, own, why))
        return true;
    if (l->undo.control_fd >= 0)
        share_no_more(&l->undo);
    close_control(&l->undo);
    /* Not above the mount, and no further than one level: limits that somebody has set for
     * all of us up there are to hold on. */
    if (strcmp(own, place->mount) == 0)
        return false;
    char *parent = xstrdup(own);
    *strrchr(parent, '/') = '\0';
    bool ok = file_has_word(parent, "cgroup.subtree_control", "memory") &&
              make_group(l, parent, why);
    free(parent);
    return ok;
}

static void close_all(struct undo *u)
{
    if (u->home_fd >= 0)
        close(u->home_fd);
    u->home_fd = -1;
    close_control(u);
}

static bool enter(struct cache_limit *l, const struct cgroup_place *place,
                  struct error *why)
{
    l->v2 = place->v2;
    l->undo.home_fd = open_below(place->own, "cgroup.procs", O_WRONLY);
    if (l->undo.home_fd < 0)
        return err_set(why, errno, "open %s/cgroup.procs", place->own);
    if (l->v2 ? make_v2(l, place, why) : make_group(l, place->own, why))
        return true;
    close_all(&l->undo);
    return false;
}

/* All other threads have signals blocked anyway. */
static void block_signals(sigset_t *old)
{
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < N_SIGNALS; i++)
        sigaddset(&set, ending_signals[i]);
    pthread_sigmask(SIG_BLOCK, &set, old);
}

struct cache_limit *cache_limit_create(struct error *why)
{
    struct cgroup_place places[CGROUP_MAX_PLACES];
    int n = cgroup_places(places, CGROUP_MAX_PLACES, why);
    struct cache_limit *l = xcalloc(1, sizeof(*l));
    l->undo.home_fd = l->undo.control_fd = l->undo.parent_fd = -1;
    sigset_t old;
    bool ok = false;
    block_signals(&old); /* what is made by halves would stay */
    for (int i = 0; i < n; i++) {
        ok = ok || enter(l, &places[i], why);
        cgroup_place_finish(&places[i]);
    }
    if (ok)
        arm(l);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (ok)
        return l;
    free(l);
    return NULL;
}

void cache_limit_destroy(struct cache_limit *l)
{
    if (!l)
        return;
    sigset_t old;
    block_signals(&old);
    leave_group(&l->undo);
    disarm();
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    close_all(&l->undo);
    free(l->path);
    free(l);
}

bool cache_limit_set(struct cache_limit *l, uint64_t n_bytes, struct error *err)
{
    const char *name = l->v2 ? "memory.max" : "memory.limit_in_bytes";
    char text[32];
    snprintf(text, sizeof(text), "%" PRIu64, n_bytes);
    /* Version 1 refuses while it cannot push out fast enough what is above. */
    for (int i = 0; i < SET_TRIES; i++) {
        if (write_file(l->path, name, text))
            return true;
        if (errno != EBUSY && errno != EINTR)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    return err_set(err, errno, "write %s to %s/%s%s", text, l->path, name,
                   errno == EBUSY ? " (does another process use the model?)" : "");
}

bool cache_limit_usage(const struct cache_limit *l, struct cache_limit_usage *out)
{
    return cgroup_read_number(l->path, l->v2 ? "memory.current" : "memory.usage_in_bytes",
                              "", &out->all_bytes) &&
           cgroup_read_number(l->path, "memory.stat", l->v2 ? "file" : "cache",
                              &out->file_bytes);
}

const char *cache_limit_method(const struct cache_limit *l)
{
    return l->v2 ? "cgroup v2" : "cgroup v1";
}

const char *cache_limit_path(const struct cache_limit *l)
{
    return l->path;
}
