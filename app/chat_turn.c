#include "app/chat_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"

/* One request to the engine and what comes of it. */

void chat_idle(struct chat *c)
{
    c->state = CHAT_IDLE;
    ui_set_busy(c->ui, false, NULL);
    chat_show_stats(c);
}

static void submit(struct chat *c, struct engine_request *r,
                   const struct sample_params *sampling)
{
    struct error err = {0};
    r->id = ++c->answer.request_id;
    r->tools = json_incref((json_t *)chat_functions(c));
    r->thinking = c->thinking;
    r->sampling = sampling ? *sampling : c->sampling;
    r->max_tok = c->max_tok;
    c->answer.sampling = r->sampling;
    c->answer.think_start_ns = c->answer.think_end_ns = 0;
    c->ctx_counted = false;
    if (engine_submit(c->engine, r, &err)) {
        c->state = CHAT_ANSWERING;
        ui_set_busy(c->ui, true, "reading");
    } else {
        chat_say(c, UI_ENTRY_ERROR, "The message was not answered: %s", err.msg);
        chat_idle(c);
    }
    engine_request_finish(r);
}

void chat_request(struct chat *c, const struct sample_params *sampling)
{
    struct engine_request r = {0};
    r.messages = conversation_messages(c->conv, &r.n_messages);
    c->answer.entry = -1;
    c->answer.continued = -1;
    submit(c, &r, sampling);
}

void chat_send(struct chat *c, const char *text)
{
    if (c->edit_parent != CHAT_EDIT_NONE) {
        int parent = c->edit_parent;
        c->edit_parent = CHAT_EDIT_NONE;
        ui_set_status(c->ui, NULL);
        if (!chat_move_head(c, parent)) {
            ui_input_set(c->ui, text);
            return;
        }
        chat_show_path(c);
    }
    chat_calls_new_request(c);
    struct message m = {.role = ROLE_USER, .content = xstrdup(text)};
    int entry = ui_entry_add(c->ui, UI_ENTRY_USER, NULL);
    ui_entry_text(c->ui, entry, false, text, strlen(text));
    ui_entry_end(c->ui, entry, NULL);
    chat_append(c, &m, NULL);
    chat_request(c, NULL);
}

/* The longer answer becomes a sibling of the one that was cut. */
void chat_continue(struct chat *c)
{
    struct engine_request r = {.continue_last = true};
    int head = conversation_head(c->conv);
    r.messages = conversation_messages(c->conv, &r.n_messages);
    if (head < 0 || r.messages[r.n_messages - 1].role != ROLE_ASSISTANT ||
        r.messages[r.n_messages - 1].n_calls)
    {
        chat_say(c, UI_ENTRY_ERROR, "There is no answer to go on with.");
        engine_request_finish(&r);
        return;
    }
    if (!chat_move_head(c, conversation_turn(c->conv, head)->parent)) {
        engine_request_finish(&r);
        return;
    }
    chat_calls_new_request(c);
    chat_show_path(c);
    const struct message *m = &r.messages[r.n_messages - 1];
    c->answer.entry = ui_entry_add(c->ui, UI_ENTRY_ASSISTANT, NULL);
    if (m->thinking)
        ui_entry_text(c->ui, c->answer.entry, true, m->thinking, strlen(m->thinking));
    if (m->content)
        ui_entry_text(c->ui, c->answer.entry, false, m->content, strlen(m->content));
    c->answer.continued = head;
    submit(c, &r, NULL);
    if (c->state == CHAT_IDLE) { /* refused: the cut answer stays the head */
        chat_move_head(c, head);
        chat_show_path(c);
    }
}

static void on_text(struct chat *c, const struct engine_event *ev)
{
    bool thinking = ev->kind == ENGINE_THINKING;
    struct chat_answer *a = &c->answer;
    if (a->entry < 0)
        a->entry = ui_entry_add(c->ui, UI_ENTRY_ASSISTANT, NULL);
    if (thinking && a->think_start_ns == 0)
        a->think_start_ns = clock_now_ns();
    if (!thinking && a->think_start_ns && !a->think_end_ns)
        a->think_end_ns = clock_now_ns();
    ui_set_busy(c->ui, true, thinking ? "thinking" : "answering");
    ui_entry_text(c->ui, a->entry, thinking, ev->text, ev->len);
}

