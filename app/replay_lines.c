#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/record_lines.h"
#include "app/stats_json.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/stats_fields.h"

/* A recording may come from anywhere: everything is checked before it is used, and bounds
 * are those of struct stats and of a real model. */

enum {
    EXPERTS_MAX = 4096,
    TENTHS_MAX = 2000000000,
    LOST_MAX = 1000000000,
};

static bool take_int(const json_t *o, const char *name, json_int_t min, json_int_t max,
                     json_int_t *out, struct error *err)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_integer(v))
        return err_set(err, 0, "\"%s\" is not a whole number", name);
    *out = json_integer_value(v);
    if (*out < min || *out > max)
        return err_set(err, 0, "\"%s\" is %lld, not within %lld to %lld", name,
                       (long long)*out, (long long)min, (long long)max);
    return true;
}

/* A string that may be missing. */
static bool take_text(const json_t *o, const char *name, const char **out, size_t *len,
                      struct error *err)
{
    const json_t *v = json_object_get(o, name);
    if (v && !json_is_string(v))
        return err_set(err, 0, "\"%s\" is not a string", name);
    *out = json_string_value(v);
    if (len)
        *len = v ? json_string_length(v) : 0;
    return true;
}

static json_t *parse(const char *line, size_t len, struct error *err)
{
    json_error_t why;
    if (len > RECORDING_LINE_MAX) {
        err_set(err, 0, "a line of %zu bytes, more than any", len);
        return NULL;
    }
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, &why);
    if (o && json_is_object(o))
        return o;
    if (o)
        err_set(err, 0, "not a JSON object");
    else
        err_set(err, 0, "not JSON: %.200s", why.text);
    json_decref(o);
    return NULL;
}

bool replay_header(const char *line, size_t len, int64_t *created_ms, struct error *err)
{
    json_int_t version = 0, created = 0;
    json_t *o = parse(line, len, err);
    if (!o || !json_object_get(o, "flashmoe_recording")) {
        json_decref(o);
        return err_set(err, 0, "this is not a recording of flashmoe");
    }
    bool ok = take_int(o, "flashmoe_recording", 1, INT64_MAX, &version, err) &&
              take_int(o, "created_ms", 0, INT64_MAX, &created, err);
    if (ok && version != RECORDING_VERSION)
        ok = err_set(err, 0, "the recording has version %lld, this program reads %d",
                     (long long)version, RECORDING_VERSION);
    json_decref(o);
    if (ok && created_ms)
        *created_ms = created;
    return ok;
}

static void free_strings(struct replay_lines *r)
{
    for (size_t i = 0; i < sizeof(r->strings) / sizeof(r->strings[0]); i++) {
        free(r->strings[i]);
        r->strings[i] = NULL;
    }
}

static bool take_model(struct replay_lines *r, const json_t *o, struct ui_op *op,
                       struct error *err)
{
    json_int_t n[6] = {0};
    const char *name = NULL, *backend = NULL, *kernel = NULL, *url = NULL;
    if (!take_text(o, "name", &name, NULL, err) ||
        !take_text(o, "backend", &backend, NULL, err) ||
        !take_text(o, "kernel", &kernel, NULL, err) ||
        !take_text(o, "url", &url, NULL, err) ||
        !take_int(o, "layers", url ? 0 : 1, STATS_MAX_LAYERS, &n[0], err) ||
        !take_int(o, "experts", url ? 0 : 1, EXPERTS_MAX, &n[1], err) ||
        !take_int(o, "per_token", 0, EXPERTS_MAX, &n[2], err) ||
        !take_int(o, "per_token_native", 0, EXPERTS_MAX, &n[3], err) ||
        !take_int(o, "expert_bits", 0, 32, &n[4], err) ||
        !take_int(o, "dense_bits", 0, 32, &n[5], err))
        return false;
    free_strings(r);
    r->strings[0] = xstrdup(name ? name : "model");
    r->strings[1] = xstrdup(kernel ? kernel : "?");
    r->strings[2] = backend ? xstrdup(backend) : NULL; /* older ones do not say */
    r->strings[3] = url ? xstrdup(url) : NULL;
    r->info = (struct engine_info){.name = r->strings[0],
                                   .url = r->strings[3],
                                   .kernel = r->strings[1],
                                   .backend = r->strings[2],
                                   .n_layer = (int)n[0],
                                   .n_expert = (int)n[1],
                                   .experts_per_token = (int)n[2],
                                   .experts_native = (int)n[3],
                                   .expert_bits = (int)n[4],
                                   .dense_bits = (int)n[5]};
    op->info = &r->info;
    return true;
}

