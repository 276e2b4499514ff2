/* Two buffers: the caller fills one while the thread writes the other. Through the page cache
 * a large file costs the processor as much again in the kernel as making random numbers does,
 * and pushes out what others have there. */
#include "core/base/seq_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/thread.h"

#ifndef O_DIRECT
#define O_DIRECT 0
#endif

enum {
    BLOCK_BYTES = 4096 /* direct writes are multiples of it */
};

struct seq_file {
    /* -- immutable */
    char *path; /* owned */
    int fd;
    pthread_t thread;
    bool started;
    /* -- caller only */
    char *fill; /* owned: one of the two buffers */
    size_t n_fill;
    uint64_t length;
    /* -- writer only, and the caller while there is nothing to write */
    uint64_t written;
    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *spare;  /* owned: the other buffer */
    size_t n_out; /* bytes of it to write, 0: it is free */
    bool end;
    int why; /* errno of the first failure */
};

/* A file system may take the flag and not the write. True when that was it (errno) and the
 * flag is off now. */
static bool give_up_direct(const struct seq_file *f)
{
    int why = errno, flags = fcntl(f->fd, F_GETFL);
    if (why == EINVAL && flags >= 0 && (flags & O_DIRECT) &&
        fcntl(f->fd, F_SETFL, flags & ~O_DIRECT) == 0)
        return true;
    errno = why;
    return false;
}

static bool write_out(struct seq_file *f, const char *bytes, size_t n)
{
    return fd_write_at(f->fd, bytes, n, f->written) ||
           (give_up_direct(f) && fd_write_at(f->fd, bytes, n, f->written));
}

