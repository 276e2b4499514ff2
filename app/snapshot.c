#include "app/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/ulid.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

static const char conversation_suffix[] = ".jsonl";
static const char snapshot_suffix[] = ".snapshot";
static const char temporary_suffix[] = ".snapshot.tmp";

enum {
    NAME_LEN = ULID_LEN + sizeof(conversation_suffix) - 1,
    LEFTOVER_S = 600, /* no writer takes that long over one piece */
};

struct found {
    char *path; /* owned */
    uint64_t bytes;
    struct timespec mtime;
};

char *snapshot_path(const char *conversation_path)
{
    return xasprintf("%s%s", conversation_path, snapshot_suffix);
}

static bool remove_one(const char *conversation_path, const char *suffix,
                       struct error *err)
{
    char *path = xasprintf("%s%s", conversation_path, suffix);
    bool ok =
        unlink(path) == 0 || errno == ENOENT || err_set(err, errno, "delete %s", path);
    free(path);
    return ok;
}

bool snapshot_remove(const char *conversation_path, struct error *err)
{
    /* The one that is left may be the one that goes. */
    bool ok = remove_one(conversation_path, temporary_suffix, err);
    return remove_one(conversation_path, snapshot_suffix, err) && ok;
}

/* "ID.jsonl" of a name that is one of ours with this suffix, owned; else NULL. */
static char *conversation_of(const char *name, const char *suffix)
{
    char id[ULID_LEN + 1];
    size_t n = sizeof(conversation_suffix) - 1;
    if (strlen(name) != NAME_LEN + strlen(suffix) ||
        strcmp(name + NAME_LEN, suffix) != 0 ||
        memcmp(name + ULID_LEN, conversation_suffix, n) != 0)
        return NULL;
    memcpy(id, name, ULID_LEN);
    id[ULID_LEN] = '\0';
    return ulid_valid(id) ? xstrndup(name, NAME_LEN) : NULL;
}

static bool orphaned(const char *dir, const char *conversation)
{
    struct stat st;
    char *path = path_join(dir, conversation);
    bool gone = lstat(path, &st) != 0 && errno == ENOENT;
    free(path);
    return gone;
}

/* True when the file is a snapshot that stays for now: *out is filled. */
static bool look_at(const char *dir, const char *name, struct found *out, int *n_gone)
{
    bool temporary = false;
    char *conversation = conversation_of(name, snapshot_suffix);
    if (!conversation) {
        conversation = conversation_of(name, temporary_suffix);
        temporary = conversation != NULL;
    }
    if (!conversation)
        return false;
    struct stat st;
    char *path = path_join(dir, name);
    bool there = lstat(path, &st) == 0 && S_ISREG(st.st_mode);
    bool orphan = there && orphaned(dir, conversation);
    bool leftover = there && temporary && time(NULL) - st.st_mtime > LEFTOVER_S;
    free(conversation);
    if ((orphan || leftover) && unlink(path) == 0 && !temporary)
        ++*n_gone;
    if (there && !orphan && !temporary) {
        *out = (struct found){path, (uint64_t)st.st_size, st.st_mtim};
        return true;
    }
    free(path);
    return false;
}

static int newest_first(const void *a, const void *b)
{
    const struct timespec *x = &((const struct found *)a)->mtime,
                          *y = &((const struct found *)b)->mtime;
    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? 1 : -1;
    if (x->tv_nsec != y->tv_nsec)
        return x->tv_nsec < y->tv_nsec ? 1 : -1;
    return 0;
}

int snapshot_evict(const char *dir, uint64_t bytes_max, const char *keep)
{
    DIR *d = opendir(dir);
    if (!d)
        return 0;
    struct found *list = NULL, one;
    size_t n = 0;
    int n_gone = 0;
    struct dirent *f;
    while ((f = readdir(d)) != NULL)
        if (look_at(dir, f->d_name, &one, &n_gone)) {
            if (keep && strcmp(one.path, keep) == 0) /* as if from the future */
                one.mtime.tv_sec += (time_t)1 << 40;
            list = xreallocarray(list, n + 1, sizeof(*list));
            list[n++] = one;
        }
    closedir(d);

    if (n)
        qsort(list, n, sizeof(*list), newest_first);
    uint64_t left = bytes_max;
    bool full = false;
    for (size_t i = 0; i < n; i++) {
        full = full || i >= SNAPSHOT_FILES_MAX || list[i].bytes > left;
        if (!full)
            left -= list[i].bytes;
        else if (unlink(list[i].path) == 0)
            n_gone++;
        free(list[i].path);
    }
    free(list);
    return n_gone;
}
