#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/bench_impl.h"
#include "app/bench_limits.h"
#include "core/base/alloc.h"

enum {
    N_SLOWEST = 5,
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct bench_spread bench_spread(const double *v, int n)
{
    double *sorted = xmalloc((size_t)n * sizeof(*sorted));
    memcpy(sorted, v, (size_t)n * sizeof(*sorted));
    qsort(sorted, (size_t)n, sizeof(*sorted), compare);
    struct bench_spread s = {
        .min = sorted[0],
        .median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2,
        .p95 = sorted[(int)ceil(0.95 * n) - 1],
        .max = sorted[n - 1],
    };
    free(sorted);
    return s;
}

double bench_tidy(double ms)
{
    double rounded = round(ms * 1e6) / 1e6;
    return rounded == 0 ? 0 : rounded;
}

static double layer_total(const struct bench_layer *l)
{
    return l->mixer + l->route + l->io_wait + l->expert + l->other;
}

struct bench_phases bench_phases(const struct bench_times *t, int n_layer)
{
    struct bench_phases p = {0};
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
    p.known = !t->untimed;
    p.other = bench_tidy(p.total - inside - p.embed - p.head);
    p.missed = n_used ? (double)n_missed / (double)n_used : 0;
    return p;
}

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static void print_phase(FILE *out, const char *name, double ms, double total)
{
    fprintf(out, "    %-22s %10.3f ms  %5.1f %%\n", name, ms,
            total > 0 ? 100 * ms / total : 0);
}

static void print_phases(FILE *out, const char *title, const struct bench_times *t,
                         int n_layer)
{
    struct bench_phases p = bench_phases(t, n_layer);
    fprintf(out, "  %s\n", title);
    if (!p.known) {
        fprintf(out, "    n/a: the device computes while others are recorded\n");
        print_phase(out, "total", p.total, p.total);
        return;
    }
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
    if (t->untimed)
        return;
    slowest_layers(t, n_layer, slow, &n);
    fprintf(out, "  slowest layers, ms per token\n"
                 "    layer  kind     total   mixer  router io wait experts   other\n");
    for (int i = 0; i < n; i++) {
        const struct bench_layer *l = &t->layer[slow[i]];
        double k = t->n;
        fprintf(out, "    %5d  %-6s %7.3f %7.3f %7.3f %7.3f %7.3f %7.3f\n", slow[i],
                l->linear ? "delta" : "attn", layer_total(l) / k, l->mixer / k,
                l->route / k, l->io_wait / k, l->expert / k, bench_tidy(l->other / k));
    }
}

static void print_gpu(FILE *out, const struct bench_bytes *b, double n, const char *per)
{
    double needed = b->hits + b->misses;
    if (!b->gpu)
        return;
    if (needed > 0)
        fprintf(out,
                "  experts on the GPU     %10.1f %% of those needed, in %.2f GB of it\n",
                100 * b->hits / needed, b->gpu_used / 1e9);
    fprintf(out, "  copied to the GPU      %10.3f MB per %s", b->copied / n / 1e6, per);
    if (b->copy_bytes_s > 0)
        fprintf(out, ", measured %.1f GB/s", b->copy_bytes_s / 1e9);
    fputc('\n', out);
    if (b->beside_bytes_s > 0 && needed > 0)
        fprintf(
            out,
            "  experts of the CPU     %10.1f %% of those needed, measured %.1f GB/s\n",
            100 * b->beside / needed, b->beside_bytes_s / 1e9);
}

/* Device bytes hold what other parts of the process read too; amplification says how many
 * were read for one that was missing. */
static void print_bytes(FILE *out, const struct bench_bytes *b, double n, const char *per)
{
    fprintf(out, "  experts asked for      %10.3f MB per %s\n",
            (double)b->expert / n / 1e6, per);
    print_gpu(out, b, n, per);
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
    if (b->busy_known && b->busy_ms > 0 && missing)
        fprintf(out, "  rate of the busy disk  %10.3f GB/s, busy for %.2f s in all\n",
                (double)b->device / b->busy_ms / 1e6, b->busy_ms / 1e3);
}

static void print_rate(FILE *out, const char *name, const double *tok_s, int n)
{
    struct bench_spread s = bench_spread(tok_s, n);
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

static void print_runs(const struct bench_result *r, FILE *out)
{
    const char *tokens = r->text ? "from a text" : "random, fixed seed";
    if (bench_has_prefill(r->mode) && r->n_warm_up)
        fprintf(out,
                "runs     warm: after %d tokens and one run that are not counted; "
                "tokens: %s\n",
                r->n_prompt + r->n_warm_up, tokens);
    else if (bench_has_prefill(r->mode))
        fprintf(out, "runs     %s: %s; tokens: %s\n", r->cold ? "cold" : "warm",
                r->cold ? "expert files dropped from the page cache before each run"
                        : "after one run that is not counted",
                tokens);
    else
        fprintf(out,
                "runs     %s: one timeline after %d + %d tokens that are not counted%s; "
                "tokens: %s\n",
                r->cold ? "cold" : "warm", r->n_prompt, r->n_warm_up,
                r->cold ? ", expert files dropped from the page cache before each run"
                        : "",
                tokens);
    if (r->cache.limit_bytes == 0)
        return;
    fprintf(out, "cache    %.1f MiB of page cache for the experts, by %s",
            mib(r->cache.limit_bytes), r->cache.method);
    if (*r->cache.why)
        fprintf(out, ": pushed out at random after every token (no cgroup: %s)",
                r->cache.why);
    if (r->cache.known)
        fprintf(out, "; found %.1f MiB", mib(r->cache.resident_bytes));
    fputc('\n', out);
}

static void print_setup(const struct bench_result *r, FILE *out)
{
    char experts[16], dense[16];
    bits(experts, sizeof(experts), r->expert_bits);
    bits(dense, sizeof(dense), r->dense_bits);
    fprintf(out, "model    %s, %d layers, experts %s, rest %s\n", r->name, r->n_layer,
            experts, dense);
    fprintf(out, "engine   kernel %s, %s activations, KV %s, %d threads, context %d\n",
            r->kernel, r->activations, r->kv == KV_CHOICE_F32 ? "f32" : "f16",
            r->n_threads, r->ctx_tok);
    fprintf(out, "reads    %s", r->read_method);
    if (r->n_readers > 0)
        fprintf(out, ", %d of them", r->n_readers);
    fputc('\n', out);
    fprintf(out, "experts  %d per token", r->experts_per_token);
    if (r->experts_per_token != r->experts_native)
        fprintf(out, ": FEWER than the model's %d, its answers are worse",
                r->experts_native);
    fprintf(out,
            "\nmemory   dense %.1f MiB, KV %.1f, state %.1f, buffers %.1f, "
            "checkpoints up to %.1f\n",
            mib(r->plan.dense), mib(r->plan.kv), mib(r->plan.state), mib(r->plan.buffers),
            mib(r->plan.checkpoints_max));
    print_runs(r, out);
}

void bench_print_shares(const struct bench_result *r, const struct limits *limits,
                        FILE *out)
{
    struct bench_shares shares;
    bench_shares_get(r, limits, &shares);
    bench_shares_print(&shares, out);
}

static void print_prefill(const struct bench_result *r, FILE *out)
{
    print_rate(out, "prefill", r->prefill.tok_s, r->n_repeat);
    print_bytes(out, &r->prefill.bytes, (double)r->n_prompt * r->n_repeat, "token");
    char *title = xasprintf("phases of %d tokens, mean per chunk (%d in a run)",
                            r->n_prompt, r->prefill.times.n / r->n_repeat);
    print_phases(out, title, &r->prefill.times, r->n_layer);
    free(title);
}

static void print_decode(const struct bench_result *r, FILE *out)
{
    const char *step = r->n_parallel > 1 ? "pass" : "token";
    print_rate(out, "decode", r->decode.tok_s, r->n_repeat);
    struct bench_spread ms = bench_spread(r->token_ms, r->n_repeat * r->n_gen);
    double n_tok = (double)r->n_gen * r->n_repeat * r->n_parallel;
    if (r->n_parallel > 1)
        fprintf(out, "  %d sequences together: the rate is of all of them\n",
                r->n_parallel);
    fprintf(out, "  a %-5s takes          %10.3f ms  median, p95 %.3f, max %.3f\n", step,
            ms.median, ms.p95, ms.max);
    print_bytes(out, &r->decode.bytes, n_tok, "token");
    /* Together the dense part is read once for all, and so is an expert that several need. */
    double touched = r->n_parallel > 1
                         ? (double)r->dense_bytes_per_token / r->n_parallel +
                               (double)r->decode.bytes.expert / n_tok
                         : (double)(r->dense_bytes_per_token + r->expert_bytes_per_token);
    fprintf(out, "  weights touched        %10.3f MB per token, %.2f GB/s\n",
            touched / 1e6,
            touched * bench_spread(r->decode.tok_s, r->n_repeat).median / 1e9);
    char *title = xasprintf("phases, mean per %s", step);
    print_phases(out, title, &r->decode.times, r->n_layer);
    free(title);
    print_slowest(out, &r->decode.times, r->n_layer);
}

static void print_resident(const struct bench_result *r, FILE *out)
{
    if (r->peak_rss_known)
        fprintf(out, "\npeak resident memory %.1f MiB", mib(r->peak_rss_bytes));
    else
        fprintf(out, "\npeak resident memory n/a");
    if (r->anonymous_known)
        fprintf(out,
                " with mapped files; without %.1f, of it %.1f beside copied weights, "
                "KV, state and checkpoints\n",
                mib(r->anonymous_bytes), mib(r->rest_bytes));
    else
        fputc('\n', out);
}

const char *bench_mode_name(enum bench_mode mode)
{
    static const char *const name[] = {[BENCH_ALL] = "all",
                                       [BENCH_PREFILL] = "prefill",
                                       [BENCH_DECODE] = "decode",
                                       [BENCH_STREAM] = "stream",
                                       [BENCH_START] = "start"};
    return name[mode];
}

void bench_print(const struct bench_result *r, FILE *out)
{
    print_machine(r, out);
    print_setup(r, out);
    fputc('\n', out);
    if (bench_has_prefill(r->mode))
        print_prefill(r, out);
    if (r->mode == BENCH_ALL)
        fputc('\n', out);
    if (bench_has_decode(r->mode))
        print_decode(r, out);
    print_resident(r, out);
}
