#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "net/serve_impl.h"
#include "net/serve_keys.h"

/* What the library calls, in its one thread: nothing here waits for anybody. A request that is
 * refused is read to its end all the same, up to a limit: a client that is still writing would
 * find its connection reset, and never see why. */

enum {
    DRAIN_BYTES = 32 << 20, /* of a refused body that are read */
    BLOCK_BYTES = 16 << 10, /* of a stream, at once */
    VALUE_BYTES = 256,      /* about, of one of JSON that waits */
    ALL_BODIES = 8,         /* times the limit of one: of all that are received or wait */
};

static const struct {
    const char *path;
    enum serve_route route;
    bool post;
} routes[] = {
    {"/health", ROUTE_HEALTH, false},
    {"/v1/models", ROUTE_MODELS, false},
    {"/metrics", ROUTE_METRICS, false},
    {"/v1/chat/completions", ROUTE_CHAT, true},
    {"/v1/completions", ROUTE_COMPLETION, true},
};

static const char models_of[] = "/v1/models/";

static bool is_post(enum serve_route route)
{
    return route == ROUTE_CHAT || route == ROUTE_COMPLETION;
}

static enum serve_route route_of(const char *path)
{
    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
        if (strcmp(path, routes[i].path) == 0)
            return routes[i].route;
    return strncmp(path, models_of, sizeof(models_of) - 1) == 0 ? ROUTE_MODEL
                                                                : ROUTE_OTHER;
}

static const char *header(const struct exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* ---- what may not come in ---- */

/* Without a key, who may ask is whoever is on this machine. A page in a browser is on it too,
 * under its own name: one that made its name mean this address is known by that name. */
static bool is_local_name(const char *host)
{
    size_t len = host[0] == '[' ? strcspn(host, "]") + (strchr(host, ']') != NULL)
                                : strcspn(host, ":");
    if (len == 5 && strncmp(host, "[::1]", 5) == 0)
        return true;
    if (len == 9 && strncasecmp(host, "localhost", 9) == 0)
        return true;
    return len < 16 && strncmp(host, "127.", 4) == 0 &&
           strspn(host, "0123456789.") >= len;
}

static bool check_who(const struct exchange *x, struct serve_fault *fault)
{
    const struct serve_keys *keys = x->s->params.keys;
    const char *host = header(x, MHD_HTTP_HEADER_HOST);
    if (!keys)
        return !host || is_local_name(host) ||
               serve_fault_set(fault, 403, NULL, NULL,
                               "a server without keys answers to localhost alone, not to "
                               "\"%.100s\"",
                               host);
    if (x->route == ROUTE_HEALTH ||
        serve_keys_allow(keys, header(x, MHD_HTTP_HEADER_AUTHORIZATION)))
        return true;
    return serve_fault_set(fault, 401, "invalid_api_key", NULL,
                           "a key of this server is needed: Authorization: Bearer KEY");
}

static bool is_preflight(const struct exchange *x)
{
    return x->s->params.cors_origin && strcmp(x->method, "OPTIONS") == 0 &&
           x->route != ROUTE_OTHER;
}

static bool is_json(const char *type)
{
    static const char json[] = "application/json";
    size_t len = type ? strcspn(type, "; \t") : 0;
    return len == sizeof(json) - 1 && strncasecmp(type, json, len) == 0;
}

static bool check_body(const struct exchange *x, struct serve_fault *fault)
{
    const char *type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE);
    const char *length = header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    size_t max = x->s->params.body_max_bytes;
    if (!is_json(type))
        return serve_fault_set(fault, 415, NULL, NULL,
                               "the body is to be JSON: Content-Type: application/json");
    if (length && strtoull(length, NULL, 10) > max)
        return serve_fault_set(fault, 413, NULL, NULL, "the body has more than %zu bytes",
                               max);
    return true;
}

static bool check_head(const struct exchange *x, struct serve_fault *fault)
{
    bool get = strcmp(x->method, "GET") == 0 || strcmp(x->method, "HEAD") == 0;
    bool post = strcmp(x->method, "POST") == 0;
    if (is_preflight(x))
        return true; /* has no key with it */
    if (!check_who(x, fault))
        return false;
    if (x->route == ROUTE_OTHER)
        return serve_fault_set(fault, 404, NULL, NULL, "there is no %.40s here", x->path);
    if (is_post(x->route) ? !post : !get)
        return serve_fault_set(fault, 405, NULL, NULL, "%s is for %s", x->path,
                               is_post(x->route) ? "POST" : "GET");
    if (x->other_model)
        return serve_fault_set(fault, 404, "model_not_found", NULL,
                               "there is no such model here, but \"%.200s\"",
                               x->s->model_name);
    return !post || check_body(x, fault);
}

