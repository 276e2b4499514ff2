#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "core/base/strbuf.h"

/* What a tokenizer.json says, before anybody asks what it means. For tokenizer_load.c and what
 * it uses. */

struct error;

enum {
    TOKENIZER_MAX_ID = (1 << 24) - 1
};

struct file_token {
    uint32_t offset, len; /* in `bytes` */
    int32_t id;           /* 0 to TOKENIZER_MAX_ID */
};

/* Both halves lie side by side; neither is empty. */
struct file_merge {
    uint32_t offset, left_len, right_len;
};

/* Start from {0}. The vocabulary and the merges, nearly all of such a file, are kept flat and in
 * the file's order; the rest is a tree, in which "vocab" and "merges" are empty. No string has a
 * NUL in it. Not yet checked: whether a token or an id comes twice. */
struct tokenizer_file {
    json_t *root; /* an object; owned */
    struct strbuf bytes;
    struct file_token *tokens; /* owned */
    size_t n_tokens, tokens_cap;
    struct file_merge *merges; /* owned */
    size_t n_merges, merges_cap;
};

/* On failure (which names the line and column if the file is no JSON) *f is to be finished all
 * the same. */
bool tokenizer_file_read(struct tokenizer_file *f, const char *path, struct error *err);
void tokenizer_file_finish(struct tokenizer_file *f);
