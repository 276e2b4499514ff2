#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The cold start: nothing of the model is in the page cache, and `flashmoe ask` is started
 * and writes one token. Main thread. */

struct error;

struct bench_start_params {
    const char *pack_path;
    const char *text_path;    /* the prompt; NULL: "Hi" */
    char *const *ask_options; /* more options for ask, NULL at the end */
    int n_repeat;
};

struct bench_start {
    char *pack_path; /* owned */
    int n_repeat, n_prompt_tok;
    double *start_ms; /* [n_repeat] from the start of the process to the answer; owned */
    double *request_ms;  /* [n_repeat] the part of it that the answer took; owned */
    double *read_mb;     /* [n_repeat] read from the device, all processes' of the run */
    uint64_t left_bytes; /* the most of the model that could not be dropped */
    bool left_known, read_known;
};

bool bench_start_run(const struct bench_start_params *p,
                     void (*progress)(int i_run, int n_runs), struct bench_start *out,
                     struct error *err);
void bench_start_finish(struct bench_start *s);
void bench_start_print(const struct bench_start *s, FILE *out);
void bench_start_print_json(const struct bench_start *s, FILE *out);
