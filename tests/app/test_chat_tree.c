#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "tests/app/chat_script.h"

/* Going about in the tree of turns and changing it. */

#define CALL                                                                             \
    {                                                                                    \
        .call = "calculate", .arguments = "{\"expression\":\"1\"}"                       \
    }

static void an_edited_message_branches_off(void **state)
{
    play(SCRIPT("One", "Two", "/edit 1", "Uno"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_engine_last_request(), "system: Be kind.\nuser: Uno\n");
    assert_int_equal(conversation_n_turns(conv), 6);
    assert_int_equal(conversation_turn(conv, 4)->parent, -1);
    lacks(fake_ui_screen(), "Two");
    contains(fake_ui_screen(), "user 5 (2 of 2)| Uno\nassistant| C\n");
}

static void an_edit_loads_the_text_and_can_be_left(void **state)
{
    play(SCRIPT("One", "/edit"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_ui_input(), "One");
    contains(fake_ui_status(), "editing turn 1");
    play(SCRIPT("One", "/edit", "/edit cancel", "Two", "/edit 9", "/edit x"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Two\n");
    contains(fake_ui_screen(), "no turn 9; there are 4");
    contains(fake_ui_screen(), "no turn 'x'");
}

static void an_edited_answer_is_kept_as_a_sibling_and_not_answered(void **state)
{
    play(SCRIPT("One", "/edit 2", "My words", "Two"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(fake_engine_n_requests(), 2);
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: One\nassistant: My words\nuser: Two\n");
    assert_string_equal(conversation_turn(conv, 1)->message.content, "A");
    assert_int_equal(conversation_turn(conv, 2)->parent, 0);
    assert_string_equal(
        json_string_value(json_object_get(conversation_turn(conv, 2)->meta, "edited")),
        conversation_turn(conv, 1)->id);
    contains(fake_ui_screen(), "assistant 3 (2 of 2)| My words\nfooter| in your words\n");
    lacks(fake_ui_screen(), "assistant| A\n");
}

static void what_tools_are_asked_and_say_is_not_edited(void **state)
{
    play(SCRIPT("go", "/edit 2", "/edit 3"), REPLIES(CALL, {.answer = "ok"}));
    contains(fake_ui_screen(), "error| Turn 2 asks for tools");
    contains(fake_ui_screen(), "error| Turn 3 is what a tool said");
    assert_string_equal(fake_ui_input(), "");
}

static void a_message_with_a_slash_comes_back_as_a_message(void **state)
{
    play(SCRIPT("//etc?", "/undo"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_ui_input(), "//etc?");
    play(SCRIPT("//etc?", "/edit"), REPLIES({.answer = "A"}));
    assert_string_equal(fake_ui_input(), "//etc?");
}

static void the_tree_is_drawn_with_the_place(void **state)
{
    play(SCRIPT("One", "Two", "/edit 3", "Zwei", "/tree"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    contains(fake_ui_page(), "* 1  you        One\n"
                             "* 2  assistant  A\n"
                             "  |- 3  you        Two\n"
                             "  |  4  assistant  B\n"
                             "* `- 5  you        Zwei\n"
                             ">    6  assistant  C\n");
    contains(fake_ui_page(), "/goto N");
    assert_int_equal(fake_ui_page_line(), 5);
    play(SCRIPT("/tree"), REPLIES({0}));
    contains(fake_ui_screen(), "no turns yet");
}

static void goto_moves_the_place_and_loses_nothing(void **state)
{
    play(SCRIPT("One", "Two", "/goto 2", "Zwei", "/goto 4"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Zwei\n");
    assert_int_equal(conversation_n_turns(conv), 6);
    assert_int_equal(conversation_head(conv), 3);
    contains(fake_ui_screen(), "user 3 (1 of 2)| Two\nassistant| B\n");
    lacks(fake_ui_screen(), "Zwei");
    assert_string_equal(fake_ui_input(), "");
    contains(fake_ui_screen(), "notice| At turn 4 of 6. What you send goes on");
}

static void siblings_are_gone_through_with_what_came_of_them(void **state)
{
#define THREE "One", "/edit 1", "Uno", "/edit 1", "Eins", "/goto prev"
#define ABC   REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"})
    play(SCRIPT(THREE), ABC);
    assert_int_equal(conversation_head(conv), 3);
    contains(fake_ui_screen(), "user 3 (2 of 3)| Uno\nassistant| B\n");
    play(SCRIPT(THREE, "/goto next", "/goto next"), ABC);
    assert_int_equal(conversation_head(conv), 1);
    play(SCRIPT("One", "/goto next"), REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "error| There is only one branch here.");
}

static void goto_knows_start_end_and_ids(void **state)
{
    play(SCRIPT("One", "Two", "/goto start"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(conversation_head(conv), -1);
    lacks(fake_ui_screen(), "user|");
    play(SCRIPT("One", "Two", "/goto 1", "/goto end"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(conversation_head(conv), 3);
    play(SCRIPT("One", "/goto 7", "/goto 01", "/goto nowhere",
                "/goto 99999999999999999999"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "no turn 7; there are 2");
    contains(fake_ui_screen(), "no turn '01'");
    contains(fake_ui_screen(), "no turn 'nowhere'");
    contains(fake_ui_screen(), "no turn 99999999999999999999");
    assert_int_equal(conversation_head(conv), 1);
    char *go = xasprintf("/goto %s", conversation_turn(conv, 0)->id);
    chat_submit(chat, go);
    free(go);
    assert_int_equal(conversation_head(conv), 0);
    contains(fake_ui_screen(), "/regen lets the model answer it");
}

static void tools_keep_their_results_when_one_goes_to_them(void **state)
{
    play(SCRIPT("go", "more", "/goto 2", "again"),
         REPLIES({.call = "calculate", .n_calls = 2}, {.answer = "ok"}, {.answer = "B"},
                 {.answer = "C"}));
    contains(fake_engine_last_request(), "tool: 0\ntool: 1\nuser: again\n");
}

static void a_branch_starts_at_either_side_of_a_turn(void **state)
{
    play(SCRIPT("One", "Two", "/branch 2", "Zwei"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: One\nassistant: A\nuser: Zwei\n");
    play(SCRIPT("One", "Two", "/branch 1"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(conversation_head(conv), -1);
    assert_string_equal(fake_ui_input(), "One");
    play(SCRIPT("One", "Two", "/fork"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(conversation_head(conv), 1);
    assert_string_equal(fake_ui_input(), "Two");
    play(SCRIPT("/branch"), REPLIES({0}));
    contains(fake_ui_screen(), "error| There is no message yet.");
}

static void turns_have_their_numbers_beside_them(void **state)
{
    play(SCRIPT("One", "go", "/regen"),
         REPLIES({.answer = "A"}, CALL, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_ui_labels(), "1\n2\n3\n7 (2 of 2)\n");
}

static void what_moves_waits_for_the_answer(void **state)
{
    play(SCRIPT("One", "!/goto 1", "!/tree", "<cancel>"),
         REPLIES({.answer = "A", .hold = true}));
    assert_string_equal(fake_ui_input(), "/goto 1");
    contains(fake_ui_page(), "> 1  you");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_edited_message_branches_off),
        T(an_edit_loads_the_text_and_can_be_left),
        T(an_edited_answer_is_kept_as_a_sibling_and_not_answered),
        T(what_tools_are_asked_and_say_is_not_edited),
        T(a_message_with_a_slash_comes_back_as_a_message),
        T(the_tree_is_drawn_with_the_place),
        T(goto_moves_the_place_and_loses_nothing),
        T(siblings_are_gone_through_with_what_came_of_them),
        T(goto_knows_start_end_and_ids),
        T(tools_keep_their_results_when_one_goes_to_them),
        T(a_branch_starts_at_either_side_of_a_turn),
        T(turns_have_their_numbers_beside_them),
        T(what_moves_waits_for_the_answer),
    };
    return cmocka_run_group_tests_name("app/chat_tree", tests, NULL, NULL);
}
