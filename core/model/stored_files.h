#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The files of a checkpoint, of which there may be more than a process may have open at once:
 * a hub checkpoint has up to some hundred, and each takes two descriptors (one past the page
 * cache). Only those that were read last stay open. Files are added by one thread; reading
 * them is thread-safe. */

struct error;

struct st_file {
    char *path; /* owned by the set */
    uint64_t n_bytes;
    int64_t mtime_s, mtime_ns;
};

struct stored_files;

struct stored_files *stored_files_create(void);
void stored_files_destroy(struct stored_files *s); /* NULL is fine */

/* Opens a regular file. Takes `path`, whatever comes. Borrowed until the set goes; NULL + err. */
const struct st_file *stored_files_add(struct stored_files *s, char *path,
                                       struct error *err);

/* n bytes at `offset`. A file that has become shorter is an error and no signal; one that was
 * changed or replaced is one, too, when it has to be opened again. */
bool st_file_read(const struct st_file *f, uint64_t offset, void *out, size_t n,
                  struct error *err);

/* Such a range will not be read again: the page cache need not keep it. */
void st_file_drop(const struct st_file *f, uint64_t offset, uint64_t n);
