#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/session_impl.h"
#include "core/infer/snapshot.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fixture.h"

/* Several sequences in one session, and each alone: the same bits with scalar kernels. */

enum {
    N_SEQ = 4,
    N_IDS = 300,
    N_STEPS = 12,
};

static struct fixture hybrid, full;
static int32_t prompt[N_SEQ][N_IDS];
static const size_t n_prompt[N_SEQ] = {70, 1, 33, 120};

static int set_up(void **state)
{
    (void)state;
    fixture_open(&hybrid, "qwen3_5_moe", 16, 16);
    fixture_open(&full, "qwen3_moe", 16, 16);
    for (int s = 0; s < N_SEQ; s++)
        for (int i = 0; i < N_IDS; i++)
            prompt[s][i] = (i * (7919 + 2 * s) + 13 * s + 1) % 400;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&hybrid);
    fixture_close(&full);
    return 0;
}

static struct session_params exact(int n_sequence)
{
    struct session_params p = fixture_params();
    p.kernel = "scalar";
    p.n_sequence = n_sequence;
    p.ctx_tok = 512;
    return p;
}

static int32_t best_of(const float *logits, int n)
{
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (logits[i] > logits[best])
            best = i;
    return best;
}

/* A greedy answer: its ids, and the logits that each was chosen from. */
struct answer {
    int32_t ids[N_STEPS];
    float *logits; /* [N_STEPS][n_vocab] */
};

static void answer_init(struct answer *a, const struct fixture *f)
{
    a->logits = xcalloc(N_STEPS * (size_t)f->pack->config.n_vocab, sizeof(float));
}

static void choose(struct answer *a, int step, const struct session *s,
                   const struct fixture *f)
{
    size_t n = (size_t)f->pack->config.n_vocab;
    memcpy(a->logits + (size_t)step * n, session_logits(s), n * sizeof(float));
    a->ids[step] = best_of(session_logits(s), (int)n);
}

static void begin(struct session *s, int seq, const struct session_run *run)
{
    struct error err = {0};
    session_select(s, seq);
    if (!session_begin(s, run, &err))
        fail_msg("%s", err.msg);
}

static void pass(struct session *s, struct session_part *parts, int n)
{
    struct error err = {0};
    if (!session_pass(s, parts, n, &err))
        fail_msg("%s", err.msg);
}

static void answer_alone(const struct fixture *f, const struct session_params *params,
                         int seq, size_t n, struct answer *out)
{
    struct session_params p = *params;
    struct error err = {0};
    p.n_sequence = 1;
    struct session *s = fixture_session(f, &p);
    fixture_run(s, prompt[seq], n, NULL);
    for (int i = 0; i < N_STEPS; i++) {
        choose(out, i, s, f);
        assert_true(session_decode(s, out->ids[i], NULL, &err));
    }
    session_destroy(s);
}

static void check_same(const struct answer *a, const struct answer *b, int n_steps,
                       const struct fixture *f)
{
    size_t n = (size_t)n_steps * (size_t)f->pack->config.n_vocab;
    assert_memory_equal(a->ids, b->ids, (size_t)n_steps * sizeof(a->ids[0]));
    assert_memory_equal(a->logits, b->logits, n * sizeof(float));
}

/* The next token of every sequence, in one pass, in an order that changes. */
static void step_all(struct session *s, struct answer *a, int step,
                     const struct fixture *f)
{
    struct session_part parts[N_SEQ];
    for (int i = 0; i < N_SEQ; i++) {
        int seq = (i + step) % N_SEQ;
        session_select(s, seq);
        choose(&a[seq], step, s, f);
        struct session_run run = {.ids = &a[seq].ids[step], .n = 1};
        begin(s, seq, &run);
        parts[i] = (struct session_part){.seq = seq};
    }
    pass(s, parts, N_SEQ);
}

