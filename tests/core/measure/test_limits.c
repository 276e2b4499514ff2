#include "core/measure/limits.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

enum {
    RECORD = 256 << 10,
    SCRATCH = 32 << 20,
    TMPFS = 0x01021994,
};

static char *dir; /* of this test, empty between tests */

static int n_entries(const char *path)
{
    int n = 0;
    DIR *d = opendir(path);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.' || e->d_name[1] == 'f';
    closedir(d);
    return n;
}

static bool is_tmpfs(const char *path)
{
    struct statfs fs;
    return statfs(path, &fs) == 0 && fs.f_type == TMPFS;
}

static struct limits_params small(void)
{
    return (struct limits_params){
        .machine = {.cpu = "a processor", .n_cores = 2, .device = "sda"},
        .seconds = 0.6,
        .n_threads = 2,
        .buffer_bytes = 16 << 20,
        .folder = dir,
        .scratch_bytes = SCRATCH,
        .record_bytes = RECORD,
    };
}

static void check_rates(const struct limits_rate *rate, int n)
{
    for (int i = 0; i < n; i++) {
        assert_true(rate[i].n_samples > 0);
        assert_true(rate[i].min > 0);
        assert_true(rate[i].min <= rate[i].median);
        assert_true(rate[i].median <= rate[i].max);
        assert_true(rate[i].max < 1e14);
        assert_true(i == 0 || rate[i].n > rate[i - 1].n);
    }
}

/* On a machine that does other things, too, anything but nothing and much more. */
static bool is_busy(const struct limits_busy *b)
{
    return b->n_samples > 0 && b->disk > 0 && b->disk < 20 && b->memory > 0 &&
           b->memory < 20 && b->disk_rate > 0 && b->disk_rate < 1e14;
}

/* Of 0.6 s the samples beside reads of memory take a few milliseconds each, which a thread
 * may wait for a processor that others have; longer ones are of what was read. */
static void measure_long_enough(struct limits_params *p, struct limits *l)
{
    do {
        limits_measure(p, l);
        p->seconds *= 4;
    } while (!is_tmpfs(dir) && p->seconds < 60 &&
             (!is_busy(&l->disk.buffered_busy) ||
              (l->disk.n_direct > 0 && !is_busy(&l->disk.direct_busy))));
}

static void both_limits_are_measured_and_nothing_is_left(void **state)
{
    (void)state;
    struct limits_params p = small();
    struct limits l;
    measure_long_enough(&p, &l);
    assert_string_equal(l.memory.why, "");
    assert_int_equal(l.memory.n_rates, 2);
    assert_int_equal(l.memory.rate[0].n, 1);
    assert_int_equal(l.memory.rate[1].n, 2);
    check_rates(l.memory.rate, l.memory.n_rates);
    assert_int_equal(l.memory.buffer_bytes, 16 << 20);
    assert_true(limits_memory_rate(&l) > 0);
    assert_string_equal(l.machine.cpu, "a processor");
    assert_true(l.time_s > 1500000000);
    assert_int_equal(n_entries(dir), 0);
    if (is_tmpfs(dir))
        return;
    assert_string_equal(l.disk.why, "");
    assert_false(l.disk.failed);
    assert_true(l.disk.scratch);
    assert_int_equal(l.disk.record_bytes, RECORD);
    assert_true(l.disk.file_bytes <= SCRATCH);
    assert_int_equal(l.disk.n_buffered, LIMITS_N_DEPTHS);
    check_rates(l.disk.buffered, l.disk.n_buffered);
    check_rates(l.disk.direct, l.disk.n_direct);
    assert_true(is_busy(&l.disk.buffered_busy));
    assert_true((l.disk.n_direct == 0) == (l.disk.direct_busy.n_samples == 0));
    assert_true(l.disk.n_direct == 0 || is_busy(&l.disk.direct_busy));
    assert_true((l.disk.n_direct == 0) == (*l.disk.direct_why != '\0'));
    assert_true(limits_disk_rate(&l) > 0);
}

