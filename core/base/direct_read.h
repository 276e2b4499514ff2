#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reading large ranges of a file once: past the page cache, which costs the processor a
 * tenth of the way through it and leaves others' pages where they are. */

/* A second descriptor of the open file `fd` at `path`, O_DIRECT, for direct_read or for reads
 * of whole blocks; -1 when the file system cannot, or when that is another file by now. To
 * be closed. */
int direct_read_open(const char *path, int fd);

/* n bytes at any offset to any address. False: errno, or 0 at the end of the file. What
 * does not lie on whole blocks of 4096 in both goes through memory of its own. Thread-safe. */
bool direct_read(int fd, void *out, size_t n, uint64_t offset);
