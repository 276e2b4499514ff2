#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 by the Unicode definition (no surrogates, no overlong forms, <= U+10FFFF). */

/* Offset of the first invalid byte, or -1 when all of it is valid. */
long utf8_check(const char *s, size_t len);

/* Bytes at the start of s that are ASCII. */
size_t utf8_ascii_len(const char *s, size_t len);

/* Bytes at the end of s that start a character but do not finish it (0 to 3). */
size_t utf8_incomplete_tail(const char *s, size_t len);

/* Decode one character at s (len >= 1): its bytes, *cp its code point; an invalid byte
 * gives 1 and U+FFFD. */
size_t utf8_next(const char *s, size_t len, uint32_t *cp);
