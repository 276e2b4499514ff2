#include "core/model/template_identity.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

enum {
    MAX_TEMPLATE_BYTES = 4 << 20,
    MAX_CONFIG_BYTES = 64 << 20, /* tokenizer_config.json lists the added tokens */
    MAX_MARKS = 6,
};

/* Files that are known to the byte: XXH3 without white space at both ends, since converters
 * add and lose the last newline. */
static const struct {
    uint64_t xxh3;
    const char *name;
} known[] = {
    {0x0283f874ff58d644, "qwen3"},          {0x0ed0a1d8b9d7e0be, "qwen3.5"},
    {0x5aad579c0c2b999f, "qwen3-coder"},    {0x6260d1fdadc84078, "qwen3-coder-tools"},
    {0xbdee364f122d2352, "qwen3-thinking"}, {0x579b2c2e5ecdae85, "qwen3.6"},
    {0x8fb5d937b1e8f5d0, "qwen3-instruct"},
};

/* By marks: the text must have all of the first and none of the second; the first row that
 * fits. Where the models read and write differently, a mark tells; what merely differs in
 * the code around it (unrolled loops, guards, checks for images) does not. */
static const struct {
    const char *name;
    const char *has[MAX_MARKS], *lacks[MAX_MARKS];
} formats[] = {
    {"qwen3.6",
     {"<function=", "<parameter=", "</think>", "<tool_response>", "preserve_thinking"},
     {"<name>"}},
    {"qwen3.5",
     {"<function=", "<parameter=", "</think>", "<tool_response>", "following functions:"},
     {"<name>"}},
    {"qwen3-coder",
     {"<function=", "<parameter=", "<name>", "<tool_response>", "following functions:"},
     {"<think>"}},
    {"qwen3-coder-tools",
     {"<function=", "<parameter=", "<name>", "<tool_response>", "following tools:"},
     {"<think>"}},
    {"qwen3",
     {"<args-json-object>", "</tool_call>", "<tool_response>", "<think>\\n\\n</think>",
      "enable_thinking"},
     {"Alibaba Cloud"}},
    {"qwen3-thinking",
     {"<args-json-object>", "</tool_call>", "<tool_response>", "assistant\\n<think>\\n"},
     {"Alibaba Cloud", "enable_thinking"}},
    {"qwen3-instruct",
     {"<args-json-object>", "</tool_call>", "<tool_response>"},
     {"Alibaba Cloud", "<think>", "</think>"}},
    {"chatml",
     {"<|im_end|>"},
     {"tool_call", "<tools>", "<think>", "</think>", "Alibaba Cloud", "<function"}},
};

static bool has_all(const char *text, const char *const *marks)
{
    for (int i = 0; i < MAX_MARKS && marks[i]; i++)
        if (!strstr(text, marks[i]))
            return false;
    return true;
}

static bool has_any(const char *text, const char *const *marks)
{
    for (int i = 0; i < MAX_MARKS && marks[i]; i++)
        if (strstr(text, marks[i]))
            return true;
    return false;
}

static uint64_t hash_of(const char *text)
{
    static const char space[] = " \t\r\n";
    text += strspn(text, space);
    size_t len = strlen(text);
    while (len && strchr(space, text[len - 1]))
        len--;
    return XXH3_64bits(text, len);
}

/* "qwen3_5_moe", "qwen3_5_moe_text", "qwen35moe", and later ones of the kind. */
static const char *usual_of(const char *model_type)
{
    static const char *const now[] = {"qwen3_5", "qwen35", "qwen3.5"};
    static const char *const next[] = {"qwen3_6", "qwen36", "qwen3.6"};
    const char *type = model_type ? model_type : "";
    for (size_t i = 0; i < sizeof(now) / sizeof(now[0]); i++) {
        if (strncmp(type, now[i], strlen(now[i])) == 0)
            return "qwen3.5";
        if (strncmp(type, next[i], strlen(next[i])) == 0)
            return "qwen3.6";
    }
    return strncmp(type, "qwen3", 5) == 0 ? "qwen3" : "chatml";
}

