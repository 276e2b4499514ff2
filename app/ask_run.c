#include "app/ask_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    MAX_CALLS = 25, /* of one request */
    MAX_CALLS_PER_TURN = 8,
    MAX_SAME_CALLS = 3, /* in a row */
};

struct ask {
    const struct ask_run_params *params;
    struct message *messages; /* owned */
    int n_messages;
    int signal_fd;
    int timer_fd; /* -1: no limit */
    int signo;    /* the signal that stopped us, or 0 */
    bool timed_out;
    bool output_bad; /* standard output is gone */
    int output_errno;
    bool watch_out; /* it is a pipe or a socket, whose reader may leave */
    int n_calls, n_same;
    char *last_call; /* owned: name and arguments of the last call */
    int exit_code;
    char problem[600]; /* why it ended early, or "" */
};

static void stop_for(struct ask *a, int exit_code, const char *problem)
{
    if (a->exit_code == EXIT_OK)
        a->exit_code = exit_code;
    if (problem && !*a->problem)
        snprintf(a->problem, sizeof(a->problem), "%s", problem);
}

/* What the output functions return; at the first failure the answer is stopped. */
static void wrote(struct ask *a, bool ok)
{
    if (ok || a->output_bad)
        return;
    a->output_bad = true;
    a->output_errno = errno;
    engine_cancel(a->params->engine);
}

static struct message *add_message(struct ask *a, enum role role, const char *content)
{
    a->messages =
        xreallocarray(a->messages, (size_t)a->n_messages + 1, sizeof(*a->messages));
    struct message *m = &a->messages[a->n_messages++];
    *m = (struct message){.role = role, .content = content ? xstrdup(content) : NULL};
    return m;
}

