#include "app/option_table.h"

#include <stddef.h>
#include <string.h>

const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "Model and engine:", 10},
    {"model", KEY_MODEL, "PATH", 0, "the model: a pack, a name, or a checkpoint", 0},
    {"yes", KEY_YES, NULL, 0, "pack a checkpoint without asking", 0},
    {"template", KEY_TEMPLATE, "NAME", 0, "chat template: a name or a YAML file", 0},
    {"ctx", KEY_CTX, "N", 0, "tokens of context", 0},
    {"threads", KEY_THREADS, "N", 0, "compute threads (default: all cores)", 0},
    {"readers", KEY_READERS, "N", 0,
     "threads that read experts where there is no io_uring", 0},
    {"experts-per-token", KEY_EXPERTS, "N", 0,
     "use fewer experts than the model was made for", 0},
    {"kernel", KEY_KERNEL, "NAME", 0, "instruction set; see flashmoe --version", 0},
    {"activations", KEY_ACTIVATIONS, "TYPE", 0, "int8 (default) or f32", 0},
    {"kv", KEY_KV, "TYPE", 0, "attention cache: f16 (default) or f32", 0},
    {"memory-max", KEY_MEMORY_MAX, "SIZE", 0, "refuse to use more memory, as in 12GiB",
     0},
    {"backend", KEY_BACKEND, "NAME", 0, "cpu (default), vulkan, or auto", 0},
    {"gpu", KEY_GPU, "N", 0, "this one of flashmoe info --gpu", 0},
    {"vram", KEY_VRAM, "SIZE", 0, "use at most this much of the GPU's memory", 0},
    {"gpu-misses", KEY_GPU_MISSES, "NAME", 0,
     "experts that are not there: copy, cpu or auto (default), which measures", 0},
    {NULL, 0, NULL, 0, "Another machine's model:", 15},
    {"remote", KEY_REMOTE, "URL", 0,
     "let the server there answer (OpenAI API); -m names its model", 0},
    {"api-key-file", KEY_API_KEY_FILE, "FILE", 0,
     "the key for it is in FILE; of serve: those who may ask", 0},
    {"remote-ca", KEY_REMOTE_CA, "FILE", 0, "trust the authorities in FILE (PEM)", 0},
    {"connect-timeout", KEY_REMOTE_CONNECT, "S", 0, "seconds for a connection (10)", 0},
    {"idle-timeout", KEY_REMOTE_IDLE, "S", 0,
     "seconds without a byte that end an answer (600)", 0},
    {"insecure-http", KEY_INSECURE_HTTP, NULL, 0,
     "send the key unencrypted to another machine", 0},
    {NULL, 0, NULL, 0, "Sampling (default: as the model asks for):", 20},
    {"temp", KEY_TEMP, "X", 0, "temperature; 0 is greedy", 0},
    {"top-k", KEY_TOP_K, "N", 0, "the N likeliest; 0 is off", 0},
    {"top-p", KEY_TOP_P, "X", 0, "the likeliest of total probability X", 0},
    {"min-p", KEY_MIN_P, "X", 0, "at least X times the likeliest", 0},
    {"presence-penalty", KEY_PRESENCE, "X", 0, "for tokens already written", 0},
    {"frequency-penalty", KEY_FREQUENCY, "X", 0, "for each time", 0},
    {"repetition-penalty", KEY_REPETITION, "X", 0, "factor; 1 is off", 0},
    {"seed", KEY_SEED, "N", 0, "for the same answer again; 0 draws one", 0},
    {NULL, 0, NULL, 0, "Conversation:", 30},
    {"system", KEY_SYSTEM, "TEXT", 0, "system prompt; \"\" for none", 0},
    {"think", KEY_THINK, "on|off", 0, "let the model think first (default: on)", 0},
    {"max-tokens", KEY_MAX_TOKENS, "N", 0, "length of an answer; 0: what fits", 0},
    {"tools", KEY_TOOLS, "MODE", 0, "ask (default), allow, deny or none", 0},
    {"no-tools", KEY_NO_TOOLS, NULL, 0, "the same as --tools=none", 0},
    {"snapshots", KEY_SNAPSHOTS, "SIZE", 0,
     "room for states of conversations (2GiB); 0 is none", 0},
    {"no-drafts", KEY_NO_DRAFTS, NULL, 0, "read no message before it is sent", 0},
    {NULL, 0, NULL, 0, "Output:", 40},
    {"color", KEY_COLOR, "WHEN", 0, "auto (default), never or always", 0},
    {"theme", KEY_THEME, "NAME", 0,
     "colours: terminal (default), dark, light or a YAML file", 0},
    {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII alone", 0},
    {"plain", KEY_PLAIN, NULL, 0, "the chat line by line, for screen readers", 0},
    {"no-alt-screen", KEY_NO_ALT_SCREEN, NULL, 0, "stay on the normal screen", 0},
    {"no-history", KEY_NO_HISTORY, NULL, 0, "do not store what is typed", 0},
    {"clipboard-cmd", KEY_CLIPBOARD, "CMD", 0, "what /copy gives its text to", 0},
    {"log", KEY_LOG, "FILE", 0, "append a log to FILE", 0},
    {"verbose", KEY_VERBOSE, NULL, 0, "say more", 0},
    {"quiet", KEY_QUIET, NULL, 0, "say less", 0},
    {NULL, KEY_HELP, NULL, OPTION_HIDDEN, NULL, -1},
    {0},
};

