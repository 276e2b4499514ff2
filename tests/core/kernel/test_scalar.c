#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/kernel/kernel.h"
#include "tests/core/kernel/random_data.h"

/* The scalar table against the formulas in double precision. */

static const struct kernels *scalar;

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance * (1 + fabs(want))))
        fail_msg("got %.9g, want %.9g (tolerance %g)", got, want, tolerance);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static void check_matmul(const struct matrix *w, const struct act *a, int row0, int row1)
{
    size_t stride = (size_t)w->n_out + 3;
    float *y = xcalloc(stride * (size_t)a->n_tok, sizeof(*y));
    float *row = xmalloc((size_t)w->n_in * sizeof(*row));
    size_t groups = ((size_t)a->n_in + ACT_GROUP - 1) / ACT_GROUP;
    bool integer = a->q && dtype_is_affine(w->type);
    scalar->matmul(w, row0, row1, a, y, stride);
    for (int r = 0; r < w->n_out; r++) {
        matrix_dequant_row(w, r, row);
        for (int t = 0; t < a->n_tok; t++) {
            double want = 0;
            for (int i = 0; i < w->n_in && r >= row0 && r < row1; i++) {
                size_t at = (size_t)t * groups * ACT_GROUP + act_place((size_t)i);
                double x = a->x[(size_t)t * (size_t)a->n_in + (size_t)i];
                if (integer)
                    x = (double)a->q[at] * a->scale[at / ACT_GROUP];
                want += row[i] * x;
            }
            assert_near(y[(size_t)t * stride + (size_t)r], want, 3e-5);
        }
    }
    free(row);
    free(y);
}

static void matmul_is_the_sum_of_products(void **state)
{
    static const int n_ins[] = {32, 64, 96, 128, 384, 640};
    for (int type = 0; type < N_DTYPE; type++) {
        for (int group = 32; group <= 128; group *= 2) {
            for (size_t i = 0; i < sizeof(n_ins) / sizeof(n_ins[0]); i++) {
                if (n_ins[i] % group)
                    continue;
                struct matrix w = random_matrix((enum dtype)type, group, 9, n_ins[i], i);
                for (int integer = 0; integer < 2; integer++) {
                    struct act a = random_act(1 + (int)i, n_ins[i], integer, i + 5);
                    check_matmul(&w, &a, 0, 9);
                    check_matmul(&w, &a, 2, 7);
                    free_act(&a);
                }
                free_matrix(&w);
            }
        }
    }
}

static void float_matmul_takes_any_width(void **state)
{
    for (int n_in = 1; n_in < 70; n_in += 7) {
        for (int type = DTYPE_F32; type <= DTYPE_BF16; type++) {
            struct matrix w = random_matrix((enum dtype)type, 0, 5, n_in, 3);
            struct act a = random_act(2, n_in, true, 4);
            check_matmul(&w, &a, 0, 5);
            free_act(&a);
            free_matrix(&w);
        }
    }
}

static void quantized_activations_are_within_half_a_step(void **state)
{
    for (int n = 1; n < 300; n += 13) {
        struct act a = random_act(1, n, true, (uint64_t)n);
        int padded = (n + ACT_GROUP - 1) / ACT_GROUP * ACT_GROUP;
        for (int g = 0; g < padded / ACT_GROUP; g++) {
            int total = 0;
            int largest = 0;
            for (int i = g * ACT_GROUP; i < (g + 1) * ACT_GROUP; i++) {
                double x = i < n ? a.x[i] : 0;
                int q = (int)a.q[act_place((size_t)i)];
                assert_true(fabs(q * (double)a.scale[g] - x) <= a.scale[g] * 0.50001);
                total += q;
                largest = abs(q) > largest ? abs(q) : largest;
            }
            assert_int_equal(largest, 127);
            assert_near(a.sum[g], total * (double)a.scale[g], 1e-6);
        }
        free_act(&a);
    }
}

