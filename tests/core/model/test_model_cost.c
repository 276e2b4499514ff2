#include "core/model/model_cost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/model/manifest.h"
#include "core/model/pack.h"
#include "core/model/synth.h"

/* By hand, from the sizes of the model card: H = 2048, 40 layers of which 10 have attention. */
static void a_shape_costs_what_its_sizes_say(void **state)
{
    struct synth_params p = {
        .shape = "35b-a3b", .expert_bits = 4, .dense_bits = 4, .head_bits = 8};
    struct manifest m;
    struct model_cost c;
    struct error err = {0};
    assert_true(synth_shape(p.shape, 0, 0, &p.config, &err));
    assert_true(synth_manifest(&p, &m, &err));
    model_cost_of(&m, &c);

    const uint64_t n_layer = 40, h = 2048, ff = 512, vocab = 248320;
    uint64_t expert = 3 * ff * h; /* weights: 4 bits and 2 x 16 for each 64 of them */
    assert_int_equal(c.expert_out.of[DTYPE_Q4], n_layer * (expert / 2 + expert / 16) / 3);
    assert_int_equal(c.expert_in.of[DTYPE_Q4], 2 * c.expert_out.of[DTYPE_Q4]);
    assert_int_equal(c.record_bytes, 3 * c.expert_out.of[DTYPE_Q4]);
    assert_int_equal(c.shared.of[DTYPE_Q4], n_layer * (expert / 2 + expert / 16));
    assert_int_equal(weight_bytes_total(&c.shared), c.shared.of[DTYPE_Q4]);
    assert_int_equal(c.head.of[DTYPE_Q8], vocab * h + vocab * h / 16);
    assert_int_equal(c.embed_row_bytes, h / 2 + h / 16);
    /* Routers, and b, a and the shared expert's gate. */
    assert_int_equal(c.mixer.of[DTYPE_BF16],
                     2 * h * (n_layer * (256 + 1) + 30 * (32 + 32)));
    uint64_t delta = (2 * 16 * 128 + 32 * 128) * h + 2 * 32 * 128 * h;
    uint64_t attention = 2 * 16 * 256 * h + 2 * 2 * 256 * h + 16 * 256 * h;
    uint64_t mixers = 30 * delta + 10 * attention;
    assert_int_equal(c.mixer.of[DTYPE_Q4], mixers / 2 + mixers / 16);
    assert_int_equal(c.delta_state_bytes, 30 * 32 * 128 * 128 * 4);
    assert_int_equal(c.kv_values_tok, 10 * 2 * 2 * 256);
    assert_int_equal(c.expert_file_bytes, n_layer * 256 * m.expert[0].stride_bytes);
    assert_int_equal(c.dense_file_bytes, m.dense_bytes);
    manifest_finish(&m);
}

/* The pack's own count is of the same thing. */
static void a_pack_touches_what_the_pack_says(void **state)
{
    struct error err = {0};
    char path[1024];
    snprintf(path, sizeof(path), "%s/models/demo", getenv("FLASHMOE_SOURCE"));
    struct pack *pack = pack_open(path, &err);
    if (!pack)
        fail_msg("%s", err.msg);
    struct manifest m;
    struct model_cost c;
    assert_true(manifest_load(&m, path, &err));
    model_cost_of(&m, &c);
    for (int k = 1; k <= pack->config.n_expert_used; k++)
        assert_int_equal(model_cost_touched(&c, k),
                         pack_dense_bytes_per_token(pack) +
                             pack_expert_bytes_per_token(pack, k));
    assert_int_equal(c.expert_file_bytes, pack->expert_file_bytes);
    assert_int_equal(c.dense_file_bytes, pack->dense_bytes);
    manifest_finish(&m);
    pack_close(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shape_costs_what_its_sizes_say),
        cmocka_unit_test(a_pack_touches_what_the_pack_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
