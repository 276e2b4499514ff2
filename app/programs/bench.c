/* flashmoe bench: how fast this machine runs a model, and where the time goes. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/bench.h"
#include "app/bench_limits.h"
#include "app/bench_start.h"
#include "app/exit.h"
#include "app/limits_cache.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    DEFAULT_PROMPT = 512,
    DEFAULT_CONTEXT = 32, /* before decode alone */
    DEFAULT_WARM_UP = 8,
    DEFAULT_WARM_UP_LIMITED = 96, /* until the page cache is as a long run leaves it */
};

struct bench_args {
    struct options options;
    const char *pack;
    const char *text;
    enum bench_mode mode;
    int n_prompt, n_gen, n_repeat, n_warm_up; /* -1: the mode's */
    int n_parallel;                           /* 0: not given */
    bool gen_set;
    uint64_t cache_limit_bytes;
    bool json, cold;
    bool run_set;    /* one of the options of a run was given */
    bool limits;     /* measure the machine's limits */
    bool limits_set; /* one of their options was given */
    const char *disk;
    uint64_t record_bytes, scratch_bytes;
    int limits_seconds;
};

enum {
    KEY_PROMPT = 0x700,
    KEY_GEN,
    KEY_REPEAT,
    KEY_TEXT,
    KEY_JSON,
    KEY_COLD,
    KEY_MODE,
    KEY_CACHE_LIMIT,
    KEY_PARALLEL,
    KEY_WARM_UP,
    KEY_LIMITS,
    KEY_DISK,
    KEY_RECORD,
    KEY_SCRATCH,
    KEY_LIMITS_SECONDS,
};

static const struct argp_option bench_options[] = {
    {NULL, 0, NULL, 0, "Measurement:", 1},
    {"mode", KEY_MODE, "MODE", 0,
     "all (prefill, decode after it; the default), prefill, decode, stream (decode "
     "with a cache limit), or start (from a cold start to the first token)",
     0},
    {"cache-limit", KEY_CACHE_LIMIT, "SIZE", 0,
     "of the page cache for the experts, as in 6GiB (stream: a third of them)", 0},
    {"prompt", KEY_PROMPT, "N", 0, "tokens to read (default: 512; decode and stream: 32)",
     0},
    {"gen", KEY_GEN, "N", 0, "tokens after them, one by one (default: 64)", 0},
    {"repeat", KEY_REPEAT, "N", 0, "runs that count (default: 5)", 0},
    {"warm-up", KEY_WARM_UP, "N", 0,
     "decode, stream, or with a cache limit: tokens before the first run (default: 8; "
     "with "
     "a cache limit 96)",
     0},
    {"parallel", KEY_PARALLEL, "N", 0,
     "decode, stream: so many sequences together, with other tokens each (default: 1)",
     0},
    {"text", KEY_TEXT, "FILE", 0, "tokens of FILE instead of random ones", 0},
    {"cold", KEY_COLD, NULL, 0, "drop the experts from the page cache before each run",
     0},
    {"json", KEY_JSON, NULL, 0, "one JSON object", 0},
    {NULL, 0, NULL, 0, "Limits of the machine:", 2},
    {"limits", KEY_LIMITS, NULL, 0,
     "measure memory and disk, too; alone when no MODEL is named", 0},
    {"disk", KEY_DISK, "DIR", 0, "the folder to measure (default: the model's)", 0},
    {"record", KEY_RECORD, "SIZE", 0, "of one read (default: the model's expert)", 0},
    {"scratch", KEY_SCRATCH, "SIZE", 0,
     "of the file that is written when the model is small (default: 2GiB)", 0},
    {"limits-seconds", KEY_LIMITS_SECONDS, "N", 0, "time for all of it (default: 10)", 0},
    {0},
};

static int number(struct argp_state *state, const char *arg, long min, long max,
                  const char *what)
{
    struct error err = {0};
    int n = 0;
    if (!option_int(arg, min, max, what, &n, &err))
        argp_error(state, "%s", err.msg);
    return n;
}

static uint64_t size(struct argp_state *state, const char *arg, uint64_t max,
                     const char *what)
{
    struct error err = {0};
    uint64_t n = 0;
    if (!option_bytes(arg, what, &n, &err))
        argp_error(state, "%s", err.msg);
    if (n < 1 || n > max)
        argp_error(state, "%s: %s is not between 1 and %llu bytes", what, arg,
                   (unsigned long long)max);
    return n;
}

