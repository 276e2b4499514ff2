#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/infer/engine.h"
#include "net/serve_fault.h"

/* The body of a request of the API, read and checked. Pure: no engine, no socket. */

/* What a request does not say. */
struct serve_defaults {
    struct sample_params sampling;
    int max_tok; /* 0: until the context is full */
    bool thinking;
    const char *model_name; /* a request for another is refused with 404 */
};

enum serve_api {
    SERVE_CHAT,
    SERVE_COMPLETION, /* of raw text */
};

struct serve_ask {
    enum serve_api api;
    struct engine_request engine; /* owned; its id is for the dispatcher to set */
    bool stream, include_usage;
    /* The first alone is passed on: parallel_tool_calls is false, or the call's function is
     * named. */
    bool one_call;
    bool logprobs;
    int n_top;    /* of the likeliest tokens beside each */
    int n_values; /* of JSON that are kept as such: at most */
};

/* body[len] need not end with a NUL. False: *fault says what was wrong, nothing to free. */
bool serve_ask_parse(enum serve_api api, const char *body, size_t len,
                     const struct serve_defaults *defaults, struct serve_ask *out,
                     struct serve_fault *fault);
void serve_ask_finish(struct serve_ask *a);
