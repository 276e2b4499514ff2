#pragma once

#include <stdbool.h>

/* A checkpoint where a pack is wanted: the pack that was made of it is used, or one is made
 * after a question that says what it takes. */

struct error;

/* The path of a pack of the checkpoint `src`, owned: one that was made of it (pack_source.h
 * says which), else a new one. That is asked about on the terminal, and without one, unless
 * `yes`, the error says which command makes it. Progress, and what was found or made, go to
 * stderr, when that is a terminal; that the pack found is one of several, or not as usual,
 * always. NULL + err + *exit_code. */
char *offer_pack(const char *src, bool yes, int *exit_code, struct error *err);
