#include "app/tools.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/tool_text.h"
#include "app/toolset.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

/* From a call of the model to the exact program that would run, or to the reason why none
 * will. Everything that the user is asked to approve is fixed here. */

static bool is_beneath(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    if (strcmp(folder, "/") == 0)
        return path[0] == '/';
    return strncmp(path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static bool any_beneath(const char *path, char *const *folders)
{
    for (; folders && *folders; folders++)
        if (is_beneath(path, *folders))
            return true;
    return false;
}

/* Without "." and "..", by text alone: for paths that do not exist. */
static char *normalise(const char *path)
{
    struct strbuf b = {0};
    while (*path) {
        size_t n = strcspn(path, "/");
        if (n == 2 && strncmp(path, "..", 2) == 0) {
            while (b.len && b.data[--b.len] != '/')
                ;
            if (b.data)
                b.data[b.len] = '\0';
        } else if (n && !(n == 1 && path[0] == '.')) {
            strbuf_addc(&b, '/');
            strbuf_add(&b, path, n);
        }
        path += n + (path[n] == '/');
    }
    if (b.len == 0)
        strbuf_addc(&b, '/');
    return strbuf_take(&b);
}

/* A file that is still to be written: its folder must exist below a writable one. */
static char *resolve_new_file(const struct tool *tool, const char *full)
{
    const char *base = strrchr(full, '/') + 1;
    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
        return NULL;
    char *dir = xstrndup(full, (size_t)(base - full));
    char *real = realpath(dir, NULL);
    char *path =
        real && any_beneath(real, tool->sandbox.fs_write) ? path_join(real, base) : NULL;
    free(dir);
    free(real);
    return path;
}

/* The file that a path argument means, without links, when the tool may touch it. The
 * answer for a path outside is the same whether it exists or not. */
static char *resolve_path(const struct toolset *t, const struct tool *tool,
                          const char *given, struct error *err)
{
    if (!*given) {
        err_set(err, 0, "the path is empty");
        return NULL;
    }
    char *full = given[0] == '/' ? xstrdup(given) : path_join(tool->cwd, given);
    char *real = realpath(full, NULL);
    int why = errno;
    if (!real && why == ENOENT)
        real = resolve_new_file(tool, full);
    char *shown = real ? xstrdup(real) : normalise(full);
    bool inside = any_beneath(shown, tool->sandbox.fs_read) ||
                  any_beneath(shown, tool->sandbox.fs_write);
    if (!inside) {
        err_set(
            err, 0, "%.200s: outside the folder that this tool may use (%.200s)", given,
            tool->sandbox.fs_read && tool->sandbox.fs_read[0] ? tool->sandbox.fs_read[0]
                                                              : "none");
        free(real);
        real = NULL;
    } else if (!real) {
        err_set(err, why, "%.300s", given);
    }
    free(full);
    free(shown);
    return real;
}

static const struct tool_param *element_param(const struct tool *tool,
                                              const char *element)
{
    size_t n = strlen(element);
    if (n < 3 || element[0] != '{' || element[n - 1] != '}')
        return NULL;
    for (int i = 0; i < tool->n_params; i++)
        if (strlen(tool->params[i].name) == n - 2 &&
            strncmp(element + 1, tool->params[i].name, n - 2) == 0)
            return &tool->params[i];
    return NULL;
}

static bool fill_argv(struct tool_plan *p, const struct toolset *t, struct error *err)
{
    const struct tool *tool = p->tool;
    size_t n = 0, n_out = 0;
    while (tool->argv[n])
        n++;
    p->argv = xcalloc(n + 1, sizeof(*p->argv));
    p->paths = xcalloc(n + 1, sizeof(*p->paths));
    size_t n_paths = 0;
    bool options_ended = false;
    for (size_t i = 0; i < n; i++) {
        const struct tool_param *param = element_param(tool, tool->argv[i]);
        if (!param) {
            options_ended = options_ended || strcmp(tool->argv[i], "--") == 0;
            p->argv[n_out++] = xstrdup(tool->argv[i]);
            continue;
        }
        const json_t *value = json_object_get(p->args, param->name);
        if (!value)
            continue;
        char *text = param->is_path ? resolve_path(t, tool, json_string_value(value), err)
                                    : tool_arg_text(value);
        if (!text)
            return false;
        p->argv[n_out++] = text;
        if (param->is_path)
            p->paths[n_paths++] = xstrdup(text);
        if (text[0] == '-' && !options_ended)
            return err_set(err, 0,
                           "argument '%s' starts with '-' and would be taken for "
                           "an option",
                           param->name);
    }
    return true;
}

bool tool_plan_still_holds(const struct tool_plan *p, struct error *err)
{
    for (char **path = p->paths; path && *path; path++) {
        char *real = realpath(*path, NULL);
        if (!real && errno == ENOENT)
            real = resolve_new_file(p->tool, *path);
        bool same = real && strcmp(real, *path) == 0;
        free(real);
        if (!same)
            return err_set(err, 0, "%.300s is not the file any more that was asked about",
                           *path);
    }
    return true;
}

/* Nothing of our environment but what the tool's file names. */
static void fill_env(struct tool_plan *p)
{
    static const char *const fixed[] = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                        "LC_ALL=C.UTF-8", "TERM=dumb", "HOME=/tmp"};
    enum {
        N_FIXED = sizeof(fixed) / sizeof(fixed[0])
    };
    size_t n = 0;
    while (p->tool->env && p->tool->env[n])
        n++;
    p->envp = xcalloc(n + N_FIXED + 1, sizeof(*p->envp));
    size_t k = 0;
    for (size_t i = 0; i < N_FIXED; i++) {
        size_t n_name = strcspn(fixed[i], "=");
        bool named = false;
        for (size_t e = 0; e < n; e++)
            named =
                named || (strlen(p->tool->env[e]) == n_name &&
                          strncmp(p->tool->env[e], fixed[i], n_name) == 0 &&
                          getenv(p->tool->env[e])); /* NOLINT(concurrency-mt-unsafe) */
        if (!named)
            p->envp[k++] = xstrdup(fixed[i]);
    }
    for (size_t e = 0; e < n; e++) {
        /* Nobody in this program changes the environment once threads run. */
        const char *v = getenv(p->tool->env[e]); /* NOLINT(concurrency-mt-unsafe) */
        if (v)
            p->envp[k++] = xasprintf("%s=%s", p->tool->env[e], v);
    }
}

static char *sandbox_row(const struct tool *tool)
{
    enum sandbox_kind kind = sandbox_kind();
    if (kind == SANDBOX_NONE)
        return xstrdup("none: it can do whatever you can");
    char *text = sandbox_profile_text(&tool->sandbox);
    char *row = xasprintf("%s: %s", sandbox_name(kind), text);
    free(text);
    return row;
}

static char *escaped(const char *text)
{
    struct strbuf b = {0};
    tool_text_escape(&b, text);
    return strbuf_take(&b);
}

/* The program and, behind links, what it really is. */
static char *program_row(const struct tool *tool)
{
    struct strbuf b = {0};
    char *real = realpath(tool->argv[0], NULL);
    tool_text_escape(&b, tool->argv[0]);
    if (real && strcmp(real, tool->argv[0]) != 0) {
        strbuf_adds(&b, ", which is ");
        tool_text_escape(&b, real);
    }
    free(real);
    return strbuf_take(&b);
}

static void fill_rows(struct tool_plan *p)
{
    const struct tool *tool = p->tool;
    size_t n = 0;
    p->rows = xcalloc(2 * ((size_t)tool->n_params + 4) + 1, sizeof(*p->rows));
    for (int i = 0; i < tool->n_params; i++) {
        const json_t *v = json_object_get(p->args, tool->params[i].name);
        if (!v)
            continue;
        char *text = tool_arg_text(v);
        p->rows[n++] = xstrdup(tool->params[i].name);
        p->rows[n++] = escaped(text);
        free(text);
    }
    if (tool->builtin != BUILTIN_NONE) {
        p->rows[n++] = xstrdup("runs");
        p->rows[n++] = xstrdup("inside flashmoe, touches nothing");
        return;
    }
    p->rows[n++] = xstrdup("program");
    p->rows[n++] = program_row(tool);
    p->rows[n++] = xstrdup("in");
    p->rows[n++] = escaped(tool->cwd);
    p->rows[n++] = xstrdup("sandbox");
    p->rows[n++] = sandbox_row(tool);
    p->rows[n++] = xstrdup("limit");
    p->rows[n++] = xasprintf("%d s, %zu KiB of output", tool->timeout_s,
                             (tool->output_max_bytes + 1023) / 1024);
}

static char *details_text(const struct tool_plan *p)
{
    struct strbuf b = {0};
    if (p->tool->builtin != BUILTIN_NONE) {
        strbuf_adds(&b, "built in");
        return strbuf_take(&b);
    }
    for (int i = 0; p->argv[i]; i++) {
        strbuf_addf(&b, "argv[%d] ", i);
        tool_text_escape(&b, p->argv[i]);
        strbuf_addc(&b, '\n');
    }
    strbuf_adds(&b, "cwd ");
    tool_text_escape(&b, p->tool->cwd);
    for (int i = 0; p->envp[i]; i++) {
        strbuf_adds(&b, "\nenv ");
        tool_text_escape(&b, p->envp[i]);
    }
    return strbuf_take(&b);
}

/* Allowed without a question means: nothing can go wrong, and something sees to it. */
static enum tool_policy effective_policy(const struct tool *tool)
{
    if (tool->policy == TOOL_ALLOW && tool->builtin == BUILTIN_NONE &&
        sandbox_kind() == SANDBOX_NONE)
        return TOOL_ASK;
    return tool->policy;
}

struct tool_plan *tool_plan_create(const struct toolset *t, const struct tool_call *call,
                                   struct error *err)
{
    const struct tool *tool = call->name ? toolset_find(t, call->name) : NULL;
    if (!tool) {
        struct strbuf name = {0};
        tool_text_escape(&name, call->name ? call->name : "");
        err_set(err, 0, "there is no tool '%.100s'", name.data ? name.data : "");
        strbuf_finish(&name);
        return NULL;
    }
    struct tool_plan *p = xcalloc(1, sizeof(*p));
    p->tool = tool;
    p->args = tool_args_check(tool, call->arguments, err);
    if (!p->args)
        goto fail;
    if (tool->builtin == BUILTIN_NONE) {
        if (access(tool->argv[0], X_OK) != 0) {
            err_set(err, errno, "the program of %s, %s, cannot be run", tool->name,
                    tool->argv[0]);
            goto fail;
        }
        if (!fill_argv(p, t, err))
            goto fail;
        fill_env(p);
    }
    p->policy = effective_policy(tool);
    fill_rows(p);
    p->details = details_text(p);
    /* A permission is for exactly this program, not for a path that may come to mean
     * another file. */
    char *args = json_dumps(p->args, JSON_COMPACT);
    p->key = xasprintf("%s %s\n%s", tool->name, args, p->details);
    free(args);
    return p;

fail:
    tool_plan_free(p);
    return NULL;
}

static void free_strings(char **list)
{
    for (char **s = list; s && *s; s++)
        free(*s);
    free(list);
}

void tool_plan_free(struct tool_plan *p)
{
    if (!p)
        return;
    free_strings(p->argv);
    free_strings(p->paths);
    free_strings(p->envp);
    free_strings(p->rows);
    json_decref(p->args);
    free(p->details);
    free(p->key);
    free(p);
}

enum tool_policy tool_plan_policy(const struct tool_plan *p)
{
    return p->policy;
}

static bool may_allow(const struct tool *t)
{
    return t->may_allow && (t->builtin != BUILTIN_NONE || sandbox_kind() != SANDBOX_NONE);
}

bool tool_plan_may_allow(const struct tool_plan *p)
{
    return may_allow(p->tool);
}

bool toolset_tool_may_allow(const struct toolset *t, int i)
{
    return may_allow(&t->tools[i]);
}

const char *const *tool_plan_rows(const struct tool_plan *p)
{
    return (const char *const *)p->rows;
}

const char *tool_plan_details(const struct tool_plan *p)
{
    return p->details;
}

const char *tool_plan_key(const struct tool_plan *p)
{
    return p->key;
}

const char *tool_sandbox_name(void)
{
    return sandbox_name(sandbox_kind());
}
