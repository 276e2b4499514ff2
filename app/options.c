#include "app/options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/config.h"
#include "app/exit.h"
#include "app/option_table.h"
#include "app/paths.h"
#include "app/snapshot.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/infer/sample.h"
#include "ui/theme.h"
#include "ui/ui.h"

/* The flags that several programs share. A flag and its settings-file key go through the
 * same setter, so that both have the same rules and the same messages. */

bool option_int(const char *text, long min, long max, const char *what, int *out,
                struct error *err)
{
    char *end = NULL;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (!*text || isspace((unsigned char)*text) || *end)
        return err_set(err, 0, "%s: '%s' is not a whole number", what, text);
    if (errno || n < min || n > max)
        return err_set(err, 0, "%s: %s is not between %ld and %ld", what, text, min, max);
    *out = (int)n;
    return true;
}

bool option_bytes(const char *text, const char *what, uint64_t *out, struct error *err)
{
    static const char letters[] = "KMGT";

    char *end = NULL;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)*text))
        return err_set(err, 0, "%s: '%s' is not a size", what, text);

    uint64_t unit = 1;
    const char *letter = *end ? strchr(letters, toupper((unsigned char)*end)) : NULL;
    if (letter) {
        bool binary = end[1] == 'i';
        for (int i = 0; i <= letter - letters; i++)
            unit *= binary ? 1024 : 1000;
        end += binary ? 2 : 1;
    }
    if (*end == 'B')
        end++;
    if (*end)
        return err_set(err, 0, "%s: '%s' is not a size (as in 12GiB)", what, text);
    uint64_t bytes = 0;
    if (errno || __builtin_mul_overflow((uint64_t)n, unit, &bytes))
        return err_set(err, 0, "%s: %s is too large", what, text);
    *out = bytes;
    return true;
}

/* One of the NULL-terminated words; its index goes to *out. */
static bool option_word(const char *text, const char *const *words, const char *what,
                        int *out, struct error *err)
{
    char list[128] = "";
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return true;
        }
        strncat(list, i ? (words[i + 1] ? ", " : " or ") : "",
                sizeof(list) - strlen(list) - 1);
        strncat(list, words[i], sizeof(list) - strlen(list) - 1);
    }
    return err_set(err, 0, "%s: '%s' is not %s", what, text, list);
}

/* A flag has no value, its settings key says true or false. */
static bool option_bool(const char *text, const char *what, bool *out, struct error *err)
{
    static const char *const words[] = {"false", "true", NULL};
    int i = 1;
    if (text && !option_word(text, words, what, &i, err))
        return false;
    *out = i == 1;
    return true;
}

/* A flag --no-SOMETHING, whose setting is `something: true` or `false`. */
static bool option_not(const char *text, const char *what, bool *out, struct error *err)
{
    bool on = false;
    if (text && !option_bool(text, what, &on, err))
        return false;
    *out = !on;
    return true;
}

static void replace(char **slot, const char *value)
{
    char *copy = xstrdup(value);
    free(*slot);
    *slot = copy;
}

static bool set_sampling(struct options *o, const char *name, const char *value,
                         struct error *err)
{
    struct sample_params scratch;
    sample_params_default(&scratch);
    if (!sample_params_set(&scratch, name, value, err))
        return false;
    int i = 0;
    while (i < o->n_sampling && strcmp(o->sampling[i].key, name) != 0)
        i++;
    if (i == o->n_sampling)
        o->n_sampling++;
    o->sampling[i].key = name;
    replace(&o->sampling[i].value, value);
    return true;
}

static bool set_path(char **slot, const char *value, const char *what, struct error *err)
{
    if (!*value)
        return err_set(err, 0, "%s: empty", what);
    free(*slot);
    *slot = path_tilde(value);
    return true;
}

static bool set_remote(struct options *o, int key, const char *value, const char *what,
                       struct error *err)
{
    struct options_remote *r = &o->remote;
    switch (key) {
    case KEY_REMOTE: replace(&r->url, value); return true;
    case KEY_REMOTE_MODEL: replace(&r->model, value); return true;
    case KEY_API_KEY_FILE: return set_path(&r->key_file, value, what, err);
    case KEY_REMOTE_CA: return set_path(&r->ca_file, value, what, err);
    case KEY_INSECURE_HTTP: r->insecure_http = true; return true;
    case KEY_REMOTE_CONNECT:
        return option_int(value, 1, 3600, what, &r->connect_timeout_s, err);
    case KEY_REMOTE_IDLE:
        return option_int(value, 1, 86400, what, &r->idle_timeout_s, err);
    default: return err_set(err, 0, "%s: no such setting", what);
    }
}

