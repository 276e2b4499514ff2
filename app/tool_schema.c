#include "app/toolset.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/yaml.h"

/* The parameters of a tool: loading the schema, and holding a call against it. */

enum {
    MAX_PARAMS = 32,
    MAX_STRING = 65536, /* the kernel takes up to 128 KiB per argument */
};

static const char *const type_names[] = {"string", "integer", "number", "boolean"};

static bool load_choices(struct tool_param *p, const struct yaml_doc *doc,
                         const struct yaml_node *list, struct error *err)
{
    if (!list)
        return true;
    if (list->kind != YAML_SEQ || list->n_items == 0 || p->type != PARAM_STRING)
        return yaml_err(err, doc, list, "enum is a list of strings for a string");
    p->choices = xcalloc((size_t)list->n_items + 1, sizeof(*p->choices));
    for (int i = 0; i < list->n_items; i++) {
        if (list->items[i]->kind != YAML_SCALAR)
            return yaml_err(err, doc, list->items[i], "enum is a list of strings");
        p->choices[i] = xstrdup(list->items[i]->text);
    }
    return true;
}

static bool load_param(struct tool_param *p, const char *name, const struct yaml_doc *doc,
                       const struct yaml_node *node, struct error *err)
{
    static const char *const keys[] = {"type",    "description", "enum",   "minimum",
                                       "maximum", "maxLength",   "format", NULL};
    *p = (struct tool_param){
        .name = xstrdup(name), .min = -INFINITY, .max = INFINITY, .len_max = MAX_STRING};
    const char *type = NULL, *text = NULL;
    if (node->kind != YAML_MAP)
        return yaml_err(err, doc, node, "property '%s' is no map", name);
    if (!yaml_check_keys(doc, node, keys, err) ||
        !yaml_take_str(doc, node, "type", true, &type, err) ||
        !yaml_take_str(doc, node, "description", false, &text, err))
        return false;
    size_t i = 0;
    while (i < 4 && strcmp(type, type_names[i]) != 0)
        i++;
    if (i == 4)
        return yaml_err(err, doc, yaml_get(node, "type"),
                        "type is one of string, integer, number, boolean, not '%s'",
                        type);
    p->type = (enum param_type)i;

    const char *format = NULL;
    int64_t len_max = MAX_STRING;
    if (!yaml_take_double(doc, node, "minimum", false, -1e300, 1e300, &p->min, err) ||
        !yaml_take_double(doc, node, "maximum", false, -1e300, 1e300, &p->max, err) ||
        !yaml_take_int(doc, node, "maxLength", false, 0, MAX_STRING, &len_max, err) ||
        !yaml_take_str(doc, node, "format", false, &format, err))
        return false;
    if (format && (strcmp(format, "path") != 0 || p->type != PARAM_STRING))
        return yaml_err(err, doc, yaml_get(node, "format"),
                        "the only format is 'path', for a string");
    p->is_path = format != NULL;
    p->len_max = (size_t)len_max;
    return load_choices(p, doc, yaml_get(node, "enum"), err);
}

static struct tool_param *find_param(const struct tool *tool, const char *name)
{
    for (int i = 0; i < tool->n_params; i++)
        if (strcmp(tool->params[i].name, name) == 0)
            return &tool->params[i];
    return NULL;
}

static bool load_required(struct tool *tool, const struct yaml_doc *doc,
                          const struct yaml_node *list, struct error *err)
{
    if (!list)
        return true;
    if (list->kind != YAML_SEQ)
        return yaml_err(err, doc, list, "required is a list of property names");
    for (int i = 0; i < list->n_items; i++) {
        const struct yaml_node *item = list->items[i];
        struct tool_param *p =
            item->kind == YAML_SCALAR ? find_param(tool, item->text) : NULL;
        if (!p)
            return yaml_err(err, doc, item, "required names no property");
        p->required = true;
    }
    return true;
}

bool tool_params_load(struct tool *tool, const struct yaml_doc *doc,
                      const struct yaml_node *schema, struct error *err)
{
    static const char *const keys[] = {"type", "properties", "required",
                                       "additionalProperties", NULL};
    const char *type = NULL;
    bool additional = false;
    if (!yaml_check_keys(doc, schema, keys, err) ||
        !yaml_take_str(doc, schema, "type", true, &type, err) ||
        !yaml_take_bool(doc, schema, "additionalProperties", false, &additional, err))
        return false;
    if (strcmp(type, "object") != 0)
        return yaml_err(err, doc, yaml_get(schema, "type"),
                        "type of parameters is object");
    if (additional)
        return yaml_err(err, doc, yaml_get(schema, "additionalProperties"),
                        "unknown arguments are never passed on: only false is possible");

    const struct yaml_node *props = yaml_get(schema, "properties");
    if (!props || props->kind != YAML_MAP)
        return yaml_err(err, doc, props ? props : schema, "properties is a map");
    if (props->n_items > MAX_PARAMS)
        return yaml_err(err, doc, props, "more than %d properties", (int)MAX_PARAMS);
    tool->params = xcalloc((size_t)props->n_items + 1, sizeof(*tool->params));
    for (int i = 0; i < props->n_items; i++) {
        tool->n_params = i + 1;
        if (!load_param(&tool->params[i], props->keys[i]->text, doc, props->items[i],
                        err))
            return false;
    }
    return load_required(tool, doc, yaml_get(schema, "required"), err);
}

