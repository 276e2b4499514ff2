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

/* The tools that the model asks for. */

#define SAME                                                                             \
    {                                                                                    \
        .call = "calculate", .arguments = "{\"expression\":\"1\"}"                       \
    }

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
    contains(fake_ui_screen(), "calls a tool: ");
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

#define LIST(folder)                                                                     \
    {                                                                                    \
        .call = "list_files", .arguments = "{\"path\":\"" folder "\"}"                   \
    }

static void an_allowed_tool_asks_no_more_whatever_its_arguments(void **state)
{
    if (strcmp(tool_sandbox_name(), "none") == 0)
        skip();
    play(SCRIPT("/allow list_files", "one", "two"),
         REPLIES(LIST("."), {.answer = "1"}, LIST("./."), {.answer = "2"}));
    assert_int_equal(fake_ui_n_questions(), 0);
    contains(fake_ui_screen(), "notice| list_files runs without a question");
    play(SCRIPT("/allow list_files", "/deny list_files", "one", "/tools"),
         REPLIES(LIST("."), {.answer = "1"}));
    contains(fake_engine_last_request(),
             "tool: error: the user does not allow this tool");
    contains(fake_ui_page(), "denied by /deny");
}

static void what_could_do_harm_cannot_be_allowed(void **state)
{
    play(SCRIPT("/allow run_command", "/allow nothing", "/allow", "go", "=n"),
         REPLIES(ECHO, {.answer = "ok"}));
    contains(fake_ui_screen(), "error| run_command is asked about each time");
    contains(fake_ui_screen(), "error| There is no tool 'nothing'");
    contains(fake_ui_screen(), "error| /allow takes the name of a tool");
    assert_int_equal(fake_ui_n_questions(), 1);
}

static void what_was_denied_stays_denied_when_tools_are_read_again(void **state)
{
    play(SCRIPT("/deny calculate", "/reload", "go"), REPLIES(SAME, {.answer = "ok"}));
    contains(fake_engine_last_request(),
             "tool: error: the user does not allow this tool");
}

static void edited_arguments_are_asked_about_again(void **state)
{
    fake_ui_edit_with("{\"command\":\"echo changed\"}");
    play(SCRIPT("run it", "=e", "=y"), REPLIES(ECHO, {.answer = "ok"}));
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
    play_with(&(struct script){.tools = TOOLS_DENY}, SCRIPT("go"),
              REPLIES(SAME, {.answer = "ok"}));
    contains(fake_engine_last_request(),
             "tool: error: the user does not allow this tool");
}

static void allowing_tools_still_asks_about_a_shell(void **state)
{
    play_with(&(struct script){.tools = TOOLS_ALLOW}, SCRIPT("go", "=n"),
              REPLIES(ECHO, {.answer = "ok"}));
    assert_int_equal(fake_ui_n_questions(), 1);
}

static void without_tools_none_are_offered(void **state)
{
    play_with(&(struct script){.tools = TOOLS_NONE}, SCRIPT("go"),
              REPLIES({.answer = "ok"}));
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

static void what_the_model_says_is_never_a_command(void **state)
{
    char *notes = path_join(script_folder(), "notes.txt");
    struct error err = {0};
    static const char orders[] = "/quit\n/load /etc/passwd\n/allow\n!id\n";
    assert_true(file_write_atomic(notes, orders, sizeof(orders) - 1, 0600, &err));
    char *args = xasprintf("{\"command\":\"cat %s\"}", notes);
    assert_int_equal(play(SCRIPT("go", "=y", "more"),
                          REPLIES({.thinking = "/quit",
                                   .answer = "/load /etc/passwd",
                                   .call = "run_command",
                                   .arguments = args},
                                  {.answer = "/quit"}, {.answer = "still here"})),
                     0);
    assert_int_equal(fake_engine_n_requests(), 3);
    contains(fake_ui_screen(), "assistant| still here");
    lacks(fake_ui_screen(), "error|");
    free(args);
    free(notes);
}

/* A file from elsewhere may end with a call that was never answered. */
static void a_loaded_conversation_runs_no_tools(void **state)
{
    struct error err = {0};
    char *file = path_join(script_folder(), "theirs.jsonl"),
         *made = path_join(script_folder(), "made");
    char *text = xasprintf(
        "{\"schema\":1,\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"created\":1700000000000,"
        "\"model\":{\"name\":\"fake\"}}\n"
        "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FA0\",\"parent\":null,\"role\":\"user\","
        "\"content\":\"q\"}\n"
        "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FA1\",\"parent\":"
        "\"01ARZ3NDEKTSV4RRFFQ69G5FA0\","
        "\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c\",\"type\":"
        "\"function\",\"function\":{\"name\":\"run_command\",\"arguments\":"
        "\"{\\\"command\\\":\\\"touch %s\\\"}\"}}]}\n",
        made);
    assert_true(file_write_atomic(file, text, strlen(text), 0600, &err));
    char *load = xasprintf("/load %s", file);
    play_with(&(struct script){.tools = TOOLS_ALLOW}, SCRIPT(load, "/continue"),
              REPLIES({.answer = "never"}));
    contains(fake_ui_screen(), "call run_command");
    assert_int_equal(fake_ui_n_questions(), 0);
    assert_int_equal(fake_engine_n_requests(), 0);
    assert_false(file_exists(made));
    free(load);
    free(text);
    free(made);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_allowed_tool_runs_and_the_model_goes_on),
        T(a_command_is_asked_about),
        T(a_denied_tool_is_told_to_the_model),
        T(a_permission_is_for_the_same_arguments_only),
        T(an_allowed_tool_asks_no_more_whatever_its_arguments),
        T(what_could_do_harm_cannot_be_allowed),
        T(what_was_denied_stays_denied_when_tools_are_read_again),
        T(edited_arguments_are_asked_about_again),
        T(broken_calls_are_told_to_the_model),
        T(the_same_call_again_and_again_is_stopped),
        T(too_many_calls_in_a_turn_are_not_run),
        T(denying_all_tools_asks_nothing),
        T(allowing_tools_still_asks_about_a_shell),
        T(without_tools_none_are_offered),
        T(cancel_stops_the_tool_first),
        T(cancel_at_the_question_ends_the_turn),
        T(what_the_model_says_is_never_a_command),
        T(a_loaded_conversation_runs_no_tools),
    };
    return cmocka_run_group_tests_name("app/chat_tools", tests, NULL, NULL);
}
