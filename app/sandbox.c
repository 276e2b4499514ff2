#include "app/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/seccomp_filter.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

#define BWRAP "/usr/bin/bwrap"

/* Seen by every program, read-only. /usr and its old names are added separately, since
 * the names are links on some systems and folders on others. */
static const char *const etc_files[] = {
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives",
    "/etc/localtime",   "/etc/timezone",   "/etc/passwd",       "/etc/group",
    "/etc/hostname",    "/etc/os-release", "/etc/nsswitch.conf"};
static const char *const net_files[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/ssl",
                                        "/etc/ca-certificates"};
static const char *const usr_names[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64"};

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

void sandbox_profile_finish(struct sandbox_profile *p)
{
    for (char **s = p->fs_read; s && *s; s++)
        free(*s);
    for (char **s = p->fs_write; s && *s; s++)
        free(*s);
    free(p->fs_read);
    free(p->fs_write);
    *p = (struct sandbox_profile){0};
}

bool sandbox_profile_is_harmless(const struct sandbox_profile *p)
{
    return !p->network && (!p->fs_write || !p->fs_write[0]);
}

char *sandbox_profile_text(const struct sandbox_profile *p)
{
    struct strbuf b = {0};
    if (p->fs_write && p->fs_write[0]) {
        strbuf_adds(&b, "writes");
        for (char **s = p->fs_write; *s; s++)
            strbuf_addf(&b, " %s", *s);
    } else {
        strbuf_adds(&b, "read-only");
    }
    strbuf_adds(&b, p->network ? ", network" : ", no network");
    return strbuf_take(&b);
}

const char *sandbox_name(enum sandbox_kind kind)
{
    static const char *const names[] = {"none", "landlock", "bubblewrap"};
    return names[kind];
}

/* ---- bubblewrap ---- */

struct args {
    char **v;
    size_t n;
};

static void add(struct args *a, const char *s)
{
    a->v = xreallocarray(a->v, a->n + 2, sizeof(*a->v));
    a->v[a->n++] = xstrdup(s);
    a->v[a->n] = NULL;
}

static void add3(struct args *a, const char *op, const char *from, const char *to)
{
    add(a, op);
    add(a, from);
    add(a, to);
}

static void add_usr_names(struct args *a)
{
    for (size_t i = 0; i < N_OF(usr_names); i++) {
        char target[256];
        ssize_t n = readlink(usr_names[i], target, sizeof(target) - 1);
        if (n > 0) {
            target[n] = '\0';
            add3(a, "--symlink", target, usr_names[i]);
        } else {
            add3(a, "--ro-bind-try", usr_names[i], usr_names[i]);
        }
    }
}

static void add_system(struct args *a, const struct sandbox_profile *p)
{
    bool whole = false;
    for (char **s = p->fs_read; s && *s; s++)
        whole = whole || strcmp(*s, "/") == 0;
    if (whole) {
        add3(a, "--ro-bind", "/", "/");
    } else {
        add3(a, "--ro-bind", "/usr", "/usr");
        add_usr_names(a);
        for (size_t i = 0; i < N_OF(etc_files); i++)
            add3(a, "--ro-bind-try", etc_files[i], etc_files[i]);
        for (size_t i = 0; p->network && i < N_OF(net_files); i++)
            add3(a, "--ro-bind-try", net_files[i], net_files[i]);
    }
}

char **sandbox_bwrap_argv(const struct sandbox_profile *p, const char *cwd,
                          char *const *argv, int filter_fd)
{
    struct args a = {0};
    /* Started by root, bubblewrap would leave all capabilities, with which the read-only
     * mounts can be made writable. */
    add(&a, BWRAP);
    add(&a, "--unshare-all");
    if (p->network)
        add(&a, "--share-net");
    add(&a, "--die-with-parent");
    add(&a, "--new-session");
    add(&a, "--cap-drop");
    add(&a, "ALL");
    if (filter_fd >= 0) {
        char number[16];
        snprintf(number, sizeof(number), "%d", filter_fd);
        add(&a, "--seccomp");
        add(&a, number);
    }
    add_system(&a, p);
    /* /run is hidden even from a program that may read everything: its sockets lead to
     * services that do the forbidden on request. What bubblewrap itself makes, / and /dev, is
     * memory, without a bound unless nobody can write there. */
    static const char *const own[] = {
        "--proc",  "/proc",    "--dev",   "/dev",     "--remount-ro", "/dev",
        "--size",  "16777216", "--tmpfs", "/dev/shm", "--size",       "67108864",
        "--tmpfs", "/tmp",     "--size",  "4096",     "--tmpfs",      "/run"};
    for (size_t i = 0; i < N_OF(own); i++)
        add(&a, own[i]);
    for (char **s = p->fs_read; s && *s; s++)
        if (strcmp(*s, "/") != 0)
            add3(&a, "--ro-bind", *s, *s);
    for (char **s = p->fs_write; s && *s; s++)
        add3(&a, "--bind", *s, *s);
    add3(&a, "--ro-bind", argv[0], argv[0]);
    add(&a, "--remount-ro");
    add(&a, "/");
    add(&a, "--chdir");
    add(&a, cwd);
    add(&a, "--");
    for (; *argv; argv++)
        add(&a, *argv);
    return a.v;
}

int sandbox_filter_file(bool network, struct error *err)
{
    size_t n_bytes;
    const void *filter = seccomp_filter_program(network, &n_bytes);
    int low = memfd_create("seccomp filter", MFD_CLOEXEC);
    /* Above the numbers that the child gives to its files. */
    int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 10);
    if (fd < 0)
        err_set(err, errno, "make the sandbox's filter");
    if (low >= 0)
        close(low);
    if (fd < 0)
        return -1;
    if (!fd_write_all(fd, filter, n_bytes) || lseek(fd, 0, SEEK_SET) != 0) {
        err_set(err, errno, "write the sandbox's filter");
        close(fd);
        return -1;
    }
    return fd;
}

