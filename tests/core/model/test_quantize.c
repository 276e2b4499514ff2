#include "core/model/quantize.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/kernel/kernel.h"
#include "core/model/quantize_fit.h"

enum {
    N = 256
};

static uint64_t seed = 1;

static float uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (float)(seed >> 40) / (float)(1 << 24) * 2 - 1;
}

struct row {
    uint8_t data[N];
    uint16_t scales[N / 32], biases[N / 32];
    float back[N];
};

static bool round_trip(enum dtype type, int group, const float *x, struct row *r)
{
    if (!quantize_rows(type, group, x, 1, N, NULL,
                       &(struct quantize_out){r->data, r->scales, r->biases}))
        return false;
    struct matrix w = {.type = type,
                       .group = group,
                       .n_out = 1,
                       .n_in = N,
                       .data = r->data,
                       .scales = r->scales,
                       .biases = r->biases};
    matrix_dequant_row(&w, 0, r->back);
    return true;
}

static const enum dtype types[] = {DTYPE_Q2, DTYPE_Q3, DTYPE_Q4,
                                   DTYPE_Q5, DTYPE_Q6, DTYPE_Q8};

/* Half a step for the rounding of the code, and what rounding the range to bf16 may cost:
 * an ulp of bias and of the scale at the far end. With up to 6 bits an outer value gives way
 * to the others where that pays, so there the bound is one of the group's mean. */
static void group_is_within_bounds(const float *x, const float *back, int bits)
{
    float low = x[0], high = x[0], sum = 0, most = 0;
    for (int i = 0; i < 64; i++) {
        low = fminf(low, x[i]);
        high = fmaxf(high, x[i]);
        most = fmaxf(most, fabsf(back[i] - x[i]));
        sum += (back[i] - x[i]) * (back[i] - x[i]);
    }
    float step = (high - low) / (float)((1 << bits) - 1);
    float bound = 0.5f * step + (fabsf(low) + (high - low)) / 128;
    float err = bits > 6 ? most : sqrtf(sum / 64);
    if (!(err <= bound))
        fail_msg("bits %d: error %g, bound %g", bits, err, bound);
}

static void error_is_bounded_by_the_step(void **state)
{
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++)
        for (int trial = 0; trial < 200; trial++) {
            float x[N], shift = 3 * uniform(), size = expf(8 * uniform());
            struct row r;
            for (int i = 0; i < N; i++)
                x[i] = size * (uniform() + shift);
            assert_true(round_trip(types[k], 64, x, &r));
            for (int g = 0; g < N; g += 64)
                group_is_within_bounds(x + g, r.back + g, dtype_bits(types[k]));
        }
}

/* The root mean square error against step / sqrt(12), what ideal rounding over the whole
 * range would leave. */
static void error_is_near_that_of_ideal_rounding(void **state)
{
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
        double sum = 0, ideal = 0;
        for (int trial = 0; trial < 200; trial++) {
            float x[N];
            struct row r;
            for (int i = 0; i < N; i++)
                x[i] = uniform() + uniform() + uniform();
            assert_true(round_trip(types[k], 64, x, &r));
            for (int g = 0; g < N; g += 64) {
                float low = x[g], high = x[g];
                for (int i = g; i < g + 64; i++) {
                    low = fminf(low, x[i]);
                    high = fmaxf(high, x[i]);
                    sum += pow((double)r.back[i] - (double)x[i], 2);
                }
                double step = (high - low) / ((1 << dtype_bits(types[k])) - 1);
                ideal += 64 * step * step / 12;
            }
        }
        /* For 8 bits the rounding of scale and bias is of the order of the step. */
        static const double allowed_of[] = {
            [2] = 0.9, [3] = 0.97, [4] = 1.0, [5] = 1.03, [6] = 1.06, [8] = 1.35};
        double allowed = allowed_of[dtype_bits(types[k])];
        if (sqrt(sum / ideal) > allowed)
            fail_msg("bits %d: error is %.3f of ideal rounding's", dtype_bits(types[k]),
                     sqrt(sum / ideal));
    }
}

