#include "core/stream/expert_map.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/pack.h"
#include "core/stream/map_guard.h"

/* What is known about an expert between uses. It can be wrong, since the kernel reclaims
 * when it likes, so it only chooses the cheapest question: mincore over pages that are in
 * the page tables takes 1 microsecond per record of 1.7 MB, over others 33, and cachestat,
 * which does not look at page tables, 14. */
enum knowledge {
    UNKNOWN,
    ABSENT,  /* it was not there and nobody here asked for it */
    CACHED,  /* it was there, or was asked for */
    MAPPED,  /* it is in the page tables, too */
    LEAVING, /* it will be pushed out */
};

enum {
    PAGE_BYTES = 4096, /* records are multiples of it, whatever the system's page */
    /* Somebody else may have read an absent one: it is looked at once in so many uses. */
    ABSENT_LOOKS = 16,
    /* A system call takes as long as its answer for so many pages in page tables. */
    CALL_PAGES = 512,
    LOOK_PAGES = 4096, /* of one question; or those of one record */
};

#ifndef __NR_cachestat
#define __NR_cachestat 451 /* the same on every architecture */
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

struct mapped_layer {
    char *base;
    size_t n_bytes;
    struct map_guard *guard;
    bool bad; /* pages of zeros are left in it */
};

struct expert_map {
    const struct pack *pack;
    struct mapped_layer *layer; /* [n_layer] */
    pthread_mutex_t lock;       /* a mapping is not replaced while pages of it go */
    _Atomic uint8_t *known;     /* [n_layer][n_expert] */
    bool no_cachestat;
    unsigned n_looks;
    unsigned char *vec;  /* a byte per page of the largest record, or LOOK_PAGES */
    int seen_layer;      /* of the last look, while that counts; else -1 */
    unsigned char *seen; /* [n_expert] 1: it had all its pages then */
};

static size_t stride(const struct expert_map *m, int layer)
{
    return m->pack->expert[layer].stride_bytes;
}

static char *record_at(const struct expert_map *m, int layer, int expert)
{
    return m->layer[layer].base + stride(m, layer) * (size_t)expert;
}

