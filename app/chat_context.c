#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* How full the context is: the meter, the warnings on the way, and the question when
 * nothing more fits. Nothing is ever dropped unasked. */

static bool asks(const struct message *m, int n)
{
    for (int i = 0; i < n; i++)
        if (m[i].role == ROLE_USER)
            return true;
    return false;
}

long chat_count(const struct chat *c, struct message *m, int n, struct error *err)
{
    if (n == 0)
        return 0;
    if (asks(m, n))
        return engine_count_tokens(c->engine, m, n, chat_functions(c), c->thinking, err);
    /* Templates want a message to answer, and the next one will be there. */
    struct message *with = xcalloc((size_t)n + 1, sizeof(*with));
    memcpy(with, m, (size_t)n * sizeof(*m));
    with[n] = (struct message){.role = ROLE_USER, .content = (char[]){"?"}};
    long tok =
        engine_count_tokens(c->engine, with, n + 1, chat_functions(c), c->thinking, err);
    free(with);
    return tok;
}

/* What the server counted for the last answer on the path; 0: it did not, or there is none. */
static long counted_tok(const struct chat *c)
{
    int i = chat_last_turn(c, ROLE_ASSISTANT);
    const json_t *meta = i < 0 ? NULL : conversation_turn(c->conv, i)->meta;
    const json_t *usage = json_object_get(meta, "usage");
    json_int_t n = json_integer_value(json_object_get(usage, "prompt")) +
                   json_integer_value(json_object_get(usage, "completion"));
    return n > 0 && n < INT_MAX ? (long)n : 0;
}

void chat_count_context(struct chat *c)
{
    int n;
    struct error err = {0};
    struct message *m = conversation_messages(c->conv, &n);
    /* A system text alone is nothing that the model has read. */
    bool empty = conversation_head(c->conv) < 0;
    long tok = empty ? 0 : chat_count(c, m, n, &err);
    for (int i = 0; i < n; i++)
        message_finish(&m[i]);
    free(m);
    if (tok < 0 && engine_info(c->engine)->url)
        tok = counted_tok(c);
    c->ctx_counted = tok >= 0;
    c->ctx_tok = (int)tok;
    chat_show_stats(c);
    chat_warn_context(c);
}

void chat_warn_context(struct chat *c)
{
    struct stats stats;
    engine_stats(c->engine, &stats);
    int64_t used = c->ctx_counted ? c->ctx_tok : stats.ctx_used_tok;
    int64_t max = stats.ctx_max_tok;
    int level = max <= 0                 ? 0
                : used * 100 >= max * 90 ? 90
                : used * 100 >= max * 75 ? 75
                                         : 0;
    if (level > c->ctx_warned)
        chat_say(c, UI_ENTRY_NOTICE,
                 "The context is %d %% full, %d tokens are left. /compact puts a summary "
                 "in the place of what was said, /drop N leaves turns out.",
                 (int)(used * 100 / max), (int)(used < max ? max - used : 0));
    c->ctx_warned = level;
}

void chat_context_full(struct chat *c, const char *why)
{
    static const struct ui_choice choices[] = {
        {'c', "summarise"}, {'w', "new chat"}, {'n', "leave it"}, {0}};
    static const char leave[] =
        "leave it: /drop N leaves turns out, /edit N goes back to an earlier one, --ctx "
        "makes more room at the next start";
    static const char *const rows[] = {
        "c", "the model writes a summary of what was said; you see it before it counts",
        "w", "a new conversation; this one stays saved",
        "n", leave,
        NULL};
    c->ctx_warned = 90; /* more than a warning is said here */
    chat_count_context(c);
    chat_say(c, UI_ENTRY_ERROR,
             "No room for more: %s. Nothing was dropped. /compact puts a summary in the "
             "place of what was said, /drop N leaves turns out, /new starts anew.",
             why[0] ? why : "the context is full");
    chat_confirm(c, CONFIRM_FULL,
                 &(struct ui_question){.title = "The context is full",
                                       .tool = why[0] ? why : "nothing more fits",
                                       .rows = rows,
                                       .choices = choices});
}

void chat_confirm(struct chat *c, enum chat_confirmation what,
                  const struct ui_question *q)
{
    c->state = CHAT_CONFIRMING;
    c->confirmation = what;
    ui_set_busy(c->ui, true, "waiting for your decision");
    ui_question_show(c->ui, q);
}

void chat_confirm_answer(struct chat *c, char answer)
{
    chat_idle(c);
    if (c->confirmation == CONFIRM_SUMMARY)
        chat_compact_answer(c, answer);
    else if (c->confirmation == CONFIRM_REMOVE)
        command_rm_answer(c, answer);
    else if (c->confirmation == CONFIRM_PACK)
        chat_pack_answer(c, answer);
    else if (answer == 'c')
        chat_compact(c, -1);
    else if (answer == 'w')
        command_new(c, "");
    chat_read_draft(c); /* of what the conversation is now */
}