/* A pass over the buffer cannot be quicker than the whole measurement allows. */
static void memory_rates_agree_with_the_time_they_took(void **state)
{
    (void)state;
    struct limits_params p = small();
    p.folder = "/nonexistent";
    struct limits l;
    int64_t start = clock_now_ns();
    limits_measure(&p, &l);
    double seconds = (double)(clock_now_ns() - start) / 1e9;
    assert_true(l.memory.n_rates > 0);
    double least = 0;
    for (int i = 0; i < l.memory.n_rates; i++)
        least += (double)l.memory.buffer_bytes * l.memory.rate[i].n_samples /
                 l.memory.rate[i].max;
    assert_true(least <= seconds);
}

static void the_time_is_kept(void **state)
{
    (void)state;
    struct limits_params p = small();
    p.seconds = 1;
    struct limits l;
    int64_t start = clock_now_ns();
    limits_measure(&p, &l);
    /* Shared machines and sanitizers need room. */
    assert_true(clock_now_ns() - start < 20 * 1000000000LL);
}

static void a_buffer_larger_than_memory_allows_is_said(void **state)
{
    (void)state;
    struct limits_params p = small();
    p.buffer_bytes = 1ULL << 50;
    struct limits l;
    limits_measure(&p, &l);
    assert_int_equal(l.memory.n_rates, 0);
    assert_non_null(strstr(l.memory.why, "a quarter of the free memory"));
    assert_true(limits_memory_rate(&l) == 0);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct limits_params p = small();
    p.folder = "/nonexistent";
    struct limits l;
    limits_measure(&p, &l);
    assert_true(l.disk.failed);
    assert_non_null(strstr(l.disk.why, "/nonexistent"));
    assert_non_null(strstr(l.disk.why, "No such file"));
    assert_true(limits_disk_rate(&l) == 0);
}

static void without_o_direct_the_buffered_rates_remain(void **state)
{
    (void)state;
    if (is_tmpfs(dir))
        skip();
    struct limits_params p = small();
    p.no_direct = true;
    struct limits l;
    limits_measure(&p, &l);
    assert_int_equal(l.disk.n_direct, 0);
    assert_true(*l.disk.direct_why);
    assert_int_equal(l.disk.n_buffered, LIMITS_N_DEPTHS);
}

static void a_folder_in_memory_is_no_disk(void **state)
{
    (void)state;
    if (!is_tmpfs("/dev/shm") || access("/dev/shm", W_OK) != 0)
        skip();
    struct limits_params p = small();
    p.folder = "/dev/shm";
    struct limits l;
    limits_measure(&p, &l);
    assert_false(l.disk.failed);
    assert_int_equal(l.disk.n_direct + l.disk.n_buffered, 0);
    assert_non_null(strstr(l.disk.why, "in memory"));
    assert_non_null(strstr(l.disk.direct_why, "/dev/shm"));
}

static void a_file_system_smaller_than_the_scratch_file_is_refused(void **state)
{
    (void)state;
    if (is_tmpfs(dir))
        skip();
    struct limits_params p = small();
    p.scratch_bytes = 1ULL << 60;
    struct limits l;
    limits_measure(&p, &l);
    assert_true(l.disk.failed);
    assert_non_null(strstr(l.disk.why, "are free"));
    assert_int_equal(n_entries(dir), 0);
}

static void too_few_records_are_refused(void **state)
{
    (void)state;
    if (is_tmpfs(dir))
        skip();
    struct limits_params p = small();
    p.scratch_bytes = RECORD;
    struct limits l;
    limits_measure(&p, &l);
    assert_true(l.disk.failed);
    assert_non_null(strstr(l.disk.why, "fewer than"));
}

static void own_files_are_read_when_they_are_large_enough(void **state)
{
    (void)state;
    if (is_tmpfs(dir))
        skip();
    char *a = path_join(dir, "a"), *b = path_join(dir, "b");
    char *bytes = xcalloc(1, 8 * RECORD);
    assert_true(file_write_atomic(a, bytes, 8 * RECORD, 0600, NULL));
    assert_true(file_write_atomic(b, bytes, 8 * RECORD, 0600, NULL));
    const char *files[] = {a, b};
    struct limits_params p = small();
    p.files = files;
    p.n_files = 2;
    p.files_min_bytes = 16 * RECORD;
    struct limits l;
    limits_measure(&p, &l);
    assert_string_equal(l.disk.why, "");
    assert_false(l.disk.scratch);
    assert_int_equal(l.disk.file_bytes, 16 * RECORD);
    assert_int_equal(l.disk.n_buffered, LIMITS_N_DEPTHS);
    p.files_min_bytes++;
    limits_measure(&p, &l);
    assert_true(l.disk.scratch);
    assert_int_equal(n_entries(dir), 2);
    unlink(a);
    unlink(b);
    free(a);
    free(b);
    free(bytes);
}

