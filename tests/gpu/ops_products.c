#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "gpu/ops.h"
#include "gpu/record.h"
#include "tests/gpu/ops_device.h"

/* Products against the scalar kernels, on random shapes with tails. */

static void products_are_those_of_the_scalar_kernels(void **state)
{
    (void)state;
    static const int groups[] = {32, 64, 128};
    static const int toks[] = {1, 3, 5, 37};
    static const uint32_t rows[] = {8, 4, 0, 0}; /* of a thread, as of large shapes */
    for (int type = 0; type < N_DTYPE; type++)
        for (int round = 0; round < 8; round++) {
            bool affine = dtype_is_affine((enum dtype)type);
            enum scale_type scales = affine && round >= 4 ? SCALE_F16 : SCALE_BF16;
            int group = affine ? groups[round % 3] : 0;
            int n_in = affine           ? group * rng_between(&rng, 1, 5)
                       : round % 4 == 1 ? 8 * rng_between(&rng, 1, 400)
                       : round % 4 == 3 ? 32 * rng_between(&rng, 1, 5)
                                        : rng_between(&rng, 1, 99);
            int n_out = rng_between(&rng, 1, 75), n_tok = toks[round % 4];
            struct matrix w = random_matrix_scaled((enum dtype)type, scales, group, n_out,
                                                   n_in, rng_next(&rng));
            struct act x = random_act(n_tok, n_in, false, rng_next(&rng));
            size_t n = (size_t)n_tok * (size_t)n_out;
            float *y = random_floats(&rng, n, -1, 1), *want = xcalloc(n, sizeof(*want));
            scalar->matmul(&w, 0, n_out, &x, want, (size_t)n_out);
            bool add = round % 2;
            for (size_t i = 0; add && i < n; i++)
                want[i] += y[i];

            struct gpu_matrix m = upload(&w);
            struct gpu_product p = {.w = &m,
                                    .x = device_floats(x.x, (size_t)n_tok * (size_t)n_in),
                                    .y = device_floats(y, n),
                                    .x_stride = (uint32_t)n_in,
                                    .y_stride = (uint32_t)n_out,
                                    .n_tok = (uint32_t)n_tok,
                                    .add = add};
            g->matvec_rows = affine ? rows[round % 4] : 0;
            op_product(g, &p);
            g->matvec_rows = 0;
            check(dtype_name((enum dtype)type), want, p.y, n, 1e-5);
            release();
            free(want);
            free(y);
            free_act(&x);
            free_matrix(&w);
        }
}

static void two_products_of_one_x_are_those_of_each(void **state)
{
    (void)state;
    static const enum dtype types[][2] = {
        {DTYPE_Q4, DTYPE_Q4}, {DTYPE_BF16, DTYPE_BF16}, {DTYPE_Q4, DTYPE_Q8}};
    for (size_t i = 0; i < 3; i++) {
        struct matrix w[2];
        struct gpu_matrix m[2];
        struct act x = random_act(1, 192, false, rng_next(&rng));
        for (int j = 0; j < 2; j++) {
            w[j] = random_matrix(types[i][j], dtype_is_affine(types[i][j]) ? 64 : 0,
                                 rng_between(&rng, 1, 90), 192, rng_next(&rng));
            m[j] = upload(&w[j]);
        }
        struct gpu_product p = {.w = &m[0],
                                .beside = &m[1],
                                .x = device_floats(x.x, 192),
                                .y = device(NULL, 90 * sizeof(float)),
                                .beside_y = device(NULL, 90 * sizeof(float)),
                                .n_tok = 1};
        op_product(g, &p);
        for (int j = 0; j < 2; j++) {
            float want[90];
            scalar->matmul(&w[j], 0, w[j].n_out, &x, want, (size_t)w[j].n_out);
            check("one of two", want, j ? p.beside_y : p.y, (size_t)w[j].n_out, 1e-5);
        }
        release();
        for (int j = 0; j < 2; j++)
            free_matrix(&w[j]);
        free_act(&x);
    }
}

/* With x as bytes nothing is lost of what are bytes already: 127 in every half of a unit makes
 * the scale a power of two. The last round is longer than what lies in shared memory at once. */
