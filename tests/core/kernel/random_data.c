#include "tests/core/kernel/random_data.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

int rng_between(struct rng *rng, int low, int high)
{
    return low + (int)(rng_next(rng) % (uint64_t)(high - low + 1));
}

float rng_float(struct rng *rng, float low, float high)
{
    return low + (high - low) * (float)(rng_next(rng) >> 40) * 0x1p-24f;
}

float *random_floats(struct rng *rng, size_t n, float low, float high)
{
    float *x = xmalloc(n * sizeof(*x));
    for (size_t i = 0; i < n; i++)
        x[i] = rng_float(rng, low, high);
    return x;
}

static uint16_t *random_scales(struct rng *rng, enum scale_type type, size_t n,
                               float around)
{
    uint16_t *x = xmalloc(n * sizeof(*x));
    for (size_t i = 0; i < n; i++) {
        float magnitude = rng_float(rng, 0.5f, 1.5f) * around;
        if (type == SCALE_F16 && rng_next(rng) % 4 == 0)
            magnitude = rng_float(rng, 0, 0x1p-14f);
        float value = rng_next(rng) & 1 ? magnitude : -magnitude;
        x[i] = type == SCALE_F16 ? f32_to_f16(value) : f32_to_bf16(value);
    }
    return x;
}

struct matrix random_matrix(enum dtype type, int group, int n_out, int n_in,
                            uint64_t seed)
{
    return random_matrix_scaled(type, SCALE_BF16, group, n_out, n_in, seed);
}

struct matrix random_matrix_scaled(enum dtype type, enum scale_type scale_type, int group,
                                   int n_out, int n_in, uint64_t seed)
{
    struct rng rng = {seed * 1000 + (uint64_t)type * 10 + (uint64_t)group};
    size_t n = (size_t)n_out * (size_t)n_in;
    struct matrix w = {.type = type,
                       .group = dtype_is_affine(type) ? group : 0,
                       .n_out = n_out,
                       .n_in = n_in};
    if (dtype_is_affine(type)) {
        size_t n_bytes = (size_t)n_out * dtype_row_bytes(type, n_in);
        uint8_t *data = xmalloc(n_bytes);
        for (size_t i = 0; i < n_bytes; i++)
            data[i] = (uint8_t)(rng_next(&rng) >> 20);
        w.data = data;
        w.scale_type = scale_type;
        w.scales = random_scales(&rng, scale_type, n / (size_t)group,
                                 1.0f / (float)(1 << dtype_bits(type)));
        w.biases = random_scales(&rng, scale_type, n / (size_t)group, 0.5f);
        return w;
    }
    float *x = random_floats(&rng, n, -1, 1);
    if (type == DTYPE_F32) {
        w.data = x;
        return w;
    }
    uint16_t *half = xmalloc(n * sizeof(*half));
    for (size_t i = 0; i < n; i++)
        half[i] = type == DTYPE_BF16 ? f32_to_bf16(x[i]) : f32_to_f16(x[i]);
    free(x);
    w.data = half;
    return w;
}

void free_matrix(struct matrix *w)
{
    free((void *)w->data);
    free((void *)w->scales);
    free((void *)w->biases);
    memset(w, 0, sizeof(*w));
}

struct act random_act(int n_tok, int n_in, bool integer, uint64_t seed)
{
    struct rng rng = {seed};
    size_t groups = ((size_t)n_in + ACT_GROUP - 1) / ACT_GROUP;
    float *x = xmalloc((size_t)n_tok * (size_t)n_in * sizeof(*x));
    for (int t = 0; t < n_tok; t++) {
        for (int i = 0; i < n_in; i++) {
            bool loud = (i / ACT_GROUP + t) % 5 == 0;
            x[(size_t)t * (size_t)n_in + (size_t)i] =
                rng_float(&rng, -1, 1) * (loud ? 3 : 1);
        }
    }
    struct act a = {n_tok, n_in, x, NULL, NULL, NULL};
    if (!integer)
        return a;
    int8_t *q = xmalloc((size_t)n_tok * groups * ACT_GROUP);
    float *scale = xmalloc((size_t)n_tok * groups * sizeof(*scale));
    float *sum = xmalloc((size_t)n_tok * groups * sizeof(*sum));
    const struct kernels *scalar = kernels_find("scalar");
    for (int t = 0; t < n_tok; t++) {
        size_t at = (size_t)t * groups;
        scalar->quantize_act(x + (size_t)t * (size_t)n_in, n_in, q + at * ACT_GROUP,
                             scale + at, sum + at);
    }
    a.q = q;
    a.scale = scale;
    a.sum = sum;
    return a;
}

void free_act(struct act *a)
{
    free((void *)a->x);
    free((void *)a->q);
    free((void *)a->scale);
    free((void *)a->sum);
    memset(a, 0, sizeof(*a));
}

struct attend_data random_attend(struct rng *rng, int n_tok, int n_q, int n_ctx, int d,
                                 float q_max)
{
    const struct kernels *scalar = kernels_find("scalar");
    const size_t row = (size_t)d, heads = (size_t)n_q, last = (size_t)n_tok - 1;
    struct attend_data x = {.chunk = {.type = KV_F32,
                                      .n_tok = n_tok,
                                      .n_q = n_q,
                                      .n_ctx = n_ctx,
                                      .d = d,
                                      .q_stride = row + 3,
                                      .q_tok_stride = heads * (row + 3),
                                      .out_tok_stride = heads * row + 5}};
    struct attend_chunk *a = &x.chunk;
    x.n_out = last * a->out_tok_stride + heads * row;
    x.n_kv = ((size_t)n_ctx + last) * row;
    a->q = random_floats(rng, last * a->q_tok_stride + (heads - 1) * a->q_stride + row,
                         -q_max, q_max);
    x.keys = random_floats(rng, x.n_kv, -2, 2);
    x.values = random_floats(rng, x.n_kv, -2, 2);
    x.keys16 = xmalloc(x.n_kv * sizeof(*x.keys16));
    x.values16 = xmalloc(x.n_kv * sizeof(*x.values16));
    scalar->kv_store(KV_F16, x.keys, (int)x.n_kv, x.keys16);
    scalar->kv_store(KV_F16, x.values, (int)x.n_kv, x.values16);
    a->scratch = xmalloc(attend_chunk_scratch_floats(n_tok * n_q, d) * sizeof(float));
    attend_data_use(&x, KV_F32);
    return x;
}

void attend_data_use(struct attend_data *x, enum kv_type type)
{
    x->chunk.type = type;
    x->chunk.keys = type == KV_F16 ? (const void *)x->keys16 : x->keys;
    x->chunk.values = type == KV_F16 ? (const void *)x->values16 : x->values;
}

void attend_token(const struct kernels *k, const struct attend_chunk *a, int t,
                  float *out)
{
    k->attend(a->type, a->n_q, a->q + (size_t)t * a->q_tok_stride, a->q_stride, a->keys,
              a->values, a->n_ctx + t, a->d, out);
}

void free_attend(struct attend_data *x)
{
    free((void *)x->chunk.q);
    free(x->chunk.scratch);
    free(x->keys);
    free(x->values);
    free(x->keys16);
    free(x->values16);
    memset(x, 0, sizeof(*x));
}
