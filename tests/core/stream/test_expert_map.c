#include "core/stream/expert_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "tests/core/stream/expert_files.h"

/* Skips the test where the kernel tells nothing of pages. */
static struct expert_map *open_map(const struct fixture *f)
{
    struct error why = {0};
    struct expert_map *m = expert_map_open(&f->pack, &why);
    if (!m) {
        print_message("skipped: %s\n", why.msg);
        skip();
    }
    return m;
}

static void what_leaves_is_absent_until_it_is_gone(void **state)
{
    struct fixture *f = *state;
    bool lost, gone;
    struct expert_map *m = open_map(f);
    expert_map_note_leaving(m, 1, 5);
    expert_map_note_cached(m, 1, 5); /* a read that was under way */
    assert_int_equal(expert_map_find(m, 1, 5, &lost, &gone), EXPERT_ABSENT);
    expert_map_note_unknown(m, 1, 5);
    char byte;
    assert_int_equal(pread(f->fd[1], &byte, 1, (off_t)(5 * stride_bytes[1])), 1);
    assert_int_equal(expert_map_find(m, 1, 5, &lost, &gone), EXPERT_ABSENT);
    assert_false(lost || gone); /* nobody was asked */
    assert_true(expert_map_evict(m, 1, 5, NULL));
    expert_map_note_cached(m, 1, 5);
    /* Noted again: it is there, or was lost. */
    bool absent = expert_map_find(m, 1, 5, &lost, &gone) == EXPERT_ABSENT;
    assert_int_equal(absent, lost);
    expert_map_close(m);
}

static void one_look_at_many_sees_what_each_question_would(void **state)
{
    struct fixture *f = *state;
    bool lost, gone;
    struct expert_map *m = open_map(f);
    for (int e = 0; e < N_EXPERT; e++)
        if (e != 9)
            expert_map_populate(m, 1, e);
    assert_int_equal(expert_map_find(m, 1, 3, &lost, &gone), EXPERT_IN_PLACE);
    /* Gone before the look: found out, those beside it are not taken for gone. */
    expert_files_reclaim(f, m, 4);
    expert_files_reclaim(f, m, 20);
    expert_map_look(m, 1, 20, 2, 21);
    for (int e = 2; e < 22; e++) {
        bool there = e != 4 && e != 20 && e != 9;
        enum expert_place place = expert_map_find(m, 1, e, &lost, &gone);
        if (e == 9) /* never in the page tables: the file was just written */
            assert_true(place != EXPERT_IN_PLACE);
        else
            assert_int_equal(place == EXPERT_IN_PLACE, there);
        assert_int_equal(lost, e == 4 || e == 20);
    }
    /* What was seen counts once, until it is over, and not for what leaves. */
    expert_map_look(m, 1, 20, 2, 21);
    assert_int_equal(expert_map_find(m, 1, 5, &lost, &gone), EXPERT_IN_PLACE);
    expert_files_reclaim(f, m, 5);
    expert_files_reclaim(f, m, 6);
    expert_map_note_leaving(m, 1, 7);
    assert_int_equal(expert_map_find(m, 1, 5, &lost, &gone), EXPERT_ABSENT);
    assert_true(lost);
    assert_int_equal(expert_map_find(m, 1, 7, &lost, &gone), EXPERT_ABSENT);
    expert_map_look_over(m);
    assert_int_equal(expert_map_find(m, 1, 6, &lost, &gone), EXPERT_ABSENT);
    assert_true(lost);
    expert_map_close(m);
}

static void only_what_was_there_is_lost(void **state)
{
    struct fixture *f = *state;
    bool lost, gone;
    struct expert_map *m = open_map(f);
    for (int e = 0; e < 4; e++)
        expert_map_populate(m, 1, e);
    expert_files_reclaim(f, m, 1);
    expert_map_note_leaving(m, 1, 2);
    expert_files_reclaim(f, m, 2);
    expert_map_note_leaving(m, 1, 3);
    /* Pages may go at any time, but not always. */
    for (int i = 0; i < 100 && expert_map_recheck(m, 1, 0); i++)
        expert_map_populate(m, 1, 0);
    assert_false(expert_map_recheck(m, 1, 0));
    assert_true(expert_map_recheck(m, 1, 1));
    assert_false(expert_map_recheck(m, 1, 2));
    assert_false(expert_map_recheck(m, 1, 3));
    /* Said once: it is absent then, and may be on its way. */
    assert_false(expert_map_recheck(m, 1, 1));
    assert_int_equal(expert_map_find(m, 1, 1, &lost, &gone), EXPERT_ABSENT);
    assert_false(lost || gone);
    /* Nobody knows whether it came. */
    expert_files_reclaim(f, m, 4);
    expert_map_note_unknown(m, 1, 4);
    assert_false(expert_map_recheck(m, 1, 4));
    expert_map_close(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_leaves_is_absent_until_it_is_gone,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(one_look_at_many_sees_what_each_question_would,
                                        expert_files_make, expert_files_remove),
        cmocka_unit_test_setup_teardown(only_what_was_there_is_lost, expert_files_make,
                                        expert_files_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
