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

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "tests/app/chat_script.h"

/* What leaves the chat: /copy and /export. */

#define CODE                                                                             \
    "Look:\n\n```c\nint a;\n```\n\nand\n\n~~~\n  two `lines`\n\x09with <tabs> "          \
    "&amp;\n~~~\n\nDone."

static void the_last_answer_is_copied_as_it_was_written(void **state)
{
    play(SCRIPT("One", "Two", "/copy"),
         REPLIES({.answer = "A"}, {.answer = "**B**\nlong"}));
    assert_string_equal(fake_ui_copied(), "**B**\nlong");
    contains(fake_ui_screen(), "notice| Copied turn 4: 10 bytes given to the terminal");
}

static void any_turn_is_copied_by_its_number(void **state)
{
    play(SCRIPT("One", "Two", "/copy 1"), REPLIES({.answer = "A"}, {.answer = "B"}));
    assert_string_equal(fake_ui_copied(), "One");
    play(SCRIPT("/copy", "One", "/copy 9", "/copy code", "/copy 1 all"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "error| There is no answer yet.");
    contains(fake_ui_screen(), "no turn 9");
    contains(fake_ui_screen(), "error| There is no code in turn 2.");
    contains(fake_ui_screen(), "error| /copy takes the number");
    assert_string_equal(fake_ui_copied(), "");
}

static void the_last_code_is_copied_without_its_fence(void **state)
{
    play(SCRIPT("One", "Two", "/copy 2 code"),
         REPLIES({.answer = CODE}, {.answer = "B"}));
    assert_string_equal(fake_ui_copied(), "  two `lines`\n\twith <tabs> &amp;\n");
    play(SCRIPT("One", "/copy code"),
         REPLIES(
             {.answer = "```a``` and\n1. so\n   ````sh\n   if x\n     ```\n   ````\n"}));
    assert_string_equal(fake_ui_copied(), "if x\n  ```\n");
    play(SCRIPT("One", "/copy code"), REPLIES({.answer = "cut:\n```\nint a;\nint"}));
    assert_string_equal(fake_ui_copied(), "int a;\nint\n");
    play(SCRIPT("One", "/copy code"), REPLIES({.answer = "a ```b``` ~~~ c\n```d```"}));
    contains(fake_ui_screen(), "no code");
}

static void what_the_terminal_would_drop_is_refused(void **state)
{
    char *big = xmalloc(UI_COPY_MAX + 2);
    memset(big, 'a', UI_COPY_MAX + 1);
    big[UI_COPY_MAX + 1] = '\0';
    play(SCRIPT("One", "/copy"), REPLIES({.answer = big}));
    contains(fake_ui_screen(), "error| Not copied: too much for the terminal. /");
    contains(fake_ui_screen(), "--clipboard-cmd");
    char *cmd = xasprintf("cat > %s/clip", script_folder());
    play_with(&(struct script){.clipboard_cmd = cmd}, SCRIPT("One", "/copy"),
              REPLIES({.answer = big}));
    char *path = path_join(script_folder(), "clip");
    size_t len;
    struct error err = {0};
    char *got = file_read(path, 1 << 20, &len, &err);
    assert_non_null(got);
    assert_string_equal(got, big);
    free(got);
    free(path);
    free(cmd);
    free(big);
}

static void a_clipboard_command_that_fails_says_why(void **state)
{
    play_with(&(struct script){.clipboard_cmd = "echo no display >&2; exit 3"},
              SCRIPT("One", "/copy"), REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "failed: no display");
    assert_string_equal(fake_ui_copied(), "");
    play_with(&(struct script){.clipboard_cmd = "exec sleep 100"}, SCRIPT("One", "/copy"),
              REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "did not end within 3 s");
}

/* Plays the script with /export ARGS %s at its end, %s being a file of the test's. */
static char *export_to(const char *args, const char *name)
{
    struct error err = {0};
    size_t len;
    char *path = path_join(script_folder(), name);
    char *command = xasprintf("/export %s %s", args, path);
    play(SCRIPT("One", "Two", "/drop 1-2", command),
         REPLIES({.thinking = "hm", .answer = "A"}, {.thinking = "oh", .answer = "B"}));
    char *text = file_read(path, 1 << 20, &len, &err);
    struct stat st;
    if (text && strcmp(text, "mine") != 0) {
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    free(command);
    free(path);
    return text;
}

static void a_branch_is_exported_and_dropped_turns_are_marked(void **state)
{
    char *text = export_to("", "a talk.md");
    contains(text, "## User (left out)\n\nOne\n\n## Assistant (left out)\n");
    contains(text, "## User\n\nTwo\n");
    contains(text, "oh");
    free(text);
    text = export_to("txt --redact-thinking", "b.log");
    contains(text, "User (left out): One\n");
    contains(text, "Assistant: B\n");
    lacks(text, "oh");
    free(text);
    text = export_to("", "c.json");
    json_t *o = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(o, "messages")), 3);
    assert_int_equal(json_array_size(json_object_get(o, "not_read")), 2);
    json_decref(o);
    free(text);
}

static void a_file_that_is_there_is_replaced_only_when_told(void **state)
{
    struct error err = {0};
    char *path = path_join(script_folder(), "x.md");
    assert_true(file_write_atomic(path, "mine", 4, 0644, &err));
    char *text = export_to("", "x.md");
    contains(fake_ui_screen(), "x.md is there already; /export --overwrite");
    assert_string_equal(text, "mine");
    free(text);
    free(path);
}

static void overwrite_replaces_and_makes_it_private(void **state)
{
    struct error err = {0};
    char *path = path_join(script_folder(), "x.md");
    assert_true(file_write_atomic(path, "mine", 4, 0644, &err));
    char *text = export_to("--overwrite", "x.md");
    contains(text, "## User");
    free(text);
    free(path);
}

static void a_bad_export_is_told(void **state)
{
    play(SCRIPT("/export", "One", "/export --all", "/export /nowhere/x.md"),
         REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "error| There is nothing to export yet.");
    contains(fake_ui_screen(), "not --all");
    contains(fake_ui_screen(), "create /nowhere/x.md: No such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_last_answer_is_copied_as_it_was_written),
        T(any_turn_is_copied_by_its_number),
        T(the_last_code_is_copied_without_its_fence),
        T(what_the_terminal_would_drop_is_refused),
        T(a_clipboard_command_that_fails_says_why),
        T(a_branch_is_exported_and_dropped_turns_are_marked),
        T(a_file_that_is_there_is_replaced_only_when_told),
        T(overwrite_replaces_and_makes_it_private),
        T(a_bad_export_is_told),
    };
    return cmocka_run_group_tests_name("app/chat_output", tests, NULL, NULL);
}
