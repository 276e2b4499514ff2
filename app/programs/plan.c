/* flashmoe plan: how fast a model would be here, before it is downloaded. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/plan_run.h"
#include "app/programs/programs.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/kernel/kernel.h"
#include "core/model/synth.h"

struct args {
    struct plan_params params;
    const char *model;
    bool json, quiet;
    bool shape_set; /* one of the options of a shape was given */
};

enum {
    KEY_SHAPE = 256,
    KEY_LAYERS,
    KEY_EXPERTS,
    KEY_EXPERT_BITS,
    KEY_DENSE_BITS,
    KEY_HEAD_BITS,
    KEY_SKEW,
    KEY_K,
    KEY_CTX,
    KEY_PROMPT,
    KEY_RAM,
    KEY_CACHE_LIMIT,
    KEY_DISK,
    KEY_THREADS,
    KEY_KERNEL,
    KEY_JSON,
};

static const struct argp_option plan_options[] = {
    {NULL, 0, NULL, 0, "The model, when it is not a PACK:", 1},
    {"shape", KEY_SHAPE, "NAME", 0, "35b-a3b, next-80b, 122b-a10b or 397b-a17b", 0},
    {"layers", KEY_LAYERS, "N", 0, "number of layers (default: the shape's)", 0},
    {"experts", KEY_EXPERTS, "N", 0, "experts of a layer (default: the shape's)", 0},
    {"expert-bits", KEY_EXPERT_BITS, "N", 0,
     "bits of an expert's weight: 2, 3, 4, 5, 6, 8 or 16 (default: 2 to 8)", 0},
    {"dense-bits", KEY_DENSE_BITS, "N", 0,
     "bits of the other matrices: 4, 5, 6, 8 or 16 (default: 4)", 0},
    {"head-bits", KEY_HEAD_BITS, "N", 0,
     "bits of the output head: 4, 5, 6, 8 or 16 (default: 8)", 0},
    {NULL, 0, NULL, 0, "Its use:", 2},
    {"experts-per-token", KEY_K, "N", 0,
     "experts a token uses (default: the model's, half and a quarter of them)", 0},
    {"skew", KEY_SKEW, "HOW", 0,
     "how choices of experts are spread: uniform, or zipf[:S] (default: uniform; zipf "
     "alone: 0.8)",
     0},
    {"prompt", KEY_PROMPT, "N", 0, "tokens of the prompt (default: 512)", 0},
    {"ctx", KEY_CTX, "N", 0, "tokens of context (default: 32768)", 0},
    {NULL, 0, NULL, 0, "The machine:", 3},
    {"ram", KEY_RAM, "SIZE", 0,
     "memory for the model and the page cache (default: what is free)", 0},
    {"cache-limit", KEY_CACHE_LIMIT, "SIZE", 0,
     "page cache that the experts may have (default: what is left)", 0},
    {"disk", KEY_DISK, "DIR", 0,
     "a folder on the disk (default: the PACK's, else the current)", 0},
    {"threads", KEY_THREADS, "N", 0, "compute threads (default: all cores)", 0},
    {"kernel", KEY_KERNEL, "NAME", 0, "instruction set; see flashmoe --version", 0},
    {NULL, 0, NULL, 0, "Output:", 4},
    {"json", KEY_JSON, NULL, 0, "one JSON object", 0},
    {"quiet", 'q', NULL, 0, "no progress", 0},
    {0},
};

static int number(struct argp_state *state, const char *arg, long max, const char *what)
{
    struct error err = {0};
    int n = 0;
    if (!option_int(arg, 1, max, what, &n, &err))
        argp_error(state, "%s", err.msg);
    return n;
}

static uint64_t size(struct argp_state *state, const char *arg, uint64_t min,
                     const char *what)
{
    struct error err = {0};
    uint64_t n = 0;
    if (!option_bytes(arg, what, &n, &err))
        argp_error(state, "%s", err.msg);
    if (n < min || n > 1ULL << 50)
        argp_error(state, "%s: %s is not between %llu bytes and 1 PiB", what, arg,
                   (unsigned long long)min);
    return n;
}

static bool parse_shape(int key, char *arg, struct argp_state *state)
{
    struct plan_params *p = &((struct args *)state->input)->params;
    switch (key) {
    case KEY_LAYERS: p->n_layer = number(state, arg, MAX_LAYERS, "--layers"); break;
    case KEY_EXPERTS: p->n_expert = number(state, arg, MAX_EXPERTS, "--experts"); break;
    case KEY_EXPERT_BITS:
        p->expert_bits = program_parse_bits(state, arg, " 2 3 4 5 6 8 16 ");
        break;
    case KEY_DENSE_BITS:
        p->dense_bits = program_parse_bits(state, arg, " 4 5 6 8 16 ");
        break;
    case KEY_HEAD_BITS:
        p->head_bits = program_parse_bits(state, arg, " 4 5 6 8 16 ");
        break;
    default: return false;
    }
    ((struct args *)state->input)->shape_set = true;
    return true;
}

