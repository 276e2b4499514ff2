#include "core/model/gguf_blocks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/gguf.h"
#include "core/model/requantize.h"

/* tests/data/gguf/blocks.gguf has random blocks of every type and, in "TYPE.values", what
 * they stand for as numpy computed it (tests/tools/make_gguf_blocks.py). */

enum {
    N_IN = 512
};

static struct stored_tensors *open_blocks(void)
{
    char *path = xasprintf("%s/gguf/blocks.gguf", getenv("FLASHMOE_TEST_DATA"));
    struct error err = {0};
    struct gguf *g = gguf_open(path, &err);
    if (!g)
        fail_msg("%s", err.msg);
    struct stored_tensors *st = gguf_take_tensors(g);
    gguf_close(g);
    free(path);
    return st;
}

/* All bytes of a tensor, owned. */
static void *bytes_of(const struct stored_tensors *st, const char *name, size_t *len)
{
    const struct st_tensor *t = st_find(st, name);
    struct error err = {0};
    assert_non_null(t);
    void *bytes = xmalloc(t->n_bytes);
    assert_true(st_read(st, t, 0, bytes, t->n_bytes, &err));
    *len = t->n_bytes;
    return bytes;
}

struct rows {
    enum block_type type;
    char *bytes;
    float *want;
    size_t n_rows, row_bytes;
};

static struct rows rows_of(const struct stored_tensors *st, enum block_type type)
{
    char name[32];
    size_t len;
    struct rows r = {.type = type};
    r.bytes = bytes_of(st, block_name(type), &len);
    r.row_bytes = (size_t)(N_IN / block_values(type)) * (size_t)block_bytes(type);
    r.n_rows = len / r.row_bytes;
    snprintf(name, sizeof(name), "%s.values", block_name(type));
    r.want = bytes_of(st, name, &len);
    assert_true(r.n_rows >= 2 && len == r.n_rows * N_IN * sizeof(float));
    return r;
}

static void rows_finish(struct rows *r)
{
    free(r->bytes);
    free(r->want);
}

static void every_type_is_read_as_its_description_says(void **state)
{
    struct stored_tensors *st = open_blocks();
    float got[N_IN], steps[N_IN / BLOCK_STEP_GROUP];
    for (int type = BLOCK_NONE + 1; type < N_BLOCK_TYPE; type++) {
        struct rows r = rows_of(st, (enum block_type)type);
        for (size_t row = 0; row < r.n_rows; row++) {
            const float *want = r.want + row * N_IN;
            block_row_f32(r.type, r.bytes + row * r.row_bytes, N_IN, got, steps);
            for (int i = 0; i < N_IN; i++) {
                /* The order of the products, and a difference of two: a few last bits. */
                float largest = 0;
                for (int j = i / 16 * 16; j < i / 16 * 16 + 16; j++)
                    largest = fmaxf(largest, fabsf(want[j]));
                if (!(fabsf(got[i] - want[i]) <= 4e-6f * largest))
                    fail_msg("%s, row %zu, input %d: %g, not %g", block_name(r.type), row,
                             i, (double)got[i], (double)want[i]);
            }
        }
        rows_finish(&r);
    }
    st_close(st);
}

/* A row of affine weights as f32, by the formula. */
static void affine_values(const struct block_target *t, const uint8_t *data,
                          const uint16_t *scales, const uint16_t *biases, float *out)
{
    const struct matrix w = {.type = t->type,
                             .scale_type = t->scale_type,
                             .group = t->group,
                             .n_out = 1,
                             .n_in = N_IN,
                             .data = data,
                             .scales = scales,
                             .biases = biases};
    matrix_dequant_row(&w, 0, out);
}

/* Normalised root mean square of the difference. */
static double nrms(const float *got, const float *want)
{
    double d = 0, w = 0;
    for (int i = 0; i < N_IN; i++) {
        d += ((double)got[i] - (double)want[i]) * ((double)got[i] - (double)want[i]);
        w += (double)want[i] * (double)want[i];
    }
    return sqrt(d / w);
}

static void exact_types_keep_their_values(void **state)
{
    /* What a scale or bias in f16 may lose of the largest value of its group. */
    static const struct {
        enum block_type type;
        float of_largest;
    } cases[] = {
        {BLOCK_Q4_0, 0},          {BLOCK_Q4_1, 1e-7f}, {BLOCK_Q5_0, 0},
        {BLOCK_Q5_1, 1e-7f},      {BLOCK_Q8_0, 0},     {BLOCK_Q4_K, 1.f / 1024},
        {BLOCK_Q5_K, 1.f / 1024}, {BLOCK_MXFP4, 0},
    };
    struct stored_tensors *st = open_blocks();
    int n_exact = 0;
    for (int type = BLOCK_NONE + 1; type < N_BLOCK_TYPE; type++)
        n_exact += block_target((enum block_type)type).exact;
    assert_int_equal(n_exact, sizeof(cases) / sizeof(cases[0]));
    for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        struct rows r = rows_of(st, cases[c].type);
        struct block_target t = block_target(r.type);
        assert_true(t.exact);
        for (size_t row = 0; row < r.n_rows; row++) {
            uint8_t data[N_IN];
            uint16_t scales[N_IN / 32], biases[N_IN / 32];
            float got[N_IN];
            const float *want = r.want + row * N_IN;
            assert_true(block_row_affine(r.type, r.bytes + row * r.row_bytes, N_IN, data,
                                         scales, biases));
            affine_values(&t, data, scales, biases, got);
            for (int i = 0; i < N_IN; i++) {
                float bias = fabsf(scale_to_f32(t.scale_type, biases[i / 32]));
                float scale = fabsf(scale_to_f32(t.scale_type, scales[i / 32]));
                float most = bias + scale * (float)((1 << dtype_bits(t.type)) - 1);
                if (!(fabsf(got[i] - want[i]) <= cases[c].of_largest * most))
                    fail_msg("%s, input %d: %g, not %g", block_name(r.type), i,
                             (double)got[i], (double)want[i]);
            }
            assert_true(nrms(got, want) < 5e-4);
        }
        rows_finish(&r);
    }
    st_close(st);
}

