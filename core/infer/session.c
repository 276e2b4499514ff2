#include "core/infer/session.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/cpu_backend.h"
#include "core/infer/session_impl.h"

/* Planning, the timeline with its checkpoints, and runs. The way through the layers is in
 * session_layer.c. */

enum {
    MAX_CHUNK_TOK = 8192,
    MAX_THREADS = 256,
    DEFAULT_CHECKPOINTS = 32, /* when the states are small */
    MIN_CHECKPOINTS = 2,
    UNDO_SHARE = 100,
    /* Inside the last message: so far from the end of the prompt, twice that, and so on, as
     * many as one checkpoint in MINOR_SHARE. */
    MINOR_TOK = 24,
    MINOR_SHARE = 8,
    MAX_MINOR = 8,
};
static const uint64_t default_checkpoint_bytes = (uint64_t)1 << 30;
static const uint64_t spare_bytes = (uint64_t)512 << 20;

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static bool complete_params(const struct pack *pack, struct session_params *p,
                            struct error *err)
{
    const struct model_config *c = &pack->config;
    if (p->n_threads == 0) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        p->n_threads = n > 0 ? (int)n : 1;
    }
    if (p->n_threads > MAX_THREADS)
        p->n_threads = MAX_THREADS;
    if (p->ctx_tok == 0)
        p->ctx_tok =
            c->max_context_tok < SESSION_CTX_TOK ? c->max_context_tok : SESSION_CTX_TOK;
    if (p->experts_per_token == 0)
        p->experts_per_token = c->n_expert_used;
    if (p->chunk_tok == 0)
        p->chunk_tok = p->backend && p->backend->chunk_tok ? p->backend->chunk_tok
                                                           : SESSION_CHUNK_TOK;

    if (p->n_threads < 1)
        return err_set(err, 0, "the number of threads must be positive, not %d",
                       p->n_threads);
    if (p->n_readers < 0)
        return err_set(err, 0, "the number of readers must be positive, not %d",
                       p->n_readers);
    if (p->ctx_tok < 1 || p->ctx_tok > c->max_context_tok)
        return err_set(err, 0, "a context of %d tokens: %s takes 1 to %d", p->ctx_tok,
                       pack->name, c->max_context_tok);
    if (p->experts_per_token < 1 || p->experts_per_token > c->n_expert_used)
        return err_set(err, 0, "%d experts per token: %s takes 1 to %d",
                       p->experts_per_token, pack->name, c->n_expert_used);
    if (p->chunk_tok < 1 || p->chunk_tok > MAX_CHUNK_TOK)
        return err_set(err, 0, "a chunk of %d tokens: 1 to %d are possible", p->chunk_tok,
                       MAX_CHUNK_TOK);
    if (p->chunk_tok > p->ctx_tok)
        p->chunk_tok = p->ctx_tok;
    return true;
}

static bool add(uint64_t *sum, uint64_t bytes)
{
    return !__builtin_add_overflow(*sum, bytes, sum);
}

static bool memory_of_backend(const struct session *s, struct backend_memory *out,
                              struct error *err)
{
    const struct backend_source *source = s->p.backend;
    struct backend_params bp = session_backend_params(s);
    if (!source)
        return cpu_backend_plan(&bp, s->p.n_threads, out, err);
    if (!s->backend)
        return source->plan(source->ctx, &bp, out, err);
    *out = s->backend->caps.memory;
    return true;
}

static bool refuse(const struct session *s, uint64_t total, struct error *err)
{
    const struct memory_plan *plan = &s->plan;
    const char *beside = plan->device > 0 ? " beside what a GPU holds" : "";
    return err_set(err, 0,
                   "%s needs %.0f MiB%s (dense %.0f, KV %.0f, state %.0f, buffers %.0f, "
                   "checkpoints %.0f%s), the limit is %.0f MiB",
                   s->pack->name, mib(total), beside, mib(plan->dense), mib(plan->kv),
                   mib(plan->state), mib(plan->buffers), mib(plan->checkpoints_max),
                   plan->device > 0 ? ", on the GPU or here" : "",
                   mib(s->p.memory_max_bytes));
}

/* The memory of everything; a default checkpoint budget shrinks to what the limit leaves,
 * all else is refused when it does not fit. */
