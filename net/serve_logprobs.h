#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/strbuf.h"
#include "core/infer/engine.h"
#include "net/serve_request.h"

/* What was told of chosen tokens, as "logprobs" has it: kept as the text that it becomes, a
 * tenth of what it takes as a tree of JSON. Pure. */
struct serve_logprobs {
    bool on;
    enum serve_api api;     /* whose form it has */
    struct strbuf lists[4]; /* of what was not told yet; chats have one alone */
    size_t n_chars;         /* of the answer's text, of what was told */
};

/* Tokens of thinking are left out; so is everything unless it is on. */
void serve_logprobs_add(struct serve_logprobs *l, const struct engine_token *t);
/* What waits to be told takes. */
size_t serve_logprobs_bytes(const struct serve_logprobs *l);
/* Adds a JSON value in ASCII, null where nothing waits; what waited is told once. */
void serve_logprobs_take(struct serve_logprobs *l, struct strbuf *out);
void serve_logprobs_finish(struct serve_logprobs *l);
