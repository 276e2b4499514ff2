#include "core/text/vocab_index.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/tokenizer_file.h"

/* Open addressing, at most half full. */
struct vocab_slot {
    uint32_t hash;
    uint32_t token; /* number in the file + 1; 0: free */
};

static struct vocab_slot *find(const struct vocab_index *v, const char *text, size_t len,
                               uint64_t hash)
{
    size_t i = hash & v->mask;
    for (;; i = (i + 1) & v->mask) {
        struct vocab_slot *slot = &v->slots[i];
        if (slot->token == 0)
            return slot;
        if (slot->hash != (uint32_t)(hash >> 32))
            continue;
        const struct file_token *t = &v->f->tokens[slot->token - 1];
        if (t->len == len && memcmp(v->f->bytes.data + t->offset, text, len) == 0)
            return slot;
    }
}

bool vocab_index_build(struct vocab_index *v, const struct tokenizer_file *f,
                       struct error *err)
{
    size_t n_slots = 16;
    while (n_slots < 2 * f->n_tokens)
        n_slots *= 2;
    v->f = f;
    v->mask = n_slots - 1;
    v->slots = xcalloc(n_slots, sizeof(*v->slots));
    for (size_t i = 0; i < f->n_tokens; i++) {
        const struct file_token *t = &f->tokens[i];
        const char *text = f->bytes.data + t->offset;
        uint64_t hash = XXH3_64bits(text, t->len);
        struct vocab_slot *slot = find(v, text, t->len, hash);
        if (slot->token)
            return err_set(err, 0, "duplicate token '%.*s'",
                           t->len < 60 ? (int)t->len : 60, text);
        *slot = (struct vocab_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
    }
    return true;
}

void vocab_index_finish(struct vocab_index *v)
{
    free(v->slots);
    *v = (struct vocab_index){0};
}

int32_t vocab_index_find(const struct vocab_index *v, const char *text, size_t len)
{
    const struct vocab_slot *slot = find(v, text, len, XXH3_64bits(text, len));
    return slot->token ? v->f->tokens[slot->token - 1].id : -1;
}
