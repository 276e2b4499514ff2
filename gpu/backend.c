#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gpu/backend_impl.h"

/* The back end's memory, embedding, head, and the ends of a chunk. */

enum {
    ARRAY_ALIGN = 256,
    MAX_HEAD_DIM = 1024, /* of attention: shared memory */
    MAX_K_DIM = 1024,    /* of the delta net: registers */
    MAX_CONV_WIDTH = 16,
};
static const uint64_t logits_bytes_max = (uint64_t)64 << 20;
static const uint64_t reserve_bytes = (uint64_t)256 << 20;
/* On unified memory a copy of an expert is only there because it must be bound somewhere. */
static const uint64_t unified_experts_bytes = (uint64_t)512 << 20;

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

/* Offsets of the arrays; the sum of their sizes goes to n_bytes. */
struct layout {
    uint64_t used;
    bool bad; /* an array that 32-bit indices cannot reach, or an overflow */
};

static uint64_t place(struct layout *l, uint64_t rows, int n)
{
    uint64_t count, at = l->used;
    if (__builtin_mul_overflow(rows, (uint64_t)n, &count) || count > UINT32_MAX) {
        l->bad = true;
        return 0;
    }
    l->used += (count * sizeof(float) + ARRAY_ALIGN - 1) / ARRAY_ALIGN * ARRAY_ALIGN;
    return at;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Words of so many rows of halves, of two kinds the larger. */
static uint64_t max_words(uint64_t rows, int n, uint64_t rows2, int n2)
{
    uint64_t a = rows * (uint64_t)(n + 1) / 2, b = rows2 * (uint64_t)(n2 + 1) / 2;
    return a > b ? a : b;
}

static bool lay_out(struct gpu_backend *b)
{
    const struct model_config *c = &b->config;
    struct gpu_arrays *a = &b->at;
    struct layout l = {0};
    uint64_t t = (uint64_t)b->p.chunk_tok, rows = t * (uint64_t)b->p.n_expert_used;
    int n_q = c->n_head * c->head_dim, n_kv = c->n_kv_head * c->head_dim;
    int n_v = c->n_v_head * c->v_dim, channels = b->n_linear ? conv_channels(c) : 0;
    a->h = place(&l, t, c->hidden);
    a->x = place(&l, t, c->hidden);
    a->y = place(&l, t, c->hidden);
    a->wide = place(&l, t, larger(c->attn_gate ? 2 * n_q : n_q, channels));
    a->conv = place(&l, t, channels);
    a->k = place(&l, t, n_kv);
    a->v = place(&l, t, n_kv);
    a->b = place(&l, t, c->n_v_head);
    a->a = place(&l, t, c->n_v_head);
    a->z = place(&l, t, n_v);
    a->core = place(&l, t, larger(n_q, n_v));
    a->router = place(&l, t, c->n_expert);
    a->sh_logit = place(&l, t, 1);
    a->top_weights = place(&l, t, b->p.n_expert_used);
    a->sh_gate = place(&l, t, c->shared_ff);
    a->sh_up = place(&l, t, c->shared_ff);
    a->ex_gate = place(&l, rows, c->expert_ff);
    a->ex_up = place(&l, rows, c->expert_ff);
    a->ex_y = place(&l, rows, c->hidden);
    a->logits = place(&l, (uint64_t)b->logit_rows, c->n_vocab);
    a->squares = place(&l, 1, n_v);
    a->parts = place(&l, gpu_token_parts(b->p.ctx_tok), c->n_head * (c->head_dim + 2));
    a->token_ids = place(&l, 4, c->n_layer * b->p.n_expert_used + 1);
    a->half_x = place(&l, t, (c->hidden + 1) / 2);
    a->half_x_scale = place(&l, t, 1);
    int wide = larger(larger(n_q, n_v), c->shared_ff);
    a->half = place(&l, max_words(t, wide, rows, c->expert_ff), 1);
    a->half_scale = place(&l, rows, 1);
    a->state_kept = place(&l, (uint64_t)b->n_linear * b->state_layer_bytes / 4, 1);
    a->n_bytes = l.used;
    return !l.bad;
}

static void move_arrays(struct gpu_arrays *a, uint64_t base)
{
    uint64_t *at = &a->h;
    for (; at < &a->n_bytes; at++)
        *at += base;
}

/* Sizes that follow from the parameters. */
static bool set_up(struct gpu_backend *b, const struct backend_params *p,
                   struct error *err)
{
    const struct model_config *c = &p->pack->config;
    assert(p->chunk_tok >= 1 && p->ctx_tok >= 1);
    assert(p->n_expert_used >= 1 && p->n_expert_used <= c->n_expert);
    b->p = *p;
    b->config = *c;
    for (int i = 0; i < c->n_layer; i++)
        *(c->layer[i] == LAYER_FULL ? &b->n_full : &b->n_linear) += 1;
    uint64_t rows = logits_bytes_max / ((uint64_t)c->n_vocab * sizeof(float));
    b->logit_rows = rows < 1                        ? 1
                    : rows > (uint64_t)p->chunk_tok ? p->chunk_tok
                                                    : (int)rows;
    b->logits_bytes = (size_t)b->logit_rows * (size_t)c->n_vocab * sizeof(float);

    bool f16 = p->kv == KV_CHOICE_F16;
    b->kv_row_words = op_kv_row_words((uint32_t)c->head_dim, f16);
    b->kv_head_bytes = (uint64_t)p->ctx_tok * b->kv_row_words * sizeof(uint32_t);
    uint64_t kv_words = (uint64_t)p->ctx_tok * b->kv_row_words * (uint64_t)c->n_kv_head;
    if (b->n_linear) {
        uint64_t conv = (uint64_t)(c->conv_width - 1) * (uint64_t)conv_channels(c);
        b->conv_state_bytes = conv * sizeof(float);
        b->state_layer_bytes =
            b->conv_state_bytes + (uint64_t)c->n_v_head * (uint64_t)c->k_dim *
                                      (uint64_t)c->v_dim * sizeof(float);
    }
    if (!lay_out(b) || kv_words > UINT32_MAX)
        return err_set(err, EOVERFLOW,
                       "plan GPU memory for a context of %d tokens and chunks of %d",
                       p->ctx_tok, p->chunk_tok);
    return true;
}

static struct backend_memory memory_of(const struct gpu_backend *b)
{
    return (struct backend_memory){
        .kv = 2 * b->kv_head_bytes * (uint64_t)b->config.n_kv_head * (uint64_t)b->n_full,
        .state = b->state_layer_bytes * (uint64_t)b->n_linear,
        .buffers = b->at.n_bytes,
        .on_device = !b->g || !b->g->unified};
}

bool gpu_backend_plan(const struct backend_params *p, struct backend_memory *out,
                      struct error *err)
{
    struct gpu_backend *b = xcalloc(1, sizeof(*b));
    bool ok = set_up(b, p, err);
    *out = memory_of(b);
    free(b);
    return ok;
}

/* What the shaders and the device can do with this model. */
static bool check_matrix(const struct matrix *w, struct error *err)
{
    uint64_t words = (uint64_t)w->n_out * (uint64_t)w->n_in;
    if (words > UINT32_MAX || (uint32_t)w->n_out > op_product_rows_max(w->type))
        return err_set(err, 0,
                       "open the model on a GPU: a matrix of %d x %d is too large",
                       w->n_out, w->n_in);
    return true;
}

static bool check_shape(const struct backend_params *p, struct error *err)
{
    const struct pack *pack = p->pack;
    const struct model_config *c = &pack->config;
    int tok_max =
        op_attend_tok_max(c->head_dim, c->n_head / c->n_kv_head, p->kv == KV_CHOICE_F16);
    if (p->chunk_tok > tok_max)
        return err_set(err, 0,
                       "open the model on a GPU: chunks of %d tokens, with its attention "
                       "%d are possible",
                       p->chunk_tok, tok_max);
    if (c->head_dim > MAX_HEAD_DIM)
        return err_set(err, 0, "open the model on a GPU: heads of %d, %d are possible",
                       c->head_dim, MAX_HEAD_DIM);
    if (c->k_dim > MAX_K_DIM || c->conv_width > MAX_CONV_WIDTH)
        return err_set(
            err, 0,
            "open the model on a GPU: key heads of %d and a convolution of %d, "
            "%d and %d are possible",
            c->k_dim, c->conv_width, MAX_K_DIM, MAX_CONV_WIDTH);
    if (c->n_v_head > GPU_MAX_HEADS || c->n_expert_used > GPU_MAX_PLACES)
        return err_set(
            err, 0,
            "open the model on a GPU: %d value heads and %d experts of a token, "
            "%d and %d are possible",
            c->n_v_head, c->n_expert_used, GPU_MAX_HEADS, GPU_MAX_PLACES);
    char name[64];
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        struct matrix w = pack_tensor(pack, i, name);
        if (!check_matrix(&w, err))
            return false;
    }
    return true;
}

