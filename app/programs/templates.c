#include <argp.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/conversation.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/manifest.h"
#include "core/text/messages_json.h"
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
    {"template", 't', "NAME", 0,
     "render: a name or a YAML file (default: that of -m, else the one a saved "
     "conversation was held with, else the model's)",
     0},
    {"tokens", KEY_TOKENS, NULL, 0, "render: token ids in place of text", 0},
    {"model", 'm', "PATH", 0, "render: the model whose template and tokenizer are used",
     0},
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
    "list\ncheck [NAME|FILE...]\nrender FILE.json|CONVERSATION",
    "Chat templates: list them, check them, render a conversation with one.\v"
    "FILE.json holds a list of messages, or an object with `messages` and, if wanted, "
    "`tools` and `thinking`: what 'flashmoe sessions export -f json' writes. "
    "'-' is standard input. CONVERSATION is a saved one: its id, name or .jsonl file. "
    "The format of templates is in flashmoe-templates(5).\n\n"
    "Examples:\n"
    "  flashmoe templates list\n"
    "  flashmoe templates check ~/.config/flashmoe/templates/mine.yaml\n"
    "  flashmoe templates render chat.json -t mine --tokens\n"
    "  flashmoe templates render foxes --think=off --no-generation\n",
    NULL,
    NULL,
    NULL};

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return code;
}

/* Whose a template is; the user's come first and hide shipped ones of the same name. */
enum origin {
    SHIPPED,
    OWN,
    OWN_IN_PLACE,
};

/* Each template of a folder, by name; false from the visitor is remembered, not obeyed. */
typedef bool (*visit_fn)(const struct args *a, const char *name, const char *path,
                         enum origin origin);

/* `other` is the folder of the other kind of templates, NULL when there is none. */
static bool each_in(const char *folder, const char *other, bool own, visit_fn visit,
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
            char *same = other ? path_join(other, file) : NULL;
            bool twice = same && file_exists(same);
            if (own || !twice)
                ok = visit(a, name, path,
                           !own    ? SHIPPED
                           : twice ? OWN_IN_PLACE
                                   : OWN) &&
                     ok;
            free(name);
            free(path);
            free(same);
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
    bool ok = each_in(own, ours, true, visit, a);
    if (ours)
        ok = each_in(ours, own, false, visit, a) && ok;
    free(own);
    free(ours);
    return ok;
}

static bool usable(const char *path, struct error *err)
{
    struct chat_template *t = template_load(path, err);
    bool ok = t && template_check(t, err);
    template_free(t);
    return ok;
}

static bool list_one(const struct args *a, const char *name, const char *path,
                     enum origin origin)
{
    static const char *const origins[] = {"shipped", "yours", "yours"};
    char *line =
        a->names
            ? xasprintf("%s\n", name)
            : xasprintf("%-18s %-8s %s%s%s\n", name, origins[origin], path,
                        origin == OWN_IN_PLACE ? ", in place of the shipped one" : "",
                        usable(path, NULL) ? "" : ", invalid (see 'check')");
    terminal_put(stdout, line);
    free(line);
    return true;
}

static bool check_one(const struct args *a, const char *name, const char *path,
                      enum origin origin)
{
    struct error err = {0};
    if (!usable(path, &err)) {
        complain(&err, EXIT_CONFIG);
        return false;
    }
    char *line = xasprintf("%s: valid\n", path);
    terminal_put(stdout, line);
    free(line);
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
        ok = path && check_one(a, a->words[i], path, OWN) && ok;
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

/* What is rendered, and what its file says of how. */
struct input {
    struct message *messages; /* [n], owned */
    int n;
    json_t *file;        /* owned; NULL for a saved conversation */
    const json_t *tools; /* borrowed from file; NULL: none */
    bool thinking;
    char *template; /* owned: that the conversation was held with, or NULL */
};

static void input_finish(struct input *in)
{
    messages_free(in->messages, in->n);
    json_decref(in->file);
    free(in->template);
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), n_end = strlen(end);
    return n >= n_end && strcmp(s + n - n_end, end) == 0;
}

static bool is_saved_conversation(const char *what)
{
    if (ends_with(what, ".jsonl"))
        return true;
    return strcmp(what, "-") != 0 && !strchr(what, '/') && !ends_with(what, ".json") &&
           !file_exists(what);
}

static bool read_conversation(const char *what, struct input *in, struct error *err)
{
    char *dir = path_sessions();
    struct conversation *c = conversation_read(dir, what, err);
    free(dir);
    if (!c)
        return false;
    if (*conversation_warning(c))
        fprintf(stderr, "flashmoe: %s\n", conversation_warning(c));
    in->messages = conversation_messages(c, &in->n);
    if (*conversation_template(c))
        in->template = xstrdup(conversation_template(c));
    conversation_free(c);
    return true;
}

static bool read_input(const char *what, struct input *in, struct error *err)
{
    *in = (struct input){.thinking = true};
    if (is_saved_conversation(what))
        return read_conversation(what, in, err);
    if (!(in->file = read_json(what, err)))
        return false;
    in->thinking = !json_is_false(json_object_get(in->file, "thinking"));
    const json_t *tools = json_object_get(in->file, "tools");
    if (tools && !json_is_array(tools) && !json_is_null(tools))
        return err_set(err, 0, "%s: \"tools\" is not a list", what);
    in->tools = json_array_size(tools) ? tools : NULL;
    in->messages = messages_from_json(
        json_is_array(in->file) ? in->file : json_object_get(in->file, "messages"),
        &in->n, err);
    return in->messages || err_prefix(err, "%s", what);
}

/* The template of the pack that path_model names; owned, NULL + err. */
static char *template_of_model(const char *option, struct error *err)
{
    const char *from;
    char *path = path_model(option, &from, err), *name = NULL;
    struct manifest m = {0};
    if (path && manifest_load(&m, path, err))
        name = xstrdup(m.template_name);
    manifest_finish(&m);
    free(path);
    return name;
}

static struct chat_template *choose_template(const struct args *a, const struct input *in,
                                             struct error *err)
{
    char *name = a->template                 ? xstrdup(a->template)
                 : in->template && !a->model ? xstrdup(in->template)
                                             : template_of_model(a->model, err);
    char *path = name ? options_template_path(name, err) : NULL;
    struct chat_template *t = path ? template_load(path, err) : NULL;
    free(path);
    free(name);
    return t;
}

static int render(const struct args *a, struct error *err)
{
    struct chat_template *t = NULL;
    struct rendering r = {0};
    struct input in;
    int code = EXIT_RUNTIME;

    if (!read_input(a->words[1], &in, err))
        goto end;
    code = EXIT_CONFIG;
    if (!(t = choose_template(a, &in, err)))
        goto end;
    code = EXIT_RUNTIME;
    struct render_params params = {
        .messages = in.messages,
        .n_messages = in.n,
        .tools = in.tools,
        .thinking = a->think >= 0 ? a->think : in.thinking,
        .generation_prompt = !a->no_generation,
    };
    if (template_render(t, &params, &r, err) && print_rendering(a, &r, err))
        code = EXIT_OK;
end:
    if (code)
        complain(err, code);
    rendering_finish(&r);
    template_free(t);
    input_finish(&in);
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
    err_set(
        &err, 0,
        "templates: usage is list, check [NAME|FILE...] or render FILE.json|CONVERSATION "
        "(try 'flashmoe templates --help')");
    return complain(&err, EXIT_USAGE);
}
