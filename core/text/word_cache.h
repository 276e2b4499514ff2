#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ids of the pieces that a long text had lately: its words come again, and taking their ids
 * from here is several times faster than merging. Of a fixed size; a word takes the place of the one
 * before it with the same hash. Thread-safety: per object. */

struct id_list;
struct word_cache;

struct word_cache *word_cache_create(void);
void word_cache_free(struct word_cache *c); /* NULL is fine */

/* Appends the word's ids and returns true, if they are known. */
bool word_cache_get(const struct word_cache *c, const char *word, size_t len,
                    struct id_list *out);

/* A word that is too long to be kept, or has too many ids, is not. */
void word_cache_put(struct word_cache *c, const char *word, size_t len,
                    const int32_t *ids, size_t n_ids);
