#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/machine_info.h"
#include "core/infer/session.h"

/* The measurement behind `flashmoe bench`: a prompt and some tokens after it, several
 * times, on a session of its own. The tokens are given beforehand, so that every run does
 * the same work whatever the model would have said. */

struct error;
struct limits;

enum bench_mode {
    BENCH_ALL,     /* prefill, and decode after it */
    BENCH_PREFILL, /* alone */
    BENCH_DECODE,  /* alone: one timeline, with other tokens in each run */
    BENCH_STREAM,  /* decode with a limit on the page cache */
    BENCH_START,   /* a cold start of the program: bench_start.h */
};

struct bench_params {
    enum bench_mode mode;
    const char *pack_path;
    const char *text_path;         /* NULL: random ids with a fixed seed */
    struct session_params session; /* n_sequence above 1: of decode alone */
    int n_prompt, n_gen, n_repeat;
    int n_warm_up; /* tokens of decode before the first run of decode alone */
    uint64_t cache_limit_bytes; /* of page cache for the experts; 0: none, but a third of
                                   the experts with BENCH_STREAM */
    bool cold; /* drop the expert files from the page cache before each run */
};

/* Milliseconds; sums over `n` steps. The parts of a layer sum to its time, everything
 * outside the layers but embedding and head is total minus the sum. */
struct bench_times {
    int n;
    bool untimed; /* the phases of one at least are not known */
    double total, embed, head;
    struct bench_layer {
        double mixer, route, io_wait, expert, other;
        uint64_t n_used, n_missed;
        bool linear;
    } layer[STATS_MAX_LAYERS];
};

/* Bytes of one part (prefill or decode), over all runs. */
struct bench_bytes {
    uint64_t expert, resident, device;
    double busy_ms; /* in which the device was at work, for whomever */
    bool resident_known, device_known, busy_known;
    bool gpu;            /* one computed, with: */
    double gpu_used;     /* of its memory, at the end */
    double hits, misses; /* experts needed that it had, or had not */
    double beside;       /* of the misses, computed by the CPU */
    double copied;       /* to it */
    /* Bytes a second of the two ways of a miss, as measured; 0: they were not. */
    double copy_bytes_s, beside_bytes_s;
};

struct bench_part {
    double *tok_s;            /* [n_repeat], owned */
    struct bench_times times; /* per chunk (prefill) or token (decode) */
    struct bench_bytes bytes;
};

struct bench_result {
    enum bench_mode mode;
    struct machine_info machine;
    char *name, *pack_path; /* owned */
    struct memory_plan plan;
    char *kernel;            /* owned */
    const char *read_method; /* likewise: how experts come into memory */
    const char *activations; /* static */
    bool text, cold;
    enum kv_choice kv;
    int n_layer, n_prompt, n_gen, n_repeat, ctx_tok, n_threads;
    int n_parallel; /* sequences that decode together; tok_s counts the tokens of all */
    int n_readers;  /* threads; 0: reads need none */
    int experts_per_token, experts_native, expert_bits, dense_bits;
    uint64_t dense_bytes_per_token, expert_bytes_per_token; /* what a token touches */
    struct bench_part prefill, decode;
    double *token_ms; /* [n_repeat * n_gen], owned */
    uint64_t peak_rss_bytes;
    bool peak_rss_known;
    /* Memory that is no file; of it weights that were copied there, and what is neither those
     * nor KV, state or checkpoint. */
    uint64_t anonymous_bytes, owned_bytes, rest_bytes;
    bool anonymous_known;
    struct {
        uint64_t limit_bytes;    /* 0: none */
        const char *method;      /* static */
        char why[512];           /* no control group was made; "" else */
        uint64_t resident_bytes; /* the most that was found after a run */
        bool known;
    } cache;
    int n_warm_up;
};

static inline bool bench_has_prefill(enum bench_mode mode)
{
    return mode == BENCH_ALL || mode == BENCH_PREFILL;
}

static inline bool bench_has_decode(enum bench_mode mode)
{
    return mode != BENCH_PREFILL;
}

/* progress (may be NULL) is told of every run that is done. */
bool bench_run(const struct bench_params *params, void (*progress)(int i_run, int n_runs),
               struct bench_result *out, struct error *err);
void bench_result_finish(struct bench_result *r);

/* Of n values; n > 0. */
struct bench_spread {
    double min, median, p95, max;
};
struct bench_spread bench_spread(const double *v, int n);

void bench_print(const struct bench_result *r, FILE *out);
/* Two lines: decode as a share of the memory's and of the disk's limit. */
void bench_print_shares(const struct bench_result *r, const struct limits *limits,
                        FILE *out);
/* limits: of this machine, or NULL; with them the object has "limits" and "limit_share". */
void bench_print_json(const struct bench_result *r, const struct limits *limits,
                      FILE *out);
