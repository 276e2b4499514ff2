#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "core/text/template.h"

/* Splits what the model writes, as it comes, into thinking, answer and tool calls. Holds
 * back incomplete UTF-8 and text that may be the start of a mark. A tool call inside an
 * unclosed thinking block ends the thinking. Both call forms (XML, JSON) are understood
 * whatever the template says is usual; where XML is, a call of one of the tools that begins a
 * line of the answer without the opening mark is understood, too. Thread-safety: per object. */

struct reply;

enum reply_part {
    REPLY_THINKING,
    REPLY_ANSWER,
};

/* Text arrives in order; never an incomplete character; invalid bytes become U+FFFD. */
typedef void (*reply_text_fn)(void *ctx, enum reply_part part, const char *text,
                              size_t len);

/* `marks` are borrowed until reply_destroy. `tools` (may be NULL, borrowed) gives the
 * parameter types by which XML values become JSON. */
struct reply *reply_create(const struct reply_marks *marks, bool thinking_open,
                           const json_t *tools, reply_text_fn on_text, void *ctx);
void reply_destroy(struct reply *r);

void reply_feed(struct reply *r, const char *bytes, size_t len);
/* No more will come: flush what is held back. A call that was never closed is parsed if it
 * is complete enough, else shown as text. */
void reply_end(struct reply *r);

/* The turn so far, as a message (role assistant, content and thinking trimmed as the
 * template would); owned by the caller. */
void reply_message(const struct reply *r, struct message *out);
/* Calls whose form was broken, as text for the user; "" when none. */
const char *reply_problem(const struct reply *r);
