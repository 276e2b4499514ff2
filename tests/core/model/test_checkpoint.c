#include "core/model/checkpoint.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/core/model/model_files.h"

#define P  "model.language_model."
#define ML "language_model.model.layers.1."

/* Takes the folder. */
static void open_fails(char *dir, const char *why)
{
    struct error err = {0};
    struct checkpoint *ck = checkpoint_open(dir, &err);
    assert_null(ck);
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    folder_remove(dir);
}

/* The fixture without a tensor. */
static void fails_without(const char *fixture, const char *name)
{
    char *dir = fixture_copy(fixture);
    json_t *h = header_get(dir);
    assert_int_equal(json_object_del(h, name), 0);
    header_put(dir, h);
    open_fails(dir, name);
}

/* The fixture with one field of a tensor's header entry replaced. Takes v. */
static void fails_with(const char *fixture, const char *name, const char *field,
                       json_t *v, const char *why)
{
    char *dir = fixture_copy(fixture);
    json_t *h = header_get(dir);
    json_object_set_new(json_object_get(h, name), field, v);
    header_put(dir, h);
    open_fails(dir, why);
}

static void every_layout_opens(void **state)
{
    static const struct {
        const char *name;
        bool quantised, norms_done;
        int n_skipped;
    } known[] = {
        {"qwen3_5_moe", false, false, 21},      {"qwen3_5_moe_fused", false, false, 21},
        {"qwen3_5_moe_wide", false, false, 21}, {"qwen3_next", false, false, 0},
        {"qwen3_moe", false, true, 0},          {"qwen3_5_moe_mlx4", true, true, 0},
        {"qwen3_5_moe_mlx2", true, true, 0},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct error err = {0};
        char *dir = fixture_path(known[i].name);
        struct checkpoint *ck = checkpoint_open(dir, &err);
        if (!ck) {
            fail_msg("%s", err.msg);
            return;
        }
        assert_int_equal(ck->quantised, known[i].quantised);
        assert_int_equal(ck->norms_done, known[i].norms_done);
        assert_int_equal(checkpoint_skipped(ck).n_tensors, known[i].n_skipped);
        checkpoint_close(ck);
        free(dir);
    }
}

static void a_missing_tensor_is_named(void **state)
{
    fails_without("qwen3_5_moe", P "embed_tokens.weight");
    fails_without("qwen3_5_moe", P "norm.weight");
    fails_without("qwen3_5_moe", "lm_head.weight");
    fails_without("qwen3_5_moe", P "layers.2.linear_attn.dt_bias");
    fails_without("qwen3_5_moe", P "layers.3.self_attn.k_norm.weight");
    fails_without("qwen3_5_moe", P "layers.1.mlp.experts.15.up_proj.weight");
    fails_without("qwen3_5_moe_fused", P "layers.1.mlp.experts.down_proj");
    fails_without("qwen3_5_moe_mlx4", ML "mlp.switch_mlp.up_proj.weight");
}

static void a_wrong_shape_is_named(void **state)
{
    fails_with("qwen3_5_moe", P "layers.0.linear_attn.in_proj_qkv.weight", "shape",
               json_pack("[i,i]", 128, 256), "has the shape [128, 256], not [256, 128]");
    fails_with("qwen3_5_moe", P "layers.0.input_layernorm.weight", "shape",
               json_pack("[i,i]", 1, 128), "has the shape [1, 128], not [128]");
    fails_with("qwen3_5_moe_fused", P "layers.0.mlp.experts.gate_up_proj", "shape",
               json_pack("[i,i,i]", 128, 16, 128), "has the shape [128, 16, 128]");
    fails_with("qwen3_5_moe", P "layers.0.linear_attn.conv1d.weight", "shape",
               json_pack("[i,i,i]", 4, 1, 256), "has the shape [4, 1, 256]");
    fails_with("qwen3_5_moe_mlx4", ML "mlp.switch_mlp.down_proj.biases", "shape",
               json_pack("[i,i,i]", 128, 16, 1), "has the shape [128, 16, 1]");
}

static void other_number_types_are_refused(void **state)
{
    fails_with("qwen3_5_moe", P "layers.0.mlp.gate.weight", "dtype", json_string("I16"),
               "is I16");
    fails_with("qwen3_5_moe", P "layers.0.linear_attn.A_log", "dtype", json_string("U16"),
               "is U16");
    fails_with("qwen3_5_moe_mlx4", ML "mlp.gate.weight", "dtype", json_string("I32"),
               "other than affine");
}

