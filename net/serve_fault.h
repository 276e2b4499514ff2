#pragma once

#include <stdbool.h>

/* Why a request is not answered, as HTTP and the error object of the API have it. */

struct serve_fault {
    int status;       /* of HTTP; 0: none */
    const char *type; /* static: "invalid_request_error" and the like */
    const char *code; /* static, or NULL */
    char param[64];   /* the field of the request, or "" */
    char message[640];
    int retry_after_s; /* 429, 503: when to come back; 0: not known */
};

/* Fills it and returns false. The type follows from the status. */
bool serve_fault_set(struct serve_fault *f, int status, const char *code,
                     const char *param, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
