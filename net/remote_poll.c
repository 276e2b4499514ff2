#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "net/remote_fault.h"
#include "net/remote_impl.h"
#include "net/remote_metrics.h"

#define LOG_MODULE "remote"
#include "core/base/log.h"

/* What is asked of a server beside the answers: its models, and of a flashmoe its numbers.
 * All of it runs on the one thread, with the same connections. */

enum {
    BODY_BYTES = 8 << 20,
    OPEN_RETRY_MS = 3000, /* somebody waits before an empty screen */
    OPEN_ANSWER_S = 30,
    METRICS_MS = 500,
    LATE_MS = 10000, /* an answer beside a turn that takes longer is none */
    PUBLISH_MS = 50,
    WAIT_MAX_S = 60,
    MS = 1000000,
};

/* ---- a call that was refused ---- */

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } table[] = {
        {400, " Bad Request"},        {401, " Unauthorized"},
        {403, " Forbidden"},          {404, " Not Found"},
        {405, " Method Not Allowed"}, {408, " Request Timeout"},
        {413, " Content Too Large"},  {422, " Unprocessable Content"},
        {429, " Too Many Requests"},  {500, " Internal Server Error"},
        {502, " Bad Gateway"},        {503, " Service Unavailable"},
        {504, " Gateway Timeout"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].status == status)
            return table[i].text;
    return "";
}

static const char *hint(const struct remote_engine *e, int status)
{
    if (status == 401 || status == 403)
        return e->key ? " (it does not take this key)"
                      : " (--api-key-file FILE gives a key)";
    if (status >= 300 && status < 400)
        return " (it sends elsewhere, which is not followed: give that address)";
    return "";
}

bool remote_fail(const struct remote_engine *e, struct error *err, char *text)
{
    char *shown = remote_hide_key(text, strlen(text), e->key);
    err_set(err, 0, "%s", shown);
    free(shown);
    free(text);
    return false;
}

void remote_refused(const struct remote_engine *e, const char *what,
                    const struct http_call *call, const char *body, size_t len,
                    bool *context_full, struct error *err)
{
    struct remote_fault fault;
    int status = http_call_status(call);
    remote_fault_from_body(&fault, body, len, e->key);
    *context_full =
        fault.context_full && (status == 400 || status == 413 || status == 422);
    remote_fail(e, err,
                xasprintf("%s: %d%s%s%s%s", what, status, reason(status),
                          fault.text[0] ? ": " : "", fault.text, hint(e, status)));
}

bool remote_may_retry(const struct http_call *call)
{
    int status = http_call_status(call);
    switch (http_call_end(call)) {
    case HTTP_NOT_CONNECTED: return true;
    case HTTP_CUT: return !http_call_answered(call);
    case HTTP_OK: return status == 429 || status == 502 || status == 503 || status == 504;
    default: return false;
    }
}

/* From half a second on twice as long every time, a quarter more or less: those that one
 * server has sent away do not all come back at once. */
double remote_wait_s(struct remote_engine *e, const struct http_call *call, int i_try)
{
    double asked = http_call_retry_after_s(call);
    e->seed = e->seed * 6364136223846793005u + 1442695040888963407u;
    double jitter = 0.75 + (double)(e->seed >> 40) / (1 << 24) / 2;
    double wait = 0.5 * (double)(1 << (i_try < 4 ? i_try : 4)) * jitter;
    if (asked > WAIT_MAX_S)
        return -1;
    return asked > wait ? asked : wait;
}

/* ---- polls ---- */

static bool on_body(void *ctx, const char *bytes, size_t len)
{
    struct remote_poll *p = ctx;
    if (p->body.len + len > BODY_BYTES)
        return false;
    strbuf_add(&p->body, bytes, len);
    return true;
}

static void poll_start(struct remote_engine *e, struct remote_poll *p, const char *url)
{
    strbuf_clear(&p->body);
    p->start_ns = clock_now_ns();
    p->call = http_start(
        e->http, &(struct http_request){.url = url, .on_body = on_body, .ctx = p});
}

static void poll_stop(struct remote_engine *e, struct remote_poll *p)
{
    http_call_free(e->http, p->call);
    p->call = NULL;
}

void remote_polls_stop(struct remote_engine *e)
{
    poll_stop(e, &e->metrics);
    poll_stop(e, &e->list);
    strbuf_finish(&e->metrics.body);
    strbuf_finish(&e->list.body);
}

static const char *body_text(const struct remote_poll *p)
{
    return p->body.data ? p->body.data : "";
}

/* Whether it has run, and does not any more: it has ended, or nobody waits for it any longer. */
static bool poll_over(const struct remote_poll *p)
{
    return p->call && (http_call_end(p->call) != HTTP_RUNNING ||
                       clock_now_ns() - p->start_ns > (int64_t)LATE_MS * MS);
}

/* Whether it is over, and good. */
static bool poll_good(const struct remote_poll *p)
{
    return http_call_end(p->call) == HTTP_OK && http_call_status(p->call) == 200;
}

static bool is_flashmoe(struct remote_engine *e)
{
    pthread_mutex_lock(&e->lock);
    bool yes = e->models.n > 0 && e->models.list[0].flashmoe;
    pthread_mutex_unlock(&e->lock);
    return yes;
}

static void take_metrics(struct remote_engine *e)
{
    struct remote_poll *p = &e->metrics;
    if (poll_good(p) && remote_metrics_take(&e->work, body_text(p), p->body.len))
        remote_publish(e, true);
    else
        log_dbg("no metrics: %s", http_call_why(p->call));
}

