#pragma once

#include <stdint.h>

#include "core/infer/engine.h"
#include "net/serve_exchange.h"

/* One request on its way through the engine: from submission to the end of its answer. The
 * dispatcher's thread alone. */

enum serve_turn_start {
    SERVE_TURN_RUNS,
    SERVE_TURN_LATER, /* the engine has no room after all */
    SERVE_TURN_REFUSED,
};
enum serve_turn_start serve_turn_submit(struct exchange *x, struct serve_fault *fault);
/* The last is the one of the end; its report's message may be changed. */
void serve_turn_take_event(struct exchange *x, struct engine_event *ev);
void serve_turn_cancel(struct exchange *x);
/* A request that will get no answer, or no more of it. */
void serve_turn_fail(struct exchange *x, const struct serve_fault *fault);
/* Says something to who has waited for long. */
void serve_turn_tick(struct exchange *x, int64_t now_ns);
