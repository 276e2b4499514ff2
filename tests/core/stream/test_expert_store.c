#include "core/stream/expert_store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/pool.h"
#include "core/base/thread.h"
#include "core/stream/expert_map.h"
#include "core/stream/expert_store_impl.h"
#include "tests/core/stream/expert_files.h"
#include "tests/scratch.h"

static struct expert_store *open_store(struct fixture *f, struct expert_store_params p)
{
    expert_store_defaults(&f->pack, 4, &p);
    struct error err = {0};
    struct expert_store *s = expert_store_create(&f->pack, &p, &err);
    assert_non_null(s);
    return s;
}

/* The ways in which a store reads; each falls back where the system lacks what it needs. */
static const struct expert_store_params ways[] = {
    {0},                                   /* in place, O_DIRECT, io_uring */
    {.no_ring = true},                     /* threads */
    {.no_direct = true},                   /* through the page cache */
    {.no_probe = true},                    /* O_DIRECT alone */
    {.no_probe = true, .no_direct = true}, /* readers alone */
};
enum {
    N_WAYS = sizeof(ways) / sizeof(ways[0])
};

struct start {
    struct expert_store *s;
    int todo[N_EXPERT];
};

static void start_task(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct start *c = ctx;
    expert_store_start(c->s, c->todo[i_task]);
}

static void admit(struct expert_store *s, struct pool *pool)
{
    struct start c = {.s = s};
    int n = expert_store_admit(s, c.todo);
    if (pool)
        pool_run(pool, n, start_task, &c);
    else
        for (int i = 0; i < n; i++)
            start_task(&c, i, 0);
}

/* Load the experts, check every byte of each once, false when the request fails. */
static bool load(struct expert_store *s, int layer, const int *ids, int n,
                 struct pool *pool, struct expert_store_stats *stats, struct error *err)
{
    bool seen[N_EXPERT] = {false};
    int ready[N_EXPERT];
    int n_ready, n_seen = 0;
    expert_store_begin(s, layer, ids, n);
    do {
        admit(s, pool);
        n_ready = expert_store_take(s, ready, 3, err);
        for (int r = 0; r < n_ready; r++) {
            const unsigned char *rec = expert_store_record(s, ready[r]);
            assert_false(seen[ready[r]]);
            seen[ready[r]] = true;
            n_seen++;
            for (size_t i = 0; i < record_bytes[layer]; i++)
                if (rec[i] != expert_byte_at(layer, ids[ready[r]], i))
                    fail_msg("expert %d differs at byte %zu", ids[ready[r]], i);
            expert_store_release(s, ready[r]);
        }
    } while (n_ready > 0);
    if (n_ready == 0)
        assert_int_equal(n_seen, n);
    return expert_store_end(s, stats, err) && n_ready == 0;
}

static void drop(struct fixture *f, struct expert_store *s, int layer)
{
    for (int e = 0; e < N_EXPERT; e++)
        assert_true(expert_store_evict(s, layer, e, NULL));
    assert_int_equal(posix_fadvise(f->fd[layer], 0, 0, POSIX_FADV_DONTNEED), 0);
}

static const int some_ids[] = {5, 23, 0, 7, 11, 12, 1, 2, 3, 20, 21};
enum {
    N_SOME = sizeof(some_ids) / sizeof(some_ids[0])
};

static void experts_arrive_whole_with_more_experts_than_slots(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct pool *pool = pool_create(2, &err);
    for (int way = 0; way < N_WAYS; way++) {
        struct expert_store_params p = ways[way];
        p.n_slots = 3;
        p.piece_bytes = 65536;
        struct expert_store *s = open_store(f, p);
        for (int round = 0; round < 4; round++)
            for (int l = 0; l < N_LAYER; l++) {
                struct expert_store_stats st;
                if (round % 2 == 0)
                    drop(f, s, l);
                assert_true(load(s, l, some_ids, N_SOME, round ? pool : NULL, &st, &err));
                assert_int_equal(st.n_experts, N_SOME);
                assert_int_equal(st.bytes, N_SOME * record_bytes[l]);
                assert_true(st.resident_bytes <= st.bytes);
                assert_true(st.n_missed == 0 || st.resident_bytes < st.bytes);
            }
        expert_store_destroy(s);
    }
    pool_destroy(pool);
}

