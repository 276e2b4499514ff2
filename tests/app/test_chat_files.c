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

#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "tests/app/chat_script.h"

/* Templates and tools in the editor, with a settings folder of the test's own. */

static char *own(const char *name)
{
    return xasprintf("%s/config/flashmoe/%s", script_folder(), name);
}

static int set_up(void **state)
{
    char *config = path_join(script_folder(), "config");
    setenv("XDG_CONFIG_HOME", config, 1);
    setenv("FLASHMOE_DATA", getenv("FLASHMOE_SOURCE"), 1);
    free(config);
    return 0;
}

static int tear_down(void **state)
{
    fake_ui_edit_with(NULL);
    return script_clean(state);
}

static char *shipped(const char *name)
{
    struct error err = {0};
    size_t len;
    char *path = path_join(getenv("FLASHMOE_SOURCE"), name);
    char *text = file_read(path, 1 << 20, &len, &err);
    assert_non_null(text);
    free(path);
    return text;
}

/* What the editor makes of a shipped file: `from` replaced by `to`. */
static void edit_shipped(const char *name, const char *from, const char *to)
{
    char *text = shipped(name), *at = strstr(text, from);
    assert_non_null(at);
    char *changed = xasprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fake_ui_edit_with(changed);
    free(changed);
    free(text);
}

static void contains_in(const char *path, const char *part)
{
    struct error err = {0};
    size_t len;
    char *text = file_read(path, 1 << 20, &len, &err);
    if (!text)
        fail_msg("%s", err.msg);
    contains(text, part);
    free(text);
}

#define TEMPLATE "prompts/templates/qwen3.5.yaml"
#define TOOLS    "prompts/tools/default.yaml"

static void a_shipped_template_is_edited_as_a_copy_of_ones_own(void **state)
{
    char *path = own("templates/qwen3.5.yaml"), *before = shipped(TEMPLATE);
    edit_shipped(TEMPLATE, "trim: true", "trim: false");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    assert_string_equal(fake_ui_edited(), before);
    contains(fake_ui_screen(), "templates/qwen3.5.yaml is written and in use.");
    contains_in(path, "trim: false");
    char *after = shipped(TEMPLATE);
    assert_string_equal(before, after);
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    contains(fake_ui_edited(), "trim: false");
    contains(fake_ui_screen(), "notice| Nothing was changed.");
    free(after);
    free(before);
    free(path);
}

static void an_invalid_template_is_told_with_its_place_and_kept_as_a_draft(void **state)
{
    char *path = own("templates/qwen3.5.yaml"),
         *draft = own("templates-qwen3.5.yaml.draft");
    edit_shipped(TEMPLATE, "trim: true ", "trimm: true");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    char *where = xasprintf("error| %s:6:1: unknown key \"trimm\"", draft);
    contains(fake_ui_screen(), where);
    contains(fake_ui_screen(), "What was loaded before stays");
    assert_false(file_exists(path));
    fake_ui_edit_with("schema: 1\n[");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    contains(fake_ui_edited(), "trimm: true"); /* it goes on with the draft */
    assert_false(file_exists(path));
    edit_shipped(TEMPLATE, "call: \"<tool_call>", "call: \"<call>");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    assert_string_equal(fake_ui_edited(), "schema: 1\n[\n");
    contains(fake_ui_screen(), "'call' of 'calls': 'open', 'close' and 'format' do not");
    assert_false(file_exists(path));
    edit_shipped(TEMPLATE, "trim: true", "trim: false");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    contains(fake_ui_edited(), "call: \"<call>");
    assert_true(file_exists(path));
    assert_false(file_exists(draft));
    free(where);
    free(draft);
    free(path);
}

static void another_template_is_edited_and_not_taken(void **state)
{
    edit_shipped("prompts/templates/qwen3.yaml", "schema: 1", "schema:  1");
    play(SCRIPT("/template qwen3.5", "/template edit qwen3", "/template edit nothing"),
         REPLIES({0}));
    contains(fake_ui_screen(), "templates/qwen3.yaml is written.");
    contains(fake_ui_screen(), "nothing.yaml");
    assert_string_equal(engine_info(fake_engine())->template_name, "qwen3.5");
}

static void edited_tools_are_offered_and_permissions_start_anew(void **state)
{
#define ECHO {.call = "run_command", .arguments = "{\"command\":\"echo hello\"}"}
    edit_shipped(TOOLS, "name: calculate", "name: reckon");
    play(SCRIPT("run", "=a", "/tools edit", "again", "=n"),
         REPLIES(ECHO, {.answer = "1"}, ECHO, {.answer = "2"}));
    char *path = own("tools/default.yaml");
    contains_in(path, "name: reckon");
    contains(fake_ui_screen(), "is written, its tools are offered.");
    assert_int_equal(fake_ui_n_questions(), 2);
    char *offered = json_dumps(fake_engine_last_settings()->tools, 0);
    contains(offered, "\"reckon\"");
    lacks(offered, "\"calculate\"");
    free(offered);
    free(path);
}

