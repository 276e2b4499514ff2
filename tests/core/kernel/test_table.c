#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/kernel/kernel.h"
#include "tests/core/kernel/random_data.h"

/* The table named by the first argument against the scalar one; 77 where it cannot run. */

static const struct kernels *scalar;
static const struct kernels *fast;

static void assert_all_near(const float *got, const float *want, size_t n,
                            double tolerance)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabs((double)got[i] - want[i]) <= tolerance * (1 + fabs((double)want[i]))))
            fail_msg("%zu of %zu: got %.9g, want %.9g (tolerance %g)", i, n, got[i],
                     want[i], tolerance);
    }
}

/* Every way in which affine weights can be stored. */
static const struct {
    enum dtype type;
    enum scale_type scales;
} types[] = {
    {DTYPE_Q2, SCALE_BF16}, {DTYPE_Q3, SCALE_BF16}, {DTYPE_Q4, SCALE_BF16},
    {DTYPE_Q5, SCALE_BF16}, {DTYPE_Q6, SCALE_BF16}, {DTYPE_Q8, SCALE_BF16},
    {DTYPE_Q2, SCALE_F16},  {DTYPE_Q3, SCALE_F16},  {DTYPE_Q4, SCALE_F16},
    {DTYPE_Q5, SCALE_F16},  {DTYPE_Q6, SCALE_F16},  {DTYPE_Q8, SCALE_F16},
};
enum {
    N_TYPES = sizeof(types) / sizeof(types[0])
};

static struct matrix matrix_of(size_t i, int group, int n_out, int n_in, uint64_t seed)
{
    return random_matrix_scaled(types[i].type, types[i].scales, group, n_out, n_in, seed);
}

static float *copy_floats(const float *x, size_t n)
{
    float *copy = xmalloc(n * sizeof(*copy));
    memcpy(copy, x, n * sizeof(*copy));
    return copy;
}

/* The tolerance: sums of n_in products of about 1 in f32, in another order. */
static void check_matmul(const struct matrix *w, const struct act *a, int row0, int row1)
{
    size_t stride = (size_t)w->n_out + 5;
    size_t n = stride * (size_t)a->n_tok;
    float *got = xcalloc(n, sizeof(*got));
    float *want = xcalloc(n, sizeof(*want));
    for (size_t i = 0; i < n; i++)
        got[i] = want[i] = 12345; /* what is not asked for stays */
    scalar->matmul(w, row0, row1, a, want, stride);
    fast->matmul(w, row0, row1, a, got, stride);
    assert_all_near(got, want, n, 5e-5);
    free(got);
    free(want);
}

static void matmul_agrees_for_affine_types(void **state)
{
    struct rng rng = {1};
    for (size_t i = 0; i < N_TYPES; i++) {
        for (int group = 32; group <= 128; group *= 2) {
            for (int n_tok = 1; n_tok <= 17; n_tok++) {
                int n_out = rng_between(&rng, 1, 45);
                int n_in = group * rng_between(&rng, 1, group == 128 ? 9 : 19);
                struct matrix w = matrix_of(i, group, n_out, n_in, rng_next(&rng));
                for (int integer = 0; integer < 2; integer++) {
                    struct act a = random_act(n_tok, n_in, integer, rng_next(&rng));
                    check_matmul(&w, &a, 0, n_out);
                    check_matmul(&w, &a, n_out / 3, n_out - n_out / 4);
                    free_act(&a);
                }
                free_matrix(&w);
            }
        }
    }
}

static void matmul_agrees_for_many_tokens_and_groups(void **state)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        for (int group = 64; group <= 128; group *= 2) {
            struct matrix w = matrix_of(i, group, 37, 2176, i);
            struct act a = random_act(70, 2176, true, i + 1);
            check_matmul(&w, &a, 0, 37);
            free_act(&a);
            free_matrix(&w);
        }
    }
}

