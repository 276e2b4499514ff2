#include "app/chat.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/chat_attach.h"
#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "app/exit.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* The loop between screen, engine and tools, and what is shown of the state. Requests are
 * in chat_turn.c, tools in chat_calls.c, the conversation on the screen in chat_view.c. */

enum {
    QUIT_WAIT_MS = 10000, /* for the engine to end a layer, and no longer */
};

/* ---- what is shown ---- */

void chat_say(struct chat *c, enum ui_entry kind, const char *fmt, ...)
{
    va_list ap;
    char text[2048];
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    int e = ui_entry_add(c->ui, kind, NULL);
    ui_entry_text(c->ui, e, false, text, strlen(text));
    ui_entry_end(c->ui, e, NULL);
}

void chat_show_flags(struct chat *c)
{
    const struct engine_info *info = engine_info(c->engine);
    struct strbuf b = {0};
    char *packing = chat_pack_text(c);
    if (packing)
        strbuf_addf(&b, "%s   ", packing);
    free(packing);
    if (info->experts_native > 0 && info->experts_per_token < info->experts_native)
        strbuf_addf(&b, "REDUCED: %d of %d experts   ", info->experts_per_token,
                    info->experts_native);
    strbuf_addf(&b, "think %s", c->thinking ? "on" : "off");
    if (c->tools && toolset_n(c->tools))
        strbuf_addf(&b, "   tools %d", toolset_n(c->tools));
    if (c->tools && strcmp(tool_sandbox_name(), "none") == 0)
        strbuf_adds(&b, " no sandbox");
    ui_set_flags(c->ui, b.data);
    strbuf_finish(&b);
}

void chat_show_saved(struct chat *c)
{
    if (!conversation_path(c->conv)) {
        ui_set_saved(c->ui, c->params.sessions_dir ? "" : "not saved");
        return;
    }
    char when[16] = "";
    int n = conversation_n_turns(c->conv);
    time_t last = n ? (time_t)(conversation_turn(c->conv, n - 1)->time_ms / 1000) : 0;
    bool today = time(NULL) - last < 12 * 3600;
    struct tm tm;
    if (n && localtime_r(&last, &tm))
        strftime(when, sizeof(when), today ? "%H:%M:%S" : "%Y-%m-%d", &tm);
    const char *name = conversation_name(c->conv);
    char *text = xasprintf("%s%ssaved %s", name, *name ? "   " : "", when);
    ui_set_saved(c->ui, text);
    free(text);
}

static void show_step(void *ctx, const struct step *step)
{
    struct chat *c = ctx;
    ui_add_step(c->ui, step);
}

void chat_show_stats(struct chat *c)
{
    engine_take_steps(c->engine, show_step, c);
    /* 12 KiB: on the stack of the one thread that draws. */
    struct stats stats;
    engine_stats(c->engine, &stats);
    ui_set_stats(c->ui, &stats);
    ui_set_context(c->ui, c->ctx_counted ? c->ctx_tok : stats.ctx_used_tok,
                   stats.ctx_max_tok);
}

/* ---- the conversation ---- */

/* Told once: the chat goes on in memory, and every turn says it again in the status. */
void chat_save_failed(struct chat *c, const struct error *err)
{
    if (!c->save_failed)
        chat_say(c, UI_ENTRY_ERROR,
                 "The conversation could not be saved: %s. The chat goes on, but what "
                 "follows may be lost when you leave.",
                 err->msg);
    c->save_failed = true;
    ui_set_saved(c->ui, "NOT SAVED");
}

int chat_append(struct chat *c, struct message *m, json_t *meta)
{
    struct error err = {0};
    int i = conversation_append(c->conv, m, meta, &err);
    if (i < 0) {
        chat_save_failed(c, &err);
        return -1;
    }
    c->save_failed = false;
    chat_show_saved(c);
    return i;
}

bool chat_move_head(struct chat *c, int turn)
{
    struct error err = {0};
    if (conversation_set_head(c->conv, turn, &err))
        return true;
    chat_save_failed(c, &err);
    return conversation_head(c->conv) == turn;
}

