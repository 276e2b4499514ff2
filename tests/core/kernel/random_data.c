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
