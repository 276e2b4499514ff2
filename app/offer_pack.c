#include "app/offer_pack.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/pack_source.h"
#include "app/programs/programs.h"
#include "app/programs/progress.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/packer.h"

static void print_offer(const struct pack_source *s, const struct pack_estimate *e)
{
    struct pack_source_words w;
    pack_source_words(s, e, &w);
    fprintf(stderr,
            "flashmoe: %s is a checkpoint, of which there is no pack yet.\n\n"
            "  From     %s\n"
            "  To       %s\n"
            "  Weights  %s\n"
            "  Space    %s\n",
            s->path, w.from, s->dst, w.weights, w.space);
    if (w.time)
        fprintf(stderr, "  Time     %s\n", w.time);
    pack_source_words_finish(&w);
}

/* Anything but yes is no. */
static bool ask(void)
{
    char answer[64];
    fputs("\nPack it now? [y/N] ", stderr);
    fflush(stderr);
    ssize_t n = read(STDIN_FILENO, answer, sizeof(answer));
    return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

/* With SIGINT and SIGTERM as before when it is done. */
static bool make_pack(const struct pack_source *s, struct packer_params *params,
                      int *exit_code, struct error *err)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGXFSZ};
    struct sigaction before[3];
    struct progress progress;
    for (int i = 0; i < 3; i++)
        sigaction(signals[i], NULL, &before[i]);
    progress_init(&progress, "packing", false);
    params->progress = progress_update;
    params->progress_ctx = &progress;
    bool ok = pack_write(s->path, s->dst, params, err);
    progress_finish(&progress);
    for (int i = 0; i < 3; i++)
        sigaction(signals[i], &before[i], NULL);
    if (!ok && progress_signal())
        *exit_code = 128 + progress_signal();
    return ok;
}

static bool not_packed(const struct pack_source *s, struct error *err)
{
    char *command = pack_source_command(s);
    err_set(err, 0, "%s is a checkpoint (%s) and no pack; this makes one: %s", s->path,
            s->kind, command);
    free(command);
    return false;
}

static bool offer_new(struct pack_source *s, bool yes, int *exit_code, struct error *err)
{
    struct packer_params params = {0};
    struct pack_estimate e;
    bool tells = isatty(STDERR_FILENO), asks = !yes && tells && isatty(STDIN_FILENO);
    if (!pack_source_place(s, &params, err))
        return false;
    if (!yes && !asks)
        return not_packed(s, err);
    if (tells)
        fprintf(stderr, "flashmoe: looking at %s ...\n", s->path);
    if (!pack_estimate(s->path, s->dst, &params, &e, err))
        return false;
    if (tells)
        print_offer(s, &e);
    if (e.space.need_bytes > e.space.free_bytes)
        return pack_source_no_room(s, &e, err);
    if (asks && !ask())
        return not_packed(s, err);
    if (!make_pack(s, &params, exit_code, err))
        return false;
    return !tells || program_print_pack(stderr, s->dst) ||
           err_set(err, 0, "open %s: it was packed just now", s->dst);
}

/* A pack that is used without being named is told where someone looks; one that is not what
 * would be made, or one of several, always. */
static char *use_made(const struct pack_source *s)
{
    char *choice = pack_source_choice(s);
    if (choice)
        fprintf(stderr, "flashmoe: %s\n", choice);
    else if (isatty(STDERR_FILENO))
        fprintf(stderr, "flashmoe: %s is the pack of %s\n", s->made[0], s->path);
    free(choice);
    return xstrdup(s->made[0]);
}

char *offer_pack(const char *src, bool yes, int *exit_code, struct error *err)
{
    struct pack_source s;
    char *pack = NULL;
    *exit_code = EXIT_MODEL;
    if (pack_source_open(&s, src, err)) {
        if (s.n_made)
            pack = use_made(&s);
        else if (offer_new(&s, yes, exit_code, err))
            pack = xstrdup(s.dst);
    }
    pack_source_finish(&s);
    return pack;
}