/* Waits for `fd` and for what may stop us. True: `fd` is readable. */
static bool wait_for(struct ask *a, int fd)
{
    struct pollfd fds[4] = {
        {.fd = fd, .events = POLLIN},
        {.fd = a->signal_fd, .events = POLLIN},
        /* No events wanted: a pipe without a reader reports its error unasked. */
        {.fd = a->watch_out && !a->output_bad ? STDOUT_FILENO : -1},
        {.fd = a->timed_out ? -1 : a->timer_fd, .events = POLLIN},
    };
    if (poll(fds, 4, -1) < 0)
        return false; /* interrupted: the caller comes back */
    struct signalfd_siginfo info;
    if ((fds[1].revents & POLLIN) &&
        read(a->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        a->signo = (int)info.ssi_signo;
    if (fds[2].revents & (POLLERR | POLLHUP)) {
        errno = EPIPE;
        wrote(a, false);
    }
    if (fds[3].revents & POLLIN) {
        a->timed_out = true;
        stop_for(a, EXIT_TIMEOUT, "the time for the answer is over");
    }
    return fds[0].revents != 0;
}

static void take_event(struct ask *a, struct engine_event *ev,
                       struct engine_turn_report **report)
{
    struct ask_output *out = a->params->output;
    switch (ev->kind) {
    case ENGINE_WAITING:
        if (!a->output_bad)
            wrote(a, ask_output_waiting(out, ev->text));
        break;
    case ENGINE_PREFILL:
        if (!a->output_bad)
            wrote(a, ask_output_progress(out, ev->n_done, ev->n_total));
        break;
    case ENGINE_THINKING:
    case ENGINE_ANSWER:
        if (!a->output_bad)
            wrote(a, ask_output_text(out, ev->kind, ev->text, ev->len));
        break;
    case ENGINE_END:
        *report = ev->report;
        ev->report = NULL;
        break;
    /* Nobody asked for tokens, and nothing is kept of a single answer. */
    case ENGINE_TOKENS:
    case ENGINE_SNAPSHOT: break;
    }
}

static struct engine_turn_report *wait_for_answer(struct ask *a)
{
    struct engine_turn_report *report = NULL;
    while (!report) {
        bool ready = wait_for(a, engine_fd(a->params->engine));
        if (a->signo || a->timed_out)
            engine_cancel(a->params->engine);
        if (!ready)
            continue;
        struct engine_event *list = engine_take_events(a->params->engine);
        for (struct engine_event *ev = list; ev; ev = ev->next)
            take_event(a, ev, &report);
        engine_events_free(list);
    }
    return report;
}

/* One answer of the model; NULL when it could not be asked. Owned. */
static struct engine_turn_report *answer(struct ask *a)
{
    const struct ask_run_params *p = a->params;
    struct engine_request r = {
        .id = 1,
        .messages = xcalloc((size_t)a->n_messages, sizeof(*r.messages)),
        .n_messages = a->n_messages,
        .tools = p->tools ? json_deep_copy(toolset_functions(p->tools)) : NULL,
        .thinking = p->thinking,
        .sampling = p->sampling,
        .max_tok = p->max_tok,
    };
    for (int i = 0; i < a->n_messages; i++)
        message_copy(&r.messages[i], &a->messages[i]);
    struct error err = {0};
    if (!engine_submit(p->engine, &r, &err)) {
        engine_request_finish(&r);
        stop_for(a, EXIT_RUNTIME, err.msg);
        return NULL;
    }
    return wait_for_answer(a);
}

static void report_free(struct engine_turn_report *r)
{
    if (!r)
        return;
    message_finish(&r->message);
    free(r);
}

static void end_call(struct ask *a, const struct tool_call *call, const char *status,
                     const char *result)
{
    if (!a->output_bad)
        wrote(a, ask_output_result(a->params->output, call, status, result));
    struct message *m = add_message(a, ROLE_TOOL, result);
    m->tool_call_id = call->id ? xstrdup(call->id) : NULL;
}

/* Nobody is there to ask: a call runs only when its tool is allowed as such, or when all
 * that cannot do harm are (--tools=allow); a shell never is. */
static bool allowed(const struct ask *a, const struct tool_plan *plan)
{
    enum tool_policy policy = tool_plan_policy(plan);
    switch (a->params->mode) {
    case TOOLS_ALLOW: return policy != TOOL_DENY && tool_plan_may_allow(plan);
    case TOOLS_ASK: return policy == TOOL_ALLOW;
    case TOOLS_DENY:
    case TOOLS_NONE: break;
    }
    return false;
}

static void run_plan(struct ask *a, const struct tool_call *call, struct tool_plan *plan)
{
    struct error err = {0};
    struct tool_job *job = tool_job_start(plan, &err);
    if (!job) {
        end_call(a, call, "failed", err.msg);
        return;
    }
    while (!wait_for(a, tool_job_fd(job)))
        if (a->signo || a->output_bad || a->timed_out)
            tool_job_cancel(job);
    struct tool_result result = {0};
    tool_job_finish(job, &result);
    end_call(a, call, result.exit_status < 0 ? "failed" : "ran", result.output);
    tool_result_finish(&result);
}

static void run_call(struct ask *a, const struct tool_call *call)
{
    if (!a->output_bad)
        wrote(a, ask_output_call(a->params->output, call));
    struct error err = {0};
    struct tool_plan *plan = NULL;
    if (a->params->tools)
        plan = tool_plan_create(a->params->tools, call, &err);
    else
        err_set(&err, 0, "no tools are available");
    if (!plan) {
        end_call(a, call, "failed", err.msg); /* the model may do better */
        return;
    }
    if (allowed(a, plan)) {
        run_plan(a, call, plan);
    } else {
        end_call(a, call, "denied", "The user did not allow this call.");
        err_set(&err, 0,
                "the model asked for the tool %s, which is not allowed here "
                "(see --tools)",
                call->name);
        stop_for(a, EXIT_TOOL_DENIED, err.msg);
    }
    tool_plan_free(plan);
}

/* False: this goes round in circles, or too often. */
static bool count_call(struct ask *a, const struct tool_call *call)
{
    char *key = xasprintf("%s %s", call->name, call->arguments ? call->arguments : "");
    a->n_same = a->last_call && strcmp(a->last_call, key) == 0 ? a->n_same + 1 : 1;
    free(a->last_call);
    a->last_call = key;
    if (a->n_same > MAX_SAME_CALLS) {
        stop_for(a, EXIT_RUNTIME, "the model repeats the same call of a tool");
        return false;
    }
    if (++a->n_calls > MAX_CALLS) {
        stop_for(a, EXIT_RUNTIME, "the model asked for more than 25 calls of tools");
        return false;
    }
    return true;
}

static void run_calls(struct ask *a, const struct message *m)
{
    if (m->n_calls > MAX_CALLS_PER_TURN) {
        stop_for(a, EXIT_RUNTIME, "the model asked for more than 8 tools at once");
        return;
    }
    for (int i = 0; i < m->n_calls && !a->exit_code && !a->signo && !a->output_bad; i++)
        if (count_call(a, &m->calls[i]))
            run_call(a, &m->calls[i]);
}

/* True: the model is to be asked again. */
static bool take_report(struct ask *a, const struct engine_turn_report *r)
{
    if (!a->output_bad)
        wrote(a, ask_output_turn(a->params->output, r));
    switch (r->finish) {
    case FINISH_CONTEXT: stop_for(a, EXIT_CONTEXT, r->error); break;
    case FINISH_ERROR: stop_for(a, EXIT_RUNTIME, r->error); break;
    case FINISH_TOOL_CALLS: {
        struct message m;
        message_copy(&m, &r->message);
        add_message(a, ROLE_ASSISTANT, NULL);
        a->messages[a->n_messages - 1] = m;
        run_calls(a, &r->message);
        return !a->exit_code && !a->signo && !a->output_bad;
    }
    case FINISH_STOP:
    case FINISH_LENGTH:
    case FINISH_CANCELLED: break;
    }
    return false;
}

static int final_code(struct ask *a)
{
    if (a->output_bad && a->output_errno == EPIPE)
        return EXIT_PIPE;
    if (a->output_bad) {
        fprintf(stderr, "flashmoe: write standard output: %s\n",
                strerrordesc_np(a->output_errno));
        return EXIT_RUNTIME;
    }
    return a->signo ? 128 + a->signo : a->exit_code;
}

/* A timer that has run out stays readable. -1: no limit, or errno. */
static int start_timer(double seconds)
{
    int fd = seconds > 0 ? timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) : -1;
    struct itimerspec t = {.it_value = {.tv_sec = (time_t)seconds}};
    t.it_value.tv_nsec = (long)((seconds - (double)t.it_value.tv_sec) * 1e9);
    if (fd >= 0 && timerfd_settime(fd, 0, &t, NULL) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

int ask_run(const struct ask_run_params *params)
{
    struct ask a = {.params = params, .timer_fd = start_timer(params->timeout_s)};
    if (a.timer_fd < 0 && params->timeout_s > 0) {
        perror("flashmoe: start a timer");
        return EXIT_RUNTIME;
    }
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    a.signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    if (a.signal_fd < 0) {
        perror("flashmoe: take signals from a descriptor");
        return EXIT_RUNTIME;
    }
    struct stat st;
    a.watch_out =
        fstat(STDOUT_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));

    if (params->system && *params->system)
        add_message(&a, ROLE_SYSTEM, params->system);
    add_message(&a, ROLE_USER, params->prompt);
    wrote(&a, ask_output_start(params->output));
    for (bool again = !a.output_bad; again;) {
        struct engine_turn_report *report = answer(&a);
        again = report && take_report(&a, report);
        report_free(report);
    }
    if (!a.output_bad)
        wrote(&a, ask_output_end(params->output, *a.problem ? a.problem : NULL));

    close(a.signal_fd);
    if (a.timer_fd >= 0)
        close(a.timer_fd);
    free(a.last_call);
    for (int i = 0; i < a.n_messages; i++)
        message_finish(&a.messages[i]);
    free(a.messages);
    return final_code(&a);
}
