#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/bench.h"
#include "app/bench_limits.h"
#include "core/base/alloc.h"

enum {
    N_SLOWEST = 5,
    SCHEMA = 1,
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct spread {
    double min, median, p95, max;
};

static struct spread spread_of(const double *v, int n)
{
    double *sorted = xmalloc((size_t)n * sizeof(*sorted));
    memcpy(sorted, v, (size_t)n * sizeof(*sorted));
    qsort(sorted, (size_t)n, sizeof(*sorted), compare);
    struct spread s = {
        .min = sorted[0],
        .median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2,
        .p95 = sorted[(int)ceil(0.95 * n) - 1],
        .max = sorted[n - 1],
    };
    free(sorted);
    return s;
}

/* Differences of clock readings: what is below a nanosecond is rounding, also "-0". */
static double tidy(double ms)
{
    double rounded = round(ms * 1e6) / 1e6;
    return rounded == 0 ? 0 : rounded;
}

static double layer_total(const struct bench_layer *l)
{
    return l->mixer + l->route + l->io_wait + l->expert + l->other;
}

/* Per step (chunk or token): the phases of all layers, and what lies outside them. */
struct phases {
    double mixer_linear, mixer_full, route, io_wait, expert, embed, head, other, total;
    double missed; /* share of the experts that were not wholly resident */
};

static struct phases phases_of(const struct bench_times *t, int n_layer)
{
    struct phases p = {0};
    double n = t->n ? t->n : 1, inside = 0;
    uint64_t n_used = 0, n_missed = 0;
    for (int i = 0; i < n_layer; i++) {
        const struct bench_layer *l = &t->layer[i];
        *(l->linear ? &p.mixer_linear : &p.mixer_full) += l->mixer / n;
        p.route += l->route / n;
        p.io_wait += l->io_wait / n;
        p.expert += l->expert / n;
        inside += (layer_total(l) - l->other) / n;
        n_used += l->n_used;
        n_missed += l->n_missed;
    }
    p.embed = t->embed / n;
    p.head = t->head / n;
    p.total = t->total / n;
    p.other = tidy(p.total - inside - p.embed - p.head);
    p.missed = n_used ? (double)n_missed / (double)n_used : 0;
    return p;
}

static void print_phase(FILE *out, const char *name, double ms, double total)
{
    fprintf(out, "    %-22s %10.3f ms  %5.1f %%\n", name, ms,
            total > 0 ? 100 * ms / total : 0);
}

static void print_phases(FILE *out, const char *title, const struct bench_times *t,
                         int n_layer)
{
    struct phases p = phases_of(t, n_layer);
    fprintf(out, "  %s\n", title);
    print_phase(out, "delta-net mixers", p.mixer_linear, p.total);
    print_phase(out, "attention mixers", p.mixer_full, p.total);
    print_phase(out, "routers", p.route, p.total);
    print_phase(out, "io wait (not hidden)", p.io_wait, p.total);
    print_phase(out, "experts", p.expert, p.total);
    print_phase(out, "embedding", p.embed, p.total);
    print_phase(out, "head", p.head, p.total);
    print_phase(out, "other", p.other, p.total);
    print_phase(out, "total", p.total, p.total);
}

static void slowest_layers(const struct bench_times *t, int n_layer, int *out, int *n)
{
    *n = 0;
    for (int k = 0; k < N_SLOWEST && k < n_layer; k++) {
        int best = -1;
        for (int i = 0; i < n_layer; i++) {
            bool taken = false;
            for (int j = 0; j < *n; j++)
                taken = taken || out[j] == i;
            if (!taken &&
                (best < 0 || layer_total(&t->layer[i]) > layer_total(&t->layer[best])))
                best = i;
        }
        out[(*n)++] = best;
    }
}

static void print_slowest(FILE *out, const struct bench_times *t, int n_layer)
{
    int slow[N_SLOWEST], n;
    slowest_layers(t, n_layer, slow, &n);
    fprintf(out, "  slowest layers, ms per token\n"
                 "    layer  kind     total   mixer  router io wait experts   other\n");
    for (int i = 0; i < n; i++) {
        const struct bench_layer *l = &t->layer[slow[i]];
        double k = t->n;
        fprintf(out, "    %5d  %-6s %7.3f %7.3f %7.3f %7.3f %7.3f %7.3f\n", slow[i],
                l->linear ? "delta" : "attn", layer_total(l) / k, l->mixer / k,
                l->route / k, l->io_wait / k, l->expert / k, tidy(l->other / k));
    }
}

/* Device bytes hold what other parts of the process read too; amplification says how many
 * were read for one that was missing. */
static void print_bytes(FILE *out, const struct bench_bytes *b, double n, const char *per)
{
    fprintf(out, "  experts asked for      %10.3f MB per %s\n",
            (double)b->expert / n / 1e6, per);
    if (b->resident_known && b->expert)
        fprintf(out, "  resident before read   %10.1f %%\n",
                100.0 * (double)b->resident / (double)b->expert);
    else
        fprintf(out, "  resident before read          n/a\n");
    if (!b->device_known) {
        fprintf(out, "  device read                   n/a\n");
        return;
    }
    fprintf(out, "  device read            %10.3f MB per %s", (double)b->device / n / 1e6,
            per);
    uint64_t missing = b->expert - b->resident;
    if (b->resident_known && missing)
        fprintf(out, ", %.2f per missing byte", (double)b->device / (double)missing);
    fputc('\n', out);
}

static void print_rate(FILE *out, const char *name, const double *tok_s, int n)
{
    struct spread s = spread_of(tok_s, n);
    fprintf(out, "%-8s %9.2f tok/s   median of %d, %.2f to %.2f\n", name, s.median, n,
            s.min, s.max);
}

static void bits(char *out, size_t cap, int n)
{
    if (n)
        snprintf(out, cap, "%d bits", n);
    else
        snprintf(out, cap, "mixed");
}

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static void print_machine(const struct bench_result *r, FILE *out)
{
    const struct machine_info *m = &r->machine;
    fprintf(out, "machine  %s, %d cores, %.1f GiB (%.1f available), %s",
            *m->cpu ? m->cpu : "unknown processor", m->n_cores,
            (double)m->memory_bytes / (1 << 30),
            (double)m->memory_available_bytes / (1 << 30), m->kernel);
    if (m->read_ahead_kb >= 0)
        fprintf(out, ", %s read_ahead_kb %ld\n", m->device, m->read_ahead_kb);
    else
        fprintf(out, ", read_ahead_kb n/a\n");
}

static void print_setup(const struct bench_result *r, FILE *out)
{
    char experts[16], dense[16];
    bits(experts, sizeof(experts), r->expert_bits);
    bits(dense, sizeof(dense), r->dense_bits);
    fprintf(out, "model    %s, %d layers, experts %s, rest %s\n", r->name, r->n_layer,
            experts, dense);
    fprintf(out,
            "engine   kernel %s, %s activations, KV %s, %d threads, %d readers, "
            "context %d\n",
            r->kernel, r->f32_activations ? "f32" : "int8",
            r->kv == KV_CHOICE_F32 ? "f32" : "f16", r->n_threads, r->n_readers,
            r->ctx_tok);
    fprintf(out, "experts  %d per token", r->experts_per_token);
    if (r->experts_per_token != r->experts_native)
        fprintf(out, ": FEWER than the model's %d, its answers are worse",
                r->experts_native);
    fprintf(out,
            "\nmemory   dense %.1f MiB (mapped), KV %.1f, state %.1f, buffers %.1f, "
            "checkpoints up to %.1f\n",
            mib(r->plan.dense), mib(r->plan.kv), mib(r->plan.state), mib(r->plan.buffers),
            mib(r->plan.checkpoints_max));
    fprintf(out, "runs     %s: %s; tokens: %s\n", r->cold ? "cold" : "warm",
            r->cold ? "expert files dropped from the page cache before each run"
                    : "after one run that is not counted",
            r->text ? "from a text" : "random, fixed seed");
}

void bench_print_shares(const struct bench_result *r, const struct limits *limits,
                        FILE *out)
{
    struct bench_shares shares;
    bench_shares_get(r, limits, spread_of(r->decode.tok_s, r->n_repeat).median, &shares);
    bench_shares_print(&shares, out);
}

void bench_print(const struct bench_result *r, FILE *out)
{
    print_machine(r, out);
    print_setup(r, out);
    fputc('\n', out);
    print_rate(out, "prefill", r->prefill.tok_s, r->n_repeat);
    print_bytes(out, &r->prefill.bytes, (double)r->n_prompt * r->n_repeat, "token");
    char *title = xasprintf("phases of %d tokens, mean per chunk (%d in a run)",
                            r->n_prompt, r->prefill.times.n / r->n_repeat);
    print_phases(out, title, &r->prefill.times, r->n_layer);
    free(title);
    fputc('\n', out);

    print_rate(out, "decode", r->decode.tok_s, r->n_repeat);
    struct spread ms = spread_of(r->token_ms, r->n_repeat * r->n_gen);
    fprintf(out, "  a token takes          %10.3f ms  median, p95 %.3f, max %.3f\n",
            ms.median, ms.p95, ms.max);
    print_bytes(out, &r->decode.bytes, (double)r->n_gen * r->n_repeat, "token");
    uint64_t touched = r->dense_bytes_per_token + r->expert_bytes_per_token;
    fprintf(out, "  weights touched        %10.3f MB per token, %.2f GB/s\n",
            (double)touched / 1e6,
            (double)touched * spread_of(r->decode.tok_s, r->n_repeat).median / 1e9);
    print_phases(out, "phases, mean per token", &r->decode.times, r->n_layer);
    print_slowest(out, &r->decode.times, r->n_layer);
    if (r->peak_rss_known)
        fprintf(out, "\npeak resident memory %.1f MiB\n", mib(r->peak_rss_bytes));
    else
        fprintf(out, "\npeak resident memory n/a\n");
}

static json_t *json_of_bytes(uint64_t n, bool known)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static json_t *json_of_phases(const struct bench_times *t, int n_layer)
{
    struct phases p = phases_of(t, n_layer);
    return json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "mixer_linear",
                     p.mixer_linear, "mixer_full", p.mixer_full, "route", p.route,
                     "io_wait", p.io_wait, "expert", p.expert, "embed", p.embed, "head",
                     p.head, "other", p.other, "total", p.total, "missed_share",
                     p.missed);
}

