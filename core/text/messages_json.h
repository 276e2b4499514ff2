#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "core/text/message.h"

/* Messages as other programs write them: a list of objects with role, content, thinking (or
 * reasoning_content), tool_calls (arguments as text or as an object) and tool_call_id. */

struct error;

/* Owned array of *n messages; NULL + err, which names the message. */
struct message *messages_from_json(const json_t *list, int *n, struct error *err);
void messages_free(struct message *messages, int n); /* NULL is fine */
/* One message, without thinking unless wanted; owned reference. */
json_t *message_to_json(const struct message *m, bool thinking);
/* The arguments of a call, which are JSON text from the model; what does not parse is a
 * string of it as it is. Owned reference. */
json_t *arguments_to_json(const struct tool_call *call);
