#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Arrays in NumPy's .npy files, versions 1 to 3, C order, little-endian, one or two
 * dimensions. Thread-safety: per object. */

struct error;

enum npy_type {
    NPY_BOOL,
    NPY_U8,
    NPY_I8,
    NPY_U16,
    NPY_I16,
    NPY_U32,
    NPY_I32,
    NPY_I64,
    NPY_F32,
    NPY_F64,
};

struct npy {
    enum npy_type type;
    size_t n_rows, n_cols; /* a vector is one row */
    void *data;            /* owned: [n_rows][n_cols] */
};

/* The whole file, at most max_bytes. The header and the length are checked. */
bool npy_read(const char *path, size_t max_bytes, struct npy *out, struct error *err);
void npy_finish(struct npy *a);
/* One element, whatever its type; exact for integers below 2^53. */
double npy_at(const struct npy *a, size_t row, size_t col);

/* Writing float32 [n_rows][n_cols] piece by piece: the file appears under its name when
 * all rows are there and npy_writer_close succeeds. */
struct npy_writer;
struct npy_writer *npy_writer_open(const char *path, size_t n_rows, size_t n_cols,
                                   struct error *err);
bool npy_writer_add(struct npy_writer *w, const float *rows, size_t n_rows,
                    struct error *err);
/* Finishes and releases; false + err when rows are missing or the disk fails. */
bool npy_writer_close(struct npy_writer *w, struct error *err);
/* Gives up and removes what was written; NULL is fine. */
void npy_writer_abandon(struct npy_writer *w);
