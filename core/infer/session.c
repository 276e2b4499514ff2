#include "core/infer/session.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/session_impl.h"
#include "core/kernel/kernel.h"

/* A session's life, and what it tells of itself. */

static bool make_timeline(struct session *s, struct timeline *t, struct error *err)
{
    uint64_t state_bytes = session_state_bytes(s);
    t->undo_tok = -1;
    t->tokens = mem_alloc(s->tokens_bytes, "the tokens of the context", err);
    t->logits = t->tokens ? mem_alloc(s->logits_bytes, "the logits", err) : NULL;
    if (!t->logits)
        return false;
    if (state_bytes == 0)
        return true;
    uint64_t share = s->plan.checkpoints_max / (uint64_t)s->p.n_sequence;
    t->checkpoints = checkpoint_list_create(state_bytes, share);
    t->undo = mem_alloc(state_bytes, "the state to go back to", err);
    return t->undo != NULL;
}

static void free_timeline(const struct session *s, struct timeline *t)
{
    if (t->undo)
        mem_free(t->undo, session_state_bytes(s));
    checkpoint_list_destroy(t->checkpoints);
    mem_free(t->tokens, s->tokens_bytes);
    mem_free(t->logits, s->logits_bytes);
}

static bool allocate(struct session *s, const struct expert_store_params *store_params,
                     struct error *err)
{
    const struct model_config *c = &s->pack->config;
    s->pool = pool_create(s->p.n_threads, err);
    if (!s->pool || !session_make_backend(s, store_params, err))
        return false;
    s->store = expert_store_create(s->pack, store_params, err);
    if (!s->store)
        return false;
    size_t n_seq = (size_t)s->p.n_sequence, n_tok = (size_t)session_pass_tok(s);
    for (size_t i = 0; i < n_seq; i++)
        if (!make_timeline(s, &s->timelines[i], err))
            return false;
    s->marks = xcalloc(n_tok, sizeof(*s->marks));
    s->chunk = xcalloc(n_seq, sizeof(*s->chunk));
    s->live = xcalloc(n_seq, sizeof(*s->live));
    s->ids = xcalloc(n_tok, sizeof(*s->ids));
    if (n_seq > 1) {
        s->batch_logits =
            mem_alloc(n_seq * s->logits_bytes, "the logits of a batch", err);
        if (!s->batch_logits)
            return false;
    }

    size_t n_expert = (size_t)c->n_expert;
    s->expert_count = xcalloc(n_expert, sizeof(int));
    s->expert_ids = xcalloc(n_expert, sizeof(int));
    s->expert_first = xcalloc(n_expert, sizeof(int));
    s->expert_rows = xcalloc(n_tok * (size_t)s->p.experts_per_token, sizeof(int));
    s->todo = xcalloc(n_expert, sizeof(int));
    s->ready = xcalloc(n_expert, sizeof(int));
    s->work = xcalloc(n_expert, sizeof(*s->work));
    s->read_ids = xcalloc(n_expert, sizeof(int));
    s->read_items = xcalloc(n_expert, sizeof(int));
    s->all_experts = xcalloc(n_expert, sizeof(int));
    s->guess = xcalloc(n_tok * (size_t)s->p.experts_per_token, sizeof(int));
    s->guess_list = xcalloc(n_expert, sizeof(int));
    s->guessed = xcalloc(n_expert, 1);
    for (int i = 0; i < c->n_expert; i++)
        s->all_experts[i] = i;
    s->expert_touched = xcalloc((size_t)c->n_layer, n_expert);
    s->used = xcalloc((size_t)c->n_layer * n_expert, sizeof(*s->used));
    return true;
}