static void without_asking_the_page_cache_everything_is_read(void **state)
{
    struct fixture *f = *state;
    for (int no_direct = 0; no_direct < 2; no_direct++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){.n_slots = 4,
                                                       .piece_bytes = 65536,
                                                       .n_readers = 3,
                                                       .no_probe = true,
                                                       .no_direct = no_direct});
        struct expert_store_stats st;
        struct error err = {0};
        assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
        assert_int_equal(st.n_reads, N_SOME);
        assert_int_equal(st.resident_bytes, 0);
        assert_false(st.resident_known);
        assert_int_equal(st.n_missed, N_SOME);
        expert_store_destroy(s);
    }
}

/* Read the files as anybody might, so that they are in the page cache. */
static void warm_some(struct fixture *f, int layer, int n)
{
    char *buf = malloc(stride_bytes[layer]);
    for (int e = 0; e < n; e++)
        assert_int_equal(pread(f->fd[layer], buf, stride_bytes[layer],
                               (off_t)(stride_bytes[layer] * (size_t)e)),
                         stride_bytes[layer]);
    free(buf);
}

static void warm(struct fixture *f, int layer)
{
    warm_some(f, layer, N_EXPERT);
}

static void resident_bytes_are_counted(void **state)
{
    struct fixture *f = *state;
    for (int no_direct = 0; no_direct < 2; no_direct++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){.no_direct = no_direct});
        struct expert_store_stats st;
        struct error err = {0};
        /* A machine short of memory takes pages back at once: not every round need find
         * all of them. */
        int n_whole = 0;
        for (int round = 0; round < 50 && n_whole < 3; round++) {
            warm(f, 1);
            assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
            if (!st.resident_known)
                break;
            assert_int_equal(st.n_missed > 0, st.n_reads > 0);
            assert_int_equal(st.n_missed > 0, st.resident_bytes < st.bytes);
            n_whole += st.resident_bytes == st.bytes;
        }
        assert_true(n_whole == 3 || !st.resident_known);
        /* Dropped pages are no longer counted; a file system whose pages cannot be dropped
         * (tmpfs) has nothing to show here. */
        drop(f, s, 1);
        assert_true(load(s, 1, some_ids, 4, NULL, &st, &err));
        if (st.resident_known && st.n_missed > 0)
            assert_true(st.resident_bytes < st.bytes && st.n_reads > 0);
        expert_store_destroy(s);
    }
}

static void what_was_missed_is_resident_soon_after(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    struct expert_store_stats st = {0};
    struct error err = {0};
    if (strncmp(expert_store_method(s), "resident in place", 17) != 0) {
        expert_store_destroy(s);
        skip();
    }
    drop(f, s, 1);
    assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
    assert_int_equal(st.n_missed, N_SOME);
    for (int i = 0; i < 500 && st.n_missed > 0; i++) {
        usleep(10000);
        assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
    }
    assert_int_equal(st.n_missed, 0);
    expert_store_destroy(s);
}

/* It is let in anew only if it is known to be gone. */
static void what_is_gone_is_found_out_while_others_are_read(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    struct expert_store_stats st = {.n_missed = 1};
    struct error err = {0};
    int victim, in_place[] = {5, 23, 0, 7};
    if (!s->map) {
        expert_store_destroy(s);
        skip();
    }
    for (int i = 0; i < 500 && st.n_missed > 0; i++) {
        warm(f, 1);
        assert_true(load(s, 1, in_place, 4, NULL, &st, &err));
    }
    assert_int_equal(st.n_missed, 0);
    assert_false(cache_policy_admit(s->policy, N_EXPERT + 23, &victim));
    expert_files_reclaim(f, s->map, 23);
    assert_false(cache_policy_admit(s->policy, N_EXPERT + 23, &victim));
    drop(f, s, 0);
    assert_true(load(s, 0, some_ids, N_SOME, NULL, &st, &err));
    assert_true(st.n_missed > 0);
    assert_true(cache_policy_admit(s->policy, N_EXPERT + 23, &victim));
    expert_store_destroy(s);
}

