#include "core/stream/expert_store.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/pool.h"

/* The store needs only the shape of a pack and open layer files, so a pack is put together
 * here by hand: two layers whose records have different sizes. */

enum {
    N_LAYER = 2,
    N_EXPERT = 24,
};
static const size_t record_bytes[N_LAYER] = {10000, 700000};
static const size_t stride_bytes[N_LAYER] = {12288, 700416};

struct fixture {
    struct pack pack;
    struct expert_layout layout[N_LAYER];
    int fd[N_LAYER];
    char *path[N_LAYER];
};

static unsigned char byte_at(int layer, int expert, size_t off)
{
    return (unsigned char)((off * 31 + (off >> 12) * 7 + (size_t)expert * 13 +
                            (size_t)layer) &
                           0xff);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->pack.config.n_layer = N_LAYER;
    f->pack.config.n_expert = N_EXPERT;
    f->pack.expert = f->layout;
    f->pack.expert_fd = f->fd;
    f->pack.expert_path = f->path;
    for (int l = 0; l < N_LAYER; l++) {
        f->layout[l].record_bytes = record_bytes[l];
        f->layout[l].stride_bytes = stride_bytes[l];
        char path[] = "/tmp/flashmoe-experts-XXXXXX";
        f->fd[l] = mkstemp(path);
        assert_true(f->fd[l] >= 0);
        f->path[l] = strdup(path);
        unsigned char *rec = malloc(stride_bytes[l]);
        for (int e = 0; e < N_EXPERT; e++) {
            for (size_t i = 0; i < stride_bytes[l]; i++)
                rec[i] = byte_at(l, e, i);
            assert_int_equal(write(f->fd[l], rec, stride_bytes[l]), stride_bytes[l]);
        }
        free(rec);
        assert_int_equal(fsync(f->fd[l]), 0); /* dirty pages cannot be dropped */
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    for (int l = 0; l < N_LAYER; l++) {
        close(f->fd[l]);
        unlink(f->path[l]);
        free(f->path[l]);
    }
    free(f);
    return 0;
}

static struct expert_store *open_store(struct fixture *f, struct expert_store_params p)
{
    expert_store_defaults(&f->pack, 4, &p);
    struct error err = {0};
    struct expert_store *s = expert_store_create(&f->pack, &p, &err);
    assert_non_null(s);
    return s;
}

static void start_task(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct {
        struct expert_store *s;
        int first;
    } *c = ctx;
    expert_store_start(c->s, c->first + i_task);
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
        struct {
            struct expert_store *s;
            int first;
        } c = {.s = s};
        int n_new = expert_store_admit(s, &c.first);
        if (pool)
            pool_run(pool, n_new, start_task, &c);
        else
            for (int i = 0; i < n_new; i++)
                expert_store_start(s, c.first + i);
        n_ready = expert_store_take(s, ready, 3, err);
        for (int r = 0; r < n_ready; r++) {
            const unsigned char *rec = expert_store_record(s, ready[r]);
            assert_false(seen[ready[r]]);
            seen[ready[r]] = true;
            n_seen++;
            for (size_t i = 0; i < record_bytes[layer]; i++)
                if (rec[i] != byte_at(layer, ids[ready[r]], i))
                    fail_msg("expert %d differs at byte %zu", ids[ready[r]], i);
            expert_store_release(s, ready[r]);
        }
    } while (n_ready > 0);
    if (n_ready == 0)
        assert_int_equal(n_seen, n);
    expert_store_end(s, stats);
    return n_ready == 0;
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
    struct expert_store *s =
        open_store(f, (struct expert_store_params){.n_slots = 3, .piece_bytes = 65536});
    assert_int_equal(expert_store_n_slots(s), 3);
    for (int round = 0; round < 3; round++)
        for (int l = 0; l < N_LAYER; l++) {
            struct expert_store_stats st;
            assert_true(load(s, l, some_ids, N_SOME, round ? pool : NULL, &st, &err));
            assert_int_equal(st.n_experts, N_SOME);
            assert_int_equal(st.bytes, N_SOME * record_bytes[l]);
            assert_true(st.resident_bytes <= st.bytes);
        }
    expert_store_destroy(s);
    pool_destroy(pool);
}