static const char *why_unknown(const char *jinja)
{
    if (!strstr(jinja, "<|im_start|>") || !strstr(jinja, "<|im_end|>"))
        return "its turns are not marked by <|im_start|> and <|im_end|>";
    if (strstr(jinja, "tool_call") || strstr(jinja, "<function"))
        return "its way of calling tools is none of the known ones";
    return "its turns are marked as usual, but what stands in them is not";
}

struct template_identity template_identify(const char *jinja, const char *model_type)
{
    struct template_identity id = {.match = TEMPLATE_ABSENT};
    if (jinja) {
        uint64_t hash = hash_of(jinja);
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
            if (known[i].xxh3 == hash)
                return (struct template_identity){known[i].name, TEMPLATE_EXACT, NULL};
        id.match = TEMPLATE_UNKNOWN;
        for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
            if (strstr(jinja, "<|im_start|>") && has_all(jinja, formats[i].has) &&
                !has_any(jinja, formats[i].lacks))
                return (struct template_identity){formats[i].name, TEMPLATE_MARKS, NULL};
        id.why = why_unknown(jinja);
    }
    id.name = usual_of(model_type);
    return id;
}

char *template_identity_note(const struct template_identity *id, const char *where)
{
    switch (id->match) {
    case TEMPLATE_EXACT: return NULL;
    case TEMPLATE_MARKS:
        return xasprintf("chat template %s: the checkpoint's own (%.200s) has its marks "
                         "but is no file "
                         "that it was compared with; turns may differ from it in details "
                         "(--template NAME takes another)",
                         id->name, where);
    case TEMPLATE_UNKNOWN:
        return xasprintf(
            "chat template %s, the usual one of this kind of model: the checkpoint's own "
            "(%.200s) is not known, %s; if the model was trained with another format, "
            "its answers may be poor, never end or miss their tool calls "
            "(--template NAME takes another)",
            id->name, where, id->why);
    case TEMPLATE_ABSENT: break;
    }
    return xasprintf(
        "chat template %s, the usual one of this kind of model: the checkpoint carries "
        "none; if the model was trained with another format, its answers may be poor, "
        "never end or miss their tool calls (--template NAME takes another)",
        id->name);
}

/* -- where a folder keeps it -- */

/* A string; or a list of named ones, of which the usual name is taken, else the first. */
static const char *text_in(const json_t *config)
{
    const json_t *t = json_object_get(config, "chat_template");
    if (!json_is_array(t))
        return json_string_value(t);
    const char *first = NULL;
    for (size_t i = 0; i < json_array_size(t); i++) {
        const json_t *entry = json_array_get(t, i);
        const char *name = json_string_value(json_object_get(entry, "name"));
        const char *text = json_string_value(json_object_get(entry, "template"));
        if (text && name && strcmp(name, "default") == 0)
            return text;
        first = first ? first : text;
    }
    return first;
}

static bool from_json(const char *path, char **text, struct error *err)
{
    size_t len;
    json_error_t why;
    char *bytes = file_read(path, MAX_CONFIG_BYTES, &len, err);
    if (!bytes)
        return false;
    json_t *config = json_loadb(bytes, len, 0, &why);
    free(bytes);
    if (!json_is_object(config)) {
        err_set(err, 0, "%s: %s (--template NAME goes on without it)", path,
                config ? "it is no JSON object" : why.text);
        json_decref(config);
        return false;
    }
    const char *found = text_in(config);
    *text = found ? xstrdup(found) : NULL;
    json_decref(config);
    return true;
}

bool template_of_folder(const char *folder, char **text, const char **where,
                        struct error *err)
{
    static const char *const files[] = {"chat_template.jinja", "tokenizer_config.json",
                                        "chat_template.json"};
    bool ok = true;
    *text = NULL;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && ok && !*text; i++) {
        char *path = path_join(folder, files[i]);
        size_t len;
        *where = files[i];
        if (!file_exists(path))
            ;
        else if (i == 0)
            ok = (*text = file_read(path, MAX_TEMPLATE_BYTES, &len, err)) != NULL;
        else
            ok = from_json(path, text, err);
        free(path);
    }
    return ok;
}
