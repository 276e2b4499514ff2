#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model/stored_tensors.h"

/* A GGUF file, or the files "-00001-of-0000N.gguf" that one model is split into: metadata and
 * tensors. Versions 2 and 3, little-endian. Everything in a header is checked at open (counts,
 * lengths, types, alignment, ranges inside the file, overlaps, names and keys given twice)
 * before any of it is used. Immutable after open; reading is thread-safe. */

struct error;
struct gguf;

/* Types of metadata, by the numbers of the format. */
enum gguf_type {
    GGUF_U8,
    GGUF_I8,
    GGUF_U16,
    GGUF_I16,
    GGUF_U32,
    GGUF_I32,
    GGUF_F32,
    GGUF_BOOL,
    GGUF_TEXT,
    GGUF_ARRAY,
    GGUF_U64,
    GGUF_I64,
    GGUF_F64,
    N_GGUF_TYPE,
};

/* A value: n items of a type; what is no array has one. Borrowed from the file. */
struct gguf_value {
    enum gguf_type type;
    bool is_array;
    uint64_t n;
    const unsigned char *data;
    size_t n_bytes;
};

/* Opens all files of a model by the path of the first. */
struct gguf *gguf_open(const char *path, struct error *err);
void gguf_close(struct gguf *g); /* NULL is fine */

/* The tensors of all files, dimensions slowest first (the file has them fastest first).
 * Borrowed, or, after gguf_take_tensors, the caller's to close. */
const struct stored_tensors *gguf_tensors(const struct gguf *g);
struct stored_tensors *gguf_take_tensors(struct gguf *g);

/* Metadata of the first file. False when the key is absent or the value is of another kind
 * (any width of integer is an integer). Texts are not NUL-terminated. */
bool gguf_find(const struct gguf *g, const char *key, struct gguf_value *v);
bool gguf_int(const struct gguf *g, const char *key, int64_t *out);
bool gguf_real(const struct gguf *g, const char *key, double *out);
bool gguf_bool(const struct gguf *g, const char *key, bool *out);
const char *gguf_text(const struct gguf *g, const char *key, size_t *len);

/* Item i of integers or booleans. */
bool gguf_item_int(const struct gguf_value *v, uint64_t i, int64_t *out);
/* The text at *at (begin with 0) of a value of texts, and on to the next; false at the end. */
bool gguf_next_text(const struct gguf_value *v, size_t *at, const char **text,
                    size_t *len);