/* Rows of a few scales are turned round in a form of their own. */
static void matmul_agrees_for_narrow_rows(void **state)
{
    (void)state;
    for (int n_scales = 1; n_scales <= 9; n_scales++)
        for (int group = 64; group <= 128; group *= 2)
            for (int n_tok = 1; n_tok <= 9; n_tok += 4) {
                struct matrix w = random_matrix(DTYPE_Q4, group, 37, n_scales * group,
                                                (uint64_t)n_scales);
                struct act a = random_act(n_tok, n_scales * group, true, 3);
                check_matmul(&w, &a, 0, 37);
                free_act(&a);
                free_matrix(&w);
            }
}

/* One token of wide rows has forms of its own; widths around whole sets of 16 scales. */
static void matmul_agrees_for_one_token_of_wide_rows(void **state)
{
    static const int n_groups[] = {8,  14, 15, 16, 17, 18, 20, 24,
                                   31, 32, 33, 40, 46, 64, 66};
    for (size_t i = 0; i < N_TYPES; i++) {
        for (size_t j = 0; j < sizeof(n_groups) / sizeof(*n_groups); j++) {
            for (int group = 64; group <= 128; group *= 2) {
                int n_in = n_groups[j] * ACT_GROUP;
                if (n_in % group != 0)
                    continue;
                struct matrix w = matrix_of(i, group, 51, n_in, i + j);
                struct act a = random_act(1, n_in, true, j + 1);
                for (int any = 0; any < 2; any++) {
                    a.any_order = any;
                    check_matmul(&w, &a, 0, 51);
                    check_matmul(&w, &a, 1, 50);
                }
                free_act(&a);
                free_matrix(&w);
            }
        }
    }
}

/* Few tokens, eight, and whole tiles have forms of their own; between them bits may not differ,
 * so that a prompt is read alike however it is cut. */
static void matmul_of_a_token_does_not_depend_on_others(void **state)
{
    enum {
        TOKENS = 21,
        ROWS = 53
    };
    float all[TOKENS * ROWS], few[TOKENS * ROWS];
    for (size_t i = 0; i < N_TYPES; i++) {
        for (int group = 64; group <= 128; group *= 2) {
            struct matrix w = matrix_of(i, group, ROWS, 19 * 128, i);
            struct act a = random_act(TOKENS, w.n_in, true, i + 1);
            fast->matmul(&w, 0, ROWS, &a, all, ROWS);
            for (a.n_tok = 1; a.n_tok < TOKENS; a.n_tok++) {
                fast->matmul(&w, 0, ROWS, &a, few, ROWS);
                assert_memory_equal(few, all, (size_t)a.n_tok * ROWS * sizeof(float));
            }
            free_act(&a);
            free_matrix(&w);
        }
    }
}

/* Wider than what any table puts aside for activations; errors grow with the sum. */
static void matmul_agrees_for_rows_that_fill_any_buffer(void **state)
{
    enum {
        WIDE = (1 << 17) + 128,
        ROWS = 19
    };
    for (size_t i = 0; i < N_TYPES; i++) {
        struct matrix w = matrix_of(i, 128, ROWS, WIDE, i);
        struct act a = random_act(2, WIDE, true, i + 1);
        for (int n_tok = 1; n_tok <= 2; n_tok++) {
            float got[2 * ROWS] = {0};
            float want[2 * ROWS] = {0};
            a.n_tok = n_tok;
            scalar->matmul(&w, 0, ROWS, &a, want, ROWS);
            fast->matmul(&w, 0, ROWS, &a, got, ROWS);
            for (int r = 0; r < n_tok * ROWS; r++)
                assert_true(fabsf(got[r] - want[r]) <= 0.02f);
        }
        free_act(&a);
        free_matrix(&w);
    }
}

static void matmul_agrees_for_float_types(void **state)
{
    struct rng rng = {2};
    for (int type = DTYPE_F32; type <= DTYPE_BF16; type++) {
        for (int n_tok = 1; n_tok <= 17; n_tok++) {
            int n_out = rng_between(&rng, 1, 30);
            int n_in = rng_between(&rng, 1, 300);
            struct matrix w =
                random_matrix((enum dtype)type, 0, n_out, n_in, rng_next(&rng));
            struct act a = random_act(n_tok, n_in, n_tok & 1, rng_next(&rng));
            check_matmul(&w, &a, 0, n_out);
            check_matmul(&w, &a, n_out / 2, n_out);
            free_act(&a);
            free_matrix(&w);
        }
    }
}

