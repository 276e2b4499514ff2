#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/programs/programs.h"

int program_parse_bits(struct argp_state *state, const char *arg, const char *allowed)
{
    char *end;
    long n = strtol(arg, &end, 10);
    char word[32];
    snprintf(word, sizeof(word), " %ld ", n);
    if (*arg == '\0' || *end || !strstr(allowed, word))
        argp_error(state, "\"%s\" is not one of%s", arg, allowed);
    return (int)n;
}