static void products_with_bytes_are_those_of_the_scalar_kernels(void **state)
{
    (void)state;
    static const int groups[] = {32, 64, 128}, units[] = {1, 3, 10, 258};
    static const uint32_t rows[] = {8, 4, 2, 8}; /* of a thread, as of large shapes */
    bool was = g->dot;
    g->dot = true;
    for (int type = 0; type < N_DTYPE; type++)
        for (int round = 0; dtype_is_affine((enum dtype)type) && round < 4; round++) {
            int group = groups[round % 3], n_in = group * units[round];
            int n_out = rng_between(&rng, 1, 40), n_tok = round == 1 ? 3 : 1;
            struct matrix w =
                random_matrix((enum dtype)type, group, n_out, n_in, rng_next(&rng));
            size_t n = (size_t)n_tok * (size_t)n_out, n_x = (size_t)n_tok * (size_t)n_in;
            float *x = xcalloc(n_x, sizeof(*x)), *want = xcalloc(n, sizeof(*want));
            for (size_t i = 0; i < n_x; i++)
                x[i] = (float)(i % 16 == 7 ? 127 : rng_between(&rng, -127, 127)) / 64;
            struct act act = {.n_tok = n_tok, .n_in = n_in, .x = x};
            scalar->matmul(&w, 0, n_out, &act, want, (size_t)n_out);
            struct gpu_matrix m = upload(&w);
            struct gpu_product p = {.w = &m,
                                    .x = device_floats(x, n_x),
                                    .y = device(NULL, n * sizeof(float)),
                                    .x_stride = (uint32_t)n_in,
                                    .y_stride = (uint32_t)n_out,
                                    .n_tok = (uint32_t)n_tok};
            g->matvec_rows = rows[round];
            op_product(g, &p);
            g->matvec_rows = 0;
            check(dtype_name((enum dtype)type), want, p.y, n, 1e-5);
            release();
            free(want);
            free(x);
            free_matrix(&w);
        }
    g->dot = was;
}

/* A value that is no number, or infinite, must not become a byte like any other. */
static void with_bytes_what_is_no_number_stays_so(void **state)
{
    (void)state;
    enum {
        N_IN = 128,
        N_OUT = 9
    };
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    bool was = g->dot;
    g->dot = true;
    for (size_t i = 0; i < 3; i++) {
        struct matrix w = random_matrix(DTYPE_Q4, 64, N_OUT, N_IN, 5);
        float x[N_IN], y[N_OUT];
        for (int j = 0; j < N_IN; j++)
            x[j] = rng_float(&rng, -1, 1);
        x[37 + 11 * i] = bad[i];
        struct gpu_matrix m = upload(&w);
        struct gpu_product p = {.w = &m,
                                .x = device(x, sizeof(x)),
                                .y = device(NULL, sizeof(y)),
                                .x_stride = N_IN,
                                .y_stride = N_OUT,
                                .n_tok = 1};
        op_product(g, &p);
        fetch(p.y, y, sizeof(y));
        for (int r = 0; r < N_OUT; r++)
            assert_false(isfinite(y[r]));
        release();
        free_matrix(&w);
    }
    g->dot = was;
}

/* The workgroup that large products take, which are too slow for the scalar kernels. */
static void choose_tiles(bool large)
{
    g->units_rows = large && !g->plain_units && g->threads_max >= 512 ? 128 : 0;
}

