#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/pool.h"
#include "core/measure/limits_impl.h"

/* Every thread takes pieces of a buffer that no cache can hold, until the pass is through.
 * Which number of streams side by side is fastest differs between machines, so all are
 * tried and the best counts: it is a limit that is looked for. */

enum {
    PIECE_BYTES = 4 << 20,
    PIECE_WORDS = PIECE_BYTES / 8,
    USUAL_BUFFER_BYTES = 512 << 20,
    N_FORMS = 3,
    MIN_PASSES = 3,
    MAX_CPUS = 1024,
};

static const int form_streams[N_FORMS] = {1, 2, 4};

struct memory {
    uint64_t *buffer;
    size_t n_words;
    memory_sum_fn sum_fn;
    int n_streams;
    uint64_t *sums; /* [pieces], each written by the task of the piece */
};

static bool read_line(const char *path, char *out, size_t cap)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    bool ok = fgets(out, (int)cap, f) != NULL;
    fclose(f);
    if (ok)
        out[strcspn(out, "\n")] = '\0';
    return ok;
}

static uint64_t kib_size(const char *text)
{
    char *end;
    uint64_t n = strtoull(text, &end, 10);
    return *end == 'K' ? n << 10 : *end == 'M' ? n << 20 : n;
}

/* The highest cache level of one core: its bytes, and whether this core is the first that
 * shares it. */
static uint64_t cpu_cache(int cpu, bool *first)
{
    uint64_t best = 0;
    int best_level = 0;
    for (int i = 0; i < 8; i++) {
        char path[128], text[256];
        snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cache/index%d/level",
                 cpu, i);
        if (!read_line(path, text, sizeof(text)))
            break;
        int level = (int)strtol(text, NULL, 10);
        if (level <= best_level)
            continue;
        snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cache/index%d/size",
                 cpu, i);
        if (!read_line(path, text, sizeof(text)))
            continue;
        best_level = level;
        best = kib_size(text);
        snprintf(path, sizeof(path),
                 "/sys/devices/system/cpu/cpu%d/cache/index%d/shared_cpu_list", cpu, i);
        *first =
            !read_line(path, text, sizeof(text)) || strtol(text, NULL, 10) == (long)cpu;
    }
    return best;
}

/* What sysfs tells of the caches that these cores see comes first: sysconf may report
 * those of a whole package of which a virtual machine has a part. */
static uint64_t last_level_bytes(void)
{
    uint64_t total = 0;
    long n = sysconf(_SC_NPROCESSORS_CONF);
    for (int cpu = 0; cpu < n && cpu < MAX_CPUS; cpu++) {
        bool first = false;
        uint64_t bytes = cpu_cache(cpu, &first);
        if (first)
            total += bytes;
    }
#ifdef _SC_LEVEL3_CACHE_SIZE
    static const int levels[] = {_SC_LEVEL4_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE,
                                 _SC_LEVEL2_CACHE_SIZE};
    for (int i = 0; i < 3 && !total; i++) {
        long bytes = sysconf(levels[i]);
        total = bytes > 0 ? (uint64_t)bytes : 0;
    }
#endif
    return total;
}

