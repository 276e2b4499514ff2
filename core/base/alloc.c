#include "core/base/alloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/error.h"

enum {
    PAGE_BYTES = 4096,
    HUGE_BYTES = 2 << 20,
};

/* An untested recovery path for a 40-byte string is worse than stopping. */
static void *checked(void *p)
{
    if (!p) {
        fputs("flashmoe: out of memory\n", stderr);
        abort();
    }
    return p;
}

void *xmalloc(size_t n_bytes)
{
    return checked(malloc(n_bytes ? n_bytes : 1));
}

void *xcalloc(size_t n, size_t item_bytes)
{
    return checked(calloc(n ? n : 1, item_bytes ? item_bytes : 1));
}

void *xrealloc(void *p, size_t n_bytes)
{
    return checked(realloc(p, n_bytes ? n_bytes : 1));
}

void *xreallocarray(void *p, size_t n, size_t item_bytes)
{
    return checked(reallocarray(p, n ? n : 1, item_bytes ? item_bytes : 1));
}

char *xstrdup(const char *s)
{
    return checked(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
    return checked(strndup(s, len));
}

char *xvasprintf(const char *fmt, va_list ap)
{
    char *s = NULL;
    if (vasprintf(&s, fmt, ap) < 0)
        s = NULL;
    return checked(s);
}

char *xasprintf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = xvasprintf(fmt, ap);
    va_end(ap);
    return s;
}

static size_t mapped_bytes(size_t n_bytes)
{
    return (n_bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

void *mem_alloc(size_t n_bytes, const char *what, struct error *err)
{
    if (n_bytes == 0)
        n_bytes = 1;
    if (n_bytes > SIZE_MAX - HUGE_BYTES - PAGE_BYTES) {
        err_set(err, EOVERFLOW, "allocate %zu bytes for %s", n_bytes, what);
        return NULL;
    }

    size_t align = n_bytes >= HUGE_BYTES ? HUGE_BYTES : PAGE_BYTES;
    size_t want = mapped_bytes(n_bytes);
    size_t span = want + align - PAGE_BYTES;
    char *base = mmap(NULL, span, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) {
        long long avail = (long long)sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE);
        err_set(err, errno, "allocate %zu bytes for %s (%lld bytes of memory are free)",
                n_bytes, what, avail);
        return NULL;
    }

    /* Give back what the alignment left over, so that mem_free needs the size alone. */
    size_t skip = (align - (uintptr_t)base % align) % align;
    if (skip)
        munmap(base, skip);
    if (span - skip > want)
        munmap(base + skip + want, span - skip - want);
    if (align == HUGE_BYTES)
        madvise(base + skip, want, MADV_HUGEPAGE);
    return base + skip;
}

void mem_free(void *p, size_t n_bytes)
{
    if (p)
        munmap(p, mapped_bytes(n_bytes ? n_bytes : 1));
}
