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

    /* -- the timeline */
    int32_t *tokens; /* [ctx_tok] */
    int n_tok;
    bool leave_logits;
    float *logits; /* [n_vocab] */
    size_t logits_bytes, tokens_bytes;
    const struct likely_tokens *candidates; /* NULL: the logits are there */
    struct checkpoint_list *checkpoints;    /* NULL: no layer is recurrent */
    void *undo;   /* the state where the last prompt began, NULL: as above */
    int undo_tok; /* its position, -1: not valid */
    int64_t undo_ns, undo_cost_ns; /* when it was copied and how long that took */
    struct state_mark *marks;      /* [chunk] checkpoints inside the present chunk */
    int n_marks;

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
    bool loads;               /* all experts are yet to be read into the page cache */

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

/* session_layer.c: one chunk through all layers; the state is undefined after a failure. */
bool session_run_layers(struct session *s, const int32_t *ids, int n_tok,
                        const atomic_bool *cancel, struct error *err);
/* One token in one piece, where the back end can; *done false: it is to go through
 * session_run_layers, nothing has happened. */
bool session_run_token(struct session *s, int32_t id, float *logits, bool *done,
                       struct error *err);

/* The memory of everything, from the parameters; False + err when it exceeds the limit. */
bool session_make_plan(struct session *s, const struct expert_store_params *store_params,
                       struct error *err);

/* session_backend.c. Of a back end that is optional and cannot be had the reason is logged,
 * and the CPU takes its place. */
struct backend_params session_backend_params(const struct session *s);
bool session_make_backend(struct session *s,
                          const struct expert_store_params *store_params,
                          struct error *err);
/* After a failure: a back end that is lost takes the timeline with it, and the CPU goes on
 * with the next run. Without memory for that every run will fail as this one did. */
void session_leave_lost_backend(struct session *s);
