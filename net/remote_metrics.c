#include "net/remote_metrics.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/infer/stats_fields.h"

/* One sample of the text: NAME{LABELS} VALUE. */
struct sample {
    const char *name, *labels; /* labels: without the braces */
    size_t name_len, labels_len;
    double v;
};

static const char prefix[] = "flashmoe_", layer_prefix[] = "layer_";

/* Measured here, for one of perhaps several answers that the server writes. */
static const char *const ours[] = {
    "phase",        "decode_tok_s",    "decode_mean_tok_s",
    "ttft_ms",      "n_generated_tok", "n_thinking_tok",
    "ctx_used_tok", "ctx_max_tok",     "round_trip_ms",
    NULL,
};
/* Of the server's newest turn: of ours while it has no other. */
static const char *const of_turn[] = {
    "n_prompt_tok", "n_reused_tok", "n_prefilled_tok", "prefill_tok_s", NULL,
};

static bool is_one_of(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

/* The end of the labels, over quoted values; NULL: there is none on this line. */
static const char *labels_end(const char *s, const char *end)
{
    bool quoted = false;
    for (; s < end; s++) {
        if (quoted && *s == '\\')
            s++;
        else if (*s == '"')
            quoted = !quoted;
        else if (!quoted && *s == '}')
            return s;
    }
    return NULL;
}

/* False: a comment, another's number, or nonsense. */
static bool parse_line(const char *s, const char *end, struct sample *out)
{
    size_t n = sizeof(prefix) - 1;
    char number[40];
    *out = (struct sample){0};
    if ((size_t)(end - s) <= n || memcmp(s, prefix, n) != 0)
        return false;
    out->name = s += n;
    while (s < end && (isalnum((unsigned char)*s) || *s == '_'))
        s++;
    out->name_len = (size_t)(s - out->name);
    if (s < end && *s == '{') {
        const char *close = labels_end(s + 1, end);
        if (!close)
            return false;
        out->labels = s + 1;
        out->labels_len = (size_t)(close - out->labels);
        s = close + 1;
    }
    while (s < end && *s == ' ')
        s++;
    if (s == end || (size_t)(end - s) >= sizeof(number))
        return false;
    memcpy(number, s, (size_t)(end - s));
    number[end - s] = '\0';
    char *rest;
    out->v = strtod(number, &rest);
    return rest != number;
}

/* The value of a label, without its escapes; false: there is none. */
static bool label(const struct sample *s, const char *name, char *out, size_t size)
{
    size_t n = strlen(name), k = 0;
    for (size_t i = 0; i + n + 2 <= s->labels_len; i++) {
        const char *at = s->labels + i, *end = s->labels + s->labels_len;
        if ((i && at[-1] != ',') || memcmp(at, name, n) != 0 ||
            memcmp(at + n, "=\"", 2) != 0)
            continue;
        for (at += n + 2; at < end && *at != '"' && k + 1 < size; at++) {
            if (*at == '\\' && at + 1 < end)
                at++;
            out[k++] = (unsigned char)*at < ' ' ? ' ' : *at;
        }
        out[k] = '\0';
        return true;
    }
    return false;
}

static bool is_name(const struct sample *s, const char *name)
{
    return strlen(name) == s->name_len && memcmp(s->name, name, s->name_len) == 0;
}

/* What cannot be is not known. */
static void set_field(struct stats *to, const struct stats_field *f,
                      const struct sample *s)
{
    void *p = (char *)to + f->at;
    bool known = stats_kind_can_be(f->kind, s->v);
    double v = known ? s->v : 0;
    switch (f->kind) {
    case STATS_MEASURE:
    case STATS_SHARE:
    case STATS_MEASURE_BYTES: *(struct measure *)p = (struct measure){v, known}; break;
    case STATS_INT: *(int *)p = (int)v; break;
    case STATS_BYTES: *(uint64_t *)p = (uint64_t)v; break;
    case STATS_BOOL: *(bool *)p = v > 0; break;
    case STATS_WHY: label(s, "why", p, STATS_WHY_BYTES); break;
    case STATS_PHASE: break;
    }
}

static void clear_field(struct stats *to, const struct stats_field *f)
{
    static const struct sample nothing = {.v = NAN};
    if (f->kind == STATS_WHY)
        *((char *)to + f->at) = '\0';
    else
        set_field(to, f, &nothing);
}

static void set_layer(struct stats *to, const struct sample *s)
{
    static const struct {
        const char *name;
        size_t at;
    } times[] = {
        {"mixer_ms", offsetof(struct layer_stats, mixer_ms)},
        {"route_ms", offsetof(struct layer_stats, route_ms)},
        {"io_wait_ms", offsetof(struct layer_stats, io_wait_ms)},
        {"expert_ms", offsetof(struct layer_stats, expert_ms)},
        {"other_ms", offsetof(struct layer_stats, other_ms)},
    };
    char text[32] = "";
    struct sample part = *s;
    part.name += sizeof(layer_prefix) - 1;
    part.name_len -= sizeof(layer_prefix) - 1;
    char *end;
    long i = label(s, "layer", text, sizeof(text)) ? strtol(text, &end, 10) : -1;
    if (i < 0 || i >= STATS_MAX_LAYERS || !stats_kind_can_be(STATS_MEASURE, s->v))
        return;
    struct layer_stats *l = &to->layer[i];
    to->n_layer = i + 1 > to->n_layer ? (int)i + 1 : to->n_layer;
    if (label(s, "kind", text, sizeof(text)))
        l->linear = strcmp(text, "attention") != 0;
    uint16_t n = s->v > UINT16_MAX ? 0 : (uint16_t)s->v;
    if (is_name(&part, "n_used"))
        l->n_used = n;
    else if (is_name(&part, "n_missed"))
        l->n_missed = n;
    for (size_t k = 0; k < sizeof(times) / sizeof(times[0]); k++)
        if (is_name(&part, times[k].name))
            memcpy((char *)l + times[k].at, &(float){(float)s->v}, sizeof(float));
}

typedef void (*sample_fn)(void *ctx, const struct sample *s);

static void each_sample(const char *text, size_t len, sample_fn fn, void *ctx)
{
    const char *end = text + len;
    while (text < end) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        const char *stop = line ? line : end;
        struct sample s;
        const char *last = stop > text && stop[-1] == '\r' ? stop - 1 : stop;
        if (parse_line(text, last, &s))
            fn(ctx, &s);
        text = line ? line + 1 : end;
    }
}

