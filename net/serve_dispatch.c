#include "net/serve_dispatch.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "net/serve_impl.h"
#include "net/serve_turn.h"

/* First come, first served: a request runs when one of n_parallel places is free, and waits
 * in our own queue until then, where one whose client leaves costs the engine nothing. */

enum {
    TICK_MS = 500,
    MAX_WAKES = 64,
    FLUSH_MS = 2000, /* for the last answers to reach their clients */
};

#define WAKE_ID   UINT64_MAX
#define ENGINE_ID (UINT64_MAX - 1)

struct list {
    struct exchange *first, **end;
    int n;
};

struct serve_dispatch {
    /* -- immutable */
    struct serve *s;
    int epoll_fd, wake_fd;
    pthread_t thread;
    pthread_mutex_t lock;
    /* -- protected by lock */
    struct list inbox;
    bool closed; /* it takes no more */
    bool stopping;
    int64_t stop_ns; /* when what runs is cancelled */
    /* -- the dispatcher's thread only */
    struct list arrived, waiting, running;
    double turn_s; /* that a turn took lately; 0: not known */
    int64_t tick_ns;
    bool quit;
};

static void list_init(struct list *l)
{
    *l = (struct list){.end = &l->first};
}

static void list_add(struct list *l, struct exchange *x)
{
    x->next = NULL;
    *l->end = x;
    l->end = &x->next;
    l->n++;
}

/* Takes the one at *at out; the caller goes on with *at. */
static struct exchange *list_take(struct list *l, struct exchange **at)
{
    struct exchange *x = *at;
    *at = x->next;
    if (l->end == &x->next)
        l->end = at;
    l->n--;
    return x;
}

/* ---- any thread ---- */

void serve_dispatch_wake(struct serve_dispatch *d)
{
    eventfd_write(d->wake_fd, 1);
}

bool serve_dispatch_give(struct serve_dispatch *d, struct exchange *x)
{
    pthread_mutex_lock(&d->lock);
    bool taken = !d->closed && !d->stopping;
    if (taken) {
        pthread_mutex_lock(&x->lock);
        x->refs++;
        pthread_mutex_unlock(&x->lock);
        list_add(&d->inbox, x);
    }
    pthread_mutex_unlock(&d->lock);
    if (taken)
        serve_dispatch_wake(d);
    return taken;
}

void serve_dispatch_stop(struct serve_dispatch *d, int grace_ms)
{
    int64_t at_ns = clock_now_ns() + (int64_t)grace_ms * 1000000;
    pthread_mutex_lock(&d->lock);
    if (!d->stopping || at_ns < d->stop_ns)
        d->stop_ns = at_ns;
    d->stopping = true;
    pthread_mutex_unlock(&d->lock);
    serve_dispatch_wake(d);
}

void serve_dispatch_watch(struct serve_dispatch *d, const struct exchange *x)
{
    struct epoll_event ev = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = x->id};
    epoll_ctl(d->epoll_fd, EPOLL_CTL_ADD, x->fd, &ev);
}

void serve_dispatch_unwatch(struct serve_dispatch *d, const struct exchange *x)
{
    epoll_ctl(d->epoll_fd, EPOLL_CTL_DEL, x->fd, NULL);
}

/* ---- the dispatcher's thread ---- */

static int retry_after_s(const struct serve_dispatch *d)
{
    double s = d->turn_s * (d->waiting.n + 1) / d->s->params.n_parallel;
    return s > 1 ? (s < 120 ? (int)ceil(s) : 120) : 1;
}

static void refuse_busy(struct serve_dispatch *d, struct exchange *x)
{
    struct serve_fault fault;
    serve_fault_set(&fault, 429, "rate_limit_exceeded", NULL,
                    "%d answers are being written and %d requests wait: try again later",
                    d->running.n, d->waiting.n);
    fault.retry_after_s = retry_after_s(d);
    exchange_refuse(x, &fault);
}

