/* The rename is what makes a pack: before it there is only the partial folder, and every
 * byte in that has reached the disk. */
#include "core/model/pack_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

void pack_folder_init(struct pack_folder *f, const char *dst)
{
    f->dst = path_without_slash(dst);
    f->partial = xasprintf("%s.partial", f->dst);
}

void pack_folder_finish(struct pack_folder *f)
{
    free(f->dst);
    free(f->partial);
    *f = (struct pack_folder){0};
}

bool pack_folder_check_new(const struct pack_folder *f, struct error *err)
{
    struct stat sb;
    return lstat(f->dst, &sb) != 0 || err_set(err, EEXIST, "pack %s", f->dst);
}

static bool make_folder(const char *path, bool go_on, struct error *err)
{
    return mkdir(path, 0755) == 0 || (go_on && errno == EEXIST) ||
           err_set(err, errno, "create folder %s", path);
}

bool pack_folder_make(const struct pack_folder *f, bool go_on, struct error *err)
{
    char *experts = path_join(f->partial, "experts");
    bool ok = make_folder(f->partial, go_on, err);
    if (ok && !make_folder(experts, go_on, err)) {
        rmdir(f->partial); /* if nothing was in it */
        ok = false;
    }
    free(experts);
    return ok;
}

bool pack_folder_check_space(const struct pack_folder *f, uint64_t need_bytes,
                             struct error *err)
{
    struct statvfs v;
    if (statvfs(f->partial, &v) != 0)
        return err_set(err, errno, "ask for the free space of %s", f->partial);
    uint64_t have = (uint64_t)v.f_bavail * v.f_frsize;
    if (need_bytes <= have)
        return true;
    return err_set(err, ENOSPC,
                   "pack %s: %" PRIu64 " MB are needed, %" PRIu64
                   " MB are available, %" PRIu64 " MB are missing",
                   f->dst, need_bytes / 1000000 + 1, have / 1000000,
                   (need_bytes - have) / 1000000 + 1);
}

bool pack_folder_allocate(const char *path, uint64_t n_bytes, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), rc;
    struct stat sb;
    if (fd < 0)
        return err_set(err, errno, "create %s", path);
    do {
        rc = n_bytes ? fallocate(fd, 0, 0, (off_t)n_bytes) : 0;
    } while (rc != 0 && errno == EINTR);
    /* Not every file system can; none may leave the file shorter. */
    if (rc != 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
        rc = fstat(fd, &sb) != 0 ||
             ((uint64_t)sb.st_size < n_bytes && ftruncate(fd, (off_t)n_bytes) != 0);
    if (rc != 0)
        err_set(err, errno, "allocate %" PRIu64 " MB for %s", n_bytes / 1000000 + 1,
                path);
    close(fd);
    return rc == 0;
}

int pack_folder_open(const struct pack_folder *f, const char *name, struct error *err)
{
    char *path = path_join(f->partial, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        err_set(err, errno, "create %s", path);
    free(path);
    return fd;
}

static bool sync_folder(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_set(err, errno, "sync folder %s", path);
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool write_manifest(const struct pack_folder *f, struct manifest *m,
                           struct error *err)
{
    size_t len, max = (size_t)m->config.n_layer * MAX_EXPERTS * sizeof(uint64_t);
    char *sums_path = manifest_checksums_path(f->partial);
    char *sums = file_read(sums_path, max, &len, err);
    free(sums_path);
    if (!sums)
        return false;
    m->checksums_xxh3 = XXH3_64bits(sums, len);
    free(sums);

    json_t *o = manifest_to_json(m);
    char *text = json_dumps(o, JSON_INDENT(1));
    char *path = path_join(f->partial, "manifest.json");
    bool ok = file_write_atomic(path, text, strlen(text), 0644, err);
    free(path);
    free(text);
    json_decref(o);
    return ok;
}

/* What a killed run had written and not yet given its name. Nobody else writes here: a packer
 * holds the lock of the journal. */
static void drop_leftovers(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    while (d && (e = readdir(d))) /* NOLINT(concurrency-mt-unsafe): own stream */
        if (strstr(e->d_name, ".json.tmp."))
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

static bool rename_new(const struct pack_folder *f, struct error *err)
{
    /* Not every file system knows how not to replace. */
    if (renameat2(AT_FDCWD, f->partial, AT_FDCWD, f->dst, RENAME_NOREPLACE) == 0 ||
        ((errno == EINVAL || errno == ENOSYS) && rename(f->partial, f->dst) == 0))
        return true;
    return err_set(err, errno, "rename %s to %s", f->partial, f->dst);
}

bool pack_folder_publish(const struct pack_folder *f, struct manifest *m,
                         struct error *err)
{
    char *experts = path_join(f->partial, "experts");
    char *parent = xstrdup(f->dst);
    char *slash = strrchr(parent, '/');
    if (slash == parent)
        slash[1] = '\0';
    else if (slash)
        *slash = '\0';
    drop_leftovers(f->partial);
    bool ok = write_manifest(f, m, err) && sync_folder(experts, err) &&
              sync_folder(f->partial, err) && rename_new(f, err) &&
              sync_folder(slash ? parent : ".", err);
    free(experts);
    free(parent);
    return ok;
}

static void remove_files(const char *folder, int n_layer)
{
    drop_leftovers(folder);
    static const char *const files[] = {"manifest.json", "dense.bin", "tokenizer.json",
                                        "generation.json", "experts/checksums.bin"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char *path = path_join(folder, files[i]);
        unlink(path);
        free(path);
    }
    for (int i = 0; i < n_layer; i++) {
        char *path = manifest_expert_path(folder, i);
        unlink(path);
        free(path);
    }
    char *experts = path_join(folder, "experts");
    rmdir(experts);
    free(experts);
    rmdir(folder);
}

void pack_folder_discard(const struct pack_folder *f, int n_layer)
{
    remove_files(f->partial, n_layer);
}

void pack_folder_remove(const struct pack_folder *f, int n_layer)
{
    remove_files(f->dst, n_layer);
}