static json_t *json_of_part(const struct bench_part *part, const struct bench_result *r)
{
    struct spread s = spread_of(part->tok_s, r->n_repeat);
    json_t *runs = json_array();
    for (int i = 0; i < r->n_repeat; i++)
        json_array_append_new(runs, json_real(part->tok_s[i]));
    const struct bench_bytes *b = &part->bytes;
    return json_pack("{s:f,s:f,s:f,s:o,s:o,s:o,s:o,s:o}", "tok_s", s.median, "tok_s_min",
                     s.min, "tok_s_max", s.max, "runs", runs, "expert_bytes",
                     json_of_bytes(b->expert, true), "resident_bytes",
                     json_of_bytes(b->resident, b->resident_known), "device_bytes",
                     json_of_bytes(b->device, b->device_known), "phases_ms",
                     json_of_phases(&part->times, r->n_layer));
}

static json_t *json_of_layers(const struct bench_times *t, int n_layer)
{
    json_t *list = json_array();
    double n = t->n ? t->n : 1;
    for (int i = 0; i < n_layer; i++) {
        const struct bench_layer *l = &t->layer[i];
        json_array_append_new(
            list, json_pack("{s:b,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "linear", (int)l->linear,
                            "mixer_ms", l->mixer / n, "route_ms", l->route / n,
                            "io_wait_ms", l->io_wait / n, "expert_ms", l->expert / n,
                            "other_ms", tidy(l->other / n), "used", (double)l->n_used / n,
                            "missed", (double)l->n_missed / n));
    }
    return list;
}

