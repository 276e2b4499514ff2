/* All checksums of a pack, at the disk's speed: threads read pieces, past the page cache where
 * that is possible, and the caller's hashes them in order. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/conveyor.h"
#include "core/base/direct_read.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack_impl.h"

enum {
    PIECE_BYTES = 4 << 20,
    READERS = 6, /* direct reads of 1 MiB: so many keep a solid state disk busy */
    SLOTS = 12,
};

/* A range of one file, all of which belongs to one checksum. */
struct range {
    int i_file; /* layer, or n_layer: dense.bin */
    int i;      /* expert, or tensor */
    uint64_t offset;
    size_t n_bytes;
    bool first, last; /* of its checksum */
};

struct verifier {
    const struct pack *pack;
    struct range *range; /* [n_range], owned */
    size_t n_range, room;
    int *direct_fd; /* [n_layer + 1], owned */
    uint64_t total_bytes;
};

static void add(struct verifier *v, int i_file, int i, uint64_t offset, uint64_t n_bytes)
{
    for (uint64_t at = 0; at < n_bytes; at += PIECE_BYTES) {
        uint64_t n = n_bytes - at < PIECE_BYTES ? n_bytes - at : PIECE_BYTES;
        if (v->n_range == v->room) {
            v->room = v->room ? 2 * v->room : 1024;
            v->range = xreallocarray(v->range, v->room, sizeof(*v->range));
        }
        v->range[v->n_range++] =
            (struct range){i_file, i, offset + at, (size_t)n, at == 0, at + n == n_bytes};
    }
    v->total_bytes += n_bytes;
}

static void list_ranges(struct verifier *v)
{
    const struct pack *pack = v->pack;
    const struct manifest *m = &pack_impl_of(pack)->m;
    const struct model_config *c = &pack->config;
    for (int i = 0; i < m->n_spec; i++)
        add(v, c->n_layer, i, m->tensor[i].offset, m->tensor[i].layout.n_bytes);
    for (int i = 0; i < c->n_layer; i++)
        for (int e = 0; e < c->n_expert; e++)
            add(v, i, e, (uint64_t)e * pack->expert[i].stride_bytes,
                pack->expert[i].record_bytes);
}

static int fd_of(const struct verifier *v, int i_file)
{
    return i_file < v->pack->config.n_layer ? v->pack->expert_fd[i_file]
                                            : pack_impl_of(v->pack)->dense_fd;
}

static const char *path_of(const struct verifier *v, int i_file)
{
    return i_file < v->pack->config.n_layer ? v->pack->expert_path[i_file]
                                            : pack_impl_of(v->pack)->dense_path;
}

/* A conveyor_fn. */
static bool read_range(void *ctx, int i_thread, uint64_t i, void *slot, struct error *err)
{
    const struct verifier *v = ctx;
    const struct range *r = &v->range[i];
    int direct = v->direct_fd[r->i_file];
    (void)i_thread;
    errno = EINVAL;
    bool ok = direct >= 0 && direct_read(direct, slot, r->n_bytes, r->offset);
    /* EINVAL: some file systems open it so and do not read it. */
    if (!ok && errno == EINVAL)
        ok = fd_read_at(fd_of(v, r->i_file), slot, r->n_bytes, r->offset);
    return ok ||
           err_set(err, errno ? errno : EIO, "read %zu bytes at offset %" PRIu64 " of %s",
                   r->n_bytes, r->offset, path_of(v, r->i_file));
}

static bool check_sum(const struct verifier *v, const struct range *r, uint64_t h,
                      struct error *err)
{
    const struct pack *pack = v->pack;
    const struct pack_impl *im = pack_impl_of(pack);
    if (r->i_file == pack->config.n_layer)
        return h == im->m.tensor[r->i].xxh3 || pack_tensor_damaged(im, r->i, err);
    size_t i = (size_t)r->i_file * (size_t)pack->config.n_expert + (size_t)r->i;
    return h == im->sums[i] || pack_expert_damaged(pack, r->i_file, r->i, err);
}

static bool verify_all(const struct verifier *v, struct conveyor *c, XXH3_state_t *hash,
                       pack_progress_fn progress, void *ctx, struct error *err)
{
    uint64_t done = 0;
    for (size_t i = 0; i < v->n_range; i++) {
        const struct range *r = &v->range[i];
        const void *bytes = conveyor_take(c, err);
        if (!bytes)
            return false;
        if (r->first)
            XXH3_64bits_reset(hash);
        XXH3_64bits_update(hash, bytes, r->n_bytes);
        conveyor_give_back(c);
        if (r->last && !check_sum(v, r, XXH3_64bits_digest(hash), err))
            return false;
        done += r->n_bytes;
        if (progress &&
            !progress(ctx, r->i_file < v->pack->config.n_layer ? "experts" : "dense part",
                      done, v->total_bytes))
            return err_set(err, ECANCELED, "verify %s", v->pack->path);
    }
    return true;
}

bool pack_verify(const struct pack *pack, pack_progress_fn progress, void *ctx,
                 struct error *err)
{
    struct verifier v = {.pack = pack};
    int n_file = pack->config.n_layer + 1;
    list_ranges(&v);
    v.direct_fd = xcalloc((size_t)n_file, sizeof(int));
    for (int i = 0; i < n_file; i++)
        v.direct_fd[i] = direct_read_open(path_of(&v, i), fd_of(&v, i));
    struct conveyor *c =
        conveyor_create(&(struct conveyor_params){.end = v.n_range,
                                                  .n_threads = READERS,
                                                  .n_slots = SLOTS,
                                                  .slot_bytes = PIECE_BYTES,
                                                  .name = "fm:verify:",
                                                  .fn = read_range,
                                                  .ctx = &v},
                        err);
    XXH3_state_t *hash = XXH3_createState();
    bool ok = c && (hash || err_set(err, ENOMEM, "create a checksum state")) &&
              verify_all(&v, c, hash, progress, ctx, err);
    conveyor_destroy(c);
    XXH3_freeState(hash);
    for (int i = 0; i < n_file; i++)
        if (v.direct_fd[i] >= 0)
            close(v.direct_fd[i]);
    free(v.direct_fd);
    free(v.range);
    return ok;
}