static enum bench_mode mode(struct argp_state *state, const char *arg)
{
    static const struct {
        const char *name;
        enum bench_mode mode;
    } modes[] = {{"all", BENCH_ALL},
                 {"prefill", BENCH_PREFILL},
                 {"decode", BENCH_DECODE},
                 {"stream", BENCH_STREAM},
                 {"start", BENCH_START}};
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(arg, modes[i].name) == 0)
            return modes[i].mode;
    argp_error(state, "--mode: '%s' is not all, prefill, decode, stream or start", arg);
    return BENCH_ALL;
}

/* Options that would be silently ignored are wrong usage. */
static void check_together(struct argp_state *state, const struct bench_args *a)
{
    bool decode_alone = a->mode == BENCH_DECODE || a->mode == BENCH_STREAM;
    if (a->limits_set && !a->limits)
        argp_error(state,
                   "--disk, --record, --scratch and --limits-seconds need --limits");
    if (a->limits && a->run_set && !a->pack && !a->options.model)
        argp_error(state,
                   "with --limits alone nothing is run: name a MODEL, or leave out the "
                   "options of a run (--mode, --prompt, --gen and so on)");
    if (a->n_warm_up >= 0 && !decode_alone && a->cache_limit_bytes == 0)
        argp_error(state, "--warm-up is for --mode=decode and --mode=stream, or with "
                          "--cache-limit");
    if (a->n_parallel > 1 && !decode_alone)
        argp_error(state, "--parallel is for --mode=decode and --mode=stream");
    if (a->n_parallel > 1 && a->limits)
        argp_error(state, "--parallel and --limits do not go together");
    if (a->gen_set && a->mode == BENCH_PREFILL)
        argp_error(state, "--gen has no meaning with --mode=prefill");
    if (a->mode == BENCH_START && (a->gen_set || a->n_prompt >= 0 || a->cold ||
                                   a->cache_limit_bytes > 0 || a->limits))
        argp_error(state, "--mode=start takes --text and --repeat alone");
    if (a->cold && (a->cache_limit_bytes > 0 || a->mode == BENCH_STREAM))
        argp_error(state, "--cold and a limit of the page cache do not go together");
}

static void complete(struct bench_args *a)
{
    bool decode_alone = a->mode == BENCH_DECODE || a->mode == BENCH_STREAM;
    bool limited = a->mode == BENCH_STREAM || a->cache_limit_bytes > 0;
    if (a->n_prompt < 0)
        a->n_prompt = decode_alone ? DEFAULT_CONTEXT : DEFAULT_PROMPT;
    if (a->n_warm_up < 0)
        a->n_warm_up = limited ? DEFAULT_WARM_UP_LIMITED : DEFAULT_WARM_UP;
}

static error_t limits_parse(int key, char *arg, struct argp_state *state)
{
    struct bench_args *a = state->input;
    if (key == KEY_LIMITS) {
        a->limits = true;
        return 0;
    }
    a->limits_set = true;
    switch (key) {
    case KEY_DISK: a->disk = arg; break;
    case KEY_RECORD: a->record_bytes = size(state, arg, 1ULL << 30, "--record"); break;
    case KEY_SCRATCH: a->scratch_bytes = size(state, arg, 1ULL << 50, "--scratch"); break;
    default: a->limits_seconds = number(state, arg, 1, 3600, "--limits-seconds"); break;
    }
    return 0;
}

static error_t bench_parse(int key, char *arg, struct argp_state *state)
{
    struct bench_args *a = state->input;
    a->run_set = a->run_set || (key >= KEY_PROMPT && key <= KEY_TEXT) ||
                 (key >= KEY_COLD && key <= KEY_WARM_UP);
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->options; return 0;
    case KEY_PROMPT: a->n_prompt = number(state, arg, 1, 1 << 20, "--prompt"); return 0;
    case KEY_GEN:
        a->n_gen = number(state, arg, 1, 1 << 20, "--gen");
        a->gen_set = true;
        return 0;
    case KEY_MODE: a->mode = mode(state, arg); return 0;
    case KEY_CACHE_LIMIT:
        a->cache_limit_bytes = size(state, arg, 1ULL << 50, "--cache-limit");
        return 0;
    case KEY_WARM_UP:
        a->n_warm_up = number(state, arg, 0, 1 << 20, "--warm-up");
        return 0;
    case KEY_PARALLEL: a->n_parallel = number(state, arg, 1, 256, "--parallel"); return 0;
    case KEY_REPEAT: a->n_repeat = number(state, arg, 1, 1000, "--repeat"); return 0;
    case KEY_TEXT: a->text = arg; return 0;
    case KEY_COLD: a->cold = true; return 0;
    case KEY_JSON: a->json = true; return 0;
    case ARGP_KEY_ARG:
        if (a->pack)
            argp_error(state, "more than one model: %s and %s", a->pack, arg);
        a->pack = arg;
        return 0;
    case KEY_LIMITS:
    case KEY_DISK:
    case KEY_RECORD:
    case KEY_SCRATCH:
    case KEY_LIMITS_SECONDS: return limits_parse(key, arg, state);
    case ARGP_KEY_END:
        check_together(state, a);
        complete(a);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child bench_children[] = {{&options_argp, 0, NULL, 10}, {0}};

static const struct argp bench_argp = {
    .options = bench_options,
    .parser = bench_parse,
    .args_doc = "[MODEL]",
    .doc =
        "Measure prefill and decode speed, where the time goes, and what is read.\v"
        "Every run does the same work: the tokens are given, the model's own choice is "
        "not used; decode alone goes on with other tokens in each run. Rates are medians "
        "with their range.\n\n"
        "A limit of the page cache is imposed by a control group where that is possible, "
        "else by pushing experts out after every token; the output says which.\n\n"
        "With --limits the bandwidth of memory and disk is measured after the runs, and "
        "decode is shown as a share of them. That drops the model's expert files from "
        "the page cache. Without a MODEL nothing is run.\n\n"
        "Examples:\n"
        "  flashmoe bench --mode decode ~/packs/qwen35\n"
        "  flashmoe bench --mode stream --cache-limit 6GiB ~/packs/qwen35\n"
        "  flashmoe bench --limits\n",
    .children = bench_children,
};

static void show_progress(int i_run, int n_runs)
{
    if (i_run < n_runs)
        fprintf(stderr, "\rrun %d of %d", i_run + 1, n_runs);
    else
        fputs("\r\033[K", stderr);
}

static int fail(int exit_code, const struct error *err)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return exit_code;
}

