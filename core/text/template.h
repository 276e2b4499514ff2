#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "core/text/message.h"
#include "core/text/tokenizer.h"

/* A chat template from YAML (prompts/templates/NAME.yaml): how a conversation becomes the
 * text that the model reads. Declarative; model-spec section 5 is the standard for
 * qwen3.5.yaml. Immutable after load, thread-safe. */

struct error;
struct chat_template;

struct chat_template *template_load(const char *path, struct error *err);
void template_free(struct chat_template *t); /* NULL is fine */
const char *template_name(const struct chat_template *t);

/* Whether an answer that the template writes is read back as it was: opened as an answer is
 * opened, thinking, text and calls found by the template's own marks. False + err with the
 * place of the pattern that is in the way. */
bool template_check(const struct chat_template *t, struct error *err);

enum call_format {
    CALL_XML,  /* <function=name><parameter=key> */
    CALL_JSON, /* {"name": ..., "arguments": {...}} */
};

/* What the reply parser must look for. Borrowed from the template; "" when it has none. */
struct reply_marks {
    const char *think_open, *think_close;
    const char *call_open, *call_close;
    enum call_format call_format;
};
const struct reply_marks *template_marks(const struct chat_template *t);

struct render_params {
    const struct message *messages;
    int n_messages;
    const json_t *tools; /* array of function objects, or NULL; borrowed */
    bool thinking;
    bool generation_prompt; /* end with the opening of an assistant turn */
};

/* A rendered conversation. `bounds` are positions worth a state checkpoint, ascending: the
 * starts of user turns and the end (before generation). */
struct rendering {
    struct text_span *spans; /* owned, and their text */
    int n_spans;
    size_t *bound_spans; /* owned: indices into spans at which a turn starts */
    int n_bounds;
    bool thinking_open; /* the prompt ends inside an open thinking block */
};

/* Fails for what the reference template refuses (system not first, no user message,
 * arguments that are no object), naming the message. */
bool template_render(const struct chat_template *t, const struct render_params *params,
                     struct rendering *out, struct error *err);
void rendering_finish(struct rendering *r);

char *rendering_text(const struct rendering *r); /* the whole text, owned */

/* The whole as token ids; bounds[i] is the number of tokens before bound i. `bounds` is
 * owned by the caller, n as in the rendering. */
bool rendering_encode(const struct rendering *r, const struct tokenizer *tok,
                      struct id_list *ids, size_t **bounds, struct error *err);
