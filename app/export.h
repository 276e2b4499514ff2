#pragma once

#include <stdbool.h>

#include "app/conversation.h"
#include "core/base/strbuf.h"

/* A conversation as a document: the turns from the root to the head, one branch. */

enum export_format {
    EXPORT_MD,   /* front matter, a heading per turn, tool calls in fences */
    EXPORT_JSON, /* {"messages": [...]}, as `templates render` reads it */
    EXPORT_TXT,  /* "User: ..." */
};

/* "md", "json" or "txt"; false for other words. */
bool export_format_from_name(const char *name, enum export_format *out);
void export_conversation(const struct conversation *c, enum export_format format,
                         bool thinking, struct strbuf *out);
