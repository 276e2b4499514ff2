#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/engine_impl.h"
#include "core/infer/sampler.h"
#include "core/text/reply.h"

/* One turn: prompt, prefill, token after token, report.
 *
 * The token that ends a turn is not run through the model. The next turn's prompt begins
 * with the same token, and there it is read together with what follows it, for the price of
 * no extra step; the state stands behind the last word of the answer, where both the next
 * turn and a continuation go on. */

enum {
    PATIENCE_MS = 100
};

struct turn {
    struct engine *e;
    const struct engine_request *r;
    struct prompt prompt;
    struct sampler *sampler;
    struct reply *reply;
    const struct reply_marks *marks;
    int32_t think_close_id, call_open_id; /* -1: not one token */
    bool thinking;                        /* the model is inside a thinking block */
    size_t skip[2]; /* per reply_part: bytes that were shown before this turn */
    struct engine_turn_report *report;
    uint64_t device_bytes_before;
    bool device_known;
};

/* Events carry only what is new: the beginning of a continued answer goes through the
 * parser like the rest, but was seen already. */
static void on_text(void *ctx, enum reply_part part, const char *text, size_t len)
{
    struct turn *t = ctx;
    size_t skip = t->skip[part] < len ? t->skip[part] : len;
    t->skip[part] -= skip;
    if (part == REPLY_ANSWER)
        t->thinking = false;
    if (len > skip)
        event_queue_text(t->e->events,
                         part == REPLY_THINKING ? ENGINE_THINKING : ENGINE_ANSWER,
                         t->r->id, text + skip, len - skip);
}

static void on_progress(void *ctx, int n_done, int n_total)
{
    struct turn *t = ctx;
    turn_meter_prefill(&t->e->meter, n_done, clock_now_ns());
    engine_stats_prefilled(t->e, n_done);
    event_queue_progress(t->e->events, t->r->id, n_done, n_total);
    engine_stats_publish(t->e, false);
}

static size_t feed(struct turn *t, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (len)
        reply_feed(t->reply, text, len);
    return len;
}

/* The part of a continued answer that is there already. */
static void feed_beginning(struct turn *t)
{
    const struct message *m = &t->r->messages[t->r->n_messages - 1];
    if (m->role != ROLE_ASSISTANT || !t->r->continue_last)
        return;
    t->skip[REPLY_THINKING] = m->thinking ? strlen(m->thinking) : 0;
    t->skip[REPLY_ANSWER] = m->content ? strlen(m->content) : 0;
    feed(t, m->thinking);
    if (t->skip[REPLY_THINKING] && !t->prompt.thinking_open)
        feed(t, t->marks->think_close);
    feed(t, m->content);
}

static void begin_reply(struct turn *t)
{
    const struct tokenizer *tok = t->e->tok;
    t->marks = template_marks(t->e->template);
    t->think_close_id =
        *t->marks->think_close ? tokenizer_id(tok, t->marks->think_close) : -1;
    t->call_open_id = *t->marks->call_open ? tokenizer_id(tok, t->marks->call_open) : -1;
    bool old_thinking = false;
    if (t->r->continue_last) {
        const char *s = t->r->messages[t->r->n_messages - 1].thinking;
        old_thinking = s && *s;
    }
    t->reply = reply_create(t->marks, t->prompt.thinking_open || old_thinking,
                            t->r->tools, on_text, t);
    feed_beginning(t);
    t->thinking = t->prompt.thinking_open;
}

static bool is_mark(const struct reply_marks *m, const char *piece, size_t len)
{
    const char *const marks[] = {m->think_open, m->think_close, m->call_open,
                                 m->call_close};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (len && strlen(marks[i]) == len && memcmp(marks[i], piece, len) == 0)
            return true;
    return false;
}

static void say(struct turn *t, int32_t id)
{
    struct stats *s = &t->e->work;
    s->n_generated_tok = ++t->report->n_generated_tok;
    if (id == t->think_close_id || id == t->call_open_id)
        t->thinking = false;
    if (t->thinking)
        s->n_thinking_tok = ++t->report->n_thinking_tok;

    size_t len;
    bool special;
    const char *piece = tokenizer_piece(t->e->tok, id, &len, &special);
    if (len && (!special || is_mark(t->marks, piece, len)))
        reply_feed(t->reply, piece, len);
}