static void free_args(char **v)
{
    for (char **s = v; s && *s; s++)
        free(*s);
    free(v);
}

/* Runs argv with no input and no output; true when it ends with status 0 within 5 s. The
 * filter becomes SANDBOX_FD_FILTER. */
static bool runs_well(char *const *argv, int filter)
{
    char path[] = "PATH=/usr/bin:/bin";
    char *const env[] = {path, NULL};
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 ||
            dup2(filter, SANDBOX_FD_FILTER) < 0)
            _exit(127);
        syscall(SYS_close_range, SANDBOX_FD_FILTER + 1U, ~0U, 0U);
        close(SANDBOX_FD_FILTER - 1);
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, NULL);
        execve(argv[0], argv, env);
        _exit(127);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (pid < 0)
        return false;

    for (int i = 0; i < 500; i++) {
        int status;
        pid_t r = waitpid(pid, &status, WNOHANG);
        if (r == pid)
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (r < 0 && errno != EINTR)
            return false;
        poll(NULL, 0, i < 20 ? 2 : 10);
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return false;
}

/* ---- Landlock: three system calls, for which the C library has no wrappers ---- */

/* Rights that are newer than the headers of the oldest system we build on. */
#define FS_REFER     (1ULL << 13) /* ABI 2 */
#define FS_TRUNCATE  (1ULL << 14) /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* ABI 5 */

enum {
    SCOPES = 3, /* abstract sockets and signals stay inside, ABI 6 */
};

struct ruleset_attr {
    uint64_t handled_access_fs, handled_access_net, scoped;
};

static int landlock_abi(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
                        LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t read_rights(bool is_dir)
{
    uint64_t r = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
    return is_dir ? r | LANDLOCK_ACCESS_FS_READ_DIR : r;
}

static bool allow(int ruleset, const char *path, uint64_t handled, bool write,
                  struct error *err)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set(err, errno, "open %s for the sandbox", path);
        if (fd >= 0)
            close(fd);
        return false;
    }
    bool is_dir = S_ISDIR(st.st_mode);
    uint64_t rights = read_rights(is_dir);
    if (write)
        rights = is_dir ? handled : rights | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & handled,
                                              .parent_fd = fd};
    bool ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
                      0) == 0;
    if (!ok)
        err_set(err, errno, "allow %s in the sandbox", path);
    close(fd);
    return ok;
}

