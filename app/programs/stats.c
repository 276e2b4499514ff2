#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/exit.h"
#include "app/programs/programs.h"
#include "app/stats_series.h"
#include "core/base/error.h"

/* flashmoe stats: a recording in figures. */

struct args {
    const char *path, *output;
    bool json;
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "plots into FILE.svg or FILE.png; needs gnuplot", 0},
    {"json", 'j', NULL, 0, "for programs", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'o': a->output = arg; return 0;
    case 'j': a->json = true; return 0;
    default: return program_parse_recording(key, arg, state, &a->path);
    }
}

static const struct argp argp = {
    options,
    parse,
    "FILE",
    "The numbers of a recording of 'flashmoe chat --record FILE'.\v"
    "Examples:\n"
    "  flashmoe stats talk.jsonl               a row for each answer\n"
    "  flashmoe stats talk.jsonl -o talk.svg   time of tokens, speed, hits, reads\n",
    NULL,
    NULL,
    NULL};

static bool print(const struct series *s, bool json)
{
    if (!json) {
        series_print(s, stdout);
    } else {
        json_t *o = series_json(s);
        json_dumpf(o, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        fputc('\n', stdout);
        json_decref(o);
    }
    return fflush(stdout) == 0;
}

int program_stats(int argc, char **argv)
{
    struct args a = {0};
    struct error err = {0};
    struct series s = {0};
    if (argp_parse(&argp, argc, argv, 0, NULL, &a) != 0)
        return EXIT_USAGE;
    bool ok = series_read(&s, a.path, &err);
    if (ok && a.output)
        ok = series_plot(&s, a.output, &err);
    if (ok && (!a.output || a.json) && !print(&s, a.json))
        ok = err_set(&err, 0, "write standard output");
    series_finish(&s);
    if (ok)
        return EXIT_OK;
    fprintf(stderr, "flashmoe: %s\n", err.msg);
    return EXIT_RUNTIME;
}
