#include "app/conversation.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "tests/app/conversation_fixture.h"

/* Files that anybody may have written. */

static void a_description_cannot_make_a_turn_another_record(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "a", json_pack("{s:s}", "type", "head")), 0);
    assert_int_equal(add(c, ROLE_ASSISTANT, "b", NULL), 1);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 2);
    conversation_free(c);
    free(path);
}

static void bytes_of_a_file_never_reach_a_message_as_controls(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *path = path_join(f->root, "x.jsonl");
    write_text(path, "\x1b[31m\n", 6);
    assert_null(conversation_load(NULL, path, &err));
    assert_null(strchr(err.msg, '\x1b'));
    assert_non_null(strstr(err.msg, ":1: "));
    free(path);
}

/* Whatever byte is wrong: a conversation or a reason, and never a crash. */
static void any_changed_byte_is_read_or_refused(void **state)
{
    static const char bytes[] = {'\0', '"', '\n', '{', '9', '\xff'};
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir), *path = file_of(f->dir, id);
    size_t len;
    char *all = file_read(path, 1 << 20, &len, &err);
    int fd = open(path, O_WRONLY);
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < sizeof(bytes); k++) {
            struct error why = {0};
            assert_int_equal(pwrite(fd, &bytes[k], 1, (off_t)i), 1);
            struct conversation *c = conversation_read(NULL, path, &why);
            assert_true(c || why.msg[0]);
            conversation_free(c);
        }
        assert_int_equal(pwrite(fd, &all[i], 1, (off_t)i), 1);
    }
    close(fd);
    free(all);
    free(path);
    free(id);
}

#define HEADER "{\"schema\":1,\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"created\":1}\n"
#define A      "01ARZ3NDEKTSV4RRFFQ69G5FAA"
#define B      "01ARZ3NDEKTSV4RRFFQ69G5FAB"
#define TURN_A "{\"id\":\"" A "\",\"parent\":null,\"role\":\"user\",\"content\":\"a\"}\n"

static void hostile_files_are_refused_with_their_line(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "empty"},
        {"hello\n", ":1: "},
        {"[]\n", ":1: not a conversation"},
        {"{\"schema\":2,\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}\n", ":1: schema 2"},
        {"{\"schema\":1,\"id\":\"../../etc/passwd\"}\n", ":1: \"id\""},
        {"{\"schema\":1}\n", ":1: \"id\""},
        {HEADER "{\"schema\":\n" TURN_A, ":2: "},
        {HEADER "[1]\n", ":2: not a JSON object"},
        {HEADER "{}\n", ":2: neither"},
        {HEADER TURN_A TURN_A, ":3: turn " A " stands there twice"},
        {HEADER "{\"id\":\"" A "\",\"parent\":\"" A "\",\"role\":\"user\"}\n",
         ":2: there is no turn"},
        {HEADER "{\"id\":\"" A "\",\"parent\":\"" B "\",\"role\":\"user\"}\n" TURN_A,
         ":2: there is no turn"},
        {HEADER "{\"id\":\"" A "\",\"parent\":7,\"role\":\"user\"}\n", ":2: \"parent\""},
        {HEADER "{\"id\":\"../x\",\"role\":\"user\"}\n", ":2: \"id\""},
        {HEADER "{\"id\":\"" A "\",\"role\":\"king\"}\n", ":2: \"role\""},
        {HEADER "{\"id\":\"" A "\",\"role\":\"user\",\"content\":[1]}\n",
         ":2: \"content\""},
        {HEADER "{\"id\":\"" A "\",\"role\":\"user\",\"ts\":-1}\n", ":2: \"ts\""},
        {HEADER "{\"id\":\"" A "\",\"role\":\"user\",\"tool_calls\":{}}\n",
         ":2: \"tool_calls\""},
        {HEADER "{\"id\":\"" A "\",\"role\":\"user\",\"tool_calls\":[1]}\n",
         ":2: a tool call"},
        {HEADER "{\"id\":\"" A "\",\"role\":\"user\",\"content\":\"\xff\"}\n", ":2: "},
        {HEADER "{\"id\":\"" A "\",\"id\":\"" B "\",\"role\":\"user\"}\n", ":2: "},
        {HEADER "{\"type\":\"head\",\"id\":\"" A "\"}\n", ":2: there is no turn"},
        {HEADER "{\"type\":\"head\"}\n", ":2: \"id\" of a head"},
        {HEADER "{\"type\":3}\n", ":2: \"type\""},
        {HEADER "{\"type\":\"name\",\"name\":\"a\\u001bb\"}\n", ":2: name a conv"},
        {HEADER "{\"type\":\"system\"}\n", ":2: \"content\" is missing"},
        {HEADER "{\"type\":\"drop\",\"ids\":{}}\n", ":2: \"ids\" is not a list"},
        {HEADER "{\"type\":\"drop\",\"ids\":[7]}\n", ":2: \"ids\" has something"},
        {HEADER "{\"type\":\"keep\",\"ids\":[\"" A "\"]}\n", ":2: there is no turn"},
        {HEADER TURN_A "{\"type\":\"summary\",\"id\":\"" B "\"}\n",
         ":3: there is no turn"},
        {HEADER TURN_A "{\"type\":\"summary\",\"id\":\"" A "\",\"content\":1}\n",
         ":3: \"content\""},
    };
    struct fixture *f = *state;
    char *path = path_join(f->root, "x.jsonl");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct error err = {0};
        write_text(path, cases[i].text, strlen(cases[i].text));
        struct conversation *c = conversation_load(NULL, path, &err);
        if (c || !strstr(err.msg, cases[i].says))
            print_message("case %zu: '%s' lacks '%s'\n", i, err.msg, cases[i].says);
        assert_null(c);
        assert_non_null(strstr(err.msg, cases[i].says));
    }
    free(path);
}

