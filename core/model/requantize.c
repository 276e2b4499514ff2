/* The search is small: a step from the range and a few wider ones, the finest fractions of
 * the halves' own steps, then least squares on the best. Every candidate is judged as
 * rounded to f16, so what a subnormal scale loses is in the error that is reported. */
#include "core/model/requantize.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/model/gguf_blocks.h"
#include "core/model/quantize.h"

enum {
    GROUP = REQUANTIZE_GROUP,
    STEP_GROUP = BLOCK_STEP_GROUP,
    LANES = 8,
    WIDER = 6, /* steps tried above the least */
};

struct fit {
    const float *x; /* [GROUP] */
    float low, high;
    int levels;
    float err; /* negative: nothing yet */
    uint16_t scale, bias;
    uint8_t code[GROUP];
};

/* Judge a pair as rounded. */
static void try_pair(struct fit *f, float step, float bias)
{
    uint16_t hs = f32_to_f16(step), hb = f32_to_f16(bias);
    float s = f16_to_f32(hs), b = f16_to_f32(hb), top = (float)f->levels, err = 0;
    float part[LANES] = {0}; /* one sum would be one addition after the other */
    int code[GROUP];
    if (!(s > 0) || !isfinite(s) || !isfinite(b))
        return;
    float inverse = 1 / s;
    for (int i = 0; i < GROUP; i += LANES) {
        for (int j = 0; j < LANES; j++) {
            float x = f->x[i + j], q = (x - b) * inverse + 0.5f;
            q = q < 0 ? 0 : q;
            q = q > top ? top : q;
            int k = (int)q;
            float d = s * (float)k + b - x;
            code[i + j] = k;
            part[j] += d * d;
        }
    }
    for (int j = 0; j < LANES; j++)
        err += part[j];
    if (f->err < 0 || err < f->err) {
        f->err = err;
        f->scale = hs;
        f->bias = hb;
        for (int i = 0; i < GROUP; i++)
            f->code[i] = (uint8_t)code[i];
    }
}

/* Steps of which the half's own is a multiple, with the half's values on the grid. */
static void try_fractions(struct fit *f, int half, float step)
{
    float range = f->high - f->low, top = (float)f->levels;
    if (!(step > 0) || !isfinite(step))
        return;
    float most = floorf(step * top / range), on = f->x[half * STEP_GROUP];
    /* Counted, since from 2^24 on a float less 1 may be the same float. */
    for (int i = 0; i < 2 && most - (float)i >= 1; i++) {
        float part = step / (most - (float)i);
        try_pair(f, part, on - ceilf((on - f->low) / part - 1e-3f) * part);
    }
}

/* With the codes fixed, the scale and bias of least squared error. */
static void try_least_squares(struct fit *f)
{
    double q = 0, qq = 0, x = 0, qx = 0;
    for (int i = 0; i < GROUP; i++) {
        double xi = (double)f->x[i], qi = f->code[i];
        q += qi;
        qq += qi * qi;
        x += xi;
        qx += qi * xi;
    }
    double det = GROUP * qq - q * q;
    if (det <= 0)
        return;
    double scale = (GROUP * qx - q * x) / det;
    try_pair(f, (float)scale, (float)((x - scale * q) / GROUP));
}

static bool put_constant(struct fit *f, float x)
{
    f->scale = 0;
    f->bias = f32_to_f16(x);
    memset(f->code, 0, sizeof(f->code));
    return isfinite(f16_to_f32(f->bias));
}

static bool fit_group(struct fit *f, const float *steps)
{
    f->low = f->high = f->x[0];
    f->err = -1;
    bool finite = true;
    for (int i = 0; i < GROUP; i++) {
        finite &= isfinite(f->x[i]) != 0;
        f->low = f->x[i] < f->low ? f->x[i] : f->low;
        f->high = f->x[i] > f->high ? f->x[i] : f->high;
    }
    if (!finite)
        return false;
    float least = (f->high - f->low) / (float)f->levels;
    if (f->high <= f->low)
        return put_constant(f, f->low);
    for (int i = 0; i < WIDER; i++)
        try_pair(f, least * (1 + 0.01f * (float)i), f->low);
    for (int half = 0; steps && half < GROUP / STEP_GROUP; half++)
        try_fractions(f, half, steps[half]);
    if (f->err < 0) /* every step is under the least f16, or one is over the greatest */
        return least < 1 && put_constant(f, f->low + (f->high - f->low) / 2);
    try_least_squares(f);
    return true;
}

bool requantize_row(enum dtype type, const float *x, const float *steps, int n,
                    uint8_t *data, uint16_t *scales, uint16_t *biases)
{
    int bits = dtype_bits(type);
    struct fit f = {.levels = (1 << bits) - 1};
    assert(dtype_is_affine(type) && n % GROUP == 0);
    for (int g = 0; g < n / GROUP; g++) {
        f.x = x + (size_t)g * GROUP;
        if (!fit_group(&f, steps ? steps + (size_t)g * (GROUP / STEP_GROUP) : NULL))
            return false;
        scales[g] = f.scale;
        biases[g] = f.bias;
        quantize_put_codes(f.code, GROUP, bits, data);
        data += GROUP * bits / 8;
    }
    return true;
}