static bool fail_full(const struct turn *t, int n_needed, struct error *err)
{
    int max = session_ctx_tok(t->e->session);
    return err_set(err, 0,
                   "the context is full: %d of %d tokens; a larger --ctx, a shorter "
                   "conversation or a new one helps",
                   n_needed, max);
}

static enum finish_reason from_error(const struct error *err)
{
    if (err->code == ECANCELED)
        return FINISH_CANCELLED;
    return err->code == ENOSPC ? FINISH_CONTEXT : FINISH_ERROR;
}

/* Brings the session to the end of the prompt. FINISH_STOP: it is there. */
static enum finish_reason read_prompt(struct turn *t, struct error *err)
{
    struct engine *e = t->e;
    prompt_adopt_session(e, &t->prompt);
    const int32_t *ids = t->prompt.ids.ids;
    size_t n = t->prompt.ids.n;
    t->report->n_prompt_tok = e->work.n_prompt_tok = (int)n;
    if (n >= (size_t)session_ctx_tok(e->session)) {
        fail_full(t, (int)n, err);
        return FINISH_CONTEXT;
    }

    size_t n_have = (size_t)session_n_tok(e->session);
    bool there = e->logits_valid && n == n_have &&
                 memcmp(session_tokens(e->session), ids, n * sizeof(*ids)) == 0;
    size_t kept = there ? n : session_rewind_to_prefix(e->session, ids, n);
    t->report->n_reused_tok = e->work.n_reused_tok = (int)kept;
    if (there)
        return FINISH_STOP;

    struct session_run run = {
        .ids = ids + kept,
        .n = n - kept,
        .bounds = t->prompt.bounds,
        .n_bounds = t->prompt.n_bounds,
        .cancel = &e->cancel,
        .progress = on_progress,
        .progress_ctx = t,
    };
    turn_meter_prefill(&e->meter, 0, clock_now_ns());
    event_queue_progress(e->events, t->r->id, 0, (int)run.n);
    engine_stats_publish(e, true);
    e->logits_valid = false;
    if (!session_run(e->session, &run, err))
        return from_error(err);
    e->logits_valid = true;
    turn_meter_prefill(&e->meter, (int)run.n, clock_now_ns());
    e->work.n_prefilled_tok = (int)run.n;
    return FINISH_STOP;
}

/* Chooses and says one token. FINISH_STOP: the turn goes on unless *ended. */
static bool next_token(struct turn *t, int32_t *id, struct error *err)
{
    struct session *s = t->e->session;
    const struct likely_tokens *few = session_candidates(s);
    *id = few ? sampler_next_of(t->sampler, few) : SAMPLER_NEEDS_ALL;
    if (*id == SAMPLER_NEEDS_ALL) {
        if (!session_fetch_logits(s, err)) {
            t->e->logits_valid = false;
            return false;
        }
        *id = sampler_next(t->sampler, session_logits(s));
    }
    if (*id < 0 || *id >= t->e->pack->config.n_vocab)
        return err_set(
            err, 0, "choose token %d of the answer: the model's output is not a number",
            t->report->n_generated_tok + 1);
    return true;
}

