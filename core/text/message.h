#pragma once

/* A turn of a conversation, as templates and replies see it. All strings are UTF-8 and
 * owned by the message; NULL means absent. */

enum role {
    ROLE_SYSTEM,
    ROLE_USER,
    ROLE_ASSISTANT,
    ROLE_TOOL,
};

struct tool_call {
    char *id;
    char *name;
    char *arguments; /* JSON object text */
};

struct message {
    enum role role;
    int n_calls;
    char *content;
    char *thinking;          /* assistant only */
    struct tool_call *calls; /* [n_calls], assistant only */
    char *tool_call_id;      /* tool only: the call it answers */
};

const char *role_name(enum role role); /* "system" "user" "assistant" "tool" */
int role_from_name(const char *name);  /* -1 when unknown */
void message_copy(struct message *out, const struct message *m); /* deep */
void message_finish(struct message *m); /* releases the strings, back to {0} */