/* The page cache counts as free, where the system tells it. */
static uint64_t free_memory_bytes(void)
{
    FILE *f = fopen("/proc/meminfo", "re");
    char line[256];
    uint64_t bytes = 0;
    while (f && !bytes && fgets(line, sizeof(line), f))
        if (strncmp(line, "MemAvailable:", 13) == 0)
            bytes = strtoull(line + 13, NULL, 10) * 1024;
    if (f)
        fclose(f);
#ifdef _SC_AVPHYS_PAGES
    if (!bytes)
        bytes = (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
#endif
    return bytes;
}

/* 0 + why. */
static uint64_t choose_buffer(const struct limits_params *p, struct limits_memory *out)
{
    uint64_t least = 4 * out->cache_bytes, most = free_memory_bytes() / 4;
    uint64_t bytes = 2 * least > USUAL_BUFFER_BYTES ? 2 * least : USUAL_BUFFER_BYTES;
    if (p->buffer_bytes)
        least = bytes = p->buffer_bytes;
    if (bytes > most)
        bytes = most;
    bytes = bytes / PIECE_BYTES * PIECE_BYTES;
    least = least / PIECE_BYTES * PIECE_BYTES;
    if (bytes && bytes >= least)
        return bytes;
    snprintf(out->why, sizeof(out->why),
             "a buffer of %llu MiB is needed (the last-level cache has %llu), and a "
             "quarter of the free memory is %llu MiB",
             (unsigned long long)((least ? least : PIECE_BYTES) >> 20),
             (unsigned long long)(out->cache_bytes >> 20),
             (unsigned long long)(most >> 20));
    return 0;
}

uint64_t memory_buffer_bytes(const struct limits_params *p)
{
    struct limits_memory m = {.cache_bytes = last_level_bytes()};
    return choose_buffer(p, &m);
}

static void fill_piece(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct memory *m = ctx;
    size_t first = (size_t)i_task * PIECE_WORDS;
    /* No two pages alike: pages that are may be merged into one, which a cache holds. */
    for (size_t i = first; i < first + PIECE_WORDS; i++)
        m->buffer[i] = i;
}

static void sum_piece(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct memory *m = ctx;
    m->sums[i_task] =
        m->sum_fn(m->buffer + (size_t)i_task * PIECE_WORDS, PIECE_WORDS, m->n_streams);
}

memory_sum_fn memory_sum_choose(void)
{
#ifdef FLASHMOE_X86
    if (__builtin_cpu_supports("avx512f"))
        return memory_sum_avx512;
    if (__builtin_cpu_supports("avx2"))
        return memory_sum_avx2;
#endif
    return memory_sum_plain;
}

/* One pass; the sum proves that every word was read. */
static bool pass(struct memory *m, struct pool *pool, struct samples *s)
{
    int n_pieces = (int)(m->n_words / PIECE_WORDS);
    int64_t start = clock_now_ns();
    pool_run(pool, n_pieces, sum_piece, m);
    int64_t ns = clock_now_ns() - start;
    uint64_t sum = 0, n = m->n_words;
    for (int i = 0; i < n_pieces; i++)
        sum += m->sums[i];
    if (sum != (n % 2 ? n * ((n - 1) / 2) : n / 2 * (n - 1)))
        return false;
    samples_add(s, n * 8, ns);
    return true;
}

/* By all threads, so that a machine of several sockets spreads the pages over them. */
static bool fill(struct memory *m, int n_threads, struct limits_memory *out)
{
    struct error err = {0};
    struct pool *pool = pool_create(n_threads, &err);
    if (pool)
        pool_run(pool, (int)(m->n_words / PIECE_WORDS), fill_piece, m);
    else
        snprintf(out->why, sizeof(out->why), "%s", err.msg);
    pool_destroy(pool);
    return pool != NULL;
}

static bool run_threads(struct memory *m, int n_threads, double seconds,
                        struct limits_memory *out)
{
    struct error err = {0};
    struct pool *pool = pool_create(n_threads, &err);
    if (!pool) {
        snprintf(out->why, sizeof(out->why), "%s", err.msg);
        return false;
    }

    struct samples samples[N_FORMS] = {0};
    int64_t end = clock_now_ns() + (int64_t)(seconds * 1e9);
    bool ok = true;
    for (int i = 0; ok && i < MAX_SAMPLES; i++) {
        if (i >= MIN_PASSES && clock_now_ns() >= end)
            break;
        for (int f = 0; ok && f < N_FORMS; f++) {
            m->n_streams = form_streams[f];
            ok = pass(m, pool, &samples[f]);
        }
    }
    pool_destroy(pool);
    if (!ok) {
        snprintf(out->why, sizeof(out->why), "memory did not hold what was written");
        return false;
    }

    struct limits_rate best = samples_rate(&samples[0], n_threads);
    for (int f = 1; f < N_FORMS; f++) {
        struct limits_rate rate = samples_rate(&samples[f], n_threads);
        if (rate.median > best.median)
            best = rate;
    }
    out->rate[out->n_rates++] = best;
    return true;
}

/* 1, 2, 4, ... and n itself; the largest ones when they are too many. */
static int thread_counts(int n, int *out)
{
    int n_out = 0;
    out[n_out++] = n;
    int power = 1;
    while (power * 2 < n)
        power *= 2;
    for (; power >= 1 && power < n && n_out < LIMITS_MAX_RATES; power /= 2)
        out[n_out++] = power;
    for (int i = 0; i < n_out / 2; i++) {
        int swap = out[i];
        out[i] = out[n_out - 1 - i];
        out[n_out - 1 - i] = swap;
    }
    return n_out;
}

void memory_measure(const struct limits_params *p, double seconds,
                    struct limits_memory *out)
{
    out->cache_bytes = last_level_bytes();
    uint64_t bytes = choose_buffer(p, out);
    if (!bytes)
        return;
    struct error err = {0};
    struct memory m = {.n_words = bytes / 8, .sum_fn = memory_sum_choose()};
    m.buffer = mem_alloc(bytes, "the memory measurement", &err);
    if (!m.buffer) {
        snprintf(out->why, sizeof(out->why), "%s", err.msg);
        return;
    }
    out->buffer_bytes = bytes;
    m.sums = xcalloc(bytes / PIECE_BYTES, sizeof(*m.sums));

    long n = p->n_threads ? p->n_threads : sysconf(_SC_NPROCESSORS_ONLN);
    int counts[LIMITS_MAX_RATES];
    int n_counts = thread_counts(n > 1 ? (int)n : 1, counts);
    bool ok = fill(&m, counts[n_counts - 1], out);
    for (int i = 0; ok && i < n_counts; i++)
        ok = run_threads(&m, counts[i], seconds / n_counts, out);
    if (!ok)
        out->n_rates = 0;
    free(m.sums);
    mem_free(m.buffer, bytes);
}
