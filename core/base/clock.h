#pragma once

#include <stdint.h>

/* Monotonic time in nanoseconds; only differences mean anything. Thread-safe. */
int64_t clock_now_ns(void);
