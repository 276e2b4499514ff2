#include "core/infer/turn.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"

/* One turn: prompt, prefill, token after token, report. It goes on step by step, since others
 * do beside it; who takes the steps is in turns.c.
 *
 * The token that ends a turn is not run through the model. The next turn's prompt begins
 * with the same token, and there it is read together with what follows it, for the price of
 * no extra step; the state stands behind the last word of the answer, where both the next
 * turn and a continuation go on. */

enum {
    PATIENCE_MS = 100
};

struct turn *turn_create(struct local_engine *e, struct engine_request *r)
{
    struct turn *t = xcalloc(1, sizeof(*t));
    t->e = e;
    t->r = *r;
    *r = (struct engine_request){0};
    t->request_ns = clock_now_ns();
    t->report = xcalloc(1, sizeof(*t->report));
    return t;
}

void turn_destroy(struct turn *t)
{
    if (!t)
        return;
    sampler_destroy(t->sampler);
    turn_text_finish(&t->text);
    turn_call_finish(&t->call);
    prompt_finish(&t->prompt);
    if (t->report)
        message_finish(&t->report->message);
    free(t->report);
    engine_request_finish(&t->r);
    free(t);
}

static struct engine_turn_report *take_report(struct turn *t)
{
    struct engine_turn_report *report = t->report;
    t->report = NULL;
    return report;
}

struct engine_turn_report *turn_report_unbegun(struct turn *t)
{
    const struct message nothing = {.role = ROLE_ASSISTANT, .content = (char *)""};
    struct engine_turn_report *rep = take_report(t);
    rep->finish = FINISH_CANCELLED;
    message_copy(&rep->message, &nothing);
    rep->ttft_ms = rep->prefill_tok_s = rep->decode_tok_s = NAN;
    rep->total_ms = (double)(clock_now_ns() - t->request_ns) / 1e6;
    rep->seed = t->r.sampling.seed;
    return rep;
}

enum finish_reason turn_finish_of(const struct error *err)
{
    if (err->code == ECANCELED)
        return FINISH_CANCELLED;
    return err->code == ENOSPC ? FINISH_CONTEXT : FINISH_ERROR;
}

void turn_end(struct turn *t, enum finish_reason finish, const struct error *err)
{
    if (t->phase == TURN_OVER)
        return;
    t->phase = TURN_OVER;
    t->finish = finish;
    if (err && err != &t->err)
        t->err = *err;
    session_abandon(t->e->session);
    if (t->text.t)
        turn_text_end(&t->text);
    local_stats_ended(t);
}

static void end_cancelled(struct turn *t)
{
    turn_end(t, FINISH_CANCELLED, NULL);
}

static void end_full(struct turn *t, int n_needed)
{
    struct error err = {0};
    err_set(&err, 0,
            "the context is full: %d of %d tokens; a larger --ctx, a shorter "
            "conversation or a new one helps",
            n_needed, session_ctx_tok(t->e->session));
    turn_end(t, FINISH_CONTEXT, &err);
}

static void tell_progress(struct turn *t)
{
    int n_total = t->report->n_prompt_tok - t->report->n_reused_tok;
    int n_done = n_total - (int)session_left(t->e->session);
    turn_meter_prefill(&t->meter, n_done, clock_now_ns());
    local_stats_prefilled(t, n_done);
    event_queue_progress(t->e->events, t->r.id, n_done, n_total);
    local_stats_publish(t->e, false);
}

static void begin_writing(struct turn *t)
{
    struct local_engine *e = t->e;
    t->phase = TURN_WRITES;
    t->sampler = sampler_create(&t->r.sampling, e->pack->config.n_vocab, e->tok);
    session_leave_logits(e->session, sampler_takes_few(t->sampler) && !t->r.logprobs);
    local_stats_begin_decode(t);
}

bool turn_fits(const struct turn *t)
{
    return t->prompt.ids.n < (size_t)session_ctx_tok(t->e->session);
}

/* Before anything is read, and anything that the seat holds is given up. */
static bool is_over(struct turn *t)
{
    if (t->uses_state && turn_fits(t))
        return false;
    local_stats_prompt(t);
    if (turn_fits(t))
        end_cancelled(t);
    else
        end_full(t, (int)t->prompt.ids.n);
    return true;
}