static void together_as_alone(const struct fixture *f, const struct session_params *p)
{
    struct answer alone = {0}, all[N_SEQ] = {0};
    struct session *s = fixture_session(f, p);
    assert_int_equal(session_n_sequence(s), N_SEQ);
    answer_init(&alone, f);
    for (int seq = 0; seq < N_SEQ; seq++) {
        answer_init(&all[seq], f);
        session_select(s, seq);
        fixture_run(s, prompt[seq], n_prompt[seq], NULL);
    }
    for (int i = 0; i < N_STEPS; i++)
        step_all(s, all, i, f);
    for (int seq = 0; seq < N_SEQ; seq++) {
        answer_alone(f, p, seq, n_prompt[seq], &alone);
        check_same(&all[seq], &alone, N_STEPS, f);
        session_select(s, seq);
        assert_int_equal(session_n_tok(s), n_prompt[seq] + N_STEPS);
        assert_memory_equal(session_tokens(s) + n_prompt[seq], alone.ids,
                            sizeof(alone.ids));
        free(all[seq].logits);
    }
    free(alone.logits);
    session_destroy(s);
}

static void sequences_that_decode_together_compute_what_each_does_alone(void **state)
{
    (void)state;
    const struct fixture *const packs[] = {&hybrid, &full};
    for (int i = 0; i < 2; i++)
        for (int threads = 1; threads <= 3; threads++) {
            struct session_params p = exact(N_SEQ);
            p.n_threads = threads;
            together_as_alone(packs[i], &p);
            p.kv = KV_CHOICE_F16;
            p.f32_activations = false;
            together_as_alone(packs[i], &p);
        }
}

/* Three decode while the fourth reads a long prompt in short chunks. */
static void a_prompt_is_read_beside_others_as_alone(void **state)
{
    (void)state;
    static const size_t bounds[] = {20, 150, 201};
    const struct fixture *const packs[] = {&hybrid, &full};
    for (int i = 0; i < 2; i++) {
        const struct fixture *f = packs[i];
        struct session_params p = exact(N_SEQ), alone_p = exact(1);
        p.chunk_tok = alone_p.chunk_tok = 192;
        p.checkpoint_bytes_max = 400 << 20;
        alone_p.checkpoint_bytes_max = 100 << 20;
        struct session *s = fixture_session(f, &p), *alone = fixture_session(f, &alone_p);
        struct session_run run = {
            .ids = prompt[3], .n = N_IDS, .bounds = bounds, .n_bounds = 3};
        struct error err = {0};
        assert_true(session_run(alone, &run, &err));

        struct answer a[N_SEQ] = {0}, want = {0};
        answer_init(&want, f);
        for (int seq = 0; seq < 3; seq++) {
            answer_init(&a[seq], f);
            session_select(s, seq);
            fixture_run(s, prompt[seq], n_prompt[seq], NULL);
        }
        begin(s, 3, &run);
        int n_pass = 0;
        for (size_t left = N_IDS; left > 0; n_pass++) {
            struct session_part parts[N_SEQ] = {{.seq = 3, .max_tok = 1}};
            for (int seq = 0; seq < 3; seq++) {
                session_select(s, seq);
                choose(&a[seq], n_pass, s, f);
                struct session_run one = {.ids = &a[seq].ids[n_pass], .n = 1};
                begin(s, seq, &one);
                parts[seq + 1] = (struct session_part){.seq = seq};
            }
            pass(s, parts, N_SEQ);
            session_select(s, 3);
            assert_true(session_left(s) < left && left - session_left(s) <= 64);
            left = session_left(s);
        }
        assert_true(n_pass >= 5 && n_pass < N_STEPS);
        assert_memory_equal(session_logits(s), session_logits(alone),
                            (size_t)f->pack->config.n_vocab * sizeof(float));
        for (int seq = 0; seq < 3; seq++) {
            answer_alone(f, &alone_p, seq, n_prompt[seq], &want);
            check_same(&a[seq], &want, n_pass, f);
            free(a[seq].logits);
        }
        /* It can be gone back in to the same places. */
        for (size_t at = N_IDS; at-- > 0;) {
            session_select(s, 3);
            size_t kept = session_rewind_to_prefix(s, prompt[3], at + 1);
            assert_int_equal(kept, session_rewind_to_prefix(alone, prompt[3], at + 1));
            at = kept < at ? kept : at;
        }
        free(want.logits);
        session_destroy(s);
        session_destroy(alone);
    }
}