bool session_make_plan(struct session *s, const struct expert_store_params *store_params,
                       struct error *err)
{
    struct backend_memory m;
    if (!memory_of_backend(s, &m, err))
        return false;
    uint64_t chunk_rows = (uint64_t)s->p.chunk_tok * (uint64_t)s->p.experts_per_token;
    s->logits_bytes = (size_t)s->pack->config.n_vocab * sizeof(float);
    s->tokens_bytes = (size_t)s->p.ctx_tok * sizeof(int32_t);

    struct memory_plan *plan = &s->plan;
    *plan = (struct memory_plan){.dense = s->pack->dense_bytes, .kv = m.kv};
    uint64_t total = 0, backends = 0;
    uint64_t undo = m.state;
    bool fits = add(&plan->state, m.state) && add(&plan->state, undo) &&
                add(&plan->buffers, m.buffers) && add(&plan->buffers, s->logits_bytes) &&
                add(&plan->buffers, s->tokens_bytes) &&
                add(&plan->buffers, chunk_rows * 2 * sizeof(int)) &&
                add(&plan->buffers, expert_store_plan(s->pack, store_params)) &&
                add(&backends, plan->dense) && add(&backends, m.kv) &&
                add(&backends, m.state) && add(&backends, m.buffers) &&
                add(&total, plan->dense) && add(&total, plan->kv) &&
                add(&total, plan->state) && add(&total, plan->buffers);
    if (!fits)
        return err_set(err, EOVERFLOW, "plan the memory of %s", s->pack->name);
    plan->device = m.on_device ? backends : 0;
    total -= plan->device;

    uint64_t max = s->p.memory_max_bytes;
    uint64_t checkpoints = s->p.checkpoint_bytes_max;
    if (checkpoints == 0) {
        checkpoints = m.state < default_checkpoint_bytes / DEFAULT_CHECKPOINTS
                          ? m.state * DEFAULT_CHECKPOINTS
                          : default_checkpoint_bytes;
        if (checkpoints < m.state * MIN_CHECKPOINTS)
            checkpoints = m.state * MIN_CHECKPOINTS;
        if (max > 0 && total <= max && checkpoints > max - total)
            checkpoints = max - total;
    }
    plan->checkpoints_max = m.state > 0 ? checkpoints : 0;
    if (!add(&total, plan->checkpoints_max))
        return err_set(err, EOVERFLOW, "plan the checkpoints of %s", s->pack->name);
    return max == 0 || total <= max || refuse(s, total, err);
}

/* Everything up to the plan: parameters without gaps, for the session and its store. */
static bool plan(struct session *s, const struct pack *pack,
                 const struct session_params *params, struct expert_store_params *store,
                 struct error *err)
{
    s->pack = pack;
    s->p = *params;
    if (!complete_params(pack, &s->p, err))
        return false;
    *store = (struct expert_store_params){.n_readers = s->p.n_readers};
    expert_store_defaults(pack, s->p.experts_per_token, store);
    s->p.n_readers = store->n_readers;
    return session_make_plan(s, store, err);
}

bool session_plan_memory(const struct pack *pack, const struct session_params *params,
                         struct memory_plan *out, struct error *err)
{
    struct expert_store_params store;
    struct session *s = xcalloc(1, sizeof(*s));
    bool ok = plan(s, pack, params, &store, err);
    *out = s->plan;
    free(s);
    return ok;
}