/* Extremes of both factors: the largest sums that the integer forms must hold. */
static void matmul_does_not_saturate(void **state)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        for (int byte = 0; byte < 256; byte += 255) {
            for (int n_tok = 1; n_tok <= 8; n_tok += 7) {
                struct matrix w = matrix_of(i, 64, 16, 256, 1);
                struct act a = random_act(n_tok, 256, true, 2);
                size_t n_bytes = 16 * dtype_row_bytes(types[i].type, 256);
                memset((void *)w.data, byte, n_bytes);
                memset((void *)a.q, byte ? 127 : -127, (size_t)n_tok * 256);
                for (int g = 0; g < n_tok * 4; g++)
                    ((float *)a.sum)[g] = a.scale[g] * (byte ? 127 : -127) * 64;
                check_matmul(&w, &a, 0, 16);
                memset((void *)a.q, byte ? -127 : 127, (size_t)n_tok * 256);
                for (int g = 0; g < n_tok * 4; g++)
                    ((float *)a.sum)[g] *= -1;
                check_matmul(&w, &a, 0, 16);
                free_act(&a);
                free_matrix(&w);
            }
        }
    }
}

static void quantize_act_is_bit_equal(void **state)
{
    struct rng rng = {3};
    for (int n = 1; n < 400; n++) {
        float *x = random_floats(&rng, (size_t)n, -3, 3);
        if (n % 7 == 0)
            memset(x, 0, (size_t)(n < 64 ? n : 64) * sizeof(*x));
        if (n % 5 == 0)
            x[n - 1] = n % 2 ? 1e-41f : 3e38f;
        int groups = (n + ACT_GROUP - 1) / ACT_GROUP;
        int8_t q[2][448];
        float scale[2][7];
        float sum[2][7];
        memset(q, 99, sizeof(q));
        scalar->quantize_act(x, n, q[0], scale[0], sum[0]);
        fast->quantize_act(x, n, q[1], scale[1], sum[1]);
        assert_memory_equal(q[0], q[1], (size_t)groups * ACT_GROUP);
        assert_memory_equal(scale[0], scale[1], (size_t)groups * sizeof(float));
        assert_memory_equal(sum[0], sum[1], (size_t)groups * sizeof(float));
        free(x);
    }
}

static void elementwise_functions_agree(void **state)
{
    struct rng rng = {4};
    for (int n = 1; n < 200; n++) {
        size_t size = (size_t)n;
        float *x = random_floats(&rng, size, -2, 2);
        float *z = random_floats(&rng, size, -n, n);
        float *w = random_floats(&rng, size, 0, 2);
        float *got = copy_floats(w, size);
        float *want = copy_floats(w, size);
        z[0] = n % 3 == 0 ? -1e30f : n % 3 == 1 ? 1e30f : 0;
        scalar->add(x, n, want);
        fast->add(x, n, got);
        scalar->axpy(-1.5f, z + n / 2, n - n / 2, want);
        fast->axpy(-1.5f, z + n / 2, n - n / 2, got);
        assert_all_near(got, want, size, 1e-6);
        scalar->sigmoid_gate(z, n, want);
        fast->sigmoid_gate(z, n, got);
        assert_all_near(got, want, size, 1e-6);
        scalar->swiglu(z, x, n, want);
        fast->swiglu(z, x, n, got);
        assert_all_near(got, want, size, 1e-6);
        scalar->rms_norm(x, w, n, 1e-6f, want);
        fast->rms_norm(x, w, n, 1e-6f, got);
        assert_all_near(got, want, size, 3e-6);
        scalar->l2_norm(x, n, 0.5f, want);
        fast->l2_norm(x, n, 0.5f, got);
        assert_all_near(got, want, size, 3e-6);
        scalar->gated_norm(x, z, w, n, 1e-6f, want);
        fast->gated_norm(x, z, w, n, 1e-6f, got);
        assert_all_near(got, want, size, 3e-6);
        float dots[2] = {fast->dot(x, w, n), scalar->dot(x, w, n)};
        assert_all_near(dots, dots + 1, 1, 1e-5);
        free(x);
        free(z);
        free(w);
        free(got);
        free(want);
    }
}

