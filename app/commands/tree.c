#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* The tree of turns: seen, moved about in, branched. Only the head moves; no turn is ever
 * changed or lost. */

void command_tree(struct chat *c, const char *arg)
{
    int cols, line;
    bool ascii;
    if (conversation_n_turns(c->conv) == 0) {
        chat_say(c, UI_ENTRY_NOTICE, "There are no turns yet.");
        return;
    }
    ui_page_form(c->ui, &cols, &ascii);
    char *text =
        conversation_tree(c->conv, cols, ascii || strcmp(arg, "ascii") == 0, &line);
    char *all = xasprintf("%s\n%s", text,
                          "/goto N goes there   /edit N changes it   /branch N starts "
                          "beside it\n");
    ui_page_show(c->ui, "The turns of this conversation", all);
    ui_page_scroll(c->ui, line);
    free(all);
    free(text);
}

/* Moves the head and shows what is there. */
static bool go(struct chat *c, int turn)
{
    if (!chat_move_head(c, turn))
        return false;
    c->edit_turn = -1;
    ui_set_status(c->ui, NULL);
    chat_calls_new_request(c);
    chat_show_path(c);
    return true;
}

static void tell_place(struct chat *c)
{
    int head = conversation_head(c->conv), rank, of;
    if (head < 0) {
        chat_say(c, UI_ENTRY_NOTICE, "At the empty start; what you send begins anew.");
        return;
    }
    chat_rank(c, head, &rank, &of);
    bool below = chat_newest_below(c, head) != head;
    bool user = conversation_turn(c->conv, head)->message.role == ROLE_USER;
    chat_say(c, UI_ENTRY_NOTICE, "At turn %d of %d. %s%s", head + 1,
             conversation_n_turns(c->conv),
             user ? "/regen lets the model answer it."
                  : "What you send goes on from here.",
             below ? " What came after it is kept: /goto end." : "");
}

void command_goto(struct chat *c, const char *arg)
{
    struct error err = {0};
    int turn, head = conversation_head(c->conv);
    if (!*arg) {
        command_tree(c, "");
        return;
    }
    if (strcmp(arg, "start") == 0) {
        turn = -1;
    } else if (strcmp(arg, "end") == 0) {
        turn = chat_newest_below(c, head);
    } else if (strcmp(arg, "next") == 0 || strcmp(arg, "prev") == 0) {
        turn = chat_sibling(c, *arg == 'n' ? 1 : -1);
        if (turn < 0) {
            chat_say(c, UI_ENTRY_ERROR, "There is only one branch here.");
            return;
        }
        turn = chat_newest_below(c, turn);
    } else {
        turn = chat_find_turn(c, arg, &err);
        if (turn < 0) {
            chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
            return;
        }
        turn = chat_settled(c, turn);
    }
    if (go(c, turn))
        tell_place(c);
}

char **command_goto_names(struct chat *c)
{
    static const char *const names[] = {"end", "next", "prev", "start", NULL};
    return command_copy_names(names);
}

/* The turn that an argument names, or the user's last one; -1: told. */
static int named_or_last(struct chat *c, const char *arg)
{
    struct error err = {0};
    int turn = *arg ? chat_find_turn(c, arg, &err) : chat_last_turn(c, ROLE_USER);
    if (turn < 0)
        chat_say(c, UI_ENTRY_ERROR, "%s", *arg ? err.msg : "There is no message yet.");
    return turn;
}

void command_branch(struct chat *c, const char *arg)
{
    int turn = named_or_last(c, arg);
    if (turn < 0)
        return;
    const struct turn *t = conversation_turn(c->conv, turn);
    if (t->message.role == ROLE_USER) {
        if (!go(c, t->parent))
            return;
        chat_input_message(c, t->message.content ? t->message.content : "");
        chat_say(c, UI_ENTRY_NOTICE,
                 "What you send stands beside turn %d, which is kept.", turn + 1);
    } else if (go(c, chat_settled(c, turn))) {
        ui_input_set(c->ui, "");
        chat_say(c, UI_ENTRY_NOTICE, "What you send goes on from turn %d.",
                 conversation_head(c->conv) + 1);
    }
}

static void leave_edit(struct chat *c)
{
    if (c->edit_turn >= 0)
        ui_input_set(c->ui, "");
    c->edit_turn = -1;
    ui_set_status(c->ui, NULL);
}

void command_edit_begin(struct chat *c, int turn)
{
    bool answer = conversation_turn(c->conv, turn)->message.role == ROLE_ASSISTANT;
    c->edit_turn = turn;
    char *status = xasprintf("editing turn %d   Enter %s   /edit cancel leaves it",
                             turn + 1, answer ? "keeps both" : "sends it, both stay");
    ui_set_status(c->ui, status);
    free(status);
}

void command_edit(struct chat *c, const char *arg)
{
    if (strcmp(arg, "cancel") == 0) {
        leave_edit(c);
        return;
    }
    int turn = named_or_last(c, arg);
    if (turn < 0)
        return;
    const struct message *m = &conversation_turn(c->conv, turn)->message;
    if (m->role == ROLE_TOOL || m->n_calls) {
        chat_say(c, UI_ENTRY_ERROR,
                 m->n_calls ? "Turn %d asks for tools: what it asks for is edited in the "
                              "question before they run."
                            : "Turn %d is what a tool said; it cannot be edited.",
                 turn + 1);
        return;
    }
    chat_input_message(c, m->content ? m->content : "");
    command_edit_begin(c, turn);
}