static json_t *json_of_machine(const struct machine_info *m)
{
    return json_pack(
        "{s:s,s:i,s:s,s:I,s:I,s:s,s:o}", "cpu", m->cpu, "cores", m->n_cores, "kernel",
        m->kernel, "memory_bytes", (json_int_t)m->memory_bytes, "memory_available_bytes",
        (json_int_t)m->memory_available_bytes, "device", m->device, "read_ahead_kb",
        m->read_ahead_kb >= 0 ? json_integer(m->read_ahead_kb) : json_null());
}

static json_t *json_of_setup(const struct bench_result *r)
{
    return json_pack("{s:s,s:s,s:i,s:i,s:i,s:i,s:s,s:s,s:s,s:i,s:i,s:i,s:I,s:I}", "name",
                     r->name, "path", r->pack_path, "experts_per_token",
                     r->experts_per_token, "experts_native", r->experts_native,
                     "expert_bits", r->expert_bits, "dense_bits", r->dense_bits, "kernel",
                     r->kernel, "activations", r->f32_activations ? "f32" : "int8", "kv",
                     r->kv == KV_CHOICE_F32 ? "f32" : "f16", "threads", r->n_threads,
                     "readers", r->n_readers, "ctx", r->ctx_tok, "dense_bytes_per_token",
                     (json_int_t)r->dense_bytes_per_token, "expert_bytes_per_token",
                     (json_int_t)r->expert_bytes_per_token);
}

