#include "core/base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/thread.h"

/* A region is opened by setting `n_unclaimed`; whoever lowers it owns as many tasks: the next
 * of the thread's own share, else of another's. Shares are runs of tasks, so that what a
 * thread reads goes on where its last task ended. fn, ctx and the shares' ends are read only
 * after a claim, and a region cannot end while a claimed task runs, so they need not be
 * atomic and a worker that wakes late finds either nothing or a task of the region that is
 * open now.
 *
 * Sleeping is a mutex and a condition variable; who goes to sleep sets `asleep` before
 * looking at `n_unclaimed` once more, opening a region does it the other way round, both
 * sequentially consistent, so no wake-up is lost. Who wakes the sleepers clears `asleep`: the
 * regions that are opened until they run need no second system call. */

enum {
    /* About 50 microseconds of pauses on current x86: longer than the serial work between
     * two regions of a token, shorter than what an idle program may burn. */
    SPINS = 2000,
    /* Of what is left a thread claims so many parts of its share: many small tasks cost few
     * claims, and the last ones are still claimed one by one. */
    SHARE_PARTS = 4,
};

/* Tasks next <= i < end are nobody's yet. */
struct share {
    _Alignas(64) atomic_int next;
    int end; /* written while no region is open */
};

struct worker {
    struct pool *pool;
    int i_thread;
    pthread_t thread;
};

/* Padded on purpose: the counters that all threads write have cache lines of their own. */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct pool {
    /* -- immutable */
    int n_threads;
    int n_workers; /* started: n_threads - 1 once created */
    struct worker *workers;
    struct share *shares; /* [n_threads] */
    /* -- written by the caller while no region is open */
    pool_task_fn fn;
    void *ctx;
    /* -- shared */
    _Alignas(64) atomic_int n_unclaimed;
    _Alignas(64) atomic_int n_unfinished;
    _Alignas(64) atomic_bool asleep; /* set and cleared under the lock */
    atomic_bool caller_sleeps;
    atomic_bool stop;
    pthread_mutex_t lock; /* for the two conditions alone */
    pthread_cond_t work;
    pthread_cond_t done;
};

/* For each task that is left there is one claim, so one is found. */
static int take_task(struct pool *pool, int i_thread)
{
    for (int i = i_thread;; i = i + 1 < pool->n_threads ? i + 1 : 0) {
        struct share *s = &pool->shares[i];
        if (atomic_load_explicit(&s->next, memory_order_relaxed) >= s->end)
            continue;
        int task = atomic_fetch_add(&s->next, 1);
        if (task < s->end)
            return task;
    }
}

static void run_tasks(struct pool *pool, int i_thread)
{
    for (;;) {
        int left = atomic_load_explicit(&pool->n_unclaimed, memory_order_relaxed);
        if (left == 0)
            return;
        int n = left / (pool->n_threads * SHARE_PARTS);
        if (n < 1)
            n = 1;
        if (!atomic_compare_exchange_weak(&pool->n_unclaimed, &left, left - n))
            continue;
        for (int i = 0; i < n; i++)
            pool->fn(pool->ctx, take_task(pool, i_thread), i_thread);
        if (atomic_fetch_sub(&pool->n_unfinished, n) == n &&
            atomic_load(&pool->caller_sleeps)) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->done);
            pthread_mutex_unlock(&pool->lock);
        }
    }
}

static bool must_wake(struct pool *pool)
{
    return atomic_load(&pool->n_unclaimed) > 0 || atomic_load(&pool->stop);
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct pool *pool = w->pool;
    while (!atomic_load(&pool->stop)) {
        for (int i = 0; i < SPINS && !must_wake(pool); i++)
            thread_relax();
        if (!must_wake(pool)) {
            pthread_mutex_lock(&pool->lock);
            for (;;) {
                atomic_store(&pool->asleep, true);
                if (must_wake(pool))
                    break;
                pthread_cond_wait(&pool->work, &pool->lock);
            }
            pthread_mutex_unlock(&pool->lock);
        }
        run_tasks(pool, w->i_thread);
    }
    return NULL;
}

struct pool *pool_create(int n_threads, struct error *err)
{
    assert(n_threads >= 1);
    struct pool *pool = aligned_alloc(64, (sizeof(*pool) + 63) / 64 * 64);
    if (!pool) {
        err_set(err, 0, "create the compute pool: out of memory");
        return NULL;
    }
    *pool = (struct pool){.n_threads = n_threads};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    pool->workers = xcalloc((size_t)n_threads, sizeof(*pool->workers));
    pool->shares = aligned_alloc(64, (size_t)n_threads * sizeof(*pool->shares));
    if (!pool->shares) {
        err_set(err, 0, "create the compute pool: out of memory");
        pool_destroy(pool);
        return NULL;
    }

    for (int i = 1; i < n_threads; i++) {
        struct worker *w = &pool->workers[i - 1];
        w->pool = pool;
        w->i_thread = i;
        char name[32];
        snprintf(name, sizeof(name), "fm:compute:%d", i);
        if (!thread_start(&w->thread, name, worker_main, w, err)) {
            pool_destroy(pool);
            return NULL;
        }
        pool->n_workers++;
    }
    return pool;
}

void pool_destroy(struct pool *pool)
{
    if (!pool)
        return;
    atomic_store(&pool->stop, true);
    pthread_mutex_lock(&pool->lock);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_workers; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool->shares);
    free(pool);
}

int pool_n_threads(const struct pool *pool)
{
    return pool->n_threads;
}

static void wait_for_last(struct pool *pool)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load(&pool->n_unfinished) == 0)
            return;
        thread_relax();
    }
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->caller_sleeps, true);
    while (atomic_load(&pool->n_unfinished) > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->lock);
}

void pool_run(struct pool *pool, int n_tasks, pool_task_fn fn, void *ctx)
{
    if (n_tasks == 1 || pool->n_threads == 1) {
        for (int i = 0; i < n_tasks; i++)
            fn(ctx, i, 0);
        return;
    }
    if (n_tasks <= 0)
        return;

    pool->fn = fn;
    pool->ctx = ctx;
    for (int i = 0, first = 0; i < pool->n_threads; i++) {
        int end = (int)((long long)n_tasks * (i + 1) / pool->n_threads);
        atomic_store_explicit(&pool->shares[i].next, first, memory_order_relaxed);
        pool->shares[i].end = first = end;
    }
    atomic_store_explicit(&pool->n_unfinished, n_tasks, memory_order_relaxed);
    atomic_store(&pool->n_unclaimed, n_tasks);
    if (atomic_load(&pool->asleep)) {
        pthread_mutex_lock(&pool->lock);
        atomic_store(&pool->asleep, false);
        pthread_cond_broadcast(&pool->work);
        pthread_mutex_unlock(&pool->lock);
    }
    run_tasks(pool, 0);
    wait_for_last(pool);
}
