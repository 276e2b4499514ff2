#include "core/base/npy.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "npy.c reads and writes little-endian files on little-endian machines only"
#endif

/* The header is a Python dictionary of three known keys, so it is read with a parser for
 * exactly that. */

static const char magic[] = "\x93NUMPY";

enum {
    MAGIC_BYTES = 6,
    HEADER_ALIGN = 64,
};

static const struct {
    const char *descr;
    enum npy_type type;
    size_t bytes;
} types[] = {
    {"|b1", NPY_BOOL, 1}, {"|u1", NPY_U8, 1},  {"|i1", NPY_I8, 1},  {"<u2", NPY_U16, 2},
    {"<i2", NPY_I16, 2},  {"<u4", NPY_U32, 4}, {"<i4", NPY_I32, 4}, {"<i8", NPY_I64, 8},
    {"<f4", NPY_F32, 4},  {"<f8", NPY_F64, 8},
};

enum {
    N_TYPE = sizeof(types) / sizeof(types[0])
};

struct header {
    size_t item_bytes;
    bool has_descr, has_order, has_shape;
};

/* What stands at *s is skipped if it is `word`. */
static bool eat(const char **s, const char *word)
{
    while (**s == ' ')
        (*s)++;
    size_t n = strlen(word);
    if (strncmp(*s, word, n) != 0)
        return false;
    *s += n;
    return true;
}

static bool parse_descr(const char **s, struct npy *out, struct header *h)
{
    if (!eat(s, "'"))
        return false;
    for (int i = 0; i < N_TYPE; i++)
        if (eat(s, types[i].descr)) {
            out->type = types[i].type;
            h->item_bytes = types[i].bytes;
            h->has_descr = true;
            return eat(s, "'");
        }
    return false;
}

static bool parse_size(const char **s, size_t *out)
{
    while (**s == ' ')
        (*s)++;
    if (**s < '0' || **s > '9')
        return false;
    char *end;
    errno = 0;
    unsigned long long v = strtoull(*s, &end, 10);
    if (errno != 0 || v > SIZE_MAX)
        return false;
    *s = end;
    *out = (size_t)v;
    return true;
}

static bool parse_shape(const char **s, struct npy *out, struct header *h)
{
    h->has_shape = true;
    out->n_rows = 1;
    if (!eat(s, "(") || !parse_size(s, &out->n_cols) || !eat(s, ","))
        return false;
    if (eat(s, ")"))
        return true;
    out->n_rows = out->n_cols;
    if (!parse_size(s, &out->n_cols))
        return false;
    eat(s, ",");
    return eat(s, ")");
}

static bool parse_header(const char *s, struct npy *out, struct header *h)
{
    if (!eat(&s, "{"))
        return false;
    while (!eat(&s, "}")) {
        bool ok = false;
        if (eat(&s, "'descr'"))
            ok = !h->has_descr && eat(&s, ":") && parse_descr(&s, out, h);
        else if (eat(&s, "'fortran_order'"))
            ok = !h->has_order && eat(&s, ":") && (h->has_order = eat(&s, "False"));
        else if (eat(&s, "'shape'"))
            ok = !h->has_shape && eat(&s, ":") && parse_shape(&s, out, h);
        if (!ok)
            return false;
        eat(&s, ",");
    }
    while (*s == ' ' || *s == '\n')
        s++;
    return *s == '\0' && h->has_descr && h->has_order && h->has_shape;
}

/* Where the data begins, or 0 when this is no .npy file. */
static size_t header_end(const unsigned char *b, size_t len, size_t *text)
{
    if (len < 12 || memcmp(b, magic, MAGIC_BYTES) != 0 || b[6] < 1 || b[6] > 3)
        return 0;
    *text = b[6] == 1 ? 10 : 12;
    size_t n = b[6] == 1 ? (size_t)b[8] | (size_t)b[9] << 8
                         : (size_t)b[8] | (size_t)b[9] << 8 | (size_t)b[10] << 16 |
                               (size_t)b[11] << 24;
    return n <= len - *text ? *text + n : 0;
}

