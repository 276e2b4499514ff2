#pragma once

#include <stdbool.h>

/* A tokenizer for random weights: text becomes its bytes (ids 0 to 255, no merges), the last
 * ids are the control tokens that chat templates use, and all ids between are made-up words,
 * so that a model that picks any row writes something legible. */

struct error;

enum {
    SYNTH_MIN_VOCAB = 256 + 9
};

/* Writes <folder>/tokenizer.json and generation.json. n_vocab >= SYNTH_MIN_VOCAB. */
bool synth_tokenizer_write(const char *folder, int n_vocab, struct error *err);
