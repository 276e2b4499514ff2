/* The search for scale and bias of groups, one group per lane of a vector: every group
 * goes through the same steps, so there are no sums across lanes, and the result does not
 * depend on how many lanes there are. Included once per instruction set, with N_LANES,
 * FIT_NAME and FIT_SYMBOL defined, and compiled without contraction into fused products,
 * so that all of them and all machines write the same pack.
 *
 * The range of a group fixes scale and bias only up to their own rounding to bf16, which
 * for 8 bits is as large as half a step: both neighbours of each are tried and the pair
 * with the least error wins. With few levels the outermost values cost all others
 * resolution: ranges inside the group's own are tried, and for the codes that each gives
 * scale and bias of least squares follow in closed form, as does what is left of the
 * error. The best goes through that again and then to its neighbours in bf16. */
#include <math.h>
#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "core/kernel/matrix.h"
#include "core/model/quantize_fit.h"

typedef float vf __attribute__((vector_size(N_LANES * 4)));
typedef int32_t vi __attribute__((vector_size(N_LANES * 4)));

enum {
    NARROW_LEVELS = 64, /* fewer codes than this: the full range is not the best one */
    N_CUTS = 5,         /* places of each end of the range */
    N_REFITS = 2,
    EXPONENT = 0x7f800000, /* all of it set: not finite */
};

struct lanes {
    vf x[QUANTIZE_GROUP_MAX]; /* times a power of two per lane: the largest is near 1 */
    vf y[QUANTIZE_GROUP_MAX]; /* the range of each lane as 0..top */
    vf w[QUANTIZE_GROUP_MAX];
    vf low, step; /* of x */
    vf flat_bias;
    vf sum_w, sum_wy, sum_wx;
    vf scale, bias, err; /* the best so far */
    int exponent[N_LANES];
    bool flat[N_LANES]; /* one value: flat_bias */
    int n;
    float top; /* the highest code */
};

static vf splat(float x)
{
    return (vf){0} + x;
}

static vf choose(vi mask, vf a, vf b)
{
    return (vf)((mask & (vi)a) | (~mask & (vi)b));
}

/* Of numbers alone. In one instruction where there is one. */
static inline vf lesser(vf a, vf b)
{
#if N_LANES == 16 && defined(__AVX512F__)
    return (vf)_mm512_min_ps((__m512)a, (__m512)b);
#elif N_LANES == 8 && defined(__AVX2__)
    return (vf)_mm256_min_ps((__m256)a, (__m256)b);
#elif N_LANES == 4 && defined(__SSE2__)
    return (vf)_mm_min_ps((__m128)a, (__m128)b);
#else
    return choose(a < b, a, b);
#endif
}

static inline vf greater(vf a, vf b)
{
#if N_LANES == 16 && defined(__AVX512F__)
    return (vf)_mm512_max_ps((__m512)a, (__m512)b);
#elif N_LANES == 8 && defined(__AVX2__)
    return (vf)_mm256_max_ps((__m256)a, (__m256)b);
#elif N_LANES == 4 && defined(__SSE2__)
    return (vf)_mm_max_ps((__m128)a, (__m128)b);
#else
    return choose(a > b, a, b);
#endif
}

/* The codes as floats: round(x * inverse + offset), 0.5 being part of the offset. */
static inline vf code_of(vf x, vf inverse, vf offset, vf top)
{
    vf q = x * inverse + offset;
    q = lesser(greater(q, splat(0)), top);
    return __builtin_convertvector(__builtin_convertvector(q, vi), vf);
}

struct sums {
    vf q, qq, qx; /* weighted */
};

static inline struct sums sums_of(const struct lanes *l, const vf *x, vf inverse,
                                  vf offset)
{
    struct sums s = {0};
    vf top = splat(l->top);
    for (int i = 0; i < l->n; i++) {
        vf q = code_of(x[i], inverse, offset, top), wq = l->w[i] * q;
        s.q += wq;
        s.qq += wq * q;
        s.qx += wq * x[i];
    }
    return s;
}

/* How much of the error of one value for all a line through these codes takes away, with
 * that line; less than nothing when all codes are the same. */
