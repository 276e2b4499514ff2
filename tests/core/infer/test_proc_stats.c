#include "core/infer/proc_stats.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "tests/scratch.h"

enum {
    FILE_BYTES = 1 << 20
};

static void resident_memory_grows_with_touched_memory(void **state)
{
    uint64_t before, after, peak;
    assert_true(proc_rss_bytes(&before));
    size_t n = (size_t)64 << 20;
    char *p = xmalloc(n);
    memset(p, 1, n);
    assert_true(proc_rss_bytes(&after));
    assert_int_equal(p[n / 2], 1);
    free(p);
    assert_true(after >= before + n / 2);
    assert_true(proc_peak_rss_bytes(&peak));
    assert_true(peak >= before + n / 2);
}

static void written_pages_are_counted_as_cached(void **state)
{
    int fds[2];
    char *path[2] = {scratch_file("proc", &fds[0]), scratch_file("proc", &fds[1])};
    uint64_t sizes[2] = {FILE_BYTES, FILE_BYTES / 2};
    char *bytes = xcalloc(1, FILE_BYTES);
    for (int i = 0; i < 2; i++)
        assert_int_equal(write(fds[i], bytes, sizes[i]), (ssize_t)sizes[i]);
    free(bytes);

    struct page_cache_probe *p = page_cache_probe_create(fds, sizes, 2);
    uint64_t cached = 0;
    assert_false(page_cache_probe_bytes(p, &cached));
    page_cache_probe_step(p, 0); /* no budget: one window of one file */
    assert_false(page_cache_probe_bytes(p, &cached));
    page_cache_probe_step(p, 0);
    assert_true(page_cache_probe_bytes(p, &cached));
    assert_int_equal(cached, FILE_BYTES + FILE_BYTES / 2);
    page_cache_probe_destroy(p);
    for (int i = 0; i < 2; i++) {
        close(fds[i]);
        scratch_remove(path[i]);
    }
}

static void a_file_that_cannot_be_asked_leaves_the_number_unknown(void **state)
{
    int fd[1] = {-1};
    uint64_t size[1] = {4096}, cached;
    struct page_cache_probe *p = page_cache_probe_create(fd, size, 1);
    page_cache_probe_step(p, 1000000);
    assert_false(page_cache_probe_bytes(p, &cached));
    page_cache_probe_destroy(p);
}

static void device_bytes_never_shrink(void **state)
{
    uint64_t before, after;
    if (!proc_device_read_bytes(&before)) {
        assert_int_not_equal(access("/proc/self/io", R_OK), 0);
        return;
    }
    assert_true(proc_device_read_bytes(&after));
    assert_true(after >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resident_memory_grows_with_touched_memory),
        cmocka_unit_test(written_pages_are_counted_as_cached),
        cmocka_unit_test(a_file_that_cannot_be_asked_leaves_the_number_unknown),
        cmocka_unit_test(device_bytes_never_shrink),
    };
    return cmocka_run_group_tests_name("infer/proc_stats", tests, NULL, NULL);
}
