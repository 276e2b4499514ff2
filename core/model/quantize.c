/* The affine quantiser. The range of a group fixes scale and bias only up to their own
 * rounding to bf16, which for 8 bits is as large as half a step: both neighbours of each
 * are tried, the codes are taken from the rounded values, and the pair with the least
 * squared error wins. Up to 4 bits, ranges inside the group's own are tried too, and the
 * error of a weight counts in proportion to its size: large weights carry the outputs
 * (BENCH.md, "quantiser", has what was tried). */
#include "core/model/quantize.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    GROUP_MAX = 128,
    LANES = 16,
    NARROW_LEVELS = 16, /* fewer steps than this: the full range is not the best one */
};

bool dtype_affine(int bits, enum dtype *out)
{
    switch (bits) {
    case 2: *out = DTYPE_Q2; return true;
    case 3: *out = DTYPE_Q3; return true;
    case 4: *out = DTYPE_Q4; return true;
    case 5: *out = DTYPE_Q5; return true;
    case 6: *out = DTYPE_Q6; return true;
    case 8: *out = DTYPE_Q8; return true;
    default: return false;
    }
}

/* The largest bf16 <= x and the smallest >= x; both x when it is one. */
static void bf16_neighbours(float x, uint16_t *below, uint16_t *above)
{
    uint32_t u;
    memcpy(&u, &x, sizeof(u));
    uint16_t toward_zero = (uint16_t)(u >> 16);
    uint16_t away = (uint16_t)(toward_zero + ((u & 0xffff) ? 1 : 0));
    *below = x < 0 ? away : toward_zero;
    *above = x < 0 ? toward_zero : away;
}

/* The best pair so far of one group. */
struct fit {
    const float *x;
    int n, levels;
    float weight[GROUP_MAX]; /* of each value's squared error */
    float err;
    uint16_t scale, bias;
    uint8_t code[GROUP_MAX];
};

/* Codes of one group for a given scale and bias, and their weighted squared error. LANES sums side
 * by side let the compiler use vector instructions, of whatever width, for the same
 * result. */
static float try_pair(const struct fit *f, float scale, float bias, uint8_t *code)
{
    const float *x = f->x;
    float inverse = 1 / scale, top = (float)f->levels, sum[LANES] = {0}, err = 0;
    for (int i = 0; i < f->n; i += LANES)
        for (int j = 0; j < LANES; j++) {
            float q = (x[i + j] - bias) * inverse + 0.5f;
            q = q < 0 ? 0 : q;
            q = q > top ? top : q;
            int k = (int)q;
            float d = scale * (float)k + bias - x[i + j];
            code[i + j] = (uint8_t)k;
            sum[j] += f->weight[i + j] * d * d;
        }
    for (int j = 0; j < LANES; j++)
        err += sum[j];
    return err;
}

/* The first pair is taken even if its error overflowed, so that there is one. */
static void fit_exact(struct fit *f, uint16_t scale, uint16_t bias)
{
    uint8_t trial[GROUP_MAX];
    float err = try_pair(f, bf16_to_f32(scale), bf16_to_f32(bias), trial);
    if (err < f->err || f->scale == 0) {
        f->err = err;
        f->scale = scale;
        f->bias = bias;
        memcpy(f->code, trial, (size_t)f->n);
    }
}

/* Try scale and bias as rounded to their bf16 neighbours. */
static void fit_pair(struct fit *f, float scale, float bias)
{
    uint16_t scales[2], biases[2];
    bf16_neighbours(scale, &scales[0], &scales[1]);
    bf16_neighbours(bias, &biases[0], &biases[1]);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if ((i == 0 || scales[1] != scales[0]) && (j == 0 || biases[1] != biases[0]))
                fit_exact(f, scales[i], biases[j]);
}

/* With the codes fixed, the scale and bias of least squared error; false when the codes
 * are all the same. */