static inline vf gain_of(const struct lanes *l, const struct sums *s, vf *scale, vf *bias)
{
    vf var = s->qq - s->q * s->q / l->sum_w;
    vf cov = s->qx - s->q * l->sum_wy / l->sum_w;
    vi fits = (var > 1e-6f * s->qq) & (cov > 0);
    var = choose(fits, var, splat(1));
    *scale = choose(fits, cov / var, splat(1));
    *bias = (l->sum_wy - *scale * s->q) / l->sum_w;
    return choose(fits, cov * *scale, splat(-1));
}

/* Scale and bias, both bf16, and the codes that they give: do they beat the best? */
static void try_pair(struct lanes *l, vf scale, vf bias)
{
    vf inverse = 1 / scale, offset = 0.5f - bias * inverse, top = splat(l->top);
    vf err = {0};
    for (int i = 0; i < l->n; i++) {
        vf d = scale * code_of(l->x[i], inverse, offset, top) + bias - l->x[i];
        err += l->w[i] * d * d;
    }
    vi better = err < l->err;
    l->err = choose(better, err, l->err);
    l->scale = choose(better, scale, l->scale);
    l->bias = choose(better, bias, l->bias);
}

/* The two bf16 around x. */
static void neighbours(vf x, vf out[2])
{
    vi u = (vi)x, rest = (u & 0xffff) != 0; /* -1 where there is one */
    out[0] = (vf)(u & ~0xffff);
    out[1] = (vf)((u & ~0xffff) - rest * 0x10000);
}

static void try_around(struct lanes *l, vf scale, vf bias)
{
    vf s[2], b[2];
    neighbours(scale, s);
    neighbours(bias, b);
    for (int i = 0; i < 4; i++)
        try_pair(l, s[i / 2], b[i % 2]);
}

/* Likewise, with the bias that is best for the codes which each scale gives. */
static void try_refitted(struct lanes *l, vf scale, vf bias)
{
    vf s[2], b[2];
    neighbours(scale, s);
    for (int i = 0; i < 2; i++) {
        struct sums m = sums_of(l, l->x, 1 / s[i], 0.5f - bias / s[i]);
        neighbours((l->sum_wx - s[i] * m.q) / l->sum_w, b);
        try_pair(l, s[i], b[0]);
        try_pair(l, s[i], b[1]);
    }
}

/* Each end of the range drawn in by steps, the fewer levels the further. */
static void search(struct lanes *l)
{
    float cut = l->top * (l->top < 15 ? 0.05f : 0.03f);
    vf best = splat(-2), scale = splat(1), bias = splat(0), s, b;
    for (int i = 0; i < N_CUTS; i++)
        for (int j = 0; j < N_CUTS; j++) {
            float first = cut * (float)i;
            float inverse = l->top / (l->top - first - cut * (float)j);
            struct sums m =
                sums_of(l, l->y, splat(inverse), splat(0.5f - first * inverse));
            vf gain = gain_of(l, &m, &s, &b);
            vi better = gain > best;
            best = choose(better, gain, best);
            scale = choose(better, s, scale);
            bias = choose(better, b, bias);
        }
    for (int i = 0; i < N_REFITS; i++) {
        struct sums m = sums_of(l, l->y, 1 / scale, 0.5f - bias / scale);
        vf gain = gain_of(l, &m, &s, &b);
        vi better = gain > best;
        best = choose(better, gain, best);
        scale = choose(better, s, scale);
        bias = choose(better, b, bias);
    }
    try_refitted(l, scale * l->step, l->low + bias * l->step);
}

/* A power of two per lane that brings its largest value near 1, so that nothing below
 * can overflow: scaling by it is exact. False when a lane holds what no bf16 scale can
 * span. A lane of one value gets a group that is easy to fit, and is told afterwards. */
