/* Where the dense part of an open pack lies: in the mapped file, or in memory of the
 * process's own. */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack_impl.h"

#define LOG_MODULE "pack"
#include "core/base/log.h"

enum {
    PAGE_BYTES = 4096,
    LARGE_BYTES = 2 << 20,  /* a large page; mem_alloc() aligns to it */
    PIECE_BYTES = 32 << 20, /* moved at a time */
};

/* Without large pages a copy is as slow as the file. */
static bool has_large_pages(void)
{
#if defined(__linux__)
    size_t len;
    char *how = file_read("/sys/kernel/mm/transparent_hugepage/enabled", 256, &len, NULL);
    bool has = how && !strstr(how, "[never]");
    free(how);
    return has;
#else
    return false;
#endif
}

#if defined(__linux__)
/* The copy takes the place of the mapped pages in one system call: who reads there meanwhile
 * waits for its end and finds the same bytes. */
static bool take_place(const struct pack_impl *im, char *copy, uint64_t from,
                       size_t n_bytes, struct error *err)
{
    char *place = (char *)im->map + from;
    if (mprotect(copy, n_bytes, PROT_READ) == 0 &&
        mremap(copy, n_bytes, n_bytes, MREMAP_MAYMOVE | MREMAP_FIXED, place) !=
            MAP_FAILED)
        return true;
    err_set(err, errno, "move %zu bytes of %s", n_bytes, im->dense_path);
    /* It may have ended with the place empty: then the file comes back there. */
    (void)mmap(place, n_bytes, PROT_READ, MAP_SHARED | MAP_FIXED, im->dense_fd,
               (off_t)from);
    return false;
}

static bool own_piece(const struct pack_impl *im, uint64_t from, size_t n_bytes,
                      struct error *err)
{
    size_t in_file =
        im->m.dense_bytes - from < n_bytes ? im->m.dense_bytes - from : n_bytes;
    char *copy = mem_alloc(n_bytes, "the dense weights", err);
    if (!copy)
        return false;
    madvise(copy, n_bytes, MADV_DONTDUMP); /* a core file needs no weights */
    /* read(2): where a mapped file ends too early there would be a signal. */
    if (!fd_read_at(im->dense_fd, copy, in_file, from))
        err_set(err, errno ? errno : EIO, "read %s", im->dense_path);
    else if (take_place(im, copy, from, n_bytes, err))
        return true;
    mem_free(copy, n_bytes);
    return false;
}
#else
static bool own_piece(const struct pack_impl *im, uint64_t from, size_t n_bytes,
                      struct error *err)
{
    (void)im;
    (void)from;
    (void)n_bytes;
    return err_set(err, ENOSYS, "move mapped memory");
}
#endif

/* What of begin <= offset < end is whole large pages of addresses, to the last byte at the end
 * of the file. */
static bool own_range(struct pack_impl *im, uint64_t begin, uint64_t end,
                      const atomic_bool *stop, struct error *err)
{
    const uint64_t base = (uintptr_t)im->map;
    uint64_t at = (base + begin + LARGE_BYTES - 1) / LARGE_BYTES * LARGE_BYTES;
    uint64_t to = base + end;
    if (end == im->m.dense_bytes)
        to = (to + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    else
        to = to / LARGE_BYTES * LARGE_BYTES;
    while (at < to && !atomic_load(stop)) {
        size_t n = to - at < PIECE_BYTES ? (size_t)(to - at) : PIECE_BYTES;
        if (!own_piece(im, at - base, n, err))
            return false;
        atomic_fetch_add(&im->owned_bytes, n);
        at += n;
    }
    return true;
}

void pack_own_dense(const struct pack *pack, const atomic_bool *stop)
{
    struct pack_impl *im = pack_impl_of(pack);
    struct error err = {0};
    if (atomic_exchange(&im->owning, true))
        return;
    uint64_t skip = 0, skip_end = 0;
    if (pack->embed.data != pack->head.data) {
        skip = (uint64_t)((const char *)pack->embed.data - (const char *)im->map);
        skip_end = skip + matrix_bytes(pack->embed.type, pack->embed.group,
                                       pack->embed.n_out, pack->embed.n_in);
    }
    if (has_large_pages() && (!own_range(im, 0, skip, stop, &err) ||
                              !own_range(im, skip_end, im->m.dense_bytes, stop, &err)))
        log_info("the dense part stays in the page cache: %s", err.msg);
}

size_t pack_owned_bytes(const struct pack *pack)
{
    return atomic_load(&pack_impl_of(pack)->owned_bytes);
}
