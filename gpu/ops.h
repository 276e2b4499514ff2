#pragma once

#include "core/kernel/matrix.h"
#include "gpu/device.h"

/* The operations, on device addresses and independent of the model: each records its work
 * and the barrier behind it. Arrays are f32, row-major; a formula that is not here is that
 * of the member of the same name in core/kernel/kernel.h. */

/* A weight matrix on the device. In the record of an expert the three are offsets from the
 * record's address, which the items carry. */
struct gpu_matrix {
    enum dtype type;
    enum scale_type scale_type;
    int group, n_out, n_in;
    uint64_t data, scales, biases;
};

/* One record and rows first .. first + n - 1 of a list that need it. */
struct gpu_item {
    uint64_t record;
    uint32_t first, n;
};

enum {
    GPU_TILE_TOK = 32,   /* most rows of a tiled item */
    GPU_UNITS_TOK = 128, /* of one for the matrix units */
    GPU_FEW_TOK = 4,     /* above it the weights are unpacked once for a tile */
    GPU_MAX_PLACES = 64, /* experts of a token */
    GPU_MAX_HEADS = 256, /* with head_squares */
    GPU_MAX_PARTS = 256, /* of the positions that one token attends to */
    GPU_BLOCK_KEPT = 16, /* candidates of a block of logits */
};

/* The most rows of a matrix, and tokens of a chunk for attention with n_share query heads of
 * a KV head, that one dispatch can do. */
uint32_t op_product_rows_max(enum dtype type);
int op_attend_tok_max(int dim, int n_share, bool f16);

/* y[t] = W x[t], or with `add` y[t] += W x[t]. Of up to GPU_FEW_TOK tokens what would be a
 * step before or behind it can be part of it. */
struct gpu_product {
    const struct gpu_matrix *w, *dual; /* dual not NULL: y = silu(W x) * (dual x) */
    const struct gpu_matrix
        *beside; /* not NULL: also beside_y = beside x, of one token */
    uint64_t beside_y;
    uint64_t x, y;
    uint64_t scratch;      /* with dual: as large as y, for two that are packed unlike */
    uint64_t norm;         /* not 0: x is rms_norm(x) with these weights */
    uint64_t head_squares; /* not 0: the norm of x per head, begun by op_delta_step */
    uint32_t head_dim, n_part;
    uint32_t x_stride, y_stride, n_tok;
    float eps;
    bool add;
    /* Not 0: x by op_pack_half, for the device's matrix units; affine types. */
    uint64_t x_half, x_scale;
};
/* No barrier: products that do not depend on each other may follow. */
void op_product(struct gpu *g, const struct gpu_product *p);

/* Products with experts. Row r of the list reads x[r / x_div] and writes y[r]; items and
 * list lie on the device. No barrier. */
struct gpu_expert_product {
    const struct gpu_matrix *w;
    uint64_t x, y, rows;
    uint64_t single, tiled; /* addresses of items: of one row, of up to GPU_TILE_TOK */
    uint32_t n_single, n_tiled;
    uint32_t x_stride, y_stride, x_div;
    uint64_t x_half, x_scale; /* as above; all items are tiled, of up to GPU_UNITS_TOK */
};
void op_expert_product(struct gpu *g, const struct gpu_expert_product *p);

/* Rows of x as halves, each with a scale: the first n_row, or (rows not 0) those of a list.
 * n is even. No barrier. */
void op_pack_half(struct gpu *g, uint64_t x, uint64_t half, uint64_t scale, uint64_t rows,
                  uint32_t n, uint32_t n_row);

/* The experts of one token by its routing, from records whose addresses are in a table. A
 * record that is not there (address 0) makes *missing 1 and the results worthless. The
 * routing is four arrays at equal distances: ids, weights, and, for these operations, lower
 * and upper halves of the records' addresses. With the router's logits op_routed_act finds
 * the first two as well, as op_route does. */
struct gpu_routed {
    const struct gpu_matrix *gate, *up, *down;
    uint64_t records; /* [n_expert] addresses */
    uint64_t ids;     /* [k] */
    uint64_t apart;   /* bytes to the weights, and so on */
    uint64_t logits;  /* [n_expert], or 0: ids and weights are there */
    uint64_t missing;
    uint64_t h, norm;      /* in, and its norm's weights */
    uint64_t act, scratch; /* [k][n_ff] */
    uint64_t other,
        other_gate; /* of the shared expert: its result, the gate's logit or 0 */
    uint32_t k, n_expert;
    float eps;
    bool norm_topk;
    bool partial; /* of the sum: what is not there is left out, and nothing is missing */
};
/* act[j] = silu(gate x) * (up x), x = rms_norm(h): as floats, or as the bytes that
 * op_routed_sum with the same matrices takes. No barrier. */
