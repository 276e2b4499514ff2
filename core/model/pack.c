/* Opening and verifying a pack. The manifest is checked by manifest.c; here the files are
 * held against it, mapped, and turned into views. A sample of checksums is taken at open,
 * small enough not to be felt; pack_verify.c takes them all. */
#include "core/model/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/checkpoint.h"
#include "core/model/pack_impl.h"

enum {
    SAMPLE_TENSOR_BYTES = 1 << 16, /* tensors above this are left to pack_verify */
    SAMPLE_EXPERT_BYTES = 16 << 20,
};

/* A regular file of exactly that length, open for reading; -1 + err. */
static int open_sized(const char *path, uint64_t n_bytes, struct error *err)
{
    struct stat sb;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        err_set(err, errno, "open %s", path);
        return -1;
    }
    if (fstat(fd, &sb) != 0)
        err_set(err, errno, "stat %s", path);
    else if (!S_ISREG(sb.st_mode))
        err_set(err, 0, "open %s: not a regular file", path);
    else if ((uint64_t)sb.st_size != n_bytes)
        err_set(err, 0, "%s has %lld bytes instead of %" PRIu64, path,
                (long long)sb.st_size, n_bytes);
    else
        return fd;
    close(fd);
    return -1;
}

static struct matrix view(const struct pack_impl *im, int i)
{
    const struct manifest_tensor *t = &im->m.tensor[i];
    const char *at = (const char *)im->map + t->offset;
    struct matrix w = {.type = t->type,
                       .scale_type = t->scale_type,
                       .group = t->group,
                       .n_out = im->m.spec[i].n_out,
                       .n_in = im->m.spec[i].n_in,
                       .data = at};
    if (t->group) {
        w.scales = (const uint16_t *)(const void *)(at + t->layout.scales_off);
        w.biases = (const uint16_t *)(const void *)(at + t->layout.biases_off);
    }
    return w;
}

/* Every slot of the table knows the field that it fills. */
static void set_views(struct pack *pack)
{
    const struct pack_impl *im = pack_impl_of(pack);
    for (int i = 0; i < im->m.n_spec; i++) {
        const struct tensor_spec *s = &im->m.spec[i];
        char *base = s->layer < 0 ? (char *)pack : (char *)&pack->layer[s->layer];
        void *field = base + s->slot->field;
        struct matrix w = view(im, i);
        if (s->slot->form == TENSOR_F32)
            *(const float **)field = w.data;
        else
            *(struct matrix *)field = w;
    }
    if (pack->config.tied_head)
        pack->head = pack->embed;
    for (int i = 0; i < pack->config.n_layer; i++)
        pack->layer[i].kind = pack->config.layer[i];
}

static bool map_dense(struct pack *pack, struct error *err)
{
    struct pack_impl *im = pack_impl_of(pack);
    im->dense_fd = open_sized(im->dense_path, im->m.dense_bytes, err);
    if (im->dense_fd < 0)
        return false;
    void *map = mmap(NULL, im->m.dense_bytes, PROT_READ, MAP_SHARED, im->dense_fd, 0);
    if (map == MAP_FAILED)
        return err_set(err, errno, "map %s", im->dense_path);
    im->map = map;
    pack->dense_bytes = im->m.dense_bytes;
    set_views(pack);
    return true;
}

static bool open_experts(struct pack *pack, struct error *err)
{
    struct pack_impl *im = pack_impl_of(pack);
    const struct model_config *c = &pack->config;
    for (int i = 0; i < c->n_layer; i++) {
        uint64_t n_bytes = (uint64_t)c->n_expert * pack->expert[i].stride_bytes;
        pack->expert_path[i] = manifest_expert_file(&im->m, pack->path, i);
        pack->expert_fd[i] = open_sized(pack->expert_path[i], n_bytes, err);
        if (pack->expert_fd[i] < 0)
            return im->m.expert_file
                       ? err_prefix(err,
                                    "%s uses experts where they were when it was made",
                                    pack->path)
                       : false;
        pack->expert_file_bytes += n_bytes;
    }

    size_t want = (size_t)c->n_layer * (size_t)c->n_expert * sizeof(uint64_t), len = 0;
    char *path = manifest_checksums_path(pack->path);
    im->sums = (uint64_t *)(void *)file_read(path, want, &len, err);
    bool ok = im->sums != NULL;
    if (ok && (len != want || XXH3_64bits(im->sums, len) != im->m.checksums_xxh3))
        ok = err_set(err, 0, "%s is damaged: it does not match the manifest", path);
    free(path);
    return ok;
}

bool pack_tensor_damaged(const struct pack_impl *im, int i, struct error *err)
{
    char name[TENSOR_NAME_MAX];
    tensor_spec_name(&im->m.spec[i], name);
    return err_set(err, 0, "%s is damaged: checksum of tensor %s (offset %" PRIu64 ")",
                   im->dense_path, name, im->m.tensor[i].offset);
}

