#include "core/model/tensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The 397B's shape. */
static struct model_config large(void)
{
    struct model_config c = {
        .family = FAMILY_QWEN3_5_MOE,
        .n_layer = 60,
        .hidden = 4096,
        .n_vocab = 248320,
        .n_head = 32,
        .n_kv_head = 2,
        .head_dim = 256,
        .attn_gate = true,
        .n_k_head = 16,
        .n_v_head = 64,
        .k_dim = 128,
        .v_dim = 128,
        .conv_width = 4,
        .n_expert = 512,
        .n_expert_used = 10,
        .expert_ff = 1024,
        .shared_ff = 1024,
    };
    for (int i = 0; i < c.n_layer; i++)
        c.layer[i] = (i + 1) % 4 ? LAYER_LINEAR : LAYER_FULL;
    return c;
}

static struct expert_layout layout(const struct model_config *c, enum dtype type,
                                   int group)
{
    struct expert_layout l = {0};
    l.gate.type = l.up.type = l.down.type = type;
    l.gate.group = l.up.group = l.down.group = group;
    expert_layout_set(&l, c);
    return l;
}

static void records_have_the_known_sizes(void **state)
{
    struct model_config c = large();
    struct expert_layout l = layout(&c, DTYPE_Q4, 64);
    assert_int_equal(l.record_bytes, 7077888);
    assert_int_equal(l.stride_bytes, 7077888);
    assert_int_equal(l.gate.scales_off, 2097152);
    assert_int_equal(l.gate.biases_off, 2097152 + 131072);
    assert_int_equal(l.up.data_off, 2097152 + 2 * 131072);
    assert_int_equal(l.down.data_off, 2 * (2097152 + 2 * 131072));
    assert_int_equal(layout(&c, DTYPE_Q2, 64).record_bytes, 3932160);
    assert_int_equal(layout(&c, DTYPE_BF16, 0).record_bytes, 3 * 4096 * 1024 * 2);
    c.hidden = 2048;
    c.expert_ff = 512;
    assert_int_equal(layout(&c, DTYPE_Q4, 64).record_bytes, 1769472);
}

static void specs_have_the_published_shapes(void **state)
{
    static const struct {
        const char *name;
        int n_out, n_in;
    } want[] = {
        {"embed", 248320, 4096},
        {"head", 248320, 4096},
        {"final_norm", 1, 4096},
        {"layers.3.q", 16384, 4096},
        {"layers.3.k", 512, 4096},
        {"layers.3.o", 4096, 8192},
        {"layers.3.q_norm", 1, 256},
        {"layers.0.qkv", 12288, 4096},
        {"layers.0.z", 8192, 4096},
        {"layers.0.a", 64, 4096},
        {"layers.0.out", 4096, 8192},
        {"layers.0.conv", 12288, 4},
        {"layers.0.gdn_norm", 1, 128},
        {"layers.59.router", 512, 4096},
        {"layers.59.shared_down", 4096, 1024},
        {"layers.59.shared_expert_gate", 1, 4096},
    };
    struct model_config c = large();
    int n;
    struct tensor_spec *s = tensor_specs(&c, &n);
    /* 3 at the top; 7 in every layer, 6 more with attention, 9 with the delta net */
    assert_int_equal(n, 3 + 60 * 7 + 15 * 6 + 45 * 9);
    for (size_t k = 0; k < sizeof(want) / sizeof(want[0]); k++) {
        char name[TENSOR_NAME_MAX] = "";
        int i = 0;
        for (; i < n; i++) {
            tensor_spec_name(&s[i], name);
            if (strcmp(name, want[k].name) == 0)
                break;
        }
        if (i == n)
            fail_msg("no %s", want[k].name);
        assert_int_equal(s[i].n_out, want[k].n_out);
        assert_int_equal(s[i].n_in, want[k].n_in);
    }
    free(s);
}

/* Every source row is used exactly once by q|k|v and z, and by b and a; runs stay inside
 * what they promise. */
static void row_maps_are_permutations(void **state)
{
    static const enum row_map pairs[][2] = {{ROWS_QKV, ROWS_Z}, {ROWS_B, ROWS_A}};
    struct model_config c = large();
    for (int p = 0; p < 2; p++) {
        int total = row_map_rows(&c, pairs[p][0]);
        char *seen = calloc((size_t)total, 1);
        for (int k = 0; k < 2; k++) {
            int n = p ? c.n_v_head : (k ? c.n_v_head * c.v_dim : conv_channels(&c));
            for (int r = 0; r < n;) {
                int run, from = row_map_source(&c, pairs[p][k], r, &run), next_run;
                assert_true(run > 0);
                for (int i = 0; i < run && r < n; i++, r++) {
                    assert_true(from + i < total);
                    assert_int_equal(row_map_source(&c, pairs[p][k], r, &next_run),
                                     from + i);
                    assert_int_equal(seen[from + i]++, 0);
                }
            }
        }
        for (int i = 0; i < total; i++)
            assert_int_equal(seen[i], 1);
        free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_have_the_known_sizes),
        cmocka_unit_test(specs_have_the_published_shapes),
        cmocka_unit_test(row_maps_are_permutations),
    };
    return cmocka_run_group_tests_name("core/model/tensors", tests, NULL, NULL);
}
