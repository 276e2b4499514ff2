#include "core/model/stored_files.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/direct_read.h"
#include "core/base/error.h"
#include "core/base/file.h"

enum {
    MAX_OPEN = 64,           /* files; more only while more threads than that read */
    SHARE = 4,               /* a file takes two: half of the descriptors are others' */
    DIRECT_BYTES = 64 << 10, /* shorter ranges share pages with what is read next */
};

struct entry {
    struct st_file file; /* first: what callers hold */
    /* -- immutable */
    struct stored_files *set;
    dev_t dev;
    ino_t ino;
    /* -- protected by the set's lock; the descriptors stay while n_using */
    int fd, direct_fd; /* -1: not open, or not to be had */
    int n_using;
    uint64_t used_at;
};

struct stored_files {
    /* -- immutable while files are read */
    struct entry **entry; /* [n], owned */
    int n;
    int max_open;
    /* -- protected by lock */
    pthread_mutex_t lock;
    int n_open;
    uint64_t clock;
};

struct stored_files *stored_files_create(void)
{
    struct stored_files *s = xcalloc(1, sizeof(*s));
    struct rlimit limit;
    s->max_open = MAX_OPEN;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / SHARE < MAX_OPEN)
        s->max_open = limit.rlim_cur < SHARE ? 1 : (int)(limit.rlim_cur / SHARE);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void close_entry(struct entry *e)
{
    if (e->direct_fd >= 0)
        close(e->direct_fd);
    if (e->fd >= 0) {
        close(e->fd);
        e->set->n_open--;
    }
    e->fd = e->direct_fd = -1;
}

void stored_files_destroy(struct stored_files *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->n; i++) {
        close_entry(s->entry[i]);
        free(s->entry[i]->file.path);
        free(s->entry[i]);
    }
    pthread_mutex_destroy(&s->lock);
    free(s->entry);
    free(s);
}

/* False when all that are open are in use. */
static bool close_oldest(struct stored_files *s)
{
    struct entry *oldest = NULL;
    for (int i = 0; i < s->n; i++) {
        struct entry *e = s->entry[i];
        if (e->fd >= 0 && !e->n_using && (!oldest || e->used_at < oldest->used_at))
            oldest = e;
    }
    if (oldest)
        close_entry(oldest);
    return oldest != NULL;
}

static bool open_entry(struct entry *e, struct stat *sb, struct error *err)
{
    struct stored_files *s = e->set;
    const char *path = e->file.path;
    while (s->n_open >= s->max_open && close_oldest(s))
        ;
    /* Without O_NONBLOCK a FIFO under that name would hang the open. */
    do {
        e->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    } while (e->fd < 0 && (errno == EMFILE || errno == ENFILE) && close_oldest(s));
    if (e->fd < 0)
        return err_set(err, errno, "open %s", path);
    s->n_open++;
    if (fstat(e->fd, sb) != 0) {
        err_set(err, errno, "stat %s", path);
        close_entry(e);
        return false;
    }
    if (!S_ISREG(sb->st_mode)) {
        err_set(err, 0, "open %s: not a regular file", path);
        close_entry(e);
        return false;
    }
    e->direct_fd = direct_read_open(path, e->fd);
    return true;
}

const struct st_file *stored_files_add(struct stored_files *s, char *path,
                                       struct error *err)
{
    struct stat sb;
    struct entry *e = xcalloc(1, sizeof(*e));
    *e = (struct entry){.file.path = path, .set = s, .fd = -1, .direct_fd = -1};
    s->entry = xreallocarray(s->entry, (size_t)s->n + 1, sizeof(struct entry *));
    s->entry[s->n++] = e;
    if (!open_entry(e, &sb, err))
        return NULL;
    e->used_at = ++s->clock;
    e->dev = sb.st_dev;
    e->ino = sb.st_ino;
    e->file.n_bytes = (uint64_t)sb.st_size;
    e->file.mtime_s = sb.st_mtim.tv_sec;
    e->file.mtime_ns = sb.st_mtim.tv_nsec;
    return &e->file;
}

static bool open_again(struct entry *e, struct error *err)
{
    struct stat sb = {0};
    const struct st_file *f = &e->file;
    if (!open_entry(e, &sb, err))
        return false;
    if (sb.st_dev == e->dev && sb.st_ino == e->ino &&
        (uint64_t)sb.st_size == f->n_bytes && sb.st_mtim.tv_sec == f->mtime_s &&
        sb.st_mtim.tv_nsec == f->mtime_ns)
        return true;
    close_entry(e);
    return err_set(err, 0, "read %s: the file was changed meanwhile", f->path);
}

/* The file is open until it is given back. */
static struct entry *take(const struct st_file *f, struct error *err)
{
    struct entry *e = (struct entry *)f;
    pthread_mutex_lock(&e->set->lock);
    bool ok = e->fd >= 0 || open_again(e, err);
    if (ok) {
        e->n_using++;
        e->used_at = ++e->set->clock;
    }
    pthread_mutex_unlock(&e->set->lock);
    return ok ? e : NULL;
}

static void give_back(struct entry *e)
{
    pthread_mutex_lock(&e->set->lock);
    e->n_using--;
    pthread_mutex_unlock(&e->set->lock);
}

/* errno says why; 0: the end of the file. */
static bool read_failed(const struct st_file *f, struct error *err)
{
    if (errno)
        return err_set(err, errno, "read %s", f->path);
    return err_set(err, 0, "read %s: the file has been truncated", f->path);
}

static bool read_open(const struct entry *e, uint64_t offset, void *out, size_t n,
                      struct error *err)
{
    /* EINVAL: a file system may open it so and not read it. */
    if (n >= DIRECT_BYTES && e->direct_fd >= 0) {
        if (direct_read(e->direct_fd, out, n, offset))
            return true;
        if (errno != EINVAL)
            return read_failed(&e->file, err);
    }
    return fd_read_at(e->fd, out, n, offset) || read_failed(&e->file, err);
}

bool st_file_read(const struct st_file *f, uint64_t offset, void *out, size_t n,
                  struct error *err)
{
    struct entry *e = take(f, err);
    bool ok = e && read_open(e, offset, out, n, err);
    if (e)
        give_back(e);
    return ok;
}

/* Of a file that is closed by now the pages stay: as cheap as it is rare. */
void st_file_drop(const struct st_file *f, uint64_t offset, uint64_t n)
{
    struct entry *e = (struct entry *)f;
    pthread_mutex_lock(&e->set->lock);
    if (e->fd >= 0)
        posix_fadvise(e->fd, (off_t)offset, (off_t)n, POSIX_FADV_DONTNEED);
    pthread_mutex_unlock(&e->set->lock);
}
