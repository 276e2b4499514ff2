#include "gpu/backend_impl.h"

/* (Gated) attention with grouped queries. */

struct gpu_attention gpu_attention_of(const struct gpu_backend *b, int layer)
{
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    uint64_t keys = b->kv[w->i_kind].addr;
    return (struct gpu_attention){.q = b->at.wide,
                                  .k = b->at.k,
                                  .v = b->at.v,
                                  .q_norm = w->q_norm,
                                  .k_norm = w->k_norm,
                                  .cos_sin = b->cos_sin.addr,
                                  .keys = keys,
                                  .values =
                                      keys + b->kv_head_bytes * (uint64_t)c->n_kv_head,
                                  .o = b->at.core,
                                  .step = b->step.addr,
                                  .n_head = (uint32_t)c->n_head,
                                  .n_kv_head = (uint32_t)c->n_kv_head,
                                  .dim = (uint32_t)c->head_dim,
                                  .pairs = (uint32_t)c->rotary_dim / 2,
                                  .ctx = (uint32_t)b->p.ctx_tok,
                                  .n_tok = (uint32_t)b->n_tok,
                                  .eps = c->rms_eps,
                                  .f16 = b->p.kv == KV_CHOICE_F16,
                                  .gated = c->attn_gate,
                                  .units = b->coop};
}

void gpu_attention(struct backend *base, int layer)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    const struct gpu_layer *w = &b->layer[layer];
    if (b->n_tok == 1) {
        gpu_token_attention(b, layer);
        return;
    }
    gpu_norm_chunk(b, w->input_norm);
    gpu_product_chunk(b, &w->q, b->at.x, b->at.wide, false);
    gpu_product_chunk(b, &w->k, b->at.x, b->at.k, false);
    gpu_product_chunk(b, &w->v, b->at.x, b->at.v, false);
    gpu_barrier(b->g);
    struct gpu_attention a = gpu_attention_of(b, layer);
    op_qk_rope(b->g, &a);
    op_attend(b->g, &a);
    gpu_product_chunk(b, &w->o, b->at.core, b->at.h, true);
    gpu_barrier(b->g);
}
