#include "app/chat_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/proc_stats.h"

/* One request to the engine and what comes of it. */

void chat_idle(struct chat *c)
{
    c->state = CHAT_IDLE;
    ui_set_busy(c->ui, false, NULL);
    chat_show_stats(c);
    chat_snapshot_idle(c);
    chat_read_draft(c);
}

void chat_fill_request(const struct chat *c, struct engine_request *r)
{
    r->tools = json_incref((json_t *)chat_functions(c));
    r->thinking = c->thinking;
}

void chat_submit_request(struct chat *c, struct engine_request *r,
                         const struct sample_params *sampling)
{
    struct error err = {0};
    r->id = ++c->answer.request_id;
    chat_fill_request(c, r);
    if (c->answer.summary)
        r->thinking = false;
    r->sampling = sampling ? *sampling : c->sampling;
    if (!c->answer.summary)
        r->max_tok = c->max_tok;
    c->answer.sampling = r->sampling;
    c->answer.think_start_ns = c->answer.think_end_ns = 0;
    c->ctx_counted = false;
    uint64_t device_bytes = 0;
    bool device_known = proc_device_read_bytes(&device_bytes);
    if (engine_submit(c->engine, r, &err)) {
        c->state = CHAT_ANSWERING;
        c->answer.device_final = false;
        c->answer.device_known = device_known;
        c->answer.device_before_bytes = device_bytes;
        chat_snapshot_changed(c);
        ui_set_busy(c->ui, true, "reading");
    } else {
        c->answer.summary = false;
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
    chat_submit_request(c, &r, sampling);
}

static char *line_of(const char *message)
{
    return *message == '/' ? xasprintf("/%s", message) : xstrdup(message);
}

void chat_input_message(struct chat *c, const char *text)
{
    char *line = line_of(text);
    ui_input_set(c->ui, line);
    free(line);
}

void chat_give_back(struct chat *c, const char *text)
{
    char *line = line_of(text);
    ui_input_set(c->ui, line);
    chat_draft(c, line);
    free(line);
}

/* The text goes in the place of the turn that is edited, as a sibling of it. False: the
 * input has it again. */
static bool make_room(struct chat *c, const char *text, enum role *role)
{
    const struct turn *t = conversation_turn(c->conv, c->edit_turn);
    *role = t->message.role;
    if (!chat_move_head(c, t->parent)) {
        chat_give_back(c, text);
        return false;
    }
    c->edit_turn = -1;
    ui_set_status(c->ui, NULL);
    return true;
}

/* An answer in the user's words: it stands as it is, and the model is not asked. */
static void keep_answer(struct chat *c, const char *text, const char *original)
{
    struct message m = {.role = ROLE_ASSISTANT, .content = xstrdup(text)};
    chat_append(c, &m, json_pack("{s:s}", "edited", original));
    chat_show_path(c);
}

void chat_send(struct chat *c, const char *text)
{
    enum role role = ROLE_USER;
    if (c->edit_turn >= 0) {
        const char *original = conversation_turn(c->conv, c->edit_turn)->id;
        if (!make_room(c, text, &role))
            return;
        if (role == ROLE_ASSISTANT) {
            keep_answer(c, text, original);
            return;
        }
        chat_show_path(c);
    }
    chat_calls_new_request(c);
    struct message m = {.role = ROLE_USER, .content = xstrdup(text)};
    char *label = chat_next_label(c);
    int entry = ui_entry_add(c->ui, UI_ENTRY_USER, label);
    ui_entry_text(c->ui, entry, false, text, strlen(text));
    ui_entry_end(c->ui, entry, NULL);
    free(label);
    chat_append(c, &m, NULL);
    chat_request(c, NULL);
}

static int add_answer(struct chat *c)
{
    char *label = c->answer.summary ? xstrdup("summary") : chat_next_label(c);
    int entry = ui_entry_add(c->ui, UI_ENTRY_ASSISTANT, label);
    free(label);
    return entry;
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
    c->answer.entry = add_answer(c);
    if (m->thinking)
        ui_entry_text(c->ui, c->answer.entry, true, m->thinking, strlen(m->thinking));
    if (m->content)
        ui_entry_text(c->ui, c->answer.entry, false, m->content, strlen(m->content));
    c->answer.continued = head;
    chat_submit_request(c, &r, NULL);
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
        a->entry = add_answer(c);
    if (thinking && a->think_start_ns == 0)
        a->think_start_ns = clock_now_ns();
    if (!thinking && a->think_start_ns && !a->think_end_ns)
        a->think_end_ns = clock_now_ns();
    ui_set_busy(c->ui, true,
                a->summary ? "summarising"
                : thinking ? "thinking"
                           : "answering");
    ui_entry_text(c->ui, a->entry, thinking, ev->text, ev->len);
}

static void on_prefill(struct chat *c, const struct engine_event *ev)
{
    char what[80];
    snprintf(what, sizeof(what), "reading %d of %d tokens", ev->n_done, ev->n_total);
    ui_set_busy(c->ui, true, what);
}

static bool has_text(const struct message *m)
{
    return (m->content && *m->content) || (m->thinking && *m->thinking) || m->n_calls;
}

static void tell_finish(struct chat *c, const struct engine_turn_report *r)
{
    if (r->warning[0])
        chat_say(c, UI_ENTRY_NOTICE, "%s", r->warning);
    switch (r->finish) {
    case FINISH_ERROR:
        chat_say(c, UI_ENTRY_ERROR, "%s: %s",
                 has_text(&r->message) || r->n_generated_tok
                     ? "The answer was broken off"
                     : "The message was not answered",
                 r->error);
        break;
    case FINISH_LENGTH:
        chat_say(c, UI_ENTRY_NOTICE,
                 "The answer was cut at %d tokens; /continue goes on.",
                 c->max_tok ? c->max_tok : r->n_generated_tok);
        break;
    default: break;
    }
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
    engine_stats(c->engine, &c->answer.last);
    c->answer.device_final = true;
    c->answer.device_known = r->device_known;
    c->answer.device_bytes = r->device_bytes;
    if (c->answer.summary) {
        c->read_head = conversation_head(c->conv);
        chat_compact_end(c, r);
        return;
    }
    name_calls(c, &r->message);
    json_t *meta = turn_meta(r, &c->answer.sampling, c->thinking);
    end_entry(c, r, meta);
    struct message calls = {0};
    if (r->finish == FINISH_TOOL_CALLS)
        message_copy(&calls, &r->message);
    bool added = c->answer.continued < 0 || r->n_generated_tok > 0;
    if (added && (has_text(&r->message) || r->finish == FINISH_STOP)) {
        chat_append(c, &r->message, meta);
    } else {
        json_decref(meta);
        if (c->answer.continued >= 0) { /* nothing came: the cut answer stays the head */
            chat_move_head(c, c->answer.continued);
            chat_show_path(c);
        }
    }
    c->read_head = conversation_head(c->conv);
    if (r->finish == FINISH_CONTEXT && r->n_generated_tok == 0)
        chat_snapshot_unchanged(c);
    tell_finish(c, r);
    if (!added && r->finish == FINISH_STOP)
        chat_say(c, UI_ENTRY_NOTICE, "The model has nothing to add to this answer.");
    if (calls.n_calls)
        chat_calls_begin(c, &calls);
    else
        chat_idle(c);
    if (r->finish == FINISH_CONTEXT)
        chat_context_full(c, r->error);
    else if (c->state == CHAT_IDLE)
        chat_warn_context(c);
    message_finish(&calls);
}

void chat_turn_stats(const struct chat *c, struct stats *out)
{
    const struct chat_answer *a = &c->answer;
    engine_stats(c->engine, out);
    if (a->device_final) {
        int used_tok = out->ctx_used_tok;
        *out = a->last;
        out->ctx_used_tok = used_tok; /* a state may have been restored since */
    } else if (out->draft) {          /* which is no turn */
        out->n_prompt_tok = out->n_reused_tok = out->n_prefilled_tok = 0;
        out->expert_bytes = out->expert_resident_bytes = out->n_expert_reads = 0;
        out->prefill_tok_s = (struct measure){0};
    }
    out->device_known = a->device_known && (a->device_final || out->device_known);
    if (a->device_final)
        out->device_bytes = a->device_bytes;
    else if (out->device_known && out->device_bytes > a->device_before_bytes)
        out->device_bytes -= a->device_before_bytes;
    else /* not known, or the engine's number is from before the turn */
        out->device_bytes = 0;
}

void chat_take_events(struct chat *c)
{
    const char *before = engine_info(c->engine)->backend;
    struct engine_event *list = engine_take_events(c->engine);
    if (engine_info(c->engine)->backend != before)
        ui_set_model(c->ui, engine_info(c->engine)); /* the GPU was lost */
    for (struct engine_event *ev = list; ev; ev = ev->next) {
        if (ev->kind == ENGINE_SNAPSHOT) {
            chat_snapshot_event(c, ev);
            continue;
        }
        if (ev->request_id != c->answer.request_id || c->state != CHAT_ANSWERING)
            continue;
        if (ev->kind == ENGINE_WAITING)
            ui_set_busy(c->ui, true, ev->text);
        else if (ev->kind == ENGINE_PREFILL)
            on_prefill(c, ev);
        else if (ev->kind == ENGINE_END)
            on_end(c, ev->report);
        else
            on_text(c, ev);
    }
    engine_events_free(list);
    chat_show_stats(c);
}
