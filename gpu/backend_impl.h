#pragma once

#include "core/base/pool.h"
#include "gpu/expert_cache.h"
#include "gpu/host_experts.h"
#include "gpu/memory.h"
#include "gpu/ops.h"
#include "gpu/record.h"

/* Inside of the GPU back end: the model's steps as operations. T is the chunk length, k the
 * experts of a token. */

struct gpu_layer {
    uint64_t input_norm, post_norm;
    struct gpu_matrix q, k, v, o;
    uint64_t q_norm, k_norm;
    struct gpu_matrix qkv, z, b, a, out;
    uint64_t conv, neg_exp_a, dt_bias, gdn_norm;
    struct gpu_matrix router, shared_gate, shared_up, shared_down, shared_expert_gate;
    struct gpu_matrix expert_gate, expert_up, expert_down; /* offsets in a record */
    int i_kind;                                            /* place among its kind */
};

/* Where in the one buffer of the chunk each array lies. */
struct gpu_arrays {
    uint64_t h, x, y;          /* [T][H] */
    uint64_t wide;             /* q or qkv: [T][widest] */
    uint64_t conv;             /* [T][channels] */
    uint64_t k, v, b, a;       /* [T][...] */
    uint64_t z, core;          /* [T][Hv Dv] or [T][Nq Dh] */
    uint64_t router, sh_logit; /* [T][E], [T] */
    uint64_t top_weights;      /* [T][k] */
    uint64_t sh_gate, sh_up;   /* [T][Is] */
    uint64_t ex_gate, ex_up;   /* [T * k][I] */
    uint64_t ex_y;             /* [T * k][H] */
    uint64_t logits;           /* [logit_rows][V] */
    uint64_t squares;          /* [Hv][op_delta_parts]: of one token, at most [Hv Dv] */
    uint64_t parts;            /* [Nq][gpu_token_parts][Dh + 2] */
    uint64_t token_ids; /* routing of a token, four times [n_layer][k] and a word; of the
                           first, the ids, the word is 1: a record was missing */
    uint64_t half_x, half_x_scale; /* of x: [T][H / 2], [T] */
    uint64_t half, half_scale; /* of what goes into another product, rows of T or T k */
    uint64_t state_kept;       /* the recurrent state before a token that may fail */
    uint64_t n_bytes;
};

/* Nanoseconds of a byte of weights: copied to the device, computed by the CPU, and there for
 * each row more than the first. 0: not measured. */
struct miss_rates {
    double alone_ns;         /* copied, while the CPU does nothing else */
    double copy_ns, busy_ns; /* copied beside what it computes, and its part of that */
    double host_ns, host_row_ns;
};

struct gpu_backend {
    struct backend base;
    struct gpu *g;
    struct model_config config;
    struct backend_params p; /* pack is borrowed */
    int n_full, n_linear;

    /* -- what fills the device's memory */
    struct gpu_buffer *weights; /* [n_weights] blocks of the dense part */
    int n_weights;
    struct gpu_buffer kv[MAX_LAYERS]; /* per full layer: keys, then values */
    struct gpu_buffer state;          /* per linear layer: convolution inputs, then S */
    struct gpu_buffer arrays;
    struct expert_cache *experts;

    /* -- experts that are not there */
    struct pool *pool;             /* owned: copies, and computes beside the device */
    struct host_experts *host;     /* NULL: all are copied */
    struct expert_work *host_work; /* [n_expert] of one call */
    struct miss_rates rates;
    double host_clock_ns, copy_clock_ns; /* of the layer, as far as it is divided up */
    int n_host_rows;                     /* of those, not yet computed */
    int layer_now;                       /* that was routed last */
    uint64_t routed;                     /* the device's timeline behind its routing */

    /* -- weights */
    struct gpu_layer *layer;
    struct gpu_matrix embed, head;
    uint64_t final_norm;

    /* -- the chunk */
    int n_tok, pos;
    struct gpu_arrays at;   /* addresses */
    struct gpu_buffer step; /* pos, then the ids of the chunk */
    struct gpu_buffer cos_sin;
    struct gpu_buffer top_ids; /* [T][k], of one token its weights [k] behind them */
    struct gpu_buffer singles, tiles,
        rows;                           /* items and row list of the layer's experts */
    uint32_t n_single, n_tiled, n_rows; /* in them */
    bool host_layer; /* the inputs of this layer are with the CPU too */
    struct routing routing;
    double *inv_freq;

    /* -- a token in one piece */
    struct gpu_tape tape;
    uint32_t tape_ctx;            /* positions that it holds for */
    bool tape_logits;             /* it ends with all logits, not with candidates */
    bool may_be_whole;            /* the last token's experts were all there */
    struct gpu_buffer token_host; /* a copy of at.token_ids */
    struct token_log token_log;
    float mixer_ms[MAX_LAYERS], expert_ms[MAX_LAYERS];
    uint64_t n_whole, n_undone; /* tokens that were, and that began so in vain */
    uint64_t n_whole_hits;      /* experts of theirs that the cache was not told of */
    uint64_t n_miss;            /* of the cache when the chunk began */

    /* -- what the last token leaves to choose from */
    struct gpu_buffer candidates_host;
    struct likely_tokens candidates;
    bool candidates_come; /* with the next wait */

