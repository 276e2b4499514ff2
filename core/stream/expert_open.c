#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/direct_read.h"
#include "core/base/error.h"
#include "core/stream/expert_store_impl.h"

#define LOG_MODULE "stream"
#include "core/base/log.h"

/* Creation: which of the ways there are, and memory. */

enum {
    DEFAULT_READERS = 8,
    DEFAULT_PIECE_BYTES = 256 << 10,
    MIN_SLOTS = 8,
    MAX_READERS = 64,
    STAGING_BYTES = 96 << 20, /* by default, if that holds what a token needs */
};

void expert_store_defaults(const struct pack *pack, int k, struct expert_store_params *p)
{
    size_t most = 1;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].stride_bytes > most)
            most = pack->expert[i].stride_bytes;
    if (p->n_readers <= 0)
        p->n_readers = DEFAULT_READERS;
    if (p->n_readers > MAX_READERS)
        p->n_readers = MAX_READERS;
    if (p->piece_bytes == 0)
        p->piece_bytes = DEFAULT_PIECE_BYTES;
    /* Twice the experts of a token: while one half is computed on, the other arrives. */
    if (p->n_slots <= 0) {
        size_t fit = STAGING_BYTES / most;
        p->n_slots = 2 * k > MIN_SLOTS ? 2 * k : MIN_SLOTS;
        if (fit > (size_t)p->n_slots)
            p->n_slots =
                fit < (size_t)pack->config.n_expert ? (int)fit : pack->config.n_expert;
    }
    if (p->n_slots > pack->config.n_expert)
        p->n_slots = pack->config.n_expert;
}

static size_t slot_size(const struct pack *pack)
{
    size_t most = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].record_bytes > most)
            most = pack->expert[i].record_bytes;
    return store_page_up(most);
}

uint64_t expert_store_plan(const struct pack *pack, const struct expert_store_params *p)
{
    return (uint64_t)slot_size(pack) * (uint64_t)p->n_slots;
}

static void close_direct(struct expert_store *s)
{
    for (int i = 0; s->direct_fd && i < s->pack->config.n_layer; i++)
        if (s->direct_fd[i] >= 0)
            close(s->direct_fd[i]);
    free(s->direct_fd);
    s->direct_fd = NULL;
}

/* All files, or none: what cannot be read once is not tried again for each expert. */
static void open_all_direct(struct expert_store *s)
{
    const struct pack *pack = s->pack;
    s->direct_fd = xcalloc((size_t)pack->config.n_layer, sizeof(int));
    bool ok = true;
    for (int i = 0; i < pack->config.n_layer; i++) {
        s->direct_fd[i] =
            ok ? direct_read_open(pack->expert_path[i], pack->expert_fd[i]) : -1;
        /* Some file systems open it and refuse to read. */
        ok = ok && s->direct_fd[i] >= 0 &&
             pread(s->direct_fd[i], s->staging, PACK_ALIGN, 0) == PACK_ALIGN;
    }
    if (!ok)
        close_direct(s);
}

static void make_policy(struct expert_store *s)
{
    int n_layer = s->pack->config.n_layer;
    uint64_t *bytes = xcalloc((size_t)n_layer, sizeof(*bytes));
    for (int i = 0; i < n_layer; i++)
        bytes[i] = s->pack->expert[i].stride_bytes;
    s->policy = cache_policy_create(n_layer, s->pack->config.n_expert, bytes);
    free(bytes);
}

/* Experts of files that others made may begin anywhere: they are read through the page cache,
 * which the models of the sizes in use never need. */
static bool records_are_aligned(const struct pack *pack)
{
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].stride_bytes % PACK_ALIGN)
            return false;
    return true;
}

