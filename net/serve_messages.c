#include "net/serve_messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/text/call_parser.h"
#include "core/text/messages_json.h"
#include "net/serve_json.h"

enum {
    MAX_TOOLS = 256,
};

static bool refuse(struct serve_fault *fault, size_t i, const char *what)
{
    char param[64];
    snprintf(param, sizeof(param), "messages[%zu]", i);
    return serve_fault_set(fault, 400, NULL, param, "%s: %s", param, what);
}

/* A list of parts as one text. */
static bool join_parts(const json_t *parts, size_t i, struct strbuf *out,
                       struct serve_fault *fault)
{
    for (size_t k = 0; k < json_array_size(parts); k++) {
        const json_t *part = json_array_get(parts, k);
        const char *type = json_string_value(json_object_get(part, "type"));
        const json_t *text = json_object_get(part, "text");
        if (!type)
            return refuse(fault, i, "a part of the content has no \"type\"");
        if (strcmp(type, "text") != 0) {
            char what[160];
            snprintf(
                what, sizeof(what),
                "a part of the content has the type \"%.40s\": this model reads text "
                "alone",
                type);
            return refuse(fault, i, what);
        }
        if (!json_is_string(text))
            return refuse(fault, i, "a part of the content has no \"text\"");
        strbuf_add(out, json_string_value(text), json_string_length(text));
    }
    return true;
}

/* Owned reference to the content as a string, or null. */
static json_t *plain_content(const json_t *content, size_t i, struct serve_fault *fault)
{
    if (!content || json_is_null(content))
        return json_null();
    if (json_is_string(content))
        return json_deep_copy(content);
    if (!json_is_array(content)) {
        refuse(fault, i, "\"content\" is neither a string nor a list of parts");
        return NULL;
    }
    struct strbuf text = {0};
    json_t *plain = NULL;
    if (join_parts(content, i, &text, fault))
        plain = json_stringn(text.data ? text.data : "", text.len);
    strbuf_finish(&text);
    return plain;
}

static const char *engine_role(const char *role)
{
    /* What OpenAI calls the system's voice for its newer models. */
    return strcmp(role, "developer") == 0 ? "system" : role;
}

/* Owned: the message as core/text/messages_json.h knows it. */
static json_t *plain_message(const json_t *m, size_t i, struct serve_fault *fault)
{
    const char *role = json_string_value(json_object_get(m, "role"));
    if (!json_is_object(m) || !role) {
        refuse(fault, i, "there is no \"role\"");
        return NULL;
    }
    json_t *content = plain_content(json_object_get(m, "content"), i, fault);
    if (!content)
        return NULL;
    bool empty = json_is_null(content);
    json_t *out = json_copy((json_t *)m);
    json_object_set_new(out, "content", content);
    json_object_set_new(out, "role", json_string(engine_role(role)));
    if (empty && strcmp(role, "assistant") != 0) {
        refuse(fault, i, "there is no \"content\"");
        json_decref(out);
        return NULL;
    }
    return out;
}

/* Templates parse them once more. */
static bool check_arguments(const struct message *messages, int n,
                            struct serve_fault *fault)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < messages[i].n_calls; k++) {
            const char *arguments = messages[i].calls[k].arguments;
            int n_values;
            const char *much =
                arguments ? serve_json_too_much(arguments, strlen(arguments), &n_values)
                          : NULL;
            char what[96];
            if (!much)
                continue;
            snprintf(what, sizeof(what), "the text of a call's \"arguments\" %s", much);
            return refuse(fault, (size_t)i, what);
        }
    return true;
}

struct message *serve_messages_parse(const json_t *list, int *n,
                                     struct serve_fault *fault)
{
    *n = 0;
    if (!json_is_array(list) || json_array_size(list) == 0) {
        serve_fault_set(fault, 400, NULL, "messages",
                        "\"messages\" is not a list of messages");
        return NULL;
    }
    json_t *plain = json_array();
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *m = plain_message(json_array_get(list, i), i, fault);
        if (!m) {
            json_decref(plain);
            return NULL;
        }
        json_array_append_new(plain, m);
    }
    struct error err = {0};
    struct message *messages = messages_from_json(plain, n, &err);
    if (!messages) {
        *n = 0; /* it counted as far as it came */
        serve_fault_set(fault, 400, NULL, "messages", "%s", err.msg);
    } else if (!check_arguments(messages, *n, fault)) {
        messages_free(messages, *n);
        messages = NULL;
        *n = 0;
    }
    json_decref(plain);
    return messages;
}

bool serve_tools_check(const json_t *tools, struct serve_fault *fault)
{
    if (!tools || json_is_null(tools))
        return true;
    if (!json_is_array(tools) || json_array_size(tools) > MAX_TOOLS)
        return serve_fault_set(fault, 400, NULL, "tools",
                               "\"tools\" is not a list of at most %d tools", MAX_TOOLS);
    for (size_t i = 0; i < json_array_size(tools); i++) {
        const json_t *tool = json_array_get(tools, i);
        const char *type = json_string_value(json_object_get(tool, "type"));
        const json_t *function = json_object_get(tool, "function");
        const json_t *parameters = json_object_get(function, "parameters");
        if (!type || strcmp(type, "function") != 0 || !json_is_object(function))
            return serve_fault_set(fault, 400, NULL, "tools",
                                   "tools[%zu] is not {\"type\": \"function\", "
                                   "\"function\": {...}}",
                                   i);
        if (!*call_tool_name(tool))
            return serve_fault_set(fault, 400, NULL, "tools",
                                   "the function of tools[%zu] has no \"name\"", i);
        if (parameters && !json_is_null(parameters) && !json_is_object(parameters))
            return serve_fault_set(fault, 400, NULL, "tools",
                                   "the \"parameters\" of tools[%zu] are no object", i);
    }
    return true;
}

static bool has_tool(const json_t *tools, const char *name)
{
    for (size_t i = 0; i < json_array_size(tools); i++)
        if (strcmp(call_tool_name(json_array_get(tools, i)), name) == 0)
            return true;
    return false;
}

bool serve_tool_choice(const json_t *choice, const json_t *tools, bool *offer,
                       char **force, struct serve_fault *fault)
{
    static const char param[] = "tool_choice";
    *offer = json_array_size(tools) > 0;
    *force = NULL;
    if (!choice || json_is_null(choice))
        return true;
    const char *word = json_string_value(choice);
    const char *name =
        json_string_value(json_object_get(json_object_get(choice, "function"), "name"));
    if (word && strcmp(word, "auto") == 0)
        return true;
    if (word && strcmp(word, "none") == 0) {
        *offer = false;
        return true;
    }
    if (word ? strcmp(word, "required") != 0 : !name)
        return serve_fault_set(
            fault, 400, NULL, param,
            "\"tool_choice\" is not \"none\", \"auto\", \"required\" or "
            "{\"type\": \"function\", \"function\": {\"name\": ...}}");
    if (!*offer)
        return serve_fault_set(fault, 400, NULL, param,
                               "\"tool_choice\" asks for a call, but there are no tools");
    if (name && !has_tool(tools, name))
        return serve_fault_set(
            fault, 400, NULL, param,
            "\"tool_choice\" names a function that is not in \"tools\"");
    /* Any of one is that one, and a name that is given cannot be made up. */
    if (!name && json_array_size(tools) == 1)
        name = call_tool_name(json_array_get(tools, 0));
    *force = xstrdup(name ? name : "");
    return true;
}
