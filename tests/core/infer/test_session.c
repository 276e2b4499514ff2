#include "core/infer/session.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"
#include "core/infer/session_impl.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fake_device.h"
#include "tests/core/infer/fixture.h"

/* One pack with recurrent layers and one without; opened once. */
static struct fixture hybrid, full;

enum {
    N_IDS = 90
};
static int32_t ids[N_IDS];

static int set_up(void **state)
{
    (void)state;
    fixture_open(&hybrid, "qwen3_5_moe", 16, 16);
    fixture_open(&full, "qwen3_moe", 16, 16);
    for (int i = 0; i < N_IDS; i++)
        ids[i] = (i * 7919 + 13) % 400;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&hybrid);
    fixture_close(&full);
    return 0;
}

static float *copy_logits(const struct session *s, const struct fixture *f)
{
    size_t bytes = (size_t)f->pack->config.n_vocab * sizeof(float);
    float *copy = xmalloc(bytes);
    memcpy(copy, session_logits(s), bytes);
    return copy;
}

static double difference(const float *a, const float *b, int n)
{
    double worst = 0;
    for (int i = 0; i < n; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        if (!(d <= worst))
            worst = d;
    }
    return worst;
}

/* Logits after ids[0..n), all at once in a session of its own; owned. */
static float *logits_of(const struct fixture *f, const struct session_params *p, size_t n)
{
    struct session *s = fixture_session(f, p);
    fixture_run(s, ids, n, NULL);
    float *copy = copy_logits(s, f);
    session_destroy(s);
    return copy;
}

static void check_close(const struct fixture *f, const struct session *s,
                        const float *want, double tolerance)
{
    double d = difference(session_logits(s), want, f->pack->config.n_vocab);
    if (!(d <= tolerance))
        fail_msg("logits differ by %g", d);
}

static void decode(struct session *s, int32_t id)
{
    struct error err = {0};
    if (!session_decode(s, id, NULL, &err))
        fail_msg("%s", err.msg);
}

static void a_prompt_then_single_tokens_equal_one_prompt(void **state)
{
    (void)state;
    const struct fixture *const packs[] = {&hybrid, &full};
    for (size_t i = 0; i < 2; i++)
        for (const char *const *k = kernels_names(); *k; k++) {
            struct session_params p = fixture_params();
            p.kernel = *k;
            float *want = logits_of(packs[i], &p, N_IDS);
            static const size_t splits[] = {1, 2, 5, 64, N_IDS - 1};
            for (size_t j = 0; j < 5; j++) {
                struct session *s = fixture_session(packs[i], &p);
                fixture_run(s, ids, splits[j], NULL);
                for (size_t t = splits[j]; t < N_IDS; t++)
                    decode(s, ids[t]);
                check_close(packs[i], s, want, 1e-4);
                session_destroy(s);
            }
            free(want);
        }
}

static void the_chunk_size_does_not_matter(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    int n_vocab = hybrid.pack->config.n_vocab;
    float *want = xcalloc(N_IDS * (size_t)n_vocab, sizeof(float));
    float *have = xcalloc(N_IDS * (size_t)n_vocab, sizeof(float));
    struct session *s = fixture_session(&hybrid, &p);
    fixture_run(s, ids, N_IDS, want);
    session_destroy(s);
    static const int chunks[] = {1, 3, 7, 64, 65};
    for (size_t i = 0; i < 5; i++) {
        p.chunk_tok = chunks[i];
        s = fixture_session(&hybrid, &p);
        fixture_run(s, ids, N_IDS, have);
        double d = difference(have, want, N_IDS * n_vocab);
        if (!(d < 1e-4))
            fail_msg("chunks of %d: logits differ by %g", chunks[i], d);
        session_destroy(s);
    }
    free(want);
    free(have);
}

