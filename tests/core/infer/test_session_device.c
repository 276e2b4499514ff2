/* Sessions whose back end is a device: its memory, what is known of its time, and its loss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/infer/session.h"
#include "core/infer/session_impl.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fake_device.h"
#include "tests/core/infer/session_packs.h"

/* Of a back end that computes on its own the phases are not known, what it holds counts for
 * no limit of memory but for what it shares with the machine, and nobody reads the dense part
 * ahead for it. */
static void a_device_has_its_own_memory_and_time(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = fixture_session(&hybrid, &p);
    assert_non_null(s->warmer);
    assert_int_equal(session_plan(s)->device, 0);
    uint64_t buffers = session_plan(s)->buffers;
    session_destroy(s);

    p.backend = &fake_device;
    s = fixture_session(&hybrid, &p);
    const struct memory_plan *m = session_plan(s);
    uint64_t needed = plan_total(m) - m->checkpoints_max - m->device;
    assert_int_equal(m->buffers, buffers + FAKE_HOST_BYTES);
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

/* The CPU has none of the keys and values that the device held. */
static void what_a_lost_device_had_read_is_read_again(void **state)
{
    (void)state;
    const struct fixture *models[] = {&hybrid, &full};
    for (int i = 0; i < 2; i++) {
        struct session_params p = fixture_params();
        struct error err = {0};
        p.backend = &fake_device;
        p.n_sequence = 2;
        struct session *s = fixture_session(models[i], &p);
        for (int seq = 0; seq < 2; seq++) {
            session_select(s, seq);
            fixture_run(s, ids, 10, NULL);
        }
        fake_device_lose();
        assert_false(session_decode(s, 3, NULL, &err));
        for (int seq = 0; seq < 2; seq++) {
            session_select(s, seq);
            assert_int_equal(session_n_tok(s), 0);
            assert_int_equal(session_rewind_to_prefix(s, ids, 10), 0);
        }
        session_destroy(s);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_has_its_own_memory_and_time),
        cmocka_unit_test(where_a_device_is_lost_the_session_says_what_computes),
        cmocka_unit_test(what_a_lost_device_had_read_is_read_again),
        cmocka_unit_test(bytes_copied_to_a_gpu_for_a_token_are_those_of_a_token),
    };
    return cmocka_run_group_tests(tests, session_packs_open, session_packs_close);
}