static void check_end(struct args *a, struct argp_state *state)
{
    struct plan_params *p = &a->params;
    struct error err = {0};
    if (p->shape && a->model)
        argp_error(state, "either --shape or a PACK, not both");
    if (!p->shape && a->shape_set)
        argp_error(state, "--layers, --experts and the bits need --shape");
    struct model_config c;
    if (p->shape && !synth_shape(p->shape, p->n_layer, p->n_expert, &c, &err))
        argp_error(state, "%s", err.msg);
    if (p->kernel && !kernels_find(p->kernel))
        argp_error(state, "--kernel: no \"%s\" on this machine", p->kernel);
}

static error_t plan_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    struct plan_params *p = &a->params;
    switch (key) {
    case KEY_SHAPE: p->shape = arg; return 0;
    case KEY_K: p->k = number(state, arg, MAX_EXPERTS_USED, "--experts-per-token"); break;
    case KEY_SKEW: p->zipf = program_parse_skew(state, arg); return 0;
    case KEY_CTX: p->ctx_tok = number(state, arg, 1 << 24, "--ctx"); return 0;
    case KEY_PROMPT: p->n_prompt = number(state, arg, 1 << 20, "--prompt"); return 0;
    case KEY_RAM: p->ram_bytes = size(state, arg, 1 << 20, "--ram"); return 0;
    case KEY_CACHE_LIMIT:
        p->cache_limit_bytes = size(state, arg, 0, "--cache-limit");
        return 0;
    case KEY_DISK: p->disk = arg; return 0;
    case KEY_THREADS: p->n_threads = number(state, arg, 256, "--threads"); return 0;
    case KEY_KERNEL: p->kernel = arg; return 0;
    case KEY_JSON: a->json = true; return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->model)
            argp_error(state, "more than one model: %s and %s", a->model, arg);
        a->model = arg;
        return 0;
    case ARGP_KEY_END: check_end(a, state); return 0;
    default: return parse_shape(key, arg, state) ? 0 : ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp plan_argp = {
    .options = plan_options,
    .parser = plan_parse,
    .args_doc = "[PACK]",
    .doc =
        "Predict how fast a model runs on this machine, what it takes, and whether it "
        "fits.\v"
        "Without --shape the model is PACK, or the one that a chat would open. The "
        "bandwidths of memory and disk are those that 'flashmoe bench --limits' has "
        "kept; when there are none of this machine and disk from the last 30 days, they "
        "are measured. The speed of the kernels is always measured, which takes two "
        "seconds. How the rest is computed is in flashmoe(1).\n\n"
        "Examples:\n"
        "  flashmoe plan\n"
        "  flashmoe plan --shape 397b-a17b --expert-bits 4\n",
};

static void show_part(const char *what)
{
    fprintf(stderr, "\r\033[Kmeasuring: %s", what);
}

static int fail(int exit_code, const struct error *err)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return exit_code;
}

static int plan(struct args *a)
{
    struct error err = {0};
    char *path = NULL;
    const char *from;
    if (!a->params.shape) {
        path = path_model(a->model, &from, &err);
        if (!path)
            return fail(EXIT_MODEL, &err);
        a->params.pack_path = path;
    }
    bool watched = isatty(STDERR_FILENO) && !a->quiet, model_bad = false;
    a->params.progress = watched ? show_part : NULL;
    struct plan_result result;
    bool ok = plan_run(&a->params, &result, &model_bad, &err);
    if (watched)
        fputs("\r\033[K", stderr);
    if (ok && a->json) {
        json_t *root = plan_json(&result);
        json_dumpf(root, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
        fputc('\n', stdout);
        json_decref(root);
    } else if (ok) {
        plan_print(&result, stdout);
    }
    plan_result_finish(&result);
    free(path);
    if (!ok)
        return fail(model_bad ? EXIT_MODEL : EXIT_RUNTIME, &err);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_OK;
    perror("flashmoe: write standard output");
    return EXIT_RUNTIME;
}

int program_plan(int argc, char **argv)
{
    struct args a = {.params = {.n_prompt = 512, .cache_limit_bytes = UINT64_MAX}};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&plan_argp, argc, argv, 0, NULL, &a);
    return plan(&a);
}
