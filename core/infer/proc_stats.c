#include "core/infer/proc_stats.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"

/* Page cache: cachestat(2) where the kernel has it (Linux 6.5), else mincore(2) over a
 * short-lived mapping, which is about ten times slower. Both answer only for files that the
 * user owns or may write; then the number is not known. */

#ifndef __NR_cachestat
#define __NR_cachestat 451 /* the same on every architecture */
#endif

struct cache_range {
    uint64_t off, len;
};

struct cache_counts {
    uint64_t n_cache, n_dirty, n_writeback, n_evicted, n_recently_evicted;
};

enum {
    WINDOW_BYTES = 64 << 20,
};

/* Reads a small file of /proc into buf, NUL-terminated. */
static bool read_proc(const char *path, char *buf, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t len = 0;
    while (len < cap - 1) {
        ssize_t n = read(fd, buf + len, cap - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    close(fd);
    buf[len] = '\0';
    return len > 0;
}

/* The number behind "KEY:" at the start of a line. */
static bool field(const char *text, const char *key, uint64_t *out)
{
    size_t len = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        if (*line == '\n')
            line++;
        if (strncmp(line, key, len) != 0 || line[len] != ':')
            continue;
        char *end;
        errno = 0;
        *out = strtoull(line + len + 1, &end, 10);
        return errno == 0 && end != line + len + 1;
    }
    return false;
}

static bool status_kib(const char *key, uint64_t *out)
{
    char buf[8192];
    uint64_t kib;
    if (!read_proc("/proc/self/status", buf, sizeof(buf)) || !field(buf, key, &kib))
        return false;
    return !__builtin_mul_overflow(kib, 1024, out);
}

bool proc_rss_bytes(uint64_t *out)
{
    return status_kib("VmRSS", out);
}

bool proc_anonymous_bytes(uint64_t *out)
{
    return status_kib("RssAnon", out);
}

bool proc_peak_rss_bytes(uint64_t *out)
{
    return status_kib("VmHWM", out);
}

bool proc_device_read_bytes(uint64_t *out)
{
    char buf[1024];
    return read_proc("/proc/self/io", buf, sizeof(buf)) && field(buf, "read_bytes", out);
}

struct probe_file {
    int fd;
    uint64_t size_bytes;
};

struct page_cache_probe {
    int n;
    struct probe_file *files; /* [n], owned */
    int i_file;               /* where the round stands */
    uint64_t off;
    uint64_t sum;  /* of the round so far */
    uint64_t last; /* of the last full round */
    bool known, failed, no_cachestat;
    long page_bytes;
    unsigned char *vec; /* for mincore: a byte per page of a window; owned, or NULL */
};

struct page_cache_probe *page_cache_probe_create(const int *fds, const uint64_t *fd_bytes,
                                                 int n)
{
    struct page_cache_probe *p = xcalloc(1, sizeof(*p));
    p->files = xcalloc((size_t)n, sizeof(*p->files));
    p->n = n;
    for (int i = 0; i < n; i++)
        p->files[i] = (struct probe_file){fds[i], fd_bytes[i]};
    p->page_bytes = sysconf(_SC_PAGESIZE);
    p->failed = n == 0 || p->page_bytes <= 0;
    return p;
}

void page_cache_probe_destroy(struct page_cache_probe *p)
{
    if (!p)
        return;
    free(p->vec);
    free(p->files);
    free(p);
}

static bool count_by_mapping(struct page_cache_probe *p, int fd, uint64_t off, size_t len,
                             uint64_t *n_pages)
{
    size_t n = (len + (size_t)p->page_bytes - 1) / (size_t)p->page_bytes;
    if (!p->vec)
        p->vec = xmalloc((size_t)(WINDOW_BYTES / p->page_bytes) + 1);
    void *map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, (off_t)off);
    if (map == MAP_FAILED)
        return false;
    bool ok = mincore(map, len, p->vec) == 0;
    munmap(map, len);
    if (!ok)
        return false;
    *n_pages = 0;
    for (size_t i = 0; i < n; i++)
        *n_pages += p->vec[i] & 1;
    return true;
}

static bool count_window(struct page_cache_probe *p, int fd, uint64_t off, size_t len,
                         uint64_t *n_pages)
{
    if (!p->no_cachestat) {
        struct cache_range range = {off, len};
        struct cache_counts counts = {0};
        if (syscall(__NR_cachestat, fd, &range, &counts, 0) == 0) {
            *n_pages = counts.n_cache;
            return true;
        }
        if (errno != ENOSYS)
            return false;
        p->no_cachestat = true;
    }
    return count_by_mapping(p, fd, off, len, n_pages);
}

static void end_round(struct page_cache_probe *p)
{
    p->last = p->sum;
    p->known = true;
    p->sum = 0;
    p->i_file = 0;
    p->off = 0;
}

void page_cache_probe_step(struct page_cache_probe *p, int64_t budget_ns)
{
    if (p->failed)
        return;
    int64_t end_ns = clock_now_ns() + budget_ns;
    do {
        const struct probe_file *f = &p->files[p->i_file];
        uint64_t left = f->size_bytes - p->off;
        size_t len = left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;
        uint64_t n_pages = 0;
        if (len && !count_window(p, f->fd, p->off, len, &n_pages)) {
            p->failed = true;
            p->known = false;
            return;
        }
        p->sum += n_pages * (uint64_t)p->page_bytes;
        p->off += len;
        if (p->off < f->size_bytes)
            continue;
        p->off = 0;
        if (++p->i_file == p->n) {
            end_round(p);
            return;
        }
    } while (clock_now_ns() < end_ns);
}

bool page_cache_probe_bytes(const struct page_cache_probe *p, uint64_t *out)
{
    if (!p->known)
        return false;
    *out = p->last;
    return true;
}