/* Settings-file keys and the flags whose value they give. */
static const struct {
    const char *config;
    int key;
} config_table[] = {
    {"template", KEY_TEMPLATE},
    {"system", KEY_SYSTEM},
    {"think", KEY_THINK},
    {"max_tokens", KEY_MAX_TOKENS},
    {"tools", KEY_TOOLS},
    {"snapshots", KEY_SNAPSHOTS},
    {"drafts", KEY_NO_DRAFTS},
    {"color", KEY_COLOR},
    {"theme", KEY_THEME},
    {"ascii", KEY_ASCII},
    {"plain", KEY_PLAIN},
    {"alt_screen", KEY_NO_ALT_SCREEN},
    {"history", KEY_NO_HISTORY},
    {"clipboard_cmd", KEY_CLIPBOARD},
    {"engine.ctx", KEY_CTX},
    {"engine.threads", KEY_THREADS},
    {"engine.readers", KEY_READERS},
    {"engine.kernel", KEY_KERNEL},
    {"engine.activations", KEY_ACTIVATIONS},
    {"engine.experts_per_token", KEY_EXPERTS},
    {"engine.kv", KEY_KV},
    {"engine.memory_max", KEY_MEMORY_MAX},
    {"engine.backend", KEY_BACKEND},
    {"engine.gpu", KEY_GPU},
    {"engine.vram", KEY_VRAM},
    {"engine.gpu_misses", KEY_GPU_MISSES},
    {"remote.url", KEY_REMOTE},
    {"remote.model", KEY_REMOTE_MODEL},
    {"remote.api_key_file", KEY_API_KEY_FILE},
    {"remote.ca", KEY_REMOTE_CA},
    {"remote.connect_timeout", KEY_REMOTE_CONNECT},
    {"remote.idle_timeout", KEY_REMOTE_IDLE},
    {"sampling.temperature", KEY_TEMP},
    {"sampling.top_k", KEY_TOP_K},
    {"sampling.top_p", KEY_TOP_P},
    {"sampling.min_p", KEY_MIN_P},
    {"sampling.presence_penalty", KEY_PRESENCE},
    {"sampling.frequency_penalty", KEY_FREQUENCY},
    {"sampling.repetition_penalty", KEY_REPETITION},
    {"sampling.seed", KEY_SEED},
};

static const struct {
    int key;
    const char *name; /* as sample_params_set knows it */
} sampling_table[] = {
    {KEY_TEMP, "temperature"},
    {KEY_TOP_K, "top_k"},
    {KEY_TOP_P, "top_p"},
    {KEY_MIN_P, "min_p"},
    {KEY_PRESENCE, "presence_penalty"},
    {KEY_FREQUENCY, "frequency_penalty"},
    {KEY_REPETITION, "repetition_penalty"},
    {KEY_SEED, "seed"},
};

enum {
    N_CONFIG = sizeof(config_table) / sizeof(config_table[0]),
    N_SAMPLING = sizeof(sampling_table) / sizeof(sampling_table[0])
};

bool option_row(const struct argp_option *o)
{
    return o->name || o->key || o->doc;
}

int option_key_of_config(const char *name)
{
    for (int i = 0; i < N_CONFIG; i++)
        if (strcmp(config_table[i].config, name) == 0)
            return config_table[i].key;
    return 0;
}

const char *option_sampling_name(int key)
{
    for (int i = 0; i < N_SAMPLING; i++)
        if (sampling_table[i].key == key)
            return sampling_table[i].name;
    return NULL;
}

bool option_is_local(int key)
{
    return key == KEY_TEMPLATE || key == KEY_THREADS ||
           (key >= KEY_CTX && key <= KEY_GPU_MISSES);
}

const char *option_flag_name(int key)
{
    for (const struct argp_option *o = option_table; option_row(o); o++)
        if (o->key == key && o->name)
            return o->name;
    return "option";
}