static void *writer(void *arg)
{
    struct seq_file *f = arg;
    pthread_mutex_lock(&f->lock);
    for (;;) {
        while (!f->n_out && !f->end)
            pthread_cond_wait(&f->changed, &f->lock);
        if (!f->n_out)
            break;
        const char *bytes = f->spare;
        size_t n = f->n_out;
        bool ok = !f->why;
        int why = 0;
        pthread_mutex_unlock(&f->lock);
        errno = 0;
        if (ok && !write_out(f, bytes, n))
            why = errno ? errno : EIO;
        f->written += n;
        pthread_mutex_lock(&f->lock);
        f->n_out = 0;
        f->why = f->why ? f->why : why;
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* Gives the filled buffer to the writer, when that has done the one before. */
static int hand_over(struct seq_file *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->n_out)
        pthread_cond_wait(&f->changed, &f->lock);
    int why = f->why;
    if (!why) {
        size_t n = (f->n_fill + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        memset(f->fill + f->n_fill, 0, n - f->n_fill);
        char *full = f->fill;
        f->fill = f->spare;
        f->spare = full;
        f->n_out = n;
        f->n_fill = 0;
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
    return why;
}

static bool append(struct seq_file *f, const char *bytes, size_t n, struct error *err)
{
    while (n) {
        size_t room = SEQ_FILE_WRITE_BYTES - f->n_fill, k = n < room ? n : room;
        if (bytes) {
            memcpy(f->fill + f->n_fill, bytes, k);
            bytes += k;
        } else {
            memset(f->fill + f->n_fill, 0, k);
        }
        f->n_fill += k;
        f->length += k;
        n -= k;
        if (f->n_fill == SEQ_FILE_WRITE_BYTES) {
            int why = hand_over(f);
            if (why)
                return err_set(err, why, "write %s", f->path);
        }
    }
    return true;
}

bool seq_file_append(struct seq_file *f, const void *bytes, size_t n, struct error *err)
{
    return append(f, bytes, n, err);
}

bool seq_file_append_zeros(struct seq_file *f, size_t n, struct error *err)
{
    return append(f, NULL, n, err);
}

/* O_DIRECT when the file system can. */
static int open_for_writing(const char *path, int flags)
{
    bool was_there = access(path, F_OK) == 0;
    int fd = open(path, flags | O_DIRECT, 0644);
    if (fd >= 0 || errno != EINVAL)
        return fd;
    /* Some file systems have made the file by the time they say no. */
    if (!was_there)
        unlink(path);
    return open(path, flags, 0644);
}

static struct seq_file *open_file(const char *path, int flags, struct error *err)
{
    struct seq_file *f = xcalloc(1, sizeof(*f));
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    f->path = xstrdup(path);
    f->fd = open_for_writing(path, flags | O_CREAT | O_CLOEXEC);
    if (f->fd < 0) {
        err_set(err, errno, "create %s", path);
        goto fail;
    }
    f->fill = mem_alloc(SEQ_FILE_WRITE_BYTES, "writing a file", err);
    f->spare = f->fill ? mem_alloc(SEQ_FILE_WRITE_BYTES, "writing a file", err) : NULL;
    if (f->spare)
        return f;

fail:
    seq_file_abandon(f);
    return NULL;
}

static struct seq_file *start(struct seq_file *f, struct error *err)
{
    f->started = thread_start(&f->thread, "fm:write", writer, f, err);
    if (f->started)
        return f;
    seq_file_abandon(f);
    return NULL;
}

struct seq_file *seq_file_create(const char *path, struct error *err)
{
    struct seq_file *f = open_file(path, O_WRONLY | O_EXCL, err);
    return f ? start(f, err) : NULL;
}

struct seq_file *seq_file_go_on(const char *path, uint64_t length, struct error *err)
{
    struct seq_file *f = open_file(path, O_RDWR, err);
    if (!f)
        return NULL;
    f->length = length;
    f->n_fill = (size_t)(length % BLOCK_BYTES);
    f->written = length - f->n_fill;
    if (f->n_fill == 0)
        return start(f, err);
    ssize_t got = pread(f->fd, f->fill, BLOCK_BYTES, (off_t)f->written);
    if (got < 0 && give_up_direct(f))
        got = pread(f->fd, f->fill, BLOCK_BYTES, (off_t)f->written);
    if (got >= (ssize_t)f->n_fill)
        return start(f, err);
    err_set(err, got < 0 ? errno : EIO, "read the end of %s", path);
    seq_file_abandon(f);
    return NULL;
}

static void join(struct seq_file *f)
{
    if (!f->started)
        return;
    pthread_mutex_lock(&f->lock);
    f->end = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    f->started = false;
}

/* What does not fill a block is written with zeros behind it, and again with what follows. */
bool seq_file_sync(struct seq_file *f, struct error *err)
{
    char rest[BLOCK_BYTES];
    size_t n_rest = f->n_fill % BLOCK_BYTES;
    memcpy(rest, f->fill + (f->n_fill - n_rest), n_rest);
    int why = f->n_fill ? hand_over(f) : 0;
    pthread_mutex_lock(&f->lock);
    while (f->n_out)
        pthread_cond_wait(&f->changed, &f->lock);
    why = why ? why : f->why;
    if (n_rest && !why)
        f->written -= BLOCK_BYTES;
    pthread_mutex_unlock(&f->lock);
    if (!why && fdatasync(f->fd) != 0)
        why = errno;
    memcpy(f->fill, rest, n_rest);
    f->n_fill = n_rest;
    return !why || err_set(err, why, "write %s", f->path);
}

bool seq_file_finish(struct seq_file *f, struct error *err)
{
    int why = f->n_fill ? hand_over(f) : 0;
    join(f);
    why = why ? why : f->why;
    /* The last write was rounded up. */
    if (!why && (ftruncate(f->fd, (off_t)f->length) != 0 || fsync(f->fd) != 0))
        why = errno;
    if (close(f->fd) != 0 && !why)
        why = errno;
    f->fd = -1;
    bool ok = !why || err_set(err, why, "write %s", f->path);
    seq_file_abandon(f);
    return ok;
}

void seq_file_abandon(struct seq_file *f)
{
    if (!f)
        return;
    join(f);
    if (f->fd >= 0)
        close(f->fd);
    mem_free(f->fill, f->fill ? SEQ_FILE_WRITE_BYTES : 0);
    mem_free(f->spare, f->spare ? SEQ_FILE_WRITE_BYTES : 0);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f->path);
    free(f);
}
