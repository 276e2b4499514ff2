#include "gpu/gpu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"

static void a_program_without_a_back_end_says_so(void **state)
{
    (void)state;
    struct error err = {0};
    struct backend_params p = {0};
    assert_null(gpu_backend_open(&p, &err));
    assert_non_null(strstr(err.msg, "without a GPU back end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_without_a_back_end_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
