#include "core/text/messages_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    MAX_MESSAGES = 1 << 20
};

static bool take_text(const json_t *o, const char *key, char **out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (!v || json_is_null(v))
        return true;
    if (!json_is_string(v))
        return err_set(err, 0, "\"%s\" is not a string", key);
    free(*out);
    *out = xstrdup(json_string_value(v));
    return true;
}

static bool take_call(const json_t *o, struct tool_call *c, struct error *err)
{
    const json_t *f = json_object_get(o, "function");
    const json_t *call = json_is_object(f) ? f : o;
    const json_t *args = json_object_get(call, "arguments");
    if (!take_text(o, "id", &c->id, err) || !take_text(call, "name", &c->name, err))
        return false;
    if (!c->name)
        return err_set(err, 0, "a tool call has no name");
    if (json_is_object(args)) {
        c->arguments = json_dumps(args, JSON_COMPACT);
        return true;
    }
    if (args && !json_is_string(args))
        return err_set(err, 0, "the arguments of %s are no object", c->name);
    c->arguments = xstrdup(args ? json_string_value(args) : "{}");
    return true;
}

static bool take_message(const json_t *o, struct message *m, struct error *err)
{
    const char *role = json_string_value(json_object_get(o, "role"));
    int r = role ? role_from_name(role) : -1;
    if (r < 0)
        return err_set(err, 0, "\"role\" is none of system, user, assistant, tool");
    m->role = (enum role)r;
    if (!take_text(o, "content", &m->content, err) ||
        !take_text(o, "reasoning_content", &m->thinking, err) ||
        !take_text(o, "thinking", &m->thinking, err) ||
        !take_text(o, "tool_call_id", &m->tool_call_id, err))
        return false;

    const json_t *calls = json_object_get(o, "tool_calls");
    if (!calls || json_is_null(calls) || json_array_size(calls) == 0)
        return !calls || json_is_null(calls) || json_is_array(calls) ||
               err_set(err, 0, "\"tool_calls\" is not a list");
    m->calls = xcalloc(json_array_size(calls), sizeof(*m->calls));
    for (size_t i = 0; i < json_array_size(calls); i++) {
        m->n_calls++;
        if (!take_call(json_array_get(calls, i), &m->calls[i], err))
            return false;
    }
    return true;
}

struct message *messages_from_json(const json_t *list, int *n, struct error *err)
{
    *n = 0;
    if (!json_is_array(list) || json_array_size(list) > MAX_MESSAGES) {
        err_set(err, 0, "\"messages\" is not a list");
        return NULL;
    }
    size_t n_all = json_array_size(list);
    struct message *all = xcalloc(n_all, sizeof(*all));
    for (size_t i = 0; i < n_all; i++) {
        ++*n;
        if (take_message(json_array_get(list, i), &all[i], err))
            continue;
        err_prefix(err, "message %zu", i + 1);
        messages_free(all, *n);
        return NULL;
    }
    return all;
}

void messages_free(struct message *messages, int n)
{
    for (int i = 0; messages && i < n; i++)
        message_finish(&messages[i]);
    free(messages);
}

/* What is no UTF-8 was never a message's text: callers checked it when it came in. */
static json_t *text_or_null(const char *s)
{
    json_t *text = s ? json_string(s) : NULL;
    return text ? text : json_null();
}

json_t *message_to_json(const struct message *m, bool thinking)
{
    json_t *o = json_object();
    json_object_set_new(o, "role", json_string(role_name(m->role)));
    json_object_set_new(o, "content", text_or_null(m->content));
    if (m->thinking && thinking)
        json_object_set_new(o, "thinking", text_or_null(m->thinking));
    if (m->n_calls) {
        json_t *calls = json_array();
        for (int i = 0; i < m->n_calls; i++)
            json_array_append_new(
                calls, json_pack("{s:o, s:s, s:{s:o, s:o}}", "id",
                                 text_or_null(m->calls[i].id), "type", "function",
                                 "function", "name", text_or_null(m->calls[i].name),
                                 "arguments", text_or_null(m->calls[i].arguments)));
        json_object_set_new(o, "tool_calls", calls);
    }
    if (m->tool_call_id)
        json_object_set_new(o, "tool_call_id", text_or_null(m->tool_call_id));
    return o;
}

json_t *arguments_to_json(const struct tool_call *call)
{
    const char *text = call->arguments ? call->arguments : "";
    json_t *parsed = json_loads(text, 0, NULL);
    return parsed ? parsed : json_string(text);
}
