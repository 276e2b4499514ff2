#include "app/tools.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/toolset.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/yaml.h"

/* Loading of tool files. The schema is strict, because a misspelt key here would silently
 * drop a limit: whatever is not known is refused with its place. */

enum {
    SCHEMA = 1,
    MAX_TOOLS = 64,
    MAX_ARGS = 64,
    DEFAULT_TIMEOUT_S = 30,
    MAX_TIMEOUT_S = 3600,
    DEFAULT_OUTPUT = 65536,
    MAX_OUTPUT = 1 << 20,
};

/* Programs whose arguments are programs: whoever chooses the argument runs anything, so a
 * question is asked whatever the file says. This is a guard against carelessness in one's
 * own file; the protection is the sandbox. */
static const char *const interpreters[] = {
    "sh",     "ash",    "bash",        "dash",    "zsh",      "ksh",    "mksh",
    "fish",   "csh",    "tcsh",        "env",     "xargs",    "nohup",  "timeout",
    "nice",   "time",   "find",        "busybox", "toybox",   "perl",   "ruby",
    "python", "lua",    "luajit",      "node",    "nodejs",   "deno",   "bun",
    "php",    "awk",    "gawk",        "mawk",    "sed",      "ssh",    "make",
    "cmake",  "ninja",  "sudo",        "setsid",  "doas",     "su",     "git",
    "vi",     "vim",    "nvim",        "emacs",   "ed",       "tclsh",  "expect",
    "gdb",    "strace", "script",      "watch",   "parallel", "tar",    "rsync",
    "docker", "podman", "systemd-run", "unshare", "nsenter",  "chroot", "bwrap",
    "guile"};

struct loader {
    const struct yaml_doc *doc;
    const char *work;
    struct error *err;
};

static char **load_strings(struct loader *l, const struct yaml_node *list,
                           const char *what)
{
    if (list->kind != YAML_SEQ || list->n_items > MAX_ARGS) {
        yaml_err(l->err, l->doc, list, "%s is a list of at most %d strings", what,
                 (int)MAX_ARGS);
        return NULL;
    }
    char **out = xcalloc((size_t)list->n_items + 1, sizeof(*out));
    for (int i = 0; i < list->n_items; i++) {
        if (list->items[i]->kind != YAML_SCALAR) {
            yaml_err(l->err, l->doc, list->items[i], "%s is a list of strings", what);
            for (int k = 0; k < i; k++)
                free(out[k]);
            free(out);
            return NULL;
        }
        out[i] = xstrdup(list->items[i]->text);
    }
    return out;
}

/* "work" or an absolute folder, made canonical. */
static char *resolve_folder(struct loader *l, const struct yaml_node *at,
                            const char *text)
{
    if (strcmp(text, "work") == 0)
        return xstrdup(l->work);
    if (text[0] != '/') {
        yaml_err(l->err, l->doc, at, "'%s' is neither work nor an absolute folder", text);
        return NULL;
    }
    char *real = realpath(text, NULL);
    if (!real)
        yaml_err(l->err, l->doc, at, "%s: %s", text, strerrordesc_np(errno));
    return real;
}

static bool load_folders(struct loader *l, const struct yaml_node *map, const char *key,
                         char ***out)
{
    const struct yaml_node *list = yaml_get(map, key);
    *out = NULL;
    if (!list)
        return true;
    char **names = load_strings(l, list, key);
    if (!names)
        return false;
    *out = xcalloc((size_t)list->n_items + 1, sizeof(**out));
    bool ok = true;
    for (int i = 0; i < list->n_items; i++) {
        if (ok) {
            (*out)[i] = resolve_folder(l, list->items[i], names[i]);
            ok = (*out)[i] != NULL;
        }
        free(names[i]);
    }
    free(names);
    return ok;
}

static bool load_sandbox(struct loader *l, const struct yaml_node *map,
                         struct sandbox_profile *out)
{
    static const char *const keys[] = {"fs_read", "fs_write", "network", NULL};
    if (!map)
        return true;
    return yaml_check_keys(l->doc, map, keys, l->err) &&
           load_folders(l, map, "fs_read", &out->fs_read) &&
           load_folders(l, map, "fs_write", &out->fs_write) &&
           yaml_take_bool(l->doc, map, "network", false, &out->network, l->err);
}

/* The property that an element stands for, or -1. *odd: it looks like a placeholder and
 * is none, so it would be passed on as it stands, which surely is a mistake. */
