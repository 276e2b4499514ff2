#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/infer/candidate.h"
#include "gpu/ops.h"
#include "gpu/record.h"
#include "tests/gpu/ops_device.h"

/* Norms, sums and choices against the scalar kernels. */

static void embedding_is_the_row(void **state)
{
    (void)state;
    for (int scales = 0; scales < N_SCALE_TYPE; scales++) {
        struct matrix w =
            random_matrix_scaled(DTYPE_Q6, (enum scale_type)scales, 64, 9, 192, 5);
        int32_t ids[] = {8, 0, 3};
        float want[3 * 192];
        for (size_t t = 0; t < 3; t++)
            matrix_dequant_row(&w, ids[t], want + t * 192);
        struct gpu_matrix m = upload(&w);
        uint64_t h = device(NULL, sizeof(want));
        op_embed(g, &m, device(ids, sizeof(ids)), 3, h);
        check("embedding", want, h, 3 * 192, 1e-6);
        release();
        free_matrix(&w);
    }
}

static void norms_are_those_of_the_scalar_kernels(void **state)
{
    (void)state;
    for (int round = 0; round < 4; round++) {
        size_t n = (size_t)rng_between(&rng, 1, 300), rows = 6;
        float *x = random_floats(&rng, rows * n, -2, 2),
              *w = random_floats(&rng, n, -1, 1);
        float *z = random_floats(&rng, rows * n, -3, 3), *want = xcalloc(rows * n, 4);
        bool gated = round % 2;
        for (size_t r = 0; r < rows; r++)
            if (gated)
                scalar->gated_norm(x + r * n, z + r * n, w, (int)n, 1e-6f, want + r * n);
            else
                scalar->rms_norm(x + r * n, w, (int)n, 1e-6f, want + r * n);
        struct gpu_norm p = {.x = device_floats(x, rows * n),
                             .w = device_floats(w, n),
                             .y = device(NULL, rows * n * sizeof(float)),
                             .z = gated ? device_floats(z, rows * n) : 0,
                             .n = (uint32_t)n,
                             .n_tok = 3,
                             .per_tok = 2,
                             .eps = 1e-6f};
        op_rms_norm(g, &p);
        check("norm", want, p.y, rows * n, 1e-5);
        release();
        free(x);
        free(w);
        free(z);
        free(want);
    }
}

static void check_route(size_t n, size_t k, bool norm, const float *logits,
                        const uint32_t *want)
{
    struct gpu_route p = {.logits = device_floats(logits, n),
                          .ids = device(NULL, k * 4),
                          .weights = device(NULL, k * 4),
                          .n_tok = 1,
                          .n_expert = (uint32_t)n,
                          .k = (uint32_t)k,
                          .norm = norm};
    op_route(g, &p);
    uint32_t *ids = xcalloc(k, sizeof(*ids));
    fetch(p.ids, ids, k * sizeof(*ids));
    float *soft = xcalloc(n, sizeof(*soft)), *weights = xcalloc(k, sizeof(*weights));
    memcpy(soft, logits, n * sizeof(*soft));
    scalar->softmax(soft, (int)n);
    float sum = 0;
    for (size_t i = 0; i < k; i++) {
        if (ids[i] != want[i])
            fail_msg("place %zu of %zu is expert %u, not %u", i, n, ids[i], want[i]);
        weights[i] = soft[want[i]];
        sum += weights[i];
    }
    for (size_t i = 0; norm && i < k; i++)
        weights[i] /= sum;
    check("weights", weights, p.weights, k, 1e-6);
    release();
    free(ids);
    free(soft);
    free(weights);
}

static void the_likeliest_experts_come_in_order_and_ties_by_number(void **state)
{
    (void)state;
    const float few[] = {1, 3, 2, 3, -1};
    check_route(5, 4, true, few, (const uint32_t[]){1, 3, 2, 0});
    check_route(5, 5, false, few, (const uint32_t[]){1, 3, 2, 0, 4});
    float many[513];
    uint32_t want[10];
    for (int i = 0; i < 513; i++)
        many[i] = (float)((i * 37) % 513) / 100;
    for (uint32_t j = 0; j < 10; j++) /* 37 * 208 = 1 (mod 513) */
        want[j] = (512 - j) * 208 % 513;
    check_route(513, 10, true, many, want);
}

static void sums_over_experts_are_in_order(void **state)
{
    (void)state;
    enum {
        N = 77,
        N_TOK = 3,
        K = 4
    };
    float *h = random_floats(&rng, N_TOK * N, -1, 1),
          *logit = random_floats(&rng, N_TOK, -3, 3);
    float *gate = random_floats(&rng, N_TOK * K * N, -4, 4);
    float *up = random_floats(&rng, N_TOK * K * N, -1, 1),
          *w = random_floats(&rng, N_TOK * K, 0, 1);
    uint64_t d_h = device_floats(h, N_TOK * N),
             d_gate = device_floats(gate, N_TOK * K * N);
    uint64_t d_up = device_floats(up, N_TOK * K * N), d_w = device_floats(w, N_TOK * K);
    uint64_t d_logit = device_floats(logit, N_TOK);
    uint32_t rows[] = {1, 5, 11};
    op_swiglu(g, d_gate, d_up, device(rows, sizeof(rows)), N, 3);
    for (size_t i = 0; i < 3; i++)
        scalar->swiglu(gate + rows[i] * N, up + rows[i] * N, N, gate + rows[i] * N);
    check("listed swiglu", gate, d_gate, N_TOK * K * N, 1e-6);
    op_swiglu(g, d_gate, d_up, 0, N, 2);
    scalar->swiglu(gate, up, 2 * N, gate);
    check("swiglu", gate, d_gate, N_TOK * K * N, 1e-6);
    struct gpu_combine c = {
        .h = d_h, .y = d_gate, .weights = d_w, .n = N, .n_tok = N_TOK, .k = K};
    op_combine(g, &c);
    op_add_gated(g, d_h, d_up, d_logit, N, N_TOK);
    for (size_t t = 0; t < N_TOK; t++) {
        for (size_t r = t * K; r < (t + 1) * K; r++)
            scalar->axpy(w[r], gate + r * N, N, h + t * N);
        scalar->axpy(1 / (1 + expf(-logit[t])), up + t * N, N, h + t * N);
    }
    check("sums", h, d_h, N_TOK * N, 1e-6);
    release();
    float *all[] = {h, logit, gate, up, w};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free(all[i]);
}

