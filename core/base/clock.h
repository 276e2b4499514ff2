#pragma once

#include <stdint.h>

/* Monotonic time in nanoseconds; only differences mean anything. Thread-safe. */
int64_t clock_now_ns(void);
/* Unix time in milliseconds. Thread-safe. */
int64_t clock_unix_ms(void);
