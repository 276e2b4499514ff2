#include "core/model/convert.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/quantize.h"
#include "core/model/requantize.h"

enum {
    ROW_MAX = 1 << 20, /* elements; above every n_in that a config allows */
    ROW_BYTES = ROW_MAX * (int)sizeof(float),
    STEPS_BYTES = ROW_BYTES / BLOCK_STEP_GROUP,
    AT_ONCE = 1 << 14, /* elements: short rows together fill the quantiser's lanes */
};

bool converter_init(struct converter *cv, const struct checkpoint *ck, struct error *err)
{
    *cv = (struct converter){.ck = ck};
    cv->raw = mem_alloc(CONVERT_RAW_BYTES, "conversion buffers", err);
    cv->row = mem_alloc(ROW_BYTES, "conversion buffers", err);
    cv->steps = mem_alloc(STEPS_BYTES, "conversion buffers", err);
    cv->other = mem_alloc(ROW_BYTES, "conversion buffers", err);
    if (cv->raw && cv->row && cv->steps && cv->other)
        return true;
    converter_finish(cv);
    return false;
}

void converter_finish(struct converter *cv)
{
    mem_free(cv->raw, CONVERT_RAW_BYTES);
    mem_free(cv->row, ROW_BYTES);
    mem_free(cv->steps, STEPS_BYTES);
    mem_free(cv->other, ROW_BYTES);
    *cv = (struct converter){0};
}

