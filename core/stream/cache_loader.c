#include "core/stream/cache_loader.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/thread.h"
#include "core/model/pack.h"
#include "core/stream/cache_filler.h"
#include "core/stream/expert_map.h"

#define LOG_MODULE "stream"
#include "core/base/log.h"

enum {
    STEP_BYTES = 1 << 20,
};

struct cache_loader {
    const struct pack *pack;
    struct expert_map *map;
    struct cache_filler *filler;
    char *step; /* [STEP_BYTES] what was read: nobody looks at it */
    pthread_t thread;
    atomic_bool stop;
};

static bool read_range(struct cache_loader *l, int fd, size_t at, size_t end)
{
    while (at < end) {
        cache_filler_wait_turn(l->filler, &l->stop);
        size_t n = end - at < STEP_BYTES ? end - at : STEP_BYTES;
        ssize_t got = pread(fd, l->step, n, (off_t)at);
        if (got <= 0 || atomic_load(&l->stop))
            return false;
        at += (size_t)got;
    }
    return true;
}

static bool load_layer(struct cache_loader *l, int layer)
{
    size_t stride = l->pack->expert[layer].stride_bytes;
    /* A file of its own, for its own read-ahead. */
    int fd = open(l->pack->expert_path[layer], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool ok = fd >= 0;
    if (ok)
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    for (int e = 0; ok && e < l->pack->config.n_expert; e++) {
        ok = read_range(l, fd, stride * (size_t)e, stride * ((size_t)e + 1));
        if (ok)
            expert_map_enter(l->map, layer, e);
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

static void *loader_main(void *arg)
{
    struct cache_loader *l = arg;
    int n_layer = l->pack->config.n_layer;
    for (int i = 0; i < n_layer; i++) {
        if (!load_layer(l, i))
            return NULL;
        /* The first one is the one that would go. */
        if (!expert_map_holds_layer(l->map, 0)) {
            log_info("loading the experts ends with layer %d of %d: memory does not hold "
                     "them after all",
                     i + 1, n_layer);
            return NULL;
        }
    }
    return NULL;
}

struct cache_loader *cache_loader_start(const struct pack *pack, struct expert_map *map,
                                        struct cache_filler *filler, struct error *err)
{
    struct cache_loader *l = xcalloc(1, sizeof(*l));
    l->pack = pack;
    l->map = map;
    l->filler = filler;
    l->step = xmalloc(STEP_BYTES);
    if (thread_start(&l->thread, "fm:load", loader_main, l, err))
        return l;
    free(l->step);
    free(l);
    return NULL;
}

void cache_loader_stop(struct cache_loader *l)
{
    if (!l)
        return;
    atomic_store(&l->stop, true);
    pthread_join(l->thread, NULL);
    free(l->step);
    free(l);
}
