#pragma once

#include <stddef.h>
#include <stdint.h>

struct id_list;

/* Byte-pair merges by rank. Built once, then immutable and thread-safe; the scratch
 * belongs to one caller at a time. */
struct bpe;

/* `byte_ids`: the id of each byte. */
struct bpe *bpe_create(const int32_t byte_ids[256], size_t n_merges);
void bpe_free(struct bpe *b); /* NULL is fine */

struct bpe_merge {
    int32_t left, right, result;
};

/* The next merges in order of rank (n_merges of them in all at most): left right -> result. A
 * pair given again gets the later rank, as in the reference. Several at once are faster. */
void bpe_add_merges(struct bpe *b, const struct bpe_merge *merges, size_t n);

/* Start from {0}. */
struct bpe_scratch {
    struct bpe_symbol *symbols;
    uint64_t *heap;
    size_t n_symbols_cap, n_heap, n_heap_cap;
    struct word_cache *words; /* NULL: words are not remembered */
};

/* For a long text: pieces that come again are not merged again. Costs half a megabyte. One
 * scratch then serves one bpe alone. */
void bpe_scratch_remember(struct bpe_scratch *s);
void bpe_scratch_finish(struct bpe_scratch *s);

/* Append the ids of a piece (len < 2^31): repeatedly the pair of lowest rank, leftmost
 * first, is merged. O(n log n). */
void bpe_encode(const struct bpe *b, struct bpe_scratch *s, const char *bytes, size_t len,
                struct id_list *out);
