#pragma once

/* The compute workers: a fixed set of threads that run one parallel region at a time.
 * Workers own nothing and call nobody but the task. A worker spins for a few microseconds
 * after a region (the next one of the same token follows at once) and then sleeps, so that
 * an idle program costs no wake-ups. */

struct error;
struct pool;

/* `i_task` in 0..n_tasks-1, `i_thread` in 0..pool_n_threads-1 (0 is the caller). */
typedef void (*pool_task_fn)(void *ctx, int i_task, int i_thread);

/* n_threads counts the calling thread, so 1 creates no thread at all. All signals are
 * blocked in the workers, which are named "fm:compute:N". NULL + err on failure. */
struct pool *pool_create(int n_threads, struct error *err);
void pool_destroy(struct pool *pool); /* NULL is fine */
int pool_n_threads(const struct pool *pool);

/* Run fn for every task and return when all are done. Each thread begins with a run of tasks
 * of its own, in order, and helps others when it is done. Only one thread may call this at a
 * time (the engine thread). */
void pool_run(struct pool *pool, int n_tasks, pool_task_fn fn, void *ctx);
