#include "core/infer/checkpoint_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum {
    STATE_BYTES = 5000
};

static void add(struct checkpoint_list *l, int n_tok)
{
    void *state = checkpoint_list_add(l, n_tok, false);
    assert_non_null(state);
    memset(state, n_tok, STATE_BYTES);
}

static void add_minor(struct checkpoint_list *l, int n_tok)
{
    void *state = checkpoint_list_add(l, n_tok, true);
    assert_non_null(state);
    memset(state, n_tok, STATE_BYTES);
}

/* The position found, -1 for none; what was filled in must still be there. */
static int find(const struct checkpoint_list *l, int at_most)
{
    int n_tok = -1;
    const unsigned char *state = checkpoint_list_find(l, at_most, &n_tok);
    if (!state)
        return -1;
    assert_int_equal(state[0], n_tok);
    assert_int_equal(state[STATE_BYTES - 1], n_tok);
    return n_tok;
}

static void the_newest_at_or_before_a_position_is_found(void **state)
{
    (void)state;
    struct checkpoint_list *l = checkpoint_list_create(STATE_BYTES, 10 * STATE_BYTES);
    assert_int_equal(find(l, 100), -1);
    add(l, 10);
    add(l, 20);
    assert_int_equal(find(l, 9), -1);
    assert_int_equal(find(l, 10), 10);
    assert_int_equal(find(l, 19), 10);
    assert_int_equal(find(l, 99), 20);
    assert_int_equal(checkpoint_list_bytes(l), 2 * STATE_BYTES);
    checkpoint_list_destroy(l);
    checkpoint_list_destroy(NULL);
}

static void a_full_list_gives_up_the_second_oldest(void **state)
{
    (void)state;
    struct checkpoint_list *l = checkpoint_list_create(STATE_BYTES, 3 * STATE_BYTES + 7);
    for (int i = 1; i <= 9; i++)
        add(l, i * 10);
    assert_int_equal(find(l, 100), 90);
    assert_int_equal(find(l, 89), 80);
    assert_int_equal(find(l, 79), 10);
    assert_int_equal(checkpoint_list_bytes(l), 3 * STATE_BYTES);
    checkpoint_list_destroy(l);
}

static void minor_ones_give_way_first_the_oldest_of_them(void **state)
{
    (void)state;
    struct checkpoint_list *l = checkpoint_list_create(STATE_BYTES, 4 * STATE_BYTES);
    assert_int_equal(checkpoint_list_n_max(l), 4);
    add_minor(l, 10);
    add(l, 20);
    add_minor(l, 30);
    add(l, 40);
    add(l, 50);
    assert_int_equal(find(l, 19), -1);
    assert_int_equal(find(l, 39), 30);
    assert_true(checkpoint_list_at(l, 1)->minor);
    add(l, 60);
    assert_int_equal(find(l, 39), 20);
    add_minor(l, 70); /* only then the second oldest */
    assert_int_equal(find(l, 49), 20);
    assert_int_equal(checkpoint_list_at(l, 1)->n_tok, 50);
    checkpoint_list_destroy(l);
}

static void cutting_forgets_and_memory_is_used_again(void **state)
{
    (void)state;
    struct checkpoint_list *l = checkpoint_list_create(STATE_BYTES, 3 * STATE_BYTES);
    for (int round = 0; round < 5; round++) {
        add(l, 10);
        add(l, 20);
        add(l, 30);
        checkpoint_list_cut(l, 20);
        assert_int_equal(find(l, 100), 20);
        checkpoint_list_cut(l, 5);
        assert_int_equal(find(l, 100), -1);
    }
    checkpoint_list_destroy(l);
}

static void a_budget_of_one_keeps_the_newest_and_none_keeps_nothing(void **state)
{
    (void)state;
    struct checkpoint_list *l = checkpoint_list_create(STATE_BYTES, STATE_BYTES);
    add(l, 10);
    add(l, 20);
    assert_int_equal(find(l, 100), 20);
    assert_int_equal(find(l, 19), -1);
    checkpoint_list_destroy(l);
    l = checkpoint_list_create(STATE_BYTES, STATE_BYTES - 1);
    assert_null(checkpoint_list_add(l, 10, false));
    checkpoint_list_destroy(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_at_or_before_a_position_is_found),
        cmocka_unit_test(a_full_list_gives_up_the_second_oldest),
        cmocka_unit_test(minor_ones_give_way_first_the_oldest_of_them),
        cmocka_unit_test(cutting_forgets_and_memory_is_used_again),
        cmocka_unit_test(a_budget_of_one_keeps_the_newest_and_none_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
