#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/kernel/kernel.h"
#include "tests/core/infer/fixture.h"

/* GGUF files through packing and the engine, against logits that were computed in float64 on
 * the exactly dequantised blocks. Scales are f16 in the pack: those of Q8_0 are f16 in
 * the file, and those of a K block are products of an f16 with 6 bits, which f16 rounds to 11
 * bits and bf16 would to 8. What remains of the error of the Q4_K file is its head, which is
 * Q6_K and requantised to 8 bits; a tie of two experts at one position, 4e-4 apart, shows
 * that the roundings are small enough. */

/* Normalised mean square of the difference, with the scalar kernels (f32 activations). The
 * fast ones may round activations to 8 bits. */
static const double most_scalar = 1e-5, most_fast = 1e-3;

static double nmse(struct session *s, const struct fixture *f, const struct npy *want)
{
    size_t n, n_vocab = (size_t)f->pack->config.n_vocab;
    int32_t *ids = fixture_ids(json_object_get(f->golden, "prompt"), &n);
    float *logits = xcalloc(n * n_vocab, sizeof(*logits));
    double d2 = 0, w2 = 0;
    assert_int_equal(want->n_rows, n);
    assert_int_equal(want->n_cols, n_vocab);
    fixture_run(s, ids, n, logits);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n_vocab; j++) {
            double w = npy_at(want, i, j), d = (double)logits[i * n_vocab + j] - w;
            d2 += d * d;
            w2 += w * w;
        }
    free(ids);
    free(logits);
    return d2 / w2;
}

static void check_file(const char *name)
{
    struct fixture f;
    struct error err = {0};
    struct npy want;
    fixture_open(&f, name, 0, 0);
    char *path = fixture_file(&f, "logits.npy");
    if (!npy_read(path, 1 << 24, &want, &err))
        fail_msg("%s", err.msg);
    free(path);
    for (const char *const *k = kernels_names(); *k; k++) {
        struct session_params p = fixture_params();
        p.kernel = *k;
        struct session *s = fixture_session(&f, &p);
        double e = nmse(s, &f, &want);
        print_message("%s %s: normalised mean squared error %.2g\n", name, *k, e);
        if (!(e <= (strcmp(*k, "scalar") == 0 ? most_scalar : most_fast)))
            fail_msg("%s: %g with the %s kernels", name, e, *k);
        session_destroy(s);
    }
    npy_finish(&want);
    fixture_close(&f);
}

static void logits_are_those_of_the_blocks(void **state)
{
    (void)state;
    check_file("gguf_qwen35moe_q4_k");
    check_file("gguf_qwen35moe_q8_0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(logits_are_those_of_the_blocks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
