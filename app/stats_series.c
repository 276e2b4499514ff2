#include "app/stats_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/replay.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "ui/telemetry_steps.h"

struct reading {
    struct series *s;
    struct stats last;
    bool any, open; /* an answer is */
    uint64_t device_start;
    struct step_history steps;
};

static double value(struct measure m)
{
    return m.valid ? m.v : NAN;
}

#define GROW(array, n, cap)                                                              \
    if ((n) == (cap)) {                                                                  \
        (cap) = (cap) ? (cap)*2 : 256;                                                   \
        (array) = xreallocarray(array, cap, sizeof(*(array)));                           \
    }

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Nearest rank. */
static double percentile(const double *sorted, size_t n, double p)
{
    size_t rank = (size_t)ceil(p * (double)n);
    return n == 0 ? NAN : sorted[rank > 0 ? rank - 1 : 0];
}

static void close_answer(struct reading *r, const struct stats *now)
{
    struct series *s = r->s;
    struct series_answer *a = &s->answer[s->n_answers - 1];
    r->open = false;
    a->token_to = s->n_tokens;
    a->n_prompt_tok = now->n_prompt_tok;
    a->n_reused_tok = now->n_reused_tok;
    a->n_written_tok = now->n_generated_tok;
    a->ttft_ms = value(now->ttft_ms);
    a->prefill_tok_s = value(now->prefill_tok_s);
    a->decode_tok_s = value(now->decode_mean_tok_s);
    a->memory_share = value(now->memory_share);
    a->disk_share = value(now->disk_share);
    a->hit = now->resident_known && now->expert_bytes > 0
                 ? (double)now->expert_resident_bytes / (double)now->expert_bytes
                 : NAN;
    a->device_bytes = now->device_known && now->device_bytes >= r->device_start
                          ? (double)(now->device_bytes - r->device_start)
                          : NAN;
    size_t n = a->token_to - a->token_from;
    double *ms = xcalloc(n + 1, sizeof(*ms)), wait = 0, layers = 0;
    for (size_t i = 0; i < n; i++) {
        const struct series_token *t = &s->token[a->token_from + i];
        ms[i] = t->total_ms;
        wait += t->wait_ms;
        layers += t->layers_ms;
    }
    qsort(ms, n, sizeof(*ms), by_value);
    a->p50_ms = percentile(ms, n, 0.5);
    a->p95_ms = percentile(ms, n, 0.95);
    a->max_ms = percentile(ms, n, 1);
    a->wait_share = layers > 0 ? wait / layers : NAN;
    free(ms);
}

static uint64_t grown(uint64_t now, uint64_t then)
{
    return now >= then ? now - then : now;
}

static void add_sample(struct reading *r, const struct stats *now)
{
    struct series *s = r->s;
    double dt = (double)(now->time_ns - r->last.time_ns) / 1e9;
    if (r->any && dt < 0.2 && now->phase == r->last.phase)
        return;
    GROW(s->sample, s->n_samples, s->samples_cap);
    struct series_sample *p = &s->sample[s->n_samples++];
    *p = (struct series_sample){
        .t_s = (double)now->time_ns / 1e9,
        .decode_tok_s = now->phase == PHASE_DECODE ? value(now->decode_tok_s) : NAN,
        .hit = NAN,
        .device_bytes_s = NAN,
        .held_bytes = value(now->page_cache_bytes)};
    if (r->any && dt > 0 && r->last.phase != PHASE_IDLE) {
        bool same = now->draft == r->last.draft; /* else they count from nothing */
        uint64_t asked = grown(now->expert_bytes, same ? r->last.expert_bytes : 0);
        uint64_t found =
            grown(now->expert_resident_bytes, same ? r->last.expert_resident_bytes : 0);
        if (now->resident_known && asked > 0 && found <= asked)
            p->hit = (double)found / (double)asked;
        if (now->device_known && r->last.device_known)
            p->device_bytes_s =
                (double)grown(now->device_bytes, r->last.device_bytes) / dt;
    }
    r->last = *now;
    r->any = true;
}

static void take_stats(struct reading *r, const struct stats *now)
{
    struct series *s = r->s;
    bool works = now->phase != PHASE_IDLE && !now->draft;
    if (r->open && now->draft) /* the end was not seen */
        close_answer(r, &r->last);
    if (works && !r->open) {
        GROW(s->answer, s->n_answers, s->answers_cap);
        s->answer[s->n_answers++] = (struct series_answer){
            .start_s = (double)now->time_ns / 1e9, .token_from = s->n_tokens};
        r->open = true;
        r->device_start = now->device_bytes;
    }
    add_sample(r, now);
    if (!works && r->open)
        close_answer(r, now);
}

static void take_step(struct reading *r, const struct step *step)
{
    struct series *s = r->s;
    steps_add(&r->steps, step);
    s->n_layer = step->n_layer;
    s->n_expert = step->n_expert;
    if (step->phase != PHASE_DECODE)
        return;
    struct series_token t = {(double)step->time_ns / 1e9, (double)step->total_ms, 0, 0};
    for (int i = 0; i < step->n_layer; i++) {
        const struct layer_stats *l = &step->layer[i];
        t.wait_ms += (double)l->io_wait_ms;
        t.layers_ms += (double)l->mixer_ms + (double)l->route_ms + (double)l->io_wait_ms +
                       (double)l->expert_ms + (double)l->other_ms;
    }
    GROW(s->token, s->n_tokens, s->tokens_cap);
    s->token[s->n_tokens++] = t;
}

