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

enum {
    GIVEN_UP_MAX = 2, /* turns: a message and its answer */
};

static bool is_on_path(const struct chat *c, int turn, int head)
{
    while (head >= 0 && head != turn)
        head = conversation_turn(c->conv, head)->parent;
    return head == turn;
}

/* Whether the engine holds little behind the place where the message goes. That is what
 * reading ahead costs when the draft is given up: of an edit of the last message it is one
 * answer, of an earlier one, or of another branch, the rest of a conversation. */
static bool costs_little(const struct chat *c, int parent)
{
    int turn = c->read_head;
    for (int n = 0; n <= GIVEN_UP_MAX; n++) {
        if (turn < 0 || is_on_path(c, turn, parent))
            return true;
        turn = conversation_turn(c->conv, turn)->parent;
    }
    return false;
}

/* The turn that the message would stand below. False: it is not read ahead; an answer in the
 * user's words is never asked for. */
static bool find_parent(const struct chat *c, int *parent)
{
    *parent = conversation_head(c->conv);
    if (c->edit_turn >= 0) {
        const struct turn *t = conversation_turn(c->conv, c->edit_turn);
        if (t->message.role == ROLE_ASSISTANT)
            return false;
        *parent = t->parent;
    }
    return costs_little(c, *parent);
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
