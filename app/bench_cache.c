#include "app/bench_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/cache_limit.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/proc_stats.h"
#include "core/infer/session.h"
#include "core/model/pack.h"

enum {
    TRIM_ROUNDS = 256,
};

/* Until the rest of the memory is known by measurement. */
static const uint64_t spare_bytes = (uint64_t)256 << 20;
static const uint64_t counts_lag_bytes = (uint64_t)4 << 20;
static const int64_t whole_round_ns = INT64_MAX / 4;

/* One by one they are unmapped; pages that reach over the border of two (the kernel keeps
 * pages together) go with the whole file alone. */
static bool drop_layer(const struct pack *pack, struct session *session, int layer,
                       struct error *err)
{
    for (int e = 0; e < pack->config.n_expert; e++)
        if (!session_evict_expert(session, layer, e, err))
            return false;
    int rc = posix_fadvise(pack->expert_fd[layer], 0, 0, POSIX_FADV_DONTNEED);
    return rc == 0 ||
           err_set(err, rc, "drop %s from the page cache", pack->expert_path[layer]);
}

bool bench_drop_experts(const struct pack *pack, struct session *session,
                        struct error *err)
{
    for (int i = 0; i < pack->config.n_layer; i++)
        if (!drop_layer(pack, session, i, err))
            return false;
    return true;
}

static uint64_t layer_bytes(const struct pack *pack, int i)
{
    return (uint64_t)pack->expert[i].stride_bytes * (uint64_t)pack->config.n_expert;
}

static struct page_cache_probe *make_probe(const struct pack *pack)
{
    int n = pack->config.n_layer;
    uint64_t *sizes = xcalloc((size_t)n, sizeof(*sizes));
    for (int i = 0; i < n; i++)
        sizes[i] = layer_bytes(pack, i);
    struct page_cache_probe *p = page_cache_probe_create(pack->expert_fd, sizes, n);
    free(sizes);
    return p;
}

bool bench_cache_begin(struct bench_cache *c, const struct pack *pack,
                       struct session *session, uint64_t limit_bytes,
                       uint64_t other_bytes, struct error *err)
{
    *c = (struct bench_cache){.pack = pack,
                              .session = session,
                              .limit_bytes = limit_bytes,
                              .random = 0x9e3779b97f4a7c15ULL};
    if (limit_bytes == 0)
        return true;
    struct error why = {0};
    uint64_t most;
    c->probe = make_probe(pack);
    if (!bench_drop_experts(pack, session, err))
        return false;
    if (__builtin_add_overflow(limit_bytes, other_bytes, &most) ||
        __builtin_add_overflow(most, spare_bytes, &most))
        return err_set(err, 0, "a limit of %llu bytes is beyond all sense",
                       (unsigned long long)limit_bytes);
    c->group = cache_limit_create(&why);
    if (c->group)
        return cache_limit_set(c->group, most, err);
    snprintf(c->why, sizeof(c->why), "%s", why.msg);
    uint64_t resident;
    if (!bench_cache_resident(c, &resident))
        return err_set(err, 0,
                       "the page cache cannot be limited: no control group (%s), and the "
                       "system does not say what is in it",
                       c->why);
    return true;
}

/* Of the experts' pages those that another process brought in are charged to its group, not
 * to ours; other files' pages are charged to ours, so that what is called foreign here is
 * the least that it can be. A group's counts lag behind by some pages a processor. */
bool bench_cache_tighten(struct bench_cache *c, struct error *err)
{
    struct cache_limit_usage usage;
    uint64_t resident;
    if (!c->group)
        return true;
    if (!cache_limit_usage(c->group, &usage) || !bench_cache_resident(c, &resident))
        return err_set(err, 0, "read what %s holds", cache_limit_path(c->group));
    uint64_t ours = resident < usage.file_bytes ? resident : usage.file_bytes;
    uint64_t others = usage.all_bytes > ours ? usage.all_bytes - ours : 0;
    if (resident - ours > c->limit_bytes / 8 + counts_lag_bytes)
        return err_set(
            err, 0,
            "%.0f MB of the experts are in the page cache for others, which no "
            "limit of ours reaches: does another process use %s?",
            (double)(resident - ours) / 1e6, c->pack->path);
    return cache_limit_set(c->group, c->limit_bytes + others, err);
}

bool bench_cache_resident(struct bench_cache *c, uint64_t *out)
{
    if (!c->probe)
        return false;
    page_cache_probe_step(c->probe, whole_round_ns);
    return page_cache_probe_bytes(c->probe, out);
}

static uint64_t draw(struct bench_cache *c, int n)
{
    c->random ^= c->random >> 12;
    c->random ^= c->random << 25;
    c->random ^= c->random >> 27;
    return (c->random * 0x2545f4914f6cdd1dULL >> 16) % (uint64_t)n;
}

/* Experts go at random, since who used them when is not known here. */
static bool evict(struct bench_cache *c, uint64_t over_bytes, uint64_t resident,
                  struct error *err)
{
    int n_layer = c->pack->config.n_layer, n_expert = c->pack->config.n_expert;
    uint64_t all = 0;
    for (int i = 0; i < n_layer; i++)
        all += layer_bytes(c->pack, i);
    /* Of those drawn, about the share `resident` of all is there at all. */
    double mean = (double)all / n_layer / n_expert;
    double n = (double)over_bytes / mean * (double)all / (double)resident;
    for (int i = 0; i <= (int)n; i++) {
        int layer = (int)draw(c, n_layer), expert = (int)draw(c, n_expert);
        if (!session_evict_expert(c->session, layer, expert, err))
            return false;
    }
    return true;
}

bool bench_cache_trim(struct bench_cache *c, struct error *err)
{
    if (c->limit_bytes == 0 || c->group)
        return true;
    uint64_t resident, before = UINT64_MAX;
    for (int round = 0; round < TRIM_ROUNDS; round++) {
        if (!bench_cache_resident(c, &resident))
            return err_set(err, 0, "the system no longer says what the page cache holds");
        if (resident <= c->limit_bytes)
            return true;
        bool stuck = resident >= before;
        before = resident;
        int layer = (int)draw(c, c->pack->config.n_layer);
        if (stuck ? !drop_layer(c->pack, c->session, layer, err)
                  : !evict(c, resident - c->limit_bytes, resident, err))
            return false;
    }
    return err_set(err, 0,
                   "the experts cannot be pushed out of the page cache: does another "
                   "process use %s?",
                   c->pack->path);
}

const char *bench_cache_method(const struct bench_cache *c)
{
    if (c->limit_bytes == 0)
        return "none";
    return c->group ? cache_limit_method(c->group) : "fadvise";
}

void bench_cache_end(struct bench_cache *c)
{
    if (c->group)
        bench_drop_experts(c->pack, c->session, NULL);
    cache_limit_destroy(c->group);
    page_cache_probe_destroy(c->probe);
    *c = (struct bench_cache){0};
}