/* A back end in whose third layer somebody's cancel comes. */
static struct backend_ops cancelling;
static void (*real_route)(struct backend *b, int layer);
static atomic_bool cancel_at_layer;
static int n_routed;

static void route_and_cancel(struct backend *b, int layer)
{
    real_route(b, layer);
    n_routed++;
    if (layer == 1)
        atomic_store(&cancel_at_layer, true);
}

static void cancel_in_layer_1(struct session *s)
{
    cancelling = *s->backend->ops;
    real_route = cancelling.route;
    cancelling.route = route_and_cancel;
    s->backend->ops = &cancelling;
    atomic_store(&cancel_at_layer, false);
    n_routed = 0;
}

static void one_that_is_cancelled_leaves_the_others_alone(void **state)
{
    (void)state;
    for (int victim = 0; victim < N_SEQ; victim++) {
        struct session_params p = exact(N_SEQ);
        struct session *s = fixture_session(&hybrid, &p);
        struct session *other = fixture_session(&hybrid, &p);
        const struct backend_ops *ops = s->backend->ops;
        int32_t next[N_SEQ];
        float want[N_SEQ][512];
        for (int seq = 0; seq < N_SEQ; seq++) {
            session_select(s, seq);
            session_select(other, seq);
            fixture_run(s, prompt[seq], n_prompt[seq], NULL);
            fixture_run(other, prompt[seq], n_prompt[seq], NULL);
            next[seq] = best_of(session_logits(s), 512);
            fixture_run(other, &next[seq], 1, NULL);
            memcpy(want[seq], session_logits(other), sizeof(want[seq]));
        }
        /* The victim is in the middle of a chunk of its own. */
        cancel_in_layer_1(s);
        struct session_part parts[N_SEQ];
        for (int seq = 0; seq < N_SEQ; seq++) {
            struct session_run run = {.ids = &next[seq], .n = 1};
            if (seq == victim)
                run = (struct session_run){
                    .ids = prompt[0], .n = 40, .cancel = &cancel_at_layer};
            begin(s, seq, &run);
            parts[seq] = (struct session_part){.seq = seq};
        }
        pass(s, parts, N_SEQ);
        assert_int_equal(n_routed, 4);
        s->backend->ops = ops;
        for (int seq = 0; seq < N_SEQ; seq++) {
            session_select(s, seq);
            assert_int_equal(parts[seq].cancelled, seq == victim);
            assert_int_equal(session_left(s), 0);
            assert_int_equal(session_n_tok(s), n_prompt[seq] + (seq != victim));
            if (seq == victim) /* it is where it was, and goes on from there */
                fixture_run(s, &next[seq], 1, NULL);
            assert_memory_equal(session_logits(s), want[seq], sizeof(want[seq]));
        }
        session_destroy(s);
        session_destroy(other);
    }
}

static void when_all_are_cancelled_the_pass_ends_within_a_layer(void **state)
{
    (void)state;
    struct session_params p = exact(2);
    struct session *s = fixture_session(&hybrid, &p);
    struct session_part parts[2] = {{.seq = 0}, {.seq = 1}};
    for (int seq = 0; seq < 2; seq++) {
        session_select(s, seq);
        fixture_run(s, prompt[seq], 30, NULL);
    }
    cancel_in_layer_1(s);
    for (int seq = 0; seq < 2; seq++) {
        struct session_run run = {
            .ids = prompt[seq] + 30, .n = 5, .cancel = &cancel_at_layer};
        begin(s, seq, &run);
    }
    pass(s, parts, 2);
    assert_int_equal(n_routed, 2);
    for (int seq = 0; seq < 2; seq++) {
        session_select(s, seq);
        assert_true(parts[seq].cancelled);
        assert_int_equal(session_n_tok(s), 30);
    }
    session_destroy(s);
}

