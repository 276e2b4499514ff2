/* Reading the headers of GGUF files. A header is a claim of a stranger: nothing in it is
 * used as a length, a count or an offset before it has been held against the file. The bytes
 * of the first file's header stay in memory, and metadata are views of them. */
#include "core/model/gguf.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/gguf_blocks.h"
#include "core/model/gguf_names.h"

enum {
    HEADER_MAX = 256 << 20, /* a vocabulary of 250,000 with its merges takes 10 MB */
    HEADER_STEP = 1 << 20,
    MAX_KEYS = 1 << 16,
    MAX_TENSORS = 1 << 20,
    MAX_RANK = 4,
    MAX_ALIGNMENT = 1 << 20,
    KEY_MAX_BYTES = 256,
    DEFAULT_ALIGNMENT = 32,
};

struct entry {
    size_t key, key_len; /* in `head` */
    enum gguf_type type;
    bool is_array;
    uint64_t n;
    size_t data, n_bytes; /* in `head` */
};

/* One file's header: its bytes, as far as they were needed, and what they say. */
struct header {
    const struct st_file *file; /* borrowed */
    char *head;                 /* owned: mem_alloc of cap */
    size_t have, cap, at;
    struct entry *entry; /* [n_entry], owned; sorted by key when parsed */
    size_t n_entry;
    struct error *err;
};

struct gguf {
    struct header first;
    struct stored_tensors *st; /* owned, NULL when taken */
};

static void header_finish(struct header *h)
{
    mem_free(h->head, h->cap);
    free(h->entry);
    *h = (struct header){0};
}

/* -- bytes -- */

/* Make n bytes from h->at on present in h->head. */
static bool need(struct header *h, uint64_t n)
{
    uint64_t end;
    if (__builtin_add_overflow(h->at, n, &end) || end > h->file->n_bytes)
        return err_set(h->err, 0,
                       "%s: the header goes past the end of the file (truncated?)",
                       h->file->path);
    if (end <= h->have)
        return true;
    if (end > HEADER_MAX)
        return err_set(h->err, 0, "%s: the header is longer than %d bytes", h->file->path,
                       HEADER_MAX);
    if (end > h->cap) {
        size_t cap = h->cap ? 2 * h->cap : HEADER_STEP;
        while (cap < end)
            cap *= 2;
        char *bytes = mem_alloc(cap, "the header of a GGUF file", h->err);
        if (!bytes)
            return false;
        if (h->have)
            memcpy(bytes, h->head, h->have);
        mem_free(h->head, h->cap);
        h->head = bytes;
        h->cap = cap;
    }
    size_t want = h->cap < h->file->n_bytes ? h->cap : (size_t)h->file->n_bytes;
    if (!st_file_read(h->file, h->have, h->head + h->have, want - h->have, h->err))
        return false;
    h->have = want;
    return true;
}

static bool take(struct header *h, void *out, size_t n)
{
    if (!need(h, n))
        return false;
    memcpy(out, h->head + h->at, n);
    h->at += n;
    return true;
}

/* Integers of the file, whatever the order of bytes here. */
static uint64_t little(const void *bytes, size_t n)
{
    const unsigned char *b = bytes;
    uint64_t x = 0;
    for (size_t i = n; i-- > 0;)
        x = x << 8 | b[i];
    return x;
}

static bool take_u32(struct header *h, uint32_t *out)
{
    unsigned char b[4];
    if (!take(h, b, sizeof(b)))
        return false;
    *out = (uint32_t)little(b, sizeof(b));
    return true;
}

static bool take_u64(struct header *h, uint64_t *out)
{
    unsigned char b[8];
    if (!take(h, b, sizeof(b)))
        return false;
    *out = little(b, sizeof(b));
    return true;
}

/* Step over a text: *at and *len are where its bytes lie. */
static bool take_text(struct header *h, size_t *at, size_t *len)
{
    uint64_t n;
    if (!take_u64(h, &n) || !need(h, n))
        return false;
    *at = h->at;
    *len = (size_t)n;
    h->at += (size_t)n;
    return true;
}

