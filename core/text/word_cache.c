#include "core/text/word_cache.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/text/tokenizer.h"

enum {
    N_WORDS = 8192, /* half a megabyte: stays in the second cache */
    MAX_BYTES = 22,
    MAX_IDS = 10,
};

/* One line of the processor's cache. */
struct word {
    uint8_t len; /* 0: none here */
    uint8_t n_ids;
    char bytes[MAX_BYTES];
    int32_t ids[MAX_IDS];
};
_Static_assert(sizeof(struct word) == 64, "one line");

struct word_cache {
    struct word words[N_WORDS];
};

struct word_cache *word_cache_create(void)
{
    return xcalloc(1, sizeof(struct word_cache));
}

void word_cache_free(struct word_cache *c)
{
    free(c);
}

static size_t place(const char *word, size_t len)
{
    return (size_t)XXH3_64bits(word, len) % N_WORDS;
}

bool word_cache_get(const struct word_cache *c, const char *word, size_t len,
                    struct id_list *out)
{
    if (len > MAX_BYTES)
        return false;
    const struct word *w = &c->words[place(word, len)];
    if (w->len != len || memcmp(w->bytes, word, len) != 0)
        return false;
    id_list_add_all(out, w->ids, w->n_ids);
    return true;
}

void word_cache_put(struct word_cache *c, const char *word, size_t len,
                    const int32_t *ids, size_t n_ids)
{
    if (len == 0 || len > MAX_BYTES || n_ids > MAX_IDS)
        return;
    struct word *w = &c->words[place(word, len)];
    w->len = (uint8_t)len;
    w->n_ids = (uint8_t)n_ids;
    memcpy(w->bytes, word, len);
    memcpy(w->ids, ids, n_ids * sizeof(*ids));
}
