#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "core/base/strbuf.h"
#include "core/infer/engine.h"

/* The page of /metrics, in the text format of Prometheus: the numbers of the panels as
 * flashmoe_<name of core/infer/stats_fields.h>, what the model is, and what the server did.
 * A number that is not known has no line. */

enum {
    SERVE_STATUSES = 16, /* that are told apart */
};

/* Since the start; each may be read and written by any thread. */
struct serve_counts {
    atomic_uint_fast64_t answers[SERVE_STATUSES]; /* by serve_count_slot */
    atomic_uint_fast64_t gone;                    /* clients that left before the end */
    atomic_uint_fast64_t prompt_tok, reused_tok, generated_tok;
};

void serve_count_answer(struct serve_counts *c, int status);

struct serve_gauges {
    int n_running, n_waiting, n_connections;
};

void serve_metrics_text(const struct engine_info *info, const struct stats *stats,
                        struct serve_counts *counts, const struct serve_gauges *now,
                        struct strbuf *out);
