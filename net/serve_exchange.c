#include "net/serve_exchange.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "net/serve_impl.h"

enum {
    /* A client that is behind by so much gets what follows in few large events. */
    BEHIND_BYTES = 16 << 10,
    /* One that is behind by so much does not read at all. */
    UNREAD_MAX_BYTES = 1 << 20,
};

struct exchange *exchange_create(struct serve *s, struct MHD_Connection *connection,
                                 struct serve_client *client, int fd)
{
    struct exchange *x = xcalloc(1, sizeof(*x));
    x->s = s;
    x->connection = connection;
    x->client = client;
    x->fd = fd;
    x->id = atomic_fetch_add(&s->last_id, 1) + 1;
    x->start_ns = clock_now_ns();
    x->refs = 1;
    x->n_generated_tok = -1;
    x->ttft_ms = NAN;
    pthread_mutex_init(&x->lock, NULL);
    return x;
}

/* What a line of the log shows of what a client sent cannot move a terminal's cursor. */
static void add_printable(struct strbuf *b, const char *s)
{
    for (; *s; s++)
        strbuf_addc(b, *s > ' ' && *s < 0x7f ? *s : '?');
}

static void tell_log(struct exchange *x)
{
    struct serve *s = x->s;
    if (x->status)
        serve_count_answer(&s->counts, x->status);
    if (x->gone || x->broken)
        atomic_fetch_add(&s->counts.gone, 1);
    if (!s->params.log)
        return;
    struct strbuf line = {0};
    add_printable(&line, x->method);
    strbuf_addc(&line, ' ');
    add_printable(&line, x->path);
    strbuf_addf(&line, " %d %.0f ms", x->status,
                (double)(clock_now_ns() - x->start_ns) / 1e6);
    if (x->n_generated_tok >= 0)
        strbuf_addf(&line, ", %d tokens read (%d known), %d written", x->n_prompt_tok,
                    x->n_reused_tok, x->n_generated_tok);
    if (isfinite(x->ttft_ms))
        strbuf_addf(&line, ", the first after %.0f ms", x->ttft_ms);
    if (x->gone)
        strbuf_adds(&line, ", the client left");
    else if (x->broken)
        strbuf_adds(&line, ", broken off");
    pthread_mutex_lock(&s->log_lock);
    s->params.log(s->params.log_ctx, line.data);
    pthread_mutex_unlock(&s->log_lock);
    strbuf_finish(&line);
}

bool exchange_hold(struct exchange *x, size_t n_bytes, size_t max)
{
    atomic_size_t *all = &x->s->body_bytes;
    if (atomic_fetch_add(all, n_bytes) + n_bytes > max) {
        atomic_fetch_sub(all, n_bytes);
        return false;
    }
    x->held_bytes += n_bytes;
    return true;
}

void exchange_let_go(struct exchange *x)
{
    atomic_fetch_sub(&x->s->body_bytes, x->held_bytes);
    x->held_bytes = 0;
}

void exchange_release(struct exchange *x)
{
    pthread_mutex_lock(&x->lock);
    bool last = --x->refs == 0;
    pthread_mutex_unlock(&x->lock);
    if (!last)
        return;
    tell_log(x);
    exchange_let_go(x);
    serve_ask_finish(&x->ask);
    strbuf_finish(&x->body);
    strbuf_finish(&x->out);
    strbuf_finish(&x->pending);
    serve_logprobs_finish(&x->logprobs);
    free(x->before);
    free(x->before_thinking);
    pthread_mutex_destroy(&x->lock);
    free(x);
}

/* ---- with the lock held ---- */

static size_t unread(const struct exchange *x)
{
    return x->out.len - x->out_at;
}

static void suspend(struct exchange *x)
{
    x->suspended = true;
    MHD_suspend_connection(x->connection);
    serve_dispatch_watch(x->s->dispatch, x);
}

static void resume(struct exchange *x)
{
    if (!x->suspended)
        return;
    x->suspended = false;
    serve_dispatch_unwatch(x->s->dispatch, x);
    MHD_resume_connection(x->connection);
}

static void flush_pending(struct exchange *x)
{
    if (!x->pending.len)
        return;
    serve_event_text(&x->head, x->pending_kind, x->pending.data, x->pending.len,
                     &x->logprobs, &x->out);
    strbuf_clear(&x->pending);
}

static bool reads(const struct exchange *x)
{
    return !x->gone && !x->broken && !x->ended;
}

/* What is to come is here; the client has its time to take it. The connection is there as
 * long as x has not left it. */
static void end(struct exchange *x)
{
    x->ended = true;
    serve_clients_set(x->s->clients, x->client, CLIENT_TAKES);
    resume(x);
}

static void cut(struct exchange *x)
{
    x->broken = x->ended = true;
    resume(x);
}