static void answer_now(struct serve_dispatch *d, struct exchange *x)
{
    struct serve *s = d->s;
    struct strbuf page = {0};
    if (x->route == ROUTE_MODELS) {
        serve_models_json(s->model_name, s->created, engine_info(s->params.engine),
                          &page);
    } else if (x->route == ROUTE_MODEL) {
        serve_model_json(s->model_name, s->created, engine_info(s->params.engine), &page);
    } else {
        struct stats stats;
        struct serve_gauges now = {
            .n_running = d->running.n,
            .n_waiting = d->waiting.n,
            .n_connections = serve_clients_count(s->clients),
        };
        engine_stats(s->params.engine, &stats);
        serve_metrics_text(engine_info(s->params.engine), &stats, &s->counts, &now,
                           &page);
    }
    exchange_answer(x, 200, &page);
}

static void take_inbox(struct serve_dispatch *d)
{
    pthread_mutex_lock(&d->lock);
    if (d->inbox.first) {
        *d->arrived.end = d->inbox.first;
        d->arrived.end = d->inbox.end;
        d->arrived.n += d->inbox.n;
        list_init(&d->inbox);
    }
    pthread_mutex_unlock(&d->lock);
}

static void sort_arrived(struct serve_dispatch *d)
{
    while (d->arrived.first) {
        struct exchange *x = list_take(&d->arrived, &d->arrived.first);
        bool is_ask = x->route == ROUTE_CHAT || x->route == ROUTE_COMPLETION;
        bool room =
            d->running.n + d->waiting.n < d->s->params.n_parallel + d->s->params.n_queue;
        if (is_ask && room && exchange_wanted(x)) {
            list_add(&d->waiting, x);
            continue;
        }
        if (is_ask)
            refuse_busy(d, x); /* or nobody, where the client left */
        else
            answer_now(d, x);
        exchange_release(x);
    }
}

static void start_turns(struct serve_dispatch *d)
{
    while (d->waiting.first && d->running.n < d->s->params.n_parallel) {
        struct serve_fault fault = {0};
        enum serve_turn_start start = serve_turn_submit(d->waiting.first, &fault);
        if (start == SERVE_TURN_LATER)
            return;
        struct exchange *x = list_take(&d->waiting, &d->waiting.first);
        if (start == SERVE_TURN_RUNS) {
            list_add(&d->running, x);
            continue;
        }
        serve_turn_fail(x, &fault); /* it may have been told already that it waits */
        exchange_release(x);
    }
}

static void take_events(struct serve_dispatch *d)
{
    struct engine_event *list = engine_take_events(d->s->params.engine);
    for (struct engine_event *ev = list; ev; ev = ev->next) {
        struct exchange **at = &d->running.first;
        while (*at && (*at)->id != ev->request_id)
            at = &(*at)->next;
        if (!*at || ev->kind == ENGINE_SNAPSHOT)
            continue;
        serve_turn_take_event(*at, ev);
        if (ev->kind != ENGINE_END)
            continue;
        double s = (double)(clock_now_ns() - (*at)->submit_ns) / 1e9;
        d->turn_s = d->turn_s > 0 ? d->turn_s * 0.75 + s * 0.25 : s;
        exchange_release(list_take(&d->running, at));
    }
    engine_events_free(list);
}

/* Clients that have left: what waits for nobody is forgotten, what runs is stopped. */
static void drop_unwanted(struct serve_dispatch *d)
{
    for (struct exchange **at = &d->waiting.first; *at;) {
        if (exchange_wanted(*at))
            at = &(*at)->next;
        else
            exchange_release(list_take(&d->waiting, at));
    }
    for (struct exchange *x = d->running.first; x; x = x->next)
        if (!x->cancelled && !exchange_wanted(x))
            serve_turn_cancel(x);
}

static void hung_up(struct list *l, uint64_t id)
{
    for (struct exchange *x = l->first; x; x = x->next)
        if (x->id == id)
            exchange_cut(x);
}

static void tick(struct serve_dispatch *d)
{
    int64_t now_ns = clock_now_ns();
    if (now_ns - d->tick_ns < (int64_t)TICK_MS * 1000000)
        return;
    d->tick_ns = now_ns;
    serve_clients_sweep(d->s->clients);
    for (struct exchange *x = d->waiting.first; x; x = x->next)
        serve_turn_tick(x, now_ns);
    for (struct exchange *x = d->running.first; x; x = x->next)
        serve_turn_tick(x, now_ns);
}

