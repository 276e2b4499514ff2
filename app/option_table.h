#pragma once

#include <argp.h>
#include <stdbool.h>

/* What the shared options are: the flags for argp and --help, the settings-file keys of the
 * same values, and the names of the sampling settings. options.c gives them meaning. */

enum option_key {
    KEY_MODEL = 'm',
    KEY_TEMPLATE = 't',
    KEY_SYSTEM = 's',
    KEY_THREADS = 'j',
    KEY_VERBOSE = 'v',
    KEY_QUIET = 'q',
    KEY_HELP = 'h',
    KEY_YES = 'y',
    KEY_CTX = 0x1000, /* up to KEY_GPU_MISSES: of an engine on this machine */
    KEY_READERS,
    KEY_KERNEL,
    KEY_ACTIVATIONS,
    KEY_EXPERTS,
    KEY_KV,
    KEY_MEMORY_MAX,
    KEY_BACKEND,
    KEY_GPU,
    KEY_VRAM,
    KEY_GPU_MISSES,
    KEY_REMOTE,
    KEY_REMOTE_MODEL,
    KEY_REMOTE_CA,
    KEY_REMOTE_CONNECT,
    KEY_REMOTE_IDLE,
    KEY_API_KEY_FILE,
    KEY_INSECURE_HTTP,
    KEY_TEMP,
    KEY_TOP_K,
    KEY_TOP_P,
    KEY_MIN_P,
    KEY_PRESENCE,
    KEY_FREQUENCY,
    KEY_REPETITION,
    KEY_SEED,
    KEY_THINK,
    KEY_MAX_TOKENS,
    KEY_TOOLS,
    KEY_NO_TOOLS,
    KEY_SNAPSHOTS,
    KEY_NO_DRAFTS,
    KEY_COLOR,
    KEY_ASCII,
    KEY_PLAIN,
    KEY_NO_ALT_SCREEN,
    KEY_NO_HISTORY,
    KEY_LOG,
    KEY_CLIPBOARD,
    KEY_THEME,
};

extern const struct argp_option option_table[]; /* ends with an empty row */
/* False for the empty row. */
bool option_row(const struct argp_option *o);
/* The key of a settings-file name ("engine.threads"), or 0. */
int option_key_of_config(const char *name);
/* "temperature" for KEY_TEMP and so on, as sample_params_set knows it; NULL for others. */
const char *option_sampling_name(int key);
/* Whether it is for a model on this machine: a server decides it by itself. */
bool option_is_local(int key);
/* "ctx" for KEY_CTX; static. */
const char *option_flag_name(int key);