static void threads_and_the_order_of_arrival_do_not_change_a_bit(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    float *want = logits_of(&hybrid, &p, N_IDS);
    for (int n_threads = 1; n_threads <= 4; n_threads++) {
        /* Some experts out of the page cache, so that they arrive late. */
        for (int l = 0; l < hybrid.pack->config.n_layer; l++)
            posix_fadvise(hybrid.pack->expert_fd[l], 0,
                          (off_t)hybrid.pack->expert[l].stride_bytes * 3,
                          POSIX_FADV_DONTNEED);
        p.n_threads = n_threads;
        p.n_readers = n_threads;
        struct session *s = fixture_session(&hybrid, &p);
        assert_int_equal(session_n_threads(s), n_threads);
        fixture_run(s, ids, N_IDS, NULL);
        check_close(&hybrid, s, want, 0);
        session_destroy(s);
    }
    free(want);
}

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
        assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS - 1), N_IDS - 24);
        fixture_run(s, ids + N_IDS - 24, 24, NULL);
        check_close(&hybrid, s, want, 1e-4);
        assert_int_equal(session_rewind_to_prefix(s, ids, N_IDS - 25), N_IDS - 48);
        fixture_run(s, ids + N_IDS - 48, 48, NULL);
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

static void a_full_context_and_bad_ids_are_refused_before_anything_is_run(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    p.ctx_tok = 10;
    struct session *s = fixture_session(&hybrid, &p);
    assert_int_equal(session_ctx_tok(s), 10);
    struct error err = {0};
    struct session_run run = {.ids = ids, .n = 11};
    assert_false(session_run(s, &run, &err));
    assert_int_equal(err.code, ENOSPC);
    assert_int_equal(session_n_tok(s), 0);
    fixture_run(s, ids, 10, NULL);
    assert_false(session_decode(s, 1, NULL, &err));
    assert_int_equal(err.code, ENOSPC);
    assert_int_equal(session_n_tok(s), 10);
    assert_memory_equal(session_tokens(s), ids, 10 * sizeof(ids[0]));

    session_reset(s);
    static const int32_t bad[] = {-1, 1 << 30};
    for (int i = 0; i < 2; i++) {
        assert_false(session_decode(s, bad[i], NULL, &err));
        assert_non_null(strstr(err.msg, "vocabulary"));
    }
    run.n = 0;
    assert_false(session_run(s, &run, &err));
    session_destroy(s);
}

static void fewer_experts_are_an_option_within_bounds(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    float *want = logits_of(&hybrid, &p, N_IDS);
    int native = hybrid.pack->config.n_expert_used;
    p.experts_per_token = native - 1;
    struct session *s = fixture_session(&hybrid, &p);
    assert_int_equal(session_experts_per_token(s), native - 1);
    fixture_run(s, ids, N_IDS, NULL);
    assert_true(difference(session_logits(s), want, hybrid.pack->config.n_vocab) > 1e-4);
    session_destroy(s);

    p.experts_per_token = native;
    s = fixture_session(&hybrid, &p);
    fixture_run(s, ids, N_IDS, NULL);
    check_close(&hybrid, s, want, 0);
    session_destroy(s);

    static const int bad[] = {-1, 1000};
    for (int i = 0; i < 2; i++) {
        struct error err = {0};
        p.experts_per_token = bad[i];
        assert_null(session_create(hybrid.pack, &p, &err));
        assert_non_null(strstr(err.msg, "experts per token"));
    }
    free(want);
}

static void parameters_out_of_range_are_refused(void **state)
{
    (void)state;
    struct error err = {0};
    struct session_params p = fixture_params();
    p.ctx_tok = hybrid.pack->config.max_context_tok + 1;
    assert_null(session_create(hybrid.pack, &p, &err));
    p = fixture_params();
    p.kernel = "abacus";
    assert_null(session_create(hybrid.pack, &p, &err));
    assert_non_null(strstr(err.msg, "abacus"));
    p = fixture_params();
    p.chunk_tok = -3;
    assert_null(session_create(hybrid.pack, &p, &err));
    p = fixture_params();
    p.n_threads = -1;
    assert_null(session_create(hybrid.pack, &p, &err));
}

static uint64_t plan_total(const struct memory_plan *m)
{
    return m->dense + m->kv + m->state + m->buffers + m->checkpoints_max;
}

