#include "core/stream/read_queue_impl.h"

/* The io_uring way. One entry reads a whole record: a record is large enough for the
 * device, and a second one beside it fills what is left of its bandwidth.
 *
 * The kernel may refuse what it is handed: for a while, when it is short of memory, or for
 * good. Then the ring is given up: what it had not taken goes back to the queue, and what it
 * had is waited for without its help, but not for ever. */

#if defined(HAVE_LIBURING)

#include <assert.h>
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"

enum {
    MIN_ALIGN = 512, /* a direct read that ends elsewhere has met the end of the file */
    NAP_NS = 1000 * 1000,
    MAX_NAPS = 200,   /* that the kernel is given to find memory */
    MAX_AGAINS = 200, /* of a read that has not moved */
};
/* A device that answers at all has answered by then. */
static const int64_t lost_ns = (int64_t)5 * 1000 * 1000 * 1000;

struct ring_job {
    struct read_job job;
    size_t got;
    int n_agains;
    bool sent; /* the kernel has it */
};

struct read_ring {
    struct io_uring ring;
    bool fixed; /* the buffers are known to the kernel: no page is looked up per read */
    int n_jobs;
    struct ring_job *jobs; /* [n_jobs] */
    int *free_jobs, n_free;
    int *queued, head, n_queued; /* [n_jobs] a circle of jobs that are not sent */
    int n_sent;
    struct io_uring_sqe *last; /* of those that are not flushed; NULL: there is none */
    int failed;                /* errno: it is given up */
    bool deaf;                 /* and cannot even be waited for, */
    int64_t lost_at;           /* so that from then on what it has counts as lost */
};

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
}

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
    r->n_jobs = p->n_jobs;
    r->jobs = xcalloc((size_t)p->n_jobs, sizeof(*r->jobs));
    r->free_jobs = xcalloc((size_t)p->n_jobs, sizeof(*r->free_jobs));
    r->queued = xcalloc((size_t)p->n_jobs, sizeof(*r->queued));
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
    free(r->queued);
    free(r);
}

int read_ring_failed(const struct read_ring *r)
{
    return r->failed;
}

static void give_up(struct read_ring *r, int code)
{
    if (r->failed == 0)
        r->failed = code;
}

/* There is an entry for every job, and no job has two. */
static void queue_rest(struct read_ring *r, int i)
{
    struct ring_job *j = &r->jobs[i];
    j->sent = false;
    r->queued[(r->head + r->n_queued++) % r->n_jobs] = i;
    struct io_uring_sqe *sqe = r->failed ? NULL : io_uring_get_sqe(&r->ring);
    if (!sqe) {
        give_up(r, EBUSY);
        return;
    }
    char *buf = (char *)j->job.buf + j->got;
    unsigned len = (unsigned)(j->job.len - j->got);
    uint64_t off = j->job.off + j->got;
    if (r->fixed)
        io_uring_prep_read_fixed(sqe, j->job.fd, buf, len, off, 0);
    else
        io_uring_prep_read(sqe, j->job.fd, buf, len, off);
    sqe->user_data = (uint64_t)i;
    if (r->last && j->job.in_turn)
        r->last->flags |= IOSQE_IO_HARDLINK;
    r->last = sqe;
}

static int take_queued(struct read_ring *r)
{
    int i = r->queued[r->head];
    r->head = (r->head + 1) % r->n_jobs;
    r->n_queued--;
    return i;
}

void read_ring_submit(struct read_ring *r, const struct read_job *job)
{
    int i = r->free_jobs[--r->n_free];
    r->jobs[i] = (struct ring_job){.job = *job};
    queue_rest(r, i);
}

