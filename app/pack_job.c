#include "app/pack_job.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/thread.h"

struct pack_job {
    /* -- owner's thread only */
    char *path; /* owned */
    int fd;     /* of an eventfd */
    pthread_t thread;
    bool running; /* until joined */
    /* -- the job's thread while it runs, then the owner's */
    struct pack_source source;
    struct pack_estimate estimate;
    int64_t start_ns;
    uint64_t start_bytes; /* what an earlier run had done */
    atomic_bool cancel;
    /* -- protected by lock */
    pthread_mutex_t lock;
    struct pack_job_report report;
};

static void wake(const struct pack_job *j)
{
    const uint64_t one = 1;
    /* It fails only when it is readable already. */
    ssize_t ignored = write(j->fd, &one, sizeof(one));
    (void)ignored;
}

static void report_state(struct pack_job *j, enum pack_job_state state,
                         const struct error *err)
{
    pthread_mutex_lock(&j->lock);
    j->report.state = state;
    if (err)
        j->report.err = *err;
    if (state == PACK_JOB_DONE)
        j->report.took_s = (double)(clock_now_ns() - j->start_ns) / 1e9;
    pthread_mutex_unlock(&j->lock);
    wake(j);
}

/* ---- the job's thread ---- */

static bool look(struct pack_job *j, struct error *err)
{
    const struct packer_params params = {0};
    if (!pack_source_open(&j->source, j->path, err))
        return false;
    return j->source.n_made ||
           (pack_source_place(&j->source, &params, err) &&
            pack_estimate(j->source.path, j->source.dst, &params, &j->estimate, err));
}

static void *look_thread(void *arg)
{
    struct pack_job *j = arg;
    struct error err = {0};
    bool ok = look(j, &err);
    if (ok && atomic_load(&j->cancel))
        ok = err_set(&err, ECANCELED, "look at %s", j->path);
    report_state(j, ok ? PACK_JOB_LOOKED : PACK_JOB_FAILED, &err);
    return NULL;
}

/* A pack_progress_fn. */
static bool progress(void *ctx, const char *what, uint64_t done_bytes,
                     uint64_t total_bytes)
{
    struct pack_job *j = ctx;
    (void)what;
    int64_t now = clock_now_ns();
    if (!j->start_bytes) /* the first piece is never empty */
        j->start_bytes = done_bytes;
    int percent =
        total_bytes ? (int)(100 * ((double)done_bytes / (double)total_bytes)) : 0;
    double seconds = (double)(now - j->start_ns) / 1e9;
    double done = (double)(done_bytes - j->start_bytes);
    bool tell = false;
    pthread_mutex_lock(&j->lock);
    if (percent != j->report.percent) {
        j->report.percent = percent;
        tell = true;
    }
    j->report.left_s = done > 0 ? (double)(total_bytes - done_bytes) * seconds / done : 0;
    pthread_mutex_unlock(&j->lock);
    if (tell)
        wake(j);
    return !atomic_load(&j->cancel);
}

static void *pack_thread(void *arg)
{
    struct pack_job *j = arg;
    struct error err = {0};
    const struct packer_params params = {.progress = progress, .progress_ctx = j};
    bool ok = pack_write(j->source.path, j->source.dst, &params, &err);
    report_state(j, ok ? PACK_JOB_DONE : PACK_JOB_FAILED, &err);
    return NULL;
}

/* ---- the owner's ---- */

static bool run(struct pack_job *j, void *(*fn)(void *), struct error *err)
{
    j->running = thread_start(&j->thread, "fm:pack", fn, j, err);
    return j->running;
}

static void join(struct pack_job *j)
{
    if (j->running)
        pthread_join(j->thread, NULL);
    j->running = false;
}

struct pack_job *pack_job_start(const char *path, struct error *err)
{
    struct pack_job *j = xcalloc(1, sizeof(*j));
    j->path = xstrdup(path);
    pthread_mutex_init(&j->lock, NULL);
    j->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (j->fd < 0)
        err_set(err, errno, "create an event descriptor");
    if (j->fd >= 0 && run(j, look_thread, err))
        return j;
    pack_job_destroy(j);
    return NULL;
}

int pack_job_fd(const struct pack_job *j)
{
    return j->fd;
}

void pack_job_take(struct pack_job *j, struct pack_job_report *out)
{
    uint64_t n;
    ssize_t ignored = read(j->fd, &n, sizeof(n));
    (void)ignored;
    pthread_mutex_lock(&j->lock);
    *out = j->report;
    pthread_mutex_unlock(&j->lock);
    if (out->state != PACK_JOB_LOOKING && out->state != PACK_JOB_PACKING)
        join(j);
}

const struct pack_source *pack_job_source(const struct pack_job *j)
{
    return &j->source;
}

const struct pack_estimate *pack_job_estimate(const struct pack_job *j)
{
    assert(!j->running);
    return &j->estimate;
}

bool pack_job_go(struct pack_job *j, struct error *err)
{
    join(j);
    assert(j->report.state == PACK_JOB_LOOKED && j->source.dst);
    j->report.state = PACK_JOB_PACKING;
    j->start_ns = clock_now_ns();
    return run(j, pack_thread, err);
}

void pack_job_cancel(struct pack_job *j)
{
    atomic_store(&j->cancel, true);
}

void pack_job_wait(struct pack_job *j, struct pack_job_report *out)
{
    join(j);
    pack_job_take(j, out);
}

void pack_job_destroy(struct pack_job *j)
{
    if (!j)
        return;
    pack_job_cancel(j);
    join(j);
    if (j->fd >= 0)
        close(j->fd);
    pack_source_finish(&j->source);
    pthread_mutex_destroy(&j->lock);
    free(j->path);
    free(j);
}
