#include "core/text/template.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/yaml.h"
#include "core/text/template_parts.h"

/* Loads a template. Every string of the file that becomes text of the prompt is a pattern:
 * literal text with slots such as {content}. Which slots a pattern may and must have is
 * fixed by its place, so a misspelt slot is an error and not text in the prompt. */

static const char *const slot_names[N_SLOTS] = {
    [SLOT_CONTENT] = "content",     [SLOT_THINKING] = "thinking",
    [SLOT_REASONING] = "reasoning", [SLOT_CALLS] = "calls",
    [SLOT_NAME] = "name",           [SLOT_PARAMETERS] = "parameters",
    [SLOT_VALUE] = "value",         [SLOT_ARGUMENTS] = "arguments",
    [SLOT_TOOLS] = "tools",         [SLOT_TOOL] = "tool",
    [SLOT_RESULTS] = "results",
};

#define SLOTS1(a)       (1u << (a))
#define SLOTS2(a, b)    (SLOTS1(a) | SLOTS1(b))
#define SLOTS3(a, b, c) (SLOTS2(a, b) | SLOTS1(c))

struct loader {
    struct chat_template *t;
    struct error *err;
};

/* The slot whose braces start at p, and the length of "{name}"; SLOT_NONE and 0 for text
 * that has not the form of a slot; N_SLOTS for an unknown name. */
static enum slot slot_at(const char *p, size_t *len)
{
    *len = 0;
    size_t n = *p == '{' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
    if (n == 0 || p[n + 1] != '}')
        return SLOT_NONE;
    *len = n + 2;
    for (int s = 1; s < N_SLOTS; s++)
        if (strlen(slot_names[s]) == n && memcmp(slot_names[s], p + 1, n) == 0)
            return (enum slot)s;
    return N_SLOTS;
}

static void add_part(struct pattern *p, enum slot slot, const char *text, size_t len)
{
    p->parts = xreallocarray(p->parts, (size_t)p->n_parts + 1, sizeof(*p->parts));
    p->parts[p->n_parts++] = (struct part){slot, text, len};
}

/* `slots`: the set that the pattern consists of, each exactly once. */
static bool parse_pattern(struct loader *l, const struct yaml_node *map, const char *key,
                          unsigned slots, struct pattern *out)
{
    const char *text = NULL;
    const struct yaml_node *at = yaml_get(map, key);
    if (!yaml_take_str(l->t->doc, map, key, true, &text, l->err))
        return false;
    unsigned seen = 0;
    const char *literal = text;
    for (const char *p = text; *p;) {
        size_t len;
        enum slot slot = slot_at(p, &len);
        if (slot == SLOT_NONE) {
            p++;
            continue;
        }
        unsigned bit = slot < N_SLOTS ? 1u << slot : 0;
        if (!(slots & bit) || (seen & bit))
            return yaml_err(l->err, l->t->doc, at, "%.*s cannot stand in '%s'%s",
                            (int)len, p, key, seen & bit ? " twice" : "");
        seen |= bit;
        if (p > literal)
            add_part(out, SLOT_NONE, literal, (size_t)(p - literal));
        add_part(out, slot, NULL, 0);
        p += len;
        literal = p;
    }
    if (*literal)
        add_part(out, SLOT_NONE, literal, strlen(literal));
    for (int s = 1; s < N_SLOTS; s++)
        if (slots & ~seen & 1u << s)
            return yaml_err(l->err, l->t->doc, at, "'%s' lacks {%s}", key, slot_names[s]);
    return true;
}

static bool take_str(struct loader *l, const struct yaml_node *map, const char *key,
                     const char **out)
{
    return yaml_take_str(l->t->doc, map, key, true, out, l->err);
}

static bool take_mark(struct loader *l, const struct yaml_node *map, const char *key,
                      const char **out)
{
    if (!take_str(l, map, key, out))
        return false;
    return **out || yaml_err(l->err, l->t->doc, yaml_get(map, key), "'%s' is empty", key);
}

