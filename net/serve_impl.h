#pragma once

#include <stdatomic.h>
#include <time.h>

#include <pthread.h>

#include <microhttpd.h>

#include "net/serve.h"
#include "net/serve_clients.h"
#include "net/serve_dispatch.h"
#include "net/serve_exchange.h"
#include "net/serve_metrics.h"
#include "net/serve_request.h"

/* The server's own state, seen by its files only. */

struct serve {
    /* -- immutable */
    struct serve_params params; /* with the defaults put in */
    struct serve_defaults defaults;
    char *model_name; /* owned */
    time_t created;
    struct MHD_Daemon *daemon;
    struct serve_clients *clients;
    struct serve_dispatch *dispatch;
    int stopped_fd;

    atomic_uint_fast64_t last_id;
    atomic_size_t body_bytes; /* of all requests that are received or wait */
    atomic_bool stopping;
    struct serve_counts counts;
    pthread_mutex_t log_lock; /* held while params.log is called */
};

/* The library's callbacks (serve_http.c). */
enum MHD_Result serve_http_request(void *cls, struct MHD_Connection *connection,
                                   const char *url, const char *method,
                                   const char *version, const char *upload_data,
                                   size_t *upload_data_size, void **con_cls);
void serve_http_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
                          enum MHD_RequestTerminationCode why);
