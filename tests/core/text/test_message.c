#include "core/text/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void roles_have_names_both_ways(void **state)
{
    const enum role roles[] = {ROLE_SYSTEM, ROLE_USER, ROLE_ASSISTANT, ROLE_TOOL};
    const char *names[] = {"system", "user", "assistant", "tool"};
    for (int i = 0; i < 4; i++) {
        assert_string_equal(role_name(roles[i]), names[i]);
        assert_int_equal(role_from_name(names[i]), roles[i]);
    }
    assert_int_equal(role_from_name("User"), -1);
    assert_int_equal(role_from_name(""), -1);
}

static void copy_is_deep(void **state)
{
    struct tool_call call = {.name = (char *)"f", .arguments = (char *)"{}"};
    struct message m = {
        .role = ROLE_ASSISTANT, .content = (char *)"text", .calls = &call, .n_calls = 1};
    struct message copy;
    message_copy(&copy, &m);
    assert_int_equal(copy.role, ROLE_ASSISTANT);
    assert_ptr_not_equal(copy.content, m.content);
    assert_string_equal(copy.content, "text");
    assert_null(copy.thinking);
    assert_ptr_not_equal(copy.calls, m.calls);
    assert_null(copy.calls[0].id);
    assert_string_equal(copy.calls[0].name, "f");
    message_finish(&copy);
    assert_null(copy.content);
    assert_int_equal(copy.n_calls, 0);
    message_finish(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_have_names_both_ways),
        cmocka_unit_test(copy_is_deep),
    };
    return cmocka_run_group_tests_name("core/message", tests, NULL, NULL);
}
