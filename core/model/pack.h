#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/matrix.h"
#include "core/model/config.h"

/* An opened pack: the folder of design section 4. The dense part is mapped read-only and
 * every pointer below is a view into the mapping (or into small derived arrays); the
 * expert files are open for reading and are read by core/stream. What can be read is immutable
 * after open, so thread-safe to read; pack_own_dense() changes where it is stored. */

struct error;

enum {
    PACK_VERSION = 1,
    PACK_ALIGN = 4096
};

/* All norm weights are plain multipliers here (the reference's "1 + w" is baked in). */
struct layer_weights {
    enum layer_kind kind;
    const float *input_norm; /* [H] */
    const float *post_norm;  /* [H] */
    /* LAYER_FULL */
    struct matrix q;    /* [Nq * Dh * (gated ? 2 : 1)][H]; per head: query, then gate */
    struct matrix k, v; /* [Nkv * Dh][H] */
    struct matrix o;    /* [H][Nq * Dh] */
    const float *q_norm, *k_norm; /* [Dh] */
    /* LAYER_LINEAR; the interleaved projections of qwen3_next are split when packing */
    struct matrix qkv;  /* [2 Hk Dk + Hv Dv][H]: all q heads, all k heads, all v heads */
    struct matrix z;    /* [Hv * Dv][H] */
    struct matrix b, a; /* [Hv][H] */
    struct matrix out;  /* [H][Hv * Dv] */
    const float *conv;  /* [conv_channels][conv_width] */
    const float *neg_exp_a; /* [Hv], -exp(A_log) */
    const float *dt_bias;   /* [Hv] */
    const float *gdn_norm;  /* [Dv] */
    /* MoE */
    struct matrix router;                 /* [E][H] */
    struct matrix shared_gate, shared_up; /* [Is][H]; n_out 0 without shared expert */
    struct matrix shared_down;            /* [H][Is] */
    struct matrix shared_expert_gate;     /* [1][H] */
};

/* Where the parts of one expert lie inside its record. Offsets in bytes from the record's
 * start; scales and biases are meaningless for the float types. */
struct expert_part {
    enum dtype type;
    enum scale_type scale_type;
    int group, n_out, n_in;
    size_t data_off, scales_off, biases_off;
};

struct expert_layout {
    struct expert_part gate, up, down; /* [I][H], [I][H], [H][I] */
    size_t record_bytes;               /* what must be read */
    /* Distance of records: a multiple of PACK_ALIGN in files of the pack's own. */
    size_t stride_bytes;
};

struct expert_view {
    struct matrix gate, up, down;
};

struct pack {
    char *path; /* owned */
    char *name; /* owned: what the screen calls the model */
    struct model_config config;
    struct matrix embed;          /* [V][H] */
    struct matrix head;           /* [V][H]; the same view as embed when tied */
    const float *final_norm;      /* [H] */
    struct layer_weights *layer;  /* [n_layer], owned */
    struct expert_layout *expert; /* [n_layer], owned */
    int *expert_fd;               /* [n_layer], owned: layer files, open O_RDONLY */
    char **expert_path;           /* [n_layer], owned; perhaps not in the pack's folder */
    char *template_name;          /* owned: chat template, for example "qwen3.5" */
    int expert_bits, dense_bits;  /* as asked for when packing, 0: mixed or as stored */
    size_t dense_bytes;           /* mapped */
    size_t expert_file_bytes;     /* all layer files */
    uint64_t n_params;
    void *impl; /* struct pack_impl */
};

struct pack *pack_open(const char *path, struct error *err);
void pack_close(struct pack *pack); /* NULL is fine */

/* Views of one expert's matrices inside a record at `record`. */
void expert_view(const struct expert_layout *layout, const void *record,
                 struct expert_view *out);

/* "<pack>/tokenizer.json" and "<pack>/generation.json", owned by the caller. */
char *pack_tokenizer_path(const struct pack *pack);
char *pack_generation_path(const struct pack *pack);

/* Weight bytes read for one token with k experts per layer: dense part (embedding counted
 * as one row) and experts. */
size_t pack_dense_bytes_per_token(const struct pack *pack);
size_t pack_expert_bytes_per_token(const struct pack *pack, int k);

/* Copies the dense part from the mapped file into memory of the process's own, in large pages,
 * which takes the file's place: products over large pages are 5 to 15 % faster. Left out is an
 * embedding that is not the head too: a token needs one row of it. Views stay where they are,
 * and any thread may read them meanwhile. The page cache keeps what it has. Returns when all is
 * done, or *stop is set, or something fails, which costs the gain and nothing else. A second
 * call for the same pack does nothing, also when the first did not come to its end. Does
 * nothing on systems other than Linux, and without large pages. */
void pack_own_dense(const struct pack *pack, const atomic_bool *stop);
/* How much of it that is by now: in whole pages, so perhaps a little more than there is. */
size_t pack_owned_bytes(const struct pack *pack);

/* The dense tensors one by one, in file order: name ("layers.3.qkv") and view, which for
 * the f32 vectors is a matrix of one row. `name` has room for 64 bytes. */
int pack_n_tensors(const struct pack *pack);
struct matrix pack_tensor(const struct pack *pack, int i, char *name);

/* A hash of everything that decides what the model computes: configuration, formats and
 * the checksums of all weights. The same for two copies of a pack, whatever their names. */
uint64_t pack_identity(const struct pack *pack);

/* What the packer had to say about the weights, for `info`; borrowed. */
int pack_n_notes(const struct pack *pack);
const char *pack_note(const struct pack *pack, int i);

/* Read everything and compare checksums. progress may be NULL. */
typedef bool (*pack_progress_fn)(void *ctx, const char *what, uint64_t done_bytes,
                                 uint64_t total_bytes); /* false stops */
bool pack_verify(const struct pack *pack, pack_progress_fn progress, void *ctx,
                 struct error *err);