static void deep_nesting_is_refused(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct strbuf b = {0};
    strbuf_adds(&b, HEADER "{\"x\":");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&b, '[');
    strbuf_addc(&b, '\n');
    char *path = path_join(f->root, "x.jsonl");
    write_text(path, b.data, b.len);
    assert_null(conversation_load(NULL, path, &err));
    assert_non_null(strstr(err.msg, ":2: "));
    strbuf_finish(&b);
    free(path);
}

static void what_is_not_known_is_kept(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    static const char text[] = HEADER
        "{\"type\":\"audit\",\"tool\":\"ls\"}\n"
        "{\"id\":\"" A "\",\"role\":\"user\",\"content\":\"a\",\"mood\":\"good\"}\n";
    char *path = path_join(f->root, "x.jsonl");
    write_text(path, text, sizeof(text) - 1);
    struct conversation *c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 1);
    assert_string_equal(
        json_string_value(json_object_get(conversation_turn(c, 0)->meta, "mood")),
        "good");
    assert_int_equal(add(c, ROLE_ASSISTANT, "b", NULL), 1);
    conversation_free(c);
    size_t len = 0;
    char *now = file_read(path, 1 << 20, &len, &err);
    assert_int_equal(strncmp(now, text, sizeof(text) - 1), 0);
    free(now);
    free(path);
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *path = path_join(f->root, "pipe.jsonl");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(conversation_load(NULL, path, &err));
    assert_null(conversation_read(NULL, path, &err));
    assert_null(conversation_load(NULL, f->root, &err));
    free(path);
}

#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_description_cannot_make_a_turn_another_record),
        TEST(bytes_of_a_file_never_reach_a_message_as_controls),
        TEST(any_changed_byte_is_read_or_refused),
        TEST(hostile_files_are_refused_with_their_line),
        TEST(deep_nesting_is_refused),
        TEST(what_is_not_known_is_kept),
        TEST(what_is_no_file_is_refused_without_waiting),
    };
    return cmocka_run_group_tests_name("app/conversation_hostile", tests, NULL, NULL);
}