/* Experts beside everything else, and something for other programs to grow into. */
static bool all_fits(const struct session *s)
{
    const struct memory_plan *plan = &s->plan;
    uint64_t rest = spare_bytes, need = s->pack->expert_file_bytes;
    return add(&rest, plan->dense) && add(&rest, plan->kv) && add(&rest, plan->state) &&
           add(&rest, plan->buffers) && add(&rest, plan->checkpoints_max) &&
           add(&need, rest - plan->device) && need <= s->p.memory_free_bytes;
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
    s->tokens = mem_alloc(s->tokens_bytes, "the tokens of the context", err);
    s->logits = s->tokens ? mem_alloc(s->logits_bytes, "the logits", err) : NULL;
    if (!s->logits)
        return false;
    uint64_t state_bytes = s->backend->caps.state_bytes;
    if (state_bytes > 0) {
        s->checkpoints = checkpoint_list_create(state_bytes, s->plan.checkpoints_max);
        s->undo = mem_alloc(state_bytes, "the state to go back to", err);
        if (!s->undo)
            return false;
        s->marks = xcalloc((size_t)s->p.chunk_tok, sizeof(*s->marks));
    }

    size_t n_expert = (size_t)c->n_expert;
    s->expert_count = xcalloc(n_expert, sizeof(int));
    s->expert_ids = xcalloc(n_expert, sizeof(int));
    s->expert_first = xcalloc(n_expert, sizeof(int));
    s->expert_rows =
        xcalloc((size_t)s->p.chunk_tok * (size_t)s->p.experts_per_token, sizeof(int));
    s->todo = xcalloc(n_expert, sizeof(int));
    s->ready = xcalloc(n_expert, sizeof(int));
    s->work = xcalloc(n_expert, sizeof(*s->work));
    s->read_ids = xcalloc(n_expert, sizeof(int));
    s->read_items = xcalloc(n_expert, sizeof(int));
    s->all_experts = xcalloc(n_expert, sizeof(int));
    s->guess =
        xcalloc((size_t)s->p.chunk_tok * (size_t)s->p.experts_per_token, sizeof(int));
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
    s->undo_tok = -1;
    s->resident_known = true;
    s->n_guesses_left =
        GUESS_TOK * pack->config.n_layer; /* nothing is known to be there */

    s->kernels = kernels_find(params->kernel);
    if (!s->kernels) {
        err_set(err, 0, "no kernels called \"%s\" on this machine", params->kernel);
        goto fail;
    }
    struct expert_store_params store_params;
    if (!plan(s, pack, params, &store_params, err) || !allocate(s, &store_params, err))
        goto fail;
    session_reset(s);
    s->loads = all_fits(s);
    if (s->backend->caps.own_dense)
        return s;
    s->warmer = dense_warmer_start(pack, err);
    if (s->warmer)
        return s;

fail:
    session_destroy(s);
    return NULL;
}

void session_destroy(struct session *s)
{
    if (!s)
        return;
    dense_warmer_stop(s->warmer);
    expert_store_destroy(s->store);
    if (s->undo)
        mem_free(s->undo, s->backend->caps.state_bytes);
    checkpoint_list_destroy(s->checkpoints);
    if (s->backend)
        s->backend->ops->destroy(s->backend);
    pool_destroy(s->pool);
    mem_free(s->tokens, s->tokens_bytes);
    mem_free(s->logits, s->logits_bytes);
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
    return s->n_tok;
}

const int32_t *session_tokens(const struct session *s)
{
    return s->tokens;
}

const float *session_logits(const struct session *s)
{
    return s->logits;
}

void session_leave_logits(struct session *s, bool leave)
{
    s->leave_logits = leave;
}

const struct likely_tokens *session_candidates(const struct session *s)
{
    return s->candidates;
}

bool session_fetch_logits(struct session *s, struct error *err)
{
    if (s->candidates && !s->backend->ops->logits(s->backend, s->logits, err))
        return false;
    s->candidates = NULL;
    return true;
}

/* The timeline ends at n_tok from now on; what was kept past it is of no use. */
static void cut(struct session *s, int n_tok)
{
    s->n_tok = n_tok;
    if (s->checkpoints)
        checkpoint_list_cut(s->checkpoints, n_tok);
    if (s->undo_tok > n_tok)
        s->undo_tok = -1;
}

void session_reset(struct session *s)
{
    s->backend->ops->state_reset(s->backend);
    cut(s, 0);
    s->undo_tok = -1;
}

/* Bring the state to the newest position <= at_most that can be had. */
static int go_back(struct session *s, int at_most)
{
    if (!s->checkpoints) {
        cut(s, at_most);
        return at_most;
    }
    int n_tok = 0;
    const void *state = checkpoint_list_find(s->checkpoints, at_most, &n_tok);
    if (s->undo_tok >= n_tok && s->undo_tok <= at_most) {
        state = s->undo;
        n_tok = s->undo_tok;
    }
    if (state && s->backend->ops->state_load(s->backend, state, NULL)) {
        cut(s, n_tok);
        return n_tok;
    }
    session_reset(s);
    return 0;
}

