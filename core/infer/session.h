#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/engine.h"
#include "core/infer/stats.h"
#include "core/model/pack.h"

/* Timelines of tokens ("sequences") through a model: each has KV cache, recurrent state, and
 * the checkpoints that make it possible to go back. Owned and used by one thread (the engine
 * thread). Memory is planned and checked before anything is allocated; no allocation per
 * token. What says nothing of sequences is about the selected one. */

struct error;
struct session;

struct session_params {
    const char *kernel; /* NULL: the best one here */
    bool f32_activations;
    int n_threads;         /* 0: all cores */
    int n_readers;         /* 0: default */
    int ctx_tok;           /* of each sequence, 0: default */
    int n_sequence;        /* 0: 1 */
    int experts_per_token; /* 0: the model's own; else 1..n_expert_used */
    enum kv_choice kv;
    int chunk_tok;                 /* prefill chunk, 0: default */
    uint64_t checkpoint_bytes_max; /* of all sequences, 0: default */
    uint64_t memory_max_bytes;     /* 0: no limit */
    /* What programs and the page cache may take here. All experts are read into the page
     * cache once the first token was computed, if they fit; 0: only as they are used. If the
     * dense part fits twice, it is copied into large pages then (pack_own_dense). */
    uint64_t memory_free_bytes;
    const struct backend_source *backend; /* NULL: the CPU; outlives the session */
    /* NULL: none; outlives the session, sees only what the CPU computes */
    const struct activation_observer *observer;
};

/* What it will take, bytes; computed before allocation. */
struct memory_plan {
    uint64_t dense, kv, state, buffers, checkpoints_max;
    uint64_t device; /* of their sum, in the memory of a GPU; no limit counts it */
};

enum {
    SESSION_CTX_TOK = 32768, /* ctx_tok's default, or what the model can at most */
    /* chunk_tok's default: each chunk reads nearly all experts that are not resident */
    SESSION_CHUNK_TOK = 512,
    /* What a run that others wait beside is shortened to at least. */
    SESSION_FEW_TOK = 64,
};

/* The plan of a session that nobody creates. Of the pack only name, config, expert and
 * dense_bytes are looked at, so that it may be one that has not been written. */
bool session_plan_memory(const struct pack *pack, const struct session_params *params,
                         struct memory_plan *out, struct error *err);

/* The pack is borrowed and must outlive the session. */
struct session *session_create(const struct pack *pack,
                               const struct session_params *params, struct error *err);
void session_destroy(struct session *s); /* NULL is fine */
/* For who measures: returns when the dense part is no longer being copied. */
void session_await_dense(struct session *s);

const struct memory_plan *session_plan(const struct session *s);
/* What computes: it changes when a GPU is lost in a run. */
const char *session_backend(const struct session *s); /* static */
const char *session_kernel(const struct session *s);  /* until the next run */
const char *session_activations(
    const struct session *s); /* "int8", "f32", "f16"; static */
int session_ctx_tok(const struct session *s);
int session_experts_per_token(const struct session *s);
int session_n_threads(const struct session *s);
int session_n_readers(const struct session *s); /* threads; 0: reads need none */

int session_n_sequence(const struct session *s);
int session_chunk_tok(const struct session *s); /* of a prompt, in one piece */
/* 0 at first. A run may be begun and others be selected before it is through. */
void session_select(struct session *s, int seq);
int session_selected(const struct session *s);

int session_n_tok(const struct session *s);             /* tokens in the state */
const int32_t *session_tokens(const struct session *s); /* [n_tok], borrowed */

/* Forget everything. */
void session_reset(struct session *s);

/* Go back to the longest prefix of ids that can be had: the largest checkpoint (or the
 * present position, or 0) that is <= the common prefix of ids and the session's tokens and
 * < n (at least one token must be run to have logits). Returns the tokens kept. */
size_t session_rewind_to_prefix(struct session *s, const int32_t *ids, size_t n);

/* Where going back from the present position to at_most would lead. */
int session_reach(const struct session *s, int at_most);

/* The selected sequence becomes the first n_tok tokens of another one, where n_tok is what
 * session_reach says of that one. False + err: the selected one is empty. */
