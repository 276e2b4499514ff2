/* Reading safetensors files. Everything in a header is a claim of a stranger: lengths,
 * shapes and offsets are checked against the file before any of them is used. */
#include "core/model/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/direct_read.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"

enum {
    HEADER_MAX = 100 << 20, /* the format's own limit */
    INDEX_MAX = 64 << 20,
    MAX_FILES = 4096,
    DIRECT_BYTES = 64 << 10, /* shorter ranges share pages with what is read next */
    NAME_MAX_BYTES = 512,
};

struct st_file {
    char *path; /* owned */
    int fd;
    int direct_fd; /* -1: this file system has no such thing */
    uint64_t n_bytes;
};

struct safetensors {
    struct st_file *file;
    int n_file;
    struct st_tensor *tensor; /* sorted by name */
    int n_tensor, cap_tensor;
    uint64_t fingerprint;
};

static const struct {
    const char *name;
    enum st_dtype dtype;
    uint64_t n_bytes;
} dtypes[] = {
    {"F32", ST_F32, 4},       {"F16", ST_F16, 2},         {"BF16", ST_BF16, 2},
    {"U32", ST_U32, 4},       {"BOOL", ST_OTHER, 1},      {"U8", ST_OTHER, 1},
    {"I8", ST_OTHER, 1},      {"F8_E4M3", ST_F8_E4M3, 1}, {"F8_E5M2", ST_OTHER, 1},
    {"F8_E8M0", ST_OTHER, 1}, {"I16", ST_OTHER, 2},       {"U16", ST_OTHER, 2},
    {"I32", ST_OTHER, 4},     {"I64", ST_OTHER, 8},       {"U64", ST_OTHER, 8},
    {"F64", ST_OTHER, 8},     {"C64", ST_OTHER, 8},
};

