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

/* Attention and delta net against the scalar kernels. */

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
    check("attention", want, p.o, n_tok * nq * dim, p.units ? 2e-3 : p.f16 ? 1e-3 : 1e-5);
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

/* Chunks that end inside of a tile of positions and of queries, behind a cache that is empty,
 * shorter than a tile, and longer. */
static void attention_on_matrix_units_is_that_of_the_scalar_kernels(void **state)
{
    (void)state;
    if (!g->coop) {
        print_message("skipped: this device has no matrix units\n");
        return;
    }
    static const struct gpu_attention shapes[] = {
        {.n_head = 6, .n_kv_head = 2, .dim = 64, .pairs = 4, .n_tok = 64, .gated = true},
        {.n_head = 2, .n_kv_head = 2, .dim = 128, .pairs = 16, .n_tok = 65},
        {.n_head = 8,
         .n_kv_head = 1,
         .dim = 256,
         .pairs = 32,
         .n_tok = 70,
         .gated = true},
    };
    static const int positions[] = {0, 31, 130};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            struct gpu_attention a = shapes[i];
            a.f16 = a.units = true;
            check_attention(a, positions[j]);
        }
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
    struct gpu_delta_net real = {
        .n_k_head = 1, .n_v_head = 2, .k_dim = 128, .v_dim = 128, .conv_width = 4};
    check_delta_net(21, real);
    struct gpu_delta_net large = {
        .n_k_head = 1, .n_v_head = 1, .k_dim = 300, .v_dim = 20, .conv_width = 2};
    check_delta_net(7, large);
}

int ops_mixer(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attention_is_that_of_the_scalar_kernels),
        cmocka_unit_test(attention_on_matrix_units_is_that_of_the_scalar_kernels),
        cmocka_unit_test(delta_net_is_that_of_the_scalar_kernels),
    };
    return cmocka_run_group_tests_name("mixers", tests, NULL, NULL);
}
