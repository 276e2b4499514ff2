/* What is to be done, and the doing of one piece of it: in any of the threads. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/model/packer_impl.h"

enum {
    /* Of a matrix or of small experts so many bytes together: enough for the disk, little
     * enough that all threads have work at the end of a unit. */
    PIECE_BYTES = 4 << 20,
};

int packer_n_units(const struct packer *p)
{
    return 1 + 2 * p->ck->config.n_layer;
}

int packer_unit_layer(const struct packer *p, int u)
{
    int n_layer = p->ck->config.n_layer;
    return u > n_layer ? u - 1 - n_layer : -1;
}

void packer_unit_specs(const struct packer *p, int u, int *first, int *end)
{
    int i = 0;
    while (i < p->m.n_spec && p->m.spec[i].layer != u - 1)
        i++;
    *first = i;
    while (i < p->m.n_spec && p->m.spec[i].layer == u - 1)
        i++;
    *end = i;
}

uint64_t packer_unit_bytes(const struct packer *p, int u)
{
    int layer = packer_unit_layer(p, u), first, end;
    uint64_t n = 0;
    if (layer >= 0)
        return p->m.expert[layer].stride_bytes * (uint64_t)p->ck->config.n_expert;
    packer_unit_specs(p, u, &first, &end);
    for (int i = first; i < end; i++)
        n += p->m.tensor[i].layout.n_bytes;
    return n;
}

uint64_t packer_piece_bytes(const struct packer *p, const struct piece *piece)
{
    int layer = packer_unit_layer(p, piece->unit);
    if (layer >= 0)
        return p->m.expert[layer].stride_bytes * (uint64_t)piece->n;
    const struct manifest_tensor *t = &p->m.tensor[piece->tensor];
    const struct tensor_spec *s = &p->m.spec[piece->tensor];
    if (s->slot->form == TENSOR_F32)
        return t->layout.n_bytes;
    /* With its last rows comes what lies between the parts of the tensor. */
    size_t row = matrix_bytes(t->type, t->group, 1, s->n_in);
    if (piece->first + piece->n < s->n_out)
        return row * (uint64_t)piece->n;
    return t->layout.n_bytes - row * (uint64_t)piece->first;
}

size_t packer_sums_bytes(const struct packer *p)
{
    const struct model_config *c = &p->ck->config;
    return (size_t)c->n_layer * (size_t)c->n_expert * sizeof(uint64_t);
}

/* -- cutting -- */

static int at_once(size_t n_bytes)
{
    return n_bytes < PIECE_BYTES ? (int)(PIECE_BYTES / n_bytes) : 1;
}

/* `each` bytes for each of n items. */
static void cut(struct packer *p, int u, int tensor, int n, size_t each, uint64_t *room)
{
    int step = at_once(each);
    for (int at = 0; at < n; at += step) {
        int k = n - at < step ? n - at : step;
        if (p->n_piece == *room) {
            *room = *room ? 2 * *room : 1024;
            p->piece = xreallocarray(p->piece, *room, sizeof(*p->piece));
        }
        p->piece[p->n_piece++] =
            (struct piece){.unit = u, .tensor = tensor, .first = at, .n = k};
        if ((size_t)k * each > p->piece_bytes)
            p->piece_bytes = (size_t)k * each;
    }
}

void packer_cut(struct packer *p)
{
    uint64_t room = 0;
    for (int u = 0; u < packer_n_units(p); u++) {
        int layer = packer_unit_layer(p, u), first, end;
        if (layer >= 0) {
            cut(p, u, -1, p->ck->config.n_expert, p->m.expert[layer].stride_bytes, &room);
            continue;
        }
        packer_unit_specs(p, u, &first, &end);
        for (int i = first; i < end; i++) {
            const struct manifest_tensor *t = &p->m.tensor[i];
            const struct tensor_spec *s = &p->m.spec[i];
            if (s->slot->form == TENSOR_F32)
                cut(p, u, i, 1, t->layout.n_bytes, &room);
            else
                cut(p, u, i, s->n_out, matrix_bytes(t->type, t->group, 1, s->n_in),
                    &room);
        }
    }
}

