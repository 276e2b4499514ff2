#include "core/model/pack_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack_plan.h"
#include "tests/core/model/model_files.h"

/* Only the number of layers counts here. */
static const struct model_config ten = {.n_layer = 10};

static struct pack_rules *load(const char *dir, const char *text, struct error *err)
{
    put_file(dir, "plan.yaml", text, strlen(text));
    char *path = path_join(dir, "plan.yaml");
    struct pack_rules *r = pack_rules_load(path, &ten, err);
    free(path);
    return r;
}

static int bits_of(const struct pack_rules *r, const char *tensor, int layer)
{
    const struct pack_rule *rule = pack_rules_find(r, tensor, layer);
    return rule ? rule->bits : 0;
}

static void later_rules_win_where_they_reach(void **state)
{
    char *dir = folder_make();
    struct error err = {0};
    struct pack_rules *r = load(dir,
                                "rules:\n"
                                "  - tensors: experts\n"
                                "    bits: 3\n"
                                "  - tensors: [experts.down, q]\n"
                                "    layers: [first 2, 4-5, 7, last 1]\n"
                                "    bits: 6\n"
                                "    group: 32\n"
                                "  - tensors: dense\n"
                                "    layers: 4\n"
                                "    bits: 16\n"
                                "  - {tensors: head, bits: 4}\n",
                                &err);
    if (!r)
        fail_msg("%s", err.msg);
    const int down[10] = {6, 6, 3, 3, 6, 6, 3, 6, 3, 6};
    for (int i = 0; i < 10; i++) {
        assert_int_equal(bits_of(r, "experts.gate", i), 3);
        assert_int_equal(bits_of(r, "experts.up", i), 3);
        assert_int_equal(bits_of(r, "experts.down", i), down[i]);
        assert_int_equal(bits_of(r, "q", i), i == 4 ? 16 : down[i] == 6 ? 6 : 0);
        assert_int_equal(bits_of(r, "shared_up", i), i == 4 ? 16 : 0);
        assert_int_equal(bits_of(r, "router", i), 0);
    }
    assert_int_equal(pack_rules_find(r, "experts.down", 0)->group, 32);
    assert_int_equal(pack_rules_find(r, "experts.down", 0)->line, 4);
    assert_int_equal(pack_rules_find(r, "experts.down", 2)->group, 0);
    assert_int_equal(bits_of(r, "head", -1), 4);
    assert_int_equal(bits_of(r, "embed", -1), 0);
    pack_rules_destroy(r);
    folder_remove(dir);
}

static void mistakes_are_told_with_their_place(void **state)
{
    static const struct {
        const char *text, *what;
    } bad[] = {
        {"a: 1\n", "plan.yaml:1:1: "},
        {"rules: []\n", ":1:8: rules: a list of at least one"},
        {"rules: 5\n", ":1:8: rules: a list"},
        {"rules:\n  - bits: 4\n", ":2:5: a rule needs tensors"},
        {"rules:\n  - tensors: q\n", "bits"},
        {"rules:\n  - just text\n", ":2:5: a rule is a map"},
        {"rules:\n  - tensors: q\n    bits: 7\n", ":3:11: bits: 7 (2, 3, 4"},
        {"rules:\n  - tensors: q\n    bits: 1\n", ":3:11: "},
        {"rules:\n  - tensors: q\n    bits: four\n", ":3:11: "},
        {"rules:\n  - tensors: q\n    bits: 4\n    group: 48\n", ":4:12: group: 48"},
        {"rules:\n  - tensors: q\n    bits: 16\n    group: 64\n", ":4:12: group: floats"},
        {"rules:\n  - tensors: q\n    bits: 4\n    layer: 1\n", "layers"},
        {"rules:\n  - tensors: quux\n    bits: 4\n", ":2:14: no tensors called \"quux\""},
        {"rules:\n  - tensors: [q, [k]]\n    bits: 4\n", ":2:18: tensors: a name"},
        {"rules:\n  - tensors: []\n    bits: 4\n", ":2:14: an empty list"},
        {"rules:\n  - tensors: router\n    bits: 4\n", ":2:14: router is small"},
        {"rules:\n  - tensors: q\n    layers: 10\n    bits: 4\n",
         ":3:13: layers: \"10\" of layers 0 to 9"},
        {"rules:\n  - tensors: q\n    layers: 5-4\n    bits: 4\n",
         ":3:13: layers: \"5-4\""},
        {"rules:\n  - tensors: q\n    layers: first 11\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: last 0\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: last 11\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: 123456\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: 3-\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: 3x\n    bits: 4\n",
         ":3:13: layers: a number"},
        {"rules:\n  - tensors: q\n    layers: -3\n    bits: 4\n", ":3:13: "},
        {"rules:\n  - tensors: q\n    layers: {}\n    bits: 4\n",
         ":3:13: layers: a number"},
        {"rules:\n  - tensors: [head, embed]\n    layers: 3\n    bits: 4\n",
         ":3:13: layers: embed and head are of no layer"},
    };
    char *dir = folder_make();
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct error err = {0};
        struct pack_rules *r = load(dir, bad[i].text, &err);
        if (r || !strstr(err.msg, bad[i].what))
            fail_msg("\"%s\": \"%s\" is not \"%s\"", bad[i].text, err.msg, bad[i].what);
    }
    folder_remove(dir);
}

