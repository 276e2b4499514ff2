#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text/tokenizer.h"

/* What tokenizer_load.c builds and tokenizer.c uses; for these two alone. */

struct bpe;
struct splitter;

struct piece {
    uint32_t offset, len; /* in `bytes` */
    bool used, special;
};

struct added_token {
    char *text; /* owned */
    size_t len;
    int32_t id;
};

struct tokenizer {
    struct piece *pieces; /* [n_ids] */
    int n_ids;
    char *bytes; /* all pieces */
    size_t n_bytes, bytes_cap;
    struct added_token *added; /* by first byte, then the longest first */
    int n_added;
    int added_start[257]; /* added tokens with first byte c: [c] up to [c + 1] */
    bool nfc;
    struct splitter *splitter;
    struct bpe *bpe;
};

/* Fills *t (zeroed) from the file; on failure t is to be closed all the same. */
bool tokenizer_load(struct tokenizer *t, const char *path, struct error *err);
