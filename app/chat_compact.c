#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/messages_json.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* /compact: the model writes a summary of the turns up to one of them, the user sees it and
 * decides, and from then on it is read in place of them. The turns stay where they are. */

enum {
    SUMMARY_TOK_MIN = 48,
    SUMMARY_TOK_MAX = 1024,
};

static const char instruction[] =
    "Summarise our conversation so far, so that it can go on from the summary alone: "
    "what was asked and what was answered, facts, names, numbers and decisions, and "
    "what is still open. Write only the summary.";

static int summary_tok(const struct chat *c)
{
    int n = engine_info(c->engine)->ctx_tok / 8;
    return n < SUMMARY_TOK_MIN   ? SUMMARY_TOK_MIN
           : n > SUMMARY_TOK_MAX ? SUMMARY_TOK_MAX
                                 : n;
}

static struct message *messages_to(const struct chat *c, int turn, int *n)
{
    struct message *m = conversation_messages_to(c->conv, turn, n);
    m = xreallocarray(m, (size_t)*n + 1, sizeof(*m));
    m[(*n)++] = (struct message){.role = ROLE_USER, .content = xstrdup(instruction)};
    return m;
}

/* Tokens of the request for a summary up to this turn; -1 + err. */
static long request_tok(const struct chat *c, int turn, struct error *err)
{
    int n;
    struct message *m = messages_to(c, turn, &n);
    long tok = engine_count_tokens(c->engine, m, n, chat_functions(c), false, err);
    messages_free(m, n);
    return tok;
}

/* Where a summary may end: the next turn is one of the user's, so no tool is torn from its
 * results and no answer from its question. */
static bool may_end(const struct chat *c, const int *path, int n, int i)
{
    return i + 1 == n ||
           conversation_turn(c->conv, path[i + 1])->message.role == ROLE_USER;
}

/* The index into the path of the last turn, not behind `want`, up to which all can be read
 * along with the instruction and leave room for the summary. -1 + err. */
static int last_that_fits(const struct chat *c, const int *path, int n, int want,
                          struct error *err)
{
    int first = 0, *ends = xcalloc((size_t)n, sizeof(*ends)), n_ends = 0;
    for (int i = 0; i <= want; i++) {
        if (conversation_turn(c->conv, path[i])->summary)
            first = i + 1;
    }
    for (int i = first; i <= want; i++)
        if (may_end(c, path, n, i))
            ends[n_ends++] = i;
    int room = engine_info(c->engine)->ctx_tok - summary_tok(c);
    int low = -1, high = n_ends - 1; /* longer requests take more */
    bool ok = true;
    while (ok && low < high) {
        int mid = high - (high - low - 1) / 2;
        /* Most often all of it fits: that is tried first. */
        if (low < 0 && high == n_ends - 1)
            mid = high;
        long tok = request_tok(c, path[ends[mid]], err);
        ok = tok >= 0;
        if (tok <= room)
            low = mid;
        else
            high = mid - 1;
    }
    int found = ok && low >= 0 ? ends[low] : -1;
    if (ok && found < 0)
        err_set(err, 0,
                n_ends ? "Not even the first turns fit into the context along with a "
                         "summary of them; /drop N leaves out a long one."
                       : "There is nothing to summarise.");
    free(ends);
    return found;
}

static bool was_cut(const struct chat *c, int turn)
{
    const struct turn *t = conversation_turn(c->conv, turn);
    const char *finish = json_string_value(json_object_get(t->meta, "finish"));
    return t->message.role == ROLE_ASSISTANT && finish && strcmp(finish, "context") == 0;
}

/* How many turns at the end of the path wait for room: a message without an answer, or one
 * whose answer was cut, with that. They are no part of what was said. */
static int n_waiting(const struct chat *c, const int *path, int n)
{
    int last = n - 1;
    if (n && was_cut(c, path[last]))
        while (last > 0 &&
               conversation_turn(c->conv, path[last])->message.role != ROLE_USER)
            last--;
    return n && conversation_turn(c->conv, path[last])->message.role == ROLE_USER
               ? n - last
               : 0;
}

