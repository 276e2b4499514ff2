#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "tests/app/chat_script.h"

/* What the model reads of a conversation, and what happens when it does not fit. The
 * scripted engine has a context of 1000 tokens and counts 10 a message. */

#define CALL                                                                             \
    {                                                                                    \
        .call = "calculate", .arguments = "{\"expression\":\"1\"}"                       \
    }
#define FULL                                                                             \
    {                                                                                    \
        .finish = FINISH_CONTEXT, .error = "5 tokens too many"                           \
    }

static void a_full_context_stops_and_asks(void **state)
{
    play(SCRIPT("Hi", "=n"), REPLIES(FULL));
    contains(fake_ui_screen(),
             "No room for more: 5 tokens too many. Nothing was dropped.");
    contains(fake_ui_screen(), "/compact");
    contains(fake_ui_question(), "5 tokens too many\n");
    contains(fake_ui_question(), "choices=cwn\n");
    assert_int_equal(conversation_n_turns(conv), 1);
}

static void what_does_not_fit_is_on_the_meter_and_not_in_a_snapshot(void **state)
{
    play_with(&(struct script){.snapshot_bytes_max = 1 << 20}, SCRIPT("Hi", "=n"),
              REPLIES(FULL));
    assert_true(fake_ui_context() > 0);
    assert_string_equal(fake_engine_snapshot(), "");
    lacks(fake_ui_screen(), "The context is");
}

static void a_full_context_can_be_left_for_a_new_conversation(void **state)
{
    play(SCRIPT("Hi", "=w", "Hello"), REPLIES(FULL, {.answer = "A"}));
    assert_string_equal(fake_engine_last_request(), "system: Be kind.\nuser: Hello\n");
}

static void warnings_come_once_at_each_mark(void **state)
{
    play(SCRIPT("a", "b", "c", "d", "e"),
         REPLIES({.answer = "A", .ctx_used = 740}, {.answer = "B", .ctx_used = 750},
                 {.answer = "C", .ctx_used = 800}, {.answer = "D", .ctx_used = 901},
                 {.answer = "E", .ctx_used = 950}));
    contains(fake_ui_screen(), "B\nfooter| 7 tokens, 3.50 tok/s\n"
                               "notice| The context is 75 % full, 250 tokens are left.");
    contains(fake_ui_screen(), "D\nfooter| 7 tokens, 3.50 tok/s\n"
                               "notice| The context is 90 % full, 99 tokens are left.");
    const char *first = strstr(fake_ui_screen(), "The context is");
    const char *second = strstr(first + 1, "The context is");
    assert_null(strstr(second + 1, "The context is"));
}

static void a_summary_is_seen_before_it_counts(void **state)
{
    play(SCRIPT("One", "Two", "/compact", "=n", "Three"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "They counted."},
                 {.answer = "C"}));
    contains(fake_ui_question(), "summary=They counted.\n");
    contains(fake_ui_question(), "replaces=the turns up to number 4, 60 tokens\n");
    contains(fake_ui_question(), "choices=yen\n");
    contains(fake_ui_screen(), "not used; nothing is changed");
    contains(fake_engine_last_request(), "user: One\nassistant: A\n");
    assert_int_equal(conversation_n_turns(conv), 6);
}

static void the_model_is_asked_for_the_summary_without_a_turn(void **state)
{
    play(SCRIPT("/think on", "One", "/compact", "=n"),
         REPLIES({.answer = "A"}, {.answer = "S"}));
    contains(fake_engine_last_request(),
             "user: One\nassistant: A\nuser: Summarise our conversation");
    assert_false(fake_engine_last_settings()->thinking);
    assert_int_equal(fake_engine_last_settings()->max_tok, 125);
    assert_int_equal(conversation_n_turns(conv), 2);
}