static void softmax_rope_and_argmax_agree(void **state)
{
    struct rng rng = {5};
    for (int n = 1; n < 300; n++) {
        float *x = random_floats(&rng, (size_t)n * 2, -60, 60);
        float *cosines = random_floats(&rng, (size_t)n, -1, 1);
        float *sines = random_floats(&rng, (size_t)n, -1, 1);
        float *y = copy_floats(x, (size_t)n * 2);
        scalar->rope(x, n, cosines, sines);
        fast->rope(y, n, cosines, sines);
        assert_all_near(y, x, (size_t)n * 2, 2e-6);
        if (n > 2)
            x[n / 2] = x[n - 1] = 70; /* two equals */
        assert_int_equal(fast->argmax(x, n), scalar->argmax(x, n));
        memcpy(y, x, (size_t)n * sizeof(*y));
        x[0] = y[0] = n % 2 ? -INFINITY : -1e9f;
        if (n == 1)
            x[0] = y[0] = 3;
        scalar->softmax(x, n);
        fast->softmax(y, n);
        for (int i = 0; i < n; i++)
            assert_true(fabsf(x[i] - y[i]) <= 1e-6f * x[i] + 1e-37f);
        free(x);
        free(y);
        free(cosines);
        free(sines);
    }
    float lowest[40];
    for (int i = 0; i < 40; i++)
        lowest[i] = -INFINITY;
    assert_int_equal(fast->argmax(lowest, 40), 0);
}

static void kv_store_is_bit_equal(void **state)
{
    struct rng rng = {6};
    for (int n = 1; n < 100; n++) {
        float *x = random_floats(&rng, (size_t)n, -2, 2);
        x[0] = n % 3 == 0 ? 1e6f : 1e-7f;
        uint16_t half[2][100] = {{0}};
        float full[2][100] = {{0}};
        scalar->kv_store(KV_F16, x, n, half[0]);
        fast->kv_store(KV_F16, x, n, half[1]);
        assert_memory_equal(half[0], half[1], sizeof(half[0]));
        scalar->kv_store(KV_F32, x, n, full[0]);
        fast->kv_store(KV_F32, x, n, full[1]);
        assert_memory_equal(full[0], full[1], sizeof(full[0]));
        free(x);
    }
}

static void attend_agrees(void **state)
{
    struct rng rng = {7};
    static const int contexts[] = {1, 2, 63, 64, 65, 200};
    for (size_t i = 0; i < 6; i++) {
        for (int d = 1; d < 150; d += 11) {
            int n_q = 1 + (d / 11 + (int)i * 5) % 13;
            struct attend_data x = random_attend(&rng, 1, n_q, contexts[i], d, 2);
            float got[13 * 150];
            float want[13 * 150];
            for (int half = 0; half < 2; half++) {
                attend_data_use(&x, half ? KV_F16 : KV_F32);
                attend_token(scalar, &x.chunk, 0, want);
                attend_token(fast, &x.chunk, 0, got);
                assert_all_near(got, want, x.n_out, 3e-5);
            }
            free_attend(&x);
        }
    }
}

/* Tokens of a block, and where it begins: whole registers of rows and not, one block of
 * positions and several, a limit at the border of one. */
