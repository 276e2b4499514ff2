#include "app/fence.h"

#include <string.h>

/* A fence's mark, its length and how far it is indented. */
static bool is_fence(const char *line, size_t len, struct fence *out)
{
    out->indent = strspn(line, " ");
    out->mark = line[out->indent];
    if (out->indent >= len || (out->mark != '`' && out->mark != '~'))
        return false;
    const char s[2] = {out->mark, '\0'}, *marks = line + out->indent;
    out->n = strspn(marks, s);
    /* `code` in a sentence is none. */
    return out->n >= 3 &&
           !(out->mark == '`' && memchr(marks + out->n, '`', len - out->indent - out->n));
}

enum fence_line fence_next(struct fence *f, const char *line, size_t len)
{
    struct fence here = {0};
    bool fence = is_fence(line, len, &here);
    if (!f->in) {
        if (!fence)
            return FENCE_OUTSIDE;
        *f = here;
        f->in = true;
        return FENCE_OPENS;
    }
    size_t at = here.indent + here.n;
    if (!fence || here.mark != f->mark || here.n < f->n ||
        strspn(line + at, " \t\r") < len - at)
        return FENCE_INSIDE;
    f->in = false;
    return FENCE_CLOSES;
}
