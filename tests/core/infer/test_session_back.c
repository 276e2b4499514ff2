/* Going back: checkpoints, prompts that are cancelled, reads that fail. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/session.h"
#include "core/infer/session_impl.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/session_packs.h"

static void going_back_to_a_checkpoint_gives_the_same_logits_again(void **state)
{
    (void)state;
    struct error err = {0};
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&hybrid, &p);
    static const size_t bounds[] = {20, 33, 70};
    struct session_run run = {.ids = ids, .n = N_IDS, .bounds = bounds, .n_bounds = 3};
    assert_true(session_run(s, &run, &err));
    float *want = copy_logits(s, &hybrid);

    /* The same ids again: back to the last checkpoint, since one token must be run. */
    assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS), 70);
    assert_int_equal(session_n_tok(s), 70);
    fixture_run(s, ids + 70, N_IDS - 70, NULL);
    check_close(&hybrid, s, want, 0);

    /* Another token at 40: back to 33, and what lay behind is forgotten. */
    int32_t other[N_IDS];
    memcpy(other, ids, sizeof(ids));
    other[40] = 1;
    assert_int_equal(session_rewind_to_prefix(s, other, N_IDS), 33);
    fixture_run(s, other + 33, N_IDS - 33, NULL);
    assert_true(difference(session_logits(s), want, hybrid.pack->config.n_vocab) > 1e-3);
    assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS), 33);
    run = (struct session_run){
        .ids = ids + 33, .n = N_IDS - 33, .bounds = bounds, .n_bounds = 3};
    assert_true(session_run(s, &run, &err));
    check_close(&hybrid, s, want, 0);

    /* The present position is as good as a checkpoint when the ids go on from it. */
    int32_t longer[N_IDS + 1];
    memcpy(longer, ids, sizeof(ids));
    longer[N_IDS] = 5;
    assert_int_equal(session_rewind_to_prefix(s, longer, N_IDS + 1), N_IDS);
    /* Nothing in common. */
    assert_int_equal(session_rewind_to_prefix(s, other + 40, 10), 0);
    assert_int_equal(session_n_tok(s), 0);
    free(want);
    session_destroy(s);
}

/* Bounds end chunks where a back end cannot keep a state inside one: the same positions, and
 * the same logits from there on. */
static void checkpoints_inside_a_chunk_are_those_between_chunks(void **state)
{
    (void)state;
    static const size_t bounds[] = {2, 20, 33, 70};
    for (const char *const *k = kernels_names(); *k; k++) {
        struct error err = {0};
        struct session_params p = fixture_params();
        p.kernel = *k;
        struct session *inside = fixture_session(&hybrid, &p);
        struct session *between = fixture_session(&hybrid, &p);
        struct backend_ops ops = *between->backend->ops;
        assert_non_null(ops.state_mark);
        ops.state_mark = NULL;
        between->backend->ops = &ops;
        struct session_run run = {
            .ids = ids, .n = N_IDS, .bounds = bounds, .n_bounds = 4};
        assert_true(session_run(inside, &run, &err));
        assert_true(session_run(between, &run, &err));
        for (size_t i = 4; i-- > 0;) {
            int32_t other[N_IDS];
            memcpy(other, ids, sizeof(ids));
            other[bounds[i]] = 1;
            assert_int_equal(session_rewind_to_prefix(inside, other, N_IDS), bounds[i]);
            assert_int_equal(session_rewind_to_prefix(between, other, N_IDS), bounds[i]);
            decode(inside, 1);
            decode(between, 1);
            check_close(&hybrid, inside, session_logits(between), 1e-4);
        }
        session_destroy(inside);
        session_destroy(between);
    }
}

