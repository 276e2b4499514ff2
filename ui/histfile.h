#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What was sent before, newest last: at most 5000 texts, each once, lines and all. On disk
 * one JSON object a line ({"text": ...}), mode 0600, appended to, so that several programs
 * may share the file; it is rewritten when it has grown to twice its use. A line that is
 * no such object is passed over. Texts that begin with a space are not kept on disk.
 * Thread-safety: per object. */

struct error;
struct histfile;

enum {
    HISTFILE_MAX = 5000
};

/* Reads the file; a missing one is an empty history, made with its folders when the first
 * text is added. path NULL keeps everything in memory.
 * Never NULL: when the file cannot be read or written, err (may be NULL) says why and the
 * history stays in memory. */
struct histfile *histfile_open(const char *path, struct error *err);
void histfile_close(struct histfile *h); /* NULL is fine */

size_t histfile_count(const struct histfile *h);
const char *histfile_get(const struct histfile *h, size_t i); /* borrowed; 0 is oldest */

/* Adds a text, moving an equal one to the end. `keep`: also on disk. */
bool histfile_add(struct histfile *h, const char *text, bool keep, struct error *err);
