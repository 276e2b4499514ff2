#include "core/model/convert.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/quantize.h"

enum {
    ROW_MAX = 1 << 20 /* elements; above every n_in that a config allows */
};

bool converter_init(struct converter *cv, const struct checkpoint *ck, struct error *err)
{
    *cv = (struct converter){.ck = ck};
    cv->raw = mem_alloc(CONVERT_RAW_BYTES, "conversion buffers", err);
    cv->row = mem_alloc(ROW_MAX * sizeof(float), "conversion buffers", err);
    if (cv->raw && cv->row)
        return true;
    converter_finish(cv);
    return false;
}

void converter_finish(struct converter *cv)
{
    mem_free(cv->raw, CONVERT_RAW_BYTES);
    mem_free(cv->row, ROW_MAX * sizeof(float));
    *cv = (struct converter){0};
}

static bool not_finite(const struct source *s, struct error *err)
{
    return err_set(err, 0, "tensor %.200s holds a value that is not finite or too large",
                   s->weight->name);
}

/* Stored floats -> f32. */
static void widen(enum dtype type, const void *in, int n, float *out)
{
    const uint16_t *h = in;
    if (type == DTYPE_F32)
        memcpy(out, in, (size_t)n * sizeof(float));
    else if (type == DTYPE_BF16)
        for (int i = 0; i < n; i++)
            out[i] = bf16_to_f32(h[i]);
    else
        for (int i = 0; i < n; i++)
            out[i] = f16_to_f32(h[i]);
}

static bool all_finite(const float *x, size_t n)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        ok &= isfinite(x[i]) != 0;
    return ok;
}

/* The row in cv->row as row i of the outputs. */
static bool put_row(const struct converter *cv, int n, int i, const struct rows *out)
{
    char *data = (char *)out->data + (size_t)i * dtype_row_bytes(out->type, n);
    if (dtype_is_affine(out->type)) {
        assert(out->group > 0 && out->scale_type == SCALE_BF16);
        size_t at = (size_t)i * (size_t)(n / out->group);
        return quantize_row(out->type, out->group, cv->row, n, (uint8_t *)data,
                            out->scales + at, out->biases + at);
    }
    if (!all_finite(cv->row, (size_t)n))
        return false;
    assert(out->type == DTYPE_F32);
    memcpy(data, cv->row, (size_t)n * sizeof(float));
    return true;
}

/* n 16-bit floats whose exponent has these bits: all of them set is no number. */
static bool halves_finite(const uint16_t *h, size_t n, uint16_t exponent)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        ok &= (h[i] & exponent) != exponent;
    return ok;
}

/* The same for n rows that were copied as they are. */
static bool stored_finite(const struct source *s, size_t n, const struct rows *out)
{
    enum {
        BF16_EXPONENT = 0x7f80,
        F16_EXPONENT = 0x7c00,
    };
    size_t count = n * (size_t)s->n_in;
    switch (s->type) {
    case DTYPE_F32: return all_finite(out->data, count);
    case DTYPE_BF16: return halves_finite(out->data, count, BF16_EXPONENT);
    case DTYPE_F16: return halves_finite(out->data, count, F16_EXPONENT);
    default: break;
    }
    assert(s->group > 0 && out->scales && out->biases);
    count = n * (size_t)(s->n_in / s->group);
    uint16_t exponent = s->scale_type == SCALE_F16 ? F16_EXPONENT : BF16_EXPONENT;
    return halves_finite(out->scales, count, exponent) &&
           halves_finite(out->biases, count, exponent);
}

bool convert_rows(struct converter *cv, const struct source *s, int row, int n,
                  const struct rows *out, struct error *err)
{
    if (out->type == s->type && out->group == s->group &&
        out->scale_type == s->scale_type)
        return checkpoint_read_rows(cv->ck, s, row, n, out->data, out->scales,
                                    out->biases, err) &&
               (stored_finite(s, (size_t)n, out) || not_finite(s, err));

    size_t row_bytes = dtype_row_bytes(s->type, s->n_in);
    int batch = (int)(CONVERT_RAW_BYTES / row_bytes);
    for (int i = 0; i < n; i += batch) {
        int k = n - i < batch ? n - i : batch;
        if (!checkpoint_read_rows(cv->ck, s, row + i, k, cv->raw, NULL, NULL, err))
            return false;
        for (int r = 0; r < k; r++) {
            widen(s->type, (char *)cv->raw + (size_t)r * row_bytes, s->n_in, cv->row);
            if (!put_row(cv, s->n_in, i + r, out))
                return not_finite(s, err);
        }
    }
    return true;
}

bool convert_vector(struct converter *cv, const struct source *s, enum tensor_fix fix,
                    float *out, struct error *err)
{
    int n = s->n_out * s->n_in;
    const struct rows rows = {.type = DTYPE_F32, .data = out};
    if (!convert_rows(cv, s, 0, s->n_out, &rows, err))
        return false;
    for (int i = 0; i < n; i++) {
        if (fix == FIX_PLUS_ONE)
            out[i] += 1;
        else if (fix == FIX_NEG_EXP)
            out[i] = -expf(out[i]);
    }
    return all_finite(out, (size_t)n) || not_finite(s, err);
}
