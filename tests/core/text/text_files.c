#include "tests/core/text/text_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

const char *const shipped_templates[] = {
    "qwen3.5",           "qwen3",          "qwen3-coder",
    "qwen3.6",           "qwen3-thinking", "qwen3-instruct",
    "qwen3-coder-tools", "chatml",         NULL};

json_t *data_load(const char *name)
{
    char *path = path_join(getenv("FLASHMOE_TEST_DATA"), name);
    json_error_t why;
    json_t *v = json_load_file(path, JSON_ALLOW_NUL, &why);
    if (!v)
        fail_msg("%s: %s", path, why.text);
    free(path);
    return v;
}

struct chat_template *template_shipped(const char *name)
{
    struct error err = {0};
    char *path =
        xasprintf("%s/prompts/templates/%s.yaml", getenv("FLASHMOE_SOURCE"), name);
    struct chat_template *t = template_load(path, &err);
    if (!t)
        fprintf(stderr, "%s\n", err.msg);
    free(path);
    return t;
}

static char *copy_of(const json_t *v)
{
    return json_is_string(v) ? xstrdup(json_string_value(v)) : NULL;
}

struct message *messages_load(const json_t *list)
{
    size_t n = json_array_size(list);
    struct message *out = xcalloc(n + 1, sizeof(*out));
    for (size_t i = 0; i < n; i++) {
        const json_t *m = json_array_get(list, i);
        const json_t *calls = json_object_get(m, "tool_calls");
        out[i].role =
            (enum role)role_from_name(json_string_value(json_object_get(m, "role")));
        out[i].content = copy_of(json_object_get(m, "content"));
        out[i].thinking = copy_of(json_object_get(m, "reasoning_content"));
        out[i].n_calls = (int)json_array_size(calls);
        out[i].calls = xcalloc((size_t)out[i].n_calls + 1, sizeof(*out[i].calls));
        for (int c = 0; c < out[i].n_calls; c++) {
            const json_t *call = json_array_get(calls, (size_t)c);
            out[i].calls[c].name = copy_of(json_object_get(call, "name"));
            out[i].calls[c].arguments = copy_of(json_object_get(call, "arguments"));
        }
    }
    return out;
}

void messages_unload(struct message *m, int n)
{
    for (int i = 0; i < n; i++) {
        free(m[i].n_calls ? NULL : m[i].calls);
        if (m[i].n_calls == 0)
            m[i].calls = NULL;
        message_finish(&m[i]);
    }
    free(m);
}
