#include "core/infer/checkpoint_list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

struct checkpoint_list {
    uint64_t state_bytes;
    size_t n_max;
    size_t n;                 /* in use, ascending positions */
    size_t n_alloc;           /* with memory: the first n, then spare ones */
    struct checkpoint *items; /* [n_max] */
};

enum {
    MAX_CHECKPOINTS = 4096,
};

struct checkpoint_list *checkpoint_list_create(uint64_t state_bytes, uint64_t bytes_max)
{
    assert(state_bytes > 0);
    struct checkpoint_list *l = xcalloc(1, sizeof(*l));
    l->state_bytes = state_bytes;
    uint64_t n = bytes_max / state_bytes;
    l->n_max = n < MAX_CHECKPOINTS ? (size_t)n : MAX_CHECKPOINTS;
    l->items = xcalloc(l->n_max, sizeof(*l->items));
    return l;
}

void checkpoint_list_destroy(struct checkpoint_list *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n_alloc; i++)
        mem_free(l->items[i].state, l->state_bytes);
    free(l->items);
    free(l);
}

/* A full list's one that is missed least. */
static size_t victim(const struct checkpoint_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].minor)
            return i;
    return l->n > 1 ? 1 : 0;
}

void *checkpoint_list_add(struct checkpoint_list *l, int n_tok, bool minor)
{
    assert(l->n == 0 || l->items[l->n - 1].n_tok < n_tok);
    if (l->n_max == 0)
        return NULL;
    if (l->n == l->n_max) {
        size_t i = victim(l);
        struct checkpoint spare = l->items[i];
        memmove(l->items + i, l->items + i + 1, (l->n - 1 - i) * sizeof(*l->items));
        l->items[--l->n] = spare;
    }
    struct checkpoint *c = &l->items[l->n];
    if (l->n == l->n_alloc) {
        c->state = mem_alloc(l->state_bytes, "a checkpoint", NULL);
        if (!c->state)
            return NULL;
        l->n_alloc++;
    }
    c->n_tok = n_tok;
    c->minor = minor;
    l->n++;
    return c->state;
}

const void *checkpoint_list_find(const struct checkpoint_list *l, int at_most, int *n_tok)
{
    for (size_t i = l->n; i-- > 0;)
        if (l->items[i].n_tok <= at_most) {
            *n_tok = l->items[i].n_tok;
            return l->items[i].state;
        }
    return NULL;
}

size_t checkpoint_list_n(const struct checkpoint_list *l)
{
    return l->n;
}

const struct checkpoint *checkpoint_list_at(const struct checkpoint_list *l, size_t i)
{
    assert(i < l->n);
    return &l->items[i];
}

void checkpoint_list_cut(struct checkpoint_list *l, int n_tok)
{
    while (l->n > 0 && l->items[l->n - 1].n_tok > n_tok)
        l->n--;
}

size_t checkpoint_list_n_max(const struct checkpoint_list *l)
{
    return l->n_max;
}

uint64_t checkpoint_list_bytes(const struct checkpoint_list *l)
{
    return l->state_bytes * l->n;
}
