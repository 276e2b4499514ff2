#include "app/conversation.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/export.h"
#include "app/messages_json.h"
#include "app/ulid.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

struct fixture {
    char root[64];
    char *dir; /* the sessions folder: does not exist at the start */
};

static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    strcpy(f->root, "/tmp/flashmoe-test-XXXXXX");
    assert_non_null(mkdtemp(f->root));
    f->dir = path_join(f->root, "data/sessions");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char *command = xasprintf("chmod -R u+rwx %s; rm -rf %s", f->root, f->root);
    assert_int_equal(system(command), 0); /* NOLINT: a path of our own */
    free(command);
    free(f->dir);
    free(f);
    return 0;
}

static int add(struct conversation *c, enum role role, const char *text, json_t *meta)
{
    struct error err = {0};
    struct message m = {.role = role, .content = xstrdup(text)};
    int i = conversation_append(c, &m, meta, &err);
    if (i < 0)
        print_message("%s\n", err.msg);
    return i;
}

static char *content(const struct conversation *c, int i)
{
    return conversation_turn(c, i)->message.content;
}

/* A conversation with everything in it, closed; the id comes back. */
static char *write_sample(const char *dir)
{
    struct error err = {0};
    struct conversation *c = conversation_create(dir, "tiny", "qwen3.5");
    assert_true(conversation_set_name(c, "first talk", &err));
    assert_true(conversation_set_system(c, "Be brief.", &err));
    assert_int_equal(add(c, ROLE_USER, "time?\nplease \xf0\x9f\x98\x80", NULL), 0);
    struct message m = {.role = ROLE_ASSISTANT,
                        .content = xstrdup(""),
                        .thinking = xstrdup("a tool \"knows\""),
                        .calls = xcalloc(1, sizeof(struct tool_call)),
                        .n_calls = 1};
    m.calls[0] = (struct tool_call){xstrdup("call_1"), xstrdup("get_time"),
                                    xstrdup("{\"zone\":\"UTC\"}")};
    json_t *meta =
        json_pack("{s:s, s:{s:i}}", "finish", "tool_calls", "usage", "prompt", 9);
    assert_int_equal(conversation_append(c, &m, meta, &err), 1);
    assert_null(m.content);
    struct message t = {.role = ROLE_TOOL,
                        .content = xstrdup("12:00"),
                        .tool_call_id = xstrdup("call_1")};
    assert_int_equal(conversation_append(c, &t, NULL, &err), 2);
    assert_int_equal(add(c, ROLE_ASSISTANT, "noon", NULL), 3);
    char *id = xstrdup(conversation_id(c));
    conversation_free(c);
    return id;
}

static char *file_of(const char *dir, const char *id)
{
    return xasprintf("%s/%s.jsonl", dir, id);
}

static void write_text(const char *path, const char *text, size_t len)
{
    struct error err = {0};
    assert_true(file_write_atomic(path, text, len, 0600, &err));
}

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

/* At whatever byte a write was cut, all turns before it are there, it can be gone on with,
 * and what is added then is there too. */
static void a_file_cut_at_any_byte_loses_one_turn_at_most(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    size_t len = 0;
    char *whole = file_read(path, 1 << 20, &len, &err);
    assert_non_null(whole);
    size_t header = strcspn(whole, "\n");

    for (size_t cut = 0; cut <= len; cut++) {
        memset(&err, 0, sizeof(err));
        write_text(path, whole, cut);
        int n_turns = 0;
        for (size_t at = 0; at < cut;) {
            size_t end = at + strcspn(whole + at, "\n");
            bool turn = memmem(whole + at, end - at, "\"role\":", 7) != NULL;
            n_turns += turn && end <= cut;
            at = end + 1;
        }
        struct conversation *c = conversation_load(f->dir, id, &err);
        if (cut < header) {
            assert_null(c);
            assert_true(*err.msg);
            continue;
        }
        if (!c)
            print_message("cut at %zu: %s\n", cut, err.msg);
        assert_non_null(c);
        assert_int_equal(conversation_n_turns(c), n_turns);
        assert_int_equal(add(c, ROLE_USER, "after the crash", NULL), n_turns);
        conversation_free(c);

        c = conversation_load(f->dir, id, &err);
        assert_non_null(c);
        assert_string_equal(conversation_warning(c), "");
        assert_int_equal(conversation_n_turns(c), n_turns + 1);
        assert_string_equal(content(c, n_turns), "after the crash");
        assert_int_equal(conversation_turn(c, n_turns)->parent, n_turns - 1);
        conversation_free(c);
    }
    free(whole);
    free(path);
    free(id);
}