static bool pread_all(int fd, void *out, size_t n, uint64_t offset)
{
    char *p = out;
    while (n) {
        ssize_t got = pread(fd, p, n, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            if (got == 0)
                errno = 0; /* end of file: the caller says so */
            return false;
        }
        p += got;
        n -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

/* Fills the shape and the byte count it implies. */
static bool parse_shape(const json_t *shape, struct st_tensor *t, uint64_t item_bytes)
{
    size_t n = json_array_size(shape);
    uint64_t bytes = item_bytes;
    if (!json_is_array(shape) || n > ST_MAX_RANK)
        return false;
    t->n_dim = (int)n;
    for (size_t i = 0; i < n; i++) {
        const json_t *d = json_array_get(shape, i);
        json_int_t v = json_integer_value(d);
        if (!json_is_integer(d) || v < 0)
            return false;
        t->dim[i] = (uint64_t)v;
        if (__builtin_mul_overflow(bytes, (uint64_t)v, &bytes))
            return false;
    }
    t->n_bytes = bytes;
    return true;
}

/* One entry of a header. `data` is where the file's data begins. */
static bool parse_tensor(const struct st_file *f, const char *name, const json_t *o,
                         uint64_t data, struct st_tensor *t, struct error *err)
{
    const char *dtype = json_string_value(json_object_get(o, "dtype"));
    const json_t *offsets = json_object_get(o, "data_offsets");
    size_t k = 0, n_dtypes = sizeof(dtypes) / sizeof(dtypes[0]);

    if (!json_is_object(o) || !dtype)
        return err_set(err, 0, "%s: tensor %.200s has no dtype", f->path, name);
    while (k < n_dtypes && strcmp(dtype, dtypes[k].name) != 0)
        k++;
    if (k == n_dtypes)
        return err_set(err, 0, "%s: tensor %.200s has the unknown dtype %.20s", f->path,
                       name, dtype);
    t->dtype = dtypes[k].dtype;
    t->dtype_name = dtypes[k].name;
    if (!parse_shape(json_object_get(o, "shape"), t, dtypes[k].n_bytes))
        return err_set(err, 0, "%s: tensor %.200s has an impossible shape", f->path,
                       name);

    const json_t *jb = json_array_get(offsets, 0), *je = json_array_get(offsets, 1);
    json_int_t begin = json_integer_value(jb), end = json_integer_value(je);
    if (json_array_size(offsets) != 2 || !json_is_integer(jb) || !json_is_integer(je) ||
        begin < 0 || end < begin)
        return err_set(err, 0, "%s: tensor %.200s has impossible data_offsets", f->path,
                       name);
    if ((uint64_t)end > f->n_bytes - data)
        return err_set(err, 0,
                       "%s: tensor %.200s ends at byte %" PRIu64 " of a file of %" PRIu64
                       " (truncated?)",
                       f->path, name, data + (uint64_t)end, f->n_bytes);
    if ((uint64_t)(end - begin) != t->n_bytes)
        return err_set(err, 0,
                       "%s: tensor %.200s takes %" PRIu64
                       " bytes, but its shape needs %" PRIu64,
                       f->path, name, (uint64_t)(end - begin), t->n_bytes);
    t->offset = data + (uint64_t)begin;
    return true;
}

static struct st_tensor *add_tensor(struct safetensors *st)
{
    if (st->n_tensor == st->cap_tensor) {
        st->cap_tensor = st->cap_tensor ? 2 * st->cap_tensor : 1024;
        st->tensor =
            xreallocarray(st->tensor, (size_t)st->cap_tensor, sizeof(*st->tensor));
    }
    struct st_tensor *t = &st->tensor[st->n_tensor++];
    *t = (struct st_tensor){0};
    return t;
}

static int by_place(const void *a, const void *b)
{
    const struct st_tensor *x = a, *y = b;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->n_bytes < y->n_bytes ? -1 : x->n_bytes > y->n_bytes;
}

static bool parse_header(struct safetensors *st, int i_file, const char *text, size_t len,
                         struct error *err)
{
    const struct st_file *f = &st->file[i_file];
    json_error_t je;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &je);
    int first = st->n_tensor;
    bool ok = false;

    if (!root) {
        err_set(err, 0, "%s: header: %s", f->path, je.text);
        return false;
    }
    if (!json_is_object(root)) {
        err_set(err, 0, "%s: header is not a JSON object", f->path);
        goto done;
    }

    const char *name;
    json_t *o;
    json_object_foreach(root, name, o)
    {
        if (strcmp(name, "__metadata__") == 0)
            continue;
        if (strlen(name) > NAME_MAX_BYTES) {
            err_set(err, 0, "%s: a tensor name is longer than %d bytes", f->path,
                    NAME_MAX_BYTES);
            goto done;
        }
        struct st_tensor *t = add_tensor(st);
        t->i_file = i_file;
        t->name = xstrdup(name);
        if (!parse_tensor(f, name, o, 8 + (uint64_t)len, t, err))
            goto done;
    }

    if (st->n_tensor > first)
        qsort(st->tensor + first, (size_t)(st->n_tensor - first), sizeof(*st->tensor),
              by_place);
    for (int i = first + 1; i < st->n_tensor; i++) {
        const struct st_tensor *a = &st->tensor[i - 1], *b = &st->tensor[i];
        if (b->offset < a->offset + a->n_bytes) {
            err_set(err, 0, "%s: tensors %.160s and %.160s overlap", f->path, a->name,
                    b->name);
            goto done;
        }
    }
    ok = true;

done:
    json_decref(root);
    return ok;
}

/* Takes `path`. */
static bool add_file(struct safetensors *st, char *path, struct error *err)
{
    struct st_file *f = &st->file[st->n_file];
    struct stat sb;
    char *text = NULL;
    uint64_t len = 0;
    bool ok = false;

    *f = (struct st_file){.path = path, .direct_fd = -1};
    st->n_file++;
    /* Without O_NONBLOCK a FIFO under that name would hang the open. */
    f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (f->fd < 0)
        return err_set(err, errno, "open %s", path);
    if (fstat(f->fd, &sb) != 0)
        return err_set(err, errno, "stat %s", path);
    if (!S_ISREG(sb.st_mode))
        return err_set(err, 0, "open %s: not a regular file", path);
    f->direct_fd = direct_read_open(path, f->fd);
    f->n_bytes = (uint64_t)sb.st_size;
    if (f->n_bytes < 8)
        return err_set(err, 0, "%s: %" PRIu64 " bytes are too few for a safetensors file",
                       path, f->n_bytes);

    unsigned char head[8];
    if (!pread_all(f->fd, head, sizeof(head), 0))
        return err_set(err, errno, "read %s", path);
    for (int i = 7; i >= 0; i--)
        len = len << 8 | head[i];
    if (len > HEADER_MAX)
        return err_set(err, 0,
                       "%s: a header of %" PRIu64 " bytes is over the limit of %d", path,
                       len, HEADER_MAX);
    if (len > f->n_bytes - 8)
        return err_set(err, 0,
                       "%s: a header of %" PRIu64 " bytes goes past the end of the file "
                       "(truncated?)",
                       path, len);

    text = mem_alloc((size_t)len + 1, "a safetensors header", err);
    if (!text)
        return false;
    if (!pread_all(f->fd, text, (size_t)len, 8)) {
        err_set(err, errno, "read the header of %s", path);
        goto done;
    }
    uint64_t stamp[] = {f->n_bytes, (uint64_t)sb.st_mtim.tv_sec,
                        (uint64_t)sb.st_mtim.tv_nsec, st->fingerprint};
    st->fingerprint =
        XXH3_64bits_withSeed(text, (size_t)len, XXH3_64bits(stamp, sizeof(stamp)));
    ok = parse_header(st, st->n_file - 1, text, (size_t)len, err);

done:
    mem_free(text, (size_t)len + 1);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct st_tensor *)a)->name,
                  ((const struct st_tensor *)b)->name);
}

