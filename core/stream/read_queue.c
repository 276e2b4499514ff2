#include "core/stream/read_queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/stream/read_queue_impl.h"

#define LOG_MODULE "stream"
#include "core/base/log.h"

/* One of the two ways, and the change from io_uring to threads when it fails. */

struct read_queue {
    struct read_queue_params params;
    struct read_ring *ring;       /* or NULL */
    struct read_threads *threads; /* if there is no ring, or it failed */
    bool ring_failed;
    int n_pending, n_in_ring, n_in_threads;
    struct read_done *refused; /* [n_jobs] those that no way takes */
    int n_refused;
};

struct read_queue *read_queue_create(const struct read_queue_params *p, struct error *err)
{
    assert(p->n_jobs >= 1 && p->n_threads >= 1 && p->piece_bytes > 0);
    struct read_queue *q = xcalloc(1, sizeof(*q));
    q->params = *p;
    q->refused = xcalloc((size_t)p->n_jobs, sizeof(*q->refused));
    if (!p->no_ring)
        q->ring = read_ring_create(p);
    if (!q->ring)
        q->threads = read_threads_create(p, err);
    if (q->ring || q->threads)
        return q;
    free(q->refused);
    free(q);
    return NULL;
}

void read_queue_destroy(struct read_queue *q)
{
    if (!q)
        return;
    struct read_done done;
    while (q->n_pending > 0)
        read_queue_take(q, &done, 1, true);
    read_ring_destroy(q->ring);
    read_threads_destroy(q->threads);
    free(q->refused);
    free(q);
}

bool read_queue_is_ring(const struct read_queue *q)
{
    return q->ring && !q->ring_failed;
}

static void submit_to_threads(struct read_queue *q, const struct read_job *job, int code)
{
    if (q->threads) {
        q->n_in_threads++;
        read_threads_submit(q->threads, job);
    } else {
        q->refused[q->n_refused++] = (struct read_done){.tag = job->tag, .code = code};
    }
}

/* After every call of the ring. */
static void check_ring(struct read_queue *q)
{
    int code = read_ring_failed(q->ring);
    struct read_job job;
    if (code == 0)
        return;
    if (!q->ring_failed) {
        struct error err = {0}, why = {0};
        q->threads = read_threads_create(&q->params, &err);
        err_set(&why, code, "io_uring takes no more reads");
        log_warn("%s; %s", why.msg, q->threads ? "threads read from now on" : err.msg);
    }
    q->ring_failed = true;
    while (read_ring_take_back(q->ring, &job)) {
        q->n_in_ring--;
        submit_to_threads(q, &job, code);
    }
}

void read_queue_submit(struct read_queue *q, const struct read_job *job)
{
    assert(q->n_pending < q->params.n_jobs && job->len > 0);
    q->n_pending++;
    if (read_queue_is_ring(q)) {
        q->n_in_ring++;
        read_ring_submit(q->ring, job);
        check_ring(q);
    } else {
        submit_to_threads(q, job, q->ring ? read_ring_failed(q->ring) : 0);
    }
}

void read_queue_flush(struct read_queue *q)
{
    if (!read_queue_is_ring(q))
        return;
    read_ring_flush(q->ring);
    check_ring(q);
}

int read_queue_pending(const struct read_queue *q)
{
    return q->n_pending;
}

static int take_refused(struct read_queue *q, struct read_done *out, int max)
{
    int n = q->n_refused < max ? q->n_refused : max;
    q->n_refused -= n;
    memcpy(out, q->refused + q->n_refused, (size_t)n * sizeof(*out));
    return n;
}

static int take_some(struct read_queue *q, struct read_done *out, int max, bool wait)
{
    int n = take_refused(q, out, max);
    if (q->n_in_ring > 0 && n < max) {
        int k = read_ring_take(q->ring, out + n, max - n, wait && n == 0);
        q->n_in_ring -= k;
        n += k;
        check_ring(q);
    }
    if (q->n_in_threads > 0 && n < max) {
        bool alone = q->n_in_ring == 0 && q->n_refused == 0;
        int k = read_threads_take(q->threads, out + n, max - n, wait && n == 0 && alone);
        q->n_in_threads -= k;
        n += k;
    }
    return n;
}

int read_queue_take(struct read_queue *q, struct read_done *out, int max, bool wait)
{
    int n = 0;
    /* A second time only when the ring has failed meanwhile: what it had is elsewhere. */
    while (q->n_pending > 0 && n == 0) {
        n = take_some(q, out, max, wait);
        if (!wait)
            break;
    }
    q->n_pending -= n;
    return n;
}