/* During a turn twice a second, and once when it is over. */
static void step_metrics(struct remote_engine *e)
{
    struct remote_poll *p = &e->metrics;
    int64_t now_ns = clock_now_ns();
    if (poll_over(p)) {
        take_metrics(e);
        poll_stop(e, p);
    }
    if (p->call || p->due_ns == 0 || now_ns < p->due_ns)
        return;
    p->due_ns = e->work.phase == PHASE_IDLE ? 0 : now_ns + (int64_t)METRICS_MS * MS;
    if (!is_flashmoe(e))
        return;
    char *url = xasprintf("%s/metrics", e->url.root);
    poll_start(e, p, url);
    free(url);
}

/* A list may be long: the screen's thread does not wait until it is understood. */
static bool take_models(struct remote_engine *e, struct error *err)
{
    struct remote_poll *p = &e->list;
    struct remote_models now = {0};
    if (!remote_models_parse(&now, body_text(p), p->body.len, err))
        return false;
    pthread_mutex_lock(&e->lock);
    struct remote_models before = e->models;
    e->models = now;
    pthread_mutex_unlock(&e->lock);
    remote_models_finish(&before);
    return true;
}

static void start_models(struct remote_engine *e)
{
    char *url = xasprintf("%s/models", e->url.base);
    poll_start(e, &e->list, url);
    free(url);
}

static void step_models(struct remote_engine *e)
{
    struct remote_poll *p = &e->list;
    struct error err = {0};
    if (poll_over(p)) {
        if (poll_good(p) && !take_models(e, &err))
            log_warn("%s/models: %s", e->url.base, err.msg);
        poll_stop(e, p);
    }
    pthread_mutex_lock(&e->lock);
    bool wanted = e->refresh && !p->call;
    e->refresh = e->refresh && !wanted;
    pthread_mutex_unlock(&e->lock);
    if (wanted)
        start_models(e);
}

static void note_round_trip(struct remote_engine *e, const struct remote_poll *p)
{
    double ms = p->call ? http_call_round_trip_ms(p->call) : -1;
    if (ms >= 0)
        e->work.round_trip_ms = (struct measure){ms, true};
}

bool remote_is_polling(const struct remote_engine *e)
{
    return e->metrics.call || e->list.call || e->metrics.due_ns > 0;
}

void remote_pump(struct remote_engine *e, int timeout_ms)
{
    http_run(e->http, timeout_ms);
    note_round_trip(e, &e->metrics);
    note_round_trip(e, &e->list);
    step_metrics(e);
    step_models(e);
}

/* ---- the numbers ---- */

void remote_publish(struct remote_engine *e, bool force)
{
    int64_t now_ns = clock_now_ns();
    if (!force && now_ns - e->published_ns < (int64_t)PUBLISH_MS * MS)
        return;
    struct stats *s = &e->work;
    e->published_ns = s->time_ns = now_ns;
    s->seq++;
    pthread_mutex_lock(&e->stats_lock);
    e->published = *s;
    pthread_mutex_unlock(&e->stats_lock);
    event_queue_wake(e->events);
}

/* ---- the first question ---- */

/* A gateway may have no list; a name that was given is enough there. */
static bool has_no_list(int status)
{
    return status == 404 || status == 405 || status == 501;
}

static bool models_answer(struct remote_engine *e, const char *what, struct error *err)
{
    const struct remote_poll *p = &e->list;
    bool full;
    if (http_call_end(p->call) != HTTP_OK)
        return remote_fail(e, err, xasprintf("%s: %s", what, http_call_why(p->call)));
    if (http_call_status(p->call) == 200)
        return take_models(e, err) || err_prefix(err, "%s", what);
    if (has_no_list(http_call_status(p->call)) && e->wanted)
        return true;
    remote_refused(e, what, p->call, body_text(p), p->body.len, &full, err);
    return false;
}

bool remote_open(struct remote_engine *e, struct error *err)
{
    struct remote_poll *p = &e->list;
    char *what = xasprintf("GET %s/models", e->url.base);
    int64_t began_ns = clock_now_ns(), limit_ns = (int64_t)OPEN_ANSWER_S * 1000 * MS;
    if (e->idle_timeout_ns < limit_ns)
        limit_ns = e->idle_timeout_ns;
    bool ok = false, again = true;
    for (int i = 0; again; i++) {
        again = false;
        start_models(e);
        while (http_call_end(p->call) == HTTP_RUNNING &&
               clock_now_ns() - p->start_ns < limit_ns)
            http_run(e->http, 250);
        if (http_call_end(p->call) == HTTP_RUNNING) {
            err_set(err, 0, "%s: no whole answer within %d s", what,
                    (int)(limit_ns / (1000 * MS)));
        } else {
            ok = models_answer(e, what, err);
            double wait_s = remote_wait_s(e, p->call, i);
            double spent_s = (double)(clock_now_ns() - began_ns) / 1e9;
            again = !ok && remote_may_retry(p->call) && wait_s >= 0 &&
                    (spent_s + wait_s) * 1e3 < OPEN_RETRY_MS;
            int64_t until_ns = clock_now_ns() + (int64_t)(wait_s * 1e9);
            for (int64_t now; again && (now = clock_now_ns()) < until_ns;)
                http_run(e->http, (int)((until_ns - now) / MS) + 1);
        }
        note_round_trip(e, p);
        poll_stop(e, p);
        if (again)
            *err = (struct error){0};
    }
    free(what);
    return ok;
}
