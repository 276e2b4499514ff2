#include "ui/telemetry.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "ui/panels/graph.h"

static const int64_t s_ns = 1000000000;

static void rings_keep_the_newest(void **state)
{
    struct ring r = {0};
    assert_true(isnan(ring_get(&r, 0)));
    for (int i = 0; i < RING_MAX + 5; i++)
        ring_add(&r, i);
    assert_true(ring_get(&r, 0) == RING_MAX + 4);
    assert_true(ring_get(&r, RING_MAX - 1) == 5);
    assert_true(isnan(ring_get(&r, RING_MAX)));
}

static void scales_grow_at_once_and_shrink_to_what_was_seen_lately(void **state)
{
    struct ratchet r = {0};
    ratchet_see(&r, 3.9, s_ns);
    assert_true(r.top == 5);
    ratchet_see(&r, 5.1, 2 * s_ns);
    assert_true(r.top == 7);
    ratchet_see(&r, 1, 3 * s_ns);
    ratchet_see(&r, 2.5, 4 * s_ns);
    ratchet_see(&r, 1, 5 * s_ns);
    assert_true(r.top == 7);
    ratchet_see(&r, 1, 6 * s_ns);
    assert_true(r.top == 3); /* 2.5 was in these 2 s */
    ratchet_fit(&r, 0.4);
    assert_true(fabs(r.top - 0.5) < 1e-12 && r.low_since_ns == 0);
    assert_true(fabs(scale_round(1.2e9) - 1.5e9) < 1);
    assert_true(scale_round(0) == 0);
    for (double top = 1e-6; top < 1e12; top = scale_round(top * 1.01)) {
        double lower = scale_below(top);
        assert_true(lower > top * 0.59 && lower < top * 0.8);
        assert_true(fabs(scale_round(lower * 1.001) - top) < top * 1e-9);
    }
    assert_true(scale_below(0) == 0 && scale_below(NAN) == 0);
    assert_true(scale_round(NAN) == 0);
}

static void graphs_have_eight_levels_and_an_ascii_form(void **state)
{
    assert_int_equal(graph_level(0, 10), 0);
    assert_int_equal(graph_level(0.01, 10), 1); /* something is never drawn as nothing */
    assert_int_equal(graph_level(10, 10), 8);
    assert_int_equal(graph_level(11, 10), 8);
    assert_int_equal(graph_level(NAN, 10), 0);
    assert_int_equal(graph_level(1, 0), 0);
    struct ring r = {0};
    for (int i = 0; i <= 8; i++)
        ring_add(&r, i);
    struct strbuf out = {0};
    graph_ring(&out, &r, 11, 8, true);
    assert_string_equal(out.data, "   ▁▂▃▄▅▆▇█");
    strbuf_clear(&out);
    graph_ring(&out, &r, 9, 8, false);
    assert_string_equal(out.data, " .:-=+*#@");
    strbuf_finish(&out);
}

static struct stats at(uint64_t seq, enum engine_phase phase)
{
    return (struct stats){.seq = seq,
                          .phase = phase,
                          .time_ns = (int64_t)seq * s_ns,
                          .resident_known = true,
                          .device_known = true};
}

static void rates_come_from_the_counters_growth(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_IDLE);
    s.device_bytes = 1000;
    telemetry_take(&t, &s);
    assert_false(t.device_rate.valid); /* one sample is no rate */
    s = at(2, PHASE_DECODE);
    s.device_bytes = 1000;
    telemetry_take(&t, &s);
    s = at(3, PHASE_DECODE);
    s.device_bytes = 4000;
    s.expert_bytes = 4000;
    s.expert_resident_bytes = 1000;
    s.n_generated_tok = 2;
    telemetry_take(&t, &s);
    assert_true(t.device_rate.valid && t.device_rate.v == 3000);
    assert_true(t.hit_rate.valid && t.hit_rate.v == 0.25);
    assert_true(ring_get(&t.hit, 0) == 0.25);
    assert_true(t.amplification.valid && t.amplification.v == 1);
    assert_true(t.device_token.valid && t.device_token.v == 1500);
}

static void what_is_not_known_is_not_valid(void **state)
{
    struct telemetry t = {0};
    for (uint64_t i = 1; i < 4; i++) {
        struct stats s = {.seq = i,
                          .phase = PHASE_DECODE,
                          .time_ns = (int64_t)i * s_ns,
                          .expert_bytes = i * 100,
                          .n_generated_tok = (int)i};
        telemetry_take(&t, &s);
    }
    assert_false(t.device_rate.valid);
    assert_false(t.hit_rate.valid);
    assert_false(t.amplification.valid);
    assert_false(t.device_token.valid);
    assert_true(isnan(ring_get(&t.hit, 0)));
    assert_true(isnan(ring_get(&t.decode, 0)));
    struct stats none = {0};
    assert_false(layers_summary(&none).valid);
}

