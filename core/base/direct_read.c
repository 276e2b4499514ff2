#include "core/base/direct_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK_BYTES = 4096,
    /* One request of the device each, in flight in every thread that reads. */
    CHUNK_BYTES = 1 << 20,
};

int direct_read_open(const char *path, int fd)
{
#if defined(O_DIRECT)
    struct stat a, b;
    int direct = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_DIRECT);
    if (direct < 0)
        return -1;
    if (fstat(direct, &a) == 0 && fstat(fd, &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino)
        return direct;
    close(direct);
#else
    (void)path;
    (void)fd;
#endif
    return -1;
}

/* The blocks around [offset, offset + n); how many bytes of that range came, -1: errno. */
static ssize_t read_chunk(int fd, char *chunk, uint64_t offset, size_t n)
{
    size_t before = (size_t)(offset % BLOCK_BYTES);
    size_t want = (before + n + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    ssize_t got;
    do {
        got = pread(fd, chunk, want, (off_t)(offset - before));
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return -1;
    size_t of_range = (size_t)got > before ? (size_t)got - before : 0;
    return (ssize_t)(of_range < n ? of_range : n);
}

bool direct_read(int fd, void *out, size_t n, uint64_t offset)
{
    char *chunk = aligned_alloc(BLOCK_BYTES, CHUNK_BYTES), *to = out;
    if (!chunk) {
        errno = ENOMEM;
        return false;
    }
    while (n) {
        size_t before = (size_t)(offset % BLOCK_BYTES), room = CHUNK_BYTES - before;
        ssize_t got = read_chunk(fd, chunk, offset, n < room ? n : room);
        if (got <= 0) {
            int why = got < 0 ? errno : 0;
            free(chunk);
            errno = why;
            return false;
        }
        memcpy(to, chunk + before, (size_t)got);
        to += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    free(chunk);
    return true;
}
