#pragma once

#include "core/base/pool.h"
#include "core/infer/backend.h"
#include "core/infer/checkpoint_list.h"
#include "core/infer/dense_warmer.h"
#include "core/infer/session.h"
#include "core/stream/expert_store.h"

/* Inside of the session, for session*.c alone. */

enum {
    GUESS_TOK = 4, /* tokens or chunks that read ahead after an expert was missing */
};

/* A sequence: what was read, and how far back it can be gone. */
struct timeline {
    int32_t *tokens; /* [ctx_tok] */
    int n_tok;
    float *logits;                          /* [n_vocab] */
    const struct likely_tokens *candidates; /* NULL: the logits are there */
    struct checkpoint_list *checkpoints;    /* NULL: no layer is recurrent */
    void *undo;   /* the state where the last prompt began, NULL: as above */
    int undo_tok; /* its position, -1: not valid */
    int64_t undo_ns, undo_cost_ns; /* when it was copied and how long that took */

    /* The run that goes on: its chunks go from run_start to run_end. */
    bool running;
    struct session_run run; /* what it points to is borrowed until its end */
    int run_start, run_end;
    /* The chunk in which the next token lies, if nobody shortened it. */
    int chunk_from, chunk_until;
};

/* One chunk on its way: parts of which some may be dropped. */
struct pass {
    struct session_part *parts; /* [n], borrowed */
    int n;
    const int32_t *ids; /* [n_tok] */
    int n_tok;
    int n_live;
};

struct session {
    /* -- immutable */
    const struct pack *pack;
    struct session_params p; /* complete: no defaults left */
    struct memory_plan plan;
    struct pool *pool;
    struct backend *backend;
    const struct kernels *kernels;
    struct expert_store *store;
    struct dense_warmer *warmer; /* NULL: the back end has its own copy */

    /* -- the timelines; `at` is the selected one, `seq` its number */
    struct timeline *timelines; /* [n_sequence] */
    struct timeline *at;
    int seq;
    bool leave_logits;
    size_t logits_bytes, tokens_bytes; /* of one */

    /* -- the present chunk */
    struct state_mark *marks; /* [chunk] checkpoints inside it */
    int n_marks;
    struct chunk_part *chunk; /* [n_sequence] of live parts */
    int *live;                /* [n_sequence] their places among those of the pass */
    int32_t *ids;             /* [chunk] where it is of several sequences */
    float *batch_logits;      /* [n_sequence][n_vocab]; NULL: of one */

    /* -- the experts of one layer, grouped */
    int *expert_count;        /* [n_expert] rows of each */
    int *expert_ids;          /* [n_expert] those needed, ascending */
    int *expert_first;        /* [n_expert] of expert_ids[i] in expert_rows */
    int *expert_rows;         /* [chunk * k] */
    int *todo;                /* [n_expert] */
    int *ready;               /* [n_expert] */
    struct expert_work *work; /* [n_expert] */
    int *read_ids;            /* [n_expert] of expert_ids, those the back end lacks */
    int *read_items;          /* [n_expert] their places in expert_ids */
    int *all_experts;         /* [n_expert] 0, 1, 2, ... */
    int *guess;               /* [chunk * k] of the next layer, per token */
    int *guess_list;          /* [n_expert] each once */
    uint8_t *guessed;         /* [n_expert] */
    int n_guesses_left;       /* layers, before some expert must be missing again */
    bool loads; /* experts are yet to be read, the dense part to be copied */

    /* -- what is told about it */
    struct layer_stats layer[MAX_LAYERS];
    double token_ms, head_ms, embed_ms;
    bool timed;              /* those are of a run that went through */
    bool phases_known;       /* the times of its layers, and the two, too */
    bool decoded;            /* token_ms is of a single token */
    bool resident_known;     /* of the turn's bytes, those that the page cache had */
    uint8_t *expert_touched; /* [n_layer * n_expert] */
    uint64_t n_touched;
    struct step_expert *used; /* [n_layer * n_expert] by the last chunk, layer by layer */
    size_t n_used;
    uint64_t turn_bytes, turn_resident_bytes, turn_reads, token_bytes;
    struct backend_usage turn_usage, token_usage; /* of the device, where those began */
};

/* session_layer.c: one chunk, s->chunk, through all layers; the states are undefined after a
 * failure. Parts whose run is cancelled are marked and dropped; with the last one it ends,
 * n_live is 0 then. */
bool session_run_layers(struct session *s, struct pass *p, struct error *err);
/* One token of the selected sequence in one piece, where the back end can; *done false: it is
 * to go through session_run_layers, nothing has happened. */
bool session_run_token(struct session *s, int32_t id, float *logits, bool *done,
                       struct error *err);

/* session_plan.c. Everything up to the plan: parameters without gaps, for the session and its
 * store. */
bool session_complete_plan(struct session *s, const struct pack *pack,
                           const struct session_params *params,
                           struct expert_store_params *store, struct error *err);
/* Is there memory for all experts beside everything else, something for other programs to grow
 * into, and more_bytes? */
bool session_fits(const struct session *s, uint64_t more_bytes);
/* The memory of everything, from the parameters; False + err when it exceeds the limit. */
bool session_make_plan(struct session *s, const struct expert_store_params *store_params,
                       struct error *err);

/* session_backend.c. Of a back end that is optional and cannot be had the reason is logged,
 * and the CPU takes its place. */
struct backend_params session_backend_params(const struct session *s);
bool session_make_backend(struct session *s,
                          const struct expert_store_params *store_params,
                          struct error *err);
/* After a failure: a back end that is lost takes the timelines with it, and the CPU goes on
 * with the next run. Without memory for that every run will fail as this one did. */
void session_leave_lost_backend(struct session *s);

/* session_timeline.c, all about the selected sequence. Brings the state to the newest
 * position <= at_most that can be had, and returns it. */
int session_go_back(struct session *s, int at_most);
/* Copies the state before a run that may fail or be cancelled, where that is worth it. */
void session_keep_undo(struct session *s, const struct session_run *run);
/* Where the chunk of the run that begins at the present position ends; after max_tok tokens at
 * most (0: as many as a chunk takes), or SESSION_FEW_TOK if that is more. Wherever it is
 * shortened, every token is computed as without that, to the last bit. */
int session_chunk_end(struct session *s, int max_tok);
/* A checkpoint where the run wants one at the present position. */
void session_keep_bound(struct session *s);
/* Checkpoints inside the chunk that ends at `end` join s->marks; the back end fills them. */
void session_mark_chunk(struct session *s, int end);
/* Bytes of a copy of the state, 0: no layer is recurrent. */
static inline uint64_t session_state_bytes(const struct session *s)
{
    return s->backend->caps.state_bytes;
}
/* Most tokens of a pass. */
static inline int session_pass_tok(const struct session *s)
{
    return s->p.chunk_tok + s->p.n_sequence - 1;
}

/* session_stats.c. Of the device; zeros without one. */
struct backend_usage session_usage(const struct session *s);
