#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/infer/sample.h"

/* What generation.json of a pack says: how to sample by default, and which ids end a turn.
 * Immutable after loading. */

struct error;
struct tokenizer;

enum {
    MAX_STOP_IDS = 32
};

struct generation {
    struct sample_params sampling;
    int32_t stop[MAX_STOP_IDS];
    int n_stop;
};

/* A file that does not exist leaves the defaults. eos_token_id is an id or a list of ids
 * (all of them end the turn); without it the tokenizer's <|im_end|> and <|endoftext|> do.
 * Fails on a malformed file, an id outside the vocabulary, and when nothing would end a
 * turn. */
bool generation_load(const char *path, const struct tokenizer *tok, int n_vocab,
                     struct generation *out, struct error *err);
bool generation_is_stop(const struct generation *g, int32_t id);
