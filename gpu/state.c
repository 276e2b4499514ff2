#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gpu/backend_impl.h"

/* Recurrent state and KV cache of the only sequence from and to host memory. A row of the cache is padded to
 * whole words on the device, outside it is not. */

void gpu_state_reset(struct backend *base, int seq)
{
    (void)seq;
    struct gpu_backend *b = (struct gpu_backend *)base;
    gpu_zero(b->g, &b->state, 0, b->state.bytes);
}

bool gpu_state_save(struct backend *base, int seq, void *out, struct error *err)
{
    (void)seq;
    struct gpu_backend *b = (struct gpu_backend *)base;
    return gpu_read(b->g, &b->state, 0, out, b->state.bytes, err);
}

bool gpu_state_load(struct backend *base, int seq, const void *in, struct error *err)
{
    (void)seq;
    struct gpu_backend *b = (struct gpu_backend *)base;
    return gpu_write(b->g, &b->state, 0, in, b->state.bytes, err);
}

/* Segments are [full layer][keys, values][head]. */
static const struct gpu_buffer *segment_at(const struct gpu_backend *b, int segment,
                                           int first, int n, uint64_t *offset)
{
    int per_layer = 2 * b->config.n_kv_head;
    assert(segment >= 0 && segment < b->base.caps.n_kv_segments);
    assert(first >= 0 && n >= 0 && n <= b->p.ctx_tok - first);
    (void)n;
    *offset = (uint64_t)(segment % per_layer) * b->kv_head_bytes +
              (uint64_t)first * b->kv_row_words * sizeof(uint32_t);
    return &b->kv[segment / per_layer];
}

/* Rows of a segment, to the host or from it: whole where both sides pack them alike. */
static bool move_rows(struct gpu_backend *b, int segment, int first, int n, void *to,
                      const void *from, struct error *err)
{
    uint64_t offset;
    const struct gpu_buffer *buffer = segment_at(b, segment, first, n, &offset);
    size_t row = b->base.caps.kv_row_bytes, padded = b->kv_row_words * sizeof(uint32_t);
    uint64_t bytes = (uint64_t)n * padded;
    if (row == padded)
        return to ? gpu_read(b->g, buffer, offset, to, bytes, err)
                  : gpu_write(b->g, buffer, offset, from, bytes, err);
    char *rows = xcalloc((size_t)n + 1, padded);
    for (size_t i = 0; from && i < (size_t)n; i++)
        memcpy(rows + i * padded, (const char *)from + i * row, row);
    bool ok = to ? gpu_read(b->g, buffer, offset, rows, bytes, err)
                 : gpu_write(b->g, buffer, offset, rows, bytes, err);
    for (size_t i = 0; ok && to && i < (size_t)n; i++)
        memcpy((char *)to + i * row, rows + i * padded, row);
    free(rows);
    return ok;
}

bool gpu_kv_save(struct backend *base, int seq, int segment, int first, int n, void *out,
                 struct error *err)
{
    (void)seq;
    return move_rows((struct gpu_backend *)base, segment, first, n, out, NULL, err);
}

bool gpu_kv_load(struct backend *base, int seq, int segment, int first, int n,
                 const void *in, struct error *err)
{
    (void)seq;
    return move_rows((struct gpu_backend *)base, segment, first, n, NULL, in, err);
}
