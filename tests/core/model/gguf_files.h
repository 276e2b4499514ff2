#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/base/strbuf.h"

/* GGUF files for tests. Start from {0}; fields that are not 0 replace what is right. */
struct gguf_maker {
    struct strbuf keys, tensors, data;
    uint64_t n_keys, n_tensors;
    uint32_t version;               /* 0: 3 */
    uint64_t say_keys, say_tensors; /* counts in the header; 0: the true ones */
    uint64_t add_offset;            /* to that of the next tensor */
    size_t cut;                     /* bytes missing at the end */
};

void gguf_add_u32(struct gguf_maker *m, const char *key, uint32_t x);
void gguf_add_i64(struct gguf_maker *m, const char *key, int64_t x);
void gguf_add_f32(struct gguf_maker *m, const char *key, float x);
void gguf_add_bool(struct gguf_maker *m, const char *key, int x);
void gguf_add_text(struct gguf_maker *m, const char *key, const char *text);
void gguf_add_texts(struct gguf_maker *m, const char *key, const char *const *text,
                    size_t n);
void gguf_add_i32s(struct gguf_maker *m, const char *key, const int32_t *x, size_t n);

/* ne[rank]: fastest first, as the format has it. */
void gguf_add_tensor(struct gguf_maker *m, const char *name, uint32_t type, int rank,
                     const uint64_t *ne, const void *bytes, size_t len);

/* Writes <dir>/<name> and leaves {0}. */
void gguf_make(struct gguf_maker *m, const char *dir, const char *name);
