#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/conversation_impl.h"
#include "app/snapshot.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

/* The file of a conversation: created with its first turn, appended to and synced with
 * every one after, locked as long as it is open. A write that fails is taken back, so that
 * the file always ends with a whole record, and is tried again with the next one. A process
 * that is killed while it writes leaves a torn last line, which the next one to open the
 * file sets aside. */

void conversation_queue(struct conversation *c, json_t *record)
{
    char *text = json_dumps(record, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (text && strlen(text) <= MAX_LINE_BYTES) {
        strbuf_adds(&c->pending, text);
        strbuf_addc(&c->pending, '\n');
    } else {
        c->too_large = true;
    }
    free(text);
    json_decref(record);
}

/* A new name in a folder lasts only when the folder is synced too. */
static void sync_folder_of(const char *path)
{
    char *copy = xstrdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(copy);
}

static bool create_file(struct conversation *c, struct error *err)
{
    if (!dir_make(c->dir, err))
        return false;
    char *name = xasprintf("%s.jsonl", c->id);
    char *path = path_join(c->dir, name);
    free(name);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        err_set(err, errno, "create %s", path);
        free(path);
        return false;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err_set(err, errno, "lock %s", path);
        close(fd);
        unlink(path);
        free(path);
        return false;
    }
    c->fd = fd;
    c->path = path;
    sync_folder_of(path);
    return true;
}

/* Whoever had the lock may be gone by now; most often it was this program itself, loading
 * the conversation that it was showing. What was read must still be all there is. */
static bool lock_again(struct conversation *c)
{
    struct stat st;
    if (!c->locked_out || flock(c->fd, LOCK_EX | LOCK_NB) != 0)
        return false;
    c->locked_out = false;
    free(c->read_only_why);
    c->read_only_why = NULL;
    c->read_only = fstat(c->fd, &st) != 0 || st.st_size != c->read_bytes;
    if (c->read_only) {
        flock(c->fd, LOCK_UN);
        c->read_only_why =
            xstrdup("another flashmoe wrote to it meanwhile; load it again");
    }
    return !c->read_only;
}

bool conversation_flush(struct conversation *c, struct error *err)
{
    if (!c->dir && !c->path) {
        strbuf_clear(&c->pending);
        return true;
    }
    if (c->read_only && !lock_again(c))
        return err_set(err, 0, "save %s: %s", c->path, c->read_only_why);
    /* Nothing after it may be written either: it would be a file with a turn missing. */
    if (c->too_large)
        return err_set(err, EFBIG, "save a turn of more than %d MiB",
                       MAX_LINE_BYTES >> 20);
    if (c->pending.len == 0)
        return true;
    if (!c->path && !create_file(c, err))
        return false;

    struct stat st;
    if (fstat(c->fd, &st) != 0)
        return err_set(err, errno, "save %s", c->path);
    if (st.st_nlink == 0)
        return err_set(err, 0, "save %s: the file was removed", c->path);
    if (st.st_size + (int64_t)c->pending.len > MAX_FILE_BYTES)
        return err_set(err, EFBIG, "save %s", c->path);
    bool ok = (!c->ends_in_the_line || fd_write_all(c->fd, "\n", 1)) &&
              fd_write_all(c->fd, c->pending.data, c->pending.len) &&
              fdatasync(c->fd) == 0;
    if (ok) {
        c->ends_in_the_line = false;
        strbuf_clear(&c->pending);
        return true;
    }
    err_set(err, errno, "save %s", c->path);
    /* Half a record in the middle of a file would make all after it unreadable. */
    if (ftruncate(c->fd, st.st_size) != 0) {
        c->read_only = true;
        c->read_only_why = xstrdup("an earlier write failed and could not be taken back");
    }
    return false;
}

static void make_read_only(struct conversation *c, const char *why)
{
    c->read_only = true;
    free(c->read_only_why);
    c->read_only_why = xstrdup(why);
    conversation_warn(c, "%s: %s; new turns are not saved", c->path, why);
}

/* Opens the file and takes the lock, as far as that is possible. */
static bool open_file(struct conversation *c, bool for_writing, struct error *err)
{
    /* O_NONBLOCK: a pipe of that name must not hold the program up. */
    int flags = O_CLOEXEC | O_NONBLOCK;
    int why = 0;
    if (for_writing) {
        c->fd = open(c->path, O_RDWR | O_APPEND | flags);
        why = c->fd < 0 ? errno : 0;
    }
    if (c->fd < 0 && (!for_writing || why == EACCES || why == EROFS || why == EPERM))
        c->fd = open(c->path, O_RDONLY | flags);
    if (c->fd < 0)
        return err_set(err, errno, "open %s", c->path);

    struct stat st;
    if (fstat(c->fd, &st) != 0)
        return err_set(err, errno, "open %s", c->path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, 0, "open %s: not a file", c->path);
    if (st.st_size > MAX_FILE_BYTES)
        return err_set(err, EFBIG, "read %s (more than %d MiB)", c->path,
                       MAX_FILE_BYTES >> 20);

    if (!for_writing) {
        c->read_only = true;
        c->read_only_why = xstrdup("it was opened for reading");
    } else if (why) {
        make_read_only(c, "the file may not be written");
    } else if (flock(c->fd, LOCK_EX | LOCK_NB) != 0) {
        c->locked_out = errno == EWOULDBLOCK;
        make_read_only(c, c->locked_out ? "another flashmoe has this conversation open"
                                        : "the file cannot be locked");
    }
    return true;
}