/* Random blocks have no peak in the middle, so these are near the worst that comes. */
static void other_types_lose_what_is_stated(void **state)
{
    static const struct {
        enum block_type type;
        double most;
    } cases[] = {
        {BLOCK_Q6_K, 0.003},  {BLOCK_Q3_K, 0.03},   {BLOCK_Q2_K, 0.03},
        {BLOCK_IQ4_NL, 0.02}, {BLOCK_IQ4_XS, 0.02},
    };
    struct stored_tensors *st = open_blocks();
    for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        struct rows r = rows_of(st, cases[c].type);
        struct block_target t = block_target(r.type);
        assert_false(t.exact);
        for (size_t row = 0; row < r.n_rows; row++) {
            uint8_t data[N_IN];
            uint16_t scales[N_IN / 32], biases[N_IN / 32];
            float x[N_IN], steps[N_IN / BLOCK_STEP_GROUP], got[N_IN];
            block_row_f32(r.type, r.bytes + row * r.row_bytes, N_IN, x, steps);
            assert_true(requantize_row(t.type, x, steps, N_IN, data, scales, biases));
            affine_values(&t, data, scales, biases, got);
            double e = nrms(got, r.want + row * N_IN);
            print_message("%s as %s: normalised rms %.4f\n", block_name(r.type),
                          dtype_name(t.type), e);
            assert_true(e < cases[c].most);
        }
        rows_finish(&r);
    }
    st_close(st);
}

static void what_is_no_number_is_refused(void **state)
{
    uint8_t block[256] = {0}, data[256];
    uint16_t scales[8], biases[8];
    float x[32] = {1, 2, 3};
    static const enum block_type exact[] = {BLOCK_Q4_0, BLOCK_Q4_1, BLOCK_Q5_0,
                                            BLOCK_Q5_1, BLOCK_Q8_0, BLOCK_Q4_K,
                                            BLOCK_Q5_K};
    for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++) {
        memset(block, 0, sizeof(block));
        assert_true(block_row_affine(exact[i], block, block_values(exact[i]), data,
                                     scales, biases));
        block[1] = 0x7c; /* d is infinite */
        memset(block + 4, 1, 12);
        assert_false(block_row_affine(exact[i], block, block_values(exact[i]), data,
                                      scales, biases));
    }
    memset(block, 0, sizeof(block));
    block[1] = 0x60; /* d = 512: -128 * d is above the largest f16 */
    assert_false(block_row_affine(BLOCK_Q8_0, block, 32, data, scales, biases));
    block[0] = 255; /* the exponent that is no number */
    assert_false(block_row_affine(BLOCK_MXFP4, block, 32, data, scales, biases));
    assert_true(requantize_row(DTYPE_Q8, x, NULL, 32, data, scales, biases));
    x[7] = NAN;
    assert_false(requantize_row(DTYPE_Q8, x, NULL, 32, data, scales, biases));
    x[7] = 70000;
    x[8] = -70000;
    assert_false(requantize_row(DTYPE_Q8, x, NULL, 32, data, scales, biases));
    for (int i = 0; i < 32; i++)
        x[i] = 0;
    assert_true(requantize_row(DTYPE_Q8, x, NULL, 32, data, scales, biases));
    assert_true(scales[0] == 0 && biases[0] == 0);
}

/* The step of a half says nothing of its range when all its codes are the same: here it is
 * 2^21 times as long, in two halves that differ by their minimum alone. 15 steps of 4 bits are
 * then 30 * 2^20 ranges, a float that is the same less 1. */
static void a_step_far_above_the_range_ends(void **state)
{
    uint8_t block[84] = {0}, data[256];
    uint16_t scales[8], biases[8];
    float x[256], steps[16], got[32];
    for (int j = 0; j < 16; j++)
        block[j] = (uint8_t)(2 | (j % 2 ? 0x20 : 0x10));
    block[81] = 0x3c; /* d: 1 */
    block[82] = 0x10; /* dmin: 2^-20 */
    block_row_f32(BLOCK_Q2_K, block, 256, x, steps);
    assert_true(steps[0] == 0x1p21f * (x[0] - x[16]));
    assert_true(requantize_row(DTYPE_Q4, x, steps, 256, data, scales, biases));
    const struct matrix w = {.type = DTYPE_Q4,
                             .scale_type = SCALE_F16,
                             .group = 32,
                             .n_out = 1,
                             .n_in = 32,
                             .data = data,
                             .scales = scales,
                             .biases = biases};
    matrix_dequant_row(&w, 0, got);
    assert_true(fabsf(got[0] - x[0]) <= 1.2e-7f && fabsf(got[31] - x[31]) <= 1.2e-7f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_as_its_description_says),
        cmocka_unit_test(exact_types_keep_their_values),
        cmocka_unit_test(other_types_lose_what_is_stated),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_step_far_above_the_range_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
