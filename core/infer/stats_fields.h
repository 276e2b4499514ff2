#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/stats.h"

/* The numbers of struct stats by name: one name for each in every output - pages, recordings,
 * a server's metrics. The layers are not among them. */

enum stats_kind {
    STATS_MEASURE, /* a rate or a time: struct measure */
    STATS_SHARE,   /* of a limit, which was measured and may be passed: struct measure */
    STATS_MEASURE_BYTES, /* what is not known everywhere: struct measure */
    STATS_INT,           /* tokens */
    STATS_BYTES,         /* uint64_t */
    STATS_BOOL,
    STATS_WHY, /* char[STATS_WHY_BYTES] */
    STATS_PHASE,
};

/* The most that is believed of what comes from elsewhere, files and servers: 10 GB/s for three
 * years, and contexts a hundred times as long as any. */
enum {
    STATS_TOKENS_MAX = 100000000,
};
#define STATS_BYTES_MAX INT64_C(1000000000000000000)

struct stats_field {
    const char *name;
    size_t at; /* in struct stats */
    enum stats_kind kind;
};

extern const struct stats_field stats_fields[]; /* ends with name NULL */
/* NULL when there is none. */
const struct stats_field *stats_field_find(const char *name);
/* Whether a number of this kind can be `v`: not negative, not NAN, and no more than is
 * believed. False of kinds that are no numbers; a STATS_BOOL is 0 or 1. */
bool stats_kind_can_be(enum stats_kind kind, double v);
/* "idle" "prefill" "decode" */
const char *stats_phase_name(enum engine_phase phase);
