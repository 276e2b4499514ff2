/* States that an engine keeps on disk for conversations that had to make room. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "engine_turns.h"
#include "tests/scratch.h"

static char *dir; /* where states are kept; NULL: nowhere */

/* From here on, in a folder of this test. */
static void keep_states(void)
{
    dir = scratch_folder("states");
    turns_options.states_dir = dir;
    turns_options.states_bytes_max = 1 << 30;
}

/* Regular files in `dir`: their sum, their number, and the path of one of them. */
static uint64_t bytes_in_dir(int *n_files, char last[4096])
{
    uint64_t sum = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    *n_files = 0;
    for (struct dirent *f; (f = readdir(d)) != NULL;) {
        char path[4096];
        struct stat st;
        snprintf(path, sizeof(path), "%s/%s", dir, f->d_name);
        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        assert_int_equal(st.st_mode & 077, 0);
        sum += (uint64_t)st.st_size;
        ++*n_files;
        memcpy(last, path, sizeof(path));
    }
    closedir(d);
    return sum;
}

/* What was run before the end is seen by the state that it leaves. */
static void those_that_wait_at_the_end_are_not_begun(void **state)
{
    (void)state;
    keep_states();
    struct engine *e = turns_open(2, 1);
    struct engine_request r = turns_ask(2), longer = turns_long_request(0, NULL);
    demo_make_endless(&r);
    r.max_tok = 0;
    turns_submit(e, 1, r);
    turns_wait_for_words(e, 1);
    demo_make_endless(&longer);
    longer.max_tok = 0;
    turns_submit(e, 2, longer);
    turns_submit(e, 3, turns_long_request(1, NULL));
    usleep(30000); /* the second is being read, the first is written */
    engine_destroy(e);

    e = turns_open(1, 0);
    assert_in_range(turns_run_alone(e, turns_long_request(1, NULL))->n_reused_tok, 0, 64);
    engine_destroy(e);
}

static void what_does_not_fit_costs_nobody_a_state(void **state)
{
    (void)state;
    char last[4096];
    int n_files;
    keep_states();
    struct engine *e = turns_open(2, 0);
    int n_first = turns_run_alone(e, turns_long_request(0, NULL))->n_prompt_tok;
    turns_run_alone(e, turns_long_request(1, NULL));
    struct engine_request r = turns_long_request(1, NULL);
    struct strbuf text = {0};
    for (int i = 0; i < 100; i++)
        strbuf_addf(&text, "%d: %s\n", i, turns_questions[1]);
    free(r.messages[1].content);
    r.messages[1].content = strbuf_take(&text);
    turns_forget();
    turns_submit(e, 1, r);
    turns_wait(e, 1);
    assert_int_equal(turns_tales[1].rep->finish, FINISH_CONTEXT);
    assert_true(turns_tales[1].rep->n_prompt_tok > 2048);
    assert_int_equal(bytes_in_dir(&n_files, last), 0);
    const struct engine_turn_report *rep =
        turns_run_alone(e, turns_long_request(0, "Once."));
    assert_true(rep->n_reused_tok >= n_first - 32);
    engine_destroy(e);
}

/* One that shares its system turn with `which`, and asks at length. */
static struct engine_request kin_of(int which, const char *answer)
{
    struct engine_request r = turns_long_request(which, answer);
    struct strbuf text = {0};
    for (int i = 0; i < 8; i++)
        strbuf_addf(&text, "%s\n", turns_questions[3 - i % 4]);
    free(r.messages[1].content);
    r.messages[1].content = strbuf_take(&text);
    return r;
}

static void states_of_two_seats_come_back_and_copies_are_not_kept(void **state)
{
    (void)state;
    char last[4096];
    int n_files;
    char *want = turns_answer_alone(kin_of(0, "Once."));
    keep_states();
    struct engine *e = turns_open(2, 0);
    int n_first = turns_run_alone(e, kin_of(0, NULL))->n_prompt_tok;
    turns_run_alone(e, turns_long_request(1, NULL));
    turns_run_alone(e, turns_long_request(3, NULL)); /* in place of the first */
    bytes_in_dir(&n_files, last);
    assert_int_equal(n_files, 1);
    turns_run_alone(
        e, turns_long_request(0, NULL)); /* in place of the second; begins as the first */
    bytes_in_dir(&n_files, last);
    assert_int_equal(n_files, 2);
    const struct engine_turn_report *rep = turns_run_alone(e, kin_of(0, "Once."));
    assert_true(rep->n_reused_tok >= n_first - 32);
    assert_string_equal(rep->message.content, want);
    bytes_in_dir(&n_files, last); /* the third is too short to be kept */
    assert_int_equal(n_files, 2);
    engine_destroy(e);
    free(want);
}