/* -- metadata -- */

static size_t type_bytes(enum gguf_type type)
{
    static const unsigned char bytes[N_GGUF_TYPE] = {1, 1, 2, 2, 4, 4, 4,
                                                     1, 0, 0, 8, 8, 8};
    return bytes[type];
}

static bool take_type(struct header *h, const struct entry *e, enum gguf_type *type)
{
    uint32_t n;
    if (!take_u32(h, &n))
        return false;
    if (n >= N_GGUF_TYPE)
        return err_set(h->err, 0, "%s: metadata %.*s has the unknown type %" PRIu32,
                       h->file->path, (int)e->key_len, h->head + e->key, n);
    *type = (enum gguf_type)n;
    return true;
}

static bool take_values(struct header *h, struct entry *e)
{
    size_t at, len;
    uint64_t bytes;
    e->data = h->at;
    if (e->type == GGUF_TEXT) {
        for (uint64_t i = 0; i < e->n; i++)
            if (!take_text(h, &at, &len))
                return false;
    } else {
        if (__builtin_mul_overflow(e->n, (uint64_t)type_bytes(e->type), &bytes))
            bytes = UINT64_MAX;
        if (!need(h, bytes))
            return false;
        h->at += (size_t)bytes;
    }
    e->n_bytes = h->at - e->data;
    return true;
}

static bool take_entry(struct header *h, struct entry *e)
{
    if (!take_text(h, &e->key, &e->key_len))
        return false;
    if (e->key_len == 0 || e->key_len > KEY_MAX_BYTES)
        return err_set(h->err, 0, "%s: a metadata key of %zu bytes, not 1 to %d",
                       h->file->path, e->key_len, KEY_MAX_BYTES);
    if (!take_type(h, e, &e->type))
        return false;
    e->n = 1;
    e->is_array = e->type == GGUF_ARRAY;
    if (e->is_array && (!take_type(h, e, &e->type) || !take_u64(h, &e->n)))
        return false;
    if (e->type == GGUF_ARRAY)
        return err_set(h->err, 0, "%s: metadata %.*s is an array of arrays",
                       h->file->path, (int)e->key_len, h->head + e->key);
    return take_values(h, e);
}

static int compare_key(const struct header *h, const struct entry *e, const char *key,
                       size_t len)
{
    size_t n = e->key_len < len ? e->key_len : len;
    int d = memcmp(h->head + e->key, key, n);
    if (d)
        return d;
    return e->key_len < len ? -1 : e->key_len > len;
}

static int by_key(const void *pa, const void *pb, void *head)
{
    const struct entry *b = pb;
    return compare_key(head, pa, ((struct header *)head)->head + b->key, b->key_len);
}

static bool take_metadata(struct header *h, uint64_t n)
{
    if (n > MAX_KEYS)
        return err_set(h->err, 0,
                       "%s: %" PRIu64 " metadata keys are over the limit of %d",
                       h->file->path, n, MAX_KEYS);
    h->entry = xcalloc((size_t)n + 1, sizeof(*h->entry));
    for (; h->n_entry < n; h->n_entry++)
        if (!take_entry(h, &h->entry[h->n_entry]))
            return false;
    if (n)
        qsort_r(h->entry, (size_t)n, sizeof(*h->entry), by_key, h);
    for (size_t i = 1; i < n; i++)
        if (by_key(&h->entry[i - 1], &h->entry[i], h) == 0)
            return err_set(h->err, 0, "%s: metadata %.*s is there twice", h->file->path,
                           (int)h->entry[i].key_len, h->head + h->entry[i].key);
    return true;
}

