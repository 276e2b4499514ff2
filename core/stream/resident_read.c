#include "core/stream/resident_read.h"

#include <errno.h>
#include <sys/uio.h>

#if defined(__linux__) && defined(RWF_NOWAIT)

enum resident_result resident_read(int fd, void *buf, size_t len, uint64_t off,
                                   size_t *got)
{
    *got = 0;
    struct iovec iov = {buf, len};
    ssize_t n;
    do
        n = preadv2(fd, &iov, 1, (off_t)off, RWF_NOWAIT);
    while (n < 0 && errno == EINTR);

    /* A short count ends at the first gap, or at the end of the file: the readers find
     * out which. */
    if (n > 0)
        *got = (size_t)n;
    if (n == 0)
        return RESIDENT_EOF;
    if (n < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL))
        return RESIDENT_UNKNOWN;
    if (n < 0 && errno != EAGAIN)
        return RESIDENT_FAILED;
    return RESIDENT_OK;
}

#else

enum resident_result resident_read(int fd, void *buf, size_t len, uint64_t off,
                                   size_t *got)
{
    (void)fd;
    (void)buf;
    (void)len;
    (void)off;
    *got = 0;
    return RESIDENT_UNKNOWN;
}

#endif
