#include "net/serve_metrics.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/infer/stats_fields.h"

static const int statuses[SERVE_STATUSES] = {200, 204, 400, 401, 403, 404, 405,
                                             413, 415, 429, 500, 503, 0};

void serve_count_answer(struct serve_counts *c, int status)
{
    int i = 0;
    while (statuses[i] && statuses[i] != status)
        i++;
    atomic_fetch_add(&c->answers[i], 1);
}

/* The value of a label: backslash, quote and line feed are written as two characters. */
static void add_label(struct strbuf *out, const char *name, const char *value, bool first)
{
    strbuf_addf(out, "%s%s=\"", first ? "" : ",", name);
    for (const char *p = value ? value : ""; *p; p++) {
        if (*p == '\\' || *p == '"')
            strbuf_addc(out, '\\');
        if (*p == '\n')
            strbuf_adds(out, "\\n");
        else
            strbuf_addc(out, *p);
    }
    strbuf_addc(out, '"');
}

static void add_type(struct strbuf *out, const char *name, const char *type)
{
    strbuf_addf(out, "# TYPE flashmoe_%s %s\n", name, type);
}

static void add_count(struct strbuf *out, const char *name, const char *type, uint64_t v)
{
    add_type(out, name, type);
    strbuf_addf(out, "flashmoe_%s %" PRIu64 "\n", name, v);
}

static void add_field(struct strbuf *out, const struct stats *s,
                      const struct stats_field *f)
{
    const void *p = (const char *)s + f->at;
    switch (f->kind) {
    case STATS_MEASURE:
    case STATS_SHARE:
    case STATS_MEASURE_BYTES: {
        const struct measure *m = p;
        if (!m->valid || !isfinite(m->v))
            return;
        add_type(out, f->name, "gauge");
        strbuf_addf(out, "flashmoe_%s %.9g\n", f->name, m->v);
        return;
    }
    case STATS_INT: add_count(out, f->name, "gauge", (uint64_t) * (const int *)p); return;
    case STATS_BYTES: add_count(out, f->name, "gauge", *(const uint64_t *)p); return;
    case STATS_BOOL: add_count(out, f->name, "gauge", *(const bool *)p); return;
    case STATS_WHY:
        if (!*(const char *)p)
            return;
        add_type(out, f->name, "gauge");
        strbuf_addf(out, "flashmoe_%s{", f->name);
        add_label(out, "why", p, true);
        strbuf_adds(out, "} 1\n");
        return;
    case STATS_PHASE:
        add_type(out, f->name, "gauge");
        strbuf_addf(out, "flashmoe_%s{", f->name);
        add_label(out, "phase", stats_phase_name(s->phase), true);
        strbuf_adds(out, "} 1\n");
        return;
    }
}

enum layer_number {
    LAYER_MIXER,
    LAYER_ROUTE,
    LAYER_IO_WAIT,
    LAYER_EXPERT,
    LAYER_OTHER,
    LAYER_USED,
    LAYER_MISSED,
    N_LAYER_NUMBERS,
};

static double layer_number(const struct layer_stats *l, enum layer_number which)
{
    switch (which) {
    case LAYER_MIXER: return (double)l->mixer_ms;
    case LAYER_ROUTE: return (double)l->route_ms;
    case LAYER_IO_WAIT: return (double)l->io_wait_ms;
    case LAYER_EXPERT: return (double)l->expert_ms;
    case LAYER_OTHER: return (double)l->other_ms;
    case LAYER_USED: return l->n_used;
    default: return l->n_missed;
    }
}

static void add_layers(struct strbuf *out, const struct stats *s)
{
    static const char *const names[] = {"mixer_ms", "route_ms", "io_wait_ms", "expert_ms",
                                        "other_ms", "n_used",   "n_missed"};
    for (int k = 0; s->n_layer && k < N_LAYER_NUMBERS; k++) {
        strbuf_addf(out, "# TYPE flashmoe_layer_%s gauge\n", names[k]);
        for (int i = 0; i < s->n_layer; i++) {
            const struct layer_stats *l = &s->layer[i];
            double timed = (double)(l->mixer_ms + l->route_ms + l->io_wait_ms +
                                    l->expert_ms + l->other_ms);
            /* A step of which no times are known has 0 in all of them. */
            if (k < LAYER_USED && !(timed > 0))
                continue;
            strbuf_addf(out, "flashmoe_layer_%s{layer=\"%d\",kind=\"%s\"} %.6g\n",
                        names[k], i, l->linear ? "delta net" : "attention",
                        layer_number(l, (enum layer_number)k));
        }
    }
}

static void add_model(struct strbuf *out, const struct engine_info *info)
{
    add_type(out, "model", "gauge");
    strbuf_adds(out, "flashmoe_model{");
    add_label(out, "name", info->name, true);
    add_label(out, "family", info->family, false);
    add_label(out, "template", info->template_name, false);
    add_label(out, "backend", info->backend, false);
    add_label(out, "kernel", info->kernel, false);
    add_label(out, "activations", info->activations, false);
    strbuf_adds(out, "} 1\n");
    const struct {
        const char *name;
        uint64_t v;
    } numbers[] = {
        {"model_n_params", info->n_params},
        {"model_n_layer", (uint64_t)info->n_layer},
        {"model_n_expert", (uint64_t)info->n_expert},
        {"model_experts_per_token", (uint64_t)info->experts_per_token},
        {"model_experts_native", (uint64_t)info->experts_native},
        {"model_expert_bits", (uint64_t)info->expert_bits},
        {"model_dense_bits", (uint64_t)info->dense_bits},
        {"model_ctx_tok", (uint64_t)info->ctx_tok},
        {"model_n_parallel", (uint64_t)info->n_parallel},
        {"model_n_threads", (uint64_t)info->n_threads},
        {"model_n_readers", (uint64_t)info->n_readers},
        {"model_dense_bytes", info->dense_bytes},
        {"model_expert_file_bytes", info->expert_file_bytes},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        add_count(out, numbers[i].name, "gauge", numbers[i].v);
}

static void add_server(struct strbuf *out, struct serve_counts *c,
                       const struct serve_gauges *now)
{
    add_type(out, "server_answers_total", "counter");
    for (int i = 0; i < SERVE_STATUSES; i++) {
        uint64_t n = atomic_load(&c->answers[i]);
        if (n)
            strbuf_addf(out, "flashmoe_server_answers_total{status=\"%d\"} %" PRIu64 "\n",
                        statuses[i], n);
    }
    add_count(out, "server_clients_gone_total", "counter", atomic_load(&c->gone));
    add_count(out, "server_prompt_tokens_total", "counter", atomic_load(&c->prompt_tok));
    add_count(out, "server_reused_tokens_total", "counter", atomic_load(&c->reused_tok));
    add_count(out, "server_generated_tokens_total", "counter",
              atomic_load(&c->generated_tok));
    add_count(out, "server_running", "gauge", (uint64_t)now->n_running);
    add_count(out, "server_waiting", "gauge", (uint64_t)now->n_waiting);
    add_count(out, "server_connections", "gauge", (uint64_t)now->n_connections);
}

void serve_metrics_text(const struct engine_info *info, const struct stats *stats,
                        struct serve_counts *counts, const struct serve_gauges *now,
                        struct strbuf *out)
{
    for (const struct stats_field *f = stats_fields; f->name; f++)
        add_field(out, stats, f);
    add_layers(out, stats);
    add_model(out, info);
    add_server(out, counts, now);
}
