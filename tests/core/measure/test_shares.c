#include "core/measure/shares.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct shares_limits limits(void)
{
    return (struct shares_limits){
        .memory = 40e9, .disk = 2e9, .cache_bytes = (uint64_t)32 << 20};
}

/* Ten tokens of 2 GB in one second; half of it experts, all found. */
static struct shares_work work(void)
{
    return (struct shares_work){
        .seconds = 1,
        .touched_bytes = 20000000000,
        .touched_token_bytes = 2000000000,
        .expert_bytes = 10000000000,
        .resident_bytes = 10000000000,
        .resident_known = true,
        .device_known = true,
    };
}

static void resident_experts_share_the_memory(void **state)
{
    struct shares_limits l = limits();
    struct shares_work w = work();
    struct shares s;
    shares_get(&l, &w, &s);
    assert_true(s.memory.valid && fabs(s.memory.v - 0.5) < 1e-9);
    assert_true(fabs(s.memory.rate - 20e9) < 1);
    assert_string_equal(s.memory.why, "");
    assert_false(s.disk.valid);
    assert_string_equal(s.disk.why, "the experts were resident");
    assert_false(s.fits_cache);

    w.touched_token_bytes = 1 << 20;
    shares_get(&l, &w, &s);
    assert_true(s.fits_cache);
}

static void a_prompt_shares_the_disk_alone(void **state)
{
    struct shares_limits l = limits();
    struct shares_work w = work();
    struct shares s;
    w.touched_bytes = 0;
    shares_get(&l, &w, &s);
    assert_false(s.memory.valid);
    assert_string_equal(s.memory.why, "nothing was decoded");
    w.resident_bytes = 0;
    w.device_bytes = 1000000000;
    shares_get(&l, &w, &s);
    assert_true(s.disk.valid && fabs(s.disk.v - 0.5) < 1e-9);
}

static void streamed_experts_share_the_disk(void **state)
{
    struct shares_limits l = limits();
    struct shares_work w = work();
    struct shares s;
    w.resident_bytes = 9000000000;
    w.device_bytes = 1500000000;
    w.seconds = 1.5;
    shares_get(&l, &w, &s);
    assert_false(s.memory.valid);
    assert_string_equal(s.memory.why, "10.0 % of the experts' bytes were not resident");
    assert_true(s.disk.valid && fabs(s.disk.v - 0.5) < 1e-9);

    /* The border: 1 % may be missing. */
    w.resident_bytes = 9900000000;
    shares_get(&l, &w, &s);
    assert_true(s.memory.valid && !s.disk.valid);
    w.resident_bytes--;
    shares_get(&l, &w, &s);
    assert_true(!s.memory.valid && s.disk.valid);
}

static void what_is_not_known_has_a_reason(void **state)
{
    struct shares_limits l = limits();
    struct shares_work w = work();
    struct shares s;
    l.memory = l.disk = 0;
    shares_get(&l, &w, &s);
    assert_string_equal(s.memory.why, "the limit is not known");
    assert_string_equal(s.disk.why, "the limit is not known");
    snprintf(l.memory_why, sizeof(l.memory_why), "because");
    snprintf(l.disk_why, sizeof(l.disk_why), "another disk");
    shares_get(&l, &w, &s);
    assert_string_equal(s.memory.why, "because");
    assert_string_equal(s.disk.why, "another disk");

    l = limits();
    w.resident_known = false;
    w.device_bytes = 1000000000;
    shares_get(&l, &w, &s);
    assert_string_equal(s.memory.why, "what was resident is not known");
    assert_true(s.disk.valid && fabs(s.disk.v - 0.5) < 1e-9);
    w.device_known = false;
    shares_get(&l, &w, &s);
    assert_string_equal(s.disk.why, "what was read from it is not known");

    w = work();
    w.seconds = 0;
    shares_get(&l, &w, &s);
    assert_string_equal(s.memory.why, "nothing was decoded");
    assert_string_equal(s.disk.why, "nothing was decoded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resident_experts_share_the_memory),
        cmocka_unit_test(a_prompt_shares_the_disk_alone),
        cmocka_unit_test(streamed_experts_share_the_disk),
        cmocka_unit_test(what_is_not_known_has_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
