#pragma once

#include <stddef.h>

struct strbuf;

/* Append the Unicode normal form C of valid UTF-8 text. Linear (times a logarithm in the
 * length of a run of combining marks) for any text. Thread-safe. */
void nfc_add(struct strbuf *out, const char *text, size_t len);