static void check_unread(struct exchange *x)
{
    size_t waits = unread(x) + x->pending.len + serve_logprobs_bytes(&x->logprobs);
    if (waits > UNREAD_MAX_BYTES)
        cut(x);
}

/* ---- the library's thread ---- */

bool exchange_wait(struct exchange *x)
{
    pthread_mutex_lock(&x->lock);
    bool wait = !x->status && !x->broken;
    if (wait)
        suspend(x);
    pthread_mutex_unlock(&x->lock);
    return wait;
}

bool exchange_leave(struct exchange *x, bool whole)
{
    pthread_mutex_lock(&x->lock);
    x->gone = x->gone || !whole;
    bool tell = x->gone && x->refs > 1;
    pthread_mutex_unlock(&x->lock);
    return tell;
}

long exchange_read(struct exchange *x, char *buf, size_t max)
{
    pthread_mutex_lock(&x->lock);
    if (!unread(x))
        flush_pending(x);
    size_t n = unread(x) < max ? unread(x) : max;
    long got = (long)n;
    if (n) {
        memcpy(buf, x->out.data + x->out_at, n);
        x->out_at += n;
        if (!unread(x)) {
            strbuf_clear(&x->out);
            x->out_at = 0;
        }
    } else if (x->broken) {
        got = -2;
    } else if (x->ended) {
        got = -1;
    } else {
        suspend(x);
    }
    pthread_mutex_unlock(&x->lock);
    return got;
}

/* ---- the dispatcher ---- */

void exchange_answer(struct exchange *x, int status, struct strbuf *json)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x)) {
        x->status = status;
        x->out = *json;
        *json = (struct strbuf){0};
        end(x);
    }
    pthread_mutex_unlock(&x->lock);
    strbuf_finish(json);
}

void exchange_refuse(struct exchange *x, const struct serve_fault *fault)
{
    struct strbuf json = {0};
    serve_error_json(fault, &json);
    x->retry_after_s =
        fault->retry_after_s; /* nobody reads it before the status is set */
    exchange_answer(x, fault->status, &json);
}

void exchange_begin(struct exchange *x, const struct serve_head *head)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x)) {
        x->head = *head;
        x->stream = true;
        x->status = 200;
        serve_event_begin(head, &x->out);
        resume(x);
    }
    pthread_mutex_unlock(&x->lock);
}

void exchange_text(struct exchange *x, enum engine_event_kind kind, const char *text,
                   size_t len)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x)) {
        if (x->pending_kind != kind)
            flush_pending(x);
        x->pending_kind = kind;
        strbuf_add(&x->pending, text, len);
        if (unread(x) < BEHIND_BYTES)
            flush_pending(x);
        check_unread(x);
        resume(x);
    }
    pthread_mutex_unlock(&x->lock);
}

void exchange_want_logprobs(struct exchange *x)
{
    pthread_mutex_lock(&x->lock);
    x->logprobs.on = x->ask.logprobs;
    x->logprobs.api = x->ask.api;
    pthread_mutex_unlock(&x->lock);
}

bool exchange_token(struct exchange *x, const struct engine_token *t)
{
    bool room = true;
    pthread_mutex_lock(&x->lock);
    if (reads(x) && !t->thinking) {
        serve_logprobs_add(&x->logprobs, t);
        if (x->stream)
            check_unread(x);
        else /* they wait for the end of the answer */
            room = serve_logprobs_bytes(&x->logprobs) < x->s->params.logprobs_max_bytes;
    }
    pthread_mutex_unlock(&x->lock);
    return room;
}

void exchange_comment(struct exchange *x, const char *text)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x) && unread(x) < BEHIND_BYTES) {
        flush_pending(x);
        serve_event_comment(text, &x->out);
        resume(x);
    }
    pthread_mutex_unlock(&x->lock);
}

void exchange_end(struct exchange *x, const struct engine_turn_report *rep)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x)) {
        flush_pending(x);
        serve_event_end(&x->head, rep, &x->logprobs, &x->out);
        end(x);
    }
    pthread_mutex_unlock(&x->lock);
}

void exchange_end_fault(struct exchange *x, const struct serve_fault *fault)
{
    pthread_mutex_lock(&x->lock);
    if (reads(x)) {
        flush_pending(x);
        serve_event_error(fault, &x->out);
        end(x);
    }
    pthread_mutex_unlock(&x->lock);
}

void exchange_cut(struct exchange *x)
{
    pthread_mutex_lock(&x->lock);
    x->gone = true;
    cut(x);
    pthread_mutex_unlock(&x->lock);
}

bool exchange_wanted(struct exchange *x)
{
    pthread_mutex_lock(&x->lock);
    bool wanted = !x->gone && !x->broken;
    pthread_mutex_unlock(&x->lock);
    return wanted;
}
