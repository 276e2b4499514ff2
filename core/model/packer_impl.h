#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <xxhash.h>

#include "core/model/calibration.h"
#include "core/model/checkpoint.h"
#include "core/model/convert.h"
#include "core/model/manifest.h"
#include "core/model/pack_folder.h"
#include "core/model/packer.h"

/* The parts of the packer. The work is cut into units (the top tensors, the dense tensors of
 * each layer, the experts of each layer) that are done in order; when one is on the disk, a
 * line in the journal says so and carries its checksums. A unit is cut into pieces, which
 * threads read and convert side by side (packer_pieces.c) and the caller's thread writes in
 * order (packer_write.c). */

struct conveyor;
struct error;
struct seq_file;

struct piece {
    int unit;
    int tensor;   /* of the dense part, or -1: experts */
    int first, n; /* rows of the tensor, or experts of the layer */
};

struct packer {
    /* -- immutable while the pieces are made */
    const struct packer_params *params;
    struct checkpoint *ck;           /* owned */
    struct calibration *calibration; /* owned, or NULL */
    struct pack_folder folder;
    char *dense_path;    /* owned */
    struct piece *piece; /* [n_piece], owned */
    uint64_t n_piece;
    size_t piece_bytes;   /* of the largest */
    struct converter *cv; /* [n_threads], owned: one for each thread */
    int n_threads;
    uint64_t total_bytes;
    /* -- the thread of a piece writes the sums of its experts, nothing else */
    uint64_t *sums; /* [n_layer][n_expert], owned */
    /* -- caller's thread only */
    struct manifest m;
    int journal_fd, checksums_fd;
    struct seq_file *file; /* that is being written: dense.bin or a layer's, or NULL */
    uint64_t file_at;      /* bytes of dense.bin that are in the file */
    XXH3_state_t *hash;    /* owned: of the tensor that is being written */
    char *tail;            /* owned: its scales and biases, which follow the weights */
    size_t tail_bytes;
    int n_done; /* units complete */
    uint64_t done_bytes;
    struct error *err;
};

/* -- packer.c -- */

/* The source, the plan and the pieces; nothing is written. params, err and the descriptors
 * (-1) are set. False + p->err; packer_close all the same. */
bool packer_open(struct packer *p, const char *src, const char *dst);
void packer_close(struct packer *p);
/* Threads that make the pieces from `first` on; NULL + p->err. */
struct conveyor *packer_start(struct packer *p, uint64_t first);
/* What the files take beyond what an earlier run has allocated. */
uint64_t packer_need_bytes(const struct packer *p);

/* -- packer_pieces.c -- */

int packer_n_units(const struct packer *p);
/* The layer whose experts unit u is, or -1. */
int packer_unit_layer(const struct packer *p, int u);
/* The dense tensors of unit u: specs [*first, *end). */
void packer_unit_specs(const struct packer *p, int u, int *first, int *end);
uint64_t packer_unit_bytes(const struct packer *p, int u);
uint64_t packer_piece_bytes(const struct packer *p, const struct piece *piece);
size_t packer_sums_bytes(const struct packer *p);
/* Cuts all units into pieces. */
void packer_cut(struct packer *p);
/* A conveyor_fn; ctx is the struct packer. Of a matrix: the rows' weights, then their scales,
 * then their biases; of experts: their records. */
bool packer_make_piece(void *ctx, int i_thread, uint64_t i, void *slot,
                       struct error *err);

/* -- packer_write.c: false + p->err -- */

bool packer_write_piece(struct packer *p, const struct piece *piece, const char *bytes);
/* What follows the last piece of unit u: everything of it is on the disk then. *hash is of
 * the checksums of the unit's experts. */
bool packer_end_unit(struct packer *p, int u, uint64_t *hash);

/* -- packer_journal.c: false + p->err -- */

/* Takes over what an earlier run has done. */
bool packer_journal_open(struct packer *p);
bool packer_journal_add(struct packer *p, int u, uint64_t experts_hash);
