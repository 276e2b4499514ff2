#include "core/infer/session_impl.h"

#include <limits.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/kernel/kernel.h"

/* The timeline: going back to a prefix, and the states that make it possible - checkpoints,
 * and the copy from before the last prompt. */

enum {
    UNDO_SHARE = 100,
    /* Inside the last message: so far from the end of the prompt, twice that, and so on, as
     * many as one checkpoint in MINOR_SHARE. */
    MINOR_TOK = 16,
    MINOR_SHARE = 8,
    MAX_MINOR = 8,
};

/* The timeline ends at n_tok from now on; what was kept past it is of no use. */
static void cut(struct session *s, int n_tok)
{
    s->at->n_tok = n_tok;
    if (s->at->checkpoints)
        checkpoint_list_cut(s->at->checkpoints, n_tok);
    if (s->at->undo_tok > n_tok)
        s->at->undo_tok = -1;
}

void session_reset(struct session *s)
{
    s->backend->ops->state_reset(s->backend, s->seq);
    cut(s, 0);
    s->at->undo_tok = -1;
}

/* Bring the state to the newest position <= at_most that can be had: none past the present
 * one, where a lost back end took the timeline. */
int session_go_back(struct session *s, int at_most)
{
    if (at_most > s->at->n_tok)
        at_most = s->at->n_tok;
    if (!s->at->checkpoints) {
        cut(s, at_most);
        return at_most;
    }
    int n_tok = 0;
    const void *state = checkpoint_list_find(s->at->checkpoints, at_most, &n_tok);
    if (s->at->undo_tok >= n_tok && s->at->undo_tok <= at_most) {
        state = s->at->undo;
        n_tok = s->at->undo_tok;
    }
    if (state && s->backend->ops->state_load(s->backend, s->seq, state, NULL)) {
        cut(s, n_tok);
        return n_tok;
    }
    session_reset(s);
    return 0;
}

int session_reach(const struct session *s, int at_most)
{
    const struct timeline *t = s->at;
    int n_tok = 0;
    if (at_most >= t->n_tok)
        return t->n_tok;
    if (!t->checkpoints)
        return at_most;
    checkpoint_list_find(t->checkpoints, at_most, &n_tok);
    return t->undo_tok >= n_tok && t->undo_tok <= at_most ? t->undo_tok : n_tok;
}

size_t session_rewind_to_prefix(struct session *s, const int32_t *ids, size_t n)
{
    size_t common = 0;
    while (common < n && common < (size_t)s->at->n_tok &&
           ids[common] == s->at->tokens[common])
        common++;
    if (common == n && n > 0)
        common--; /* one is left to run */
    if (common == (size_t)s->at->n_tok)
        return common;
    return (size_t)session_go_back(s, (int)common);
}

/* A checkpoint at the present position. */
static void keep_state(struct session *s, bool minor)
{
    struct timeline *t = s->at;
    int have;
    if (!t->checkpoints || t->n_tok == 0 ||
        (checkpoint_list_find(t->checkpoints, t->n_tok, &have) && have == t->n_tok))
        return;
    void *state = checkpoint_list_add(t->checkpoints, t->n_tok, minor);
    if (state && !s->backend->ops->state_save(s->backend, s->seq, state, NULL))
        checkpoint_list_cut(t->checkpoints, t->n_tok - 1);
}

void session_checkpoint(struct session *s)
{
    keep_state(s, false);
}

/* Whether the checkpoint at the present position, the newest, outlives those that the run
 * adds: the oldest stays, and of the others the newest. */
static bool outlives(const struct session *s, const struct session_run *run)
{
    size_t n_max = checkpoint_list_n_max(s->at->checkpoints), n_new = n_max / MINOR_SHARE;
    for (size_t i = 0; i < run->n_bounds; i++)
        n_new += run->bounds[i] > (size_t)s->at->n_tok;
    return n_new + 2 <= n_max;
}

/* Before a prompt of several tokens the state is copied, so that a failure or a cancel
 * inside it costs nothing but the prompt. Before a single token that may be stopped midway
 * it is copied as often as takes one part in UNDO_SHARE of the time, so that a cancel costs
 * the last few tokens of an answer and not all of it. */
