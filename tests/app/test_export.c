#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/export.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/messages_json.h"
#include "tests/app/conversation_fixture.h"

/* The number of backticks that open the fence around `text` in an export. */
static size_t fence_of(const struct fixture *f, const char *text)
{
    struct conversation *c = conversation_create(NULL, "tiny", "t");
    add(c, ROLE_USER, "q", NULL);
    add(c, ROLE_TOOL, text, NULL);
    struct strbuf b = {0};
    export_conversation(c, EXPORT_MD, true, &b);
    const char *at = strstr(b.data, "## Tool\n\n");
    assert_non_null(at);
    size_t n = strspn(at + 9, "`");
    char close[64];
    snprintf(close, sizeof(close), "\n%.*s\n\n", (int)n, at + 9);
    assert_non_null(strstr(at, close));
    strbuf_finish(&b);
    conversation_free(c);
    return n;
}

static void a_markdown_fence_is_longer_than_any_inside(void **state)
{
    assert_int_equal(fence_of(*state, "plain"), 3);
    assert_int_equal(fence_of(*state, ""), 3);
    assert_int_equal(fence_of(*state, "``"), 3);
    assert_int_equal(fence_of(*state, "```c\nx\n```"), 4);
    assert_int_equal(fence_of(*state, "a ``````` b"), 8);
}

static void expect_answer(const struct fixture *f, const char *text, const char *want)
{
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "m", "t");
    struct message m = {.role = ROLE_ASSISTANT, .content = xstrdup(text)};
    assert_true(conversation_append(c, &m, NULL, &err) >= 0);
    struct strbuf b = {0};
    export_conversation(c, EXPORT_MD, true, &b);
    const char *got = strstr(b.data, "## Assistant\n\n");
    assert_non_null(got);
    assert_string_equal(got + strlen("## Assistant\n\n"), want);
    strbuf_finish(&b);
    conversation_free(c);
}

static void a_fence_that_an_answer_left_open_is_closed(void **state)
{
    expect_answer(*state, "a\n```c\nx", "a\n```c\nx\n```\n\n");
    expect_answer(*state, "~~~~\n~~~\nx\n", "~~~~\n~~~\nx\n~~~~\n\n");
    expect_answer(*state, "```\nx\n```\nb", "```\nx\n```\nb\n\n");
    expect_answer(*state, "```\n```c\n````  \n", "```\n```c\n````  \n\n\n");
    expect_answer(*state, "``` a ` b", "``` a ` b\n\n");
    expect_answer(*state, "    ```", "    ```\n\n");
}

static void an_export_as_json_reads_back_as_the_same_messages(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    struct conversation *c = conversation_read(f->dir, id, &err);
    struct strbuf b = {0};
    export_conversation(c, EXPORT_JSON, true, &b);
    json_t *o = json_loads(b.data, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    int n, n_back;
    struct message *all = conversation_messages(c, &n);
    struct message *back =
        messages_from_json(json_object_get(o, "messages"), &n_back, &err);
    assert_non_null(back);
    assert_int_equal(n, n_back);
    for (int i = 0; i < n; i++) {
        json_t *x = message_to_json(&all[i], true), *y = message_to_json(&back[i], true);
        assert_true(json_equal(x, y));
        json_decref(x);
        json_decref(y);
    }
    messages_free(all, n);
    messages_free(back, n_back);
    json_decref(o);
    strbuf_clear(&b);
    export_conversation(c, EXPORT_TXT, false, &b);
    assert_null(strstr(b.data, "knows"));
    assert_non_null(strstr(b.data, "Assistant: noon\n"));
    strbuf_finish(&b);
    conversation_free(c);
    free(id);
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fence_that_an_answer_left_open_is_closed),
        TEST(a_markdown_fence_is_longer_than_any_inside),
        TEST(an_export_as_json_reads_back_as_the_same_messages),
    };
    return cmocka_run_group_tests_name("app/export", tests, NULL, NULL);
}