static bool allow_if_there(int ruleset, const char *path, uint64_t handled, bool write,
                           struct error *err)
{
    return access(path, F_OK) != 0 || allow(ruleset, path, handled, write, err);
}

int sandbox_landlock_create(const struct sandbox_profile *p, const char *program,
                            struct error *err)
{
    static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full",
                                          "/dev/random", "/dev/urandom"};
    int abi = landlock_abi();
    struct ruleset_attr attr = {.handled_access_fs =
                                    (1ULL << 13) - 1 /* all rights of ABI 1 */};
    if (abi >= 2)
        attr.handled_access_fs |= FS_REFER;
    if (abi >= 3)
        attr.handled_access_fs |= FS_TRUNCATE;
    if (abi >= 5)
        attr.handled_access_fs |= FS_IOCTL_DEV;
    if (abi >= 6)
        attr.scoped = SCOPES;
    size_t size = abi >= 6 ? sizeof(attr) : sizeof(attr.handled_access_fs);
    int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    if (fd < 0) {
        err_set(err, errno, "create a Landlock ruleset");
        return -1;
    }

    uint64_t all = attr.handled_access_fs;
    bool ok = allow(fd, "/usr", all, false, err) && allow(fd, program, all, false, err) &&
              allow_if_there(fd, "/proc", all, false, err);
    for (size_t i = 0; ok && i < N_OF(usr_names); i++)
        ok = allow_if_there(fd, usr_names[i], all, false, err);
    for (size_t i = 0; ok && i < N_OF(etc_files); i++)
        ok = allow_if_there(fd, etc_files[i], all, false, err);
    for (size_t i = 0; ok && p->network && i < N_OF(net_files); i++)
        ok = allow_if_there(fd, net_files[i], all, false, err);
    for (size_t i = 0; ok && i < N_OF(devices); i++)
        ok = allow_if_there(fd, devices[i], all, true, err);
    for (char **s = p->fs_read; ok && s && *s; s++)
        ok = allow(fd, *s, all, false, err);
    for (char **s = p->fs_write; ok && s && *s; s++)
        ok = allow(fd, *s, all, true, err);
    if (ok)
        return fd;
    close(fd);
    return -1;
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
           syscall(SYS_capset, &head, none) == 0;
}

bool sandbox_enter(int ruleset_fd, bool network)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && drop_capabilities() &&
           (ruleset_fd < 0 || syscall(SYS_landlock_restrict_self, ruleset_fd, 0) == 0) &&
           (!seccomp_filter_available() || seccomp_filter_enter(network));
}

/* ---- the choice ---- */

static enum sandbox_kind chosen, best_kind = SANDBOX_BUBBLEWRAP;

void sandbox_limit(enum sandbox_kind best)
{
    best_kind = best;
}

/* Whether bubblewrap works, with all that a tool's run asks of it. */
static bool bwrap_works(void)
{
    struct error err = {0};
    char program[] = "/usr/bin/true";
    char *const nothing[] = {program, NULL};
    struct sandbox_profile bare = {0};
    if (access(BWRAP, X_OK) != 0 || !seccomp_filter_available())
        return false;
    int filter = sandbox_filter_file(false, &err);
    if (filter < 0)
        return false;
    char **argv = sandbox_bwrap_argv(&bare, "/tmp", nothing, SANDBOX_FD_FILTER);
    bool ok = runs_well(argv, filter);
    free_args(argv);
    close(filter);
    return ok;
}

static void probe(void)
{
    if (best_kind >= SANDBOX_BUBBLEWRAP && bwrap_works())
        chosen = SANDBOX_BUBBLEWRAP;
    /* Before ABI 3 truncate(2) destroys files that may not be written. */
    else if (best_kind >= SANDBOX_LANDLOCK && landlock_abi() >= 3 &&
             seccomp_filter_available())
        chosen = SANDBOX_LANDLOCK;
}

enum sandbox_kind sandbox_kind(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, probe);
    return chosen;
}
