/* Tables and file names of GGUF. The folder's listing is all the I/O here. */
#include "core/model/gguf_names.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/gguf_blocks.h"

enum {
    PART_BYTES = sizeof("-00001-of-00001.gguf") - 1
};

static const struct ggml_type types[] = {
    {0, "F32", ST_F32, BLOCK_NONE, 1, 4},
    {1, "F16", ST_F16, BLOCK_NONE, 1, 2},
    {2, "Q4_0", ST_BLOCK, BLOCK_Q4_0, 32, 18},
    {3, "Q4_1", ST_BLOCK, BLOCK_Q4_1, 32, 20},
    {6, "Q5_0", ST_BLOCK, BLOCK_Q5_0, 32, 22},
    {7, "Q5_1", ST_BLOCK, BLOCK_Q5_1, 32, 24},
    {8, "Q8_0", ST_BLOCK, BLOCK_Q8_0, 32, 34},
    {9, "Q8_1", ST_OTHER, BLOCK_NONE, 32, 36},
    {10, "Q2_K", ST_BLOCK, BLOCK_Q2_K, 256, 84},
    {11, "Q3_K", ST_BLOCK, BLOCK_Q3_K, 256, 110},
    {12, "Q4_K", ST_BLOCK, BLOCK_Q4_K, 256, 144},
    {13, "Q5_K", ST_BLOCK, BLOCK_Q5_K, 256, 176},
    {14, "Q6_K", ST_BLOCK, BLOCK_Q6_K, 256, 210},
    {15, "Q8_K", ST_OTHER, BLOCK_NONE, 256, 292},
    {16, "IQ2_XXS", ST_OTHER, BLOCK_NONE, 256, 66},
    {17, "IQ2_XS", ST_OTHER, BLOCK_NONE, 256, 74},
    {18, "IQ3_XXS", ST_OTHER, BLOCK_NONE, 256, 98},
    {19, "IQ1_S", ST_OTHER, BLOCK_NONE, 256, 50},
    {20, "IQ4_NL", ST_BLOCK, BLOCK_IQ4_NL, 32, 18},
    {21, "IQ3_S", ST_OTHER, BLOCK_NONE, 256, 110},
    {22, "IQ2_S", ST_OTHER, BLOCK_NONE, 256, 82},
    {23, "IQ4_XS", ST_BLOCK, BLOCK_IQ4_XS, 256, 136},
    {24, "I8", ST_OTHER, BLOCK_NONE, 1, 1},
    {25, "I16", ST_OTHER, BLOCK_NONE, 1, 2},
    {26, "I32", ST_OTHER, BLOCK_NONE, 1, 4},
    {27, "I64", ST_OTHER, BLOCK_NONE, 1, 8},
    {28, "F64", ST_OTHER, BLOCK_NONE, 1, 8},
    {29, "IQ1_M", ST_OTHER, BLOCK_NONE, 256, 56},
    {30, "BF16", ST_BF16, BLOCK_NONE, 1, 2},
    {34, "TQ1_0", ST_OTHER, BLOCK_NONE, 256, 54},
    {35, "TQ2_0", ST_OTHER, BLOCK_NONE, 256, 66},
    {39, "MXFP4", ST_BLOCK, BLOCK_MXFP4, 32, 17},
    {40, "NVFP4", ST_OTHER, BLOCK_NONE, 64, 36},
};

const struct ggml_type *ggml_type_of(unsigned id)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if ((unsigned)types[i].id == id)
            return &types[i];
    return NULL;
}

char *gguf_part_path(const char *first, int i, int count)
{
    char end[48];
    size_t n = strlen(first);
    snprintf(end, sizeof(end), "-%05d-of-%05d.gguf", 1, count);
    if (n < PART_BYTES || strcmp(first + n - PART_BYTES, end) != 0)
        return NULL;
    return xasprintf("%.*s-%05d-of-%05d.gguf", (int)(n - PART_BYTES), first, i + 1,
                     count);
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* The number at the end, "-0000N-of-0000M.gguf", of a file of a split model; 0: none. */
static long part_number(const char *name)
{
    size_t n = strlen(name);
    if (n < PART_BYTES)
        return 0;
    const char *end = name + n - PART_BYTES;
    bool is = end[0] == '-' && strspn(end + 1, "0123456789") == 5 &&
              strncmp(end + 6, "-of-", 4) == 0 && strspn(end + 10, "0123456789") == 5 &&
              strcmp(end + 15, ".gguf") == 0;
    return is ? strtol(end + 1, NULL, 10) : 0;
}

char *gguf_plain_name(const char *name)
{
    size_t n = strlen(name);
    if (part_number(name) > 0)
        return xstrndup(name, n - PART_BYTES);
    return xstrndup(name, ends_with(name, ".gguf") && n > 5 ? n - 5 : n);
}

bool gguf_in_folder(const char *folder, char **path, struct error *err)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    bool ok = true;
    *path = NULL;
    while (d && ok && (e = readdir(d))) { /* NOLINT(concurrency-mt-unsafe): own stream */
        const char *name = e->d_name;
        if (!ends_with(name, ".gguf") || name[0] == '.' || part_number(name) > 1 ||
            strncmp(name, "mmproj", 6) == 0)
            continue;
        if (*path)
            ok = err_set(err, 0,
                         "%s holds more than one GGUF model (%s and %s): name the file",
                         folder, strrchr(*path, '/') + 1, name);
        else
            *path = path_join(folder, name);
    }
    if (d)
        closedir(d);
    if (!ok) {
        free(*path);
        *path = NULL;
    }
    return ok;
}

bool gguf_is_file(const char *path)
{
    char magic[4];
    struct stat sb;
    /* Without O_NONBLOCK a FIFO under that name would hang the open. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode) &&
              pread(fd, magic, sizeof(magic), 0) == (ssize_t)sizeof(magic) &&
              memcmp(magic, "GGUF", sizeof(magic)) == 0;
    close(fd);
    return ok;
}
