#pragma once

#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"
#include "core/infer/ffn.h"

/* Inside of the CPU back end, for cpu_backend*.c alone.
 *
 * Buffers are one allocation that is laid out once. T is the chunk length. What lives
 * across steps of a layer (h, x, the routing, expert rows) has its own place; what lives
 * inside one step (mixer and expert scratch) shares memory with the other steps. */

enum {
    ROW_BLOCK = 64,   /* rows of a product that one task takes at least when it can */
    TOKEN_BLOCK = 8,  /* tokens that one task of an elementwise step takes */
    MAX_PRODUCTS = 4, /* products of one region */
};

struct product {
    const struct matrix *w;
    struct act act;
    float *y; /* [n_tok][y_stride] */
    size_t y_stride;
    float *add_to; /* NULL, or [n_tok][y_stride]: y is added here as well */
};

struct cpu_backend {
    struct backend base;
    struct backend_params p;
    const struct model_config *c;
    const struct kernels *k;
    struct pool *pool;
    int n_threads;
    enum kv_type kv_type;

    /* -- the chunk */
    int n_tok;
    struct chunk_part *parts; /* [n_sequence] */
    int n_parts;
    bool chosen;                    /* all parts are */
    const struct state_mark *marks; /* borrowed, for this chunk */
    int n_marks;

    /* -- state of each sequence: KV per full layer, recurrent state per linear layer */
    char *kv_mem;
    size_t kv_mem_bytes, kv_seq_bytes, kv_row_bytes; /* one head at one position */
    int kv_index[MAX_LAYERS];                        /* layer -> place among its kind */
    float *state_mem;
    size_t state_mem_bytes, state_seq_bytes; /* all linear layers */
    size_t state_layer_floats, conv_state_floats;

    /* -- buffers */
    char *buf_mem;
    size_t buf_bytes;
    double *inv_freq; /* [rotary_dim / 2] */
    float *rope_cos;  /* [T][rotary_dim / 2] */
    float *rope_sin;
    float *h;             /* [T][H] */
    struct act_buf x;     /* [T][H] normed input of the step */
    float *y;             /* [T][H] output of the step before it is added */
    float *delta_scratch; /* [n_threads][delta_floats] */
    size_t delta_floats;
    /* attention */
    float *att_q;           /* [T][Nq * Dh (* 2)] */
    float *att_k, *att_v;   /* [T][Nkv * Dh] */
    struct act_buf att_out; /* [T][Nq * Dh] */
    float *att_scratch;     /* [n_threads][att_floats] */
    size_t att_floats;
    /* delta net */
    float *dn_qkv, *dn_conv; /* [T][conv_channels] */
    float *dn_z;             /* [T][Hv * Dv] */
    float *dn_b, *dn_a;      /* [T][Hv]; become beta and log decay */
    float *dn_core;          /* [T][Hv * Dv] */
    struct act_buf dn_out;   /* [T][Hv * Dv] */
    /* experts */
    float *router;      /* [T][E] */
    int *top_ids;       /* [T][k] */
    float *top_weights; /* [T][k] */
    float *expert_y;    /* [T * k][H] in the order in which they were computed */
    int *expert_y_row;  /* [T * k] row (token * k + place) -> row of expert_y */
    int n_expert_y;     /* computed so far */
    struct routing routing;
    float *guess_scratch;   /* [n_threads][k] */
    float *sh_logit;        /* [T] */
    float *sh_gate, *sh_up; /* [T][Is] */
    struct act_buf sh_mid;  /* [T][Is] */
    int n_rows_max;         /* P: rows of one batch of experts */
    struct act_buf ex_in;   /* [P][H] */
    float *ex_gate, *ex_up; /* [P][I] */
    struct act_buf ex_mid;  /* [P][I] */
    struct ffn *ffn;        /* [P] */
};

/* b[i] = norm(in[i]) * w for n_tok tokens, and its int8 form. */
void cpu_norm(struct cpu_backend *c, const float *in, const float *w, int n_tok,
              const struct act_buf *b);
/* The int8 form of all tokens of the pass in b, if it has one. */
void cpu_quantize(struct cpu_backend *c, const struct act_buf *b);
/* Whether a head is whole groups of the rounding, so that who has computed it can round it. */
static inline bool cpu_rounds_heads(const struct act_buf *b, int head_dim)
{
    return b->q && head_dim % ACT_GROUP == 0;
}
/* For who wants to see it: this is what w was multiplied with. */
void cpu_observe(const struct cpu_backend *c, const struct matrix *w,
                 const struct act *x);
/* All products in one region, their rows split over the threads. */
void cpu_products(struct cpu_backend *c, const struct product *p, int n);
/* Copies with all threads. */
void cpu_copy(struct cpu_backend *c, void *dst, const void *src, size_t n_bytes);

/* Segments of the KV cache, see backend.h. */
int cpu_kv_segments(const struct cpu_backend *c);
bool cpu_kv_save(struct backend *b, int seq, int segment, int first, int n, void *out,
                 struct error *err);
bool cpu_kv_load(struct backend *b, int seq, int segment, int first, int n,
                 const void *in, struct error *err);
/* A sequence's part of the two. */
char *cpu_kv_of(const struct cpu_backend *c, int seq);
float *cpu_state_of(const struct cpu_backend *c, int seq);

void cpu_attention(struct backend *b, int layer);
void cpu_delta_net(struct backend *b, int layer);
void cpu_route(struct backend *b, int layer);
void cpu_guess(struct backend *b, int layer, int *ids);
const struct routing *cpu_routing(struct backend *b, struct error *err);
void cpu_shared_expert(struct backend *b, int layer);
void cpu_experts(struct backend *b, int layer, const struct expert_work *work,
                 int n_work);
void cpu_combine(struct backend *b, int layer);
