#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/messages_json.h"

/* /compact: the model writes a summary of the turns up to one of them, the user sees it and
 * decides, and from then on it is read in place of them. The turns stay where they are. */

enum {
    SUMMARY_TOK_MIN = 48,
    SUMMARY_TOK_MAX = 1024,
    INSTRUCTION_TOK = 96, /* at most, with what a template puts around it */
};

static const char instruction[] =
    "Summarise our conversation so far, so that it can go on from the summary alone: "
    "what was asked and what was answered, facts, names, numbers and decisions, and "
    "what is still open. Write only the summary.";

static const char too_long[] =
    "Not even the first turns fit into the context along with a summary of them; /drop N "
    "leaves out a long one.";

static int summary_tok(const struct chat *c)
{
    int ctx_tok = engine_info(c->engine)->ctx_tok;
    int n = ctx_tok > 0 ? ctx_tok / 8 : SUMMARY_TOK_MAX; /* 0: a server does not tell */
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

/* The indices into the path of the turns, behind the last summary and not behind `want`, where
 * one may end. Owned. */
static int *ends_of(const struct chat *c, const int *path, int n, int want, int *n_ends)
{
    int first = 0, *ends = xcalloc((size_t)n + 1, sizeof(*ends));
    *n_ends = 0;
    for (int i = 0; i <= want; i++) {
        if (conversation_turn(c->conv, path[i])->summary)
            first = i + 1;
    }
    for (int i = first; i <= want; i++)
        if (may_end(c, path, n, i))
            ends[(*n_ends)++] = i;
    return ends;
}

static json_int_t tokens_of(const json_t *usage, const char *name)
{
    json_int_t n = json_integer_value(json_object_get(usage, name));
    return n > 0 && n < INT_MAX ? n : 0;
}

/* What a server counted up to this turn; 0: it did not. Turns that were left out since then
 * are still in it. */
static json_int_t counted_tok(const struct chat *c, int turn)
{
    const json_t *usage =
        json_object_get(conversation_turn(c->conv, turn)->meta, "usage");
    json_int_t prompt = tokens_of(usage, "prompt");
    return prompt ? prompt + tokens_of(usage, "completion") : 0;
}

/* A server alone can count: of the ends the last that by its counts leaves room for the
 * summary, or of which it told none. What it refuses all the same is tried with less. */
static int last_counted_end(const struct chat *c, const int *path, const int *ends, int n)
{
    int ctx_tok = engine_info(c->engine)->ctx_tok;
    int room = ctx_tok - summary_tok(c) - INSTRUCTION_TOK;
    int k = n - 1;
    while (ctx_tok > 0 && k > 0 && counted_tok(c, path[ends[k]]) > room)
        k--;
    return k;
}

/* The last end up to which all can be read along with the instruction and leave room for the
 * summary. -1: there is none; -2 + err. */
static int last_fitting_end(const struct chat *c, const int *path, const int *ends, int n,
                            struct error *err)
{
    int room = engine_info(c->engine)->ctx_tok - summary_tok(c);
    int low = -1, high = n - 1; /* longer requests take more */
    while (low < high) {
        int mid = high - (high - low - 1) / 2;
        /* Most often all of it fits: that is tried first. */
        if (low < 0 && high == n - 1)
            mid = high;
        long tok = request_tok(c, path[ends[mid]], err);
        if (tok < 0)
            return -2;
        if (tok <= room)
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

/* The index into the path of the turn, not behind `want`, with which the summary ends.
 * -1 + err. */
static int choose_end(const struct chat *c, const int *path, int n, int want,
                      struct error *err)
{
    int n_ends, *ends = ends_of(c, path, n, want, &n_ends);
    int k = engine_info(c->engine)->url ? last_counted_end(c, path, ends, n_ends)
                                        : last_fitting_end(c, path, ends, n_ends, err);
    if (k == -1)
        err_set(err, 0, "%s", n_ends ? too_long : "There is nothing to summarise.");
    int found = k >= 0 ? ends[k] : -1;
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
        found = choose_end(c, path, n, want, &err);
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
    char up_to[96], tokens[96], before[32] = "";
    if (c->compact.before_tok >= 0)
        snprintf(before, sizeof(before), ", %ld tokens", c->compact.before_tok);
    snprintf(up_to, sizeof(up_to), "the turns up to number %d%s", c->compact.turn + 1,
             before);
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

/* The server found the request too long: half of it is asked for. False: no less is left. */
static bool start_with_half(struct chat *c)
{
    int n, n_ends, want = 0, *path = conversation_path_turns(c->conv, &n);
    while (want < n - 1 && path[want] != c->compact.turn)
        want++;
    int *ends = ends_of(c, path, n, want, &n_ends);
    bool less = n_ends > 1;
    if (less) {
        int turn = path[ends[n_ends / 2 - 1]];
        chat_say(c, UI_ENTRY_NOTICE,
                 "That is too long for the server; now a summary up to turn %d.",
                 turn + 1);
        start(c, turn, c->compact.then_answer || c->compact.then_continue);
    }
    free(ends);
    free(path);
    return less;
}

void chat_compact_end(struct chat *c, struct engine_turn_report *r)
{
    const char *text = r->message.content;
    bool refused = r->finish == FINISH_CONTEXT && engine_info(c->engine)->url;
    c->answer.summary = false;
    if (c->answer.entry >= 0)
        ui_entry_end(c->ui, c->answer.entry, NULL);
    c->answer.entry = -1;
    if (refused && start_with_half(c))
        return;
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
    else if (refused)
        chat_say(c, UI_ENTRY_ERROR, "There is no summary, nothing is changed. %s",
                 too_long);
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
