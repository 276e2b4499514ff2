#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/candidate.h"
#include "gpu/memory.h"
#include "gpu/ops.h"
#include "gpu/record.h"
#include "tests/core/kernel/random_data.h"
#include "tests/gpu/device.h"

/* Every operation against the scalar kernels, on random shapes with tails. */

static struct gpu *g;
static struct rng rng = {4711};
static const struct kernels *scalar;

enum {
    MAX_BUFFERS = 64
};
static struct gpu_buffer buffers[MAX_BUFFERS];
static int n_buffers;

static uint64_t device(const void *bytes, size_t n_bytes)
{
    struct error err = {0};
    struct gpu_buffer *b = &buffers[n_buffers++];
    assert_true(n_buffers <= MAX_BUFFERS);
    if (!gpu_buffer_create(g, GPU_DEVICE, n_bytes + 16, "a test", b, &err) ||
        (bytes && !gpu_write(g, b, 0, bytes, n_bytes, &err)))
        fail_msg("%s", err.msg);
    return b->addr;
}

static uint64_t device_floats(const float *x, size_t n)
{
    return device(x, n * sizeof(float));
}

static void fetch(uint64_t addr, void *out, size_t n_bytes)
{
    struct error err = {0};
    for (int i = 0; i < n_buffers; i++)
        if (buffers[i].addr == addr && !gpu_read(g, &buffers[i], 0, out, n_bytes, &err))
            fail_msg("%s", err.msg);
}

static void release(void)
{
    struct error err = {0};
    if (!gpu_wait(g, &err))
        fail_msg("%s", err.msg);
    while (n_buffers > 0)
        gpu_buffer_destroy(g, &buffers[--n_buffers]);
}

/* The largest difference may be `tolerance` times the largest value (or 1). */
static void check(const char *what, const float *want, uint64_t addr, size_t n,
                  double tolerance)
{
    float *have = xcalloc(n, sizeof(*have));
    fetch(addr, have, n * sizeof(*have));
    double worst = 0, largest = 1;
    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)have[i] - (double)want[i]);
        if (!(d <= worst))
            worst = d;
        if (fabs((double)want[i]) > largest)
            largest = fabs((double)want[i]);
    }
    free(have);
    if (!(worst <= tolerance * largest))
        fail_msg("%s: differs by %g of %g", what, worst, largest);
}

static struct gpu_matrix upload(const struct matrix *w)
{
    struct gpu_matrix m = {.type = w->type,
                           .scale_type = w->scale_type,
                           .group = w->group,
                           .n_out = w->n_out,
                           .n_in = w->n_in};
    m.data = device(w->data, (size_t)w->n_out * dtype_row_bytes(w->type, w->n_in));
    if (dtype_is_affine(w->type)) {
        size_t n = (size_t)w->n_out * (size_t)(w->n_in / w->group);
        m.scales = device(w->scales, n * sizeof(uint16_t));
        m.biases = device(w->biases, n * sizeof(uint16_t));
    }
    return m;
}

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

/* With x as bytes nothing is lost of what are bytes already: 127 in every unit makes the scale
 * a power of two. The last round is longer than what lies in shared memory at once. */
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
                x[i] = (float)(i % 32 == 7 ? 127 : rng_between(&rng, -127, 127)) / 64;
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

