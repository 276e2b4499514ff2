#include "app/stats_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/infer/stats_fields.h"

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

static json_t *get(const struct stats *s, const struct stats_field *f)
{
    const void *p = (const char *)s + f->at;
    switch (f->kind) {
    case STATS_MEASURE:
    case STATS_SHARE:
    case STATS_MEASURE_BYTES: {
        const struct measure *m = p;
        return m->valid && isfinite(m->v) ? number(m->v) : json_null();
    }
    case STATS_INT: return json_integer(*(const int *)p);
    case STATS_BYTES: {
        uint64_t v = *(const uint64_t *)p;
        return json_integer(v <= INT64_MAX ? (json_int_t)v : INT64_MAX);
    }
    case STATS_BOOL: return json_boolean(*(const bool *)p);
    case STATS_WHY: return json_string(p);
    default: return json_string(stats_phase_name(s->phase));
    }
}

json_t *stats_to_json(const struct stats *s, const struct stats *since)
{
    json_t *o = json_object();
    for (const struct stats_field *f = stats_fields; f->name; f++) {
        json_t *now = get(s, f), *then = since ? get(since, f) : NULL;
        if (!then || !json_equal(now, then))
            json_object_set(o, f->name, now);
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
        if (strcmp(json_string_value(v), stats_phase_name((enum engine_phase)i)) == 0) {
            s->phase = (enum engine_phase)i;
            return true;
        }
    return false;
}

static bool set_measure(struct measure *m, enum stats_kind kind, const json_t *v)
{
    *m = (struct measure){json_number_value(v), json_is_number(v)};
    return json_is_null(v) || (m->valid && stats_kind_can_be(kind, m->v));
}

static bool set(struct stats *s, const struct stats_field *f, const json_t *v)
{
    void *p = (char *)s + f->at;
    json_int_t n = json_integer_value(v);
    bool whole = json_is_integer(v) && stats_kind_can_be(f->kind, (double)n);
    switch (f->kind) {
    case STATS_MEASURE:
    case STATS_SHARE:
    case STATS_MEASURE_BYTES: return set_measure(p, f->kind, v);
    case STATS_INT: *(int *)p = whole ? (int)n : 0; return whole;
    case STATS_BYTES: *(uint64_t *)p = whole ? (uint64_t)n : 0; return whole;
    case STATS_BOOL: *(bool *)p = json_is_true(v); return json_is_boolean(v);
    case STATS_WHY:
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
        const struct stats_field *f = stats_field_find(name);
        if (!f)
            return err_set(err, 0, "there is no number called \"%.40s\"", name);
        if (!set(s, f, v))
            return err_set(err, 0, "%s has an impossible value", name);
    }
    return true;
}
