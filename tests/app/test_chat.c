#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/chat.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/fakes.h"

/* The controller between a scripted user and a scripted model. */

static struct conversation *conv;
static enum tools_mode mode;

/* Plays the script and returns the exit code; `screen`, `input` and so on are read after. */
static int play(const char *const *script, const struct fake_reply *replies, int n)
{
    struct error err = {0};
    fake_conversation_finish();
    fake_engine_start(replies, n);
    fake_ui_start(script);
    conv = conversation_create("/fake", "fake", "fake");
    conversation_set_system(conv, "Be kind.", &err);
    char *tools = path_join(getenv("FLASHMOE_SOURCE"), "prompts/tools");
    struct chat *c = chat_create(&(struct chat_params){.ui = fake_ui(),
                                                       .engine = fake_engine(),
                                                       .conversation = conv,
                                                       .sessions_dir = "/fake",
                                                       .tools_path = tools,
                                                       .tools_mode = mode,
                                                       .max_tok = 100},
                                 &err);
    if (!c)
        fail_msg("%s", err.msg);
    int code = chat_run(c, &err);
    if (code < 0)
        fail_msg("%s", err.msg);
    chat_destroy(c);
    free(tools);
    return code;
}

#define SCRIPT(...) ((const char *const[]){__VA_ARGS__, NULL})
#define REPLIES(...)                                                                     \
    ((const struct fake_reply[]){__VA_ARGS__}),                                          \
        (int)(sizeof((const struct fake_reply[]){__VA_ARGS__}) /                         \
              sizeof(struct fake_reply))

