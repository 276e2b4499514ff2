/* Rows into groups, groups into the lanes of the search (quantize_lanes.h), and what it
 * finds into the stored form. */
#include "core/model/quantize.h"

#include <assert.h>
#include <string.h>

#include "core/kernel/kernel.h"
#include "core/model/quantize_fit.h"

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

const struct quantize_fit *quantize_fit_find(const char *name)
{
    const struct kernels *k = kernels_find(name);
#ifdef FLASHMOE_X86
    if (k && strcmp(k->name, quantize_fit_avx512.name) == 0)
        return &quantize_fit_avx512;
    if (k && strcmp(k->name, quantize_fit_avx2.name) == 0)
        return &quantize_fit_avx2;
#endif
    return k ? &quantize_fit_scalar : NULL;
}

bool quantize_rows(enum dtype type, int group, const float *x, int n_rows, int n,
                   const float *importance, const struct quantize_out *out)
{
    const struct quantize_fit *f = quantize_fit_find(NULL);
    int bits = dtype_bits(type);
    assert(group > 0 && group <= QUANTIZE_GROUP_MAX && n % group == 0);
    size_t per_row = (size_t)(n / group), n_groups = (size_t)n_rows * per_row;
    size_t group_bytes = (size_t)(group * bits / 8);
    struct quantize_groups g = {.group = group, .levels = (1 << bits) - 1};
    /* A row's groups follow each other in x and in all outputs, and so do rows. */
    for (size_t first = 0; first < n_groups; first += (size_t)g.n_groups) {
        size_t left = n_groups - first;
        g.n_groups = left < (size_t)f->n_lanes ? (int)left : f->n_lanes;
        for (size_t j = 0; j < (size_t)g.n_groups; j++) {
            g.x[j] = x + (first + j) * (size_t)group;
            if (importance)
                g.importance[j] = importance + (first + j) % per_row * (size_t)group;
        }
        if (!f->fit(&g))
            return false;
        for (size_t j = 0; j < (size_t)g.n_groups; j++)
            quantize_put_codes(g.code[j], group, bits,
                               out->data + (first + j) * group_bytes);
        memcpy(out->scales + first, g.scale, (size_t)g.n_groups * sizeof(*g.scale));
        memcpy(out->biases + first, g.bias, (size_t)g.n_groups * sizeof(*g.bias));
    }
    return true;
}
