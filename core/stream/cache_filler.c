#include "core/stream/cache_filler.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/model/pack.h"
#include "core/stream/expert_map.h"

enum {
    MAX_WAITING = 256, /* older wishes are of no use */
    MAX_EXCHANGES = 8, /* until its turn comes, one keeps two experts from being used */
    PIECE_BYTES = 128 * 1024,
    NAP_NS = 1000 * 1000,
    /* What an exchange has under way at once: a read that somebody waits for gets behind it. */
    STEP_BYTES = 4 * PIECE_BYTES,
    TURN_NS = 100 * 1000,
    MAX_TURNS = 20,
};

struct cache_filler {
    /* -- immutable */
    const struct pack *pack;
    struct expert_map *map;
    pthread_t thread;
    bool started;
    /* -- shared */
    atomic_bool stop;
    _Atomic int64_t hold_until_ns;
    atomic_bool wanted;
    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct cache_wish *wishes; /* [MAX_WAITING] a circle */
    int head, n;
};

/* Who is in no hurry lets reads that somebody waits for go first, for a while. */
static void wait_for_reads(struct cache_filler *f, const atomic_bool *stop)
{
    for (int i = 0; i < MAX_TURNS && atomic_load(&f->wanted) && !atomic_load(stop); i++)
        nanosleep(&(struct timespec){.tv_nsec = TURN_NS}, NULL);
}

static void wait_while_held(struct cache_filler *f, const atomic_bool *stop)
{
    while (atomic_load(&f->hold_until_ns) > clock_now_ns() && !atomic_load(stop))
        nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
}

void cache_filler_wait_turn(struct cache_filler *f, const atomic_bool *stop)
{
    wait_while_held(f, stop);
    wait_for_reads(f, stop);
}

/* The whole record is asked for, without the system's read-ahead, but in pieces that no
 * device's settings cut (a request reaches no further than read_ahead_kb or
 * max_sectors_kb); its last byte then tells when it is there, so that one record is under way
 * at a time. */
static void fill(struct cache_filler *f, struct cache_wish w)
{
    const struct expert_layout *l = &f->pack->expert[w.layer];
    int fd = f->pack->expert_fd[w.layer];
    off_t off = (off_t)(l->stride_bytes * (size_t)w.expert);
    char last;
    if (w.victim_layer >= 0)
        expert_map_evict(f->map, w.victim_layer, w.victim_expert, NULL);
    bool ok = true;
    bool exchange = w.victim_layer >= 0;
    for (size_t at = 0; ok && at < l->record_bytes; at += PIECE_BYTES) {
        size_t n =
            l->record_bytes - at < PIECE_BYTES ? l->record_bytes - at : PIECE_BYTES;
        if (exchange && at % STEP_BYTES == 0)
            wait_for_reads(f, &f->stop);
        ok = posix_fadvise(fd, off + (off_t)at, (off_t)n, POSIX_FADV_WILLNEED) == 0;
        if (exchange && (at + n) % STEP_BYTES == 0)
            ok = ok && pread(fd, &last, 1, off + (off_t)(at + n - 1)) == 1;
    }
    if (ok && pread(fd, &last, 1, off + (off_t)l->record_bytes - 1) == 1)
        expert_map_note_cached(f->map, w.layer, w.expert);
    else /* a failure of the cache alone: whoever needs the bytes meets it himself */
        expert_map_note_unknown(f->map, w.layer, w.expert);
}

static void *filler_main(void *arg)
{
    struct cache_filler *f = arg;
    pthread_mutex_lock(&f->lock);
    while (!atomic_load(&f->stop)) {
        if (f->n == 0) {
            pthread_cond_wait(&f->work, &f->lock);
            continue;
        }
        struct cache_wish w = f->wishes[f->head];
        f->head = (f->head + 1) % MAX_WAITING;
        f->n--;
        pthread_mutex_unlock(&f->lock);
        wait_while_held(f, &f->stop);
        if (!atomic_load(&f->stop))
            fill(f, w);
        pthread_mutex_lock(&f->lock);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

struct cache_filler *cache_filler_create(const struct pack *pack, struct expert_map *map,
                                         struct error *err)
{
    struct cache_filler *f = xcalloc(1, sizeof(*f));
    f->pack = pack;
    f->map = map;
    f->wishes = xcalloc(MAX_WAITING, sizeof(*f->wishes));
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->work, NULL);
    f->started = thread_start(&f->thread, "fm:fill", filler_main, f, err);
    if (f->started)
        return f;
    cache_filler_destroy(f);
    return NULL;
}

void cache_filler_destroy(struct cache_filler *f)
{
    if (!f)
        return;
    pthread_mutex_lock(&f->lock);
    atomic_store(&f->stop, true);
    pthread_cond_signal(&f->work);
    pthread_mutex_unlock(&f->lock);
    if (f->started)
        pthread_join(f->thread, NULL);
    pthread_cond_destroy(&f->work);
    pthread_mutex_destroy(&f->lock);
    free(f->wishes);
    free(f);
}

bool cache_filler_has_room(struct cache_filler *f, bool exchange)
{
    pthread_mutex_lock(&f->lock);
    bool room = f->n < (exchange ? MAX_EXCHANGES : MAX_WAITING);
    pthread_mutex_unlock(&f->lock);
    return room;
}

void cache_filler_ask(struct cache_filler *f, const struct cache_wish *w)
{
    pthread_mutex_lock(&f->lock);
    assert(f->n < MAX_WAITING);
    f->wishes[(f->head + f->n++) % MAX_WAITING] = *w;
    pthread_cond_signal(&f->work);
    pthread_mutex_unlock(&f->lock);
}

void cache_filler_wanted(struct cache_filler *f, bool wanted)
{
    atomic_store_explicit(&f->wanted, wanted, memory_order_relaxed);
}

void cache_filler_hold(struct cache_filler *f, int64_t ns)
{
    atomic_store(&f->hold_until_ns, clock_now_ns() + ns);
}
