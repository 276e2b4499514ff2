#include "app/paths.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

#include "build_config.h"

/* An XDG folder from its variable, or below HOME. The specification has relative values
 * ignored. Without a usable HOME the folder is relative to "/", where writing fails with
 * an error that names it. */
static char *xdg_folder(const char *variable, const char *below_home)
{
    const char *dir = getenv(variable);
    if (dir && dir[0] == '/')
        return path_join(dir, "flashmoe");
    const char *home = getenv("HOME");
    return xasprintf("%s/%s/flashmoe", home && home[0] == '/' ? home : "", below_home);
}

static char *below(char *folder, const char *name)
{
    char *path = path_join(folder, name);
    free(folder);
    return path;
}

char *path_config(const char *name)
{
    return below(xdg_folder("XDG_CONFIG_HOME", ".config"), name);
}

char *path_sessions(void)
{
    return below(xdg_folder("XDG_DATA_HOME", ".local/share"), "sessions");
}

char *path_state(const char *name)
{
    return below(xdg_folder("XDG_STATE_HOME", ".local/state"), name);
}

char *path_cache(const char *name)
{
    return below(xdg_folder("XDG_CACHE_HOME", ".cache"), name);
}

/* The folder of the running executable, NULL where the system does not say. */
static char *executable_folder(void)
{
#ifdef __linux__
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (len <= 0)
        return NULL;
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    return slash ? xstrndup(path, (size_t)(slash - path)) : NULL;
#else
    return NULL;
#endif
}

/* The build leaves a note with the source folder beside the executable; it is never
 * installed, so that an installed program cannot pick up a source tree. */
static char *source_tree(const char *exe_dir)
{
    char *note = path_join(exe_dir, BUILD_SOURCE_NOTE);
    size_t len = 0;
    char *dir = file_read(note, PATH_MAX, &len, NULL);
    free(note);
    if (!dir)
        return NULL;
    dir[strcspn(dir, "\n")] = '\0';
    if (dir[0] != '/') {
        free(dir);
        return NULL;
    }
    return dir;
}

bool path_is_safe_name(const char *name)
{
    if (!*name || name[0] == '/')
        return false;
    for (const char *p = name; p;) {
        if (p[0] == '.' && p[1] == '.' && (p[2] == '/' || !p[2]))
            return false;
        p = strchr(p, '/');
        if (p)
            p++;
    }
    return true;
}

/* Returns `dir/rel` when it exists; else notes that it was looked for. Takes dir. */
static char *look_in(char *dir, const char *rel, struct strbuf *tried)
{
    if (!dir)
        return NULL;
    char *path = path_join(dir, rel);
    free(dir);
    if (file_exists(path))
        return path;
    strbuf_addf(tried, "%s%s", tried->len ? ", " : "", path);
    free(path);
    return NULL;
}

static char *look_in_shipped(const char *rel, struct strbuf *tried)
{
    char *exe_dir = executable_folder();
    const char *env = getenv("FLASHMOE_DATA");
    char *path = NULL;
    if (env && *env)
        path = look_in(xstrdup(env), rel, tried);
    if (!path && exe_dir)
        path = look_in(source_tree(exe_dir), rel, tried);
    /* A copied or relocated installation brings its own data. */
    if (!path && exe_dir)
        path = look_in(path_join(exe_dir, BUILD_DATADIR_FROM_BINDIR), rel, tried);
    if (!path)
        path = look_in(xstrdup(BUILD_DATADIR), rel, tried);
    free(exe_dir);
    return path;
}

static char *find_data(const char *rel, bool own_first, struct error *err)
{
    static const char prompts[] = "prompts/";
    size_t skip = strncmp(rel, prompts, sizeof(prompts) - 1) ? 0 : sizeof(prompts) - 1;

    if (!path_is_safe_name(rel)) {
        err_set(err, 0, "find %s: not a name below the data folder", rel);
        return NULL;
    }
    struct strbuf tried = {0};
    char *path = own_first ? look_in(path_config(""), rel + skip, &tried) : NULL;
    if (!path)
        path = look_in_shipped(rel, &tried);
    if (!path)
        err_set(err, ENOENT, "find %s (looked for %s)", rel, tried.data);
    strbuf_finish(&tried);
    return path;
}