static int by_string(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool sort_tensors(struct safetensors *st, struct error *err)
{
    if (!st->n_tensor)
        return err_set(err, 0, "%s holds no tensors", st->file[0].path);
    qsort(st->tensor, (size_t)st->n_tensor, sizeof(*st->tensor), by_name);
    for (int i = 1; i < st->n_tensor; i++)
        if (strcmp(st->tensor[i - 1].name, st->tensor[i].name) == 0)
            return err_set(err, 0, "tensor %.160s is in both %s and %s",
                           st->tensor[i].name, st->file[st->tensor[i - 1].i_file].path,
                           st->file[st->tensor[i].i_file].path);
    return true;
}

/* A shard must be a file of this folder, whatever the index says. */
static bool shard_name_ok(const char *s)
{
    size_t n = strlen(s), suffix = strlen(".safetensors");
    return n > suffix && n < 256 && s[0] != '.' && !strchr(s, '/') &&
           strcmp(s + n - suffix, ".safetensors") == 0;
}

/* Distinct shard names of a weight_map, sorted; owned array of borrowed strings. */
static const char **shard_names(const json_t *map, const char *path, size_t *n,
                                struct error *err)
{
    const char **name = xcalloc(json_object_size(map), sizeof(*name));
    const char *key;
    json_t *v;
    *n = 0;
    json_object_foreach((json_t *)map, key, v)
    {
        const char *s = json_string_value(v);
        if (!s || !shard_name_ok(s)) {
            err_set(err, 0, "%s: \"%.100s\" is not the plain name of a safetensors file",
                    path, s ? s : key);
            free(name);
            return NULL;
        }
        name[(*n)++] = s;
    }
    qsort(name, *n, sizeof(*name), by_string);
    size_t k = 0;
    for (size_t i = 0; i < *n; i++)
        if (i == 0 || strcmp(name[i], name[k - 1]) != 0)
            name[k++] = name[i];
    *n = k;
    return name;
}

static bool check_map(const struct safetensors *st, const json_t *map, const char *path,
                      struct error *err)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)map, key, v)
    {
        const struct st_tensor *t = st_find(st, key);
        const char *file = t ? strrchr(st->file[t->i_file].path, '/') + 1 : "";
        if (strcmp(file, json_string_value(v)) != 0)
            return err_set(err, 0, "%s: tensor %.200s is not in %s", path, key,
                           json_string_value(v));
    }
    return true;
}

static bool open_sharded(struct safetensors *st, const char *folder, const char *path,
                         struct error *err)
{
    const char **name = NULL;
    size_t n = 0;
    bool ok = false;
    json_t *root = json_file_read(path, INDEX_MAX, err);
    if (!root)
        return false;

    const json_t *map = json_object_get(root, "weight_map");
    if (!json_is_object(map) || json_object_size(map) == 0) {
        err_set(err, 0, "%s: weight_map is missing or empty", path);
        goto done;
    }
    name = shard_names(map, path, &n, err);
    if (!name)
        goto done;
    if (n > MAX_FILES) {
        err_set(err, 0, "%s: names more than %d files", path, MAX_FILES);
        goto done;
    }
    st->file = xcalloc(n, sizeof(*st->file));
    for (size_t i = 0; i < n; i++)
        if (!add_file(st, path_join(folder, name[i]), err))
            goto done;
    ok = sort_tensors(st, err) && check_map(st, map, path, err);

done:
    free(name);
    json_decref(root);
    return ok;
}