static bool scale_lanes(struct lanes *l, vf low, vf high)
{
    vf size, flat_bias = low + (high - low) / 2;
    vi flat;
    for (int j = 0; j < N_LANES; j++) {
        float most = fmaxf(fabsf(low[j]), fabsf(high[j]));
        /* Away from both ends of the exponent range no step can overflow; a span under
         * the lower end is one value. */
        if (!(most <= 1e36f))
            return false;
        l->flat[j] = (high[j] - low[j]) / l->top < 1e-30f;
        flat[j] = l->flat[j] ? -1 : 0;
        frexpf(most, &l->exponent[j]);
        if (l->flat[j])
            l->exponent[j] = 0;
        size[j] = ldexpf(1, -l->exponent[j]);
    }
    low = choose(flat, splat(0), low * size);
    vf span = choose(flat, splat(1), high * size - low);
    vf to_y = l->top / span;
    for (int i = 0; i < l->n; i++) {
        vf x = choose(flat, splat((float)(i & 1)), l->x[i] * size);
        l->x[i] = x;
        l->y[i] = (x - low) * to_y;
    }
    l->low = low;
    l->step = span / l->top;
    l->flat_bias = flat_bias;
    return true;
}

/* 1 + |x| / rms(x): where nothing is known of the inputs, large weights carry the
 * outputs; where something is, that is their part beside it. */
static void weigh(struct lanes *l, const struct quantize_groups *g)
{
    vf squares = {0}, per_rms;
    for (int i = 0; i < l->n; i++)
        squares += l->x[i] * l->x[i];
    for (int j = 0; j < N_LANES; j++)
        per_rms[j] = 1 / sqrtf(squares[j] / (float)l->n);
    for (int i = 0; i < l->n; i++)
        l->w[i] = l->top < (float)NARROW_LEVELS
                      ? 1 + (vf)((vi)l->x[i] & 0x7fffffff) * per_rms
                      : splat(1);
    for (int j = 0; j < g->n_groups; j++)
        for (int i = 0; g->importance[j] && i < l->n; i++)
            l->w[i][j] *= g->importance[j][i];
    for (int i = 0; i < l->n; i++) {
        l->sum_w += l->w[i];
        l->sum_wy += l->w[i] * l->y[i];
        l->sum_wx += l->w[i] * l->x[i];
    }
}

/* False when a value is not finite or too large. */
static bool load(struct lanes *l, const struct quantize_groups *g)
{
    for (int j = 0; j < N_LANES; j++) {
        const float *x = g->x[j < g->n_groups ? j : 0]; /* idle lanes repeat one */
        for (int i = 0; i < l->n; i++)
            l->x[i][j] = x[i];
    }
    vf low = l->x[0], high = l->x[0];
    vi finite = {0};
    finite = ~finite;
    for (int i = 0; i < l->n; i++) {
        finite &= ((vi)l->x[i] & EXPONENT) != EXPONENT;
        low = lesser(l->x[i], low);
        high = greater(l->x[i], high);
    }
    for (int j = 0; j < N_LANES; j++)
        if (!finite[j])
            return false;
    if (!scale_lanes(l, low, high))
        return false;
    weigh(l, g);
    return true;
}

static void store(const struct lanes *l, struct quantize_groups *g)
{
    vf inverse = 1 / l->scale, offset = 0.5f - l->bias * inverse, top = splat(l->top);
    for (int i = 0; i < l->n; i++) {
        vi q = __builtin_convertvector(code_of(l->x[i], inverse, offset, top), vi);
        for (int j = 0; j < g->n_groups; j++)
            g->code[j][i] = (uint8_t)q[j];
    }
    for (int j = 0; j < g->n_groups; j++) {
        g->scale[j] = f32_to_bf16(ldexpf(l->scale[j], l->exponent[j]));
        g->bias[j] = f32_to_bf16(ldexpf(l->bias[j], l->exponent[j]));
        if (!l->flat[j])
            continue;
        g->scale[j] = 0;
        g->bias[j] = f32_to_bf16(l->flat_bias[j]);
        memset(g->code[j], 0, (size_t)l->n);
    }
}

static bool fit(struct quantize_groups *g)
{
    struct lanes l = {.n = g->group, .top = (float)g->levels, .err = splat(INFINITY)};
    if (!load(&l, g))
        return false;
    l.scale = l.step;
    try_around(&l, l.step, l.low);
    if (g->levels < NARROW_LEVELS)
        search(&l);
    store(&l, g);
    return true;
}

const struct quantize_fit FIT_SYMBOL = {FIT_NAME, N_LANES, fit};