void op_routed_act(struct gpu *g, const struct gpu_routed *p);
/* h += sum over j of weights[j] down act[j], and sigmoid(gate) * other. No barrier. */
void op_routed_sum(struct gpu *g, const struct gpu_routed *p);

/* h[t] = row ids[t] of w, ids on the device */
void op_embed(struct gpu *g, const struct gpu_matrix *w, uint64_t ids, uint32_t n_tok,
              uint64_t h);

/* n_row rows of n, in groups of per_tok rows that share nothing; z 0: without the gate
 * silu(z). n_row = n_tok * per_tok. */
struct gpu_norm {
    uint64_t x, w, y, z;
    uint32_t n, n_tok, per_tok;
    float eps;
};
void op_rms_norm(struct gpu *g, const struct gpu_norm *p);

struct gpu_attention {
    uint64_t q, k, v;        /* [n_tok] rows; q per head: query, then gate if gated */
    uint64_t q_norm, k_norm; /* [dim] */
    uint64_t cos_sin;        /* [n_tok][2][pairs] */
    uint64_t keys, values;   /* cache [n_kv_head][ctx][row] */
    uint64_t o;              /* [n_tok][n_head][dim] */
    uint64_t step;           /* its first word: the position of the first token */
    uint64_t parts;          /* [n_head][n_part][dim + 2], when there are several */
    uint32_t n_part, part;   /* of one token: over n_part * part positions */
    uint32_t n_head, n_kv_head, dim, pairs, ctx, n_tok;
    float eps;
    bool f16, gated;
    bool units; /* on the device's matrix units, where they can */
};
/* Norm, rotation, keys and values into the cache. */
void op_qk_rope(struct gpu *g, const struct gpu_attention *p);
void op_attend(struct gpu *g, const struct gpu_attention *p);
/* Words of a row of the cache. */
uint32_t op_kv_row_words(uint32_t dim, bool f16);

struct gpu_delta_net {
    uint64_t x, conv_w, conv_state, qkv; /* [n_tok][channels] */
    uint64_t b, a;                       /* [n_tok][n_v_head] */
    uint64_t neg_exp_a, dt_bias;
    uint64_t state, o; /* [n_v_head][v_dim][k_dim], [n_tok][n_v_head][v_dim] */
    uint32_t n_tok, channels, conv_width, n_k_head, n_v_head, k_dim, v_dim;
};
void op_conv_silu(struct gpu *g, const struct gpu_delta_net *p);
/* Unit queries and keys, beta and decay in place of b and a. Behind op_conv_silu of several
 * tokens it also advances conv_state. */
void op_delta_prepare(struct gpu *g, const struct gpu_delta_net *p);
void op_delta_net(struct gpu *g, const struct gpu_delta_net *p);
/* All three for one token, from x, and the gated norm (weights, z) up to its root mean
 * square: sums of squares are left in squares[n_v_head][op_delta_parts]. conv_state is
 * advanced behind it by op_conv_shift. */
void op_delta_step(struct gpu *g, const struct gpu_delta_net *p, uint64_t norm,
                   uint64_t z, uint64_t squares);
/* No barrier. */
void op_conv_shift(struct gpu *g, const struct gpu_delta_net *p);
uint32_t op_delta_parts(const struct gpu *g, uint32_t v_dim);

struct gpu_route {
    uint64_t logits, ids, weights; /* [n_tok][n_expert], [n_tok][k], [n_tok][k] */
    uint32_t n_tok, n_expert, k;
    bool norm;
};
/* No barrier. */
void op_route(struct gpu *g, const struct gpu_route *p);

/* gate[r] = silu(gate[r]) up[r] for n_row rows of n, those of the list if rows is not 0 */
void op_swiglu(struct gpu *g, uint64_t gate, uint64_t up, uint64_t rows, uint32_t n,
               uint32_t n_row);
/* h[t] += sigmoid(logit[t]) y[t] */
void op_add_gated(struct gpu *g, uint64_t h, uint64_t y, uint64_t logit, uint32_t n,
                  uint32_t n_tok);
/* h[t] += sum over j < k of weights[t][j] y[t * k + j], in that order. With `place` (not 0)
 * rows of y whose word there is not 0 are row word - 1 of `other`. */
struct gpu_combine {
    uint64_t h, y, weights, place, other;
    uint32_t n, n_tok, k;
};
void op_combine(struct gpu *g, const struct gpu_combine *p);

/* found[op_candidates_max(n)] of struct candidate: of every block of logits[n] the first
 * GPU_BLOCK_KEPT in the order of candidates, then nobody. No barrier. */
void op_candidates(struct gpu *g, uint64_t logits, uint32_t n, uint64_t found);
uint32_t op_candidates_max(uint32_t n);

/* Reads n_bytes, a multiple of 16 below 64 GiB, and does nothing with them: a measurement. No barrier.
 * The word at `to` may become anything. */
void op_read(struct gpu *g, uint64_t from, uint64_t n_bytes, uint64_t to);
