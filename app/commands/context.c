#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* What the model reads of the conversation: turns left out and taken in again, and a
 * summary in place of the first ones. */

/* The turns that belong together: what is asked of tools, and what they said. */
static int group(const struct chat *c, int turn, int *out)
{
    int first = turn, n = 0;
    while (first >= 0 && conversation_turn(c->conv, first)->message.role == ROLE_TOOL)
        first = conversation_turn(c->conv, first)->parent;
    if (first < 0 || !conversation_turn(c->conv, first)->message.n_calls) {
        out[n++] = turn;
        return n;
    }
    out[n++] = first;
    bool *in = xcalloc((size_t)conversation_n_turns(c->conv), sizeof(*in));
    in[first] = true;
    for (int i = first + 1; i < conversation_n_turns(c->conv); i++) {
        const struct turn *t = conversation_turn(c->conv, i);
        if (t->message.role == ROLE_TOOL && t->parent >= 0 && in[t->parent]) {
            in[i] = true;
            out[n++] = i;
        }
    }
    free(in);
    return n;
}

/* "3", "3-7" or an id, as turns with all that belongs to them; *n their number. NULL:
 * told. A range takes what of it is on the path. */
static int *range(struct chat *c, const char *arg, int *n)
{
    struct error err = {0};
    const char *dash = strchr(arg, '-');
    char *from = xstrndup(arg, dash ? (size_t)(dash - arg) : strlen(arg));
    int a = chat_find_turn(c, from, &err);
    int b = a >= 0 && dash ? chat_find_turn(c, dash + 1, &err) : a;
    free(from);
    *n = 0;
    if (a < 0 || b < 0) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return NULL;
    }
    size_t n_all = (size_t)conversation_n_turns(c->conv);
    int *turns = xcalloc(n_all + 1, sizeof(*turns));
    int *some = xcalloc(n_all + 1, sizeof(*some));
    bool *taken = xcalloc(n_all + 1, sizeof(*taken));
    int n_path, *path = conversation_path_turns(c->conv, &n_path);
    for (int i = 0; dash ? i < n_path : i < 1; i++) {
        int turn = dash ? path[i] : a;
        if (turn < a || turn > b)
            continue;
        int n_some = group(c, turn, some);
        for (int k = 0; k < n_some; k++) {
            if (!taken[some[k]])
                turns[(*n)++] = some[k];
            taken[some[k]] = true;
        }
    }
    free(path);
    free(taken);
    free(some);
    return turns;
}

static void set_dropped(struct chat *c, const char *arg, bool drop)
{
    struct error err = {0};
    int n, changed = 0;
    int *turns = range(c, arg, &n);
    if (!turns)
        return;
    for (int i = 0; i < n; i++)
        changed += conversation_turn(c->conv, turns[i])->dropped != drop;
    bool saved = conversation_set_dropped(c->conv, turns, n, drop, &err);
    chat_show_path(c);
    if (!saved)
        chat_save_failed(c, &err);
    if (drop)
        chat_say(
            c, UI_ENTRY_NOTICE,
            "%d turn%s left out of what the model reads; /keep %s takes %s in again.",
            changed, changed == 1 ? " is" : "s are", arg, changed == 1 ? "it" : "them");
    else
        chat_say(c, UI_ENTRY_NOTICE, "%d turn%s read by the model again.", changed,
                 changed == 1 ? " is" : "s are");
    free(turns);
}

void command_drop(struct chat *c, const char *arg)
{
    if (*arg)
        set_dropped(c, arg, true);
    else
        chat_say(c, UI_ENTRY_ERROR, "/drop takes the number of a turn, or two: 3-7");
}

void command_keep(struct chat *c, const char *arg)
{
    if (*arg)
        set_dropped(c, arg, false);
    else
        chat_say(c, UI_ENTRY_ERROR, "/keep takes the number of a turn, or two: 3-7");
}

static void undo(struct chat *c)
{
    struct error err = {0};
    int turn = conversation_head(c->conv);
    while (turn >= 0 && !conversation_turn(c->conv, turn)->summary)
        turn = conversation_turn(c->conv, turn)->parent;
    if (turn < 0) {
        chat_say(c, UI_ENTRY_ERROR, "There is no summary here.");
        return;
    }
    bool saved = conversation_set_summary(c->conv, turn, NULL, &err);
    chat_show_path(c);
    if (!saved)
        chat_save_failed(c, &err);
    chat_say(c, UI_ENTRY_NOTICE, "The model reads the turns themselves again.");
}

void command_compact(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (strcmp(arg, "undo") == 0) {
        undo(c);
        return;
    }
    int turn = *arg ? chat_find_turn(c, arg, &err) : -1;
    if (*arg && turn < 0)
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    else
        chat_compact(c, turn);
}
