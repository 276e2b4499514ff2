#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/measure/limits_impl.h"

/* The file has lost its name before the first byte is written, so the system removes it
 * with the process, whatever ends that. */

enum {
    CHUNK_BYTES = 8 << 20,
    SYNC_BYTES = 64 << 20,
};

int direct_open(const char *path, const char *name, char *why)
{
#ifdef O_DIRECT
    int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
    if (fd >= 0)
        return fd;
    if (errno == EINVAL || errno == EOPNOTSUPP)
        snprintf(why, LIMITS_WHY_BYTES, "the file system of %s has no O_DIRECT", name);
    else
        snprintf(why, LIMITS_WHY_BYTES, "open %s with O_DIRECT: error %d", name, errno);
#else
    (void)path;
    (void)name;
    snprintf(why, LIMITS_WHY_BYTES, "this system has no O_DIRECT");
#endif
    return -1;
}

/* A named file is opened a second time by its name, one without by /proc. No signal comes
 * between the making of a name and its removal. */
static bool open_unnamed(const struct limits_params *p, struct scratch *out,
                         char *direct_why, struct error *err)
{
    char *path = NULL;
#ifdef O_TMPFILE
    out->fd = open(p->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (out->fd >= 0)
        path = xasprintf("/proc/self/fd/%d", out->fd);
#endif
    bool named = out->fd < 0;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    if (named) {
        path = path_join(p->folder, ".flashmoe-limits-XXXXXX");
        out->fd = mkostemp(path, O_CLOEXEC);
    }
    bool ok = out->fd >= 0;
    if (!ok)
        err_set(err, errno, "create a scratch file in %s", p->folder);
    if (ok && !p->no_direct)
        out->direct_fd = direct_open(path, p->folder, direct_why);
    if (ok && named && unlink(path) != 0)
        ok = err_set(err, errno, "remove the scratch file %s", path);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    free(path);
    return ok;
}

/* No two pages alike and none that compresses: a disk or file system may do either. */
static void fill_random(uint64_t *words, size_t n, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        words[i] = *state;
    }
}

static bool sync_chunk(int fd)
{
#ifdef __APPLE__
    return fsync(fd) == 0;
#else
    return fdatasync(fd) == 0;
#endif
}

/* What is written must be on the disk before it is read; synced step by step so that the
 * time can be kept. */
static bool write_chunks(struct scratch *s, uint64_t n_bytes, double seconds,
                         const char *folder, struct error *err)
{
    uint64_t *chunk = mem_alloc(CHUNK_BYTES, "the scratch file", err);
    if (!chunk)
        return false;
    uint64_t state = 0x9e3779b97f4a7c15ULL;
    int64_t end = clock_now_ns() + (int64_t)(seconds * 1e9);
    bool ok = true;
    while (ok && s->n_bytes < n_bytes) {
        uint64_t left = n_bytes - s->n_bytes;
        size_t len = left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
        fill_random(chunk, len / sizeof(*chunk), &state);
        ok = fd_write_all(s->fd, chunk, len);
        if (ok)
            s->n_bytes += len;
        if (ok && (s->n_bytes % SYNC_BYTES == 0 || s->n_bytes == n_bytes)) {
            ok = sync_chunk(s->fd);
            if (clock_now_ns() >= end)
                break;
        }
    }
    if (!ok)
        err_set(err, errno, "write the scratch file in %s at offset %llu", folder,
                (unsigned long long)s->n_bytes);
    mem_free(chunk, CHUNK_BYTES);
    return ok;
}

bool scratch_create(const struct limits_params *p, uint64_t n_bytes, double seconds,
                    struct scratch *out, char *direct_why, struct error *err)
{
    *out = (struct scratch){.fd = -1, .direct_fd = -1};
    struct statvfs fs;
    if (statvfs(p->folder, &fs) != 0)
        return err_set(err, errno, "look for space in %s", p->folder);
    uint64_t free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    if (free_bytes < n_bytes)
        return err_set(err, 0,
                       "a scratch file of %llu MiB in %s: %llu MiB are free (--scratch)",
                       (unsigned long long)(n_bytes >> 20), p->folder,
                       (unsigned long long)(free_bytes >> 20));
    if (open_unnamed(p, out, direct_why, err) &&
        write_chunks(out, n_bytes, seconds, p->folder, err))
        return true;
    if (out->fd >= 0)
        close(out->fd);
    if (out->direct_fd >= 0)
        close(out->direct_fd);
    out->fd = out->direct_fd = -1;
    return false;
}
