#include "ui/histfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "ui/sanitize.h"

enum {
    FILE_BYTES_MAX = 256 << 20,
    LINE_BYTES_MAX = 16 << 20,
};

struct histfile {
    char *path;   /* NULL: memory only */
    char **items; /* owned, oldest first */
    size_t n;
};

static void forget(struct histfile *h, size_t i)
{
    free(h->items[i]);
    memmove(&h->items[i], &h->items[i + 1], (h->n - i - 1) * sizeof *h->items);
    h->n--;
}

static void remember(struct histfile *h, const char *text)
{
    for (size_t i = h->n; i-- > 0;)
        if (strcmp(h->items[i], text) == 0) {
            forget(h, i);
            break;
        }
    if (h->n == HISTFILE_MAX)
        forget(h, 0);
    h->items[h->n++] = xstrdup(text);
}

static char *line_text(const char *line, size_t len)
{
    if (len == 0 || len > LINE_BYTES_MAX)
        return NULL;
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *t = json_object_get(o, "text");
    char *text = NULL;
    if (json_is_string(t) && json_string_length(t) > 0)
        text = sanitize_text(json_string_value(t), json_string_length(t));
    json_decref(o);
    return text;
}

/* Returns the number of lines that the file had. The last occurrence of a text is the one
 * that counts, so the file is read backwards, with a set of those seen. */
static size_t load(struct histfile *h, const char *bytes, size_t len)
{
    json_t *seen = json_object();
    size_t n_lines = 0, end = len;
    char **newest = xreallocarray(NULL, HISTFILE_MAX, sizeof *newest);
    size_t n = 0;
    while (end > 0) {
        size_t start = end - (bytes[end - 1] == '\n');
        size_t stop = start;
        while (start > 0 && bytes[start - 1] != '\n')
            start--;
        end = start;
        n_lines++;
        if (n == HISTFILE_MAX)
            continue;
        char *text = line_text(bytes + start, stop - start);
        if (!text || !*text || json_object_get(seen, text)) {
            free(text);
            continue;
        }
        json_object_set_new(seen, text, json_true());
        newest[n++] = text;
    }
    for (size_t i = 0; i < n; i++)
        h->items[i] = newest[n - 1 - i];
    h->n = n;
    free(newest);
    json_decref(seen);
    return n_lines;
}

static void add_json_line(struct strbuf *out, const char *text)
{
    json_t *o = json_pack("{s:s}", "text", text);
    char *line = o ? json_dumps(o, JSON_COMPACT) : NULL;
    json_decref(o);
    if (line) {
        strbuf_adds(out, line);
        strbuf_addc(out, '\n');
    }
    free(line);
}

static bool compact(struct histfile *h, struct error *err)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < h->n; i++)
        add_json_line(&out, h->items[i]);
    bool ok = file_write_atomic(h->path, out.data ? out.data : "", out.len, 0600, err);
    strbuf_finish(&out);
    return ok;
}

struct histfile *histfile_open(const char *path, struct error *err)
{
    struct histfile *h = xcalloc(1, sizeof *h);
    h->items = xreallocarray(NULL, HISTFILE_MAX, sizeof *h->items);
    if (!path)
        return h;
    h->path = xstrdup(path);
    if (!file_exists(path))
        return h;
    size_t len = 0;
    char *bytes = file_read(path, FILE_BYTES_MAX, &len, err);
    if (!bytes) {
        free(h->path);
        h->path = NULL;
        return h;
    }
    size_t n_lines = load(h, bytes, len);
    free(bytes);
    if (n_lines > 2 * (size_t)HISTFILE_MAX)
        compact(h, err);
    return h;
}

void histfile_close(struct histfile *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->n; i++)
        free(h->items[i]);
    free(h->items);
    free(h->path);
    free(h);
}

size_t histfile_count(const struct histfile *h)
{
    return h->n;
}

const char *histfile_get(const struct histfile *h, size_t i)
{
    return h->items[i];
}

static bool append(struct histfile *h, const char *text, struct error *err)
{
    if (!dir_make_for(h->path, err))
        return false;
    struct strbuf line = {0};
    add_json_line(&line, text);
    int fd = open(h->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 || err_set(err, errno, "open history %s", h->path);
    if (ok) {
        /* A line torn by a crash must not swallow this one. */
        off_t size = lseek(fd, 0, SEEK_END);
        char last = '\n';
        int rd = open(h->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (rd >= 0 && size > 0 && pread(rd, &last, 1, size - 1) == 1 && last != '\n')
            ok = fd_write_all(fd, "\n", 1);
        if (rd >= 0)
            close(rd);
        ok = ok && fd_write_all(fd, line.data ? line.data : "", line.len);
        if (!ok)
            err_set(err, errno, "write history %s", h->path);
    }
    if (fd >= 0)
        close(fd);
    strbuf_finish(&line);
    return ok;
}

bool histfile_add(struct histfile *h, const char *text, bool keep, struct error *err)
{
    if (!*text)
        return true;
    remember(h, text);
    if (!keep || !h->path || *text == ' ')
        return true;
    return append(h, text, err);
}
