#pragma once

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* Text that comes from programs and from the model is made safe here before anybody reads
 * it: the model, the terminal, or the user who is asked to approve it. */

/* What a program wrote, as text for the model: invalid UTF-8 becomes U+FFFD, escape
 * sequences and control characters other than newline and tab vanish, CR LF and CR become
 * LF, and what could pass for structure of the chat template is broken by a backslash
 * ("<|im_end|>" becomes "<\|im_end|>", "</tool_response>" becomes "<\/tool_response>"), so
 * that output cannot forge a turn even in a template that is rendered as plain text. */
void tool_text_clean(struct strbuf *out, const char *bytes, size_t len);

/* For the approval dialog: everything that is not visible is written out (\n, \x1b,
 * \u{202e}), so that what is shown is what would run. */
void tool_text_escape(struct strbuf *out, const char *s);

/* Keeps the first and the last half of what is added beyond `max_bytes`. Start with
 * head_tail_init. */
struct head_tail {
    char *bytes; /* owned: max_bytes, the second half is a ring */
    size_t max_bytes;
    size_t n_total;
};
void head_tail_init(struct head_tail *h, size_t max_bytes);
void head_tail_add(struct head_tail *h, const char *bytes, size_t len);
/* Both ends, with a line between them that tells how much is missing. True if something
 * is. Cleaned as by tool_text_clean. */
bool head_tail_text(const struct head_tail *h, struct strbuf *out);
void head_tail_finish(struct head_tail *h);