static void invalid_tools_are_told_with_their_place(void **state)
{
    char *path = own("tools/default.yaml"), *draft = own("tools-default.yaml.draft");
    char *folder = own("tools");
    edit_shipped(TOOLS, "name: calculate", "nam: calculate");
    play(SCRIPT("/tools edit", "go"), REPLIES({.answer = "A"}));
    char *where = xasprintf("error| %s:", draft);
    contains(fake_ui_screen(), where);
    contains(fake_ui_screen(), "/tools edit goes on with your text");
    assert_false(file_exists(path));
    assert_false(file_exists(folder)); /* it would hide the shipped tools */
    assert_int_equal(json_array_size(fake_engine_last_settings()->tools), 5);
    free(where);
    free(folder);
    free(path);
    free(draft);
}

/* Valid by itself, but not beside another file of the folder. */
static void tools_that_clash_are_put_back(void **state)
{
    struct error err = {0};
    char *folder = own("tools"), *path = own("tools/mine.yaml");
    char *text = shipped(TOOLS);
    assert_true(dir_make(folder, &err));
    char *own_default = own("tools/default.yaml");
    assert_true(file_write_atomic(own_default, text, strlen(text), 0600, &err));
    static const char mine[] =
        "schema: 1\ntools:\n  - type: function\n    function:\n      name: mine\n"
        "      description: d\n      parameters: {type: object, properties: {}}\n"
        "    run: {argv: [\"/bin/true\"]}\n";
    assert_true(file_write_atomic(path, mine, strlen(mine), 0600, &err));
    struct toolset *t = toolset_load(folder, &err);
    if (!t)
        fail_msg("%s", err.msg);
    toolset_free(t);
    char *at = strstr(mine, "name: mine");
    char *clash = xasprintf("%.*sname: calculate%s", (int)(at - mine), mine, at + 10);
    fake_ui_edit_with(clash);
    play_with(&(struct script){.tools_folder = folder}, SCRIPT("/tools edit mine", "go"),
              REPLIES({.answer = "A"}));
    contains(fake_ui_screen(), "What was loaded before stays");
    contains_in(path, "name: mine");
    assert_int_equal(json_array_size(fake_engine_last_settings()->tools), 6);
    free(clash);
    free(own_default);
    free(text);
    free(path);
    free(folder);
}

static void what_cannot_be_edited_is_told(void **state)
{
    play_with(&(struct script){.tools = TOOLS_NONE},
              SCRIPT("/tools edit", "Hi", "!/tools edit", "<cancel>"),
              REPLIES({.answer = "A", .hold = true}));
    contains(fake_ui_screen(), "error| There are no tools here.");
    contains(fake_ui_screen(), "error| An answer is being written");
    play(SCRIPT("/tools edit ../x", "/tools edit none"), REPLIES({0}));
    contains(fake_ui_screen(), "error| /tools edit takes the name");
    contains(fake_ui_screen(), "none.yaml: No such file");
    play(SCRIPT("/template qwen3.5", "/template edit"), REPLIES({0}));
    contains(fake_ui_screen(), "error| no editor");
}

#define F(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static char *in_folder(const char *name, const char *bytes, size_t len)
{
    char *path = path_join(script_folder(), name);
    struct error err = {0};
    if (!file_write_atomic(path, bytes, len, 0600, &err))
        fail_msg("%s", err.msg);
    return path;
}

static void a_file_that_a_message_names_stands_behind_it(void **state)
{
    char *path = in_folder("notes.txt", "one\n```\ntwo", 11);
    char *message = xasprintf("See @%s, and @%s. Not a@b or @nowhere.", path, path);
    char *want =
        xasprintf("user: %s\n\n`%s`:\n````\none\n```\ntwo\n````\n", message, path);
    play(SCRIPT(message), REPLIES({.answer = "Yes."}));
    contains(fake_engine_last_request(), want);
    /* edited, it is not there twice */
    play(SCRIPT(message, "/edit 1"), REPLIES({.answer = "Yes."}));
    char *again = xstrdup(fake_ui_input());
    play(SCRIPT(again), REPLIES({.answer = "Yes."}));
    contains(fake_engine_last_request(), want);
    lacks(fake_engine_last_request(), "````\n\n`");
    free(again);
    free(want);
    free(message);
    free(path);
}

/* How often `part` is in the last request. */
static int times(const char *part)
{
    int n = 0;
    for (const char *s = fake_engine_last_request(); (s = strstr(s, part)); s++)
        n++;
    return n;
}

