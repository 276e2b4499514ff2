#pragma once

#include <stdbool.h>
#include <time.h>

#include <jansson.h>

#include "core/base/strbuf.h"
#include "core/infer/engine.h"
#include "net/serve_fault.h"
#include "net/serve_logprobs.h"
#include "net/serve_request.h"

/* What the API answers, as JSON; whole, or as the events of a stream. Pure: no engine, no
 * socket. */

/* What stands in every object of one answer. */
struct serve_head {
    enum serve_api api;
    char id[48]; /* "chatcmpl-..." or "cmpl-..." */
    time_t created;
    const char *model;     /* borrowed */
    char fingerprint[128]; /* what computes */
    bool include_usage;    /* of streams */
};

void serve_error_json(const struct serve_fault *fault, struct strbuf *out);

/* ---- whole ---- */

/* The report's message and its finish reason, which is no fault (serve_report_fault). */
void serve_answer_json(const struct serve_head *h, const struct engine_turn_report *rep,
                       struct serve_logprobs *logprobs, struct strbuf *out);

/* ---- as a stream: each adds whole events ---- */

void serve_event_begin(const struct serve_head *h, struct strbuf *out);
/* A piece of thinking or of the answer, whole characters. The log probabilities that came with
 * it are told too, and forgotten. */
void serve_event_text(const struct serve_head *h, enum engine_event_kind kind,
                      const char *text, size_t len, struct serve_logprobs *logprobs,
                      struct strbuf *out);
/* Calls, the finish reason, usage if wanted, and the end mark. */
void serve_event_end(const struct serve_head *h, const struct engine_turn_report *rep,
                     struct serve_logprobs *logprobs, struct strbuf *out);
/* The end of a stream that failed. */
void serve_event_error(const struct serve_fault *fault, struct strbuf *out);
/* A line that clients skip; shows them and what is between that somebody is there. */
void serve_event_comment(const char *text, struct strbuf *out);

/* "stop", "length", "tool_calls" */
const char *serve_finish_name(enum finish_reason r);
/* Of an answer that ended with FINISH_ERROR or FINISH_CANCELLED, or with FINISH_CONTEXT before
 * its first token; else false. */
bool serve_report_fault(const struct engine_turn_report *rep, struct serve_fault *fault);

/* The objects of /v1/models and of /v1/models/NAME. */
void serve_models_json(const char *name, time_t created, const struct engine_info *info,
                       struct strbuf *out);
void serve_model_json(const char *name, time_t created, const struct engine_info *info,
                      struct strbuf *out);