/* Two experts whose records are one behind the other, scales and biases at odd places. */
static void check_experts(bool units)
{
    enum {
        N_IN = 32,
        N_OUT = 33,
        N_ROW = 40,
        DIV = 2
    };
    struct matrix w[2];
    size_t data = N_OUT * dtype_row_bytes(DTYPE_Q3, N_IN), half = N_OUT * 2;
    size_t record = (data + 2 * half + 15) / 16 * 16;
    char *records = xcalloc(2, record);
    for (size_t e = 0; e < 2; e++) {
        w[e] = random_matrix(DTYPE_Q3, 32, N_OUT, N_IN, e + 1);
        memcpy(records + e * record, w[e].data, data);
        memcpy(records + e * record + data, w[e].scales, half);
        memcpy(records + e * record + data + half, w[e].biases, half);
    }
    struct act x = random_act(N_ROW / DIV, N_IN, false, 3);
    float *want = xcalloc(N_ROW * N_OUT, sizeof(*want));
    uint32_t rows[N_ROW];
    for (uint32_t i = 0; i < N_ROW; i++) { /* row r: expert 0 for the first two */
        uint32_t r = rows[i] = N_ROW - 1 - i;
        struct act one = {.n_tok = 1, .n_in = N_IN, .x = x.x + (size_t)(r / DIV) * N_IN};
        scalar->matmul(&w[i >= 2], 0, N_OUT, &one, want + (size_t)r * N_OUT, N_OUT);
    }
    uint64_t at = device(records, 2 * record);
    struct gpu_item singles[] = {{at, 0, 1}, {at, 1, 1}};
    struct gpu_item tiles[] = {{at + record, 2, 32}, {at + record, 34, 6}, {at, 0, 2}};
    struct gpu_matrix m = {.type = DTYPE_Q3,
                           .group = 32,
                           .n_out = N_OUT,
                           .n_in = N_IN,
                           .scales = data,
                           .biases = data + half};
    struct gpu_expert_product p = {.w = &m,
                                   .x = device_floats(x.x, N_ROW / DIV * N_IN),
                                   .y = device(NULL, N_ROW * N_OUT * sizeof(float)),
                                   .rows = device(rows, sizeof(rows)),
                                   .single = device(singles, sizeof(singles)),
                                   .tiled = device(tiles, sizeof(tiles)),
                                   .n_single = units ? 0 : 2,
                                   .n_tiled = units ? 3 : 2,
                                   .x_stride = N_IN,
                                   .y_stride = N_OUT,
                                   .x_div = DIV};
    if (units) {
        p.x_half = device(NULL, (size_t)(N_ROW / DIV) * N_IN * 2);
        p.x_scale = device(NULL, (size_t)(N_ROW / DIV) * sizeof(float));
        op_pack_half(g, p.x, p.x_half, p.x_scale, 0, N_IN, N_ROW / DIV);
        gpu_barrier(g);
    }
    op_expert_product(g, &p);
    check("experts", want, p.y, N_ROW * N_OUT, units ? 2e-3 : 1e-5);
    release();
    for (int e = 0; e < 2; e++)
        free_matrix(&w[e]);
    free_act(&x);
    free(want);
    free(records);
}

static void products_with_experts_read_records_and_rows(void **state)
{
    (void)state;
    check_experts(false);
    for (int large = 0; g->coop && large < 2; large++) {
        choose_tiles(large);
        check_experts(true);
    }
    choose_tiles(false);
}

/* What one token's experts add to h, of the places that are in `there`. */
static void scalar_experts(const struct matrix w[][3], const float *norm,
                           const float *weights, uint32_t there, int k, float *h)
{
    int hidden = w[0][0].n_in, n_ff = w[0][0].n_out;
    float *x = xcalloc((size_t)hidden, sizeof(*x)),
          *sum = xcalloc((size_t)hidden, sizeof(*sum));
    float *act = xcalloc(2 * (size_t)n_ff, sizeof(*act)), *up = act + n_ff;
    scalar->rms_norm(h, norm, hidden, 1e-6f, x);
    for (int j = 0; j < k; j++) {
        struct act one = {.n_tok = 1, .n_in = hidden, .x = x};
        if (!(there >> j & 1))
            continue;
        scalar->matmul(&w[j][0], 0, n_ff, &one, act, (size_t)n_ff);
        scalar->matmul(&w[j][1], 0, n_ff, &one, up, (size_t)n_ff);
        scalar->swiglu(act, up, n_ff, act);
        one = (struct act){.n_tok = 1, .n_in = n_ff, .x = act};
        scalar->matmul(&w[j][2], 0, hidden, &one, sum, (size_t)hidden);
        for (int i = 0; i < hidden; i++)
            h[i] += weights[j] * sum[i];
    }
    free(x);
    free(sum);
    free(act);
}