    /* -- logits on their way to the host */
    int logit_rows;
    struct gpu_buffer logits_host;
    float *logits_to; /* NULL: none under way */
    size_t logits_bytes;

    uint32_t tile; /* rows of an expert that are computed together */
    bool coop;     /* chunks go to the matrix units */

    /* -- sizes */
    uint64_t state_layer_bytes, conv_state_bytes;
    uint64_t kv_head_bytes; /* all positions of a head */
    uint32_t kv_row_words;
};

/* weights.c: the dense part on the device. False + err. */
bool gpu_weights_load(struct gpu_backend *b, struct error *err);
void gpu_weights_free(struct gpu_backend *b);
/* Bytes that it takes there. */
uint64_t gpu_weights_bytes(const struct pack *pack);

/* plan.c. Sizes that follow from the parameters; False + err. */
bool gpu_plan_sizes(struct gpu_backend *b, const struct backend_params *p,
                    struct error *err);
/* Whether shaders and device can do with this model; False + err. */
bool gpu_plan_check(const struct backend_params *p, struct error *err);
/* The buffers of fixed size; the one of each is in b. */
enum {
    GPU_PLANNED = 11,
};
struct gpu_planned {
    struct gpu_buffer *buffer;
    enum gpu_place place;
    uint64_t bytes;
    const char *what;
};
void gpu_plan_buffers(struct gpu_backend *b, struct gpu_planned out[GPU_PLANNED]);
struct host_experts_params gpu_plan_host_experts(const struct gpu_backend *b);
struct backend_memory gpu_plan_memory(struct gpu_backend *b);
/* How many experts may stay on the device; 0 + err when the model does not fit. */
int gpu_plan_experts(struct gpu_backend *b, struct error *err);

void gpu_attention(struct backend *b, int layer);
void gpu_delta_net(struct backend *b, int layer);
void gpu_route(struct backend *b, int layer);
const struct routing *gpu_routing(struct backend *b, struct error *err);
void gpu_shared_expert(struct backend *b, int layer);
void gpu_experts(struct backend *b, int layer, const struct expert_work *work,
                 int n_work);
void gpu_combine(struct backend *b, int layer);

void gpu_state_reset(struct backend *b, int seq);
bool gpu_state_save(struct backend *b, int seq, void *out, struct error *err);
bool gpu_state_load(struct backend *b, int seq, const void *in, struct error *err);
bool gpu_kv_save(struct backend *b, int seq, int segment, int first, int n, void *out,
                 struct error *err);
bool gpu_kv_load(struct backend *b, int seq, int segment, int first, int n,
                 const void *in, struct error *err);

/* token.c: the steps of a chunk of one token, and all of them at once. */
void gpu_token_attention(struct gpu_backend *b, int layer);
void gpu_token_delta_net(struct gpu_backend *b, int layer);
void gpu_token_route(struct gpu_backend *b, int layer);
void gpu_token_shared_expert(struct gpu_backend *b, int layer);
void gpu_token_combine(struct gpu_backend *b, int layer);
const struct token_log *gpu_token(struct backend *b, int32_t id, int pos, float *logits,
                                  struct error *err);
uint32_t gpu_token_parts(int ctx_tok);

/* candidates.c. Of at.logits, behind a barrier, to where the host reads them. */
void gpu_record_candidates(struct gpu_backend *b);
/* What the device found is sound and becomes b->candidates; False + err. */
bool gpu_take_candidates(struct gpu_backend *b, struct error *err);
const struct likely_tokens *gpu_candidates(const struct backend *b);
bool gpu_logits(struct backend *b, float *out, struct error *err);

/* misses.c: experts that the device does not hold. Open times what can be done with them;
 * False + err. */
bool gpu_misses_open(struct gpu_backend *b, struct error *err);
/* Whether the CPU may compute some of this chunk, so that it needs the inputs. */
bool gpu_misses_want_inputs(const struct gpu_backend *b);
/* The CPU computes this one; it is not to be copied. */
bool gpu_miss_stays(struct gpu_backend *b, int layer, int expert, int n_rows);

bool gpu_holds(const struct backend *b, int layer, int expert);

/* chunk.c. Position, ids and rotations of a chunk to where the device reads them, when it is
 * idle. */
bool gpu_begin_chunk(struct gpu_backend *b, const int32_t *ids, int n_tok, int pos,
                     struct error *err);
uint64_t gpu_ids_at(const struct gpu_backend *b);
void gpu_embed(struct backend *b, const int32_t *ids, const struct chunk_part *parts,
               int n_parts);
void gpu_head(struct backend *b, int first, int n, float *out);
bool gpu_chunk_submit(struct backend *b, struct error *err);
bool gpu_chunk_wait(struct backend *b, struct error *err);
/* What the operations need to know of a layer of the chunk. */
struct gpu_attention gpu_attention_of(const struct gpu_backend *b, int layer);
struct gpu_delta_net gpu_delta_net_of(const struct gpu_backend *b, int layer);

/* x = norm(h) by w */
void gpu_norm_chunk(struct gpu_backend *b, uint64_t w);
/* y[t] = W x[t] for the chunk, rows as long as the matrix makes them */
void gpu_product_chunk(struct gpu_backend *b, const struct gpu_matrix *w, uint64_t x,
                       uint64_t y, bool add);
