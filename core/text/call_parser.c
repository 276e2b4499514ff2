#include "core/text/call_parser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"
#include "core/text/pyjson.h"

#define PARAMETER_OPEN  "<parameter="
#define PARAMETER_CLOSE "</parameter>"

enum {
    MAX_LEADING_SPACE = 16, /* between the mark and the call */
};

enum type {
    TYPE_STRING = 1,
    TYPE_NULL = 2,
    TYPE_BOOLEAN = 4,
    TYPE_INTEGER = 8,
    TYPE_NUMBER = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
};

static struct slice skip(struct slice t, size_t n)
{
    return (struct slice){t.s + n, t.len - n};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct slice skip_space(struct slice t)
{
    size_t n = 0;
    while (n < t.len && is_space(t.s[n]))
        n++;
    return skip(t, n);
}

static bool starts(struct slice t, const char *what)
{
    size_t n = strlen(what);
    return t.len >= n && memcmp(t.s, what, n) == 0;
}

enum call_start call_start(struct slice body)
{
    struct slice t = skip_space(body);
    if (body.len - t.len > MAX_LEADING_SPACE)
        return CALL_START_NO;
    if (t.len == 0)
        return CALL_START_UNDECIDED;
    if (t.s[0] == '{' || starts(t, CALL_FUNCTION_OPEN))
        return CALL_START_YES;
    bool prefix =
        t.len < strlen(CALL_FUNCTION_OPEN) && memcmp(t.s, CALL_FUNCTION_OPEN, t.len) == 0;
    return prefix ? CALL_START_UNDECIDED : CALL_START_NO;
}

bool call_looks_finished(struct slice body)
{
    while (body.len && is_space(body.s[body.len - 1]))
        body.len--;
    size_t n = strlen(CALL_FUNCTION_CLOSE);
    if (starts(skip_space(body), "{"))
        return body.s[body.len - 1] == '}';
    return body.len >= n && starts(skip(body, body.len - n), CALL_FUNCTION_CLOSE);
}

/* ---- types ---- */

static unsigned type_of_name(const char *name)
{
    static const struct {
        const char *name;
        unsigned type;
    } types[] = {{"string", TYPE_STRING},   {"null", TYPE_NULL},
                 {"boolean", TYPE_BOOLEAN}, {"integer", TYPE_INTEGER},
                 {"number", TYPE_NUMBER},   {"array", TYPE_ARRAY},
                 {"object", TYPE_OBJECT}};
    for (size_t i = 0; name && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].name, name) == 0)
            return types[i].type;
    return 0;
}

/* The types that a schema's own "type" allows: a name or a list of names. */
static unsigned own_types(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    unsigned types = type_of_name(json_string_value(type));
    for (size_t i = 0; i < json_array_size(type); i++)
        types |= type_of_name(json_string_value(json_array_get(type, i)));
    return types;
}

static unsigned schema_types(const json_t *schema)
{
    unsigned types = own_types(schema);
    const char *const keys[] = {"anyOf", "oneOf"};
    for (int k = 0; k < 2; k++) {
        const json_t *list = json_object_get(schema, keys[k]);
        for (size_t i = 0; i < json_array_size(list); i++)
            types |= own_types(json_array_get(list, i));
    }
    return types;
}

static const json_t *function_of(const json_t *tool)
{
    const json_t *f = json_object_get(tool, "function");
    return f ? f : tool;
}

const char *call_tool_name(const json_t *tool)
{
    const char *name = json_string_value(json_object_get(function_of(tool), "name"));
    return name ? name : "";
}

static unsigned parameter_types(const json_t *tools, const char *function,
                                const char *parameter)
{
    for (size_t i = 0; i < json_array_size(tools); i++) {
        const json_t *tool = json_array_get(tools, i);
        if (strcmp(call_tool_name(tool), function) != 0)
            continue;
        const json_t *properties = json_object_get(
            json_object_get(function_of(tool), "parameters"), "properties");
        return schema_types(json_object_get(properties, parameter));
    }
    return 0;
}

static bool is_either(struct slice t, const char *json, const char *python)
{
    return (t.len == strlen(json) && memcmp(t.s, json, t.len) == 0) ||
           (t.len == strlen(python) && memcmp(t.s, python, t.len) == 0);
}