static void contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%s", part, text);
}

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
    assert_string_equal(fake_ui_screen(), "user| Count\nassistant| one two\n"
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
    contains(fake_ui_screen(), "no command /hlep; did you mean /help?");
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
    contains(fake_ui_screen(), "assistant| B");
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

static void an_edited_message_branches_off(void **state)
{
    play(SCRIPT("One", "Two", "/edit 1", "Uno"),
         REPLIES({.answer = "A"}, {.answer = "B"}, {.answer = "C"}));
    assert_string_equal(fake_engine_last_request(), "system: Be kind.\nuser: Uno\n");
    assert_int_equal(conversation_n_turns(conv), 6);
    assert_int_equal(conversation_turn(conv, 4)->parent, -1);
    lacks(fake_ui_screen(), "Two");
    contains(fake_ui_screen(), "user| Uno\nassistant| C\n");
}

static void an_edit_can_be_left(void **state)
{
    play(SCRIPT("One", "/edit", "/edit cancel", "Two", "/edit 9", "/edit x"),
         REPLIES({.answer = "A"}, {.answer = "B"}));
    contains(fake_engine_last_request(), "user: One\nassistant: A\nuser: Two\n");
    contains(fake_ui_screen(), "no message 9; there are 2");
    contains(fake_ui_screen(), "/edit takes the number");
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
    contains(fake_ui_screen(), "no conversation 'nothing'");
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

static void a_full_context_says_what_helps(void **state)
{
    play(SCRIPT("Hi"), REPLIES({.finish = FINISH_CONTEXT, .error = "5 tokens too many"}));
    contains(fake_ui_screen(), "No room for more: 5 tokens too many");
    contains(fake_ui_screen(), "/new");
    assert_int_equal(conversation_n_turns(conv), 1);
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
    fake_conversation_finish();
    struct error err = {0};
    fake_engine_start(REPLIES({.answer = "A"}, {.answer = "B"}));
    fake_ui_start(SCRIPT("Hi", "Again"));
    conv = conversation_create("/fake", "fake", "fake");
    fake_conversation_fail(true);
    struct chat *c = chat_create(&(struct chat_params){.ui = fake_ui(),
                                                       .engine = fake_engine(),
                                                       .conversation = conv,
                                                       .sessions_dir = "/fake"},
                                 &err);
    assert_int_equal(chat_run(c, &err), 0);
    chat_destroy(c);
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

/* ---- tools ---- */

static void an_allowed_tool_runs_and_the_model_goes_on(void **state)
{
    play(SCRIPT("12*34?"), REPLIES({.answer = "Let me see.",
                                    .call = "calculate",
                                    .arguments = "{\"expression\":\"12*34\"}"},
                                   {.answer = "408"}));
    assert_string_equal(fake_engine_last_request(),
                        "system: Be kind.\nuser: 12*34?\nassistant: Let me see.\n"
                        "call calculate {\"expression\":\"12*34\"}\ntool: 408\n");
    contains(fake_ui_screen(), "call calculate| {\"expression\":\"12*34\"}\n"
                               "result calculate| 408\n");
    assert_int_equal(fake_ui_n_questions(), 0);
    const struct turn *t = conversation_turn(conv, 2);
    assert_int_equal(t->message.role, ROLE_TOOL);
    const json_t *audit = json_object_get(t->meta, "tool");
    assert_string_equal(json_string_value(json_object_get(audit, "decision")), "policy");
    assert_int_equal(json_integer_value(json_object_get(audit, "exit_status")), 0);
}

#define ECHO                                                                             \
    {                                                                                    \
        .call = "run_command", .arguments = "{\"command\":\"echo hello\"}"               \
    }

static void a_command_is_asked_about(void **state)
{
    play(SCRIPT("run it", "=y"), REPLIES(ECHO, {.answer = "done"}));
    contains(fake_ui_question(), "run_command\ncommand=echo hello\n");
    contains(fake_engine_last_request(), "tool: hello\n");
}

static void a_denied_tool_is_told_to_the_model(void **state)
{
    play(SCRIPT("run it", "=n"), REPLIES(ECHO, {.answer = "ok"}));
    contains(fake_engine_last_request(), "tool: error: the user did not allow this call");
    contains(fake_ui_screen(), "assistant| ok");
}

static void a_permission_is_for_the_same_arguments_only(void **state)
{
    play(SCRIPT("run it", "=a", "again", "other", "=n"),
         REPLIES(ECHO, {.answer = "1"}, ECHO, {.answer = "2"},
                 {.call = "run_command", .arguments = "{\"command\":\"echo other\"}"},
                 {.answer = "3"}));
    assert_int_equal(fake_ui_n_questions(), 2);
}

static void edited_arguments_are_asked_about_again(void **state)
{
    fake_ui_start(SCRIPT("run it", "=e", "=y"));
    struct error err = {0};
    fake_conversation_finish();
    fake_ui_edit_with("{\"command\":\"echo changed\"}");
    fake_engine_start(REPLIES(ECHO, {.answer = "ok"}));
    conv = conversation_create("/fake", "fake", "fake");
    char *tools = path_join(getenv("FLASHMOE_SOURCE"), "prompts/tools");
    struct chat *c = chat_create(&(struct chat_params){.ui = fake_ui(),
                                                       .engine = fake_engine(),
                                                       .conversation = conv,
                                                       .tools_path = tools},
                                 &err);
    assert_int_equal(chat_run(c, &err), 0);
    chat_destroy(c);
    free(tools);
    assert_int_equal(fake_ui_n_questions(), 2);
    contains(fake_ui_question(), "command=echo changed");
    contains(fake_engine_last_request(),
             "tool: [the user changed the arguments to {\"command\":\"echo changed\"}]\n"
             "changed\n");
}

static void broken_calls_are_told_to_the_model(void **state)
{
    play(SCRIPT("go"),
         REPLIES({.call = "no_such", .arguments = "{}"},
                 {.call = "read_file", .arguments = "{\"path\":\"/etc/passwd\"}"},
                 {.answer = "sorry"}));
    contains(fake_engine_last_request(), "tool: error: there is no tool 'no_such'\n");
    contains(fake_engine_last_request(), "tool: error: /etc/passwd: outside");
    assert_int_equal(fake_ui_n_questions(), 0);
}

static void the_same_call_again_and_again_is_stopped(void **state)
{
#define SAME {.call = "calculate", .arguments = "{\"expression\":\"1\"}"}
    play(SCRIPT("go"), REPLIES(SAME, SAME, SAME, SAME, SAME));
    assert_int_equal(fake_engine_n_requests(), 3);
    contains(fake_ui_screen(), "the same call 3 times in a row");
    const struct turn *last = conversation_turn(conv, conversation_head(conv));
    assert_int_equal(last->message.role, ROLE_TOOL);
}

static void too_many_calls_in_a_turn_are_not_run(void **state)
{
    play(SCRIPT("go"), REPLIES({.call = "calculate", .n_calls = 10}, {.answer = "ok"}));
    contains(fake_engine_last_request(), "tool: 7\ntool: error: there were too many");
    contains(fake_ui_screen(), "assistant| ok");
    assert_int_equal(conversation_n_turns(conv), 1 + 1 + 10 + 1);
}

static void denying_all_tools_asks_nothing(void **state)
{
    mode = TOOLS_DENY;
    play(SCRIPT("go"), REPLIES(SAME, {.answer = "ok"}));
    mode = TOOLS_ASK;
    contains(fake_engine_last_request(),
             "tool: error: the user does not allow this tool");
}

static void allowing_tools_still_asks_about_a_shell(void **state)
{
    mode = TOOLS_ALLOW;
    play(SCRIPT("go", "=n"), REPLIES(ECHO, {.answer = "ok"}));
    mode = TOOLS_ASK;
    assert_int_equal(fake_ui_n_questions(), 1);
}

static void without_tools_none_are_offered(void **state)
{
    mode = TOOLS_NONE;
    play(SCRIPT("go"), REPLIES({.answer = "ok"}));
    mode = TOOLS_ASK;
    assert_null(fake_engine_last_settings()->tools);
}

static void cancel_stops_the_tool_first(void **state)
{
    play(SCRIPT("run it", "=y", "<cancel>"),
         REPLIES({.call = "run_command", .arguments = "{\"command\":\"sleep 60\"}"},
                 {.answer = "I see."}));
    contains(fake_engine_last_request(), "tool: [cancelled by the user]");
    contains(fake_ui_screen(), "assistant| I see.");
}

static void cancel_at_the_question_ends_the_turn(void **state)
{
    play(SCRIPT("run it", "<cancel>"), REPLIES(ECHO, {.answer = "never"}));
    assert_int_equal(fake_engine_n_requests(), 1);
    contains(fake_ui_screen(), "error: the user did not allow this call");
}

static void commands_and_arguments_complete(void **state)
{
    size_t start = 9;
    char **got = chat_complete(NULL, "/re", &start);
    assert_int_equal(start, 0);
    assert_string_equal(got[0], "/regen");
    assert_string_equal(got[1], "/reload");
    assert_null(got[2]);
    for (char **s = got; *s; s++)
        free(*s);
    free(got);
    struct error err = {0};
    fake_ui_start(SCRIPT(NULL));
    fake_engine_start(NULL, 0);
    struct chat *c = chat_create(
        &(struct chat_params){.ui = fake_ui(),
                              .engine = fake_engine(),
                              .conversation = conversation_create(NULL, "", "")},
        &err);
    got = chat_complete(c, "/think  s", &start);
    assert_int_equal(start, 8);
    assert_string_equal(got[0], "show");
    assert_null(got[1]);
    free(got[0]);
    free(got);
    assert_null(chat_complete(c, "/thin s", &start));
    assert_null(chat_complete(c, "/template x", &start));
    chat_destroy(c);
    assert_null(chat_complete(NULL, "hello /re", &start));
    assert_null(chat_complete(NULL, "//re", &start));
}

static int clean(void **state)
{
    fake_ui_finish();
    fake_engine_finish();
    fake_conversation_finish();
    return 0;
}

#define T(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_message_is_answered_and_kept),
        T(reduced_experts_are_always_named),
        T(a_stopped_answer_is_kept_and_can_go_on),
        T(a_continuation_that_fails_keeps_the_old_answer),
        T(what_is_sent_too_early_goes_back_to_the_input),
        T(help_is_there_while_the_model_answers),
        T(unknown_commands_are_never_sent),
        T(two_slashes_send_one),
        T(regen_makes_a_sibling),
        T(undo_takes_the_message_back_into_the_input),
        T(an_edited_message_branches_off),
        T(an_edit_can_be_left),
        T(conversations_are_named_left_and_loaded),
        T(settings_are_checked_and_used),
        T(the_system_prompt_can_be_changed),
        T(a_full_context_says_what_helps),
        T(an_engine_error_is_shown),
        T(a_failed_save_is_told_once),
        T(leaving_while_it_answers_keeps_what_was_said),
        T(an_allowed_tool_runs_and_the_model_goes_on),
        T(a_command_is_asked_about),
        T(a_denied_tool_is_told_to_the_model),
        T(a_permission_is_for_the_same_arguments_only),
        T(edited_arguments_are_asked_about_again),
        T(broken_calls_are_told_to_the_model),
        T(the_same_call_again_and_again_is_stopped),
        T(too_many_calls_in_a_turn_are_not_run),
        T(denying_all_tools_asks_nothing),
        T(allowing_tools_still_asks_about_a_shell),
        T(without_tools_none_are_offered),
        T(cancel_stops_the_tool_first),
        T(cancel_at_the_question_ends_the_turn),
        T(commands_and_arguments_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