/* Brings the session to the end of the prompt. */
static void begin_reading(struct turn *t)
{
    struct local_engine *e = t->e;
    struct session *s = e->session;
    if (t->uses_state)
        prompt_adopt_session(e, &t->prompt);
    const int32_t *ids = t->prompt.ids.ids;
    size_t n = t->prompt.ids.n;
    t->report->n_prompt_tok = (int)n;
    if (is_over(t))
        return;

    bool there = prompt_is_read(e, &t->prompt);
    size_t kept = there ? n : session_rewind_to_prefix(s, ids, n);
    t->report->n_reused_tok = (int)kept;
    local_stats_prompt(t);
    e->seats[t->seq].draft_from = -1; /* what was read ahead is its conversation's now */
    if (there) {
        begin_writing(t);
        return;
    }
    struct session_run run = {
        .ids = ids + kept,
        .n = n - kept,
        .bounds = t->prompt.bounds,
        .n_bounds = t->prompt.n_bounds,
        .cancel = &t->cancel,
    };
    turn_meter_prefill(&t->meter, 0, clock_now_ns());
    event_queue_progress(e->events, t->r.id, 0, (int)run.n);
    local_stats_publish_known(e);
    e->seats[t->seq].logits_valid = false;
    if (!session_begin(s, &run, &t->err))
        turn_end(t, turn_finish_of(&t->err), &t->err);
}

void turn_begin(struct turn *t)
{
    t->device_known = proc_device_read_bytes(&t->device_bytes_before);
    turn_meter_begin(&t->meter, t->request_ns);
    local_stats_begin_turn(t);
    if (t->err.msg[0]) {
        turn_end(t, FINISH_ERROR, &t->err);
        return;
    }
    turn_text_begin(&t->text, t);
    turn_call_begin(t);
    begin_reading(t);
}

/* Chooses one token. */
static bool next_token(struct turn *t, struct error *err)
{
    struct session *s = t->e->session;
    const struct likely_tokens *few = t->call.on ? NULL : session_candidates(s);
    t->id = few ? sampler_next_of(t->sampler, few) : SAMPLER_NEEDS_ALL;
    if (t->id == SAMPLER_NEEDS_ALL) {
        if (!session_fetch_logits(s, err)) {
            t->e->seats[t->seq].logits_valid = false;
            return false;
        }
        const float *logits = session_logits(s);
        t->id =
            sampler_next(t->sampler, t->call.on ? turn_call_logits(t, logits) : logits);
    }
    if (t->id < 0 || t->id >= t->e->pack->config.n_vocab)
        return err_set(
            err, 0, "choose token %d of the answer: the model's output is not a number",
            t->report->n_generated_tok + 1);
    return true;
}

static void say(struct turn *t)
{
    struct turn_text *x = &t->text;
    t->report->n_generated_tok++;
    if (t->id == x->think_close_id || t->id == x->call_open_id)
        x->thinking = false;
    t->report->n_thinking_tok += x->thinking;
    turn_call_said(t, t->id);
    local_stats_said(t);
    if (t->r.logprobs)
        turn_tell_token(t, t->id, session_logits(t->e->session));
    turn_text_say(x, t->id);
}

/* Logits that were left where they were computed are fetched when they are to be told. */
static bool choose(struct turn *t, struct error *err)
{
    return next_token(t, err) &&
           (!t->r.logprobs || session_fetch_logits(t->e->session, err));
}