bool pack_expert_damaged(const struct pack *pack, int layer, int e, struct error *err)
{
    return err_set(err, 0, "%s is damaged: checksum of expert %d (offset %" PRIu64 ")",
                   pack->expert_path[layer], e,
                   (uint64_t)e * pack->expert[layer].stride_bytes);
}

/* One record, through `buf` of at least record_bytes. */
static bool check_record(const struct pack *pack, int layer, int e, void *buf,
                         struct error *err)
{
    const struct expert_layout *l = &pack->expert[layer];
    uint64_t offset = (uint64_t)e * l->stride_bytes;
    if (!fd_read_at(pack->expert_fd[layer], buf, l->record_bytes, offset))
        return err_set(err, errno ? errno : EIO, /* shorter than at open */
                       "read expert %d (%zu bytes at offset %" PRIu64 ") of %s", e,
                       l->record_bytes, offset, pack->expert_path[layer]);
    size_t i = (size_t)layer * (size_t)pack->config.n_expert + (size_t)e;
    return XXH3_64bits(buf, l->record_bytes) == pack_impl_of(pack)->sums[i] ||
           pack_expert_damaged(pack, layer, e, err);
}

/* The small tensors of three layers and of the top, and one expert at each end. */
static bool check_sample(const struct pack *pack, struct error *err)
{
    const struct pack_impl *im = pack_impl_of(pack);
    int last = pack->config.n_layer - 1;
    for (int i = 0; i < im->m.n_spec; i++) {
        const struct manifest_tensor *t = &im->m.tensor[i];
        int layer = im->m.spec[i].layer;
        if ((layer > 0 && layer < last && layer != last / 2) ||
            t->layout.n_bytes > SAMPLE_TENSOR_BYTES)
            continue;
        if (XXH3_64bits((const char *)im->map + t->offset, t->layout.n_bytes) != t->xxh3)
            return pack_tensor_damaged(im, i, err);
    }

    const int at[2][2] = {{0, 0}, {last, pack->config.n_expert - 1}};
    for (int i = 0; i < 2; i++) {
        size_t n = pack->expert[at[i][0]].record_bytes;
        if (n > SAMPLE_EXPERT_BYTES)
            continue;
        void *buf = mem_alloc(n, "an expert's checksum", err);
        bool ok = buf && check_record(pack, at[i][0], at[i][1], buf, err);
        mem_free(buf, n);
        if (!ok)
            return false;
    }
    return true;
}

static void take_manifest(struct pack *pack)
{
    struct manifest *m = &pack_impl_of(pack)->m;
    size_t n = (size_t)m->config.n_layer;
    pack->config = m->config;
    pack->name = xstrdup(m->name);
    pack->template_name = xstrdup(m->template_name);
    pack->expert_bits = m->expert_bits;
    pack->dense_bits = m->dense_bits;
    pack->n_params = manifest_n_params(m);
    pack->layer = xcalloc(n, sizeof(*pack->layer));
    pack->expert = xcalloc(n, sizeof(*pack->expert));
    memcpy(pack->expert, m->expert, n * sizeof(*pack->expert));
    pack->expert_path = xcalloc(n, sizeof(*pack->expert_path));
    pack->expert_fd = xcalloc(n, sizeof(*pack->expert_fd));
    for (size_t i = 0; i < n; i++)
        pack->expert_fd[i] = -1;
}

/* The most likely mistake gets its own words. */
static bool is_checkpoint(const char *path, struct error *err)
{
    char *manifest = path_join(path, "manifest.json");
    bool it_is = !file_exists(manifest) && checkpoint_is_here(path);
    free(manifest);
    if (it_is)
        err_set(err, 0, "%s is a checkpoint and no pack: 'flashmoe pack' makes one of it",
                path);
    return it_is;
}

struct pack *pack_open(const char *path, struct error *err)
{
    struct pack *pack = xcalloc(1, sizeof(*pack));
    struct pack_impl *im = xcalloc(1, sizeof(*im));
    pack->impl = im;
    pack->path = xstrdup(path);
    im->dense_fd = -1;
    im->dense_path = path_join(path, "dense.bin");
    if (!is_checkpoint(path, err) && manifest_load(&im->m, path, err)) {
        take_manifest(pack);
        if (map_dense(pack, err) && open_experts(pack, err) && check_sample(pack, err))
            return pack;
    }
    pack_close(pack);
    return NULL;
}

