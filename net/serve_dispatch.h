#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The thread that talks to the engine: the queue of requests, the engine's events, and those
 * clients that wait. */

struct error;
struct serve;
struct exchange;
struct serve_dispatch;

struct serve_dispatch *serve_dispatch_create(struct serve *s, struct error *err);
/* After serve_dispatch_stop: waits for the thread. What is called of the rest afterwards does
 * nothing. */
void serve_dispatch_join(struct serve_dispatch *d);
void serve_dispatch_destroy(struct serve_dispatch *d); /* after that; NULL is fine */

/* ---- any thread ---- */

/* Hands an exchange over, with a reference of its own. False: it is too late. */
bool serve_dispatch_give(struct serve_dispatch *d, struct exchange *x);
/* Some exchange is gone. */
void serve_dispatch_wake(struct serve_dispatch *d);
/* Takes no more once grace_ms have passed or nothing is left, whichever comes first; then
 * the server's stopped_fd is readable. */
void serve_dispatch_stop(struct serve_dispatch *d, int grace_ms);
/* Watch a suspended connection: should its client go, the exchange is over. */
void serve_dispatch_watch(struct serve_dispatch *d, const struct exchange *x);
void serve_dispatch_unwatch(struct serve_dispatch *d, const struct exchange *x);