static void attend_chunk_agrees(void **state)
{
    static const struct {
        int n_tok, n_q, n_ctx, d;
    } shapes[] = {{1, 1, 1, 1},   {2, 8, 1, 64},    {16, 4, 49, 64}, {8, 8, 57, 256},
                  {3, 5, 64, 17}, {5, 3, 63, 40},   {7, 9, 200, 33}, {1, 64, 130, 16},
                  {64, 1, 1, 48}, {12, 4, 500, 64}, {4, 2, 127, 96}};
    struct rng rng = {27};
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        struct attend_data x =
            random_attend(&rng, shapes[i].n_tok, shapes[i].n_q, shapes[i].n_ctx,
                          shapes[i].d, 4 / sqrtf((float)shapes[i].d));
        struct attend_chunk *a = &x.chunk;
        float *got = xcalloc(x.n_out, sizeof(*got));
        float *want = xcalloc(x.n_out, sizeof(*want));
        for (int form = 0; form < 4; form++) {
            attend_data_use(&x, form < 2 ? KV_F32 : KV_F16);
            a->rounded = form % 2 == 1;
            a->out = want;
            scalar->attend_chunk(a);
            a->out = got;
            fast->attend_chunk(a);
            /* Rounded numbers are off by 1/512 at most, so scores, of at most 8 here and of a
             * spread of 3, by about 0.005, and results by little more. */
            assert_all_near(got, want, x.n_out, a->rounded ? 2e-2 : 3e-5);
        }
        free(got);
        free(want);
        free_attend(&x);
    }
}

/* Bit by bit the same, alone and beside others that see more. */
static void attend_chunk_of_a_token_does_not_depend_on_others(void **state)
{
    enum {
        TOKENS = 11,
        CTX = 190
    };
    struct rng rng = {28};
    struct attend_data x = random_attend(&rng, TOKENS, 5, CTX, 72, 1);
    struct attend_chunk one = x.chunk;
    float *together = xcalloc(x.n_out, sizeof(*together));
    float *alone = xcalloc(x.n_out, sizeof(*alone));
    one.n_tok = 1;
    x.chunk.out = together;
    for (int rounded = 0; rounded < 2; rounded++) {
        x.chunk.rounded = one.rounded = rounded;
        fast->attend_chunk(&x.chunk);
        for (int t = 0; t < TOKENS; t++) {
            one.n_ctx = CTX + t;
            one.q = x.chunk.q + (size_t)t * one.q_tok_stride;
            one.out = alone + (size_t)t * one.out_tok_stride;
            fast->attend_chunk(&one);
        }
        assert_memory_equal(together, alone, x.n_out * sizeof(float));
    }
    free(together);
    free(alone);
    free_attend(&x);
}

static void conv_silu_agrees(void **state)
{
    struct rng rng = {8};
    for (int round = 0; round < 60; round++) {
        int width = rng_between(&rng, 2, 10);
        int n_tok = rng_between(&rng, 1, 9);
        int channels = rng_between(&rng, 1, 600);
        int c0 = rng_between(&rng, 0, channels - 1);
        int c1 = rng_between(&rng, c0 + 1, channels);
        size_t stride = (size_t)channels + 2;
        size_t n = stride * (size_t)n_tok;
        size_t n_state = (size_t)(width - 1) * (size_t)channels;
        float *in = random_floats(&rng, n, -2, 2);
        float *w = random_floats(&rng, (size_t)channels * (size_t)width, -1, 1);
        float *want_state = random_floats(&rng, n_state, -2, 2);
        float *got_state = copy_floats(want_state, n_state);
        float *want = random_floats(&rng, n, 5, 6);
        float *got = copy_floats(want, n);
        scalar->conv_silu(in, stride, n_tok, w, width, channels, c0, c1, want_state,
                          want);
        fast->conv_silu(in, stride, n_tok, w, width, channels, c0, c1, got_state, got);
        assert_all_near(got, want, n, 2e-6);
        assert_memory_equal(got_state, want_state, n_state * sizeof(float));
        free(in);
        free(w);
        free(want_state);
        free(got_state);
        free(want);
        free(got);
    }
}