static bool header_find(const struct header *h, const char *key, struct gguf_value *v)
{
    size_t low = 0, high = h->n_entry, len = strlen(key);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct entry *e = &h->entry[mid];
        int d = compare_key(h, e, key, len);
        if (d == 0) {
            *v =
                (struct gguf_value){e->type, e->is_array, e->n,
                                    (const unsigned char *)h->head + e->data, e->n_bytes};
            return true;
        }
        if (d < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool item_int(const struct gguf_value *v, uint64_t i, int64_t *out)
{
    size_t n = type_bytes(v->type);
    uint64_t x;
    if (i >= v->n || v->type == GGUF_F32 || v->type == GGUF_F64 || n == 0)
        return false;
    x = little(v->data + (size_t)i * n, n);
    switch (v->type) {
    case GGUF_I8: *out = (int64_t)(x ^ 0x80) - 0x80; return true;
    case GGUF_I16: *out = (int16_t)x; return true;
    case GGUF_I32: *out = (int32_t)x; return true;
    case GGUF_BOOL: *out = x != 0; return true;
    case GGUF_U64: *out = (int64_t)x; return x <= INT64_MAX;
    default: *out = (int64_t)x; return true;
    }
}

static bool header_int(const struct header *h, const char *key, int64_t *out)
{
    struct gguf_value v;
    return header_find(h, key, &v) && !v.is_array && v.type != GGUF_BOOL &&
           item_int(&v, 0, out);
}

/* -- tensors -- */

/* The dimensions, fastest first in the file, and the bytes that they need. */
static bool take_shape(struct header *h, struct st_tensor *t)
{
    uint32_t rank;
    uint64_t dim, count = 1;
    if (!take_u32(h, &rank))
        return false;
    if (rank < 1 || rank > MAX_RANK)
        return err_set(h->err, 0, "%s: tensor %.200s has %" PRIu32 " dimensions",
                       h->file->path, t->name, rank);
    t->n_dim = (int)rank;
    for (int i = 0; i < t->n_dim; i++) {
        if (!take_u64(h, &dim))
            return false;
        t->dim[t->n_dim - 1 - i] = dim;
        if (dim == 0 || __builtin_mul_overflow(count, dim, &count) || count > INT64_MAX)
            return err_set(h->err, 0, "%s: tensor %.200s has an impossible shape",
                           h->file->path, t->name);
    }
    t->n_bytes = count; /* elements, until the type is known */
    return true;
}

static bool take_tensor_type(struct header *h, struct st_tensor *t)
{
    uint32_t id;
    if (!take_u32(h, &id))
        return false;
    const struct ggml_type *type = ggml_type_of(id);
    if (!type)
        return err_set(h->err, 0, "%s: tensor %.200s has the unknown type %" PRIu32,
                       h->file->path, t->name, id);
    t->dtype_name = type->name;
    t->dtype = type->dtype;
    t->block = type->block;
    uint64_t row = t->dim[t->n_dim - 1], per_block = (uint64_t)type->n;
    if (row % per_block)
        return err_set(h->err, 0,
                       "%s: tensor %.200s has rows of %" PRIu64
                       ", no multiple of the %d in a block of %s",
                       h->file->path, t->name, row, type->n, type->name);
    if (__builtin_mul_overflow(t->n_bytes / per_block, (uint64_t)type->n_bytes,
                               &t->n_bytes))
        return err_set(h->err, 0, "%s: tensor %.200s has an impossible shape",
                       h->file->path, t->name);
    return true;
}

static bool take_tensor(struct header *h, struct stored_tensors *st, int i_file)
{
    size_t at, len;
    if (!take_text(h, &at, &len))
        return false;
    if (len == 0 || len > ST_NAME_MAX_BYTES || memchr(h->head + at, 0, len))
        return err_set(h->err, 0, "%s: a tensor's name of %zu bytes is impossible",
                       h->file->path, len);
    struct st_tensor *t = st_add_tensor(st, i_file, h->head + at, len);
    return take_shape(h, t) && take_tensor_type(h, t) && take_u64(h, &t->offset);
}

static bool find_alignment(struct header *h, uint64_t *out)
{
    int64_t n = DEFAULT_ALIGNMENT;
    struct gguf_value v;
    if (header_find(h, "general.alignment", &v) &&
        (!header_int(h, "general.alignment", &n) || n < 8 || n > MAX_ALIGNMENT ||
         (n & (n - 1))))
        return err_set(h->err, 0, "%s: general.alignment is no power of two from 8 to %d",
                       h->file->path, MAX_ALIGNMENT);
    *out = (uint64_t)n;
    return true;
}

/* Offsets count from the aligned end of the header. */
static bool place_tensors(struct header *h, struct stored_tensors *st, int first)
{
    uint64_t alignment = DEFAULT_ALIGNMENT;
    if (!find_alignment(h, &alignment))
        return false;
    uint64_t data = (h->at + alignment - 1) / alignment * alignment;
    for (int i = first; i < st->n_tensor; i++) {
        struct st_tensor *t = &st->tensor[i];
        if (t->offset % alignment)
            return err_set(h->err, 0,
                           "%s: tensor %.200s at offset %" PRIu64
                           " is not aligned to %" PRIu64,
                           h->file->path, t->name, t->offset, alignment);
        uint64_t end;
        if (__builtin_add_overflow(t->offset, data, &t->offset) ||
            __builtin_add_overflow(t->offset, t->n_bytes, &end) || end > h->file->n_bytes)
            return err_set(h->err, 0,
                           "%s: tensor %.200s does not end inside the file of %" PRIu64
                           " bytes (truncated?)",
                           h->file->path, t->name, h->file->n_bytes);
    }
    return true;
}

static bool take_magic(struct header *h, uint64_t *n_tensors, uint64_t *n_keys)
{
    char magic[4];
    uint32_t version;
    if (!take(h, magic, sizeof(magic)))
        return false;
    if (memcmp(magic, "GGUF", sizeof(magic)) != 0)
        return err_set(h->err, 0, "%s is no GGUF file", h->file->path);
    if (!take_u32(h, &version))
        return false;
    if (version != 2 && version != 3)
        return err_set(h->err, 0, "%s: GGUF version %" PRIu32 "%s; 2 and 3 are read",
                       h->file->path, version,
                       version > 0xffff ? " (a big-endian file?)" : "");
    if (!take_u64(h, n_tensors) || !take_u64(h, n_keys))
        return false;
    return *n_tensors <= MAX_TENSORS ||
           err_set(h->err, 0, "%s: %" PRIu64 " tensors are over the limit of %d",
                   h->file->path, *n_tensors, MAX_TENSORS);
}

/* The header of the last file of st. Takes `path`. */
static bool parse_file(struct header *h, struct stored_tensors *st, char *path,
                       struct error *err)
{
    uint64_t n_tensors = 0, n_keys = 0;
    int first = st->n_tensor;
    h->err = err;
    if (!st_add_file(st, path, err))
        return false;
    int i_file = st->n_file - 1;
    h->file = st->file[i_file];
    if (!take_magic(h, &n_tensors, &n_keys) || !take_metadata(h, n_keys))
        return false;
    for (uint64_t i = 0; i < n_tensors; i++)
        if (!take_tensor(h, st, i_file))
            return false;
    if (!place_tensors(h, st, first))
        return false;
    st_stamp(st, i_file, h->head, h->at);
    return true;
}

/* -- files of one model -- */

/* File `no` (from 0) of `count`, as its own header must say. */
static bool check_part(const struct header *h, int64_t no, int64_t count)
{
    int64_t said_no = 0, said_count = 1;
    header_int(h, "split.no", &said_no);
    header_int(h, "split.count", &said_count);
    if (said_no == no && said_count == count)
        return true;
    return err_set(h->err, 0,
                   "%s says that it is file %" PRId64 " of %" PRId64 ", not %" PRId64
                   " of %" PRId64,
                   h->file->path, said_no + 1, said_count, no + 1, count);
}

static bool open_parts(struct gguf *g, const char *path, struct error *err)
{
    int64_t no = 0, count = 1, total;
    header_int(&g->first, "split.no", &no);
    header_int(&g->first, "split.count", &count);
    if (count <= 1)
        return true;
    if (no != 0)
        return err_set(err, 0,
                       "%s is file %" PRId64 " of %" PRId64
                       " of a model: name the first of them",
                       path, no + 1, count);
    if (count > ST_MAX_FILES)
        return err_set(err, 0, "%s: split.count is over the limit of %d", path,
                       ST_MAX_FILES);
    for (int i = 1; i < count; i++) {
        struct header h = {0};
        char *part = gguf_part_path(path, i, (int)count);
        bool ok = part || err_set(err, 0,
                                  "%s is the first of %" PRId64
                                  " files, but its name does not end in "
                                  "-00001-of-%05" PRId64 ".gguf",
                                  path, count, count);
        ok = ok && parse_file(&h, g->st, part, err) && check_part(&h, i, count);
        header_finish(&h);
        if (!ok)
            return false;
    }
    if (header_int(&g->first, "split.tensors.count", &total) && total != g->st->n_tensor)
        return err_set(err, 0, "%s: %d tensors in %" PRId64 " files instead of %" PRId64,
                       path, g->st->n_tensor, count, total);
    return true;
}

struct gguf *gguf_open(const char *path, struct error *err)
{
    struct gguf *g = xcalloc(1, sizeof(*g));
    g->st = st_create();
    if (parse_file(&g->first, g->st, xstrdup(path), err) && open_parts(g, path, err) &&
        st_finish(g->st, err))
    {
        g->first.err = NULL;
        return g;
    }
    gguf_close(g);
    return NULL;
}

void gguf_close(struct gguf *g)
{
    if (!g)
        return;
    header_finish(&g->first);
    st_close(g->st);
    free(g);
}

const struct stored_tensors *gguf_tensors(const struct gguf *g)
{
    return g->st;
}

struct stored_tensors *gguf_take_tensors(struct gguf *g)
{
    struct stored_tensors *st = g->st;
    g->st = NULL;
    g->first.file = NULL;
    return st;
}

/* -- values -- */

bool gguf_find(const struct gguf *g, const char *key, struct gguf_value *v)
{
    return header_find(&g->first, key, v);
}

bool gguf_int(const struct gguf *g, const char *key, int64_t *out)
{
    return header_int(&g->first, key, out);
}

bool gguf_real(const struct gguf *g, const char *key, double *out)
{
    struct gguf_value v;
    if (!gguf_find(g, key, &v) || v.is_array)
        return false;
    if (v.type == GGUF_F32) {
        uint32_t bits = (uint32_t)little(v.data, 4);
        float x;
        memcpy(&x, &bits, sizeof(x));
        *out = (double)x;
        return true;
    }
    uint64_t bits = v.type == GGUF_F64 ? little(v.data, 8) : 0;
    memcpy(out, &bits, sizeof(*out));
    return v.type == GGUF_F64;
}

bool gguf_bool(const struct gguf *g, const char *key, bool *out)
{
    struct gguf_value v;
    if (!gguf_find(g, key, &v) || v.is_array || v.type != GGUF_BOOL)
        return false;
    *out = v.data[0] != 0;
    return true;
}

const char *gguf_text(const struct gguf *g, const char *key, size_t *len)
{
    struct gguf_value v;
    const char *text;
    size_t at = 0;
    if (!gguf_find(g, key, &v) || v.is_array || !gguf_next_text(&v, &at, &text, len))
        return NULL;
    return text;
}

bool gguf_item_int(const struct gguf_value *v, uint64_t i, int64_t *out)
{
    return item_int(v, i, out);
}

bool gguf_next_text(const struct gguf_value *v, size_t *at, const char **text,
                    size_t *len)
{
    if (v->type != GGUF_TEXT || *at >= v->n_bytes)
        return false;
    *len = (size_t)little(v->data + *at, 8); /* within n_bytes: take_text has seen it */
    *text = (const char *)v->data + *at + 8;
    *at += 8 + *len;
    assert(*at <= v->n_bytes);
    return true;
}
