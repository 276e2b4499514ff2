#pragma once

#include <stdbool.h>

/* What `ask` sends: standard input, files and the prompt, in this order, with a blank line
 * between them. A file "-" is standard input in that place. Text must be UTF-8 without NUL; the error names the source and the offset
 * of the first byte that is not. */

struct error;

struct ask_input {
    bool use_stdin;           /* read standard input to its end */
    const char *const *files; /* borrowed */
    int n_files;
    const char *prompt; /* borrowed; NULL: none */
};

/* Owned; NULL + err. "" when all of it is empty. */
char *ask_input_text(const struct ask_input *in, struct error *err);
