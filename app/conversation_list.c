#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "app/conversation_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/utf8.h"

/* The folder of saved conversations: listing it, and finding the one that is meant. Only
 * files named ULID.jsonl are looked at; names inside the files never become paths. */

enum {
    TITLE_BYTES = 80
};

static const char suffix[] = ".jsonl";

/* The id of a file name into out, false for other files. */
static bool file_id(const char *name, char out[ULID_LEN + 1])
{
    if (strlen(name) != ULID_LEN + sizeof(suffix) - 1 ||
        strcmp(name + ULID_LEN, suffix) != 0)
        return false;
    memcpy(out, name, ULID_LEN);
    out[ULID_LEN] = '\0';
    return ulid_valid(out);
}

/* One line without control characters, cut between characters. */
static char *title_of(const char *text)
{
    struct strbuf b = {0};
    size_t len = strlen(text);
    bool space = false;
    for (size_t i = 0; i < len && b.len < TITLE_BYTES;) {
        uint32_t cp;
        size_t n = utf8_next(text + i, len - i, &cp);
        bool blank = cp <= ' ' || (cp >= 0x7f && cp < 0xa0);
        if (!blank) {
            if (space && b.len)
                strbuf_addc(&b, ' ');
            if (cp == 0xfffd)
                strbuf_adds(&b, "\xef\xbf\xbd");
            else
                strbuf_add(&b, text + i, n);
        }
        space = blank;
        i += n;
        if (b.len >= TITLE_BYTES && i < len)
            strbuf_adds(&b, "...");
    }
    return strbuf_take(&b);
}

static void describe(struct conversation_entry *e)
{
    struct error err = {0};
    struct conversation *c = conversation_skim_file(e->path, &e->partial, &err);
    if (!c) {
        e->name = xstrdup("");
        e->title = xasprintf("cannot be read: %s", err.msg);
        e->n_turns = -1;
        return;
    }
    e->name = xstrdup(c->name);
    e->n_turns = c->n_turns;
    int first = 0;
    while (first < c->n_turns && c->turns[first]->message.role != ROLE_USER)
        first++;
    const char *text = first < c->n_turns ? c->turns[first]->message.content : NULL;
    e->title = title_of(text ? text : "");
    conversation_free(c);
}

static int newest_first(const void *a, const void *b)
{
    const struct conversation_entry *x = a, *y = b;
    if ((x->n_turns < 0) != (y->n_turns < 0)) /* a crash may have left the newest one */
        return x->n_turns < 0 ? 1 : -1;
    if (x->mtime_ms != y->mtime_ms)
        return x->mtime_ms < y->mtime_ms ? 1 : -1;
    return strcmp(y->id, x->id);
}

struct conversation_entry *conversation_list(const char *dir, int *n, struct error *err)
{
    *n = 0;
    DIR *d = opendir(dir);
    if (!d && errno == ENOENT)
        return xcalloc(1, sizeof(struct conversation_entry));
    if (!d) {
        err_set(err, errno, "list %s", dir);
        return NULL;
    }

    struct conversation_entry *list = NULL;
    struct dirent *f;
    char id[ULID_LEN + 1];
    while ((f = readdir(d)) != NULL) {
        if (!file_id(f->d_name, id))
            continue;
        struct conversation_entry e = {.id = xstrdup(id),
                                       .path = path_join(dir, f->d_name)};
        struct stat st;
        if (stat(e.path, &st) == 0)
            e.mtime_ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
        describe(&e);
        list = xreallocarray(list, (size_t)*n + 1, sizeof(*list));
        list[(*n)++] = e;
    }
    closedir(d);
    if (!list)
        return xcalloc(1, sizeof(*list));
    qsort(list, (size_t)*n, sizeof(*list), newest_first);
    return list;
}

void conversation_list_free(struct conversation_entry *list, int n)
{
    for (int i = 0; list && i < n; i++) {
        free(list[i].id);
        free(list[i].name);
        free(list[i].title);
        free(list[i].path);
    }
    free(list);
}

/* The files whose id starts with the text; the path of the last one goes to *path. */
static int match_ids(const char *dir, const char *what, char **path)
{
    int n = 0;
    size_t len = strlen(what);
    DIR *d = ulid_prefix_valid(what) ? opendir(dir) : NULL;
    struct dirent *f;
    char id[ULID_LEN + 1];
    while (d && (f = readdir(d)) != NULL) {
        if (!file_id(f->d_name, id) || strncasecmp(id, what, len) != 0)
            continue;
        free(*path);
        *path = path_join(dir, f->d_name);
        n++;
    }
    if (d)
        closedir(d);
    return n;
}

static int match_names(const char *dir, const char *what, char **path, struct error *err)
{
    int n = 0, n_found = 0;
    struct conversation_entry *list = conversation_list(dir, &n, err);
    if (!list)
        return -1;
    for (int i = 0; i < n; i++) {
        if (!*what || strcmp(list[i].name, what) != 0)
            continue;
        free(*path);
        *path = xstrdup(list[i].path);
        n_found++;
    }
    conversation_list_free(list, n);
    return n_found;
}

char *conversation_find(const char *dir, const char *what, struct error *err)
{
    size_t len = strlen(what);
    if (strchr(what, '/') || (len > sizeof(suffix) - 1 &&
                              strcmp(what + len - (sizeof(suffix) - 1), suffix) == 0))
        return xstrdup(what);
    if (!dir) {
        err_set(err, 0, "find the conversation '%s': there is no sessions folder", what);
        return NULL;
    }

    char *path = NULL;
    bool whole = ulid_valid(what);
    int n = whole ? 0 : match_names(dir, what, &path, err);
    if (n == 0)
        n = match_ids(dir, what, &path);
    if (n == 1)
        return path;
    free(path);
    if (n > 1)
        err_set(err, 0, "find the conversation '%s': %d of them are meant by that", what,
                n);
    else if (n == 0)
        err_set(err, 0, "find the conversation '%s': none in %s has this name or id",
                what, dir);
    return NULL;
}

char *conversation_find_saved(const char *dir, const char *what, struct error *err)
{
    size_t len = dir ? strlen(dir) : 0;
    char *path = conversation_find(dir, what, err);
    if (!path || (len && strncmp(path, dir, len) == 0 && path[len] == '/' &&
                  !strchr(path + len + 1, '/')))
        return path;
    err_set(err, 0, "find '%s': it is neither an id nor a name", what);
    free(path);
    return NULL;
}

static struct conversation *load(const char *dir, const char *what, bool for_writing,
                                 struct error *err)
{
    char *path = conversation_find(dir, what, err);
    struct conversation *c = path ? conversation_open_file(path, for_writing, err) : NULL;
    free(path);
    return c;
}

struct conversation *conversation_load(const char *dir, const char *what,
                                       struct error *err)
{
    return load(dir, what, true, err);
}

struct conversation *conversation_read(const char *dir, const char *what,
                                       struct error *err)
{
    return load(dir, what, false, err);
}
