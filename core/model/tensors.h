#pragma once

#include <stddef.h>

#include "core/model/pack.h"

/* The list of tensors that a model of a given shape has: what a checkpoint must hold, what
 * a pack stores, in which order, and where pack_open puts the view. One table for reader
 * and writer, so that they cannot disagree. */

enum tensor_form {
    TENSOR_F32,    /* small, kept as f32: norms, convolution, decay */
    TENSOR_KEEP,   /* matrix that stays in the source's type (router, gates) */
    TENSOR_MATRIX, /* matrix stored at the dense bits */
};

enum tensor_fix {
    FIX_NONE,
    FIX_PLUS_ONE, /* zero-centred norm: + 1 unless the source has it already */
    FIX_NEG_EXP,  /* A_log -> -exp(A_log) */
};

/* Rows that a source stores in another order. */
enum row_map {
    ROWS_PLAIN,
    /* a projection that qwen3_next stores interleaved per key head */
    ROWS_QKV,
    ROWS_Z,
    ROWS_B,
    ROWS_A,
    /* value heads in the order of GGUF's qwen35moe (tiled_head), of v_dim rows each */
    ROWS_TILED_QKV, /* behind the key heads' */
    ROWS_TILED_V,
    ROWS_TILED_HEADS, /* one row a head */
};

struct tensor_slot {
    const char *name;        /* in the pack, after "layers.N." */
    const char *hub;         /* in hub checkpoints, after "<prefix>layers.N." */
    const char *interleaved; /* name of the qwen3_next form, or NULL */
    enum row_map map;        /* of that form */
    enum tensor_form form;
    enum tensor_fix fix;
    size_t field; /* in struct layer_weights, or in struct pack for the top tensors */
};

struct tensor_spec {
    const struct tensor_slot *slot;
    int layer;       /* -1: top */
    int n_out, n_in; /* a vector is 1 x n */
};

enum {
    TENSOR_NAME_MAX = 64
};

/* All dense tensors in file order: top, then layer by layer. Owned by the caller. */
struct tensor_spec *tensor_specs(const struct model_config *c, int *n);
/* "embed", "layers.3.qkv" */
void tensor_spec_name(const struct tensor_spec *s, char out[TENSOR_NAME_MAX]);

/* Where GGUF's qwen35moe has value head h: it groups them by their number within the key head,
 * not by key head. */
int tiled_head(const struct model_config *c, int h);

/* Source row of logical row r in the form of the map, and the number of rows that follow
 * it in order there. Rows past the logical end are the caller's fault. */
int row_map_source(const struct model_config *c, enum row_map map, int r, int *n_run);
/* Rows of the whole interleaved tensor. */
int row_map_rows(const struct model_config *c, enum row_map map);

/* Bytes of the three parts of a matrix, each part beginning at a multiple of `align`. */
struct matrix_layout {
    size_t scales_off, biases_off, n_bytes;
    size_t data_bytes, scales_bytes; /* biases take as many as scales */
};
void matrix_layout_set(struct matrix_layout *l, enum dtype type, int group, int n_out,
                       int n_in, size_t align);

/* Shapes and offsets of a record from the types and groups already in l's parts. */
void expert_layout_set(struct expert_layout *l, const struct model_config *c);

enum {
    DENSE_ALIGN = 64
};