void tool_params_free(struct tool *tool)
{
    for (int i = 0; i < tool->n_params; i++) {
        free(tool->params[i].name);
        for (char **s = tool->params[i].choices; s && *s; s++)
            free(*s);
        free(tool->params[i].choices);
    }
    free(tool->params);
}

/* The text of an XML argument as a value of the declared type; NULL when it is none. */
static json_t *from_text(const char *text, enum param_type type)
{
    char *end;
    if (type == PARAM_BOOLEAN) {
        if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
            return json_boolean(text[0] == 't');
        return NULL;
    }
    json_t *v = json_loads(text, JSON_DECODE_ANY, NULL);
    if (v && (json_is_integer(v) || (type == PARAM_NUMBER && json_is_real(v))))
        return v;
    json_decref(v);
    double d = strtod(text, &end);
    if (type == PARAM_NUMBER && end != text && *end == '\0' && isfinite(d))
        return json_real(d);
    return NULL;
}

static json_t *typed_value(const struct tool_param *p, const json_t *given)
{
    if (json_is_string(given) && p->type != PARAM_STRING)
        return from_text(json_string_value(given), p->type);
    bool fits = (p->type == PARAM_STRING && json_is_string(given)) ||
                (p->type == PARAM_INTEGER && json_is_integer(given)) ||
                (p->type == PARAM_NUMBER && json_is_number(given)) ||
                (p->type == PARAM_BOOLEAN && json_is_boolean(given));
    return fits ? json_deep_copy(given) : NULL;
}

static bool value_allowed(const struct tool_param *p, const json_t *v, struct error *err)
{
    if (json_is_string(v) && json_string_length(v) > p->len_max)
        return err_set(err, 0, "argument '%s' has more than %zu bytes", p->name,
                       p->len_max);
    if (json_is_number(v) &&
        (json_number_value(v) < p->min || json_number_value(v) > p->max))
        return err_set(err, 0, "argument '%s' is %.10g, allowed is %.10g to %.10g",
                       p->name, json_number_value(v), p->min, p->max);
    if (!p->choices)
        return true;
    for (char **s = p->choices; *s; s++)
        if (strcmp(*s, json_string_value(v)) == 0)
            return true;
    return err_set(err, 0, "argument '%s' is none of its allowed values", p->name);
}

static int name_order(const void *a, const void *b)
{
    const struct tool_param *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static bool check_into(const struct tool *tool, const json_t *given, json_t *out,
                       struct error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)given, key, value)
    {
        if (!find_param(tool, key))
            return err_set(err, 0, "%s has no argument '%.64s'", tool->name, key);
    }

    const struct tool_param *sorted[MAX_PARAMS];
    for (int i = 0; i < tool->n_params; i++)
        sorted[i] = &tool->params[i];
    qsort(sorted, (size_t)tool->n_params, sizeof(const struct tool_param *), name_order);
    for (int i = 0; i < tool->n_params; i++) {
        const struct tool_param *p = sorted[i];
        const json_t *v = json_object_get(given, p->name);
        if (!v && p->required)
            return err_set(err, 0, "argument '%s' of %s is missing", p->name, tool->name);
        if (!v)
            continue;
        json_t *typed = typed_value(p, v);
        if (!typed)
            return err_set(err, 0, "argument '%s' of %s is not of type %s", p->name,
                           tool->name, type_names[p->type]);
        json_object_set_new(out, p->name, typed);
        if (!value_allowed(p, typed, err))
            return false;
    }
    return true;
}

json_t *tool_args_check(const struct tool *tool, const char *arguments, struct error *err)
{
    json_error_t why;
    const char *text = arguments && *arguments ? arguments : "{}";
    json_t *given = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    if (!given || !json_is_object(given)) {
        err_set(err, 0, "the arguments of %s are no JSON object%s%s", tool->name,
                given ? "" : ": ", given ? "" : why.text);
        json_decref(given);
        return NULL;
    }
    json_t *out = json_object();
    bool ok = check_into(tool, given, out, err);
    json_decref(given);
    if (ok)
        return out;
    json_decref(out);
    return NULL;
}

char *tool_arg_text(const json_t *value)
{
    if (json_is_string(value))
        return xstrdup(json_string_value(value));
    if (json_is_boolean(value))
        return xstrdup(json_is_true(value) ? "true" : "false");
    if (json_is_integer(value))
        return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return xasprintf("%.17g", json_real_value(value));
}