static void a_group_of_zeros_has_scale_zero(void **state)
{
    float x[70] = {0};
    int8_t q[128];
    float scale[2];
    float sum[2];
    memset(q, 1, sizeof(q));
    x[65] = -2;
    scalar->quantize_act(x, 70, q, scale, sum);
    assert_true(scale[0] == 0 && sum[0] == 0);
    assert_int_equal(q[96], -127); /* 64 + 32: the first odd one */
    assert_near(sum[1], -2, 1e-6);
    for (int i = 0; i < 128; i++)
        assert_true(i == 96 || q[i] == 0);
}

static void norms_follow_their_formulas(void **state)
{
    struct rng rng = {1};
    for (int n = 1; n < 200; n += 11) {
        float *x = random_floats(&rng, (size_t)n, -2, 2);
        float *z = random_floats(&rng, (size_t)n, -9, 9);
        float *w = random_floats(&rng, (size_t)n, 0, 2);
        float *y = xmalloc((size_t)n * sizeof(*y));
        double squares = 0;
        for (int i = 0; i < n; i++)
            squares += (double)x[i] * x[i];
        double rms = 1 / sqrt(squares / n + 1e-3);
        scalar->rms_norm(x, w, n, 1e-3f, y);
        for (int i = 0; i < n; i++)
            assert_near(y[i], x[i] * rms * w[i], 1e-5);
        scalar->gated_norm(x, z, w, n, 1e-3f, y);
        for (int i = 0; i < n; i++)
            assert_near(y[i], x[i] * rms * w[i] * z[i] * sigmoid(z[i]), 1e-5);
        memcpy(y, x, (size_t)n * sizeof(*y));
        scalar->l2_norm(y, n, 0.25f, y);
        for (int i = 0; i < n; i++)
            assert_near(y[i], x[i] * 0.25 / sqrt(squares + 1e-6), 1e-5);
        free(x);
        free(z);
        free(w);
        free(y);
    }
}

static void gates_follow_their_formulas(void **state)
{
    struct rng rng = {2};
    float *gate = random_floats(&rng, 99, -100, 100);
    float *up = random_floats(&rng, 99, -2, 2);
    float y[99];
    gate[0] = 0;
    gate[1] = -1e30f;
    gate[2] = 1e30f;
    scalar->swiglu(gate, up, 99, y);
    for (int i = 0; i < 99; i++)
        assert_near(y[i], gate[i] * sigmoid(gate[i]) * up[i], 1e-5);
    memcpy(y, up, sizeof(y));
    scalar->sigmoid_gate(gate, 99, y);
    for (int i = 0; i < 99; i++)
        assert_near(y[i], sigmoid(gate[i]) * up[i], 1e-5);
    free(gate);
    free(up);
}

static void small_vector_functions_do_what_they_say(void **state)
{
    float x[3] = {1, 2, 3};
    float y[3] = {10, 20, 30};
    scalar->add(x, 3, y);
    assert_true(y[0] == 11 && y[1] == 22 && y[2] == 33);
    scalar->axpy(-2, x, 3, y);
    assert_true(y[0] == 9 && y[1] == 18 && y[2] == 27);
    assert_true(scalar->dot(x, y, 3) == 9 + 36 + 81);
    float cosines[2] = {0, 1};
    float sines[2] = {1, 0};
    float v[5] = {1, 2, 3, 4, 5};
    scalar->rope(v, 2, cosines, sines);
    assert_true(v[0] == -3 && v[1] == 2 && v[2] == 1 && v[3] == 4 && v[4] == 5);
    float p[4] = {1000, 1000, -1000, 1000};
    scalar->softmax(p, 4);
    assert_near(p[0], 1 / 3.0, 1e-6);
    assert_true(p[2] == 0);
}

static void argmax_takes_the_first_of_equals(void **state)
{
    float x[] = {-1, 3, 2, 3, 3};
    assert_int_equal(scalar->argmax(x, 5), 1);
    float equal[] = {0, 0, 0};
    assert_int_equal(scalar->argmax(equal, 3), 0);
    float one[] = {-INFINITY};
    assert_int_equal(scalar->argmax(one, 1), 0);
}