static void a_torn_line_is_kept_aside_and_told(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 10), 0);

    struct conversation *c = conversation_read(f->dir, id, &err);
    assert_non_null(c);
    assert_non_null(strstr(conversation_warning(c), "incomplete"));
    conversation_free(c);
    char *bad = xasprintf("%s.bad", path);
    assert_false(file_exists(bad));

    c = conversation_load(f->dir, id, &err);
    assert_non_null(c);
    assert_non_null(strstr(conversation_warning(c), "torn"));
    assert_int_equal(conversation_n_turns(c), 3);
    size_t len = 0;
    char *kept = file_read(bad, 1 << 20, &len, &err);
    assert_non_null(kept);
    assert_non_null(strstr(kept, "\"role\":\"assistant\""));
    assert_int_equal(stat(bad, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    conversation_free(c);
    free(kept);
    free(bad);
    free(path);
    free(id);
}

static void a_second_program_can_read_but_not_write(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    struct conversation *first = conversation_load(f->dir, id, &err);
    struct conversation *second = conversation_load(f->dir, id, &err);
    assert_non_null(first);
    assert_non_null(second);
    assert_string_equal(conversation_warning(first), "");
    assert_non_null(strstr(conversation_warning(second), "another flashmoe"));
    struct message m = {.role = ROLE_USER, .content = xstrdup("mine")};
    assert_int_equal(conversation_append(second, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "another flashmoe"));
    assert_int_equal(conversation_n_turns(second), 5); /* in memory all the same */
    assert_int_equal(conversation_head(second), 4);
    assert_int_equal(add(first, ROLE_USER, "ours", NULL), 4);
    assert_false(conversation_remove(path, &err));
    conversation_free(first);
    conversation_free(second);

    struct conversation *c = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(c), 5);
    assert_string_equal(content(c, 4), "ours");
    conversation_free(c);
    assert_true(conversation_remove(path, &err));
    assert_false(file_exists(path));
    free(path);
    free(id);
}

static void a_failed_write_is_taken_back_and_tried_again(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "small", NULL), 0);
    struct stat st;
    assert_int_equal(stat(conversation_path(c), &st), 0);

    /* Room for half of the next turn. */
    struct rlimit old, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = (rlim_t)st.st_size + 50;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct message m = {.role = ROLE_ASSISTANT, .content = xstrdup("lost?")};
    int i = conversation_append(c, &m, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(i, -1);
    assert_int_equal(err.code, EFBIG);
    off_t before = st.st_size;
    assert_int_equal(stat(conversation_path(c), &st), 0);
    assert_int_equal(st.st_size, before);

    assert_int_equal(add(c, ROLE_USER, "next", NULL), 2);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 3);
    assert_string_equal(content(c, 1), "lost?");
    assert_string_equal(content(c, 2), "next");
    conversation_free(c);
    free(path);
}

static void a_folder_that_cannot_be_made_is_an_error_and_the_turn_stays(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *blocked = path_join(f->root, "file");
    write_text(blocked, "x", 1);
    char *dir = path_join(blocked, "sessions");
    struct conversation *c = conversation_create(dir, "tiny", "t");
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "Not a directory"));
    assert_int_equal(conversation_n_turns(c), 1);
    /* Once the obstacle is gone, nothing is missing. */
    assert_int_equal(unlink(blocked), 0);
    assert_int_equal(add(c, ROLE_ASSISTANT, "hi", NULL), 1);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_read(NULL, path, &err);
    assert_int_equal(conversation_n_turns(c), 2);
    conversation_free(c);
    free(path);
    free(dir);
    free(blocked);
}

static void a_removed_file_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    add(c, ROLE_USER, "hello", NULL);
    assert_int_equal(unlink(conversation_path(c)), 0);
    struct message m = {.role = ROLE_USER, .content = xstrdup("again")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "removed"));
    conversation_free(c);
}

