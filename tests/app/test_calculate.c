#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/calculate.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

static void expect(const char *expression, const char *want)
{
    struct error err = {0};
    char *got = calculate(expression, &err);
    if (!got)
        fail_msg("%s: %s", expression, err.msg);
    assert_string_equal(got, want);
    free(got);
}

static void refuse(const char *expression, const char *part)
{
    struct error err = {0};
    char *got = calculate(expression, &err);
    if (got)
        fail_msg("%s gave %s", expression, got);
    if (!strstr(err.msg, part))
        fail_msg("%s: '%s' is not in '%s'", expression, part, err.msg);
}

static void precedence_is_that_of_arithmetic(void **state)
{
    expect("2 * (3 + 4)", "14");
    expect("2 + 3 * 4", "14");
    expect("10 - 4 - 3", "3");
    expect("100 / 10 / 5", "2");
    expect("2 ^ 3 ^ 2", "512");
    expect("2 ** 10", "1024");
    expect("-2 ^ 2", "-4");
    expect("2 ^ -1", "0.5");
    expect("2 * -3", "-6");
    expect("--5", "5");
    expect("7 % 3 * 2", "2");
    expect(" 12*34 ", "408");
}

static void numbers_are_exact_while_they_are_whole(void **state)
{
    expect("9007199254740993 + 0", "9007199254740993");
    expect("999999999999 * 999999", "999998999999000001");
    expect("3 ^ 39", "4052555153018976267");
    expect("6 / 3", "2");
    expect("7 / 2", "3.5");
    expect("1 / 3", "0.3333333333");
    expect("0.1 + 0.2", "0.3");
    expect("1.5e3", "1500");
    expect(".5 + .5", "1");
    expect("-7 % 3", "-1");
    expect("0 * -1.5", "0");
    expect("9223372036854775807 + 1", "9.223372037e+18");
}

static void functions_and_constants_are_known(void **state)
{
    expect("sqrt(16) + abs(-3)", "7");
    expect("max(1, 5, 3) - min(2, 4)", "3");
    expect("round(2.5)", "3");
    expect("round(pi * 100)", "314");
    expect("ln(e)", "1");
}

static void errors_name_place_and_cause(void **state)
{
    refuse("1 / 0", "division by zero");
    refuse("5 % (3 - 3)", "division by zero");
    refuse("0 ^ -1", "division by zero");
    refuse("", "character 1");
    refuse("2 +", "character 4");
    refuse("(2 + 3", "')' is missing");
    refuse("2 3", "an operator is expected at character 3");
    refuse("2 + x", "character 5");
    refuse("system(1)", "unknown function");
    refuse("sqrt(1, 2)", "one argument");
    refuse("sqrt(-1)", "no finite number");
    refuse("10 ^ 400", "no finite number");
    refuse("1e999", "too large");
    refuse("1..2", "an operator");
    refuse("2; rm -rf /", "an operator");
}

static void depth_and_length_are_limited(void **state)
{
    char deep[400];
    memset(deep, '(', 200);
    deep[200] = '1';
    memset(deep + 201, ')', 199);
    deep[399] = '\0';
    refuse(deep, "nested too deeply");

    char *length = xmalloc(1102);
    memset(length, '1', 1101);
    length[1101] = '\0';
    refuse(length, "more than 1000 characters");
    free(length);
    expect("((((((((((1))))))))))", "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precedence_is_that_of_arithmetic),
        cmocka_unit_test(numbers_are_exact_while_they_are_whole),
        cmocka_unit_test(functions_and_constants_are_known),
        cmocka_unit_test(errors_name_place_and_cause),
        cmocka_unit_test(depth_and_length_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
