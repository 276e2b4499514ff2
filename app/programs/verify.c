/* flashmoe verify PACK: every checksum of a pack. */
#include <argp.h>
#include <stdio.h>

#include "app/exit.h"
#include "app/programs/programs.h"
#include "app/programs/progress.h"
#include "core/base/error.h"
#include "core/model/pack.h"

struct args {
    const char *path;
    bool quiet;
};

static error_t verify_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "too many arguments");
        a->path = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->path)
            argp_error(state, "PACK is needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int program_verify(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"quiet", 'q', NULL, 0, "No progress bar; only the exit status and errors", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = verify_parse,
        .args_doc = "PACK",
        .doc = "Read a pack completely and compare all checksums.\v"
               "Examples:\n"
               "  flashmoe verify ~/packs/qwen35\n",
    };
    struct args a = {0};
    struct progress progress;
    struct error err = {0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);

    struct pack *pack = pack_open(a.path, &err);
    progress_init(&progress, "verifying", a.quiet);
    bool ok = pack && pack_verify(pack, progress_update, &progress, &err);
    progress_finish(&progress);
    pack_close(pack);
    if (ok) {
        if (!a.quiet)
            printf("%s: all checksums are right\n", a.path);
        return EXIT_OK;
    }
    fprintf(stderr, "flashmoe: %s\n", err.msg);
    return progress_signal() ? 128 + progress_signal() : EXIT_MODEL;
}
