#pragma once

#include <stdatomic.h>

#include <pthread.h>

#include <microhttpd.h>

#include "core/base/strbuf.h"
#include "net/serve_reply.h"
#include "net/serve_request.h"

/* One HTTP request and its answer: what the library's thread and the dispatcher share. The
 * library's thread makes it; it is handed over once, and lives until both have let it go.
 * While the dispatcher has nothing to send, the connection is suspended; the dispatcher alone
 * wakes it, so that the sockets it watches meanwhile are never closed under it. */

struct serve;
struct serve_client;

enum serve_route {
    ROUTE_HEALTH,
    ROUTE_MODELS,
    ROUTE_MODEL,
    ROUTE_METRICS,
    ROUTE_CHAT,
    ROUTE_COMPLETION,
    ROUTE_OTHER,
    N_ROUTES,
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in order of who may touch them */
struct exchange {
    /* -- immutable */
    struct serve *s;
    struct MHD_Connection *connection;
    struct serve_client *client;
    int fd;
    uint64_t id; /* also of the engine's request; from 1 */
    int64_t start_ns;
    enum serve_route route;
    bool other_model;         /* ROUTE_MODEL: there is none of this name */
    char method[8], path[48]; /* for the log; cut */

    /* -- library's thread only */
    struct strbuf body;
    size_t n_body_bytes; /* received, kept or not */
    bool complete;       /* the whole request is here */
    struct serve_fault fault;

    /* -- the library's thread, then, once handed over, the dispatcher's */
    struct serve_ask ask;
    size_t held_bytes;     /* of the server's room for requests */
    struct exchange *next; /* in the inbox or a list of the dispatcher */
    /* -- dispatcher only */
    bool running, cancelled;
    bool full;                      /* cancelled, since there is no room for more of it */
    bool begun;                     /* of a stream: its head is decided */
    char *before, *before_thinking; /* owned: what the answer goes on with */
    int64_t submit_ns, last_out_ns;
    int n_done, n_total; /* of the prompt */

    pthread_mutex_t lock;
    /* -- protected by lock */
    int refs;
    bool suspended;
    bool gone;  /* the client is; nobody will read any more */
    int status; /* of the answer; 0: not decided */
    bool stream;
    bool ended;  /* `out` is all that will come */
    bool broken; /* and it ends in the middle */
    int retry_after_s;
    struct strbuf out; /* to be sent; of it out_at bytes are */
    size_t out_at;
    struct strbuf pending; /* text that waits for `out` to be sent */
    enum engine_event_kind pending_kind;
    struct serve_head head;
    struct serve_logprobs logprobs;
    int n_prompt_tok, n_reused_tok, n_generated_tok; /* for the log; -1: not known */
    double ttft_ms;
};

struct exchange *exchange_create(struct serve *s, struct MHD_Connection *connection,
                                 struct serve_client *client, int fd);
/* The last one that lets it go logs and counts it. */
void exchange_release(struct exchange *x);

/* Takes room for that many more bytes of the request, of `max` that all have together. False:
 * there is none. Given back with the last release, or before, when the engine has it. */
bool exchange_hold(struct exchange *x, size_t n_bytes, size_t max);
void exchange_let_go(struct exchange *x);

/* ---- the library's thread ---- */

/* Suspends the connection unless the answer is decided. False: it is. */
bool exchange_wait(struct exchange *x);
/* The connection has no more to do with it: what comes is dropped. `whole`: all of the answer
 * was sent. True: the dispatcher still has it, and is to be told. */
bool exchange_leave(struct exchange *x, bool whole);
/* Copies at most max bytes that wait; 0: none, and the connection is suspended; -1: the end,
 * -2: a broken end. */
long exchange_read(struct exchange *x, char *buf, size_t max);

/* ---- the dispatcher ---- */

/* A whole answer of this status; json's contents are taken. */
void exchange_answer(struct exchange *x, int status, struct strbuf *json);
void exchange_refuse(struct exchange *x, const struct serve_fault *fault);
/* A stream: its head, then pieces, then one of the ends. */
void exchange_begin(struct exchange *x, const struct serve_head *head);
void exchange_text(struct exchange *x, enum engine_event_kind kind, const char *text,
                   size_t len);
void exchange_want_logprobs(struct exchange *x); /* if it asked for them */
/* False: there is no room for those of many more tokens. */
bool exchange_token(struct exchange *x, const struct engine_token *t);
void exchange_comment(struct exchange *x, const char *text);
void exchange_end(struct exchange *x, const struct engine_turn_report *rep);
void exchange_end_fault(struct exchange *x, const struct serve_fault *fault);
/* Cuts it off: the connection is closed. */
void exchange_cut(struct exchange *x);
/* Whether it is worth going on. */
bool exchange_wanted(struct exchange *x);
