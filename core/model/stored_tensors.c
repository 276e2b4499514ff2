/* Tensors by name and place. What a container's reader says of one tensor is checked there;
 * what must hold between tensors is checked here, once for all containers. */
#include "core/model/stored_tensors.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    PAGE_BYTES = 4096,
};

struct stored_tensors *st_create(void)
{
    struct stored_tensors *st = xcalloc(1, sizeof(*st));
    st->files = stored_files_create();
    return st;
}

bool st_add_file(struct stored_tensors *st, char *path, struct error *err)
{
    assert(st->n_file < ST_MAX_FILES);
    const struct st_file *f = stored_files_add(st->files, path, err);
    if (!f)
        return false;
    st->file =
        xreallocarray(st->file, (size_t)st->n_file + 1, sizeof(const struct st_file *));
    st->file[st->n_file++] = f;
    return true;
}

struct st_tensor *st_add_tensor(struct stored_tensors *st, int i_file, const char *name,
                                size_t len)
{
    if (st->n_tensor == st->cap_tensor) {
        st->cap_tensor = st->cap_tensor ? 2 * st->cap_tensor : 1024;
        st->tensor =
            xreallocarray(st->tensor, (size_t)st->cap_tensor, sizeof(*st->tensor));
    }
    assert(len <= ST_NAME_MAX_BYTES);
    struct st_tensor *t = &st->tensor[st->n_tensor++];
    *t = (struct st_tensor){.i_file = i_file, .name = xstrndup(name, len)};
    return t;
}

void st_stamp(struct stored_tensors *st, int i_file, const void *header, size_t len)
{
    const struct st_file *f = st->file[i_file];
    uint64_t stamp[] = {f->n_bytes, (uint64_t)f->mtime_s, (uint64_t)f->mtime_ns,
                        st->fingerprint};
    st->fingerprint =
        XXH3_64bits_withSeed(header, len, XXH3_64bits(stamp, sizeof(stamp)));
}

static int by_place(const void *a, const void *b)
{
    const struct st_tensor *x = a, *y = b;
    if (x->i_file != y->i_file)
        return x->i_file < y->i_file ? -1 : 1;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->n_bytes < y->n_bytes ? -1 : x->n_bytes > y->n_bytes;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct st_tensor *)a)->name,
                  ((const struct st_tensor *)b)->name);
}

static bool check_overlaps(const struct stored_tensors *st, struct error *err)
{
    for (int i = 1; i < st->n_tensor; i++) {
        const struct st_tensor *a = &st->tensor[i - 1], *b = &st->tensor[i];
        if (a->i_file == b->i_file && b->offset < a->offset + a->n_bytes)
            return err_set(err, 0, "%s: tensors %.160s and %.160s overlap",
                           st->file[a->i_file]->path, a->name, b->name);
    }
    return true;
}

static bool check_names(const struct stored_tensors *st, struct error *err)
{
    for (int i = 1; i < st->n_tensor; i++) {
        const struct st_tensor *a = &st->tensor[i - 1], *b = &st->tensor[i];
        if (strcmp(a->name, b->name) != 0)
            continue;
        if (a->i_file == b->i_file)
            return err_set(err, 0, "%s: tensor %.160s is there twice",
                           st->file[a->i_file]->path, a->name);
        return err_set(err, 0, "tensor %.160s is in both %s and %s", b->name,
                       st->file[a->i_file]->path, st->file[b->i_file]->path);
    }
    return true;
}

bool st_finish(struct stored_tensors *st, struct error *err)
{
    if (!st->n_tensor)
        return err_set(err, 0, "%s holds no tensors", st->file[0]->path);
    qsort(st->tensor, (size_t)st->n_tensor, sizeof(*st->tensor), by_place);
    if (!check_overlaps(st, err))
        return false;
    qsort(st->tensor, (size_t)st->n_tensor, sizeof(*st->tensor), by_name);
    return check_names(st, err);
}

void st_close(struct stored_tensors *st)
{
    if (!st)
        return;
    for (int i = 0; i < st->n_tensor; i++)
        free(st->tensor[i].name);
    stored_files_destroy(st->files);
    free((void *)st->file);
    free(st->tensor);
    free(st);
}

int st_n_tensors(const struct stored_tensors *st)
{
    return st->n_tensor;
}

const struct st_tensor *st_tensor_at(const struct stored_tensors *st, int i)
{
    return &st->tensor[i];
}

const struct st_tensor *st_find(const struct stored_tensors *st, const char *name)
{
    const struct st_tensor key = {.name = (char *)name};
    return bsearch(&key, st->tensor, (size_t)st->n_tensor, sizeof(*st->tensor), by_name);
}

const char *st_path(const struct stored_tensors *st, const struct st_tensor *t)
{
    return st->file[t->i_file]->path;
}

bool st_read(const struct stored_tensors *st, const struct st_tensor *t, uint64_t offset,
             void *out, size_t n, struct error *err)
{
    if (offset > t->n_bytes || n > t->n_bytes - offset)
        return err_set(err, 0,
                       "%s: tensor %.200s: %zu bytes at %" PRIu64 " lie outside of it",
                       st_path(st, t), t->name, n, offset);
    return st_file_read(st->file[t->i_file], t->offset + offset, out, n, err) ||
           err_prefix(err, "tensor %.200s", t->name);
}

/* A file is read from front to back, more or less: of the page at the start others have had
 * their part already. Advice: what comes of it does not matter. */
void st_drop(const struct stored_tensors *st, const struct st_tensor *t, uint64_t offset,
             uint64_t n)
{
    uint64_t at = t->offset + offset, before = at % PAGE_BYTES;
    st_file_drop(st->file[t->i_file], at - before, n + before);
}

uint64_t st_fingerprint(const struct stored_tensors *st)
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
