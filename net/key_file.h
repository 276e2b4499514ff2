#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Keys that open a server, in a file of their own: a regular one, of this user or root, that
 * nobody else may read. A key is a line that is neither empty nor a comment ('#'), without
 * white space around it: printable ASCII without spaces. Errors never have a key in them. */

struct error;

/* key[len] is borrowed for the call. False + err: what it says is the end of reading. */
typedef bool (*key_fn)(void *ctx, const char *key, size_t len, struct error *err);
/* All of them, in order; there is at least one. */
bool key_file_read(const char *path, key_fn fn, void *ctx, struct error *err);
/* The first. Owned; wipe it before it is freed. NULL + err. */
char *key_file_first(const char *path, struct error *err);
void key_wipe(char *key); /* wipes and frees; NULL is fine */