size_t session_rewind_to_prefix(struct session *s, const int32_t *ids, size_t n)
{
    size_t common = 0;
    while (common < n && common < (size_t)s->n_tok && ids[common] == s->tokens[common])
        common++;
    if (common == n && n > 0)
        common--; /* one is left to run */
    if (common == (size_t)s->n_tok)
        return common;
    return (size_t)go_back(s, (int)common);
}

void session_checkpoint(struct session *s)
{
    int have;
    if (!s->checkpoints || s->n_tok == 0)
        return;
    if (checkpoint_list_find(s->checkpoints, s->n_tok, &have) && have == s->n_tok)
        return;
    void *state = checkpoint_list_add(s->checkpoints, s->n_tok, false);
    if (state && !s->backend->ops->state_save(s->backend, state, NULL))
        checkpoint_list_cut(s->checkpoints, s->n_tok - 1);
}

/* Whether the checkpoint at the present position, the newest, outlives those that the run
 * adds: the oldest stays, and of the others the newest. */
static bool outlives(const struct session *s, const struct session_run *run)
{
    size_t n_max = checkpoint_list_n_max(s->checkpoints), n_new = n_max / MINOR_SHARE;
    for (size_t i = 0; i < run->n_bounds; i++)
        n_new += run->bounds[i] > (size_t)s->n_tok;
    return n_new + 2 <= n_max;
}

/* Before a prompt of several tokens the state is copied, so that a failure or a cancel
 * inside it costs nothing but the prompt. Before a single token that may be stopped midway
 * it is copied as often as takes one part in UNDO_SHARE of the time, so that a cancel costs
 * the last few tokens of an answer and not all of it. */
static void keep_undo(struct session *s, const struct session_run *run)
{
    int have;
    if (!s->checkpoints || s->n_tok == 0 || s->undo_tok == s->n_tok)
        return;
    int64_t begin = clock_now_ns();
    if (run->n < 2 &&
        (!run->cancel ||
         (s->undo_tok > 0 && (begin - s->undo_ns) / UNDO_SHARE < s->undo_cost_ns)))
        return;
    const void *kept = checkpoint_list_find(s->checkpoints, s->n_tok, &have);
    if (kept && have == s->n_tok) {
        if (outlives(s, run))
            return;
        memcpy(s->undo, kept, s->backend->caps.state_bytes);
        s->undo_tok = s->n_tok;
    } else {
        s->undo_tok =
            s->backend->ops->state_save(s->backend, s->undo, NULL) ? s->n_tok : -1;
    }
    s->undo_ns = clock_now_ns();
    s->undo_cost_ns = s->undo_ns - begin;
}

static bool check_run(const struct session *s, const struct session_run *run,
                      struct error *err)
{
    if (run->n == 0)
        return err_set(err, 0, "run the model: no tokens");
    if (run->n > (size_t)(s->p.ctx_tok - s->n_tok)) {
        err_set(err, 0,
                "the context is full: %d of %d tokens are used, %zu more are wanted",
                s->n_tok, s->p.ctx_tok, run->n);
        if (err)
            err->code = ENOSPC;
        return false;
    }
    for (size_t i = 0; i < run->n; i++)
        if (run->ids[i] < 0 || run->ids[i] >= s->pack->config.n_vocab)
            return err_set(err, 0, "token id %d is outside the vocabulary of %d",
                           run->ids[i], s->pack->config.n_vocab);
    return true;
}

/* Whether states can be kept inside a chunk. */
static bool marks_states(const struct session *s)
{
    return s->checkpoints && s->backend->ops->state_mark;
}

/* Where the chunk that begins at the present position ends. */
static int chunk_end(const struct session *s, const struct session_run *run, int run_end)
{
    int end = run_end - s->n_tok > s->p.chunk_tok ? s->n_tok + s->p.chunk_tok : run_end;
    if (marks_states(s))
        return end;
    for (size_t i = 0; i < run->n_bounds; i++)
        if (run->bounds[i] > (size_t)s->n_tok && run->bounds[i] < (size_t)end)
            return (int)run->bounds[i];
    return end;
}

static bool is_bound(const struct session *s, const struct session_run *run)
{
    for (size_t i = 0; i < run->n_bounds; i++)
        if (run->bounds[i] == (size_t)s->n_tok)
            return true;
    return false;
}

/* The first position past `after` that is worth a checkpoint: a bound, or one of those near
 * the end of the prompt, where an edit of the last message may go on. INT_MAX: none. */