static int placeholder(const struct tool *tool, const char *element, bool *odd)
{
    static const char word[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    *odd = false;
    for (const char *open = strchr(element, '{'); open; open = strchr(open + 1, '{')) {
        size_t n = strspn(open + 1, word);
        if (n == 0 || open[1 + n] != '}')
            continue;
        bool whole = open == element && open[n + 2] == '\0';
        int k = 0;
        while (k < tool->n_params && (strlen(tool->params[k].name) != n ||
                                      strncmp(tool->params[k].name, open + 1, n) != 0))
            k++;
        if (whole && k < tool->n_params)
            return k;
        *odd = *odd || whole || k < tool->n_params;
    }
    return -1;
}

static bool check_argv(struct loader *l, const struct tool *tool,
                       const struct yaml_node *node)
{
    if (!tool->argv[0] || tool->argv[0][0] != '/')
        return yaml_err(l->err, l->doc, node,
                        "argv starts with the absolute path of a "
                        "program");
    bool used[64] = {false};
    for (int i = 0; tool->argv[i]; i++) {
        bool odd;
        int k = placeholder(tool, tool->argv[i], &odd);
        if (odd)
            return yaml_err(l->err, l->doc, node->items[i],
                            "'%s' is no argument of the tool; a placeholder is a whole "
                            "element",
                            tool->argv[i]);
        if (k >= 0 && i == 0)
            return yaml_err(l->err, l->doc, node->items[i],
                            "the program cannot be chosen by the model");
        if (k >= 0)
            used[k] = true;
    }
    for (int k = 0; k < tool->n_params; k++)
        if (!used[k])
            return yaml_err(l->err, l->doc, node, "argument '%s' is not used in argv",
                            tool->params[k].name);
    return true;
}

static bool load_paths(struct loader *l, struct tool *tool, const struct yaml_node *list)
{
    for (int i = 0; list && i < list->n_items; i++) {
        const char *name =
            list->items[i]->kind == YAML_SCALAR ? list->items[i]->text : "";
        int k = 0;
        while (k < tool->n_params && strcmp(tool->params[k].name, name) != 0)
            k++;
        if (k == tool->n_params || tool->params[k].type != PARAM_STRING)
            return yaml_err(l->err, l->doc, list->items[i],
                            "paths names string arguments of the tool");
        tool->params[k].is_path = true;
    }
    if (list && list->kind != YAML_SEQ)
        return yaml_err(l->err, l->doc, list, "paths is a list of argument names");
    return true;
}

static bool load_builtin(struct loader *l, struct tool *tool, const struct yaml_node *run,
                         const char *name)
{
    static const char *const keys[] = {"builtin", NULL};
    if (!yaml_check_keys(l->doc, run, keys, l->err))
        return false;
    if (strcmp(name, "calculate") != 0)
        return yaml_err(l->err, l->doc, yaml_get(run, "builtin"),
                        "the only builtin is calculate");
    if (tool->n_params != 1 || strcmp(tool->params[0].name, "expression") != 0 ||
        !tool->params[0].required || tool->params[0].type != PARAM_STRING)
        return yaml_err(l->err, l->doc, run,
                        "calculate has one required string argument, expression");
    tool->builtin = BUILTIN_CALCULATE;
    return true;
}

static bool load_run(struct loader *l, struct tool *tool, const struct yaml_node *run)
{
    static const char *const keys[] = {"argv",       "paths", "cwd", "timeout_s",
                                       "output_max", "env",   NULL};
    const char *builtin = NULL, *cwd = "work";
    int64_t timeout = DEFAULT_TIMEOUT_S, output = DEFAULT_OUTPUT;
    tool->timeout_s = DEFAULT_TIMEOUT_S;
    tool->output_max_bytes = DEFAULT_OUTPUT;
    if (yaml_get(run, "builtin"))
        return yaml_take_str(l->doc, run, "builtin", true, &builtin, l->err) &&
               load_builtin(l, tool, run, builtin);
    const struct yaml_node *argv = yaml_get(run, "argv");
    if (!yaml_check_keys(l->doc, run, keys, l->err))
        return false;
    if (!argv)
        return yaml_err(l->err, l->doc, run, "argv is missing");
    if (!yaml_take_str(l->doc, run, "cwd", false, &cwd, l->err) ||
        !yaml_take_int(l->doc, run, "timeout_s", false, 1, MAX_TIMEOUT_S, &timeout,
                       l->err) ||
        !yaml_take_int(l->doc, run, "output_max", false, 256, MAX_OUTPUT, &output,
                       l->err) ||
        !load_paths(l, tool, yaml_get(run, "paths")))
        return false;
    tool->timeout_s = (int)timeout;
    tool->output_max_bytes = (size_t)output;
    tool->cwd = resolve_folder(l, yaml_get(run, "cwd"), cwd);
    const struct yaml_node *env = yaml_get(run, "env");
    if (!tool->cwd || (env && !(tool->env = load_strings(l, env, "env"))))
        return false;
    tool->argv = load_strings(l, argv, "argv");
    return tool->argv && check_argv(l, tool, argv);
}

static bool names_interpreter(const char *program)
{
    const char *base = strrchr(program, '/');
    base = base ? base + 1 : program;
    size_t n = strcspn(base, "0123456789."); /* python3.11 */
    for (size_t i = 0; i < sizeof(interpreters) / sizeof(interpreters[0]); i++)
        if (strlen(interpreters[i]) == n && strncmp(base, interpreters[i], n) == 0)
            return true;
    return false;
}

/* Under its own name or another's. What busybox does depends on the name it is called by. */
static bool is_interpreter(const char *program)
{
    if (names_interpreter(program))
        return true;
    char *real = realpath(program, NULL);
    bool is = real && !strstr(real, "/busybox") && !strstr(real, "/toybox") &&
              names_interpreter(real);
    free(real);
    return is;
}

static bool load_policy(struct loader *l, struct tool *tool, const struct yaml_node *map)
{
    static const char *const names[] = {"deny", "ask", "allow"};
    const char *policy = "ask";
    if (!yaml_take_str(l->doc, map, "policy", false, &policy, l->err))
        return false;
    int i = 0;
    while (i < 3 && strcmp(policy, names[i]) != 0)
        i++;
    const struct yaml_node *at = yaml_get(map, "policy");
    if (i == 3)
        return yaml_err(l->err, l->doc, at, "policy is one of deny, ask, allow, not '%s'",
                        policy);
    tool->policy = (enum tool_policy)i;
    tool->may_allow = sandbox_profile_is_harmless(&tool->sandbox) &&
                      !(tool->argv && is_interpreter(tool->argv[0]));
    if (tool->policy != TOOL_ALLOW)
        return true;
    if (!sandbox_profile_is_harmless(&tool->sandbox))
        return yaml_err(l->err, l->doc, at,
                        "allow is for tools that neither write nor use the network");
    if (tool->argv && is_interpreter(tool->argv[0]))
        return yaml_err(l->err, l->doc, at,
                        "%s runs whatever it is given: it is never "
                        "allowed without a question",
                        tool->argv[0]);
    return true;
}

static bool load_annotations(struct loader *l, const struct yaml_node *map)
{
    static const char *const keys[] = {"title",           "readOnlyHint",
                                       "destructiveHint", "idempotentHint",
                                       "openWorldHint",   NULL};
    return !map || yaml_check_keys(l->doc, map, keys, l->err);
}

static bool valid_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_-");
    return n > 0 && n <= 64 && name[n] == '\0';
}

