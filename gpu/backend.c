#include <math.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "gpu/backend_impl.h"

/* A model on a device, from its opening to its end. */

static void gpu_destroy(struct backend *base)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (b->g) {
        vkDeviceWaitIdle(b->g->device);
        expert_cache_destroy(b->experts);
        host_experts_destroy(b->g, b->host);
        gpu_weights_free(b);
        for (int i = 0; i < b->n_full; i++)
            gpu_buffer_destroy(b->g, &b->kv[i]);
        gpu_tape_finish(b->g, &b->tape);
        struct gpu_planned all[GPU_PLANNED];
        gpu_plan_buffers(b, all);
        for (int i = 0; i < GPU_PLANNED; i++)
            gpu_buffer_destroy(b->g, all[i].buffer);
        gpu_close(b->g);
    }
    pool_destroy(b->pool);
    free(b->host_work);
    free(b->layer);
    free(b->inv_freq);
    free(b);
}

static void move_arrays(struct gpu_arrays *a, uint64_t base)
{
    uint64_t *at = &a->h;
    for (; at < &a->n_bytes; at++)
        *at += base;
}

static bool allocate(struct gpu_backend *b, struct error *err)
{
    struct backend_memory m = gpu_plan_memory(b);
    int n_slots = gpu_plan_experts(b, err);
    if (n_slots == 0)
        return false;
    struct gpu_planned all[GPU_PLANNED];
    gpu_plan_buffers(b, all);
    for (int i = 0; i < GPU_PLANNED; i++)
        if (!gpu_buffer_create(b->g, all[i].place, all[i].bytes, all[i].what,
                               all[i].buffer, err))
            return false;
    for (int i = 0; i < b->n_full; i++)
        if (!gpu_buffer_create(b->g, GPU_DEVICE, m.kv / (uint64_t)b->n_full,
                               "the KV cache", &b->kv[i], err))
            return false;
    move_arrays(&b->at, b->arrays.addr);
    if (!gpu_weights_load(b, err))
        return false;
    b->pool = pool_create(b->p.n_threads > 1 ? b->p.n_threads : 1, err);
    if (!b->pool)
        return false;
    b->experts = expert_cache_create(b->g, b->p.pack, n_slots, b->pool, err);
    return b->experts && gpu_misses_open(b, err);
}

static bool gpu_lost(const struct backend *base)
{
    return ((const struct gpu_backend *)base)->g->failed;
}

static double per_second(double ns)
{
    return ns > 0 ? 1e9 / ns : 0;
}

static struct backend_usage gpu_usage(const struct backend *base)
{
    const struct gpu_backend *b = (const struct gpu_backend *)base;
    struct expert_cache_stats s = expert_cache_stats(b->experts);
    return (struct backend_usage){.used_bytes = b->g->used_bytes,
                                  .n_hit = s.n_hit + b->n_whole_hits,
                                  .n_miss = s.n_miss,
                                  .n_beside = s.n_passed,
                                  .copied_bytes = s.bytes,
                                  .copy_bytes_s = per_second(b->rates.alone_ns),
                                  .beside_bytes_s = per_second(b->rates.host_ns)};
}

static const struct backend_ops gpu_ops = {
    .destroy = gpu_destroy,
    .embed = gpu_embed,
    .attention = gpu_attention,
    .delta_net = gpu_delta_net,
    .route = gpu_route,
    .routing = gpu_routing,
    .shared_expert = gpu_shared_expert,
    .holds = gpu_holds,
    .experts = gpu_experts,
    .combine = gpu_combine,
    .head = gpu_head,
    .token = gpu_token,
    .candidates = gpu_candidates,
    .logits = gpu_logits,
    .submit = gpu_chunk_submit,
    .wait = gpu_chunk_wait,
    .usage = gpu_usage,
    .lost = gpu_lost,
    .state_reset = gpu_state_reset,
    .state_save = gpu_state_save,
    .state_load = gpu_state_load,
    .kv_save = gpu_kv_save,
    .kv_load = gpu_kv_load,
};

static bool experts_are_affine(const struct pack *pack)
{
    bool affine = true;
    for (int i = 0; i < pack->config.n_layer; i++) {
        const struct expert_layout *e = &pack->expert[i];
        affine = affine && dtype_is_affine(e->gate.type) && dtype_is_affine(e->up.type) &&
                 dtype_is_affine(e->down.type);
    }
    return affine;
}

/* Of chunks, then of single tokens where they differ. */
static const char *activations_of(const struct gpu_backend *b)
{
    if (b->g->dot)
        return b->coop ? "f16, int8" : "f32, int8";
    return b->coop ? "f16, f32" : "f32";
}

struct backend *gpu_backend_create(const struct gpu_params *gpu,
                                   const struct backend_params *p, struct error *err)
{
    struct gpu_backend *b = xcalloc(1, sizeof(*b));
    b->base.ops = &gpu_ops;
    if (!gpu_plan_check(p, err) || !gpu_plan_sizes(b, p, err))
        goto fail;
    const struct model_config *c = &b->config;
    b->layer = xcalloc((size_t)c->n_layer, sizeof(*b->layer));
    b->inv_freq = xcalloc((size_t)c->rotary_dim / 2 + 1, sizeof(*b->inv_freq));
    for (int i = 0; i < c->rotary_dim / 2; i++)
        b->inv_freq[i] = pow(c->rope_theta, -2.0 * i / c->rotary_dim);
    b->g = gpu_open(gpu, err);
    if (!b->g || !allocate(b, err))
        goto fail;
    b->coop = b->g->coop && !p->f32_activations && experts_are_affine(p->pack);
    b->g->dot = b->g->dot && !p->f32_activations;
    b->tile = b->coop ? GPU_UNITS_TOK : GPU_TILE_TOK;
    struct backend_memory m = gpu_plan_memory(b);
    b->base.caps = (struct backend_caps){.name = "vulkan",
                                         .kernel = b->g->props.deviceName,
                                         .activations = activations_of(b),
                                         .async = true,
                                         .own_dense = true,
                                         .n_sequence = 1,
                                         .state_bytes = m.state,
                                         .n_kv_segments = b->n_full * 2 * c->n_kv_head,
                                         .kv_row_bytes = (size_t)c->head_dim *
                                                         (p->kv == KV_CHOICE_F16 ? 2 : 4),
                                         .memory = m};
    backend_check(&b->base);
    return &b->base;

fail:
    gpu_destroy(&b->base);
    return NULL;
}
