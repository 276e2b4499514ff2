/* flashmoe pack SRC DST: a checkpoint becomes a pack. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/calibrate.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/programs/programs.h"
#include "app/programs/progress.h"
#include "core/base/error.h"
#include "core/model/packer.h"
#include "core/text/template.h"

struct args {
    const char *src, *dst;
    const char *calibrate, *calibrate_with;
    struct packer_params params;
    bool quiet;
};

enum {
    KEY_EXPERT_BITS = 256,
    KEY_DENSE_BITS,
    KEY_TEMPLATE,
    KEY_NAME,
    KEY_PLAN,
    KEY_CALIBRATE,
    KEY_CALIBRATE_WITH,
};

static const struct argp_option pack_options[] = {
    {"expert-bits", KEY_EXPERT_BITS, "N", 0,
     "Bits of an expert's weight: 2, 3, 4, 5, 6, 8, or 16 for the source's own (default: "
     "4, or as stored for MLX and GGUF)",
     0},
    {"dense-bits", KEY_DENSE_BITS, "N", 0,
     "Bits of the other matrices: 4, 5, 6, 8, 16 for the source's own, or 32 (default: "
     "8, or as stored for MLX and GGUF)",
     0},
    {"template", KEY_TEMPLATE, "NAME", 0,
     "Chat template (default: what the checkpoint's own is recognised as)", 0},
    {"name", KEY_NAME, "NAME", 0, "What the screen calls the model (default: SRC's name)",
     0},
    {"plan", KEY_PLAN, "FILE.yaml", 0,
     "Other bits for some tensors or layers (flashmoe(1) has the format)", 0},
    {"calibrate", KEY_CALIBRATE, "FILE", 0,
     "Run this text through the model and weigh errors by what its inputs are", 0},
    {"calibrate-with", KEY_CALIBRATE_WITH, "PACK", 0,
     "A pack of the same model for that (default: one at the default bits is made first, "
     "beside DST, and removed)",
     0},
    {"quiet", 'q', NULL, 0, "No progress bar, no summary", 0},
    {0},
};

static error_t pack_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case KEY_EXPERT_BITS:
        a->params.expert_bits = program_parse_bits(state, arg, " 2 3 4 5 6 8 16 ");
        return 0;
    case KEY_DENSE_BITS:
        a->params.dense_bits = program_parse_bits(state, arg, " 4 5 6 8 16 32 ");
        return 0;
    case KEY_TEMPLATE: a->params.template_name = arg; return 0;
    case KEY_NAME: a->params.name = arg; return 0;
    case KEY_PLAN: a->params.rules = arg; return 0;
    case KEY_CALIBRATE: a->calibrate = arg; return 0;
    case KEY_CALIBRATE_WITH: a->calibrate_with = arg; return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            a->src = arg;
        else if (state->arg_num == 1)
            a->dst = arg;
        else
            argp_error(state, "too many arguments");
        return 0;
    case ARGP_KEY_END:
        if (!a->dst)
            argp_error(state, "SRC and DST are needed");
        if (a->calibrate_with && !a->calibrate)
            argp_error(state, "--calibrate-with belongs to --calibrate");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* A misspelt name is told now, and not by the pack that nobody can open. */
static bool template_usable(const char *name, struct error *err)
{
    char *path = options_template_path(name, err);
    struct chat_template *t = path ? template_load(path, err) : NULL;
    bool ok = t != NULL;
    template_free(t);
    free(path);
    return ok;
}

bool program_print_pack(FILE *out, const char *path)
{
    struct error err = {0};
    struct pack *pack = pack_open(path, &err);
    if (!pack) {
        fprintf(stderr, "flashmoe: %s\n", err.msg);
        return false;
    }
    fprintf(out, "%s: %.1f MB of experts, %.1f MB of everything else\n", path,
            (double)pack->expert_file_bytes / 1e6, (double)pack->dense_bytes / 1e6);
    for (int i = 0; i < pack_n_notes(pack); i++)
        fprintf(out, "note: %s\n", pack_note(pack, i));
    pack_close(pack);
    return true;
}

/* A new step, whose progress begins from nothing. */
static void begin_step(void *ctx, const char *what)
{
    const struct args *a = ctx;
    struct progress *progress = a->params.progress_ctx;
    progress_finish(progress);
    progress_init(progress, "packing", a->quiet);
    if (!a->quiet)
        fprintf(stderr, "flashmoe: %s\n", what);
}

/* With the calibration, where one is wanted; it goes when the pack is whole. */
static bool write_pack(struct args *a, struct error *err)
{
    char *calibration = NULL;
    if (a->calibrate) {
        const struct calibrate_params p = {.src = a->src,
                                           .dst = a->dst,
                                           .text = a->calibrate,
                                           .with = a->calibrate_with,
                                           .packer = &a->params,
                                           .step = begin_step,
                                           .step_ctx = a};
        if (!calibrate(&p, &calibration, err))
            return false;
        begin_step(a, "the pack itself");
        const char *slash = strrchr(a->calibrate, '/');
        a->params.calibration = calibration;
        a->params.calibration_text = slash ? slash + 1 : a->calibrate;
    }
    bool ok = pack_write(a->src, a->dst, &a->params, err);
    if (ok && calibration)
        unlink(calibration);
    free(calibration);
    return ok;
}

int program_pack(int argc, char **argv)
{
    static const struct argp argp = {
        .options = pack_options,
        .parser = pack_parse,
        .args_doc = "SRC DST",
        .doc =
            "Write the checkpoint SRC as the pack DST. SRC is a folder with config.json "
            "and safetensors from the hub (BF16, F16, F32, or FP8 with block scales) or "
            "MLX, flash-moe's own folder, whose experts are used in place, or a GGUF "
            "file, the first of split ones.\v"
            "The work goes on in DST.partial, which becomes DST when it is complete. "
            "After an interruption the same command continues.\n\n"
            "Examples:\n"
            "  flashmoe pack ~/models/Qwen3.5-35B-A3B ~/packs/qwen35\n"
            "  flashmoe pack --expert-bits 2 ~/models/Qwen3.5-35B-A3B ~/packs/small\n"
            "  flashmoe pack ~/models/Qwen3.5-35B-A3B-Q4_K_M.gguf ~/packs/qwen35\n"
            "  flashmoe pack --expert-bits 2 --calibrate notes.txt "
            "~/models/Qwen3.5-35B-A3B ~/packs/small\n",
    };
    struct args a = {0};
    struct progress progress;
    struct error err = {0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);

    if (a.params.template_name && !template_usable(a.params.template_name, &err)) {
        fprintf(stderr, "flashmoe: %s\n", err.msg);
        return EXIT_CONFIG;
    }
    progress_init(&progress, "packing", a.quiet);
    a.params.progress = progress_update;
    a.params.progress_ctx = &progress;
    bool ok = write_pack(&a, &err);
    progress_finish(&progress);
    if (ok)
        return a.quiet || program_print_pack(stdout, a.dst) ? EXIT_OK : EXIT_MODEL;
    fprintf(stderr, "flashmoe: %s\n", err.msg);
    return progress_signal() ? 128 + progress_signal() : EXIT_MODEL;
}