static bool set_engine(struct options *o, int key, const char *value, const char *what,
                       struct error *err)
{
    static const char *const activations[] = {"int8", "f32", NULL};
    static const char *const kv[] = {"f16", "f32", NULL};
    struct engine_params *e = &o->engine;
    int i = 0;

    switch (key) {
    case KEY_CTX: return option_int(value, 0, 1 << 24, what, &e->ctx_tok, err);
    case KEY_THREADS: return option_int(value, 0, 1024, what, &e->n_threads, err);
    case KEY_READERS: return option_int(value, 0, 256, what, &e->n_readers, err);
    case KEY_EXPERTS: return option_int(value, 1, 4096, what, &e->experts_per_token, err);
    case KEY_MEMORY_MAX: return option_bytes(value, what, &e->memory_max_bytes, err);
    case KEY_BACKEND: return backend_choice_set_kind(&o->backend, value, what, err);
    case KEY_GPU: return backend_choice_set_gpu(&o->backend, value, what, err);
    case KEY_VRAM: return option_bytes(value, what, &o->backend.gpu.vram_max_bytes, err);
    case KEY_GPU_MISSES: return backend_choice_set_misses(&o->backend, value, what, err);
    case KEY_KERNEL:
        replace(&o->kernel, value);
        e->kernel = o->kernel;
        return true;
    case KEY_ACTIVATIONS:
        if (!option_word(value, activations, what, &i, err))
            return false;
        e->f32_activations = i == 1;
        return true;
    case KEY_KV:
        if (!option_word(value, kv, what, &i, err))
            return false;
        e->kv = i == 1 ? KV_CHOICE_F32 : KV_CHOICE_F16;
        return true;
    default: return set_remote(o, key, value, what, err);
    }
}

static bool set_conversation(struct options *o, int key, const char *value,
                             const char *what, struct error *err)
{
    static const char *const modes[] = {"ask", "allow", "deny", "none", NULL};
    static const char *const on_off[] = {"off", "on", NULL};
    int i = 0;

    switch (key) {
    case KEY_MODEL:
        if (!*value)
            return err_set(err, 0, "%s: empty", what);
        replace(&o->model, value);
        return true;
    case KEY_TEMPLATE:
        if (!*value)
            return err_set(err, 0, "%s: empty", what);
        replace(&o->template, value);
        return true;
    case KEY_SYSTEM:
        replace(&o->system, value);
        o->system_set = true;
        return true;
    case KEY_THINK:
        if (!option_word(value, on_off, what, &i, err))
            return false;
        o->thinking = i == 1;
        return true;
    case KEY_MAX_TOKENS: return option_int(value, 0, 1 << 24, what, &o->max_tok, err);
    case KEY_TOOLS:
        if (!option_word(value, modes, what, &i, err))
            return false;
        o->tools = (enum tools_mode)i;
        return true;
    case KEY_NO_TOOLS: o->tools = TOOLS_NONE; return true;
    case KEY_SNAPSHOTS: return option_bytes(value, what, &o->snapshot_bytes_max, err);
    case KEY_NO_DRAFTS: return option_not(value, what, &o->no_drafts, err);
    default: return set_engine(o, key, value, what, err);
    }
}

bool option_theme(const char *text, const char *what, char **out, struct error *err)
{
    size_t len = strlen(text);
    bool is_path = strchr(text, '/') || (len > 5 && strcmp(text + len - 5, ".yaml") == 0);
    if (!*text)
        return err_set(err, 0, "%s: empty", what);
    char *name = xasprintf("themes/%s.yaml", text);
    char *theme =
        is_path || theme_is_builtin(text) ? path_tilde(text) : path_config(name);
    free(name);
    free(*out);
    *out = theme;
    return true;
}

/* A value from a flag (NULL: it takes none) or from a settings file. `what` names it in
 * messages. */