static void attend_is_a_softmax_over_the_context(void **state)
{
    enum {
        D = 24
    };
    struct rng rng = {3};
    for (int n = 1; n < 150; n += 37) {
        struct attend_data x = random_attend(&rng, 1, 1, n, D, 3);
        const float *q = x.chunk.q;
        for (size_t i = 0; i < x.n_kv; i++)
        { /* so that both forms see the same numbers */
            x.keys[i] = f16_to_f32(x.keys16[i]);
            x.values[i] = f16_to_f32(x.values16[i]);
        }
        double total = 0;
        double want[D] = {0};
        for (int p = 0; p < n; p++) {
            double score = 0;
            for (int i = 0; i < D; i++)
                score += (double)q[i] * x.keys[p * D + i];
            total += exp(score);
            for (int i = 0; i < D; i++)
                want[i] += exp(score) * x.values[p * D + i];
        }
        float out[2][D];
        for (int half = 0; half < 2; half++) {
            attend_data_use(&x, half ? KV_F16 : KV_F32);
            attend_token(scalar, &x.chunk, 0, out[half]);
        }
        for (int i = 0; i < D; i++) {
            assert_near(out[0][i], want[i] / total, 1e-5);
            assert_true(out[0][i] == out[1][i]);
        }
        free_attend(&x);
    }
}

static void attend_chunk_is_each_token_by_itself(void **state)
{
    enum {
        TOKENS = 5,
        HEADS = 3,
        D = 20
    };
    struct rng rng = {31};
    struct attend_data x = random_attend(&rng, TOKENS, HEADS, 9, D, 1);
    float *got = xmalloc(x.n_out * sizeof(*got)), want[HEADS * D];
    x.chunk.out = got;
    scalar->attend_chunk(&x.chunk);
    for (int t = 0; t < TOKENS; t++) {
        attend_token(scalar, &x.chunk, t, want);
        assert_memory_equal(got + (size_t)t * x.chunk.out_tok_stride, want, sizeof(want));
    }
    free(got);
    free_attend(&x);
}

static void conv_looks_back_over_chunk_borders(void **state)
{
    enum {
        N = 11,
        CHANNELS = 5,
        STRIDE = 7,
        WIDTH = 4
    };
    struct rng rng = {4};
    float *in = random_floats(&rng, N * STRIDE, -2, 2);
    float *w = random_floats(&rng, CHANNELS * WIDTH, -1, 1);
    float past[(WIDTH - 1) * CHANNELS] = {0};
    float out[N * STRIDE] = {0};
    static const int chunks[] = {1, 2, 1, 4, 3}; /* shorter and longer than the state */
    for (int t = 0, i = 0; t < N; t += chunks[i++]) {
        scalar->conv_silu(in + t * STRIDE, STRIDE, chunks[i], w, WIDTH, CHANNELS, 0, 2,
                          past, out + t * STRIDE);
        scalar->conv_silu(in + t * STRIDE, STRIDE, chunks[i], w, WIDTH, CHANNELS, 2, 5,
                          past, out + t * STRIDE);
    }
    for (int t = 0; t < N; t++) {
        for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            for (int i = 0; i < WIDTH; i++) {
                int from = t - (WIDTH - 1) + i;
                sum += from < 0 ? 0 : (double)w[c * WIDTH + i] * in[from * STRIDE + c];
            }
            assert_near(out[t * STRIDE + c], sum * sigmoid(sum), 1e-5);
        }
    }
    for (int i = 0; i < WIDTH - 1; i++) {
        for (int c = 0; c < CHANNELS; c++)
            assert_true(past[i * CHANNELS + c] == in[(N - WIDTH + 1 + i) * STRIDE + c]);
    }
    free(in);
    free(w);
}

/* The recurrence of one head in double precision, state s[dv][dk]. */
/* NOLINTNEXTLINE(readability-function-size): the formula's own variables */
static void delta_reference(double *s, int dk, int dv, const float *q, const float *k,
                            const float *v, double alpha, double beta, double *out)
{
    for (int j = 0; j < dv; j++) {
        double held = 0;
        for (int i = 0; i < dk; i++) {
            s[j * dk + i] *= alpha;
            held += s[j * dk + i] * k[i];
        }
        out[j] = 0;
        for (int i = 0; i < dk; i++) {
            s[j * dk + i] += beta * (v[j] - held) * k[i];
            out[j] += s[j * dk + i] * q[i];
        }
    }
}

