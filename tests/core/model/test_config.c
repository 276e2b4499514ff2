#include "core/model/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "tests/core/model/model_files.h"

static bool parse(const char *text, struct model_config *c, struct error *err)
{
    json_error_t je;
    json_t *o = json_loads(text, 0, &je);
    if (!o)
        fail_msg("%s: %s", text, je.text);
    memset(err, 0, sizeof(*err));
    bool ok = model_config_from_json(o, c, err);
    json_decref(o);
    return ok;
}

static void accepts(const char *text, struct model_config *c)
{
    struct error err;
    if (!parse(text, c, &err))
        fail_msg("%s: %s", text, err.msg);
}

static void refuses(const char *text, const char *why)
{
    struct model_config c;
    struct error err;
    assert_false(parse(text, &c, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
}

static void absent_fields_take_the_family_defaults(void **state)
{
    struct model_config c;
    accepts("{\"model_type\": \"qwen3_5_moe_text\"}", &c);
    assert_int_equal(c.family, FAMILY_QWEN3_5_MOE);
    assert_int_equal(c.hidden, 2048);
    assert_int_equal(c.n_layer, 40);
    assert_int_equal(c.n_vocab, 248320);
    assert_int_equal(c.n_head, 16);
    assert_int_equal(c.n_kv_head, 2);
    assert_int_equal(c.head_dim, 256);
    assert_int_equal(c.rotary_dim, 64);
    assert_int_equal(c.n_k_head, 16);
    assert_int_equal(c.n_v_head, 32);
    assert_int_equal(c.n_expert, 256);
    assert_int_equal(c.n_expert_used, 8);
    assert_int_equal(c.conv_width, 4);
    assert_true(c.attn_gate);
    assert_true(c.norm_topk);
    assert_false(c.tied_head);
    assert_true(c.rope_theta == 1e7);
    for (int i = 0; i < 40; i++)
        assert_int_equal(c.layer[i], (i + 1) % 4 == 0 ? LAYER_FULL : LAYER_LINEAR);

    accepts("{\"model_type\": \"qwen3_next\"}", &c);
    assert_int_equal(c.n_layer, 48);
    assert_int_equal(c.n_expert, 512);
    assert_int_equal(c.n_expert_used, 10);
    assert_int_equal(c.n_vocab, 151936);
}

static void text_config_wins_over_the_root(void **state)
{
    struct model_config c;
    accepts(
        "{\"model_type\": \"qwen3_5_moe\", \"hidden_size\": 7, \"tie_word_embeddings\": "
        "true,"
        " \"text_config\": {\"model_type\": \"qwen3_5_moe_text\", \"hidden_size\": 640}}",
        &c);
    assert_int_equal(c.hidden, 640);
    assert_true(c.tied_head);
}

static void nested_rope_wins_over_flat_rope(void **state)
{
    struct model_config c;
    accepts("{\"model_type\": \"qwen3_next\", \"rope_theta\": 5, "
            "\"partial_rotary_factor\": 0.5,"
            " \"rope_parameters\": {\"rope_theta\": 5e6, \"rope_type\": \"default\"}}",
            &c);
    assert_true(c.rope_theta == 5e6);
    assert_int_equal(c.rotary_dim, 128);
    accepts("{\"model_type\": \"qwen3_next\", \"rope_theta\": 5000000, \"rope_scaling\": "
            "null}",
            &c);
    assert_true(c.rope_theta == 5e6);
}

#define QWEN3_MOE                                                                        \
    "\"model_type\": \"qwen3_moe\", \"hidden_size\": 128, \"num_hidden_layers\": 3,"     \
    "\"vocab_size\": 512, \"max_position_embeddings\": 4096, \"num_attention_heads\": "  \
    "4,"                                                                                 \
    "\"num_key_value_heads\": 2, \"num_experts_per_tok\": 4, "                           \
    "\"moe_intermediate_size\": 64"                                                      \
    ",\"rope_theta\": 1e6"

static void qwen3_moe_is_plain_full_attention(void **state)
{
    struct model_config c;
    accepts("{" QWEN3_MOE ", \"num_local_experts\": 16}", &c);
    assert_int_equal(c.n_expert, 16);
    assert_int_equal(c.head_dim, 32);
    assert_int_equal(c.rotary_dim, 32);
    assert_int_equal(c.shared_ff, 0);
    assert_int_equal(c.n_k_head, 0);
    assert_false(c.attn_gate);
    assert_false(c.norm_topk);
    for (int i = 0; i < 3; i++)
        assert_int_equal(c.layer[i], LAYER_FULL);
    accepts("{" QWEN3_MOE ", \"num_experts\": 16, \"norm_topk_prob\": true,"
            "\"partial_rotary_factor\": 0.5}",
            &c);
    assert_true(c.norm_topk);
    assert_int_equal(c.rotary_dim, 16);
}

static void explicit_norm_topk_is_honoured(void **state)
{
    struct model_config c;
    accepts("{\"model_type\": \"qwen3_5_moe\", \"norm_topk_prob\": false}", &c);
    assert_false(c.norm_topk);
}

static void layer_types_override_the_interval(void **state)
{
    struct model_config c;
    accepts("{\"model_type\": \"qwen3_next\", \"num_hidden_layers\": 2,"
            " \"full_attention_interval\": 2,"
            " \"layer_types\": [\"full_attention\", \"linear_attention\"]}",
            &c);
    assert_int_equal(c.layer[0], LAYER_FULL);
    assert_int_equal(c.layer[1], LAYER_LINEAR);
    accepts("{\"model_type\": \"qwen3_next\", \"num_hidden_layers\": 2,"
            " \"full_attention_interval\": 2}",
            &c);
    assert_int_equal(c.layer[0], LAYER_LINEAR);
    assert_int_equal(c.layer[1], LAYER_FULL);
}

static void other_architectures_are_refused(void **state)
{
    refuses("{}", "model_type is missing");
    refuses("[]", "not a JSON object");
    refuses("{\"model_type\": \"llama\"}", "model_type \"llama\" is not supported");
    refuses("{\"model_type\": 3}", "model_type is not a string");
    refuses("{\"model_type\": \"qwen3_next\", \"mlp_only_layers\": [1]}",
            "mlp_only_layers");
    refuses("{\"model_type\": \"qwen3_next\", \"decoder_sparse_step\": 2}",
            "decoder_sparse_step");
    refuses("{\"model_type\": \"qwen3_next\", \"attention_bias\": true}",
            "attention_bias");
    refuses("{\"model_type\": \"qwen3_next\", \"hidden_act\": \"gelu\"}", "hidden_act");
    refuses(
        "{\"model_type\": \"qwen3_next\", \"rope_scaling\": {\"rope_type\": \"yarn\"}}",
        "rope type \"yarn\"");
    refuses("{\"model_type\": \"qwen3_next\", \"rope_scaling\": {\"type\": \"linear\"}}",
            "rope type \"linear\"");
    refuses("{\"model_type\": \"qwen3_5_moe\", \"rope_parameters\": {\"rope_type\": "
            "\"yarn\"}}",
            "rope type \"yarn\"");
    refuses("{" QWEN3_MOE ", \"num_experts\": 16, \"layer_types\": [\"full_attention\","
            "\"linear_attention\", \"full_attention\"]}",
            "no linear attention");
    refuses("{" QWEN3_MOE ", \"num_experts\": 16, \"use_sliding_window\": true}",
            "sliding");
}

static void values_out_of_bounds_are_refused(void **state)
{
    refuses("{\"model_type\": \"qwen3_next\", \"hidden_size\": 0}", "hidden_size is 0");
    refuses("{\"model_type\": \"qwen3_next\", \"hidden_size\": -5}", "hidden_size is -5");
    refuses("{\"model_type\": \"qwen3_next\", \"hidden_size\": 1e3}", "not an integer");
    refuses("{\"model_type\": \"qwen3_next\", \"hidden_size\": 9223372036854775807}",
            "hidden_size");
    refuses("{\"model_type\": \"qwen3_next\", \"num_hidden_layers\": 257}",
            "num_hidden_layers is 257");
    refuses("{\"model_type\": \"qwen3_next\", \"num_experts\": 5000}", "num_experts");
    refuses("{\"model_type\": \"qwen3_next\", \"num_experts\": 4}",
            "10 experts per token");
    refuses("{\"model_type\": \"qwen3_next\", \"num_attention_heads\": 15}",
            "do not divide");
    refuses("{\"model_type\": \"qwen3_next\", \"linear_num_value_heads\": 33}",
            "do not divide");
    refuses("{\"model_type\": \"qwen3_next\", \"head_dim\": 4}", "rotated dimensions");
    refuses("{\"model_type\": \"qwen3_next\", \"partial_rotary_factor\": 1.5}",
            "partial_rotary_factor");
    refuses("{\"model_type\": \"qwen3_next\", \"rms_norm_eps\": \"x\"}", "rms_norm_eps");
    refuses("{\"model_type\": \"qwen3_next\", \"layer_types\": [\"full_attention\"]}",
            "layer_types");
    refuses("{\"model_type\": \"qwen3_moe\"}", "is missing");
}

static void manifest_form_round_trips(void **state)
{
    static const char *const names[] = {"qwen3_5_moe", "qwen3_next", "qwen3_moe",
                                        "qwen3_5_moe_wide"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *dir = fixture_path(names[i]);
        json_t *root = json_get(dir, "config.json");
        struct model_config a, b;
        struct error err = {0};
        assert_true(model_config_from_json(root, &a, &err));
        json_t *o = model_config_to_manifest(&a);
        assert_true(model_config_from_manifest(o, &b, &err));
        assert_memory_equal(&a, &b, sizeof(a));
        json_decref(o);
        json_decref(root);
        free(dir);
    }
}

static void manifest_form_is_checked(void **state)
{
    struct model_config c;
    struct error err = {0};
    accepts("{\"model_type\": \"qwen3_next\"}", &c);
    json_t *o = model_config_to_manifest(&c);
    json_object_set_new(o, "n_v_head", json_integer(33));
    assert_false(model_config_from_manifest(o, &c, &err));
    json_object_set_new(o, "n_v_head", json_integer(0));
    assert_false(model_config_from_manifest(o, &c, &err));
    json_object_set_new(o, "n_v_head", json_integer(32));
    assert_true(model_config_from_manifest(o, &c, &err));
    json_object_set_new(o, "layers", json_array());
    assert_false(model_config_from_manifest(o, &c, &err));
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_fields_take_the_family_defaults),
        cmocka_unit_test(text_config_wins_over_the_root),
        cmocka_unit_test(nested_rope_wins_over_flat_rope),
        cmocka_unit_test(qwen3_moe_is_plain_full_attention),
        cmocka_unit_test(explicit_norm_topk_is_honoured),
        cmocka_unit_test(layer_types_override_the_interval),
        cmocka_unit_test(other_architectures_are_refused),
        cmocka_unit_test(values_out_of_bounds_are_refused),
        cmocka_unit_test(manifest_form_round_trips),
        cmocka_unit_test(manifest_form_is_checked),
    };
    return cmocka_run_group_tests_name("core/model/config", tests, NULL, NULL);
}
