#define LOG_MODULE "gpu"

#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "gpu/backend_impl.h"

/* What becomes of an expert that the device does not hold: its bytes go there, or the CPU
 * computes it where they are. Both were timed when the model was opened, with records made of
 * nothing in particular. A bus and the machine's memory differ by what the machine is; none
 * of both is faster everywhere. */

enum {
    TIMED_ROWS = 8, /* of an expert, for what more than one row costs */
    ROUNDS = 3,     /* of which the best counts: others may want the CPU, too */
};
static const uint64_t timed_bytes = (uint64_t)128 << 20; /* more than caches hold */

/* Weights and scales that are no special numbers. */
static void fill(uint32_t *words, size_t n)
{
    uint32_t seed = 1;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        words[i] = (seed & 0x80ff80ff) | 0x3c003c00;
    }
}

struct timing {
    struct gpu_backend *b;
    const char *records;
    int n; /* that there are */
    uint64_t record_bytes;
    struct expert_work *work; /* [k] */
    int *rows;                /* [k][TIMED_ROWS] */
};

/* All records, as many at a time as a token uses; each with n_rows rows. In ns. */
static int64_t time_round(const struct timing *t, int n_rows)
{
    struct gpu_backend *b = t->b;
    int k = b->p.n_expert_used;
    int64_t begin = clock_now_ns();
    for (int first = 0; first < t->n; first += k) {
        int n = t->n - first < k ? t->n - first : k;
        host_experts_begin(b->host, n_rows, NULL);
        for (int i = 0; i < n; i++) {
            struct expert_work *w = &t->work[i];
            *w = (struct expert_work){.rows = t->rows + (size_t)i * TIMED_ROWS,
                                      .n_rows = n_rows};
            expert_view(&b->p.pack->expert[0],
                        t->records + (size_t)(first + i) * t->record_bytes, &w->view);
        }
        host_experts_run(b->host, t->work, n);
    }
    return clock_now_ns() - begin;
}

static double time_host(const struct timing *t, int n_rows)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t ns = time_round(t, n_rows);
        best = ns < best ? ns : best;
    }
    return (double)best / ((double)t->n * (double)t->record_bytes);
}

static void time_products(const struct timing *t, struct miss_rates *r)
{
    struct gpu_backend *b = t->b;
    int most = b->p.chunk_tok < TIMED_ROWS ? b->p.chunk_tok : TIMED_ROWS;
    r->host_ns = time_host(t, 1);
    if (most == 1)
        return;
    double more = time_host(t, most) - r->host_ns;
    r->host_row_ns = more > 0 ? more / (most - 1) : 0;
}

/* What is faster alone; where the CPU computes some, what leaves it time for that. */
static bool time_ways(const struct timing *t, struct error *err)
{
    struct gpu_backend *b = t->b;
    struct miss_rates *r = &b->rates;
    struct expert_way way;
    if (!expert_cache_find_way(b->experts, t->records, t->record_bytes, t->n, false, &way,
                               err))
        return false;
    r->alone_ns = way.copy_ns;
    bool beside =
        b->host && (b->g->params.misses == GPU_MISSES_CPU || r->host_ns < way.copy_ns);
    if (beside && !expert_cache_find_way(b->experts, t->records, t->record_bytes, t->n,
                                         true, &way, err))
        return false;
    r->copy_ns = way.copy_ns;
    r->busy_ns = way.busy_ns;
    /* Nothing that the CPU could be asked for with profit. */
    if (!beside) {
        host_experts_destroy(b->g, b->host);
        b->host = NULL;
    }
    return true;
}

