#include "core/kernel/scalar.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The reference table: plain loops in the order of the formulas. It also serves machines
 * for which there is no other. */

static void scalar_add(const float *x, int n, float *y)
{
    for (int i = 0; i < n; i++)
        y[i] += x[i];
}

static void scalar_axpy(float alpha, const float *x, int n, float *y)
{
    for (int i = 0; i < n; i++)
        y[i] += alpha * x[i];
}

static void scalar_rms_norm(const float *x, const float *w, int n, float eps, float *y)
{
    float r = 1 / sqrtf(scalar_dot(x, x, n) / (float)n + eps);
    for (int i = 0; i < n; i++)
        y[i] = x[i] * r * w[i];
}

static void scalar_l2_norm(const float *x, int n, float scale, float *y)
{
    float r = scale / sqrtf(scalar_dot(x, x, n) + 1e-6f);
    for (int i = 0; i < n; i++)
        y[i] = x[i] * r;
}

static float silu(float x)
{
    return x / (1 + expf(-x));
}

static void scalar_swiglu(const float *gate, const float *up, int n, float *y)
{
    for (int i = 0; i < n; i++)
        y[i] = silu(gate[i]) * up[i];
}

static void scalar_sigmoid_gate(const float *gate, int n, float *y)
{
    for (int i = 0; i < n; i++)
        y[i] /= 1 + expf(-gate[i]);
}

static void scalar_rope(float *x, int n_pairs, const float *cos, const float *sin)
{
    for (int i = 0; i < n_pairs; i++) {
        float a = x[i];
        float b = x[i + n_pairs];
        x[i] = a * cos[i] - b * sin[i];
        x[i + n_pairs] = b * cos[i] + a * sin[i];
    }
}

static void scalar_softmax(float *x, int n)
{
    float largest = x[0];
    for (int i = 1; i < n; i++)
        largest = fmaxf(largest, x[i]);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        x[i] = expf(x[i] - largest);
        sum += x[i];
    }
    float inverse = (float)(1 / sum);
    for (int i = 0; i < n; i++)
        x[i] *= inverse;
}

static void scalar_kv_store(enum kv_type type, const float *x, int n, void *out)
{
    if (type == KV_F32) {
        memcpy(out, x, (size_t)n * sizeof(float));
        return;
    }
    uint16_t *half = out;
    for (int i = 0; i < n; i++)
        half[i] = f32_to_f16(x[i]);
}

static float kv_load(enum kv_type type, const void *kv, size_t i)
{
    return type == KV_F32 ? ((const float *)kv)[i]
                          : f16_to_f32(((const uint16_t *)kv)[i]);
}

static void attend_one(enum kv_type type, const float *q, const void *keys,
                       const void *values, int n_ctx, int d, float *out)
{
    float largest = -FLT_MAX;
    float sum = 0;
    for (int i = 0; i < d; i++)
        out[i] = 0;
    for (int p = 0; p < n_ctx; p++) {
        size_t at = (size_t)p * (size_t)d;
        float score = 0;
        for (int i = 0; i < d; i++)
            score += q[i] * kv_load(type, keys, at + (size_t)i);
        if (score > largest) {
            float shrink = expf(largest - score);
            sum *= shrink;
            for (int i = 0; i < d; i++)
                out[i] *= shrink;
            largest = score;
        }
        float weight = expf(score - largest);
        sum += weight;
        for (int i = 0; i < d; i++)
            out[i] += weight * kv_load(type, values, at + (size_t)i);
    }
    for (int i = 0; i < d; i++)
        out[i] /= sum;
}

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
static void scalar_attend(enum kv_type type, int n_q, const float *q, size_t q_stride,
                          const void *keys, const void *values, int n_ctx, int d,
                          float *out)
{
    for (size_t i = 0; i < (size_t)n_q; i++)
        attend_one(type, q + i * q_stride, keys, values, n_ctx, d, out + i * (size_t)d);
}

static void scalar_attend_chunk(const struct attend_chunk *a)
{
    for (size_t t = 0; t < (size_t)a->n_tok; t++)
        scalar_attend(a->type, a->n_q, a->q + t * a->q_tok_stride, a->q_stride, a->keys,
                      a->values, a->n_ctx + (int)t, a->d, a->out + t * a->out_tok_stride);
}

static void scalar_gated_norm(const float *o, const float *z, const float *w, int n,
                              float eps, float *out)
{
    float r = 1 / sqrtf(scalar_dot(o, o, n) / (float)n + eps);
    for (int i = 0; i < n; i++)
        out[i] = w[i] * (o[i] * r) * silu(z[i]);
}

static int scalar_argmax(const float *x, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++) {
        if (x[i] > x[best])
            best = i;
    }
    return best;
}

const struct kernels kernels_scalar = {
    .name = "scalar",
    .matmul = scalar_matmul,
    .quantize_act = scalar_quantize_act,
    .dot = scalar_dot,
    .add = scalar_add,
    .axpy = scalar_axpy,
    .rms_norm = scalar_rms_norm,
    .l2_norm = scalar_l2_norm,
    .swiglu = scalar_swiglu,
    .sigmoid_gate = scalar_sigmoid_gate,
    .rope = scalar_rope,
    .softmax = scalar_softmax,
    .kv_store = scalar_kv_store,
    .attend = scalar_attend,
    .attend_chunk = scalar_attend_chunk,
    .conv_silu = scalar_conv_silu,
    .delta_step = scalar_delta_step,
    .delta_chunk = scalar_delta_chunk,
    .gated_norm = scalar_gated_norm,
    .argmax = scalar_argmax,
};
