#include "core/text/vocab_index.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/tokenizer_file.h"

enum {
    AT_ONCE = 32,
};

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

static bool insert(struct vocab_index *v, size_t i, uint64_t hash, struct error *err)
{
    const struct file_token *t = &v->f->tokens[i];
    const char *text = v->f->bytes.data + t->offset;
    struct vocab_slot *slot = find(v, text, t->len, hash);
    if (slot->token)
        return err_set(err, 0, "duplicate token '%.*s'", t->len < 60 ? (int)t->len : 60,
                       text);
    *slot = (struct vocab_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
    return true;
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
    uint64_t hash[AT_ONCE];
    for (size_t i = 0; i < f->n_tokens; i++) {
        for (size_t k = i; i % AT_ONCE == 0 && k < i + AT_ONCE && k < f->n_tokens; k++) {
            const struct file_token *t = &f->tokens[k];
            hash[k % AT_ONCE] = XXH3_64bits(f->bytes.data + t->offset, t->len);
            __builtin_prefetch(&v->slots[hash[k % AT_ONCE] & v->mask], 1);
        }
        if (!insert(v, i, hash[i % AT_ONCE], err))
            return false;
    }
    return true;
}

void vocab_index_finish(struct vocab_index *v)
{
    free(v->slots);
    *v = (struct vocab_index){0};
}

/* The slot, the token that it names and its text lie far apart, and each is only known
 * from the one before. */
void vocab_index_find(const struct vocab_index *v, struct vocab_query *q, size_t n)
{
    const struct file_token *tokens = v->f->tokens;
    for (size_t i = 0; i < n; i++) {
        q[i].hash = XXH3_64bits(q[i].text, q[i].len);
        __builtin_prefetch(&v->slots[q[i].hash & v->mask]);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t token = v->slots[q[i].hash & v->mask].token;
        if (token)
            __builtin_prefetch(&tokens[token - 1]);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t token = v->slots[q[i].hash & v->mask].token;
        if (token)
            __builtin_prefetch(v->f->bytes.data + tokens[token - 1].offset);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t token = find(v, q[i].text, q[i].len, q[i].hash)->token;
        q[i].id = token ? tokens[token - 1].id : -1;
    }
}
