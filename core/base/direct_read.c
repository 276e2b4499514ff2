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
        a.st_ino == b.st_ino &&
        /* O_NONBLOCK was for opening: io_uring would refuse to wait for the device. */
        fcntl(direct, F_SETFL, O_DIRECT) == 0)
        return direct;
    close(direct);
#else
    (void)path;
    (void)fd;
#endif
    return -1;
}

static ssize_t read_again(int fd, char *to, size_t n, uint64_t offset)
{
    ssize_t got;
    do {
        got = pread(fd, to, n, (off_t)offset);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Bytes of [offset, offset + n) through the blocks around them; -1: errno, 0: the end. */
static ssize_t read_around(int fd, char *chunk, uint64_t offset, size_t n, char *to)
{
    size_t before = (size_t)(offset % BLOCK_BYTES);
    n = n < CHUNK_BYTES - before ? n : CHUNK_BYTES - before;
    size_t want = (before + n + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    ssize_t got = read_again(fd, chunk, want, offset - before);
    if (got < 0)
        return -1;
    size_t came = (size_t)got > before ? (size_t)got - before : 0;
    came = came < n ? came : n;
    memcpy(to, chunk + before, came);
    return (ssize_t)came;
}

bool direct_read(int fd, void *out, size_t n, uint64_t offset)
{
    char *chunk = NULL, *to = out;
    ssize_t got = 1;
    while (n && got > 0) {
        bool in_place = offset % BLOCK_BYTES == 0 && (uintptr_t)to % BLOCK_BYTES == 0 &&
                        n >= BLOCK_BYTES;
        if (!in_place && !chunk) {
            chunk = aligned_alloc(BLOCK_BYTES, CHUNK_BYTES);
            if (!chunk) {
                errno = ENOMEM;
                return false;
            }
        }
        size_t blocks = n < CHUNK_BYTES ? n / BLOCK_BYTES * BLOCK_BYTES : CHUNK_BYTES;
        got = in_place ? read_again(fd, to, blocks, offset)
                       : read_around(fd, chunk, offset, n, to);
        if (got <= 0)
            break;
        to += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    int why = got < 0 ? errno : 0;
    free(chunk);
    errno = why;
    return got > 0 || n == 0;
}