static void gpu_destroy(struct backend *base)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (b->g) {
        vkDeviceWaitIdle(b->g->device);
        expert_cache_destroy(b->experts);
        gpu_weights_free(b);
        for (int i = 0; i < b->n_full; i++)
            gpu_buffer_destroy(b->g, &b->kv[i]);
        gpu_tape_finish(b->g, &b->tape);
        struct gpu_buffer *all[] = {&b->state,      &b->arrays,         &b->step,
                                    &b->cos_sin,    &b->top_ids,        &b->singles,
                                    &b->tiles,      &b->rows,           &b->logits_host,
                                    &b->token_host, &b->candidates_host};
        for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
            gpu_buffer_destroy(b->g, all[i]);
        gpu_close(b->g);
    }
    free(b->layer);
    free(b->inv_freq);
    free(b);
}

/* Of the bytes that may be taken, those that experts leave to others on the device: what
 * --vram does not leave anyway. */
static uint64_t kept_free(const struct gpu *g, uint64_t left)
{
    uint64_t unused = gpu_memory_free(g);
    unused = unused > left ? unused - left : 0;
    return unused < reserve_bytes ? reserve_bytes - unused : 0;
}

/* How many experts may stay on the device; 0 + err when the model does not fit. */
static int plan_experts(struct gpu_backend *b, struct error *err)
{
    const struct pack *pack = b->p.pack;
    struct backend_memory m = memory_of(b);
    uint64_t slot = expert_cache_slot_bytes(pack), weights = gpu_weights_bytes(pack);
    uint64_t fewest = (uint64_t)b->p.n_expert_used * slot;
    uint64_t fixed = weights + m.kv + m.state + m.buffers;
    uint64_t left = gpu_memory_left(b->g);
    if (fixed + fewest > left) {
        err_set(err, 0,
                "open %s on %s: it takes %.0f MiB of its memory (dense %.0f, KV %.0f, "
                "state %.0f, buffers %.0f, experts at least %.0f), %.0f MiB are free; a "
                "shorter --ctx takes less",
                pack->name, b->g->props.deviceName, mib(fixed + fewest), mib(weights),
                mib(m.kv), mib(m.state), mib(m.buffers), mib(fewest), mib(left));
        return 0;
    }
    uint64_t reserve = kept_free(b->g, left);
    left -= fixed;
    left = left > fewest + reserve ? left - reserve : fewest;
    uint64_t most = (uint64_t)pack->config.n_layer * (uint64_t)pack->config.n_expert;
    if (b->g->params.experts_max > 0 && (uint64_t)b->g->params.experts_max < most)
        most = (uint64_t)b->g->params.experts_max;
    if (most < (uint64_t)b->p.n_expert_used)
        most = (uint64_t)b->p.n_expert_used;
    if (b->g->params.vram_max_bytes == 0 && b->g->unified && left > unified_experts_bytes)
        left = unified_experts_bytes > fewest ? unified_experts_bytes : fewest;
    uint64_t n = left / slot;
    return n < most ? (int)n : (int)most;
}

