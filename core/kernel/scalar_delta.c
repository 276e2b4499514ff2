#include "core/kernel/scalar.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* The gated delta net, one value head, and the convolution before it. The chunk form does
 * the same as n_tok steps with products of matrices instead of a scan; only differences of
 * cumulated log decays with r >= s are exponentiated, and those are never positive. */

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
void scalar_delta_step(float *s, int dk, int dv, const float *q, const float *k,
                       const float *v, float alpha, float beta, float *out)
{
    for (int j = 0; j < dv; j++) {
        float *row = s + (size_t)j * (size_t)dk;
        for (int i = 0; i < dk; i++)
            row[i] *= alpha;
        float delta = beta * (v[j] - scalar_dot(row, k, dk));
        for (int i = 0; i < dk; i++)
            row[i] += delta * k[i];
        out[j] = scalar_dot(row, q, dk);
    }
}

/* u[n_tok][dv]: solves (I + A) U = diag(beta) (V - diag(exp Gamma) K S0), row by row. */
/* NOLINTNEXTLINE(readability-function-size): plain views of one chunk */
static void solve_updates(const float *s, int dk, int dv, int r, const float *k,
                          size_t qk_stride, const float *v, const float *gamma,
                          float beta, float *u)
{
    const float *kr = k + (size_t)r * qk_stride;
    float *ur = u + (size_t)r * (size_t)dv;
    float decay = expf(gamma[r]);
    for (int j = 0; j < dv; j++)
        ur[j] = beta * (v[j] - decay * scalar_dot(s + (size_t)j * (size_t)dk, kr, dk));
    for (int p = 0; p < r; p++) {
        const float *up = u + (size_t)p * (size_t)dv;
        float a = beta * expf(gamma[r] - gamma[p]) *
                  scalar_dot(kr, k + (size_t)p * qk_stride, dk);
        for (int j = 0; j < dv; j++)
            ur[j] -= a * up[j];
    }
}

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
void scalar_delta_chunk(float *s, int dk, int dv, int n_tok, const float *q,
                        const float *k, size_t qk_stride, const float *v, size_t v_stride,
                        const float *log_decay, const float *beta, size_t g_stride,
                        float *out, size_t out_stride, float *scratch)
{
    assert(n_tok >= 1 && n_tok <= DELTA_CHUNK);
    float *gamma = scratch;
    float *u = scratch + DELTA_CHUNK;
    float sum = 0;
    for (int r = 0; r < n_tok; r++) {
        sum += log_decay[(size_t)r * g_stride];
        gamma[r] = sum;
    }
    for (int r = 0; r < n_tok; r++) {
        solve_updates(s, dk, dv, r, k, qk_stride, v + (size_t)r * v_stride, gamma,
                      beta[(size_t)r * g_stride], u);
        const float *qr = q + (size_t)r * qk_stride;
        float *o = out + (size_t)r * out_stride;
        float decay = expf(gamma[r]);
        for (int j = 0; j < dv; j++)
            o[j] = decay * scalar_dot(s + (size_t)j * (size_t)dk, qr, dk);
        for (int p = 0; p <= r; p++) {
            const float *up = u + (size_t)p * (size_t)dv;
            float b =
                expf(gamma[r] - gamma[p]) * scalar_dot(qr, k + (size_t)p * qk_stride, dk);
            for (int j = 0; j < dv; j++)
                o[j] += b * up[j];
        }
    }
    float last = gamma[n_tok - 1];
    for (int j = 0; j < dv; j++) {
        float *row = s + (size_t)j * (size_t)dk;
        for (int i = 0; i < dk; i++)
            row[i] *= expf(last);
        for (int p = 0; p < n_tok; p++) {
            float c = expf(last - gamma[p]) * u[(size_t)p * (size_t)dv + (size_t)j];
            const float *kp = k + (size_t)p * qk_stride;
            for (int i = 0; i < dk; i++)
                row[i] += c * kp[i];
        }
    }
}

void scalar_conv_state(const float *in, size_t stride, int n_tok, int width,
                       int n_channels, int c0, int c1, float *state)
{
    /* Oldest first: an old row moves down only after the row below it has been used. */
    int past = width - 1;
    size_t row = (size_t)n_channels;
    size_t bytes = (size_t)(c1 - c0) * sizeof(float);
    for (int i = 0; i < past; i++) {
        int from = n_tok - past + i;
        const float *src = from < 0 ? state + (size_t)(past + from) * row + c0
                                    : in + (size_t)from * stride + c0;
        memmove(state + (size_t)i * row + c0, src, bytes);
    }
}

/* NOLINTNEXTLINE(readability-function-size): the shape of the table's member */
void scalar_conv_silu(const float *in, size_t stride, int n_tok, const float *w,
                      int width, int n_channels, int c0, int c1, float *state, float *out)
{
    int past = width - 1;
    size_t row = (size_t)n_channels;
    for (int t = 0; t < n_tok; t++) {
        for (int c = c0; c < c1; c++) {
            float sum = 0;
            for (int i = 0; i < width; i++) {
                int from = t - past + i;
                float x = from < 0 ? state[(size_t)(past + from) * row + (size_t)c]
                                   : in[(size_t)from * stride + (size_t)c];
                sum += w[(size_t)c * (size_t)width + (size_t)i] * x;
            }
            out[(size_t)t * stride + (size_t)c] = sum / (1 + expf(-sum));
        }
    }
    scalar_conv_state(in, stride, n_tok, width, n_channels, c0, c1, state);
}
