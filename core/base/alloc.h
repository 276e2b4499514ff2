#pragma once

#include <stdarg.h>
#include <stddef.h>

/* Small allocations: these abort the program when memory is out, so callers do not check.
 * Whatever is sized by the model or by a file (weights, KV, staging buffers) must not use
 * them: see mem_alloc. Results are owned by the caller and released with free(). */
void *xmalloc(size_t n_bytes);
void *xcalloc(size_t n, size_t item_bytes);
void *xrealloc(void *p, size_t n_bytes);
void *xreallocarray(void *p, size_t n, size_t item_bytes);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

struct error;

/* Large allocation: zeroed pages from the kernel, aligned to 2 MiB when that large and to
 * 4 KiB otherwise. NULL + err names `what`, the bytes wanted and those available. Released
 * with mem_free of the same size; mem_free(NULL, 0) is fine. */
void *mem_alloc(size_t n_bytes, const char *what, struct error *err);
void mem_free(void *p, size_t n_bytes);
