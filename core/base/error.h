#pragma once

#include <stdbool.h>

/* Why an operation failed. Filled by the callee only when it returns false (or NULL);
 * start from {0}. `msg` is one sentence that says what was tried, on what, and why it
 * failed; no newline. Whatever it names, it is safe on a terminal: control characters are
 * '?' in it, but for tabs and line feeds. */
struct error {
    int code; /* errno value, VkResult, or 0 */
    char msg[512];
};

/* Record a failure and return false, so that callees can `return err_set(...)`. A
 * non-zero code that is an errno value appends ": strerror" to the message. A NULL err is
 * allowed and records nothing. Thread-safety: per object. */
bool err_set(struct error *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "prefix: " in front of a message already recorded, and return false. */
bool err_prefix(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
