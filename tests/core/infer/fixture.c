#include "tests/core/infer/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/packer.h"
#include "tests/scratch.h"

const char *const fixture_names[] = {
    "qwen3_5_moe",
    "qwen3_5_moe_fused",
    "qwen3_5_moe_mlx2",
    "qwen3_5_moe_mlx4",
    "qwen3_5_moe_wide",
    "qwen3_moe",
    "qwen3_next",
    "odd_next",
    "odd_mlx",
    "odd_mlx5",
    NULL,
};

static void open_packed(struct fixture *f, const char *path,
                        const struct packer_params *params)
{
    *f = (struct fixture){.source = xstrdup(path)};
    struct error err = {0};
    f->dir = scratch_folder("test");
    char *dst = path_join(f->dir, "pack");
    if (!pack_write(path, dst, params, &err))
        fail_msg("%s", err.msg);
    f->pack = pack_open(dst, &err);
    if (!f->pack)
        fail_msg("%s", err.msg);
    free(dst);

    char *golden = path_join(path, "golden.json");
    f->golden = json_load_file(golden, 0, NULL);
    free(golden);
}

void fixture_open_path(struct fixture *f, const char *path, int expert_bits,
                       int dense_bits)
{
    struct packer_params p = {.expert_bits = expert_bits, .dense_bits = dense_bits};
    open_packed(f, path, &p);
}

void fixture_open_packed(struct fixture *f, const char *name,
                         const struct packer_params *params)
{
    char *path = xasprintf("%s/fixtures/%s", getenv("FLASHMOE_TEST_DATA"), name);
    open_packed(f, path, params);
    free(path);
}

void fixture_open(struct fixture *f, const char *name, int expert_bits, int dense_bits)
{
    struct packer_params p = {.expert_bits = expert_bits, .dense_bits = dense_bits};
    fixture_open_packed(f, name, &p);
}

void fixture_close(struct fixture *f)
{
    pack_close(f->pack);
    json_decref(f->golden);
    scratch_remove(f->dir);
    free(f->source);
}

const json_t *fixture_case(const struct fixture *f, const char *name)
{
    size_t i;
    json_t *c;
    json_array_foreach(json_object_get(f->golden, "cases"), i, c)
    {
        if (strcmp(json_string_value(json_object_get(c, "name")), name) == 0)
            return c;
    }
    fail_msg("no case %s in %s", name, f->source);
    return NULL;
}

int32_t *fixture_ids(const json_t *array, size_t *n)
{
    *n = json_array_size(array);
    assert_true(*n > 0);
    int32_t *ids = xcalloc(*n, sizeof(*ids));
    for (size_t i = 0; i < *n; i++)
        ids[i] = (int32_t)json_integer_value(json_array_get(array, i));
    return ids;
}

char *fixture_file(const struct fixture *f, const char *name)
{
    return path_join(f->source, name);
}

struct session_params fixture_params(void)
{
    return (struct session_params){
        .f32_activations = true, .n_threads = 2, .kv = KV_CHOICE_F32};
}

struct session *fixture_session(const struct fixture *f, const struct session_params *p)
{
    struct error err = {0};
    struct session *s = session_create(f->pack, p, &err);
    if (!s)
        fail_msg("%s", err.msg);
    return s;
}

void fixture_run(struct session *s, const int32_t *ids, size_t n, float *all_logits)
{
    struct error err = {0};
    struct session_run run = {.ids = ids, .n = n, .all_logits = all_logits};
    if (!session_run(s, &run, &err))
        fail_msg("%s", err.msg);
}
