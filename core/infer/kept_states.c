#define LOG_MODULE "states"

#include "core/infer/kept_states.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/infer/local_engine_impl.h"
#include "core/infer/snapshot.h"

enum {
    MIN_TOK = 256, /* of a state that is worth a file */
};
static const char suffix[] = ".state", unfinished[] = ".state.tmp";

struct entry {
    char *path;                 /* owned */
    struct snapshot_index what; /* owned; no tokens: of another model */
    uint64_t bytes;
    int64_t used_ms; /* Unix time */
};

struct kept_states {
    char *dir; /* owned */
    uint64_t bytes_max, bytes;
    struct entry *entries; /* [n], owned */
    size_t n;
};

static void forget(struct kept_states *k, size_t i)
{
    k->bytes -= k->entries[i].bytes;
    free(k->entries[i].path);
    snapshot_index_finish(&k->entries[i].what);
    k->entries[i] = k->entries[--k->n];
}

static void drop_file(struct kept_states *k, size_t i)
{
    struct error err = {0};
    if (unlink(k->entries[i].path) != 0 && errno != ENOENT) {
        err_set(&err, errno, "delete %s", k->entries[i].path);
        log_warn("%s", err.msg);
    }
    forget(k, i);
}

/* The path is taken. */
static struct entry *add(struct kept_states *k, char *path, uint64_t bytes,
                         int64_t used_ms)
{
    k->entries = xreallocarray(k->entries, k->n + 1, sizeof(*k->entries));
    struct entry *e = &k->entries[k->n++];
    *e = (struct entry){.path = path, .bytes = bytes, .used_ms = used_ms};
    k->bytes += bytes;
    return e;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), n_end = strlen(end);
    return n > n_end && strcmp(name + n - n_end, end) == 0;
}

/* What a crash left of a file. One that is being written is locked. */
static void drop_unfinished(const struct kept_states *k, const char *name)
{
    char *path = path_join(k->dir, name);
    struct stat named, mine;
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &mine) == 0 && S_ISREG(mine.st_mode) &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && lstat(path, &named) == 0 &&
        mine.st_ino == named.st_ino && mine.st_dev == named.st_dev && unlink(path) != 0)
    {
        struct error err = {0};
        err_set(&err, errno, "delete %s", path);
        log_warn("%s", err.msg);
    }
    if (fd >= 0)
        close(fd);
    free(path);
}

static void find_file(struct kept_states *k, const char *name, struct session *s)
{
    char *path = path_join(k->dir, name);
    struct stat st;
    struct error err = {0};
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        free(path);
        return;
    }
    int64_t ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
    struct entry *e = add(k, path, (uint64_t)st.st_size, ms);
    if (!snapshot_peek(s, path, &e->what, &err))
        log_info("%s is not for this model: %s", path, err.msg);
}

/* Whether the entry is the session's state, or an earlier one of the same timeline. */
static bool is_covered(const struct entry *e, const struct session *s)
{
    return e->what.tokens && e->what.n_tok <= session_n_tok(s) &&
           memcmp(e->what.tokens, session_tokens(s),
                  (size_t)e->what.n_tok * sizeof(int32_t)) == 0;
}

/* The least recently used, but for those that the session's state covers (NULL: it covers
 * none); SIZE_MAX: there is none. */
static size_t find_oldest(const struct kept_states *k, const struct session *s)
{
    size_t oldest = SIZE_MAX;
    for (size_t i = 0; i < k->n; i++)
        if (!(s && is_covered(&k->entries[i], s)) &&
            (oldest == SIZE_MAX || k->entries[i].used_ms < k->entries[oldest].used_ms))
            oldest = i;
    return oldest;
}

/* Makes room for so many bytes of the session's state. What it covers is not counted: that
 * goes when the new file is there. */
static void shrink(struct kept_states *k, uint64_t bytes, const struct session *s)
{
    uint64_t rest = bytes < k->bytes_max ? k->bytes_max - bytes : 0;
    for (size_t i = 0; s && i < k->n; i++)
        if (is_covered(&k->entries[i], s))
            rest += k->entries[i].bytes;
    for (size_t i; k->bytes > rest && (i = find_oldest(k, s)) != SIZE_MAX;)
        drop_file(k, i);
}

struct kept_states *kept_states_open(const char *dir, uint64_t bytes_max,
                                     struct session *s)
{
    struct kept_states *k = xcalloc(1, sizeof(*k));
    k->dir = xstrdup(dir);
    k->bytes_max = bytes_max;
    DIR *d = opendir(dir);
    struct error err = {0};
    if (!d) {
        err_set(&err, errno, "open %s", dir);
        log_warn("%s", err.msg);
    }
    struct dirent *f;
    while (d && (f = readdir(d))) /* NOLINT(concurrency-mt-unsafe): own stream */
        if (ends_with(f->d_name, suffix))
            find_file(k, f->d_name, s);
        else if (ends_with(f->d_name, unfinished))
            drop_unfinished(k, f->d_name);
    if (d)
        closedir(d);
    shrink(k, 0, NULL);
    return k;
}

