#include "core/text/tool_xml.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/strbuf.h"
#include "core/text/pyjson.h"
#include "core/text/trim.h"

enum how {
    AS_IT_IS,
    TRIMMED,
};

/* The value as str() has it, where there is one. */
static void add_text(struct strbuf *out, const json_t *v, enum how how)
{
    struct strbuf text = {0};
    if (!v)
        return;
    pystr_add(&text, v);
    struct slice s = {text.data, text.len};
    if (how == TRIMMED)
        s = slice_trim(s);
    strbuf_add(out, s.s, s.len);
    strbuf_finish(&text);
}

static void add_element(struct strbuf *out, const char *tag, const json_t *v,
                        enum how how)
{
    strbuf_addf(out, "\n<%s>", tag);
    add_text(out, v, how);
    strbuf_addf(out, "</%s>", tag);
}

static bool is_one_of(const char *key, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(*list, key) == 0)
            return true;
    return false;
}

/* Every key of the map that is not in the NULL-terminated list. */
static void add_others(struct strbuf *out, const json_t *map, const char *const *handled)
{
    void *at = json_object_iter((json_t *)map);
    for (; at; at = json_object_iter_next((json_t *)map, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *v = json_object_iter_value(at);
        if (is_one_of(key, handled))
            continue;
        if (json_is_object(v) || json_is_array(v)) {
            strbuf_addf(out, "\n<%s>", key);
            pyjson_add(out, v);
            strbuf_addf(out, "</%s>", key);
        } else {
            add_element(out, key, v, AS_IT_IS);
        }
    }
}

static void add_parameter(struct strbuf *out, const char *name, const json_t *fields)
{
    static const char *const handled[] = {"name", "type", "description", NULL};
    const json_t *type = json_object_get(fields, "type");
    const json_t *description = json_object_get(fields, "description");
    strbuf_addf(out, "\n<parameter>\n<name>%s</name>", name);
    if (type)
        add_element(out, "type", type, AS_IT_IS);
    if (description)
        add_element(out, "description", description, TRIMMED);
    add_others(out, fields, handled);
    strbuf_adds(out, "\n</parameter>");
}

void tool_xml_add(struct strbuf *out, const json_t *tool)
{
    static const char *const handled[] = {"type", "name", "description", "parameters",
                                          NULL};
    static const char *const handled_parameters[] = {"type", "properties", NULL};
    const json_t *f = json_object_get(tool, "function");
    f = f ? f : tool;
    const json_t *description = json_object_get(f, "description");
    const json_t *parameters = json_object_get(f, "parameters");
    const json_t *properties = json_object_get(parameters, "properties");

    strbuf_adds(out, "\n<function>");
    add_element(out, "name", json_object_get(f, "name"), AS_IT_IS);
    if (description)
        add_element(out, "description", description, TRIMMED);
    strbuf_adds(out, "\n<parameters>");
    void *at = json_object_iter((json_t *)properties);
    for (; at; at = json_object_iter_next((json_t *)properties, at))
        add_parameter(out, json_object_iter_key(at), json_object_iter_value(at));
    add_others(out, parameters, handled_parameters);
    strbuf_adds(out, "\n</parameters>");
    add_others(out, f, handled);
    strbuf_adds(out, "\n</function>");
}
