#pragma once

#include <stdatomic.h>

#include "core/model/manifest.h"
#include "core/model/pack.h"

/* What pack.c, pack_memory.c and pack_verify.c share. */

struct error;

struct pack_impl {
    struct manifest m;
    char *dense_path; /* owned */
    int dense_fd;
    void *map;          /* dense.bin, or NULL; what is owned of it lies in its place */
    atomic_bool owning; /* it was begun */
    atomic_size_t owned_bytes;
    uint64_t *sums; /* [n_layer][n_expert], owned */
};

static inline struct pack_impl *pack_impl_of(const struct pack *pack)
{
    return pack->impl;
}

/* False + err: which, and where. */
bool pack_tensor_damaged(const struct pack_impl *im, int i, struct error *err);
bool pack_expert_damaged(const struct pack *pack, int layer, int e, struct error *err);
