#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack.h"
#include "tests/core/model/model_files.h"

/* The dense part in memory of the process's own. */

enum {
    LARGE_BYTES = 2 << 20,
};

static char *root, *path;

static int set_up(void **state)
{
    (void)state;
    root = folder_make();
    path = wide_pack_make(root);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(path);
    folder_remove(root);
    return 0;
}

static struct pack *open_pack(void)
{
    struct error err = {0};
    struct pack *pack = pack_open(path, &err);
    if (!pack)
        fail_msg("%s", err.msg);
    return pack;
}

static uint64_t hash_of(const struct pack *pack)
{
    char name[64];
    uint64_t all = 0;
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        struct matrix m = pack_tensor(pack, i, name);
        all = all * 31 +
              XXH3_64bits(m.data, matrix_bytes(m.type, m.group, m.n_out, m.n_in));
    }
    return all;
}

/* Bytes of dense.bin that are mapped. */
static size_t mapped_bytes(void)
{
    char *line = NULL;
    size_t room = 0, all = 0;
    FILE *f = fopen("/proc/self/maps", "r");
    assert_non_null(f);
    while (getline(&line, &room, f) > 0) {
        char *rest;
        if (!strstr(line, "/dense.bin"))
            continue;
        size_t begin = strtoul(line, &rest, 16);
        all += strtoul(rest + 1, NULL, 16) - begin;
    }
    free(line);
    fclose(f);
    return all;
}

struct reader {
    const struct pack *pack;
    uint64_t hash;
    atomic_bool stop;
    atomic_int n_read, n_wrong;
};

static void *read_on(void *arg)
{
    struct reader *r = arg;
    do {
        atomic_fetch_add(&r->n_wrong, hash_of(r->pack) != r->hash);
        atomic_fetch_add(&r->n_read, 1);
    } while (!atomic_load(&r->stop));
    return NULL;
}

static void what_is_moved_reads_the_same_all_the_time(void **state)
{
    (void)state;
    if (!has_large_pages())
        skip();
    for (int i = 0; i < 4; i++) { /* the reader is elsewhere each time */
        struct pack *pack = open_pack();
        struct reader r = {.pack = pack, .hash = hash_of(pack)};
        atomic_bool stop = false;
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, read_on, &r), 0);
        while (atomic_load(&r.n_read) == 0)
            usleep(100);
        pack_own_dense(pack, &stop);
        atomic_store(&r.stop, true);
        pthread_join(thread, NULL);
        assert_int_equal(atomic_load(&r.n_wrong), 0);
        assert_true(hash_of(pack) == r.hash);

        /* All but the embedding, and what large pages leave at its ends. */
        size_t owned = pack_owned_bytes(pack);
        size_t embed = matrix_bytes(pack->embed.type, pack->embed.group,
                                    pack->embed.n_out, pack->embed.n_in);
        assert_true(owned > LARGE_BYTES);
        assert_true(owned + embed + (size_t)3 * LARGE_BYTES >= pack->dense_bytes);
        assert_true(owned + embed <= pack->dense_bytes + 4096);
        assert_int_equal(mapped_bytes(),
                         (pack->dense_bytes + 4095) / 4096 * 4096 - owned);

        pack_own_dense(pack, &stop);
        assert_int_equal(pack_owned_bytes(pack), owned);
        pack_close(pack);
        assert_int_equal(mapped_bytes(), 0);
    }
}

static void check_stays(struct pack *pack, bool stopped)
{
    size_t mapped = mapped_bytes();
    atomic_bool stop = stopped;
    pack_own_dense(pack, &stop);
    assert_int_equal(pack_owned_bytes(pack), 0);
    assert_int_equal(mapped_bytes(), mapped);
    pack_close(pack);
}

static void nothing_is_moved_when_it_is_to_stop(void **state)
{
    (void)state;
    if (!has_large_pages())
        skip();
    check_stays(open_pack(), true);
}

/* A signal would end the test. */
static void what_is_cut_meanwhile_stays_where_it_is(void **state)
{
    (void)state;
    if (!has_large_pages())
        skip();
    struct pack *pack = open_pack();
    char *dense = path_join(path, "dense.bin");
    assert_int_equal(truncate(dense, 4096), 0);
    free(dense);
    check_stays(pack, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_moved_reads_the_same_all_the_time),
        cmocka_unit_test(nothing_is_moved_when_it_is_to_stop),
        cmocka_unit_test(what_is_cut_meanwhile_stays_where_it_is), /* the last one */
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