/* Two experts whose records are one behind the other, scales and biases at odd places. */
static void products_with_experts_read_records_and_rows(void **state)
{
    (void)state;
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
    struct gpu_item tiles[] = {{at + record, 2, 32}, {at + record, 34, 6}};
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
                                   .n_single = 2,
                                   .n_tiled = 2,
                                   .x_stride = N_IN,
                                   .y_stride = N_OUT,
                                   .x_div = DIV};
    op_expert_product(g, &p);
    check("experts", want, p.y, N_ROW * N_OUT, 1e-5);
    release();
    for (int e = 0; e < 2; e++)
        free_matrix(&w[e]);
    free_act(&x);
    free(want);
    free(records);
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
        for (int round = 0; dtype_is_affine((enum dtype)type) && round < 6; round++) {
            int n_in = 64 * rng_between(&rng, 1, 5) - (round % 3 == 0 ? 32 : 0);
            int group = round % 3 == 0 ? 32 : 64, n_out = rng_between(&rng, 1, 150);
            int n_tok = toks[round % 3];
            enum scale_type scales = round < 3 ? SCALE_BF16 : SCALE_F16;
            struct matrix w = random_matrix_scaled((enum dtype)type, scales, group, n_out,
                                                   n_in, rng_next(&rng));
            struct act x = random_act(n_tok, n_in, false, rng_next(&rng));
            size_t n = (size_t)n_tok * (size_t)n_out, n_x = (size_t)n_tok * (size_t)n_in;
            float *y = random_floats(&rng, n, -1, 1), *want = xcalloc(n, sizeof(*want));
            scalar->matmul(&w, 0, n_out, &x, want, (size_t)n_out);
            bool add = round % 2;
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
            op_product(g, &p);
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

/* One shape of attention: `pos` tokens are in the cache before the chunk. */
static void check_attention(struct gpu_attention p, int pos)
{
    size_t dim = p.dim, n_tok = p.n_tok, ctx = (size_t)pos + n_tok + 2;
    size_t nq = p.n_head, nkv = p.n_kv_head, q_row = p.gated ? 2 * dim : dim;
    size_t row = p.f16 ? dim * 2 : dim * 4, padded = op_kv_row_words(p.dim, p.f16) * 4;
    enum kv_type type = p.f16 ? KV_F16 : KV_F32;
    float *q = random_floats(&rng, n_tok * nq * q_row, -2, 2);
    float *k = random_floats(&rng, n_tok * nkv * dim, -2, 2);
    float *v = random_floats(&rng, n_tok * nkv * dim, -2, 2);
    float *old = random_floats(&rng, 2 * nkv * ctx * dim, -1, 1);
    float *qn = random_floats(&rng, dim, 0.5f, 1.5f),
          *kn = random_floats(&rng, dim, 0.5f, 1.5f);
    float *angle = random_floats(&rng, n_tok * 2 * p.pairs, -1, 1);
    char *cache = xcalloc(2 * nkv * ctx, row),
         *cache_gpu = xcalloc(2 * nkv * ctx, padded);
    for (size_t i = 0; i < 2 * nkv * ctx; i++) {
        scalar->kv_store(type, old + i * dim, (int)dim, cache + i * row);
        memcpy(cache_gpu + i * padded, cache + i * row, row);
    }
    p.q = device_floats(q, n_tok * nq * q_row);
    p.k = device_floats(k, n_tok * nkv * dim);
    p.v = device_floats(v, n_tok * nkv * dim);
    p.q_norm = device_floats(qn, dim);
    p.k_norm = device_floats(kn, dim);
    p.cos_sin = device_floats(angle, n_tok * 2 * p.pairs);
    p.keys = device(cache_gpu, nkv * ctx * padded);
    p.values = device(cache_gpu + nkv * ctx * padded, nkv * ctx * padded);
    p.o = device(NULL, n_tok * nq * dim * sizeof(float));
    p.parts = device(NULL, (p.n_part + 1) * nq * (dim + 2) * sizeof(float));
    p.ctx = (uint32_t)ctx;
    uint32_t step = (uint32_t)pos;
    p.step = device(&step, sizeof(step));
    p.eps = 1e-6f;
    op_qk_rope(g, &p);
    op_attend(g, &p);

    float *want = xcalloc(n_tok * nq, dim * sizeof(float));
    for (size_t t = 0; t < n_tok; t++) {
        const float *c = angle + t * 2 * p.pairs, *s = c + p.pairs;
        for (size_t j = 0; j < nkv; j++) {
            float *kt = k + (t * nkv + j) * dim;
            char *to = cache + (j * ctx + (size_t)pos + t) * row;
            scalar->rms_norm(kt, kn, (int)dim, p.eps, kt);
            scalar->rope(kt, (int)p.pairs, c, s);
            scalar->kv_store(type, kt, (int)dim, to);
            scalar->kv_store(type, v + (t * nkv + j) * dim, (int)dim,
                             to + nkv * ctx * row);
        }
        for (size_t j = 0; j < nq; j++) {
            float *qt = q + (t * nq + j) * q_row, *o = want + (t * nq + j) * dim;
            char *keys = cache + j / (nq / nkv) * ctx * row;
            scalar->rms_norm(qt, qn, (int)dim, p.eps, qt);
            scalar->rope(qt, (int)p.pairs, c, s);
            for (size_t i = 0; i < dim; i++)
                qt[i] /= sqrtf((float)dim);
            scalar->attend(type, 1, qt, q_row, keys, keys + nkv * ctx * row,
                           pos + (int)t + 1, (int)dim, o);
            if (p.gated)
                scalar->sigmoid_gate(qt + dim, (int)dim, o);
        }
    }
    check("attention", want, p.o, n_tok * nq * dim, p.f16 ? 1e-3 : 1e-5);
    release();
    float *all[] = {q, k, v, old, qn, kn, angle, want};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free(all[i]);
    free(cache);
    free(cache_gpu);
}

static void attention_is_that_of_the_scalar_kernels(void **state)
{
    (void)state;
    static const struct gpu_attention shapes[] = {
        {.n_head = 4, .n_kv_head = 2, .dim = 32, .pairs = 4, .n_tok = 1, .gated = true},
        {.n_head = 3, .n_kv_head = 1, .dim = 33, .pairs = 16, .n_tok = 5, .f16 = true},
        {.n_head = 2, .n_kv_head = 2, .dim = 256, .pairs = 32, .n_tok = 2, .gated = true},
    };
    static const int positions[] = {0, 130, 383};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            struct gpu_attention a = shapes[i];
            check_attention(a, positions[j]);
            /* One token in parts, some of them without a position. */
            a.n_tok = 1;
            a.part = 128;
            a.n_part = 4;
            check_attention(a, positions[j]);
        }
    /* So long that workgroups take several heads. */
    struct gpu_attention a = {.n_head = 6,
                              .n_kv_head = 2,
                              .dim = 32,
                              .pairs = 4,
                              .n_tok = 1,
                              .f16 = true,
                              .gated = true,
                              .part = 2048,
                              .n_part = 4};
    check_attention(a, 4000);
}

