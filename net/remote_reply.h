#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/infer/engine.h"

/* Puts an answer together from what a server of the OpenAI API sends: pieces of a stream
 * (chat.completion.chunk), or all of it at once (chat.completion). Thinking comes as
 * reasoning_content or reasoning, or in an answer that begins with <think>. Thread-safety: per
 * object. */

struct error;
struct remote_fault;
struct remote_reply;

/* Text as it comes: valid UTF-8 without NUL; kind is ENGINE_THINKING or ENGINE_ANSWER. */
typedef void (*remote_text_fn)(void *ctx, enum engine_event_kind kind, const char *text,
                               size_t len);

/* What the server counted. */
struct remote_usage {
    bool known;
    int n_prompt_tok, n_reused_tok, n_generated_tok, n_thinking_tok;
    double prefill_tok_s, decode_tok_s; /* NAN: not told */
};

/* No fault that the server tells shows the key: borrowed, NULL for none. */
struct remote_reply *remote_reply_create(remote_text_fn on_text, void *ctx,
                                         const char *key);
void remote_reply_destroy(struct remote_reply *r); /* NULL is fine */

enum remote_take {
    REMOTE_TAKEN,
    REMOTE_FAULT,  /* the server says that it failed: *fault */
    REMOTE_BROKEN, /* it is no such object: *err */
};
enum remote_take remote_reply_take(struct remote_reply *r, const char *json, size_t len,
                                   struct remote_fault *fault, struct error *err);
/* No more will come: what was held back goes out. */
void remote_reply_end(struct remote_reply *r);

/* Pieces that carried text or a call. */
int remote_reply_n_pieces(const struct remote_reply *r);
/* As the server says it ("stop", "length"); "" while it has said nothing. */
const char *remote_reply_finish(const struct remote_reply *r);
const struct remote_usage *remote_reply_usage(const struct remote_reply *r);
/* The turn so far (role assistant), owned by the caller. Calls are in it only when `whole`:
 * half of one must not run. `unique` makes ids for those without one. */
void remote_reply_message(struct remote_reply *r, bool whole, const char *unique,
                          struct message *out);
/* Calls that cannot be run, for the user, after remote_reply_message; "" when none. */
const char *remote_reply_problem(const struct remote_reply *r);
