#include "core/base/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void edits_are_counted(void **state)
{
    (void)state;
    assert_int_equal(word_distance("chat", "chat"), 0);
    assert_int_equal(word_distance("", "chat"), 4);
    assert_int_equal(word_distance("chat", ""), 4);
    assert_int_equal(word_distance("cht", "chat"), 1);
    assert_int_equal(word_distance("chaat", "chat"), 1);
    assert_int_equal(word_distance("chst", "chat"), 1);
    assert_int_equal(word_distance("caht", "chat"), 2);
    assert_int_equal(word_distance("kitten", "sitting"), 3);
}

static void long_words_are_far_apart(void **state)
{
    (void)state;
    char fits[WORD_MAX + 1], over[WORD_MAX + 2];
    memset(fits, 'a', WORD_MAX);
    memset(over, 'a', WORD_MAX + 1);
    fits[WORD_MAX] = over[WORD_MAX + 1] = '\0';
    assert_int_equal(word_distance(fits, fits), 0);
    assert_int_equal(word_distance(over, over), WORD_MAX);
    assert_int_equal(word_distance(fits, over), WORD_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_counted),
        cmocka_unit_test(long_words_are_far_apart),
    };
    return cmocka_run_group_tests_name("core/word", tests, NULL, NULL);
}
