#include "core/stream/read_queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "tests/scratch.h"

/* Failures that only the kernel makes are brought about from outside: the ring's descriptor
 * is replaced by another file's, or a filter of system calls answers in the kernel's place.
 * A queue that waits for ever is ended by the alarm. */

enum {
    N_JOBS = 8,
    BLOCK = 65536,
    FILE_BYTES = N_JOBS * BLOCK - 1000,
    ALARM_S = 40,
};

struct fixture {
    int fd;
    char *path, *memory;
    struct read_queue *q;
};

static unsigned char byte_at(size_t off)
{
    return (unsigned char)(off * 31 + (off >> 12) * 7);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->path = scratch_file("queue", &f->fd);
    unsigned char *data = malloc(FILE_BYTES);
    for (size_t i = 0; i < FILE_BYTES; i++)
        data[i] = byte_at(i);
    assert_int_equal(write(f->fd, data, FILE_BYTES), FILE_BYTES);
    free(data);
    f->memory = mem_alloc((size_t)N_JOBS * BLOCK, "test", NULL);
    assert_non_null(f->memory);
    alarm(ALARM_S);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    alarm(0);
    read_queue_destroy(f->q);
    mem_free(f->memory, (size_t)N_JOBS * BLOCK);
    close(f->fd);
    scratch_remove(f->path);
    free(f);
    return 0;
}

/* False: the way asked for is not there. */
static bool open_queue(struct fixture *f, bool ring)
{
    struct read_queue_params p = {
        .n_threads = 3,
        .piece_bytes = 16384,
        .n_jobs = N_JOBS,
        .no_ring = !ring,
        .memory = f->memory,
        .memory_bytes = (size_t)N_JOBS * BLOCK,
    };
    struct error err = {0};
    f->q = read_queue_create(&p, &err);
    assert_non_null(f->q);
    return read_queue_is_ring(f->q) == ring;
}

static void submit_job(struct fixture *f, int i, int fd, bool in_turn)
{
    read_queue_submit(f->q, &(struct read_job){.tag = i,
                                               .fd = fd,
                                               .buf = f->memory + (size_t)i * BLOCK,
                                               .len = BLOCK,
                                               .off = (uint64_t)i * BLOCK,
                                               .in_turn = in_turn});
}

static void submit(struct fixture *f, int i, int fd)
{
    submit_job(f, i, fd, false);
}

/* All that is pending, each once. */
static void take_all(struct fixture *f, struct read_done *done)
{
    struct read_done out[3];
    bool seen[N_JOBS] = {false};
    while (read_queue_pending(f->q) > 0) {
        int n = read_queue_take(f->q, out, 3, true);
        assert_true(n > 0);
        for (int i = 0; i < n; i++) {
            assert_false(seen[out[i].tag]);
            seen[out[i].tag] = true;
            done[out[i].tag] = out[i];
        }
    }
}

static void assert_whole(const struct fixture *f, const struct read_done *d)
{
    size_t from = (size_t)d->tag * BLOCK;
    size_t len = from + BLOCK < FILE_BYTES ? BLOCK : FILE_BYTES - from;
    assert_int_equal(d->code, 0);
    assert_int_equal(d->got, len);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)f->memory[from + i] != byte_at(from + i))
            fail_msg("byte %zu differs", from + i);
}

static void read_all(struct fixture *f)
{
    struct read_done done[N_JOBS] = {{0}};
    memset(f->memory, 0xa5, (size_t)N_JOBS * BLOCK);
    for (int i = 0; i < N_JOBS; i++)
        submit(f, i, f->fd);
    read_queue_flush(f->q);
    take_all(f, done);
    for (int i = 0; i < N_JOBS; i++)
        assert_whole(f, &done[i]);
}

static void reads_bring_their_bytes_and_the_end_of_the_file(void **state)
{
    struct fixture *f = *state;
    for (int ring = 0; ring < 2; ring++) {
        open_queue(f, ring);
        for (int round = 0; round < 5; round++)
            read_all(f);
        /* and what is not taken is waited for */
        for (int i = 0; i < N_JOBS; i++)
            submit(f, i, f->fd);
        read_queue_destroy(f->q);
        f->q = NULL;
    }
}

static void a_read_that_fails_says_why_and_the_others_go_on(void **state)
{
    struct fixture *f = *state;
    int dir = open("/tmp", O_RDONLY | O_DIRECTORY);
    int write_only = open("/dev/null", O_WRONLY);
    for (int ring = 0; ring < 2; ring++) {
        struct read_done done[N_JOBS] = {{0}};
        open_queue(f, ring);
        submit(f, 0, dir);
        submit(f, 1, f->fd);
        submit(f, 2, write_only);
        submit(f, 3, -1);
        submit(f, 4, f->fd);
        take_all(f, done);
        assert_int_equal(done[0].code, EISDIR);
        assert_whole(f, &done[1]);
        assert_int_equal(done[2].code, EBADF);
        assert_int_equal(done[3].code, EBADF);
        assert_whole(f, &done[4]);
        for (int i = 0; i < 4; i++)
            assert_true(i == 1 || (done[i].got == 0 && !done[i].lost));
        read_queue_destroy(f->q);
        f->q = NULL;
    }
    close(dir);
    close(write_only);
}