/* Convolution, unit vectors, gates and the recurrence, in two chunks as in one. */
static void check_delta_net(uint32_t n_tok, struct gpu_delta_net p)
{
    size_t dk = p.k_dim, dv = p.v_dim, hk = p.n_k_head, hv = p.n_v_head;
    size_t ch = 2 * hk * dk + hv * dv, past = p.conv_width - 1;
    p.channels = (uint32_t)ch;
    p.n_tok = n_tok;
    float *x = random_floats(&rng, n_tok * ch, -1, 1);
    float *w = random_floats(&rng, ch * p.conv_width, -1, 1);
    float *conv_state = random_floats(&rng, past * ch, -1, 1);
    float *b = random_floats(&rng, n_tok * hv, -2, 2),
          *a = random_floats(&rng, n_tok * hv, -2, 25);
    float *neg = random_floats(&rng, hv, -0.1f, -0.01f),
          *dt = random_floats(&rng, hv, -1, 1);
    float *s = random_floats(&rng, hv * dv * dk, -1, 1);
    float *qkv = xcalloc(n_tok * ch, 4), *o = xcalloc(n_tok * hv, dv * 4);
    p.x = device_floats(x, n_tok * ch);
    p.conv_w = device_floats(w, ch * p.conv_width);
    p.conv_state = device_floats(conv_state, past * ch);
    p.qkv = device(NULL, n_tok * ch * 4);
    p.b = device_floats(b, n_tok * hv);
    p.a = device_floats(a, n_tok * hv);
    p.neg_exp_a = device_floats(neg, hv);
    p.dt_bias = device_floats(dt, hv);
    p.state = device_floats(s, hv * dv * dk);
    p.o = device(NULL, n_tok * hv * dv * 4);
    op_conv_silu(g, &p);
    op_delta_prepare(g, &p);
    op_delta_net(g, &p);

    scalar->conv_silu(x, ch, (int)n_tok, w, (int)p.conv_width, (int)ch, 0, (int)ch,
                      conv_state, qkv);
    for (size_t t = 0; t < n_tok; t++) {
        float *q = qkv + t * ch;
        for (size_t j = 0; j < 2 * hk; j++)
            scalar->l2_norm(q + j * dk, (int)dk, j < hk ? 1 / sqrtf((float)dk) : 1,
                            q + j * dk);
        for (size_t j = 0; j < hv; j++) {
            float in = a[t * hv + j] + dt[j];
            float soft = in > 20 ? in : log1pf(expf(in));
            size_t kh = j / (hv / hk);
            scalar->delta_step(s + j * dv * dk, (int)dk, (int)dv, q + kh * dk,
                               q + (hk + kh) * dk, q + 2 * hk * dk + j * dv,
                               expf(neg[j] * soft), 1 / (1 + expf(-b[t * hv + j])),
                               o + (t * hv + j) * dv);
        }
    }
    check("conv state", conv_state, p.conv_state, past * ch, 1e-6);
    check("convolution and unit vectors", qkv, p.qkv, n_tok * ch, 1e-5);
    check("delta net", o, p.o, n_tok * hv * dv, 1e-5);
    check("delta state", s, p.state, hv * dv * dk, 1e-5);
    release();
    float *all[] = {x, w, conv_state, b, a, neg, dt, s, qkv, o};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free(all[i]);
}