/* -- in a pack -- */

static struct pack *packed(const char *dir, const char *fixture, const char *plan,
                           struct error *err)
{
    char *src = fixture_path(fixture), *dst = path_join(dir, "p");
    put_file(dir, "plan.yaml", plan, strlen(plan));
    char *path = path_join(dir, "plan.yaml");
    const struct packer_params params = {.rules = path, .name = "x"};
    struct pack *pack = NULL;
    if (pack_write(src, dst, &params, err))
        pack = pack_open(dst, err);
    free(src);
    free(dst);
    free(path);
    return pack;
}

static void a_pack_is_stored_as_its_plan_says(void **state)
{
    char *dir = folder_make();
    struct error err = {0};
    struct pack *pack = packed(dir, "qwen3_5_moe",
                               "rules:\n"
                               "  - tensors: experts.down\n"
                               "    layers: [1, last 1]\n"
                               "    bits: 6\n"
                               "    group: 32\n"
                               "  - {tensors: experts.up, layers: 2, bits: 16}\n"
                               "  - {tensors: [embed, shared], bits: 32}\n",
                               &err);
    if (!pack) {
        fail_msg("%s", err.msg);
        return;
    }
    for (int i = 0; i < 4; i++) {
        const struct expert_layout *l = &pack->expert[i];
        assert_int_equal(l->gate.type, DTYPE_Q4);
        assert_int_equal(l->gate.group, 64);
        assert_int_equal(l->up.type, i == 2 ? DTYPE_BF16 : DTYPE_Q4);
        assert_int_equal(l->down.type, i % 2 ? DTYPE_Q6 : DTYPE_Q4);
        assert_int_equal(l->down.group, i % 2 ? 32 : 64);
        assert_int_equal(pack->layer[i].shared_down.type, DTYPE_F32);
        assert_int_equal(pack->layer[i].router.type, DTYPE_BF16);
    }
    assert_int_equal(pack->embed.type, DTYPE_F32);
    assert_int_equal(pack->layer[3].q.type, DTYPE_Q8);
    assert_int_equal(pack->expert_bits, 0);
    assert_int_equal(pack->dense_bits, 0);
    assert_true(pack_verify(pack, NULL, NULL, &err));
    pack_close(pack);
    folder_remove(dir);
}

static void rules_that_cannot_be_followed_name_their_line(void **state)
{
    char *dir = folder_make();
    struct error err = {0};
    assert_null(packed(dir, "qwen3_5_moe",
                       "rules:\n  - {tensors: q, bits: 8}\n"
                       "  - {tensors: experts.down, bits: 4, group: 128}\n",
                       &err));
    if (!strstr(err.msg, "plan.yaml:3: tensor ") ||
        !strstr(err.msg, "64 inputs, no multiple of the group 128"))
        fail_msg("%s", err.msg);
    assert_null(packed(dir, "qwen3_5_moe_mlx4",
                       "rules:\n  - {tensors: experts, bits: 2}\n", &err));
    if (!strstr(err.msg, "plan.yaml:2: ") ||
        !strstr(err.msg, "/model.safetensors: tensor ") ||
        !strstr(err.msg, "not requantised"))
        fail_msg("%s", err.msg);
    assert_null(packed(dir, "qwen3_5_moe_mlx4",
                       "rules:\n  - {tensors: experts, bits: 4, group: 32}\n", &err));
    if (!strstr(err.msg, "plan.yaml:2: tensor ") || !strstr(err.msg, "groups of 32"))
        fail_msg("%s", err.msg);
    folder_remove(dir);
}

