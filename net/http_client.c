#include "net/http_client.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"

struct http_call {
    CURL *easy;
    struct curl_slist *headers;
    char *body; /* owned */
    http_body_fn on_body;
    void *ctx;
    enum http_end end;
    bool answered, stopped;
    long long last_ns;
    double retry_after_s, round_trip_ms;
    int status;
    char *type; /* owned */
    char why[CURL_ERROR_SIZE + 64];
    char curl_why[CURL_ERROR_SIZE];
};

struct http_client {
    CURLM *multi;
    char *ca_file, *authorization; /* owned; or NULL */
    int connect_timeout_ms;
    bool loopback;
};

static void global_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http_client *http_client_create(const struct http_client_params *params,
                                       struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, global_init);
    CURLM *multi = curl_multi_init();
    if (!multi) {
        err_set(err, 0, "libcurl does not start");
        return NULL;
    }
    struct http_client *c = xcalloc(1, sizeof(*c));
    c->multi = multi;
    c->ca_file = params->ca_file ? xstrdup(params->ca_file) : NULL;
    c->authorization =
        params->key ? xasprintf("Authorization: Bearer %s", params->key) : NULL;
    c->connect_timeout_ms = params->connect_timeout_ms;
    c->loopback = params->loopback;
    return c;
}

void http_client_destroy(struct http_client *c)
{
    if (!c)
        return;
    curl_multi_cleanup(c->multi);
    if (c->authorization)
        explicit_bzero(c->authorization, strlen(c->authorization));
    free(c->authorization);
    free(c->ca_file);
    free(c);
}

/* ---- what comes in ---- */

/* While a call runs libcurl gives its socket away only on a connection that another call has
 * used: the time that a new connection took is one round trip as well. */
static void note_round_trip(struct http_call *call)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    struct tcp_info info;
    socklen_t len = sizeof(info);
    curl_off_t named_us = 0, connected_us = 0;
    if (curl_easy_getinfo(call->easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
        fd != CURL_SOCKET_BAD &&
        getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 && info.tcpi_rtt > 0)
    {
        call->round_trip_ms = info.tcpi_rtt / 1e3;
        return;
    }
    curl_easy_getinfo(call->easy, CURLINFO_NAMELOOKUP_TIME_T, &named_us);
    curl_easy_getinfo(call->easy, CURLINFO_CONNECT_TIME_T, &connected_us);
    if (connected_us > named_us && call->round_trip_ms < 0)
        call->round_trip_ms = (double)(connected_us - named_us) / 1e3;
}

static void note_type(struct http_call *call)
{
    const char *type = NULL;
    curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &type);
    free(call->type);
    call->type = type ? xstrdup(type) : NULL;
}

/* Seconds, or a date. */
static double retry_after(const char *value)
{
    char *end;
    double s = strtod(value, &end);
    if (end != value && s >= 0)
        return s;
    time_t at = curl_getdate(value, NULL);
    double from_now = difftime(at, time(NULL));
    return at == -1 ? -1 : from_now > 0 ? from_now : 0;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *ctx)
{
    static const char name[] = "retry-after:";
    struct http_call *call = ctx;
    call->last_ns = clock_now_ns();
    call->answered = true;
    if (n > 5 && memcmp(bytes, "HTTP/", 5) == 0)
        call->retry_after_s = -1;
    if (n >= sizeof(name) && strncasecmp(bytes, name, sizeof(name) - 1) == 0) {
        char *value = xstrndup(bytes + sizeof(name) - 1, n - sizeof(name) + 1);
        call->retry_after_s = retry_after(value + strspn(value, " \t"));
        free(value);
    }
    return size * n;
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *ctx)
{
    struct http_call *call = ctx;
    call->last_ns = clock_now_ns();
    if (!call->status) {
        long status = 0;
        curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
        call->status = (int)status;
        note_type(call);
        note_round_trip(call);
    }
    if (call->on_body(call->ctx, bytes, size * n))
        return size * n;
    call->stopped = true;
    return 0; /* not what came: the call ends */
}

/* ---- one call ---- */

