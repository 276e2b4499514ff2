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
#include "core/text/reply.h"
#include "core/text/trim.h"
#include "tests/core/text/text_files.h"

/* What a template writes as an answer comes back as the same answer, wherever the text is
 * cut while it arrives. */

#define END "<|im_end|>\n"

static const char *type_name(const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_OBJECT: return "object";
    case JSON_ARRAY: return "array";
    case JSON_STRING: return "string";
    case JSON_INTEGER: return "integer";
    case JSON_REAL: return "number";
    case JSON_TRUE:
    case JSON_FALSE: return "boolean";
    case JSON_NULL: return "null";
    }
    return "";
}

/* The tools that the calls are calls of: each argument has the type of its value. */
static json_t *tools_for(const struct message *m)
{
    json_t *tools = json_array();
    for (int i = 0; i < m->n_calls; i++) {
        json_t *arguments = json_loads(m->calls[i].arguments, JSON_ALLOW_NUL, NULL);
        json_t *properties = json_object(), *v;
        const char *key;
        json_object_foreach(arguments, key, v) json_object_set_new(
            properties, key, json_pack("{s:s}", "type", type_name(v)));
        json_array_append_new(tools, json_pack("{s:s, s:{s:s, s:{s:s, s:o}}}", "type",
                                               "function", "function", "name",
                                               m->calls[i].name, "parameters", "type",
                                               "object", "properties", properties));
        json_decref(arguments);
    }
    return tools;
}

/* The answer as a model would have written it behind the prompt. NULL: it is refused. */
static char *answer_of(const struct chat_template *t, const struct message *m,
                       bool *thinking_open)
{
    struct message both[] = {{.role = ROLE_USER, .content = (char *)"q"}, *m};
    struct render_params p = {both, 1, NULL, true, true};
    struct rendering r;
    assert_true(template_render(t, &p, &r, NULL));
    char *prompt = rendering_text(&r);
    *thinking_open = r.thinking_open;
    rendering_finish(&r);
    p.n_messages = 2;
    p.generation_prompt = false;
    if (!template_render(t, &p, &r, NULL)) {
        free(prompt);
        return NULL;
    }
    char *text = rendering_text(&r), *answer = NULL;
    rendering_finish(&r);
    size_t n = strlen(prompt), len = strlen(text), n_end = strlen(END);
    if (strncmp(text, prompt, n) == 0 && strcmp(text + len - n_end, END) == 0)
        answer = xstrndup(text + n, len - n - n_end);
    else
        fail_msg("%s does not begin with %s", text, prompt);
    free(prompt);
    free(text);
    return answer;
}

static void assert_trimmed(const char *got, const char *want)
{
    struct slice a = slice_of(got), b = slice_trim(slice_of(want));
    if (a.len != b.len || memcmp(a.s, b.s, a.len) != 0)
        fail_msg("'%s' is not '%s'", got ? got : "", want ? want : "");
}

static void assert_same(const struct message *got, const struct message *want,
                        bool thinks)
{
    assert_trimmed(got->content, want->content);
    assert_trimmed(got->thinking, thinks ? want->thinking : NULL);
    assert_int_equal(got->n_calls, want->n_calls);
    for (int i = 0; i < want->n_calls; i++) {
        assert_string_equal(got->calls[i].name, want->calls[i].name);
        json_t *a = json_loads(got->calls[i].arguments, JSON_ALLOW_NUL, NULL);
        json_t *b = json_loads(want->calls[i].arguments, JSON_ALLOW_NUL, NULL);
        if (!a || !json_equal(a, b))
            fail_msg("%s is not %s", got->calls[i].arguments, want->calls[i].arguments);
        json_decref(a);
        json_decref(b);
    }
}

/* step 0: two pieces, cut at `cut`; otherwise pieces of `step` bytes. */
static void assert_read(const struct chat_template *t, const char *answer, bool open,
                        const struct message *want, const json_t *tools, size_t cut,
                        size_t step)
{
    size_t len = strlen(answer);
    struct reply *r = reply_create(template_marks(t), open, tools, NULL, NULL);
    for (size_t i = 0; i < len;) {
        size_t n = step ? step : i < cut ? cut : len;
        n = n > len - i ? len - i : n;
        reply_feed(r, answer + i, n);
        i += n;
    }
    reply_end(r);
    struct message got;
    reply_message(r, &got);
    assert_string_equal(reply_problem(r), "");
    assert_same(&got, want, *template_marks(t)->think_open != '\0');
    message_finish(&got);
    reply_destroy(r);
}

/* A mark of thinking in the text is another matter: it splits the text. */
static bool has_mark(const char *text)
{
    return text && strstr(text, "think>");
}

static bool is_answer(const struct message *m)
{
    return m->role == ROLE_ASSISTANT && !has_mark(m->content) && !has_mark(m->thinking);
}

static int read_back(const struct chat_template *t, const struct message *m)
{
    bool open;
    char *answer = answer_of(t, m, &open);
    if (!answer)
        return 0;
    json_t *tools = tools_for(m);
    for (size_t cut = 0; cut <= strlen(answer); cut++)
        assert_read(t, answer, open, m, tools, cut, 0);
    for (size_t step = 1; step < 8; step++)
        assert_read(t, answer, open, m, tools, 0, step);
    json_decref(tools);
    free(answer);
    return 1;
}

static void answers_come_back_whatever_the_pieces(void **state)
{
    json_t *golden = data_load("template/golden.json"), *c;
    for (int i = 0; shipped_templates[i]; i++) {
        struct chat_template *t = template_shipped(shipped_templates[i]);
        assert_non_null(t);
        const char *title;
        int n_read = 0;
        json_object_foreach(json_object_get(golden, "conversations"), title, c)
        {
            const json_t *list = json_object_get(c, "messages");
            int n = (int)json_array_size(list);
            struct message *m = messages_load(list);
            for (int k = 0; k < n; k++)
                n_read += is_answer(&m[k]) ? read_back(t, &m[k]) : 0;
            messages_unload(m, n);
        }
        assert_true(n_read > 40);
        template_free(t);
    }
    json_decref(golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_back_whatever_the_pieces),
    };
    return cmocka_run_group_tests_name("core/round_trip", tests, NULL, NULL);
}
