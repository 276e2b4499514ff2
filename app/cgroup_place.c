#include "app/cgroup_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

enum {
    MAX_BYTES = 1 << 20,
};

/* A mount of the memory controller, and which part of the hierarchy it shows. */
struct hierarchy {
    bool v2;
    char *mount, *root; /* owned */
};

bool cgroup_has_word(const char *list, const char *word, const char *separators)
{
    size_t len = strlen(word);
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, separators);
        if (n == len && strncmp(p, word, len) == 0)
            return true;
        p += n;
        p += strspn(p, separators);
    }
    return false;
}

/* A line of mountinfo: "36 35 98:0 ROOT MOUNT options... - TYPE SOURCE OPTIONS". Paths with
 * spaces are written as \040 there; no system mounts its groups at such a place. */
static bool parse_mount(char *line, struct hierarchy *out)
{
    char *save = NULL, *field[5], *tail = strstr(line, " - ");
    if (!tail)
        return false;
    *tail = '\0';
    for (int i = 0; i < 5; i++) {
        field[i] = strtok_r(i ? NULL : line, " ", &save);
        if (!field[i])
            return false;
    }
    char *type = strtok_r(tail + 3, " ", &save);
    char *source = type ? strtok_r(NULL, " ", &save) : NULL;
    char *options = source ? strtok_r(NULL, " ", &save) : NULL;
    if (!options)
        return false;
    bool v2 = strcmp(type, "cgroup2") == 0;
    if (!v2 && !(strcmp(type, "cgroup") == 0 && cgroup_has_word(options, "memory", ",")))
        return false;
    *out = (struct hierarchy){
        .v2 = v2, .mount = xstrdup(field[4]), .root = xstrdup(field[3])};
    return true;
}

char *cgroup_read(const char *path, struct error *err)
{
    size_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set(err, errno, "open %s", path);
        return NULL;
    }
    /* Such files have no size to ask for. */
    char *text = xcalloc(1, MAX_BYTES);
    for (len = 0; len < MAX_BYTES - 1;) {
        ssize_t n = read(fd, text + len, MAX_BYTES - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    close(fd);
    return text;
}

/* The path of the process in a hierarchy, from /proc/self/cgroup: lines are
 * "ID:controllers:PATH", and "0::PATH" for version 2. Owned, or NULL. */
static char *own_path(const char *text, bool v2)
{
    char *copy = xstrdup(text), *save = NULL, *found = NULL;
    for (char *line = strtok_r(copy, "\n", &save); line && !found;
         line = strtok_r(NULL, "\n", &save))
    {
        char *controllers = strchr(line, ':');
        char *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\0';
        controllers++;
        if (v2 ? *controllers == '\0' : cgroup_has_word(controllers, "memory", ","))
            found = xstrdup(path);
    }
    free(copy);
    return found;
}

/* The folder of our group. A mount may show only a part of the hierarchy. */
static char *own_folder(const struct hierarchy *h, const char *path)
{
    size_t n = strlen(h->root);
    if (strcmp(h->root, "/") != 0) {
        if (strncmp(path, h->root, n) != 0 || (path[n] && path[n] != '/'))
            return NULL;
        path += n;
    }
    while (*path == '/')
        path++;
    return *path ? path_join(h->mount, path) : xstrdup(h->mount);
}

int cgroup_places(struct cgroup_place *out, int max, struct error *why)
{
    char *groups = cgroup_read("/proc/self/cgroup", why), *save = NULL;
    char *mounts = groups ? cgroup_read("/proc/self/mountinfo", why) : NULL;
    int n = 0;
    if (mounts)
        err_set(why, 0, "no memory controller is mounted");
    for (char *line = mounts ? strtok_r(mounts, "\n", &save) : NULL; line && n < max;
         line = strtok_r(NULL, "\n", &save))
    {
        struct hierarchy h = {0};
        if (!parse_mount(line, &h))
            continue;
        char *path = own_path(groups, h.v2), *own = path ? own_folder(&h, path) : NULL;
        if (own)
            out[n++] = (struct cgroup_place){.v2 = h.v2, .mount = h.mount, .own = own};
        else
            err_set(why, 0, "the process's own group is not below %s", h.mount);
        if (!own)
            free(h.mount);
        free(h.root);
        free(path);
    }
    free(mounts);
    free(groups);
    return n;
}

void cgroup_place_finish(struct cgroup_place *p)
{
    free(p->mount);
    free(p->own);
    *p = (struct cgroup_place){0};
}

/* The first number after `name` and a space at the start of a line, or of the text. */
static bool find_number(const char *text, const char *name, uint64_t *out)
{
    size_t n = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (n && (strncmp(line, name, n) != 0 || line[n] != ' '))
            continue;
        char *end;
        const char *digits = line + n;
        errno = 0;
        *out = strtoull(digits, &end, 10);
        return errno == 0 && end != digits;
    }
    return false;
}

bool cgroup_read_number(const char *dir, const char *name, const char *line,
                        uint64_t *out)
{
    char *path = path_join(dir, name), *text = cgroup_read(path, NULL);
    bool ok = text && find_number(text, line, out);
    free(text);
    free(path);
    return ok;
}

/* The most that a group may hold. Of version 2 there are two limits, no limit is the word
 * "max", and above the lower one the group is held up more and more. */
static uint64_t limit_bytes(const char *dir, bool v2)
{
    uint64_t max, high;
    if (!cgroup_read_number(dir, v2 ? "memory.max" : "memory.limit_in_bytes", "", &max))
        max = UINT64_MAX;
    if (!v2 || !cgroup_read_number(dir, "memory.high", "", &high))
        high = UINT64_MAX;
    return max < high ? max : high;
}

/* What a group may still take: its page cache can be pushed out, but for what is no file on
 * a disk (tmpfs), which is counted there. UINT64_MAX: no limit. */
static uint64_t free_bytes(const char *dir, bool v2)
{
    uint64_t max = limit_bytes(dir, v2), used, cache, shmem;
    if (max == UINT64_MAX ||
        !cgroup_read_number(dir, v2 ? "memory.current" : "memory.usage_in_bytes", "",
                            &used) ||
        !cgroup_read_number(dir, "memory.stat", v2 ? "file" : "total_cache", &cache))
        return UINT64_MAX;
    if (!cgroup_read_number(dir, "memory.stat", v2 ? "shmem" : "total_shmem", &shmem))
        shmem = 0;
    cache -= shmem < cache ? shmem : cache;
    used -= cache < used ? cache : used;
    return max > used ? max - used : 0;
}

uint64_t cgroup_place_free_bytes(const struct cgroup_place *p)
{
    uint64_t least = UINT64_MAX;
    char *dir = xstrdup(p->own);
    /* A limit holds for all groups below it. */
    while (strlen(dir) >= strlen(p->mount)) {
        uint64_t bytes = free_bytes(dir, p->v2);
        least = bytes < least ? bytes : least;
        char *end = strrchr(dir, '/');
        if (!end || end == dir)
            break;
        *end = '\0';
    }
    free(dir);
    return least;
}

uint64_t cgroup_free_bytes(void)
{
    struct cgroup_place places[CGROUP_MAX_PLACES];
    int n = cgroup_places(places, CGROUP_MAX_PLACES, NULL);
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < n; i++) {
        uint64_t bytes = cgroup_place_free_bytes(&places[i]);
        least = bytes < least ? bytes : least;
        cgroup_place_finish(&places[i]);
    }
    return least;
}
