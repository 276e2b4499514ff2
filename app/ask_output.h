#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "core/infer/engine.h"

/* What `ask` writes. Text: the answer alone on standard output, thinking and timings beside
 * it on standard error when somebody looks there. JSON: one object at the end. JSON lines:
 * an event per line as it happens. Every function returns false when standard output is
 * gone (a closed pipe, a full disk); errno says why. */

enum ask_format {
    ASK_TEXT,
    ASK_JSON,
    ASK_JSON_LINES,
};

struct ask_output_params {
    enum ask_format format;
    bool thinking;  /* text: thinking goes to standard output too */
    bool no_stream; /* text: one write at the end */
    int verbose;
    bool quiet;
};

struct ask_output;

struct ask_output *ask_output_create(const struct ask_output_params *params,
                                     const struct engine_info *info);
void ask_output_destroy(struct ask_output *o); /* NULL is fine */

bool ask_output_start(struct ask_output *o);
/* What the answer waits for: of a server. */
bool ask_output_waiting(struct ask_output *o, const char *text);
bool ask_output_progress(struct ask_output *o, int n_done, int n_total);
bool ask_output_text(struct ask_output *o, enum engine_event_kind kind, const char *text,
                     size_t len);
/* One answer of the model is over (with tools there are several); borrowed. */
bool ask_output_turn(struct ask_output *o, const struct engine_turn_report *report);
/* A call and what came of it: the text for the model, and a word ("ran", "denied",
 * "failed"). */
bool ask_output_call(struct ask_output *o, const struct tool_call *call);
bool ask_output_result(struct ask_output *o, const struct tool_call *call,
                       const char *status, const char *result);
/* `problem` (or NULL) is why it ended early. */
bool ask_output_end(struct ask_output *o, const char *problem);