static void a_first_write_that_fails_leaves_no_empty_file(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    struct rlimit old, limit;
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    int i = conversation_append(c, &m, NULL, &err);
    bool named = conversation_set_name(c, "x", &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(i, -1);
    assert_false(named);
    char *path = file_of(f->dir, conversation_id(c));
    conversation_free(c);
    assert_false(file_exists(path));
    free(path);
}

static void a_name_is_not_said_to_be_saved_while_the_turns_are_not(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *blocked = path_join(f->root, "data");
    write_text(blocked, "x", 1);
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    struct message m = {.role = ROLE_USER, .content = xstrdup("hello")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_false(conversation_set_name(c, "x", &err));
    assert_int_equal(unlink(blocked), 0);
    assert_true(conversation_set_head(c, -1, &err));
    assert_non_null(conversation_path(c));
    conversation_free(c);
    free(blocked);
}

static void who_waited_for_the_lock_saves_unless_something_was_written(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    struct conversation *first = conversation_load(f->dir, id, &err);
    struct conversation *second = conversation_load(f->dir, id, &err);
    struct message m = {.role = ROLE_USER, .content = xstrdup("mine")};
    assert_int_equal(conversation_append(second, &m, NULL, &err), -1);
    conversation_free(first);
    assert_int_equal(add(second, ROLE_ASSISTANT, "yours", NULL), 5);

    struct conversation *third = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(third), 6);
    assert_string_equal(content(third, 4), "mine");
    assert_int_equal(add(second, ROLE_USER, "more", NULL), 6);
    conversation_free(second);
    m = (struct message){.role = ROLE_USER, .content = xstrdup("too late")};
    assert_int_equal(conversation_append(third, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "meanwhile"));
    conversation_free(third);

    third = conversation_load(f->dir, id, &err);
    assert_int_equal(conversation_n_turns(third), 7);
    conversation_free(third);
    free(id);
}

static void a_turn_too_large_to_load_again_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    size_t n = 17 << 20;
    char *big = xmalloc(n + 1);
    memset(big, 'a', n);
    big[n] = '\0';
    struct conversation *c = conversation_create(f->dir, "tiny", "t");
    assert_int_equal(add(c, ROLE_USER, "small", NULL), 0);
    struct message m = {.role = ROLE_ASSISTANT, .content = big};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_non_null(strstr(err.msg, "16 MiB"));
    m = (struct message){.role = ROLE_USER, .content = xstrdup("its child")};
    assert_int_equal(conversation_append(c, &m, NULL, &err), -1);
    assert_int_equal(conversation_n_turns(c), 3);
    char *path = xstrdup(conversation_path(c));
    conversation_free(c);
    c = conversation_load(NULL, path, &err);
    assert_non_null(c);
    assert_int_equal(conversation_n_turns(c), 1);
    conversation_free(c);
    free(path);
}

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

static void one_is_found_by_id_start_of_id_name_and_path(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    char *id = write_sample(f->dir);
    char *path = file_of(f->dir, id);
    char lower[ULID_LEN + 1];
    for (int i = 0; i <= ULID_LEN; i++)
        lower[i] = (char)(id[i] >= 'A' ? id[i] + 32 : id[i]);
    char start[9];
    memcpy(start, id, 8);
    start[8] = '\0';
    const char *ways[] = {id, lower, start, "first talk", path};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        struct conversation *c = conversation_read(f->dir, ways[i], &err);
        assert_non_null(c);
        assert_string_equal(conversation_id(c), id);
        conversation_free(c);
    }
    assert_null(conversation_read(f->dir, "../x", &err));
    assert_null(conversation_read(f->dir, "", &err));
    assert_null(conversation_read(f->dir, "unknown", &err));
    assert_non_null(strstr(err.msg, "none in"));

    char *other = write_sample(f->dir);
    assert_null(conversation_read(f->dir, "first talk", &err));
    assert_non_null(strstr(err.msg, "2 of them"));
    free(other);
    free(path);
    free(id);
}

