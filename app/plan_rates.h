#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/config.h"
#include "core/model/model_cost.h"

/* How fast this program's own kernels are on this machine: a few milliseconds each of the
 * products that tokens are made of, with all threads, on weights that no cache holds. */

struct error;

enum {
    PLAN_N_COUNTS = 7
};

/* How many inputs the rows have: short ones are slower. */
enum plan_width {
    PLAN_HIDDEN,
    PLAN_EXPERT_FF,
    PLAN_N_WIDTHS,
};

/* The numbers of tokens at once that are measured: 1 is decoding, the rest prefill. */
extern const int plan_counts[PLAN_N_COUNTS];

struct plan_rates {
    const char *kernel; /* static */
    int n_threads;
    uint64_t buffer_bytes; /* of the weights that the products run over */
    /* Seconds of all threads together for a byte of weights; 0: not measured. */
    double byte_s[PLAN_N_WIDTHS][N_DTYPE][PLAN_N_COUNTS];
    double delta_step_s;  /* one value head, one token, alone; 0: no delta nets */
    double delta_chunk_s; /* the same as one of many */
    double attend_s;      /* one query head, one position of the cache; 0: no attention */
    double attend_chunk_s; /* the same of a token among many */
    double rows_s;   /* one token, one layer: norms, rounding, convolution, combining */
    double region_s; /* to start all threads on something and wait for them */
};

struct plan_rates_params {
    const struct model_config *config;  /* the shapes of heads and rows */
    bool types[PLAN_N_WIDTHS][N_DTYPE]; /* those wanted */
    const char *kernel;                 /* NULL: the best one here */
    int n_threads;                      /* 0: all cores */
    uint64_t cache_bytes; /* last-level; the buffer is some times as large */
};

/* Takes about two seconds. False + err: memory, threads, or no such kernel. */
bool plan_rates_measure(const struct plan_rates_params *p, struct plan_rates *out,
                        struct error *err);

/* Seconds for a product of these weights with n_tok >= 1 tokens; between the measured
 * counts along a power law, beyond the last in proportion. */
double plan_product_s(const struct plan_rates *r, enum plan_width width,
                      const struct weight_bytes *w, double n_tok);
/* Bytes of weights a second with one token, the best of all types: what memory gave. */
double plan_best_rate(const struct plan_rates *r);
