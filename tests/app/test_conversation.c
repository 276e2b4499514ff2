#include "app/conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "app/ulid.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/messages_json.h"
#include "tests/app/conversation_fixture.h"

static void nothing_is_written_before_the_first_turn(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "qwen3.5");
    assert_true(conversation_set_name(c, "x", &err));
    assert_null(conversation_path(c));
    assert_false(file_exists(f->dir));
    assert_int_equal(add(c, ROLE_USER, "hello", NULL), 0);
    assert_non_null(conversation_path(c));

    struct stat st;
    assert_int_equal(stat(conversation_path(c), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(f->dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    conversation_free(c);
}

static void without_a_folder_nothing_is_saved(void **state)
{
    struct conversation *c = conversation_create(NULL, "tiny", "qwen3.5");
    assert_int_equal(add(c, ROLE_USER, "hello", NULL), 0);
    assert_null(conversation_path(c));
    conversation_free(c);
}

static void a_saved_conversation_loads_the_same(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    struct conversation *c = conversation_load(f->dir, id, &err);
    assert_non_null(c);
    assert_string_equal(conversation_warning(c), "");
    assert_string_equal(conversation_name(c), "first talk");
    assert_string_equal(conversation_system(c), "Be brief.");
    assert_string_equal(conversation_model(c), "tiny");
    assert_string_equal(conversation_template(c), "qwen3.5");
    assert_int_equal(conversation_n_turns(c), 4);
    assert_int_equal(conversation_head(c), 3);
    assert_string_equal(content(c, 0), "time?\nplease \xf0\x9f\x98\x80");
    const struct turn *t = conversation_turn(c, 1);
    assert_int_equal(t->parent, 0);
    assert_string_equal(t->message.thinking, "a tool \"knows\"");
    assert_int_equal(t->message.n_calls, 1);
    assert_string_equal(t->message.calls[0].arguments, "{\"zone\":\"UTC\"}");
    assert_string_equal(json_string_value(json_object_get(t->meta, "finish")),
                        "tool_calls");
    assert_null(json_object_get(t->meta, "content"));
    assert_string_equal(conversation_turn(c, 2)->message.tool_call_id, "call_1");

    int n;
    struct message *all = conversation_messages(c, &n);
    assert_int_equal(n, 5);
    assert_int_equal(all[0].role, ROLE_SYSTEM);
    messages_free(all, n);
    conversation_free(c);
    free(id);
}

static void an_edit_is_a_new_branch_and_the_old_one_stays(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    char *id = xstrdup(conversation_id(c));
    add(c, ROLE_USER, "one", NULL);
    add(c, ROLE_ASSISTANT, "answer", NULL);
    assert_true(conversation_set_head(c, -1, &err));
    assert_int_equal(add(c, ROLE_USER, "one, changed", NULL), 2);
    assert_int_equal(conversation_turn(c, 2)->parent, -1);
    assert_true(conversation_set_head(c, 0, &err));
    assert_int_equal(add(c, ROLE_ASSISTANT, "other answer", NULL), 3);
    assert_false(conversation_set_head(c, 4, &err));
    assert_false(conversation_set_head(c, -2, &err));
    conversation_free(c);

    c = conversation_load(f->dir, id, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 4);
    assert_int_equal(conversation_head(c), 3);
    int n;
    int *path = conversation_path_turns(c, &n);
    assert_int_equal(n, 2);
    assert_int_equal(path[0], 0);
    assert_int_equal(path[1], 3);
    free(path);
    assert_true(conversation_set_head(c, 1, &err));
    conversation_free(c);
    c = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_head(c), 1);
    assert_true(conversation_set_head(c, -1, &err));
    conversation_free(c);
    c = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_head(c), -1);
    conversation_free(c);
    free(id);
}

static void names_are_checked(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    char longer[202];
    memset(longer, 'a', 201);
    longer[201] = '\0';
    assert_false(conversation_set_name(c, "../x", &err));
    assert_false(conversation_set_name(c, "a\nb", &err));
    assert_false(conversation_set_name(c, longer, &err));
    assert_string_equal(conversation_name(c), "");
    assert_true(conversation_set_name(c, longer + 1, &err));
    assert_true(conversation_set_name(c, "", &err));
    conversation_free(c);
}

static void text_that_is_no_utf8_is_saved_as_far_as_it_is(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "a\xff\xc3(b", NULL), 0);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_read(NULL, path, &err);
    assert_non_null(c);
    assert_string_equal(content(c, 0), "a\xef\xbf\xbd\xef\xbf\xbd(b");
    conversation_free(c);
    free(path);
}

static void identifiers_differ_and_sort_by_time(void **state)
{
    struct error err = {0};
    char a[ULID_LEN + 1], b[ULID_LEN + 1], c[ULID_LEN + 1];
    assert_true(ulid_make(a, 1000, &err));
    assert_true(ulid_make(b, 1000, &err));
    assert_true(ulid_make(c, 1001, &err));
    assert_true(ulid_valid(a) && ulid_valid(b) && ulid_valid(c));
    assert_string_not_equal(a, b);
    assert_true(strcmp(a, c) < 0 && strcmp(b, c) < 0);
    assert_false(ulid_valid("01ARZ3NDEKTSV4RRFFQ69G5FA"));
    assert_false(ulid_valid("81ARZ3NDEKTSV4RRFFQ69G5FAV"));
    assert_false(ulid_valid("01ARZ3NDEKTSV4RRFFQ69G5FAU"));
    assert_true(ulid_prefix_valid("01arz"));
    assert_false(ulid_prefix_valid(""));
    assert_false(ulid_prefix_valid("01/"));
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_written_before_the_first_turn),
        TEST(without_a_folder_nothing_is_saved),
        TEST(a_saved_conversation_loads_the_same),
        TEST(an_edit_is_a_new_branch_and_the_old_one_stays),
        TEST(names_are_checked),
        TEST(text_that_is_no_utf8_is_saved_as_far_as_it_is),
        TEST(identifiers_differ_and_sort_by_time),
    };
    return cmocka_run_group_tests_name("app/conversation", tests, NULL, NULL);
}
