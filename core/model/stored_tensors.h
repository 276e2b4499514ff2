#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model/stored_files.h"

/* The named tensors of one checkpoint, in one file or several, whatever the container: what
 * safetensors.h and gguf.h give. The reader of a container checks types, shapes and ranges
 * and adds the tensors; st_finish checks what holds between them. Data is read with pread,
 * so a file that shrinks meanwhile gives an error and no signal. Immutable after st_finish;
 * reading is thread-safe. */

struct error;

enum st_dtype {
    ST_F32,
    ST_F16,
    ST_BF16,
    ST_U32,
    ST_F8_E4M3,
    ST_BLOCK, /* rows of blocks (gguf_blocks.h) */
    ST_OTHER, /* known size, no use for the text model */
};

enum {
    ST_MAX_RANK = 8,
    ST_MAX_FILES = 4096,
    ST_NAME_MAX_BYTES = 512,
};

struct st_tensor {
    char *name;             /* owned by the set */
    const char *dtype_name; /* as its format spells it; static */
    enum st_dtype dtype;
    int block; /* enum block_type of ST_BLOCK, else 0 */
    int n_dim;
    uint64_t dim[ST_MAX_RANK]; /* slowest first: rows of dim[n_dim - 1] */
    uint64_t offset, n_bytes;  /* in its file */
    int i_file;
};

struct stored_tensors {
    struct stored_files *files;  /* owned */
    const struct st_file **file; /* [n_file], owned; borrowed from files */
    int n_file;
    struct st_tensor *tensor; /* [n_tensor], owned; sorted by name after st_finish */
    int n_tensor, cap_tensor;
    uint64_t fingerprint;
};

/* -- for the readers of containers -- */

struct stored_tensors *st_create(void);
/* Opens a regular file, which becomes the last of st->file. Takes `path`, whatever comes. */
bool st_add_file(struct stored_tensors *st, char *path, struct error *err);
/* A zeroed tensor of file i_file with a copy of this name, of at most ST_NAME_MAX_BYTES;
 * borrowed until the next is added. */
struct st_tensor *st_add_tensor(struct stored_tensors *st, int i_file, const char *name,
                                size_t len);
/* Makes these bytes and the file's size and time count in the fingerprint. */
void st_stamp(struct stored_tensors *st, int i_file, const void *header, size_t len);
/* Sorts; false when there are no tensors, two of one name, or two that overlap. */
bool st_finish(struct stored_tensors *st, struct error *err);

/* -- for everybody -- */

void st_close(struct stored_tensors *st); /* NULL is fine */

/* Sorted by name. Borrowed until st_close. */
int st_n_tensors(const struct stored_tensors *st);
const struct st_tensor *st_tensor_at(const struct stored_tensors *st, int i);
const struct st_tensor *st_find(const struct stored_tensors *st, const char *name);

/* Its file, for messages; borrowed. */
const char *st_path(const struct stored_tensors *st, const struct st_tensor *t);

/* n bytes at `offset` of the tensor's data; the range must lie inside it. */
bool st_read(const struct stored_tensors *st, const struct st_tensor *t, uint64_t offset,
             void *out, size_t n, struct error *err);

/* Such a range will not be read again: pages of the page cache that lie inside it, or that
 * end in it, may go. */
void st_drop(const struct stored_tensors *st, const struct st_tensor *t, uint64_t offset,
             uint64_t n);

/* A number that changes when headers, sizes or modification times of the files do. */
uint64_t st_fingerprint(const struct stored_tensors *st);

/* "[16, 128, 64]" */
void st_shape_text(const struct st_tensor *t, char out[160]);