static bool all_cached(int fd, size_t n_bytes)
{
    size_t n = n_bytes / 4096, there = 0;
    unsigned char *vec = malloc(n);
    void *base = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, fd, 0);
    assert_true(base != MAP_FAILED);
    assert_int_equal(mincore(base, n_bytes, vec), 0);
    for (size_t i = 0; i < n; i++)
        there += vec[i] & 1;
    munmap(base, n_bytes);
    free(vec);
    return there == n;
}

static void what_nobody_asked_for_is_loaded(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    struct expert_store_stats st = {0};
    struct error err = {0};
    int ids[N_EXPERT];
    if (strncmp(expert_store_method(s), "resident in place", 17) != 0) {
        expert_store_destroy(s);
        skip();
    }
    for (int l = 0; l < N_LAYER; l++)
        drop(f, s, l);
    expert_store_load(s);
    expert_store_load(s); /* once is enough */
    for (int l = 0; l < N_LAYER; l++) {
        bool there = false;
        for (int i = 0; i < 500 && !there; i++) {
            usleep(10000);
            there = all_cached(f->fd[l], stride_bytes[l] * N_EXPERT);
        }
        assert_true(there);
        for (int e = 0; e < N_EXPERT; e++)
            ids[e] = e;
        assert_true(load(s, l, ids, N_EXPERT, NULL, &st, &err));
        assert_int_equal(st.n_missed, 0);
    }
    expert_store_destroy(s);
}

static void loading_ends_with_the_store_and_with_the_file(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    for (int round = 0; round < 20; round++) {
        struct expert_store *s = open_store(f, (struct expert_store_params){0});
        drop(f, s, 1);
        expert_store_load(s);
        usleep((unsigned)round * 100);
        expert_store_destroy(s);
    }
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    const int last[] = {N_EXPERT - 1};
    drop(f, s, 1);
    assert_int_equal(ftruncate(f->fd[1], (off_t)stride_bytes[1]), 0);
    expert_store_load(s);
    usleep(20000);
    assert_false(load(s, 1, last, 1, NULL, NULL, &err));
    expert_store_destroy(s);
}

static void what_was_read_ahead_is_not_read_again(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    for (int no_ring = 0; no_ring < 2; no_ring++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){
                              .no_probe = true, .no_ring = no_ring, .n_slots = 8});
        struct expert_store_stats st;
        for (int round = 0; round < 20; round++) {
            expert_store_ahead(s, 1, some_ids + round % 3, 6, 6);
            assert_true(load(s, 0, some_ids, 4, NULL, &st, &err));
            /* Some were read ahead, some were not, some were in vain. */
            assert_true(load(s, 1, some_ids, N_SOME - 2, NULL, &st, &err));
            assert_int_equal(st.n_missed, N_SOME - 2);
            assert_true(load(s, 0, some_ids, N_SOME, NULL, &st, &err));
        }
        /* and it may be destroyed while it reads */
        expert_store_ahead(s, 1, some_ids, N_SOME, N_SOME);
        expert_store_destroy(s);
    }
}

static void no_more_is_read_ahead_than_was_asked_for(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct expert_store_stats st;
    struct expert_store *s =
        open_store(f, (struct expert_store_params){.no_probe = true, .n_slots = 8});
    for (int n_reads = 0; n_reads <= 6; n_reads++) {
        expert_store_ahead(s, 1, some_ids, 6, n_reads);
        assert_true(
            load(s, 0, some_ids, 2, NULL, &st, &err)); /* they need no more slots */
        assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
        assert_int_equal(st.n_ahead, expert_store_reads_ahead(s) ? n_reads : 0);
    }
    expert_store_destroy(s);
}