static size_t record_pages_bytes(const struct expert_map *m, int layer)
{
    size_t n = m->pack->expert[layer].record_bytes;
    return (n + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

static _Atomic uint8_t *known_at(struct expert_map *m, int layer, int expert)
{
    return &m->known[(size_t)layer * (size_t)m->pack->config.n_expert + (size_t)expert];
}

static enum knowledge get_known(struct expert_map *m, int layer, int expert)
{
    return (enum knowledge)atomic_load_explicit(known_at(m, layer, expert),
                                                memory_order_relaxed);
}

static void set_known(struct expert_map *m, int layer, int expert, enum knowledge k)
{
    atomic_store_explicit(known_at(m, layer, expert), (uint8_t)k, memory_order_relaxed);
}

/* What is learnt of one that leaves comes too late: only its eviction ends that. */
static void set_unless_leaving(struct expert_map *m, int layer, int expert,
                               enum knowledge k)
{
    _Atomic uint8_t *at = known_at(m, layer, expert);
    uint8_t now = atomic_load_explicit(at, memory_order_relaxed);
    while (now != LEAVING && !atomic_compare_exchange_weak_explicit(at, &now, (uint8_t)k,
                                                                    memory_order_relaxed,
                                                                    memory_order_relaxed))
        ;
}

/* Pages of [off, off + len) in the page cache; false: errno. */
static bool count_cached(int fd, uint64_t off, uint64_t len, uint64_t *n_pages)
{
#if defined(__linux__)
    struct {
        uint64_t off, len;
    } range = {off, len};
    struct {
        uint64_t n_cache, n_dirty, n_writeback, n_evicted, n_recently_evicted;
    } counts = {0};
    if (syscall(__NR_cachestat, fd, &range, &counts, 0) != 0)
        return false;
    *n_pages = counts.n_cache;
    return true;
#else
    (void)fd;
    (void)off;
    (void)len;
    (void)n_pages;
    errno = ENOSYS;
    return false;
#endif
}

/* Of the n bytes of an answer. */
static bool all_there(const unsigned char *vec, size_t n)
{
    /* Eight at a time: the answer is one bit in each byte. */
    uint64_t all = 0x0101010101010101ULL, word;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        memcpy(&word, vec + i, 8);
        all &= word;
    }
    for (; i < n; i++)
        if (!(vec[i] & 1))
            return false;
    return all == 0x0101010101010101ULL;
}

static bool all_in_core(struct expert_map *m, int layer, int expert)
{
    size_t n_bytes = record_pages_bytes(m, layer);
    return mincore(record_at(m, layer, expert), n_bytes, m->vec) == 0 &&
           all_there(m->vec, n_bytes / PAGE_BYTES);
}

/* One question about the experts first <= e < end. */
static void look_at_run(struct expert_map *m, int layer, int first, int end)
{
    size_t n = record_pages_bytes(m, layer), apart = stride(m, layer);
    size_t n_bytes = apart * (size_t)(end - first - 1) + n;
    if (mincore(record_at(m, layer, first), n_bytes, m->vec) != 0)
        return;
    for (int e = first; e < end; e++)
        m->seen[e] =
            all_there(m->vec + apart / PAGE_BYTES * (size_t)(e - first), n / PAGE_BYTES);
}

void expert_map_look(struct expert_map *m, int layer, int n, int first, int last)
{
    size_t pages = stride(m, layer) / PAGE_BYTES;
    size_t n_range = (size_t)last - (size_t)first + 1;
    m->seen_layer = -1;
    if (m->layer[layer].bad || 2 * pages > LOOK_PAGES ||
        n_range * pages > (size_t)n * (pages + CALL_PAGES))
        return;
    m->seen_layer = layer;
    memset(m->seen, 0, (size_t)m->pack->config.n_expert);
    for (int e = first; e <= last;) {
        int begin = e;
        while (e <= last && get_known(m, layer, e) == MAPPED &&
               (size_t)(e + 1 - begin) * pages <= LOOK_PAGES)
            e++;
        if (e > begin)
            look_at_run(m, layer, begin, e);
        else
            e++;
    }
}

void expert_map_look_over(struct expert_map *m)
{
    m->seen_layer = -1;
}

/* Once: what was seen is not asked again the first time. */
static bool was_seen(struct expert_map *m, int layer, int expert)
{
    bool seen = m->seen_layer == layer && m->seen[expert];
    m->seen[expert] = 0;
    return seen;
}

static bool is_cached(struct expert_map *m, int layer, int expert)
{
    uint64_t n_pages = 0, len = record_pages_bytes(m, layer);
    if (m->no_cachestat)
        return all_in_core(m, layer, expert);
    uint64_t off = (uint64_t)stride(m, layer) * (uint64_t)expert;
    return count_cached(m->pack->expert_fd[layer], off, len, &n_pages) &&
           n_pages * PAGE_BYTES >= len;
}

/* The kernel answers the owner of a file, and those who may write to it; mincore tells
 * others that everything is there. */
static bool may_ask(struct expert_map *m, int fd, const char *path, struct error *why)
{
    struct stat st;
    uint64_t n;
    if (sysconf(_SC_PAGESIZE) != PAGE_BYTES)
        return err_set(why, 0, "pages have not %d bytes here", (int)PAGE_BYTES);
    if (!count_cached(fd, 0, PAGE_BYTES, &n)) {
        if (errno != ENOSYS)
            return err_set(why, errno, "ask what is in the page cache");
        m->no_cachestat = true;
    }
    /* The first kernels with cachestat answer everybody, while mincore does not. */
    if (fstat(fd, &st) != 0)
        return err_set(why, errno, "stat an expert file");
    if (st.st_uid != geteuid() && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
        return err_set(why, EPERM, "ask what is in the page cache");
    return true;
}

/* Read-ahead off: a page that is reclaimed between the question and the use is to cost one
 * read of a page, whatever read-ahead the system is set to. */
static bool map_file(const struct expert_map *m, int layer, struct mapped_layer *out,
                     struct error *why)
{
    size_t n_bytes = stride(m, layer) * (size_t)m->pack->config.n_expert;
    void *base = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, m->pack->expert_fd[layer], 0);
    if (base == MAP_FAILED)
        return err_set(why, errno, "map %s", m->pack->expert_path[layer]);
    madvise(base, n_bytes, MADV_RANDOM);
    struct map_guard *guard = map_guard_add(base, n_bytes, why);
    if (!guard) {
        munmap(base, n_bytes);
        return false;
    }
    *out = (struct mapped_layer){.base = base, .n_bytes = n_bytes, .guard = guard};
    return true;
}

static void unmap_file(struct mapped_layer *l)
{
    map_guard_remove(l->guard);
    if (l->base)
        munmap(l->base, l->n_bytes);
}

struct expert_map *expert_map_open(const struct pack *pack, struct error *why)
{
    struct expert_map *m = xcalloc(1, sizeof(*m));
    size_t n_layer = (size_t)pack->config.n_layer, most = 0;
    m->pack = pack;
    pthread_mutex_init(&m->lock, NULL);
    m->layer = xcalloc(n_layer, sizeof(*m->layer));
    m->known = xcalloc(n_layer * (size_t)pack->config.n_expert, 1);
    for (int i = 0; i < pack->config.n_layer; i++) {
        if (record_pages_bytes(m, i) > most)
            most = record_pages_bytes(m, i);
        if (!may_ask(m, pack->expert_fd[i], pack->expert_path[i], why) ||
            !map_file(m, i, &m->layer[i], why))
            goto fail;
    }
    most /= PAGE_BYTES;
    m->vec = xmalloc((most > LOOK_PAGES ? most : LOOK_PAGES) + 1);
    m->seen = xcalloc((size_t)pack->config.n_expert, 1);
    m->seen_layer = -1;
    return m;

fail:
    expert_map_close(m);
    return NULL;
}

void expert_map_close(struct expert_map *m)
{
    if (!m)
        return;
    for (int i = 0; i < m->pack->config.n_layer; i++)
        unmap_file(&m->layer[i]);
    pthread_mutex_destroy(&m->lock);
    free(m->vec);
    free(m->seen);
    free((void *)m->known);
    free(m->layer);
    free(m);
}

enum expert_place expert_map_find(struct expert_map *m, int layer, int expert, bool *lost,
                                  bool *gone)
{
    enum knowledge known = get_known(m, layer, expert);
    *lost = *gone = false;
    if (m->layer[layer].bad)
        return EXPERT_ABSENT;
    if (known == LEAVING)
        return EXPERT_ABSENT;
    if (known == ABSENT && ++m->n_looks % ABSENT_LOOKS != 0)
        return EXPERT_ABSENT;
    if (known == MAPPED && (was_seen(m, layer, expert) || all_in_core(m, layer, expert)))
        return EXPERT_IN_PLACE;
    if (known != MAPPED && is_cached(m, layer, expert)) {
        set_known(m, layer, expert, CACHED);
        return EXPERT_CACHED;
    }
    *lost = known == MAPPED || known == CACHED;
    *gone = known == UNKNOWN;
    set_known(m, layer, expert, ABSENT);
    return EXPERT_ABSENT;
}

bool expert_map_recheck(struct expert_map *m, int layer, int expert)
{
    enum knowledge known = get_known(m, layer, expert);
    if (m->layer[layer].bad || (known != MAPPED && known != CACHED))
        return false;
    if (known == MAPPED ? all_in_core(m, layer, expert) : is_cached(m, layer, expert))
        return false;
    set_unless_leaving(m, layer, expert, ABSENT);
    return true;
}

void expert_map_populate(struct expert_map *m, int layer, int expert)
{
    /* If it fails, the use takes faults, or the guard finds out why. */
    madvise(record_at(m, layer, expert), record_pages_bytes(m, layer),
            MADV_POPULATE_READ);
    set_known(m, layer, expert, MAPPED);
}

void expert_map_enter(struct expert_map *m, int layer, int expert)
{
    pthread_mutex_lock(&m->lock);
    if (!m->layer[layer].bad && get_known(m, layer, expert) != LEAVING &&
        madvise(record_at(m, layer, expert), record_pages_bytes(m, layer),
                MADV_POPULATE_READ) == 0)
        set_unless_leaving(m, layer, expert, MAPPED);
    pthread_mutex_unlock(&m->lock);
}

bool expert_map_holds_layer(struct expert_map *m, int layer)
{
    size_t n_bytes = stride(m, layer) * (size_t)m->pack->config.n_expert;
    size_t n = n_bytes / PAGE_BYTES, n_there = 0;
    unsigned char *vec = xmalloc(n + 1);
    pthread_mutex_lock(&m->lock);
    bool ok = mincore(m->layer[layer].base, n_bytes, vec) == 0;
    pthread_mutex_unlock(&m->lock);
    for (size_t i = 0; ok && i < n; i++)
        n_there += vec[i] & 1;
    free(vec);
    return ok && n_there == n;
}

const void *expert_map_record(const struct expert_map *m, int layer, int expert)
{
    return record_at(m, layer, expert);
}

/* The new mapping comes first: one that is put over the old may fail when that is gone
 * already, and the range would belong to whoever maps next. Without a new one the old
 * stays, zeros and all, and is not used again. */
static void map_anew(struct expert_map *m, int layer)
{
    struct mapped_layer old = m->layer[layer], new;
    bool ok = map_file(m, layer, &new, NULL);
    pthread_mutex_lock(&m->lock);
    if (ok) {
        m->layer[layer] = new;
        unmap_file(&old);
    } else {
        m->layer[layer].bad = true;
    }
    pthread_mutex_unlock(&m->lock);
}

bool expert_map_damaged(struct expert_map *m, int layer, int *expert, uint64_t *off)
{
    size_t at;
    if (!map_guard_hit(m->layer[layer].guard, &at))
        return false;
    *off = at;
    *expert = (int)(at / stride(m, layer));
    map_anew(m, layer);
    for (int e = 0; e < m->pack->config.n_expert; e++)
        set_unless_leaving(m, layer, e, UNKNOWN);
    return true;
}

void expert_map_note_leaving(struct expert_map *m, int layer, int expert)
{
    set_known(m, layer, expert, LEAVING);
}

void expert_map_note_cached(struct expert_map *m, int layer, int expert)
{
    set_unless_leaving(m, layer, expert, CACHED);
}

void expert_map_note_unknown(struct expert_map *m, int layer, int expert)
{
    set_unless_leaving(m, layer, expert, UNKNOWN);
}

bool expert_map_evict(struct expert_map *m, int layer, int expert, struct error *err)
{
    pthread_mutex_lock(&m->lock);
    /* What is in page tables stays in the page cache: nobody is to enter it again. */
    set_known(m, layer, expert, LEAVING);
    madvise(record_at(m, layer, expert), stride(m, layer), MADV_DONTNEED);
    pthread_mutex_unlock(&m->lock);
    int rc = posix_fadvise(m->pack->expert_fd[layer],
                           (off_t)(stride(m, layer) * (size_t)expert),
                           (off_t)stride(m, layer), POSIX_FADV_DONTNEED);
    set_known(m, layer, expert, UNKNOWN);
    return rc == 0 || err_set(err, rc, "drop expert %d of %s from the page cache", expert,
                              m->pack->expert_path[layer]);
}
