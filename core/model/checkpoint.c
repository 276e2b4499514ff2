/* What a path is, and what to call it; the layouts are in checkpoint_hub.c and
 * checkpoint_gguf.c. Entered from the packer and from `flashmoe info`. */
#include "core/model/checkpoint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/checkpoint_gguf.h"
#include "core/model/checkpoint_hub.h"
#include "core/model/flash_moe.h"
#include "core/model/gguf_names.h"

/* A folder that flash-moe was given has the checkpoint's config.json, too, and perhaps all of
 * it: its packed experts need no copy. Else safetensors go first: a folder of GGUF files
 * often has the hub's config.json, too. */
static bool open_any(struct checkpoint *ck, struct error *err)
{
    char *single = path_join(ck->path, "model.safetensors"), *file = NULL;
    char *index = path_join(ck->path, "model.safetensors.index.json");
    bool hub = file_exists(single) || file_exists(index), ok;
    free(single);
    free(index);
    if (gguf_is_file(ck->path))
        return checkpoint_open_gguf(ck, ck->path, err);
    if (flash_moe_is_folder(ck->path))
        return checkpoint_open_flash_moe(ck, err);
    if (!hub && !gguf_in_folder(ck->path, &file, err))
        return false;
    ok = file ? checkpoint_open_gguf(ck, file, err) : checkpoint_open_hub(ck, err);
    free(file);
    return ok;
}

bool checkpoint_is_here(const char *path)
{
    static const char *const names[] = {"config.json", "model.safetensors",
                                        "model.safetensors.index.json"};
    struct error several = {0};
    char *file = NULL;
    bool found = gguf_is_file(path) || flash_moe_is_folder(path);
    for (size_t i = 0; !found && i < sizeof(names) / sizeof(names[0]); i++) {
        char *inside = path_join(path, names[i]);
        found = file_exists(inside);
        free(inside);
    }
    found = found || !gguf_in_folder(path, &file, &several) || file;
    free(file);
    return found;
}

/* Of ".../models--ORG--NAME/snapshots/REVISION"; owned, or NULL. */
static char *name_in_cache(const char *path)
{
    static const char prefix[] = "models--", between[] = "/snapshots/";
    const char *revision = strrchr(path, '/');
    size_t n = revision ? (size_t)(revision - path) + 1 : 0, k = sizeof(between) - 1;
    if (n < k || strncmp(path + n - k, between, k) != 0)
        return NULL;
    char *folder = xstrndup(path, n - k), *name = NULL;
    const char *base = strrchr(folder, '/');
    base = base ? base + 1 : folder;
    if (strncmp(base, prefix, sizeof(prefix) - 1) == 0) {
        const char *last = base;
        for (const char *at; (at = strstr(last, "--"));)
            last = at + 2;
        name = *last ? xstrdup(last) : NULL;
    }
    free(folder);
    return name;
}

/* A folder is resolved, since "." has a name, too; a file is not: in caches it is a link to
 * something without a name. */
char *checkpoint_name(const char *path)
{
    struct stat sb;
    bool folder = stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
    char *real = folder ? realpath(path, NULL) : NULL;
    char *plain = real ? real : path_without_slash(path);
    char *name = folder ? name_in_cache(plain) : NULL;
    const char *slash = strrchr(plain, '/');
    if (!name)
        name = gguf_plain_name(slash && slash[1] ? slash + 1 : plain);
    free(plain);
    return name;
}

struct checkpoint *checkpoint_open(const char *path, struct error *err)
{
    struct checkpoint *ck = xcalloc(1, sizeof(*ck));
    ck->path = xstrdup(path);
    if (open_any(ck, err))
        return ck;
    checkpoint_close(ck);
    return NULL;
}

const char *checkpoint_kind(const struct checkpoint *ck)
{
    return ck->gguf            ? "GGUF"
           : ck->expert_folder ? "flash-moe"
           : ck->quantised     ? "MLX affine"
           : ck->fp8           ? "hub safetensors, FP8"
                               : "hub safetensors";
}

size_t source_row_bytes(const struct source *s)
{
    if (s->block)
        return (size_t)(s->n_in / block_values(s->block)) * (size_t)block_bytes(s->block);
    return dtype_row_bytes(s->type, s->n_in);
}

void checkpoint_close(struct checkpoint *ck)
{
    if (!ck)
        return;
    gguf_close(ck->gguf);
    st_close(ck->st);
    free(ck->path);
    free(ck->spec);
    free(ck->dense);
    free(ck->expert);
    free(ck->expert_folder);
    free(ck);
}
