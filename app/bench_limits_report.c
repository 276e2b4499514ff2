#include "app/bench.h"
#include "app/bench_limits.h"
#include "app/shares_json.h"

static double giga(double bytes)
{
    return bytes / 1e9;
}

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static void print_memory(const struct limits_memory *m, FILE *out)
{
    if (!m->n_rates) {
        fprintf(out, "  memory   n/a: %s\n", m->why);
        return;
    }
    fprintf(out,
            "  memory   reads of %.0f MiB, last-level cache %.0f MiB\n"
            "    threads         GB/s  (min to max)\n",
            mib(m->buffer_bytes), mib(m->cache_bytes));
    for (int i = 0; i < m->n_rates; i++)
        fprintf(out, "    %7d   %10.2f  (%.2f to %.2f), %d passes\n", m->rate[i].n,
                giga(m->rate[i].median), giga(m->rate[i].min), giga(m->rate[i].max),
                m->rate[i].n_samples);
}

static void print_cell(const struct limits_rate *rate, int n, int depth, FILE *out)
{
    for (int i = 0; i < n; i++) {
        if (rate[i].n != depth)
            continue;
        char range[40];
        snprintf(range, sizeof(range), "(%.2f to %.2f)", giga(rate[i].min),
                 giga(rate[i].max));
        fprintf(out, " %7.2f %-18s", giga(rate[i].median), range);
        return;
    }
    fprintf(out, " %7s %-18s", "n/a", "");
}

static void print_busy(const struct limits_busy *b, const char *how, FILE *out)
{
    if (b->n_samples)
        fprintf(out, "    %-24s %7.2f GB/s, %3.0f %% of it; memory %3.0f %%\n", how,
                giga(b->disk_rate), 100 * b->disk, 100 * b->memory);
}

static void print_disk(const struct limits *l, FILE *out)
{
    const struct limits_disk *d = &l->disk;
    if (!d->n_direct && !d->n_buffered) {
        fprintf(out, "  disk     n/a: %s\n", *d->why ? d->why : "the time was too short");
        return;
    }
    fprintf(out, "  disk     %s, %s%.0f MiB in %s, reads of %.3f MB\n",
            *l->machine.device ? l->machine.device : "unknown device",
            d->scratch ? "scratch file of " : "the model's own files, ",
            mib(d->file_bytes), d->folder, (double)d->record_bytes / 1e6);
    if (*d->direct_why)
        fprintf(out, "    O_DIRECT n/a: %s\n", d->direct_why);
    fputs("    at once  O_DIRECT, GB/s (min to max)  buffered, GB/s (min to max)\n", out);
    for (int i = 0; i < LIMITS_N_DEPTHS; i++) {
        fprintf(out, "    %7d ", limits_depths[i]);
        print_cell(d->direct, d->n_direct, limits_depths[i], out);
        print_cell(d->buffered, d->n_buffered, limits_depths[i], out);
        fputc('\n', out);
    }
    if (d->direct_busy.n_samples || d->buffered_busy.n_samples)
        fputs("  both     while all threads read memory\n", out);
    print_busy(&d->direct_busy, "O_DIRECT, 16 at once", out);
    print_busy(&d->buffered_busy, "buffered, 1 at once", out);
}

void bench_limits_print(const struct limits *l, FILE *out)
{
    fprintf(out, "limits   %s, %d cores; medians\n",
            *l->machine.cpu ? l->machine.cpu : "unknown processor", l->machine.n_cores);
    print_memory(&l->memory, out);
    print_disk(l, out);
}

static void print_share(const char *name, const struct share *share, double limit,
                        FILE *out)
{
    if (share->valid)
        fprintf(out, "  %-8s %6.1f %%  %.2f of %.2f GB/s\n", name, 100 * share->v,
                giga(share->rate), giga(limit));
    else
        fprintf(out, "  %-8s    n/a    %s\n", name, share->why);
}

void bench_shares_print(const struct bench_shares *s, FILE *out)
{
    fputs("share of the limit\n", out);
    print_share("memory", &s->of.memory, s->limits.memory, out);
    if (s->of.memory.valid && s->of.fits_cache)
        fputs(
            "           what a token touches fits the cache, memory is no limit to it\n",
            out);
    print_share("disk", &s->of.disk, s->limits.disk, out);
    if (s->busy.valid)
        print_share("  busy", &s->busy, s->limits.disk, out);
}

json_t *bench_shares_json(const struct bench_shares *s)
{
    json_t *o = shares_json(&s->of);
    json_object_set_new(o, "disk_busy",
                        s->busy.valid ? json_real(s->busy.v) : json_null());
    return o;
}