static bool take_shape(struct replay_lines *r, const json_t *o, struct error *err)
{
    json_int_t n_expert = 0;
    const char *layers = NULL;
    size_t n = 0;
    if (!take_int(o, "experts", 1, EXPERTS_MAX, &n_expert, err) ||
        !take_text(o, "layers", &layers, &n, err))
        return false;
    if (!layers || n < 1 || n > STATS_MAX_LAYERS || strspn(layers, "da") != n)
        return err_set(err, 0,
                       "\"layers\" is not one letter, d or a, for each of up to %d",
                       STATS_MAX_LAYERS);
    for (size_t i = 0; i < n; i++)
        r->linear[i] = layers[i] == 'd';
    r->n_layer = (int)n;
    r->n_expert = (int)n_expert;
    return true;
}

/* ---- steps ---- */

static const json_t *take_layers(const struct replay_lines *r, const json_t *o,
                                 const char *name, struct error *err)
{
    const json_t *a = json_object_get(o, name);
    if (json_is_array(a) && json_array_size(a) == (size_t)r->n_layer)
        return a;
    err_set(err, 0, "\"%s\" is not a list of %d, one for each layer", name, r->n_layer);
    return NULL;
}

static bool in_range(const json_t *v, json_int_t max)
{
    return json_is_integer(v) && json_integer_value(v) >= 0 &&
           json_integer_value(v) <= max;
}

static bool take_column(struct replay_lines *r, const json_t *o, const char *name,
                        size_t field, struct error *err)
{
    const json_t *a = take_layers(r, o, name, err);
    if (!a)
        return false;
    for (int i = 0; i < r->n_layer; i++) {
        const json_t *v = json_array_get(a, (size_t)i);
        if (!in_range(v, TENTHS_MAX))
            return err_set(err, 0, "\"%s\" of layer %d is no time", name, i);
        *(float *)((char *)&r->layer[i] + field) = (float)json_integer_value(v) / 1e4f;
    }
    return true;
}

static bool take_counts(struct replay_lines *r, const json_t *used, const json_t *missed,
                        size_t *n_used, struct error *err)
{
    *n_used = 0;
    for (int i = 0; i < r->n_layer; i++) {
        const json_t *list = json_array_get(used, (size_t)i);
        const json_t *miss = json_array_get(missed, (size_t)i);
        size_t n = json_is_array(list) ? json_array_size(list) : SIZE_MAX;
        if (n > (size_t)r->n_expert || !in_range(miss, (json_int_t)n))
            return err_set(err, 0, "\"used\" and \"missed\" of layer %d do not agree", i);
        r->layer[i].n_used = (uint16_t)n;
        r->layer[i].n_missed = (uint16_t)json_integer_value(miss);
        r->layer[i].linear = r->linear[i];
        *n_used += n;
    }
    return true;
}

static bool take_used(struct replay_lines *r, const json_t *used, const json_t *rows,
                      json_int_t n_tok, struct error *err)
{
    size_t at = 0;
    for (int i = 0; i < r->n_layer; i++) {
        const json_t *ids = json_array_get(used, (size_t)i);
        const json_t *n = rows ? json_array_get(rows, (size_t)i) : NULL;
        if (rows && json_array_size(n) != json_array_size(ids))
            return err_set(err, 0, "\"rows\" of layer %d does not fit \"used\"", i);
        json_int_t last = -1;
        for (size_t k = 0; k < json_array_size(ids); k++) {
            const json_t *id = json_array_get(ids, k);
            const json_t *count = rows ? json_array_get(n, k) : NULL;
            if (!in_range(id, r->n_expert - 1) || json_integer_value(id) <= last ||
                (rows && !in_range(count, n_tok < UINT16_MAX ? n_tok : UINT16_MAX)))
                return err_set(err, 0, "\"used\" of layer %d is not a list of experts",
                               i);
            last = json_integer_value(id);
            r->used[at++] = (struct step_expert){
                (uint16_t)last, rows ? (uint16_t)json_integer_value(count) : 1};
        }
    }
    return true;
}