static void take(void *ctx, const struct ui_op *op)
{
    struct reading *r = ctx;
    if (op->kind == UI_OP_STATS)
        take_stats(r, op->stats);
    else if (op->kind == UI_OP_STEP)
        take_step(r, op->step);
    else if (op->kind == UI_OP_CONVERSATION)
        steps_clear(&r->steps);
    else if (op->kind == UI_OP_MODEL) {
        free(r->s->model);
        r->s->model = xstrdup(op->info->name);
    }
}

bool series_read(struct series *s, const char *path, struct error *err)
{
    struct replay *replay = replay_open(path, INT64_MAX, err);
    if (!replay)
        return false;
    struct reading r = {.s = s};
    replay_play(replay, INT64_MAX, take, &r);
    s->length_s = (double)replay_length_ms(replay) / 1e3;
    s->torn = replay_torn(replay);
    s->touched = value(steps_touched(&r.steps));
    s->n_lost = r.steps.n_lost;
    if (r.open) /* it was still being written when the recording ended */
        close_answer(&r, &r.last);
    steps_finish(&r.steps);
    replay_close(replay);
    return true;
}

void series_finish(struct series *s)
{
    free(s->model);
    free(s->token);
    free(s->sample);
    free(s->answer);
    *s = (struct series){0};
}

/* ---- as a table ---- */

static void cell(FILE *out, int cols, int decimals, double v)
{
    if (isfinite(v))
        fprintf(out, " %*.*f", cols, decimals, v);
    else
        fprintf(out, " %*s", cols, "n/a");
}

void series_print(const struct series *s, FILE *out)
{
    terminal_put(out, s->model ? s->model : "model");
    fprintf(out, ", %d layers, %d experts, %.1f s recorded\n", s->n_layer, s->n_expert,
            s->length_s);
    fputs("answer    at s prompt reused written first s prefill  decode  p50 ms  p95 ms  "
          "max ms wait % hit %   GB read limit %\n",
          out);
    for (size_t i = 0; i < s->n_answers; i++) {
        const struct series_answer *a = &s->answer[i];
        fprintf(out, "%6zu %7.1f %6d %6d %7d", i + 1, a->start_s, a->n_prompt_tok,
                a->n_reused_tok, a->n_written_tok);
        cell(out, 7, 2, a->ttft_ms / 1e3);
        cell(out, 7, 1, a->prefill_tok_s);
        cell(out, 7, 2, a->decode_tok_s);
        cell(out, 7, 2, a->p50_ms);
        cell(out, 7, 2, a->p95_ms);
        cell(out, 7, 2, a->max_ms);
        cell(out, 6, 1, 100 * a->wait_share);
        cell(out, 5, 1, 100 * a->hit);
        cell(out, 9, 3, a->device_bytes / 1e9);
        cell(out, 7, 0, 100 * fmax(a->memory_share, a->disk_share));
        fputc('\n', out);
    }
    if (s->n_answers == 0)
        fputs("no answer was recorded\n", out);
    if (isfinite(s->touched))
        fprintf(out, "the last conversation touched %.1f %% of the model's experts\n",
                100 * s->touched);
    if (s->n_lost > 0)
        fprintf(out, "%llu steps were not recorded: the disk was behind\n",
                (unsigned long long)s->n_lost);
    if (s->torn)
        fputs("the last line was torn and is left out\n", out);
}

static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

json_t *series_json(const struct series *s)
{
    json_t *answers = json_array();
    for (size_t i = 0; i < s->n_answers; i++) {
        const struct series_answer *a = &s->answer[i];
        json_array_append_new(
            answers,
            json_pack("{s:o,s:i,s:i,s:i,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}",
                      "start_s", number(a->start_s), "n_prompt_tok", a->n_prompt_tok,
                      "n_reused_tok", a->n_reused_tok, "n_generated_tok",
                      a->n_written_tok, "ttft_ms", number(a->ttft_ms), "prefill_tok_s",
                      number(a->prefill_tok_s), "decode_mean_tok_s",
                      number(a->decode_tok_s), "token_p50_ms", number(a->p50_ms),
                      "token_p95_ms", number(a->p95_ms), "token_max_ms",
                      number(a->max_ms), "io_wait_share", number(a->wait_share),
                      "page_cache_hit", number(a->hit), "device_bytes",
                      number(a->device_bytes), "memory_share", number(a->memory_share),
                      "disk_share", number(a->disk_share)));
    }
    return json_pack("{s:i,s:s,s:i,s:i,s:f,s:b,s:I,s:o,s:o}", "schema", 1, "model",
                     s->model ? s->model : "", "layers", s->n_layer, "experts",
                     s->n_expert, "length_s", s->length_s, "torn", (int)s->torn,
                     "lost_steps", (json_int_t)s->n_lost, "experts_touched",
                     number(s->touched), "answers", answers);
}
