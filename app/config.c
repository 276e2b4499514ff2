#include "app/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/yaml.h"

/* Keys of the file; "section.key" stands in the map `section`. */
static const char *const known_keys[] = {
    "model",
    "template",
    "system",
    "think",
    "max_tokens",
    "tools",
    "snapshots",
    "drafts",
    "color",
    "theme",
    "ascii",
    "plain",
    "alt_screen",
    "history",
    "clipboard_cmd",
    "engine.ctx",
    "engine.threads",
    "engine.readers",
    "engine.kernel",
    "engine.activations",
    "engine.experts_per_token",
    "engine.kv",
    "engine.memory_max",
    "engine.backend",
    "engine.gpu",
    "engine.vram",
    "engine.gpu_misses",
    "remote.url",
    "remote.model",
    "remote.api_key_file",
    "remote.ca",
    "remote.connect_timeout",
    "remote.idle_timeout",
    "sampling.temperature",
    "sampling.top_k",
    "sampling.top_p",
    "sampling.min_p",
    "sampling.presence_penalty",
    "sampling.frequency_penalty",
    "sampling.repetition_penalty",
    "sampling.seed",
    NULL,
};

enum {
    MAX_KEYS = 40,
    MAX_CONFIG_DIRS = 16,
    MAX_FILE_BYTES = 1 << 20,
};

const char *const *config_keys(void)
{
    return known_keys;
}

/* The known keys of a section ("" for the top level, where sections are keys too). */
static void section_keys(const char *section, const char **out)
{
    int n = 0;
    size_t len = strlen(section);
    for (int i = 0; known_keys[i]; i++) {
        const char *dot = strchr(known_keys[i], '.');
        if (!*section && !dot)
            out[n++] = known_keys[i];
        else if (*section && dot && (size_t)(dot - known_keys[i]) == len &&
                 strncmp(known_keys[i], section, len) == 0)
            out[n++] = dot + 1;
    }
    if (!*section) {
        out[n++] = "engine";
        out[n++] = "remote";
        out[n++] = "sampling";
    }
    out[n] = NULL;
}

/* Takes value and where. A later setting of the same key replaces the earlier one. */
static void set_value(struct config *c, const char *key, char *value, char *where)
{
    int i = 0;
    while (i < c->n_values && strcmp(c->values[i].key, key) != 0)
        i++;
    if (i < c->n_values) {
        free(c->values[i].value);
        free(c->values[i].where);
    } else {
        c->n_values++;
        c->values =
            xreallocarray(c->values, (size_t)c->n_values, sizeof(struct config_value));
    }
    c->values[i] = (struct config_value){key, value, where};
}

static bool take_section(struct config *c, const char *path, const struct yaml_doc *doc,
                         const struct yaml_node *map, const char *section,
                         struct error *err)
{
    const char *allowed[MAX_KEYS];
    section_keys(section, allowed);
    if (map->kind != YAML_MAP)
        return yaml_err(err, doc, map, "%s must be a map of settings",
                        *section ? section : "the file");
    if (!yaml_check_keys(doc, map, allowed, err))
        return false;

    for (int i = 0; known_keys[i]; i++) {
        const char *dot = strchr(known_keys[i], '.');
        size_t len = dot ? (size_t)(dot - known_keys[i]) : 0;
        if (strlen(section) != len || strncmp(known_keys[i], section, len) != 0)
            continue;
        const struct yaml_node *node = yaml_get(map, dot ? dot + 1 : known_keys[i]);
        if (!node)
            continue;
        if (node->kind != YAML_SCALAR)
            return yaml_err(err, doc, node, "%s must be a single value", known_keys[i]);
        set_value(c, known_keys[i], xstrdup(node->text),
                  xasprintf("%s:%d:%d", path, node->line, node->column));
    }
    return true;
}

/* Whether there is nothing but comments and white space, which the YAML loader takes for no
 * document at all. */
static bool says_nothing(const char *text)
{
    for (const char *line = text; *line;) {
        line += strspn(line, " \t\r\n");
        if (*line && *line != '#')
            return false;
        line += strcspn(line, "\n");
    }
    return true;
}

static bool load_file(struct config *c, const char *path, struct error *err)
{
    static const char *const sections[] = {"engine", "remote", "sampling", NULL};

    size_t len = 0;
    char *text = file_read(path, MAX_FILE_BYTES, &len, err);
    if (!text)
        return false;
    if (strlen(text) == len && says_nothing(text)) {
        free(text);
        return true;
    }
    struct yaml_doc *doc = yaml_load_text(text, len, path, err);
    free(text);
    if (!doc)
        return false;
    const struct yaml_node *root = yaml_root(doc);
    bool ok = take_section(c, path, doc, root, "", err);
    for (int i = 0; ok && sections[i]; i++) {
        const struct yaml_node *map = yaml_get(root, sections[i]);
        ok = !map || take_section(c, path, doc, map, sections[i], err);
    }
    yaml_close(doc);
    return ok;
}

char **config_paths(void)
{
    char **paths = xcalloc(MAX_CONFIG_DIRS + 3, sizeof(*paths));
    const char *dirs = getenv("XDG_CONFIG_DIRS");
    char *list = xstrdup(dirs && *dirs ? dirs : "/etc/xdg");
    char *found[MAX_CONFIG_DIRS];
    int n_found = 0, n = 0;

    char *save = NULL;
    for (char *d = strtok_r(list, ":", &save); d && n_found < MAX_CONFIG_DIRS;
         d = strtok_r(NULL, ":", &save))
        if (d[0] == '/')
            found[n_found++] = d;
    /* The first folder of the list is the most important one, so it comes last. */
    while (n_found > 0)
        paths[n++] = path_join(found[--n_found], "flashmoe/config.yaml");
    free(list);

    paths[n++] = path_config("config.yaml");
    const char *env = getenv("FLASHMOE_CONFIG");
    if (env && *env)
        paths[n++] = xstrdup(env);
    return paths;
}

void config_paths_free(char **paths)
{
    for (int i = 0; paths && paths[i]; i++)
        free(paths[i]);
    free((void *)paths);
}

bool config_load(struct config *out, struct error *err)
{
    const char *env = getenv("FLASHMOE_CONFIG");
    char **paths = config_paths();
    bool ok = true;
    for (int i = 0; ok && paths[i]; i++) {
        /* A file that was asked for by name must exist. */
        bool named = env && !paths[i + 1] && strcmp(env, paths[i]) == 0;
        if (named || file_exists(paths[i]))
            ok = load_file(out, paths[i], err);
    }
    config_paths_free(paths);
    return ok;
}

void config_finish(struct config *c)
{
    for (int i = 0; i < c->n_values; i++) {
        free(c->values[i].value);
        free(c->values[i].where);
    }
    free(c->values);
    *c = (struct config){0};
}

const struct config_value *config_get(const struct config *c, const char *key)
{
    for (int i = 0; i < c->n_values; i++)
        if (strcmp(c->values[i].key, key) == 0)
            return &c->values[i];
    return NULL;
}