static void each_sequence_goes_back_by_its_own_checkpoints(void **state)
{
    (void)state;
    struct session_params p = exact(2);
    struct session *s = fixture_session(&hybrid, &p);
    fixture_run(s, prompt[0], 40, NULL);
    session_checkpoint(s);
    fixture_run(s, prompt[0] + 40, 40, NULL);
    session_select(s, 1);
    assert_int_equal(session_n_tok(s), 0);
    fixture_run(s, prompt[1], 50, NULL);
    session_checkpoint(s);
    fixture_run(s, prompt[1] + 50, 20, NULL);

    session_select(s, 0);
    assert_int_equal(session_rewind_to_prefix(s, prompt[0], 45), 40);
    session_reset(s);
    session_select(s, 1);
    assert_int_equal(session_n_tok(s), 70);
    assert_int_equal(session_rewind_to_prefix(s, prompt[1], 60), 50);
    fixture_run(s, prompt[1] + 50, 20, NULL);
    struct session_params one = exact(1);
    struct session *alone = fixture_session(&hybrid, &one);
    fixture_run(alone, prompt[1], 50, NULL);
    fixture_run(alone, prompt[1] + 50, 20, NULL);
    assert_memory_equal(session_logits(s), session_logits(alone), 512 * sizeof(float));
    session_destroy(alone);
    session_destroy(s);
}

static void a_snapshot_is_of_one_sequence_and_fits_any(void **state)
{
    (void)state;
    const struct fixture *const packs[] = {&hybrid, &full};
    for (int i = 0; i < 2; i++) {
        char *path = path_join(packs[i]->dir, "snapshot");
        struct session_params p = exact(3), one = exact(1);
        struct session *s = fixture_session(packs[i], &p);
        struct session *alone = fixture_session(packs[i], &one);
        struct snapshot_info info;
        struct error err = {0};
        for (int seq = 0; seq < 3; seq++) {
            session_select(s, seq);
            fixture_run(s, prompt[seq], 30 + (size_t)seq, NULL);
        }
        session_select(s, 2);
        struct snapshot_save save = {.path = path, .template_name = "t"};
        assert_true(snapshot_save(s, &save, &info, &err));
        assert_int_equal(info.n_tok, 32);
        session_select(s, 1);
        assert_true(snapshot_load(s, path, &info, &err));
        assert_true(snapshot_load(alone, path, &info, &err));
        int32_t next = 7;
        fixture_run(alone, &next, 1, NULL);
        for (int seq = 1; seq < 3; seq++) {
            session_select(s, seq);
            assert_int_equal(session_n_tok(s), 32);
            fixture_run(s, &next, 1, NULL);
            assert_memory_equal(session_logits(s), session_logits(alone),
                                512 * sizeof(float));
        }
        session_select(s, 0); /* nothing has happened to it */
        session_reset(alone);
        fixture_run(alone, prompt[0], 30, NULL);
        fixture_run(alone, &next, 1, NULL);
        fixture_run(s, &next, 1, NULL);
        assert_memory_equal(session_logits(s), session_logits(alone),
                            512 * sizeof(float));
        unlink(path);
        free(path);
        session_destroy(alone);
        session_destroy(s);
    }
}

