#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/infer/engine_ops.h"
#include "core/infer/event_queue.h"
#include "core/infer/turn_meter.h"
#include "net/http_client.h"
#include "net/remote_engine.h"
#include "net/remote_models.h"
#include "net/remote_url.h"

/* The inside of the remote engine, for remote_*.c only. */

/* A small request beside the turn. */
struct remote_poll {
    struct http_call *call; /* NULL: none runs */
    struct strbuf body;
    int64_t due_ns, start_ns; /* of what runs */
};

struct remote_engine {
    struct engine base;
    /* -- immutable after remote_engine_create */
    struct remote_url url;
    char *key, *wanted; /* owned; or NULL */
    int64_t idle_timeout_ns;
    struct event_queue *events;
    struct http_client *http;
    struct sample_params sampling;
    pthread_t thread;
    bool has_thread;

    /* -- the caller's thread */
    struct engine_info info;
    char **names; /* owned: all that info.name was */
    int n_names;

    /* -- remote thread only */
    struct turn_meter meter;
    struct stats work;
    int64_t published_ns;
    struct remote_poll metrics, list;
    uint64_t seed; /* of the jitter */

    /* -- any thread */
    atomic_bool cancel;

    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t opened;
    struct engine_request request;
    char *request_model; /* owned */
    uint64_t request_id; /* while busy */
    int request_ctx_tok;
    int64_t request_ns;
    bool busy, has_request, quit, refresh;
    struct remote_models models;
    bool open_done, open_ok;
    struct error open_err;

    /* -- protected by stats_lock */
    pthread_mutex_t stats_lock;
    struct stats published;
};

/* ---- remote_poll.c, remote thread ---- */
/* Waits for the network at most timeout_ms, or until something is asked of the thread; keeps
 * lists and numbers fresh on the way. */
void remote_pump(struct remote_engine *e, int timeout_ms);
/* Asks for the models, again where that may help. */
bool remote_open(struct remote_engine *e, struct error *err);
void remote_polls_stop(struct remote_engine *e);
/* Publish if it is time (at most every 50 ms), or in any case when `force`. */
void remote_publish(struct remote_engine *e, bool force);
/* Sets the error to the text, which is taken, without the key, and returns false. */
bool remote_fail(const struct remote_engine *e, struct error *err, char *text);
/* "GET URL: 401 Unauthorized: what the server says", for a call that is over. */
void remote_refused(const struct remote_engine *e, const char *what,
                    const struct http_call *call, const char *body, size_t len,
                    bool *context_full, struct error *err);
/* Whether it may help to ask again: the connection was not made, or the server is busy. */
bool remote_may_retry(const struct http_call *call);
/* How long to wait before, in seconds; -1: longer than is worth it. */
double remote_wait_s(struct remote_engine *e, const struct http_call *call, int i_try);

/* Whether something beside the turn runs or is due. */
bool remote_is_polling(const struct remote_engine *e);

/* ---- remote_turn.c, remote thread ---- */
/* Answers the request; events go out except the last, which is returned. */
struct engine_turn_report *remote_turn_run(struct remote_engine *e,
                                           const struct engine_request *r,
                                           const char *model, int64_t request_ns);