void kept_states_close(struct kept_states *k)
{
    if (!k)
        return;
    while (k->n > 0)
        forget(k, k->n - 1);
    free(k->entries);
    free(k->dir);
    free(k);
}

/* An equal one is used again. */
static bool has_it(struct kept_states *k, const struct session *s)
{
    for (size_t i = 0; i < k->n; i++)
        if (is_covered(&k->entries[i], s) && k->entries[i].what.n_tok == session_n_tok(s))
        {
            k->entries[i].used_ms = clock_unix_ms();
            return true;
        }
    return false;
}

/* The file is there: earlier ones of the timeline go, and what it replaced is forgotten. */
static void drop_covered(struct kept_states *k, const struct session *s, const char *path)
{
    for (size_t i = 0; i < k->n;)
        if (strcmp(k->entries[i].path, path) == 0)
            forget(k, i);
        else if (is_covered(&k->entries[i], s))
            drop_file(k, i);
        else
            i++;
}

/* Takes the path. */
static void write_state(struct kept_states *k, struct session *s,
                        const struct snapshot_save *save, char *path)
{
    struct snapshot_info info;
    struct error err = {0};
    struct snapshot_index what;
    if (!snapshot_save(s, save, &info, &err) || !snapshot_peek(s, path, &what, &err)) {
        log_warn("%s", err.msg);
        free(path);
        return;
    }
    log_info("%s: %d tokens, %.1f MB in %.1f ms", path, info.n_tok,
             (double)info.bytes / 1e6, info.ms);
    drop_covered(k, s, path);
    add(k, path, info.bytes, clock_unix_ms())->what = what;
}

void kept_states_save(struct kept_states *k, struct session *s, const char *template_name,
                      snapshot_stop_fn stop, void *ctx)
{
    uint64_t bytes = snapshot_bytes(s, k->bytes_max);
    if (session_n_tok(s) < MIN_TOK || has_it(k, s))
        return;
    if (bytes > k->bytes_max) {
        log_info("%d tokens are not kept: they take %.1f MB, the limit is %.1f MB",
                 session_n_tok(s), (double)bytes / 1e6, (double)k->bytes_max / 1e6);
        return;
    }
    shrink(k, bytes, s);
    char *path =
        xasprintf("%s/%016llx%s", k->dir, (unsigned long long)snapshot_key(s), suffix);
    struct snapshot_save save = {.path = path,
                                 .template_name = template_name,
                                 .bytes_max = k->bytes_max,
                                 .stop = stop,
                                 .ctx = ctx};
    write_state(k, s, &save, path);
}

/* How many tokens of the prompt the entry saves. */
static int reach_of(const struct entry *x, const struct local_engine *e,
                    const struct prompt *p)
{
    if (!x->what.tokens)
        return 0;
    size_t n_tok = (size_t)x->what.n_tok;
    int match = (int)prompt_saved(p, prompt_match_tokens(e, p, x->what.tokens, n_tok));
    if (x->what.n_states == 0)
        return match;
    int reach = 0;
    for (int i = 0; i < x->what.n_states; i++)
        if (x->what.states[i] <= match)
            reach = x->what.states[i];
    return reach;
}

static size_t find(const struct kept_states *k, const struct local_engine *e,
                   const struct prompt *p, int min_tok)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < k->n; i++) {
        int reach = reach_of(&k->entries[i], e, p);
        if (reach < min_tok)
            continue;
        min_tok = reach + 1;
        best = i;
    }
    return best;
}

bool kept_states_find(const struct kept_states *k, const struct local_engine *e,
                      const struct prompt *p, int min_tok)
{
    return find(k, e, p, min_tok) != SIZE_MAX;
}

void kept_states_restore(struct kept_states *k, struct local_engine *e,
                         const struct prompt *p, int min_tok, snapshot_stop_fn stop,
                         void *ctx)
{
    size_t i = find(k, e, p, min_tok);
    struct snapshot_info info;
    struct error err = {0};
    if (i == SIZE_MAX) /* it has made room for the one that was in its place */
        return;
    struct entry *x = &k->entries[i];
    if (snapshot_load_until(e->session, x->path, stop, ctx, &info, &err)) {
        x->used_ms = clock_unix_ms();
        log_info("%s: %d tokens in %.1f ms", x->path, info.n_tok, info.ms);
        return;
    }
    if (err.code == ECANCELED)
        return;
    log_warn("%s is of no use: %s", x->path, err.msg);
    drop_file(k, i);
}