static int next_mark(const struct session *s, const struct session_run *run, int run_end,
                     int after, bool *minor)
{
    int next = INT_MAX;
    for (size_t i = 0; i < run->n_bounds && next == INT_MAX; i++)
        if (run->bounds[i] > (size_t)after && run->bounds[i] < INT_MAX)
            next = (int)run->bounds[i];
    *minor = false;
    size_t n = checkpoint_list_n_max(s->checkpoints) / MINOR_SHARE;
    for (size_t i = n < MAX_MINOR ? n : MAX_MINOR; i-- > 0;) {
        int at = run_end - (MINOR_TOK << i);
        if (at - after < MINOR_TOK / 2 || at >= next)
            continue;
        *minor = true;
        return at;
    }
    return next;
}

/* Checkpoints inside the chunk that ends at `end`; the back end fills them. The list may give
 * up one for the next. */
static void mark_chunk(struct session *s, const struct session_run *run, int end,
                       int run_end)
{
    s->n_marks = 0;
    if (!marks_states(s))
        return;
    bool minor;
    for (int at = s->n_tok; (at = next_mark(s, run, run_end, at, &minor)) < end;)
        checkpoint_list_add(s->checkpoints, at, minor);
    for (size_t i = 0; i < checkpoint_list_n(s->checkpoints); i++) {
        const struct checkpoint *c = checkpoint_list_at(s->checkpoints, i);
        if (c->n_tok > s->n_tok)
            s->marks[s->n_marks++] =
                (struct state_mark){.n_tok = c->n_tok - s->n_tok, .out = c->state};
    }
}

/* The tokens of a chunk that went through are part of the timeline. */
static void append(struct session *s, const int32_t *ids, int n_tok)
{
    memcpy(s->tokens + s->n_tok, ids, (size_t)n_tok * sizeof(*ids));
    s->n_tok += n_tok;
}

/* One chunk, and the logits that are wanted of it. */
static bool run_chunk(struct session *s, const struct session_run *run, size_t done,
                      int n_tok, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    size_t n_vocab = (size_t)s->pack->config.n_vocab;
    const int32_t *ids = run->ids + done;
    bool cancelled =
        run->cancel && atomic_load_explicit(run->cancel, memory_order_relaxed);
    if (run->n == 1 && !run->all_logits && !cancelled) {
        bool whole, leave = s->leave_logits && ops->candidates;
        if (!session_run_token(s, ids[0], leave ? NULL : s->logits, &whole, err))
            return false;
        if (whole) {
            s->candidates = leave ? ops->candidates(s->backend) : NULL;
            append(s, ids, 1);
            return true;
        }
    }
    if (!session_run_layers(s, ids, n_tok, run->cancel, err))
        return false;

    int64_t begin = clock_now_ns();
    bool last = done + (size_t)n_tok == run->n;
    if (run->all_logits)
        ops->head(s->backend, 0, n_tok, run->all_logits + done * n_vocab);
    else if (last)
        ops->head(s->backend, n_tok - 1, 1, s->logits);
    if (!ops->submit(s->backend, err) || !ops->wait(s->backend, err))
        return false;
    if (run->all_logits && last)
        memcpy(s->logits, run->all_logits + (run->n - 1) * n_vocab,
               n_vocab * sizeof(float));
    s->head_ms = (double)(clock_now_ns() - begin) / 1e6;

    append(s, ids, n_tok);
    return true;
}

static struct backend_usage usage_of(const struct session *s)
{
    const struct backend_ops *ops = s->backend->ops;
    return ops->usage ? ops->usage(s->backend) : (struct backend_usage){0};
}

