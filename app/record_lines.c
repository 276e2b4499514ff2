#include "app/record_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/stats_json.h"

/* Times of phases are whole tenths of a microsecond: what the clock can tell, in few
 * digits. */
static long tenth_us(float ms)
{
    double v = round((double)ms * 1e4);
    return v > 0 && v < 2e9 ? (long)v : v > 0 ? 2000000000L : 0;
}

static void begin(struct strbuf *out, int64_t t_ms, const char *kind)
{
    strbuf_addf(out, "{\"t\":%lld,\"k\":\"%s\"", (long long)t_ms, kind);
}

/* A string as JSON; bytes that are no UTF-8 are replaced. */
static void add_string(struct strbuf *out, const char *name, const char *text, size_t len)
{
    json_t *s = json_stringn(text, len);
    if (!s) {
        struct strbuf clean = {0};
        for (size_t i = 0; i < len; i++)
            strbuf_addc(&clean, (unsigned char)text[i] < 0x80 ? text[i] : '?');
        s = json_stringn(clean.data ? clean.data : "", clean.len);
        strbuf_finish(&clean);
    }
    char *quoted = json_dumps(s, JSON_ENCODE_ANY);
    strbuf_addf(out, ",\"%s\":", name);
    strbuf_adds(out, quoted);
    free(quoted);
    json_decref(s);
}

static void add_text(struct strbuf *out, const char *name, const char *text)
{
    if (text)
        add_string(out, name, text, strlen(text));
}

static void end(struct strbuf *out)
{
    strbuf_adds(out, "}\n");
}

void recording_header(struct strbuf *out, const char *version, int64_t created_ms)
{
    strbuf_addf(out, "{\"flashmoe_recording\":%d", RECORDING_VERSION);
    add_text(out, "program", version);
    strbuf_addf(out, ",\"created_ms\":%lld", (long long)created_ms);
    end(out);
}

static void add_model(struct strbuf *out, const struct engine_info *i)
{
    add_text(out, "name", i->name ? i->name : "model");
    add_text(out, "backend", i->backend);
    add_text(out, "kernel", i->kernel ? i->kernel : "?");
    add_text(out, "url", i->url);
    strbuf_addf(out,
                ",\"layers\":%d,\"experts\":%d,\"per_token\":%d,\"per_token_native\":%d,"
                "\"expert_bits\":%d,\"dense_bits\":%d",
                i->n_layer, i->n_expert, i->experts_per_token, i->experts_native,
                i->expert_bits, i->dense_bits);
}

static void add_stats(struct record_lines *w, struct strbuf *out, const struct stats *s)
{
    json_t *o = stats_to_json(s, w->any_stats ? &w->stats : NULL);
    char *text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
    strbuf_adds(out, ",\"v\":");
    strbuf_adds(out, text);
    free(text);
    json_decref(o);
    w->stats = *s;
    w->any_stats = true;
}

/* ---- steps ---- */

enum column {
    COL_MIXER,
    COL_ROUTE,
    COL_EXPERT,
    COL_WAIT,
    COL_OTHER,
    COL_MISSED,
    N_COLS,
};

static void add_column(struct strbuf *out, const char *name, const struct step *s,
                       enum column col)
{
    strbuf_addf(out, ",\"%s\":[", name);
    for (int i = 0; i < s->n_layer; i++) {
        const struct layer_stats *l = &s->layer[i];
        long v = col == COL_MIXER    ? tenth_us(l->mixer_ms)
                 : col == COL_ROUTE  ? tenth_us(l->route_ms)
                 : col == COL_EXPERT ? tenth_us(l->expert_ms)
                 : col == COL_WAIT   ? tenth_us(l->io_wait_ms)
                 : col == COL_OTHER  ? tenth_us(l->other_ms)
                                     : l->n_missed;
        strbuf_addf(out, i ? ",%ld" : "%ld", v);
    }
    strbuf_addc(out, ']');
}

/* One list for each layer: ids, or the tokens that use them. */
static void add_used(struct strbuf *out, const char *name, const struct step *s,
                     bool rows)
{
    const struct step_expert *e = s->expert;
    strbuf_addf(out, ",\"%s\":[", name);
    for (int i = 0; i < s->n_layer; i++) {
        strbuf_adds(out, i ? ",[" : "[");
        for (int k = 0; k < s->layer[i].n_used; k++, e++)
            strbuf_addf(out, k ? ",%d" : "%d", rows ? e->n_rows : e->id);
        strbuf_addc(out, ']');
    }
    strbuf_addc(out, ']');
}

