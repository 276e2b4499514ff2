/* Writing a pack. The work is cut into units (the top tensors, the dense tensors of each
 * layer, the experts of each layer) that are done in order; when one is on the disk, a line
 * in the journal says so and carries its checksums. A later run with the same source and
 * options begins behind the last such line. Memory holds one expert record or one chunk of
 * rows, whatever the size of the model. */
#include "core/model/packer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/model/checkpoint.h"
#include "core/model/convert.h"
#include "core/model/manifest.h"
#include "core/model/pack_folder.h"
#include "core/model/pack_plan.h"

enum {
    CHUNK_BYTES = 4 << 20,
    TOKENIZER_MAX_BYTES = 256 << 20,
    GENERATION_MAX_BYTES = 1 << 20,
    JOURNAL_MAX_BYTES = 64 << 20,
    /* Grows when the same source and options would give other bytes, so that halves of two
     * kinds never meet in one pack. */
    PACKER_REVISION = 3,
};

struct packer {
    const struct packer_params *params;
    struct checkpoint *ck; /* owned */
    struct manifest m;
    struct converter cv;
    struct pack_folder folder;
    char *dense_path; /* owned */
    int dense_fd, journal_fd, checksums_fd;
    int n_done; /* units complete */
    uint64_t done_bytes, total_bytes;
    const char *what; /* for progress */
    struct error *err;
};

static bool advance(struct packer *p, uint64_t n_bytes)
{
    p->done_bytes += n_bytes;
    if (!p->params->progress || p->params->progress(p->params->progress_ctx, p->what,
                                                    p->done_bytes, p->total_bytes))
        return true;
    return err_set(p->err, ECANCELED, "pack %s (the same command goes on from here)",
                   p->folder.dst);
}

/* -- units -- */

static int n_units(const struct packer *p)
{
    return 1 + 2 * p->ck->config.n_layer;
}

/* The dense tensors of unit u: specs [*first, *end). */
static void unit_specs(const struct packer *p, int u, int *first, int *end)
{
    int i = 0;
    while (i < p->m.n_spec && p->m.spec[i].layer != u - 1)
        i++;
    *first = i;
    while (i < p->m.n_spec && p->m.spec[i].layer == u - 1)
        i++;
    *end = i;
}

static uint64_t unit_bytes(const struct packer *p, int u)
{
    const struct model_config *c = &p->ck->config;
    uint64_t n = 0;
    if (u > c->n_layer)
        return p->m.expert[u - 1 - c->n_layer].stride_bytes * (uint64_t)c->n_expert;
    int first, end;
    unit_specs(p, u, &first, &end);
    for (int i = first; i < end; i++)
        n += p->m.tensor[i].layout.n_bytes;
    return n;
}

/* A matrix of any size: weights go out in chunks, scales and biases (a few percent of
 * them) are held until the end, because they follow the weights. */