static bool take_times(struct replay_lines *r, const json_t *o, bool decode,
                       struct error *err)
{
    json_int_t total = 0, embed = 0, head = 0, sample = 0, bytes = 0, lost = 0, n = 0;
    if (!take_int(o, "n", 1, STATS_TOKENS_MAX, &n, err) ||
        !take_int(o, "total", 0, TENTHS_MAX, &total, err) ||
        !take_int(o, "embed", 0, TENTHS_MAX, &embed, err) ||
        !take_int(o, "head", 0, TENTHS_MAX, &head, err) ||
        !take_int(o, "bytes", 0, STATS_BYTES_MAX, &bytes, err) ||
        (decode && !take_int(o, "sample", 0, TENTHS_MAX, &sample, err)) ||
        (json_object_get(o, "lost") && !take_int(o, "lost", 0, LOST_MAX, &lost, err)))
        return false;
    r->step = (struct step){.i = r->step.i + 1 + (uint64_t)lost,
                            .n_lost = (uint64_t)lost,
                            .phase = decode ? PHASE_DECODE : PHASE_PREFILL,
                            .n_tok = decode ? 1 : (int)n,
                            .i_tok = decode ? (int)n : 0,
                            .total_ms = (float)total / 1e4f,
                            .embed_ms = (float)embed / 1e4f,
                            .head_ms = (float)head / 1e4f,
                            .sample_ms = (float)sample / 1e4f,
                            .expert_bytes = (uint64_t)bytes};
    return true;
}

static bool take_step(struct replay_lines *r, const json_t *o, bool decode, int64_t t_ms,
                      struct ui_op *op, struct error *err)
{
    static const struct {
        const char *name;
        size_t at;
    } columns[] = {{"mixer", offsetof(struct layer_stats, mixer_ms)},
                   {"route", offsetof(struct layer_stats, route_ms)},
                   {"expert", offsetof(struct layer_stats, expert_ms)},
                   {"io_wait", offsetof(struct layer_stats, io_wait_ms)},
                   {"other", offsetof(struct layer_stats, other_ms)}};
    if (r->n_layer == 0)
        return err_set(err, 0, "a step before the shape of the model");
    if (!take_times(r, o, decode, err))
        return false;
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        if (!take_column(r, o, columns[i].name, columns[i].at, err))
            return false;
    const json_t *used = take_layers(r, o, "used", err);
    const json_t *missed = take_layers(r, o, "missed", err);
    const json_t *rows = decode ? NULL : take_layers(r, o, "rows", err);
    size_t n = 0;
    if (!used || !missed || (!decode && !rows) || !take_counts(r, used, missed, &n, err))
        return false;
    if (n > r->used_cap) {
        r->used_cap = n;
        r->used = xreallocarray(r->used, n, sizeof(*r->used));
    }
    if (!take_used(r, used, rows, r->step.n_tok, err))
        return false;
    r->step.time_ns = t_ms * 1000000;
    r->step.n_layer = r->n_layer;
    r->step.n_expert = r->n_expert;
    r->step.layer = r->layer;
    r->step.expert = r->used;
    r->step.n_used = n;
    r->stats.n_layer = r->n_layer;
    memcpy(r->stats.layer, r->layer, (size_t)r->n_layer * sizeof(*r->layer));
    op->step = &r->step;
    return true;
}

/* ---- the rest ---- */

static bool take_stats(struct replay_lines *r, const json_t *o, int64_t t_ms,
                       struct ui_op *op, struct error *err)
{
    if (!stats_from_json(json_object_get(o, "v"), &r->stats, err))
        return false;
    r->stats.seq++;
    r->stats.time_ns = t_ms * 1000000;
    op->stats = &r->stats;
    return true;
}