static void add_shape(struct record_lines *w, struct strbuf *out, const struct step *s,
                      int64_t t_ms)
{
    bool same = w->n_layer == s->n_layer && w->n_expert == s->n_expert;
    for (int i = 0; i < s->n_layer; i++) {
        same = same && w->linear[i] == s->layer[i].linear;
        w->linear[i] = s->layer[i].linear;
    }
    if (same)
        return;
    w->n_layer = s->n_layer;
    w->n_expert = s->n_expert;
    begin(out, t_ms, "shape");
    strbuf_addf(out, ",\"experts\":%d,\"layers\":\"", s->n_expert);
    for (int i = 0; i < s->n_layer; i++)
        strbuf_addc(out, s->layer[i].linear ? 'd' : 'a');
    strbuf_addc(out, '"');
    end(out);
}

static void add_step(struct record_lines *w, struct strbuf *out, const struct step *s,
                     int64_t t_ms)
{
    static const char *const names[N_COLS] = {"mixer",   "route", "expert",
                                              "io_wait", "other", "missed"};
    add_shape(w, out, s, t_ms);
    begin(out, t_ms, s->phase == PHASE_DECODE ? "token" : "prompt");
    strbuf_addf(out, ",\"n\":%d,\"total\":%ld,\"embed\":%ld,\"head\":%ld,\"bytes\":%llu",
                s->phase == PHASE_DECODE ? s->i_tok : s->n_tok, tenth_us(s->total_ms),
                tenth_us(s->embed_ms), tenth_us(s->head_ms),
                (unsigned long long)s->expert_bytes);
    if (s->phase == PHASE_DECODE)
        strbuf_addf(out, ",\"sample\":%ld", tenth_us(s->sample_ms));
    if (s->n_lost)
        strbuf_addf(out, ",\"lost\":%llu", (unsigned long long)s->n_lost);
    for (int c = 0; c < N_COLS; c++)
        add_column(out, names[c], s, (enum column)c);
    add_used(out, "used", s, false);
    if (s->phase != PHASE_DECODE)
        add_used(out, "rows", s, true);
    end(out);
}

static const char *const entry_kinds[] = {"user",        "assistant", "tool_call",
                                          "tool_result", "notice",    "error"};

/* The screen is told the same thing many times. */
static bool says_nothing_new(struct record_lines *w, const struct ui_op *op)
{
    char busy[sizeof(w->busy)];
    if (op->kind == UI_OP_STATS)
        return w->any_stats && w->stats.seq == op->stats->seq;
    if (op->kind != UI_OP_BUSY)
        return false;
    snprintf(busy, sizeof(busy), "%d%s", op->on, op->text ? op->text : "");
    if (strcmp(busy, w->busy) == 0)
        return true;
    memcpy(w->busy, busy, sizeof(busy));
    return false;
}

void recording_op(struct record_lines *w, struct strbuf *out, const struct ui_op *op,
                  int64_t t_ms)
{
    static const char *const kinds[UI_OP_N] = {
        [UI_OP_MODEL] = "model",     [UI_OP_FLAGS] = "flags",
        [UI_OP_CONTEXT] = "context", [UI_OP_BUSY] = "busy",
        [UI_OP_STATS] = "stats",     [UI_OP_CONVERSATION] = "conversation",
        [UI_OP_CLEAR] = "clear",     [UI_OP_ENTRY] = "entry",
        [UI_OP_TEXT] = "text",       [UI_OP_END] = "end",
        [UI_OP_THOUGHT] = "thought"};
    if (op->kind == UI_OP_STEP) {
        add_step(w, out, op->step, t_ms);
        return;
    }
    if (says_nothing_new(w, op))
        return;
    begin(out, t_ms, kinds[op->kind]);
    switch (op->kind) {
    case UI_OP_MODEL: add_model(out, op->info); break;
    case UI_OP_CONTEXT:
        strbuf_addf(out, ",\"used\":%d,\"max\":%d", op->n, op->max);
        break;
    case UI_OP_STATS: add_stats(w, out, op->stats); break;
    case UI_OP_ENTRY:
        strbuf_addf(out, ",\"role\":\"%s\"", entry_kinds[op->entry_kind]);
        add_text(out, "s", op->text);
        break;
    case UI_OP_TEXT:
        strbuf_addf(out, ",\"e\":%d", op->entry);
        add_string(out, op->on ? "think" : "s", op->text, op->len);
        break;
    case UI_OP_THOUGHT:
        strbuf_addf(out, ",\"e\":%d,\"seconds\":%.3f,\"n\":%d", op->entry,
                    isfinite(op->seconds) ? op->seconds : 0, op->n);
        break;
    case UI_OP_END:
        strbuf_addf(out, ",\"e\":%d", op->entry);
        add_text(out, "s", op->text);
        break;
    case UI_OP_BUSY:
        strbuf_addf(out, ",\"on\":%s", op->on ? "true" : "false");
        add_text(out, "s", op->text);
        break;
    default: add_text(out, "s", op->text); break;
    }
    end(out);
}
