#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/engine.h"

/* An HTTP server that speaks the API of OpenAI in front of an engine: /health, /v1/models,
 * /v1/chat/completions, /v1/completions, /metrics.
 *
 * Threads. The library's thread (libmicrohttpd, one with epoll) parses HTTP, checks keys and
 * limits, reads bodies and turns them into requests; it never waits. The dispatcher's thread
 * alone talks to the engine: it takes its events, renders them, and watches the sockets of
 * those that wait. Between them stand exchanges (serve_exchange.h), one for each HTTP
 * request. Whoever creates the server may only wait and stop.
 *
 * Memory is bounded: connections, headers, bodies (each, and all together), the queue,
 * log probabilities, and what a client has not read yet have limits; who passes them is refused or cut. */

struct error;
struct serve;
struct serve_keys;

struct serve_params {
    struct engine *engine; /* borrowed until serve_destroy, which nobody else may use */
    struct sample_params sampling; /* what a request does not say */
    int max_tok;                   /* likewise; 0: until the context is full */
    bool thinking;                 /* likewise */
    int n_parallel;                /* turns at once, as the engine was made for; 0: 1 */
    int n_queue;               /* requests that wait for one; more are refused with 429 */
    int n_connections;         /* at most; 0: 512 */
    size_t body_max_bytes;     /* of one request; 0: 8 MiB */
    size_t logprobs_max_bytes; /* of one answer without a stream, which then ends with
                                * "length"; 0: 32 MiB */
    int request_timeout_s; /* for a request to arrive, and for an idle connection; 0: 60 */
    int silence_s;         /* after which a stream is told that it still waits; 0: 10 */
    const char *model_name;        /* borrowed; NULL: the pack's */
    const char *cors_origin;       /* borrowed; NULL: no CORS; "*": everybody */
    const struct serve_keys *keys; /* borrowed; NULL: everybody may ask */
    int listen_fd;                 /* taken: from serve_listen */
    /* One line, without a newline, for every request when it is over; called from the
     * server's threads, one at a time. NULL: none. */
    void (*log)(void *ctx, const char *line);
    void *log_ctx;
};

/* A socket with an address, which serve_create makes listen. Only
 * loopback addresses are allowed without `any`. *shown is the address as a URL has it, with
 * the port that was chosen where 0 was asked for; owned. -1 + err. */
int serve_listen(const char *host, int port, bool any, char **shown, struct error *err);

/* Starts the threads and takes listen_fd, in any case. NULL + err. */
struct serve *serve_create(const struct serve_params *params, struct error *err);
/* No more requests: new connections are refused, what runs and waits goes on for at most
 * `grace_ms`, and is then cancelled. To be called again with less to hurry it up. */
void serve_stop(struct serve *s, int grace_ms);
/* Readable once nothing runs any more after serve_stop; for poll(). */
int serve_stopped_fd(const struct serve *s);
void serve_destroy(struct serve *s); /* cancels and waits for the threads; NULL is fine */
