#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "tests/scratch.h"

static char *folder;
static char *made[16]; /* owned */
static int n_made;

static void remove_all(void)
{
    for (int i = 0; i < n_made; i++)
        free(made[i]);
    scratch_remove(folder);
}

const char *fuzz_folder(void)
{
    if (!folder) {
        if (access("/dev/shm", W_OK) == 0)
            setenv("TMPDIR", "/dev/shm", 0); /* memory, where nobody said otherwise */
        folder = scratch_folder("fuzz");
        atexit(remove_all);
    }
    return folder;
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    char *path = path_join(fuzz_folder(), name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || !fd_write_all(fd, data, size))
        fuzz_fail("the file cannot be written");
    close(fd);
    for (int i = 0; i < n_made; i++)
        if (strcmp(made[i], path) == 0) {
            free(path);
            return made[i];
        }
    if (n_made == (int)(sizeof(made) / sizeof(made[0])))
        fuzz_fail("too many names of files");
    return made[n_made++] = path;
}

void fuzz_fail(const char *what)
{
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}
