#pragma once

#include <stddef.h>

/* Files in messages: "@notes.txt" in a message, and /read. A file must be text (UTF-8
 * without NUL) of at most ATTACH_BYTES_MAX bytes. */

struct error;

enum {
    ATTACH_BYTES_MAX = 1 << 20,
};

/* The file as a fenced block below its name. Owned; NULL + err. */
char *attach_block(const char *path, struct error *err);

/* The message with a block behind it for every word that begins with '@' and names a file
 * (but for those that have their block already: an edited message). What stands in fenced
 * blocks is no word of the message: the text of a file names no other one. A word that
 * names none, or a folder, is a word. Owned; NULL + err when a file that is there cannot be
 * taken. */
char *attach_files(const char *text, struct error *err);

/* Paths that begin as `prefix` does, folders with a '/' behind them. Owned,
 * NULL-terminated; NULL when there are none. */
char **attach_candidates(const char *prefix);
