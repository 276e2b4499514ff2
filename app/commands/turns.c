#include "app/commands/commands.h"

#include <errno.h>
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
        c->edit_parent = CHAT_EDIT_NONE;
        chat_show_path(c);
        ui_input_set(c->ui, text);
    }
    free(text);
}

/* The n-th message of the user on the path, from 1; 0 for the last. -1: there is none. */
static int user_turn(const struct chat *c, long n, int *n_there)
{
    int n_path, found = -1;
    int *path = conversation_path_turns(c->conv, &n_path);
    *n_there = 0;
    for (int i = 0; i < n_path; i++) {
        if (conversation_turn(c->conv, path[i])->message.role != ROLE_USER)
            continue;
        if (++*n_there == n || n == 0)
            found = path[i];
    }
    free(path);
    return found;
}

void command_edit(struct chat *c, const char *arg)
{
    if (strcmp(arg, "cancel") == 0) {
        c->edit_parent = CHAT_EDIT_NONE;
        ui_set_status(c->ui, NULL);
        ui_input_set(c->ui, "");
        return;
    }
    char *end = NULL;
    errno = 0;
    long n = *arg ? strtol(arg, &end, 10) : 0;
    if (*arg && (*end || errno || n < 1)) {
        chat_say(c, UI_ENTRY_ERROR, "/edit takes the number of a message, or: cancel");
        return;
    }
    int n_there;
    int turn = user_turn(c, n, &n_there);
    if (turn < 0) {
        chat_say(c, UI_ENTRY_ERROR, "There is no message %ld; there are %d.", n, n_there);
        return;
    }
    const struct turn *t = conversation_turn(c->conv, turn);
    c->edit_parent = t->parent;
    ui_input_set(c->ui, t->message.content ? t->message.content : "");
    char *status = xasprintf("editing message %ld: sending branches off there, /edit "
                             "cancel leaves it",
                             n ? n : (long)n_there);
    ui_set_status(c->ui, status);
    free(status);
}
