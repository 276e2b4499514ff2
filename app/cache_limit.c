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

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

#define GROUP_NAME "flashmoe-bench-"

enum {
    MAX_PROC_BYTES = 1 << 20,
    REMOVE_TRIES = 100, /* 10 ms apart: what was charged goes away in the background */
    SET_TRIES = 20,
};

struct cache_limit {
    bool v2;
    char *path;     /* owned */
    int home_fd;    /* cgroup.procs of where the process was */
    int control_fd; /* cgroup.subtree_control if we let it share memory out, else -1 */
};

/* What a signal needs to undo the group, set up before it exists. */
static struct {
    volatile sig_atomic_t armed;
    int home_fd, control_fd;
    char path[PATH_MAX];
} undo;

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum {
    N_SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0])
};

static const char share_no_more[] = "-memory";

/* Only calls that a signal handler may make. */
static void leave_group(int home_fd, int control_fd, const char *path)
{
    if (write(home_fd, "0", 1) != 1)
        return;
    for (int i = 0; i < REMOVE_TRIES; i++) {
        if (rmdir(path) == 0 || (errno != EBUSY && errno != EINTR))
            break;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    if (control_fd >= 0 &&
        write(control_fd, share_no_more, sizeof(share_no_more) - 1) < 0)
        return; /* others use it by now */
}

static void on_signal(int sig)
{
    if (undo.armed) {
        undo.armed = 0;
        leave_group(undo.home_fd, undo.control_fd, undo.path);
    }
    signal(sig, SIG_DFL);
    raise(sig);
}

/* Where the controller is mounted, and which part of the hierarchy that is. */
struct hierarchy {
    bool v2;
    char *mount, *root; /* owned */
};

static void hierarchy_finish(struct hierarchy *h)
{
    free(h->mount);
    free(h->root);
    *h = (struct hierarchy){0};
}

static bool has_word(const char *list, const char *word, const char *separators)
{
    size_t len = strlen(word);
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, separators);
        if (n == len && strncmp(p, word, len) == 0)
            return true;
        p += n;
        p += strspn(p, separators);
    }
    return false;
}

/* A line of mountinfo: "36 35 98:0 ROOT MOUNT options... - TYPE SOURCE OPTIONS". Paths with
 * spaces are written as \040 there; no system mounts its groups at such a place. */
static bool parse_mount(char *line, struct hierarchy *out)
{
    char *save = NULL, *field[5], *tail = strstr(line, " - ");
    if (!tail)
        return false;
    *tail = '\0';
    for (int i = 0; i < 5; i++) {
        field[i] = strtok_r(i ? NULL : line, " ", &save);
        if (!field[i])
            return false;
    }
    char *type = strtok_r(tail + 3, " ", &save);
    char *source = type ? strtok_r(NULL, " ", &save) : NULL;
    char *options = source ? strtok_r(NULL, " ", &save) : NULL;
    if (!options)
        return false;
    bool v2 = strcmp(type, "cgroup2") == 0;
    if (!v2 && !(strcmp(type, "cgroup") == 0 && has_word(options, "memory", ",")))
        return false;
    *out = (struct hierarchy){
        .v2 = v2, .mount = xstrdup(field[4]), .root = xstrdup(field[3])};
    return true;
}

static char *read_proc(const char *path, struct error *why)
{
    size_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set(why, errno, "open %s", path);
        return NULL;
    }
    /* Such files have no size to ask for. */
    char *text = xcalloc(1, MAX_PROC_BYTES);
    for (len = 0; len < MAX_PROC_BYTES - 1;) {
        ssize_t n = read(fd, text + len, MAX_PROC_BYTES - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    close(fd);
    return text;
}

/* The path of the process in a hierarchy, from /proc/self/cgroup: lines are
 * "ID:controllers:PATH", and "0::PATH" for version 2. Owned, or NULL. */
static char *own_path(const char *text, bool v2)
{
    char *copy = xstrdup(text), *save = NULL, *found = NULL;
    for (char *line = strtok_r(copy, "\n", &save); line && !found;
         line = strtok_r(NULL, "\n", &save))
    {
        char *controllers = strchr(line, ':');
        char *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\0';
        controllers++;
        if (v2 ? *controllers == '\0' : has_word(controllers, "memory", ","))
            found = xstrdup(path);
    }
    free(copy);
    return found;
}

/* The folder of our group. A mount may show only a part of the hierarchy. */
static char *own_folder(const struct hierarchy *h, const char *path)
{
    size_t n = strlen(h->root);
    if (strcmp(h->root, "/") != 0) {
        if (strncmp(path, h->root, n) != 0 || (path[n] && path[n] != '/'))
            return NULL;
        path += n;
    }
    while (*path == '/')
        path++;
    return *path ? path_join(h->mount, path) : xstrdup(h->mount);
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
    char *text = read_proc(path, NULL);
    bool yes = text && has_word(text, word, " \n");
    free(text);
    free(path);
    return yes;
}

/* Groups of programs that were killed. rmdir refuses one that is in use. */
static void remove_leftovers(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d)
        return;
    struct dirent *e;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while ((e = readdir(d)) != NULL) {
        if (strncmp(e->d_name, GROUP_NAME, strlen(GROUP_NAME)) != 0)
            continue;
        char *path = path_join(dir, e->d_name);
        rmdir(path);
        free(path);
    }
    closedir(d);
}

