#include "core/kernel/scalar.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* The reference for the products: weights are read with matrix.c, span by span, and every
 * span is used for all tokens before the next. Nothing here knows how values are packed. */

enum {
    SPAN = 256, /* inputs unpacked at a time; a multiple of every group */
    UNIT = 32,  /* the largest run of inputs that shares all scales, whatever the group */
};

/* Sixteen partial sums: no dependence on the compiler reordering additions, and an error
 * that grows with n / 16. */
float scalar_dot(const float *a, const float *b, int n)
{
    float part[16] = {0};
    int i = 0;
    for (; i + 16 <= n; i += 16) {
        for (int j = 0; j < 16; j++)
            part[j] += a[i + j] * b[i + j];
    }
    for (int j = 0; i < n; i++, j++)
        part[j] += a[i] * b[i];
    for (int width = 8; width > 0; width /= 2) {
        for (int j = 0; j < width; j++)
            part[j] += part[j + width];
    }
    return part[0];
}

void scalar_quantize_act(const float *x, int n, int8_t *q, float *scale, float *sum)
{
    for (int g = 0; g * ACT_GROUP < n; g++) {
        const float *xg = x + (size_t)g * ACT_GROUP;
        int8_t *qg = q + (size_t)g * ACT_GROUP;
        int m = n - g * ACT_GROUP < ACT_GROUP ? n - g * ACT_GROUP : ACT_GROUP;
        float largest = 0;
        for (int i = 0; i < m; i++)
            largest = fmaxf(largest, fabsf(xg[i]));
        if (largest < ACT_SMALLEST)
            largest = 0;
        scale[g] = largest / 127;
        float inverse = largest > 0 ? 127 / largest : 0;
        int total = 0;
        memset(qg, 0, ACT_GROUP);
        for (int i = 0; i < m; i++) {
            /* The bound matters when 127 / largest has been rounded up. */
            float v = fminf(fmaxf(xg[i] * inverse, -127), 127);
            int8_t whole = (int8_t)lrintf(v);
            qg[act_place((size_t)i)] = whole;
            total += whole;
        }
        sum[g] = scale[g] * (float)total;
    }
}

static void row_float_form(const struct matrix *w, int row, const struct act *a, float *y,
                           size_t y_stride)
{
    float span[SPAN];
    for (int at = 0; at < w->n_in; at += SPAN) {
        int n = w->n_in - at < SPAN ? w->n_in - at : SPAN;
        matrix_dequant_span(w, row, at, n, span);
        for (int t = 0; t < a->n_tok; t++)
            y[(size_t)t * y_stride] +=
                scalar_dot(span, a->x + (size_t)t * (size_t)a->n_in + at, n);
    }
}

/* Sum over i of w_i x^_i for one unit of inputs from `at` on, with x^ = act_scale * q. */
static float unit_product(const uint8_t *wq, const int8_t *q, size_t at, float scale,
                          float bias, float act_scale)
{
    int product = 0;
    int total = 0;
    for (size_t i = 0; i < UNIT; i++) {
        size_t place = act_place(at + i);
        product += wq[i] * q[place];
        total += q[place];
    }
    return act_scale * (scale * (float)product + bias * (float)total);
}

static void row_integer_form(const struct matrix *w, int row, const struct act *a,
                             float *y, size_t y_stride)
{
    uint8_t span[SPAN];
    size_t act_groups = ((size_t)a->n_in + ACT_GROUP - 1) / ACT_GROUP;
    size_t row_groups = (size_t)row * (size_t)(w->n_in / w->group);
    for (int at = 0; at < w->n_in; at += SPAN) {
        int n = w->n_in - at < SPAN ? w->n_in - at : SPAN;
        matrix_unpack_span(w, row, at, n, span);
        for (int t = 0; t < a->n_tok; t++) {
            const int8_t *q = a->q + (size_t)t * act_groups * ACT_GROUP;
            float total = 0;
            for (int i = 0; i < n; i += UNIT) {
                size_t g = row_groups + (size_t)((at + i) / w->group);
                float act_scale =
                    a->scale[(size_t)t * act_groups + (size_t)((at + i) / ACT_GROUP)];
                total +=
                    unit_product(span + i, q, (size_t)at + (size_t)i,
                                 scale_to_f32(w->scale_type, w->scales[g]),
                                 scale_to_f32(w->scale_type, w->biases[g]), act_scale);
            }
            y[(size_t)t * y_stride] += total;
        }
    }
}

void scalar_matmul(const struct matrix *w, int row0, int row1, const struct act *a,
                   float *y, size_t y_stride)
{
    assert(a->n_in == w->n_in && row0 >= 0 && row1 <= w->n_out);
    bool integer = a->q && dtype_is_affine(w->type);
    assert(!integer || w->n_in % UNIT == 0);
    for (int row = row0; row < row1; row++) {
        for (int t = 0; t < a->n_tok; t++)
            y[(size_t)t * y_stride + (size_t)row] = 0;
        if (integer)
            row_integer_form(w, row, a, y + row, y_stride);
        else
            row_float_form(w, row, a, y + row, y_stride);
    }
}
