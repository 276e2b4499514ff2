/* Writing a pack: what is done in which order. Threads make pieces, this one takes them in
 * order, so that reading, arithmetic and writing go on side by side, and memory holds a few
 * pieces, whatever the size of the model. */
#include "core/model/packer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/conveyor.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/seq_file.h"
#include "core/model/pack_plan.h"
#include "core/model/packer_impl.h"
#include "core/model/tokenizer_gguf.h"

enum {
    TOKENIZER_MAX_BYTES = 256 << 20,
    GENERATION_MAX_BYTES = 1 << 20,
    TEXT_NAME_MAX_BYTES = 200, /* of a calibration text, in a note */
    /* More threads than processors, because some of them wait for the disk. */
    WAITING_THREADS = 6,
    MAX_THREADS = 64,
    SLOTS_BYTES = 1 << 30, /* of all pieces that are in memory at once */
};

static bool advance(struct packer *p, const struct piece *piece, uint64_t n_bytes)
{
    const char *what = piece->tensor < 0 ? "experts" : "dense part";
    p->done_bytes += n_bytes;
    if (!p->params->progress ||
        p->params->progress(p->params->progress_ctx, what, p->done_bytes, p->total_bytes))
        return true;
    return err_set(p->err, ECANCELED, "pack %s (the same command goes on from here)",
                   p->folder.dst);
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

/* What the files will take beyond what an earlier run has allocated. */
static uint64_t missing_bytes(const char *path, uint64_t n_bytes)
{
    struct stat sb;
    uint64_t have = stat(path, &sb) == 0 ? (uint64_t)sb.st_blocks * 512 : 0;
    return have < n_bytes ? n_bytes - have : 0;
}

static int first_layer_to_do(const struct packer *p)
{
    if (p->m.expert_file)
        return p->ck->config.n_layer; /* none of them is written */
    int n_dense = 1 + p->ck->config.n_layer;
    return p->n_done > n_dense ? p->n_done - n_dense : 0;
}

uint64_t packer_need_bytes(const struct packer *p)
{
    int n_layer = p->ck->config.n_layer;
    uint64_t n = side_bytes(p) + missing_bytes(p->dense_path, p->m.dense_bytes);
    for (int i = first_layer_to_do(p); i < n_layer; i++) {
        char *path = manifest_expert_path(p->folder.partial, i);
        n += missing_bytes(path, packer_unit_bytes(p, 1 + n_layer + i));
        free(path);
    }
    return n;
}

/* All at once, so that a disk that is too small is known before the work, and that no other
 * program fills it meanwhile. */
static bool allocate(struct packer *p)
{
    int n_layer = p->ck->config.n_layer;
    bool ok = pack_folder_check_space(&p->folder, packer_need_bytes(p), p->err) &&
              (p->n_done > n_layer ||
               pack_folder_allocate(p->dense_path, p->m.dense_bytes, p->err));
    for (int i = first_layer_to_do(p); ok && i < n_layer; i++) {
        char *path = manifest_expert_path(p->folder.partial, i);
        ok = pack_folder_allocate(path, packer_unit_bytes(p, 1 + n_layer + i), p->err);
        free(path);
    }
    return ok;
}

/* What waits for its next run holds what is done, and no room for the rest. Best effort: the
 * next run works with either. */
static void give_back_room(const struct packer *p)
{
    for (int i = first_layer_to_do(p); i < p->ck->config.n_layer; i++) {
        char *path = manifest_expert_path(p->folder.partial, i);
        unlink(path);
        free(path);
    }
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

/* What a folder has as files, from metadata. Before the weights: a tokenizer that is not
 * supported is told at once. */
static bool write_gguf_sides(struct packer *p)
{
    json_t *side[2] = {NULL, gguf_generation(p->ck->gguf)};
    static const char *const names[] = {"tokenizer.json", "generation.json"};
    bool ok = gguf_tokenizer(p->ck->gguf, &side[0], p->err) ||
              err_prefix(p->err, "%s", p->ck->path);
    for (int i = 0; i < 2; i++) {
        char *text = ok && side[i] ? json_dumps(side[i], JSON_COMPACT) : NULL;
        char *path = path_join(p->folder.partial, names[i]);
        ok = ok && (!text || file_write_atomic(path, text, strlen(text), 0644, p->err));
        free(path);
        free(text);
        json_decref(side[i]);
    }
    return ok;
}

/* The journal is of no use to a whole pack; a leftover does no harm. */
static void drop_journal(const struct packer *p)
{
    char *journal = path_join(p->folder.dst, "journal");
    unlink(journal);
    free(journal);
}

/* -- the work -- */

static bool take_pieces(struct packer *p, struct conveyor *c, uint64_t first)
{
    for (uint64_t i = first; i < p->n_piece; i++) {
        const struct piece *piece = &p->piece[i];
        const char *bytes = conveyor_take(c, p->err);
        if (!bytes || !packer_write_piece(p, piece, bytes))
            return false;
        conveyor_give_back(c);
        if (i + 1 == p->n_piece || p->piece[i + 1].unit != piece->unit) {
            uint64_t hash;
            if (!packer_end_unit(p, piece->unit, &hash) ||
                !packer_journal_add(p, piece->unit, hash))
                return false;
            p->n_done = piece->unit + 1;
        }
        if (!advance(p, piece, packer_piece_bytes(p, piece)))
            return false;
    }
    return true;
}

static int n_slots(const struct packer *p)
{
    size_t fit = SLOTS_BYTES / p->piece_bytes, most = 2 * MAX_THREADS;
    return fit < 2 ? 2 : fit > most ? (int)most : (int)fit;
}

/* No more threads than slots: a thread without one only waits. */
static bool make_converters(struct packer *p)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN) + WAITING_THREADS;
    n = n > MAX_THREADS ? MAX_THREADS : n;
    n = n > n_slots(p) ? n_slots(p) : n;
    p->cv = xcalloc((size_t)n, sizeof(*p->cv));
    for (; p->n_threads < n; p->n_threads++)
        if (!converter_init(&p->cv[p->n_threads], p->ck, p->err))
            return false;
    return true;
}

