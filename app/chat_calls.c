#include "app/chat_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tool_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* The tool calls of an answer: each is planned, asked for or allowed, run, and its result
 * becomes a tool turn; then the model goes on. Every call gets a result, also one that was
 * not run, because a call without an answer is a broken conversation. */

enum {
    MAX_PER_TURN = 8,
    MAX_PER_REQUEST = 25,
    MAX_SAME = 3, /* the same call in a row */
};

static void next_call(struct chat *c);

static struct tool_call *call(struct chat *c)
{
    return &c->calls.turn.calls[c->calls.i];
}

static void drop_plan(struct chat *c)
{
    tool_plan_free(c->calls.plan);
    c->calls.plan = NULL;
}

void chat_calls_new_request(struct chat *c)
{
    free(c->calls.last);
    c->calls.last = NULL;
    c->calls.n_requested = c->calls.n_same = 0;
}

void chat_calls_finish(struct chat *c)
{
    struct tool_result r;
    if (c->calls.job) {
        tool_job_cancel(c->calls.job);
        tool_job_finish(c->calls.job, &r);
        tool_result_finish(&r);
    }
    drop_plan(c);
    message_finish(&c->calls.turn);
    free(c->calls.last);
    c->calls = (struct chat_calls){0};
}

static void show_call(struct chat *c)
{
    const char *args = call(c)->arguments ? call(c)->arguments : "{}";
    int e = ui_entry_add(c->ui, UI_ENTRY_TOOL_CALL, call(c)->name);
    ui_entry_text(c->ui, e, false, args, strlen(args));
    ui_entry_end(c->ui, e, NULL);
}

/* Ends the present call with this text as its result, and goes to the next. `audit` is
 * taken. */
static void conclude(struct chat *c, const char *text, const char *footer, json_t *audit)
{
    struct message m = {.role = ROLE_TOOL,
                        .content = xstrdup(text),
                        .tool_call_id = call(c)->id ? xstrdup(call(c)->id) : NULL};
    json_t *meta = json_object();
    json_object_set_new(audit, "name", json_string(call(c)->name ? call(c)->name : ""));
    json_object_set_new(audit, "arguments",
                        json_string(call(c)->arguments ? call(c)->arguments : "{}"));
    json_object_set_new(audit, "edited", json_boolean(c->calls.edited));
    json_object_set_new(meta, "tool", audit);
    int e = ui_entry_add(c->ui, UI_ENTRY_TOOL_RESULT, call(c)->name);
    ui_entry_text(c->ui, e, false, text, strlen(text));
    ui_entry_end(c->ui, e, footer);
    chat_append(c, &m, meta);
    drop_plan(c);
    c->calls.i++;
    c->calls.edited = false;
}

static void not_run(struct chat *c, const char *decision, const char *why)
{
    /* Reasons quote the call, which may repeat what a file or a program said. */
    struct strbuf text = {0};
    strbuf_adds(&text, "error: ");
    tool_text_clean(&text, why, strlen(why));
    json_t *audit = json_object();
    json_object_set_new(audit, "decision", json_string(decision));
    conclude(c, text.data, "not run", audit);
    strbuf_finish(&text);
}

static void start(struct chat *c, const char *decision)
{
    struct error err = {0};
    c->calls.decision = decision;
    c->calls.job = tool_job_start(c->calls.plan, &err);
    if (!c->calls.job) {
        not_run(c, decision, err.msg);
        next_call(c);
        return;
    }
    c->state = CHAT_RUNNING;
    char what[96];
    snprintf(what, sizeof(what), "running %.64s", call(c)->name);
    ui_set_busy(c->ui, true, what);
}

static void ask(struct chat *c)
{
    c->state = CHAT_ASKING;
    ui_set_busy(c->ui, true, "waiting for your decision");
    ui_question_show(c->ui,
                     &(struct ui_question){.title = "The model wants to run a tool",
                                           .tool = call(c)->name,
                                           .rows = tool_plan_rows(c->calls.plan),
                                           .details = tool_plan_details(c->calls.plan)});
}

/* Allowed, asked or denied: runs, asks or concludes. True when it is decided already. */
static bool decide(struct chat *c)
{
    const struct tool_plan *p = c->calls.plan;
    enum tool_policy policy = tool_plan_policy(p);
    if (c->params.tools_mode == TOOLS_DENY || policy == TOOL_DENY ||
        chat_tool_denied(c, call(c)->name))
    {
        not_run(c, "denied", "the user does not allow this tool");
        return true;
    }
    if (policy == TOOL_ALLOW)
        start(c, "policy");
    else if (chat_granted(c, tool_plan_key(p)) ||
             (chat_tool_allowed(c, call(c)->name) && tool_plan_may_allow(p)))
        start(c, "session");
    else if (c->params.tools_mode == TOOLS_ALLOW && tool_plan_may_allow(p))
        start(c, "option");
    else
        ask(c);
    return false;
}

static bool is_loop(struct chat *c)
{
    char *now = xasprintf("%s %s", call(c)->name ? call(c)->name : "",
                          call(c)->arguments ? call(c)->arguments : "");
    bool same = c->calls.last && strcmp(c->calls.last, now) == 0;
    c->calls.n_same = same ? c->calls.n_same + 1 : 1;
    free(c->calls.last);
    c->calls.last = now;
    return c->calls.n_same >= MAX_SAME;
}