static void delta_net_is_that_of_the_scalar_kernels(void **state)
{
    (void)state;
    struct gpu_delta_net even = {
        .n_k_head = 2, .n_v_head = 4, .k_dim = 32, .v_dim = 16, .conv_width = 4};
    struct gpu_delta_net odd = {
        .n_k_head = 1, .n_v_head = 3, .k_dim = 19, .v_dim = 37, .conv_width = 3};
    check_delta_net(1, even);
    check_delta_net(2, even);
    check_delta_net(9, odd);
    check_delta_net(70, even);
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
    op_combine(g, d_h, d_gate, d_w, N, N_TOK, K);
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

int main(void)
{
    scalar = kernels_find("scalar");
    struct gpu_params params = test_gpu();
    struct error err = {0};
    g = gpu_open(&params, &err);
    if (!g) {
        printf("%s\n", err.msg);
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_those_of_the_scalar_kernels),
        cmocka_unit_test(two_products_of_one_x_are_those_of_each),
        cmocka_unit_test(products_with_bytes_are_those_of_the_scalar_kernels),
        cmocka_unit_test(products_with_experts_read_records_and_rows),
        cmocka_unit_test(products_on_matrix_units_are_those_of_the_scalar_kernels),
        cmocka_unit_test(halves_keep_large_and_small_rows),
        cmocka_unit_test(embedding_is_the_row),
        cmocka_unit_test(norms_are_those_of_the_scalar_kernels),
        cmocka_unit_test(attention_is_that_of_the_scalar_kernels),
        cmocka_unit_test(delta_net_is_that_of_the_scalar_kernels),
        cmocka_unit_test(the_likeliest_experts_come_in_order_and_ties_by_number),
        cmocka_unit_test(sums_over_experts_are_in_order),
        cmocka_unit_test(candidates_are_the_first_of_all_logits),
    };
    int bad = cmocka_run_group_tests(tests, NULL, NULL);
    gpu_close(g);
    return bad;
}