/* Up to `max` bytes; one more or so where there are more. */
static bool read_all(struct conversation *c, size_t max, struct strbuf *out,
                     struct error *err)
{
    char chunk[65536];
    while (out->len <= max) {
        ssize_t n = read(c->fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, errno, "read %s", c->path);
        if (n == 0)
            break;
        strbuf_add(out, chunk, (size_t)n);
    }
    return true;
}

/* Keep a torn end in "<file>.bad" and cut it off. */
static bool set_aside(struct conversation *c, const char *torn, size_t len, size_t keep,
                      struct error *err)
{
    char *bad = xasprintf("%s.bad", c->path);
    int fd = open(bad, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && fd_write_all(fd, torn, len) && fd_write_all(fd, "\n", 1) &&
              fsync(fd) == 0 && ftruncate(c->fd, (off_t)keep) == 0;
    if (!ok)
        err_set(err, errno, "set the torn last line aside in %s", bad);
    if (fd >= 0)
        close(fd);
    free(bad);
    return ok;
}

static void torn_end(struct conversation *c, const char *torn, size_t len, size_t keep)
{
    struct error why = {0};
    if (c->read_only) {
        /* Whoever has the lock may be writing that line just now. */
        c->read_bytes = -1;
        conversation_warn(c, "the last line of %s is incomplete and was left out",
                          c->path);
    } else if (set_aside(c, torn, len, keep, &why)) {
        conversation_warn(c,
                          "the last turn in %s was torn and is dropped; what is left of "
                          "it is in %s.bad",
                          c->path, c->path);
    } else {
        make_read_only(c, why.msg);
    }
}

/* One line of the file. A last line without its newline is torn unless it is whole JSON,
 * which no part of a record can be. */
static bool take_line(struct conversation *c, json_t *index, const char *line, size_t len,
                      int number, bool *torn, struct error *err)
{
    json_error_t why;
    bool last = *torn;
    *torn = false;
    if (len > MAX_LINE_BYTES)
        return err_set(err, 0, "more than %d MiB in a line", MAX_LINE_BYTES >> 20);
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, &why);
    if (!o && last && number > 1) {
        *torn = true;
        return true;
    }
    if (!o)
        return err_set(err, 0, "%s", last ? "the file ends in its first line" : why.text);
    bool ok =
        number == 1 ? record_apply_header(c, o, err) : record_apply(c, index, o, err);
    json_decref(o);
    return ok;
}

static bool take_lines(struct conversation *c, const struct strbuf *text,
                       struct error *err)
{
    if (text->len == 0)
        return err_set(err, 0, "%s is empty", c->path);
    json_t *index = json_object();
    bool ok = true;
    int number = 0;
    for (size_t at = 0; ok && at < text->len;) {
        const char *line = text->data + at;
        const char *end = memchr(line, '\n', text->len - at);
        size_t len = end ? (size_t)(end - line) : text->len - at;
        bool torn = !end;
        ok = take_line(c, index, line, len, ++number, &torn, err);
        if (!ok)
            err_prefix(err, "%s:%d", c->path, number);
        else if (torn)
            torn_end(c, line, len, at);
        else if (!end)
            c->ends_in_the_line = true;
        at += len + (end != NULL);
    }
    json_decref(index);
    return ok;
}

/* Bytes of a file get into messages, and those to a terminal. */
static void printable(struct error *err)
{
    for (size_t i = 0; err && err->msg[i]; i++)
        if (iscntrl((unsigned char)err->msg[i]))
            err->msg[i] = '?';
}

struct conversation *conversation_open_file(const char *path, bool for_writing,
                                            struct error *err)
{
    struct conversation *c = conversation_new();
    struct strbuf text = {0};
    c->path = xstrdup(path);
    bool ok = open_file(c, for_writing, err) && read_all(c, MAX_FILE_BYTES, &text, err);
    c->read_bytes = (int64_t)text.len;
    if (ok && text.len > MAX_FILE_BYTES)
        ok = err_set(err, EFBIG, "read %s", c->path);
    ok = ok && take_lines(c, &text, err);
    strbuf_finish(&text);
    if (ok)
        return c;
    conversation_free(c);
    printable(err);
    return NULL;
}

struct conversation *conversation_skim_file(const char *path, bool *partial,
                                            struct error *err)
{
    struct conversation *c = conversation_new();
    struct strbuf text = {0};
    c->path = xstrdup(path);
    bool ok = open_file(c, false, err) && read_all(c, MAX_SKIM_BYTES, &text, err);
    *partial = ok && text.len > MAX_SKIM_BYTES;
    while (*partial && text.len && text.data[text.len - 1] != '\n')
        text.len--;
    ok = ok && take_lines(c, &text, err);
    strbuf_finish(&text);
    if (ok)
        return c;
    conversation_free(c);
    printable(err);
    return NULL;
}

bool conversation_remove(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(err, errno, "delete %s", path);
    bool ok = true;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        ok = err_set(err, 0, "delete %s: a flashmoe has this conversation open", path);
    else if (unlink(path) != 0)
        ok = err_set(err, errno, "delete %s", path);
    close(fd);
    if (!ok)
        return false;
    char *bad = xasprintf("%s.bad", path);
    if (unlink(bad) != 0 && errno != ENOENT)
        ok = err_set(err, errno, "delete %s", bad);
    free(bad);
    return ok && snapshot_remove(path, err);
}
