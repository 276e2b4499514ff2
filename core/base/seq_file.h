#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file that is written once, from start to end, at the disk's speed: in writes of
 * SEQ_FILE_WRITE_BYTES that go past the page cache where the file system can do that, by a
 * thread of its own, while the caller makes the next bytes. Thread-safety: per object. */

struct error;
struct seq_file;

enum {
    SEQ_FILE_WRITE_BYTES = 4 << 20
};

/* NULL + err, also when the file exists. */
struct seq_file *seq_file_create(const char *path, struct error *err);
/* Goes on behind the first `length` bytes of a file, which is made when it is missing; what
 * lay behind them is written over, and cut off by the finish. */
struct seq_file *seq_file_go_on(const char *path, uint64_t length, struct error *err);
/* Bytes are copied. A failed write is told by a later call, or by the finish. */
bool seq_file_append(struct seq_file *f, const void *bytes, size_t n, struct error *err);
bool seq_file_append_zeros(struct seq_file *f, size_t n, struct error *err);
/* Waits until all bytes so far are on the disk; more may follow. */
bool seq_file_sync(struct seq_file *f, struct error *err);
/* Writes what is left, waits until all is on the disk, closes and frees, also when that
 * fails. */
bool seq_file_finish(struct seq_file *f, struct error *err);
/* Closes and frees without caring; the file stays. NULL is fine. */
void seq_file_abandon(struct seq_file *f);