static void what_was_read_ahead_outlives_reads_ahead_for_the_next_layer(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    for (int no_ring = 0; no_ring < 2; no_ring++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){
                              .no_probe = true, .no_ring = no_ring, .n_slots = 6});
        for (int round = 0; round < 20; round++) {
            /* The end of a list that has more experts than there are slots: those at its
             * beginning, and the next layer, must wait. */
            const int *last = some_ids + N_SOME - 6;
            int ready[N_EXPERT], n_ready, n_seen = 0;
            struct expert_store_stats st;
            expert_store_ahead(s, 1, last, 6, 6);
            expert_store_begin(s, 1, some_ids, N_SOME);
            expert_store_ahead(s, 0, some_ids, 3, 3);
            expert_store_ahead(s, 1, last, 6, 6); /* it is open: nothing to do */
            if (round % 2)
                usleep(2000);
            do {
                admit(s, NULL);
                n_ready = expert_store_take(s, ready, 3, &err);
                assert_true(n_ready >= 0);
                for (int i = 0; i < n_ready; i++) {
                    const unsigned char *rec = expert_store_record(s, ready[i]);
                    for (size_t k = 0; k < record_bytes[1]; k += 997)
                        assert_int_equal(rec[k],
                                         expert_byte_at(1, some_ids[ready[i]], k));
                    expert_store_release(s, ready[i]);
                }
                n_seen += n_ready;
            } while (n_ready > 0);
            assert_int_equal(n_seen, N_SOME);
            assert_true(expert_store_end(s, &st, &err));
            assert_int_equal(st.n_ahead, 6);
            assert_int_equal(st.n_missed, N_SOME);
            assert_true(load(s, 0, some_ids, N_SOME, NULL, &st, &err));
            assert_int_equal(st.n_ahead, 3);
        }
        expert_store_destroy(s);
    }
}

static void a_file_cut_short_after_opening_is_an_error_with_its_place(void **state)
{
    struct fixture *f = *state;
    for (int way = 0; way < N_WAYS; way++) {
        struct expert_store *s = open_store(f, ways[way]);
        struct error err = {0};
        /* What was in use in place before must not be taken for present. */
        assert_true(load(s, 1, (int[]){3, 20, 23}, 3, NULL, NULL, &err));
        assert_true(load(s, 1, (int[]){3, 20, 23}, 3, NULL, NULL, &err));
        /* Expert 20 loses its last bytes, those behind it everything. */
        off_t cut = (off_t)(20 * stride_bytes[1] + 600000);
        assert_int_equal(ftruncate(f->fd[1], cut), 0);

        int ids[] = {3, 20};
        assert_false(load(s, 1, ids, 2, NULL, NULL, &err));
        assert_int_equal(err.code, EIO);
        assert_non_null(strstr(err.msg, f->path[1]));
        assert_non_null(strstr(err.msg, "expert 20 of layer 1"));
        assert_non_null(strstr(err.msg, "truncated"));
        assert_non_null(strstr(err.msg, "offset 14"));

        int gone[] = {23};
        memset(&err, 0, sizeof(err));
        assert_false(load(s, 1, gone, 1, NULL, NULL, &err));
        /* Readers share the expert's pieces: any of them may be the first to fail. */
        const char *offset = strstr(err.msg, "offset ");
        assert_non_null(offset);
        size_t at = strtoul(offset + strlen("offset "), NULL, 10);
        assert_in_range(at, 23 * stride_bytes[1], 24 * stride_bytes[1] - 1);
        assert_non_null(strstr(err.msg, "got 0"));

        /* The failure is that request's alone. */
        assert_true(load(s, 1, (int[]){3, 4}, 2, NULL, NULL, &err));
        assert_true(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
        expert_store_destroy(s);
        expert_files_remove(state);
        expert_files_make(state);
        f = *state;
    }
}

static unsigned sum_of(const unsigned char *p, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i += 512)
        sum += p[i];
    return sum;
}

struct summing {
    struct expert_store *s;
    const int *ready;
    int n;
    unsigned sum;
};

