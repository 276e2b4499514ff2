#include "core/base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void set_returns_false_and_fills(void **state)
{
    struct error err = {0};
    assert_false(err_set(&err, ENOENT, "open %s", "x"));
    assert_int_equal(err.code, ENOENT);
    assert_string_equal(err.msg, "open x: No such file or directory");
}

static void set_accepts_null(void **state)
{
    assert_false(err_set(NULL, 0, "ignored"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_returns_false_and_fills),
        cmocka_unit_test(set_accepts_null),
    };
    return cmocka_run_group_tests_name("core/error", tests, NULL, NULL);
}