static bool least_squares(const struct fit *f, float *scale, float *bias)
{
    double w = 0, q = 0, qq = 0, x = 0, qx = 0;
    for (int i = 0; i < f->n; i++) {
        double wi = (double)f->weight[i], xi = (double)f->x[i], qi = f->code[i];
        w += wi;
        q += wi * qi;
        qq += wi * qi * qi;
        x += wi * xi;
        qx += wi * qi * xi;
    }
    double det = w * qq - q * q;
    if (det <= 0)
        return false;
    *scale = (float)((w * qx - q * x) / det);
    *bias = (float)((x - (double)*scale * q) / w);
    return *scale > 1e-30f;
}

/* With few levels the outermost values cost all others resolution: each end of the range
 * is drawn in by up to 9 % of it, then scale and bias are fitted to the codes found. */
static void fit_narrower(struct fit *f, float low, float high)
{
    float cut = (high - low) * 0.03f, scale, bias;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            float span = high - low - cut * (float)(i + j);
            fit_exact(f, f32_to_bf16(span / (float)f->levels),
                      f32_to_bf16(low + cut * (float)i));
        }
    for (int i = 0; i < 2 && least_squares(f, &scale, &bias); i++)
        fit_pair(f, scale, bias);
}

/* Weight 1 for all, or 1 + |x| / rms(x). Relative to rms, so that no product overflows. */
static void set_weights(struct fit *f, bool by_size)
{
    double squares = 0;
    for (int i = 0; i < f->n; i++)
        squares += (double)f->x[i] * (double)f->x[i];
    float rms = (float)sqrt(squares / f->n);
    for (int i = 0; i < f->n; i++)
        f->weight[i] = by_size && rms > 0 ? 1 + fabsf(f->x[i]) / rms : 1;
}

static bool quantize_group(const float *x, int n, int levels, uint8_t *code,
                           uint16_t *scale, uint16_t *bias)
{
    float low = x[0], high = x[0];
    bool finite = true;
    for (int i = 0; i < n; i++) {
        finite &= isfinite(x[i]) != 0;
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    /* Away from both ends of the exponent range neither a product below nor 1 / scale can
     * overflow; a span under the lower end is one value. */
    if (!finite || fabsf(low) > 1e36f || fabsf(high) > 1e36f)
        return false;
    float step = (high - low) / (float)levels;
    if (step < 1e-30f) {
        *scale = 0;
        *bias = f32_to_bf16(low + (high - low) / 2);
        memset(code, 0, (size_t)n);
        return true;
    }

    struct fit f = {.x = x, .n = n, .levels = levels};
    set_weights(&f, levels < NARROW_LEVELS);
    fit_pair(&f, step, low);
    if (levels < NARROW_LEVELS)
        fit_narrower(&f, low, high);
    *scale = f.scale;
    *bias = f.bias;
    memcpy(code, f.code, (size_t)n);
    return true;
}

/* Codes -> little-endian bit stream. n * bits is a multiple of 8. */
void quantize_put_codes(const uint8_t *code, int n, int bits, uint8_t *out)
{
    uint32_t acc = 0;
    int held = 0;
    for (int i = 0; i < n; i++) {
        acc |= (uint32_t)code[i] << held;
        held += bits;
        while (held >= 8) {
            *out++ = (uint8_t)acc;
            acc >>= 8;
            held -= 8;
        }
    }
}

bool quantize_row(enum dtype type, int group, const float *x, int n, uint8_t *data,
                  uint16_t *scales, uint16_t *biases)
{
    int bits = dtype_bits(type), levels = (1 << bits) - 1;
    uint8_t code[GROUP_MAX];
    assert(group > 0 && group <= GROUP_MAX && group % LANES == 0 && n % group == 0);
    for (int g = 0; g < n / group; g++) {
        if (!quantize_group(x + g * group, group, levels, code, &scales[g], &biases[g]))
            return false;
        quantize_put_codes(code, group, bits, data);
        data += group * bits / 8;
    }
    return true;
}
