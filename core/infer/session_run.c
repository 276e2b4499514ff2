#include <assert.h>
#include <errno.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/session_impl.h"

/* Runs: chunk after chunk of one sequence, or of several in one pass. The way of a chunk
 * through the layers is in session_layer.c. */

static bool check_run(const struct session *s, const struct session_run *run,
                      struct error *err)
{
    int n_tok = s->at->n_tok;
    if (run->n == 0)
        return err_set(err, 0, "run the model: no tokens");
    if (run->n > (size_t)(s->p.ctx_tok - n_tok)) {
        err_set(err, 0,
                "the context is full: %d of %d tokens are used, %zu more are wanted",
                n_tok, s->p.ctx_tok, run->n);
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

bool session_begin(struct session *s, const struct session_run *run, struct error *err)
{
    struct timeline *t = s->at;
    assert(!t->running);
    if (!check_run(s, run, err))
        return false;
    session_keep_undo(s, run);
    t->running = true;
    t->run = *run;
    t->run_start = t->n_tok;
    t->run_end = t->n_tok + (int)run->n;
    t->chunk_from = t->chunk_until = t->n_tok;
    t->candidates = NULL;
    session_keep_bound(s);
    return true;
}

size_t session_left(const struct session *s)
{
    return s->at->running ? (size_t)(s->at->run_end - s->at->n_tok) : 0;
}

void session_abandon(struct session *s)
{
    if (!s->at->running)
        return;
    s->at->running = false;
    session_go_back(s, s->at->run_start);
}

/* The tokens of a chunk that went through are part of the timeline. */
static void append(struct timeline *t, const int32_t *ids, int n_tok)
{
    memcpy(t->tokens + t->n_tok, ids, (size_t)n_tok * sizeof(*ids));
    t->n_tok += n_tok;
}

static const int32_t *next_ids(const struct timeline *t)
{
    return t->run.ids + (t->n_tok - t->run_start);
}

/* The chunk of the pass: its parts, and their tokens in a row. */
static void lay_out(struct session *s, struct pass *p)
{
    int before = s->seq;
    s->n_marks = 0;
    p->n_tok = 0;
    for (int i = 0; i < p->n; i++) {
        struct session_part *part = &p->parts[i];
        session_select(s, part->seq);
        struct timeline *t = s->at;
        assert(t->running && t->n_tok < t->run_end);
        int end = session_chunk_end(s, part->max_tok), n_tok = end - t->n_tok;
        assert(n_tok <= session_pass_tok(s) - p->n_tok);
        assert(p->n == 1 || !t->run.all_logits);
        part->cancelled = false;
        part->n_tok = n_tok;
        session_mark_chunk(s, end);
        s->chunk[i] = (struct chunk_part){.seq = part->seq,
                                          .n_tok = n_tok,
                                          .pos = t->n_tok,
                                          .chosen = t->run.chosen && t->run.n == 1};
        s->live[i] = i;
        if (p->n > 1)
            memcpy(s->ids + p->n_tok, next_ids(t), (size_t)n_tok * sizeof(*s->ids));
        p->n_tok += n_tok;
    }
    p->ids = p->n > 1 ? s->ids : next_ids(&s->timelines[p->parts->seq]);
    p->n_live = p->n;
    session_select(s, before);
}

/* Rows of a chunk whose logits are wanted, next to each other: the head's weights are read
 * once for all of them. */
struct wanted {
    int first, n;
    int part; /* the first one's; the others' are those behind it */
};

static void run_head(struct session *s, const struct wanted *w)
{
    float *out = w->n > 1 ? s->batch_logits : s->timelines[s->chunk[w->part].seq].logits;
    if (w->n > 0)
        s->backend->ops->head(s->backend, w->first, w->n, out);
}

static bool is_last(const struct session *s, int i)
{
    const struct timeline *t = &s->timelines[s->chunk[i].seq];
    return t->n_tok + s->chunk[i].n_tok == t->run_end;
}

/* From the batch to whom they belong, once they are there. */
static void hand_out(struct session *s, const struct wanted *w)
{
    size_t n_vocab = (size_t)s->pack->config.n_vocab;
    for (int i = 0; w->n > 1 && i < w->n; i++)
        memcpy(s->timelines[s->chunk[w->part + i].seq].logits,
               s->batch_logits + (size_t)i * n_vocab, s->logits_bytes);
}

static bool finish_head(struct session *s, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    return ops->submit(s->backend, err) && ops->wait(s->backend, err);
}

/* Logits of the last token of each part whose run ends with this chunk. */
static bool run_heads(struct session *s, const struct pass *p, struct error *err)
{
    struct wanted w = {0};
    bool ok = true;
    for (int i = 0, row = 0; ok && i < p->n_live; i++) {
        row += s->chunk[i].n_tok;
        if (!is_last(s, i))
            continue;
        if (w.n > 0 && row - 1 == w.first + w.n && i == w.part + w.n) {
            w.n++;
            continue;
        }
        run_head(s, &w);
        ok = w.n == 0 || finish_head(s, err);
        if (ok)
            hand_out(s, &w);
        w = (struct wanted){.first = row - 1, .n = 1, .part = i};
    }
    if (ok)
        run_head(s, &w);
    ok = ok && finish_head(s, err);
    if (ok)
        hand_out(s, &w);
    return ok;
}

/* Logits of every token of a run that goes alone. */
static bool run_all_heads(struct session *s, int n_tok, struct error *err)
{
    struct timeline *t = s->at;
    size_t n_vocab = (size_t)s->pack->config.n_vocab;
    float *out = t->run.all_logits + (size_t)(t->n_tok - t->run_start) * n_vocab;
    s->backend->ops->head(s->backend, 0, n_tok, out);
    if (!finish_head(s, err))
        return false;
    if (t->n_tok + n_tok == t->run_end)
        memcpy(t->logits, out + (size_t)(n_tok - 1) * n_vocab, s->logits_bytes);
    return true;
}

/* Whether the logits of a run that goes alone may stay where they were computed. */
static bool leaves_logits(const struct session *s)
{
    return s->leave_logits && s->backend->ops->candidates && !s->at->run.all_logits;
}

/* The last token's logits of a run that goes alone stay there. */
static bool leave_head(struct session *s, int n_tok, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    bool last = is_last(s, 0);
    if (last)
        ops->head(s->backend, n_tok - 1, 1, NULL);
    if (!finish_head(s, err))
        return false;
    if (last)
        s->at->candidates = ops->candidates(s->backend);
    return true;
}

static bool run_any_heads(struct session *s, const struct pass *p, struct error *err)
{
    if (p->n == 1 && s->at->run.all_logits)
        return run_all_heads(s, p->n_tok, err);
    if (p->n == 1 && leaves_logits(s))
        return leave_head(s, p->n_tok, err);
    return run_heads(s, p, err);
}

/* One token in one piece, where the back end can. */
static bool try_token(struct session *s, bool *done, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    struct timeline *t = s->at;
    const atomic_bool *cancel = t->run.cancel;
    *done = false;
    if (t->run.n != 1 || t->run.all_logits ||
        (cancel && atomic_load_explicit(cancel, memory_order_relaxed)))
        return true;
    bool leave = leaves_logits(s);
    if (!session_run_token(s, *next_ids(t), leave ? NULL : t->logits, done, err))
        return false;
    if (*done)
        t->candidates = leave ? ops->candidates(s->backend) : NULL;
    return true;
}

/* One chunk, and the logits that are wanted of it. */
static bool run_chunk(struct session *s, struct pass *p, struct error *err)
{
    bool whole = false;
    if (p->n == 1 && !try_token(s, &whole, err))
        return false;
    if (whole)
        return true;
    if (!session_run_layers(s, p, err))
        return false;
    if (p->n_live == 0)
        return true;
    int64_t begin = clock_now_ns();
    bool ok = run_any_heads(s, p, err);
    s->head_ms = (double)(clock_now_ns() - begin) / 1e6;
    return ok;
}

/* Those that went through are so much further. */
static void advance(struct session *s, const struct pass *p)
{
    s->decoded = true;
    for (int i = 0; i < p->n_live; i++) {
        session_select(s, s->chunk[i].seq);
        struct timeline *t = s->at;
        append(t, next_ids(t), s->chunk[i].n_tok);
        s->decoded = s->decoded && s->chunk[i].n_tok == 1;
        session_keep_bound(s);
    }
}

/* *done: some run is at its end. */
static void tell_progress(struct session *s, const struct pass *p, bool *done)
{
    for (int i = 0; i < p->n_live; i++) {
        struct timeline *t = &s->timelines[s->chunk[i].seq];
        t->running = t->n_tok < t->run_end;
        *done = *done || !t->running;
        session_select(s, s->chunk[i].seq);
        if (t->run.progress)
            t->run.progress(t->run.progress_ctx, t->n_tok - t->run_start, (int)t->run.n);
    }
}

/* Of all, or of those that were cancelled alone. */
static void give_up(struct session *s, const struct pass *p, bool all)
{
    for (int i = 0; i < p->n; i++)
        if (all || p->parts[i].cancelled) {
            session_select(s, p->parts[i].seq);
            session_abandon(s);
        }
}

bool session_pass(struct session *s, struct session_part *parts, int n, struct error *err)
{
    assert(n >= 1 && n <= s->p.n_sequence);
    int before = s->seq;
    int64_t begin = clock_now_ns();
    struct pass p = {.parts = parts, .n = n};
    bool done = false;
    s->timed = false;
    s->token_usage = session_usage(s);
    session_select(s, parts->seq);
    lay_out(s, &p);
    bool ok = run_chunk(s, &p, err);
    if (!ok)
        session_leave_lost_backend(s);
    give_up(s, &p, !ok);
    if (ok && p.n_live > 0) {
        advance(s, &p);
        s->token_ms = (double)(clock_now_ns() - begin) / 1e6;
        s->timed = true;
        tell_progress(s, &p, &done);
    }
    session_select(s, before);
    /* Not before the first token: until then somebody waits for the disk. */
    if (s->loads && done && s->decoded && s->timelines[s->chunk->seq].run.n == 1) {
        expert_store_load(s->store);
        if (s->warmer && session_fits(s, s->plan.dense))
            dense_warmer_own(s->warmer);
        s->loads = false;
    }
    return ok;
}

bool session_run(struct session *s, const struct session_run *run, struct error *err)
{
    struct session_part part = {.seq = s->seq};
    if (!session_begin(s, run, err))
        return false;
    while (session_left(s) > 0) {
        if (!session_pass(s, &part, 1, err))
            return false;
        if (part.cancelled) {
            err_set(err, 0, "cancelled");
            if (err)
                err->code = ECANCELED;
            return false;
        }
    }
    return true;
}

bool session_decode(struct session *s, int32_t id, const atomic_bool *cancel,
                    struct error *err)
{
    struct session_run run = {.ids = &id, .n = 1, .cancel = cancel, .chosen = true};
    return session_run(s, &run, err);
}
