#include "app/commands/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* Going back in the conversation. Nothing is destroyed: the head moves, and what follows
 * becomes a sibling. */

void command_regen(struct chat *c, const char *arg)
{
    struct sample_params sampling = c->sampling;
    struct error err = {0};
    if (strncmp(arg, "seed ", 5) == 0) {
        if (!sample_params_set(&sampling, "seed", arg + 5 + strspn(arg + 5, " "), &err)) {
            chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
            return;
        }
    } else if (*arg) {
        chat_say(c, UI_ENTRY_ERROR, "/regen takes nothing or: seed N");
        return;
    }
    int turn = chat_last_turn(c, ROLE_USER);
    if (turn < 0) {
        chat_say(c, UI_ENTRY_ERROR, "There is no message to answer yet.");
        return;
    }
    if (!chat_move_head(c, turn))
        return;
    c->edit_turn = -1;
    ui_set_status(c->ui, NULL);
    chat_calls_new_request(c);
    chat_show_path(c);
    chat_request(c, &sampling);
}

void command_continue(struct chat *c, const char *arg)
{
    chat_continue(c);
}

void command_undo(struct chat *c, const char *arg)
{
    int turn = chat_last_turn(c, ROLE_USER);
    if (turn < 0) {
        chat_say(c, UI_ENTRY_ERROR, "There is nothing to take back.");
        return;
    }
    const struct turn *t = conversation_turn(c->conv, turn);
    char *text = xstrdup(t->message.content ? t->message.content : "");
    if (chat_move_head(c, t->parent)) {
        c->edit_turn = -1;
        chat_show_path(c);
        chat_input_message(c, text);
    }
    free(text);
}
