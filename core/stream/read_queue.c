#include "core/stream/read_queue.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/stream/read_queue_impl.h"

struct read_queue {
    struct read_ring *ring;       /* or NULL */
    struct read_threads *threads; /* if there is no ring */
    int n_jobs, n_pending;
};

struct read_queue *read_queue_create(const struct read_queue_params *p, struct error *err)
{
    assert(p->n_jobs >= 1 && p->n_threads >= 1 && p->piece_bytes > 0);
    struct read_queue *q = xcalloc(1, sizeof(*q));
    q->n_jobs = p->n_jobs;
    if (!p->no_ring)
        q->ring = read_ring_create(p);
    if (!q->ring)
        q->threads = read_threads_create(p, err);
    if (q->ring || q->threads)
        return q;
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
    free(q);
}

bool read_queue_is_ring(const struct read_queue *q)
{
    return q->ring != NULL;
}

void read_queue_submit(struct read_queue *q, const struct read_job *job)
{
    assert(q->n_pending < q->n_jobs && job->len > 0);
    q->n_pending++;
    if (q->ring)
        read_ring_submit(q->ring, job);
    else
        read_threads_submit(q->threads, job);
}

void read_queue_flush(struct read_queue *q)
{
    if (q->ring)
        read_ring_flush(q->ring);
}

int read_queue_pending(const struct read_queue *q)
{
    return q->n_pending;
}

int read_queue_take(struct read_queue *q, struct read_done *out, int max, bool wait)
{
    if (q->n_pending == 0)
        return 0;
    int n = q->ring ? read_ring_take(q->ring, out, max, wait)
                    : read_threads_take(q->threads, out, max, wait);
    q->n_pending -= n;
    return n;
}
