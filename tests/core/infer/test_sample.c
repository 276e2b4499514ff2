#include "core/infer/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"

static bool from_text(const char *text, struct sample_params *p, struct error *err)
{
    json_t *o = json_loads(text, 0, NULL);
    assert_non_null(o);
    bool ok = sample_params_from_json(o, p, err);
    json_decref(o);
    return ok;
}

static void the_default_cuts_nothing(void **state)
{
    (void)state;
    struct sample_params p;
    sample_params_default(&p);
    assert_float_equal(p.temperature, 1, 0);
    assert_float_equal(p.top_p, 1, 0);
    assert_float_equal(p.repetition_penalty, 1, 0);
    assert_int_equal(p.top_k, 0);
    assert_float_equal(p.min_p, 0, 0);
    assert_int_equal(p.seed, 0);
}

static void a_generation_config_is_laid_on_top(void **state)
{
    (void)state;
    struct sample_params p;
    struct error err = {0};
    sample_params_default(&p);
    assert_true(from_text("{\"do_sample\": true, \"temperature\": 0.6, \"top_k\": 20, "
                          "\"top_p\": 0.95, \"eos_token_id\": [1, 2], \"min_p\": null}",
                          &p, &err));
    assert_float_equal(p.temperature, 0.6, 1e-6);
    assert_int_equal(p.top_k, 20);
    assert_float_equal(p.top_p, 0.95, 1e-6);
    assert_float_equal(p.min_p, 0, 0);
    assert_true(from_text("{\"do_sample\": false, \"temperature\": 0.6}", &p, &err));
    assert_float_equal(p.temperature, 0, 0);
}

static void wrong_values_are_refused_and_change_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"top_k\": 5, \"temperature\": -1}",
        "{\"top_k\": 5, \"top_p\": 0}",
        "{\"top_k\": 5, \"top_p\": 1.5}",
        "{\"top_k\": 5, \"min_p\": \"x\"}",
        "{\"top_k\": 5.5}",
        "{\"top_k\": -1}",
        "{\"repetition_penalty\": 0}",
        "{\"do_sample\": 1}",
        "{\"top_k\": 99999999999}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sample_params p, before;
        struct error err = {0};
        sample_params_default(&p);
        before = p;
        if (from_text(bad[i], &p, &err))
            fail_msg("taken: %s", bad[i]);
        assert_true(err.msg[0] != '\0');
        assert_memory_equal(&p, &before, sizeof(p));
    }
}

static void values_are_set_by_name(void **state)
{
    (void)state;
    struct sample_params p;
    struct error err = {0};
    sample_params_default(&p);
    assert_true(sample_params_set(&p, "temp", "0.25", &err));
    assert_float_equal(p.temperature, 0.25, 0);
    assert_true(sample_params_set(&p, "temperature", "0", &err));
    assert_true(sample_params_set(&p, "top-k", "40", &err));
    assert_int_equal(p.top_k, 40);
    assert_true(sample_params_set(&p, "presence_penalty", "-1.5", &err));
    assert_float_equal(p.presence_penalty, -1.5, 0);
    assert_true(sample_params_set(&p, "seed", "18446744073709551615", &err));
    assert_true(p.seed == UINT64_MAX);

    static const char *const bad[][2] = {
        {"top_k", "4x"},   {"top_k", ""},
        {"seed", "-1"},    {"seed", "18446744073709551616"},
        {"top_p", "nan"},  {"min_p", "1.01"},
        {"seed", ""},      {"temperature", "inf"},
        {"top_k", "1e20"}, {"top_p", "0.5 "},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (sample_params_set(&p, bad[i][0], bad[i][1], &err))
            fail_msg("taken: %s %s", bad[i][0], bad[i][1]);
    assert_false(sample_params_set(&p, "warmth", "1", &err));
    assert_non_null(strstr(err.msg, "\"warmth\""));
    assert_non_null(strstr(err.msg, "temperature"));
    assert_int_equal(p.top_k, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_cuts_nothing),
        cmocka_unit_test(a_generation_config_is_laid_on_top),
        cmocka_unit_test(wrong_values_are_refused_and_change_nothing),
        cmocka_unit_test(values_are_set_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