static enum finish_reason write_answer(struct turn *t, struct error *err)
{
    struct engine *e = t->e;
    e->work.phase = PHASE_DECODE;
    engine_stats_begin_decode(e);
    for (;;) {
        if (atomic_load(&e->cancel))
            return FINISH_CANCELLED;
        int64_t start_ns = clock_now_ns();
        int32_t id;
        if (!next_token(t, &id, err))
            return FINISH_ERROR;
        int64_t chosen_ns = clock_now_ns();
        e->work.sample_ms = (struct measure){(double)(chosen_ns - start_ns) / 1e6, true};
        if (generation_is_stop(&e->generation, id))
            return FINISH_STOP;
        turn_meter_token(&e->meter, chosen_ns);
        say(t, id);
        if (t->r->max_tok && t->report->n_generated_tok >= t->r->max_tok)
            return FINISH_LENGTH;
        if (session_n_tok(e->session) >= session_ctx_tok(e->session)) {
            fail_full(t, session_n_tok(e->session), err);
            return FINISH_CONTEXT;
        }
        /* A token stopped midway costs the state of the whole answer; one that takes no
         * time to speak of is finished, and the loop stops before the next. */
        bool quick = e->work.token_ms.valid && e->work.token_ms.v < PATIENCE_MS;
        e->logits_valid = false;
        if (!session_decode(e->session, id, quick ? NULL : &e->cancel, err))
            return from_error(err);
        e->logits_valid = true;
        e->work.token_ms =
            (struct measure){(double)(clock_now_ns() - start_ns) / 1e6, true};
        engine_stats_decoded(e);
        engine_stats_publish(e, false);
    }
}

static double value_or_nan(struct measure s)
{
    return s.valid ? s.v : NAN;
}

static void fill_report(struct turn *t, enum finish_reason finish,
                        const struct error *err)
{
    struct engine *e = t->e;
    struct engine_turn_report *rep = t->report;
    rep->finish = finish;
    if (finish == FINISH_ERROR || finish == FINISH_CONTEXT)
        snprintf(rep->error, sizeof(rep->error), "%s", err->msg);
    rep->message.role = ROLE_ASSISTANT;
    if (t->reply) {
        reply_message(t->reply, &rep->message);
        snprintf(rep->warning, sizeof(rep->warning), "%s", reply_problem(t->reply));
        if (finish == FINISH_STOP && rep->message.n_calls)
            rep->finish = FINISH_TOOL_CALLS;
    }
    rep->ttft_ms = value_or_nan(turn_meter_ttft_ms(&e->meter));
    rep->prefill_tok_s = value_or_nan(turn_meter_prefill_tok_s(&e->meter));
    rep->decode_tok_s = value_or_nan(turn_meter_decode_mean_tok_s(&e->meter));
    rep->total_ms = (double)(clock_now_ns() - e->meter.request_ns) / 1e6;
    rep->seed = t->sampler ? sampler_seed(t->sampler) : t->r->sampling.seed;
    rep->expert_bytes = e->work.expert_bytes;
    rep->expert_resident_bytes = e->work.expert_resident_bytes;
    rep->resident_known = e->work.resident_known;
    rep->experts_per_token = session_experts_per_token(e->session);
    rep->shares = e->shares;
    uint64_t now_bytes;
    rep->device_known = t->device_known && proc_device_read_bytes(&now_bytes);
    if (rep->device_known)
        rep->device_bytes = now_bytes - t->device_bytes_before;
}

struct engine_turn_report *turn_run(struct engine *e, const struct engine_request *r,
                                    int64_t request_ns)
{
    struct turn t = {
        .e = e,
        .r = r,
        .report = xcalloc(1, sizeof(*t.report)),
    };
    struct error err = {0};
    t.device_known = proc_device_read_bytes(&t.device_bytes_before);
    turn_meter_begin(&e->meter, request_ns);
    session_begin_turn(e->session);
    engine_stats_begin_turn(e);

    enum finish_reason finish = FINISH_ERROR;
    if (prompt_build(e, r, &t.prompt, &err)) {
        begin_reply(&t);
        finish = read_prompt(&t, &err);
        if (finish == FINISH_STOP) {
            t.sampler = sampler_create(&r->sampling, e->pack->config.n_vocab, e->tok);
            session_leave_logits(e->session, sampler_takes_few(t.sampler));
            finish = write_answer(&t, &err);
        }
        reply_end(t.reply);
    }

    e->work.phase = PHASE_IDLE;
    engine_stats_publish(e, true);
    fill_report(&t, finish, &err);
    sampler_destroy(t.sampler);
    reply_destroy(t.reply);
    prompt_finish(&t.prompt);
    return t.report;
}
