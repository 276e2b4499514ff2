#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/infer/candidate.h"
#include "core/infer/engine.h"
#include "core/model/pack.h"

/* What computes: the boundary between the session and the CPU or a GPU. The operations are
 * whole steps of our model on one chunk of tokens; the back end owns the hidden states of
 * the chunk, KV cache and recurrent state, the session owns the order of steps, the
 * streaming of experts and everything about time.
 *
 * One chunk is: embed, then for every layer { attention or delta_net, route, routing,
 * shared_expert, experts (as they arrive), combine }, then head, submit, wait, logits. An
 * operation records work and cannot fail; submit and wait can, and after a failure the
 * state is to be restored or reset. A back end may compute at once while recording. One
 * thread (the engine thread) uses it.
 *
 * All float data below is f32, row-major: h[n_tok][H] is the residual stream. */

struct error;
struct backend;
struct pool;

/* Who wants to see what the matrices are multiplied with. Called on the thread that uses
 * the back end; the order depends on the tokens alone, but for that of a layer's experts,
 * which is the one in which they arrive. x is borrowed for the call. */
struct activation_observer {
    void *ctx;
    /* x[n_tok][w->n_in]; w is one of the pack's own dense matrices. */
    void (*dense)(void *ctx, const struct matrix *w, const float *x, int n_tok);
    /* One token's input of an expert [hidden], and of its down projection [expert_ff]. */
    void (*expert)(void *ctx, int layer, int expert, const float *in, const float *mid);
};

struct backend_params {
    const struct pack *pack; /* borrowed, outlives the back end */
    int n_sequence;          /* sequences with a state of their own, 0: 1 */
    int ctx_tok;             /* positions of the KV cache of each */
    int chunk_tok;           /* most tokens of a chunk */
    int n_expert_used;       /* experts per token, 1..the model's */
    int n_threads;           /* of the machine, for what is computed there; 0: one */
    enum kv_choice kv;
    bool f32_activations;                       /* false: int8 with affine weights */
    const struct activation_observer *observer; /* NULL: none; of the CPU's alone */
};

/* Tokens of a chunk that are of one sequence. A chunk is a list of such parts, one row a
 * token, no sequence twice: what looks at other tokens (attention, delta net) does so inside
 * a part, all else sees rows alone, so that weights are read once for all sequences. */
struct chunk_part {
    int seq;   /* 0 .. n_sequence - 1 */
    int n_tok; /* >= 1 */
    int pos;   /* of its first token in the sequence */
    /* One token of an answer. A prompt's tokens are computed alike however it is cut, also
     * where one is left alone; an answer's may be computed as is fastest for one. */
    bool chosen;
};

/* Bytes that a back end with these parameters takes. */
struct backend_memory {
    uint64_t kv, state, buffers;
    bool on_device; /* these and the dense part are not in the machine's memory */
    uint64_t host;  /* in that in any case: what a device and the CPU share */
};

/* The experts of the chunk's tokens: ids[n_tok][k], likeliest first; weights stay in the
 * back end. Borrowed until the next route. */
struct routing {
    const int *ids;
    int n_tok, k;
};

/* One expert that is present, and the rows that need it. A row r = token * k + place of
 * the expert in the token's list. Borrowed for the call. */
struct expert_work {
    struct expert_view view; /* {0}: of an expert that the back end holds */
    const int *rows;         /* [n_rows] ascending */
    int n_rows;              /* 1..chunk_tok */
};

/* What a token took that went through in one piece: times in ms as the device counted
 * them, the experts as routing tells them. Borrowed until the next call. */
struct token_log {
    const int *ids;         /* [n_layer][k] */
    const float *mixer_ms;  /* [n_layer]; NULL: the device has no clock */
    const float *expert_ms; /* [n_layer] from the mixer's end on */
    float embed_ms, head_ms;
    int k;
};

/* The recurrent state as it is behind the first n_tok tokens of a sequence's part. */
struct state_mark {
    int seq;
    int n_tok;
    void *out; /* [state_bytes]; borrowed until the chunk is through */
};

/* A device with memory of its own, since it was opened. */
struct backend_usage {
    uint64_t used_bytes;    /* now */
    uint64_t n_hit, n_miss; /* experts that were needed: there already, or not */
    uint64_t n_beside;      /* of the misses, computed by the CPU */
    uint64_t copied_bytes;  /* of experts, to it */
    /* As measured when it was opened, 0: they were not. */
    double copy_bytes_s, beside_bytes_s;
};

struct backend_ops {
    void (*destroy)(struct backend *b);

