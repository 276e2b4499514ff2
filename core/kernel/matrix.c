#include "core/kernel/matrix.h"

#include <assert.h>
#include <string.h>

/* How weights are stored: sizes, conversions, and the plain way to read them. The kernels
 * have their own ways of reading; this is the one that they are held against. */

static const struct {
    const char *name;
    int bits;
    bool affine;
} dtypes[N_DTYPE] = {
    [DTYPE_F32] = {"f32", 32, false},   [DTYPE_F16] = {"f16", 16, false},
    [DTYPE_BF16] = {"bf16", 16, false}, [DTYPE_Q2] = {"q2", 2, true},
    [DTYPE_Q3] = {"q3", 3, true},       [DTYPE_Q4] = {"q4", 4, true},
    [DTYPE_Q5] = {"q5", 5, true},       [DTYPE_Q6] = {"q6", 6, true},
    [DTYPE_Q8] = {"q8", 8, true},
};

bool dtype_is_affine(enum dtype type)
{
    return dtypes[type].affine;
}

int dtype_bits(enum dtype type)
{
    return dtypes[type].bits;
}

const char *dtype_name(enum dtype type)
{
    return dtypes[type].name;
}

bool dtype_from_name(const char *name, enum dtype *out)
{
    for (int i = 0; i < N_DTYPE; i++) {
        if (strcmp(name, dtypes[i].name) == 0) {
            *out = (enum dtype)i;
            return true;
        }
    }
    return false;
}

static const char *const scale_types[N_SCALE_TYPE] = {
    [SCALE_BF16] = "bf16",
    [SCALE_F16] = "f16",
};

const char *scale_type_name(enum scale_type type)
{
    return scale_types[type];
}

bool scale_type_from_name(const char *name, enum scale_type *out)
{
    for (int i = 0; i < N_SCALE_TYPE; i++) {
        if (strcmp(name, scale_types[i]) == 0) {
            *out = (enum scale_type)i;
            return true;
        }
    }
    return false;
}

size_t dtype_row_bytes(enum dtype type, int n_in)
{
    return (size_t)n_in * (size_t)dtypes[type].bits / 8;
}

size_t matrix_bytes(enum dtype type, int group, int n_out, int n_in)
{
    size_t row = dtype_row_bytes(type, n_in);
    if (dtypes[type].affine)
        row += (size_t)(n_in / group) * 2 * sizeof(uint16_t);
    size_t total;
    return __builtin_mul_overflow(row, (size_t)n_out, &total) ? SIZE_MAX : total;
}

static uint32_t float_bits(float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof(u));
    return u;
}

static float bits_float(uint32_t u)
{
    float x;
    memcpy(&x, &u, sizeof(x));
    return x;
}

float bf16_to_f32(uint16_t h)
{
    return bits_float((uint32_t)h << 16);
}

uint16_t f32_to_bf16(float x)
{
    uint32_t u = float_bits(x);
    if ((u & 0x7fffffffu) > 0x7f800000u)
        return (uint16_t)((u >> 16) |
                          0x40); /* quiet, so that truncation keeps it a NaN */
    return (uint16_t)((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

float f16_to_f32(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16;
    uint32_t exponent = (h >> 10) & 31;
    uint32_t fraction = h & 0x3ff;
    if (exponent == 31)
        return bits_float(sign | 0x7f800000u | fraction << 13);
    if (exponent == 0) {
        float magnitude = (float)fraction * 0x1p-24f; /* subnormal: exact */
        return bits_float(sign | float_bits(magnitude));
    }
    return bits_float(sign | (exponent + 112) << 23 | fraction << 13);
}

uint16_t f32_to_f16(float x)
{
    uint32_t u = float_bits(x);
    uint16_t sign = (uint16_t)((u >> 16) & 0x8000);
    u &= 0x7fffffffu;
    if (u > 0x7f800000u)
        return sign | 0x7e00 | (uint16_t)((u >> 13) & 0x3ff);
    if (u >= 0x477ff000u) /* 65520 and more round to infinity */
        return sign | 0x7c00;
    if (u < 0x38800000u) {
        /* Below 2^-14 the spacing is 2^-24, which is that of f32 in [0.5, 1): the addition
         * rounds to nearest even for us. */
        uint32_t rounded = float_bits(bits_float(u) + 0.5f);
        return sign | (uint16_t)(rounded - 0x3f000000u);
    }
    uint32_t odd = (u >> 13) & 1;
    u += 0xfff + odd - (112u << 23);
    return sign | (uint16_t)(u >> 13);
}

float scale_to_f32(enum scale_type type, uint16_t h)
{
    return type == SCALE_F16 ? f16_to_f32(h) : bf16_to_f32(h);
}

void matrix_unpack_span(const struct matrix *w, int row, int first, int n, uint8_t *q)
{
    assert(dtypes[w->type].affine && first >= 0 && first + n <= w->n_in);
    const uint8_t *data =
        (const uint8_t *)w->data + (size_t)row * dtype_row_bytes(w->type, w->n_in);
    unsigned bits = (unsigned)dtypes[w->type].bits;
    unsigned mask = (1u << bits) - 1;
    for (int i = 0; i < n; i++) {
        size_t at = (size_t)(first + i) * bits;
        unsigned shift = (unsigned)(at & 7);
        unsigned v = data[at >> 3];
        if (shift + bits > 8)
            v |= (unsigned)data[(at >> 3) + 1] << 8;
        q[i] = (uint8_t)((v >> shift) & mask);
    }
}

static void dequant_affine(const struct matrix *w, int row, int first, int n, float *out)
{
    const size_t group0 = (size_t)row * (size_t)(w->n_in / w->group);
    uint8_t q[128];
    for (int done = 0; done < n;) {
        int at = first + done;
        int left_in_group = w->group - at % w->group;
        int span = n - done < left_in_group ? n - done : left_in_group;
        assert(span <= (int)sizeof(q));
        size_t g = group0 + (size_t)(at / w->group);
        float scale = scale_to_f32(w->scale_type, w->scales[g]);
        float bias = scale_to_f32(w->scale_type, w->biases[g]);
        matrix_unpack_span(w, row, at, span, q);
        for (int i = 0; i < span; i++)
            out[done + i] = scale * (float)q[i] + bias;
        done += span;
    }
}

void matrix_dequant_span(const struct matrix *w, int row, int first, int n, float *out)
{
    assert(row >= 0 && row < w->n_out && first >= 0 && n >= 0 && first + n <= w->n_in);
    size_t start = (size_t)row * (size_t)w->n_in + (size_t)first;
    if (dtypes[w->type].affine) {
        dequant_affine(w, row, first, n, out);
    } else if (w->type == DTYPE_F32) {
        memcpy(out, (const float *)w->data + start, (size_t)n * sizeof(float));
    } else {
        const uint16_t *half = (const uint16_t *)w->data + start;
        bool brain = w->type == DTYPE_BF16;
        for (int i = 0; i < n; i++)
            out[i] = brain ? bf16_to_f32(half[i]) : f16_to_f32(half[i]);
    }
}

void matrix_dequant_row(const struct matrix *w, int row, float *out)
{
    matrix_dequant_span(w, row, 0, w->n_in, out);
}
