#include "tests/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

static _Noreturn void give_up(const char *verb, const char *path)
{
    fprintf(stderr, "%s %s: %s\n", verb, path, strerror(errno));
    abort();
}

static char *new_name(const char *what)
{
    const char *tmp = getenv("TMPDIR");
    tmp = tmp && *tmp ? tmp : "/tmp";
    char *dir = realpath(tmp, NULL);
    if (!dir)
        give_up("find", tmp);
    char *path = xasprintf("%s/flashmoe-%s-XXXXXX", dir, what);
    free(dir);
    return path;
}

char *scratch_folder(const char *what)
{
    char *path = new_name(what);
    if (!mkdtemp(path))
        give_up("make", path);
    return path;
}

char *scratch_file(const char *what, int *fd)
{
    char *path = new_name(what);
    *fd = mkstemp(path);
    if (*fd < 0)
        give_up("make", path);
    return path;
}

char *scratch_write(const char *what, const void *bytes, size_t len)
{
    int fd;
    char *path = scratch_file(what, &fd);
    if (!fd_write_all(fd, bytes, len) || close(fd) != 0)
        give_up("write", path);
    return path;
}

static void remove_tree(const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return;
    DIR *d = chmod(path, 0700) == 0 ? opendir(path) : NULL;
    if (!d)
        give_up("remove", path);
    const struct dirent *e;
    while ((e = readdir(d))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        char *child = path_join(path, e->d_name);
        remove_tree(child);
        free(child);
    }
    closedir(d);
    if (rmdir(path) != 0)
        give_up("remove", path);
}

void scratch_remove(char *path)
{
    if (path)
        remove_tree(path);
    free(path);
}
