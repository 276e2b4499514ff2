#include "gpu/backend_impl.h"

/* The gated delta net: one scan over the tokens, whether they are one or many. */

struct gpu_delta_net gpu_delta_net_of(const struct gpu_backend *b, int layer)
{
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    uint64_t state = b->state.addr + (uint64_t)w->i_kind * b->state_layer_bytes;
    return (struct gpu_delta_net){.x = b->at.wide,
                                  .conv_w = w->conv,
                                  .conv_state = state,
                                  .qkv = b->at.conv,
                                  .b = b->at.b,
                                  .a = b->at.a,
                                  .neg_exp_a = w->neg_exp_a,
                                  .dt_bias = w->dt_bias,
                                  .state = state + b->conv_state_bytes,
                                  .o = b->at.core,
                                  .n_tok = (uint32_t)b->n_tok,
                                  .channels = (uint32_t)conv_channels(c),
                                  .conv_width = (uint32_t)c->conv_width,
                                  .n_k_head = (uint32_t)c->n_k_head,
                                  .n_v_head = (uint32_t)c->n_v_head,
                                  .k_dim = (uint32_t)c->k_dim,
                                  .v_dim = (uint32_t)c->v_dim};
}

void gpu_delta_net(struct backend *base, int layer)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    if (b->n_tok == 1) {
        gpu_token_delta_net(b, layer);
        return;
    }
    gpu_norm_chunk(b, w->input_norm);
    gpu_product_chunk(b, &w->qkv, b->at.x, b->at.wide, false);
    gpu_product_chunk(b, &w->z, b->at.x, b->at.z, false);
    gpu_product_chunk(b, &w->b, b->at.x, b->at.b, false);
    gpu_product_chunk(b, &w->a, b->at.x, b->at.a, false);
    gpu_barrier(b->g);
    struct gpu_delta_net d = gpu_delta_net_of(b, layer);
    op_conv_silu(b->g, &d);
    op_delta_prepare(b->g, &d);
    op_delta_net(b->g, &d);
    struct gpu_norm norm = {.x = b->at.core,
                            .w = w->gdn_norm,
                            .y = b->at.core,
                            .z = b->at.z,
                            .n = (uint32_t)c->v_dim,
                            .n_tok = (uint32_t)b->n_tok,
                            .per_tok = (uint32_t)c->n_v_head,
                            .eps = c->rms_eps};
    op_rms_norm(b->g, &norm);
    gpu_product_chunk(b, &w->out, b->at.core, b->at.h, true);
    gpu_barrier(b->g);
}
