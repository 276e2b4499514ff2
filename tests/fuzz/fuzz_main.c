/* Runs a fuzz target over files: TARGET FILE|FOLDER... Each file is given whole, then cut at
 * a few places and with a few bytes changed, always the same ones. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/fuzz/fuzz.h"

enum {
    MAX_BYTES = 1 << 20,
    N_CUTS = 8,
    N_CHANGES = 24,
};

static int n_files;

/* A block of exactly this size, so that reading behind it is noticed. */
static void give(const char *bytes, size_t size)
{
    uint8_t *copy = xmalloc(size ? size : 1);
    if (size)
        memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void play_file(const char *path)
{
    struct error err = {0};
    size_t size;
    char *bytes = file_read(path, MAX_BYTES, &size, &err);
    if (!bytes)
        fuzz_fail(err.msg);
    n_files++;
    give(bytes, size);
    for (size_t i = 1; i <= N_CUTS; i++)
        give(bytes, size * i / (N_CUTS + 1));
    uint32_t at = 12345;
    for (int i = 0; i < N_CHANGES && size > 0; i++) {
        static const char marks[] = "\0\xff{}[]\"-9\n:x";
        at = at * 1664525 + 1013904223;
        char *byte = &bytes[(at >> 8) % size], old = *byte;
        *byte = marks[i % (int)(sizeof(marks) - 1)];
        give(bytes, size);
        *byte = old;
    }
    free(bytes);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void play(const char *path)
{
    struct stat st;
    struct dirent **list;
    if (stat(path, &st) != 0)
        fuzz_fail(path);
    if (!S_ISDIR(st.st_mode)) {
        play_file(path);
        return;
    }
    int n = scandir(path, &list, NULL, by_name);
    for (int i = 0; i < n; i++) {
        char *inside = path_join(path, list[i]->d_name);
        if (list[i]->d_name[0] != '.')
            play_file(inside);
        free(inside);
        free(list[i]);
    }
    free(list);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        play(argv[i]);
    printf("%d files\n", n_files);
    return n_files ? 0 : 1;
}
