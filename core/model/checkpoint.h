#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/config.h"
#include "core/model/gguf.h"
#include "core/model/gguf_blocks.h"
#include "core/model/stored_tensors.h"
#include "core/model/tensors.h"

/* A checkpoint of any of the known layouts, seen as the tensors of tensors.h: a folder of
 * config.json and safetensors (hub files with experts one by one or fused, the interleaved
 * projections of qwen3_next, FP8 with a scale for each block, MLX affine quantisation), a
 * GGUF file, or flash-moe's own folder. Every tensor that the model needs is found and its
 * shape checked at open. Immutable afterwards; reading is thread-safe. */

struct error;

/* A matrix of F8_E4M3 codes is cut into blocks of rows x cols, the last ones smaller, and
 * scales[row / rows][col / cols] times a code is a weight. */
struct fp8_blocks {
    int rows, cols; /* 0: not FP8 */
    int n_out;      /* rows of one stored matrix: of stacked ones each begins a block */
};

/* Blocks of that size along n, the last one perhaps smaller. */
static inline uint64_t fp8_blocks_of(uint64_t n, int block)
{
    return (n + (uint64_t)block - 1) / (uint64_t)block;
}

/* Where the rows of one logical matrix come from. Float types have no biases, and scales
 * only as FP8, which is read as F32. */
struct source {
    enum dtype type;            /* of what is read */
    enum scale_type scale_type; /* as read: f16 if scales and biases both are */
    int group;
    struct fp8_blocks fp8;
    int n_out, n_in;
    enum row_map map;
    /* Blocks of GGUF: type, scale_type and group are what they become; `lossy` when that is
     * by requantising. */
    enum block_type block;
    bool lossy;
    bool fixed;    /* has the slot's fix already */
    int tile;      /* inputs of a value head when they are in GGUF's order, else 0 */
    uint64_t row0; /* of the stored tensor, seen as rows of n_in: an expert's slice */
    const struct st_tensor *weight, *scales, *biases;
};

/* Tensors of the file that the text model does not use. */
enum skipped_kind {
    SKIPPED_VISION,
    SKIPPED_PREDICTION, /* of further tokens */
    SKIPPED_OTHER,
    N_SKIPPED
};

struct skipped {
    int n_tensors;
    uint64_t n_bytes;
};

struct expert_source {
    struct source gate, up, down;
};

struct checkpoint {
    char *path; /* owned */
    struct model_config config;
    struct stored_tensors *st;    /* owned */
    struct gguf *gguf;            /* owned: metadata; NULL for safetensors */
    struct tensor_spec *spec;     /* [n_spec], owned */
    struct source *dense;         /* [n_spec], owned */
    struct expert_source *expert; /* [n_layer * n_expert], owned */
    int n_spec;
    char *expert_folder; /* owned: of layer files that are packs' own records; or NULL */
    bool quantised;      /* has MLX affine tensors, or blocks of GGUF */
    bool fp8;            /* has FP8 tensors */
    bool norms_done;     /* zero-centred norms already have their + 1 */
    int fp8_block[2];    /* rows and columns under one scale */
    struct skipped skipped[N_SKIPPED];
};

/* Whether that is a checkpoint of any kind, as far as names tell: a GGUF file, or a folder
 * with one, with safetensors, with a config.json or with flash-moe's weights. */
bool checkpoint_is_here(const char *path);

/* What to call it: the last part of the path, without a GGUF file's endings. A folder of the
 * hub's cache (models--ORG--NAME/snapshots/REVISION) is NAME. Owned. */
char *checkpoint_name(const char *path);

/* A folder, or a GGUF file (the first of a split one). What it is, its content says. */
struct checkpoint *checkpoint_open(const char *path, struct error *err);
void checkpoint_close(struct checkpoint *ck); /* NULL is fine */

/* "hub safetensors", "hub safetensors, FP8", "MLX affine", "GGUF", "flash-moe"; static. */
const char *checkpoint_kind(const struct checkpoint *ck);

/* What is left out, all kinds together, and in words; owned, NULL when nothing is. */
struct skipped checkpoint_skipped(const struct checkpoint *ck);
char *checkpoint_skipped_note(const struct checkpoint *ck);

size_t source_row_bytes(const struct source *s); /* as read, without scales */

/* Rows [row, row + n) as stored, in the order of the model: data in the source's type or
 * blocks, scales and biases (both NULL for float types and blocks) in its scale_type. FP8
 * gives the codes' values times their scales, rounded once to f32, and NaN for a code that
 * is one. */
bool checkpoint_read_rows(const struct checkpoint *ck, const struct source *s, int row,
                          int n, void *data, uint16_t *scales, uint16_t *biases,
                          struct error *err);

/* Rows [row, row + n) will not be read again: the page cache need not keep them. */
void checkpoint_drop_rows(const struct checkpoint *ck, const struct source *s, int row,
                          int n);
