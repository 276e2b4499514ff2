#include "net/serve_turn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "net/serve_impl.h"

/* The head of a stream waits for the first sign of the engine, so that what it refuses - a
 * conversation that is too long, say - is an HTTP status as without a stream. */

#define PROGRESS_NS INT64_C(1000000000) /* between comments on the prompt */

static struct serve_head head_of(const struct exchange *x)
{
    const struct serve *s = x->s;
    const struct engine_info *info = engine_info(s->params.engine);
    struct serve_head h = {
        .api = x->ask.api,
        .created = time(NULL),
        .model = s->model_name,
        .include_usage = x->ask.include_usage,
    };
    /* What an answer with a seed depends on, besides the model; a device may be lost. */
    snprintf(h.fingerprint, sizeof(h.fingerprint), "flashmoe-%s-%s-%d-experts",
             info->backend, info->activations, info->experts_per_token);
    /* Unique among servers and starts: the time and the number of the request. */
    snprintf(h.id, sizeof(h.id), "%s-%llx%06llx",
             x->ask.api == SERVE_CHAT ? "chatcmpl" : "cmpl",
             (unsigned long long)h.created, (unsigned long long)x->id);
    return h;
}

static void begin(struct exchange *x)
{
    if (x->begun || !x->ask.stream)
        return;
    x->begun = true;
    x->last_out_ns = clock_now_ns();
    struct serve_head h = head_of(x);
    exchange_begin(x, &h);
}

static char *copy_or_null(const char *s)
{
    return s ? xstrdup(s) : NULL;
}

/* What the template refuses is the request's fault, and is told as such. */
static bool check(const struct exchange *x, struct serve_fault *fault)
{
    const struct engine_request *r = &x->ask.engine;
    struct error err = {0};
    if (r->prompt)
        return true;
    char *text = engine_render(x->s->params.engine, r->messages, r->n_messages, r->tools,
                               r->thinking, &err);
    free(text);
    return text || serve_fault_set(fault, 400, NULL, "messages", "%s", err.msg);
}

enum serve_turn_start serve_turn_submit(struct exchange *x, struct serve_fault *fault)
{
    struct engine_request *r = &x->ask.engine;
    struct error err = {0};
    if (!check(x, fault))
        return SERVE_TURN_REFUSED;
    r->id = x->id;
    exchange_want_logprobs(x);
    if (r->continue_last && r->n_messages) {
        const struct message *last = &r->messages[r->n_messages - 1];
        free(x->before);
        free(x->before_thinking);
        x->before = copy_or_null(last->content);
        x->before_thinking = copy_or_null(last->thinking);
    }
    x->submit_ns = clock_now_ns();
    if (engine_submit(x->s->params.engine, r, &err)) {
        x->running = true;
        exchange_let_go(x);
        return SERVE_TURN_RUNS;
    }
    if (err.code == EAGAIN)
        return SERVE_TURN_LATER;
    serve_fault_set(fault, 400, NULL, NULL, "%s", err.msg);
    return SERVE_TURN_REFUSED;
}

void serve_turn_cancel(struct exchange *x)
{
    x->cancelled = true;
    engine_cancel_request(x->s->params.engine, x->id);
}

void serve_turn_fail(struct exchange *x, const struct serve_fault *fault)
{
    if (x->begun)
        exchange_end_fault(x, fault);
    else
        exchange_refuse(x, fault);
}

static void take_prefill(struct exchange *x, const struct engine_event *ev)
{
    x->n_done = ev->n_done;
    x->n_total = ev->n_total;
    if (!x->begun || clock_now_ns() - x->last_out_ns < PROGRESS_NS)
        return;
    char text[64];
    snprintf(text, sizeof(text), "prefill %d of %d", x->n_done, x->n_total);
    exchange_comment(x, text);
    x->last_out_ns = clock_now_ns();
}

