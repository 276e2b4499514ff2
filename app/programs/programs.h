#pragma once

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

/* The subcommands: one file each, one row in programs.c. */
struct program {
    const char *name;
    const char *summary; /* one line for --help */
    /* argv[0] is "flashmoe NAME"; returns an exit code of app/exit.h. Options are parsed
     * with argp. */
    int (*run)(int argc, char **argv);
};

extern const struct program programs[]; /* ends with name NULL */
const struct program *program_find(const char *name);
/* The program whose name is most like `name`, for messages; NULL when none is close. */
const char *program_nearest(const char *name);

/* A number of bits that stands in `allowed` (" 4 8 16 "); others are wrong usage. */
int program_parse_bits(struct argp_state *state, const char *arg, const char *allowed);
/* uniform (0), zipf, zipf:S: the exponent of a routing's skew; others are wrong usage. */
double program_parse_skew(struct argp_state *state, const char *arg);
/* The rest of an argp parser of programs that take one recording, whose name it puts into
 * *path (borrowed from argv). */
error_t program_parse_recording(int key, char *arg, struct argp_state *state,
                                const char **path);

/* What a new pack is, and its notes. False: it does not open, and stderr says why. */
bool program_print_pack(FILE *out, const char *path);

int program_chat(int argc, char **argv);
int program_ask(int argc, char **argv);
int program_pack(int argc, char **argv);
int program_synth(int argc, char **argv);
int program_verify(int argc, char **argv);
int program_doctor(int argc, char **argv);
int program_info(int argc, char **argv);
int program_tokenize(int argc, char **argv);
int program_eval(int argc, char **argv);
int program_bench(int argc, char **argv);
int program_plan(int argc, char **argv);
int program_sessions(int argc, char **argv);
int program_templates(int argc, char **argv);
int program_tools(int argc, char **argv);
int program_replay(int argc, char **argv);
int program_stats(int argc, char **argv);
int program_serve(int argc, char **argv);
int program_config(int argc, char **argv);