static bool allocate(struct gpu_backend *b, struct error *err)
{
    struct backend_memory m = memory_of(b);
    uint64_t t = (uint64_t)b->p.chunk_tok, k = (uint64_t)b->p.n_expert_used;
    uint64_t rows = t * k;
    uint64_t pairs = (uint64_t)b->config.rotary_dim / 2;
    int n_slots = plan_experts(b, err);
    if (n_slots == 0)
        return false;
    const struct {
        struct gpu_buffer *buffer;
        enum gpu_place place;
        uint64_t bytes;
        const char *what;
    } all[] = {
        {&b->state, GPU_DEVICE, m.state, "the recurrent state"},
        {&b->arrays, GPU_DEVICE, b->at.n_bytes, "the buffers of a chunk"},
        {&b->step, GPU_UPLOAD, (1 + t) * sizeof(int32_t), "the ids of a chunk"},
        {&b->cos_sin, GPU_UPLOAD, (t * 2 * pairs + 1) * sizeof(float), "rotations"},
        {&b->top_ids, GPU_READBACK, rows * sizeof(int), "the routing"},
        {&b->singles, GPU_UPLOAD, rows * sizeof(struct gpu_item), "the experts' rows"},
        {&b->tiles, GPU_UPLOAD, rows * sizeof(struct gpu_item), "the experts' tiles"},
        {&b->rows, GPU_UPLOAD, rows * sizeof(uint32_t), "the experts' list"},
        {&b->logits_host, GPU_READBACK, b->logits_bytes, "the logits"},
        {&b->token_host, GPU_READBACK,
         (uint64_t)b->config.n_layer * (k + 1) * sizeof(int32_t), "a token's experts"},
        {&b->candidates_host, GPU_READBACK,
         (uint64_t)op_candidates_max((uint32_t)b->config.n_vocab) *
             sizeof(struct candidate),
         "likely tokens"},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
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
    b->experts = expert_cache_create(b->g, b->p.pack, n_slots, err);
    return b->experts != NULL;
}

bool gpu_begin_chunk(struct gpu_backend *b, const int32_t *ids, int n_tok, int pos,
                     struct error *err)
{
    assert(n_tok >= 1 && n_tok <= b->p.chunk_tok);
    assert(pos >= 0 && n_tok <= b->p.ctx_tok - pos);
    b->n_tok = n_tok;
    b->pos = pos;
    b->logits_to = NULL;
    /* What the device still reads must not be overwritten. */
    bool ok = gpu_wait(b->g, err);
    expert_cache_idle(b->experts);
    expert_cache_drop_unconfirmed(b->experts);
    b->n_miss = expert_cache_stats(b->experts).n_miss;
    int32_t *step = b->step.map;
    step[0] = pos;
    memcpy(step + 1, ids, (size_t)n_tok * sizeof(*ids));

    /* Angles in double: at position 200,000 a float angle is off by 0.01. */
    int n_pairs = b->config.rotary_dim / 2;
    float *table = b->cos_sin.map;
    for (int t = 0; t < n_tok; t++)
        for (int i = 0; i < n_pairs; i++) {
            double angle = (double)(pos + t) * b->inv_freq[i];
            table[2 * t * n_pairs + i] = (float)cos(angle);
            table[(2 * t + 1) * n_pairs + i] = (float)sin(angle);
        }
    return ok;
}

uint64_t gpu_ids_at(const struct gpu_backend *b)
{
    return b->step.addr + sizeof(int32_t);
}

static void gpu_embed(struct backend *base, const int32_t *ids, int n_tok, int pos)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    gpu_begin_chunk(b, ids, n_tok, pos, NULL); /* a failure comes out of the next wait */
    op_embed(b->g, &b->embed, gpu_ids_at(b), (uint32_t)n_tok, b->at.h);
}

