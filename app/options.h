#pragma once

#include <argp.h>
#include <stdbool.h>

#include "app/backend_choice.h"
#include "core/base/error.h"
#include "core/infer/engine.h"

/* Options that several programs share, as an argp child: model, engine, sampling, prompt,
 * output. Initialise with options_init, then pass &options_argp as a child with
 * `struct options *` as its input. Parsing takes the settings files and the environment
 * first (config.h, the order of flashmoe(1)), then the flags; an invalid settings file
 * ends the program with EXIT_CONFIG, an invalid flag with EXIT_USAGE. */
struct options {
    /* -m, -y/--yes, --kernel, --activations, -j/--threads, --readers, --ctx, --experts-per-token,
     * --kv, --memory-max, --backend, --gpu, --vram, --gpu-misses, -t/--template */
    char *model;                 /* owned; as given with -m or NULL */
    char *template;              /* owned; a name or a path, NULL: the pack's */
    bool yes;                    /* --yes: no question before a checkpoint is packed */
    struct engine_params engine; /* strings borrowed from here */
    struct backend_choice backend;
    /* --remote, --api-key-file, --remote-ca, --insecure-http and the settings remote.*; all
     * strings owned. url NULL or "": the model is on this machine. */
    struct options_remote {
        char *url, *model, *key_file, *ca_file;
        char *settings_url; /* to whom the settings' model, key and authorities belong */
        bool insecure_http;
        bool url_given, key_given, ca_given; /* on the command line */
        int connect_timeout_s, idle_timeout_s;
    } remote;
    const char
        *local_flag; /* the last flag that is for a model on this machine; static */
    /* --temp --top-k --top-p --min-p --presence-penalty --frequency-penalty
     * --repetition-penalty --seed, applied over the model's defaults in this order */
    struct {
        const char *key;
        char *value; /* owned, checked */
    } sampling[16];
    int n_sampling;
    /* -s/--system, --think on|off, --max-tokens, --tools ask|allow|deny|none, --no-tools */
    char *system; /* owned, NULL: the default system prompt */
    bool system_set;
    bool thinking;
    int max_tok;
    enum tools_mode {
        TOOLS_ASK,
        TOOLS_ALLOW,
        TOOLS_DENY,
        TOOLS_NONE, /* not even offered to the model */
    } tools;
    uint64_t snapshot_bytes_max; /* --snapshots */
    bool no_drafts;              /* --no-drafts */
    /* output: --color, --theme, --ascii, --plain, --no-alt-screen, --no-history,
     * --clipboard-cmd CMD, --log FILE, -v, -q */
    int color; /* enum ui_color */
    bool ascii, plain, no_alt_screen, no_history;
    char *log_path;      /* owned */
    char *clipboard_cmd; /* owned; NULL: the terminal's clipboard */
    char *theme;         /* owned; built-in name or path of a file; NULL: the default */
    int verbose;
    bool quiet;

    /* -- filled by options_open_engine -- */
    char *model_path;       /* owned: the pack's folder */
    const char *model_from; /* static, as path_model says */
    char *template_path;    /* owned */

    /* -- private -- */
    char *kernel;            /* owned; engine.kernel */
    struct error config_err; /* kept until the flags are parsed, so that --help works */
    bool config_bad;
};

extern const struct argp options_argp;
void options_init(struct options *o);
void options_finish(struct options *o);

/* Settings files and environment on top of the defaults; for programs that do not parse
 * flags. False + err ("file:line:column: what"). */
bool options_apply_config(struct options *o, struct error *err);

/* Whether a server is to answer. */
bool options_is_remote(const struct options *o);
/* What a conversation keeps as the name of its model: with the server's address, never with a
 * key. Owned. */
char *options_model_label(const struct engine_info *info);

/* Resolve model and template, or ask the server; open the engine. Prints nothing unless the
 * model is a checkpoint, of which a pack is found or made (offer_pack.h): that asks on a
 * terminal. *exit_code is set to the fitting exit code on failure (NULL + err). */
struct engine *options_open_engine(struct options *o, int *exit_code, struct error *err);
/* Likewise, for programs that need a model on this machine: --remote is wrong usage, and a
 * server in the settings is passed over. */
struct engine *options_open_local_engine(struct options *o, int *exit_code,
                                         struct error *err);
/* The engine's defaults with the options on top. */
bool options_sampling(const struct options *o, const struct engine *e,
                      struct sample_params *out, struct error *err);

/* The file of a template: a path (with a '/' or ending in ".yaml") as it is, else
 * prompts/templates/NAME.yaml. Owned; NULL + err. */
char *options_template_path(const char *name_or_path, struct error *err);

/* "terminal", "dark" and "light" as they are, a path (with a '/' or ending in ".yaml") too,
 * else themes/NAME.yaml in the settings folder; whether the file is there and valid is for
 * theme_load to say. *out is freed and replaced (owned). */
bool option_theme(const char *text, const char *what, char **out, struct error *err);

/* Strict numbers, for programs' own options: the whole text must be a number in range. */
bool option_int(const char *text, long min, long max, const char *what, int *out,
                struct error *err);
/* Bytes: a number with an optional K, M, G, T (1000) or Ki, Mi, Gi, Ti (1024), and "B". */
bool option_bytes(const char *text, const char *what, uint64_t *out, struct error *err);