static void *sum_records(void *arg)
{
    struct summing *a = arg;
    for (int i = 0; i < a->n; i++)
        a->sum += sum_of(expert_store_record(a->s, a->ready[i]), record_bytes[1]);
    return NULL;
}

static void a_file_cut_short_while_in_use_is_an_error_of_that_request(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    int ids[] = {3, 20, 21}, todo[3], ready[3];
    warm(f, 1);
    assert_true(load(s, 1, ids, 3, NULL, NULL, &err));
    if (strncmp(expert_store_method(s), "resident in place", 17) != 0) {
        expert_store_destroy(s);
        skip();
    }
    expert_store_begin(s, 1, ids, 3);
    int n = expert_store_admit(s, todo);
    for (int i = 0; i < n; i++)
        expert_store_start(s, todo[i]);
    n = expert_store_take(s, ready, 3, &err);
    assert_int_equal(n, 3);
    assert_int_equal(ftruncate(f->fd[1], (off_t)(20 * stride_bytes[1] + 600000)), 0);
    /* As the engine does, in a thread of the program's own. */
    struct summing a = {.s = s, .ready = ready, .n = n};
    pthread_t thread;
    assert_true(thread_start(&thread, "fm:test", sum_records, &a, &err));
    pthread_join(thread, NULL);
    assert_true(a.sum > 0);
    assert_false(expert_store_end(s, NULL, &err));
    assert_int_equal(err.code, EIO);
    assert_non_null(strstr(err.msg, f->path[1]));
    assert_non_null(strstr(err.msg, "expert 20 of layer 1"));

    /* What is left can be used, and what comes back, too. */
    assert_true(load(s, 1, (int[]){3, 4}, 2, NULL, NULL, &err));
    assert_false(load(s, 1, ids, 3, NULL, NULL, &err));
    unsigned char *rec = malloc(stride_bytes[1]);
    for (int e = 20; e < N_EXPERT; e++) {
        for (size_t i = 0; i < stride_bytes[1]; i++)
            rec[i] = expert_byte_at(1, e, i);
        assert_int_equal(
            pwrite(f->fd[1], rec, stride_bytes[1], (off_t)(stride_bytes[1] * (size_t)e)),
            stride_bytes[1]);
    }
    free(rec);
    assert_int_equal(fsync(f->fd[1]), 0);
    for (int i = 0; i < 20; i++)
        assert_true(load(s, 1, ids, 3, NULL, NULL, &err));
    expert_store_destroy(s);
}

