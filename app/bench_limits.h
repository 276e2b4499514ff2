#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "core/measure/limits.h"
#include "core/measure/shares.h"

/* `flashmoe bench --limits`: the machine's limits for a model or a folder, kept for later
 * in path_cache("limits.json"). */

struct bench_result;
struct error;

struct bench_limits_params {
    const char *pack_path; /* its record size, folder and files; NULL: none */
    const char *folder;    /* the disk to measure; NULL: the pack's, else the current */
    uint64_t record_bytes; /* 0: the pack's, else the default */
    uint64_t scratch_bytes;
    int seconds;
    void (*progress)(const char *what); /* may be NULL */
};

/* False + err when the pack cannot be opened, nothing else: a part of *out that could not
 * be measured says why. */
bool bench_limits_run(const struct bench_limits_params *p, struct limits *out,
                      struct error *err);
/* Keep them for later; nothing is done when a part is missing. */
bool bench_limits_keep(const struct limits *l, struct error *err);

void bench_limits_print(const struct limits *l, FILE *out);

/* What decode (a run of prefill alone: prefill) reached of the limits, over all runs, and what
 * the disk gave of its limit in the time in which it was at work at all. */
struct bench_shares {
    struct shares of;
    struct share busy;
    struct shares_limits limits;
};

void bench_shares_get(const struct bench_result *r, const struct limits *l,
                      struct bench_shares *out);
void bench_shares_print(const struct bench_shares *s, FILE *out);
json_t *bench_shares_json(const struct bench_shares *s); /* a new reference */
