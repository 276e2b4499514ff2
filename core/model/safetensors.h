#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The tensors of a checkpoint folder: model.safetensors, or the shards that
 * model.safetensors.index.json names. Headers are checked completely at open (types,
 * shapes, ranges inside the file, no overlaps, no name twice). Data is read with pread, so
 * a file that shrinks meanwhile gives an error and no signal. Immutable after open;
 * reading is thread-safe. */

struct error;
struct safetensors;

enum st_dtype {
    ST_F32,
    ST_F16,
    ST_BF16,
    ST_U32,
    ST_F8_E4M3,
    ST_OTHER, /* known size, no use for the text model */
};

enum {
    ST_MAX_RANK = 8
};

struct st_tensor {
    char *name;             /* owned by the safetensors object */
    const char *dtype_name; /* as the header spells it; static */
    enum st_dtype dtype;
    int n_dim;
    uint64_t dim[ST_MAX_RANK];
    uint64_t offset, n_bytes; /* in its file */
    int i_file;
};

struct safetensors *st_open(const char *folder, struct error *err);
void st_close(struct safetensors *st); /* NULL is fine */

/* Sorted by name. Borrowed until st_close. */
int st_n_tensors(const struct safetensors *st);
const struct st_tensor *st_tensor_at(const struct safetensors *st, int i);
const struct st_tensor *st_find(const struct safetensors *st, const char *name);

/* n bytes at `offset` of the tensor's data; the range must lie inside it. */
bool st_read(const struct safetensors *st, const struct st_tensor *t, uint64_t offset,
             void *out, size_t n, struct error *err);

/* Such a range will not be read again: pages of the page cache that lie inside it, or that
 * end in it, may go. */
void st_drop(const struct safetensors *st, const struct st_tensor *t, uint64_t offset,
             uint64_t n);

/* A number that changes when headers, sizes or modification times of the files do. */
uint64_t st_fingerprint(const struct safetensors *st);

/* "[16, 128, 64]" */
void st_shape_text(const struct st_tensor *t, char out[160]);