static void a_layer_that_cannot_be_mapped_anew_is_read_past_its_mapping(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    struct expert_store_stats st;
    int ids[] = {3, 20}, todo[2], ready[2];
    warm(f, 1);
    assert_true(load(s, 1, ids, 2, NULL, NULL, &err));
    if (strncmp(expert_store_method(s), "resident in place", 17) != 0) {
        expert_store_destroy(s);
        skip();
    }
    expert_store_begin(s, 1, ids, 2);
    int n = expert_store_admit(s, todo);
    for (int i = 0; i < n; i++)
        expert_store_start(s, todo[i]);
    n = expert_store_take(s, ready, 2, &err);
    assert_int_equal(n, 2);
    assert_int_equal(ftruncate(f->fd[1], (off_t)(20 * stride_bytes[1])), 0);
    struct summing a = {.s = s, .ready = ready, .n = n};
    sum_records(&a);
    assert_true(a.sum > 0);
    int keep = f->fd[1];
    f->fd[1] = -1;
    assert_false(expert_store_end(s, NULL, &err));
    f->fd[1] = keep;
    assert_int_equal(err.code, EIO);

    warm_some(f, 1, 20);
    for (int i = 0; i < 3; i++) {
        assert_true(load(s, 1, (int[]){3, 4}, 2, NULL, &st, &err));
        assert_int_equal(st.n_missed, 2);
        assert_false(load(s, 1, ids, 2, NULL, NULL, &err));
        assert_true(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
    }
    expert_store_destroy(s);
}

static void a_file_that_cannot_be_read_is_an_error_with_its_cause(void **state)
{
    struct fixture *f = *state;
    for (int no_probe = 0; no_probe < 2; no_probe++) {
        struct expert_store *s = open_store(
            f, (struct expert_store_params){.no_probe = no_probe, .no_direct = true});
        int keep = f->fd[0];
        f->fd[0] = open(f->path[0], O_WRONLY);
        struct error err = {0};
        assert_false(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
        assert_int_equal(err.code, EBADF);
        assert_non_null(strstr(err.msg, f->path[0]));
        assert_non_null(strstr(err.msg, strerror(EBADF)));
        int unreadable = f->fd[0];
        f->fd[0] = keep;
        assert_true(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
        expert_store_destroy(s);
        close(unreadable); /* readers may have had pieces of the first request in hand */
    }
}

static void a_request_given_up_leaves_the_store_usable(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    for (int way = 0; way < N_WAYS; way++) {
        struct expert_store_params p = ways[way];
        p.n_slots = 4;
        struct expert_store *s = open_store(f, p);
        int i_ready;
        for (int i = 0; i < 20; i++) {
            if (i % 3 == 0)
                drop(f, s, 1);
            expert_store_begin(s, 1, some_ids, N_SOME);
            admit(s, NULL);
            if (i % 2)
                assert_true(expert_store_take(s, &i_ready, 1, &err) == 1);
            expert_store_end(s, NULL, NULL);
        }
        assert_true(load(s, 1, some_ids, N_SOME, NULL, NULL, &err));
        /* and can be destroyed with one open */
        drop(f, s, 1);
        expert_store_begin(s, 1, some_ids, N_SOME);
        admit(s, NULL);
        expert_store_destroy(s);
    }
    expert_store_destroy(NULL);
}

static void the_plan_is_what_staging_takes(void **state)
{
    struct fixture *f = *state;
    struct expert_store_params p = {0};
    expert_store_defaults(&f->pack, 8, &p);
    /* Small experts: all that the budget holds, and never more than there are. */
    assert_int_equal(p.n_slots, N_EXPERT);
    assert_int_equal(expert_store_plan(&f->pack, &p), N_EXPERT * 700416);
    p = (struct expert_store_params){.n_slots = 5};
    expert_store_defaults(&f->pack, 60, &p);
    assert_int_equal(p.n_slots, 5);
    /* Large ones: twice those of a token, whatever the budget. */
    f->layout[1].stride_bytes = f->layout[1].record_bytes = (size_t)16 << 20;
    p = (struct expert_store_params){0};
    expert_store_defaults(&f->pack, 10, &p);
    assert_int_equal(p.n_slots, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(experts_arrive_whole_with_more_experts_than_slots,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(without_asking_the_page_cache_everything_is_read,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(resident_bytes_are_counted, expert_files_make,
                                        expert_files_remove),
        cmocka_unit_test_setup_teardown(what_was_missed_is_resident_soon_after,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(what_is_gone_is_found_out_while_others_are_read,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(what_nobody_asked_for_is_loaded,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(loading_ends_with_the_store_and_with_the_file,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(what_was_read_ahead_is_not_read_again,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(no_more_is_read_ahead_than_was_asked_for,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(
            what_was_read_ahead_outlives_reads_ahead_for_the_next_layer,
            expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(
            a_layer_that_cannot_be_mapped_anew_is_read_past_its_mapping,
            expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(
            a_file_cut_short_while_in_use_is_an_error_of_that_request, expert_files_make,
            expert_files_remove),
        cmocka_unit_test_setup_teardown(
            a_file_cut_short_after_opening_is_an_error_with_its_place, expert_files_make,
            expert_files_remove),
        cmocka_unit_test_setup_teardown(
            a_file_that_cannot_be_read_is_an_error_with_its_cause, expert_files_make,
            expert_files_remove),
        cmocka_unit_test_setup_teardown(a_request_given_up_leaves_the_store_usable,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(the_plan_is_what_staging_takes, expert_files_make,
                                        expert_files_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