/* Blocks keep what they map onto, or lose bits; rules cannot ask for more. */
static void rules_hold_for_blocks_as_far_as_they_can(void **state)
{
    static const struct {
        const char *fixture, *rule, *says;
    } bad[] = {
        {"gguf_qwen35moe_q4_k", "{tensors: q, bits: 8}",
         "is stored as q4_k, which takes 4 bits, and is not requantised to 8"},
        {"gguf_qwen35moe_q4_k", "{tensors: experts, bits: 4, group: 64}",
         "is stored in groups of 32; at its own bits it is not requantised"},
        {"gguf_qwen35moe_q8_0", "{tensors: experts.up, layers: 2, bits: 8, group: 128}",
         "groups of 128"},
    };
    struct error err = {0};
    char *dir = folder_make();
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char *plan = xasprintf("rules:\n  - %s\n", bad[i].rule);
        assert_null(packed(dir, bad[i].fixture, plan, &err));
        if (!strstr(err.msg, "plan.yaml:2: tensor ") || !strstr(err.msg, bad[i].says))
            fail_msg("%s: %s", bad[i].rule, err.msg);
        free(plan);
    }
    struct pack *pack = packed(dir, "gguf_qwen35moe_q8_0",
                               "rules:\n"
                               "  - {tensors: experts.down, bits: 5, group: 32}\n"
                               "  - {tensors: experts.up, bits: 8, group: 32}\n"
                               "  - {tensors: [q, head], bits: 16}\n"
                               "  - {tensors: [qkv, out], bits: 3, group: 128}\n"
                               "  - {tensors: embed, bits: 32}\n",
                               &err);
    if (!pack) {
        fail_msg("%s", err.msg);
        return;
    }
    for (int i = 0; i < pack->config.n_layer; i++) {
        const struct expert_layout *l = &pack->expert[i];
        assert_int_equal(l->gate.type, DTYPE_Q8);
        assert_int_equal(l->up.scale_type, SCALE_F16);
        assert_int_equal(l->down.type, DTYPE_Q5);
        assert_int_equal(l->down.group, 32);
        assert_int_equal(l->down.scale_type, SCALE_BF16);
    }
    assert_int_equal(pack->embed.type, DTYPE_F32);
    assert_int_equal(pack->head.scale_type, SCALE_F16);
    assert_int_equal(pack->layer[3].q.type, DTYPE_Q8);
    assert_int_equal(pack->layer[0].out.type, DTYPE_Q3);
    assert_int_equal(pack->layer[0].out.group, 128);
    assert_true(pack_verify(pack, NULL, NULL, &err));
    pack_close(pack);
    folder_remove(dir);
}

/* -- routers -- */

static void routers_of_few_bits_are_a_risk(void **state)
{
    static const struct {
        enum dtype router, gate;
        const char *says;
    } cases[] = {
        {DTYPE_Q4, DTYPE_BF16,
         "quality risk: 4 routers have only 4 bits in the source: "},
        {DTYPE_Q4, DTYPE_Q3,
         "quality risk: 4 routers have only 4 bits in the source, and 4 gates of shared "
         "experts 3: "},
        {DTYPE_Q8, DTYPE_Q2,
         "quality risk: 4 gates of shared experts have only 2 bits in the source"},
        {DTYPE_Q8, DTYPE_Q8, NULL},
        {DTYPE_BF16, DTYPE_F32, NULL},
    };
    char *src = fixture_path("qwen3_5_moe");
    struct error err = {0};
    struct checkpoint *ck = checkpoint_open(src, &err);
    assert_non_null(ck);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int k = 0; k < ck->n_spec; k++) {
            const char *name = ck->spec[k].slot->name;
            if (strcmp(name, "router") == 0)
                ck->dense[k].type = cases[i].router;
            if (strcmp(name, "shared_expert_gate") == 0)
                ck->dense[k].type = cases[i].gate;
        }
        char *risk = pack_plan_risk(ck);
        if (!risk != !cases[i].says ||
            (risk && strncmp(risk, cases[i].says, strlen(cases[i].says)) != 0))
            fail_msg("case %zu: %s", i, risk ? risk : "nothing");
        free(risk);
    }
    checkpoint_close(ck);
    free(src);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_rules_win_where_they_reach),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(a_pack_is_stored_as_its_plan_says),
        cmocka_unit_test(rules_that_cannot_be_followed_name_their_line),
        cmocka_unit_test(rules_hold_for_blocks_as_far_as_they_can),
        cmocka_unit_test(routers_of_few_bits_are_a_risk),
    };
    return cmocka_run_group_tests_name("core/model/pack_rules", tests, NULL, NULL);
}