/* JSON of one of the types, or NULL. */
static json_t *parse_json(struct slice t, unsigned types)
{
    json_t *v = json_loadb(t.s, t.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (json_is_real(v) && !(types & TYPE_NUMBER) && fabs(json_real_value(v)) < 1e15 &&
        json_real_value(v) == floor(json_real_value(v)))
    {
        json_t *whole = json_integer((json_int_t)json_real_value(v));
        json_decref(v);
        v = whole;
    }
    if ((json_is_integer(v) && types & (TYPE_INTEGER | TYPE_NUMBER)) ||
        (json_is_real(v) && types & TYPE_NUMBER) ||
        (json_is_array(v) && types & TYPE_ARRAY) ||
        (json_is_object(v) && types & TYPE_OBJECT))
        return v;
    json_decref(v);
    return NULL;
}

/* What is not what its type wants stays a string: whoever runs the tool checks it against
 * the schema and can say so to the model. Words are taken in Python's spelling too, which
 * is how the template shows the model its earlier calls. */
static json_t *value_of(struct slice raw, unsigned types)
{
    struct slice t = slice_trim(raw);
    json_t *v = NULL;
    bool nullable = types & TYPE_NULL || (types && !(types & TYPE_STRING));
    if (nullable && is_either(t, "null", "None"))
        v = json_null();
    else if (!(types & TYPE_STRING) && types & TYPE_BOOLEAN &&
             is_either(t, "true", "True"))
        v = json_true();
    else if (!(types & TYPE_STRING) && types & TYPE_BOOLEAN &&
             is_either(t, "false", "False"))
        v = json_false();
    else if (!(types & TYPE_STRING) && types)
        v = parse_json(t, types);
    return v ? v : json_stringn_nocheck(raw.s, raw.len);
}

/* ---- XML form ---- */

/* NAME> at the start of *t; moves behind it. */
static bool take_name(struct slice *t, struct slice *name)
{
    const char *end = memchr(t->s, '>', t->len);
    if (!end)
        return false;
    *name = slice_trim((struct slice){t->s, (size_t)(end - t->s)});
    *t = skip(*t, (size_t)(end - t->s) + 1);
    return name->len && !memchr(name->s, '<', name->len) &&
           !memchr(name->s, '\n', name->len) && !memchr(name->s, 0, name->len);
}

/* The value up to the closing mark that is followed by another parameter or the end: the
 * same words within a value are text. */
static bool take_value(struct slice *t, struct slice *value)
{
    size_t n = strlen(PARAMETER_CLOSE);
    struct slice rest = *t;
    for (;;) {
        const char *close = slice_find(rest, PARAMETER_CLOSE);
        if (!close)
            return false;
        rest = skip(rest, (size_t)(close - rest.s) + n);
        struct slice next = skip_space(rest);
        if (next.len && !starts(next, PARAMETER_OPEN) &&
            !starts(next, CALL_FUNCTION_CLOSE))
            continue;
        *value = (struct slice){t->s, (size_t)(close - t->s)};
        *t = rest;
        if (value->len && value->s[0] == '\n')
            *value = skip(*value, 1);
        if (value->len && value->s[value->len - 1] == '\n')
            value->len--;
        return true;
    }
}

static bool parse_xml(struct slice t, const json_t *tools, char **name, json_t *arguments,
                      const char **why)
{
    struct slice function, key, value;
    t = skip(t, strlen(CALL_FUNCTION_OPEN));
    *why = "the function has no proper name";
    if (!take_name(&t, &function))
        return false;
    *name = xstrndup(function.s, function.len);
    for (;;) {
        t = skip_space(t);
        if (!starts(t, PARAMETER_OPEN))
            break;
        t = skip(t, strlen(PARAMETER_OPEN));
        *why = "a parameter has no proper name";
        if (!take_name(&t, &key))
            return false;
        *why = "a parameter is not closed";
        if (!take_value(&t, &value))
            return false;
        char *parameter = xstrndup(key.s, key.len);
        json_object_set_new_nocheck(
            arguments, parameter,
            value_of(value, parameter_types(tools, *name, parameter)));
        free(parameter);
    }
    *why = "the function is not closed";
    if (!starts(t, CALL_FUNCTION_CLOSE))
        return false;
    *why = "text follows the function";
    return skip_space(skip(t, strlen(CALL_FUNCTION_CLOSE))).len == 0;
}

/* ---- JSON form ---- */

static bool parse_json_call(struct slice t, char **name, json_t **arguments,
                            const char **why)
{
    bool ok = false;
    json_t *call = json_loadb(t.s, t.len, JSON_ALLOW_NUL, NULL);
    const json_t *n = json_object_get(call, "name");
    json_t *given = json_object_get(call, "arguments");
    json_t *parsed = json_is_string(given)
                         ? json_loadb(json_string_value(given), json_string_length(given),
                                      JSON_ALLOW_NUL, NULL)
                     : given ? json_incref(given)
                             : json_object();
    if (!call)
        *why = "it is no JSON object";
    else if (!json_is_string(n) || json_string_length(n) == 0 ||
             strlen(json_string_value(n)) != json_string_length(n))
        *why = "the function has no proper name";
    else if (!json_is_object(parsed))
        *why = "the arguments are no JSON object";
    else
        ok = true;
    if (ok) {
        *name = xstrdup(json_string_value(n));
        json_decref(*arguments);
        *arguments = json_incref(parsed);
    }
    json_decref(parsed);
    json_decref(call);
    return ok;
}

bool call_parse(struct slice body, const json_t *tools, struct tool_call *out,
                const char **why)
{
    struct slice t = skip_space(body);
    char *name = NULL;
    json_t *arguments = json_object();
    bool ok;
    if (starts(t, CALL_FUNCTION_OPEN))
        ok = parse_xml(t, tools, &name, arguments, why);
    else
        ok = parse_json_call(t, &name, &arguments, why);
    if (ok) {
        struct strbuf text = {0};
        pyjson_add(&text, arguments);
        *out = (struct tool_call){.name = name, .arguments = strbuf_take(&text)};
    } else {
        free(name);
    }
    json_decref(arguments);
    return ok;
}
