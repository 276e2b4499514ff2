#include "net/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

enum {
    FILE_BYTES = 65536,
    KEY_BYTES = 4096,
};

static bool check_file(int fd, const char *path, struct error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set(err, errno, "look at key file %s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, 0, "key file %s is no regular file", path);
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return err_set(err, 0, "key file %s belongs to another user", path);
    if (st.st_mode & 077)
        return err_set(err, 0, "key file %s can be read by others: chmod 600 it", path);
    return true;
}

static bool check_key(const char *key, size_t len, const char *path, struct error *err)
{
    for (size_t i = 0; i < len; i++)
        if (key[i] <= ' ' || key[i] > '~' || len > KEY_BYTES)
            return err_set(
                err, 0,
                "key file %s: a key has a space, a character outside ASCII or more "
                "than %d bytes",
                path, KEY_BYTES);
    return true;
}

static bool each_key(const char *text, const char *path, key_fn fn, void *ctx,
                     struct error *err)
{
    int n = 0;
    for (const char *p = text; *p;) {
        p += strspn(p, " \t\r\n");
        size_t len = strcspn(p, "\n");
        const char *next = p + len;
        while (len && strchr(" \t\r", p[len - 1]))
            len--;
        if (len && *p != '#') {
            if (!check_key(p, len, path, err) || !fn(ctx, p, len, err))
                return false;
            n++;
        }
        p = next;
    }
    return n || err_set(err, 0, "key file %s has no key", path);
}

bool key_file_read(const char *path, key_fn fn, void *ctx, struct error *err)
{
    struct strbuf text = {0};
    /* A FIFO would be waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(err, errno, "open key file %s", path);
    bool ok = check_file(fd, path, err) && fd_read_all(fd, path, FILE_BYTES, &text, err);
    if (ok && text.data && strlen(text.data) != text.len)
        ok = err_set(err, 0, "key file %s has a NUL byte", path);
    if (ok)
        ok = each_key(text.data ? text.data : "", path, fn, ctx, err);
    if (text.data)
        explicit_bzero(text.data, text.len);
    strbuf_finish(&text);
    close(fd);
    return ok;
}

static bool take_first(void *ctx, const char *key, size_t len, struct error *err)
{
    (void)err;
    char **first = ctx;
    if (!*first)
        *first = xstrndup(key, len);
    return true;
}

char *key_file_first(const char *path, struct error *err)
{
    char *key = NULL;
    if (key_file_read(path, take_first, &key, err))
        return key;
    key_wipe(key);
    return NULL;
}

void key_wipe(char *key)
{
    if (key)
        explicit_bzero(key, strlen(key));
    free(key);
}
