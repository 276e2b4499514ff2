#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/stats.h"

/* What the steps of the model leave behind: the newest tokens with all their layers, and
 * how often each expert was used in this conversation. Start from {0}; memory comes with
 * the first step. Pure; thread-safety: per object. */

enum {
    STEP_ROWS_MAX = 512, /* tokens that can be looked back at */
    STEP_EXPERTS_MAX = 4096,
};

/* One token of an answer. */
struct step_row {
    int turn, i_tok; /* which answer since the start, and which token of it; from 1 */
    float total_ms, embed_ms, head_ms, sample_ms;
};

struct step_history {
    int n_layer, n_expert; /* 0: no step yet */

    struct step_row *row;      /* [STEP_ROWS_MAX], a ring */
    struct layer_stats *layer; /* [STEP_ROWS_MAX * n_layer] */
    uint64_t n_rows;           /* ever added */
    int n_turns;

    uint32_t *uses;                      /* [n_layer * n_expert] */
    int layer_touched[STATS_MAX_LAYERS]; /* experts that were used at all */
    uint64_t layer_uses[STATS_MAX_LAYERS];
    uint64_t n_touched, n_read_tok, n_written_tok, n_lost;
};

/* A step of other dimensions than those before begins anew; one that is not possible (more
 * layers or experts than there can be, sums that do not fit) is left out: false. */
bool steps_add(struct step_history *h, const struct step *s);
/* A new conversation: nothing was used, no tokens. */
void steps_clear(struct step_history *h);
void steps_finish(struct step_history *h);

/* Rows are named by their number since the start, from 0. */
uint64_t steps_first(const struct step_history *h); /* the oldest that is still there */
const struct step_row *steps_row(const struct step_history *h, uint64_t n);
const struct layer_stats *steps_layers(const struct step_history *h, uint64_t n);

/* Share of the model's experts that were used, 0..1. */
struct measure steps_touched(const struct step_history *h);
/* The layer's experts from the most used on; `out` has room for n_expert. Returns how many
 * were used at all. */
int steps_hottest(const struct step_history *h, int layer, uint16_t *out);
/* Share of a layer's uses that its most used tenth of the experts takes, 0..1. */
struct measure steps_skew(const struct step_history *h, int layer);