/* Programs that are started meanwhile, tools of a model among them, do not inherit it. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static void add_header(struct http_call *call, const char *text)
{
    struct curl_slist *list = curl_slist_append(call->headers, text);
    if (list)
        call->headers = list;
}

static void set_options(struct http_client *c, struct http_call *call,
                        const struct http_request *r)
{
    CURL *e = call->easy;
    curl_easy_setopt(e, CURLOPT_URL, r->url);
    curl_easy_setopt(e, CURLOPT_PRIVATE, call);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, call->curl_why);
    curl_easy_setopt(e, CURLOPT_USERAGENT, "flashmoe");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)c->connect_timeout_ms);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(e, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A name that takes long to resolve does not keep a call that was stopped. */
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
#endif
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (c->ca_file)
        curl_easy_setopt(e, CURLOPT_CAINFO, c->ca_file);
    if (c->loopback)
        curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, call);
    if (c->authorization)
        add_header(call, c->authorization);
    if (call->body) {
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(call->body));
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, call->body);
        add_header(call, "Content-Type: application/json");
        add_header(call, "Accept: text/event-stream, application/json");
        add_header(call, "Expect:");
    }
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, call->headers);
}

struct http_call *http_start(struct http_client *c, const struct http_request *r)
{
    struct http_call *call = xcalloc(1, sizeof(*call));
    call->on_body = r->on_body;
    call->ctx = r->ctx;
    call->body = r->body ? xstrdup(r->body) : NULL;
    call->last_ns = clock_now_ns();
    call->retry_after_s = call->round_trip_ms = -1;
    call->easy = curl_easy_init();
    if (call->easy)
        set_options(c, call, r);
    if (!call->easy || curl_multi_add_handle(c->multi, call->easy) != CURLM_OK) {
        call->end = HTTP_NOT_CONNECTED;
        snprintf(call->why, sizeof(call->why), "libcurl does not start a request");
    }
    return call;
}

void http_call_free(struct http_client *c, struct http_call *call)
{
    if (!call)
        return;
    if (call->easy) {
        curl_multi_remove_handle(c->multi, call->easy);
        curl_easy_cleanup(call->easy);
    }
    curl_slist_free_all(call->headers);
    free(call->body);
    free(call->type);
    free(call);
}

static enum http_end end_of(const struct http_call *call, CURLcode rc)
{
    switch (rc) {
    case CURLE_OK: return HTTP_OK;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CONNECT_ERROR: return HTTP_NO_TLS;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT: return HTTP_NOT_CONNECTED;
    default: break;
    }
    double ready_s = 0; /* from when on the request could be sent */
    curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME, &ready_s);
    return call->stopped ? HTTP_STOPPED : ready_s > 0 ? HTTP_CUT : HTTP_NOT_CONNECTED;
}

static void finish(struct http_call *call, CURLcode rc)
{
    long status = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    call->status = (int)status;
    note_type(call);
    note_round_trip(call);
    call->end = end_of(call, rc);
    if (rc != CURLE_OK)
        snprintf(call->why, sizeof(call->why), "%s",
                 call->curl_why[0] ? call->curl_why : curl_easy_strerror(rc));
}

void http_run(struct http_client *c, int timeout_ms)
{
    int running = 0, left = 0;
    curl_multi_perform(c->multi, &running);
    bool ended = false;
    for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left));) {
        struct http_call *call = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&call);
        finish(call, m->data.result);
        ended = true;
    }
    if (!ended && timeout_ms > 0)
        curl_multi_poll(c->multi, NULL, 0, timeout_ms, NULL);
}

void http_wake(struct http_client *c)
{
    curl_multi_wakeup(c->multi);
}

/* ---- what a call is ---- */

enum http_end http_call_end(const struct http_call *call)
{
    return call->end;
}

const char *http_call_why(const struct http_call *call)
{
    return call->why;
}

int http_call_status(const struct http_call *call)
{
    return call->status;
}

const char *http_call_type(const struct http_call *call)
{
    return call->type ? call->type : "";
}

bool http_call_is_of_type(const struct http_call *call, const char *type)
{
    const char *have = http_call_type(call);
    size_t len = strcspn(have, "; \t");
    return len == strlen(type) && strncasecmp(have, type, len) == 0;
}

bool http_call_answered(const struct http_call *call)
{
    return call->answered;
}

long long http_call_last_ns(const struct http_call *call)
{
    return call->last_ns;
}

double http_call_retry_after_s(const struct http_call *call)
{
    return call->retry_after_s;
}

double http_call_round_trip_ms(const struct http_call *call)
{
    return call->round_trip_ms;
}
