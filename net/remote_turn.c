#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "net/remote_fault.h"
#include "net/remote_impl.h"
#include "net/remote_reply.h"
#include "net/remote_request.h"
#include "net/sse.h"

#define LOG_MODULE "remote"
#include "core/base/log.h"

/* One turn: the request, again while nothing of an answer has come and it may help, the stream
 * that comes back, and the report. What was written stays, however it ends. */

enum {
    MAX_TRIES = 5,
    BODY_BYTES = 64 << 20,    /* of an answer in one piece */
    REFUSAL_BYTES = 64 << 10, /* of what a server says when it refuses */
    TICK_MS = 100,
    RATE_MS = 50,        /* from the first piece to the last, for a rate */
    LAST_BYTES_MS = 100, /* after the end, so that the connection can be kept */
    MS = 1000000,
};

/* What the body of the answer is. */
enum body {
    BODY_NONE,
    BODY_STREAM,
    BODY_WHOLE,   /* a server that does not stream */
    BODY_REFUSAL, /* of another status than 200 */
    BODY_OTHER,   /* neither events nor JSON */
};

struct turn {
    struct remote_engine *e;
    const struct engine_request *r;
    char *what; /* owned: "POST URL" */
    struct http_call *call;
    struct remote_reply *reply;
    struct sse *sse;
    enum body body;
    struct strbuf text; /* of a body that is no stream */
    bool done;          /* the server said that this was all */
    bool failed, context_full;
    struct error err;
    char warning[160];
};

