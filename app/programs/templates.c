#include <argp.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/exit.h"
#include "app/messages_json.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/template.h"
#include "core/text/tokenizer.h"

/* flashmoe templates: which chat templates there are, whether they are valid, and what they
 * make of a conversation. */

enum {
    KEY_TOKENS = 0x100,
    KEY_NAMES,
    KEY_NO_GENERATION,
    KEY_THINK,
    MAX_WORDS = 64,
    MAX_FILE_BYTES = 64 << 20,
};

struct args {
    const char *words[MAX_WORDS];
    int n;
    const char *template, *model;
    bool tokens, names, no_generation;
    int think; /* 1 on, 0 off, -1 as the file says, else on */
};

static const struct argp_option options[] = {
    {"template", 't', "NAME", 0, "render: a name or a YAML file (default: qwen3.5)", 0},
    {"tokens", KEY_TOKENS, NULL, 0, "render: token ids in place of text", 0},
    {"model", 'm', "PATH", 0, "render --tokens: the model whose tokenizer is used", 0},
    {"think", KEY_THINK, "on|off", 0, "render: as if thinking were on or off", 0},
    {"no-generation", KEY_NO_GENERATION, NULL, 0,
     "render: do not open an assistant turn at the end", 0},
    {"names", KEY_NAMES, NULL, 0, "list: names alone", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 't': a->template = arg; return 0;
    case 'm': a->model = arg; return 0;
    case KEY_TOKENS: a->tokens = true; return 0;
    case KEY_NAMES: a->names = true; return 0;
    case KEY_NO_GENERATION: a->no_generation = true; return 0;
    case KEY_THINK:
        a->think = strcmp(arg, "on") == 0;
        if (!a->think && strcmp(arg, "off") != 0)
            argp_error(state, "--think is on or off, not '%s'", arg);
        return 0;
    case ARGP_KEY_ARG:
        if (a->n == MAX_WORDS)
            argp_error(state, "too many arguments");
        a->words[a->n++] = arg;
        return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "list, check or render is needed"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    "list\ncheck [NAME|FILE...]\nrender FILE.json",
    "Chat templates: list them, check them, render a conversation with one.\v"
    "FILE.json holds a list of messages, or an object with `messages` and, if wanted, "
    "`tools` and `thinking`: what 'flashmoe sessions export -f json' writes. "
    "'-' is standard input. The format of templates is in flashmoe-templates(5).\n\n"
    "Examples:\n"
    "  flashmoe templates list\n"
    "  flashmoe templates check ~/.config/flashmoe/templates/mine.yaml\n"
    "  flashmoe templates render chat.json -t mine --tokens\n",
    NULL,
    NULL,
    NULL};

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return code;
}

/* Each template of a folder, by name; false from the visitor is remembered, not obeyed. */
typedef bool (*visit_fn)(const struct args *a, const char *name, const char *path);

static bool each_in(const char *folder, const char *hidden_by, visit_fn visit,
                    const struct args *a)
{
    struct dirent **list = NULL;
    int n = scandir(folder, &list, NULL, alphasort);
    bool ok = true;
    for (int i = 0; i < n; i++) {
        const char *file = list[i]->d_name;
        size_t len = strlen(file);
        if (len > 5 && file[0] != '.' && strcmp(file + len - 5, ".yaml") == 0) {
            char *name = xstrndup(file, len - 5), *path = path_join(folder, file);
            char *other = hidden_by ? path_join(hidden_by, file) : NULL;
            if (!other || !file_exists(other))
                ok = visit(a, name, path) && ok;
            free(name);
            free(path);
            free(other);
        }
        free(list[i]);
    }
    free((void *)list);
    return ok;
}

/* The user's own first, then the shipped ones that they do not replace. The shipped folder
 * is the one that a shipped file is in: the user's may hide the folder as a whole. */
static bool each(visit_fn visit, const struct args *a)
{
    char *own = path_config("templates");
    char *ours = path_shipped("prompts/templates", NULL);
    bool ok = each_in(own, NULL, visit, a);
    if (ours)
        ok = each_in(ours, own, visit, a) && ok;
    free(own);
    free(ours);
    return ok;
}

static bool list_one(const struct args *a, const char *name, const char *path)
{
    char *line = a->names ? xasprintf("%s\n", name) : xasprintf("%-16s %s\n", name, path);
    terminal_put(stdout, line);
    free(line);
    return true;
}

