#include <assert.h>
#include <string.h>

#include "core/infer/cpu_backend_impl.h"

/* The KV cache from outside: its memory is
 * [sequence][full layer][keys, values][head][ctx][row], so a segment is ctx rows in a row. */

char *cpu_kv_of(const struct cpu_backend *c, int seq)
{
    assert(seq >= 0 && seq < c->p.n_sequence);
    return c->kv_mem + (size_t)seq * c->kv_seq_bytes;
}

static char *rows_of(const struct cpu_backend *c, int seq, int segment, int first, int n)
{
    assert(segment >= 0 && segment < cpu_kv_segments(c));
    assert(first >= 0 && n >= 0 && n <= c->p.ctx_tok - first);
    (void)n;
    return cpu_kv_of(c, seq) +
           ((size_t)segment * (size_t)c->p.ctx_tok + (size_t)first) * c->kv_row_bytes;
}

int cpu_kv_segments(const struct cpu_backend *c)
{
    int n_full = 0;
    for (int i = 0; i < c->c->n_layer; i++)
        n_full += c->c->layer[i] == LAYER_FULL;
    return n_full * 2 * c->c->n_kv_head;
}

bool cpu_kv_save(struct backend *b, int seq, int segment, int first, int n, void *out,
                 struct error *err)
{
    (void)err;
    struct cpu_backend *c = (struct cpu_backend *)b;
    memcpy(out, rows_of(c, seq, segment, first, n), (size_t)n * c->kv_row_bytes);
    return true;
}

bool cpu_kv_load(struct backend *b, int seq, int segment, int first, int n,
                 const void *in, struct error *err)
{
    (void)err;
    struct cpu_backend *c = (struct cpu_backend *)b;
    memcpy(rows_of(c, seq, segment, first, n), in, (size_t)n * c->kv_row_bytes);
    return true;
}