/* One of the NULL-terminated words; *out is its index. */
static bool take_word(struct loader *l, const struct yaml_node *map, const char *key,
                      const char *const *words, int *out)
{
    const char *word = NULL;
    if (!take_str(l, map, key, &word))
        return false;
    for (*out = 0; words[*out]; ++*out)
        if (strcmp(words[*out], word) == 0)
            return true;
    return yaml_err(l->err, l->t->doc, yaml_get(map, key),
                    "'%s' cannot be '%s'; try '%s'", key, word, words[0]);
}

/* The map under a key, with no other keys than the allowed ones; NULL + err. */
static const struct yaml_node *section(struct loader *l, const char *name,
                                       const char *const *allowed)
{
    const struct yaml_node *root = yaml_root(l->t->doc), *s = yaml_get(root, name);
    if (!s) {
        yaml_err(l->err, l->t->doc, root, "section '%s' is missing", name);
        return NULL;
    }
    return yaml_check_keys(l->t->doc, s, allowed, l->err) ? s : NULL;
}

static bool load_turns(struct loader *l)
{
    static const char *const keys[] = {"system", "user", "assistant", "tool", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *s = section(l, "turns", keys);
    return s && parse_pattern(l, s, "system", SLOTS1(SLOT_CONTENT), &t->system) &&
           parse_pattern(l, s, "user", SLOTS1(SLOT_CONTENT), &t->user) &&
           parse_pattern(l, s, "assistant",
                         SLOTS3(SLOT_THINKING, SLOT_CONTENT, SLOT_CALLS),
                         &t->assistant) &&
           parse_pattern(l, s, "tool", SLOTS1(SLOT_RESULTS), &t->results);
}

static bool load_tools(struct loader *l)
{
    static const char *const keys[] = {"format",    "block",     "tool",
                                       "system",    "separator", "separate_blank",
                                       "no_system", NULL};
    static const char *const places[] = {"after", "before", NULL};
    static const char *const formats[] = {"json", "xml", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *s = section(l, "tools", keys);
    int place = 0, format = 0;
    t->no_system = "";
    if (!s || !parse_pattern(l, s, "block", SLOTS1(SLOT_TOOLS), &t->tools) ||
        (yaml_get(s, "format") && !take_word(l, s, "format", formats, &format)) ||
        !take_word(l, s, "system", places, &place) ||
        !take_str(l, s, "separator", &t->system_separator) ||
        !yaml_take_bool(t->doc, s, "separate_blank", false, &t->separate_blank, l->err) ||
        !yaml_take_str(t->doc, s, "no_system", false, &t->no_system, l->err))
        return false;
    t->system_before_tools = place == 1;
    t->tools_xml = format == 1;
    if (!t->tools_xml)
        return parse_pattern(l, s, "tool", SLOTS1(SLOT_TOOL), &t->tool);
    const struct yaml_node *tool = yaml_get(s, "tool");
    return !tool || yaml_err(l->err, t->doc, tool, "'tool' belongs to format json");
}

static bool load_results(struct loader *l)
{
    static const char *const keys[] = {"result", "open", "close", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *s = section(l, "results", keys);
    return s && parse_pattern(l, s, "result", SLOTS1(SLOT_CONTENT), &t->result) &&
           take_mark(l, s, "open", &t->result_open) &&
           take_mark(l, s, "close", &t->result_close);
}

static bool load_thinking(struct loader *l)
{
    static const char *const keys[] = {"open",  "close", "block", "keep",
                                       "empty", "trim",  NULL};
    static const char *const keeps[] = {"after_last_query", "all", "none", NULL};
    static const char *const empties[] = {"always", "last", "never", NULL};
    static const char *const trims[] = {"all", "newlines", NULL};
    struct chat_template *t = l->t;
    t->marks.think_open = t->marks.think_close = "";
    if (!yaml_get(yaml_root(t->doc), "thinking")) {
        t->keep = KEEP_NONE;
        return true;
    }
    const struct yaml_node *s = section(l, "thinking", keys);
    int keep = 0, empty = 0, trim = 0;
    if (!s || !take_mark(l, s, "open", &t->marks.think_open) ||
        !take_mark(l, s, "close", &t->marks.think_close) ||
        !parse_pattern(l, s, "block", SLOTS1(SLOT_REASONING), &t->thinking) ||
        !take_word(l, s, "keep", keeps, &keep) ||
        !take_word(l, s, "empty", empties, &empty) ||
        !take_word(l, s, "trim", trims, &trim))
        return false;
    t->keep = (enum keep_thinking)keep;
    t->empty = (enum empty_thinking)empty;
    t->trim_reasoning_newlines = trim == 1;
    return true;
}

static bool load_calls(struct loader *l)
{
    static const char *const keys[] = {
        "format",        "open",    "close",  "call",         "parameter",
        "after_content", "between", "values", "trim_content", NULL};
    static const char *const formats[] = {"xml", "json", NULL};
    static const char *const values[] = {"json", "python", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *s = section(l, "calls", keys);
    int format = 0, value = 0;
    if (!s || !take_word(l, s, "format", formats, &format) ||
        !take_mark(l, s, "open", &t->marks.call_open) ||
        !take_mark(l, s, "close", &t->marks.call_close) ||
        !take_str(l, s, "after_content", &t->before_first_call) ||
        !take_str(l, s, "between", &t->between_calls) ||
        !yaml_take_bool(t->doc, s, "trim_content", false, &t->trim_before_calls, l->err))
        return false;
    t->marks.call_format = format == 1 ? CALL_JSON : CALL_XML;
    if (format == 1) {
        if (yaml_get(s, "parameter") || yaml_get(s, "values"))
            return yaml_err(l->err, t->doc, s,
                            "'parameter' and 'values' belong to format xml");
        return parse_pattern(l, s, "call", SLOTS2(SLOT_NAME, SLOT_ARGUMENTS), &t->call);
    }
    if (!parse_pattern(l, s, "call", SLOTS2(SLOT_NAME, SLOT_PARAMETERS), &t->call) ||
        !parse_pattern(l, s, "parameter", SLOTS2(SLOT_NAME, SLOT_VALUE), &t->parameter) ||
        !take_word(l, s, "values", values, &value))
        return false;
    t->python_values = value == 1;
    return true;
}

static bool load_generation(struct loader *l)
{
    static const char *const keys[] = {"open", "thinking", "no_thinking", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *s = section(l, "generation", keys);
    return s && take_str(l, s, "open", &t->generation) &&
           take_str(l, s, "thinking", &t->generation_thinking) &&
           take_str(l, s, "no_thinking", &t->generation_no_thinking);
}

static bool load_root(struct loader *l)
{
    static const char *const keys[] = {
        "schema",       "name",       "bos",   "trim",    "system_anywhere",
        "require_user", "turns",      "tools", "results", "thinking",
        "calls",        "generation", NULL};
    struct chat_template *t = l->t;
    const struct yaml_node *root = yaml_root(t->doc);
    int64_t schema = 0;
    t->bos = "";
    if (!yaml_check_keys(t->doc, root, keys, l->err) ||
        !yaml_take_int(t->doc, root, "schema", true, 1, 1, &schema, l->err) ||
        !take_mark(l, root, "name", &t->name) ||
        !yaml_take_str(t->doc, root, "bos", false, &t->bos, l->err) ||
        !yaml_take_bool(t->doc, root, "trim", true, &t->trim, l->err) ||
        !yaml_take_bool(t->doc, root, "system_anywhere", true, &t->system_anywhere,
                        l->err) ||
        !yaml_take_bool(t->doc, root, "require_user", true, &t->require_user, l->err))
        return false;
    return load_turns(l) && load_tools(l) && load_results(l) && load_thinking(l) &&
           load_calls(l) && load_generation(l);
}

struct chat_template *template_load(const char *path, struct error *err)
{
    struct chat_template *t = xcalloc(1, sizeof(*t));
    struct loader l = {t, err};
    t->doc = yaml_load_file(path, err);
    if (t->doc && load_root(&l))
        return t;
    template_free(t);
    return NULL;
}

void template_free(struct chat_template *t)
{
    if (!t)
        return;
    struct pattern *patterns[] = {&t->system, &t->user,     &t->assistant, &t->tools,
                                  &t->tool,   &t->results,  &t->result,    &t->thinking,
                                  &t->call,   &t->parameter};
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
        free(patterns[i]->parts);
    yaml_close(t->doc);
    free(t);
}

const char *template_name(const struct chat_template *t)
{
    return t->name;
}

const struct reply_marks *template_marks(const struct chat_template *t)
{
    return &t->marks;
}
