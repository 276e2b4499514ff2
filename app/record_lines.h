#pragma once

#include "core/base/strbuf.h"
#include "ui/ui.h"

/* The lines of a recording, flashmoe-recording(5): one JSON object each. What is told only
 * by difference needs what was told before, so one writer and one reader each keep a state
 * that starts from {0}. Thread-safety: per object. */

struct error;

enum {
    RECORDING_VERSION = 1,
    RECORDING_LINE_MAX = 16 << 20, /* bytes of a line that a reader takes */
};

struct record_lines {
    struct stats stats;
    bool any_stats;
    char busy[80];
    int n_layer, n_expert;
    bool linear[STATS_MAX_LAYERS];
};

/* The first line. */
void recording_header(struct strbuf *out, const char *version, int64_t created_ms);
/* Appends the line of an op (several for the first step; none for what is not kept). */
void recording_op(struct record_lines *w, struct strbuf *out, const struct ui_op *op,
                  int64_t t_ms);

/* A line back as an op. */
struct replay_lines {
    struct stats
        stats; /* as the last line of numbers left them; with the last step's layers */
    struct engine_info info;
    char *strings[4]; /* owned: of info */
    int n_layer, n_expert;
    bool linear[STATS_MAX_LAYERS];
    struct layer_stats layer[STATS_MAX_LAYERS];
    struct step step;
    struct step_expert *used; /* owned */
    size_t used_cap;
    json_t *line; /* owned: what op points into */
};

/* Checks the first line; *created_ms may be NULL. */
bool replay_header(const char *line, size_t len, int64_t *created_ms, struct error *err);
/* op points into the reader's state until the next call. *known is false for a line of a
 * kind that later versions may have. */
bool replay_line(struct replay_lines *r, const char *line, size_t len, struct ui_op *op,
                 int64_t *t_ms, bool *known, struct error *err);
void replay_lines_finish(struct replay_lines *r);
