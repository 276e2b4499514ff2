#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/infer/proc_stats.h"
#include "tests/app/chat_script.h"

/* Messages, answers, commands. */

static void a_message_is_answered_and_kept(void **state)
{
    assert_int_equal(
        play(SCRIPT("Hello", "And now?"),
             REPLIES({.thinking = "hm", .answer = "Hi!"}, {.answer = "So."})),
        0);
    assert_string_equal(fake_ui_screen(), "user| Hello\n"
                                          "thinking| hm\nassistant| Hi!\n"
                                          "footer| 7 tokens, 3.50 tok/s\n"
                                          "user| And now?\nassistant| So.\n"
                                          "footer| 7 tokens, 3.50 tok/s\n");
    assert_string_equal(
        fake_engine_last_request(),
        "system: Be kind.\nuser: Hello\nassistant: Hi!\nuser: And now?\n");
    const struct turn *t = conversation_turn(conv, 1);
    assert_string_equal(json_string_value(json_object_get(t->meta, "seed")),
                        "18446744073709551615");
    assert_true(
        json_is_null(json_object_get(json_object_get(t->meta, "timings"), "ttft_ms")));
    assert_int_equal(fake_engine_last_settings()->max_tok, 100);
}

static void reduced_experts_are_always_named(void **state)
{
    play(SCRIPT("/think on"), REPLIES({0}));
    contains(fake_ui_flags(), "REDUCED: 2 of 4 experts");
    contains(fake_ui_flags(), "think on");
    contains(fake_ui_flags(), "tools 5");
}

static void a_stopped_answer_is_kept_and_can_go_on(void **state)
{
    play(SCRIPT("Count", "<cancel>", "/continue"),
         REPLIES({.answer = "one", .hold = true}, {.answer = " two"}));
    assert_string_equal(fake_ui_screen(), "user| Count\nassistant 3 (2 of 2)| one two\n"
                                          "footer| 7 tokens, 3.50 tok/s\n");
    assert_int_equal(conversation_n_turns(conv), 3);
    assert_string_equal(conversation_turn(conv, 1)->message.content, "one");
    assert_string_equal(
        json_string_value(json_object_get(conversation_turn(conv, 1)->meta, "finish")),
        "cancelled");
    assert_int_equal(conversation_turn(conv, 2)->parent, 0);
    assert_true(fake_engine_last_settings()->continue_last);
}

static void a_continuation_that_fails_keeps_the_old_answer(void **state)
{
    play(SCRIPT("Count", "<cancel>", "/continue"),
         REPLIES({.answer = "one", .hold = true}));
    contains(fake_ui_screen(), "assistant| one\n");
    assert_int_equal(conversation_head(conv), 1);
}

static void an_answer_that_has_no_more_is_not_doubled(void **state)
{
    play(SCRIPT("Count", "/continue"), REPLIES({.answer = "one"}, {0}));
    contains(fake_ui_screen(), "assistant| one\n");
    contains(fake_ui_screen(), "notice| The model has nothing to add");
    assert_int_equal(conversation_n_turns(conv), 2);
    assert_int_equal(conversation_head(conv), 1);
}

static void what_is_sent_too_early_goes_back_to_the_input(void **state)
{
    play(SCRIPT("Count", "!wait", "!/regen", "<cancel>"),
         REPLIES({.answer = "one", .hold = true}));
    assert_string_equal(fake_ui_input(), "/regen");
    assert_int_equal(fake_engine_n_requests(), 1);
    contains(fake_ui_status(), "Esc stops");
}

static void help_is_there_while_the_model_answers(void **state)
{
    play(SCRIPT("Count", "!/help", "<cancel>"), REPLIES({.answer = "one", .hold = true}));
    contains(fake_ui_page(), "/regen [seed N]");
    contains(fake_ui_page(), "Esc");
    lacks(fake_ui_screen(), "error|");
}

static void unknown_commands_are_never_sent(void **state)
{
    play(SCRIPT("/hlep", "/listfoo", "/helper"), REPLIES({.answer = "x"}));
    assert_int_equal(fake_engine_n_requests(), 0);
    contains(fake_ui_screen(), "no command /hlep. Did you mean /help? A message");
    contains(fake_ui_screen(), "no command /listfoo.");
    assert_string_equal(fake_ui_input(), "/helper");
}

