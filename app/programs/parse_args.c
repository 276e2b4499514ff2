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

/* With it, a token shares a quarter of its experts with the one before it (measured with the
 * shapes 35b-a3b and next-80b). The authors of flash-moe report 26 % for the 397B. */
#define DEFAULT_ZIPF 0.8

double program_parse_skew(struct argp_state *state, const char *arg)
{
    if (strcmp(arg, "uniform") == 0)
        return 0;
    if (strcmp(arg, "zipf") == 0)
        return DEFAULT_ZIPF;
    char *end = NULL;
    double s = strncmp(arg, "zipf:", 5) == 0 ? strtod(arg + 5, &end) : 0;
    if (!end || end == arg + 5 || *end || !(s > 0 && s <= 4))
        argp_error(state, "\"%s\" is neither uniform nor zipf:S with S above 0, up to 4",
                   arg);
    return s;
}

error_t program_parse_recording(int key, char *arg, struct argp_state *state,
                                const char **path)
{
    if (key == ARGP_KEY_ARG && *path)
        argp_error(state, "one recording at a time");
    if (key == ARGP_KEY_END && !*path)
        argp_error(state, "which recording?");
    if (key == ARGP_KEY_ARG)
        *path = arg;
    return key == ARGP_KEY_ARG || key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}