static void the_plan_is_kept_or_refused(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&hybrid, &p);
    const struct memory_plan *m = session_plan(s);
    uint64_t total = plan_total(m);
    uint64_t needed = total - m->checkpoints_max;
    assert_true(m->dense > 0 && m->kv > 0 && m->state > 0 && m->buffers > 0);
    session_destroy(s);

    /* The checkpoints give way first. */
    p.memory_max_bytes = needed + 100;
    s = fixture_session(&hybrid, &p);
    assert_true(plan_total(session_plan(s)) <= p.memory_max_bytes);
    fixture_run(s, ids, 10, NULL);
    session_destroy(s);

    struct error err = {0};
    p.memory_max_bytes = needed - 1;
    assert_null(session_create(hybrid.pack, &p, &err));
    assert_non_null(strstr(err.msg, "limit"));
}

/* Of a back end that computes on its own the phases are not known, what it holds counts for
 * no limit of memory, and nobody reads the dense part ahead for it. */
static void a_device_has_its_own_memory_and_time(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&hybrid, &p);
    assert_non_null(s->warmer);
    assert_int_equal(session_plan(s)->device, 0);
    session_destroy(s);

    p.backend = &fake_device;
    s = fixture_session(&hybrid, &p);
    const struct memory_plan *m = session_plan(s);
    uint64_t needed = plan_total(m) - m->checkpoints_max - m->device;
    assert_true(m->device >= m->dense + m->kv + m->state / 2);
    assert_null(s->warmer);
    assert_string_equal(session_activations(s), "f16");
    fixture_run(s, ids, 10, NULL);
    struct stats st = {0};
    session_fill_stats(s, &st);
    assert_false(st.head_ms.valid || st.embed_ms.valid);
    for (int i = 0; i < st.n_layer; i++) {
        const struct layer_stats *l = &st.layer[i];
        assert_true(l->mixer_ms + l->route_ms + l->io_wait_ms + l->expert_ms == 0);
        assert_true(l->other_ms == 0 && l->n_used > 0);
    }
    session_destroy(s);

    struct error err = {0};
    p.memory_max_bytes = needed + 100;
    session_destroy(fixture_session(&hybrid, &p));
    p.memory_max_bytes = needed - 1;
    assert_null(session_create(hybrid.pack, &p, &err));
    if (!strstr(err.msg, "beside what a GPU holds"))
        fail_msg("%s", err.msg);
}

static void where_a_device_is_lost_the_session_says_what_computes(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct error err = {0};
    p.backend = &fake_device;
    struct session *s = fixture_session(&hybrid, &p);
    assert_string_equal(session_kernel(s), "Fake 9000");
    fake_device_lose();
    assert_false(session_decode(s, 3, NULL, &err));
    assert_string_equal(session_kernel(s), kernels_find(NULL)->name);
    assert_string_equal(session_activations(s), "f32");
    assert_non_null(s->warmer);
    assert_int_equal(session_plan(s)->device, 0);
    fixture_run(s, ids, 10, NULL);
    struct stats st = {0};
    session_fill_stats(s, &st);
    assert_true(st.head_ms.valid && st.layer[0].expert_ms > 0);
    session_destroy(s);
}

static void stats_count_the_bytes_of_the_experts(void **state)
{
    (void)state;
    const struct model_config *c = &hybrid.pack->config;
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&hybrid, &p);
    struct stats st = {0};
    session_fill_stats(s, &st);
    assert_false(st.token_ms.valid);
    assert_false(st.resident_known);

    fixture_run(s, ids, 20, NULL);
    session_begin_turn(s);
    decode(s, 3);
    decode(s, 4);
    session_fill_stats(s, &st);
    uint64_t per_token = 0;
    for (int l = 0; l < c->n_layer; l++)
        per_token += (uint64_t)c->n_expert_used * hybrid.pack->expert[l].record_bytes;
    assert_int_equal(st.expert_bytes_token, per_token);
    assert_int_equal(st.expert_bytes, 2 * per_token);
    assert_true(st.expert_resident_bytes <= st.expert_bytes);
    assert_true(st.token_ms.valid && st.head_ms.valid && st.embed_ms.valid);
    assert_true(st.experts_touched.valid && st.experts_touched.v > 0 &&
                st.experts_touched.v <= 1);
    assert_int_equal(st.n_layer, c->n_layer);
    assert_int_equal(st.ctx_used_tok, 22);
    double sum = 0;
    for (int l = 0; l < c->n_layer; l++) {
        const struct layer_stats *ls = &st.layer[l];
        assert_int_equal(ls->n_used, c->n_expert_used);
        assert_int_equal(ls->linear, c->layer[l] == LAYER_LINEAR);
        assert_true(ls->mixer_ms > 0 && ls->route_ms > 0 && ls->expert_ms > 0);
        sum += (double)(ls->mixer_ms + ls->route_ms + ls->io_wait_ms + ls->expert_ms +
                        ls->other_ms);
    }
    assert_true(sum + st.head_ms.v + st.embed_ms.v <= st.token_ms.v * 1.001);
    session_destroy(s);
}

