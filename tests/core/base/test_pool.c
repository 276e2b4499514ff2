#include "core/base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/error.h"

enum {
    MAX_TASKS = 100,
};

struct region {
    int n_runs[MAX_TASKS]; /* each written by the one thread that has the task */
    int n_threads;
    int bad_threads;
};

static void count_task(void *ctx, int i_task, int i_thread)
{
    struct region *r = ctx;
    r->n_runs[i_task]++;
    if (i_thread < 0 || i_thread >= r->n_threads)
        r->bad_threads = 1;
}

static void every_task_runs_once_in_every_region(void **state)
{
    (void)state;
    for (int n_threads = 1; n_threads <= 4; n_threads++) {
        struct error err = {0};
        struct pool *pool = pool_create(n_threads, &err);
        assert_non_null(pool);
        assert_int_equal(pool_n_threads(pool), n_threads);
        for (int i = 0; i < 3000; i++) {
            struct region r = {.n_threads = n_threads};
            int n_tasks = i % MAX_TASKS;
            pool_run(pool, n_tasks, count_task, &r);
            for (int t = 0; t < MAX_TASKS; t++)
                assert_int_equal(r.n_runs[t], t < n_tasks);
            assert_int_equal(r.bad_threads, 0);
        }
        pool_destroy(pool);
    }
}

static void sleep_ms(int ms)
{
    struct timespec ts = {.tv_nsec = ms * 1000000L};
    nanosleep(&ts, NULL);
}

static void slow_task(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    sleep_ms(i_task % 2 ? 3 : 0);
    ((int *)ctx)[i_task] = i_task + 1;
}

static void sleeping_workers_and_a_sleeping_caller_are_woken(void **state)
{
    (void)state;
    struct error err = {0};
    struct pool *pool = pool_create(3, &err);
    assert_non_null(pool);
    for (int i = 0; i < 10; i++) {
        int seen[4] = {0};
        sleep_ms(3); /* long enough for the workers to go to sleep */
        pool_run(pool, 4, slow_task, seen);
        for (int t = 0; t < 4; t++)
            assert_int_equal(seen[t], t + 1);
    }
    pool_destroy(pool);
}

struct order {
    int next;
    int out_of_order;
};

static void ordered_task(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct order *o = ctx;
    o->out_of_order |= i_task != o->next;
    o->next = i_task + 1;
}

static void one_thread_runs_tasks_in_order(void **state)
{
    (void)state;
    struct error err = {0};
    struct pool *pool = pool_create(1, &err);
    struct order o = {0};
    pool_run(pool, 50, ordered_task, &o);
    assert_int_equal(o.next, 50);
    assert_int_equal(o.out_of_order, 0);
    pool_destroy(pool);
}

static void an_unused_pool_and_null_can_be_destroyed(void **state)
{
    (void)state;
    struct error err = {0};
    pool_destroy(pool_create(4, &err));
    pool_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once_in_every_region),
        cmocka_unit_test(sleeping_workers_and_a_sleeping_caller_are_woken),
        cmocka_unit_test(one_thread_runs_tasks_in_order),
        cmocka_unit_test(an_unused_pool_and_null_can_be_destroyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
