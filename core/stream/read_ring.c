#include "core/stream/read_queue_impl.h"

/* The io_uring way. One entry reads a whole record: a record is large enough for the
 * device, and a second one beside it fills what is left of its bandwidth. */

#if defined(HAVE_LIBURING)

#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/uio.h>

#include "core/base/alloc.h"

enum {
    MIN_ALIGN = 512, /* a direct read that ends elsewhere has met the end of the file */
};

struct ring_job {
    struct read_job job;
    size_t got;
};

struct read_ring {
    struct io_uring ring;
    bool fixed; /* the buffers are known to the kernel: no page is looked up per read */
    struct ring_job *jobs; /* [n_jobs] */
    int *free_jobs, n_free;
    int n_unsent;
};

struct read_ring *read_ring_create(const struct read_queue_params *p)
{
    struct read_ring *r = xcalloc(1, sizeof(*r));
    unsigned n = 1;
    while (n < (unsigned)p->n_jobs)
        n *= 2;
    if (io_uring_queue_init(n, &r->ring, 0) < 0) {
        free(r);
        return NULL;
    }
    struct iovec all = {p->memory, p->memory_bytes};
    r->fixed = io_uring_register_buffers(&r->ring, &all, 1) == 0;
    r->jobs = xcalloc((size_t)p->n_jobs, sizeof(*r->jobs));
    r->free_jobs = xcalloc((size_t)p->n_jobs, sizeof(*r->free_jobs));
    for (int i = 0; i < p->n_jobs; i++)
        r->free_jobs[r->n_free++] = i;
    return r;
}

void read_ring_destroy(struct read_ring *r)
{
    if (!r)
        return;
    io_uring_queue_exit(&r->ring);
    free(r->jobs);
    free(r->free_jobs);
    free(r);
}

/* There is an entry for every job, so one is free after a flush at the latest. */
static void send_rest(struct read_ring *r, int i)
{
    struct ring_job *j = &r->jobs[i];
    struct io_uring_sqe *sqe = io_uring_get_sqe(&r->ring);
    while (!sqe) {
        io_uring_submit(&r->ring);
        sqe = io_uring_get_sqe(&r->ring);
    }
    char *buf = (char *)j->job.buf + j->got;
    unsigned len = (unsigned)(j->job.len - j->got);
    uint64_t off = j->job.off + j->got;
    if (r->fixed)
        io_uring_prep_read_fixed(sqe, j->job.fd, buf, len, off, 0);
    else
        io_uring_prep_read(sqe, j->job.fd, buf, len, off);
    sqe->user_data = (uint64_t)i;
    r->n_unsent++;
}

void read_ring_submit(struct read_ring *r, const struct read_job *job)
{
    int i = r->free_jobs[--r->n_free];
    r->jobs[i] = (struct ring_job){.job = *job};
    send_rest(r, i);
}

void read_ring_flush(struct read_ring *r)
{
    if (r->n_unsent == 0)
        return;
    int rc;
    do
        rc = io_uring_submit(&r->ring);
    while (rc == -EINTR || rc == -EAGAIN || rc == -EBUSY || rc == -ENOMEM ||
           (rc >= 0 && io_uring_sq_ready(&r->ring) > 0)); /* it stops at a failed entry */
    r->n_unsent = 0;
}

/* False: the job goes on. */
static bool job_ended(struct read_ring *r, int i, int res, struct read_done *out)
{
    struct ring_job *j = &r->jobs[i];
    bool again = res == -EINTR || res == -EAGAIN;
    if (res > 0) {
        j->got += (size_t)res;
        again = j->got < j->job.len && j->got % MIN_ALIGN == 0;
    }
    if (again) {
        send_rest(r, i);
        return false;
    }
    *out =
        (struct read_done){.tag = j->job.tag, .code = res < 0 ? -res : 0, .got = j->got};
    r->free_jobs[r->n_free++] = i;
    return true;
}

int read_ring_take(struct read_ring *r, struct read_done *out, int max, bool wait)
{
    int n = 0;
    read_ring_flush(r);
    while (n < max) {
        struct io_uring_cqe *cqe = NULL;
        int rc = wait && n == 0 ? io_uring_wait_cqe(&r->ring, &cqe)
                                : io_uring_peek_cqe(&r->ring, &cqe);
        if (rc == -EINTR)
            continue;
        if (rc < 0 || !cqe)
            break;
        int i = (int)cqe->user_data, res = cqe->res;
        io_uring_cqe_seen(&r->ring, cqe);
        if (job_ended(r, i, res, &out[n]))
            n++;
        else
            read_ring_flush(r);
    }
    return n;
}

#else

struct read_ring *read_ring_create(const struct read_queue_params *p)
{
    (void)p;
    return NULL;
}

void read_ring_destroy(struct read_ring *r)
{
    (void)r;
}

void read_ring_submit(struct read_ring *r, const struct read_job *job)
{
    (void)r;
    (void)job;
}

void read_ring_flush(struct read_ring *r)
{
    (void)r;
}

int read_ring_take(struct read_ring *r, struct read_done *out, int max, bool wait)
{
    (void)r;
    (void)out;
    (void)max;
    (void)wait;
    return 0;
}

#endif