static bool check_one(const struct args *a, const char *name, const char *path)
{
    struct error err = {0};
    struct chat_template *t = template_load(path, &err);
    if (!t) {
        complain(&err, EXIT_CONFIG);
        return false;
    }
    template_free(t);
    printf("%s: valid\n", path);
    return true;
}

static int check(const struct args *a)
{
    if (a->n == 1)
        return each(check_one, a) ? EXIT_OK : EXIT_CONFIG;
    bool ok = true;
    for (int i = 1; i < a->n; i++) {
        struct error err = {0};
        char *path = options_template_path(a->words[i], &err);
        if (!path)
            complain(&err, EXIT_CONFIG);
        ok = path && check_one(a, a->words[i], path) && ok;
        free(path);
    }
    return ok ? EXIT_OK : EXIT_CONFIG;
}

static json_t *read_json(const char *path, struct error *err)
{
    json_error_t why;
    size_t len = 0;
    const char *name = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
    char *text = file_read(name, MAX_FILE_BYTES, &len, err);
    if (!text)
        return NULL;
    json_t *o = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    free(text);
    if (!o)
        err_set(err, 0, "%s:%d:%d: %s", path, why.line, why.column, why.text);
    return o;
}

static bool print_ids(const struct args *a, const struct rendering *r, struct error *err)
{
    const char *from;
    char *model = path_model(a->model, &from, err);
    char *path = model ? path_join(model, "tokenizer.json") : NULL;
    struct tokenizer *tok = path ? tokenizer_open(path, err) : NULL;
    struct id_list ids = {0};
    size_t *bounds = NULL;
    bool ok = tok && rendering_encode(r, tok, &ids, &bounds, err);
    for (size_t i = 0; ok && i < ids.n; i++)
        printf("%s%d", i ? ", " : "[", ids.ids[i]);
    if (ok)
        puts(ids.n ? "]" : "[]");
    free(bounds);
    id_list_finish(&ids);
    tokenizer_close(tok);
    free(path);
    free(model);
    return ok;
}

static bool print_rendering(const struct args *a, const struct rendering *r,
                            struct error *err)
{
    if (a->tokens)
        return print_ids(a, r, err);
    char *text = rendering_text(r);
    terminal_put(stdout, text);
    free(text);
    return true;
}

static int render(const struct args *a, struct error *err)
{
    struct chat_template *t = NULL;
    struct message *messages = NULL;
    struct rendering r = {0};
    int n = 0, code = EXIT_CONFIG;
    json_t *o = NULL;
    char *path = options_template_path(a->template ? a->template : "qwen3.5", err);

    if (!path || !(t = template_load(path, err)))
        goto end;
    code = EXIT_RUNTIME;
    if (!(o = read_json(a->words[1], err)))
        goto end;
    const json_t *thinking = json_object_get(o, "thinking");
    const json_t *tools = json_object_get(o, "tools");
    if (tools && !json_is_array(tools) && !json_is_null(tools)) {
        err_set(err, 0, "%s: \"tools\" is not a list", a->words[1]);
        goto end;
    }
    messages = messages_from_json(json_is_array(o) ? o : json_object_get(o, "messages"),
                                  &n, err);
    if (!messages) {
        err_prefix(err, "%s", a->words[1]);
        goto end;
    }
    struct render_params params = {
        .messages = messages,
        .n_messages = n,
        .tools = json_array_size(tools) ? tools : NULL,
        .thinking = a->think >= 0 ? a->think : !json_is_false(thinking),
        .generation_prompt = !a->no_generation,
    };
    if (template_render(t, &params, &r, err) && print_rendering(a, &r, err))
        code = EXIT_OK;
end:
    if (code)
        complain(err, code);
    rendering_finish(&r);
    messages_free(messages, n);
    json_decref(o);
    template_free(t);
    free(path);
    return code;
}

int program_templates(int argc, char **argv)
{
    struct args a = {.think = -1};
    struct error err = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    if (strcmp(a.words[0], "list") == 0 && a.n == 1)
        return each(list_one, &a) ? EXIT_OK : EXIT_RUNTIME;
    if (strcmp(a.words[0], "check") == 0)
        return check(&a);
    if (strcmp(a.words[0], "render") == 0 && a.n == 2)
        return render(&a, &err);
    err_set(&err, 0,
            "templates: usage is list, check [NAME|FILE...] or render FILE.json "
            "(try 'flashmoe templates --help')");
    return complain(&err, EXIT_USAGE);
}
