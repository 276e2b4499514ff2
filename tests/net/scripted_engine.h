#pragma once

#include "core/infer/engine.h"

/* An engine without a model, for the server's tests: a thread of its own writes what the last
 * message (or the prompt) asks for, several answers at once, a piece of each in turn:
 *   count N   N words "w0 " "w1 " ..., with log probabilities if wanted
 *   think     thinking, then an answer in which characters have several bytes
 *   call      two calls of add
 *   hold      nothing, until it is cancelled
 *   flood     text without end
 *   fail, full, break   an error, a full context, an error after two words
 * Anything else is answered with "ok". A conversation with "refuse" does not render. */
struct engine *scripted_engine_create(int n_parallel, int step_us);
int scripted_engine_n_submitted(struct engine *e);
int scripted_engine_n_cancelled(struct engine *e);
int scripted_engine_n_running(struct engine *e);