char *path_data(const char *rel, struct error *err)
{
    return find_data(rel, true, err);
}

char *path_shipped(const char *rel, struct error *err)
{
    return find_data(rel, false, err);
}

char *path_tilde(const char *path)
{
    if (strncmp(path, "~/", 2) != 0)
        return xstrdup(path);
    const char *home = getenv("HOME");
    return path_join(home ? home : "/", path + 2);
}

/* A model is named by its path, or by the name of a folder among the user's or the shipped
 * models. A folder of that name in the current directory is meant first. */
static char *resolve_model(const char *value, struct error *err)
{
    if (strncmp(value, "~/", 2) == 0)
        return path_tilde(value);
    if (strchr(value, '/') || file_exists(value))
        return xstrdup(value);
    if (!path_is_safe_name(value)) {
        err_set(err, 0, "find the model '%s': neither a path nor a name", value);
        return NULL;
    }

    struct strbuf tried = {0};
    char *rel = path_join("models", value);
    char *path = look_in(xdg_folder("XDG_DATA_HOME", ".local/share"), rel, &tried);
    strbuf_finish(&tried);
    if (!path)
        path = path_data(rel, err);
    if (!path)
        err_prefix(err, "there is no model '%s' here", value);
    free(rel);
    return path;
}

/* Adds the packs in a folder; takes it. */
static void add_models(char *folder, char ***list, size_t *n)
{
    struct dirent **found = NULL;
    int k = folder ? scandir(folder, &found, NULL, alphasort) : 0;
    for (int i = 0; i < k; i++) {
        char *path = path_join(folder, found[i]->d_name);
        char *manifest = path_join(path, "manifest.json");
        if (found[i]->d_name[0] != '.' && file_exists(manifest)) {
            *list = xreallocarray(*list, *n + 2, sizeof(**list));
            (*list)[(*n)++] = path;
            (*list)[*n] = NULL;
            path = NULL;
        }
        free(manifest);
        free(path);
        free(found[i]);
    }
    free(found);
    free(folder);
}

char *path_own_model(const char *name)
{
    char *models = below(xdg_folder("XDG_DATA_HOME", ".local/share"), "models");
    return below(models, name);
}

char **path_packs_in(const char *folder)
{
    size_t n = 0;
    char **list = xcalloc(1, sizeof(char *));
    add_models(xstrdup(folder), &list, &n);
    return list;
}

void path_list_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free((void *)list);
}

char **path_models(void)
{
    size_t n = 0;
    char **list = xcalloc(1, sizeof(*list));
    char *data = xdg_folder("XDG_DATA_HOME", ".local/share");
    add_models(data ? path_join(data, "models") : NULL, &list, &n);
    free(data);
    add_models(path_shipped("models", NULL), &list, &n);
    return list;
}

char *path_model(const char *option, const char **from, struct error *err)
{
    struct config config = {0};
    const char *env = getenv("FLASHMOE_MODEL");
    const char *value = option;
    char *path = NULL;

    *from = "-m";
    if (!value && env && *env) {
        value = env;
        *from = "$FLASHMOE_MODEL";
    }
    if (!value) {
        if (!config_load(&config, err))
            return NULL;
        const struct config_value *v = config_get(&config, "model");
        if (v) {
            value = v->value;
            *from = "config.yaml";
        }
    }
    if (value) {
        path = resolve_model(value, err);
        if (!path)
            err_prefix(err, "%s", *from);
    } else {
        *from = "bundled";
        path = path_data("models/demo", err);
        if (!path)
            err_prefix(err, "no model is given (-m) and none is bundled");
    }
    config_finish(&config);
    return path;
}