static void a_killed_measurement_leaves_no_file(void **state)
{
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct limits_params p = small();
        p.seconds = 4;
        struct limits l;
        limits_measure(&p, &l);
        _exit(0);
    }
    usleep(1200 * 1000); /* past the memory part */
    kill(pid, SIGKILL);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(n_entries(dir), 0);
}

static struct limits invented(void)
{
    struct limits l = {
        .time_s = 1700000000,
        .machine = {.cpu = "a processor", .n_cores = 2, .device = "sda"},
        .memory = {.buffer_bytes = 1 << 29,
                   .cache_bytes = 1 << 25,
                   .n_rates = 2,
                   .rate = {{1, 9, 3e10, 2e10, 4e10}, {2, 9, 5e10, 4e10, 6e10}}},
        .disk = {.folder = "/mödel",
                 .record_bytes = RECORD,
                 .file_bytes = SCRATCH,
                 .scratch = true,
                 .n_direct = 1,
                 .n_buffered = 2,
                 .direct = {{1, 3, 2e9, 1e9, 3e9}},
                 .buffered = {{1, 3, 1e9, 5e8, 2e9}, {2, 3, 1.5e9, 1e9, 2e9}},
                 .direct_busy = {3, 0.75, 0.5, 1.5e9}},
    };
    return l;
}

static void what_is_saved_is_loaded(void **state)
{
    (void)state;
    char *path = path_join(dir, "limits.json");
    struct limits a = invented(), b;
    struct error err = {0};
    assert_true(limits_save(&a, path, &err));
    assert_true(limits_load(path, &b, &err));
    assert_int_equal(b.time_s, a.time_s);
    assert_true(limits_are_of(&b, &a.machine));
    assert_string_equal(b.disk.folder, a.disk.folder);
    assert_memory_equal(b.memory.rate, a.memory.rate, sizeof(a.memory.rate));
    assert_memory_equal(b.disk.direct, a.disk.direct, sizeof(a.disk.direct));
    assert_memory_equal(b.disk.buffered, a.disk.buffered, sizeof(a.disk.buffered));
    assert_memory_equal(&b.disk.direct_busy, &a.disk.direct_busy,
                        sizeof(a.disk.direct_busy));
    assert_int_equal(b.disk.buffered_busy.n_samples, 0);
    assert_true(b.disk.scratch);
    assert_true(limits_memory_rate(&b) == 5e10);
    assert_true(limits_disk_rate(&b) == 2e9);
    struct limits_machine other = a.machine;
    snprintf(other.device, sizeof(other.device), "sdb");
    assert_false(limits_are_of(&b, &other));
    unlink(path);
    free(path);
}

static void refuse(const char *path, const char *text, size_t len, const char *why)
{
    struct limits l = invented();
    struct error err = {0};
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    fclose(f);
    assert_false(limits_load(path, &l, &err));
    assert_non_null(strstr(err.msg, path));
    if (!strstr(err.msg, why))
        fail_msg("'%s' does not say '%s'", err.msg, why);
    assert_int_equal(l.memory.n_rates, 0);
}

/* The saved text with the first `from` replaced. */
static void refuse_changed(const char *path, const char *text, const char *from,
                           const char *to, const char *why)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    char *bad = xasprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    refuse(path, bad, strlen(bad), why);
    free(bad);
}