static void sums_take_rows_that_are_elsewhere(void **state)
{
    (void)state;
    enum {
        N = 45,
        N_TOK = 3,
        K = 2
    };
    float *h = random_floats(&rng, N_TOK * N, -1, 1),
          *y = random_floats(&rng, N_TOK * K * N, -1, 1),
          *other = random_floats(&rng, 2 * N, -1, 1),
          *w = random_floats(&rng, N_TOK * K, 0, 1);
    static const uint32_t place[N_TOK * K] = {0, 2, 0, 0, 1, 0};
    for (size_t i = 0; i < N; i++)
        y[N + i] = y[4 * N + i] = NAN;
    struct gpu_combine c = {.h = device_floats(h, N_TOK * N),
                            .y = device_floats(y, N_TOK * K * N),
                            .weights = device_floats(w, N_TOK * K),
                            .place = device(place, sizeof(place)),
                            .other = device_floats(other, 2 * N),
                            .n = N,
                            .n_tok = N_TOK,
                            .k = K};
    op_combine(g, &c);
    for (size_t r = 0; r < N_TOK * K; r++)
        scalar->axpy(w[r], place[r] ? other + (place[r] - 1) * N : y + r * N, N,
                     h + r / K * N);
    check("sums", h, c.h, N_TOK * N, 1e-6);
    release();
    free(h);
    free(y);
    free(other);
    free(w);
}

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return candidate_before(*x, *y) ? -1 : candidate_before(*y, *x);
}

/* What is found at or before the last of every full block is what comes first of all. */
static void check_candidates(const float *logits, uint32_t n)
{
    size_t n_found = op_candidates_max(n), n_all = 0, n_sure = 0;
    struct candidate *found = xcalloc(n_found, sizeof(*found));
    struct candidate *all = xcalloc(n, sizeof(*all)), bound = {0, -1};
    uint64_t to = device(NULL, n_found * sizeof(*found));
    op_candidates(g, device_floats(logits, n), n, to);
    fetch(to, found, n_found * sizeof(*found));
    release();
    for (uint32_t i = 0; i < n; i++)
        if (isfinite(logits[i]))
            all[n_all++] = (struct candidate){logits[i], (int32_t)i};
    qsort(all, n_all, sizeof(*all), by_place);
    for (size_t i = GPU_BLOCK_KEPT - 1; i < n_found; i += GPU_BLOCK_KEPT)
        if (found[i].id >= 0 && (bound.id < 0 || candidate_before(found[i], bound)))
            bound = found[i];
    for (size_t i = 0; i < n_found; i++)
        if (found[i].id >= 0 && (bound.id < 0 || !candidate_before(bound, found[i])))
            found[n_sure++] = found[i];
    qsort(found, n_sure, sizeof(*found), by_place);
    assert_true(bound.id < 0 ? n_sure == n_all : n_sure >= GPU_BLOCK_KEPT);
    for (size_t i = 0; i < n_sure; i++)
        if (found[i].id != all[i].id || found[i].logit != all[i].logit)
            fail_msg("place %zu of %u is %d, not %d", i, n, found[i].id, all[i].id);
    free(found);
    free(all);
}

static void candidates_are_the_first_of_all_logits(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 15, 33, 2048, 2049, 9001, 50000};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint32_t n = sizes[i];
        float *x = random_floats(&rng, n, -20, 20);
        check_candidates(x, n);
        for (uint32_t j = 0; j < n; j++) /* equals, and what is no number */
            x[j] = j % 7 == 3    ? NAN
                   : j % 11 == 5 ? (j % 2 ? INFINITY : -INFINITY)
                   : j % 5 == 0  ? (j % 2 ? -0.0f : 0.0f)
                   : j % 13 == 1 ? -1e-41f
                                 : floorf(x[j]) / 4;
        check_candidates(x, n);
        for (uint32_t j = 0; j < n; j++) /* all below 0, few, in one place */
            x[j] = j / 32 == n / 64 ? -1 - (float)(j % 3) : -INFINITY;
        check_candidates(x, n);
        for (uint32_t j = 0; j < n; j++)
            x[j] = NAN;
        check_candidates(x, n);
        free(x);
    }
}

int ops_rows(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embedding_is_the_row),
        cmocka_unit_test(norms_are_those_of_the_scalar_kernels),
        cmocka_unit_test(the_likeliest_experts_come_in_order_and_ties_by_number),
        cmocka_unit_test(sums_over_experts_are_in_order),
        cmocka_unit_test(sums_take_rows_that_are_elsewhere),
        cmocka_unit_test(candidates_are_the_first_of_all_logits),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
