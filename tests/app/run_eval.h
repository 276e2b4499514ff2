#pragma once

#include <jansson.h>

/* Run "flashmoe eval ARGS" (through the shell; the binary is $FLASHMOE_BIN). Returns the
 * exit status; *out is what it printed as JSON (or NULL) and message (may be NULL) the
 * first bytes of its standard error. Both owned by the caller. */
int run_eval(const char *args, json_t **out, char **message);
