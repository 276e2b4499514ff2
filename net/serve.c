#define LOG_MODULE "serve"

#include "net/serve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/text/utf8.h"
#include "net/serve_impl.h"

enum {
    CONNECTIONS = 512,
    BODY_BYTES = 8 << 20,
    LOGPROBS_BYTES = 32 << 20,
    REQUEST_S = 60,
    IDLE_S = 30, /* of a connection that is to send or to read */
    SILENCE_S = 10,
    HEADER_BYTES = 32 << 10, /* the library's memory for one connection */
};

__attribute__((format(printf, 2, 0))) static void http_log(void *ctx, const char *fmt,
                                                           va_list args)
{
    (void)ctx;
    char text[512];
    vsnprintf(text, sizeof(text), fmt, args);
    text[strcspn(text, "\r\n")] = '\0';
    log_dbg("%s", text);
}

static void connection_changed(void *cls, struct MHD_Connection *connection,
                               void **client, enum MHD_ConnectionNotificationCode what)
{
    struct serve *s = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *fd =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *client = serve_clients_add(s->clients, fd->connect_fd);
    } else if (*client) {
        serve_clients_remove(s->clients, *client);
        *client = NULL;
    }
}

/* The library's thread is to take no signals, and gets the mask of who starts it. */
static struct MHD_Daemon *start_http(struct serve *s)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    struct MHD_Daemon *d = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, serve_http_request, s, MHD_OPTION_EXTERNAL_LOGGER, http_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, s->params.listen_fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)s->params.n_connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)(s->params.request_timeout_s < IDLE_S ? s->params.request_timeout_s
                                                        : IDLE_S),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES,
        MHD_OPTION_NOTIFY_COMPLETED, serve_http_completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, s, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return d;
}

static void put_in_defaults(struct serve *s)
{
    struct serve_params *p = &s->params;
    const struct engine_info *info = engine_info(p->engine);
    p->n_parallel = p->n_parallel ? p->n_parallel : 1;
    p->n_connections = p->n_connections ? p->n_connections : CONNECTIONS;
    p->body_max_bytes = p->body_max_bytes ? p->body_max_bytes : BODY_BYTES;
    p->logprobs_max_bytes =
        p->logprobs_max_bytes ? p->logprobs_max_bytes : LOGPROBS_BYTES;
    p->request_timeout_s = p->request_timeout_s ? p->request_timeout_s : REQUEST_S;
    p->silence_s = p->silence_s ? p->silence_s : SILENCE_S;
    s->model_name = xstrdup(p->model_name ? p->model_name : info->name);
    s->defaults = (struct serve_defaults){
        .sampling = p->sampling,
        .max_tok = p->max_tok,
        .thinking = p->thinking,
        .model_name = s->model_name,
    };
}

struct serve *serve_create(const struct serve_params *params, struct error *err)
{
    struct serve *s = xcalloc(1, sizeof(*s));
    s->params = *params;
    s->created = time(NULL);
    put_in_defaults(s);
    pthread_mutex_init(&s->log_lock, NULL);
    s->clients =
        serve_clients_create(s->params.n_connections, s->params.request_timeout_s);
    s->stopped_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (utf8_check(s->model_name, strlen(s->model_name)) >= 0)
        err_set(err, 0, "the model's name is no UTF-8");
    else if (s->stopped_fd < 0)
        err_set(err, errno, "create a descriptor of the server");
    else
        s->dispatch = serve_dispatch_create(s, err);
    /* Not before: who connects is to be answered. */
    if (s->dispatch && listen(s->params.listen_fd, SOMAXCONN) != 0)
        err_set(err, errno, "listen");
    else if (s->dispatch) {
        s->daemon = start_http(s);
        s->params.listen_fd = -1; /* the library's */
        if (!s->daemon)
            err_set(err, errno, "start the HTTP server");
    }
    if (s->daemon)
        return s;
    serve_destroy(s);
    return NULL;
}

void serve_stop(struct serve *s, int grace_ms)
{
    if (!atomic_exchange(&s->stopping, true) && s->daemon) {
        /* Shut, but a descriptor until the library's thread has ended, which may be about to
         * wait for it: a closed one's number could be another file by then. */
        s->params.listen_fd = MHD_quiesce_daemon(s->daemon);
        if (s->params.listen_fd >= 0)
            shutdown(s->params.listen_fd, SHUT_RDWR);
    }
    serve_dispatch_stop(s->dispatch, grace_ms);
}

int serve_stopped_fd(const struct serve *s)
{
    return s->stopped_fd;
}

void serve_destroy(struct serve *s)
{
    if (!s)
        return;
    /* The dispatcher answers what it has before it ends: no connection is left suspended,
     * which the library could not close. */
    if (s->dispatch) {
        serve_stop(s, 0);
        serve_dispatch_join(s->dispatch);
    }
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    serve_dispatch_destroy(s->dispatch);
    serve_clients_destroy(s->clients);
    if (s->params.listen_fd >= 0)
        close(s->params.listen_fd);
    if (s->stopped_fd >= 0)
        close(s->stopped_fd);
    pthread_mutex_destroy(&s->log_lock);
    free(s->model_name);
    free(s);
}