static void arm(struct cache_limit *l)
{
    snprintf(undo.path, sizeof(undo.path), "%s", l->path);
    undo.home_fd = l->home_fd;
    undo.control_fd = l->control_fd;
    undo.armed = 1;
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
    undo.armed = 0;
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
    snprintf(name, sizeof(name), GROUP_NAME "%ld", (long)getpid());
    remove_leftovers(parent);
    l->path = path_join(parent, name);
    if (strlen(l->path) >= sizeof(undo.path))
        err_set(why, ENAMETOOLONG, "create %s", l->path);
    else if (mkdir(l->path, 0755) != 0)
        err_set(why, errno, "create %s", l->path);
    else {
        arm(l);
        if (write_file(l->path, "cgroup.procs", "0"))
            return true;
        err_set(why, errno, "move into %s", l->path);
        disarm();
        rmdir(l->path);
    }
    free(l->path);
    l->path = NULL;
    return false;
}

/* Version 2: children of `dir` have the memory controller, now or because they can. */
static bool share_memory_out(struct cache_limit *l, const char *dir, struct error *why)
{
    static const char share[] = "+memory";
    if (file_has_word(dir, "cgroup.subtree_control", "memory"))
        return true;
    if (!file_has_word(dir, "cgroup.controllers", "memory"))
        return err_set(why, 0, "%s has no memory controller", dir);
    char *path = path_join(dir, "cgroup.subtree_control");
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && write(fd, share, sizeof(share) - 1) > 0;
    if (ok)
        l->control_fd = fd;
    else
        err_set(why, errno, "share memory out in %s", dir);
    if (!ok && fd >= 0)
        close(fd);
    free(path);
    return ok;
}

static bool make_v2(struct cache_limit *l, const char *own, const char *mount,
                    struct error *why)
{
    if (share_memory_out(l, own, why) && make_group(l, own, why))
        return true;
    /* Not above the mount, and no further than one level: limits that somebody has set for
     * all of us up there are to hold on. */
    if (strcmp(own, mount) == 0)
        return false;
    char *parent = xstrdup(own);
    *strrchr(parent, '/') = '\0';
    bool ok = file_has_word(parent, "cgroup.subtree_control", "memory") &&
              make_group(l, parent, why);
    free(parent);
    return ok;
}

static void close_all(struct cache_limit *l)
{
    if (l->home_fd >= 0)
        close(l->home_fd);
    if (l->control_fd >= 0)
        close(l->control_fd);
    l->home_fd = l->control_fd = -1;
}

static bool enter(struct cache_limit *l, const struct hierarchy *h, const char *groups,
                  struct error *why)
{
    char *path = own_path(groups, h->v2), *own = path ? own_folder(h, path) : NULL;
    bool ok = false;
    if (!own) {
        err_set(why, 0, "the process's own group is not below %s", h->mount);
    } else {
        char *procs = path_join(own, "cgroup.procs");
        l->v2 = h->v2;
        l->home_fd = open(procs, O_WRONLY | O_CLOEXEC);
        if (l->home_fd < 0)
            err_set(why, errno, "open %s", procs);
        else
            ok = h->v2 ? make_v2(l, own, h->mount, why) : make_group(l, own, why);
        free(procs);
    }
    if (!ok && l->control_fd >= 0 &&
        write(l->control_fd, share_no_more, sizeof(share_no_more) - 1) < 0)
        err_set(why, errno, "take the memory controller of %s back", own);
    if (!ok)
        close_all(l);
    free(own);
    free(path);
    return ok;
}

struct cache_limit *cache_limit_create(struct error *why)
{
    char *groups = read_proc("/proc/self/cgroup", why);
    char *mounts = groups ? read_proc("/proc/self/mountinfo", why) : NULL;
    struct cache_limit *l = xcalloc(1, sizeof(*l));
    l->home_fd = l->control_fd = -1;
    bool ok = false;
    if (mounts) {
        err_set(why, 0, "no memory controller is mounted");
        char *save = NULL;
        for (char *line = strtok_r(mounts, "\n", &save); line && !ok;
             line = strtok_r(NULL, "\n", &save))
        {
            struct hierarchy h = {0};
            struct error e = {0};
            if (!parse_mount(line, &h))
                continue;
            ok = enter(l, &h, groups, &e);
            if (!ok && why)
                *why = e;
            hierarchy_finish(&h);
        }
    }
    free(mounts);
    free(groups);
    if (ok)
        return l;
    free(l);
    return NULL;
}

void cache_limit_destroy(struct cache_limit *l)
{
    if (!l)
        return;
    leave_group(l->home_fd, l->control_fd, l->path);
    disarm();
    close_all(l);
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

bool cache_limit_usage(const struct cache_limit *l, uint64_t *out)
{
    char *path = path_join(l->path, l->v2 ? "memory.current" : "memory.usage_in_bytes");
    char *text = read_proc(path, NULL), *end = NULL;
    bool ok = false;
    if (text) {
        errno = 0;
        *out = strtoull(text, &end, 10);
        ok = errno == 0 && end != text;
    }
    free(text);
    free(path);
    return ok;
}

const char *cache_limit_method(const struct cache_limit *l)
{
    return l->v2 ? "cgroup v2" : "cgroup v1";
}

const char *cache_limit_path(const struct cache_limit *l)
{
    return l->path;
}