static bool time_misses(struct gpu_backend *b, struct error *err)
{
    uint64_t record_bytes = expert_cache_slot_bytes(b->p.pack);
    uint64_t n = timed_bytes / record_bytes, k = (uint64_t)b->p.n_expert_used;
    n = n < k ? k : n > 16 * k ? 16 * k : n;
    struct timing t = {.b = b, .n = (int)n, .record_bytes = record_bytes};
    char *mem = mem_alloc(n * record_bytes, "experts to be timed", err);
    if (!mem)
        return false;
    fill((uint32_t *)(void *)mem, n * record_bytes / sizeof(uint32_t));
    t.records = mem;
    t.work = xcalloc(k, sizeof(*t.work));
    t.rows = xcalloc(k * TIMED_ROWS, sizeof(*t.rows));
    for (int i = 0; i < (int)k; i++)
        for (int j = 0; j < TIMED_ROWS; j++)
            t.rows[i * TIMED_ROWS + j] = j * (int)k + i;
    if (b->host) {
        const struct gpu_buffer *x = host_experts_x(b->host);
        fill(x->map, x->bytes / sizeof(uint32_t));
        time_products(&t, &b->rates);
    }
    bool ok = time_ways(&t, err);
    free(t.work);
    free(t.rows);
    mem_free(mem, n * record_bytes);
    return ok;
}

bool gpu_misses_open(struct gpu_backend *b, struct error *err)
{
    struct host_experts_params p = gpu_plan_host_experts(b);
    enum gpu_misses wanted = b->g->params.misses;
    const struct miss_rates *r = &b->rates;
    if (expert_cache_stats(b->experts).n_slots >= b->config.n_layer * b->config.n_expert)
        return true;
    if (wanted != GPU_MISSES_COPY) {
        b->host = host_experts_create(b->g, &p, err);
        b->host_work = xcalloc((size_t)b->config.n_expert, sizeof(*b->host_work));
        if (!b->host)
            return false;
    }
    if (!time_misses(b, err))
        return false;
    log_info(
        "experts that are not on the GPU: copied there at %.1f GB/s, computed by the "
        "CPU at %.1f, which each row more makes %.1f times longer",
        1 / r->alone_ns, b->host ? 1 / r->host_ns : 0,
        b->host ? r->host_row_ns / r->host_ns : 0);
    return true;
}

/* Nanoseconds of the CPU for so many rows of an expert. */
static double host_ns(const struct gpu_backend *b, double bytes, double n_rows)
{
    const struct miss_rates *r = &b->rates;
    return bytes * (r->host_ns + (n_rows - 1) * r->host_row_ns);
}

/* Of a chunk in which experts have many rows each the CPU's share is not worth what the rest
 * then takes: it was no faster with 16 rows (NVIDIA H200), though by the rates it should have
 * been. */
bool gpu_misses_want_inputs(const struct gpu_backend *b)
{
    enum {
        MUCH_FASTER = 2,
    };
    if (!b->host || expert_cache_is_full(b->experts) ||
        b->n_tok > host_experts_tok_max(b->host))
        return false;
    double rows = (double)b->n_tok * b->p.n_expert_used / b->config.n_expert;
    return b->g->params.misses == GPU_MISSES_CPU ||
           MUCH_FASTER * host_ns(b, 1, rows < 1 ? 1 : rows) < b->rates.alone_ns;
}

static double later(double a, double b)
{
    return a > b ? a : b;
}

/* Whoever would be done with it first takes it: the CPU computes it or copies it, the copy
 * goes on while the CPU computes others. */
bool gpu_miss_stays(struct gpu_backend *b, int layer, int expert, int n_rows)
{
    const struct miss_rates *r = &b->rates;
    double bytes = (double)b->p.pack->expert[layer].record_bytes;
    double computed = b->host_clock_ns + host_ns(b, bytes, n_rows);
    double prepared = b->host_clock_ns + bytes * r->busy_ns;
    double copied = later(b->host_clock_ns, b->copy_clock_ns) + bytes * r->copy_ns;
    bool can = b->host_layer && host_experts_has_room(b->host, b->n_host_rows, n_rows);
    bool faster = b->g->params.misses == GPU_MISSES_CPU || computed < copied;
    if (can && faster && !expert_cache_wants(b->experts, layer, expert)) {
        b->host_clock_ns = computed;
        return true;
    }
    b->host_clock_ns = prepared;
    b->copy_clock_ns = copied;
    return false;
}