/* Why this call is refused before anything is looked at, or NULL. */
static const char *refusal(struct chat *c)
{
    if (c->calls.give_up)
        return "the user stopped the tools";
    if (is_loop(c)) {
        c->calls.give_up = true;
        chat_say(c, UI_ENTRY_NOTICE,
                 "The model asked for the same call %d times in a row; stopped here.",
                 (int)MAX_SAME);
        return "the same call was made again and again";
    }
    if (++c->calls.n_requested > MAX_PER_REQUEST) {
        c->calls.give_up = true;
        chat_say(c, UI_ENTRY_NOTICE, "%d tool calls for one message; stopped here.",
                 (int)MAX_PER_REQUEST);
        return "there were too many calls for one message";
    }
    if (c->calls.i >= MAX_PER_TURN)
        return "there were too many calls in one turn; make them one after the other";
    return NULL;
}

/* Works off calls until one needs time, or all have results. */
static void next_call(struct chat *c)
{
    while (c->calls.i < c->calls.turn.n_calls) {
        struct error err = {0};
        show_call(c);
        const char *why = refusal(c);
        if (why) {
            not_run(c, "refused", why);
            continue;
        }
        if (!c->tools) {
            not_run(c, "refused", "there are no tools");
            continue;
        }
        c->calls.plan = tool_plan_create(c->tools, call(c), &err);
        if (!c->calls.plan) {
            not_run(c, "refused", err.msg);
            continue;
        }
        if (!decide(c))
            return;
    }
    bool give_up = c->calls.give_up;
    message_finish(&c->calls.turn);
    c->calls.i = 0;
    c->calls.give_up = false;
    if (give_up)
        chat_idle(c);
    else
        chat_request(c, NULL);
}

void chat_calls_begin(struct chat *c, const struct message *turn)
{
    message_finish(&c->calls.turn);
    message_copy(&c->calls.turn, turn);
    c->calls.i = 0;
    c->calls.edited = c->calls.give_up = false;
    next_call(c);
}

/* New arguments from the editor; the question is asked again about what they mean. */
static void edit_arguments(struct chat *c)
{
    struct error err = {0};
    char *text = ui_edit_text(c->ui, call(c)->arguments ? call(c)->arguments : "{}",
                              ".json", &err);
    if (!text) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        ask(c);
        return;
    }
    struct tool_call changed = {.name = call(c)->name, .arguments = text};
    struct tool_plan *plan = tool_plan_create(c->tools, &changed, &err);
    if (!plan) {
        chat_say(c, UI_ENTRY_ERROR, "The changed call cannot be run: %s", err.msg);
        free(text);
        ask(c);
        return;
    }
    drop_plan(c);
    c->calls.plan = plan;
    free(call(c)->arguments);
    call(c)->arguments = text;
    c->calls.edited = true;
    ask(c);
}

void chat_calls_answer(struct chat *c, char answer)
{
    if (c->state != CHAT_ASKING)
        return;
    switch (answer) {
    case 'a':
        chat_grant(c, tool_plan_key(c->calls.plan));
        start(c, "user, for this session");
        break;
    case 'y': start(c, "user"); break;
    case 'e': edit_arguments(c); break;
    default:
        not_run(c, "denied", "the user did not allow this call");
        next_call(c);
        break;
    }
}

static json_t *audit_record(const struct chat *c, const struct tool_result *r)
{
    json_t *o = json_object();
    json_object_set_new(o, "decision", json_string(c->calls.decision));
    json_object_set_new(o, "sandbox", json_string(tool_sandbox_name()));
    json_object_set_new(o, "exit_status", json_integer(r->exit_status));
    json_object_set_new(o, "seconds", json_real(r->seconds));
    json_object_set_new(o, "timed_out", json_boolean(r->timed_out));
    json_object_set_new(o, "cancelled", json_boolean(r->cancelled));
    json_object_set_new(o, "exceeded", json_boolean(r->exceeded));
    json_object_set_new(o, "truncated", json_boolean(r->truncated));
    json_object_set_new(o, "ran", json_string(tool_plan_details(c->calls.plan)));
    return o;
}

void chat_calls_job_done(struct chat *c)
{
    struct tool_result r;
    tool_job_finish(c->calls.job, &r);
    c->calls.job = NULL;
    char *footer = r.exit_status == 0
                       ? xasprintf("%.1f s", r.seconds)
                       : xasprintf("%.1f s, status %d", r.seconds, r.exit_status);
    /* The model must know what its call became. */
    char *text = c->calls.edited ? xasprintf("[the user changed the arguments to %s]\n%s",
                                             call(c)->arguments, r.output)
                                 : xstrdup(r.output);
    conclude(c, text, footer, audit_record(c, &r));
    free(text);
    free(footer);
    tool_result_finish(&r);
    next_call(c);
}

void chat_calls_cancel(struct chat *c)
{
    if (c->state == CHAT_RUNNING) {
        tool_job_cancel(c->calls.job);
        ui_set_busy(c->ui, true, "stopping the tool");
    } else if (c->state == CHAT_ASKING) {
        c->calls.give_up = true;
        not_run(c, "denied", "the user did not allow this call");
        next_call(c);
    }
}