/* -- making: what has been read is read by nobody else, so the page cache lets it go -- */

static bool make_vector(const struct packer *p, struct converter *cv, int i, void *out,
                        struct error *err)
{
    enum tensor_fix fix = p->m.spec[i].slot->fix;
    return convert_vector(cv, &p->ck->dense[i], fix, out, err);
}

static bool make_rows(const struct packer *p, struct converter *cv,
                      const struct piece *piece, char *slot, struct error *err)
{
    const struct manifest_tensor *t = &p->m.tensor[piece->tensor];
    const struct source *s = &p->ck->dense[piece->tensor];
    size_t n = (size_t)piece->n, weights = n * dtype_row_bytes(t->type, s->n_in);
    struct rows out = {
        .type = t->type, .scale_type = t->scale_type, .group = t->group, .data = slot};
    if (p->calibration)
        out.importance = calibration_dense(p->calibration, piece->tensor);
    if (t->group) {
        out.scales = (uint16_t *)(void *)(slot + weights);
        out.biases = out.scales + n * (size_t)(s->n_in / t->group);
    }
    if (!convert_rows(cv, s, piece->first, piece->n, &out, err))
        return false;
    checkpoint_drop_rows(p->ck, s, piece->first, piece->n);
    return true;
}

static bool make_part(const struct packer *p, struct converter *cv,
                      const struct source *s, const struct expert_part *part,
                      const float *importance, char *record, struct error *err)
{
    const struct rows out = {
        .type = part->type,
        .scale_type = part->scale_type,
        .group = part->group,
        .data = record + part->data_off,
        .scales = (uint16_t *)(void *)(record + part->scales_off),
        .biases = (uint16_t *)(void *)(record + part->biases_off),
        .importance = importance,
    };
    if (!convert_rows(cv, s, 0, part->n_out, &out, err))
        return false;
    checkpoint_drop_rows(p->ck, s, 0, part->n_out);
    return true;
}

static const float *importance_of(const struct packer *p, int layer, int expert,
                                  enum calibration_part part)
{
    return p->calibration ? calibration_expert(p->calibration, layer, expert, part)
                          : NULL;
}

static bool make_experts(const struct packer *p, struct converter *cv,
                         const struct piece *piece, char *slot, struct error *err)
{
    int layer = packer_unit_layer(p, piece->unit);
    const struct expert_layout *l = &p->m.expert[layer];
    size_t at = (size_t)layer * (size_t)p->ck->config.n_expert;
    for (int e = piece->first; e < piece->first + piece->n; e++) {
        const struct expert_source *x = &p->ck->expert[at + (size_t)e];
        const float *in = importance_of(p, layer, e, CALIBRATION_IN);
        const float *mid = importance_of(p, layer, e, CALIBRATION_MID);
        /* Between the parts and behind them lies nothing of an earlier piece. */
        memset(slot, 0, l->stride_bytes);
        if (!make_part(p, cv, &x->gate, &l->gate, in, slot, err) ||
            !make_part(p, cv, &x->up, &l->up, in, slot, err) ||
            !make_part(p, cv, &x->down, &l->down, mid, slot, err))
            return false;
        p->sums[at + (size_t)e] = XXH3_64bits(slot, l->record_bytes);
        slot += l->stride_bytes;
    }
    return true;
}

bool packer_make_piece(void *ctx, int i_thread, uint64_t i, void *slot, struct error *err)
{
    const struct packer *p = ctx;
    const struct piece *piece = &p->piece[i];
    struct converter *cv = &p->cv[i_thread];
    assert(i < p->n_piece && i_thread < p->n_threads);
    if (piece->tensor < 0)
        return make_experts(p, cv, piece, slot, err);
    if (p->m.spec[piece->tensor].slot->form == TENSOR_F32)
        return make_vector(p, cv, piece->tensor, slot, err);
    return make_rows(p, cv, piece, slot, err);
}
