#include "core/kernel/matrix.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/kernel/random_data.h"

static void names_and_types_are_inverse(void **state)
{
    for (int i = 0; i < N_DTYPE; i++) {
        enum dtype back = N_DTYPE;
        assert_true(dtype_from_name(dtype_name((enum dtype)i), &back));
        assert_int_equal(back, i);
    }
    enum dtype unused;
    assert_false(dtype_from_name("q7", &unused));
    assert_false(dtype_from_name("", &unused));
}

static void names_and_scale_types_are_inverse(void **state)
{
    for (int i = 0; i < N_SCALE_TYPE; i++) {
        enum scale_type back = N_SCALE_TYPE;
        assert_true(scale_type_from_name(scale_type_name((enum scale_type)i), &back));
        assert_int_equal(back, i);
    }
    enum scale_type unused;
    assert_false(scale_type_from_name("f32", &unused));
    assert_false(scale_type_from_name("", &unused));
}

static void sizes_count_rows_scales_and_biases(void **state)
{
    assert_int_equal(dtype_row_bytes(DTYPE_Q3, 64), 24);
    assert_int_equal(dtype_row_bytes(DTYPE_Q5, 64), 40);
    assert_int_equal(dtype_row_bytes(DTYPE_BF16, 5), 10);
    assert_int_equal(matrix_bytes(DTYPE_F32, 0, 3, 5), 60);
    /* One projection of a 4096 x 1024 expert: 2 MiB of weights, 128 KiB twice. */
    assert_int_equal(matrix_bytes(DTYPE_Q4, 64, 1024, 4096), 2097152 + 2 * 131072);
    assert_true(matrix_bytes(DTYPE_F32, 0, INT32_MAX, INT32_MAX) ==
                (size_t)INT32_MAX * INT32_MAX * 4);
}

static void every_bf16_survives_the_round_trip(void **state)
{
    for (uint32_t h = 0; h < 0x10000; h++) {
        float x = bf16_to_f32((uint16_t)h);
        if (isnan(x))
            assert_true(isnan(bf16_to_f32(f32_to_bf16(x))));
        else
            assert_int_equal(f32_to_bf16(x), h);
    }
}

static void every_f16_survives_the_round_trip(void **state)
{
    for (uint32_t h = 0; h < 0x10000; h++) {
        float x = f16_to_f32((uint16_t)h);
        int exponent = (int)(h >> 10 & 31);
        if (exponent == 31 && (h & 0x3ff)) {
            assert_true(isnan(x));
            assert_true(isnan(f16_to_f32(f32_to_f16(x))));
            continue;
        }
        double value = exponent == 31 ? INFINITY
                       : exponent     ? ldexp(1024 + (h & 0x3ff), exponent - 25)
                                      : ldexp(h & 0x3ff, -24);
        assert_true((double)x == (h & 0x8000 ? -value : value));
        assert_int_equal(f32_to_f16(x), h);
    }
}

/* Between two neighbours the nearer one is taken, in the middle the even one. */
static void check_rounding(float (*up)(uint16_t), uint16_t (*down)(float), uint32_t last)
{
    for (uint32_t h = 0; h < last; h++) {
        double low = up((uint16_t)h);
        double high = up((uint16_t)(h + 1));
        float middle = (float)((low + high) / 2);
        assert_int_equal(down(middle), h & 1 ? h + 1 : h);
        assert_int_equal(down(nextafterf(middle, 0)), h);
        assert_int_equal(down(nextafterf(middle, INFINITY)), h + 1);
        assert_int_equal(down(-middle), (h & 1 ? h + 1 : h) | 0x8000);
    }
}

static void conversions_round_to_nearest_even(void **state)
{
    check_rounding(bf16_to_f32, f32_to_bf16, 0x7f7f);
    check_rounding(f16_to_f32, f32_to_f16, 0x7bff);
    assert_int_equal(f32_to_f16(65519.0f), 0x7bff);
    assert_int_equal(f32_to_f16(65520.0f), 0x7c00);
    assert_int_equal(f32_to_f16(1e30f), 0x7c00);
    assert_int_equal(f32_to_f16(-INFINITY), 0xfc00);
    assert_int_equal(f32_to_f16(1e-30f), 0);
    assert_int_equal(f32_to_bf16(3.4e38f), 0x7f80);
    assert_true(isnan(bf16_to_f32(f32_to_bf16(NAN))));
}

/* The value of one bit of the row's stream, counted from the lowest bit of the first byte. */
static unsigned stream_bit(const uint8_t *row, size_t i)
{
    return row[i / 8] >> (i % 8) & 1;
}

