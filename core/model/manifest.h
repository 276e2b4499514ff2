#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "core/model/pack.h"
#include "core/model/tensors.h"

/* manifest.json: what pack_open believes about a folder, and what the packer promises.
 * Only types, groups, names and checksums are free; every offset and size follows from
 * them and the config, is computed, and must agree with what the file says. */

struct error;

enum {
    MANIFEST_MAX_TEXT = 1024 /* bytes of a name; and of a note that is read */
};

struct manifest_tensor {
    enum dtype type;
    enum scale_type scale_type;
    int group;
    struct matrix_layout layout;
    uint64_t offset; /* in dense.bin */
    uint64_t xxh3;   /* of its layout.n_bytes bytes */
};

struct manifest {
    struct model_config config;
    char *name, *template_name, *source; /* owned; source: a note, not used */
    uint64_t source_xxh3;                /* st_fingerprint of the source; 0: not known */
    int expert_bits, dense_bits;         /* as asked for, 0: as stored */
    struct tensor_spec *spec;            /* [n_spec], owned */
    struct manifest_tensor *tensor;      /* [n_spec], owned */
    int n_spec;
    uint64_t dense_bytes;         /* length of dense.bin */
    struct expert_layout *expert; /* [n_layer], owned */
    /* [n_layer], owned: files of experts that are not the pack's own, absolute or from the
     * pack's folder, with records that follow each other without a gap. NULL: experts/ */
    char **expert_file;
    uint64_t checksums_xxh3; /* of experts/checksums.bin */
    char **note;             /* [n_note], owned: what a reader of `info` should know */
    int n_note;
};

/* config must be set: allocates the tables. */
void manifest_init(struct manifest *m, const struct model_config *config);
void manifest_finish(struct manifest *m); /* {0} is fine */
/* Takes `note`. */
void manifest_add_note(struct manifest *m, char *note);

/* Offsets and sizes from types and groups. */
void manifest_place(struct manifest *m);

json_t *manifest_to_json(const struct manifest *m);
/* From <folder>/manifest.json, completely checked. */
bool manifest_load(struct manifest *m, const char *folder, struct error *err);

/* Of which source the pack at `folder` was made: source_xxh3; 0: no pack, or not known. */
uint64_t manifest_source(const char *folder);

uint64_t manifest_n_params(const struct manifest *m);

/* Bits of a weight without its scales: of most weights, and on the average. */
struct manifest_bits {
    int expert, dense;
    double expert_mean, dense_mean;
};
struct manifest_bits manifest_bits(const struct manifest *m);
/* Of the file that holds the layer's experts for the pack at `folder`; owned. */
char *manifest_expert_file(const struct manifest *m, const char *folder, int layer);
/* "<folder>/experts/layer-07.bin" and "<folder>/experts/checksums.bin"; owned. */
char *manifest_expert_path(const char *folder, int layer);
char *manifest_checksums_path(const char *folder);
