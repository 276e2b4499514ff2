#include "core/model/requantize_note.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "core/model/convert.h"
#include "core/model/pack.h"

enum {
    ROWS = 4,    /* of a tensor */
    EXPERTS = 2, /* of a layer */
};

/* What becomes of one type of blocks, in the experts or elsewhere. */
struct kind {
    enum dtype type;
    int group, n_tensors;
    bool mixed;         /* more than one target */
    double error, size; /* sums of squares */
};

struct sampler {
    struct converter cv;
    struct kind kind[2][N_BLOCK_TYPE]; /* [1]: the experts' */
    float *want, *got;                 /* one row */
    char *bytes;                       /* one row of weights, scales and biases */
    struct error *err;
};

static bool keeps(const struct source *s, const struct matrix *w)
{
    return !s->block || w->type == DTYPE_F32 ||
           (!s->lossy && w->type == s->type && w->group == s->group &&
            w->scale_type == s->scale_type);
}

/* One row of s as the matrix w has it. */
static bool sample_row(struct sampler *p, struct kind *k, const struct source *s,
                       struct matrix w, int row)
{
    size_t groups = (size_t)(s->n_in / w.group);
    size_t data_bytes = dtype_row_bytes(w.type, s->n_in);
    uint16_t *scales = (uint16_t *)(void *)(p->bytes + (data_bytes + 1) / 2 * 2);
    const struct rows out = {.type = w.type,
                             .scale_type = w.scale_type,
                             .group = w.group,
                             .data = p->bytes,
                             .scales = scales,
                             .biases = scales + groups};
    if (!convert_row_f32(&p->cv, s, row, p->want, p->err) ||
        !convert_rows(&p->cv, s, row, 1, &out, p->err))
        return false;
    w.n_out = 1;
    w.n_in = s->n_in;
    w.data = p->bytes;
    w.scales = scales;
    w.biases = scales + groups;
    matrix_dequant_row(&w, 0, p->got);
    for (int i = 0; i < s->n_in; i++) {
        double d = (double)p->got[i] - (double)p->want[i];
        k->error += d * d;
        k->size += (double)p->want[i] * (double)p->want[i];
    }
    return true;
}

/* `n_tensors`: how many of the file this one stands for. */
static bool sample(struct sampler *p, bool expert, const struct source *s,
                   const struct matrix *w, int n_tensors)
{
    struct kind *k = &p->kind[expert][s->block];
    if (keeps(s, w))
        return true;
    k->mixed |= k->n_tensors > 0 && (k->type != w->type || k->group != w->group);
    k->type = w->type;
    k->group = w->group;
    k->n_tensors += n_tensors;
    int n = s->n_out < ROWS ? s->n_out : ROWS;
    for (int i = 0; i < n; i++)
        if (!sample_row(p, k, s, *w, (int)((int64_t)s->n_out * i / n)))
            return false;
    return true;
}

static struct matrix part_format(const struct expert_part *p)
{
    return (struct matrix){
        .type = p->type, .scale_type = p->scale_type, .group = p->group};
}

static bool sample_all(struct sampler *p, const struct checkpoint *ck,
                       const struct manifest *m)
{
    const struct model_config *c = &ck->config;
    for (int i = 0; i < m->n_spec; i++) {
        const struct manifest_tensor *t = &m->tensor[i];
        const struct matrix w = {
            .type = t->type, .scale_type = t->scale_type, .group = t->group};
        if (!sample(p, false, &ck->dense[i], &w, 1))
            return false;
    }
    int n = c->n_expert < EXPERTS ? c->n_expert : EXPERTS;
    for (int i = 0; i < n * c->n_layer; i++) {
        int layer = i / n, e = c->n_expert * (i % n) / n;
        const struct expert_layout *l = &m->expert[layer];
        const struct expert_source *x = &ck->expert[layer * c->n_expert + e];
        const struct matrix w[] = {part_format(&l->gate), part_format(&l->up),
                                   part_format(&l->down)};
        const struct source *s[] = {&x->gate, &x->up, &x->down};
        for (int k = 0; k < 3; k++)
            if (!sample(p, true, s[k], &w[k], i % n == 0 ? 1 : 0))
                return false;
    }
    return true;
}

static void add_note(struct manifest *m, bool expert, enum block_type type,
                     const struct kind *k)
{
    double rms = k->size > 0 ? sqrt(k->error / k->size) : 0;
    char *to =
        k->mixed ? xstrdup("several formats")
                 : xasprintf("%d bits with groups of %d", dtype_bits(k->type), k->group);
    manifest_add_note(m, xasprintf("%d %s stored as %s are requantised to %s: normalised "
                                   "RMS error %.2g (measured on some rows)",
                                   k->n_tensors,
                                   expert ? "tensors of experts" : "dense tensors",
                                   block_name(type), to, rms));
    free(to);
}

bool requantize_note(const struct checkpoint *ck, struct manifest *m, struct error *err)
{
    struct sampler p = {.err = err};
    bool ok = converter_init(&p.cv, ck, err);
    size_t most = 1;
    for (int i = 0; ok && i < m->n_spec; i++)
        most = most < (size_t)m->spec[i].n_in ? (size_t)m->spec[i].n_in : most;
    most = most < (size_t)ck->config.expert_ff ? (size_t)ck->config.expert_ff : most;
    p.want = xmalloc(most * sizeof(*p.want));
    p.got = xmalloc(most * sizeof(*p.got));
    p.bytes = xmalloc(most * sizeof(float));
    ok = ok && sample_all(&p, ck, m);
    for (int i = 2 * (BLOCK_NONE + 1); ok && i < 2 * N_BLOCK_TYPE; i++)
        if (p.kind[i % 2][i / 2].n_tensors)
            add_note(m, i % 2, (enum block_type)(i / 2), &p.kind[i % 2][i / 2]);
    free(p.want);
    free(p.got);
    free(p.bytes);
    converter_finish(&p.cv);
    return ok;
}