static bool load_function(struct loader *l, struct tool *tool, const struct yaml_node *fn)
{
    static const char *const keys[] = {"name", "description", "parameters", NULL};
    const char *name = NULL, *text = NULL;
    if (!yaml_check_keys(l->doc, fn, keys, l->err) ||
        !yaml_take_str(l->doc, fn, "name", true, &name, l->err) ||
        !yaml_take_str(l->doc, fn, "description", true, &text, l->err))
        return false;
    if (!valid_name(name))
        return yaml_err(l->err, l->doc, yaml_get(fn, "name"),
                        "a name has 1 to 64 letters, digits, _ or -");
    tool->name = xstrdup(name);
    tool->description = xstrdup(text);
    const struct yaml_node *params = yaml_get(fn, "parameters");
    if (!params || params->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, params ? params : fn, "parameters is a map");
    return tool_params_load(tool, l->doc, params, l->err);
}

/* What the model is told: the type and the function as they stand in the file. */
static bool add_function(struct loader *l, struct toolset *t, const struct yaml_node *fn)
{
    json_t *function = yaml_to_json(l->doc, fn, l->err);
    if (!function)
        return false;
    json_t *o = json_object();
    json_object_set_new(o, "type", json_string("function"));
    json_object_set_new(o, "function", function);
    json_array_append_new(t->functions, o);
    return true;
}