void gpu_norm_chunk(struct gpu_backend *b, uint64_t w)
{
    uint32_t hidden = (uint32_t)b->config.hidden, n_tok = (uint32_t)b->n_tok;
    struct gpu_norm p = {.x = b->at.h,
                         .w = w,
                         .y = b->at.x,
                         .n = hidden,
                         .n_tok = n_tok,
                         .per_tok = 1,
                         .eps = b->config.rms_eps};
    op_rms_norm(b->g, &p);
    if (b->coop) {
        op_pack_half(b->g, b->at.x, b->at.half_x, b->at.half_x_scale, 0, hidden, n_tok);
        gpu_barrier(b->g);
    }
}

void gpu_product_chunk(struct gpu_backend *b, const struct gpu_matrix *w, uint64_t x,
                       uint64_t y, bool add)
{
    struct gpu_product p = {.w = w,
                            .x = x,
                            .y = y,
                            .x_stride = (uint32_t)w->n_in,
                            .y_stride = (uint32_t)w->n_out,
                            .n_tok = (uint32_t)b->n_tok,
                            .add = add};
    bool on_units = b->coop && dtype_is_affine(w->type) && b->n_tok > GPU_FEW_TOK;
    if (on_units && x == b->at.x) {
        p.x_half = b->at.half_x;
        p.x_scale = b->at.half_x_scale;
    } else if (on_units) {
        op_pack_half(b->g, x, b->at.half, b->at.half_scale, 0, p.x_stride, p.n_tok);
        gpu_barrier(b->g);
        p.x_half = b->at.half;
        p.x_scale = b->at.half_scale;
    }
    op_product(b->g, &p);
}

