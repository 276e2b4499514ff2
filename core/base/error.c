#include "core/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
    return false;
}