static void an_unknown_tensor_in_a_layer_is_refused(void **state)
{
    char *dir = fixture_copy("qwen3_5_moe");
    tensor_put(dir, P "layers.0.self_attn.sinks", "F32", json_pack("[i]", 1), "1234", 4);
    open_fails(dir, "layers.0.self_attn.sinks is not part of a qwen3_5_moe model");
    dir = fixture_copy("qwen3_5_moe");
    tensor_put(dir, "mtp.layers.0.mlp.gate.weight", "F32", json_pack("[i]", 1), "1234",
               4);
    struct checkpoint *ck = checkpoint_open(dir, NULL);
    assert_non_null(ck);
    assert_int_equal(checkpoint_skipped(ck).n_tensors, 22);
    assert_int_equal(ck->skipped[SKIPPED_OTHER].n_tensors, 0);
    char *note = checkpoint_skipped_note(ck);
    assert_non_null(strstr(note, "tensors for images ("));
    assert_non_null(strstr(note, "for predicting further tokens ("));
    free(note);
    checkpoint_close(ck);
    folder_remove(dir);
}

static void name_is(const char *path, const char *want)
{
    char *name = checkpoint_name(path);
    assert_string_equal(name, want);
    free(name);
}

static void a_name_is_the_folder_s_the_file_s_or_the_hub_s(void **state)
{
    char *dir = folder_make();
    static const char *const folder[] = {"models--Org--Name-3B",
                                         "models--Org--Name-3B/snapshots",
                                         "models--Org--Name-3B/snapshots/0f3a",
                                         "other",
                                         "other/snapshots",
                                         "other/snapshots/0f3a",
                                         "models--",
                                         "models--/snapshots",
                                         "models--/snapshots/x"};
    static const char *const name[] = {"models--Org--Name-3B",
                                       "snapshots",
                                       "Name-3B",
                                       "other",
                                       "snapshots",
                                       "0f3a",
                                       "models--",
                                       "snapshots",
                                       "x"};
    for (size_t i = 0; i < sizeof(folder) / sizeof(folder[0]); i++) {
        char *path = path_join(dir, folder[i]), *slash = path_join(path, "");
        assert_int_equal(mkdir(path, 0700), 0);
        name_is(path, name[i]);
        name_is(slash, name[i]);
        free(slash);
        free(path);
    }
    name_is("a/b/Some-Q4_K_M-00001-of-00003.gguf", "Some-Q4_K_M");
    name_is("Some.gguf", "Some");
    name_is("/", "/");
    folder_remove(dir);
}

static void only_affine_quantisation_is_read(void **state)
{
    static const char zeros[1 << 16];
    char *dir = fixture_copy("qwen3_5_moe_mlx4");
    tensor_put(dir, ML "mlp.gate.weight", "U32", json_pack("[i,i]", 16, 19), zeros,
               16 * 76);
    open_fails(dir, "no supported number of bits");
    dir = fixture_copy("qwen3_5_moe_mlx4");
    tensor_put(dir, ML "mlp.gate.scales", "U8", json_pack("[i,i]", 16, 4), zeros, 64);
    open_fails(dir, "other than affine");
    dir = fixture_copy("qwen3_5_moe_mlx4");
    tensor_put(dir, ML "mlp.gate.scales", "BF16", json_pack("[i,i]", 16, 8), zeros, 256);
    open_fails(dir, "groups of 32, 64 and 128");
    dir = fixture_copy("qwen3_5_moe_mlx4");
    json_t *h = header_get(dir);
    json_object_del(h, ML "mlp.gate.biases");
    header_put(dir, h);
    open_fails(dir, "has scales but no biases");
}

static void contradicting_norm_states_are_refused(void **state)
{
    fails_with("qwen3_5_moe", P "layers.1.linear_attn.conv1d.weight", "shape",
               json_pack("[i,i,i]", 256, 4, 1), "some conv1d.weight");
    char *dir = fixture_copy("qwen3_5_moe_mlx4");
    json_t *h = header_get(dir);
    for (int i = 0; i < 3; i++) {
        char name[128];
        snprintf(name, sizeof(name),
                 "language_model.model.layers.%d.linear_attn.conv1d.weight", i);
        json_object_set_new(json_object_get(h, name), "shape",
                            json_pack("[i,i,i]", 256, 1, 4));
    }
    header_put(dir, h);
    open_fails(dir, "whether the norms were converted");
}

static void scales_are_taken_exactly_or_not_at_all(void **state)
{
    for (int exact = 0; exact < 2; exact++) {
        float scale[32];
        uint16_t got_scales[32], got_biases[32];
        uint8_t data[16 * 128];
        struct error err = {0};
        char *dir = fixture_copy("qwen3_5_moe_mlx4");
        for (int i = 0; i < 32; i++)
            scale[i] = exact ? 0.5f : 0.1f;
        tensor_put(dir, ML "mlp.gate.scales", "F32", json_pack("[i,i]", 16, 2), scale,
                   sizeof(scale));
        struct checkpoint *ck = checkpoint_open(dir, &err);
        assert_non_null(ck);
        for (int i = 0; i < ck->n_spec; i++) {
            if (ck->spec[i].layer != 1 || strcmp(ck->spec[i].slot->name, "router") != 0)
                continue;
            bool ok = checkpoint_read_rows(ck, &ck->dense[i], 0, 16, data, got_scales,
                                           got_biases, &err);
            assert_int_equal(ok, exact);
            if (ok)
                assert_int_equal(got_scales[31], f32_to_bf16(0.5f));
            else
                assert_non_null(strstr(err.msg, "mlp.gate.scales"));
        }
        checkpoint_close(ck);
        folder_remove(dir);
    }
}