static bool write_matrix(struct packer *p, int i, XXH3_state_t *hash)
{
    struct manifest_tensor *t = &p->m.tensor[i];
    const struct tensor_spec *spec = &p->m.spec[i];
    const struct matrix_layout *l = &t->layout;
    size_t row_bytes = dtype_row_bytes(t->type, spec->n_in);
    size_t groups = t->group ? (size_t)(spec->n_in / t->group) : 0;
    int batch = row_bytes < CHUNK_BYTES ? (int)(CHUNK_BYTES / row_bytes) : 1;
    size_t chunk_bytes = (size_t)batch * row_bytes;
    /* Everything behind the weights, with the padding between. */
    size_t tail_bytes = l->n_bytes - l->data_bytes;
    char *chunk = mem_alloc(chunk_bytes, "rows of a tensor", p->err);
    char *tail = mem_alloc(tail_bytes, "scales of a tensor", p->err);
    bool ok = false;
    if (!chunk || !tail)
        goto done;

    struct rows out = {
        .type = t->type, .scale_type = t->scale_type, .group = t->group, .data = chunk};
    for (int row = 0; row < spec->n_out; row += batch) {
        int n = spec->n_out - row < batch ? spec->n_out - row : batch;
        if (groups) {
            out.scales = (uint16_t *)(void *)(tail + (l->scales_off - l->data_bytes)) +
                         (size_t)row * groups;
            out.biases = (uint16_t *)(void *)(tail + (l->biases_off - l->data_bytes)) +
                         (size_t)row * groups;
        }
        if (!convert_rows(&p->cv, &p->ck->dense[i], row, n, &out, p->err))
            goto done;
        size_t bytes = (size_t)n * row_bytes;
        XXH3_64bits_update(hash, chunk, bytes);
        if (!fd_write_at(p->dense_fd, chunk, bytes,
                         t->offset + (uint64_t)row * row_bytes)) {
            err_set(p->err, errno, "write %s", p->dense_path);
            goto done;
        }
        if (!advance(p, bytes))
            goto done;
    }
    XXH3_64bits_update(hash, tail, tail_bytes);
    if (!fd_write_at(p->dense_fd, tail, tail_bytes, t->offset + l->data_bytes)) {
        err_set(p->err, errno, "write %s", p->dense_path);
        goto done;
    }
    ok = advance(p, tail_bytes);

done:
    mem_free(chunk, chunk_bytes);
    mem_free(tail, tail_bytes);
    return ok;
}

static bool write_vector(struct packer *p, int i, XXH3_state_t *hash)
{
    struct manifest_tensor *t = &p->m.tensor[i];
    enum tensor_fix fix = p->m.spec[i].slot->fix;
    float *x = mem_alloc(t->layout.n_bytes, "a vector", p->err);
    if (!x)
        return false;
    if (fix == FIX_PLUS_ONE && p->ck->norms_done)
        fix = FIX_NONE;
    bool ok = convert_vector(&p->cv, &p->ck->dense[i], fix, x, p->err);
    if (ok) {
        XXH3_64bits_update(hash, x, t->layout.n_bytes);
        ok = fd_write_at(p->dense_fd, x, t->layout.n_bytes, t->offset) ||
             err_set(p->err, errno, "write %s", p->dense_path);
    }
    mem_free(x, t->layout.n_bytes);
    return ok && advance(p, t->layout.n_bytes);
}

static bool write_dense(struct packer *p, int u)
{
    int first, end;
    unit_specs(p, u, &first, &end);
    p->what = "dense part";
    XXH3_state_t *hash = XXH3_createState();
    bool ok = hash != NULL || err_set(p->err, ENOMEM, "create a checksum state");
    for (int i = first; ok && i < end; i++) {
        XXH3_64bits_reset(hash);
        ok = p->m.spec[i].slot->form == TENSOR_F32 ? write_vector(p, i, hash)
                                                   : write_matrix(p, i, hash);
        if (ok)
            p->m.tensor[i].xxh3 = XXH3_64bits_digest(hash);
    }
    XXH3_freeState(hash);
    return ok && (fdatasync(p->dense_fd) == 0 ||
                  err_set(p->err, errno, "write %s", p->dense_path));
}

static bool convert_part(struct packer *p, const struct source *s,
                         const struct expert_part *part, char *record)
{
    const struct rows out = {
        .type = part->type,
        .scale_type = part->scale_type,
        .group = part->group,
        .data = record + part->data_off,
        .scales = (uint16_t *)(void *)(record + part->scales_off),
        .biases = (uint16_t *)(void *)(record + part->biases_off),
    };
    return convert_rows(&p->cv, s, 0, part->n_out, &out, p->err);
}

