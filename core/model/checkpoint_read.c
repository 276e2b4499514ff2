/* The rows of a checkpoint's matrices as their struct source says. Types, shapes and ranges
 * were checked when it was opened. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/checkpoint.h"

/* n scales or biases as bf16, or f16 as they are: exactly, or not at all, since a rounded
 * scale would change every weight of its group. */
static bool read_scales(const struct checkpoint *ck, const struct st_tensor *t,
                        enum scale_type type, uint64_t first, uint16_t *out, size_t n,
                        struct error *err)
{
    if (t->dtype == (type == SCALE_F16 ? ST_F16 : ST_BF16))
        return st_read(ck->st, t, first * 2, out, n * 2, err);

    size_t item = t->dtype == ST_F32 ? 4 : 2;
    char chunk[4096];
    for (size_t at = 0; at < n;) {
        size_t k = sizeof(chunk) / item < n - at ? sizeof(chunk) / item : n - at;
        if (!st_read(ck->st, t, (first + at) * item, chunk, k * item, err))
            return false;
        for (size_t i = 0; i < k; i++) {
            float x;
            uint16_t h;
            if (item == 4) {
                memcpy(&x, chunk + 4 * i, 4);
            } else {
                memcpy(&h, chunk + 2 * i, 2);
                x = f16_to_f32(h);
            }
            out[at + i] = f32_to_bf16(x);
            if (bf16_to_f32(out[at + i]) != x)
                return err_set(err, 0,
                               "%s: tensor %.200s is %s and holds %g, which bf16 cannot "
                               "hold exactly",
                               st_path(ck->st, t), t->name, t->dtype_name, (double)x);
        }
        at += k;
    }
    return true;
}

/* FP8 E4M3: sign, 4 bits of exponent (bias 7), 3 of mantissa; no infinity, and NaN where
 * all others are set. */
static float f8_to_f32(uint8_t code)
{
    int exponent = code >> 3 & 15, mantissa = code & 7;
    float x;
    if ((code & 0x7f) == 0x7f)
        x = NAN;
    else if (exponent == 0)
        x = ldexpf((float)mantissa, -9);
    else
        x = ldexpf((float)(8 + mantissa), exponent - 10);
    return code & 0x80 ? -x : x;
}

/* n floats of a stored tensor from `first` on, as f32. */
static bool read_floats(const struct checkpoint *ck, const struct st_tensor *t,
                        uint64_t first, float *out, size_t n, struct error *err)
{
    if (t->dtype == ST_F32)
        return st_read(ck->st, t, first * 4, out, n * 4, err);
    uint16_t *half = xmalloc(n * 2);
    bool ok = st_read(ck->st, t, first * 2, half, n * 2, err);
    for (size_t i = 0; ok && i < n; i++)
        out[i] = t->dtype == ST_BF16 ? bf16_to_f32(half[i]) : f16_to_f32(half[i]);
    free(half);
    return ok;
}

/* One row of codes under the scales of its blocks. */
static void scale_fp8(const uint8_t *code, int n, int block, const float *scale,
                      const float *table, float *out)
{
    for (int at = 0; at < n; at += block) {
        float x = scale[at / block];
        int end = n - at < block ? n : at + block;
        for (int i = at; i < end; i++)
            out[i] = table[code[i]] * x;
    }
}

/* Stored rows [row, row + n), which are consecutive in the file. */
static bool read_fp8(const struct checkpoint *ck, const struct source *s, uint64_t row,
                     int n, float *out, struct error *err)
{
    size_t n_in = (size_t)s->n_in, total = (size_t)n * n_in;
    uint64_t n_out = (uint64_t)s->fp8.n_out, at = UINT64_MAX;
    size_t n_scale = (size_t)fp8_blocks_of(n_in, s->fp8.cols);
    float table[256], *scale = xmalloc(n_scale * sizeof(*scale));
    /* The codes go into the last quarter of the room: no value overtakes its code. */
    const uint8_t *code = (const uint8_t *)out + 3 * total;
    bool ok = st_read(ck->st, s->weight, row * n_in, (char *)out + 3 * total, total, err);
    for (int i = 0; i < 256; i++)
        table[i] = f8_to_f32((uint8_t)i);
    for (uint64_t r = row; ok && r < row + (uint64_t)n; r++) {
        uint64_t block = r / n_out * fp8_blocks_of(n_out, s->fp8.rows) +
                         r % n_out / (uint64_t)s->fp8.rows;
        if (block != at)
            ok = read_floats(ck, s->scales, block * n_scale, scale, n_scale, err);
        at = block;
        if (ok)
            scale_fp8(code, s->n_in, s->fp8.cols, scale, table, out);
        code += n_in;
        out += n_in;
    }
    free(scale);
    return ok;
}

bool checkpoint_read_rows(const struct checkpoint *ck, const struct source *s, int row,
                          int n, void *data, uint16_t *scales, uint16_t *biases,
                          struct error *err)
{
    size_t row_bytes = source_row_bytes(s);
    size_t groups = s->group && s->scales ? (size_t)(s->n_in / s->group) : 0;
    char *out = data;
    while (n) {
        int run;
        uint64_t from =
            s->row0 + (uint64_t)row_map_source(&ck->config, s->map, row, &run);
        if (run > n)
            run = n;
        size_t k = (size_t)run * groups;
        if (s->fp8.rows) {
            if (!read_fp8(ck, s, from, run, (float *)(void *)out, err))
                return false;
        } else if (!st_read(ck->st, s->weight, from * row_bytes, out,
                            (size_t)run * row_bytes, err))
            return false;
        if (k &&
            (!read_scales(ck, s->scales, s->scale_type, from * groups, scales, k, err) ||
             !read_scales(ck, s->biases, s->scale_type, from * groups, biases, k, err)))
            return false;
        out += (size_t)run * row_bytes;
        if (k) {
            scales += k;
            biases += k;
        }
        row += run;
        n -= run;
    }
    return true;
}

void checkpoint_drop_rows(const struct checkpoint *ck, const struct source *s, int row,
                          int n)
{
    size_t groups = s->group && s->scales ? (size_t)(s->n_in / s->group) : 0;
    size_t row_bytes = s->fp8.rows ? (size_t)s->n_in : source_row_bytes(s);
    while (n) {
        int run;
        uint64_t from =
            s->row0 + (uint64_t)row_map_source(&ck->config, s->map, row, &run);
        if (run > n)
            run = n;
        st_drop(ck->st, s->weight, from * row_bytes, (uint64_t)run * row_bytes);
        for (int i = 0; groups && i < 2; i++) {
            const struct st_tensor *t = i ? s->biases : s->scales;
            uint64_t each = groups * (t->dtype == ST_F32 ? 4 : 2);
            st_drop(ck->st, t, from * each, (uint64_t)run * each);
        }
        row += run;
        n -= run;
    }
}
