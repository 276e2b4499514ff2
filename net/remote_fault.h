#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* What a server says when it refuses: the body of an answer with an error's status, or an
 * error in the middle of a stream. Servers write it in half a dozen forms. */

struct remote_fault {
    char text[320];    /* "" when it says nothing; one line */
    bool context_full; /* the conversation is longer than the model can read */
};

/* The text without the key, to be cut afterwards: what of the key's beginning stands at its
 * end goes too (NULL or "": there is no key). Owned by the caller. */
char *remote_hide_key(const char *text, size_t len, const char *key);
/* What is wrong with JSON that came, and where. What stands there is not told: it may be a part
 * of a key. */
void remote_json_why(const json_error_t *why, char *out, size_t size);

/* Neither has the key in it, nor its beginning where the text ends (NULL or "": there is
 * none). */
void remote_fault_from_json(struct remote_fault *out, const json_t *o, const char *key);
/* Also what is no JSON: the beginning of it, without HTML's tags. */
void remote_fault_from_body(struct remote_fault *out, const char *body, size_t len,
                            const char *key);
