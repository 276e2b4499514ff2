#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/snapshot.h"
#include "core/infer/turn.h"

#define LOG_MODULE "snapshot"
#include "core/base/log.h"

/* The state on disk: written by the engine thread while nobody waits for it, restored
 * before the first turn of a conversation. */

void snapshot_job_finish(struct snapshot_job *j)
{
    free(j->path);
    free(j->template_name);
    prompt_finish(&j->prompt);
    *j = (struct snapshot_job){0};
}

/* ---- the caller's thread ---- */

void local_snapshot_save(struct engine *base, const char *path, uint64_t bytes_max,
                         int after_ms)
{
    struct local_engine *e = local_engine_of(base);
    struct snapshot_job job = {.path = xstrdup(path),
                               .template_name = xstrdup(template_name(e->template)),
                               .bytes_max = bytes_max};
    if (after_ms > 0)
        job.due_ns = clock_now_ns() + (int64_t)after_ms * 1000000;
    pthread_mutex_lock(&e->lock);
    if (job.due_ns == 0)
        local_stop_draft(e, NULL); /* it would be waited for */
    snapshot_job_finish(&e->save);
    e->save = job;
    pthread_cond_signal(&e->submitted);
    pthread_mutex_unlock(&e->lock);
}

void local_snapshot_load(struct engine *base, const char *path, struct engine_request *r)
{
    struct local_engine *e = local_engine_of(base);
    struct snapshot_job job = {.path = xstrdup(path)};
    /* A conversation that cannot be rendered yet has nothing that could match. */
    struct error ignored = {0};
    prompt_build(e, e->template, r, &job.prompt, &ignored);
    engine_request_finish(r);
    pthread_mutex_lock(&e->lock);
    local_drop_drafts(e);
    local_stop_draft(e, NULL);
    snapshot_job_finish(&e->load);
    e->load = job;
    pthread_cond_signal(&e->submitted);
    pthread_mutex_unlock(&e->lock);
}

/* ---- the engine thread ---- */

static void wait_until(struct local_engine *e, int64_t ns)
{
    struct timespec at = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    pthread_cond_timedwait(&e->submitted, &e->lock, &at);
}

/* What would be lost comes first: a state that another is going to replace, and one whose
 * program is leaving. A turn never waits for a save that has time; a draft does, since it has
 * more of it. */
enum local_task local_next_task(struct local_engine *e)
{
    for (;;) {
        if (e->n_running > 0)
            return TASK_TURNS;
        bool at_once = e->quit || e->load.path || e->save.due_ns == 0;
        if (e->save.path && at_once)
            return TASK_SAVE;
        if (e->quit)
            return TASK_QUIT;
        if (e->load.path)
            return TASK_LOAD;
        if (e->waiting)
            snapshot_job_finish(&e->save);
        if (e->waiting && e->waiting->is_built)
            return TASK_TURNS;
        if (e->built_draft && !e->waiting)
            return e->save.path ? TASK_SAVE : TASK_DRAFT;
        if (!e->save.path)
            pthread_cond_wait(&e->submitted, &e->lock);
        else if (clock_now_ns() >= e->save.due_ns)
            return TASK_SAVE;
        else
            wait_until(e, e->save.due_ns);
    }
}

static struct snapshot_job take(struct local_engine *e, struct snapshot_job *from)
{
    pthread_mutex_lock(&e->lock);
    struct snapshot_job job = *from;
    *from = (struct snapshot_job){0};
    pthread_mutex_unlock(&e->lock);
    return job;
}

/* A turn was submitted while the state is written that it is going to change. */
static bool turn_waits(void *ctx)
{
    struct local_engine *e = ctx;
    pthread_mutex_lock(&e->lock);
    bool waits = e->waiting && !e->quit && !e->load.path;
    pthread_mutex_unlock(&e->lock);
    return waits;
}

static void tell(struct local_engine *e, struct snapshot_job *job,
                 const struct engine_snapshot_report *report)
{
    struct engine_snapshot_report *copy = xmalloc(sizeof(*copy));
    *copy = *report;
    event_queue_snapshot(e->events, job->path, copy);
    job->path = NULL; /* taken */
}

