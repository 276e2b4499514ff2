#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/kernel/kernel.h"
#include "core/model/packer.h"
#include "tests/core/infer/fixture.h"
#include "tests/core/model/model_files.h"

/* Packs whose layers and parts are stored in many ways: what reads them must look at each
 * one's own type, group and record. All are precise enough that an expert changes
 * places here and there (the routers are random) and nothing else; a type taken from
 * another part or layer would be off by all of it. */

static const char plan[] = "rules:\n"
                           "  - {tensors: [experts, dense], bits: 8, group: 32}\n"
                           "  - {tensors: experts.up, layers: [0, last 1], bits: 16}\n"
                           "  - {tensors: experts.down, layers: [1-2], bits: 32}\n"
                           "  - {tensors: experts.gate, layers: 2, bits: 8, group: 128}\n"
                           "  - {tensors: experts, layers: last 1, bits: 16}\n"
                           "  - {tensors: [k, z, shared_up], bits: 16}\n"
                           "  - {tensors: [v, qkv], bits: 8, group: 128}\n"
                           "  - {tensors: shared_down, layers: 1, bits: 8, group: 64}\n"
                           "  - {tensors: head, bits: 32}\n";

/* Logits of all positions of the golden prompt; owned. */
static float *logits_of(struct fixture *f, const char *kernel, bool f32, size_t *n)
{
    size_t n_tok;
    const json_t *c = fixture_case(f, "long");
    int32_t *ids = fixture_ids(json_object_get(c, "prompt"), &n_tok);
    struct session_params p = fixture_params();
    p.kernel = kernel;
    p.f32_activations = f32;
    struct session *s = fixture_session(f, &p);
    *n = n_tok * (size_t)f->pack->config.n_vocab;
    float *x = xcalloc(*n, sizeof(float));
    fixture_run(s, ids, n_tok, x);
    session_destroy(s);
    free(ids);
    return x;
}

/* The share of the unquantised logits' power by which those of another pack differ. */
static double loss_of(struct fixture *f, const float *want, const char *kernel, bool f32)
{
    size_t n;
    float *got = logits_of(f, kernel, f32, &n);
    double err = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        err += pow((double)(got[i] - want[i]), 2);
        all += pow((double)want[i], 2);
    }
    free(got);
    return err / all;
}

static void check(const char *name, const char *path)
{
    struct fixture exact, mixed;
    const struct packer_params params = {.rules = path};
    size_t n;
    fixture_open(&exact, name, 16, 16);
    fixture_open_packed(&mixed, name, &params);
    assert_int_not_equal(mixed.pack->expert[0].record_bytes,
                         mixed.pack->expert[1].record_bytes);
    float *want = logits_of(&exact, NULL, true, &n);
    for (const char *const *k = kernels_names(); *k; k++)
        for (int f32 = 0; f32 < 2; f32++) {
            double loss = loss_of(&mixed, want, *k, f32);
            if (!(loss < 0.1))
                fail_msg("%s %s %s: %g of the logits' power is lost", name, *k,
                         f32 ? "f32" : "int8", loss);
        }
    free(want);
    fixture_close(&exact);
    fixture_close(&mixed);
}

static void every_layer_and_part_is_read_as_it_is_stored(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "plan.yaml");
    put_file(dir, "plan.yaml", plan, strlen(plan));
    check("qwen3_5_moe", path);
    check("qwen3_moe", path);
    check("qwen3_next", path);
    free(path);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layer_and_part_is_read_as_it_is_stored),
    };
    return cmocka_run_group_tests_name("core/infer/mixed", tests, NULL, NULL);
}
