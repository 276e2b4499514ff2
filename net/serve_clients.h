#pragma once

#include <stdbool.h>

/* The connections, and how long each takes to send its request. The library's own limit is
 * for silence; one that sends a byte now and then passes it, and keeps its place. Here the
 * whole request has a limit, and so has taking what is left of an answer; and when places
 * run out the one that has taken longest goes.
 * Thread-safe. */

struct serve_clients;
struct serve_client;

/* At most `max` connections come; each has timeout_s for what has a limit. */
struct serve_clients *serve_clients_create(int max, int timeout_s);
void serve_clients_destroy(struct serve_clients *c); /* without any left; NULL is fine */

/* A connection; it is to be removed before its socket is closed. */
struct serve_client *serve_clients_add(struct serve_clients *c, int fd);
void serve_clients_remove(struct serve_clients *c, struct serve_client *client);

enum serve_client_does {
    CLIENT_ASKS,  /* its request has not arrived, or is between two */
    CLIENT_WAITS, /* for an answer, or the rest of one: as long as that takes */
    CLIENT_TAKES, /* the rest of an answer that is whole: as long as a request may */
};
void serve_clients_set(struct serve_clients *c, struct serve_client *client,
                       enum serve_client_does does);
/* Hangs up on those whose time is over; to be called every second or so. */
void serve_clients_sweep(struct serve_clients *c);
int serve_clients_count(struct serve_clients *c);
/* All but those that ask. */
int serve_clients_count_busy(struct serve_clients *c);
