/* flashmoe bench: how fast this machine runs a model, and where the time goes. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/bench.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "core/base/error.h"

struct bench_args {
    struct options options;
    const char *pack;
    const char *text;
    int n_prompt, n_gen, n_repeat;
    bool json, cold;
};

enum {
    KEY_PROMPT = 0x700,
    KEY_GEN,
    KEY_REPEAT,
    KEY_TEXT,
    KEY_JSON,
    KEY_COLD,
};

static const struct argp_option bench_options[] = {
    {NULL, 0, NULL, 0, "Measurement:", 1},
    {"prompt", KEY_PROMPT, "N", 0, "tokens to read (default: 512)", 0},
    {"gen", KEY_GEN, "N", 0, "tokens after them, one by one (default: 64)", 0},
    {"repeat", KEY_REPEAT, "N", 0, "runs that count (default: 5)", 0},
    {"text", KEY_TEXT, "FILE", 0, "tokens of FILE instead of random ones", 0},
    {"cold", KEY_COLD, NULL, 0, "drop the experts from the page cache before each run",
     0},
    {"json", KEY_JSON, NULL, 0, "one JSON object", 0},
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

static error_t bench_parse(int key, char *arg, struct argp_state *state)
{
    struct bench_args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->options; return 0;
    case KEY_PROMPT: a->n_prompt = number(state, arg, 1, 1 << 20, "--prompt"); return 0;
    case KEY_GEN: a->n_gen = number(state, arg, 1, 1 << 20, "--gen"); return 0;
    case KEY_REPEAT: a->n_repeat = number(state, arg, 1, 1000, "--repeat"); return 0;
    case KEY_TEXT: a->text = arg; return 0;
    case KEY_COLD: a->cold = true; return 0;
    case KEY_JSON: a->json = true; return 0;
    case ARGP_KEY_ARG:
        if (a->pack)
            argp_error(state, "more than one model: %s and %s", a->pack, arg);
        a->pack = arg;
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
        "not used. Rates are medians with their range.",
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

static int bench(struct bench_args *a)
{
    struct error err = {0};
    const char *from;
    char *path = path_model(a->pack ? a->pack : a->options.model, &from, &err);
    if (!path)
        return fail(EXIT_MODEL, &err);
    const struct engine_params *e = &a->options.engine;
    struct bench_params params = {
        .pack_path = path,
        .text_path = a->text,
        .session =
            {
                .kernel = e->kernel,
                .f32_activations = e->f32_activations,
                .n_threads = e->n_threads,
                .n_readers = e->n_readers,
                .ctx_tok = e->ctx_tok ? e->ctx_tok : a->n_prompt + a->n_gen,
                .experts_per_token = e->experts_per_token,
                .kv = e->kv,
                .memory_max_bytes = e->memory_max_bytes,
            },
        .n_prompt = a->n_prompt,
        .n_gen = a->n_gen,
        .n_repeat = a->n_repeat,
        .cold = a->cold,
    };
    bool watched = isatty(STDERR_FILENO) && !a->options.quiet;
    struct bench_result result;
    int code = EXIT_OK;
    if (!bench_run(&params, watched ? show_progress : NULL, &result, &err)) {
        code = fail(EXIT_RUNTIME, &err);
    } else {
        if (a->json)
            bench_print_json(&result, stdout);
        else
            bench_print(&result, stdout);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            perror("flashmoe: write standard output");
            code = EXIT_RUNTIME;
        }
    }
    bench_result_finish(&result);
    free(path);
    return code;
}

int program_bench(int argc, char **argv)
{
    struct bench_args a = {.n_prompt = 512, .n_gen = 64, .n_repeat = 5};
    options_init(&a.options);
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&bench_argp, argc, argv, 0, NULL, &a);
    int code = bench(&a);
    options_finish(&a.options);
    return code;
}