struct conveyor *packer_start(struct packer *p, uint64_t first)
{
    if (!make_converters(p))
        return NULL;
    int slots = n_slots(p), few = 2 * p->n_threads;
    struct conveyor_params params = {
        .first = first,
        .end = p->n_piece,
        .n_threads = p->n_threads,
        .n_slots = slots < few ? slots : few,
        .slot_bytes = p->piece_bytes,
        .name = "fm:pack:",
        .fn = packer_make_piece,
        .ctx = p,
    };
    return conveyor_create(&params, p->err);
}

static bool work(struct packer *p)
{
    uint64_t first = 0;
    while (first < p->n_piece && p->piece[first].unit < p->n_done)
        first++;
    if (first == p->n_piece)
        return true;
    struct conveyor *c = packer_start(p, first);
    bool ok = c && take_pieces(p, c, first);
    conveyor_destroy(c);
    return ok;
}

/* Its note is part of the manifest and so of the journal's fingerprint, so that halves of two
 * calibrations never meet. */
static bool calibrate(struct packer *p)
{
    const struct packer_params *params = p->params;
    if (!params->calibration)
        return true;
    p->calibration = calibration_open(params->calibration, &p->ck->config, p->err);
    if (!p->calibration)
        return false;
    json_t *utf8 = json_string(params->calibration_text);
    bool named = utf8 && strlen(params->calibration_text) <= TEXT_NAME_MAX_BYTES;
    const char *text = named ? params->calibration_text : "a text";
    manifest_add_note(&p->m, xasprintf("calibrated with %" PRIu64
                                       " tokens of %s (%016" PRIx64 ")",
                                       calibration_n_tok(p->calibration), text,
                                       calibration_xxh3(p->calibration)));
    json_decref(utf8);
    return true;
}

static bool prepare(struct packer *p)
{
    return pack_folder_make(&p->folder, true, p->err) && packer_journal_open(p) &&
           (!p->ck->gguf || write_gguf_sides(p));
}

static bool run(struct packer *p)
{
    bool ok = allocate(p) && work(p);
    seq_file_abandon(p->file);
    p->file = NULL;
    if (!ok) {
        give_back_room(p);
        return false;
    }
    ok = (p->ck->gguf ||
          (copy_json(p, "tokenizer.json", "tokenizer.json", TOKENIZER_MAX_BYTES) &&
           copy_json(p, "generation_config.json", "generation.json",
                     GENERATION_MAX_BYTES))) &&
         pack_folder_publish(&p->folder, &p->m, p->err);
    if (ok)
        drop_journal(p);
    return ok;
}

bool packer_open(struct packer *p, const char *src, const char *dst)
{
    char *folder = path_without_slash(src);
    pack_folder_init(&p->folder, dst);
    p->dense_path = path_join(p->folder.partial, "dense.bin");
    bool ok = (p->ck = checkpoint_open(folder, p->err)) &&
              pack_plan(p->ck, p->params, p->folder.dst, &p->m, p->err) && calibrate(p) &&
              (p->sums = mem_alloc(packer_sums_bytes(p), "checksums", p->err));
    free(folder);
    if (!ok)
        return false;
    packer_cut(p);
    for (int u = 0; u < packer_n_units(p); u++)
        p->total_bytes += packer_unit_bytes(p, u);
    return true;
}

void packer_close(struct packer *p)
{
    for (int i = 0; i < p->n_threads; i++)
        converter_finish(&p->cv[i]);
    if (p->journal_fd >= 0)
        close(p->journal_fd);
    if (p->checksums_fd >= 0)
        close(p->checksums_fd);
    if (p->sums)
        mem_free(p->sums, packer_sums_bytes(p));
    mem_free(p->tail, p->tail_bytes);
    XXH3_freeState(p->hash);
    free(p->cv);
    free(p->piece);
    calibration_close(p->calibration);
    manifest_finish(&p->m);
    checkpoint_close(p->ck);
    pack_folder_finish(&p->folder);
    free(p->dense_path);
}

bool pack_write(const char *src, const char *dst, const struct packer_params *params,
                struct error *err)
{
    struct packer p = {
        .params = params, .journal_fd = -1, .checksums_fd = -1, .err = err};
    struct pack_folder folder;
    pack_folder_init(&folder, dst);
    bool ok = pack_folder_check_new(&folder, err) && packer_open(&p, src, dst) &&
              prepare(&p) && run(&p);
    packer_close(&p);
    pack_folder_finish(&folder);
    return ok;
}
