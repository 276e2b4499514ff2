#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Requests to one server, several at once, on one thread: the one that calls these functions,
 * except http_wake. Certificates are verified, redirects not followed, no cookies, no .netrc.
 * The key goes out as "Authorization: Bearer". */

struct error;
struct http_client;
struct http_call;

struct http_client_params {
    const char *ca_file;    /* PEM; NULL: the system's authorities */
    const char *key;        /* NULL: none */
    int connect_timeout_ms; /* for name, connection and TLS together */
    bool loopback;          /* no proxy, whatever the environment says */
};

struct http_client *http_client_create(const struct http_client_params *params,
                                       struct error *err);
/* Stops what runs. NULL is fine. */
void http_client_destroy(struct http_client *c);

/* Bytes of the body, of whatever status (http_call_status). False stops the call, which then
 * ends as HTTP_STOPPED. */
typedef bool (*http_body_fn)(void *ctx, const char *bytes, size_t len);

enum http_end {
    HTTP_RUNNING,
    HTTP_OK,            /* the answer is whole, of whatever status */
    HTTP_NOT_CONNECTED, /* nothing was sent */
    HTTP_NO_TLS,        /* no TLS, or a certificate that is not to be trusted */
    HTTP_CUT,           /* the connection ended before the answer did */
    HTTP_STOPPED,       /* by on_body */
};

struct http_request {
    const char *url;  /* copied */
    const char *body; /* copied; NULL: GET, else POST of JSON */
    http_body_fn on_body;
    void *ctx;
};

/* Never NULL; what is wrong is told as its end. */
struct http_call *http_start(struct http_client *c, const struct http_request *r);
/* Also of one that runs: the connection is closed, at once. NULL is fine. */
void http_call_free(struct http_client *c, struct http_call *call);

/* Does what there is to do, waits at most timeout_ms for more of it, or until http_wake. */
void http_run(struct http_client *c, int timeout_ms);
/* Any thread: makes http_run return. */
void http_wake(struct http_client *c);

enum http_end http_call_end(const struct http_call *call);
const char *http_call_why(const struct http_call *call); /* of an end that is not OK */
int http_call_status(const struct http_call *call);      /* 0: none yet */
/* As the server wrote it, with its parameters; "": it did not. And whether it is this one, with
 * whatever parameters. */
const char *http_call_type(const struct http_call *call);
bool http_call_is_of_type(const struct http_call *call, const char *type);
/* Whether a byte of the answer, its head included, has come; and when one last did, or when
 * the call began (clock_now_ns). */
bool http_call_answered(const struct http_call *call);
long long http_call_last_ns(const struct http_call *call);
/* What Retry-After asks for, in seconds; -1: nothing. */
double http_call_retry_after_s(const struct http_call *call);
/* The round trip to the server (or the proxy before it), as the kernel measures it or as the
 * connection took; -1: not known. */
double http_call_round_trip_ms(const struct http_call *call);