void bench_print_json(const struct bench_result *r, const struct limits *limits,
                      FILE *out)
{
    struct spread ms = spread_of(r->token_ms, r->n_repeat * r->n_gen);
    const struct memory_plan *p = &r->plan;
    json_t *decode = json_of_part(&r->decode, r);
    json_object_set_new(
        decode, "token_ms",
        json_pack("{s:f,s:f,s:f}", "median", ms.median, "p95", ms.p95, "max", ms.max));
    json_object_set_new(decode, "layers", json_of_layers(&r->decode.times, r->n_layer));
    json_t *root = json_pack(
        "{s:i,s:o,s:o,s:{s:I,s:I,s:I,s:I,s:I},s:s,s:s,s:i,s:i,s:i,s:o,s:o,s:o}", "schema",
        (int)SCHEMA, "machine", json_of_machine(&r->machine), "model", json_of_setup(r),
        "memory_plan_bytes", "dense", (json_int_t)p->dense, "kv", (json_int_t)p->kv,
        "state", (json_int_t)p->state, "buffers", (json_int_t)p->buffers,
        "checkpoints_max", (json_int_t)p->checkpoints_max, "cache",
        r->cold ? "cold" : "warm", "tokens", r->text ? "text" : "random", "prompt",
        r->n_prompt, "gen", r->n_gen, "repeat", r->n_repeat, "prefill",
        json_of_part(&r->prefill, r), "decode", decode, "peak_rss_bytes",
        json_of_bytes(r->peak_rss_bytes, r->peak_rss_known));
    if (limits) {
        struct bench_shares shares;
        bench_shares_get(r, limits, spread_of(r->decode.tok_s, r->n_repeat).median,
                         &shares);
        json_object_set_new(root, "limits", limits_to_json(limits));
        json_object_set_new(root, "limit_share", bench_shares_json(&shares));
    }
    json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
    fputc('\n', out);
    json_decref(root);
}
