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

static void no_sequence_gets_to_the_terminal(void **state)
{
    struct error err = {0};
    err_set(&err, 0, "%s",
            "a\x1b[31m\r\x07 b\xc2\x9b"
            "2J\x7f\t\n \xc3\xa9 \xc2\xa0.");
    assert_string_equal(err.msg, "a?[31m?? b?2J?\t\n \xc3\xa9 \xc2\xa0.");
    err_prefix(&err, "x\x1b]0;t%s", "\xc2\x80");
    assert_string_equal(err.msg, "x?]0;t?: a?[31m?? b?2J?\t\n \xc3\xa9 \xc2\xa0.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_returns_false_and_fills),
        cmocka_unit_test(set_accepts_null),
        cmocka_unit_test(no_sequence_gets_to_the_terminal),
    };
    return cmocka_run_group_tests_name("core/error", tests, NULL, NULL);
}