void pack_close(struct pack *pack)
{
    if (!pack)
        return;
    struct pack_impl *im = pack_impl_of(pack);
    for (int i = 0; i < pack->config.n_layer; i++) {
        if (pack->expert_fd[i] >= 0)
            close(pack->expert_fd[i]);
        free(pack->expert_path[i]);
    }
    if (im->map)
        munmap(im->map, im->m.dense_bytes);
    if (im->dense_fd >= 0)
        close(im->dense_fd);
    manifest_finish(&im->m);
    free(im->dense_path);
    free(im->sums);
    free(im);
    free(pack->path);
    free(pack->name);
    free(pack->layer);
    free(pack->expert);
    free(pack->expert_fd);
    free(pack->expert_path);
    free(pack->template_name);
    free(pack);
}

static struct matrix part_view(const struct expert_part *p, const char *record)
{
    struct matrix w = {.type = p->type,
                       .scale_type = p->scale_type,
                       .group = p->group,
                       .n_out = p->n_out,
                       .n_in = p->n_in,
                       .data = record + p->data_off};
    if (p->group) {
        w.scales = (const uint16_t *)(const void *)(record + p->scales_off);
        w.biases = (const uint16_t *)(const void *)(record + p->biases_off);
    }
    return w;
}

void expert_view(const struct expert_layout *layout, const void *record,
                 struct expert_view *out)
{
    out->gate = part_view(&layout->gate, record);
    out->up = part_view(&layout->up, record);
    out->down = part_view(&layout->down, record);
}

char *pack_tokenizer_path(const struct pack *pack)
{
    return path_join(pack->path, "tokenizer.json");
}

char *pack_generation_path(const struct pack *pack)
{
    return path_join(pack->path, "generation.json");
}

size_t pack_dense_bytes_per_token(const struct pack *pack)
{
    const struct pack_impl *im = pack_impl_of(pack);
    size_t n = 0;
    for (int i = 0; i < im->m.n_spec; i++)
        n += im->m.tensor[i].layout.n_bytes;
    size_t row = matrix_bytes(pack->embed.type, pack->embed.group, 1, pack->embed.n_in);
    /* The embedding is looked up, not read through, unless it is the head too. */
    return pack->config.tied_head ? n + row : n - im->m.tensor[0].layout.n_bytes + row;
}

size_t pack_expert_bytes_per_token(const struct pack *pack, int k)
{
    size_t n = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        n += (size_t)k * pack->expert[i].record_bytes;
    return n;
}

int pack_n_tensors(const struct pack *pack)
{
    return pack_impl_of(pack)->m.n_spec;
}

struct matrix pack_tensor(const struct pack *pack, int i, char *name)
{
    tensor_spec_name(&pack_impl_of(pack)->m.spec[i], name);
    return view(pack_impl_of(pack), i);
}

int pack_n_notes(const struct pack *pack)
{
    return pack_impl_of(pack)->m.n_note;
}

const char *pack_note(const struct pack *pack, int i)
{
    return pack_impl_of(pack)->m.note[i];
}

/* A type of weights as a number, given out in the order in which types came and never
 * changed: an old pack stays the same to whoever remembers it. */
static uint64_t type_id(enum dtype type, enum scale_type scale_type)
{
    static const uint8_t ids[N_DTYPE] = {
        [DTYPE_F32] = 0, [DTYPE_F16] = 1, [DTYPE_BF16] = 2,
        [DTYPE_Q2] = 3,  [DTYPE_Q3] = 4,  [DTYPE_Q4] = 5,
        [DTYPE_Q6] = 6,  [DTYPE_Q8] = 7,  [DTYPE_Q5] = 8,
    };
    return ids[type] | (uint64_t)scale_type << 8;
}

uint64_t pack_identity(const struct pack *pack)
{
    const struct manifest *m = &pack_impl_of(pack)->m;
    json_t *config = model_config_to_manifest(&m->config);
    char *text = json_dumps(config, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(config);
    uint64_t id = text ? XXH3_64bits(text, strlen(text)) : 0;
    free(text);
    for (int i = 0; i < m->n_spec; i++) {
        const struct manifest_tensor *t = &m->tensor[i];
        const uint64_t of_tensor[] = {type_id(t->type, t->scale_type), (uint64_t)t->group,
                                      t->layout.n_bytes, t->xxh3};
        id = XXH3_64bits_withSeed(of_tensor, sizeof(of_tensor), id);
    }
    for (int i = 0; i < m->config.n_layer; i++) {
        const struct expert_layout *l = &m->expert[i];
        const uint64_t of_layer[] = {type_id(l->gate.type, l->gate.scale_type),
                                     type_id(l->up.type, l->up.scale_type),
                                     type_id(l->down.type, l->down.scale_type),
                                     l->record_bytes, l->stride_bytes};
        id = XXH3_64bits_withSeed(of_layer, sizeof(of_layer), id);
    }
    return XXH3_64bits_withSeed(&m->checksums_xxh3, sizeof(m->checksums_xxh3), id);
}