static bool not_finite(const struct converter *cv, const struct source *s,
                       struct error *err)
{
    return err_set(err, 0,
                   "%s: tensor %.200s holds a value that is not finite or too large",
                   st_path(cv->ck->st, s->weight), s->weight->name);
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

/* Value heads of `span` bytes from the order of GGUF to that of the model. */
static void untile(const struct model_config *c, const void *in, size_t span, void *out)
{
    assert(in && out);
    for (int h = 0; h < c->n_v_head; h++)
        memcpy((char *)out + (size_t)h * span,
               (const char *)in + (size_t)tiled_head(c, h) * span, span);
}

/* How many rows load_rows takes. */
static int rows_at_once(const struct source *s)
{
    bool plain = !s->block && !s->tile;
    return plain && s->n_in < AT_ONCE ? AT_ONCE / s->n_in : 1;
}

/* Stored rows as f32 in cv->row, with their steps when they have some. */
static void load_rows(struct converter *cv, const struct source *s, const void *raw,
                      int n_rows)
{
    assert(n_rows > 0 && n_rows <= rows_at_once(s));
    const struct model_config *c = &cv->ck->config;
    size_t n = (size_t)s->n_in, n_steps = s->block ? n / BLOCK_STEP_GROUP : 0;
    if (s->block)
        block_row_f32(s->block, raw, s->n_in, cv->row, cv->steps);
    else
        widen(s->type, raw, n_rows * s->n_in, cv->row);
    if (!s->tile)
        return;
    untile(c, cv->row, (size_t)s->tile * sizeof(float), cv->other);
    memcpy(cv->row, cv->other, n * sizeof(float));
    if (!n_steps)
        return;
    untile(c, cv->steps, (size_t)(s->tile / BLOCK_STEP_GROUP) * sizeof(float), cv->other);
    memcpy(cv->steps, cv->other, n_steps * sizeof(float));
}

/* The n rows in cv->row as rows i, i + 1, ... of the outputs. */
static bool put_rows(const struct converter *cv, const struct source *s, int i, int n,
                     const struct rows *out)
{
    int n_in = s->n_in;
    char *data = (char *)out->data + (size_t)i * dtype_row_bytes(out->type, n_in);
    if (dtype_is_affine(out->type)) {
        assert(out->group > 0 && out->scales && out->biases);
        size_t at = (size_t)i * (size_t)(n_in / out->group);
        const struct quantize_out q = {(uint8_t *)data, out->scales + at,
                                       out->biases + at};
        if (out->scale_type == SCALE_F16) {
            assert(s->block && n == 1 && out->group == REQUANTIZE_GROUP);
            return requantize_row(out->type, cv->row, cv->steps, n_in, q.data, q.scales,
                                  q.biases);
        }
        return quantize_rows(out->type, out->group, cv->row, n, n_in, out->importance,
                             &q);
    }
    size_t count = (size_t)n * (size_t)n_in;
    if (!all_finite(cv->row, count))
        return false;
    assert(out->type == DTYPE_F32);
    memcpy(data, cv->row, count * sizeof(float));
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

/* Row i of the outputs from a stored row whose codes stay. */
static bool keep_row(struct converter *cv, const struct source *s, const void *raw, int i,
                     const struct rows *out)
{
    const struct model_config *c = &cv->ck->config;
    size_t row_bytes = dtype_row_bytes(out->type, s->n_in), n_in = (size_t)s->n_in;
    size_t heads = s->tile ? (size_t)c->n_v_head : 1;
    size_t groups = s->block ? n_in / (size_t)s->group : 0;
    char *data = (char *)out->data + (size_t)i * row_bytes;
    if (!s->block) {
        untile(c, raw, row_bytes / heads, data);
        return true;
    }
    uint16_t *scales = out->scales + (size_t)i * groups;
    uint16_t *biases = out->biases + (size_t)i * groups;
    if (!s->tile)
        return block_row_affine(s->block, raw, s->n_in, (uint8_t *)data, scales, biases);
    /* Scratch: codes in `other`, scales and biases in `row`. */
    uint16_t *half = (uint16_t *)(void *)cv->row;
    if (!block_row_affine(s->block, raw, s->n_in, (uint8_t *)cv->other, half,
                          half + groups))
        return false;
    untile(c, cv->other, row_bytes / heads, data);
    untile(c, half, groups / heads * sizeof(*half), scales);
    untile(c, half + groups, groups / heads * sizeof(*half), biases);
    return true;
}

/* n stored rows become rows i, i + 1, ... of the outputs. */
typedef bool (*rows_fn)(struct converter *cv, const struct source *s, const char *raw,
                        int i, int n, const struct rows *out);

static bool keep_some(struct converter *cv, const struct source *s, const char *raw,
                      int i, int n, const struct rows *out)
{
    size_t row_bytes = source_row_bytes(s);
    for (int r = 0; r < n; r++)
        if (!keep_row(cv, s, raw + (size_t)r * row_bytes, i + r, out))
            return false;
    return true;
}

static bool convert_some(struct converter *cv, const struct source *s, const char *raw,
                         int i, int n, const struct rows *out)
{
    size_t row_bytes = source_row_bytes(s);
    int at_once = rows_at_once(s);
    for (int r = 0; r < n; r += at_once) {
        int k = n - r < at_once ? n - r : at_once;
        load_rows(cv, s, raw + (size_t)r * row_bytes, k);
        if (!put_rows(cv, s, i + r, k, out))
            return false;
    }
    return true;
}

/* Rows through `fn`, as many at a time as the buffer holds. */
static bool through(struct converter *cv, const struct source *s, int row, int n,
                    rows_fn fn, const struct rows *out, struct error *err)
{
    size_t row_bytes = source_row_bytes(s);
    int batch = (int)(CONVERT_RAW_BYTES / row_bytes);
    for (int i = 0; i < n; i += batch) {
        int k = n - i < batch ? n - i : batch;
        if (!checkpoint_read_rows(cv->ck, s, row + i, k, cv->raw, NULL, NULL, err))
            return false;
        if (!fn(cv, s, cv->raw, i, k, out))
            return not_finite(cv, s, err);
    }
    return true;
}

bool convert_rows(struct converter *cv, const struct source *s, int row, int n,
                  const struct rows *out, struct error *err)
{
    bool stays = !s->lossy && out->type == s->type && out->group == s->group &&
                 out->scale_type == s->scale_type;
    if (!stays)
        return through(cv, s, row, n, convert_some, out, err);
    if (s->block)
        return through(cv, s, row, n, keep_some, out, err);
    bool ok = s->tile ? through(cv, s, row, n, keep_some, out, err)
                      : checkpoint_read_rows(cv->ck, s, row, n, out->data, out->scales,
                                             out->biases, err);
    return ok && (stored_finite(s, (size_t)n, out) || not_finite(cv, s, err));
}

bool convert_row_f32(struct converter *cv, const struct source *s, int row, float *out,
                     struct error *err)
{
    const struct rows rows = {.type = DTYPE_F32, .data = out};
    return convert_rows(cv, s, row, 1, &rows, err);
}

bool convert_vector(struct converter *cv, const struct source *s, enum tensor_fix fix,
                    float *out, struct error *err)
{
    int n = s->n_out * s->n_in;
    const struct rows rows = {.type = DTYPE_F32, .data = out};
    if (!convert_rows(cv, s, 0, s->n_out, &rows, err))
        return false;
    for (int i = 0; i < n; i++) {
        if (s->fixed)
            break;
        if (fix == FIX_PLUS_ONE)
            out[i] += 1;
        else if (fix == FIX_NEG_EXP)
            out[i] = -expf(out[i]);
    }
    return all_finite(out, (size_t)n) || not_finite(cv, s, err);
}