static bool write_expert_layer(struct packer *p, int layer, uint64_t *sums)
{
    const struct model_config *c = &p->ck->config;
    const struct expert_layout *l = &p->m.expert[layer];
    const struct expert_source *x = p->ck->expert + (size_t)layer * (size_t)c->n_expert;
    char *path = manifest_expert_path(p->folder.partial, layer);
    char *record = mem_alloc(l->stride_bytes, "an expert", p->err);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool ok = record != NULL;

    if (fd < 0)
        ok = err_set(p->err, errno, "create %s", path);
    p->what = "experts";
    for (int e = 0; ok && e < c->n_expert; e++) {
        ok = convert_part(p, &x[e].gate, &l->gate, record) &&
             convert_part(p, &x[e].up, &l->up, record) &&
             convert_part(p, &x[e].down, &l->down, record);
        if (!ok)
            break;
        sums[e] = XXH3_64bits(record, l->record_bytes);
        ok = fd_write_at(fd, record, l->stride_bytes, (uint64_t)e * l->stride_bytes) ||
             err_set(p->err, errno, "write %s", path);
        ok = ok && advance(p, l->stride_bytes);
    }
    if (ok && fsync(fd) != 0)
        ok = err_set(p->err, errno, "write %s", path);
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = err_set(p->err, errno, "write %s", path);
    mem_free(record, l->stride_bytes);
    free(path);
    return ok;
}

static bool write_experts(struct packer *p, int layer, uint64_t *hash)
{
    size_t n_bytes = (size_t)p->ck->config.n_expert * sizeof(uint64_t);
    uint64_t *sums = xmalloc(n_bytes);
    bool ok = write_expert_layer(p, layer, sums);
    if (ok)
        ok = (fd_write_at(p->checksums_fd, sums, n_bytes, (uint64_t)layer * n_bytes) &&
              fdatasync(p->checksums_fd) == 0) ||
             err_set(p->err, errno, "write %s/experts/checksums.bin", p->folder.partial);
    *hash = XXH3_64bits(sums, n_bytes);
    free(sums);
    return ok;
}

/* -- journal -- */

static bool journal_add(struct packer *p, json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    char *with_newline = xasprintf("%s\n", text);
    free(text);
    bool ok = fd_write_all(p->journal_fd, with_newline, strlen(with_newline)) &&
              fdatasync(p->journal_fd) == 0;
    free(with_newline);
    return ok || err_set(p->err, errno, "write %s/journal", p->folder.partial);
}

static json_t *unit_line(const struct packer *p, int u, uint64_t experts_hash)
{
    json_t *sums = json_array();
    if (u > p->ck->config.n_layer) {
        json_array_append_new(sums, json_sprintf("%016" PRIx64, experts_hash));
    } else {
        int first, end;
        unit_specs(p, u, &first, &end);
        for (int i = first; i < end; i++)
            json_array_append_new(sums, json_sprintf("%016" PRIx64, p->m.tensor[i].xxh3));
    }
    return json_pack("{s:i, s:o}", "unit", u, "xxh3", sums);
}

/* The source's headers and times, the options, and every type that follows from them. */
static uint64_t fingerprint(const struct packer *p)
{
    json_t *m = manifest_to_json(&p->m);
    char *text = json_dumps(m, JSON_COMPACT | JSON_SORT_KEYS);
    uint64_t h = XXH3_64bits_withSeed(text, strlen(text),
                                      st_fingerprint(p->ck->st) + PACKER_REVISION);
    free(text);
    json_decref(m);
    return h;
}

/* Whether the finished expert layer on disk is the one of the journal's line. */
static bool experts_intact(const struct packer *p, int layer, uint64_t want)
{
    size_t n_bytes = (size_t)p->ck->config.n_expert * sizeof(uint64_t);
    char *path = manifest_expert_path(p->folder.partial, layer);
    uint64_t *sums = xmalloc(n_bytes);
    struct stat sb;
    bool ok = stat(path, &sb) == 0 &&
              (uint64_t)sb.st_size == unit_bytes(p, 1 + p->ck->config.n_layer + layer) &&
              pread(p->checksums_fd, sums, n_bytes, (off_t)((size_t)layer * n_bytes)) ==
                  (ssize_t)n_bytes &&
              XXH3_64bits(sums, n_bytes) == want;
    free(sums);
    free(path);
    return ok;
}