static bool load_tool(struct loader *l, struct toolset *t, const struct yaml_node *map)
{
    static const char *const keys[] = {"type",    "function", "annotations", "run",
                                       "sandbox", "policy",   NULL};
    const char *type = NULL;
    if (map->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, map, "a tool is a map");
    if (!yaml_check_keys(l->doc, map, keys, l->err) ||
        !yaml_take_str(l->doc, map, "type", true, &type, l->err))
        return false;
    if (strcmp(type, "function") != 0)
        return yaml_err(l->err, l->doc, yaml_get(map, "type"), "type is function");
    if (t->n == MAX_TOOLS)
        return yaml_err(l->err, l->doc, map, "more than %d tools", (int)MAX_TOOLS);

    t->tools = xreallocarray(t->tools, (size_t)t->n + 1, sizeof(*t->tools));
    struct tool *tool = &t->tools[t->n++];
    *tool = (struct tool){0};
    const struct yaml_node *fn = yaml_get(map, "function"), *run = yaml_get(map, "run");
    if (!fn || fn->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, fn ? fn : map, "function is a map");
    if (!run || run->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, run ? run : map, "run is a map");
    if (!load_function(l, tool, fn))
        return false;
    if (toolset_find(t, tool->name) != tool)
        return yaml_err(l->err, l->doc, yaml_get(fn, "name"), "tool '%s' is there twice",
                        tool->name);
    return load_annotations(l, yaml_get(map, "annotations")) && load_run(l, tool, run) &&
           load_sandbox(l, yaml_get(map, "sandbox"), &tool->sandbox) &&
           load_policy(l, tool, map) && add_function(l, t, fn);
}

static bool load_file(struct toolset *t, const char *path, struct error *err)
{
    static const char *const keys[] = {"schema", "tools", NULL};
    struct yaml_doc *doc = yaml_load_file(path, err);
    if (!doc)
        return false;
    struct loader l = {.doc = doc, .work = t->work, .err = err};
    const struct yaml_node *root = yaml_root(doc), *list = NULL;
    int64_t schema = 0;
    bool ok = false;
    if (!root || root->kind != YAML_MAP) {
        yaml_err(err, doc, root, "a tool file is a map with schema and tools");
        goto out;
    }
    if (!yaml_check_keys(doc, root, keys, err) ||
        !yaml_take_int(doc, root, "schema", true, SCHEMA, SCHEMA, &schema, err))
        goto out;
    list = yaml_get(root, "tools");
    if (!list || list->kind != YAML_SEQ) {
        yaml_err(err, doc, list ? list : root, "tools is a list");
        goto out;
    }
    ok = true;
    for (int i = 0; ok && i < list->n_items; i++)
        ok = load_tool(&l, t, list->items[i]);
out:
    yaml_close(doc);
    return ok;
}

static int is_yaml(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return e->d_name[0] != '.' && n > 5 && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

static bool load_folder(struct toolset *t, const char *path, struct error *err)
{
    struct dirent **list = NULL;
    int n = scandir(path, &list, is_yaml, alphasort);
    if (n < 0)
        return err_set(err, errno, "read the tools folder %s", path);
    bool ok = true;
    for (int i = 0; i < n; i++) {
        char *file = path_join(path, list[i]->d_name);
        ok = ok && load_file(t, file, err);
        free(file);
        free(list[i]);
    }
    free(list);
    return ok;
}

struct toolset *toolset_load(const char *path, struct error *err)
{
    struct toolset *t = xcalloc(1, sizeof(*t));
    t->functions = json_array();
    t->work = realpath(".", NULL);
    struct stat st;
    bool ok = false;
    if (!t->work)
        err_set(err, errno, "find the working directory");
    else if (stat(path, &st) != 0)
        err_set(err, errno, "open tools %s", path);
    else
        ok = S_ISDIR(st.st_mode) ? load_folder(t, path, err) : load_file(t, path, err);
    if (ok)
        return t;
    toolset_free(t);
    return NULL;
}

static void free_strings(char **list)
{
    for (char **s = list; s && *s; s++)
        free(*s);
    free(list);
}

void toolset_free(struct toolset *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n; i++) {
        struct tool *tool = &t->tools[i];
        tool_params_free(tool);
        free_strings(tool->argv);
        free_strings(tool->env);
        sandbox_profile_finish(&tool->sandbox);
        free(tool->cwd);
        free(tool->name);
        free(tool->description);
    }
    free(t->tools);
    free(t->work);
    json_decref(t->functions);
    free(t);
}

const struct tool *toolset_find(const struct toolset *t, const char *name)
{
    for (int i = 0; i < t->n; i++)
        if (name && t->tools[i].name && strcmp(t->tools[i].name, name) == 0)
            return &t->tools[i];
    return NULL;
}

int toolset_n(const struct toolset *t)
{
    return t->n;
}

const char *toolset_tool_name(const struct toolset *t, int i)
{
    return t->tools[i].name;
}

const char *toolset_tool_description(const struct toolset *t, int i)
{
    return t->tools[i].description;
}

enum tool_policy toolset_tool_policy(const struct toolset *t, int i)
{
    return t->tools[i].policy;
}

const json_t *toolset_functions(const struct toolset *t)
{
    return t->functions;
}