static void states_that_make_room_come_back_from_the_disk(void **state)
{
    (void)state;
    char last[4096];
    char *want = turns_answer_alone(turns_long_request(0, "Once."));
    keep_states();
    struct engine *e = turns_open(1, 0);
    int n_first = turns_run_alone(e, turns_long_request(0, NULL))->n_prompt_tok, n_files;
    assert_true(n_first > 256);
    assert_int_equal(bytes_in_dir(&n_files, last), 0);
    turns_run_alone(e, turns_long_request(1, NULL));
    uint64_t bytes = bytes_in_dir(&n_files, last);
    assert_int_equal(n_files, 1);
    const struct engine_turn_report *rep =
        turns_run_alone(e, turns_long_request(0, "Once."));
    assert_true(rep->n_reused_tok >= n_first - 32);
    assert_string_equal(rep->message.content, want);
    engine_destroy(e);

    /* After a start they are still there, as are those of the end. */
    bytes_in_dir(&n_files, last);
    assert_true(n_files >= 2);
    e = turns_open(1, 0);
    rep = turns_run_alone(e, turns_long_request(1, "Once."));
    assert_true(rep->n_reused_tok >= 256);
    engine_destroy(e);

    /* A smaller budget: files go, and it holds. */
    turns_options.states_bytes_max = bytes + bytes / 2;
    e = turns_open(1, 0);
    assert_true(bytes_in_dir(&n_files, last) <= turns_options.states_bytes_max);
    assert_int_equal(n_files, 1);
    engine_destroy(e);

    /* A damaged one is thrown away, and its conversation read anew. */
    bytes_in_dir(&n_files, last);
    FILE *f = fopen(last, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, -100, SEEK_END), 0);
    fputs("damage", f);
    fclose(f);
    e = turns_open(1, 0);
    for (int i = 0; i < 2; i++) {
        rep = turns_run_alone(e, turns_long_request(i, "Once."));
        assert_int_equal(rep->n_reused_tok, 0);
        if (i == 0)
            assert_string_equal(rep->message.content, want);
    }
    engine_destroy(e);
    free(want);
}

static void each_model_has_its_own_states(void **state)
{
    (void)state;
    static const enum kv_choice choices[] = {KV_CHOICE_F16, KV_CHOICE_F32};
    char last[4096];
    int n_files;
    keep_states();
    for (int i = 0; i < 4; i++) {
        turns_options.kv = choices[i % 2];
        struct engine *e = turns_open(1, 0);
        struct engine_request r = turns_long_request(0, NULL);
        r.max_tok = 1; /* the same tokens with either */
        int reused = turns_run_alone(e, r)->n_reused_tok;
        assert_true(i < 2 ? reused == 0 : reused >= 256);
        engine_destroy(e);
        bytes_in_dir(&n_files, last);
        assert_int_equal(n_files, i == 0 ? 1 : 2);
    }
}

/* A file in the folder, locked as one that is being written. */
static int make_unfinished(const char *name, bool is_locked)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, name, 8), 8);
    if (is_locked)
        assert_int_equal(flock(fd, LOCK_EX), 0);
    return fd;
}

static void what_a_crash_left_half_written_is_deleted(void **state)
{
    (void)state;
    char last[4096];
    int n_files;
    keep_states();
    close(make_unfinished("0123456789abcdef.state.tmp", false));
    int fd = make_unfinished("fedcba9876543210.state.tmp", true);
    engine_destroy(turns_open(1, 0));
    bytes_in_dir(&n_files, last);
    assert_int_equal(n_files, 1);
    assert_non_null(strstr(last, "fedc"));
    close(fd);
}

static void a_state_that_cannot_be_written_costs_no_earlier_one(void **state)
{
    (void)state;
    char last[4096];
    int n_files;
    keep_states();
    struct engine *e = turns_open(1, 0);
    const struct engine_turn_report *rep =
        turns_run_alone(e, turns_long_request(0, NULL));
    assert_int_equal(rep->finish, FINISH_LENGTH);
    char *begun = xstrdup(rep->message.content);
    engine_destroy(e);
    uint64_t bytes = bytes_in_dir(&n_files, last);
    assert_int_equal(n_files, 1);

    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    e = turns_open(1, 0);
    struct engine_request r = turns_long_request(0, NULL);
    r.continue_last = true; /* the same timeline goes on */
    r.messages = xreallocarray(r.messages, 3, sizeof(*r.messages));
    r.messages[r.n_messages++] =
        (struct message){.role = ROLE_ASSISTANT, .content = begun};
    assert_true(turns_run_alone(e, r)->n_reused_tok > 256);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    engine_destroy(e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(bytes_in_dir(&n_files, last), bytes);
    assert_int_equal(n_files, 1);

    /* Where not all checkpoints fit, some do. */
    unlink(last);
    turns_options.states_bytes_max = bytes - 1;
    e = turns_open(1, 0);
    turns_run_alone(e, turns_long_request(0, NULL));
    engine_destroy(e);
    assert_in_range(bytes_in_dir(&n_files, last), bytes / 8, bytes - 1);
    assert_int_equal(n_files, 1);
}

static int clean(void **state)
{
    (void)state;
    turns_forget();
    turns_options = (struct turns_options){0};
    scratch_remove(dir);
    dir = NULL;
    return 0;
}

#define STATES_TEST(f) cmocka_unit_test_teardown(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STATES_TEST(those_that_wait_at_the_end_are_not_begun),
        STATES_TEST(what_does_not_fit_costs_nobody_a_state),
        STATES_TEST(states_of_two_seats_come_back_and_copies_are_not_kept),
        STATES_TEST(states_that_make_room_come_back_from_the_disk),
        STATES_TEST(each_model_has_its_own_states),
        STATES_TEST(what_a_crash_left_half_written_is_deleted),
        STATES_TEST(a_state_that_cannot_be_written_costs_no_earlier_one),
    };
    if (!demo_pack() || !demo_template())
        return 77;
    return cmocka_run_group_tests_name("infer/engine_kept", tests, NULL, NULL);
}
