#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/programs/programs.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "ui/theme.h"

/* flashmoe config: where the settings files are, what they say, and whether it is valid. */

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **word = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (*word)
            argp_error(state, "too many arguments");
        *word = arg;
        return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "path, show or check is needed"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    NULL,
    parse,
    "path\nshow\ncheck",
    "The settings files: where they are looked for, what they set, whether they are "
    "valid.\v"
    "Later files win over earlier ones, $FLASHMOE_MODEL and options over all of them. "
    "The keys are in flashmoe-config(5).\n\n"
    "Examples:\n"
    "  flashmoe config path\n"
    "  flashmoe config check && flashmoe config show\n",
    NULL,
    NULL,
    NULL};

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return code;
}

static int print_paths(void)
{
    char **paths = config_paths();
    for (int i = 0; paths[i]; i++)
        printf("%s%s\n", paths[i], file_exists(paths[i]) ? "" : "  (not there)");
    config_paths_free(paths);
    return EXIT_OK;
}

static int check(struct error *err)
{
    struct options o;
    options_init(&o);
    struct theme theme;
    bool ok = options_apply_config(&o, err) && theme_load(&theme, o.theme, err);
    options_finish(&o);
    return ok ? EXIT_OK : complain(err, EXIT_CONFIG);
}

/* The settings as a YAML file that would set the same. */
static int show(struct error *err)
{
    struct config c = {0};
    if (!config_load(&c, err)) {
        config_finish(&c);
        return complain(err, EXIT_CONFIG);
    }
    char section[32] = "";
    for (const char *const *key = config_keys(); *key; key++) {
        const struct config_value *v = config_get(&c, *key);
        if (!v)
            continue;
        const char *dot = strchr(*key, '.');
        size_t len = dot ? (size_t)(dot - *key) : 0;
        if (dot && (strlen(section) != len || strncmp(section, *key, len) != 0)) {
            snprintf(section, sizeof(section), "%.*s", (int)len, *key);
            printf("%s:\n", section);
        }
        /* A JSON string is a YAML string; plain words are the same without the quotes. */
        json_t *text = json_string(v->value);
        bool plain = *v->value && strspn(v->value, "abcdefghijklmnopqrstuvwxyz"
                                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                   "0123456789._/") == strlen(v->value);
        char *quoted = plain ? xstrdup(v->value) : json_dumps(text, JSON_ENCODE_ANY);
        char *line = xasprintf("%s%s: %s  # %s\n", dot ? "  " : "", dot ? dot + 1 : *key,
                               quoted, v->where);
        terminal_put(stdout, line);
        free(line);
        free(quoted);
        json_decref(text);
    }
    config_finish(&c);
    return EXIT_OK;
}

int program_config(int argc, char **argv)
{
    struct error err = {0};
    const char *word = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, (void *)&word);
    if (strcmp(word, "path") == 0)
        return print_paths();
    if (strcmp(word, "show") == 0)
        return show(&err);
    if (strcmp(word, "check") == 0)
        return check(&err);
    err_set(&err, 0, "config: '%s' is none of path, show, check", word);
    return complain(&err, EXIT_USAGE);
}
