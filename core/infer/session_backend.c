#define LOG_MODULE "session"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/infer/cpu_backend.h"
#include "core/infer/session_impl.h"

/* Which back end computes, and the CPU in place of one that cannot. */

struct backend_params session_backend_params(const struct session *s)
{
    const struct session_params *p = &s->p;
    return (struct backend_params){.pack = s->pack,
                                   .n_sequence = p->n_sequence,
                                   .ctx_tok = p->ctx_tok,
                                   .chunk_tok = session_pass_tok(s),
                                   .n_expert_used = p->experts_per_token,
                                   .n_threads = p->n_threads,
                                   .kv = p->kv,
                                   .f32_activations = p->f32_activations,
                                   .observer = p->observer};
}

/* The CPU in place of a back end that could not be made or was lost. */
static struct backend *make_cpu_instead(struct session *s,
                                        const struct expert_store_params *store_params,
                                        struct error *err)
{
    struct session_params *p = &s->p;
    if (p->chunk_tok == p->backend->chunk_tok && p->chunk_tok > SESSION_CHUNK_TOK)
        p->chunk_tok = SESSION_CHUNK_TOK;
    p->backend = NULL;
    if (!session_make_plan(s, store_params, err))
        return NULL;
    struct backend_params bp = session_backend_params(s);
    return cpu_backend_create(&bp, s->kernels, s->pool, err);
}

bool session_make_backend(struct session *s,
                          const struct expert_store_params *store_params,
                          struct error *err)
{
    const struct backend_source *source = s->p.backend;
    struct backend_params bp = session_backend_params(s);
    struct error why = {0};
    if (source)
        s->backend = source->create(source->ctx, &bp, source->optional ? &why : err);
    else
        s->backend = cpu_backend_create(&bp, s->kernels, s->pool, err);
    if (!s->backend && source && source->optional) {
        log_warn("%s; the CPU computes", why.msg);
        s->backend = make_cpu_instead(s, store_params, err);
    }
    if (!s->backend)
        return false;
    /* Where the device is opened it may turn out to compute in the machine's memory. */
    return !s->p.backend || s->backend->caps.memory.on_device ||
           session_make_plan(s, store_params, err);
}

void session_leave_lost_backend(struct session *s)
{
    struct expert_store_params store = {.n_readers = s->p.n_readers};
    struct error err = {0};
    if (!s->backend->ops->lost || !s->backend->ops->lost(s->backend))
        return;
    expert_store_defaults(s->pack, s->p.experts_per_token, &store);
    struct session_params before = s->p;
    struct backend *cpu = make_cpu_instead(s, &store, &err);
    if (!cpu) {
        s->p = before;
        log_warn("the CPU cannot go on: %s", err.msg);
        return;
    }
    s->backend->ops->destroy(s->backend);
    s->backend = cpu;
    s->loads = session_fits(s, 0); /* of the CPU's own plan now */
    if (!s->warmer)
        s->warmer = dense_warmer_start(s->pack, NULL); /* without it page faults do it */
    int seq = s->seq;
    for (int i = 0; i < s->p.n_sequence; i++) {
        session_select(s, i);
        session_reset(s);
    }
    session_select(s, seq);
}
