#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

bool fd_read_all(int fd, const char *what, size_t max_bytes, struct strbuf *out,
                 struct error *err)
{
    char chunk[65536];
    size_t total = 0;
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, errno, "read %s", what);
        if (n == 0)
            return true;
        total += (size_t)n;
        if (total > max_bytes)
            return err_set(err, EFBIG, "read %s (more than %zu bytes)", what, max_bytes);
        strbuf_add(out, chunk, (size_t)n);
    }
}

char *file_read(const char *path, size_t max_bytes, size_t *len, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set(err, errno, "open %s", path);
        return NULL;
    }
    struct strbuf b = {0};
    bool ok = fd_read_all(fd, path, max_bytes, &b, err);
    close(fd);
    if (!ok) {
        strbuf_finish(&b);
        return NULL;
    }
    *len = b.len;
    return strbuf_take(&b);
}

bool fd_write_all(int fd, const void *bytes, size_t len)
{
    const char *p = bytes;
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        p += n;
        len -= (size_t)n;
    }
    return true;
}

bool fd_write_at(int fd, const void *bytes, size_t len, uint64_t offset)
{
    const char *p = bytes;
    while (len) {
        ssize_t n = pwrite(fd, p, len, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

bool fd_read_at(int fd, void *bytes, size_t len, uint64_t offset)
{
    char *p = bytes;
    while (len) {
        ssize_t n = pread(fd, p, len, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = 0;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

bool file_write_atomic(const char *path, const void *bytes, size_t len, unsigned mode,
                       struct error *err)
{
    char *tmp = xasprintf("%s.tmp.%ld", path, (long)getpid());
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) {
        err_set(err, errno, "create %s", tmp);
        free(tmp);
        return false;
    }

    bool ok = fd_write_all(fd, bytes, len) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(tmp, path) != 0) {
        ok = false;
        why = errno;
    }
    if (!ok) {
        unlink(tmp);
        err_set(err, why, "write %s", path);
    }
    free(tmp);
    return ok;
}

bool dir_make(const char *path, struct error *err)
{
    char *p = xstrdup(path);
    for (char *s = p + 1; *s; s++) {
        if (*s != '/')
            continue;
        *s = '\0';
        if (mkdir(p, 0700) != 0 && errno != EEXIST)
            goto fail;
        *s = '/';
    }
    if (mkdir(p, 0700) != 0 && errno != EEXIST)
        goto fail;
    free(p);
    return true;

fail:
    err_set(err, errno, "create folder %s", p);
    free(p);
    return false;
}

bool dir_make_for(const char *file_path, struct error *err)
{
    char *dir = xstrdup(file_path), *slash = strrchr(dir, '/');
    bool ok = true;
    if (slash && slash != dir) {
        *slash = '\0';
        ok = dir_make(dir, err);
    }
    free(dir);
    return ok;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

char *path_join(const char *dir, const char *name)
{
    size_t len = strlen(dir);
    return xasprintf("%s%s%s", dir, len && dir[len - 1] == '/' ? "" : "/", name);
}

char *path_without_slash(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return xstrndup(path, n);
}