static void the_text_of_a_file_names_no_other(void **state)
{
    char *b = in_folder("b.txt", "secret\n", 7), *head = xasprintf("`%s`:\n```", b);
    char *text = xasprintf("mail @%s\n```\n~~~\n@%s", b, b);
    char *a = in_folder("a.txt", text, strlen(text));
    char *command = xasprintf("/read %s", a), *message = xasprintf("See @%s.", a);
    play(SCRIPT(command), REPLIES({0}));
    char *input = xasprintf("%sWhat is it?", fake_ui_input());
    play(SCRIPT(input), REPLIES({.answer = "Mail."}));
    assert_int_equal(times("secret"), 0);
    free(input);
    play(SCRIPT(message, "/edit 1"), REPLIES({.answer = "Mail."}));
    assert_int_equal(times("secret"), 0);
    input = xasprintf("%s\n\nAnd @%s", fake_ui_input(), b);
    play(SCRIPT(input), REPLIES({.answer = "Mail."}));
    assert_int_equal(times("secret"), 1); /* behind the block it is a word again */
    assert_int_equal(times(head), 1);
    free(input);
    free(message);
    free(command);
    free(a);
    free(text);
    free(head);
    free(b);
}

static void what_looks_like_a_block_in_a_file_is_none(void **state)
{
    char *b = in_folder("b.txt", "second\n", 7);
    char *text = xasprintf("`%s`:\n```\nnot it\n```\n", b);
    char *a = in_folder("a.txt", text, strlen(text));
    char *message = xasprintf("See @%s and @%s", a, b);
    play(SCRIPT(message, "/edit 1"), REPLIES({.answer = "Yes."}));
    assert_int_equal(times("second"), 1);
    char *again = xstrdup(fake_ui_input());
    play(SCRIPT(again), REPLIES({.answer = "Yes."}));
    assert_int_equal(times("second"), 1);
    free(again);
    free(message);
    free(a);
    free(text);
    free(b);
}

static void what_is_no_text_is_not_sent(void **state)
{
    char *path = in_folder("data.bin", "a\0b", 3);
    char *message = xasprintf("See @%s", path);
    play(SCRIPT(message), REPLIES({0}));
    contains(fake_ui_screen(), "it has a NUL byte; the message was not sent");
    assert_string_equal(fake_ui_input(), message);
    assert_int_equal(fake_engine_n_requests(), 0);
    free(path);
    path = in_folder("data.bin", "ab\xff", 3);
    play(SCRIPT(message), REPLIES({0}));
    contains(fake_ui_screen(), "no UTF-8 at offset 2");
    free(message);
    message = xasprintf("See @%s", script_folder());
    play(SCRIPT(message), REPLIES({0}));
    contains(fake_engine_last_request(), message); /* a folder is a word */
    free(message);
    message = xasprintf("/read %s", script_folder());
    play(SCRIPT(message), REPLIES({0}));
    contains(fake_ui_screen(), "is no file of text");
    play(SCRIPT("What of @... or @."), REPLIES({0}));
    contains(fake_engine_last_request(), "user: What of @... or @.\n");
    play(SCRIPT("See @/dev/null"), REPLIES({0}));
    contains(fake_ui_screen(), "/dev/null is no file of text; the message was not sent");
    free(message);
    free(path);
}

static void read_puts_a_file_into_the_input(void **state)
{
    char *path = in_folder("notes.txt", "text", 4);
    char *command = xasprintf("/read %s", path);
    char *want = xasprintf("`%s`:\n```\ntext\n```\n\n", path);
    play(SCRIPT(command), REPLIES({0}));
    assert_string_equal(fake_ui_input(), want);
    play(SCRIPT("/read /nowhere/at/all", "/read"), REPLIES({0}));
    contains(fake_ui_screen(), "error| ");
    contains(fake_ui_screen(), "/nowhere/at/all");
    assert_string_equal(fake_ui_input(), "");
    free(want);
    free(command);
    free(path);
}

static void files_complete_after_an_at(void **state)
{
    size_t start = 0;
    free(in_folder("alpha.txt", "a", 1));
    free(in_folder("alpine.md", "a", 1));
    free(in_folder(".hidden", "a", 1));
    char *line = xasprintf("read @%s/alp", script_folder());
    char **got = chat_complete(NULL, line, &start);
    assert_non_null(got);
    assert_int_equal(start, 6);
    assert_string_equal(strrchr(got[0], '/'), "/alpha.txt");
    assert_string_equal(strrchr(got[1], '/'), "/alpine.md");
    assert_null(got[2]);
    for (int i = 0; got[i]; i++)
        free(got[i]);
    free(got);
    free(line);
    assert_null(chat_complete(NULL, "mail a@b", &start));
    assert_null(chat_complete(NULL, "@/nowhere/x", &start));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        F(a_shipped_template_is_edited_as_a_copy_of_ones_own),
        F(an_invalid_template_is_told_with_its_place_and_kept_as_a_draft),
        F(another_template_is_edited_and_not_taken),
        F(edited_tools_are_offered_and_permissions_start_anew),
        F(invalid_tools_are_told_with_their_place),
        F(tools_that_clash_are_put_back),
        F(what_cannot_be_edited_is_told),
        F(a_file_that_a_message_names_stands_behind_it),
        F(the_text_of_a_file_names_no_other),
        F(what_looks_like_a_block_in_a_file_is_none),
        F(what_is_no_text_is_not_sent),
        F(read_puts_a_file_into_the_input),
        F(files_complete_after_an_at),
    };
    return cmocka_run_group_tests_name("app/chat_files", tests, NULL, NULL);
}
