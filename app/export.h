#pragma once

#include <stdbool.h>

#include "app/conversation.h"
#include "core/base/strbuf.h"

/* A conversation as a document: the turns from the root to the head, one branch. Turns that
 * the model does not read are in it, and marked. */

struct error;

enum export_format {
    EXPORT_MD, /* front matter, a heading per turn, tool calls in fences */
    /* {"messages": [...]}: what the model reads, as `templates render` takes it; the other
     * turns of the branch are in "not_read" */
    EXPORT_JSON,
    EXPORT_TXT, /* "User: ..." */
};

/* "md", "json" or "txt"; false for other words. */
bool export_format_from_name(const char *name, enum export_format *out);
void export_conversation(const struct conversation *c, enum export_format format,
                         bool thinking, struct strbuf *out);
/* Into a file of mode 0600. One that is there already is replaced only when asked for, else
 * the error has the code EEXIST. */
bool export_write(const char *path, const struct strbuf *text, bool overwrite,
                  struct error *err);