static size_t put(char *record, size_t *end, const void *bytes, size_t n)
{
    size_t at = (*end + 15) / 16 * 16;
    memcpy(record + at, bytes, n);
    *end = at + n;
    return at;
}

/* Behind what the record has; offsets from its begin. */
static struct gpu_matrix put_matrix(const struct matrix *w, char *record, size_t *end)
{
    struct gpu_matrix m = {
        .type = w->type, .group = w->group, .n_out = w->n_out, .n_in = w->n_in};
    size_t rows = (size_t)w->n_out;
    m.data = put(record, end, w->data, rows * dtype_row_bytes(w->type, w->n_in));
    if (dtype_is_affine(w->type)) {
        size_t half = rows * (size_t)(w->n_in / w->group) * sizeof(uint16_t);
        m.scales = put(record, end, w->scales, half);
        m.biases = put(record, end, w->biases, half);
    }
    return m;
}

/* Gate, up and down of a token's experts; with 8 rows of a thread workgroups have more rows
 * than are left at the end of n_ff. */
static void check_token_experts(enum dtype type, enum dtype down, bool dot,
                                uint32_t there, uint32_t rows)
{
    enum {
        HIDDEN = 192,
        N_FF = 96,
        K = 3,
        RECORD = 1 << 17
    };
    const float weights[K] = {0.5f, 0.25f, -1.5f};
    bool was = g->dot;
    g->dot = dot;
    struct matrix w[K][3];
    struct gpu_matrix m[3];
    uint64_t records[K];
    uint32_t routing[4 * K], zero = 0;
    char *bytes = xcalloc(K, RECORD);
    for (uint32_t j = 0; j < K; j++) {
        size_t end = 0;
        for (int i = 0; i < 3; i++) {
            int n_out = i == 2 ? HIDDEN : N_FF, n_in = i == 2 ? N_FF : HIDDEN;
            enum dtype t = i == 2 ? down : type;
            w[j][i] = random_matrix(t, dtype_is_affine(t) ? 32 : 0, n_out, n_in,
                                    rng_next(&rng));
            m[i] = put_matrix(&w[j][i], bytes + j * RECORD, &end);
        }
        assert_true(end <= RECORD);
    }
    uint64_t first = device(bytes, K * RECORD);
    free(bytes);
    for (uint32_t j = 0; j < K; j++) {
        records[j] = there >> j & 1 ? first + j * RECORD : 0;
        memcpy(&routing[K + j], &weights[j], sizeof(float));
        routing[j] = j;
    }
    float *h = random_floats(&rng, HIDDEN, -1, 1),
          *norm = random_floats(&rng, HIDDEN, 0.5, 2);
    struct gpu_routed p = {.gate = &m[0],
                           .up = &m[1],
                           .down = &m[2],
                           .records = device(records, sizeof(records)),
                           .ids = device(routing, sizeof(routing)),
                           .apart = K * sizeof(uint32_t),
                           .missing = device(&zero, sizeof(zero)),
                           .h = device_floats(h, HIDDEN),
                           .norm = device_floats(norm, HIDDEN),
                           .act = device(NULL, K * N_FF * sizeof(float)),
                           .k = K,
                           .eps = 1e-6f,
                           .partial = there != (1 << K) - 1};
    g->matvec_rows = rows;
    op_routed_act(g, &p);
    gpu_barrier(g);
    op_routed_sum(g, &p);
    g->matvec_rows = 0;
    scalar_experts(w, norm, weights, there, K, h);
    check(dtype_name(type), h, p.h, HIDDEN, dot ? 2e-2 : 1e-5);
    release();
    g->dot = was;
    free(h);
    free(norm);
    for (int j = 0; j < K; j++)
        for (int i = 0; i < 3; i++)
            free_matrix(&w[j][i]);
}

