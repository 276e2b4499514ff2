#include "core/base/conveyor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/error.h"

enum {
    N_THREADS = 5,
    N_SLOTS = 7,
};

struct job {
    atomic_ullong first_back; /* the consumer's place */
    atomic_int n_made, too_far_ahead;
    uint64_t bad; /* this item fails */
    atomic_bool in_use[N_THREADS];
    atomic_int shared;
};

/* Some items take longer than others, so that they end in another order than they began. */
static bool make(void *ctx, int i_thread, uint64_t i, void *slot, struct error *err)
{
    struct job *j = ctx;
    if (atomic_exchange(&j->in_use[i_thread], true))
        atomic_fetch_add(&j->shared, 1);
    if (i >= atomic_load(&j->first_back) + N_SLOTS)
        atomic_fetch_add(&j->too_far_ahead, 1);
    struct timespec t = {.tv_nsec = (long)(i * 7919 % 11) * 20000};
    nanosleep(&t, NULL);
    memcpy(slot, &i, sizeof(i));
    memset((char *)slot + sizeof(i), (int)(i & 0x7f), 5000);
    atomic_fetch_add(&j->n_made, 1);
    atomic_store(&j->in_use[i_thread], false);
    return i != j->bad || err_set(err, 0, "item %d is bad", (int)i);
}

static struct conveyor *start(struct job *j, uint64_t first, uint64_t end)
{
    struct error err = {0};
    atomic_store(&j->first_back, first);
    struct conveyor *c = conveyor_create(
        &(struct conveyor_params){first, end, N_THREADS, N_SLOTS, 5000 + sizeof(uint64_t),
                                  "fm:test:", make, j},
        &err);
    if (!c)
        fail_msg("%s", err.msg);
    return c;
}

static void items_come_in_order_and_not_too_far_ahead(void **state)
{
    struct job j = {.bad = UINT64_MAX};
    struct conveyor *c = start(&j, 3, 400);
    for (uint64_t i = 3; i < 400; i++) {
        struct error err = {0};
        const char *slot = conveyor_take(c, &err);
        uint64_t got;
        assert_non_null(slot);
        assert_int_equal((uintptr_t)slot % 4096, 0);
        memcpy(&got, slot, sizeof(got));
        assert_int_equal(got, i);
        for (int k = 0; k < 5000; k++)
            assert_int_equal(slot[sizeof(got) + (size_t)k], (int)(i & 0x7f));
        atomic_store(&j.first_back, i + 1);
        conveyor_give_back(c);
    }
    conveyor_destroy(c);
    assert_int_equal(j.n_made, 397);
    assert_int_equal(j.too_far_ahead, 0);
    assert_int_equal(j.shared, 0);
}

static void a_failure_comes_in_its_place(void **state)
{
    struct job j = {.bad = 6};
    struct conveyor *c = start(&j, 0, 1000);
    struct error err = {0};
    for (int i = 0; i < 6; i++) {
        assert_non_null(conveyor_take(c, &err));
        conveyor_give_back(c);
    }
    assert_null(conveyor_take(c, &err));
    assert_string_equal(err.msg, "item 6 is bad");
    conveyor_destroy(c);
    assert_true(j.n_made <= 6 + N_SLOTS);
}

static void it_can_end_at_any_time(void **state)
{
    for (int n = 0; n < 20; n++) {
        struct job j = {.bad = UINT64_MAX};
        struct conveyor *c = start(&j, 0, 1000);
        for (int i = 0; i < n; i++) {
            assert_non_null(conveyor_take(c, NULL));
            conveyor_give_back(c);
        }
        conveyor_destroy(c);
    }
    struct job j = {.bad = UINT64_MAX};
    conveyor_destroy(start(&j, 5, 5));
    conveyor_destroy(NULL);
    assert_int_equal(j.n_made, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_in_order_and_not_too_far_ahead),
        cmocka_unit_test(a_failure_comes_in_its_place),
        cmocka_unit_test(it_can_end_at_any_time),
    };
    return cmocka_run_group_tests_name("core/base/conveyor", tests, NULL, NULL);
}
