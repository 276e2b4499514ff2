#pragma once

#include <stdio.h>

#include <jansson.h>

#include "core/infer/stats.h"

/* A recording as numbers: one row for each answer, and what moves over time for plots.
 * Thread-safety: per object. */

struct error;

/* NAN: not known. */
struct series_token {
    double t_s, total_ms, wait_ms, layers_ms;
};
struct series_sample {
    bool begins; /* nothing ran before it */
    double t_s, decode_tok_s, hit, device_bytes_s, held_bytes;
};
struct series_answer {
    int n_prompt_tok, n_reused_tok, n_written_tok;
    double start_s, ttft_ms, prefill_tok_s,
        decode_tok_s;              /* as the engine said at its end */
    double p50_ms, p95_ms, max_ms; /* of its tokens */
    double wait_share;             /* of the layers' time */
    double hit;                    /* of the expert bytes */
    double device_bytes;           /* that the process read from the device */
    double memory_share, disk_share;
    size_t token_from, token_to; /* its tokens */
};

struct series {
    char *model;
    int n_layer, n_expert;
    double length_s;
    bool torn;
    struct series_token *token;
    struct series_sample *sample;
    struct series_answer *answer;
    size_t n_tokens, n_samples, n_answers;
    size_t tokens_cap, samples_cap, answers_cap;
    uint64_t n_lost; /* steps */
    double touched;  /* share of the model's experts at the end, NAN */
};

/* False + err: the file and its line. */
bool series_read(struct series *s, const char *path, struct error *err);
void series_finish(struct series *s);

void series_print(const struct series *s, FILE *out); /* a table */
json_t *series_json(const struct series *s);          /* owned */

/* Plots into `path`, whose name ends in .svg or .png, by gnuplot. False + err also where
 * there is no gnuplot. */
bool series_plot(const struct series *s, const char *path, struct error *err);
