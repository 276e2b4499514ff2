#include "app/conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/text/messages_json.h"
#include "tests/app/conversation_fixture.h"
#include "ui/glyph.h"

/* The tree as it is drawn, and what of it the model reads. */

/* 1 - 2 - 3 - 4        and another start, 7; the head is 6
 *       \ 5 - 6 */
static struct conversation *forked(const char *dir)
{
    struct error err = {0};
    struct conversation *c = conversation_create(dir, "tiny", "t");
    add(c, ROLE_USER, "What is a\n lighthouse?", NULL);
    add(c, ROLE_ASSISTANT, "A tower.", NULL);
    add(c, ROLE_USER, "Where?", NULL);
    add(c, ROLE_ASSISTANT, "At the coast.", NULL);
    assert_true(conversation_set_head(c, 1, &err));
    add(c, ROLE_USER, "How tall?", NULL);
    add(c, ROLE_ASSISTANT, "30 metres.", NULL);
    assert_true(conversation_set_head(c, -1, &err));
    add(c, ROLE_USER, "Bye", NULL);
    assert_true(conversation_set_head(c, 5, &err));
    return c;
}

static void branches_are_indented_and_the_path_is_marked(void **state)
{
    int line;
    struct conversation *c = forked(NULL);
    char *text = conversation_tree(c, 60, false, &line);
    assert_string_equal(text, "● ├─ 1  you        What is a lighthouse?\n"
                              "● │  2  assistant  A tower.\n"
                              "  │  ├─ 3  you        Where?\n"
                              "  │  │  4  assistant  At the coast.\n"
                              "● │  └─ 5  you        How tall?\n"
                              "▶ │     6  assistant  30 metres.\n"
                              "  └─ 7  you        Bye\n");
    assert_int_equal(line, 5);
    free(text);
    text = conversation_tree(c, 60, true, &line);
    assert_string_equal(text, "* |- 1  you        What is a lighthouse?\n"
                              "* |  2  assistant  A tower.\n"
                              "  |  |- 3  you        Where?\n"
                              "  |  |  4  assistant  At the coast.\n"
                              "* |  `- 5  you        How tall?\n"
                              "> |     6  assistant  30 metres.\n"
                              "  `- 7  you        Bye\n");
    free(text);
    conversation_free(c);
}

static void an_empty_tree_has_no_lines(void **state)
{
    int line = 7;
    struct conversation *c = conversation_create(NULL, "tiny", "t");
    char *text = conversation_tree(c, 40, false, &line);
    assert_string_equal(text, "");
    assert_int_equal(line, -1);
    free(text);
    conversation_free(c);
}

/* Also far to the right, with wide letters, and where nothing fits. */
static void lines_fit_into_the_columns(void **state)
{
    struct error err = {0};
    struct conversation *c = conversation_create(NULL, "tiny", "t");
    for (int i = 0; i < 40; i++) {
        add(c, ROLE_USER,
            "\u6f22\u5b57\u304b\u306a\u4ea4\u3058\u308a\u6587 \xf0\x9f\x98\x80 and more "
            "than fits \xff",
            NULL);
        add(c, ROLE_ASSISTANT, "a", NULL);
        assert_true(conversation_set_head(c, 2 * i, &err));
    }
    for (int cols = 40; cols < 90; cols += 7) {
        int line;
        char *text = conversation_tree(c, cols, false, &line);
        for (char *s = text; *s; s += strcspn(s, "\n") + 1)
            assert_true(glyph_cols(s, strcspn(s, "\n")) <= cols);
        free(text);
    }
    conversation_free(c);
}

static void a_long_conversation_stays_narrow_and_fast(void **state)
{
    int line;
    struct conversation *c = conversation_create(NULL, "tiny", "t");
    for (int i = 0; i < 100000; i++)
        add(c, i % 2 ? ROLE_ASSISTANT : ROLE_USER, "x", NULL);
    char *text = conversation_tree(c, 60, true, &line);
    assert_int_equal(line, 99999);
    assert_non_null(strstr(text, "\n*      2  assistant  x\n"));
    assert_non_null(strstr(text, "\n> 100000  assistant  x\n"));
    free(text);
    conversation_free(c);
}

