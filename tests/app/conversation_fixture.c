#include "tests/app/conversation_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

int fixture_set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    f->root = scratch_folder("test");
    f->dir = path_join(f->root, "data/sessions");
    *state = f;
    return 0;
}

int fixture_tear_down(void **state)
{
    struct fixture *f = *state;
    scratch_remove(f->root);
    free(f->dir);
    free(f);
    return 0;
}

int add(struct conversation *c, enum role role, const char *text, json_t *meta)
{
    struct error err = {0};
    struct message m = {.role = role, .content = xstrdup(text)};
    int i = conversation_append(c, &m, meta, &err);
    if (i < 0)
        print_message("%s\n", err.msg);
    return i;
}

char *content(const struct conversation *c, int i)
{
    return conversation_turn(c, i)->message.content;
}

/* A conversation with everything in it, closed; the id comes back. */
char *write_sample(const char *dir)
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

char *file_of(const char *dir, const char *id)
{
    return xasprintf("%s/%s.jsonl", dir, id);
}

void write_text(const char *path, const char *text, size_t len)
{
    struct error err = {0};
    assert_true(file_write_atomic(path, text, len, 0600, &err));
}
