#include "core/infer/turn_meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const int64_t MS = 1000000;

static void rates_without_samples_are_not_valid(void **state)
{
    struct turn_meter m;
    turn_meter_begin(&m, 5 * MS);
    assert_false(turn_meter_prefill_tok_s(&m).valid);
    assert_false(turn_meter_decode_tok_s(&m).valid);
    assert_false(turn_meter_decode_mean_tok_s(&m).valid);
    assert_false(turn_meter_ttft_ms(&m).valid);
    turn_meter_token(&m, 9 * MS);
    assert_true(turn_meter_ttft_ms(&m).valid);
    assert_float_equal(turn_meter_ttft_ms(&m).v, 4, 1e-9);
    assert_false(turn_meter_decode_mean_tok_s(&m).valid);
    turn_meter_token(&m, 19 * MS);
    assert_float_equal(turn_meter_decode_mean_tok_s(&m).v, 100, 1e-9);
    assert_false(turn_meter_decode_tok_s(&m).valid);
}

static void prefill_rate_is_tokens_over_time_since_its_start(void **state)
{
    struct turn_meter m;
    turn_meter_begin(&m, 1 * MS);
    turn_meter_prefill(&m, 0, 100 * MS);
    assert_false(turn_meter_prefill_tok_s(&m).valid);
    turn_meter_prefill(&m, 256, 600 * MS);
    turn_meter_prefill(&m, 512, 1124 * MS);
    assert_float_equal(turn_meter_prefill_tok_s(&m).v, 500, 1e-9);
}

static void decode_rate_looks_back_over_the_window_only(void **state)
{
    struct turn_meter m;
    turn_meter_begin(&m, 0);
    int64_t t = 1000 * MS;
    for (int i = 0; i < 100; i++) /* 10 tok/s */
        turn_meter_token(&m, t += 100 * MS);
    assert_float_equal(turn_meter_decode_tok_s(&m).v, 10, 1e-9);
    for (int i = 0; i < METER_WINDOW; i++) /* 20 tok/s */
        turn_meter_token(&m, t += 50 * MS);
    assert_float_equal(turn_meter_decode_tok_s(&m).v, 20, 1e-9);
    double n = 99 + METER_WINDOW, s = 99 * 0.1 + METER_WINDOW * 0.05;
    assert_float_equal(turn_meter_decode_mean_tok_s(&m).v, n / s, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_without_samples_are_not_valid),
        cmocka_unit_test(prefill_rate_is_tokens_over_time_since_its_start),
        cmocka_unit_test(decode_rate_looks_back_over_the_window_only),
    };
    return cmocka_run_group_tests_name("infer/turn_meter", tests, NULL, NULL);
}