static void counters_that_restart_make_no_spike(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_DECODE);
    s.expert_bytes = 1000000;
    s.expert_resident_bytes = 500000;
    telemetry_take(&t, &s);
    s = at(2, PHASE_PREFILL);
    s.expert_bytes = 100;
    s.expert_resident_bytes = 100;
    telemetry_take(&t, &s);
    assert_true(ring_get(&t.hit, 0) == 1);
    assert_true(t.device_rate.valid && t.device_rate.v == 0);
}

static void shares_of_the_layers_sum_to_the_whole(void **state)
{
    struct stats s = {.n_layer = 3};
    for (int i = 0; i < 3; i++)
        s.layer[i] = (struct layer_stats){1, 1, (float)i * 2, 1, 1};
    struct layer_summary sum = layers_summary(&s);
    assert_true(sum.valid);
    assert_int_equal(sum.slowest, 2);
    assert_true(sum.max_ms == 8 && sum.p50_ms == 6 && sum.total_ms == 18);
    assert_true(fabs(sum.mixer + sum.route + sum.io_wait + sum.expert + sum.other - 100) <
                1e-9);
    struct strbuf out = {0};
    layers_strip(&out, &s, 0, 3, 2, STRIP_TOTAL, 8, false); /* the maximum of pairs */
    assert_string_equal(out.data, "*@");
    strbuf_clear(&out);
    layers_ruler(&out, 0, 25, 1);
    assert_string_equal(out.data, "0         10        20 ");
    strbuf_finish(&out);
}

static void the_nearer_limit_is_shown_or_why_there_is_none(void **state)
{
    struct telemetry t = {
        .now = {.memory_share = {0.3, true}, .disk_share = {0.8, true}}};
    assert_string_equal(limit_share(&t).name, "disk");
    t.now.disk_share.v = 0.2;
    assert_string_equal(limit_share(&t).name, "memory");
    assert_true(limit_share(&t).share.v == 0.3);
    t.now.memory_share.valid = false;
    assert_string_equal(limit_share(&t).name, "disk");

    t.now.disk_share.valid = false;
    strcpy(t.now.memory_share_why, "small");
    strcpy(t.now.disk_share_why, "unknown");
    assert_false(limit_share(&t).share.valid);
    assert_string_equal(limit_share(&t).why, "small");
    t.hit_rate = (struct measure){0.5, true};
    assert_string_equal(limit_share(&t).why, "unknown");
}

static void the_graphs_have_one_column_for_each_quarter_second_of_work(void **state)
{
    struct telemetry t = {0};
    for (uint64_t i = 1; i <= 3; i++) { /* a token a second */
        struct stats s = at(i, PHASE_DECODE);
        s.expert_bytes = 1000 * i;
        s.expert_resident_bytes = 500 * i;
        telemetry_take(&t, &s);
    }
    assert_int_equal(t.hit.n, 1 + 2 * RING_HZ);
    for (int i = 0; i < 2 * RING_HZ; i++)
        assert_true(ring_get(&t.hit, i) == 0.5);
    struct stats s = at(4, PHASE_IDLE);
    telemetry_take(&t, &s);
    int n = t.hit.n;
    s = at(1000, PHASE_PREFILL); /* a pause is no work */
    telemetry_take(&t, &s);
    assert_int_equal(t.hit.n, n + 1);
}

static void a_chunk_of_the_prompt_does_not_set_the_scale_of_tokens(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_PREFILL);
    s.n_layer = 1;
    s.layer[0].mixer_ms = 900;
    telemetry_take(&t, &s);
    assert_true(t.layer_top.top == 1000);
    s = at(2, PHASE_DECODE);
    s.n_layer = 1;
    s.layer[0].mixer_ms = 4;
    telemetry_take(&t, &s);
    assert_true(t.layer_top.top == 5);
    s.seq++;
    s.layer[0].mixer_ms = 0.076f; /* the last token, and rest follows at once */
    telemetry_take(&t, &s);
    assert_true(t.layer_top.top == 5);
    s.seq++;
    s.phase = PHASE_IDLE;
    telemetry_take(&t, &s);
    assert_true(fabs(t.layer_top.top - 0.1) < 1e-9);
}

