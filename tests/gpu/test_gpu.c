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
    struct gpu_params gpu = {.device = -1};
    struct backend_params p = {0};
    struct backend_memory memory;
    int n = -1;
    assert_null(gpu_backend_create(&gpu, &p, &err));
    assert_non_null(strstr(err.msg, "without a GPU back end"));
    err = (struct error){0};
    assert_false(gpu_backend_plan(&p, &memory, &err));
    assert_non_null(strstr(err.msg, "without a GPU back end"));
    err = (struct error){0};
    assert_null(gpu_list(&n, &err));
    assert_int_equal(n, 0);
    assert_non_null(strstr(err.msg, "without a GPU back end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_without_a_back_end_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