/* "role: content" of what the model reads, joined. */
static char *read_by_model(const struct conversation *c)
{
    int n;
    struct strbuf b = {0};
    struct message *all = conversation_messages(c, &n);
    for (int i = 0; i < n; i++)
        strbuf_addf(&b, "%s: %s\n", role_name(all[i].role), all[i].content);
    messages_free(all, n);
    return strbuf_take(&b);
}

static void expect(const struct conversation *c, const char *text)
{
    char *now = read_by_model(c);
    assert_string_equal(now, text);
    free(now);
}

static struct conversation *again(struct conversation *c)
{
    struct error err = {0};
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    if (!c)
        fail_msg("%s", err.msg);
    free(path);
    return c;
}

static void dropped_turns_are_not_read_and_come_back(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int line, turns[] = {4, 5};
    struct conversation *c = forked(f->dir);
    assert_true(conversation_set_dropped(c, turns, 2, true, &err));
    add(c, ROLE_USER, "And?", NULL);
    c = again(c);
    expect(c, "user: What is a\n lighthouse?\nassistant: A tower.\nuser: And?\n");
    assert_true(conversation_turn(c, 5)->dropped);
    char *text = conversation_tree(c, 60, true, &line);
    assert_non_null(strstr(text, "5  you        [left out] How tall?\n"));
    free(text);
    assert_true(conversation_set_dropped(c, turns, 1, false, &err));
    c = again(c);
    expect(c, "user: What is a\n lighthouse?\nassistant: A tower.\nuser: How tall?\n"
              "user: And?\n");
    conversation_free(c);
}

static void a_summary_stands_for_what_is_before_it_on_its_path(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int line;
    struct conversation *c = forked(f->dir);
    assert_true(conversation_set_system(c, "Be kind.", &err));
    assert_true(conversation_set_summary(c, 4, "They spoke of towers.", &err));
    c = again(c);
    expect(c, "system: Be kind.\n\nSummary of the conversation so far:\n"
              "They spoke of towers.\nassistant: 30 metres.\n");
    char *text = conversation_tree(c, 70, true, &line);
    assert_non_null(strstr(text, "5  you        [summarised up to here] How tall?\n"));
    free(text);
    assert_true(conversation_set_head(c, 3, &err)); /* another branch */
    expect(c, "system: Be kind.\nuser: What is a\n lighthouse?\nassistant: A tower.\n"
              "user: Where?\nassistant: At the coast.\n");
    assert_true(conversation_set_head(c, 5, &err));
    assert_true(conversation_set_system(c, "", &err));
    expect(c, "system: Summary of the conversation so far:\nThey spoke of towers.\n"
              "assistant: 30 metres.\n");
    assert_true(conversation_set_summary(c, 4, NULL, &err));
    c = again(c);
    assert_null(conversation_turn(c, 4)->summary);
    conversation_free(c);
}

static void messages_can_be_had_for_another_end(void **state)
{
    int n;
    struct conversation *c = forked(NULL);
    struct message *all = conversation_messages_to(c, 3, &n);
    assert_int_equal(n, 4);
    assert_string_equal(all[3].content, "At the coast.");
    messages_free(all, n);
    all = conversation_messages_to(c, -1, &n);
    assert_int_equal(n, 0);
    messages_free(all, n);
    conversation_free(c);
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(branches_are_indented_and_the_path_is_marked),
        TEST(an_empty_tree_has_no_lines),
        TEST(lines_fit_into_the_columns),
        TEST(a_long_conversation_stays_narrow_and_fast),
        TEST(dropped_turns_are_not_read_and_come_back),
        TEST(a_summary_stands_for_what_is_before_it_on_its_path),
        TEST(messages_can_be_had_for_another_end),
    };
    return cmocka_run_group_tests_name("app/conversation_tree", tests, NULL, NULL);
}