static void hostile_files_are_refused(void **state)
{
    (void)state;
    char *path = path_join(dir, "limits.json");
    struct limits l = invented();
    struct error err = {0};
    size_t len;
    assert_true(limits_save(&l, path, &err));
    char *text = file_read(path, 1 << 20, &len, &err);
    assert_non_null(text);

    static const char *const changes[][3] = {
        {"\"version\": 2", "\"version\": 1", "version 1"},
        {"\"version\": 2", "\"version\": \"2\"", "no whole number"},
        {"\"memory_share\": 0.5", "\"memory_share\": -1", "out of range"},
        {"\"disk_share\": 0.75", "\"disk_share\": \"x\"", "no number"},
        {"\"direct_busy\": {", "\"direct_busy\": [], \"z\": {", "neither an object"},
        {"\"cores\": 2", "\"cores\": -1", "out of range"},
        {"\"cores\": 2", "\"cores\": 99999999999", "out of range"},
        {"\"a processor\"", "\"\\u001b]0;x\\u0007\"", "control character"},
        {"\"a processor\"", "\"\\u009b31m\"", "control character"},
        {"\"a processor\"", "7", "no text"},
        {"\"threads\": 2", "\"threads\": 1", "does not grow"},
        {"\"threads\": 1", "\"threads\": 0", "out of range"},
        {"\"rates\": [", "\"rates\": {}, \"x\": [", "no list"},
        {"\"rates\": [", "\"rates\": [1,1,1,1,1,1,1,1,", "no list of at most"},
        {"\"rates\": [", "\"rates\": [null,", "no object"},
        {"\"median\": 3", "\"median\": -3", "out of range"},
        {"\"median\": 3", "\"median\": 0, \"y\": 3", "out of range"},
        {"\"median\": 3", "\"median\": 9", "not between"},
        {"\"record_bytes\": 262144", "\"record_bytes\": 262145", "no multiple"},
        {"\"record_bytes\": 262144", "\"record_bytes\": 0", "out of range"},
        {"\"record_bytes\": 262144", "\"record_bytes\": 1e5", "no whole number"},
        {"\"scratch\": true", "\"scratch\": 1", "neither"},
        {"\"disk\": {", "\"disk\": 1, \"z\": {", "no object"},
        {"\"memory\": {", "\"memory\": [], \"z\": {", "no object"},
        {"\"machine\": {", "\"machine\": 1, \"z\": {", "no object"},
        {"\"time\"", "\"tame\"", "time is no"},
        {"{", "[", "line"},
    };
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        refuse_changed(path, text, changes[i][0], changes[i][1], changes[i][2]);

    char *longer = xmalloc(4096);
    memset(longer, 'a', 4096);
    memcpy(longer, "\"", 1);
    memcpy(longer + 4094, "\"", 2);
    refuse_changed(path, text, "\"sda\"", longer, "too long");
    free(longer);
    for (size_t n = 0; n < len - 1; n++)
        refuse(path, text, n, "");
    char *big = xcalloc(1, 1 << 20);
    memset(big, ' ', 1 << 20);
    refuse(path, big, 1 << 20, "more than");
    free(big);
    free(text);
    unlink(path);

    assert_false(limits_load(path, &l, &err));
    assert_non_null(strstr(err.msg, "No such file"));
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(limits_load(path, &l, &err));
    assert_non_null(strstr(err.msg, "not a regular file"));
    unlink(path);
    assert_false(limits_load(dir, &l, &err));
    free(path);
}

static int make_dir(void **state)
{
    (void)state;
    dir = scratch_folder("limits-test");
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    int rc = rmdir(dir);
    free(dir);
    return rc;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_limits_are_measured_and_nothing_is_left),
        cmocka_unit_test(memory_rates_agree_with_the_time_they_took),
        cmocka_unit_test(the_time_is_kept),
        cmocka_unit_test(a_buffer_larger_than_memory_allows_is_said),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
        cmocka_unit_test(without_o_direct_the_buffered_rates_remain),
        cmocka_unit_test(a_folder_in_memory_is_no_disk),
        cmocka_unit_test(a_file_system_smaller_than_the_scratch_file_is_refused),
        cmocka_unit_test(too_few_records_are_refused),
        cmocka_unit_test(own_files_are_read_when_they_are_large_enough),
        cmocka_unit_test(a_killed_measurement_leaves_no_file),
        cmocka_unit_test(what_is_saved_is_loaded),
        cmocka_unit_test(hostile_files_are_refused),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