/* ---- answering ---- */

static void add_header(struct MHD_Response *r, const char *name, const char *value)
{
    MHD_add_response_header(r, name, value);
}

static void add_cors(const struct exchange *x, struct MHD_Response *r)
{
    const char *allowed = x->s->params.cors_origin, *origin = header(x, "Origin");
    if (!allowed || !origin)
        return;
    bool any = strcmp(allowed, "*") == 0;
    add_header(r, "Vary", "Origin");
    if (any || strcmp(allowed, origin) == 0)
        add_header(r, "Access-Control-Allow-Origin", any ? "*" : origin);
}

static enum MHD_Result queue(const struct exchange *x, int status,
                             struct MHD_Response *taken)
{
    if (!taken)
        return MHD_NO;
    add_cors(x, taken);
    add_header(taken, "X-Content-Type-Options", "nosniff");
    if (atomic_load(&x->s->stopping))
        add_header(taken, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result ok = MHD_queue_response(x->connection, (unsigned)status, taken);
    MHD_destroy_response(taken);
    return ok;
}

/* A whole answer; text's contents are taken. */
static enum MHD_Result queue_text(const struct exchange *x, int status, int retry_after_s,
                                  struct strbuf *text)
{
    size_t len = text->len;
    struct MHD_Response *r =
        MHD_create_response_from_buffer(len, strbuf_take(text), MHD_RESPMEM_MUST_FREE);
    bool plain = x->route == ROUTE_METRICS && status == 200;
    if (r)
        add_header(r, MHD_HTTP_HEADER_CONTENT_TYPE,
                   plain ? "text/plain; version=0.0.4; charset=utf-8"
                         : "application/json");
    if (r && status == 401)
        add_header(r, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (r && status == 405)
        add_header(r, MHD_HTTP_HEADER_ALLOW, is_post(x->route) ? "POST" : "GET, HEAD");
    if (r && retry_after_s) {
        char seconds[16];
        snprintf(seconds, sizeof(seconds), "%d", retry_after_s);
        add_header(r, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    return queue(x, status, r);
}

/* An answer that needs no dispatcher. */
static enum MHD_Result answer_here(struct exchange *x, int status, struct strbuf *text)
{
    pthread_mutex_lock(&x->lock);
    x->status = status;
    x->ended = true;
    pthread_mutex_unlock(&x->lock);
    serve_clients_set(x->s->clients, x->client, CLIENT_TAKES);
    return queue_text(x, status, x->fault.retry_after_s, text);
}

static enum MHD_Result answer_fault(struct exchange *x)
{
    struct strbuf text = {0};
    serve_error_json(&x->fault, &text);
    return answer_here(x, x->fault.status, &text);
}

static enum MHD_Result answer_health(struct exchange *x)
{
    bool stopping = atomic_load(&x->s->stopping);
    struct strbuf text = {0};
    strbuf_adds(&text,
                stopping ? "{\"status\":\"stopping\"}\n" : "{\"status\":\"ok\"}\n");
    return answer_here(x, stopping ? 503 : 200, &text);
}

static enum MHD_Result answer_preflight(struct exchange *x)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    const char *asked = header(x, "Access-Control-Request-Headers");
    pthread_mutex_lock(&x->lock);
    x->status = 204;
    x->ended = true;
    pthread_mutex_unlock(&x->lock);
    if (r) {
        add_header(r, "Access-Control-Allow-Methods", "GET, POST");
        /* Clients send headers of their own, of which none means anything here. */
        add_header(r, "Access-Control-Allow-Headers",
                   asked ? asked : "authorization, content-type");
        add_header(r, "Access-Control-Max-Age", "600");
    }
    return queue(x, 204, r);
}

static ssize_t read_stream(void *cls, uint64_t pos, char *buf, size_t max)
{
    (void)pos;
    long n = exchange_read(cls, buf, max);
    if (n == -1)
        return MHD_CONTENT_READER_END_OF_STREAM;
    return n < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : n;
}

static enum MHD_Result queue_stream(struct exchange *x)
{
    struct MHD_Response *r = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, x, NULL);
    if (r) {
        add_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream; charset=utf-8");
        add_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
        add_header(r, "X-Accel-Buffering", "no"); /* of proxies */
    }
    return queue(x, 200, r);
}

/* What the dispatcher decided, or more waiting for it. */
static enum MHD_Result answer_decided(struct exchange *x)
{
    if (exchange_wait(x))
        return MHD_YES;
    pthread_mutex_lock(&x->lock);
    int status = x->status;
    bool stream = x->stream;
    struct strbuf text = {0};
    if (status && !stream) {
        text = x->out;
        x->out = (struct strbuf){0};
    }
    pthread_mutex_unlock(&x->lock);
    if (!status)
        return MHD_NO; /* cut off before there was an answer */
    return stream ? queue_stream(x) : queue_text(x, status, x->retry_after_s, &text);
}

/* ---- receiving ---- */

static bool hold(struct exchange *x, size_t n_bytes)
{
    if (exchange_hold(x, n_bytes, x->s->params.body_max_bytes * ALL_BODIES))
        return true;
    serve_fault_set(&x->fault, 503, NULL, NULL,
                    "too many large requests are received or wait: try again later");
    x->fault.retry_after_s = 1;
    return false;
}

static bool take_body(struct exchange *x, const char *bytes, size_t len)
{
    size_t max = x->s->params.body_max_bytes;
    x->n_body_bytes += len;
    if (x->fault.status)
        return x->n_body_bytes <= DRAIN_BYTES;
    if (!is_post(x->route))
        return x->n_body_bytes <= max; /* a body where none belongs is not looked at */
    if (x->n_body_bytes > max)
        serve_fault_set(&x->fault, 413, NULL, NULL, "the body has more than %zu bytes",
                        max);
    else if (hold(x, len)) {
        strbuf_add(&x->body, bytes, len);
        return true;
    }
    strbuf_finish(&x->body);
    exchange_let_go(x);
    return true;
}

static bool parse(struct exchange *x)
{
    enum serve_api api = x->route == ROUTE_CHAT ? SERVE_CHAT : SERVE_COMPLETION;
    bool ok = serve_ask_parse(api, x->body.data ? x->body.data : "", x->body.len,
                              &x->s->defaults, &x->ask, &x->fault);
    strbuf_finish(&x->body);
    return ok && hold(x, (size_t)x->ask.n_values * VALUE_BYTES);
}

static enum MHD_Result take_request(struct exchange *x)
{
    x->complete = true;
    serve_clients_set(x->s->clients, x->client, CLIENT_WAITS);
    if (x->fault.status)
        return answer_fault(x);
    if (is_preflight(x))
        return answer_preflight(x);
    if (x->route == ROUTE_HEALTH)
        return answer_health(x);
    if (is_post(x->route) && !parse(x))
        return answer_fault(x);
    if (!serve_dispatch_give(x->s->dispatch, x)) {
        serve_fault_set(&x->fault, 503, NULL, NULL, "the server is shutting down");
        return answer_fault(x);
    }
    return answer_decided(x);
}

static struct exchange *begin(struct serve *s, struct MHD_Connection *connection,
                              const char *url, const char *method)
{
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct exchange *x =
        exchange_create(s, connection, socket->socket_context, fd->connect_fd);
    x->route = route_of(url);
    x->other_model = x->route == ROUTE_MODEL &&
                     strcmp(url + sizeof(models_of) - 1, s->model_name) != 0;
    snprintf(x->method, sizeof(x->method), "%s", method);
    snprintf(x->path, sizeof(x->path), "%s", url);
    /* The body has time of its own. */
    serve_clients_set(s->clients, x->client, CLIENT_ASKS);
    return x;
}

enum MHD_Result serve_http_request(void *cls, struct MHD_Connection *connection,
                                   const char *url, const char *method,
                                   const char *version, const char *upload_data,
                                   size_t *upload_data_size, void **con_cls)
{
    (void)version;
    struct exchange *x = *con_cls;
    if (!x) {
        *con_cls = x = begin(cls, connection, url, method);
        const char *expect = header(x, MHD_HTTP_HEADER_EXPECT);
        bool ok = check_head(x, &x->fault);
        /* A client that waits to be told to go on has sent nothing that is to be read. */
        return !ok && expect ? answer_fault(x) : MHD_YES;
    }
    if (*upload_data_size) {
        bool ok = take_body(x, upload_data, *upload_data_size);
        *upload_data_size = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    return x->complete ? answer_decided(x) : take_request(x);
}

void serve_http_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
                          enum MHD_RequestTerminationCode why)
{
    (void)connection;
    struct serve *s = cls;
    struct exchange *x = *con_cls;
    if (!x)
        return;
    *con_cls = NULL;
    serve_clients_set(s->clients, x->client, CLIENT_ASKS);
    if (exchange_leave(x, why == MHD_REQUEST_TERMINATED_COMPLETED_OK))
        serve_dispatch_wake(s->dispatch);
    exchange_release(x);
}
