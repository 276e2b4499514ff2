#include "core/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Names and values out of files stand in messages, and messages on terminals: what would
 * begin a sequence there (C0 but tab and line feed, DEL, C1) becomes '?'. */
static void clean(char *msg)
{
    unsigned char *to = (unsigned char *)msg;
    for (const unsigned char *s = to; *s; s++) {
        bool c1 = s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f;
        bool control = (*s < 0x20 && *s != '\n' && *s != '\t') || *s == 0x7f || c1;
        *to++ = control ? '?' : *s;
        s += c1;
    }
    *to = '\0';
}

bool err_set(struct error *err, int code, const char *fmt, ...)
{
    if (!err)
        return false;

    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);

    err->code = code;
    if (code > 0) {
        char why[128];
        size_t len = strlen(err->msg);
        snprintf(err->msg + len, sizeof(err->msg) - len, ": %s",
                 strerror_r(code, why, sizeof(why)));
    }
    clean(err->msg);
    return false;
}

bool err_prefix(struct error *err, const char *fmt, ...)
{
    if (!err)
        return false;

    char rest[sizeof(err->msg)];
    memcpy(rest, err->msg, sizeof(rest));

    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);

    size_t len = strlen(err->msg);
    snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", rest);
    clean(err->msg);
    return false;
}