/* What was read of drafts is not of the conversation. */
static void leave_draft(struct local_engine *e, struct seat *seat)
{
    int from = seat->draft_from;
    if (from >= 0 && from < session_n_tok(e->session)) {
        /* One more than is kept: of the last one a token is left to run. */
        session_rewind_to_prefix(e->session, session_tokens(e->session),
                                 (size_t)from + 1);
        seat->logits_valid = false;
    }
    seat->draft_from = -1;
}

void local_run_save(struct local_engine *e)
{
    struct snapshot_job job = take(e, &e->save);
    if (!job.path) /* withdrawn by a newer wish that is not due */
        return;
    struct snapshot_save p = {.path = job.path,
                              .template_name = job.template_name,
                              .bytes_max = job.bytes_max,
                              .stop = job.due_ns ? turn_waits : NULL,
                              .ctx = e};
    struct snapshot_info info;
    struct error err = {0};
    struct engine_snapshot_report r = {.kind = SNAPSHOT_SAVED};
    session_select(e->session, e->last_seq);
    leave_draft(e, &e->seats[e->last_seq]);
    if (!snapshot_save(e->session, &p, &info, &err)) {
        r.kind = SNAPSHOT_NOT_SAVED;
        r.code = err.code;
        snprintf(r.why, sizeof(r.why), "%s", err.msg);
        log_warn("not saved: %s", err.msg);
    } else {
        log_info("%s: %d tokens, %d states, %.1f MB written in %.1f ms", job.path,
                 info.n_tok, info.n_states, (double)info.bytes / 1e6, info.ms);
    }
    r.n_tok = info.n_tok;
    r.bytes = info.bytes;
    r.ms = info.ms;
    if (err.code != ECANCELED)
        tell(e, &job, &r);
    snapshot_job_finish(&job);
}

/* How much of the restored state the conversation begins with. */
static int count_match(const struct local_engine *e, struct prompt *p)
{
    prompt_adopt_session(e, p);
    const int32_t *have = session_tokens(e->session);
    size_t n = (size_t)session_n_tok(e->session), same = 0;
    while (same < n && same < p->ids.n && have[same] == p->ids.ids[same])
        same++;
    return (int)same;
}

/* The sequence that was not used for the longest time; no turn runs. */
static void choose_oldest(struct local_engine *e)
{
    int seq = 0;
    for (int i = 1; i < e->n_parallel; i++)
        if (e->seats[i].used_ns < e->seats[seq].used_ns)
            seq = i;
    e->last_seq = seq;
    e->seats[seq].used_ns = clock_now_ns();
    session_select(e->session, seq);
}

static void load(struct local_engine *e, struct snapshot_job *job,
                 struct engine_snapshot_report *r)
{
    struct snapshot_info info;
    struct error err = {0};
    int64_t begin = clock_now_ns();
    choose_oldest(e);
    e->seats[e->last_seq].logits_valid = false;
    if (snapshot_load(e->session, job->path, &info, &err)) {
        e->seats[e->last_seq].draft_from = -1;
        r->kind = SNAPSHOT_RESTORED;
        r->n_tok = info.n_tok;
        r->bytes = info.bytes;
        r->n_match_tok = count_match(e, &job->prompt);
        if (r->n_match_tok == 0) {
            session_reset(e->session);
            r->kind = SNAPSHOT_REFUSED;
            snprintf(r->why, sizeof(r->why),
                     "it is of another conversation or of another template");
        }
    } else {
        r->kind = err.code == ENOENT ? SNAPSHOT_MISSING : SNAPSHOT_REFUSED;
        r->code = err.code;
        snprintf(r->why, sizeof(r->why), "%s", err.msg);
    }
    r->ms = (double)(clock_now_ns() - begin) / 1e6;
}

void local_run_load(struct local_engine *e)
{
    struct snapshot_job job = take(e, &e->load);
    if (!job.path)
        return;
    struct engine_snapshot_report r = {0};
    load(e, &job, &r);
    if (r.kind == SNAPSHOT_RESTORED)
        log_info("%s: %d tokens, %.1f MB restored in %.1f ms, %d tokens match", job.path,
                 r.n_tok, (double)r.bytes / 1e6, r.ms, r.n_match_tok);
    else if (r.kind == SNAPSHOT_REFUSED)
        log_warn("%s refused: %s", job.path, r.why);
    local_stats_loaded(e);
    tell(e, &job, &r);
    snapshot_job_finish(&job);
}
