/* Reading safetensors files. Everything in a header is a claim of a stranger: lengths,
 * shapes and offsets are checked against the file before any of them is used. */
#include "core/model/safetensors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"

enum {
    HEADER_MAX = 100 << 20, /* the format's own limit */
    INDEX_MAX = 64 << 20,
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

static bool parse_header(struct stored_tensors *st, int i_file, const char *text,
                         size_t len, struct error *err)
{
    const struct st_file *f = st->file[i_file];
    json_error_t je;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &je);
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
        if (strlen(name) > ST_NAME_MAX_BYTES) {
            err_set(err, 0, "%s: a tensor name is longer than %d bytes", f->path,
                    ST_NAME_MAX_BYTES);
            goto done;
        }
        struct st_tensor *t = st_add_tensor(st, i_file, name, strlen(name));
        if (!parse_tensor(f, name, o, 8 + (uint64_t)len, t, err))
            goto done;
    }

    ok = true;

done:
    json_decref(root);
    return ok;
}

/* Takes `path`. */
static bool add_file(struct stored_tensors *st, char *path, struct error *err)
{
    char *text = NULL;
    uint64_t len = 0;
    bool ok = false;
    if (!st_add_file(st, path, err))
        return false;
    const struct st_file *f = st->file[st->n_file - 1];
    if (f->n_bytes < 8)
        return err_set(err, 0, "%s: %" PRIu64 " bytes are too few for a safetensors file",
                       path, f->n_bytes);

    unsigned char head[8];
    if (!st_file_read(f, 0, head, sizeof(head), err))
        return false;
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
    if (st_file_read(f, 8, text, (size_t)len, err)) {
        st_stamp(st, st->n_file - 1, text, (size_t)len);
        ok = parse_header(st, st->n_file - 1, text, (size_t)len, err);
    }
    mem_free(text, (size_t)len + 1);
    return ok;
}

static int by_string(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
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

static bool check_map(const struct stored_tensors *st, const json_t *map,
                      const char *path, struct error *err)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)map, key, v)
    {
        const struct st_tensor *t = st_find(st, key);
        const char *file = t ? strrchr(st->file[t->i_file]->path, '/') + 1 : "";
        if (strcmp(file, json_string_value(v)) != 0)
            return err_set(err, 0, "%s: tensor %.200s is not in %s", path, key,
                           json_string_value(v));
    }
    return true;
}

static bool open_sharded(struct stored_tensors *st, const char *folder, const char *path,
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
    if (n > ST_MAX_FILES) {
        err_set(err, 0, "%s: names more than %d files", path, ST_MAX_FILES);
        goto done;
    }
    for (size_t i = 0; i < n; i++)
        if (!add_file(st, path_join(folder, name[i]), err))
            goto done;
    ok = st_finish(st, err) && check_map(st, map, path, err);

done:
    free(name);
    json_decref(root);
    return ok;
}

struct stored_tensors *safetensors_open(const char *folder, struct error *err)
{
    struct stored_tensors *st = st_create();
    char *single = path_join(folder, "model.safetensors");
    char *index = path_join(folder, "model.safetensors.index.json");
    bool ok = false;

    if (file_exists(single)) {
        ok = add_file(st, xstrdup(single), err) && st_finish(st, err);
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