static void graphs_have_the_scale_of_what_they_show(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_DECODE);
    s.decode_tok_s = (struct measure){900, true};
    telemetry_take(&t, &s);
    assert_true(t.decode_top.top == 1000);
    for (int i = 0; i < 20; i++) {
        s = at((uint64_t)i + 2, PHASE_DECODE);
        s.decode_tok_s = (struct measure){4, true};
        telemetry_take(&t, &s);
    }
    assert_true(t.decode_top.top == 5);
}

/* A turn of less than a sample's time leaves one behind all the same. */
static void a_short_turn_is_in_the_graphs(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_IDLE);
    telemetry_take(&t, &s);
    s = at(2, PHASE_PREFILL);
    telemetry_take(&t, &s);
    assert_true(isnan(ring_get(&t.decode, 0)));
    s.seq = 3;
    s.time_ns += s_ns / 10;
    s.phase = PHASE_IDLE;
    s.n_generated_tok = 33;
    s.decode_tok_s = (struct measure){900, true};
    telemetry_take(&t, &s);
    assert_true(ring_get(&t.decode, 0) == 900);
    assert_true(t.decode_top.top == 1000);
}

static void take(struct telemetry *t, struct stats *s, enum engine_phase phase)
{
    s->seq++;
    s->time_ns += s_ns;
    s->phase = phase;
    telemetry_take(t, s);
}

/* A draft is a turn of its own: of its bytes, and without a rate of writing. */
static void a_draft_is_a_turn_that_writes_nothing(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_IDLE);
    telemetry_take(&t, &s);
    take(&t, &s, PHASE_PREFILL);
    s.expert_bytes = s.device_bytes = 4000;
    s.n_generated_tok = 9;
    s.decode_tok_s = (struct measure){30, true};
    take(&t, &s, PHASE_DECODE);
    take(&t, &s, PHASE_IDLE);
    assert_true(t.amplification.valid && t.amplification.v == 1);
    assert_true(ring_get(&t.decode, 0) == 30);
    int n = t.decode.n;

    s.draft = true;
    s.expert_bytes = 0;
    s.n_generated_tok = 0;
    s.decode_tok_s.valid = false;
    take(&t, &s, PHASE_PREFILL);
    s.expert_bytes = 1000;
    s.device_bytes += 2000;
    take(&t, &s, PHASE_PREFILL);
    assert_true(t.amplification.v == 2);
    assert_true(t.device_rate.v == 2000);
    take(&t, &s, PHASE_IDLE);
    assert_true(t.amplification.v == 2);
    for (int i = t.decode.n - n; i > 0; i--)
        assert_true(isnan(ring_get(&t.decode, i - 1)));
}

static void a_turn_that_follows_a_draft_at_once_begins_from_nothing(void **state)
{
    struct telemetry t = {0};
    struct stats s = at(1, PHASE_IDLE);
    telemetry_take(&t, &s);
    s.draft = true;
    take(&t, &s, PHASE_PREFILL);
    s.expert_bytes = s.device_bytes = 1000;
    take(&t, &s, PHASE_PREFILL);
    s.draft = false; /* and more than the draft has */
    s.expert_bytes = 4000;
    s.expert_resident_bytes = 2000;
    s.device_bytes += 6000;
    take(&t, &s, PHASE_PREFILL);
    assert_true(t.amplification.v == 3);
    assert_true(ring_get(&t.hit, 0) == 0.5);
}

/* Two layers; the experts are those of layer 0, then those of layer 1. */
static struct step step_of(int i_tok, const struct layer_stats *layers,
                           const struct step_expert *experts, size_t n)
{
    return (struct step){.phase = i_tok ? PHASE_DECODE : PHASE_PREFILL,
                         .n_tok = i_tok ? 1 : 5,
                         .i_tok = i_tok,
                         .n_layer = 2,
                         .n_expert = 20,
                         .layer = layers,
                         .expert = experts,
                         .n_used = n};
}