static void a_summary_stands_in_place_of_the_turns(void **state)
{
    play(SCRIPT("One", "Two", "/compact", "=y", "Three"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "They counted."},
                 {.answer = "C"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\n\nSummary of the conversation so far:\n"
                        "They counted.\nuser: Three\n");
    contains(fake_ui_screen(), "assistant| B\nfooter| 7 tokens, 3.50 tok/s\n"
                               "notice| The model reads this summary in place of what is "
                               "above (/compact undo takes it back):\n\nThey counted.\n"
                               "user| Three\n");
    assert_int_equal(conversation_n_turns(conv), 6);
}

static void a_summary_is_taken_back(void **state)
{
    play(SCRIPT("One", "/compact", "=y", "/compact undo", "/compact undo", "Two"),
         REPLIES({.answer = "A"}, {.answer = "S"}, {.answer = "B"}));
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Two\n");
    contains(fake_ui_screen(), "error| There is no summary here.");
}

static void a_summary_can_be_edited_first(void **state)
{
    fake_ui_edit_with("My summary");
    play(SCRIPT("One", "/compact", "=e", "=y", "Two"),
         REPLIES({.answer = "A"}, {.answer = "S"}, {.answer = "B"}));
    fake_ui_edit_with(NULL);
    assert_string_equal(fake_ui_edited(), "S");
    contains(fake_engine_last_request(), "My summary\nuser: Two\n");
}

static void a_summary_can_be_stopped(void **state)
{
    play(SCRIPT("One", "/compact", "<cancel>", "Two"),
         REPLIES({.answer = "A"}, {.answer = "S", .hold = true}, {.answer = "B"}));
    contains(fake_ui_screen(), "The summary was stopped; nothing is changed.");
    lacks(fake_ui_screen(), "assistant summary");
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Two\n");
}

static void a_model_that_writes_no_summary_changes_nothing(void **state)
{
    play(SCRIPT("One", "/compact", "/compact", "/compact"),
         REPLIES({.answer = "A"}, CALL, {.answer = " \n"},
                 {.answer = "x", .finish = FINISH_ERROR, .error = "disk"}));
    contains(fake_ui_screen(), "changed: disk");
    assert_int_equal(fake_ui_n_questions(), 0);
    assert_null(conversation_turn(conv, 1)->summary);
    assert_int_equal(conversation_n_turns(conv), 2);
}

/* The message that found no room is answered once there is some. */
static void from_a_full_context_the_chat_goes_on_with_a_summary(void **state)
{
    play(SCRIPT("One", "Two", "=c", "=y"),
         REPLIES({.answer = "A"}, FULL, {.answer = "S"}, {.answer = "B"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\n\nSummary of the conversation so far:\nS\n"
                        "user: Two\n");
    contains(fake_ui_screen(), "user| Two\nassistant| B\n");
}

static void an_answer_that_was_cut_goes_on_after_a_summary(void **state)
{
    play(SCRIPT("One", "Two", "=c", "=y"),
         REPLIES({.answer = "A"}, {.answer = "half", .finish = FINISH_CONTEXT},
                 {.answer = "S"}, {.answer = " an answer"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\n\nSummary of the conversation so far:\nS\n"
                        "user: Two\nassistant: half\n");
    assert_true(fake_engine_last_settings()->continue_last);
    contains(fake_ui_screen(), "assistant 5 (2 of 2)| half an answer\n");
}

/* 99 messages of 10 tokens; the instruction and the room for the summary take 135. */
static void what_is_too_long_to_be_read_is_summarised_in_part(void **state)
{
    const char *script[101] = {0};
    struct fake_reply replies[51] = {{0}};
    for (int i = 0; i < 49; i++) {
        script[i] = "Say";
        replies[i].answer = "A";
    }
    script[49] = "/compact";
    script[50] = "=y";
    replies[49].answer = "S";
    play(script, replies, 50);
    contains(fake_ui_question(), "replaces=the turns up to number 84, 860 tokens\n");
    assert_non_null(conversation_turn(conv, 83)->summary);
    int n;
    struct message *m = conversation_messages(conv, &n);
    assert_int_equal(n, 1 + 98 - 84);
    for (int i = 0; i < n; i++)
        message_finish(&m[i]);
    free(m);
    assert_int_equal(fake_ui_context(), 10 * n);
}

static void there_must_be_something_to_summarise(void **state)
{
    play(SCRIPT("/compact", "One", "/compact 1", "=y", "/compact", "/compact 9"),
         REPLIES({.answer = "A"}, {.answer = "S"}, {.answer = "S"}));
    contains(fake_ui_screen(), "no turn 9");
    assert_non_null(conversation_turn(conv, 1)->summary); /* with its answer */
    contains(fake_ui_screen(), "There is nothing to summarise.");
}

static void a_dropped_turn_is_not_read_and_marked(void **state)
{
    play(SCRIPT("One", "Two", "/drop 1-2", "Three"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: Two\nassistant: B\nuser: Three\n");
    contains(fake_ui_screen(), "user 1 (left out)| One\nassistant 2 (left out)| A\n");
    contains(fake_ui_screen(), "2 turns are left out of what the model reads; /keep 1-2");
}

static void a_dropped_turn_comes_back(void **state)
{
    play(SCRIPT("One", "/drop 1", "/drop 1", "/keep 1", "Two"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Two\n");
    lacks(fake_ui_screen(), "left out)");
}

static void tools_are_dropped_with_their_results(void **state)
{
    play(SCRIPT("go", "/drop 3", "Two"),
         REPLIES({.call = "calculate", .n_calls = 2}, {.answer = "ok"}, {.answer = "B"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: go\nassistant: ok\nuser: Two\n");
}

static void what_cannot_be_dropped_is_told(void **state)
{
    play(SCRIPT("One", "/drop", "/drop 9", "/drop 1-x", "/keep"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "error| /drop takes the number");
    contains(fake_ui_screen(), "no turn 9");
    contains(fake_ui_screen(), "no turn 'x'");
    contains(fake_ui_screen(), "error| /keep takes the number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_full_context_stops_and_asks),
        T(what_does_not_fit_is_on_the_meter_and_not_in_a_snapshot),
        T(a_full_context_can_be_left_for_a_new_conversation),
        T(warnings_come_once_at_each_mark),
        T(a_summary_is_seen_before_it_counts),
        T(the_model_is_asked_for_the_summary_without_a_turn),
        T(a_summary_stands_in_place_of_the_turns),
        T(a_summary_is_taken_back),
        T(a_summary_can_be_edited_first),
        T(a_summary_can_be_stopped),
        T(a_model_that_writes_no_summary_changes_nothing),
        T(from_a_full_context_the_chat_goes_on_with_a_summary),
        T(an_answer_that_was_cut_goes_on_after_a_summary),
        T(what_is_too_long_to_be_read_is_summarised_in_part),
        T(there_must_be_something_to_summarise),
        T(a_dropped_turn_is_not_read_and_marked),
        T(a_dropped_turn_comes_back),
        T(tools_are_dropped_with_their_results),
        T(what_cannot_be_dropped_is_told),
    };
    return cmocka_run_group_tests_name("app/chat_context", tests, NULL, NULL);
}
