#pragma once

#include "app/bench.h"

/* Inside of the reports of bench, for bench_report.c and bench_json.c. */

/* Per step (chunk or token): the phases of all layers, and what lies outside them. */
struct bench_phases {
    double mixer_linear, mixer_full, route, io_wait, expert, embed, head, other, total;
    bool known;    /* false: only total is */
    double missed; /* share of the experts that were not wholly resident */
};
struct bench_phases bench_phases(const struct bench_times *t, int n_layer);

/* Differences of clock readings: what is below a nanosecond is rounding, also "-0". */
double bench_tidy(double ms);
/* "all", "prefill", ...; static. */
const char *bench_mode_name(enum bench_mode mode);
