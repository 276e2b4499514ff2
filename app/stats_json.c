#include "app/stats_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"

enum field_kind {
    FIELD_MEASURE,       /* a rate or a time */
    FIELD_SHARE,         /* of a limit, which was measured and may be passed */
    FIELD_MEASURE_BYTES, /* what is not known everywhere */
    FIELD_INT,           /* tokens */
    FIELD_BYTES,
    FIELD_BOOL,
    FIELD_WHY,
    FIELD_PHASE,
};

struct field {
    const char *name;
    size_t at;
    enum field_kind kind;
};

#define FIELD(name, kind)                                                                \
    {                                                                                    \
#name, offsetof(struct stats, name), kind                                        \
    }

static const struct field fields[] = {
    FIELD(phase, FIELD_PHASE),
    FIELD(prefill_tok_s, FIELD_MEASURE),
    FIELD(decode_tok_s, FIELD_MEASURE),
    FIELD(decode_mean_tok_s, FIELD_MEASURE),
    FIELD(ttft_ms, FIELD_MEASURE),
    FIELD(token_ms, FIELD_MEASURE),
    FIELD(embed_ms, FIELD_MEASURE),
    FIELD(head_ms, FIELD_MEASURE),
    FIELD(sample_ms, FIELD_MEASURE),
    FIELD(n_prompt_tok, FIELD_INT),
    FIELD(n_reused_tok, FIELD_INT),
    FIELD(n_prefilled_tok, FIELD_INT),
    FIELD(n_generated_tok, FIELD_INT),
    FIELD(n_thinking_tok, FIELD_INT),
    FIELD(expert_bytes, FIELD_BYTES),
    FIELD(expert_resident_bytes, FIELD_BYTES),
    FIELD(resident_known, FIELD_BOOL),
    FIELD(n_expert_reads, FIELD_BYTES),
    FIELD(expert_bytes_token, FIELD_BYTES),
    FIELD(experts_touched, FIELD_SHARE),
    FIELD(gpu_used_bytes, FIELD_MEASURE_BYTES),
    FIELD(gpu_expert_hits, FIELD_MEASURE_BYTES),
    FIELD(gpu_expert_misses, FIELD_MEASURE_BYTES),
    FIELD(gpu_copied_bytes, FIELD_MEASURE_BYTES),
    FIELD(gpu_copied_bytes_token, FIELD_MEASURE_BYTES),
    FIELD(device_bytes, FIELD_BYTES),
    FIELD(device_known, FIELD_BOOL),
    FIELD(dense_bytes, FIELD_BYTES),
    FIELD(kv_bytes, FIELD_BYTES),
    FIELD(state_bytes, FIELD_BYTES),
    FIELD(buffer_bytes, FIELD_BYTES),
    FIELD(checkpoint_bytes, FIELD_BYTES),
    FIELD(rss_bytes, FIELD_BYTES),
    FIELD(page_cache_bytes, FIELD_MEASURE_BYTES),
    FIELD(ctx_used_tok, FIELD_INT),
    FIELD(ctx_max_tok, FIELD_INT),
    FIELD(memory_share, FIELD_SHARE),
    FIELD(memory_share_why, FIELD_WHY),
    FIELD(disk_share, FIELD_SHARE),
    FIELD(disk_share_why, FIELD_WHY),
};

enum {
    N_FIELDS = sizeof(fields) / sizeof(fields[0])
};

static const char *const phases[] = {"idle", "prefill", "decode"};

/* Six figures are more than any clock here has, and keep a recording small. */
static json_t *number(double v)
{
    char text[32];
    snprintf(text, sizeof(text), "%.6g", v);
    double few = 0;
    sscanf(text, "%lf", &few); // NOLINT(cert-err34-c): we wrote it
    return fabs(few) < 9e15 && few == floor(few) ? json_integer((json_int_t)few)
                                                 : json_real(few);
}