    /* h = rows `ids` of the embedding, for the tokens of the parts one after the other,
     * chunk_tok at most. Both are borrowed for the call. */
    void (*embed)(struct backend *b, const int32_t *ids, const struct chunk_part *parts,
                  int n_parts);
    /* Between layers: the chunk goes on without part i, of several; those behind it move
     * up. The state of its sequence is undefined. Optional where n_sequence is 1. */
    void (*drop_part)(struct backend *b, int i);
    /* h += attention(norm(h)); stores keys and values of the chunk. LAYER_FULL */
    void (*attention)(struct backend *b, int layer);
    /* h += delta_net(norm(h)); advances the recurrent state. LAYER_LINEAR */
    void (*delta_net)(struct backend *b, int layer);
    /* x = norm(h) for the experts; router, top k, weights */
    void (*route)(struct backend *b, int layer);
    /* The result of route, waiting for it when needed; NULL + err when that fails. */
    const struct routing *(*routing)(struct backend *b, struct error *err);
    /* Which experts a later layer probably needs: its router on its norm of h as it is now,
     * between route and shared_expert. ids[n_tok][k], likeliest first. Optional. */
    void (*guess)(struct backend *b, int layer, int *ids);
    /* h += sigmoid(gate x) * shared_expert(x); nothing without a shared expert */
    void (*shared_expert)(struct backend *b, int layer);
    /* Whether the back end has an expert's bytes itself: then nobody needs to read them
     * for `experts` of this layer, if those come before others that it has not. Optional. */
    bool (*holds)(const struct backend *b, int layer, int expert);
    /* y[row] = expert(x[row / k]) for every row of every work. Each row of the chunk must
     * be computed once, in any order and any grouping: the result does not depend on it. */
    void (*experts)(struct backend *b, int layer, const struct expert_work *work,
                    int n_work);
    /* h += sum over places of weight * y, in the order of the routing */
    void (*combine)(struct backend *b, int layer);
    /* Logits of the tokens first .. first + n - 1 of the chunk -> out[n][V], host memory
     * that is written by the time wait returns. With `candidates` out may be NULL, of one
     * token: its logits stay, as those of `token`. */
    void (*head)(struct backend *b, int first, int n, float *out);
    /* Optional, of a single sequence: one token from its embedding to its logits[V] (NULL:
     * not wanted) in one piece, done when this returns. NULL with an empty err: not every
     * expert that it chooses is held, nothing has changed, the token is to go layer by layer.
     * NULL + err: as wait. */
    const struct token_log *(*token)(struct backend *b, int32_t id, int pos,
                                     float *logits, struct error *err);
    /* With `token`, both or neither, after it or after the wait behind `head`, until something
     * else is run: the likeliest of the last token, whose logits were not wanted, and those
     * logits after all -> out[V]. */
    const struct likely_tokens *(*candidates)(const struct backend *b);
    bool (*logits)(struct backend *b, float *out, struct error *err);
    bool (*submit)(struct backend *b, struct error *err);
    bool (*wait)(struct backend *b, struct error *err);
    /* Optional. */
    struct backend_usage (*usage)(const struct backend *b);
    /* Optional: nothing will come of it any more, whatever is tried. */
    bool (*lost)(const struct backend *b);

    /* Recurrent state of all layers (convolution inputs and S) of a sequence: state_bytes of
     * caps. The
     * KV cache needs neither, since positions past the present one are never read. */
    void (*state_reset)(struct backend *b, int seq);
    bool (*state_save)(struct backend *b, int seq, void *out, struct error *err);
    bool (*state_load)(struct backend *b, int seq, const void *in, struct error *err);
    /* Optional, between embed and the first layer: what state_save would give inside this
     * chunk goes to the marks, those of a part ascending, 0 < n_tok < its tokens. They are
     * written
     * once the chunk went through, and undefined when it did not. Borrowed likewise. */
    void (*state_mark)(struct backend *b, const struct state_mark *marks, int n);
    /* A sequence's KV cache as rows of kv_row_bytes, one per position, in n_kv_segments segments
     * (full layer, then keys and values, then head): n positions from `first` on, to or
     * from host memory. The same bytes mean the same cache at every context length. */
    bool (*kv_save)(struct backend *b, int seq, int segment, int first, int n, void *out,
                    struct error *err);
    bool (*kv_load)(struct backend *b, int seq, int segment, int first, int n,
                    const void *in, struct error *err);
};

struct backend_caps {
    const char *name;   /* "cpu" */
    const char *kernel; /* "avx512", for people */
    /* "int8", "f32" or "f16", static: of chunks with affine weights */
    const char *activations;
    bool async;     /* operations record, so the clock says nothing of single ones */
    bool own_dense; /* it has copied the dense part */
    int n_sequence; /* that it was made for */
    uint64_t state_bytes; /* of a sequence */
    int n_kv_segments;
    size_t kv_row_bytes; /* one head at one position */
    struct backend_memory memory;
};

/* First member of every implementation. */
struct backend {
    const struct backend_ops *ops;
    struct backend_caps caps;
};

/* Who makes back ends. NULL where one is asked for means the CPU's; a program names
 * another. Borrowed, and thread-safe to call. */
struct backend_source {
    /* What one with these parameters takes, without making it. */
    bool (*plan)(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err);
    struct backend *(*create)(const void *ctx, const struct backend_params *p,
                              struct error *err);
    const void *ctx;
    int chunk_tok; /* tokens of a chunk where nobody asks for a number; 0: the default */
    bool optional; /* the CPU computes when create fails */
};

/* Asserts that every operation is there. */
void backend_check(const struct backend *b);
