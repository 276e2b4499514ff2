#pragma once

#include <stddef.h>

/* A borrowed piece of text. */
struct slice {
    const char *s;
    size_t len;
};

struct slice slice_of(const char *s); /* NULL gives the empty slice */

/* Without white space at both ends, as Python's str.strip() has it: Unicode white space and
 * the separators U+001C to U+001F. The text must be valid UTF-8. */
struct slice slice_trim(struct slice t);
struct slice slice_trim_newlines(struct slice t); /* '\n' alone, both ends */
struct slice slice_skip_newlines(struct slice t); /* '\n' alone, in front */

/* The first (last) place of `what`, or NULL. */
const char *slice_find(struct slice t, const char *what);
const char *slice_find_last(struct slice t, const char *what);
