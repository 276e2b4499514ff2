#include "core/text/message.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

static const char *const names[] = {
    [ROLE_SYSTEM] = "system",
    [ROLE_USER] = "user",
    [ROLE_ASSISTANT] = "assistant",
    [ROLE_TOOL] = "tool",
};

const char *role_name(enum role role)
{
    return names[role];
}

int role_from_name(const char *name)
{
    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static char *dup_or_null(const char *s)
{
    return s ? xstrdup(s) : NULL;
}

void message_copy(struct message *out, const struct message *m)
{
    *out = (struct message){
        .role = m->role,
        .content = dup_or_null(m->content),
        .thinking = dup_or_null(m->thinking),
        .n_calls = m->n_calls,
        .tool_call_id = dup_or_null(m->tool_call_id),
    };
    if (m->n_calls == 0)
        return;
    out->calls = xcalloc((size_t)m->n_calls, sizeof(*out->calls));
    for (int i = 0; i < m->n_calls; i++) {
        out->calls[i].id = dup_or_null(m->calls[i].id);
        out->calls[i].name = dup_or_null(m->calls[i].name);
        out->calls[i].arguments = dup_or_null(m->calls[i].arguments);
    }
}

void message_finish(struct message *m)
{
    for (int i = 0; i < m->n_calls; i++) {
        free(m->calls[i].id);
        free(m->calls[i].name);
        free(m->calls[i].arguments);
    }
    free(m->calls);
    free(m->content);
    free(m->thinking);
    free(m->tool_call_id);
    *m = (struct message){0};
}
