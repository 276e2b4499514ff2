#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Identifiers that sort by the time they were made: 48 bits of Unix milliseconds and 80
 * random ones, as 26 characters of Crockford's base 32. */

enum {
    ULID_LEN = 26
};

struct error;

bool ulid_make(char out[ULID_LEN + 1], int64_t time_ms, struct error *err);
bool ulid_valid(const char *s); /* exactly one, in upper case */
/* Whether the text could start one (any case, at least one character). */
bool ulid_prefix_valid(const char *s);