static void on_prefill(struct chat *c, const struct engine_event *ev)
{
    char what[80];
    snprintf(what, sizeof(what), "reading %d of %d tokens", ev->n_done, ev->n_total);
    ui_set_busy(c->ui, true, what);
}

static void tell_finish(struct chat *c, const struct engine_turn_report *r)
{
    if (r->warning[0])
        chat_say(c, UI_ENTRY_NOTICE, "%s", r->warning);
    switch (r->finish) {
    case FINISH_ERROR:
        chat_say(c, UI_ENTRY_ERROR, "The answer was broken off: %s", r->error);
        break;
    case FINISH_CONTEXT:
        chat_say(c, UI_ENTRY_ERROR,
                 "No room for more: %s. Nothing was dropped. /new starts a new "
                 "conversation, /edit N goes back to an earlier message, and --ctx makes "
                 "more room at the next start.",
                 r->error[0] ? r->error : "the context is full");
        break;
    case FINISH_LENGTH:
        chat_say(c, UI_ENTRY_NOTICE,
                 "The answer was cut at %d tokens; /continue goes on.", c->max_tok);
        break;
    default: break;
    }
}

static bool has_text(const struct message *m)
{
    return (m->content && *m->content) || (m->thinking && *m->thinking) || m->n_calls;
}

static void end_entry(struct chat *c, const struct engine_turn_report *r,
                      const json_t *meta)
{
    struct chat_answer *a = &c->answer;
    if (a->entry < 0)
        return;
    if (r->n_thinking_tok || a->think_start_ns) {
        int64_t end = a->think_end_ns ? a->think_end_ns : clock_now_ns();
        double s = a->think_start_ns ? (double)(end - a->think_start_ns) / 1e9 : 0;
        ui_entry_thought(c->ui, a->entry, s, r->n_thinking_tok);
        json_object_set_new(json_object_get(meta, "timings"), "thinking_ms",
                            json_real(round(s * 1e3)));
    }
    char *footer = turn_meta_footer(meta);
    ui_entry_end(c->ui, a->entry, footer);
    free(footer);
    a->entry = -1;
}

/* A result names the call that it answers; ids need only differ within a conversation. */
static void name_calls(struct chat *c, struct message *m)
{
    for (int i = 0; i < m->n_calls; i++) {
        if (m->calls[i].id && *m->calls[i].id)
            continue;
        free(m->calls[i].id);
        m->calls[i].id = xasprintf("call_%d_%d", conversation_n_turns(c->conv), i);
    }
}

static void on_end(struct chat *c, struct engine_turn_report *r)
{
    name_calls(c, &r->message);
    json_t *meta = turn_meta(r, &c->answer.sampling, c->thinking);
    end_entry(c, r, meta);
    struct message calls = {0};
    if (r->finish == FINISH_TOOL_CALLS)
        message_copy(&calls, &r->message);
    if (has_text(&r->message) || r->finish == FINISH_STOP) {
        chat_append(c, &r->message, meta);
    } else {
        json_decref(meta);
        if (c->answer.continued >= 0) { /* nothing came: the cut answer stays the head */
            chat_move_head(c, c->answer.continued);
            chat_show_path(c);
        }
    }
    tell_finish(c, r);
    if (calls.n_calls)
        chat_calls_begin(c, &calls);
    else
        chat_idle(c);
    message_finish(&calls);
}

void chat_take_events(struct chat *c)
{
    struct engine_event *list = engine_take_events(c->engine);
    for (struct engine_event *ev = list; ev; ev = ev->next) {
        if (ev->request_id != c->answer.request_id || c->state != CHAT_ANSWERING)
            continue;
        if (ev->kind == ENGINE_PREFILL)
            on_prefill(c, ev);
        else if (ev->kind == ENGINE_END)
            on_end(c, ev->report);
        else
            on_text(c, ev);
    }
    engine_events_free(list);
    chat_show_stats(c);
}
