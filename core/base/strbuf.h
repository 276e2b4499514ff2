#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A growing string. Start from {0}; `data` is NUL-terminated once anything was added and
 * NULL before. Thread-safety: per object. */
struct strbuf {
    char *data; /* owned */
    size_t len; /* bytes, without the NUL */
    size_t cap;
};

void strbuf_add(struct strbuf *b, const void *bytes, size_t len);
void strbuf_adds(struct strbuf *b, const char *s);
void strbuf_addc(struct strbuf *b, char c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_clear(struct strbuf *b);  /* empties, keeps the memory */
void strbuf_finish(struct strbuf *b); /* releases, back to {0} */

/* Hand the string over to the caller, who frees it; never NULL. Leaves {0}. */
char *strbuf_take(struct strbuf *b);
