#pragma once

#include <stdbool.h>

/* Define LOG_MODULE "name" before this header. Sinks: a file opened by log_open; nothing
 * is ever written to the terminal. Without log_open messages are discarded. Not for the
 * hot path: what happens per token or per layer is counted in stats. Thread-safe. */
enum log_level {
    LOG_ERR,
    LOG_WARN,
    LOG_INFO,
    LOG_DBG,
};

struct error;

bool log_open(const char *path, enum log_level max, struct error *err);
void log_close(void);
void log_write(enum log_level level, const char *module, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#define log_err(...)  log_write(LOG_ERR, LOG_MODULE, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, LOG_MODULE, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, LOG_MODULE, __VA_ARGS__)
#define log_dbg(...)  log_write(LOG_DBG, LOG_MODULE, __VA_ARGS__)
