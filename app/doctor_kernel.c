/* The calls of the operating system that make streaming fast or tools safe: each is tried,
 * since a version number says nothing about containers and their filters. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/doctor.h"
#include "app/seccomp_filter.h"
#include "core/base/clock.h"

#ifndef __NR_cachestat
#define __NR_cachestat 451 /* the same on every architecture */
#endif
#ifndef __NR_io_uring_setup
#define __NR_io_uring_setup 425
#endif

enum {
    BLOCK = 4096,
    N_TIMED = 2000,
};

static const char group[] = "kernel";

struct cache_range {
    uint64_t off, len;
};
struct cache_counts {
    uint64_t cached, dirty, writeback, evicted, recently_evicted;
};

static bool cachestat_works(int fd, uint64_t len)
{
    struct cache_range range = {0, len};
    struct cache_counts counts;
    return syscall(__NR_cachestat, fd, &range, &counts, 0) == 0;
}

static void look_residency(struct doctor *d, int fd)
{
    if (fd < 0)
        return;
    bool ok = cachestat_works(fd, BLOCK);
    doctor_add(
        d, group, "cachestat", ok ? DOCTOR_OK : DOCTOR_COSTS,
        "mincore is asked instead, where it answers: 33 us a record in place of 14 "
        "for experts that were not used before",
        "%s",
        ok                ? "works"
        : errno == ENOSYS ? "not in this kernel (Linux 6.5)"
                          : strerrordesc_np(errno));
    char *page = aligned_alloc(BLOCK, BLOCK);
    struct iovec iov = {page, BLOCK};
    ssize_t n = preadv2(fd, &iov, 1, 0, RWF_NOWAIT);
    ok = n >= 0 || errno == EAGAIN;
    doctor_add(d, group, "RWF_NOWAIT", ok ? DOCTOR_OK : DOCTOR_COSTS,
               "where mappings are not used, what is cached cannot be copied without the "
               "risk of waiting, and the hit rate is n/a",
               "%s", ok ? "works" : strerrordesc_np(errno));
    free(page);
}

static void look_direct(struct doctor *d, const char *file)
{
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC | O_DIRECT) : -1;
    int why = errno;
    void *page = aligned_alloc(BLOCK, BLOCK);
    ssize_t n = fd >= 0 ? pread(fd, page, BLOCK, 0) : -1;
    if (fd >= 0 && n < 0)
        why = errno;
    free(page);
    if (fd >= 0)
        close(fd);
    if (file)
        doctor_add(d, group, "O_DIRECT", n >= 0 ? DOCTOR_OK : DOCTOR_COSTS,
                   "experts are read through the page cache, which pushes out others and "
                   "takes a share of the processor; a file system on a disk of this "
                   "machine has it",
                   "%s", n >= 0 ? "works on the model's disk" : strerrordesc_np(why));
}

static void look_io_uring(struct doctor *d)
{
    uint32_t params[30] = {0}; /* struct io_uring_params: 120 bytes */
    int fd = (int)syscall(__NR_io_uring_setup, 4, params);
    int why = errno;
    if (fd >= 0)
        close(fd);
    doctor_add(d, group, "io_uring", fd >= 0 ? DOCTOR_OK : DOCTOR_COSTS,
               "a pool of threads reads instead (--readers), with more switches between "
               "them; containers often block io_uring",
               "%s",
               fd >= 0         ? "works"
               : why == ENOSYS ? "not in this kernel (Linux 5.1)"
                               : strerrordesc_np(why));
}

static bool user_namespace_works(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(unshare(CLONE_NEWUSER) == 0 ? 0 : 1);
    int status = 1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return pid > 0 && status == 0;
}

static void look_isolation(struct doctor *d)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);
    if (abi > 0)
        doctor_add(d, group, "Landlock", abi >= 4 ? DOCTOR_OK : DOCTOR_COSTS,
                   abi >= 3 ? "its network rules came with ABI 4; seccomp refuses sockets"
                            : "before ABI 3 it cannot keep files from being cut; it is "
                              "not used",
                   "ABI %d", abi);
    else
        doctor_add(d, group, "Landlock", DOCTOR_COSTS,
                   "without bubblewrap no tool is kept away from your files",
                   "not in this kernel, or switched off");
    bool ok = user_namespace_works();
    doctor_add(d, group, "user namespaces", ok ? DOCTOR_OK : DOCTOR_COSTS,
               "bubblewrap needs them unless it is set-uid; the next rung of the sandbox "
               "is Landlock",
               "%s", ok ? "work" : "not allowed");
    ok = seccomp_filter_available();
    doctor_add(
        d, group, "seccomp", ok ? DOCTOR_OK : DOCTOR_COSTS,
        "Landlock alone does not keep a tool from the network; it is not used then", "%s",
        ok ? "works" : "not in this kernel");
}

void doctor_look_kernel(struct doctor *d, const char *file)
{
    struct utsname u;
    if (uname(&u) == 0)
        doctor_add(d, group, "version", DOCTOR_OK, "", "%s %s", u.sysname, u.release);
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    look_residency(d, fd);
    if (fd >= 0)
        close(fd);
    look_direct(d, file);
    look_io_uring(d);
    look_isolation(d);
}

/* ---- what the instruments themselves cost ---- */

static double clock_cost_ns(void)
{
    int64_t start = clock_now_ns();
    for (int i = 0; i < N_TIMED; i++)
        (void)clock_now_ns();
    return (double)(clock_now_ns() - start) / N_TIMED;
}

static double ask_cost_ns(int fd)
{
    int64_t start = clock_now_ns();
    for (int i = 0; i < N_TIMED / 10; i++)
        if (!cachestat_works(fd, 64 * BLOCK))
            return -1;
    return (double)(clock_now_ns() - start) / (N_TIMED / 10.0);
}

void doctor_look_instruments(struct doctor *d, const char *file, int n_layer, int n_used)
{
    /* Readings of the clock in one layer: its parts, and a read of each expert. */
    double clock = clock_cost_ns();
    double token_us = clock * n_layer * (6 + 2 * n_used) / 1e3;
    if (n_layer > 0)
        doctor_add(
            d, "instruments", "clock", clock < 500 ? DOCTOR_OK : DOCTOR_COSTS,
            "the clock of this machine is slow (a virtual machine without its own?)",
            "%.0f ns a reading, at most %.0f us for a token of this model", clock,
            token_us);
    else
        doctor_add(d, "instruments", "clock", DOCTOR_OK, "", "%.0f ns a reading", clock);
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    double ask = fd >= 0 ? ask_cost_ns(fd) : -1;
    if (fd >= 0)
        close(fd);
    if (ask >= 0)
        doctor_add(d, "instruments", "residency", DOCTOR_OK, "",
                   "%.1f us to ask about 256 KiB of a file; the store asks anyway",
                   ask / 1e3);
}