void session_keep_undo(struct session *s, const struct session_run *run)
{
    int have;
    if (!s->at->checkpoints || s->at->n_tok == 0 || s->at->undo_tok == s->at->n_tok)
        return;
    int64_t begin = clock_now_ns();
    if (run->n < 2 &&
        (!run->cancel || (s->at->undo_tok > 0 &&
                          (begin - s->at->undo_ns) / UNDO_SHARE < s->at->undo_cost_ns)))
        return;
    const void *kept = checkpoint_list_find(s->at->checkpoints, s->at->n_tok, &have);
    if (kept && have == s->at->n_tok) {
        if (outlives(s, run))
            return;
        memcpy(s->at->undo, kept, s->backend->caps.state_bytes);
        s->at->undo_tok = s->at->n_tok;
    } else {
        s->at->undo_tok =
            s->backend->ops->state_save(s->backend, s->seq, s->at->undo, NULL)
                ? s->at->n_tok
                : -1;
    }
    s->at->undo_ns = clock_now_ns();
    s->at->undo_cost_ns = s->at->undo_ns - begin;
}

/* Whether states can be kept inside a chunk. */
static bool marks_states(const struct session *s)
{
    return s->at->checkpoints && s->backend->ops->state_mark;
}

/* The first position past `after` that is worth a checkpoint: a bound, or one of those near
 * the end of the prompt, where an edit of the last message may go on. INT_MAX: none. */
static int next_mark(const struct timeline *t, int after, bool *minor)
{
    const struct session_run *run = &t->run;
    int next = INT_MAX;
    for (size_t i = 0; i < run->n_bounds && next == INT_MAX; i++)
        if (run->bounds[i] > (size_t)after && run->bounds[i] < INT_MAX)
            next = (int)run->bounds[i];
    *minor = false;
    size_t n = checkpoint_list_n_max(t->checkpoints) / MINOR_SHARE;
    for (size_t i = n < MAX_MINOR ? n : MAX_MINOR; i-- > 0;) {
        int at = t->run_end - (MINOR_TOK << i);
        if (at - after < MINOR_TOK / 2 || at >= next)
            continue;
        *minor = true;
        return at;
    }
    return next;
}

/* The end of a chunk that begins here and that nobody shortens. */
static int whole_chunk_end(const struct session *s)
{
    const struct timeline *t = s->at;
    int end = t->run_end;
    if (end - t->n_tok > s->p.chunk_tok)
        end = t->n_tok + s->p.chunk_tok;
    for (size_t i = 0; i < t->run.n_bounds && !marks_states(s); i++)
        if (t->run.bounds[i] > (size_t)t->n_tok && t->run.bounds[i] < (size_t)end)
            return (int)t->run.bounds[i];
    return end;
}

/* The recurrence goes through a chunk in blocks of DELTA_CHUNK, from its beginning and from
 * every mark: where it is shortened, that is between two blocks. */
int session_chunk_end(struct session *s, int max_tok)
{
    struct timeline *t = s->at;
    if (t->n_tok >= t->chunk_until) {
        t->chunk_from = t->n_tok;
        t->chunk_until = whole_chunk_end(s);
    }
    if (max_tok <= 0)
        return t->chunk_until;
    if (max_tok < SESSION_FEW_TOK)
        max_tok = SESSION_FEW_TOK;
    if (t->chunk_until - t->n_tok <= max_tok)
        return t->chunk_until;
    int limit = t->n_tok + max_tok, from = t->chunk_from;
    bool minor;
    for (int at = from; marks_states(s) && (at = next_mark(t, at, &minor)) <= limit;)
        from = at;
    return from + (limit - from) / DELTA_CHUNK * DELTA_CHUNK;
}

void session_keep_bound(struct session *s)
{
    struct timeline *t = s->at;
    for (size_t i = 0; i < t->run.n_bounds; i++)
        if (t->run.bounds[i] == (size_t)t->n_tok)
            session_checkpoint(s);
    /* Where a chunk was shortened to. */
    bool minor = false;
    int at = t->chunk_from;
    while (marks_states(s) && t->n_tok < t->chunk_until && at < t->n_tok)
        at = next_mark(t, at, &minor);
    if (at == t->n_tok && minor)
        keep_state(s, true);
}

/* The list may give up one mark for the next. */
void session_mark_chunk(struct session *s, int end)
{
    struct timeline *t = s->at;
    if (!marks_states(s))
        return;
    bool minor;
    for (int at = t->chunk_from; (at = next_mark(t, at, &minor)) < end;)
        if (at > t->n_tok)
            checkpoint_list_add(t->checkpoints, at, minor);
    for (size_t i = 0; i < checkpoint_list_n(t->checkpoints); i++) {
        const struct checkpoint *c = checkpoint_list_at(t->checkpoints, i);
        if (c->n_tok > t->n_tok)
            s->marks[s->n_marks++] = (struct state_mark){
                .seq = s->seq, .n_tok = c->n_tok - t->n_tok, .out = c->state};
    }
}
