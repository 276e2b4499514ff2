#pragma once

#include <stdbool.h>

/* Which of our chat templates (prompts/templates) writes conversations as a checkpoint's own
 * template does. A checkpoint carries a Jinja program; it is recognised by its text and never
 * run. Thread-safe. */

struct error;

enum template_match {
    TEMPLATE_EXACT,   /* it is a file that our template was compared with, to the byte */
    TEMPLATE_MARKS,   /* it has the marks of a known format, but is another file */
    TEMPLATE_UNKNOWN, /* it is of no known format: the model family's usual one is named */
    TEMPLATE_ABSENT,  /* there is none: likewise */
};

struct template_identity {
    const char *name; /* static: of our template */
    enum template_match match;
    const char
        *why; /* static, for TEMPLATE_UNKNOWN: what is missing or too much; else NULL */
};

/* `jinja` is the text of chat_template.jinja, of "chat_template" in tokenizer_config.json or
 * of a GGUF's tokenizer.chat_template; NULL: none. `model_type` is that of config.json or a
 * GGUF's architecture, NULL when unknown; it decides only where the text does not. */
struct template_identity template_identify(const char *jinja, const char *model_type);

/* What the user must know of the choice: which template is used, why, and what may go wrong.
 * `where` names the source of the text, such as a file. Owned; NULL for TEMPLATE_EXACT. */
char *template_identity_note(const struct template_identity *id, const char *where);

/* The chat template that a checkpoint folder carries, from chat_template.jinja,
 * tokenizer_config.json or chat_template.json, the first that has one: *text (owned) and
 * *where (static: the file's name). True with *text NULL when none has. A file that cannot be
 * read or is no proper JSON is an error. */
bool template_of_folder(const char *folder, char **text, const char **where,
                        struct error *err);