static void show_part(const char *what)
{
    fprintf(stderr, "\r\033[Klimits: %s", what);
}

static int finish_output(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    perror("flashmoe: write standard output");
    return EXIT_RUNTIME;
}

/* What went wrong is an error, what this system does not have is not. */
static int limits_code(const struct limits *l)
{
    struct error err = {0};
    if (!bench_limits_keep(l, &err))
        fprintf(stderr, "flashmoe: the limits are not kept: %s\n", err.msg);
    if (!l->disk.failed)
        return EXIT_OK;
    err_set(&err, 0, "measure the disk: %s", l->disk.why);
    return fail(EXIT_RUNTIME, &err);
}

static bool limits(const struct bench_args *a, const char *pack_path, bool watched,
                   struct limits *out, struct error *err)
{
    struct bench_limits_params params = {
        .pack_path = pack_path,
        .folder = a->disk,
        .record_bytes = a->record_bytes,
        .scratch_bytes = a->scratch_bytes,
        .seconds = a->limits_seconds,
        .progress = watched ? show_part : NULL,
    };
    bool ok = bench_limits_run(&params, out, err);
    if (watched)
        fputs("\r\033[K", stderr);
    return ok;
}

/* No model is named. The one that is set in the environment or the settings gives folder
 * and record, unless a folder is given. */
