#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/chat_script.h"

/* Which messages are read while they are being written. */

static void a_draft_is_read_as_it_would_be_sent(void **state)
{
    play(SCRIPT("~Hel", "~Hello you"), REPLIES({0}));
    assert_string_equal(fake_engine_draft(), "system: Be kind.\nuser: Hello you\n");
    assert_int_equal(fake_engine_n_requests(), 0);
    assert_int_equal(conversation_n_turns(conv), 0);
    play(SCRIPT("One", "~And two"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_engine_draft(),
                        "system: Be kind.\nuser: One\nassistant: A\nuser: And two\n");
}

static void what_was_sent_is_no_draft_any_more(void **state)
{
    play(SCRIPT("~Hello", "Hello"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_engine_draft(), "");
    assert_string_equal(fake_engine_last_request(), "system: Be kind.\nuser: Hello\n");
}

static void what_is_written_during_an_answer_is_read_after_it(void **state)
{
    play(SCRIPT("One", "~Two", "<cancel>"), REPLIES({.answer = "A", .hold = true}));
    assert_string_equal(fake_engine_draft(),
                        "system: Be kind.\nuser: One\nassistant: A\nuser: Two\n");
}

static void commands_and_blanks_are_not_read(void **state)
{
    static const char *const lines[] = {"~/help", "~", "~ \n\t"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        play(SCRIPT("~Hello", lines[i]), REPLIES({0}));
        assert_string_equal(fake_engine_draft(), "");
        script_clean(state);
    }
    play(SCRIPT("~//bin is a folder"), REPLIES({0}));
    contains(fake_engine_draft(), "user: /bin is a folder\n");
}

static void a_file_that_a_draft_names_is_read_with_it(void **state)
{
    struct error err = {0};
    char *path = xasprintf("%s/notes.txt", script_folder());
    char *line = xasprintf("~What is in @%s ?", path);
    if (!file_write_atomic(path, "seven owls\n", 11, 0600, &err))
        fail_msg("%s", err.msg);
    play(SCRIPT(line), REPLIES({0}));
    contains(fake_engine_draft(), "seven owls");
    free(path);
    free(line);
}

static void what_would_cost_more_than_an_answer_is_not_read_ahead(void **state)
{
    play(SCRIPT("One", "Two", "/edit 3", "~Due"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_string_equal(fake_engine_draft(),
                        "system: Be kind.\nuser: One\nassistant: A\nuser: Due\n");
    script_clean(state);
    /* an earlier one would cost the state of all that follows, also when it is given up; and
     * an answer is not asked for */
    play(SCRIPT("One", "Two", "/edit 1", "~Uno"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_string_equal(fake_engine_draft(), "");
    script_clean(state);
    play(SCRIPT("One", "/edit 2", "~My words"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_engine_draft(), "");
}

static void nor_on_another_branch(void **state)
{
    play(SCRIPT("One", "Two", "/goto 2", "~Due"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    contains(fake_engine_draft(), "assistant: A\nuser: Due\n");
    script_clean(state);
    play(SCRIPT("One", "Two", "Three", "/goto 2", "~Due"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_engine_draft(), "");
    script_clean(state);
    /* once its answer was read, the branch is where the engine is */
    play(SCRIPT("One", "Two", "Three", "/goto 2", "Due", "~Tre"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}, {.answer = "D"}));
    contains(fake_engine_draft(), "user: Due\nassistant: D\nuser: Tre\n");
}

static void nor_over_a_chain_of_calls(void **state)
{
    play(SCRIPT("One", "/edit 1", "~Uno"),
         REPLIES({.call = "calculate", .arguments = "{\"expression\":\"1\"}"},
                 {.answer = "A"}));
    assert_int_equal(conversation_n_turns(conv), 4);
    assert_string_equal(fake_engine_draft(), "");
}

static void nothing_is_read_of_what_a_command_replaced(void **state)
{
    play(SCRIPT("~Hello", "/think off"), REPLIES({0}));
    assert_string_equal(fake_engine_draft(), "");
}

static void stats_are_of_the_turn_before(void **state)
{
    play(SCRIPT("One", "~Two", "/stats"), REPLIES({.answer = "A"}));
    contains(fake_ui_page(), "0 tokens, 0 of them reused");
    lacks(fake_ui_page(), "99 tokens");
}

static void a_question_may_lead_to_another_conversation(void **state)
{
    play(SCRIPT("One", "~Two", "=w"), REPLIES({.finish = FINISH_CONTEXT}));
    assert_string_equal(fake_engine_draft(), "system: Be kind.\nuser: Two\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_draft_is_read_as_it_would_be_sent),
        T(what_was_sent_is_no_draft_any_more),
        T(what_is_written_during_an_answer_is_read_after_it),
        T(commands_and_blanks_are_not_read),
        T(a_file_that_a_draft_names_is_read_with_it),
        T(what_would_cost_more_than_an_answer_is_not_read_ahead),
        T(nor_on_another_branch),
        T(nor_over_a_chain_of_calls),
        T(nothing_is_read_of_what_a_command_replaced),
        T(stats_are_of_the_turn_before),
        T(a_question_may_lead_to_another_conversation),
    };
    return cmocka_run_group_tests_name("chat_draft", tests, NULL, NULL);
}