static uint64_t copied_bytes;

static struct backend_usage usage_of_copies(const struct backend *b)
{
    (void)b;
    return (struct backend_usage){.used_bytes = 7, .copied_bytes = copied_bytes};
}

static void copy_some(void *ctx, int n_done, int n_total)
{
    (void)ctx;
    (void)n_done;
    (void)n_total;
    copied_bytes += 100;
}

/* Of a prompt whose last chunk is a single token, only that chunk's. */
static void bytes_copied_to_a_gpu_for_a_token_are_those_of_a_token(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct error err = {0};
    struct stats st = {0};
    p.chunk_tok = 9;
    struct session *s = fixture_session(&hybrid, &p);
    session_fill_stats(s, &st);
    assert_false(st.gpu_used_bytes.valid || st.gpu_copied_bytes.valid);
    struct backend_ops ops = *s->backend->ops;
    ops.usage = usage_of_copies;
    s->backend->ops = &ops;
    copied_bytes = 1000;
    session_begin_turn(s);
    struct session_run run = {.ids = ids, .n = 19, .progress = copy_some};
    assert_true(session_run(s, &run, &err));
    session_fill_stats(s, &st);
    assert_true(st.gpu_used_bytes.valid && st.gpu_used_bytes.v == 7);
    assert_true(st.gpu_copied_bytes.valid && st.gpu_copied_bytes.v == 300);
    assert_true(st.gpu_copied_bytes_token.valid && st.gpu_copied_bytes_token.v == 100);
    const atomic_bool cancel = true;
    run.cancel = &cancel;
    run.n = 1;
    assert_false(session_run(s, &run, &err));
    session_fill_stats(s, &st);
    assert_true(st.gpu_copied_bytes.valid && !st.gpu_copied_bytes_token.valid);
    session_destroy(s);
}

/* Root mean square of the difference over that of the logits. */
static double relative_error(const float *a, const float *b, size_t n)
{
    double d = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        d += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
        sum += (double)b[i] * (double)b[i];
    }
    return sqrt(d / sum);
}

static void int8_activations_and_a_half_precision_cache_stay_close(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, "qwen3_5_moe", 8, 8);
    size_t n = N_IDS * (size_t)f.pack->config.n_vocab;
    float *want = xcalloc(n, sizeof(float)), *have = xcalloc(n, sizeof(float));
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&f, &p);
    fixture_run(s, ids, N_IDS, want);
    session_destroy(s);

    p.kv = KV_CHOICE_F16;
    s = fixture_session(&f, &p);
    fixture_run(s, ids, N_IDS, have);
    session_destroy(s);
    double e = relative_error(have, want, n);
    assert_true(e > 0 && e < 0.01);

    p = fixture_params();
    p.f32_activations = false;
    for (const char *const *k = kernels_names(); *k; k++) {
        p.kernel = *k;
        s = fixture_session(&f, &p);
        fixture_run(s, ids, N_IDS, have);
        session_destroy(s);
        e = relative_error(have, want, n);
        print_message("int8 activations, %s: relative error %.3g\n", *k, e);
        /* Random weights: a choice of experts turns now and then. */
        assert_true(e > 0 && e < 0.15);
    }
    free(want);
    free(have);
    fixture_close(&f);
}

