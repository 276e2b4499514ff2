#pragma once

#include "core/kernel/kernel.h"

/* A group of activations below this is a group of zeros: 127 / largest would overflow. */
#define ACT_SMALLEST 1e-35f

/* The members of the scalar table, for it and for tables that have nothing better for one
 * of them. The contracts are in kernel.h. */
void scalar_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                   float *y, size_t y_stride);
void scalar_quantize_act(const float *x, int n, int8_t *q, float *scale, float *sum);
float scalar_dot(const float *a, const float *b, int n);
void scalar_conv_silu(const float *in, size_t stride, int n_tok, const float *w,
                      int width, int n_channels, int c0, int c1, float *state,
                      float *out);
void scalar_delta_step(float *s, int dk, int dv, const float *q, const float *k,
                       const float *v, float alpha, float beta, float *out);
void scalar_delta_chunk(float *s, int dk, int dv, int n_tok, const float *q,
                        const float *k, size_t qk_stride, const float *v, size_t v_stride,
                        const float *log_decay, const float *beta, size_t g_stride,
                        float *out, size_t out_stride, float *scratch);

/* The part of conv_silu after the outputs: state becomes the last width - 1 inputs. */
void scalar_conv_state(const float *in, size_t stride, int n_tok, int width,
                       int n_channels, int c0, int c1, float *state);

extern const struct kernels kernels_scalar;
/* Only where the build has them, and only to be called where the CPU does. */
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;