/* Of sequences that read the same, each expert is needed once, by all rows. */
static void an_expert_is_taken_once_for_all_sequences(void **state)
{
    (void)state;
    struct session_params p = exact(N_SEQ);
    struct session *s = fixture_session(&hybrid, &p);
    const struct model_config *c = &hybrid.pack->config;
    struct session_part parts[N_SEQ];
    for (int seq = 0; seq < N_SEQ; seq++) {
        session_select(s, seq);
        fixture_run(s, prompt[0], 20, NULL);
        struct session_run run = {.ids = prompt[0] + 20, .n = 1};
        begin(s, seq, &run);
        parts[seq] = (struct session_part){.seq = seq};
    }
    struct session_params one_p = exact(1);
    struct session *one = fixture_session(&hybrid, &one_p);
    fixture_run(one, prompt[0], 21, NULL);
    pass(s, parts, N_SEQ);
    struct step step = {0};
    session_step(s, &step);
    assert_int_equal(step.n_used, c->n_layer * c->n_expert_used);
    for (size_t i = 0; i < step.n_used; i++)
        assert_int_equal(step.expert[i].n_rows, N_SEQ);
    struct stats stats = {0};
    session_fill_stats(s, &stats);
    uint64_t per_token = 0;
    for (int l = 0; l < c->n_layer; l++)
        per_token += (uint64_t)c->n_expert_used * hybrid.pack->expert[l].record_bytes;
    assert_int_equal(stats.expert_bytes_token, per_token);
    session_destroy(one);
    session_destroy(s);
}

static void the_plan_counts_every_sequence(void **state)
{
    (void)state;
    struct session_params p = exact(1);
    struct memory_plan one, four;
    struct error err = {0};
    assert_true(session_plan_memory(hybrid.pack, &p, &one, &err));
    p.n_sequence = 4;
    assert_true(session_plan_memory(hybrid.pack, &p, &four, &err));
    assert_int_equal(four.kv, 4 * one.kv);
    assert_int_equal(four.state, 4 * one.state);
    assert_int_equal(four.dense, one.dense);
    assert_true(four.buffers > one.buffers && four.buffers < 2 * one.buffers);

    p.memory_max_bytes = one.dense + one.kv + one.state + one.buffers;
    assert_false(session_plan_memory(hybrid.pack, &p, &four, &err));
    assert_non_null(strstr(err.msg, "the limit is"));
    p.n_sequence = 1;
    assert_true(session_plan_memory(hybrid.pack, &p, &four, &err));

    static const int wrong[] = {-1, 257};
    for (size_t i = 0; i < 2; i++) {
        struct error why = {0};
        p.n_sequence = wrong[i];
        assert_null(session_create(hybrid.pack, &p, &why));
        assert_non_null(strstr(why.msg, "1 to 256"));
    }
}

static void a_full_context_is_that_of_one_sequence(void **state)
{
    (void)state;
    struct session_params p = exact(2);
    p.ctx_tok = 50;
    struct session *s = fixture_session(&hybrid, &p);
    fixture_run(s, prompt[0], 50, NULL);
    struct session_run run = {.ids = prompt[0], .n = 1};
    struct error err = {0};
    assert_false(session_begin(s, &run, &err));
    assert_int_equal(err.code, ENOSPC);
    session_select(s, 1);
    fixture_run(s, prompt[1], 50, NULL);
    session_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_that_decode_together_compute_what_each_does_alone),
        cmocka_unit_test(a_prompt_is_read_beside_others_as_alone),
        cmocka_unit_test(one_that_is_cancelled_leaves_the_others_alone),
        cmocka_unit_test(when_all_are_cancelled_the_pass_ends_within_a_layer),
        cmocka_unit_test(each_sequence_goes_back_by_its_own_checkpoints),
        cmocka_unit_test(a_snapshot_is_of_one_sequence_and_fits_any),
        cmocka_unit_test(an_expert_is_taken_once_for_all_sequences),
        cmocka_unit_test(the_plan_counts_every_sequence),
        cmocka_unit_test(a_full_context_is_that_of_one_sequence),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
