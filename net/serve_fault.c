#include "net/serve_fault.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/text/utf8.h"

static const char *type_of(int status)
{
    switch (status) {
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 429: return "rate_limit_error";
    default: return status >= 500 ? "server_error" : "invalid_request_error";
    }
}

/* Text for JSON: what was cut does not end inside a character, and the bytes of a file's name
 * that are none are '?'. */
static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    size_t len = strlen(out);
    out[len - utf8_incomplete_tail(out, len)] = '\0';
    for (long at; (at = utf8_check(out, strlen(out))) >= 0;)
        out[at] = '?';
}

bool serve_fault_set(struct serve_fault *f, int status, const char *code,
                     const char *param, const char *fmt, ...)
{
    char message[sizeof(f->message)];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    *f = (struct serve_fault){.status = status, .type = type_of(status), .code = code};
    copy_text(f->param, sizeof(f->param), param ? param : "");
    copy_text(f->message, sizeof(f->message), message);
    return false;
}
