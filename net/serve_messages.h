#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "core/text/message.h"
#include "net/serve_fault.h"

/* The messages and tools of a request of the API, as the engine wants them. */

/* Owned array of *n messages (messages_free). Contents that are lists of parts become their
 * text; what is no text is refused. NULL + fault. */
struct message *serve_messages_parse(const json_t *list, int *n,
                                     struct serve_fault *fault);

/* Checks a list of tools. Borrowed or NULL; a list without any is none. */
bool serve_tools_check(const json_t *tools, struct serve_fault *fault);
/* What tool_choice asks for: *offer says whether the model sees the tools; *force is owned, the
 * name of the one that it must call, "" for any, NULL for as it likes. */
bool serve_tool_choice(const json_t *choice, const json_t *tools, bool *offer,
                       char **force, struct serve_fault *fault);
