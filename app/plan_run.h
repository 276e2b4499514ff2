#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "app/machine_info.h"
#include "app/plan.h"
#include "core/infer/session.h"
#include "core/measure/limits.h"
#include "core/model/config.h"

/* `flashmoe plan`: what is asked, and the predictions for several formats, numbers of
 * experts and contexts. */

struct error;

struct plan_params {
    const char *pack_path; /* or a shape: */
    const char *shape;
    int n_layer, n_expert;     /* of the shape, 0: its own */
    int expert_bits;           /* 0: several */
    int dense_bits, head_bits; /* of the shape, 0: as `synth` */
    int k;                     /* experts per token, 0: several */
    double zipf;               /* of the routing; 0: uniform */
    int ctx_tok;               /* of the context, 0: default */
    int n_prompt;
    uint64_t ram_bytes;                 /* 0: what is free */
    uint64_t cache_limit_bytes;         /* UINT64_MAX: none */
    const char *disk;                   /* folder; NULL: the pack's, else the current */
    int n_threads;                      /* 0: all cores */
    const char *kernel;                 /* NULL: the best one */
    void (*progress)(const char *what); /* may be NULL */
};

enum {
    PLAN_MAX_ROWS = 24,
    PLAN_MAX_CONTEXTS = 8,
};

struct plan_row {
    int expert_bits, k;
    uint64_t disk_bytes;    /* of all files */
    uint64_t touched_bytes; /* by a token */
    struct memory_plan memory;
    uint64_t need_bytes; /* the sum of it */
    struct plan_answer answer;
};

/* The first row of the native k again, at several positions. */
struct plan_context {
    int ctx_tok;
    uint64_t kv_bytes; /* of a cache that long */
    struct plan_answer answer;
};

struct plan_result {
    char *name;   /* owned */
    char *folder; /* owned: on the disk */
    struct model_config config;
    struct machine_info machine;
    struct limits limits;
    struct plan_rates rates;
    uint64_t n_params, ram_bytes, cache_limit_bytes;
    uint64_t disk_free_bytes; /* in the folder */
    double zipf;
    double load; /* runnable threads before anything was measured, mean of a minute */
    struct plan_row row[PLAN_MAX_ROWS]; /* by bits, then k from native down */
    struct plan_context context[PLAN_MAX_CONTEXTS];
    int n_rows, n_contexts;
    int native_row; /* of the format that the contexts are about */
    int n_prompt, ctx_tok, chunk_tok;
    int dense_bits; /* 0: mixed */
    bool is_pack;
    bool measured_now, kept; /* the limits were, and for later runs */
    bool disk_free_known, ram_given, load_known;
};

/* *model_bad: the error is of the pack or the shape. */
bool plan_run(const struct plan_params *params, struct plan_result *out, bool *model_bad,
              struct error *err);
void plan_result_finish(struct plan_result *r);

void plan_print(const struct plan_result *r, FILE *out);
json_t *plan_json(const struct plan_result *r); /* a new reference */
