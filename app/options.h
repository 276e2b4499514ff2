#pragma once

#include <argp.h>
#include <stdbool.h>

#include "core/infer/engine.h"

/* Options that several programs share, as an argp child: model, engine, sampling, prompt.
 * Initialise with options_init, then pass &options_argp as a child with `struct options *`
 * as its input. */
struct options {
    /* -m, --kernel, --activations, -j/--threads, --readers, --ctx, --experts-per-token,
     * --kv, --memory-max, -t/--template */
    char *model;                 /* owned; as given or NULL */
    char *template;              /* owned; a name or a path, NULL: the pack's */
    struct engine_params engine; /* strings borrowed from here */
    /* --temp --top-k --top-p --min-p --presence-penalty --frequency-penalty
     * --repetition-penalty --seed, applied over the model's defaults in this order */
    struct {
        const char *key;
        char *value;
    } sampling[16];
    int n_sampling;
    /* -s/--system, --think on|off, --max-tokens, --tools ask|allow|deny, --no-tools */
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
    /* output: --color, --ascii, --plain, --no-alt-screen, --log FILE, -v, -q */
    int color; /* enum ui_color */
    bool ascii, no_alt_screen, no_history;
    char *log_path; /* owned */
    int verbose;
    bool quiet;
};

extern const struct argp options_argp;
void options_init(struct options *o);
void options_finish(struct options *o);

struct error;

/* Resolve model and template, open the engine. Prints nothing. *exit_code is set to the
 * fitting exit code on failure (NULL + err). */
struct engine *options_open_engine(struct options *o, int *exit_code, struct error *err);
/* The engine's defaults with the options on top. */
bool options_sampling(const struct options *o, const struct engine *e,
                      struct sample_params *out, struct error *err);
