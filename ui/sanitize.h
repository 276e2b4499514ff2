#pragma once

#include <stddef.h>
#include <stdint.h>

/* Untrusted bytes -> text that is safe to keep and to show: valid UTF-8 (U+FFFD for what
 * is not), line feeds for every kind of line end, tabs; no other control characters, no
 * escape sequences (removed whole, not only their first byte), no bidirectional
 * overrides, which can make a line read as something else. A stream may be cut anywhere:
 * the result depends on the bytes alone. */

struct strbuf;

struct sanitizer {
    int state;
    int after_cr;
    int n_partial; /* of an incomplete character */
    char partial[4];
};

/* Start from {0}. */
void sanitize_feed(struct sanitizer *s, const char *bytes, size_t len,
                   struct strbuf *out);
/* The stream is over: an incomplete character becomes U+FFFD. Back to {0}. */
void sanitize_end(struct sanitizer *s, struct strbuf *out);

/* A whole text at once; owned by the caller, never NULL. NULL text gives "". */
char *sanitize_text(const char *text, size_t len);
/* Likewise, with line ends and tabs made spaces: for titles and labels. */
char *sanitize_label(const char *text);