static void a_token_s_experts_are_those_of_the_scalar_kernels(void **state)
{
    (void)state;
    static const enum dtype types[][2] = {{DTYPE_Q4, DTYPE_Q4}, {DTYPE_Q4, DTYPE_Q2},
                                          {DTYPE_Q2, DTYPE_Q3}, {DTYPE_Q8, DTYPE_Q6},
                                          {DTYPE_Q3, DTYPE_Q8}, {DTYPE_Q4, DTYPE_BF16}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        for (int dot = 0; dot < 2; dot++)
            check_token_experts(types[i][0], types[i][1], dot, i % 2 ? 5 : 7,
                                i % 3 ? 8 : 0);
}

/* Four places of a token, of which some have no record: those are left out, and what lies in
 * their inputs is not looked at. */
static void check_partial(bool dot, uint32_t there)
{
    enum {
        N_IN = 64,
        N_OUT = 21,
        K = 4
    };
    bool was = g->dot;
    g->dot = dot;
    struct matrix w = random_matrix(DTYPE_Q4, 32, N_OUT, N_IN, 7);
    float act[K * N_IN], h[N_OUT], y[N_OUT], weights[K] = {0.5f, 0.25f, 2, -1};
    float *start = random_floats(&rng, N_OUT, -1, 1);
    struct gpu_matrix m = upload(&w);
    /* Offsets from a record, which is the matrix. */
    uint64_t record = m.data;
    m.scales -= record;
    m.biases -= record;
    m.data = 0;
    uint32_t routing[4 * K], zero = 0;
    memcpy(h, start, sizeof(h));
    for (uint32_t j = 0; j < K; j++) {
        bool is = there >> j & 1;
        for (int i = 0; i < N_IN; i++)
            act[j * N_IN + (uint32_t)i] =
                !is ? NAN
                    : (float)(i % 16 == 7 ? 127 : rng_between(&rng, -127, 127)) / 64;
        memcpy(&routing[K + j], &weights[j], sizeof(float));
        routing[j] = j;
        routing[2 * K + j] = is ? (uint32_t)record : 0;
        routing[3 * K + j] = is ? (uint32_t)(record >> 32) : 0;
        struct act one = {.n_tok = 1, .n_in = N_IN, .x = act + (size_t)j * N_IN};
        if (is)
            scalar->matmul(&w, 0, N_OUT, &one, y, N_OUT);
        for (int r = 0; is && r < N_OUT; r++)
            h[r] += weights[j] * y[r];
    }
    struct gpu_matrix unlike = m; /* as gate and up, of which act comes as floats */
    unlike.group = 64;
    struct gpu_routed p = {.gate = &m,
                           .up = &unlike,
                           .down = &m,
                           .ids = device(routing, sizeof(routing)),
                           .apart = K * sizeof(uint32_t),
                           .missing = device(&zero, sizeof(zero)),
                           .h = device_floats(start, N_OUT),
                           .act = device(act, sizeof(act)),
                           .k = K,
                           .partial = true};
    op_routed_sum(g, &p);
    check("partial sum", h, p.h, N_OUT, dot ? 1e-2 : 1e-5);
    fetch(p.missing, &zero, sizeof(zero));
    assert_int_equal(zero, 0);
    release();
    g->dot = was;
    free(start);
    free_matrix(&w);
}

static void places_without_a_record_are_left_out_of_a_partial_sum(void **state)
{
    (void)state;
    for (uint32_t there = 0; there < 16; there++) {
        check_partial(false, there);
        check_partial(true, there);
    }
}

/* Halves have 11 bits: of sums of so many products about a thousandth stays. */
static void products_on_matrix_units_are_those_of_the_scalar_kernels(void **state)
{
    (void)state;
    if (!g->coop) {
        print_message("skipped: this device has no matrix units\n");
        return;
    }
    static const int toks[] = {5, 64, 130};
    for (int type = 0; type < N_DTYPE; type++)
        for (int round = 0; dtype_is_affine((enum dtype)type) && round < 6;
             round += g->plain_units ? 2 : 1)
        {
            int n_in = 64 * rng_between(&rng, 1, 5) - (round % 3 == 0 ? 32 : 0);
            bool add = (round + round / 2) % 2;
            int group = round % 3 == 0 ? 32 : 64, n_out = rng_between(&rng, 1, 150);
            int n_tok = toks[round % 3];
            enum scale_type scales = round < 3 ? SCALE_BF16 : SCALE_F16;
            struct matrix w = random_matrix_scaled((enum dtype)type, scales, group, n_out,
                                                   n_in, rng_next(&rng));
            struct act x = random_act(n_tok, n_in, false, rng_next(&rng));
            size_t n = (size_t)n_tok * (size_t)n_out, n_x = (size_t)n_tok * (size_t)n_in;
            float *y = random_floats(&rng, n, -1, 1), *want = xcalloc(n, sizeof(*want));
            scalar->matmul(&w, 0, n_out, &x, want, (size_t)n_out);
            for (size_t i = 0; add && i < n; i++)
                want[i] += y[i];
            struct gpu_matrix m = upload(&w);
            struct gpu_product p = {.w = &m,
                                    .x = device_floats(x.x, n_x),
                                    .y = device_floats(y, n),
                                    .x_half = device(NULL, n_x * 2),
                                    .x_scale = device(NULL, (size_t)n_tok * 4),
                                    .x_stride = (uint32_t)n_in,
                                    .y_stride = (uint32_t)n_out,
                                    .n_tok = (uint32_t)n_tok,
                                    .add = add};
            op_pack_half(g, p.x, p.x_half, p.x_scale, 0, (uint32_t)n_in, (uint32_t)n_tok);
            gpu_barrier(g);
            choose_tiles(round % 2);
            op_product(g, &p);
            choose_tiles(false);
            check(dtype_name((enum dtype)type), want, p.y, n, 2e-3);
            release();
            free(want);
            free(y);
            free_act(&x);
            free_matrix(&w);
        }
}

static float half_value(uint16_t h)
{
    int e = h >> 10 & 31, sign = h >> 15 ? -1 : 1;
    float m = (float)(h & 1023);
    return (float)sign * (e == 0 ? ldexpf(m, -24) : ldexpf(m + 1024, e - 25));
}

static void halves_keep_large_and_small_rows(void **state)
{
    (void)state;
    enum {
        N = 66,
        ROWS = 4
    };
    static const float sizes[ROWS] = {1, 1e9f, 1e-12f, 0};
    float x[ROWS * N], scale[ROWS];
    uint16_t half[ROWS * N];
    for (int i = 0; i < ROWS * N; i++)
        x[i] = sizes[i / N] * rng_float(&rng, -1, 1);
    uint64_t y = device(NULL, sizeof(half)), s = device(NULL, sizeof(scale));
    /* In two pieces, of which one is a list. */
    static const uint32_t list[] = {3, 1};
    uint64_t from = device(x, sizeof(x));
    op_pack_half(g, from, y, s, 0, N, 1);
    op_pack_half(g, from, y, s, device(list, sizeof(list)), N, 2);
    uint64_t third = 2 * sizeof(float), row = 2 * N;
    op_pack_half(g, from + third * N, y + row * sizeof(uint16_t), s + third, 0, N, 1);
    fetch(y, half, sizeof(half));
    fetch(s, scale, sizeof(scale));
    for (int i = 0; i < ROWS * N; i++) {
        float have = half_value(half[i]) * scale[i / N], size = sizes[i / N];
        if (!(fabsf(have - x[i]) <= size * 1e-3f))
            fail_msg("row %d: %g, not %g", i / N, (double)have, (double)x[i]);
    }
    release();
}

int ops_products(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_those_of_the_scalar_kernels),
        cmocka_unit_test(two_products_of_one_x_are_those_of_each),
        cmocka_unit_test(products_with_bytes_are_those_of_the_scalar_kernels),
        cmocka_unit_test(with_bytes_what_is_no_number_stays_so),
        cmocka_unit_test(products_with_experts_read_records_and_rows),
        cmocka_unit_test(a_token_s_experts_are_those_of_the_scalar_kernels),
        cmocka_unit_test(places_without_a_record_are_left_out_of_a_partial_sum),
        cmocka_unit_test(products_on_matrix_units_are_those_of_the_scalar_kernels),
        cmocka_unit_test(halves_keep_large_and_small_rows),
    };
    return cmocka_run_group_tests_name("products", tests, NULL, NULL);
}
