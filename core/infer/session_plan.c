#include "core/infer/session_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/cpu_backend.h"

/* Parameters without gaps, and the memory of everything before anything is allocated. */

enum {
    MAX_CHUNK_TOK = 8192,
    MAX_THREADS = 256,
    MAX_SEQUENCES = 256,
    DEFAULT_CHECKPOINTS = 32, /* when the states are small */
    MIN_CHECKPOINTS = 2,
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

    if (p->n_sequence == 0)
        p->n_sequence = 1;

    if (p->n_sequence < 1 || p->n_sequence > MAX_SEQUENCES)
        return err_set(err, 0, "%d conversations at once: 1 to %d are possible",
                       p->n_sequence, MAX_SEQUENCES);
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
    uint64_t n_seq = (uint64_t)s->p.n_sequence, n_tok = (uint64_t)session_pass_tok(s);
    uint64_t chunk_rows = n_tok * (uint64_t)s->p.experts_per_token;
    s->logits_bytes = (size_t)s->pack->config.n_vocab * sizeof(float);
    s->tokens_bytes = (size_t)s->p.ctx_tok * sizeof(int32_t);

    struct memory_plan *plan = &s->plan;
    *plan = (struct memory_plan){.dense = s->pack->dense_bytes, .kv = m.kv};
    uint64_t total = 0, backends = 0;
    uint64_t undo = m.state;
    bool fits = add(&plan->state, m.state) && add(&plan->state, undo) &&
                add(&plan->buffers, m.buffers) && add(&plan->buffers, m.host) &&
                add(&plan->buffers, n_seq * s->logits_bytes) &&
                add(&plan->buffers, n_seq > 1 ? n_seq * s->logits_bytes : 0) &&
                add(&plan->buffers, n_seq * s->tokens_bytes) &&
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
bool session_complete_plan(struct session *s, const struct pack *pack,
                           const struct session_params *params,
                           struct expert_store_params *store, struct error *err)
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
    bool ok = session_complete_plan(s, pack, params, &store, err);
    *out = s->plan;
    free(s);
    return ok;
}

bool session_fits(const struct session *s, uint64_t more_bytes)
{
    const struct memory_plan *plan = &s->plan;
    uint64_t rest = spare_bytes, need = s->pack->expert_file_bytes;
    return add(&rest, plan->dense) && add(&rest, plan->kv) && add(&rest, plan->state) &&
           add(&rest, plan->buffers) && add(&rest, plan->checkpoints_max) &&
           add(&rest, more_bytes) && add(&need, rest - plan->device) &&
           need <= s->p.memory_free_bytes;
}
