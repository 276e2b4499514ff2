#pragma once

#include <stdbool.h>

#include "app/ask_output.h"
#include "app/options.h"
#include "core/infer/engine.h"

/* The conversation of one `ask`: the answer, and as long as the model asks for tools and
 * may have them, their runs and further answers. */

struct error;
struct toolset;

struct ask_run_params {
    struct engine *engine;     /* borrowed */
    struct ask_output *output; /* borrowed */
    struct toolset *tools;     /* borrowed; NULL: none are offered */
    enum tools_mode mode;
    struct sample_params sampling;
    const char *system; /* borrowed; NULL or "": none */
    const char *prompt; /* borrowed */
    bool thinking;
    int max_tok;
    double timeout_s; /* for everything, tools included; 0: none. Then EXIT_TIMEOUT */
};

/* Runs to the end and writes everything, the end included. SIGINT and SIGTERM must be
 * blocked: they are taken from a descriptor, stop the answer and give 130 and 143. Standard
 * output that nobody reads any more stops it too, with EXIT_PIPE, which is for the caller
 * to turn into the quiet end of SIGPIPE. */
enum {
    EXIT_PIPE = 141
};
int ask_run(const struct ask_run_params *params);