static void reads_in_turn_all_end_whatever_becomes_of_one(void **state)
{
    struct fixture *f = *state;
    for (int ring = 0; ring < 2; ring++)
        for (int round = 0; round < 20; round++) {
            struct read_done done[N_JOBS] = {{0}};
            if (round == 0)
                open_queue(f, ring);
            for (int i = 0; i < N_JOBS; i++) {
                submit_job(f, i, i == 2 ? -1 : f->fd, true);
                if (i % 3 == round % 4) /* a row ends where it is flushed */
                    read_queue_flush(f->q);
            }
            take_all(f, done);
            for (int i = 0; i < N_JOBS; i++)
                if (i == 2)
                    assert_int_equal(done[i].code, EBADF);
                else
                    assert_whole(f, &done[i]);
            if (round == 19) {
                read_queue_destroy(f->q);
                f->q = NULL;
            }
        }
}

static void a_read_that_is_put_off_is_asked_for_again(void **state)
{
    struct fixture *f = *state;
    if (!open_queue(f, true))
        skip();
    /* The kernel does not wait for the device when a file says so. */
    int keep = f->fd;
    f->fd = open(f->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    for (int round = 0; round < 5; round++) {
        assert_int_equal(fsync(keep), 0);
        assert_int_equal(posix_fadvise(keep, 0, 0, POSIX_FADV_DONTNEED), 0);
        read_all(f);
    }
    assert_true(read_queue_is_ring(f->q));
    close(f->fd);
    f->fd = keep;
}

/* Put another file in the place of the ring's descriptor. */
static void break_ring(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), n = 0;
    DIR *d = opendir("/proc/self/fd");
    struct dirent *e;
    assert_non_null(d);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while ((e = readdir(d)) != NULL) {
        char target[64] = "";
        if (readlinkat(dirfd(d), e->d_name, target, sizeof(target) - 1) > 0 &&
            strstr(target, "[io_uring]"))
        {
            int fd = (int)strtol(e->d_name, NULL, 10);
            assert_int_equal(dup2(null, fd), fd);
            n++;
        }
    }
    closedir(d);
    close(null);
    assert_int_equal(n, 1);
}

static void when_the_kernel_refuses_for_good_the_threads_read(void **state)
{
    struct fixture *f = *state;
    if (!open_queue(f, true))
        skip();
    read_all(f);
    break_ring();
    read_all(f);
    assert_false(read_queue_is_ring(f->q));
    for (int round = 0; round < 5; round++)
        read_all(f);
}

static void reads_under_way_when_the_ring_breaks_end(void **state)
{
    struct fixture *f = *state;
    struct read_done done[N_JOBS] = {{0}};
    int direct = open(f->path, O_RDONLY | O_DIRECT | O_CLOEXEC);
    if (!open_queue(f, true))
        skip();
    for (int i = 0; i < N_JOBS / 2; i++)
        submit(f, i, direct >= 0 ? direct : f->fd);
    read_queue_flush(f->q);
    for (int i = N_JOBS / 2; i < N_JOBS; i++)
        submit(f, i, f->fd);
    break_ring();
    take_all(f, done);
    /* Those that the kernel has may end either way, but they end. */
    for (int i = 0; i < N_JOBS; i++)
        if (i >= N_JOBS / 2 || done[i].code == 0)
            assert_whole(f, &done[i]);
    close(direct);
}

static void a_pipe_that_is_never_written_to_ends_with_its_ring(void **state)
{
    struct fixture *f = *state;
    struct read_done done[N_JOBS] = {{0}};
    int ends[2];
    if (!open_queue(f, true))
        skip();
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    submit(f, 0, ends[0]);
    read_queue_flush(f->q);
    break_ring();
    submit(f, 1, f->fd);
    take_all(f, done);
    assert_true(done[0].code != 0);
    assert_whole(f, &done[1]);
    close(ends[0]);
    close(ends[1]);
}

/* From now on io_uring_enter fails with `code`, for this thread and those it starts. */
static bool refuse_enter(int code)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_enter, 0, 1),
        BPF_STMT(BPF_RET | BPF_K,
                 SECCOMP_RET_ERRNO | ((unsigned)code & SECCOMP_RET_DATA)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog prog = {.len = sizeof(filter) / sizeof(filter[0]),
                              .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0;
}

enum {
    CHILD_SKIPS = 77
};

/* In a process of its own, since a filter stays. */
static void read_where_enter_fails(struct fixture *f, int code)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(ALARM_S);
        if (!open_queue(f, true) || !refuse_enter(code))
            _exit(CHILD_SKIPS);
        read_all(f);
        bool threads = !read_queue_is_ring(f->q);
        read_all(f);
        _exit(threads ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == CHILD_SKIPS)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_kernel_without_memory_is_not_waited_for_for_ever(void **state)
{
    read_where_enter_fails(*state, EAGAIN);
    read_where_enter_fails(*state, ENOMEM);
    read_where_enter_fails(*state, EBUSY);
}

static void an_error_of_submission_is_met_by_the_threads(void **state)
{
    read_where_enter_fails(*state, EBADF);
    read_where_enter_fails(*state, EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_bring_their_bytes_and_the_end_of_the_file),
        TEST(a_read_that_fails_says_why_and_the_others_go_on),
        TEST(reads_in_turn_all_end_whatever_becomes_of_one),
        TEST(a_read_that_is_put_off_is_asked_for_again),
        TEST(when_the_kernel_refuses_for_good_the_threads_read),
        TEST(reads_under_way_when_the_ring_breaks_end),
        TEST(a_pipe_that_is_never_written_to_ends_with_its_ring),
        TEST(a_kernel_without_memory_is_not_waited_for_for_ever),
        TEST(an_error_of_submission_is_met_by_the_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