static bool hash_at(const json_t *list, size_t i, uint64_t *out)
{
    const char *s = json_string_value(json_array_get(list, i));
    if (!s || strlen(s) != 16)
        return false;
    *out = strtoull(s, NULL, 16);
    return true;
}

/* Take over one journal line; false ends the taking over. */
static bool replay_line(struct packer *p, const json_t *line)
{
    const json_t *sums = json_object_get(line, "xxh3");
    int u = p->n_done, first, end;
    uint64_t h;
    if (u >= n_units(p) || json_integer_value(json_object_get(line, "unit")) != u ||
        !json_is_array(sums))
        return false;
    if (u > p->ck->config.n_layer) {
        if (!hash_at(sums, 0, &h) || !experts_intact(p, u - 1 - p->ck->config.n_layer, h))
            return false;
    } else {
        unit_specs(p, u, &first, &end);
        if (json_array_size(sums) != (size_t)(end - first))
            return false;
        for (int i = first; i < end; i++)
            if (!hash_at(sums, (size_t)(i - first), &p->m.tensor[i].xxh3))
                return false;
    }
    p->done_bytes += unit_bytes(p, u);
    p->n_done++;
    return true;
}

/* Read the journal of an earlier run. A torn or unfitting line and all behind it are cut
 * off. *fresh when there is nothing to continue. */
static bool replay(struct packer *p, uint64_t print, bool *fresh)
{
    char *path = path_join(p->folder.partial, "journal");
    size_t len = 0;
    char *text = file_read(path, JOURNAL_MAX_BYTES, &len, p->err);
    size_t keep = 0;
    struct stat sb;
    bool ok = false;
    *fresh = true;
    if (!text)
        goto done;

    bool dense = fstat(p->dense_fd, &sb) == 0 && (uint64_t)sb.st_size == p->m.dense_bytes;
    for (char *at = text, *nl; (nl = memchr(at, '\n', len - (size_t)(at - text)));
         at = nl + 1)
    {
        json_t *line = json_loadb(at, (size_t)(nl - at), JSON_REJECT_DUPLICATES, NULL);
        uint64_t h = 0;
        bool take;
        if (at == text) {
            const json_t *list = json_object_get(line, "source");
            take = hash_at(list, 0, &h);
            if (take && h != print) {
                json_decref(line);
                err_set(p->err, 0,
                        "%s is left from packing another source or with other options; "
                        "remove it first",
                        p->folder.partial);
                goto done;
            }
            *fresh = !take || !dense;
            take = !*fresh;
        } else {
            take = replay_line(p, line);
        }
        json_decref(line);
        if (!take)
            break;
        keep = (size_t)(nl + 1 - text);
    }
    ok = (ftruncate(p->journal_fd, (off_t)keep) == 0 &&
          lseek(p->journal_fd, 0, SEEK_END) >= 0) ||
         err_set(p->err, errno, "truncate %s", path);

done:
    free(text);
    free(path);
    return ok;
}

/* -- the folder -- */

/* Manifest, checksums, tokenizer and rounding of files up to blocks. */
static uint64_t side_bytes(const struct packer *p)
{
    char *path = path_join(p->ck->path, "tokenizer.json");
    struct stat sb;
    uint64_t n = (uint64_t)p->m.n_spec * 256 + (uint64_t)p->ck->config.n_layer * 16384;
    if (stat(path, &sb) == 0 && sb.st_size > 0)
        n += (uint64_t)sb.st_size;
    free(path);
    return n;
}