static int limits_alone(const struct bench_args *a, bool watched)
{
    struct error err = {0};
    const char *from = "bundled";
    char *path = NULL;
    if (!a->disk) {
        path = path_model(NULL, &from, &err);
        if (!path && strcmp(from, "bundled") != 0)
            return fail(EXIT_MODEL, &err);
    }
    struct limits l;
    bool ok = limits(a, strcmp(from, "bundled") ? path : NULL, watched, &l, &err);
    free(path);
    if (!ok)
        return fail(EXIT_MODEL, &err);
    if (a->json) {
        json_t *root = json_pack("{s:o}", "limits", limits_to_json(&l));
        json_dumpf(root, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
        fputc('\n', stdout);
        json_decref(root);
    } else {
        bench_limits_print(&l, stdout);
    }
    return finish_output(limits_code(&l));
}

static void print_table(const struct bench_args *a, const struct bench_result *result,
                        const struct limits *l)
{
    bench_print(result, stdout);
    if (!l)
        return;
    fputc('\n', stdout);
    if (a->limits) {
        bench_limits_print(l, stdout);
        fputc('\n', stdout);
    }
    bench_print_shares(result, l, stdout);
    if (!a->limits)
        fputs("           (limits as the last --limits measured them)\n", stdout);
}

/* What was measured now, or for a run that streams what was kept. */
static int report(const struct bench_args *a, const struct bench_result *result,
                  const char *pack_path, bool watched)
{
    struct error err = {0};
    struct limits l;
    if (a->limits && !limits(a, pack_path, watched, &l, &err))
        return fail(EXIT_MODEL, &err);
    char why[LIMITS_CACHE_WHY_BYTES];
    bool known = a->limits || (result->cache.limit_bytes > 0 &&
                               limits_cache_load(&result->machine, &l, why));
    if (a->json)
        bench_print_json(result, known ? &l : NULL, stdout);
    else
        print_table(a, result, known ? &l : NULL);
    return finish_output(a->limits ? limits_code(&l) : EXIT_OK);
}

static void add_number(char **list, int *n, const char *option, long long value)
{
    list[(*n)++] = xasprintf("--%s=%lld", option, value);
}

/* The cold start of `flashmoe ask` with the options of the engine that bench was given, all
 * of them: ask reads the settings file, too. */
static int start(const struct bench_args *a, const char *pack_path, bool watched)
{
    const struct engine_params *e = &a->options.engine;
    char *list[16] = {0};
    int n = 0;
    add_number(list, &n, "threads", e->n_threads);
    add_number(list, &n, "readers", e->n_readers);
    add_number(list, &n, "ctx", e->ctx_tok);
    if (e->experts_per_token)
        add_number(list, &n, "experts-per-token", e->experts_per_token);
    add_number(list, &n, "memory-max", (long long)e->memory_max_bytes);
    const struct backend_choice *b = &a->options.backend;
    if (b->kind_set)
        list[n++] = xasprintf("--backend=%s", backend_kind_name(b->kind));
    if (b->gpu_set)
        list[n++] = xasprintf("--gpu=%d", b->gpu.device);
    add_number(list, &n, "vram", (long long)b->gpu.vram_max_bytes);
    list[n++] = xasprintf("--gpu-misses=%s", backend_misses_name(b->gpu.misses));
    if (e->kernel)
        list[n++] = xasprintf("--kernel=%s", e->kernel);
    list[n++] = xstrdup(e->f32_activations ? "--activations=f32" : "--activations=int8");
    list[n++] = xstrdup(e->kv == KV_CHOICE_F32 ? "--kv=f32" : "--kv=f16");

    struct error err = {0};
    struct bench_start_params params = {.pack_path = pack_path,
                                        .text_path = a->text,
                                        .ask_options = list,
                                        .n_repeat = a->n_repeat};
    struct bench_start result;
    int code = EXIT_RUNTIME;
    if (!bench_start_run(&params, watched ? show_progress : NULL, &result, &err)) {
        fail(code, &err);
    } else {
        (a->json ? bench_start_print_json : bench_start_print)(&result, stdout);
        code = finish_output(EXIT_OK);
    }
    bench_start_finish(&result);
    for (int i = 0; i < n; i++)
        free(list[i]);
    return code;
}

static int run(struct bench_args *a, const char *pack_path, bool watched)
{
    const struct engine_params *e = &a->options.engine;
    struct error err = {0};
    struct bench_params params = {
        .mode = a->mode,
        .pack_path = pack_path,
        .text_path = a->text,
        .session =
            {
                .kernel = e->kernel,
                .f32_activations = e->f32_activations,
                .n_threads = e->n_threads,
                .n_readers = e->n_readers,
                .ctx_tok = e->ctx_tok,
                .experts_per_token = e->experts_per_token,
                .n_sequence = a->n_parallel,
                .kv = e->kv,
                .memory_max_bytes = e->memory_max_bytes,
                .backend = backend_choice_source(&a->options.backend),
            },
        .n_prompt = a->n_prompt,
        .n_gen = a->n_gen,
        .n_repeat = a->n_repeat,
        .n_warm_up = a->n_warm_up,
        .cache_limit_bytes = a->cache_limit_bytes,
        .cold = a->cold,
    };
    struct bench_result result;
    int code = bench_run(&params, watched ? show_progress : NULL, &result, &err)
                   ? report(a, &result, pack_path, watched)
                   : fail(EXIT_RUNTIME, &err);
    bench_result_finish(&result);
    return code;
}

static int bench(struct bench_args *a)
{
    bool watched = isatty(STDERR_FILENO) && !a->options.quiet;
    if (a->limits && !a->pack && !a->options.model)
        return limits_alone(a, watched);
    struct error err = {0};
    const char *from;
    if (a->options.remote.url_given && options_is_remote(&a->options)) {
        err_set(&err, 0, "--remote is for chat and ask: bench measures a model here");
        return fail(EXIT_USAGE, &err);
    }
    char *path = path_model(a->pack ? a->pack : a->options.model, &from, &err);
    if (!path)
        return fail(EXIT_MODEL, &err);
    int code = a->mode == BENCH_START ? start(a, path, watched) : run(a, path, watched);
    free(path);
    return code;
}

int program_bench(int argc, char **argv)
{
    struct bench_args a = {.n_prompt = -1, .n_gen = 64, .n_repeat = 5, .n_warm_up = -1};
    options_init(&a.options);
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&bench_argp, argc, argv, 0, NULL, &a);
    int code = bench(&a);
    options_finish(&a.options);
    return code;
}