static void values_on_the_grid_are_exact(void **state)
{
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
        int levels = (1 << dtype_bits(types[k])) - 1;
        float x[N];
        struct row r;
        for (int i = 0; i < N; i++)
            x[i] = 0.25f * (float)(i % 64 * 37 % (levels + 1)) - 3;
        for (int g = 0; g < N; g += 32) {
            x[g] = -3;
            x[g + 1] = 0.25f * (float)levels - 3;
        }
        assert_true(round_trip(types[k], 32, x, &r));
        for (int i = 0; i < N; i++)
            assert_true(r.back[i] == x[i]);
    }
}

static void a_constant_group_is_its_bias(void **state)
{
    float x[N];
    struct row r;
    for (int i = 0; i < N; i++)
        x[i] = i < 128 ? 0 : -1.5f;
    assert_true(round_trip(DTYPE_Q4, 64, x, &r));
    for (int i = 0; i < N; i++)
        assert_true(r.back[i] == x[i]);
}

enum {
    N_ROWS = 7, /* with N / 32 groups each no multiple of the lanes */
};

/* Rows as weights are: most of them small, a few large, some groups of one value. */
static void fill_rows(float *x)
{
    for (int i = 0; i < N_ROWS * N; i++) {
        float u = uniform() + uniform() + uniform();
        x[i] = i / 64 % 9 == 8 ? 0.25f : 0.02f * u * (1 + u * u);
    }
}

/* Each instruction set, group by group, against the first. */
static void every_instruction_set_finds_the_same(void **state)
{
    float x[N_ROWS * N], importance[N];
    fill_rows(x);
    for (int i = 0; i < N; i++)
        importance[i] = expf(3 * uniform());
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++)
        for (const char *const *name = kernels_names(); *name; name++) {
            const struct quantize_fit *f = quantize_fit_find(*name);
            assert_string_equal(f->name, *name);
            for (int at = 0; at < N_ROWS * N; at += 64) {
                struct quantize_groups one = {.n_groups = 1,
                                              .group = 64,
                                              .levels = (1 << dtype_bits(types[k])) - 1};
                one.x[0] = x + at;
                one.importance[0] = at % 128 ? importance + at % N : NULL;
                struct quantize_groups many = one;
                many.n_groups = f->n_lanes;
                for (int j = 1; j < f->n_lanes; j++) {
                    many.x[j] = x + (at + 64 * j) % (N_ROWS * N);
                    many.importance[j] = j % 2 ? importance : NULL;
                }
                assert_true(quantize_fit_scalar.fit(&one));
                assert_true(f->fit(&many));
                assert_int_equal(one.scale[0], many.scale[0]);
                assert_int_equal(one.bias[0], many.bias[0]);
                assert_memory_equal(one.code[0], many.code[0], 64);
            }
        }
}

static void a_row_is_the_same_in_any_company(void **state)
{
    static float x[N_ROWS * N];
    fill_rows(x);
    float importance[N];
    for (int i = 0; i < N; i++)
        importance[i] = expf(2 * uniform());
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
        uint8_t data[N_ROWS * N];
        uint16_t scales[N_ROWS * N / 32], biases[N_ROWS * N / 32];
        size_t row_bytes = dtype_row_bytes(types[k], N);
        assert_true(quantize_rows(types[k], 32, x, N_ROWS, N, importance,
                                  &(struct quantize_out){data, scales, biases}));
        for (int i = 0; i < N_ROWS; i++) {
            struct row r;
            assert_true(
                quantize_rows(types[k], 32, x + i * N, 1, N, importance,
                              &(struct quantize_out){r.data, r.scales, r.biases}));
            assert_memory_equal(r.data, data + (size_t)i * row_bytes, row_bytes);
            assert_memory_equal(r.scales, scales + i * N / 32, sizeof(r.scales));
            assert_memory_equal(r.biases, biases + i * N / 32, sizeof(r.biases));
        }
    }
}

