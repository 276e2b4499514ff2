#define LOG_MODULE "draft"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/infer/turn.h"

/* A message is read while it is being written. Each draft is read as a whole, up to where the
 * answer begins: when it is submitted as it is, its first token can be chosen at once, and the
 * checkpoints near the end of every prompt are what a longer one goes on from. An engine that
 * reads drafts has one seat, and keeps no states of others. */

static void draft_destroy(struct draft *d)
{
    if (!d)
        return;
    engine_request_finish(&d->r);
    prompt_finish(&d->prompt);
    free(d);
}

/* ---- the caller's thread ---- */

void local_drop_drafts(struct local_engine *e)
{
    e->n_drafts++;
    draft_destroy(e->draft);
    draft_destroy(e->built_draft);
    e->draft = e->built_draft = NULL;
}

void local_read_draft(struct engine *base, struct engine_request *r)
{
    struct local_engine *e = local_engine_of(base);
    struct draft *d = NULL;
    if (e->n_parallel > 1 || e->kept) {
        if (r)
            engine_request_finish(r);
        return;
    }
    if (r) {
        d = xcalloc(1, sizeof(*d));
        d->template = e->template;
        d->r = *r;
        *r = (struct engine_request){0};
    }
    pthread_mutex_lock(&e->lock);
    local_drop_drafts(e);
    e->draft = d;
    if (d)
        pthread_cond_signal(&e->unbuilt);
    else
        local_stop_draft(e, NULL);
    pthread_mutex_unlock(&e->lock);
}

/* ---- the prompts' thread ---- */

void local_build_draft(struct local_engine *e)
{
    struct draft *d = e->draft;
    uint64_t n_drafts = e->n_drafts;
    struct error ignored = {0}; /* its turn will say it */
    e->draft = NULL;
    pthread_mutex_unlock(&e->lock);
    bool ok = prompt_build(e, d->template, &d->r, &d->prompt, &ignored);
    pthread_mutex_lock(&e->lock);
    if (!ok || n_drafts != e->n_drafts) {
        draft_destroy(d);
        return;
    }
    e->built_draft = d;
    local_stop_draft(e, &d->prompt);
    pthread_cond_signal(&e->submitted);
}

/* Half of what is being read is worth waiting for: what a longer text changes lies at the end,
 * in its last word and the template's words behind it. */
void local_stop_draft(struct local_engine *e, const struct prompt *next)
{
    struct draft *d = e->read_draft;
    if (!d)
        return;
    size_t same = next ? prompt_common(&d->prompt, next) : 0;
    if (same == 0 || same < d->from + (d->to - d->from) / 2)
        atomic_store(&d->cancel, true);
}

/* ---- the engine thread ---- */

/* Whether nothing more important is to be done than to read these tokens. */
static bool goes_on(struct local_engine *e, struct draft *d, size_t from, size_t to)
{
    pthread_mutex_lock(&e->lock);
    bool goes = !e->quit && !e->waiting && !e->load.path && !e->built_draft &&
                !atomic_load(&d->cancel);
    d->from = from;
    d->to = to;
    pthread_mutex_unlock(&e->lock);
    return goes;
}

/* It is the turn's loss as well: where a device is lost, another computes from now on. */
static void failed(struct local_engine *e, const char *backend, const struct error *err)
{
    log_warn("a message that is being written was not read: %s", err->msg);
    if (session_backend(e->session) == backend)
        return; /* whoever needs it meets the failure */
    snprintf(e->draft_failure, sizeof(e->draft_failure),
             "Reading ahead failed, and since then the %s computes: %.400s",
             session_backend(e->session), err->msg);
    pthread_mutex_lock(&e->lock);
    local_note_what_computes(e);
    pthread_mutex_unlock(&e->lock);
}

/* Chunk after chunk, each a run of its own, so that what was read stays. */
static void read_chunks(struct local_engine *e, struct draft *d, const struct prompt *p,
                        size_t kept)
{
    struct session *s = e->session;
    struct seat *seat = e->seats;
    const char *backend = session_backend(s);
    size_t chunk = (size_t)session_chunk_tok(s);
    /* What others compare with are the draft's own tokens. */
    ptrdiff_t more = (ptrdiff_t)p->ids.n - (ptrdiff_t)d->prompt.ids.n;
    bool ok = true;
    seat->logits_valid = false;
    session_leave_logits(s, false); /* they are to be there when its turn comes */
    local_stats_begin_draft(e, (int)p->ids.n, (int)kept);
    for (size_t at = kept, end; ok && at < p->ids.n; at = end) {
        struct error err = {0};
        end = p->ids.n - at > chunk ? at + chunk : p->ids.n;
        struct session_run run = {
            .ids = p->ids.ids + at,
            .n = end - at,
            .bounds = p->bounds,
            .n_bounds = p->n_bounds,
            .cancel = &d->cancel,
        };
        ptrdiff_t from = (ptrdiff_t)at - more, to = (ptrdiff_t)end - more;
        ok = goes_on(e, d, from > 0 ? (size_t)from : 0, to > 0 ? (size_t)to : 0) &&
             session_run(s, &run, &err);
        if (ok)
            local_stats_draft_read(e, (int)run.n);
        else if (err.msg[0] && err.code != ECANCELED)
            failed(e, backend, &err);
        seat->logits_valid = ok && end == p->ids.n;
    }
    seat->n_prompt_tok = (int)p->ids.n;
    local_stats_draft_ended(e);
}

/* Back to what the prompt begins with. How much of that is the conversation's is noted, and
 * can be gone back to: no text of a draft is to reach the disk. */
static size_t go_back(struct local_engine *e, const struct prompt *p)
{
    struct seat *seat = e->seats;
    size_t kept = session_rewind_to_prefix(e->session, p->ids.ids, p->ids.n);
    if (seat->draft_from < 0)
        session_checkpoint(e->session);
    if (seat->draft_from < 0 || (int)kept < seat->draft_from)
        seat->draft_from = (int)kept;
    return kept;
}

static void read_draft(struct local_engine *e, struct draft *d)
{
    struct session *s = e->session;
    if (d->prompt.ids.n >= (size_t)session_ctx_tok(s))
        return;
    session_select(s, 0);
    struct prompt p;
    prompt_copy(&p, &d->prompt);
    prompt_adopt_session(e, &p);
    if (!prompt_is_read(e, &p))
        read_chunks(e, d, &p, go_back(e, &p));
    prompt_finish(&p);
}

void local_run_draft(struct local_engine *e)
{
    pthread_mutex_lock(&e->lock);
    struct draft *d = e->built_draft;
    e->built_draft = NULL;
    e->read_draft = d;
    pthread_mutex_unlock(&e->lock);
    if (!d) /* withdrawn */
        return;
    read_draft(e, d);
    pthread_mutex_lock(&e->lock);
    e->read_draft = NULL;
    pthread_mutex_unlock(&e->lock);
    draft_destroy(d);
}