static void uses_of_experts_are_counted_by_conversation(void **state)
{
    struct telemetry t = {0};
    const struct layer_stats layers[2] = {{.n_used = 2, .mixer_ms = 3}, {.n_used = 1}};
    const struct step_expert prompt[] = {{3, 4}, {19, 1}, {7, 5}},
                             token[] = {{3, 1}, {4, 1}, {7, 1}};
    struct step s = step_of(0, layers, prompt, 3);
    telemetry_step(&t, &s);
    assert_int_equal(t.steps.n_rows, 0); /* no token was written yet */
    s = step_of(1, layers, token, 3);
    telemetry_step(&t, &s);
    assert_int_equal(t.steps.n_rows, 1);
    assert_int_equal(t.steps.n_touched, 4);
    assert_int_equal(t.steps.layer_touched[0], 3);
    assert_int_equal(t.steps.layer_uses[0], 7);
    assert_true(steps_touched(&t.steps).v == 0.1);
    uint16_t hot[20];
    assert_int_equal(steps_hottest(&t.steps, 0, hot), 3);
    assert_int_equal(hot[0], 3);
    assert_int_equal(hot[1], 4);
    assert_int_equal(hot[2], 19);
    assert_true(fabs(steps_skew(&t.steps, 0).v - 6.0 / 7) < 1e-12); /* a tenth is two */
    telemetry_new_conversation(&t);
    assert_int_equal(t.steps.n_touched, 0);
    assert_int_equal(t.steps.n_rows, 0);
    assert_false(steps_skew(&t.steps, 0).valid);
    telemetry_finish(&t);
}

static void only_the_newest_tokens_are_kept(void **state)
{
    struct step_history h = {0};
    struct layer_stats layers[2] = {{0}};
    for (int turn = 1; turn <= 3; turn++)
        for (int i = 1; i <= 300; i++) {
            layers[1].mixer_ms = (float)(turn * 1000 + i);
            struct step s = step_of(i, layers, NULL, 0);
            assert_true(steps_add(&h, &s));
        }
    assert_int_equal(h.n_rows, 900);
    assert_int_equal(steps_first(&h), 900 - STEP_ROWS_MAX);
    assert_int_equal(steps_row(&h, 899)->turn, 3);
    assert_int_equal(steps_row(&h, 599)->i_tok, 300);
    assert_int_equal(steps_row(&h, 599)->turn, 2);
    assert_true(steps_layers(&h, 599)[1].mixer_ms == 2300);
    steps_finish(&h);
}

static void impossible_steps_are_left_out(void **state)
{
    struct step_history h = {0};
    const struct layer_stats layers[2] = {{.n_used = 1}, {.n_used = 1}};
    const struct step_expert good[] = {{1, 1}, {2, 1}}, bad[] = {{1, 1}, {20, 1}};
    struct step s = step_of(1, layers, bad, 2);
    assert_false(steps_add(&h, &s)); /* there are 20 experts, from 0 */
    s = step_of(1, layers, good, 1);
    assert_false(steps_add(&h, &s));
    s = step_of(1, layers, good, 2);
    s.n_layer = 0;
    assert_false(steps_add(&h, &s));
    s.n_layer = STATS_MAX_LAYERS + 1;
    assert_false(steps_add(&h, &s));
    s.n_layer = 2;
    s.n_expert = STEP_EXPERTS_MAX + 1;
    assert_false(steps_add(&h, &s));
    assert_int_equal(h.n_layer, 0);
    s.n_expert = 20;
    assert_true(steps_add(&h, &s));
    steps_finish(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rings_keep_the_newest),
        cmocka_unit_test(scales_grow_at_once_and_shrink_to_what_was_seen_lately),
        cmocka_unit_test(graphs_have_eight_levels_and_an_ascii_form),
        cmocka_unit_test(rates_come_from_the_counters_growth),
        cmocka_unit_test(what_is_not_known_is_not_valid),
        cmocka_unit_test(counters_that_restart_make_no_spike),
        cmocka_unit_test(shares_of_the_layers_sum_to_the_whole),
        cmocka_unit_test(the_graphs_have_one_column_for_each_quarter_second_of_work),
        cmocka_unit_test(a_chunk_of_the_prompt_does_not_set_the_scale_of_tokens),
        cmocka_unit_test(graphs_have_the_scale_of_what_they_show),
        cmocka_unit_test(a_short_turn_is_in_the_graphs),
        cmocka_unit_test(a_draft_is_a_turn_that_writes_nothing),
        cmocka_unit_test(a_turn_that_follows_a_draft_at_once_begins_from_nothing),
        cmocka_unit_test(uses_of_experts_are_counted_by_conversation),
        cmocka_unit_test(only_the_newest_tokens_are_kept),
        cmocka_unit_test(impossible_steps_are_left_out),
        cmocka_unit_test(the_nearer_limit_is_shown_or_why_there_is_none),
    };
    return cmocka_run_group_tests_name("ui/telemetry", tests, NULL, NULL);
}
