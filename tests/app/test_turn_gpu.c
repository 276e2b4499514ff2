#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "app/turn_gpu.h"

static struct measure known(double v)
{
    return (struct measure){v, true};
}

static double number(const json_t *o, const char *name)
{
    assert_true(json_is_number(json_object_get(o, name)));
    return json_number_value(json_object_get(o, name));
}

static void without_a_gpu_there_is_nothing_to_tell(void **state)
{
    (void)state;
    struct turn_gpu g = {.expert_hits = known(3)};
    json_t *o = turn_gpu_json(&g);
    assert_true(json_is_null(o));
    json_decref(o);
}

static void turns_of_one_answer_are_added_up(void **state)
{
    (void)state;
    struct turn_gpu sum = {0};
    struct turn_gpu one = {.used_bytes = known(100),
                           .expert_hits = known(3),
                           .expert_misses = known(2),
                           .expert_beside = known(1),
                           .copied_bytes = known(50),
                           .copy_bytes_s = known(22.5e9)};
    struct turn_gpu two = one;
    two.used_bytes = known(200);
    turn_gpu_add(&sum, &one);
    turn_gpu_add(&sum, &two);
    json_t *o = turn_gpu_json(&sum);
    assert_true(number(o, "used_bytes") == 200 && number(o, "expert_hits") == 6);
    assert_true(number(o, "expert_misses") == 4 && number(o, "expert_beside") == 2);
    assert_true(number(o, "copied_bytes") == 100);
    assert_true(number(o, "copy_bytes_s") == 22.5e9);
    assert_true(json_is_null(json_object_get(o, "beside_bytes_s")));
    json_decref(o);

    /* After a lost device a count may be unknown: then the sum is, too. */
    two.copied_bytes.valid = false;
    turn_gpu_add(&sum, &two);
    o = turn_gpu_json(&sum);
    assert_true(json_is_null(json_object_get(o, "copied_bytes")));
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_gpu_there_is_nothing_to_tell),
        cmocka_unit_test(turns_of_one_answer_are_added_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
