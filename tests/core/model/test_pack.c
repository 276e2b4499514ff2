#include "core/model/pack.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/packer.h"
#include "tests/core/model/model_files.h"

static char *root; /* of all packs here */

/* A fresh pack of the small fixture; owned path. */
static char *make(void)
{
    static int n;
    char *src = fixture_path("qwen3_5_moe");
    char *dst = xasprintf("%s/pack-%d", root, n++);
    struct packer_params params = {.name = "tiny"};
    struct error err = {0};
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    free(src);
    return dst;
}

/* Takes the path. */
static void open_fails(char *path, const char *why)
{
    struct error err = {0};
    assert_null(pack_open(path, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    free(path);
}

static void verify_fails(char *path, const char *why)
{
    struct error err = {0};
    struct pack *pack = pack_open(path, &err);
    if (!pack)
        fail_msg("%s", err.msg);
    assert_false(pack_verify(pack, NULL, NULL, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    pack_close(pack);
    free(path);
}

/* One pack, always the same, whose manifest has one value replaced: a path of keys,
 * slash-separated. Takes v. */
static char *with(const char *keys, json_t *v)
{
    static char *dir;
    static json_t *original;
    if (!dir) {
        dir = make();
        original = json_get(dir, "manifest.json");
    }
    char *copy = xstrdup(keys), *save;
    json_t *m = json_deep_copy(original), *o = m;
    const char *key = strtok_r(copy, "/", &save), *next;
    for (; (next = strtok_r(NULL, "/", &save)); key = next) {
        o = json_is_array(o) ? json_array_get(o, strtoul(key, NULL, 10))
                             : json_object_get(o, key);
        assert_non_null(o);
    }
    if (v)
        json_object_set_new(o, key, v);
    else
        json_object_del(o, key);
    json_put(dir, "manifest.json", m);
    free(copy);
    return xstrdup(dir);
}

static void a_pack_describes_itself(void **state)
{
    char *path = make();
    struct pack *pack = pack_open(path, NULL);
    assert_non_null(pack);
    assert_string_equal(pack->name, "tiny");
    assert_string_equal(pack->template_name, "qwen3.5");
    assert_int_equal(pack->expert_bits, 4);
    assert_int_equal(pack->dense_bits, 8);
    /* gate and up: 64 rows of 128, down: 128 rows of 64; half a byte and, per 64, 4 bytes */
    size_t record = 3 * 64 * 128 / 2 + 3 * 64 * 128 / 64 * 4;
    assert_int_equal(pack->expert[2].record_bytes, record);
    assert_int_equal(pack->expert[2].stride_bytes, 16384);
    assert_int_equal(pack->expert_file_bytes, 4 * 16 * 16384);
    assert_int_equal(pack_expert_bytes_per_token(pack, 4), 4 * 4 * record);
    /* embedding and head alone are 512 x 128 at 8 bits and 4 bytes per 64 */
    size_t table = 512 * (128 + 2 * 4), all = 0;
    char name[64];
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        struct matrix w = pack_tensor(pack, i, name);
        all += matrix_bytes(w.type, w.group, w.n_out, w.n_in);
    }
    assert_int_equal(pack_dense_bytes_per_token(pack), all - table + 128 + 2 * 4);
    assert_int_equal((uintptr_t)pack->head.data % 64, 0);
    assert_int_equal(pack_n_notes(pack), 2); /* the fixture has images, and no template */
    assert_non_null(strstr(pack_note(pack, 0), "21 tensors for images (0.1 MB)"));
    assert_non_null(strstr(pack_note(pack, 1), "chat template qwen3.5, the usual one"));
    /* 3 matrices of 64 x 128 per expert, 64 experts; the rest counted by hand from the
     * fixture's header, vision left out */
    assert_int_equal(pack->n_params, 2080568);
    pack_close(pack);
    free(path);
}

static void opening_is_quick(void **state)
{
    char *path = make();
    int64_t best = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t t = clock_now_ns();
        struct pack *pack = pack_open(path, NULL);
        t = clock_now_ns() - t;
        assert_non_null(pack);
        pack_close(pack);
        best = t < best ? t : best;
    }
    assert_true(best < 50 * 1000 * 1000);
    free(path);
}

static void verify_names_the_damaged_place(void **state)
{
    char *path = make();
    damage_file(path, "experts/layer-02.bin", 5 * 16384 + 100);
    char *want =
        xasprintf("%s/experts/layer-02.bin is damaged: checksum of expert 5 (offset "
                  "81920)",
                  path);
    verify_fails(path, want);
    free(want);
    path = make();
    damage_file(path, "dense.bin", 70); /* the embedding is not in the sample */
    verify_fails(path, "dense.bin is damaged: checksum of tensor embed (offset 0)");
}

static void open_notices_damage_in_its_sample(void **state)
{
    char *path = make();
    damage_file(path, "experts/layer-00.bin", 0);
    open_fails(path, "checksum of expert 0");
    path = make();
    damage_file(path, "experts/checksums.bin", 11);
    open_fails(path, "checksums.bin is damaged");
    path = make();
    json_t *m = json_get(path, "manifest.json");
    const json_t *t = json_object_get(
        json_object_get(json_object_get(m, "dense"), "tensors"), "layers.3.router");
    damage_file(path, "dense.bin",
                (size_t)json_integer_value(json_object_get(t, "offset")));
    json_decref(m);
    open_fails(path, "checksum of tensor layers.3.router");
}

static void files_of_the_wrong_length_are_refused(void **state)
{
    static const char *const files[] = {"dense.bin", "experts/layer-03.bin",
                                        "experts/checksums.bin"};
    for (int i = 0; i < 3; i++)
        for (int longer = 0; longer < 2; longer++) {
            char *path = make(), *file = path_join(path, files[i]);
            size_t len;
            free(get_file(path, files[i], &len));
            assert_int_equal(truncate(file, (off_t)(longer ? len + 1 : len - 1)), 0);
            open_fails(path, files[i]);
            free(file);
        }
    char *path = make(), *file = path_join(path, "experts/layer-01.bin");
    unlink(file);
    free(file);
    open_fails(path, "layer-01.bin: No such file");
}

static void other_versions_are_refused(void **state)
{
    open_fails(with("flashmoe_pack", json_integer(2)),
               "pack format 2; this program reads format 1");
    open_fails(with("flashmoe_pack", json_string("1")), "not a pack's manifest");
    open_fails(xasprintf("%s/nothing", root), "manifest.json: No such file");
}

#define TENSOR "dense/tensors/layers.0.qkv/"

static void a_manifest_that_contradicts_itself_is_refused(void **state)
{
    open_fails(with(TENSOR "offset", json_integer(0)), "layers.0.qkv is not at offset");
    open_fails(with(TENSOR "offset", json_integer(-64)), "layers.0.qkv is not at offset");
    open_fails(with(TENSOR "bytes", json_integer(INT64_MAX)),
               "layers.0.qkv is not at offset");
    open_fails(with(TENSOR "shape", json_pack("[i,i]", 256, 64)),
               "does not have the shape");
    open_fails(with(TENSOR "dtype", json_string("q7")), "impossible dtype");
    open_fails(with(TENSOR "dtype", json_string("q4")), "layers.0.qkv is not at offset");
    open_fails(with(TENSOR "group", json_integer(0)), "impossible dtype or group");
    open_fails(with(TENSOR "group", json_integer(4294967360)),
               "impossible dtype or group");
    open_fails(with(TENSOR "scales", json_string("f32")),
               "tensor layers.0.qkv has scales of a type that is not known: f32");
    open_fails(with(TENSOR "scales", json_integer(1)), "not known: not a text");
    open_fails(with("dense/tensors/final_norm/scales", json_string("f16")),
               "tensor final_norm is f32, which has no scales");
    open_fails(with("experts/layers/1/up/scales", json_string("q4")),
               "experts of layer 1: up has scales of a type that is not known: q4");
    open_fails(with(TENSOR "xxh3", json_string("zz")), "no checksum");
    open_fails(with("dense/tensors/layers.0.qkv", NULL), "tensors instead of");
    open_fails(with("dense/tensors/final_norm/dtype", json_string("bf16")),
               "impossible dtype");
    open_fails(with("dense/bytes", json_integer(64)), "dense: bytes is not");
    open_fails(with("experts/layers", json_array()), "0 layers instead of 4");
    open_fails(with("experts/layers/1/stride_bytes", json_integer(4096)),
               "experts of layer 1: records are not");
    open_fails(with("experts/layers/1/down", NULL), "experts of layer 1: impossible");
    open_fails(with("config/n_expert", json_integer(17)), "does not have the shape");
    open_fails(with("config/hidden", json_integer(1 << 30)), "hidden is 1073741824");
    open_fails(with("name", json_integer(1)), "name is missing");
    open_fails(with("config", NULL), "config is not an object");
}

static void a_manifest_that_is_no_json_is_refused(void **state)
{
    char *path = make();
    put_file(path, "manifest.json", "{\"flashmoe_pack\": 1,\n", 21);
    open_fails(path, "manifest.json: line 2, column");
    path = make();
    put_file(path, "manifest.json", "{\"a\": 1, \"a\": 1}", 16);
    open_fails(path, "duplicate");
}

static bool count_calls(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    int *calls = ctx;
    assert_true(done <= total);
    return ++*calls < 50;
}

static void verify_can_be_stopped(void **state)
{
    char *path = make();
    struct error err = {0};
    int calls = 0;
    struct pack *pack = pack_open(path, &err);
    assert_non_null(pack);
    assert_false(pack_verify(pack, count_calls, &calls, &err));
    assert_int_equal(calls, 50);
    assert_true(pack_verify(pack, NULL, NULL, &err));
    pack_close(pack);
    pack_close(NULL);
    free(path);
}

static void what_stays_unquantised_is_noted(void **state)
{
    char *src = fixture_copy("qwen3_moe"), *dst = path_join(root, "narrow");
    json_t *h = header_get(src), *config = json_get(src, "config.json");
    /* Half as wide experts: the same bytes with other shapes. */
    static const char zeros[32 * 128 * 2];
    json_object_set_new(config, "moe_intermediate_size", json_integer(32));
    json_put(src, "config.json", config);
    json_decref(h);
    for (int layer = 0; layer < 3; layer++)
        for (int e = 0; e < 16; e++)
            for (int i = 0; i < 3; i++) {
                static const char *const proj[] = {"gate", "up", "down"};
                char name[128];
                snprintf(name, sizeof(name),
                         "model.layers.%d.mlp.experts.%d.%s_proj.weight", layer, e,
                         proj[i]);
                tensor_put(src, name, "BF16",
                           i < 2 ? json_pack("[i,i]", 32, 128)
                                 : json_pack("[i,i]", 128, 32),
                           zeros, sizeof(zeros));
            }
    struct packer_params params = {0};
    struct error err = {0};
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    struct pack *pack = pack_open(dst, &err);
    assert_non_null(pack);
    assert_int_equal(pack->expert[0].gate.type, DTYPE_Q4);
    assert_int_equal(pack->expert[0].down.type, DTYPE_BF16);
    assert_int_equal(pack_n_notes(pack), 2);
    assert_non_null(strstr(pack_note(pack, 0), "down projections are unquantised: 32"));
    pack_close(pack);
    free(dst);
    folder_remove(src);
}

static int make_root(void **state)
{
    root = folder_make();
    return 0;
}

static int remove_root(void **state)
{
    folder_remove(root);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_describes_itself),
        cmocka_unit_test(opening_is_quick),
        cmocka_unit_test(verify_names_the_damaged_place),
        cmocka_unit_test(open_notices_damage_in_its_sample),
        cmocka_unit_test(files_of_the_wrong_length_are_refused),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(a_manifest_that_contradicts_itself_is_refused),
        cmocka_unit_test(a_manifest_that_is_no_json_is_refused),
        cmocka_unit_test(verify_can_be_stopped),
        cmocka_unit_test(what_stays_unquantised_is_noted),
    };
    return cmocka_run_group_tests_name("core/model/pack", tests, make_root, remove_root);
}