static void start(struct chat *c, int turn, bool waiting)
{
    struct error err = {0};
    struct engine_request r = {0};
    free(c->compact.text);
    bool cut = was_cut(c, conversation_head(c->conv));
    c->compact = (struct chat_compact){
        .turn = turn, .then_answer = waiting && !cut, .then_continue = waiting && cut};
    c->compact.before_tok = request_tok(c, turn, &err);
    r.messages = messages_to(c, turn, &r.n_messages);
    c->answer.entry = c->answer.continued = -1;
    c->answer.summary = true;
    r.max_tok = summary_tok(c);
    chat_submit_request(c, &r, NULL);
}

void chat_compact(struct chat *c, int turn)
{
    int n, found = -1;
    struct error err = {0};
    int *path = conversation_path_turns(c->conv, &n);
    int waiting = n_waiting(c, path, n);
    int want = n - 1 - waiting;
    bool here = turn < 0;
    for (int i = 0; turn >= 0 && i < n; i++)
        if (path[i] == turn) {
            want = i;
            here = true;
        }
    while (turn >= 0 && want + 1 < n && !may_end(c, path, n, want))
        want++;
    if (!here)
        err_set(&err, 0, "Turn %d is on another branch.", turn + 1);
    else if (want < 0)
        err_set(&err, 0, "There is nothing to summarise yet.");
    else
        found = last_that_fits(c, path, n, want, &err);
    if (found < 0)
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    else
        start(c, path[found], waiting && found < n - waiting);
    free(path);
}

static void ask(struct chat *c)
{
    static const struct ui_choice choices[] = {
        {'y', "use it"}, {'e', "edit"}, {'n', "leave it"}, {0}};
    char up_to[96], tokens[96];
    snprintf(up_to, sizeof(up_to), "the turns up to number %d, %ld tokens",
             c->compact.turn + 1, c->compact.before_tok);
    snprintf(tokens, sizeof(tokens), "about %d tokens%s", c->compact.summary_tok,
             c->compact.cut ? ", cut at its limit" : "");
    const char *const rows[] = {"replaces", up_to,           "takes", tokens,
                                "summary",  c->compact.text, NULL};
    chat_confirm(c, CONFIRM_SUMMARY,
                 &(struct ui_question){.title = "A summary of the conversation",
                                       .tool = "The model would read this in place of "
                                               "the turns; they stay in the file.",
                                       .rows = rows,
                                       .choices = choices});
}

void chat_compact_end(struct chat *c, struct engine_turn_report *r)
{
    const char *text = r->message.content;
    c->answer.summary = false;
    if (c->answer.entry >= 0)
        ui_entry_end(c->ui, c->answer.entry, NULL);
    c->answer.entry = -1;
    bool whole = r->finish == FINISH_STOP || r->finish == FINISH_LENGTH;
    if (whole && text && text[strspn(text, " \n\t")]) {
        c->compact.text = xstrdup(text);
        c->compact.summary_tok = r->n_generated_tok;
        c->compact.cut = r->finish == FINISH_LENGTH;
        ask(c);
        return;
    }
    chat_idle(c);
    chat_show_path(c);
    if (r->finish == FINISH_CANCELLED)
        chat_say(c, UI_ENTRY_NOTICE, "The summary was stopped; nothing is changed.");
    else if (r->finish == FINISH_TOOL_CALLS)
        chat_say(c, UI_ENTRY_ERROR,
                 "The model asked for a tool in place of a summary; nothing is changed.");
    else
        chat_say(c, UI_ENTRY_ERROR, "There is no summary, nothing is changed: %s",
                 r->error[0] ? r->error : "the model wrote nothing");
}

static void apply(struct chat *c)
{
    struct error err = {0};
    bool saved =
        conversation_set_summary(c->conv, c->compact.turn, c->compact.text, &err);
    chat_show_path(c);
    if (!saved)
        chat_save_failed(c, &err);
    chat_show_saved(c);
    if (c->compact.then_answer)
        chat_request(c, NULL);
    else if (c->compact.then_continue)
        chat_continue(c);
}

void chat_compact_answer(struct chat *c, char answer)
{
    struct error err = {0};
    if (answer == 'y') {
        apply(c);
    } else if (answer == 'e') {
        char *text = ui_edit_text(c->ui, c->compact.text, ".md", &err);
        if (!text)
            chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        if (text && text[strspn(text, " \n\t")]) {
            free(c->compact.text);
            c->compact.text = text;
        } else {
            free(text);
        }
        ask(c);
    } else {
        chat_show_path(c);
        chat_say(c, UI_ENTRY_NOTICE, "The summary is not used; nothing is changed.");
    }
}
