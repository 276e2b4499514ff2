#include "core/model/model_cost.h"

#include <string.h>

#include "core/model/manifest.h"

uint64_t weight_bytes_total(const struct weight_bytes *w)
{
    uint64_t n = 0;
    for (int i = 0; i < N_DTYPE; i++)
        n += w->of[i];
    return n;
}

static void add_top(const struct manifest *m, int i, struct model_cost *out)
{
    const struct tensor_spec *s = &m->spec[i];
    const struct manifest_tensor *t = &m->tensor[i];
    if (strcmp(s->slot->name, "embed") != 0) {
        out->head.of[t->type] += t->layout.n_bytes;
        return;
    }
    out->embed_row_bytes = matrix_bytes(t->type, t->group, 1, s->n_in);
    if (m->config.tied_head)
        out->head.of[t->type] += t->layout.n_bytes;
}

static void add_expert(const struct expert_layout *l, struct model_cost *out)
{
    const struct expert_part *part[] = {&l->gate, &l->up, &l->down};
    for (int i = 0; i < 3; i++)
        (i < 2 ? &out->expert_in : &out->expert_out)->of[part[i]->type] +=
            matrix_bytes(part[i]->type, part[i]->group, part[i]->n_out, part[i]->n_in);
    out->record_bytes += l->record_bytes;
}

void model_cost_of(const struct manifest *m, struct model_cost *out)
{
    const struct model_config *c = &m->config;
    *out = (struct model_cost){.dense_file_bytes = m->dense_bytes};
    for (int i = 0; i < m->n_spec; i++) {
        const struct tensor_spec *s = &m->spec[i];
        bool shared =
            strncmp(s->slot->name, "shared_", 7) == 0 && s->slot->form == TENSOR_MATRIX;
        if (s->layer < 0)
            add_top(m, i, out);
        else
            (shared ? &out->shared : &out->mixer)->of[m->tensor[i].type] +=
                m->tensor[i].layout.n_bytes;
    }
    for (int i = 0; i < c->n_layer; i++) {
        add_expert(&m->expert[i], out);
        out->expert_file_bytes += (uint64_t)c->n_expert * m->expert[i].stride_bytes;
        if (c->layer[i] == LAYER_FULL)
            out->kv_values_tok += 2 * (uint64_t)c->n_kv_head * (uint64_t)c->head_dim;
        else
            out->delta_state_bytes += (uint64_t)c->n_v_head * (uint64_t)c->k_dim *
                                      (uint64_t)c->v_dim * sizeof(float);
    }
}

uint64_t model_cost_touched(const struct model_cost *c, int k)
{
    return weight_bytes_total(&c->mixer) + weight_bytes_total(&c->shared) +
           weight_bytes_total(&c->head) + c->embed_row_bytes +
           (uint64_t)k * c->record_bytes;
}