bool session_run(struct session *s, const struct session_run *run, struct error *err)
{
    if (!check_run(s, run, err))
        return false;
    int start = s->n_tok, end = start + (int)run->n;
    keep_undo(s, run);
    s->timed = false;
    s->candidates = NULL;
    if (is_bound(s, run))
        session_checkpoint(s);
    while (s->n_tok < end) {
        int64_t begin = clock_now_ns();
        int n_tok = chunk_end(s, run, end) - s->n_tok;
        s->token_usage = usage_of(s);
        mark_chunk(s, run, s->n_tok + n_tok, end);
        if (!run_chunk(s, run, (size_t)(s->n_tok - start), n_tok, err)) {
            session_leave_lost_backend(s);
            go_back(s, start);
            return false;
        }
        if (is_bound(s, run))
            session_checkpoint(s);
        s->token_ms = (double)(clock_now_ns() - begin) / 1e6;
        s->decoded = n_tok == 1;
        if (run->progress)
            run->progress(run->progress_ctx, s->n_tok - start, (int)run->n);
    }
    s->timed = true;
    /* Not before the first token: until then somebody waits for the disk. */
    if (s->loads && run->n == 1) {
        expert_store_load(s->store);
        s->loads = false;
    }
    return true;
}

bool session_decode(struct session *s, int32_t id, const atomic_bool *cancel,
                    struct error *err)
{
    struct session_run run = {.ids = &id, .n = 1, .cancel = cancel};
    return session_run(s, &run, err);
}

const char *session_read_method(const struct session *s)
{
    return expert_store_method(s->store);
}

bool session_evict_expert(struct session *s, int layer, int expert, struct error *err)
{
    return expert_store_evict(s->store, layer, expert, err);
}

void session_begin_turn(struct session *s)
{
    s->turn_bytes = s->turn_resident_bytes = s->turn_reads = 0;
    s->resident_known = true;
    s->turn_usage = usage_of(s);
}

static struct measure counted(uint64_t now, uint64_t before)
{
    /* Less: another device has taken over. */
    return (struct measure){.v = (double)(now - before), .valid = now >= before};
}

static void fill_usage(const struct session *s, struct stats *out)
{
    const struct measure none = {0};
    struct backend_usage u = usage_of(s);
    const struct backend_usage *turn = &s->turn_usage;
    bool known = s->backend->ops->usage != NULL;
    bool token = known && s->timed && s->decoded;
    out->gpu_used_bytes = known ? counted(u.used_bytes, 0) : none;
    out->gpu_expert_hits = known ? counted(u.n_hit, turn->n_hit) : none;
    out->gpu_expert_misses = known ? counted(u.n_miss, turn->n_miss) : none;
    out->gpu_copied_bytes = known ? counted(u.copied_bytes, turn->copied_bytes) : none;
    out->gpu_copied_bytes_token =
        token ? counted(u.copied_bytes, s->token_usage.copied_bytes) : none;
}

void session_fill_stats(const struct session *s, struct stats *out)
{
    const struct model_config *c = &s->pack->config;
    out->n_layer = c->n_layer;
    memcpy(out->layer, s->layer, (size_t)c->n_layer * sizeof(*out->layer));
    out->token_ms = (struct measure){.v = s->token_ms, .valid = s->timed && s->decoded};
    bool phases = s->timed && s->phases_known;
    out->head_ms = (struct measure){.v = s->head_ms, .valid = phases};
    out->embed_ms = (struct measure){.v = s->embed_ms, .valid = phases};

    out->expert_bytes = s->turn_bytes;
    out->expert_resident_bytes = s->turn_resident_bytes;
    out->resident_known = s->resident_known && s->turn_bytes > 0;
    out->n_expert_reads = s->turn_reads;
    out->expert_bytes_token = s->token_bytes;
    out->experts_touched = (struct measure){
        .v = (double)s->n_touched / ((double)c->n_layer * c->n_expert), .valid = true};

    fill_usage(s, out);
    out->dense_bytes = s->plan.dense;
    out->kv_bytes = s->plan.kv;
    out->state_bytes = s->plan.state;
    out->buffer_bytes = s->plan.buffers;
    out->checkpoint_bytes = s->checkpoints ? checkpoint_list_bytes(s->checkpoints) : 0;
    out->ctx_used_tok = s->n_tok;
    out->ctx_max_tok = s->p.ctx_tok;
}

void session_step(const struct session *s, struct step *out)
{
    const struct model_config *c = &s->pack->config;
    out->n_layer = c->n_layer;
    out->n_expert = c->n_expert;
    out->layer = s->layer;
    out->expert = s->used;
    out->n_used = s->n_used;
    out->embed_ms = s->phases_known ? (float)s->embed_ms : 0;
    out->head_ms = s->phases_known ? (float)s->head_ms : 0;
    out->total_ms = (float)s->token_ms;
    out->expert_bytes = s->token_bytes;
}