static void two_slashes_send_one(void **state)
{
    play(SCRIPT("//etc is a folder"), REPLIES({.answer = "Yes."}));
    contains(fake_engine_last_request(), "user: /etc is a folder\n");
}

static void regen_makes_a_sibling(void **state)
{
    play(SCRIPT("Hi", "/regen seed 42"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(conversation_n_turns(conv), 3);
    assert_int_equal(conversation_turn(conv, 2)->parent, 0);
    assert_int_equal(fake_engine_last_settings()->sampling.seed, 42);
    lacks(fake_ui_screen(), "assistant| A");
    contains(fake_ui_screen(), "assistant 3 (2 of 2)| B");
    assert_string_equal(conversation_turn(conv, 1)->message.content, "A");
}

static void undo_takes_the_message_back_into_the_input(void **state)
{
    play(SCRIPT("One", "Two", "/undo"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_string_equal(fake_ui_input(), "Two");
    assert_int_equal(conversation_head(conv), 1);
    assert_int_equal(conversation_n_turns(conv), 4);
    lacks(fake_ui_screen(), "Two");
}

static void conversations_are_named_left_and_loaded(void **state)
{
    play(SCRIPT("One", "/save first", "/new", "Other", "/load first", "Again"),
         REPLIES({.answer = "A"}, {.answer = "X"}, {.answer = "B"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: One\nassistant: A\nuser: Again\n");
    lacks(fake_ui_screen(), "Other");
    contains(fake_ui_screen(), "notice| Loaded.");
    play(SCRIPT("/load nothing"), REPLIES({0}));
    contains(fake_ui_screen(), "'nothing'");
}

static void a_conversation_is_deleted_after_a_question(void **state)
{
    play(SCRIPT("One", "/save first", "/new", "Two", "/rm first", "=n", "/load first",
                "/rm first", "/new", "/rm first", "=d", "/load first"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_int_equal(fake_ui_n_questions(), 2);
    contains(fake_ui_screen(), "notice| Deleted: ");
    contains(fake_ui_screen(), "error| find the conversation 'first': none");
    play(SCRIPT("One", "/save first", "/rm first", "/rm", "/rm /etc/passwd"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "error| You are in this conversation");
    contains(fake_ui_screen(), "error| /rm takes");
    contains(fake_ui_screen(), "neither an id nor a name");
    assert_int_equal(fake_ui_n_questions(), 0);
}

static void settings_are_checked_and_used(void **state)
{
    play(SCRIPT("/set temp 0.5", "/set top_k x", "/set max_tokens 9", "/think on", "Hi"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "temp is now 0.5");
    contains(fake_ui_screen(), "error| ");
    assert_true(fake_engine_last_settings()->sampling.temperature == 0.5f);
    assert_int_equal(fake_engine_last_settings()->max_tok, 9);
    assert_true(fake_engine_last_settings()->thinking);
}

static void the_system_prompt_can_be_changed(void **state)
{
    play(SCRIPT("/system You are brief.", "Hi"), REPLIES({.answer = "A"}));
    contains(fake_engine_last_request(), "system: You are brief.\n");
}

static void an_engine_error_is_shown(void **state)
{
    play(SCRIPT("Hi", "Again"),
         REPLIES({.answer = "par", .finish = FINISH_ERROR, .error = "read layer-03.bin"},
                 {.answer = "fine"}));
    contains(fake_ui_screen(), "assistant| par\n");
    contains(fake_ui_screen(), "broken off by an error");
    contains(fake_ui_screen(), "error| The answer was broken off: read layer-03.bin");
    contains(fake_ui_screen(), "assistant| fine");
}

static void a_failed_save_is_told_once(void **state)
{
    play_with(&(struct script){.sessions = "/dev/null/sessions"}, SCRIPT("Hi", "Again"),
              REPLIES({.answer = "A"}, {.answer = "B"}));
    const char *first = strstr(fake_ui_screen(), "could not be saved");
    assert_non_null(first);
    assert_null(strstr(first + 1, "could not be saved"));
    contains(fake_ui_screen(), "assistant| B");
}

static void leaving_while_it_answers_keeps_what_was_said(void **state)
{
    assert_int_equal(
        play(SCRIPT("Count", "<quit>"), REPLIES({.answer = "one", .hold = true})), 143);
    assert_int_equal(conversation_n_turns(conv), 2);
    assert_string_equal(conversation_turn(conv, 1)->message.content, "one");
}

static void commands_and_arguments_complete(void **state)
{
    size_t start = 9;
    char **got = chat_complete(NULL, "/re", &start);
    assert_int_equal(start, 0);
    assert_string_equal(got[0], "/read");
    assert_string_equal(got[1], "/regen");
    assert_string_equal(got[2], "/reload");
    assert_null(got[3]);
    for (char **s = got; *s; s++)
        free(*s);
    free(got);
    play(SCRIPT("/help"), REPLIES({0}));
    got = chat_complete(chat, "/think  s", &start);
    assert_int_equal(start, 8);
    assert_string_equal(got[0], "show");
    assert_null(got[1]);
    free(got[0]);
    free(got);
    assert_null(chat_complete(chat, "/thin s", &start));
    assert_null(chat_complete(chat, "/template x", &start));
    assert_null(chat_complete(NULL, "hello /re", &start));
    assert_null(chat_complete(NULL, "//re", &start));
}

static void the_screen_is_searched_and_arranged(void **state)
{
    play(SCRIPT("Hello", "/find Hel", "/telemetry on", "/telemetry sideways"),
         REPLIES({.answer = "Hi!"}));
    assert_string_equal(fake_ui_panels(), "sideways");
    contains(fake_ui_screen(), "error| /telemetry takes on");
    assert_string_equal(fake_ui_status(), "");
    play(SCRIPT("Hello", "/find nowhere", "/telemetry on"), REPLIES({.answer = "Hi!"}));
    contains(fake_ui_status(), "not in this conversation");
    assert_string_equal(fake_ui_panels(), "full");
    play(SCRIPT("/layers"), REPLIES({0}));
    contains(fake_ui_page(), "Layers");
}

static void what_the_device_gave_is_of_the_turn(void **state)
{
    play(SCRIPT("/stats"), REPLIES({0}));
    contains(fake_ui_page(), "read from the device     n/a\n");
    play(SCRIPT("One", "/stats", "Two", "/stats"),
         REPLIES({.answer = "1", .device_bytes = 7000000},
                 {.answer = "2", .device_bytes = 2000000}));
    contains(fake_ui_page(), "read from the device     2.0 MB\n");
    play(SCRIPT("One", "/stats json"), REPLIES({.answer = "1", .device_bytes = 7000000}));
    contains(fake_ui_page(), "\"device_bytes\": 7000000");
    play(SCRIPT("One", "/stats"), REPLIES({.answer = "1"}));
    contains(fake_ui_page(), "read from the device     n/a\n");
    /* while it is answered */
    play(SCRIPT("One", "!/stats", "<cancel>"),
         REPLIES({.answer = "1", .hold = true, .device_bytes = 7000000}));
    uint64_t n;
    contains(fake_ui_page(), proc_device_read_bytes(&n) ? "from the device     5."
                                                        : "from the device     n/a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_message_is_answered_and_kept),
        T(reduced_experts_are_always_named),
        T(a_stopped_answer_is_kept_and_can_go_on),
        T(a_continuation_that_fails_keeps_the_old_answer),
        T(an_answer_that_has_no_more_is_not_doubled),
        T(what_is_sent_too_early_goes_back_to_the_input),
        T(help_is_there_while_the_model_answers),
        T(unknown_commands_are_never_sent),
        T(two_slashes_send_one),
        T(regen_makes_a_sibling),
        T(undo_takes_the_message_back_into_the_input),
        T(conversations_are_named_left_and_loaded),
        T(a_conversation_is_deleted_after_a_question),
        T(settings_are_checked_and_used),
        T(the_system_prompt_can_be_changed),
        T(an_engine_error_is_shown),
        T(a_failed_save_is_told_once),
        T(leaving_while_it_answers_keeps_what_was_said),
        T(commands_and_arguments_complete),
        T(the_screen_is_searched_and_arranged),
        T(what_the_device_gave_is_of_the_turn),
    };
    return cmocka_run_group_tests_name("app/chat", tests, NULL, NULL);
}