static bool open_ways(struct expert_store *s, struct error *err)
{
    if (!s->params.no_direct && records_are_aligned(s->pack))
        open_all_direct(s);
    if (s->direct_fd && !s->params.no_probe)
        s->map = expert_map_open(s->pack, NULL);
    if (s->map) {
        make_policy(s);
        s->filler = cache_filler_create(s->pack, s->map, err);
        if (!s->filler)
            return false;
    }
    /* Who cannot see the page cache must go through it: a read past it would leave what is
     * resident unused. */
    if (!s->map && !s->params.no_probe)
        close_direct(s);
    struct read_queue_params q = {
        .n_threads = s->params.n_readers,
        .piece_bytes = s->params.piece_bytes,
        .n_jobs = s->params.n_slots,
        /* Reads through the page cache take processor time, which threads can share. */
        .no_ring = s->params.no_ring || !s->direct_fd,
        .memory = s->staging,
        .memory_bytes = s->staging_bytes,
    };
    s->queue = read_queue_create(&q, err);
    return s->queue != NULL;
}

struct expert_store *expert_store_create(const struct pack *pack,
                                         const struct expert_store_params *p,
                                         struct error *err)
{
    assert(p->n_readers >= 1 && p->n_slots >= 1 && p->piece_bytes > 0);
    struct expert_store *s = xcalloc(1, sizeof(*s));
    size_t n_expert = (size_t)pack->config.n_expert, n_slots = (size_t)p->n_slots;
    s->pack = pack;
    s->params = *p;
    s->slot_bytes = slot_size(pack);
    s->n_free = p->n_slots;
    s->ahead_layer = -1;
    s->items = xcalloc(n_expert, sizeof(*s->items));
    s->ahead_ids = xcalloc(n_expert, sizeof(int));
    s->ready_places = xcalloc(n_expert, sizeof(int));
    s->ready_slots = xcalloc(n_slots, sizeof(int));
    s->slots = xcalloc(n_slots, sizeof(*s->slots));
    s->done = xcalloc(n_slots, sizeof(*s->done));

    size_t bytes;
    if (__builtin_mul_overflow(s->slot_bytes, n_slots, &bytes)) {
        err_set(err, EOVERFLOW, "allocate %d expert slots of %zu bytes", p->n_slots,
                s->slot_bytes);
        goto fail;
    }
    s->staging = mem_alloc(bytes, "expert staging", err);
    if (!s->staging)
        goto fail;
    s->staging_bytes = bytes;
    if (open_ways(s, err))
        return s;

fail:
    expert_store_destroy(s);
    return NULL;
}

void expert_store_destroy(struct expert_store *s)
{
    if (!s)
        return;
    if (s->open)
        expert_store_end(s, NULL, NULL);
    read_queue_destroy(s->queue); /* waits for what still writes into the slots */
    cache_loader_stop(s->loader);
    cache_filler_destroy(s->filler);
    cache_policy_destroy(s->policy);
    expert_map_close(s->map);
    close_direct(s);
    mem_free(s->staging, s->staging_bytes);
    free(s->done);
    free(s->slots);
    free(s->ready_slots);
    free(s->ready_places);
    free(s->ahead_ids);
    free(s->items);
    free(s);
}

void expert_store_load(struct expert_store *s)
{
    struct error err;
    if (!s->map || s->loader)
        return;
    s->loader = cache_loader_start(s->pack, s->map, s->filler, &err);
    if (!s->loader) /* then they are read as they are used */
        log_warn("the experts are not loaded ahead: %s", err.msg);
}

int expert_store_n_readers(const struct expert_store *s)
{
    return read_queue_is_ring(s->queue) ? 0 : s->params.n_readers;
}

const char *expert_store_method(const struct expert_store *s)
{
    bool ring = read_queue_is_ring(s->queue);
    if (s->map)
        return ring ? "resident in place, others O_DIRECT by io_uring"
                    : "resident in place, others O_DIRECT by threads";
    if (s->direct_fd && s->params.no_probe)
        return ring ? "O_DIRECT by io_uring" : "O_DIRECT by threads";
    return "through the page cache by threads";
}