static bool take_entry(const json_t *o, struct ui_op *op, struct error *err)
{
    static const char *const kinds[] = {"user",        "assistant", "tool_call",
                                        "tool_result", "notice",    "error"};
    const char *role = NULL;
    if (!take_text(o, "role", &role, NULL, err))
        return false;
    for (int i = 0; role && i < 6; i++)
        if (strcmp(role, kinds[i]) == 0) {
            op->entry_kind = (enum ui_entry)i;
            return take_text(o, "s", &op->text, NULL, err);
        }
    return err_set(err, 0, "an entry of no known role");
}

static bool take_entry_part(const json_t *o, struct ui_op *op, struct error *err)
{
    json_int_t e = 0, n = 0;
    if (!take_int(o, "e", 0, INT32_MAX, &e, err))
        return false;
    op->entry = (int)e;
    if (op->kind == UI_OP_THOUGHT) {
        op->seconds = json_number_value(json_object_get(o, "seconds"));
        if (!take_int(o, "n", 0, STATS_TOKENS_MAX, &n, err))
            return false;
        op->n = (int)n;
        return op->seconds >= 0 && op->seconds < 1e9
                   ? true
                   : err_set(err, 0, "\"seconds\" is no time");
    }
    op->on = op->kind == UI_OP_TEXT && json_object_get(o, "think");
    if (!take_text(o, op->on ? "think" : "s", &op->text, &op->len, err))
        return false;
    return op->text || op->kind == UI_OP_END ? true : err_set(err, 0, "text is missing");
}

static bool take_rest(struct replay_lines *r, const json_t *o, int64_t t_ms,
                      struct ui_op *op, struct error *err)
{
    json_int_t used = 0, max = 0;
    switch (op->kind) {
    case UI_OP_MODEL: return take_model(r, o, op, err);
    case UI_OP_STATS: return take_stats(r, o, t_ms, op, err);
    case UI_OP_ENTRY: return take_entry(o, op, err);
    case UI_OP_TEXT:
    case UI_OP_END:
    case UI_OP_THOUGHT: return take_entry_part(o, op, err);
    case UI_OP_CONTEXT:
        if (!take_int(o, "used", 0, STATS_TOKENS_MAX, &used, err) ||
            !take_int(o, "max", 0, STATS_TOKENS_MAX, &max, err))
            return false;
        op->n = (int)used;
        op->max = (int)max;
        return true;
    default:
        op->on = json_is_true(json_object_get(o, "on"));
        return take_text(o, "s", &op->text, NULL, err);
    }
}

bool replay_line(struct replay_lines *r, const char *line, size_t len, struct ui_op *op,
                 int64_t *t_ms, bool *known, struct error *err)
{
    static const struct {
        const char *name;
        enum ui_op_kind kind;
    } kinds[] = {{"token", UI_OP_STEP},
                 {"stats", UI_OP_STATS},
                 {"text", UI_OP_TEXT},
                 {"prompt", UI_OP_STEP},
                 {"entry", UI_OP_ENTRY},
                 {"end", UI_OP_END},
                 {"thought", UI_OP_THOUGHT},
                 {"busy", UI_OP_BUSY},
                 {"context", UI_OP_CONTEXT},
                 {"flags", UI_OP_FLAGS},
                 {"model", UI_OP_MODEL},
                 {"clear", UI_OP_CLEAR},
                 {"conversation", UI_OP_CONVERSATION}};
    json_int_t t = 0;
    const char *kind = NULL;
    json_decref(r->line);
    r->line = parse(line, len, err);
    *op = (struct ui_op){.kind = UI_OP_N};
    *known = false;
    if (!r->line || !take_int(r->line, "t", 0, INT64_MAX / 10000000, &t, err) ||
        !take_text(r->line, "k", &kind, NULL, err))
        return false;
    *t_ms = t;
    if (!kind)
        return err_set(err, 0, "a line without a kind");
    if (strcmp(kind, "shape") == 0)
        return take_shape(r, r->line, err);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kind, kinds[i].name) == 0) {
            *known = true;
            op->kind = kinds[i].kind;
            return op->kind == UI_OP_STEP
                       ? take_step(r, r->line, kind[0] == 't', t, op, err)
                       : take_rest(r, r->line, t, op, err);
        }
    return true;
}

void replay_lines_finish(struct replay_lines *r)
{
    free_strings(r);
    free(r->used);
    json_decref(r->line);
    *r = (struct replay_lines){0};
}
