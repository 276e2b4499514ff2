/* How long packing takes depends on the disk, on the processors and on what is converted into
 * what. Nothing but a sample of the work itself tells. */
#include "core/model/pack_estimate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/conveyor.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/seq_file.h"
#include "core/model/packer_impl.h"

static const int64_t sample_ns = 1500 * 1000 * 1000;
static const uint64_t sample_max_bytes = 512 << 20;

char *pack_estimate_folder(const char *path)
{
    char *dir = path_without_slash(path);
    for (;;) {
        char *slash = strrchr(dir, '/');
        if (!slash || slash == dir) {
            free(dir);
            return xstrdup(slash ? "/" : ".");
        }
        *slash = '\0';
        if (file_exists(dir))
            return dir;
    }
}

/* Experts are nearly all of the bytes: those of a layer in the middle, and of the next. */
static uint64_t first_of_sample(const struct packer *p)
{
    int layer = p->ck->config.n_layer / 2;
    uint64_t i = 0;
    while (i < p->n_piece && packer_unit_layer(p, p->piece[i].unit) < layer)
        i++;
    return i;
}

/* The seconds for *n_bytes of the pack. */
static bool take_sample(struct packer *p, struct seq_file *f, uint64_t *n_bytes,
                        double *seconds)
{
    uint64_t first = first_of_sample(p);
    struct conveyor *c = packer_start(p, first);
    int64_t start = clock_now_ns(), now = start;
    bool ok = c != NULL;
    *n_bytes = 0;
    for (uint64_t i = first;
         ok && i < p->n_piece && now - start < sample_ns && *n_bytes < sample_max_bytes;
         i++)
    {
        const char *bytes = conveyor_take(c, p->err);
        uint64_t n = packer_piece_bytes(p, &p->piece[i]);
        ok = bytes && (!f || seq_file_append(f, bytes, n, p->err));
        if (bytes)
            conveyor_give_back(c);
        *n_bytes += n;
        now = clock_now_ns();
    }
    ok = ok && (!f || seq_file_sync(f, p->err));
    *seconds = (double)(clock_now_ns() - start) / 1e9;
    conveyor_destroy(c);
    return ok;
}

static bool measure(struct packer *p, struct pack_estimate *out)
{
    uint64_t n_bytes;
    double seconds;
    struct seq_file *f = NULL;
    if (!p->m.expert_file) {
        char *dir = pack_estimate_folder(p->folder.dst);
        char *path = xasprintf("%s/.flashmoe-sample-%ld", dir, (long)getpid());
        f = seq_file_create(path, p->err);
        unlink(path);
        free(path);
        free(dir);
        if (!f)
            return false;
    }
    bool ok = take_sample(p, f, &n_bytes, &seconds);
    seq_file_abandon(f);
    if (ok && n_bytes && seconds > 0) {
        out->bytes_per_s = (double)n_bytes / seconds;
        out->seconds = (double)p->total_bytes / out->bytes_per_s;
        if (out->pack_bytes && !out->in_place)
            out->seconds *= (double)out->space.need_bytes / (double)out->pack_bytes;
    }
    return ok;
}

static bool look_at_disk(const struct packer *p, struct pack_space *out)
{
    char *dir = pack_estimate_folder(p->folder.dst);
    struct statvfs v;
    bool ok = statvfs(dir, &v) == 0 ||
              err_set(p->err, errno, "ask for the free space of %s", dir);
    *out = (struct pack_space){.need_bytes = packer_need_bytes(p),
                               .free_bytes = ok ? (uint64_t)v.f_bavail * v.f_frsize : 0,
                               .goes_on = file_exists(p->folder.partial)};
    free(dir);
    return ok;
}

bool pack_space(const char *src, const char *dst, const struct packer_params *params,
                struct pack_space *out, struct error *err)
{
    struct packer p = {
        .params = params, .journal_fd = -1, .checksums_fd = -1, .err = err};
    bool ok = packer_open(&p, src, dst) && look_at_disk(&p, out);
    packer_close(&p);
    return ok;
}

static void describe(const struct packer *p, struct pack_estimate *out)
{
    const struct checkpoint *ck = p->ck;
    out->kind = checkpoint_kind(ck);
    for (int i = 0; i < ck->st->n_file; i++)
        out->source_bytes += ck->st->file[i]->n_bytes;
    out->source_bytes -= checkpoint_skipped(ck).n_bytes;
    out->in_place = p->m.expert_file != NULL;
    out->pack_bytes = p->m.dense_bytes;
    if (!out->in_place)
        out->pack_bytes = p->total_bytes;
    out->expert_bits = dtype_bits(p->m.expert[0].gate.type);
    out->dense_bits = dtype_bits(p->m.tensor[0].type);
    out->as_stored = ck->quantised && !p->m.expert_bits;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    out->n_processors = n > 0 ? (int)n : 1;
}

bool pack_estimate(const char *src, const char *dst, const struct packer_params *params,
                   struct pack_estimate *out, struct error *err)
{
    struct packer p = {
        .params = params, .journal_fd = -1, .checksums_fd = -1, .err = err};
    *out = (struct pack_estimate){0};
    bool ok = packer_open(&p, src, dst);
    if (ok) {
        describe(&p, out);
        ok = look_at_disk(&p, &out->space) &&
             (out->space.free_bytes < out->space.need_bytes || measure(&p, out));
    }
    packer_close(&p);
    return ok;
}