void chat_set_conversation(struct chat *c, struct conversation *conv)
{
    chat_snapshot_leave(c);
    conversation_free(c->conv);
    c->conv = conv;
    c->edit_turn = c->read_head = -1;
    c->pack.n_turns = -1;
    c->ctx_warned = 0;
    c->save_failed = false;
    ui_set_status(c->ui, NULL);
    chat_calls_new_request(c);
    ui_new_conversation(c->ui);
    chat_show_path(c);
    if (*conversation_warning(conv))
        chat_say(c, UI_ENTRY_NOTICE, "%s", conversation_warning(conv));
    chat_show_saved(c);
}

int chat_last_turn(const struct chat *c, enum role role)
{
    int i = conversation_head(c->conv);
    while (i >= 0 && conversation_turn(c->conv, i)->message.role != role)
        i = conversation_turn(c->conv, i)->parent;
    return i;
}

/* ---- tools ---- */

const json_t *chat_functions(const struct chat *c)
{
    return c->tools && toolset_n(c->tools) ? toolset_functions(c->tools) : NULL;
}

bool chat_load_tools(struct chat *c, struct error *err)
{
    if (!c->tools_path)
        return true;
    struct toolset *tools = toolset_load(c->tools_path, err);
    if (!tools)
        return false;
    toolset_free(c->tools);
    chat_grants_reset(c);
    c->tools = tools;
    return true;
}

/* ---- what the user wants ---- */

void chat_submit(struct chat *c, const char *text)
{
    const char *line = text;
    text = chat_message_text(line);
    if (!text) {
        engine_read_draft(c->engine, NULL); /* what was in the line is gone */
        command_run(c, line);
        return;
    }
    if (c->state != CHAT_IDLE) {
        chat_give_back(c, text);
        ui_set_status(c->ui, "still answering: Esc stops");
        return;
    }
    ui_set_status(c->ui, NULL);
    struct error err = {0};
    bool answer =
        c->edit_turn >= 0 &&
        conversation_turn(c->conv, c->edit_turn)->message.role == ROLE_ASSISTANT;
    char *all = answer ? xstrdup(text) : attach_files(text, &err);
    if (!all) {
        chat_say(c, UI_ENTRY_ERROR, "%s; the message was not sent.", err.msg);
        chat_give_back(c, text);
        return;
    }
    chat_send(c, all);
    free(all);
}

static void cancel(struct chat *c)
{
    if (c->state == CHAT_ANSWERING) {
        ui_set_busy(c->ui, true, "stopping");
        engine_cancel(c->engine);
    } else if (c->state == CHAT_CONFIRMING) {
        chat_confirm_answer(c, 'n');
    } else {
        chat_calls_cancel(c);
    }
}

static void on_wake(struct chat *c)
{
    struct pollfd fds[3] = {
        {engine_fd(c->engine), POLLIN, 0}, {-1, POLLIN, 0}, {chat_pack_fd(c), POLLIN, 0}};
    if (c->calls.job)
        fds[1].fd = tool_job_fd(c->calls.job);
    if (poll(fds, 3, 0) <= 0)
        return;
    if (fds[0].revents)
        chat_take_events(c);
    if (fds[1].revents && c->calls.job)
        chat_calls_job_done(c);
    if (fds[2].revents && c->pack.job)
        chat_pack_event(c);
}

static void on_event(struct chat *c, struct ui_event *ev)
{
    switch (ev->kind) {
    case UI_EV_SUBMIT:
        free(c->draft); /* what is being read of it is of use */
        c->draft = NULL;
        chat_submit(c, ev->text);
        break;
    case UI_EV_DRAFT: chat_draft(c, ev->text); break;
    case UI_EV_CANCEL: cancel(c); break;
    case UI_EV_QUIT:
        c->quit = true;
        c->exit_code = ev->exit_code;
        break;
    case UI_EV_WAKE: on_wake(c); break;
    case UI_EV_ANSWER:
        if (c->state == CHAT_CONFIRMING)
            chat_confirm_answer(c, ev->answer);
        else
            chat_calls_answer(c, ev->answer);
        break;
    case UI_EV_SESSIONS: command_run(c, "/sessions"); break;
    case UI_EV_PLAYER:
    case UI_EV_TIMER: break;
    }
}