bool npy_read(const char *path, size_t max_bytes, struct npy *out, struct error *err)
{
    *out = (struct npy){0};
    size_t len, text = 0, bytes;
    char *file = file_read(path, max_bytes, &len, err);
    if (!file)
        return false;
    struct header h = {0};
    size_t data = header_end((const unsigned char *)file, len, &text);
    char *words = data ? xstrndup(file + text, data - text) : NULL;
    bool ok = words && strlen(words) == data - text && parse_header(words, out, &h);
    free(words);
    if (!ok) {
        err_set(err, 0,
                "read %s: not a .npy file of numbers with one or two dimensions in C "
                "order",
                path);
    } else if (__builtin_mul_overflow(out->n_rows, out->n_cols, &bytes) ||
               __builtin_mul_overflow(bytes, h.item_bytes, &bytes) || bytes != len - data)
    {
        ok =
            err_set(err, 0, "read %s: %zu bytes of data are not %zu x %zu numbers of %zu",
                    path, len - data, out->n_rows, out->n_cols, h.item_bytes);
    } else {
        /* To the front of the block, where it is aligned. */
        memmove(file, file + data, bytes);
        out->data = file;
    }
    if (!ok)
        free(file);
    return ok;
}

void npy_finish(struct npy *a)
{
    free(a->data);
    *a = (struct npy){0};
}

double npy_at(const struct npy *a, size_t row, size_t col)
{
    size_t i = row * a->n_cols + col;
    switch (a->type) {
    case NPY_BOOL:
    case NPY_U8: return ((const uint8_t *)a->data)[i];
    case NPY_I8: return ((const int8_t *)a->data)[i];
    case NPY_U16: return ((const uint16_t *)a->data)[i];
    case NPY_I16: return ((const int16_t *)a->data)[i];
    case NPY_U32: return ((const uint32_t *)a->data)[i];
    case NPY_I32: return ((const int32_t *)a->data)[i];
    case NPY_I64: return (double)((const int64_t *)a->data)[i];
    case NPY_F32: return (double)((const float *)a->data)[i];
    case NPY_F64: return ((const double *)a->data)[i];
    }
    return 0;
}

struct npy_writer {
    char *path, *part; /* owned */
    int fd;
    size_t n_rows, n_cols, n_done;
};

struct npy_writer *npy_writer_open(const char *path, size_t n_rows, size_t n_cols,
                                   struct error *err)
{
    struct npy_writer *w = xcalloc(1, sizeof(*w));
    *w = (struct npy_writer){.path = xstrdup(path),
                             .part = xasprintf("%s.part", path),
                             .n_rows = n_rows,
                             .n_cols = n_cols};
    char head[256] = {0};
    memcpy(head, magic, MAGIC_BYTES);
    head[6] = 1;
    int n = snprintf(head + 10, sizeof(head) - 10,
                     "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }",
                     n_rows, n_cols);
    size_t len = (10 + (size_t)n + 1 + HEADER_ALIGN - 1) / HEADER_ALIGN * HEADER_ALIGN;
    memset(head + 10 + n, ' ', len - 10 - (size_t)n);
    head[len - 1] = '\n';
    head[8] = (char)((len - 10) & 0xff);
    head[9] = (char)((len - 10) >> 8);

    w->fd = open(w->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (w->fd < 0 || !fd_write_all(w->fd, head, len)) {
        err_set(err, errno, "write %s", w->part);
        npy_writer_abandon(w);
        return NULL;
    }
    return w;
}

bool npy_writer_add(struct npy_writer *w, const float *rows, size_t n_rows,
                    struct error *err)
{
    assert(n_rows <= w->n_rows - w->n_done);
    if (!fd_write_all(w->fd, rows, n_rows * w->n_cols * sizeof(*rows)))
        return err_set(err, errno, "write %s", w->part);
    w->n_done += n_rows;
    return true;
}

static void release(struct npy_writer *w)
{
    free(w->path);
    free(w->part);
    free(w);
}

bool npy_writer_close(struct npy_writer *w, struct error *err)
{
    bool ok = true;
    if (w->n_done != w->n_rows)
        ok = err_set(err, 0, "write %s: %zu of %zu rows were given", w->path, w->n_done,
                     w->n_rows);
    int fd = w->fd;
    w->fd = -1;
    if (close(fd) != 0 && ok)
        ok = err_set(err, errno, "write %s", w->part);
    if (ok && rename(w->part, w->path) != 0)
        ok = err_set(err, errno, "rename %s to %s", w->part, w->path);
    if (!ok)
        unlink(w->part);
    release(w);
    return ok;
}

void npy_writer_abandon(struct npy_writer *w)
{
    if (!w)
        return;
    if (w->fd >= 0) {
        close(w->fd);
        unlink(w->part);
    }
    release(w);
}