static bool set_value(struct options *o, int key, const char *value, const char *what,
                      struct error *err)
{
    static const char *const when[] = {"auto", "never", "always", NULL};
    const char *sampling = option_sampling_name(key);
    if (sampling)
        return set_sampling(o, sampling, value, err);
    switch (key) {
    case KEY_COLOR: return option_word(value, when, what, &o->color, err);
    case KEY_ASCII: return option_bool(value, what, &o->ascii, err);
    case KEY_PLAIN: return option_bool(value, what, &o->plain, err);
    case KEY_NO_ALT_SCREEN: return option_not(value, what, &o->no_alt_screen, err);
    case KEY_NO_HISTORY: return option_not(value, what, &o->no_history, err);
    case KEY_LOG: replace(&o->log_path, value); return true;
    case KEY_CLIPBOARD:
        if (!*value)
            return err_set(err, 0, "%s: empty", what);
        replace(&o->clipboard_cmd, value);
        return true;
    case KEY_THEME: return option_theme(value, what, &o->theme, err);
    case KEY_VERBOSE: o->verbose++; return true;
    case KEY_QUIET: o->quiet = true; return true;
    case KEY_YES: o->yes = true; return true;
    default: return set_conversation(o, key, value, what, err);
    }
}

static bool env_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

bool options_apply_config(struct options *o, struct error *err)
{
    struct config config = {0};
    bool ok = config_load(&config, err);
    for (int i = 0; ok && i < config.n_values; i++) {
        const struct config_value *v = &config.values[i];
        int key = option_key_of_config(v->key);
        /* `model` has no key here: path_model reads it, to say where the name came from. */
        if (key && !set_value(o, key, v->value, v->key, err))
            ok = err_prefix(err, "%s", v->where);
    }
    config_finish(&config);
    if (ok && o->remote.url)
        replace(&o->remote.settings_url, o->remote.url);
    else if (ok && o->remote.key_file)
        ok = err_set(err, 0,
                     "remote.api_key_file is the key of remote.url, which is not "
                     "set");

    if (env_set("FLASHMOE_NO_HISTORY"))
        o->no_history = true;
    if (env_set("ACCESSIBLE"))
        o->plain = true;
    return ok;
}

/* What counts only, or differently, when the command line says it. */
static void note_given(struct options *o, int key)
{
    struct options_remote *r = &o->remote;
    r->url_given |= key == KEY_REMOTE;
    r->key_given |= key == KEY_API_KEY_FILE;
    r->ca_given |= key == KEY_REMOTE_CA;
    if (option_is_local(key))
        o->local_flag = option_flag_name(key);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    struct error err = {0};

    switch (key) {
    case ARGP_KEY_INIT:
        if (o && !options_apply_config(o, &o->config_err))
            o->config_bad = true;
        return 0;
    case ARGP_KEY_END:
        if (o && o->config_bad)
            argp_failure(state, EXIT_CONFIG, 0, "%s", o->config_err.msg);
        if (o && o->log_path &&
            !log_open(o->log_path, o->verbose ? LOG_DBG : LOG_INFO, &err))
            argp_failure(state, EXIT_RUNTIME, 0, "%s", err.msg);
        return 0;
    case KEY_HELP: argp_state_help(state, stdout, ARGP_HELP_STD_HELP); return 0;
    default: break;
    }

    bool ours = false;
    for (const struct argp_option *a = option_table; option_row(a); a++)
        ours = ours || (a->key && a->key == key);
    if (!ours || !o)
        return ARGP_ERR_UNKNOWN;
    char name[48];
    snprintf(name, sizeof(name), "--%s", option_flag_name(key));
    note_given(o, key);
    if (!set_value(o, key, arg, name, &err))
        argp_error(state, "%s", err.msg);
    return 0;
}

const struct argp options_argp = {option_table, parse, NULL, NULL, NULL, NULL, NULL};

void options_init(struct options *o)
{
    *o = (struct options){
        .thinking = true,
        .tools = TOOLS_ASK,
        .snapshot_bytes_max = SNAPSHOT_BYTES_DEFAULT,
        .color = UI_COLOR_AUTO,
    };
}

void options_finish(struct options *o)
{
    for (int i = 0; i < o->n_sampling; i++)
        free(o->sampling[i].value);
    free(o->model);
    free(o->template);
    free(o->system);
    free(o->log_path);
    free(o->clipboard_cmd);
    free(o->theme);
    free(o->model_path);
    free(o->template_path);
    free(o->kernel);
    free(o->remote.url);
    free(o->remote.model);
    free(o->remote.key_file);
    free(o->remote.ca_file);
    free(o->remote.settings_url);
    backend_choice_finish(&o->backend);
    *o = (struct options){0};
}
