#include "core/stream/read_queue_impl.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/thread.h"

/* The way of threads: jobs are cut into pieces, so that one large read is read by several.
 * The lock guards everything below it and is never held across a read. */

struct thread_job {
    struct read_job job;
    int n_pieces_left;
    size_t short_at; /* the lowest offset at which a piece ended early; len: none did */
    int code;
};

struct piece {
    int i_job;
    size_t off, len; /* inside the job */
};

struct read_threads {
    /* -- immutable */
    int n_threads, n_started;
    pthread_t *threads;
    size_t piece_bytes;
    int n_jobs;
    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t work, arrived;
    struct thread_job *jobs; /* [n_jobs] */
    int *free_jobs, n_free;
    int *waiting; /* [n_jobs] a circle of jobs with pieces to begin */
    int waiting_head, n_waiting;
    size_t next_off; /* in the first of them */
    int *done;       /* [n_jobs] a circle, in the order in which they ended */
    int done_head, n_done;
    bool stop;
};

/* The next piece of the first job that has one. Pieces end at multiples of their size. */
static struct piece take_piece_locked(struct read_threads *t)
{
    int i = t->waiting[t->waiting_head];
    size_t len = t->jobs[i].job.len, off = t->next_off;
    size_t end = off + t->piece_bytes < len ? off + t->piece_bytes : len;
    t->next_off = end;
    if (end == len) {
        t->waiting_head = (t->waiting_head + 1) % t->n_jobs;
        t->n_waiting--;
        t->next_off = 0;
    }
    return (struct piece){.i_job = i, .off = off, .len = end - off};
}

/* Returns what was read; *code is 0 at the end of the file. */
static size_t read_piece(const struct read_job *job, const struct piece *p, int *code)
{
    size_t got = 0;
    *code = 0;
    while (got < p->len) {
        ssize_t n = pread(job->fd, (char *)job->buf + p->off + got, p->len - got,
                          (off_t)(job->off + p->off + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            *code = errno;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

static void end_piece_locked(struct read_threads *t, const struct piece *p, size_t got,
                             int code)
{
    struct thread_job *j = &t->jobs[p->i_job];
    if (got < p->len && p->off + got < j->short_at) {
        j->short_at = p->off + got;
        j->code = code;
    }
    if (--j->n_pieces_left > 0)
        return;
    t->done[(t->done_head + t->n_done++) % t->n_jobs] = p->i_job;
    pthread_cond_signal(&t->arrived);
}

static void *reader_main(void *arg)
{
    struct read_threads *t = arg;
    pthread_mutex_lock(&t->lock);
    for (;;) {
        while (t->n_waiting == 0 && !t->stop)
            pthread_cond_wait(&t->work, &t->lock);
        if (t->stop)
            break;
        struct piece p = take_piece_locked(t);
        struct read_job job = t->jobs[p.i_job].job;
        pthread_mutex_unlock(&t->lock);
        int code;
        size_t got = read_piece(&job, &p, &code);
        pthread_mutex_lock(&t->lock);
        end_piece_locked(t, &p, got, code);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

struct read_threads *read_threads_create(const struct read_queue_params *p,
                                         struct error *err)
{
    struct read_threads *t = xcalloc(1, sizeof(*t));
    size_t n = (size_t)p->n_jobs;
    t->n_threads = p->n_threads;
    t->piece_bytes = p->piece_bytes;
    t->n_jobs = p->n_jobs;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->work, NULL);
    pthread_cond_init(&t->arrived, NULL);
    t->jobs = xcalloc(n, sizeof(*t->jobs));
    t->free_jobs = xcalloc(n, sizeof(*t->free_jobs));
    t->waiting = xcalloc(n, sizeof(*t->waiting));
    t->done = xcalloc(n, sizeof(*t->done));
    t->threads = xcalloc((size_t)p->n_threads, sizeof(*t->threads));
    for (int i = 0; i < p->n_jobs; i++)
        t->free_jobs[t->n_free++] = i;
    for (int i = 0; i < p->n_threads; i++) {
        char name[32];
        snprintf(name, sizeof(name), "fm:read:%d", i);
        if (!thread_start(&t->threads[i], name, reader_main, t, err)) {
            read_threads_destroy(t);
            return NULL;
        }
        t->n_started++;
    }
    return t;
}

void read_threads_destroy(struct read_threads *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    for (int i = 0; i < t->n_started; i++)
        pthread_join(t->threads[i], NULL);
    pthread_cond_destroy(&t->arrived);
    pthread_cond_destroy(&t->work);
    pthread_mutex_destroy(&t->lock);
    free(t->threads);
    free(t->done);
    free(t->waiting);
    free(t->free_jobs);
    free(t->jobs);
    free(t);
}

void read_threads_submit(struct read_threads *t, const struct read_job *job)
{
    pthread_mutex_lock(&t->lock);
    int i = t->free_jobs[--t->n_free];
    t->jobs[i] = (struct thread_job){
        .job = *job,
        .n_pieces_left = (int)((job->len + t->piece_bytes - 1) / t->piece_bytes),
        .short_at = job->len,
    };
    t->waiting[(t->waiting_head + t->n_waiting++) % t->n_jobs] = i;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
}

int read_threads_take(struct read_threads *t, struct read_done *out, int max, bool wait)
{
    int n = 0;
    pthread_mutex_lock(&t->lock);
    while (wait && t->n_done == 0)
        pthread_cond_wait(&t->arrived, &t->lock);
    for (; n < max && t->n_done > 0; n++) {
        int i = t->done[t->done_head];
        const struct thread_job *j = &t->jobs[i];
        t->done_head = (t->done_head + 1) % t->n_jobs;
        t->n_done--;
        out[n] =
            (struct read_done){.tag = j->job.tag, .code = j->code, .got = j->short_at};
        t->free_jobs[t->n_free++] = i;
    }
    pthread_mutex_unlock(&t->lock);
    return n;
}
