#include "app/backend_choice.h"

#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "app/paths.h"
#include "core/base/error.h"

static bool plan(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err)
{
    (void)ctx;
    return gpu_backend_plan(p, out, err);
}

static struct backend *create(const void *ctx, const struct backend_params *p,
                              struct error *err)
{
    return gpu_backend_create(ctx, p, err);
}

static const char *const words[] = {"cpu", "auto", "vulkan"};

const char *backend_kind_name(enum backend_kind kind)
{
    return words[kind];
}

void backend_choice_finish(struct backend_choice *c)
{
    free(c->cache_dir);
    *c = (struct backend_choice){0};
}

bool backend_choice_set_kind(struct backend_choice *c, const char *word, const char *what,
                             struct error *err)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) {
            c->kind = (enum backend_kind)i;
            c->kind_set = true;
            return true;
        }
    return err_set(err, 0, "%s: '%s' is not cpu, auto or vulkan", what, word);
}

bool backend_choice_set_gpu(struct backend_choice *c, const char *number,
                            const char *what, struct error *err)
{
    if (!option_int(number, 0, 63, what, &c->gpu.device, err))
        return false;
    c->gpu_set = true;
    return true;
}

static const char *const miss_words[] = {"auto", "copy", "cpu"};

const char *backend_misses_name(enum gpu_misses misses)
{
    return miss_words[misses];
}

bool backend_choice_set_misses(struct backend_choice *c, const char *word,
                               const char *what, struct error *err)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(word, miss_words[i]) == 0) {
            c->gpu.misses = (enum gpu_misses)i;
            return true;
        }
    return err_set(err, 0, "%s: '%s' is not auto, copy or cpu", what, word);
}

/* Whether there is a device that auto may take. */
static bool has_hardware(void)
{
    int n = 0;
    bool found = false;
    struct gpu_info *list = gpu_list(&n, NULL);
    for (int i = 0; i < n; i++)
        found = found || (!list[i].lacks[0] && list[i].kind != GPU_SOFTWARE);
    free(list);
    return found;
}

const struct backend_source *backend_choice_source(struct backend_choice *c)
{
    enum backend_kind kind = c->kind;
    if (!c->kind_set && c->gpu_set)
        kind = BACKEND_VULKAN;
    if (kind == BACKEND_CPU || (kind == BACKEND_AUTO && !c->gpu_set && !has_hardware()))
        return NULL;
    if (!c->gpu_set)
        c->gpu.device = -1;
    if (!c->cache_dir)
        c->cache_dir = path_cache("shaders");
    c->gpu.cache_dir = c->cache_dir;
    const char *units = getenv("FLASHMOE_MATRIX_UNITS");
    c->gpu.matrix_units = !units || strcmp(units, "0") != 0;
    c->gpu.integer_dots = GPU_DOTS_FAST;
    c->source = (struct backend_source){plan, create, &c->gpu, GPU_CHUNK_TOK,
                                        kind == BACKEND_AUTO};
    return &c->source;
}