/* What the next router says of a layer is a guess; what its own says is the choice. */
static void a_guess_for_the_layer_itself_is_its_choice(void **state)
{
    (void)state;
    struct error err = {0};
    const struct pack *pack = hybrid.pack;
    int k = pack->config.n_expert_used;
    struct backend_params p = {
        .pack = pack, .ctx_tok = N_IDS, .chunk_tok = N_IDS, .n_expert_used = k};
    struct pool *pool = pool_create(2, &err);
    struct backend *b = cpu_backend_create(&p, kernels_find(NULL), pool, &err);
    int guess[N_IDS * 8], chosen[N_IDS * 8];
    assert_non_null(b);
    assert_true(k <= 8 && pack->config.layer[0] == LAYER_LINEAR);
    for (int n_tok = 1; n_tok <= N_IDS; n_tok += 30) {
        size_t n = (size_t)n_tok * (size_t)k;
        b->ops->state_reset(b);
        b->ops->embed(b, ids, n_tok, 0);
        b->ops->delta_net(b, 0);
        b->ops->route(b, 0);
        const struct routing *r = b->ops->routing(b, &err);
        assert_non_null(r);
        memcpy(chosen, r->ids, n * sizeof(int));
        b->ops->guess(b, 0, guess);
        assert_memory_equal(guess, chosen, n * sizeof(int));
        /* and it leaves the choice alone */
        b->ops->guess(b, 1, guess);
        assert_memory_equal(b->ops->routing(b, &err)->ids, chosen, n * sizeof(int));
        for (size_t i = 0; i < n; i++)
            assert_in_range(guess[i], 0, pack->config.n_expert - 1);
    }
    b->ops->destroy(b);
    pool_destroy(pool);
}

static void evict_all(const struct fixture *f, struct session *s)
{
    for (int layer = 0; layer < f->pack->config.n_layer; layer++) {
        for (int e = 0; e < f->pack->config.n_expert; e++)
            assert_true(session_evict_expert(s, layer, e, NULL));
        fsync(f->pack->expert_fd[layer]);
        posix_fadvise(f->pack->expert_fd[layer], 0, 0, POSIX_FADV_DONTNEED);
    }
}

static void experts_that_are_guessed_and_read_ahead_do_not_change_a_bit(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    p.n_threads = 2;
    struct session *s = fixture_session(&hybrid, &p);
    for (int i = 0; i < N_IDS; i++)
        fixture_run(s, ids + i, 1, NULL);
    float *want = copy_logits(s, &hybrid);
    session_reset(s);
    for (int i = 0; i < N_IDS; i++) {
        if (i % 3 == 0)
            evict_all(&hybrid, s);
        fixture_run(s, ids + i, 1, NULL);
    }
    assert_memory_equal(session_logits(s), want,
                        (size_t)hybrid.pack->config.n_vocab * sizeof(float));
    free(want);
    session_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prompt_then_single_tokens_equal_one_prompt),
        cmocka_unit_test(the_chunk_size_does_not_matter),
        cmocka_unit_test(threads_and_the_order_of_arrival_do_not_change_a_bit),
        cmocka_unit_test(a_guess_for_the_layer_itself_is_its_choice),
        cmocka_unit_test(experts_that_are_guessed_and_read_ahead_do_not_change_a_bit),
        cmocka_unit_test(going_back_to_a_checkpoint_gives_the_same_logits_again),
        cmocka_unit_test(checkpoints_inside_a_chunk_are_those_between_chunks),
        cmocka_unit_test(near_the_end_of_a_prompt_more_checkpoints_are_kept),
        cmocka_unit_test(without_recurrence_every_position_can_be_had),
        cmocka_unit_test(a_small_budget_keeps_the_first_and_the_newest_checkpoints),
        cmocka_unit_test(
            a_small_budget_does_not_cost_the_place_where_a_cancelled_prompt_began),
        cmocka_unit_test(a_cancelled_prompt_leaves_the_session_where_it_began),
        cmocka_unit_test(a_failed_expert_read_stops_the_run_and_keeps_the_state),
        cmocka_unit_test(a_full_context_and_bad_ids_are_refused_before_anything_is_run),
        cmocka_unit_test(fewer_experts_are_an_option_within_bounds),
        cmocka_unit_test(parameters_out_of_range_are_refused),
        cmocka_unit_test(the_plan_is_kept_or_refused),
        cmocka_unit_test(a_device_has_its_own_memory_and_time),
        cmocka_unit_test(where_a_device_is_lost_the_session_says_what_computes),
        cmocka_unit_test(stats_count_the_bytes_of_the_experts),
        cmocka_unit_test(bytes_copied_to_a_gpu_for_a_token_are_those_of_a_token),
        cmocka_unit_test(int8_activations_and_a_half_precision_cache_stay_close),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
