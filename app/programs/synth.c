/* flashmoe synth DST: a pack of a real shape with random weights. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/exit.h"
#include "app/programs/programs.h"
#include "app/programs/progress.h"
#include "core/base/error.h"
#include "core/model/synth.h"

struct args {
    const char *dst;
    struct synth_params params;
    int n_layer, n_expert; /* 0: the shape's */
    bool dry_run, quiet;
};

enum {
    KEY_SHAPE = 256,
    KEY_LAYERS,
    KEY_EXPERTS,
    KEY_EXPERT_BITS,
    KEY_DENSE_BITS,
    KEY_HEAD_BITS,
    KEY_SKEW,
    KEY_SEED,
    KEY_DRY_RUN,
};

static const struct argp_option synth_options[] = {
    {"shape", KEY_SHAPE, "NAME", 0,
     "The model to imitate: 35b-a3b, next-80b, 122b-a10b or 397b-a17b (needed)", 0},
    {"layers", KEY_LAYERS, "N", 0, "Number of layers (default: the shape's)", 0},
    {"experts", KEY_EXPERTS, "N", 0, "Experts of a layer (default: the shape's)", 0},
    {"expert-bits", KEY_EXPERT_BITS, "N", 0,
     "Bits of an expert's weight: 2, 3, 4, 5, 6, 8 or 16 (default: 4)", 0},
    {"dense-bits", KEY_DENSE_BITS, "N", 0,
     "Bits of the other matrices: 4, 5, 6, 8 or 16 (default: 4)", 0},
    {"head-bits", KEY_HEAD_BITS, "N", 0,
     "Bits of the output head: 4, 5, 6, 8 or 16 (default: 8)", 0},
    {"skew", KEY_SKEW, "HOW", 0,
     "How choices of experts are spread: uniform, or zipf[:S] with the exponent S "
     "(default: uniform; zipf alone: 0.8)",
     0},
    {"seed", KEY_SEED, "N", 0, "Of the random numbers (default: 1)", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Print the sizes, write nothing", 0},
    {"quiet", 'q', NULL, 0, "No progress bar, no summary", 0},
    {0},
};

static int parse_count(struct argp_state *state, const char *arg)
{
    char *end;
    long n = strtol(arg, &end, 10);
    if (*arg == '\0' || *end || n < 1 || n > INT_MAX)
        argp_error(state, "\"%s\" is no number from 1", arg);
    return (int)n;
}

static uint64_t parse_seed(struct argp_state *state, const char *arg)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end || errno)
        argp_error(state, "\"%s\" is no number from 0 to %llu", arg, ULLONG_MAX);
    return n;
}

static void check_end(struct args *a, struct argp_state *state)
{
    struct error err = {0};
    if (!a->params.shape)
        argp_error(state, "--shape is needed");
    if (!a->dst && !a->dry_run)
        argp_error(state, "DST is needed");
    if (!synth_shape(a->params.shape, a->n_layer, a->n_expert, &a->params.config, &err))
        argp_error(state, "%s", err.msg);
}

static error_t synth_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case KEY_SHAPE: a->params.shape = arg; return 0;
    case KEY_LAYERS: a->n_layer = parse_count(state, arg); return 0;
    case KEY_EXPERTS: a->n_expert = parse_count(state, arg); return 0;
    case KEY_EXPERT_BITS:
        a->params.expert_bits = program_parse_bits(state, arg, " 2 3 4 5 6 8 16 ");
        return 0;
    case KEY_DENSE_BITS:
        a->params.dense_bits = program_parse_bits(state, arg, " 4 5 6 8 16 ");
        return 0;
    case KEY_HEAD_BITS:
        a->params.head_bits = program_parse_bits(state, arg, " 4 5 6 8 16 ");
        return 0;
    case KEY_SKEW: a->params.zipf = program_parse_skew(state, arg); return 0;
    case KEY_SEED: a->params.seed = parse_seed(state, arg); return 0;
    case KEY_DRY_RUN: a->dry_run = true; return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            a->dst = arg;
        else
            argp_error(state, "too many arguments");
        return 0;
    case ARGP_KEY_END: check_end(a, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static bool print_sizes(const struct synth_params *p, struct error *err)
{
    struct synth_sizes s;
    const struct model_config *c = &p->config;
    if (!synth_measure(p, &s, err))
        return false;
    uint64_t per_tok = (uint64_t)c->n_layer * (uint64_t)c->n_expert_used * s.record_bytes;
    printf("shape: %s, %d layers, %d experts of which %d are used, %.2f G parameters\n",
           p->shape, c->n_layer, c->n_expert, c->n_expert_used, (double)s.n_params / 1e9);
    printf("experts: %.1f MB in records of %.2f MB\n", (double)s.expert_bytes / 1e6,
           (double)s.record_bytes / 1e6);
    printf("everything else: %.1f MB\n", (double)s.dense_bytes / 1e6);
    printf("experts of one token: %.1f MB\n", (double)per_tok / 1e6);
    printf("free space needed: %.1f MB\n", (double)s.file_bytes / 1e6);
    return true;
}

int program_synth(int argc, char **argv)
{
    static const struct argp argp = {
        .options = synth_options,
        .parser = synth_parse,
        .args_doc = "DST",
        .doc = "Write a pack that has the shape of a real model and random weights, to "
               "measure speed before a download. What it writes means nothing.\vThe work "
               "goes on in DST.partial, which becomes DST when it is complete and is "
               "removed after an interruption. The same options give the same bytes.\n\n"
               "Examples:\n"
               "  flashmoe synth --shape 397b-a17b --dry-run /tmp/pack\n"
               "  flashmoe synth --shape 35b-a3b --skew zipf:0.8 ~/packs/synthetic\n",
    };
    struct args a = {.params.seed = 1};
    struct progress progress;
    struct error err = {0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);

    if (a.dry_run) {
        if (print_sizes(&a.params, &err))
            return EXIT_OK;
        fprintf(stderr, "flashmoe: %s\n", err.msg);
        return EXIT_MODEL;
    }
    progress_init(&progress, "writing", a.quiet);
    a.params.progress = progress_update;
    a.params.progress_ctx = &progress;
    bool ok = synth_write(&a.params, a.dst, &err);
    progress_finish(&progress);
    if (ok && !a.quiet)
        ok = print_sizes(&a.params, &err);
    if (ok)
        return EXIT_OK;
    fprintf(stderr, "flashmoe: %s\n", err.msg);
    return progress_signal() ? 128 + progress_signal() : EXIT_MODEL;
}