void serve_turn_tick(struct exchange *x, int64_t now_ns)
{
    int64_t since_ns = x->last_out_ns ? x->last_out_ns : x->start_ns;
    if (!x->ask.stream ||
        now_ns - since_ns < x->s->params.silence_s * INT64_C(1000000000))
        return;
    begin(x);
    exchange_comment(x, x->running ? "still here" : "waiting for a place");
    x->last_out_ns = now_ns;
}

/* The report has the whole turn; a client that had it go on knows its beginning. */
static void cut_beginning(char *text, const char *before)
{
    size_t len = before ? strlen(before) : 0;
    if (text && len && strncmp(text, before, len) == 0)
        memmove(text, text + len, strlen(text + len) + 1);
}

static void prepare(struct exchange *x, struct message *m)
{
    cut_beginning(m->content, x->before);
    cut_beginning(m->thinking, x->before_thinking);
    while (x->ask.one_call && m->n_calls > 1) {
        struct tool_call *c = &m->calls[--m->n_calls];
        free(c->id);
        free(c->name);
        free(c->arguments);
    }
    /* Clients name a call by its id when they send what came of it. */
    for (int i = 0; i < m->n_calls; i++)
        if (!m->calls[i].id)
            m->calls[i].id =
                xasprintf("call_%llx_%llx_%d", (unsigned long long)x->s->created,
                          (unsigned long long)x->id, i);
}

static void count(struct exchange *x, const struct engine_turn_report *rep)
{
    struct serve_counts *c = &x->s->counts;
    atomic_fetch_add(&c->prompt_tok, (uint64_t)rep->n_prompt_tok);
    atomic_fetch_add(&c->reused_tok, (uint64_t)rep->n_reused_tok);
    atomic_fetch_add(&c->generated_tok, (uint64_t)rep->n_generated_tok);
    pthread_mutex_lock(&x->lock);
    x->n_prompt_tok = rep->n_prompt_tok;
    x->n_reused_tok = rep->n_reused_tok;
    x->n_generated_tok = rep->n_generated_tok;
    x->ttft_ms = rep->ttft_ms;
    pthread_mutex_unlock(&x->lock);
}

/* An answer that is to be told whole has room for so much. */
static void take_token(struct exchange *x, const struct engine_token *t)
{
    if (exchange_token(x, t) || x->cancelled)
        return;
    x->full = true;
    serve_turn_cancel(x);
}

static void take_end(struct exchange *x, struct engine_turn_report *rep)
{
    struct serve_fault fault;
    count(x, rep);
    if (x->full && rep->finish == FINISH_CANCELLED)
        rep->finish = FINISH_LENGTH;
    if (serve_report_fault(rep, &fault)) {
        serve_turn_fail(x, &fault);
        return;
    }
    prepare(x, &rep->message);
    if (x->ask.stream) {
        begin(x);
        exchange_end(x, rep);
        return;
    }
    struct strbuf json = {0};
    struct serve_head h = head_of(x);
    pthread_mutex_lock(&x->lock);
    serve_answer_json(&h, rep, &x->logprobs, &json);
    pthread_mutex_unlock(&x->lock);
    exchange_answer(x, 200, &json);
}

void serve_turn_take_event(struct exchange *x, struct engine_event *ev)
{
    if (ev->kind != ENGINE_END && ev->kind != ENGINE_WAITING)
        begin(x);
    switch (ev->kind) {
    case ENGINE_PREFILL: take_prefill(x, ev); break;
    case ENGINE_THINKING:
    case ENGINE_ANSWER:
        if (x->ask.stream)
            exchange_text(x, ev->kind, ev->text, ev->len);
        x->last_out_ns = clock_now_ns();
        break;
    case ENGINE_TOKENS: take_token(x, ev->token); break;
    case ENGINE_END: take_end(x, ev->report); break;
    case ENGINE_WAITING:
    case ENGINE_SNAPSHOT: break;
    }
}
