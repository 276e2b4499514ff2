#pragma once

#include <stdbool.h>

#include "core/infer/engine.h"

/* A request as the body of POST /chat/completions. What the user did not set is not in it, so
 * that the server's own defaults hold. */

struct error;

/* Owned text. NULL + err: the conversation cannot be sent (a continuation of thinking). */
char *remote_request_json(const struct engine_request *r, const char *model,
                          struct error *err);