static void readers_alone_split_experts_into_pieces(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s = open_store(
        f, (struct expert_store_params){
               .n_slots = 4, .piece_bytes = 65536, .n_readers = 3, .no_probe = true});
    struct expert_store_stats st;
    struct error err = {0};
    assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
    assert_int_equal(st.n_reads, N_SOME * 11); /* 700000 / 65536 rounded up */
    assert_int_equal(st.resident_bytes, 0);
    assert_false(st.resident_known);
    assert_int_equal(st.n_missed, N_SOME);
    expert_store_destroy(s);
}

static void resident_bytes_are_counted(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s = open_store(f, (struct expert_store_params){0});
    struct expert_store_stats st;
    struct error err = {0};
    /* The second time everything was just read. */
    assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
    assert_true(load(s, 1, some_ids, N_SOME, NULL, &st, &err));
    if (st.resident_known) {
        assert_int_equal(st.resident_bytes, st.bytes);
        assert_int_equal(st.n_missed, 0);
        assert_int_equal(st.n_reads, 0);
        /* Dropped pages are no longer counted; a file system whose pages cannot be
         * dropped (tmpfs) has nothing to show here. */
        assert_int_equal(posix_fadvise(f->fd[1], 0, 0, POSIX_FADV_DONTNEED), 0);
        assert_true(load(s, 1, some_ids, 4, NULL, &st, &err));
        if (st.n_missed > 0)
            assert_true(st.resident_bytes < st.bytes && st.n_reads > 0);
    }
    expert_store_destroy(s);
}

static void a_file_cut_short_after_opening_is_an_error_with_its_place(void **state)
{
    struct fixture *f = *state;
    for (int no_probe = 0; no_probe < 2; no_probe++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){.no_probe = no_probe});
        struct error err = {0};
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
        assert_int_equal(ftruncate(f->fd[1], (off_t)(stride_bytes[1] * N_EXPERT)), 0);
    }
}

static void a_file_that_cannot_be_read_is_an_error_with_its_cause(void **state)
{
    struct fixture *f = *state;
    for (int no_probe = 0; no_probe < 2; no_probe++) {
        struct expert_store *s =
            open_store(f, (struct expert_store_params){.no_probe = no_probe});
        int keep = f->fd[0];
        f->fd[0] = open(f->path[0], O_WRONLY);
        struct error err = {0};
        assert_false(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
        assert_int_equal(err.code, EBADF);
        assert_non_null(strstr(err.msg, f->path[0]));
        assert_non_null(strstr(err.msg, strerror(EBADF)));
        close(f->fd[0]);
        f->fd[0] = keep;
        assert_true(load(s, 0, some_ids, N_SOME, NULL, NULL, &err));
        expert_store_destroy(s);
    }
}

static void a_request_given_up_leaves_the_store_usable(void **state)
{
    struct fixture *f = *state;
    struct expert_store *s =
        open_store(f, (struct expert_store_params){.no_probe = true, .n_slots = 4});
    struct error err = {0};
    for (int i = 0; i < 20; i++) {
        int first;
        expert_store_begin(s, 1, some_ids, N_SOME);
        int n = expert_store_admit(s, &first);
        assert_int_equal(n, 4);
        for (int j = 0; j < n; j++)
            expert_store_start(s, first + j);
        if (i % 2)
            assert_true(expert_store_take(s, &first, 1, &err) == 1);
        expert_store_end(s, NULL);
    }
    assert_true(load(s, 1, some_ids, N_SOME, NULL, NULL, &err));
    /* and can be destroyed with one open */
    expert_store_begin(s, 1, some_ids, N_SOME);
    int first;
    expert_store_admit(s, &first);
    expert_store_start(s, first);
    expert_store_destroy(s);
    expert_store_destroy(NULL);
}

static void the_plan_is_what_staging_takes(void **state)
{
    struct fixture *f = *state;
    struct expert_store_params p = {0};
    expert_store_defaults(&f->pack, 8, &p);
    assert_int_equal(p.n_slots, 16);
    assert_int_equal(expert_store_plan(&f->pack, &p), 16 * 700416);
    p = (struct expert_store_params){0};
    expert_store_defaults(&f->pack, 60, &p);
    assert_int_equal(p.n_slots, N_EXPERT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(experts_arrive_whole_with_more_experts_than_slots,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(readers_alone_split_experts_into_pieces, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(resident_bytes_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_file_cut_short_after_opening_is_an_error_with_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_file_that_cannot_be_read_is_an_error_with_its_cause, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_request_given_up_leaves_the_store_usable,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_plan_is_what_staging_takes, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