static void unpacking_follows_the_bit_stream(void **state)
{
    static const enum dtype types[] = {DTYPE_Q2, DTYPE_Q3, DTYPE_Q4,
                                       DTYPE_Q5, DTYPE_Q6, DTYPE_Q8};
    for (size_t i_type = 0; i_type < sizeof(types) / sizeof(types[0]); i_type++) {
        enum dtype type = types[i_type];
        struct matrix w = random_matrix(type, 32, 3, 96, 7);
        int bits = dtype_bits(type);
        for (int row = 0; row < 3; row++) {
            const uint8_t *data =
                (const uint8_t *)w.data + dtype_row_bytes(type, 96) * row;
            uint8_t q[96];
            matrix_unpack_span(&w, row, 0, 96, q);
            for (int i = 0; i < 96; i++) {
                unsigned want = 0;
                for (int b = 0; b < bits; b++)
                    want |= stream_bit(data, (size_t)i * (size_t)bits + (size_t)b) << b;
                assert_int_equal(q[i], want);
            }
            uint8_t part[37];
            matrix_unpack_span(&w, row, 13, 37, part);
            assert_memory_equal(part, q + 13, 37);
        }
        free_matrix(&w);
    }
}

static void words_of_the_format_are_read_in_order(void **state)
{
    /* Eight 4-bit values of one little-endian word, first element lowest. */
    uint8_t data[16] = {0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe};
    uint16_t scale = f32_to_bf16(-0.5f);
    uint16_t bias = f32_to_bf16(3.0f);
    struct matrix w = {.type = DTYPE_Q4,
                       .group = 32,
                       .n_out = 1,
                       .n_in = 32,
                       .data = data,
                       .scales = &scale,
                       .biases = &bias};
    float out[32];
    matrix_dequant_row(&w, 0, out);
    for (int i = 0; i < 32; i++)
        assert_true(out[i] == 3.0f - 0.5f * (float)(i < 16 ? i : 0));
    /* The same bits read as f16: 0xbf00 is -1.75, 0x4040 is 2.125. */
    w.scale_type = SCALE_F16;
    matrix_dequant_row(&w, 0, out);
    for (int i = 0; i < 32; i++)
        assert_true(out[i] == 2.125f - 1.75f * (float)(i < 16 ? i : 0));
}

/* The value of an f16, by its definition. */
static double half_value(uint16_t h)
{
    int exponent = h >> 10 & 31, fraction = h & 0x3ff;
    double x = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return h & 0x8000 ? -x : x;
}

static void f16_scales_are_read_in_every_affine_type_and_group(void **state)
{
    for (int type = 0; type < N_DTYPE; type++) {
        for (int group = 32; group <= 128 && dtype_is_affine((enum dtype)type);
             group *= 2) {
            struct matrix w =
                random_matrix_scaled((enum dtype)type, SCALE_F16, group, 3, 256, 5);
            const uint8_t *data = w.data;
            int bits = dtype_bits(w.type);
            for (int row = 0; row < 3; row++) {
                float out[256];
                matrix_dequant_row(&w, row, out);
                for (int i = 0; i < 256; i++) {
                    unsigned q = 0;
                    for (int b = 0; b < bits; b++)
                        q |= stream_bit(data, (size_t)(row * 256 + i) * (size_t)bits +
                                                  (size_t)b)
                             << b;
                    int g = (row * 256 + i) / group;
                    double want = half_value(w.scales[g]) * q + half_value(w.biases[g]);
                    assert_true(fabs(out[i] - want) <= 1e-6 * fabs(want) + 1e-9);
                }
            }
            free_matrix(&w);
        }
    }
}

static void spans_agree_with_rows_in_every_type_and_group(void **state)
{
    for (int type = 0; type < N_DTYPE; type++) {
        for (int group = 32; group <= 128; group *= 2) {
            struct matrix w = random_matrix((enum dtype)type, group, 4, 384, 11);
            float whole[384];
            float part[200];
            matrix_dequant_row(&w, 3, whole);
            matrix_dequant_span(&w, 3, 95, 200, part);
            assert_memory_equal(part, whole + 95, sizeof(part));
            for (int i = 0; i < 384 && dtype_is_affine(w.type); i++) {
                uint8_t q;
                matrix_unpack_span(&w, 3, i, 1, &q);
                int g = 3 * (384 / group) + i / group;
                double want =
                    (double)bf16_to_f32(w.scales[g]) * q + bf16_to_f32(w.biases[g]);
                assert_true(fabs(whole[i] - want) <= 1e-6 * (1 + fabs(want)));
            }
            free_matrix(&w);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_types_are_inverse),
        cmocka_unit_test(names_and_scale_types_are_inverse),
        cmocka_unit_test(sizes_count_rows_scales_and_biases),
        cmocka_unit_test(every_bf16_survives_the_round_trip),
        cmocka_unit_test(every_f16_survives_the_round_trip),
        cmocka_unit_test(conversions_round_to_nearest_even),
        cmocka_unit_test(unpacking_follows_the_bit_stream),
        cmocka_unit_test(words_of_the_format_are_read_in_order),
        cmocka_unit_test(f16_scales_are_read_in_every_affine_type_and_group),
        cmocka_unit_test(spans_agree_with_rows_in_every_type_and_group),
    };
    return cmocka_run_group_tests_name("core/matrix", tests, NULL, NULL);
}