static void near_the_end_of_a_prompt_more_checkpoints_are_kept(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    static const int chunks[] = {0, 25}; /* one, and four */
    for (size_t i = 0; i < 2; i++) {
        p.chunk_tok = chunks[i];
        struct session *s = fixture_session(&hybrid, &p);
        fixture_run(s, ids, N_IDS, NULL);
        float *want = copy_logits(s, &hybrid);
        assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS - 1), N_IDS - 16);
        fixture_run(s, ids + N_IDS - 16, 16, NULL);
        check_close(&hybrid, s, want, 1e-4);
        assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS - 17), N_IDS - 32);
        fixture_run(s, ids + N_IDS - 32, 32, NULL);
        check_close(&hybrid, s, want, 1e-4);
        free(want);
        session_destroy(s);
    }
}

static void without_recurrence_every_position_can_be_had(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    float *want = logits_of(&full, &p, N_IDS);
    struct session *s = fixture_session(&full, &p);
    assert_int_equal(session_plan(s)->state, 0);
    assert_int_equal(session_plan(s)->checkpoints_max, 0);
    fixture_run(s, ids, N_IDS, NULL);
    assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS), N_IDS - 1);
    decode(s, ids[N_IDS - 1]);
    check_close(&full, s, want, 1e-4);
    int32_t other[N_IDS];
    memcpy(other, ids, sizeof(ids));
    other[41] = 1;
    assert_int_equal(session_rewind_to_prefix(s, other, N_IDS), 41);
    session_checkpoint(s); /* does nothing, and no harm */
    free(want);
    session_destroy(s);
}

static void a_small_budget_keeps_the_first_and_the_newest_checkpoints(void **state)
{
    (void)state;
    struct error err = {0};
    struct session_params p = fixture_params();
    struct session *probe = fixture_session(&hybrid, &p);
    uint64_t state_bytes = session_plan(probe)->state / 2;
    session_destroy(probe);

    p.checkpoint_bytes_max = 2 * state_bytes + 1;
    struct session *s = fixture_session(&hybrid, &p);
    static const size_t bounds[] = {10, 20, 30};
    struct session_run run = {.ids = ids, .n = 40, .bounds = bounds, .n_bounds = 3};
    assert_true(session_run(s, &run, &err));
    struct stats st = {0};
    session_fill_stats(s, &st);
    assert_int_equal(st.checkpoint_bytes, 2 * state_bytes);
    assert_int_equal(session_rewind_to_prefix(s, ids, 38), 30);
    assert_int_equal(session_rewind_to_prefix(s, ids, 29), 10);
    session_destroy(s);

    p.checkpoint_bytes_max = 1; /* holds none */
    s = fixture_session(&hybrid, &p);
    assert_true(session_run(s, &run, &err));
    assert_int_equal(session_rewind_to_prefix(s, ids, 38), 0);
    session_destroy(s);
}

/* Checkpoints that a prompt adds may take the place of the one where it began. */
static void a_small_budget_does_not_cost_the_place_where_a_cancelled_prompt_began(
    void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *probe = fixture_session(&hybrid, &p);
    uint64_t state_bytes = session_plan(probe)->state / 2;
    session_destroy(probe);
    float *want = logits_of(&hybrid, &p, N_IDS);
    static const size_t bounds[] = {10, 40, 60};
    atomic_bool cancel = true;
    for (uint64_t n = 1; n <= 3; n++) {
        struct error err = {0};
        p.checkpoint_bytes_max = n * state_bytes;
        struct session *s = fixture_session(&hybrid, &p);
        struct session_run run = {.ids = ids, .n = 40, .bounds = bounds, .n_bounds = 2};
        assert_true(session_run(s, &run, &err));
        run = (struct session_run){.ids = ids + 40,
                                   .n = N_IDS - 40,
                                   .bounds = bounds,
                                   .n_bounds = 3,
                                   .cancel = &cancel};
        assert_false(session_run(s, &run, &err));
        assert_int_equal(err.code, ECANCELED);
        assert_int_equal(session_n_tok(s), 40);
        fixture_run(s, ids + 40, N_IDS - 40, NULL);
        check_close(&hybrid, s, want, 1e-4);
        session_destroy(s);
    }
    free(want);
}

struct cancel_at {
    atomic_bool flag;
    int after;
};