void read_ring_flush(struct read_ring *r)
{
    int n_naps = 0;
    r->last = NULL;
    while (r->n_queued > 0 && r->failed == 0) {
        int rc = io_uring_submit(&r->ring); /* it stops behind a failed entry */
        for (int i = 0; i < rc && r->n_queued > 0; i++) {
            r->jobs[take_queued(r)].sent = true;
            r->n_sent++;
        }
        if (rc > 0 || rc == -EINTR)
            continue;
        bool later = rc == 0 || rc == -EAGAIN || rc == -EBUSY || rc == -ENOMEM;
        if (later && r->n_sent > 0)
            return; /* room comes with the end of those: the next take tries again */
        if (!later || ++n_naps > MAX_NAPS)
            give_up(r, rc < 0 ? -rc : EBUSY);
        else
            nap();
    }
}

bool read_ring_take_back(struct read_ring *r, struct read_job *job)
{
    assert(r->failed != 0);
    if (r->n_queued == 0)
        return false;
    int i = take_queued(r);
    *job = r->jobs[i].job;
    r->free_jobs[r->n_free++] = i;
    return true;
}

/* False: the job goes on. */
static bool job_ended(struct read_ring *r, int i, int res, struct read_done *out)
{
    struct ring_job *j = &r->jobs[i];
    bool again = (res == -EINTR || res == -EAGAIN) && ++j->n_agains <= MAX_AGAINS;
    r->n_sent--;
    if (res > 0) {
        j->got += (size_t)res;
        j->n_agains = 0;
        again = j->got < j->job.len && j->got % MIN_ALIGN == 0;
    }
    if (again && res == -EAGAIN)
        nap();
    if (again) {
        queue_rest(r, i);
        return false;
    }
    *out =
        (struct read_done){.tag = j->job.tag, .code = res < 0 ? -res : 0, .got = j->got};
    r->free_jobs[r->n_free++] = i;
    return true;
}

/* One that has ended, or NULL: none, or the ring is deaf. */
static struct io_uring_cqe *next_ended(struct read_ring *r, bool wait)
{
    struct io_uring_cqe *cqe = NULL;
    int rc;
    do
        rc = wait && !r->deaf ? io_uring_wait_cqe(&r->ring, &cqe)
                              : io_uring_peek_cqe(&r->ring, &cqe);
    while (rc == -EINTR);
    if (rc < 0 && rc != -EAGAIN && !r->deaf) {
        give_up(r, -rc);
        r->deaf = true;
        r->lost_at = clock_now_ns() + lost_ns;
    }
    return rc == 0 ? cqe : NULL;
}

/* What a deaf ring has kept for too long: its memory may still be written to. */
static int take_lost(struct read_ring *r, struct read_done *out, int max)
{
    int n = 0;
    for (int i = 0; n < max && i < r->n_jobs; i++) {
        struct ring_job *j = &r->jobs[i];
        if (!j->sent)
            continue;
        out[n++] = (struct read_done){.tag = j->job.tag, .code = r->failed, .lost = true};
        j->sent = false;
        r->n_sent--; /* its place is lost, too: an answer may come for it */
    }
    return n;
}

int read_ring_take(struct read_ring *r, struct read_done *out, int max, bool wait)
{
    int n = 0;
    read_ring_flush(r);
    while (n < max && r->n_sent > 0) {
        struct io_uring_cqe *cqe = next_ended(r, wait && n == 0);
        if (cqe) {
            int i = (int)cqe->user_data, res = cqe->res;
            io_uring_cqe_seen(&r->ring, cqe);
            if (!r->jobs[i].sent)
                continue;
            r->jobs[i].sent = false;
            if (job_ended(r, i, res, &out[n]))
                n++;
            else
                read_ring_flush(r);
        } else if (!wait || n > 0) {
            break;
        } else if (r->deaf && clock_now_ns() > r->lost_at) {
            return take_lost(r, out, max);
        } else if (r->deaf) {
            nap();
        }
    }
    return n;
}

#else

struct read_ring *read_ring_create(const struct read_queue_params *p)
{
    (void)p;
    return NULL;
}

int read_ring_failed(const struct read_ring *r)
{
    (void)r;
    return 0;
}

bool read_ring_take_back(struct read_ring *r, struct read_job *job)
{
    (void)r;
    (void)job;
    return false;
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