struct taking {
    struct stats *to;
    bool any, alone;
};

static void look(void *ctx, const struct sample *s)
{
    struct taking *t = ctx;
    t->any = true;
    if (is_name(s, "server_running") && s->v > 1)
        t->alone = false;
}

static bool is_taken(const struct taking *t, const char *name)
{
    return !is_one_of(ours, name) && (t->alone || !is_one_of(of_turn, name));
}

static void take(void *ctx, const struct sample *s)
{
    struct taking *t = ctx;
    char name[64];
    size_t n = sizeof(layer_prefix) - 1;
    if (s->name_len > n && memcmp(s->name, layer_prefix, n) == 0) {
        set_layer(t->to, s);
        return;
    }
    if (s->name_len >= sizeof(name))
        return;
    memcpy(name, s->name, s->name_len);
    name[s->name_len] = '\0';
    const struct stats_field *f = stats_field_find(name);
    if (f && is_taken(t, name))
        set_field(t->to, f, s);
}

bool remote_metrics_take(struct stats *s, const char *text, size_t len)
{
    struct taking t = {.to = s, .alone = true};
    each_sample(text, len, look, &t);
    if (!t.any)
        return false;
    /* What is not told any more is not known any more. */
    for (const struct stats_field *f = stats_fields; f->name; f++)
        if (is_taken(&t, f->name))
            clear_field(s, f);
    s->n_layer = 0;
    memset(s->layer, 0, sizeof(s->layer));
    each_sample(text, len, take, &t);
    return true;
}
