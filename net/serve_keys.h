#pragma once

#include <stdbool.h>

/* Who may ask: the keys of a file (key_file.h). Immutable after loading, thread-safe. */

struct error;
struct serve_keys;

/* NULL + err. */
struct serve_keys *serve_keys_load(const char *path, struct error *err);
void serve_keys_free(struct serve_keys *k); /* NULL is fine */
/* Whether this header's value is "Bearer KEY" with one of the keys. The time it takes does not
 * tell how much of a key was right. NULL is no header. */
bool serve_keys_allow(const struct serve_keys *k, const char *authorization);
