#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct strbuf;

/* Read a whole regular file of at most `max_bytes` into memory. Returns owned bytes with a
 * NUL behind them, or NULL + err; *len is without the NUL. */
char *file_read(const char *path, size_t max_bytes, size_t *len, struct error *err);

/* Append what fd still has to `out`, at most max_bytes; `what` names it in the error. */
bool fd_read_all(int fd, const char *what, size_t max_bytes, struct strbuf *out,
                 struct error *err);

/* Replace `path` by these bytes so that a crash leaves the old file or the new one, never
 * half of it: a temporary file beside it, fsync, rename. Mode as given. */
bool file_write_atomic(const char *path, const void *bytes, size_t len, unsigned mode,
                       struct error *err);

/* Write all bytes to fd, over short writes and EINTR. False leaves errno set. */
bool fd_write_all(int fd, const void *bytes, size_t len);

/* Likewise at an offset, which leaves the file's own position alone. */
bool fd_write_at(int fd, const void *bytes, size_t len, uint64_t offset);

/* Read exactly len bytes at an offset, likewise. False leaves errno set, to 0 where the file
 * ends before. */
bool fd_read_at(int fd, void *bytes, size_t len, uint64_t offset);

/* mkdir -p with mode 0700 for what is missing. */
bool dir_make(const char *path, struct error *err);
/* Likewise for the folder that a file is to be in. */
bool dir_make_for(const char *file_path, struct error *err);

bool file_exists(const char *path);

/* "dir/name", owned. */
char *path_join(const char *dir, const char *name);

/* The same path without slashes at its end, owned; "/" stays. */
char *path_without_slash(const char *path);
