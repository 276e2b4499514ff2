#include "core/infer/session.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/session_packs.h"

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

static struct session *running;
static int n_timed;

static void count_if_timed(void *ctx, int n_done, int n_total)
{
    (void)ctx;
    (void)n_done;
    (void)n_total;
    struct stats st = {0};
    session_fill_stats(running, &st);
    n_timed += st.head_ms.valid && st.embed_ms.valid;
}

static void times_of_a_chunk_are_known_when_it_is_through(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    p.chunk_tok = 10;
    running = fixture_session(&hybrid, &p);
    struct session_run run = {.ids = ids, .n = 40, .progress = count_if_timed};
    struct error err = {0};
    n_timed = 0;
    if (!session_run(running, &run, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(n_timed, 4);
    session_destroy(running);
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
        const struct chunk_part part = {.n_tok = n_tok};
        b->ops->state_reset(b, 0);
        b->ops->embed(b, ids, &part, 1);
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
        cmocka_unit_test(a_full_context_and_bad_ids_are_refused_before_anything_is_run),
        cmocka_unit_test(fewer_experts_are_an_option_within_bounds),
        cmocka_unit_test(parameters_out_of_range_are_refused),
        cmocka_unit_test(the_plan_is_kept_or_refused),
        cmocka_unit_test(stats_count_the_bytes_of_the_experts),
        cmocka_unit_test(times_of_a_chunk_are_known_when_it_is_through),
        cmocka_unit_test(int8_activations_and_a_half_precision_cache_stay_close),
    };
    return cmocka_run_group_tests(tests, session_packs_open, session_packs_close);
}