static void the_list_is_newest_first_and_names_what_is_broken(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n = -1;
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_non_null(list);
    assert_int_equal(n, 0);
    conversation_list_free(list, n);

    char *old = write_sample(f->dir), *new = write_sample(f->dir);
    char *path = file_of(f->dir, old);
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    char *broken = path_join(f->dir, A ".jsonl");
    write_text(broken, "nonsense", 8);
    char *note = path_join(f->dir, "note.txt");
    write_text(note, "x", 1);
    times[0].tv_sec = times[1].tv_sec = 500;
    assert_int_equal(utimensat(AT_FDCWD, broken, times, 0), 0);

    list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 3);
    assert_string_equal(list[0].id, new);
    assert_string_equal(list[0].name, "first talk");
    assert_string_equal(list[0].title, "time? please \xf0\x9f\x98\x80");
    assert_int_equal(list[0].n_turns, 4);
    assert_string_equal(list[1].id, old);
    assert_int_equal(list[1].mtime_ms, 1000000);
    assert_int_equal(list[2].n_turns, -1);
    assert_non_null(strstr(list[2].title, "cannot be read"));
    conversation_list_free(list, n);
    free(note);
    free(broken);
    free(path);
    free(new);
    free(old);
}

static void what_a_crash_left_is_not_the_last_conversation(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n;
    char *id = write_sample(f->dir), *torn = path_join(f->dir, A ".jsonl");
    write_text(torn, "{\"sch", 5);
    struct timespec later[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    assert_int_equal(utimensat(AT_FDCWD, torn, later, 0), 0);
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].id, id);
    conversation_list_free(list, n);
    free(torn);
    free(id);
}

static void of_a_large_file_the_list_reads_the_start(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    int n;
    char text[4096 + 1];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    char *id = write_sample(f->dir), *path = file_of(f->dir, id);
    FILE *out = fopen(path, "a");
    for (int i = 0; i < 4096; i++) /* 16 MiB, of which nothing is a turn */
        fprintf(out, "{\"type\":\"note\",\"text\":\"%s\"}\n", text);
    fprintf(out, "no JSON\n");
    assert_int_equal(fclose(out), 0);
    struct conversation_entry *list = conversation_list(f->dir, &n, &err);
    assert_int_equal(n, 1);
    assert_true(list[0].partial);
    assert_int_equal(list[0].n_turns, 4);
    assert_string_equal(list[0].name, "first talk");
    conversation_list_free(list, n);
    free(path);
    free(id);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error, not the end */
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_written_before_the_first_turn),
        TEST(without_a_folder_nothing_is_saved),
        TEST(a_saved_conversation_loads_the_same),
        TEST(an_edit_is_a_new_branch_and_the_old_one_stays),
        TEST(a_file_cut_at_any_byte_loses_one_turn_at_most),
        TEST(a_torn_line_is_kept_aside_and_told),
        TEST(a_second_program_can_read_but_not_write),
        TEST(a_failed_write_is_taken_back_and_tried_again),
        TEST(a_folder_that_cannot_be_made_is_an_error_and_the_turn_stays),
        TEST(a_removed_file_is_an_error),
        TEST(a_first_write_that_fails_leaves_no_empty_file),
        TEST(a_name_is_not_said_to_be_saved_while_the_turns_are_not),
        TEST(who_waited_for_the_lock_saves_unless_something_was_written),
        TEST(a_turn_too_large_to_load_again_is_not_written),
        TEST(a_description_cannot_make_a_turn_another_record),
        TEST(bytes_of_a_file_never_reach_a_message_as_controls),
        TEST(any_changed_byte_is_read_or_refused),
        TEST(what_a_crash_left_is_not_the_last_conversation),
        TEST(of_a_large_file_the_list_reads_the_start),
        TEST(hostile_files_are_refused_with_their_line),
        TEST(deep_nesting_is_refused),
        TEST(what_is_not_known_is_kept),
        TEST(what_is_no_file_is_refused_without_waiting),
        TEST(names_are_checked),
        TEST(one_is_found_by_id_start_of_id_name_and_path),
        TEST(the_list_is_newest_first_and_names_what_is_broken),
        TEST(text_that_is_no_utf8_is_saved_as_far_as_it_is),
        TEST(identifiers_differ_and_sort_by_time),
        TEST(a_markdown_fence_is_longer_than_any_inside),
        TEST(an_export_as_json_reads_back_as_the_same_messages),
    };
    return cmocka_run_group_tests_name("app/conversation", tests, NULL, NULL);
}
