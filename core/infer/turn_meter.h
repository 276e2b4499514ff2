#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/infer/stats.h"

/* The clock of one turn: when it was asked for, when tokens came, and the rates that
 * follow. Times are clock_now_ns. One thread. */

enum {
    METER_WINDOW = 16 /* tokens that decode_tok_s looks back over */
};

struct turn_meter {
    int64_t request_ns;
    int64_t prefill_start_ns, prefill_end_ns; /* 0: not yet */
    int64_t first_ns, last_ns;                /* of generated tokens; 0: none */
    int64_t recent_ns[METER_WINDOW + 1];      /* ring of the newest */
    int64_t token_start_ns;
    int n_tok; /* generated */
    int n_prefill_done;
};

void turn_meter_begin(struct turn_meter *m, int64_t request_ns);
void turn_meter_prefill(struct turn_meter *m, int n_done, int64_t now_ns);
void turn_meter_token(struct turn_meter *m, int64_t now_ns);

/* A rate is valid only with the samples it needs: decode over the window 3 tokens, the mean
 * 2, time to first token 1. */
struct measure turn_meter_prefill_tok_s(const struct turn_meter *m);
struct measure turn_meter_decode_tok_s(const struct turn_meter *m);
struct measure turn_meter_decode_mean_tok_s(const struct turn_meter *m);
struct measure turn_meter_ttft_ms(const struct turn_meter *m);
