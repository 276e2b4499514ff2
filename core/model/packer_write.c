/* Where pieces go. Files are written from front to back, past the page cache, by a thread of
 * their own (seq_file.h): this one hashes the dense part and hands over. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/seq_file.h"
#include "core/model/packer_impl.h"

static bool put(struct packer *p, const void *bytes, size_t n)
{
    XXH3_64bits_update(p->hash, bytes, n);
    p->file_at += n;
    return seq_file_append(p->file, bytes, n, p->err);
}

/* A tensor begins: dense.bin is open and written up to it. */
static bool begin_tensor(struct packer *p, const struct manifest_tensor *t)
{
    if (!p->file) {
        p->file = seq_file_go_on(p->dense_path, t->offset, p->err);
        p->file_at = t->offset;
    }
    if (!p->hash) {
        p->hash = XXH3_createState();
        if (!p->hash)
            return err_set(p->err, ENOMEM, "create a checksum state");
    }
    XXH3_64bits_reset(p->hash);
    p->tail_bytes = t->layout.n_bytes - t->layout.data_bytes;
    p->tail = mem_alloc(p->tail_bytes, "scales of a tensor", p->err);
    if (!p->file || !p->tail)
        return false;
    assert(t->offset >= p->file_at);
    uint64_t gap = t->offset - p->file_at;
    p->file_at = t->offset;
    return seq_file_append_zeros(p->file, gap, p->err);
}

static bool end_tensor(struct packer *p, struct manifest_tensor *t)
{
    bool ok = put(p, p->tail, p->tail_bytes);
    t->xxh3 = XXH3_64bits_digest(p->hash);
    mem_free(p->tail, p->tail_bytes);
    p->tail = NULL;
    return ok;
}

/* Weights go out at once; scales and biases (a few percent of them) are held until the last
 * row, because they follow the weights. */
static bool write_rows(struct packer *p, const struct piece *piece, const char *bytes)
{
    struct manifest_tensor *t = &p->m.tensor[piece->tensor];
    const struct tensor_spec *s = &p->m.spec[piece->tensor];
    const struct matrix_layout *l = &t->layout;
    bool vector = s->slot->form == TENSOR_F32;
    size_t n = (size_t)piece->n, row_bytes = dtype_row_bytes(t->type, s->n_in);
    size_t weights = vector ? l->n_bytes : n * row_bytes;
    if (piece->first == 0 && !begin_tensor(p, t))
        return false;
    if (!put(p, bytes, weights))
        return false;
    if (t->group) {
        size_t of_row = (size_t)(s->n_in / t->group) * sizeof(uint16_t);
        char *scales = p->tail + (l->scales_off - l->data_bytes);
        char *biases = p->tail + (l->biases_off - l->data_bytes);
        memcpy(scales + (size_t)piece->first * of_row, bytes + weights, n * of_row);
        memcpy(biases + (size_t)piece->first * of_row, bytes + weights + n * of_row,
               n * of_row);
    }
    return (!vector && piece->first + piece->n < s->n_out) || end_tensor(p, t);
}

static bool write_records(struct packer *p, const struct piece *piece, const char *bytes)
{
    int layer = packer_unit_layer(p, piece->unit);
    if (p->m.expert_file)
        return true; /* only read, for their checksums */
    if (piece->first == 0) {
        char *path = manifest_expert_path(p->folder.partial, layer);
        p->file = seq_file_go_on(path, 0, p->err);
        free(path);
    }
    return p->file &&
           seq_file_append(p->file, bytes,
                           (size_t)piece->n * p->m.expert[layer].stride_bytes, p->err);
}

bool packer_write_piece(struct packer *p, const struct piece *piece, const char *bytes)
{
    return piece->tensor < 0 ? write_records(p, piece, bytes)
                             : write_rows(p, piece, bytes);
}

static bool finish_file(struct packer *p)
{
    struct seq_file *f = p->file;
    p->file = NULL;
    return seq_file_finish(f, p->err);
}

bool packer_end_unit(struct packer *p, int u, uint64_t *hash)
{
    int layer = packer_unit_layer(p, u);
    *hash = 0;
    if (layer < 0 && u < p->ck->config.n_layer)
        return seq_file_sync(p->file, p->err);
    if (layer < 0) {
        uint64_t gap = p->m.dense_bytes - p->file_at;
        return seq_file_append_zeros(p->file, gap, p->err) && finish_file(p);
    }
    if (!p->m.expert_file && !finish_file(p))
        return false;
    size_t n = (size_t)p->ck->config.n_expert, n_bytes = n * sizeof(uint64_t);
    const uint64_t *sums = p->sums + (size_t)layer * n;
    *hash = XXH3_64bits(sums, n_bytes);
    return (fd_write_at(p->checksums_fd, sums, n_bytes, (uint64_t)layer * n_bytes) &&
            fdatasync(p->checksums_fd) == 0) ||
           err_set(p->err, errno, "write %s/experts/checksums.bin", p->folder.partial);
}