static bool prepare(struct packer *p)
{
    bool fresh;
    if (!pack_folder_make(&p->folder, true, p->err))
        return false;
    p->journal_fd = pack_folder_open(&p->folder, "journal", p->err);
    if (p->journal_fd < 0)
        return false;
    if (flock(p->journal_fd, LOCK_EX | LOCK_NB) != 0)
        return err_set(p->err, errno, "lock %s (another flashmoe is packing to it)",
                       p->folder.partial);
    p->dense_fd = pack_folder_open(&p->folder, "dense.bin", p->err);
    p->checksums_fd = pack_folder_open(&p->folder, "experts/checksums.bin", p->err);
    if (p->dense_fd < 0 || p->checksums_fd < 0)
        return false;

    for (int u = 0; u < n_units(p); u++)
        p->total_bytes += unit_bytes(p, u);
    uint64_t print = fingerprint(p);
    if (!replay(p, print, &fresh) ||
        !pack_folder_check_space(&p->folder,
                                 side_bytes(p) + p->total_bytes - p->done_bytes, p->err))
        return false;
    if (!fresh)
        return true;
    json_t *line = json_pack("{s:[o]}", "source", json_sprintf("%016" PRIx64, print));
    if (ftruncate(p->dense_fd, (off_t)p->m.dense_bytes) != 0) {
        json_decref(line);
        return err_set(p->err, errno, "write %s", p->dense_path);
    }
    return journal_add(p, line);
}

/* Copy a JSON file of the checkpoint when there is one. */
static bool copy_json(struct packer *p, const char *from, const char *to,
                      size_t max_bytes)
{
    char *src = path_join(p->ck->path, from), *dst = path_join(p->folder.partial, to);
    bool ok = true;
    size_t len;
    if (file_exists(src)) {
        char *text = file_read(src, max_bytes, &len, p->err);
        json_error_t je;
        json_t *root = text ? json_loadb(text, len, 0, &je) : NULL;
        if (text && !root)
            err_set(p->err, 0, "read %s: line %d, column %d: %s", src, je.line, je.column,
                    je.text);
        ok = root && file_write_atomic(dst, text, len, 0644, p->err);
        json_decref(root);
        free(text);
    }
    free(src);
    free(dst);
    return ok;
}

/* The journal is of no use to a whole pack; a leftover does no harm. */
static void drop_journal(const struct packer *p)
{
    char *journal = path_join(p->folder.dst, "journal");
    unlink(journal);
    free(journal);
}

static bool run(struct packer *p)
{
    for (int u = p->n_done; u < n_units(p); u++) {
        int layer = u - 1 - p->ck->config.n_layer;
        uint64_t hash = 0;
        bool ok = layer < 0 ? write_dense(p, u) : write_experts(p, layer, &hash);
        if (!ok || !journal_add(p, unit_line(p, u, hash)))
            return false;
    }
    bool ok =
        copy_json(p, "tokenizer.json", "tokenizer.json", TOKENIZER_MAX_BYTES) &&
        copy_json(p, "generation_config.json", "generation.json", GENERATION_MAX_BYTES) &&
        pack_folder_publish(&p->folder, &p->m, p->err);
    if (ok)
        drop_journal(p);
    return ok;
}

bool pack_write(const char *src, const char *dst, const struct packer_params *params,
                struct error *err)
{
    struct packer p = {.params = params,
                       .dense_fd = -1,
                       .journal_fd = -1,
                       .checksums_fd = -1,
                       .err = err};
    char *folder = path_without_slash(src);
    bool ok = false;

    pack_folder_init(&p.folder, dst);
    p.dense_path = path_join(p.folder.partial, "dense.bin");
    if (pack_folder_check_new(&p.folder, err) && (p.ck = checkpoint_open(folder, err)))
        ok = pack_plan(p.ck, params, p.folder.dst, &p.m, err) &&
             converter_init(&p.cv, p.ck, err) && prepare(&p) && run(&p);

    int fd[] = {p.dense_fd, p.journal_fd, p.checksums_fd};
    for (int i = 0; i < 3; i++)
        if (fd[i] >= 0)
            close(fd[i]);
    converter_finish(&p.cv);
    manifest_finish(&p.m);
    checkpoint_close(p.ck);
    free(folder);
    pack_folder_finish(&p.folder);
    free(p.dense_path);
    return ok;
}