static void cancel_all(struct serve_dispatch *d)
{
    struct serve_fault fault;
    serve_fault_set(&fault, 503, NULL, NULL, "the server is shutting down");
    while (d->waiting.first) {
        struct exchange *x = list_take(&d->waiting, &d->waiting.first);
        serve_turn_fail(x, &fault);
        exchange_release(x);
    }
    for (struct exchange *x = d->running.first; x; x = x->next)
        if (!x->cancelled)
            serve_turn_cancel(x);
}

/* Once nothing is left, and the last answers were sent or are not read, it is over. */
static void look_at_stop(struct serve_dispatch *d)
{
    int64_t now_ns = clock_now_ns();
    pthread_mutex_lock(&d->lock);
    bool stopping = d->stopping;
    int64_t stop_ns = d->stop_ns;
    pthread_mutex_unlock(&d->lock);
    if (!stopping)
        return;
    if (now_ns >= stop_ns)
        cancel_all(d);
    if (d->running.n || d->waiting.n ||
        (serve_clients_count_busy(d->s->clients) &&
         now_ns < stop_ns + (int64_t)FLUSH_MS * 1000000))
        return;
    pthread_mutex_lock(&d->lock);
    d->quit = d->closed = !d->inbox.first;
    pthread_mutex_unlock(&d->lock);
}

static int wait_ms(struct serve_dispatch *d)
{
    pthread_mutex_lock(&d->lock);
    bool stopping = d->stopping;
    pthread_mutex_unlock(&d->lock);
    return stopping ? 20 : TICK_MS;
}

static void *run(void *arg)
{
    struct serve_dispatch *d = arg;
    while (!d->quit) {
        struct epoll_event woken[MAX_WAKES];
        int n = epoll_wait(d->epoll_fd, woken, MAX_WAKES, wait_ms(d));
        /* Whose client left is here by now, and is told of once: it is given before it is
         * watched. */
        take_inbox(d);
        for (int i = 0; i < n; i++) {
            uint64_t id = woken[i].data.u64;
            eventfd_t count;
            if (id == WAKE_ID)
                eventfd_read(d->wake_fd, &count);
            else if (id != ENGINE_ID) {
                hung_up(&d->arrived, id);
                hung_up(&d->waiting, id);
                hung_up(&d->running, id);
            }
        }
        /* Places that are given up are there for those who come. */
        take_events(d);
        drop_unwanted(d);
        sort_arrived(d);
        start_turns(d);
        tick(d);
        look_at_stop(d);
    }
    eventfd_write(d->s->stopped_fd, 1);
    return NULL;
}

static bool add_fd(struct serve_dispatch *d, int fd, uint64_t id)
{
    struct epoll_event ev = {.events = EPOLLIN, .data.u64 = id};
    return epoll_ctl(d->epoll_fd, EPOLL_CTL_ADD, fd, &ev) == 0;
}

static void free_all(struct serve_dispatch *d)
{
    if (d->epoll_fd >= 0)
        close(d->epoll_fd);
    if (d->wake_fd >= 0)
        close(d->wake_fd);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

struct serve_dispatch *serve_dispatch_create(struct serve *s, struct error *err)
{
    struct serve_dispatch *d = xcalloc(1, sizeof(*d));
    d->s = s;
    pthread_mutex_init(&d->lock, NULL);
    list_init(&d->inbox);
    list_init(&d->arrived);
    list_init(&d->waiting);
    list_init(&d->running);
    d->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    d->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->epoll_fd < 0 || d->wake_fd < 0 || !add_fd(d, d->wake_fd, WAKE_ID) ||
        !add_fd(d, engine_fd(s->params.engine), ENGINE_ID))
        err_set(err, errno, "create the descriptors of the server");
    else if (thread_start(&d->thread, "serve", run, d, err))
        return d;
    free_all(d);
    return NULL;
}

void serve_dispatch_join(struct serve_dispatch *d)
{
    pthread_join(d->thread, NULL);
}

void serve_dispatch_destroy(struct serve_dispatch *d)
{
    if (d)
        free_all(d);
}