bool session_fork(struct session *s, int from, int n_tok, struct error *err);

/* Keep the state at the present position, so that it can be gone back to. Within the
 * checkpoint budget: those inside messages give way, then the oldest but the first. Silently
 * does nothing when the budget cannot hold one. */
void session_checkpoint(struct session *s);

/* Run ids through the model from the present position, in chunks. `cancel` (may be NULL)
 * is looked at per layer: when set, returns false with err->code ECANCELED and the state
 * goes back to where this call began as far as checkpoints reach (session_n_tok says).
 * A checkpoint is kept at each of the `bounds` (ascending token positions in the whole
 * timeline, may be NULL), where a back end that cannot do so inside a chunk ends one; others
 * keep a few more near the end of ids. progress may be NULL.
 * Afterwards session_logits holds the last token's logits. False + err on a failed expert
 * read (names file, offset, cause) or a full context (ENOSPC). */
typedef void (*session_progress_fn)(void *ctx, int n_done, int n_total);
struct session_run {
    const int32_t *ids;
    size_t n;
    const size_t *bounds;
    size_t n_bounds;
    const atomic_bool *cancel;
    session_progress_fn progress;
    void *progress_ctx;
    float *all_logits; /* NULL, or [n][n_vocab]: logits of every position */
    /* ids is one token that was chosen for an answer: what is fastest for one may differ
     * in its rounding from what reads a prompt, however that is cut. */
    bool chosen;
};
bool session_run(struct session *s, const struct session_run *run, struct error *err);

/* The same for several sequences at once, chunk after chunk: each is selected and gets its
 * run, what that points to being borrowed until it is through. Then every pass takes one
 * chunk of each sequence that it names through the model, reading each weight once. What a
 * sequence computes does not depend on who is beside it (scalar kernels: to the last bit).
 *
 * session_begin is false + err as session_run. session_left: tokens of the run that have yet
 * to go through; at 0 it is done, and the logits are there. A pass with several parts, each
 * of another sequence, must have no more than the sequences' decode tokens and one chunk. */
struct session_part {
    int seq;
    int max_tok;    /* 0: a chunk; else shorter ones, so that others wait less */
    int n_tok;      /* out: that it has in the pass */
    bool cancelled; /* out: its run's `cancel` was seen: it is over as in session_run */
};
bool session_begin(struct session *s, const struct session_run *run, struct error *err);
size_t session_left(const struct session *s);
/* False + err: all these runs are over, each as session_run on failure. */
bool session_pass(struct session *s, struct session_part *parts, int n,
                  struct error *err);
/* The run of the selected sequence is not to go on; as if it had been cancelled. */
void session_abandon(struct session *s);

/* One more token: prefill of one, without progress. */
bool session_decode(struct session *s, int32_t id, const atomic_bool *cancel,
                    struct error *err);

/* Logits after the last token, [n_vocab]; borrowed until the next run. */
const float *session_logits(const struct session *s);

/* For who chooses tokens one by one: from now on (until told otherwise) the logits of a token
 * may stay where they were computed. Then session_candidates is not NULL until the next run,
 * and session_logits holds them only after session_fetch_logits (which does nothing where
 * they are there; False + err when the device is lost). */
void session_leave_logits(struct session *s, bool leave);
const struct likely_tokens *session_candidates(const struct session *s);
bool session_fetch_logits(struct session *s, struct error *err);

/* How experts come into memory (expert_store_method); static. */
const char *session_read_method(const struct session *s);
/* Push an expert out of the page cache, for measurements (expert_store_evict). */
bool session_evict_expert(struct session *s, int layer, int expert, struct error *err);

/* Fill what the session knows: layers, phases of the last token, experts, memory. */
void session_fill_stats(const struct session *s, struct stats *out);
/* Bytes of experts that were asked for since session_begin_turn, and of them those found in
 * the page cache. */
void session_expert_bytes(const struct session *s, uint64_t *asked, uint64_t *resident);
/* What the last chunk was, without its place in the turn; the pointers are the session's and
 * change with the next one. */
void session_step(const struct session *s, struct step *out);
/* A new turn begins: the per-turn byte counters of stats start from 0. */
void session_begin_turn(struct session *s);