enum {
    DK = 20,
    DV = 12,
    DELTA_STRIDE = 31,
    GATE_STRIDE = 3
};

static void check_delta(int n, uint64_t seed, float fastest)
{
    struct rng rng = {seed};
    float *q = random_floats(&rng, (size_t)n * DELTA_STRIDE, -0.3f, 0.3f);
    float *k = random_floats(&rng, (size_t)n * DELTA_STRIDE, -1, 1);
    float *v = random_floats(&rng, (size_t)n * DELTA_STRIDE, -1, 1);
    float *decay = random_floats(&rng, (size_t)n * GATE_STRIDE, fastest, 0);
    float *beta = random_floats(&rng, (size_t)n * GATE_STRIDE, 0, 1);
    float *start = random_floats(&rng, DK * DV, -1, 1);
    float *scratch = xmalloc(delta_chunk_scratch_floats(DK, DV) * sizeof(*scratch));
    float *chunk_out = xmalloc((size_t)n * DELTA_STRIDE * sizeof(*chunk_out));
    float step[DK * DV];
    float chunk[DK * DV];
    double exact[DK * DV];
    for (int i = 0; i < DK * DV; i++)
        exact[i] = step[i] = chunk[i] = start[i];
    for (int t = 0; t < n; t++)
        scalar->l2_norm(k + t * DELTA_STRIDE, DK, 1, k + t * DELTA_STRIDE);
    scalar->delta_chunk(chunk, DK, DV, n, q, k, DELTA_STRIDE, v, DELTA_STRIDE, decay,
                        beta, GATE_STRIDE, chunk_out, DELTA_STRIDE, scratch);
    for (int t = 0; t < n; t++) {
        const float *qt = q + t * DELTA_STRIDE;
        const float *kt = k + t * DELTA_STRIDE;
        const float *vt = v + t * DELTA_STRIDE;
        float out[DV];
        double want[DV];
        double alpha = exp(decay[t * GATE_STRIDE]);
        delta_reference(exact, DK, DV, qt, kt, vt, alpha, beta[t * GATE_STRIDE], want);
        scalar->delta_step(step, DK, DV, qt, kt, vt, (float)alpha, beta[t * GATE_STRIDE],
                           out);
        for (int j = 0; j < DV; j++) {
            assert_near(out[j], want[j], 1e-5);
            assert_near(chunk_out[t * DELTA_STRIDE + j], want[j], 2e-5);
        }
    }
    for (int i = 0; i < DK * DV; i++) {
        assert_near(step[i], exact[i], 1e-5);
        assert_near(chunk[i], exact[i], 2e-5);
    }
    free(q);
    free(k);
    free(v);
    free(decay);
    free(beta);
    free(start);
    free(scratch);
    free(chunk_out);
}

static void delta_chunk_is_as_many_steps(void **state)
{
    static const int lengths[] = {1, 2, 3, 17, 63, 64};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        check_delta(lengths[i], i, -0.01f);
        check_delta(lengths[i], i + 10, -2);
        check_delta(lengths[i], i + 20, -300); /* exp(-Gamma) would overflow */
    }
}

static int find_table(void **state)
{
    scalar = kernels_find("scalar");
    return scalar ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matmul_is_the_sum_of_products),
        cmocka_unit_test(float_matmul_takes_any_width),
        cmocka_unit_test(quantized_activations_are_within_half_a_step),
        cmocka_unit_test(a_group_of_zeros_has_scale_zero),
        cmocka_unit_test(norms_follow_their_formulas),
        cmocka_unit_test(gates_follow_their_formulas),
        cmocka_unit_test(small_vector_functions_do_what_they_say),
        cmocka_unit_test(argmax_takes_the_first_of_equals),
        cmocka_unit_test(attend_is_a_softmax_over_the_context),
        cmocka_unit_test(attend_chunk_is_each_token_by_itself),
        cmocka_unit_test(conv_looks_back_over_chunk_borders),
        cmocka_unit_test(delta_chunk_is_as_many_steps),
    };
    return cmocka_run_group_tests_name("core/kernel/scalar", tests, find_table, NULL);
}
