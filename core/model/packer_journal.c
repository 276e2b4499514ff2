/* The journal of a partial folder: a line for the source and the options, then one for each
 * unit that is on the disk. A later run with the same source and options begins behind the
 * last such line. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/packer_impl.h"

enum {
    JOURNAL_MAX_BYTES = 64 << 20,
    /* Grows when the same source and options would give other bytes, so that halves of two
     * kinds never meet in one pack. */
    PACKER_REVISION = 4,
};

static bool add_line(struct packer *p, json_t *line)
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
    if (packer_unit_layer(p, u) >= 0) {
        json_array_append_new(sums, json_sprintf("%016" PRIx64, experts_hash));
    } else {
        int first, end;
        packer_unit_specs(p, u, &first, &end);
        for (int i = first; i < end; i++)
            json_array_append_new(sums, json_sprintf("%016" PRIx64, p->m.tensor[i].xxh3));
    }
    return json_pack("{s:i, s:o}", "unit", u, "xxh3", sums);
}

bool packer_journal_add(struct packer *p, int u, uint64_t experts_hash)
{
    return add_line(p, unit_line(p, u, experts_hash));
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
    size_t n = (size_t)p->ck->config.n_expert, n_bytes = n * sizeof(uint64_t);
    char *path = manifest_expert_file(&p->m, p->folder.partial, layer);
    uint64_t *sums = p->sums + (size_t)layer * n;
    struct stat sb;
    bool ok =
        stat(path, &sb) == 0 &&
        (uint64_t)sb.st_size == packer_unit_bytes(p, 1 + p->ck->config.n_layer + layer) &&
        pread(p->checksums_fd, sums, n_bytes, (off_t)((size_t)layer * n_bytes)) ==
            (ssize_t)n_bytes &&
        XXH3_64bits(sums, n_bytes) == want;
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
    if (u >= packer_n_units(p) ||
        json_integer_value(json_object_get(line, "unit")) != u || !json_is_array(sums))
        return false;
    int layer = packer_unit_layer(p, u);
    if (layer >= 0) {
        if (!hash_at(sums, 0, &h) || !experts_intact(p, layer, h))
            return false;
    } else {
        packer_unit_specs(p, u, &first, &end);
        if (json_array_size(sums) != (size_t)(end - first))
            return false;
        for (int i = first; i < end; i++)
            if (!hash_at(sums, (size_t)(i - first), &p->m.tensor[i].xxh3))
                return false;
    }
    p->done_bytes += packer_unit_bytes(p, u);
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

    /* Longer when it ended between its last write, of whole blocks, and what cuts it. */
    bool dense =
        stat(p->dense_path, &sb) == 0 && (uint64_t)sb.st_size >= p->m.dense_bytes;
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

bool packer_journal_open(struct packer *p)
{
    uint64_t print = fingerprint(p);
    bool fresh;
    p->journal_fd = pack_folder_open(&p->folder, "journal", p->err);
    if (p->journal_fd < 0)
        return false;
    if (flock(p->journal_fd, LOCK_EX | LOCK_NB) != 0)
        return err_set(p->err, errno, "lock %s (another flashmoe is packing to it)",
                       p->folder.partial);
    p->checksums_fd = pack_folder_open(&p->folder, "experts/checksums.bin", p->err);
    if (p->checksums_fd < 0 || !replay(p, print, &fresh))
        return false;
    return !fresh || add_line(p, json_pack("{s:[o]}", "source",
                                           json_sprintf("%016" PRIx64, print)));
}
