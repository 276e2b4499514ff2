#include <stdlib.h>
#include <string.h>

#include "app/chat_attach.h"
#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* The message that is being written is read by the model while its writer pauses, so that the
 * answer begins sooner. */

const char *chat_message_text(const char *line)
{
    if (line[0] != '/')
        return line;
    return line[1] == '/' ? line + 1 : NULL;
}

/* The turn that the message would stand below. False: it is not read ahead. An edit that is
 * given up would have cost the model's state of all that stands behind the turn: of the last
 * message that is one answer, of others the rest of the conversation. */
static bool find_parent(const struct chat *c, int *parent)
{
    *parent = conversation_head(c->conv);
    if (c->edit_turn < 0)
        return true;
    *parent = conversation_turn(c->conv, c->edit_turn)->parent;
    return c->edit_turn == chat_last_turn(c, ROLE_USER);
}

static bool make_request(const struct chat *c, struct engine_request *r)
{
    struct error ignored = {0}; /* what cannot be attached is told when it is sent */
    const char *text = c->draft ? chat_message_text(c->draft) : NULL;
    int parent;
    if (!text || !text[strspn(text, " \t\r\n")] || !find_parent(c, &parent))
        return false;
    char *all = attach_files(text, &ignored);
    if (!all)
        return false;
    r->messages = conversation_messages_to(c->conv, parent, &r->n_messages);
    r->messages =
        xreallocarray(r->messages, (size_t)r->n_messages + 1, sizeof(*r->messages));
    r->messages[r->n_messages++] = (struct message){.role = ROLE_USER, .content = all};
    chat_fill_request(c, r);
    return true;
}

void chat_draft(struct chat *c, const char *line)
{
    free(c->draft);
    c->draft = *line ? xstrdup(line) : NULL;
    chat_read_draft(c);
}

void chat_read_draft(struct chat *c)
{
    struct engine_request r = {0};
    if (c->state != CHAT_IDLE)
        return;
    engine_read_draft(c->engine, make_request(c, &r) ? &r : NULL);
}