static json_t *get(const struct stats *s, const struct field *f)
{
    const void *p = (const char *)s + f->at;
    switch (f->kind) {
    case FIELD_MEASURE:
    case FIELD_SHARE:
    case FIELD_MEASURE_BYTES: {
        const struct measure *m = p;
        return m->valid && isfinite(m->v) ? number(m->v) : json_null();
    }
    case FIELD_INT: return json_integer(*(const int *)p);
    case FIELD_BYTES: {
        uint64_t v = *(const uint64_t *)p;
        return json_integer(v <= INT64_MAX ? (json_int_t)v : INT64_MAX);
    }
    case FIELD_BOOL: return json_boolean(*(const bool *)p);
    case FIELD_WHY: return json_string(p);
    default: return json_string(phases[s->phase]);
    }
}

json_t *stats_to_json(const struct stats *s, const struct stats *since)
{
    json_t *o = json_object();
    for (int i = 0; i < N_FIELDS; i++) {
        json_t *now = get(s, &fields[i]), *then = since ? get(since, &fields[i]) : NULL;
        if (!then || !json_equal(now, then))
            json_object_set(o, fields[i].name, now);
        json_decref(now);
        json_decref(then);
    }
    return o;
}

static json_t *phase_json(float ms, bool known)
{
    return known ? json_real((double)ms) : json_null();
}

json_t *stats_layers_json(const struct stats *s)
{
    json_t *layers = json_array();
    for (int i = 0; i < s->n_layer; i++) {
        const struct layer_stats *l = &s->layer[i];
        bool timed =
            l->mixer_ms + l->route_ms + l->io_wait_ms + l->expert_ms + l->other_ms > 0;
        json_array_append_new(layers,
                              json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:i,s:i}", "kind",
                                        l->linear ? "delta net" : "attention", "mixer_ms",
                                        phase_json(l->mixer_ms, timed), "route_ms",
                                        phase_json(l->route_ms, timed), "io_wait_ms",
                                        phase_json(l->io_wait_ms, timed), "expert_ms",
                                        phase_json(l->expert_ms, timed), "other_ms",
                                        phase_json(l->other_ms, timed), "n_used",
                                        (int)l->n_used, "n_missed", (int)l->n_missed));
    }
    return layers;
}

static bool set_phase(struct stats *s, const json_t *v)
{
    for (int i = 0; json_is_string(v) && i < 3; i++)
        if (strcmp(json_string_value(v), phases[i]) == 0) {
            s->phase = (enum engine_phase)i;
            return true;
        }
    return false;
}

static bool set_measure(struct measure *m, const json_t *v, double max)
{
    *m = (struct measure){json_number_value(v), json_is_number(v)};
    return json_is_null(v) || (m->valid && m->v >= 0 && m->v <= max);
}

static bool set(struct stats *s, const struct field *f, const json_t *v)
{
    void *p = (char *)s + f->at;
    json_int_t n = json_integer_value(v);
    switch (f->kind) {
    case FIELD_MEASURE: return set_measure(p, v, 1e9);
    case FIELD_SHARE: return set_measure(p, v, 1e4);
    case FIELD_MEASURE_BYTES: return set_measure(p, v, (double)STATS_BYTES_MAX);
    case FIELD_INT:
        *(int *)p = (int)n;
        return json_is_integer(v) && n >= 0 && n <= STATS_TOKENS_MAX;
    case FIELD_BYTES:
        *(uint64_t *)p = (uint64_t)n;
        return json_is_integer(v) && n >= 0 && n <= STATS_BYTES_MAX;
    case FIELD_BOOL: *(bool *)p = json_is_true(v); return json_is_boolean(v);
    case FIELD_WHY:
        if (!json_is_string(v))
            return false;
        snprintf(p, STATS_WHY_BYTES, "%s", json_string_value(v));
        return true;
    default: return set_phase(s, v);
    }
}

bool stats_from_json(const json_t *object, struct stats *s, struct error *err)
{
    const char *name;
    json_t *v;
    if (!json_is_object(object))
        return err_set(err, 0, "the numbers are no object");
    json_object_foreach((json_t *)object, name, v)
    {
        int i = 0;
        while (i < N_FIELDS && strcmp(fields[i].name, name) != 0)
            i++;
        if (i == N_FIELDS)
            return err_set(err, 0, "there is no number called \"%.40s\"", name);
        if (!set(s, &fields[i], v))
            return err_set(err, 0, "%s has an impossible value", name);
    }
    return true;
}
