#pragma once

#include <stddef.h>
#include <stdint.h>

/* Reading what the page cache holds, without waiting for the device. The one place that
 * knows the calls of the operating system for it. */

enum resident_result {
    RESIDENT_OK,      /* *got bytes, 0..len, were resident and are now in buf */
    RESIDENT_EOF,     /* the file ends at or before the offset */
    RESIDENT_UNKNOWN, /* this system or file system cannot tell; nothing was read */
    RESIDENT_FAILED,  /* errno says why */
};

/* Copy the leading resident bytes of [off, off + len) into buf. On Linux a call that finds
 * a gap makes the kernel begin to read the range, so asking is also a prefetch. */
enum resident_result resident_read(int fd, void *buf, size_t len, uint64_t off,
                                   size_t *got);
