/* The affine quantiser. The range of a group fixes scale and bias only up to their own
 * rounding to bf16, which for 8 bits is as large as half a step: both neighbours of each
 * are tried, the codes are taken from the rounded values, and the pair with the least
 * squared error wins. */
#include "core/model/quantize.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    GROUP_MAX = 128
};

bool dtype_affine(int bits, enum dtype *out)
{
    switch (bits) {
    case 2: *out = DTYPE_Q2; return true;
    case 3: *out = DTYPE_Q3; return true;
    case 4: *out = DTYPE_Q4; return true;
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

static float try_pair(const float *x, int n, float scale, float bias, int levels,
                      uint8_t *code)
{
    float inverse = 1 / scale, err = 0;
    float top = (float)levels;
    for (int i = 0; i < n; i++) {
        float q = (x[i] - bias) * inverse + 0.5f;
        q = q < 0 ? 0 : q;
        q = q > top ? top : q;
        int k = (int)q;
        float d = scale * (float)k + bias - x[i];
        code[i] = (uint8_t)k;
        err += d * d;
    }
    return err;
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

    uint16_t scales[2], biases[2];
    uint8_t trial[GROUP_MAX];
    float best = INFINITY;
    bf16_neighbours(step, &scales[0], &scales[1]);
    bf16_neighbours(low, &biases[0], &biases[1]);
    for (int i = 0; i < 4; i++) {
        uint16_t s = scales[i & 1], b = biases[i >> 1];
        if ((i & 1 && scales[1] == scales[0]) || (i >> 1 && biases[1] == biases[0]))
            continue;
        float err = try_pair(x, n, bf16_to_f32(s), bf16_to_f32(b), levels, trial);
        /* The first pair is taken even if the error overflowed, so that there is one. */
        if (err < best || i == 0) {
            best = err;
            *scale = s;
            *bias = b;
            memcpy(code, trial, (size_t)n);
        }
    }
    return true;
}

/* Codes -> little-endian bit stream. n * bits is a multiple of 8. */
static void put_codes(const uint8_t *code, int n, int bits, uint8_t *out)
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
    assert(group > 0 && group <= GROUP_MAX && group % 8 == 0 && n % group == 0);
    for (int g = 0; g < n / group; g++) {
        if (!quantize_group(x + g * group, group, levels, code, &scales[g], &biases[g]))
            return false;
        put_codes(code, group, bits, data);
        data += group * bits / 8;
    }
    return true;
}
