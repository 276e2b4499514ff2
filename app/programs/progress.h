#pragma once

#include <stdbool.h>
#include <stdint.h>

/* One line on stderr that says how far a long job is: share, rate, time left. Drawn a few
 * times a second, only when stderr is a terminal. */
struct progress {
    const char *verb; /* "packing"; static */
    bool on;
    int64_t start_ns, drawn_ns;
    uint64_t start_bytes; /* what an earlier run had done */
    bool started;
};

void progress_init(struct progress *p, const char *verb, bool quiet);
/* A pack_progress_fn; ctx is the struct progress. False once SIGINT or SIGTERM came. */
bool progress_update(void *ctx, const char *what, uint64_t done_bytes,
                     uint64_t total_bytes);
/* Clears the line. */
void progress_finish(struct progress *p);
/* The signal that ended it, or 0. */
int progress_signal(void);