static bool fail(struct turn *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static bool fail(struct turn *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    /* The analyser loses sight of va_start when it inlines a variadic function. */
    char *text = xvasprintf(fmt, ap); /* NOLINT(clang-analyzer-valist*) */
    va_end(ap);
    t->failed = true;
    remote_fail(t->e, &t->err, xasprintf("%s: %s", t->what, text));
    free(text);
    return false;
}

/* ---- what comes in ---- */

static void on_text(void *ctx, enum engine_event_kind kind, const char *text, size_t len)
{
    struct turn *t = ctx;
    event_queue_text(t->e->events, kind, t->r->id, text, len);
}

static void begin_answer(struct turn *t)
{
    t->e->work.phase = PHASE_DECODE;
    t->e->metrics.due_ns = clock_now_ns();
}

/* What a proxy or a buffer gave in one go says nothing of the time between tokens. */
static bool spans_time(const struct turn_meter *m)
{
    return m->last_ns - m->first_ns >= (int64_t)RATE_MS * MS;
}

/* Pieces stand for tokens while the answer comes: the server counts at its end. */
static void count_piece(struct turn *t, int n_before)
{
    struct stats *s = &t->e->work;
    int n = remote_reply_n_pieces(t->reply);
    if (n == n_before)
        return;
    if (s->phase != PHASE_DECODE)
        begin_answer(t);
    turn_meter_token(&t->e->meter, clock_now_ns());
    s->n_generated_tok = n;
    if (spans_time(&t->e->meter)) {
        s->decode_tok_s = turn_meter_decode_tok_s(&t->e->meter);
        s->decode_mean_tok_s = turn_meter_decode_mean_tok_s(&t->e->meter);
    }
    s->ttft_ms = turn_meter_ttft_ms(&t->e->meter);
    remote_publish(t->e, n == 1);
}

static void fail_fault(struct turn *t, const struct remote_fault *f)
{
    t->context_full = f->context_full;
    fail(t, "the server broke off: %s", f->text[0] ? f->text : "it does not say why");
}

static bool take_piece(struct turn *t, const char *json, size_t len)
{
    struct remote_fault fault = {0};
    struct error err = {0};
    int n_before = remote_reply_n_pieces(t->reply);
    switch (remote_reply_take(t->reply, json, len, &fault, &err)) {
    case REMOTE_TAKEN: count_piece(t, n_before); return true;
    case REMOTE_FAULT: fail_fault(t, &fault); return false;
    case REMOTE_BROKEN: break;
    }
    return fail(t, "a piece of the answer is broken: %s", err.msg);
}

static bool on_event(void *ctx, const char *name, const char *data, size_t len)
{
    struct turn *t = ctx;
    if (t->done)
        return true;
    if (strcmp(name, "error") == 0) {
        struct remote_fault fault;
        remote_fault_from_body(&fault, data, len, t->e->key);
        fail_fault(t, &fault);
        return false;
    }
    size_t skip = strspn(data, " ");
    if (strcmp(data + skip, "[DONE]") == 0) {
        t->done = true;
        return true;
    }
    return len == skip || take_piece(t, data, len);
}

static enum body body_of(const struct http_call *call)
{
    if (http_call_status(call) != 200)
        return BODY_REFUSAL;
    if (http_call_is_of_type(call, "text/event-stream"))
        return BODY_STREAM;
    return http_call_is_of_type(call, "application/json") ? BODY_WHOLE : BODY_OTHER;
}

static bool on_body(void *ctx, const char *bytes, size_t len)
{
    struct turn *t = ctx;
    if (t->failed)
        return false;
    if (t->body == BODY_NONE)
        t->body = body_of(t->call);
    if (t->body == BODY_STREAM) {
        struct error err = {0};
        if (sse_feed(t->sse, bytes, len, &err))
            return true;
        return t->failed ? false : fail(t, "%s", err.msg);
    }
    size_t max = t->body == BODY_WHOLE ? BODY_BYTES : REFUSAL_BYTES;
    size_t room = max - t->text.len;
    strbuf_add(&t->text, bytes, len < room ? len : room);
    if (len <= room)
        return true;
    return t->body == BODY_WHOLE
               ? fail(t, "the answer is longer than %d MiB", BODY_BYTES >> 20)
               : false;
}

/* ---- one try ---- */

static void note_round_trip(struct turn *t)
{
    double ms = http_call_round_trip_ms(t->call);
    if (ms >= 0)
        t->e->work.round_trip_ms = (struct measure){ms, true};
}

static bool is_cancelled(const struct turn *t)
{
    return atomic_load(&t->e->cancel);
}

static bool is_silent(const struct turn *t)
{
    return t->e->idle_timeout_ns > 0 &&
           clock_now_ns() - http_call_last_ns(t->call) > t->e->idle_timeout_ns;
}

/* Until the answer is over, one way or another. */
static void run_call(struct turn *t)
{
    while (http_call_end(t->call) == HTTP_RUNNING && !is_cancelled(t) && !t->done &&
           !t->failed)
    {
        remote_pump(t->e, TICK_MS);
        note_round_trip(t);
        if (is_silent(t) && http_call_end(t->call) == HTTP_RUNNING)
            fail(t, "no byte for %d s", (int)(t->e->idle_timeout_ns / 1000000000));
    }
    int64_t until_ns = clock_now_ns() + (int64_t)LAST_BYTES_MS * MS;
    while (t->done && http_call_end(t->call) == HTTP_RUNNING &&
           clock_now_ns() < until_ns && !is_cancelled(t))
        remote_pump(t->e, 10);
    note_round_trip(t);
}

/* Of an answer with status 200 that has a whole body. */
static void judge_body(struct turn *t)
{
    bool ended = *remote_reply_finish(t->reply) || t->done;
    struct remote_fault excerpt;
    switch (t->body) {
    case BODY_STREAM:
        if (!ended)
            fail(t, "the stream ended in the middle of the answer");
        break;
    case BODY_WHOLE:
        if (take_piece(t, t->text.data, t->text.len) && !*remote_reply_finish(t->reply))
            fail(t, "the answer is no chat completion");
        break;
    case BODY_NONE: fail(t, "the answer is empty"); break;
    case BODY_REFUSAL: break;
    case BODY_OTHER:
        remote_fault_from_body(&excerpt, t->text.data, t->text.len, t->e->key);
        fail(t, "the answer is %s and no stream of events: %.120s",
             *http_call_type(t->call) ? http_call_type(t->call) : "of no type",
             excerpt.text);
        break;
    }
}

/* Sets what went wrong, if anything did. */
static void judge(struct turn *t)
{
    const char *body = t->text.data ? t->text.data : "";
    if (t->failed || t->done || is_cancelled(t))
        return;
    enum http_end end = http_call_end(t->call);
    if (t->body == BODY_REFUSAL || (end == HTTP_OK && http_call_status(t->call) != 200)) {
        t->failed = true;
        remote_refused(t->e, t->what, t->call, body, t->text.len, &t->context_full,
                       &t->err);
    } else if (end == HTTP_OK || t->body == BODY_OTHER) {
        judge_body(t);
    } else if (t->body == BODY_STREAM && *remote_reply_finish(t->reply)) {
        t->done = true; /* cut behind its end */
    } else if (t->body == BODY_STREAM) {
        fail(t, "the connection was lost in the middle of the answer (%s)",
             http_call_why(t->call));
    } else {
        fail(t, "%s", http_call_why(t->call));
    }
}

static void say_waiting(struct turn *t, double s)
{
    char text[128];
    int status = http_call_status(t->call);
    if (status)
        snprintf(text, sizeof(text), "the server is busy (%d), asking again in %.0f s",
                 status, fmax(s, 1));
    else
        snprintf(text, sizeof(text), "no connection, trying again in %.0f s", fmax(s, 1));
    event_queue_waiting(t->e->events, t->r->id, text);
}

/* Waits before another try. False: there is none. */
static bool wait_for_try(struct turn *t, int i)
{
    double s = remote_wait_s(t->e, t->call, i);
    double asked = http_call_retry_after_s(t->call);
    /* The server may have begun to compute when it hung up: once more, not five times. */
    if (http_call_end(t->call) == HTTP_CUT && i > 0)
        return false;
    if (!t->failed || t->body == BODY_STREAM || i + 1 >= MAX_TRIES ||
        !remote_may_retry(t->call))
        return false;
    if (s < 0) {
        size_t len = strlen(t->err.msg);
        snprintf(t->err.msg + len, sizeof(t->err.msg) - len,
                 " (it asks to wait for %.0f s)", asked);
        return false;
    }
    log_info("%s; again in %.1f s", t->err.msg, s);
    say_waiting(t, s);
    int64_t until_ns = clock_now_ns() + (int64_t)(s * 1e9), now_ns;
    while (!is_cancelled(t) && (now_ns = clock_now_ns()) < until_ns)
        remote_pump(t->e, (int)((until_ns - now_ns) / MS) + 1);
    return !is_cancelled(t);
}

static void ask(struct turn *t, const char *url, const char *body)
{
    for (int i = 0;; i++) {
        t->body = BODY_NONE;
        t->failed = t->context_full = false;
        t->err = (struct error){0};
        strbuf_clear(&t->text);
        sse_destroy(t->sse);
        t->sse = sse_create(on_event, t);
        event_queue_waiting(t->e->events, t->r->id, "waiting for the server");
        t->call = http_start(t->e->http,
                             &(struct http_request){
                                 .url = url, .body = body, .on_body = on_body, .ctx = t});
        run_call(t);
        judge(t);
        bool again = wait_for_try(t, i);
        http_call_free(t->e->http, t->call);
        t->call = NULL;
        if (!again)
            break;
    }
}

/* ---- the report ---- */

static enum finish_reason length_or_context(struct turn *t,
                                            struct engine_turn_report *rep)
{
    int ctx = t->e->work.ctx_max_tok;
    int used = rep->n_prompt_tok + rep->n_generated_tok;
    if (ctx > 0 && !rep->uncounted && used >= ctx - 1) {
        snprintf(rep->error, sizeof(rep->error), "the context is full: %d of %d tokens",
                 used, ctx);
        return FINISH_CONTEXT;
    }
    if (t->r->max_tok == 0 || rep->n_generated_tok < t->r->max_tok)
        snprintf(t->warning, sizeof(t->warning),
                 "The server ended the answer at a limit of its own.");
    return FINISH_LENGTH;
}

static enum finish_reason finish_of(struct turn *t, struct engine_turn_report *rep)
{
    const char *said = remote_reply_finish(t->reply);
    if (is_cancelled(t) && !t->done)
        return FINISH_CANCELLED;
    if (t->failed) {
        snprintf(rep->error, sizeof(rep->error), "%s", t->err.msg);
        return t->context_full ? FINISH_CONTEXT : FINISH_ERROR;
    }
    if (strcmp(said, "length") == 0)
        return length_or_context(t, rep);
    if (strcmp(said, "content_filter") == 0)
        snprintf(t->warning, sizeof(t->warning),
                 "The server's filter of contents ended the answer.");
    return FINISH_STOP;
}

static char *joined(char *old, const char *more)
{
    char *text = old || more ? xasprintf("%s%s", old ? old : "", more ? more : "") : NULL;
    return text;
}

/* A continued answer is reported with what was there before. */
static void add_beginning(const struct engine_request *r, struct message *m)
{
    const struct message *old = &r->messages[r->n_messages - 1];
    char *content = joined(old->content, m->content);
    char *thinking = joined(old->thinking, m->thinking);
    free(m->content);
    free(m->thinking);
    m->content = content;
    m->thinking = thinking;
}

static void fill_counts(const struct turn *t, struct engine_turn_report *rep)
{
    const struct remote_usage *u = remote_reply_usage(t->reply);
    int n_pieces = remote_reply_n_pieces(t->reply);
    /* Who counts no token of an answer that came did not count. */
    bool known = u->known && (u->n_generated_tok > 0 || !n_pieces);
    rep->uncounted = !known;
    rep->n_prompt_tok = known ? u->n_prompt_tok : 0;
    rep->n_reused_tok = known ? u->n_reused_tok : 0;
    rep->n_thinking_tok = known ? u->n_thinking_tok : 0;
    rep->n_generated_tok = known ? u->n_generated_tok : n_pieces;
}

static void fill_rates(const struct turn *t, struct engine_turn_report *rep)
{
    const struct remote_usage *u = remote_reply_usage(t->reply);
    const struct turn_meter *m = &t->e->meter;
    struct measure ttft = turn_meter_ttft_ms(m);
    int64_t span_ns = m->last_ns - m->first_ns;
    rep->ttft_ms = ttft.valid ? ttft.v : NAN;
    rep->prefill_tok_s = u->prefill_tok_s;
    rep->decode_tok_s = u->decode_tok_s;
    if (!isfinite(rep->decode_tok_s) && u->known && u->n_generated_tok > 1 &&
        spans_time(m))
        rep->decode_tok_s = (u->n_generated_tok - 1) / ((double)span_ns / 1e9);
    rep->total_ms = (double)(clock_now_ns() - m->request_ns) / 1e6;
}

static void publish_end(const struct turn *t, const struct engine_turn_report *rep)
{
    struct stats *s = &t->e->work;
    s->phase = PHASE_IDLE;
    s->n_generated_tok = rep->n_generated_tok;
    s->n_thinking_tok = rep->n_thinking_tok;
    if (!rep->uncounted) {
        s->n_prompt_tok = rep->n_prompt_tok;
        s->n_reused_tok = rep->n_reused_tok;
        s->ctx_used_tok = rep->n_prompt_tok + rep->n_generated_tok;
    }
    s->decode_mean_tok_s =
        (struct measure){rep->decode_tok_s, isfinite(rep->decode_tok_s)};
    if (isfinite(rep->prefill_tok_s))
        s->prefill_tok_s = (struct measure){rep->prefill_tok_s, true};
    t->e->metrics.due_ns = clock_now_ns();
    remote_publish(t->e, true);
}

static struct engine_turn_report *report(struct turn *t)
{
    struct engine_turn_report *rep = xcalloc(1, sizeof(*rep));
    char unique[40];
    remote_reply_end(t->reply);
    fill_counts(t, rep);
    fill_rates(t, rep);
    rep->finish = finish_of(t, rep);
    snprintf(unique, sizeof(unique), "%llx", (unsigned long long)t->e->meter.request_ns);
    remote_reply_message(t->reply, rep->finish == FINISH_STOP, unique, &rep->message);
    if (rep->finish == FINISH_STOP && rep->message.n_calls)
        rep->finish = FINISH_TOOL_CALLS;
    if (t->r->continue_last && t->r->n_messages > 0)
        add_beginning(t->r, &rep->message);
    const char *problem = remote_reply_problem(t->reply);
    snprintf(rep->warning, sizeof(rep->warning), "%s%s%s", t->warning,
             *t->warning && *problem ? " " : "", problem);
    rep->seed = t->r->sampling.seed;
    publish_end(t, rep);
    return rep;
}

static void begin(struct turn *t, int64_t request_ns)
{
    struct remote_engine *e = t->e;
    struct stats *s = &e->work;
    turn_meter_begin(&e->meter, request_ns);
    s->phase = PHASE_PREFILL;
    s->n_prompt_tok = s->n_reused_tok = s->n_prefilled_tok = 0;
    s->n_generated_tok = s->n_thinking_tok = 0;
    s->decode_tok_s = s->decode_mean_tok_s = (struct measure){0};
    s->ttft_ms = s->prefill_tok_s = (struct measure){0};
    e->metrics.due_ns = clock_now_ns();
    remote_publish(e, true);
}

struct engine_turn_report *remote_turn_run(struct remote_engine *e,
                                           const struct engine_request *r,
                                           const char *model, int64_t request_ns)
{
    struct turn t = {.e = e, .r = r};
    t.reply = remote_reply_create(on_text, &t, e->key);
    char *url = xasprintf("%s/chat/completions", e->url.base);
    t.what = xasprintf("POST %s", url);
    begin(&t, request_ns);
    char *body = remote_request_json(r, model, &t.err);
    t.failed = !body;
    if (body)
        ask(&t, url, body);
    struct engine_turn_report *rep = report(&t);
    free(body);
    free(url);
    free(t.what);
    strbuf_finish(&t.text);
    sse_destroy(t.sse);
    remote_reply_destroy(t.reply);
    return rep;
}