/* Of plain rounding over the whole range, scale and bias not even rounded. */
static double plain_error(const float *x, int bits, const float *importance)
{
    double sum = 0;
    for (int g = 0; g < N; g += 64) {
        float low = x[g], high = x[g];
        for (int i = g; i < g + 64; i++) {
            low = fminf(low, x[i]);
            high = fmaxf(high, x[i]);
        }
        float step = (high - low) / (float)((1 << bits) - 1);
        for (int i = g; i < g + 64; i++)
            sum += (double)importance[i] *
                   pow((double)(roundf((x[i] - low) / step) * step + low - x[i]), 2);
    }
    return sum;
}

static double error_of(const float *x, enum dtype type, const float *importance,
                       bool told)
{
    struct row r;
    struct matrix w = {.type = type,
                       .group = 64,
                       .n_out = 1,
                       .n_in = N,
                       .data = r.data,
                       .scales = r.scales,
                       .biases = r.biases};
    double sum = 0;
    assert_true(quantize_rows(type, 64, x, 1, N, told ? importance : NULL,
                              &(struct quantize_out){r.data, r.scales, r.biases}));
    matrix_dequant_row(&w, 0, r.back);
    for (int i = 0; i < N; i++)
        sum += (double)importance[i] * pow((double)(r.back[i] - x[i]), 2);
    return sum;
}

static void few_bits_lose_less_than_plain_rounding(void **state)
{
    /* Shares of plain rounding's squared error that may be left. */
    static const double allowed[] = {[2] = 0.62, [3] = 0.80, [4] = 0.92, [5] = 1};
    float x[N_ROWS * N], same[N];
    for (int i = 0; i < N; i++)
        same[i] = 1;
    for (int bits = 2; bits <= 5; bits++) {
        double got = 0, plain = 0;
        enum dtype type;
        assert_true(dtype_affine(bits, &type));
        for (int trial = 0; trial < 100; trial++) {
            for (int i = 0; i < N; i++)
                x[i] = uniform() + uniform() + uniform() + uniform();
            got += error_of(x, type, same, false);
            plain += plain_error(x, bits, same);
        }
        if (!(got < allowed[bits] * plain))
            fail_msg("%d bits: %.3f of plain rounding's error", bits, got / plain);
    }
}

/* The importance moves error to the inputs that matter less. */
static void importance_is_heeded(void **state)
{
    static const double allowed[] = {[2] = 0.75, [3] = 0.85, [4] = 0.92, [5] = 0.95};
    float x[N], importance[N];
    for (int bits = 2; bits <= 5; bits++) {
        double told = 0, untold = 0;
        enum dtype type;
        assert_true(dtype_affine(bits, &type));
        for (int trial = 0; trial < 100; trial++) {
            for (int i = 0; i < N; i++) {
                x[i] = uniform() + uniform() + uniform();
                importance[i] = i % 8 ? 0.05f : 7;
            }
            told += error_of(x, type, importance, true);
            untold += error_of(x, type, importance, false);
        }
        if (!(told < allowed[bits] * untold))
            fail_msg("%d bits: %.3f of the error without it", bits, told / untold);
    }
}

static void values_that_are_no_numbers_are_refused(void **state)
{
    const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        float x[N] = {0};
        struct row r;
        x[77] = bad[i];
        assert_false(round_trip(DTYPE_Q8, 64, x, &r));
    }
}

static void other_widths_have_no_type(void **state)
{
    enum dtype t;
    assert_false(dtype_affine(7, &t));
    assert_false(dtype_affine(16, &t));
    assert_true(dtype_affine(6, &t));
    assert_int_equal(t, DTYPE_Q6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_is_bounded_by_the_step),
        cmocka_unit_test(error_is_near_that_of_ideal_rounding),
        cmocka_unit_test(values_on_the_grid_are_exact),
        cmocka_unit_test(a_constant_group_is_its_bias),
        cmocka_unit_test(every_instruction_set_finds_the_same),
        cmocka_unit_test(a_row_is_the_same_in_any_company),
        cmocka_unit_test(few_bits_lose_less_than_plain_rounding),
        cmocka_unit_test(importance_is_heeded),
        cmocka_unit_test(values_that_are_no_numbers_are_refused),
        cmocka_unit_test(other_widths_have_no_type),
    };
    return cmocka_run_group_tests_name("core/model/quantize", tests, NULL, NULL);
}