/* Stops what runs and keeps what was said so far. */
static void wind_up(struct chat *c)
{
    c->calls.give_up = true;
    if (c->state == CHAT_ASKING)
        chat_calls_answer(c, 'n');
    if (c->state == CHAT_RUNNING) {
        tool_job_cancel(c->calls.job);
        chat_calls_job_done(c);
    }
    if (c->state != CHAT_ANSWERING)
        return;
    engine_cancel(c->engine);
    int64_t deadline = clock_now_ns() + (int64_t)QUIT_WAIT_MS * 1000000;
    while (c->state == CHAT_ANSWERING && clock_now_ns() < deadline) {
        struct pollfd fd = {engine_fd(c->engine), POLLIN, 0};
        if (poll(&fd, 1, 100) > 0)
            chat_take_events(c);
        /* A finished answer may have led to a tool or to another request. */
        if (c->state == CHAT_ASKING)
            chat_calls_cancel(c);
        if (c->state == CHAT_RUNNING) {
            c->calls.give_up = true;
            tool_job_cancel(c->calls.job);
            chat_calls_job_done(c);
        }
    }
}

int chat_run(struct chat *c, struct error *err)
{
    int code = -1;
    for (;;) {
        int fds[3] = {engine_fd(c->engine)}, n = 1;
        if (c->calls.job)
            fds[n++] = tool_job_fd(c->calls.job);
        if (c->pack.job)
            fds[n++] = chat_pack_fd(c);
        struct ui_event ev = {0};
        if (!ui_wait(c->ui, fds, n, -1, &ev, err))
            break;
        on_event(c, &ev);
        free(ev.text);
        chat_pack_settle(c);
        if (c->quit) {
            code = c->exit_code;
            break;
        }
    }
    wind_up(c);
    chat_snapshot_leave(c);
    return code;
}

const char *chat_next_model(const struct chat *c)
{
    return c->next_model;
}

struct conversation *chat_take_conversation(struct chat *c)
{
    struct conversation *conv = c->conv;
    c->conv = NULL;
    return conv;
}

/* ---- life ---- */

struct chat *chat_create(const struct chat_params *params, struct error *err)
{
    struct chat *c = xcalloc(1, sizeof(*c));
    c->params = *params;
    c->ui = params->ui;
    c->engine = params->engine;
    c->conv = params->conversation;
    if (params->tools_path && params->tools_mode != TOOLS_NONE)
        c->tools_path = xstrdup(params->tools_path);
    c->sampling = params->sampling;
    c->thinking = params->thinking;
    c->max_tok = params->max_tok;
    c->edit_turn = c->read_head = -1;
    c->answer.entry = c->answer.continued = -1;
    if (!chat_load_tools(c, err)) {
        chat_destroy(c);
        return NULL;
    }
    if (params->before) {
        chat_inherit(c, params->before);
        chat_pack_inherit(c, params->before);
    }
    ui_set_model(c->ui, engine_info(c->engine));
    chat_show_flags(c);
    chat_show_stats(c);
    if (conversation_n_turns(c->conv))
        chat_show_path(c);
    if (*conversation_warning(c->conv))
        chat_say(c, UI_ENTRY_NOTICE, "%s", conversation_warning(c->conv));
    chat_show_saved(c);
    chat_snapshot_enter(c);
    if (params->before)
        chat_tell_inherited(c, params->before, params->why_back);
    c->params.before = NULL;
    c->params.why_back = NULL;
    return c;
}

void chat_destroy(struct chat *c)
{
    if (!c)
        return;
    chat_calls_finish(c);
    free(c->compact.text);
    free(c->draft);
    pack_job_destroy(c->pack.job);
    free(c->next_model);
    free(c->next_note);
    free(c->remove_path);
    conversation_free(c->conv);
    toolset_free(c->tools);
    free(c->tools_path);
    for (int i = 0; i < c->n_grants; i++)
        free(c->grants[i]);
    free(c->grants);
    free(c);
}