void turn_advance(struct turn *t)
{
    struct local_engine *e = t->e;
    struct session *s = e->session;
    if (atomic_load(&t->cancel)) {
        end_cancelled(t);
        return;
    }
    if (t->phase == TURN_READS)
        begin_writing(t);
    t->start_ns = clock_now_ns();
    if (!choose(t, &t->err)) {
        turn_end(t, FINISH_ERROR, &t->err);
        return;
    }
    int64_t chosen_ns = clock_now_ns();
    local_stats_chosen(t, chosen_ns - t->start_ns);
    if (generation_is_stop(&e->generation, t->id)) {
        turn_end(t, FINISH_STOP, NULL);
        return;
    }
    turn_meter_token(&t->meter, chosen_ns);
    say(t);
    if (t->text.stopped) {
        turn_end(t, FINISH_STOP, NULL);
    } else if (t->r.max_tok && t->report->n_generated_tok >= t->r.max_tok) {
        turn_end(t, FINISH_LENGTH, NULL);
    } else if (session_n_tok(s) >= session_ctx_tok(s)) {
        end_full(t, session_n_tok(s));
    } else {
        /* A token stopped midway costs the state of the whole answer; one that takes no
         * time to speak of is finished, and the answer stops before the next. */
        bool quick = t->pass_ns > 0 && t->pass_ns / 1000000 < PATIENCE_MS;
        struct session_run run = {
            .ids = &t->id,
            .n = 1,
            .cancel = quick ? NULL : &t->cancel,
            .chosen = true,
        };
        e->seats[t->seq].logits_valid = false;
        if (!session_begin(s, &run, &t->err))
            turn_end(t, turn_finish_of(&t->err), &t->err);
    }
}

void turn_ran(struct turn *t)
{
    struct local_engine *e = t->e;
    bool done = session_left(e->session) == 0;
    e->seats[t->seq].logits_valid = done;
    if (t->phase == TURN_READS) {
        tell_progress(t);
        return;
    }
    t->pass_ns = clock_now_ns() - t->start_ns;
    local_stats_decoded(t);
    local_stats_publish(e, false);
}

static double value_or_nan(struct measure s)
{
    return s.valid ? s.v : NAN;
}

struct engine_turn_report *turn_report(struct turn *t)
{
    struct local_engine *e = t->e;
    struct engine_turn_report *rep = t->report;
    rep->finish = t->finish;
    if (t->finish == FINISH_ERROR || t->finish == FINISH_CONTEXT)
        snprintf(rep->error, sizeof(rep->error), "%s", t->err.msg);
    rep->message.role = ROLE_ASSISTANT;
    if (t->text.t) {
        turn_text_message(&t->text, &rep->message);
        if (t->text.reply)
            snprintf(rep->warning, sizeof(rep->warning), "%s",
                     reply_problem(t->text.reply));
        if (t->finish == FINISH_STOP && rep->message.n_calls)
            rep->finish = FINISH_TOOL_CALLS;
    }
    if (!rep->warning[0] && e->draft_failure[0]) {
        snprintf(rep->warning, sizeof(rep->warning), "%s", e->draft_failure);
        e->draft_failure[0] = '\0';
    }
    rep->ttft_ms = value_or_nan(turn_meter_ttft_ms(&t->meter));
    rep->prefill_tok_s = value_or_nan(turn_meter_prefill_tok_s(&t->meter));
    rep->decode_tok_s = value_or_nan(turn_meter_decode_mean_tok_s(&t->meter));
    rep->total_ms = (double)(clock_now_ns() - t->request_ns) / 1e6;
    rep->seed = t->sampler ? sampler_seed(t->sampler) : t->r.sampling.seed;
    rep->expert_bytes = t->expert_bytes;
    rep->expert_resident_bytes = t->expert_resident_bytes;
    rep->resident_known = e->work.resident_known;
    rep->experts_per_token = session_experts_per_token(e->session);
    rep->shares = e->shares;
    rep->gpu = (struct turn_gpu){.used_bytes = e->work.gpu_used_bytes,
                                 .expert_hits = e->work.gpu_expert_hits,
                                 .expert_misses = e->work.gpu_expert_misses,
                                 .expert_beside = e->work.gpu_expert_beside,
                                 .copied_bytes = e->work.gpu_copied_bytes,
                                 .copy_bytes_s = e->work.gpu_copy_bytes_s,
                                 .beside_bytes_s = e->work.gpu_beside_bytes_s};
    uint64_t now_bytes;
    rep->device_known = t->device_known && proc_device_read_bytes(&now_bytes);
    if (rep->device_known)
        rep->device_bytes = now_bytes - t->device_bytes_before;
    return take_report(t);
}