static void check_delta(struct rng *rng, int dk, int dv, int n)
{
    size_t stride = (size_t)(dk > dv ? dk : dv) + 3;
    size_t size = stride * (size_t)n;
    size_t n_state = (size_t)dk * (size_t)dv;
    size_t n_scratch = delta_chunk_scratch_floats(dk, dv);
    float *q = random_floats(rng, size, -0.3f, 0.3f);
    float *k = random_floats(rng, size, -1, 1);
    float *v = random_floats(rng, size, -1, 1);
    float *decay = random_floats(rng, 2 * (size_t)n, n % 3 == 0 ? -100 : -0.3f, 0);
    float *beta = random_floats(rng, 2 * (size_t)n, 0, 1);
    float *steps = random_floats(rng, n_state, -1, 1);
    float *want = copy_floats(steps, n_state);
    float *chunk = copy_floats(steps, n_state);
    float *out = random_floats(rng, 3 * size, 0, 1);
    float *scratch = random_floats(rng, n_scratch, -1, 1);
    for (int t = 0; t < n; t++) {
        size_t at = (size_t)t * stride;
        scalar->l2_norm(k + at, dk, 1, k + at);
        float alpha = expf(decay[2 * t]);
        scalar->delta_step(want, dk, dv, q + at, k + at, v + at, alpha, beta[2 * t],
                           out + at);
        fast->delta_step(steps, dk, dv, q + at, k + at, v + at, alpha, beta[2 * t],
                         out + size + at);
    }
    fast->delta_chunk(chunk, dk, dv, n, q, k, stride, v, stride, decay, beta, 2,
                      out + 2 * size, stride, scratch);
    for (int t = 0; t < n; t++) {
        size_t at = (size_t)t * stride;
        assert_all_near(out + size + at, out + at, (size_t)dv, 1e-5);
        assert_all_near(out + 2 * size + at, out + at, (size_t)dv, 5e-5);
    }
    assert_all_near(steps, want, n_state, 1e-5);
    assert_all_near(chunk, want, n_state, 5e-5);
    free(q);
    free(k);
    free(v);
    free(decay);
    free(beta);
    free(steps);
    free(want);
    free(chunk);
    free(out);
    free(scratch);
}

static void delta_steps_and_chunks_agree(void **state)
{
    struct rng rng = {9};
    for (int n = 1; n <= DELTA_CHUNK; n += n < 6 ? 1 : 7)
        check_delta(&rng, rng_between(&rng, 1, 90), rng_between(&rng, 1, 90), n);
    check_delta(&rng, 128, 128, DELTA_CHUNK);
    check_delta(&rng, 128, 128, 37);
    check_delta(&rng, 16, 16, 5);
}

int main(int argc, char **argv)
{
    scalar = kernels_find("scalar");
    fast = argc > 1 ? kernels_find(argv[1]) : NULL;
    if (!fast) {
        fprintf(stderr, "%s: not on this machine\n",
                argc > 1 ? argv[1] : "no table named");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matmul_agrees_for_affine_types),
        cmocka_unit_test(matmul_agrees_for_many_tokens_and_groups),
        cmocka_unit_test(matmul_agrees_for_narrow_rows),
        cmocka_unit_test(matmul_agrees_for_one_token_of_wide_rows),
        cmocka_unit_test(matmul_of_a_token_does_not_depend_on_others),
        cmocka_unit_test(matmul_agrees_for_rows_that_fill_any_buffer),
        cmocka_unit_test(matmul_agrees_for_float_types),
        cmocka_unit_test(matmul_does_not_saturate),
        cmocka_unit_test(quantize_act_is_bit_equal),
        cmocka_unit_test(elementwise_functions_agree),
        cmocka_unit_test(softmax_rope_and_argmax_agree),
        cmocka_unit_test(kv_store_is_bit_equal),
        cmocka_unit_test(attend_agrees),
        cmocka_unit_test(attend_chunk_agrees),
        cmocka_unit_test(attend_chunk_of_a_token_does_not_depend_on_others),
        cmocka_unit_test(conv_silu_agrees),
        cmocka_unit_test(delta_steps_and_chunks_agree),
    };
    return cmocka_run_group_tests_name("core/kernel/table", tests, NULL, NULL);
}
