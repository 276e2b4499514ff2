#include "core/text/bpe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/text/tokenizer.h"
#include "core/text/word_cache.h"

#define NO_RANK UINT32_MAX

enum {
    NO_SYMBOL = -1,
    SHORT = 48, /* up to here looking at every pair beats the heap */
};

struct merge {
    uint32_t rank; /* NO_RANK: the pair does not merge */
    int32_t result;
};

/* Open addressing, at most half full. */
struct slot {
    uint64_t pair; /* left << 32 | right */
    struct merge merge;
};

struct bpe {
    int32_t byte_ids[256];
    struct merge *byte_pairs; /* [256 * 256]: half of all questions are about bytes */
    uint16_t *byte_of;        /* [max_byte_id + 1]: byte + 1, 0 for the id of none */
    int32_t max_byte_id;
    int32_t *results; /* [n_merges], by rank */
    uint32_t n_merges;
    size_t n_merges_max;
    struct slot *slots; /* [1 << (64 - shift)] */
    int shift;
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
    for (int c = 0; c < 256; c++)
        b->max_byte_id = byte_ids[c] > b->max_byte_id ? byte_ids[c] : b->max_byte_id;
    b->byte_of = xcalloc((size_t)b->max_byte_id + 1, sizeof(*b->byte_of));
    for (int c = 0; c < 256; c++)
        b->byte_of[byte_ids[c]] = (uint16_t)(c + 1);
    b->byte_pairs = xreallocarray(NULL, 256 * 256, sizeof(*b->byte_pairs));
    memset(b->byte_pairs, 0xff, 256 * 256 * sizeof(*b->byte_pairs));
    b->n_merges_max = n_merges;
    b->results = xcalloc(n_merges + 1, sizeof(*b->results));
    size_t n_slots = 16;
    for (b->shift = 60; n_slots < 2 * n_merges; b->shift--)
        n_slots *= 2;
    b->slots = xreallocarray(NULL, n_slots, sizeof(*b->slots));
    memset(b->slots, 0xff, n_slots * sizeof(*b->slots));
    return b;
}

void bpe_free(struct bpe *b)
{
    if (!b)
        return;
    free(b->byte_of);
    free(b->byte_pairs);
    free(b->results);
    free(b->slots);
    free(b);
}

static uint64_t pair_of(int32_t left, int32_t right)
{
    return (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
}

/* Only the upper bits of the product depend on all of the factor, hence the shift; the fold brings
 * `left` to where they do. */
static size_t home(const struct bpe *b, uint64_t pair)
{
    return (size_t)((pair ^ pair >> 32) * 0x9e3779b97f4a7c15 >> b->shift);
}

static struct slot *find(const struct bpe *b, uint64_t pair)
{
    size_t mask = ((size_t)1 << (64 - b->shift)) - 1;
    size_t i = home(b, pair);
    while (b->slots[i].merge.rank != NO_RANK && b->slots[i].pair != pair)
        i = (i + 1) & mask;
    return &b->slots[i];
}

static int byte_of(const struct bpe *b, int32_t id)
{
    return id <= b->max_byte_id ? b->byte_of[id] - 1 : -1;
}

static void add_merge(struct bpe *b, const struct bpe_merge *m)
{
    assert(b->n_merges < b->n_merges_max);
    uint64_t pair = pair_of(m->left, m->right);
    struct merge merge = {b->n_merges, m->result};
    *find(b, pair) = (struct slot){pair, merge};
    int first = byte_of(b, m->left), second = byte_of(b, m->right);
    if (first >= 0 && second >= 0)
        b->byte_pairs[first << 8 | second] = merge;
    b->results[b->n_merges++] = m->result;
}

void bpe_add_merges(struct bpe *b, const struct bpe_merge *merges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&b->slots[home(b, pair_of(merges[i].left, merges[i].right))],
                           1);
    for (size_t i = 0; i < n; i++)
        add_merge(b, &merges[i]);
}

void bpe_scratch_finish(struct bpe_scratch *s)
{
    free(s->symbols);
    free(s->heap);
    word_cache_free(s->words);
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
    left->rank = find(b, pair_of(left->id, s->symbols[left->next].id))->merge.rank;
    if (left->rank != NO_RANK)
        heap_push(s, (uint64_t)left->rank << 32 | (uint32_t)i);
}

/* Any length: the next merge comes off a heap. */
static void encode_long(const struct bpe *b, struct bpe_scratch *s, const char *bytes,
                        size_t len, struct id_list *out)
{
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

/* Few bytes: all pairs are looked at for each merge, which is quadratic, but in a handful of
 * cache lines. */
static void encode_short(const struct bpe *b, const char *bytes, size_t len,
                         struct id_list *out)
{
    int32_t ids[SHORT];
    struct merge pairs[SHORT]; /* [i]: of ids[i] and ids[i + 1] */
    const unsigned char *in = (const unsigned char *)bytes;
    for (size_t i = 0; i + 1 < len; i++) {
        ids[i] = b->byte_ids[in[i]];
        pairs[i] = b->byte_pairs[in[i] << 8 | in[i + 1]];
    }
    ids[len - 1] = b->byte_ids[in[len - 1]];
    while (len > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < len; i++)
            if (pairs[i].rank < pairs[best].rank)
                best = i;
        if (pairs[best].rank == NO_RANK)
            break;
        ids[best] = pairs[best].result;
        len--;
        for (size_t i = best + 1; i < len; i++) {
            ids[i] = ids[i + 1];
            pairs[i - 1] = pairs[i];
        }
        if (best + 1 < len)
            pairs[best] = find(b, pair_of(ids[best], ids[best + 1]))->merge;
        if (best > 0)
            pairs[best - 1] = find(b, pair_of(ids[best - 1], ids[best]))->merge;
    }
    id_list_add_all(out, ids, len);
}

void bpe_scratch_remember(struct bpe_scratch *s)
{
    if (!s->words)
        s->words = word_cache_create();
}

void bpe_encode(const struct bpe *b, struct bpe_scratch *s, const char *bytes, size_t len,
                struct id_list *out)
{
    assert(len < INT32_MAX);
    if (len == 0)
        return;
    if (len == 1) {
        id_list_add(out, b->byte_ids[(unsigned char)bytes[0]]);
        return;
    }
    if (s->words && word_cache_get(s->words, bytes, len, out))
        return;
    size_t n_before = out->n;
    if (len <= SHORT)
        encode_short(b, bytes, len, out);
    else
        encode_long(b, s, bytes, len, out);
    if (s->words)
        word_cache_put(s->words, bytes, len, out->ids + n_before, out->n - n_before);
}