/* The logits that were on their way have arrived. */
static void take_logits(struct gpu_backend *b)
{
    if (b->logits_to)
        memcpy(b->logits_to, b->logits_host.map, b->logits_bytes);
    b->logits_to = NULL;
}

/* In slices, since the logits of a whole chunk would take more memory than the model's other
 * buffers together. */
static void gpu_head(struct backend *base, int first, int n, float *out)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    size_t n_vocab = (size_t)b->config.n_vocab;
    uint64_t row = (uint64_t)b->config.hidden * sizeof(float);
    assert(first >= 0 && n >= 1 && first + n <= b->n_tok);
    struct gpu_norm norm = {.x = b->at.h + (uint64_t)first * row,
                            .w = b->final_norm,
                            .y = b->at.x,
                            .n = (uint32_t)b->config.hidden,
                            .n_tok = (uint32_t)n,
                            .per_tok = 1,
                            .eps = b->config.rms_eps};
    op_rms_norm(b->g, &norm);
    for (int i = 0; i < n; i += b->logit_rows) {
        int n_row = n - i < b->logit_rows ? n - i : b->logit_rows;
        if (b->logits_to) {
            if (!gpu_wait(b->g, NULL))
                return; /* kept, and told by the next wait */
            take_logits(b);
        }
        struct gpu_product p = {.w = &b->head,
                                .x = b->at.x + (uint64_t)i * row,
                                .y = b->at.logits,
                                .x_stride = (uint32_t)b->head.n_in,
                                .y_stride = (uint32_t)n_vocab,
                                .n_tok = (uint32_t)n_row};
        op_product(b->g, &p);
        b->logits_to = out + (size_t)i * n_vocab;
        b->logits_bytes = (size_t)n_row * n_vocab * sizeof(float);
        gpu_copy(b->g, &b->arrays, b->at.logits - b->arrays.addr, &b->logits_host, 0,
                 b->logits_bytes);
    }
}

static bool gpu_backend_submit(struct backend *base, struct error *err)
{
    return gpu_submit(((struct gpu_backend *)base)->g, err);
}

static bool gpu_backend_wait(struct backend *base, struct error *err)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (!gpu_wait(b->g, err))
        return false;
    take_logits(b);
    return true;
}

static bool gpu_lost(const struct backend *base)
{
    return ((const struct gpu_backend *)base)->g->failed;
}

static struct backend_usage gpu_usage(const struct backend *base)
{
    const struct gpu_backend *b = (const struct gpu_backend *)base;
    struct expert_cache_stats s = expert_cache_stats(b->experts);
    return (struct backend_usage){.used_bytes = b->g->used_bytes,
                                  .n_hit = s.n_hit + b->n_whole_hits,
                                  .n_miss = s.n_miss,
                                  .copied_bytes = s.bytes};
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
    .submit = gpu_backend_submit,
    .wait = gpu_backend_wait,
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
    if (!check_shape(p, err) || !set_up(b, p, err))
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
    struct backend_memory m = memory_of(b);
    b->base.caps = (struct backend_caps){.name = "vulkan",
                                         .kernel = b->g->props.deviceName,
                                         .activations = activations_of(b),
                                         .async = true,
                                         .own_dense = true,
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