#define ROUTER P "layers.1.mlp.gate.weight"

/* The router of layer 1 as FP8 codes 0, 1, 2 ... under one scale of this type. */
static char *fp8_fixture(const char *scale_type, const void *scale, size_t n)
{
    uint8_t code[16 * 128];
    char *dir = fixture_copy("qwen3_5_moe");
    for (size_t i = 0; i < sizeof(code); i++)
        code[i] = (uint8_t)i;
    tensor_put(dir, ROUTER, "F8_E4M3", json_pack("[i,i]", 16, 128), code, sizeof(code));
    if (scale_type)
        tensor_put(dir, ROUTER "_scale_inv", scale_type, json_pack("[i,i]", 1, 1), scale,
                   n);
    return dir;
}

static void fp8_rows_are_codes_times_scales(void **state)
{
    static const float scale = -0.1f;
    static float got[16 * 128];
    char *dir = fp8_fixture("F32", &scale, sizeof(scale));
    struct checkpoint *ck = checkpoint_open(dir, NULL);
    assert_non_null(ck);
    assert_true(ck->fp8);
    int k = 0;
    while (ck->spec[k].layer != 1 || strcmp(ck->spec[k].slot->name, "router") != 0)
        k++;
    assert_int_equal(ck->dense[k].type, DTYPE_F32);
    assert_true(checkpoint_read_rows(ck, &ck->dense[k], 0, 16, got, NULL, NULL, NULL));
    for (int i = 0; i < 16 * 128; i++) {
        int exponent = i >> 3 & 15, mantissa = i & 7;
        double want = exponent ? (1 + mantissa / 8.0) * pow(2, exponent - 7)
                               : mantissa / 8.0 * pow(2, -6);
        if ((i & 127) == 127)
            assert_true(isnan(got[i]));
        else
            assert_true(got[i] == (float)(i & 128 ? -want : want) * scale);
    }
    checkpoint_close(ck);
    folder_remove(dir);
}

static void fp8_without_its_scales_is_refused(void **state)
{
    static const uint16_t two[2];
    open_fails(fp8_fixture(NULL, NULL, 0), "is F8_E4M3; ");
    open_fails(fp8_fixture("I16", two, 2), ROUTER "_scale_inv is I16");
    char *dir = fp8_fixture("BF16", two, 2);
    tensor_put(dir, ROUTER "_scale_inv", "BF16", json_pack("[i,i]", 2, 1), two, 4);
    open_fails(dir, ROUTER "_scale_inv has the shape [2, 1], not [1, 1]");
    dir = fixture_copy("qwen3_5_moe");
    tensor_put(dir, ROUTER "_scale_inv", "BF16", json_pack("[i,i]", 1, 1), two, 2);
    open_fails(dir, ROUTER " is BF16, but has block scales");
    dir = fp8_fixture("BF16", two, 2);
    tensor_put(dir, P "layers.1.linear_attn.A_log_scale_inv", "BF16",
               json_pack("[i,i]", 1, 1), two, 2);
    open_fails(dir, "A_log_scale_inv is not part of");
}

static void a_bad_config_names_the_folder(void **state)
{
    char *dir = fixture_copy("qwen3_moe");
    put_file(dir, "config.json", "{\"a\":", 5);
    open_fails(dir, "config.json: line 1, column");
    open_fails(folder_make(), "config.json: No such file");
    dir = fixture_copy("qwen3_moe");
    json_t *o = json_get(dir, "config.json");
    json_object_set_new(o, "num_local_experts", json_integer(15));
    json_put(dir, "config.json", o);
    open_fails(dir, "has the shape [16, 128], not [15, 128]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout_opens),
        cmocka_unit_test(a_missing_tensor_is_named),
        cmocka_unit_test(a_wrong_shape_is_named),
        cmocka_unit_test(other_number_types_are_refused),
        cmocka_unit_test(an_unknown_tensor_in_a_layer_is_refused),
        cmocka_unit_test(a_name_is_the_folder_s_the_file_s_or_the_hub_s),
        cmocka_unit_test(only_affine_quantisation_is_read),
        cmocka_unit_test(contradicting_norm_states_are_refused),
        cmocka_unit_test(scales_are_taken_exactly_or_not_at_all),
        cmocka_unit_test(fp8_rows_are_codes_times_scales),
        cmocka_unit_test(fp8_without_its_scales_is_refused),
        cmocka_unit_test(a_bad_config_names_the_folder),
    };
    return cmocka_run_group_tests_name("core/model/checkpoint", tests, NULL, NULL);
}