static void cancel_after(void *ctx, int n_done, int n_total)
{
    struct cancel_at *c = ctx;
    assert_true(n_done <= n_total);
    if (n_done >= c->after)
        atomic_store(&c->flag, true);
}

static void a_cancelled_prompt_leaves_the_session_where_it_began(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    p.chunk_tok = 10;
    float *want = logits_of(&hybrid, &p, N_IDS);
    struct session *s = fixture_session(&hybrid, &p);
    static const size_t starts[] = {0, 30};
    for (size_t i = 0; i < 2; i++) {
        size_t start = starts[i];
        if (start)
            fixture_run(s, ids, start, NULL);
        for (int after = 0; after <= 20; after += 10) {
            struct error err = {0};
            struct cancel_at c = {.after = after};
            atomic_store(&c.flag, after == 0);
            struct session_run run = {.ids = ids + start,
                                      .n = N_IDS - start,
                                      .cancel = &c.flag,
                                      .progress = cancel_after,
                                      .progress_ctx = &c};
            assert_false(session_run(s, &run, &err));
            assert_int_equal(err.code, ECANCELED);
            assert_int_equal(session_n_tok(s), start);
        }
    }
    fixture_run(s, ids + 30, N_IDS - 30, NULL);
    check_close(&hybrid, s, want, 0);

    /* A single token that cannot be stopped is not copied for, one that can is. */
    session_rewind_to_prefix(s, ids + 1, 1);
    fixture_run(s, ids, 50, NULL);
    session_checkpoint(s);
    decode(s, ids[50]);
    decode(s, ids[51]);
    struct error err = {0};
    atomic_bool now = true;
    assert_false(session_decode(s, ids[52], &now, &err));
    assert_int_equal(err.code, ECANCELED);
    assert_int_equal(session_n_tok(s), 52);
    fixture_run(s, ids + 52, N_IDS - 52, NULL);
    check_close(&hybrid, s, want, 1e-4);
    free(want);
    session_destroy(s);
}

static void a_failed_expert_read_stops_the_run_and_keeps_the_state(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    float *want = logits_of(&hybrid, &p, N_IDS);
    const char *path = hybrid.pack->expert_path[2];
    struct error err = {0};
    size_t len;
    char *bytes = file_read(path, 1 << 26, &len, &err);
    assert_non_null(bytes);

    struct session *s = fixture_session(&hybrid, &p);
    fixture_run(s, ids, 40, NULL);
    assert_int_equal(truncate(path, 100), 0);
    struct session_run run = {.ids = ids + 40, .n = N_IDS - 40};
    for (int i = 0; i < 2; i++) {
        err = (struct error){0};
        assert_false(session_run(s, &run, &err));
        assert_int_equal(err.code, EIO);
        assert_non_null(strstr(err.msg, path));
        assert_non_null(strstr(err.msg, "offset"));
        assert_int_equal(session_n_tok(s), 40);
    }
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0 && fd_write_all(fd, bytes, len));
    close(fd);
    fixture_run(s, ids + 40, N_IDS - 40, NULL);
    check_close(&hybrid, s, want, 1e-4);
    free(bytes);
    free(want);
    session_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(going_back_to_a_checkpoint_gives_the_same_logits_again),
        cmocka_unit_test(checkpoints_inside_a_chunk_are_those_between_chunks),
        cmocka_unit_test(near_the_end_of_a_prompt_more_checkpoints_are_kept),
        cmocka_unit_test(without_recurrence_every_position_can_be_had),
        cmocka_unit_test(a_small_budget_keeps_the_first_and_the_newest_checkpoints),
        cmocka_unit_test(
            a_small_budget_does_not_cost_the_place_where_a_cancelled_prompt_began),
        cmocka_unit_test(a_cancelled_prompt_leaves_the_session_where_it_began),
        cmocka_unit_test(a_failed_expert_read_stops_the_run_and_keeps_the_state),
    };
    return cmocka_run_group_tests(tests, session_packs_open, session_packs_close);
}
