#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "tests/core/infer/fixture.h"
#include "tests/core/model/model_files.h"

/* When a session has all experts read into the page cache, and its dense part moved into
 * large pages. */

static struct fixture f;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f, "qwen3_moe", 16, 16);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static size_t layer_bytes(int layer)
{
    return f.pack->expert[layer].stride_bytes * (size_t)f.pack->config.n_expert;
}

/* Pages of all files of experts that are not in the page cache. */
static size_t n_missing(void)
{
    size_t missing = 0;
    for (int l = 0; l < f.pack->config.n_layer; l++) {
        size_t n_bytes = layer_bytes(l), n = n_bytes / 4096;
        unsigned char *vec = malloc(n);
        void *map = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, f.pack->expert_fd[l], 0);
        assert_true(vec && map != MAP_FAILED);
        assert_int_equal(mincore(map, n_bytes, vec), 0);
        for (size_t i = 0; i < n; i++)
            missing += !(vec[i] & 1);
        munmap(map, n_bytes);
        free(vec);
    }
    return missing;
}

static void drop_all(void)
{
    for (int l = 0; l < f.pack->config.n_layer; l++) {
        fdatasync(f.pack->expert_fd[l]); /* dirty pages cannot be dropped */
        assert_int_equal(posix_fadvise(f.pack->expert_fd[l], 0, 0, POSIX_FADV_DONTNEED),
                         0);
    }
    if (n_missing() == 0)
        skip(); /* a file system in memory */
}

static struct session *open_with(uint64_t free_bytes)
{
    struct session_params p = fixture_params();
    p.memory_free_bytes = free_bytes;
    struct session *s = fixture_session(&f, &p);
    if (strncmp(session_read_method(s), "resident in place", 17) != 0) {
        session_destroy(s);
        skip();
    }
    return s;
}

static bool all_come(int tries)
{
    for (; tries > 0 && n_missing() > 0; tries--)
        usleep(10000);
    return n_missing() == 0;
}

static void all_experts_are_loaded_after_the_first_token_if_they_fit(void **state)
{
    (void)state;
    static const int32_t ids[] = {5};
    drop_all();
    struct session *s = open_with((uint64_t)1 << 40);
    assert_false(all_come(5)); /* until then somebody waits for the disk */
    fixture_run(s, ids, 1, NULL);
    assert_true(all_come(500));
    session_destroy(s);
}

static void nothing_is_loaded_that_does_not_fit(void **state)
{
    (void)state;
    static const int32_t ids[] = {5};
    uint64_t experts = f.pack->expert_file_bytes;
    const uint64_t too_little[] = {0, experts};
    for (size_t i = 0; i < 2; i++) {
        drop_all();
        struct session *s = open_with(too_little[i]);
        fixture_run(s, ids, 1, NULL);
        assert_false(all_come(20));
        session_destroy(s);
    }
}

static void the_dense_part_is_moved_after_the_first_token_if_all_fits(void **state)
{
    (void)state;
    static const int32_t ids[] = {5};
    if (!has_large_pages())
        skip();
    char *dir = folder_make();
    char *path = wide_pack_make(dir);
    struct error err = {0};
    struct fixture wide = {.pack = pack_open(path, &err)};
    if (!wide.pack) {
        fail_msg("%s", err.msg);
        return;
    }
    static const uint64_t free_bytes[] = {0, (uint64_t)1 << 40};
    for (int fits = 0; fits < 2; fits++) {
        struct session_params p = fixture_params();
        p.memory_free_bytes = free_bytes[fits];
        struct session *s = fixture_session(&wide, &p);
        usleep(20000);
        assert_int_equal(pack_owned_bytes(wide.pack), 0);
        fixture_run(s, ids, 1, NULL);
        float *before = xcalloc((size_t)wide.pack->config.n_vocab, sizeof(*before));
        memcpy(before, session_logits(s),
               (size_t)wide.pack->config.n_vocab * sizeof(*before));
        session_await_dense(s);
        assert_int_equal(pack_owned_bytes(wide.pack) > 0, fits);
        session_reset(s);
        fixture_run(s, ids, 1, NULL);
        assert_memory_equal(session_logits(s), before,
                            (size_t)wide.pack->config.n_vocab * sizeof(*before));
        free(before);
        session_destroy(s);
    }
    pack_close(wide.pack);
    free(path);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_experts_are_loaded_after_the_first_token_if_they_fit),
        cmocka_unit_test(nothing_is_loaded_that_does_not_fit),
        cmocka_unit_test(the_dense_part_is_moved_after_the_first_token_if_all_fits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
