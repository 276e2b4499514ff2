#include "core/text/bpe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/text/tokenizer.h"

#define NO_RANK UINT32_MAX

enum {
    NO_SYMBOL = -1,
};

/* Open addressing, at most half full. */
struct slot {
    uint64_t pair; /* left << 32 | right */
    uint32_t rank; /* NO_RANK: free */
};

struct bpe {
    int32_t byte_ids[256];
    int32_t *results; /* [n_merges], by rank */
    uint32_t n_merges;
    size_t n_merges_max;
    struct slot *slots; /* [mask + 1] */
    size_t mask;
};

struct bpe_symbol {
    int32_t id;
    uint32_t rank; /* of the pair that this symbol and the next one make */
    int32_t prev, next;
};

struct bpe *bpe_create(const int32_t byte_ids[256], size_t n_merges)
{
    struct bpe *b = xcalloc(1, sizeof(*b));
    memcpy(b->byte_ids, byte_ids, sizeof(b->byte_ids));
    b->n_merges_max = n_merges;
    b->results = xcalloc(n_merges + 1, sizeof(*b->results));
    size_t n_slots = 16;
    while (n_slots < 2 * n_merges)
        n_slots *= 2;
    b->mask = n_slots - 1;
    b->slots = xcalloc(n_slots, sizeof(*b->slots));
    for (size_t i = 0; i < n_slots; i++)
        b->slots[i].rank = NO_RANK;
    return b;
}

void bpe_free(struct bpe *b)
{
    if (!b)
        return;
    free(b->results);
    free(b->slots);
    free(b);
}

static struct slot *find(const struct bpe *b, int32_t left, int32_t right)
{
    uint64_t pair = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
    size_t i = (size_t)XXH3_64bits(&pair, sizeof(pair)) & b->mask;
    while (b->slots[i].rank != NO_RANK && b->slots[i].pair != pair)
        i = (i + 1) & b->mask;
    return &b->slots[i];
}

void bpe_add_merge(struct bpe *b, int32_t left, int32_t right, int32_t result)
{
    assert(b->n_merges < b->n_merges_max);
    struct slot *slot = find(b, left, right);
    slot->pair = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
    slot->rank = b->n_merges;
    b->results[b->n_merges++] = result;
}

void bpe_scratch_finish(struct bpe_scratch *s)
{
    free(s->symbols);
    free(s->heap);
    *s = (struct bpe_scratch){0};
}

/* The heap holds rank << 32 | position of the left symbol, so that the smallest is the next
 * merge. Entries are not removed when their pair goes away: on taking one out, its rank is
 * compared with the symbol's present one. */
static void heap_push(struct bpe_scratch *s, uint64_t key)
{
    if (s->n_heap == s->n_heap_cap) {
        s->n_heap_cap = s->n_heap_cap ? s->n_heap_cap * 2 : 64;
        s->heap = xreallocarray(s->heap, s->n_heap_cap, sizeof(*s->heap));
    }
    size_t i = s->n_heap++;
    while (i > 0 && s->heap[(i - 1) / 2] > key) {
        s->heap[i] = s->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    s->heap[i] = key;
}

static uint64_t heap_pop(struct bpe_scratch *s)
{
    uint64_t top = s->heap[0], last = s->heap[--s->n_heap];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= s->n_heap)
            break;
        if (child + 1 < s->n_heap && s->heap[child + 1] < s->heap[child])
            child++;
        if (s->heap[child] >= last)
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return top;
}

static void find_pair(const struct bpe *b, struct bpe_scratch *s, int32_t i)
{
    struct bpe_symbol *left = &s->symbols[i];
    left->rank = NO_RANK;
    if (left->next == NO_SYMBOL)
        return;
    left->rank = find(b, left->id, s->symbols[left->next].id)->rank;
    if (left->rank != NO_RANK)
        heap_push(s, (uint64_t)left->rank << 32 | (uint32_t)i);
}

void bpe_encode(const struct bpe *b, struct bpe_scratch *s, const char *bytes, size_t len,
                struct id_list *out)
{
    if (len == 0)
        return;
    assert(len < INT32_MAX);
    if (len > s->n_symbols_cap) {
        s->n_symbols_cap = len < 64 ? 64 : len;
        s->symbols = xreallocarray(s->symbols, s->n_symbols_cap, sizeof(*s->symbols));
    }
    struct bpe_symbol *symbols = s->symbols;
    for (size_t i = 0; i < len; i++)
        symbols[i] = (struct bpe_symbol){
            .id = b->byte_ids[(unsigned char)bytes[i]],
            .prev = (int32_t)i - 1,
            .next = i + 1 < len ? (int32_t)i + 1 : NO_SYMBOL,
        };
    s->n_heap = 0;
    for (size_t i = 0; i < len; i++)
        find_pair(b, s, (int32_t)i);

    while (s->n_heap) {
        uint64_t top = heap_pop(s);
        int32_t i = (int32_t)(uint32_t)top;
        uint32_t rank = (uint32_t)(top >> 32);
        struct bpe_symbol *left = &symbols[i];
        if (left->rank != rank)
            continue;
        struct bpe_symbol *right = &symbols[left->next];
        left->id = b->results[rank];
        left->next = right->next;
        right->rank = NO_RANK;
        if (right->next != NO_SYMBOL)
            symbols[right->next].prev = i;
        find_pair(b, s, i);
        if (left->prev != NO_SYMBOL)
            find_pair(b, s, left->prev);
    }
    for (int32_t i = 0; i != NO_SYMBOL; i = symbols[i].next)
        id_list_add(out, symbols[i].id);
}
