#pragma once

#include <jansson.h>

#include "core/text/message.h"
#include "core/text/template.h"

/* Data, templates and conversations for the tests of core/text. Results are owned by the
 * caller. */

extern const char *const shipped_templates[]; /* names, ends with NULL */

/* A JSON file below tests/data; its absence fails the test. */
json_t *data_load(const char *name);
struct chat_template *template_shipped(const char *name); /* NULL and a line on stderr */

/* The messages of a golden conversation, as many as the list has. */
struct message *messages_load(const json_t *list);
void messages_unload(struct message *m, int n);