struct safetensors *st_open(const char *folder, struct error *err)
{
    struct safetensors *st = xcalloc(1, sizeof(*st));
    char *single = path_join(folder, "model.safetensors");
    char *index = path_join(folder, "model.safetensors.index.json");
    bool ok = false;

    if (file_exists(single)) {
        st->file = xcalloc(1, sizeof(*st->file));
        ok = add_file(st, xstrdup(single), err) && sort_tensors(st, err);
    } else if (file_exists(index)) {
        ok = open_sharded(st, folder, index, err);
    } else {
        err_set(err, 0,
                "open %s: neither model.safetensors nor "
                "model.safetensors.index.json is there",
                folder);
    }
    free(single);
    free(index);
    if (ok)
        return st;
    st_close(st);
    return NULL;
}

void st_close(struct safetensors *st)
{
    if (!st)
        return;
    for (int i = 0; i < st->n_file; i++) {
        free(st->file[i].path);
        if (st->file[i].fd >= 0)
            close(st->file[i].fd);
        if (st->file[i].direct_fd >= 0)
            close(st->file[i].direct_fd);
    }
    for (int i = 0; i < st->n_tensor; i++)
        free(st->tensor[i].name);
    free(st->file);
    free(st->tensor);
    free(st);
}

int st_n_tensors(const struct safetensors *st)
{
    return st->n_tensor;
}

const struct st_tensor *st_tensor_at(const struct safetensors *st, int i)
{
    return &st->tensor[i];
}

const struct st_tensor *st_find(const struct safetensors *st, const char *name)
{
    const struct st_tensor key = {.name = (char *)name};
    return bsearch(&key, st->tensor, (size_t)st->n_tensor, sizeof(*st->tensor), by_name);
}

/* errno says why; 0: the end of the file. */
static bool read_failed(const struct st_file *f, const struct st_tensor *t,
                        struct error *err)
{
    if (errno)
        return err_set(err, errno, "read tensor %.200s from %s", t->name, f->path);
    return err_set(err, 0, "read tensor %.200s from %s: the file has been truncated",
                   t->name, f->path);
}

bool st_read(const struct safetensors *st, const struct st_tensor *t, uint64_t offset,
             void *out, size_t n, struct error *err)
{
    const struct st_file *f = &st->file[t->i_file];
    if (offset > t->n_bytes || n > t->n_bytes - offset)
        return err_set(err, 0,
                       "read tensor %.200s: %zu bytes at %" PRIu64 " lie outside of it",
                       t->name, n, offset);
    /* EINVAL: a file system may open it so and not read it. */
    if (n >= DIRECT_BYTES && f->direct_fd >= 0) {
        if (direct_read(f->direct_fd, out, n, t->offset + offset))
            return true;
        if (errno != EINVAL)
            return read_failed(f, t, err);
    }
    return pread_all(f->fd, out, n, t->offset + offset) || read_failed(f, t, err);
}

/* A file is read from front to back, more or less: of the page at the start others have had
 * their part already. Advice: what comes of it does not matter. */
void st_drop(const struct safetensors *st, const struct st_tensor *t, uint64_t offset,
             uint64_t n)
{
    enum {
        PAGE_BYTES = 4096
    };
    uint64_t at = t->offset + offset, before = at % PAGE_BYTES;
    posix_fadvise(st->file[t->i_file].fd, (off_t)(at - before), (off_t)(n + before),
                  POSIX_FADV_DONTNEED);
}

uint64_t st_fingerprint(const struct safetensors *st)
{
    return st->fingerprint;
}

void st_shape_text(const struct st_tensor *t, char out[160])
{
    int n = snprintf(out, 160, "[");
    for (int i = 0; i < t->n_dim && n < 150; i++)
        n += snprintf(out + n, (size_t)(160 - n), "%s%" PRIu64, i ? ", " : "", t->dim[i]);
    if (n < 159)
        snprintf(out + n, (size_t)(160 - n), "]");
}