struct session *session_create(const struct pack *pack,
                               const struct session_params *params, struct error *err)
{
    struct session *s = xcalloc(1, sizeof(*s));
    s->resident_known = true;
    s->n_guesses_left =
        GUESS_TOK * pack->config.n_layer; /* nothing is known to be there */

    s->kernels = kernels_find(params->kernel);
    if (!s->kernels) {
        err_set(err, 0, "no kernels called \"%s\" on this machine", params->kernel);
        goto fail;
    }
    struct expert_store_params store_params;
    if (!session_complete_plan(s, pack, params, &store_params, err))
        goto fail;
    s->timelines = xcalloc((size_t)s->p.n_sequence, sizeof(*s->timelines));
    session_select(s, 0);
    /* The CPU needs the dense part for certain: the disk reads it while memory is prepared. */
    if (!s->p.backend && !(s->warmer = dense_warmer_start(pack, err)))
        goto fail;
    if (!allocate(s, &store_params, err))
        goto fail;
    for (int i = s->p.n_sequence; i-- > 0;) {
        session_select(s, i);
        session_reset(s);
    }
    s->loads = session_fits(s, 0);
    if (s->warmer || s->backend->caps.own_dense)
        return s;
    s->warmer = dense_warmer_start(pack, err);
    if (s->warmer)
        return s;

fail:
    session_destroy(s);
    return NULL;
}

void session_await_dense(struct session *s)
{
    if (s->warmer)
        dense_warmer_await_own(s->warmer);
}

void session_destroy(struct session *s)
{
    if (!s)
        return;
    dense_warmer_stop(s->warmer);
    expert_store_destroy(s->store);
    for (int i = 0; s->timelines && i < s->p.n_sequence; i++)
        free_timeline(s, &s->timelines[i]);
    free(s->timelines);
    if (s->backend)
        s->backend->ops->destroy(s->backend);
    pool_destroy(s->pool);
    mem_free(s->batch_logits,
             s->batch_logits ? (size_t)s->p.n_sequence * s->logits_bytes : 0);
    free(s->chunk);
    free(s->live);
    free(s->ids);
    free(s->marks);
    free(s->expert_count);
    free(s->expert_ids);
    free(s->expert_first);
    free(s->expert_rows);
    free(s->todo);
    free(s->read_ids);
    free(s->read_items);
    free(s->all_experts);
    free(s->guess);
    free(s->guess_list);
    free(s->guessed);
    free(s->ready);
    free(s->work);
    free(s->expert_touched);
    free(s->used);
    free(s);
}

void session_select(struct session *s, int seq)
{
    assert(seq >= 0 && seq < s->p.n_sequence);
    s->seq = seq;
    s->at = &s->timelines[seq];
}

int session_selected(const struct session *s)
{
    return s->seq;
}

int session_n_sequence(const struct session *s)
{
    return s->p.n_sequence;
}

const struct memory_plan *session_plan(const struct session *s)
{
    return &s->plan;
}

const char *session_backend(const struct session *s)
{
    return s->backend->caps.name;
}

const char *session_kernel(const struct session *s)
{
    return s->backend->caps.kernel;
}

const char *session_activations(const struct session *s)
{
    return s->backend->caps.activations;
}

int session_ctx_tok(const struct session *s)
{
    return s->p.ctx_tok;
}

int session_experts_per_token(const struct session *s)
{
    return s->p.experts_per_token;
}

int session_chunk_tok(const struct session *s)
{
    return s->p.chunk_tok;
}

int session_n_threads(const struct session *s)
{
    return s->p.n_threads;
}

int session_n_readers(const struct session *s)
{
    return expert_store_n_readers(s->store);
}

int session_n_tok(const struct session *s)
{
    return s->at->n_tok;
}

const int32_t *session_tokens(const struct session *s)
{
    return s->at->tokens;
}

const float *session_logits(const struct session *s)
{
    return s->at->logits;
}

void session_leave_logits(struct session *s, bool leave)
{
    s->leave_logits = leave;
}

const struct likely_tokens *session_candidates(const struct session *s)
{
    return s->at->candidates;
}

bool session_fetch_logits(struct session *s, struct error *err)
{
    if (s->at->candidates && !s->backend->ops->logits(s->backend, s->at->logits, err)) {
        s->at->candidates = NULL;
        session_leave_lost_backend(s);
        return false;
    }
    s->at->candidates = NULL;
    return true;
}

const char *session_read_method(const struct session *s)
{
    return expert_store_method(s->store);
}

bool session_evict_expert(struct session *s, int layer, int expert, struct error *err)
{
    return expert_store_evict(s->store, layer, expert, err);
}
